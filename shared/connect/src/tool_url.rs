//! A URL by which another tool logs in as a database of the config says.

use std::net::IpAddr;
use std::path::Path;

use driftline_catalog::Engine;
use driftline_config::{Endpoint, Login};
use driftline_secrets::{ExposeSecret as _, SecretString};
use url::form_urlencoded::byte_serialize;

/// The URL with this password or token in it, spelled as `libpq` reads it for PostgreSQL, and as `sqlx` does for MySQL and
/// MariaDB. It asks the tool to verify the server, as driftline does.
///
/// # Errors
///
/// When no URL says what the config does, in a sentence.
pub fn url_for_tools(engine: Engine, login: &Login, password: &SecretString) -> Result<SecretString, String> {
    let dial = login.dialled();
    let name = login.verified_name();
    let mut parameters: Vec<(&str, String)> = Vec::new();
    let [mode, verified, file] = match engine {
        Engine::Postgres => ["sslmode", "verify-full", "sslrootcert"],
        Engine::Mysql | Engine::Mariadb => ["ssl-mode", "VERIFY_IDENTITY", "ssl-ca"],
    };
    if dial.host != name {
        parameters.push(("hostaddr", hostaddr(engine, dial)?));
    }
    if !login.is_local() || login.ca_file.is_some() {
        parameters.push((mode, verified.to_owned()));
    }
    if let Some(path) = &login.ca_file {
        // The tool may run in another folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| Path::new(path).to_owned());
        parameters.push((file, path.display().to_string()));
    }
    let scheme = if engine == Engine::Postgres { "postgres" } else { "mysql" };
    let address = Endpoint { host: name.to_owned(), port: dial.port };
    let parameters: Vec<String> = parameters.iter().map(|(key, value)| format!("{key}={}", escaped(value))).collect();
    let question = if parameters.is_empty() { "" } else { "?" };
    Ok(SecretString::from(format!(
        "{scheme}://{}:{}@{address}/{}{question}{}",
        escaped(&login.user),
        escaped(password.expose_secret()),
        escaped(&login.database),
        parameters.join("&"),
    )))
}

/// `libpq` dials this address, and verifies the host's name all the same.
fn hostaddr(engine: Engine, dial: &Endpoint) -> Result<String, String> {
    let address = if dial.host == "localhost" { "127.0.0.1" } else { dial.host.as_str() };
    match engine {
        Engine::Postgres if address.parse::<IpAddr>().is_ok() => Ok(address.to_owned()),
        Engine::Postgres => Err(format!(
            "no URL says that `{}` is to be dialled for another name; write its address as `dial`",
            dial.host
        )),
        Engine::Mysql | Engine::Mariadb => {
            Err("no URL of MySQL or MariaDB says that another host is to be dialled".to_owned())
        }
    }
}

/// Everything but letters and digits: a token has its own `%`, `&` and `/`.
fn escaped(text: &str) -> String {
    // This escapes for forms, where a space is a plus.
    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;

    fn url(engine: &str, more: &str) -> Result<String, String> {
        let text = format!(
            "[[database]]\nname = \"a\"\nengine = \"{engine}\"\nendpoint = \"db.abc.eu-central-1.rds.amazonaws.com:5432\"\n\
             database = \"my shop\"\nuser = \"re@der\"\nauth = {{ method = \"rds-iam\" }}\nsource = {{ schema = \"a.sql\" }}\n{more}"
        );
        let config = driftline_config::parse("test", &text).unwrap();
        let token = SecretString::from("host:1/?a=b%2Fc&d=+".to_owned());
        let login = config.databases[0].written_login().unwrap();
        url_for_tools(config.databases[0].engine, login, &token).map(|url| url.expose_secret().to_owned())
    }

    #[test]
    fn what_the_token_holds_survives() {
        let postgres = url("postgres", "").unwrap();
        assert_eq!(
            postgres,
            "postgres://re%40der:host%3A1%2F%3Fa%3Db%252Fc%26d%3D%2B@db.abc.eu-central-1.rds.amazonaws.com:5432/my%20shop?sslmode=verify-full"
        );
        let target = Target::parse(&postgres).unwrap();
        assert_eq!((target.user(), target.database()), ("re@der", "my shop"));
        let mysql = url("mysql", "ca-file = \"/a b.pem\"\n").unwrap();
        assert!(
            mysql.starts_with("mysql://") && mysql.ends_with("?ssl-mode=VERIFY_IDENTITY&ssl-ca=%2Fa%20b.pem"),
            "{mysql}"
        );
    }

    #[test]
    fn another_address_is_dialled_where_a_url_can_say_so() {
        let tunnel = url("postgres", "dial = \"localhost:15432\"\n").unwrap();
        assert!(tunnel.contains("@db.abc.eu-central-1.rds.amazonaws.com:15432/"), "{tunnel}");
        assert!(tunnel.ends_with("?hostaddr=127.0.0.1&sslmode=verify-full"), "{tunnel}");
        assert!(url("postgres", "dial = \"bastion:15432\"\n").is_err());
    }
}
