//! Holds a throwaway server until it is ended: `scratch-holder wait|panic|exit|drop`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its test reads what it prints")]

use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions, stop_all_now};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() {
    let mut interrupted = signal(SignalKind::interrupt()).expect("SIGINT can be handled");
    let mut terminated = signal(SignalKind::terminate()).expect("SIGTERM can be handled");
    let options = ScratchOptions {
        dev_url: std::env::var("HOLDER_DEV_URL").ok(),
        preferred_major: std::env::var("HOLDER_MAJOR").ok().and_then(|major| major.parse().ok()),
        allow_download: std::env::var_os("HOLDER_MAY_DOWNLOAD").is_some(),
        binaries: None,
    };
    let scratch = match Scratch::start(&options).await {
        Ok(scratch) => scratch,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    let request = DatabaseRequest { name: "held".to_owned(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.expect("a database");
    let folder = database.connect_options().get_socket().expect("reached by a socket");
    println!("{}\nPostgreSQL {} from {}", folder.display(), scratch.version(), scratch.origin());
    match std::env::args().nth(1).as_deref() {
        Some("panic") => panic!("as asked"),
        Some("exit") => std::process::exit(3),
        Some("drop") => {}
        _ => {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
            stop_all_now();
            std::process::exit(130);
        }
    }
}
