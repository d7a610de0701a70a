//! A MariaDB server, where the tests' script keeps one.

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server};
use driftline_tests::mysql::{folders, port_to};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

pub(crate) struct Mariadb {
    server: Server,
    port: u16,
}

impl Mariadb {
    /// The newest there is; none where `DRIFTLINE_TEST_MYSQL_SERVERS` names no folder with one.
    pub(crate) async fn start() -> Option<Self> {
        let binaries = folders().into_iter().rfind(|path| path.to_string_lossy().contains("/mariadb-"))?;
        let options = Options { binaries: Some(binaries), ..Options::new(Engine::Mariadb) };
        let server = Server::start(&options).await.expect("a server");
        let port = port_to(&server.folder().expect("a server of our own").join("s"));
        Some(Self { server, port })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements as the server's administrator.
    pub(crate) async fn run(&self, sql: &str) {
        let mut connection = self.server.connect_options().connect().await.expect("the server");
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("the statements");
    }
}
