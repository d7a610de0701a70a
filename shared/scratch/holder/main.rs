//! Holds a throwaway server until it is ended: `scratch-holder wait|panic|exit|drop`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its test reads what it prints")]

use std::fmt::Debug;
use std::str::FromStr;

use driftline_catalog::Engine;
use driftline_scratch::{DatabaseRequest, Offered, Scratch, ScratchError, ScratchOptions, mysql, stop_all_now};
use tokio::signal::unix::{Signal, SignalKind, signal};

#[tokio::main]
async fn main() {
    let mut interrupted = signal(SignalKind::interrupt()).expect("SIGINT can be handled");
    let mut terminated = signal(SignalKind::terminate()).expect("SIGTERM can be handled");
    if let Ok(engine) = std::env::var("HOLDER_ENGINE") {
        let engine = if engine == "mysql" { Engine::Mysql } else { Engine::Mariadb };
        let options = mysql::Options { offered: offered(), ..mysql::Options::new(engine) };
        let server = started(mysql::Server::start(&options).await);
        let request = mysql::DatabaseRequest { name: "held".to_owned(), ..mysql::DatabaseRequest::default() };
        let database = server.database(&request).await.expect("a database");
        let options = database.connect_options();
        let socket = options.get_socket().expect("reached by a socket");
        println!("{}", socket.parent().expect("in a folder").display());
        return end(&mut interrupted, &mut terminated).await;
    }
    let options = ScratchOptions {
        offered: offered(),
        preferred_major: std::env::var("HOLDER_MAJOR").ok().and_then(|major| major.parse().ok()),
        allow_download: std::env::var_os("HOLDER_MAY_DOWNLOAD").is_some(),
        ..ScratchOptions::default()
    };
    let scratch = started(Scratch::start(&options).await);
    let request = DatabaseRequest { name: "held".to_owned(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.expect("a database");
    let folder = database.connect_options().get_socket().expect("reached by a socket");
    println!("{}\nPostgreSQL {} from {}", folder.display(), scratch.version(), scratch.origin());
    end(&mut interrupted, &mut terminated).await;
}

/// The server of a URL in the environment.
fn offered<O: FromStr<Err: Debug>>() -> Option<Offered<O>> {
    let url = std::env::var("HOLDER_DEV_URL").ok()?;
    let options = url.parse().expect("it is a URL");
    Some(Offered { options, server: "the one that is offered".to_owned(), way: None })
}

fn started<S>(server: Result<S, ScratchError>) -> S {
    server.unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(1);
    })
}

async fn end(interrupted: &mut Signal, terminated: &mut Signal) {
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
