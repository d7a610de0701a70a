//! Which servers to run on, and running on them.

use std::cell::RefCell;
use std::path::PathBuf;

use crate::Server;

/// Whether everything is to be tried.
#[must_use]
pub fn full() -> bool {
    std::env::var_os("DRIFTLINE_TEST_FULL").is_some()
}

/// The major versions asked for with `DRIFTLINE_TEST_MAJOR`.
fn chosen() -> Option<Vec<String>> {
    let chosen = std::env::var("DRIFTLINE_TEST_MAJOR").ok()?;
    Some(chosen.split(',').map(str::to_owned).collect())
}

/// The folders with servers: one of each major version that is asked for, or none, which means this machine's own.
///
/// # Panics
///
/// When the folder with servers cannot be read.
#[must_use]
pub fn binaries() -> Vec<Option<PathBuf>> {
    let folder = std::env::var_os("DRIFTLINE_TEST_POSTGRES_SERVERS").map(PathBuf::from);
    match folder {
        Some(folder) if full() || chosen().is_some() => {
            let entries = std::fs::read_dir(&folder).expect("the folder with servers").flatten();
            let mut majors: Vec<String> = entries
                .filter_map(|entry| entry.file_name().into_string().ok())
                .filter(|major| major.parse::<u32>().is_ok())
                .filter(|major| chosen().is_none_or(|chosen| chosen.contains(major)))
                .collect();
            majors.sort();
            majors.into_iter().map(|major| Some(folder.join(major).join("bin"))).collect()
        }
        _ => vec![None],
    }
}

/// Does the work for every item, on as many servers of one kind as there are processors.
///
/// # Panics
///
/// When a server does not start or stop.
pub async fn on_servers<T, R>(binaries: Option<PathBuf>, items: Vec<T>, work: impl AsyncFn(&Server, T) -> R) -> Vec<R> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 3).min(items.len().max(1));
    let queue = RefCell::new(items.into_iter().enumerate());
    let worker = async || {
        let server = Server::start(binaries.clone()).await;
        let mut done = Vec::new();
        loop {
            let next = queue.borrow_mut().next();
            let Some((place, item)) = next else { break };
            done.push((place, work(&server, item).await));
        }
        server.stop().await;
        done
    };
    let mut done: Vec<(usize, R)> =
        futures::future::join_all((0..workers).map(|_| worker())).await.into_iter().flatten().collect();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}
