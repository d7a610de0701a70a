//! Ending in order when asked to.

use tokio::signal::unix::{SignalKind, signal};

/// On Ctrl-C and SIGTERM, stops and removes every throwaway server before the process ends.
pub(crate) fn stop_servers_when_asked_to_end() -> std::io::Result<()> {
    for (kind, code) in [(SignalKind::interrupt(), 130), (SignalKind::terminate(), 143)] {
        let mut asked = signal(kind)?;
        tokio::spawn(async move {
            asked.recv().await;
            let _ = tokio::task::spawn_blocking(driftline_scratch::stop_all_now).await;
            std::process::exit(code);
        });
    }
    Ok(())
}
