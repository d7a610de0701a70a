//! The part of RDS that answers, for as long as a test needs it.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::{Authority, Expected, check, mysql, postgres};
use crate::google::Tokens;

/// What a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// PostgreSQL's.
    Postgres,
    /// That of MySQL and MariaDB.
    Mysql,
}

/// How it behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The name in its certificate.
    pub certificate_name: String,
    /// The years between which its certificate is valid.
    pub certificate_years: (i32, i32),
    /// Whether it speaks TLS.
    pub speaks_tls: bool,
    /// What tokens have to be for; its clock is so many seconds ahead of `now`.
    pub expected: Expected,
    /// Where it is Cloud SQL instead: the tokens of Google's, of which it takes that of the user.
    pub tokens: Option<Tokens>,
    /// What it speaks, and the server behind it.
    pub protocol: Protocol,
    /// The port of that server.
    pub server: u16,
}

impl Settings {
    /// RDS by this name in front of the server on this port, as it should be: tokens of the tests' key are good now.
    ///
    /// # Panics
    ///
    /// When the clock is out of all bounds.
    pub fn of(host: &str, protocol: Protocol, server: u16) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs();
        let port = if protocol == Protocol::Postgres { 5432 } else { 3306 };
        let expected = Expected {
            endpoint: format!("{host}:{port}"),
            region: "eu-central-1".to_owned(),
            key_id: "AKIDEXAMPLE".to_owned(),
            key_secret: "wJalrXUtnFEMI".to_owned(),
            session: None,
            now: i64::try_from(now).expect("a clock before the end of time"),
        };
        Self {
            certificate_name: host.to_owned(),
            certificate_years: (2020, 2120),
            speaks_tls: true,
            expected,
            tokens: None,
            protocol,
            server,
        }
    }

    /// Whether a token logs in this user.
    pub(super) fn check(&self, token: &str, user: &str) -> Result<(), String> {
        match &self.tokens {
            Some(tokens) => tokens.check(token, user),
            None => check(token, user, &self.expected),
        }
    }
}

/// A front that answers until it is dropped.
pub struct Rds {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    /// How many sessions have begun and not ended.
    open: Arc<AtomicUsize>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Rds {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// When the loopback interface has no free port.
    pub fn start(authority: &Authority, settings: Settings) -> Self {
        let acceptor = TlsAcceptor::from(authority.server(&settings.certificate_name, settings.certificate_years));
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let port = listener.local_addr().expect("it listens").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (stop, stopped) = oneshot::channel::<()>();
        let open = Arc::new(AtomicUsize::new(0));
        let (log, count) = (Arc::clone(&heard), Arc::clone(&open));
        // A thread of its own: tests wait for the command without giving way.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).expect("a socket");
                let serve = async {
                    while let Ok((stream, _)) = listener.accept().await {
                        let (acceptor, settings, log) = (acceptor.clone(), settings.clone(), Arc::clone(&log));
                        let count = Arc::clone(&count);
                        count.fetch_add(1, Ordering::SeqCst);
                        tokio::spawn(async move {
                            let said = match settings.protocol {
                                Protocol::Postgres => postgres::session(stream, acceptor, &settings).await,
                                Protocol::Mysql => mysql::session(stream, acceptor, &settings).await,
                            };
                            let said = said.unwrap_or_else(|error| format!("the client left: {error}"));
                            log.lock().expect("nobody panicked").push(said);
                            count.fetch_sub(1, Ordering::SeqCst);
                        });
                    }
                };
                tokio::select! { () = serve => {} _ = stopped => {} }
            });
        });
        Self { port, heard, open, stop: Some(stop), thread: Some(thread) }
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What came of the sessions since this was last asked, in the order of their ends. A session ends a little after the
    /// command that opened it, so those that are open are waited for.
    ///
    /// # Panics
    ///
    /// When its thread did.
    pub fn heard(&self) -> Vec<String> {
        let patience = Instant::now() + Duration::from_secs(20);
        while 0 < self.open.load(Ordering::SeqCst) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::mem::take(&mut *self.heard.lock().expect("nobody panicked"))
    }
}

impl Drop for Rds {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
