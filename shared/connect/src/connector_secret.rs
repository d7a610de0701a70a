//! A secret that says where a database is and how to log in, as platform teams keep them for shared servers: a JSON object
//! with `endpoint`, `port`, `user`, `type`, `identityProvider`, `password` and `database`.

use driftline_catalog::Engine;
use driftline_config::{Auth, ConnectorSecret, Endpoint, Login};
use driftline_secrets::{DotPath, ExposeSecret as _, SecretSource};
use serde_json::{Map, Value};

use crate::ConnectError;

/// What a secret says, with what the config says besides.
pub(crate) async fn login(
    connector: &ConnectorSecret,
    engine: Engine,
    secrets: &dyn SecretSource,
) -> Result<Login, ConnectError> {
    let refuse = |reason: String| ConnectError::Connector { secret: connector.secret.to_string(), reason };
    let text = secrets.fetch(&connector.secret).await.map_err(|error| refuse(error.to_string()))?;
    // The parser's own words repeat the text.
    let Ok(Value::Object(object)) = serde_json::from_str(text.expose_secret()) else {
        return Err(refuse("it is no JSON object".to_owned()));
    };
    Words(&object).login(connector, engine).map_err(refuse)
}

/// The words of the secret. Messages repeat its keys, and none of its values.
struct Words<'a>(&'a Map<String, Value>);

impl Words<'_> {
    fn login(&self, connector: &ConnectorSecret, engine: Engine) -> Result<Login, String> {
        self.is_of(engine)?;
        let endpoint = self.endpoint(engine)?;
        let Some(database) = connector.database.clone().or(self.optional("database")?) else {
            return Err("it has no `database`; write `database` beside `connector`".to_owned());
        };
        let login = Login {
            dial: connector.dial.clone(),
            database,
            user: self.required("user")?,
            auth: self.auth(connector, &endpoint)?,
            ca_file: connector.ca_file.clone(),
            endpoint,
        };
        login.missing_certificates().map_or(Ok(login), Err)
    }

    /// MariaDB speaks the protocol of MySQL, and many call it so.
    fn is_of(&self, engine: Engine) -> Result<(), String> {
        let (is_postgres, said) = match self.required("type")?.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" | "aurora-postgresql" => (true, "postgres"),
            "mysql" | "mariadb" | "aurora-mysql" => (false, "mysql or mariadb"),
            _ => return Err("its `type` is none of postgres, mysql and mariadb".to_owned()),
        };
        if is_postgres == (engine == Engine::Postgres) {
            return Ok(());
        }
        Err(format!("its `type` is {said}, and the config says engine = \"{engine}\""))
    }

    fn endpoint(&self, engine: Engine) -> Result<Endpoint, String> {
        let port = match self.optional("port")? {
            Some(port) => Some(port.parse().map_err(|_| "its `port` is no port".to_owned())?),
            None => None,
        };
        // Its own words would repeat a password that somebody wrote into a URL.
        let endpoint = Endpoint::parse(&self.required("endpoint")?, port.unwrap_or(engine.default_port()));
        let endpoint = endpoint.map_err(|_| "its `endpoint` is neither a host nor host:port".to_owned())?;
        match port {
            Some(port) if port != endpoint.port => {
                Err(format!("its `endpoint` ends with the port {}, and its `port` is {port}", endpoint.port))
            }
            _ => Ok(endpoint),
        }
    }

    fn auth(&self, connector: &ConnectorSecret, endpoint: &Endpoint) -> Result<Auth, String> {
        let provider = self.optional("identityProvider")?.unwrap_or_default();
        match provider.to_ascii_lowercase().as_str() {
            "aws" => Auth::rds_iam(endpoint.clone(), false, None, connector.profile.clone()),
            "" | "none" | "password" => {
                let Some(_) = self.optional("password")? else {
                    return Err("it has neither an `identityProvider` nor a `password` in it".to_owned());
                };
                let path = DotPath::parse("password").map_err(|error| error.to_string())?;
                // Read once more for logging in, so that it stays where secrets are.
                connector.secret.at(Some(path)).map(Auth::Password).ok_or("it is no whole secret".to_owned())
            }
            _ => Err("its `identityProvider` is not aws; without one, `password` is used".to_owned()),
        }
    }

    fn required(&self, key: &str) -> Result<String, String> {
        self.optional(key)?.ok_or_else(|| {
            let others = self.0.keys().filter(|other| *other != key).map(|other| format!("`{other}`"));
            let others: Vec<String> = others.collect();
            let others = if others.is_empty() { "nothing".to_owned() } else { others.join(", ") };
            format!("it has no `{key}`, or an empty one; it has {others}")
        })
    }

    /// Text or a number; nothing where it is empty.
    fn optional(&self, key: &str) -> Result<Option<String>, String> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(format!("its `{key}` is neither text nor a number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use driftline_secrets::{AwsSecret, SecretReference};
    use serde_json::json;

    use super::*;

    fn read(secret: &Value, database: Option<&str>) -> Result<Login, String> {
        let connector = ConnectorSecret {
            secret: SecretReference::SecretsManager(AwsSecret::named("platform/orders")),
            database: database.map(str::to_owned),
            dial: None,
            profile: None,
            ca_file: None,
        };
        Words(secret.as_object().unwrap()).login(&connector, Engine::Postgres)
    }

    #[test]
    fn a_token_or_a_password_logs_in() {
        let host = "orders.abc.eu-central-1.rds.amazonaws.com";
        let token = json!({"endpoint": host, "port": 6432, "user": "watcher", "type": "PostgreSQL",
            "identityProvider": "AWS", "database": "orders", "owner": "platform"});
        let login = read(&token, None).unwrap();
        assert_eq!(login.endpoint.to_string(), format!("{host}:6432"));
        assert!(matches!(&login.auth, Auth::RdsIam { region, .. } if region == "eu-central-1"), "{login:?}");
        assert_eq!((login.database.as_str(), login.user.as_str()), ("orders", "watcher"));
        assert_eq!(read(&token, Some("other")).unwrap().database, "other", "the config stands above the secret");

        let password = json!({"endpoint": "db.example.com:6432", "port": "6432", "user": "watcher", "type": "postgres",
            "identityProvider": "", "password": "hunter2"});
        let login = read(&password, Some("orders")).unwrap();
        let Auth::Password(reference) = &login.auth else { panic!("{login:?}") };
        assert_eq!(reference.to_string(), "`.password` of the secret `platform/orders` of AWS Secrets Manager");
        assert!(!format!("{login:?}").contains("hunter2"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_said_without_the_password() {
        let good = json!({"endpoint": "db.example.com", "port": 5432, "user": "watcher", "type": "postgres",
            "password": "hunter2", "database": "orders"});
        let with = |key: &str, value: Value| {
            let mut secret = good.clone();
            secret[key] = value;
            read(&secret, None).unwrap_err()
        };
        let messages = [
            read(&json!({}), None).unwrap_err(),
            with("endpoint", json!("")),
            with("endpoint", json!("postgres://watcher:hunter2@db.example.com")),
            with("endpoint", json!("db.example.com:5433")),
            with("port", json!("hunter2")),
            with("port", json!(70_000)),
            with("user", json!({"name": "hunter2"})),
            with("type", json!("mysql")),
            with("type", json!("hunter2")),
            with("password", json!("")),
            with("database", json!(null)),
            with("identityProvider", json!("aws")),
            with("identityProvider", json!("hunter2")),
            with("endpoint", json!("orders.abc.us-gov-west-1.rds.amazonaws.com")),
        ];
        assert!(messages.iter().all(|message| !message.contains("hunter2")), "{messages:?}");
        insta::assert_snapshot!(messages.join("\n"), @r#"
        it has no `type`, or an empty one; it has nothing
        it has no `endpoint`, or an empty one; it has `database`, `password`, `port`, `type`, `user`
        its `endpoint` is neither a host nor host:port
        its `endpoint` ends with the port 5433, and its `port` is 5432
        its `port` is no port
        its `port` is no port
        its `user` is neither text nor a number
        its `type` is mysql or mariadb, and the config says engine = "postgres"
        its `type` is none of postgres, mysql and mariadb
        it has neither an `identityProvider` nor a `password` in it
        it has no `database`; write `database` beside `connector`
        `db.example.com` is no endpoint that RDS gives: a token is bound to the server's real host name, and the server refuses one that is signed for an alias; write the endpoint RDS shows, or keep the alias and add sign-for = "<real endpoint>" beside method = "rds-iam"
        its `identityProvider` is not aws; without one, `password` is used
        driftline comes without the certificates of RDS in GovCloud, so `orders.abc.us-gov-west-1.rds.amazonaws.com` could not be verified; download the bundle of us-gov-west-1, which the user guide of RDS offers, and name the file with ca-file
        "#);
    }
}
