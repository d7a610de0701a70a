//! Ending in order when asked to.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::signal::unix::{SignalKind, signal};

/// The exit code of the signal that asked; 0 while none did.
static ASKED: AtomicU8 = AtomicU8::new(0);

/// On Ctrl-C and SIGTERM, stops and removes every throwaway server before the process ends.
pub(crate) fn stop_servers_when_asked_to_end() -> std::io::Result<()> {
    for (kind, code) in [(SignalKind::interrupt(), 130_u8), (SignalKind::terminate(), 143)] {
        let mut asked = signal(kind)?;
        tokio::spawn(async move {
            asked.recv().await;
            ASKED.store(code, Ordering::Relaxed);
            let _ = tokio::task::spawn_blocking(driftline_scratch::stop_all_now).await;
            std::process::exit(code.into());
        });
    }
    Ok(())
}

/// The exit code to end with when a signal asked for it: what fails after that, fails because the servers are gone.
pub(crate) fn asked_to_end() -> Option<ExitCode> {
    match ASKED.load(Ordering::Relaxed) {
        0 => None,
        code => Some(ExitCode::from(code)),
    }
}
