//! A password that is rotated between its being read and the login.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use driftline_connect::{ConfiguredConnector, ConnectError, Connector as _, NoTokens};
use driftline_secrets::{SecretError, SecretReference, SecretSource, SecretString};
use driftline_tests::{Encryption, Server};

/// What is read the first time, the second time and so on; the last one stays.
struct Rotated {
    passwords: &'static [&'static str],
    asked: AtomicUsize,
}

#[async_trait::async_trait]
impl SecretSource for Rotated {
    async fn fetch(&self, _: &SecretReference) -> Result<SecretString, SecretError> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(SecretString::from(self.passwords[asked.min(self.passwords.len() - 1)]))
    }
}

#[tokio::test]
async fn a_password_is_read_again_once_after_a_refused_login() {
    let server = Server::start(Encryption::Off);
    server.run("postgres", "CREATE ROLE watcher LOGIN PASSWORD 'new'").await;
    let config = format!(
        "[[database]]\nname = \"shop\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{}\"\ndatabase = \"postgres\"\n\
         user = \"watcher\"\nauth = {{ method = \"secrets-manager\", secret = \"shop\" }}\nsource = {{ schema = \"a.sql\" }}\n",
        server.port()
    );
    let config = driftline_config::parse("driftline.toml", &config).expect("a config");
    for (passwords, asked, is_let_in) in [
        (&["new"][..], 1, true),
        (&["old", "new"], 2, true),
        (&["old", "old", "new"], 2, false),
        (&["old", "other", "new"], 2, false),
    ] {
        let secrets = Arc::new(Rotated { passwords, asked: AtomicUsize::new(0) });
        let (tokens, cloud_sql) = (Arc::new(NoTokens), Arc::new(NoTokens));
        let connector = ConfiguredConnector { secrets: secrets.clone(), tokens, cloud_sql };
        let answer = connector.connect(&config.databases[0]).await;
        assert_eq!(answer.is_ok(), is_let_in, "{passwords:?}: {answer:?}");
        assert!(is_let_in || matches!(answer, Err(ConnectError::Refused { .. })), "{answer:?}");
        assert_eq!(secrets.asked.load(Ordering::SeqCst), asked, "{passwords:?}");
    }
}
