//! Borrowing databases from a real server.

use driftline_scratch::{DatabaseRequest, Offered, Origin, RoleSetting, Scratch, ScratchOptions};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

async fn start() -> Scratch {
    Scratch::start(&ScratchOptions::default()).await.expect("a server on this machine")
}

fn request(name: &str) -> DatabaseRequest {
    DatabaseRequest { name: name.to_owned(), ..DatabaseRequest::default() }
}

async fn run(connection: &mut PgConnection, sql: &str) {
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await {
        panic!("{sql}: {error}");
    }
}

/// The first column of every row, one line each.
async fn ask(options: &PgConnectOptions, sql: &str) -> String {
    let mut connection = options.connect().await.expect("it accepts connections");
    let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut connection).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("it closes");
    rows.iter().map(|row| row.get::<Option<String>, _>(0).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

const ROLES: &str = "SELECT rolname::text FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1";

#[tokio::test]
async fn start_and_stop_leave_nothing() {
    let scratch = start().await;
    assert!(!matches!(scratch.origin(), Origin::DevServer(_)), "{}", scratch.origin());
    assert!(scratch.version().starts_with(&scratch.major().to_string()), "{}", scratch.version());
    let database = scratch.database(&request("shop")).await.expect("a database");
    let folder = database.connect_options().get_socket().expect("a socket").clone();
    assert_eq!(ask(database.connect_options(), "SELECT current_database()::text").await, "shop");
    assert!(folder.exists());
    database.finish().await.expect("dropped");
    scratch.stop().await.expect("stopped");
    assert!(!folder.exists());
}

/// What a session sees of the roles and settings asked for.
const EFFECT: &str = "SELECT concat_ws(' | ', current_setting('search_path'), current_setting('work_mem'), \
    current_setting('app.tenant'), (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()), \
    (SELECT string_agg(concat_ws('/', rolname, rolsuper, rolcanlogin), ' ' ORDER BY rolname) FROM pg_roles \
     WHERE rolname IN ('app', 'shop owner')))";

#[tokio::test]
async fn what_migrations_do_to_the_server_is_gone_for_the_next() {
    let scratch = start().await;
    let wanted = DatabaseRequest {
        roles: ["app", "O\"Neil", "pg_monitor", "public", "postgres", "app"].map(str::to_owned).to_vec(),
        owner: Some("shop owner".to_owned()),
        settings: vec![
            setting(None, true, "search_path", r#"app, "$user", public"#),
            setting(Some("postgres"), false, "work_mem", "7MB"),
            setting(None, false, "app.tenant", "it's"),
            setting(Some("missing"), false, "work_mem", "7MB"),
            setting(None, true, "default_transaction_read_only", "on"),
        ],
        ..request("shop")
    };
    for round in ["first", "second"] {
        let database = scratch.database(&wanted).await.expect("a database");
        let options = database.connect_options();
        assert_eq!(ask(options, ROLES).await, "O\"Neil\napp\npostgres\nshop owner", "{round}");
        let effect = ask(options, EFFECT).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(database.notes().join("\n"), @r#"
            the setting work_mem of role "missing" was not reproduced: role "missing" does not exist
            the setting default_transaction_read_only was not reproduced: it could only keep migrations from running
            "#);
            insta::assert_snapshot!(effect, @r#"app, "$user", public | 7MB | it's | shop owner | app/f/f shop owner/t/f"#);
        }

        let mut connection = options.connect().await.expect("it accepts connections");
        run(&mut connection, "CREATE ROLE leaver LOGIN PASSWORD 'x' IN ROLE app; CREATE ROLE other ADMIN leaver").await;
        run(&mut connection, "CREATE TABLE kept (id int); ALTER TABLE kept OWNER TO leaver").await;
        run(&mut connection, "GRANT ALL ON DATABASE shop TO other; ALTER ROLE leaver SET work_mem = '1MB'").await;
        run(&mut connection, "ALTER ROLE ALL SET statement_timeout = '1ms'").await;
        run(&mut connection, "CREATE DATABASE another OWNER leaver").await;
        run(&mut connection, "ALTER SYSTEM SET work_mem = '9MB'").await;
        run(&mut connection, "CREATE PUBLICATION everything FOR ALL TABLES").await;
        run(&mut connection, "SELECT pg_create_logical_replication_slot('slot', 'pgoutput')").await;
        run(
            &mut connection,
            "CREATE SUBSCRIPTION upstream CONNECTION 'host=nowhere.invalid' PUBLICATION p WITH (connect = false)",
        )
        .await;
        run(&mut connection, "ALTER DATABASE shop WITH IS_TEMPLATE true").await;
        // Left open on purpose: a forgotten session must not keep the database.
        database.finish().await.unwrap_or_else(|error| panic!("{round}: {error}"));
        drop(connection);
    }
    let database = scratch.database(&request("after")).await.expect("a database");
    let options = database.connect_options();
    assert_eq!(ask(options, ROLES).await, "postgres");
    let databases = ask(options, "SELECT datname::text FROM pg_database WHERE datname !~ '^driftline_' ORDER BY 1");
    assert_eq!(databases.await, "after\npostgres\ntemplate0\ntemplate1");
    assert_eq!(ask(options, "SELECT count(*)::text FROM pg_db_role_setting").await, "0");
    assert_eq!(ask(options, "SELECT count(*)::text FROM pg_replication_slots").await, "0");
    assert_eq!(ask(options, "SELECT current_setting('work_mem')").await, "4MB");
}

fn setting(role: Option<&str>, in_database: bool, name: &str, value: &str) -> RoleSetting {
    RoleSetting { role: role.map(str::to_owned), in_database, name: name.to_owned(), value: value.to_owned() }
}

#[tokio::test]
async fn any_name_but_one() {
    let scratch = start().await;
    for name in ["postgres", "template1", "postgres", "O'Brien \"quoted\"", "driftline_maintenance"] {
        let database = scratch.database(&request(name)).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(ask(database.connect_options(), "SELECT current_database()::text").await, name);
        database.finish().await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for name in ["template0", "", &"x".repeat(64)] {
        scratch.database(&request(name)).await.expect_err(name);
    }
    scratch.database(&request("still works")).await.expect("a database");
}

#[tokio::test]
async fn encoding_and_locale_or_a_note() {
    let scratch = start().await;
    let shape = "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database \
                 WHERE datname = current_database()";
    let cases = [
        (Some("UTF8"), Some("C"), Some("C"), "UTF8 C C", 0),
        (Some("LATIN1"), Some("C"), Some("C"), "LATIN1 C C", 0),
        (Some("LATIN1"), Some("xx_XX.ISO-8859-1"), Some("xx_XX.ISO-8859-1"), "LATIN1 C C", 1),
        (None, None, None, "UTF8 C C", 0),
    ];
    for (encoding, collate, ctype, expected, notes) in cases {
        let text = |value: Option<&str>| value.map(str::to_owned);
        let wanted =
            DatabaseRequest { encoding: text(encoding), collate: text(collate), ctype: text(ctype), ..request("shop") };
        let database = scratch.database(&wanted).await.unwrap_or_else(|error| panic!("{wanted:?}: {error}"));
        assert_eq!(ask(database.connect_options(), shape).await, expected);
        assert_eq!(database.notes().len(), notes, "{:?}", database.notes());
        database.finish().await.expect("dropped");
    }
    let nonsense = DatabaseRequest { encoding: Some("EBCDIC".to_owned()), ..request("shop") };
    let error = scratch.database(&nonsense).await.expect_err("no such encoding");
    insta::assert_snapshot!(error, @r#"cannot create database "shop" on the throwaway server: EBCDIC is not a valid encoding name"#);

    let unknown = DatabaseRequest {
        encoding: Some("UTF8".to_owned()),
        collate: Some("xx_XX.UTF-8".to_owned()),
        ctype: Some("xx_XX.UTF-8".to_owned()),
        ..request("shop")
    };
    let database = scratch.database(&unknown).await.expect("another locale");
    // Which one depends on the machine; that it says so does not.
    let notes = database.notes().join("\n").replace("C.UTF-8 was", "[simple] was").replace("C was", "[simple] was");
    insta::assert_snapshot!(notes, @"the locale of the live database (collate xx_XX.UTF-8, ctype xx_XX.UTF-8) does not exist on the throwaway server; [simple] was used, so sorting and upper and lower case can differ");
}

#[tokio::test]
async fn borrowers_wait_for_one_another_and_forgotten_databases_go() {
    let scratch = start().await;
    let first = scratch.database(&request("shop")).await.expect("a database");
    let options = first.connect_options().clone();
    let wanted = request("shop");
    let second = scratch.database(&wanted);
    tokio::pin!(second);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), &mut second).await;
    assert!(waited.is_err(), "lent twice at once");
    let mut connection = options.connect().await.expect("it accepts connections");
    run(&mut connection, "CREATE ROLE leaver; CREATE TABLE forgotten ()").await;
    connection.close().await.expect("it closes");
    drop(first);
    let second = second.await.expect("a database");
    assert_eq!(ask(second.connect_options(), ROLES).await, "postgres");
    assert_eq!(ask(second.connect_options(), "SELECT to_regclass('forgotten')::text").await, "");
}

#[tokio::test]
async fn an_offered_server_is_left_as_it_was() {
    let server = start().await;
    let base = server.database(&request("somebodys")).await.expect("a database");
    let options = base.connect_options();
    let mut connection = options.connect().await.expect("it accepts connections");
    run(&mut connection, "CREATE ROLE existing; CREATE ROLE limited LOGIN CREATEDB CREATEROLE").await;
    let socket = options.get_socket().expect("a socket").display().to_string().replace('/', "%2F");
    let before = ask(options, "SELECT rolname::text FROM pg_roles UNION SELECT datname FROM pg_database").await;
    let wanted = DatabaseRequest {
        roles: vec!["existing".to_owned(), "app".to_owned()],
        owner: Some("owner".to_owned()),
        settings: vec![
            setting(Some("existing"), false, "work_mem", "7MB"),
            setting(None, false, "work_mem", "7MB"),
            setting(Some("app"), false, "work_mem", "7MB"),
            setting(Some("existing"), true, "work_mem", "7MB"),
        ],
        ..request("shop")
    };
    for user in ["postgres", "limited"] {
        for ending in ["finish", "drop"] {
            let offered = Some(offered(&format!("postgres://{user}@{socket}:5432/somebodys")));
            let scratch = Scratch::start(&ScratchOptions { offered, ..ScratchOptions::default() }).await;
            let scratch = scratch.unwrap_or_else(|error| panic!("{user}: {error}"));
            assert!(matches!(scratch.origin(), Origin::DevServer(_)));
            let database = scratch.database(&wanted).await.unwrap_or_else(|error| panic!("{user}: {error}"));
            let name = database.name().to_owned();
            assert!(name.starts_with("driftline_"), "{name}");
            let lent = database.connect_options().clone();
            let owner = "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()";
            assert_eq!(ask(&lent, owner).await, "owner", "{user}: {:?}", database.notes());
            let mut inside = lent.connect().await.expect("it accepts connections");
            run(&mut inside, "CREATE ROLE leaver; CREATE ROLE leaver_too ROLE leaver").await;
            inside.close().await.expect("it closes");
            let notes = database.notes().join("\n").replace(&name, "[name]");
            // What an ordinary user may do to other roles differs between versions.
            if user == "postgres" {
                insta::allow_duplicates! {
                    insta::assert_snapshot!(notes, @r#"
                    the database is called "[name]" on the server given for replays, not "shop": statements that name it do not work there
                    the setting work_mem of role "existing" was not reproduced: it would also apply to other databases of the server given for replays
                    the setting work_mem was not reproduced: it would also apply to other databases of the server given for replays
                    "#);
                }
            }
            if ending == "finish" {
                database.finish().await.unwrap_or_else(|error| panic!("{user}: {error}"));
                scratch.stop().await.expect("nothing to stop");
            } else {
                drop(database);
                drop(scratch);
            }
            let after = ask(options, "SELECT rolname::text FROM pg_roles UNION SELECT datname FROM pg_database").await;
            assert_eq!(after, before, "{user}, {ending}");
            let settings = ask(options, "SELECT count(*)::text FROM pg_db_role_setting").await;
            assert_eq!(settings, "0", "{user}, {ending}");
        }
    }
}

fn offered(url: &str) -> Offered<PgConnectOptions> {
    let options = url.parse::<PgConnectOptions>().expect("it is a URL");
    let server = format!("{}:{}", options.get_host(), options.get_port());
    Offered { options, server, way: None }
}

#[tokio::test]
async fn an_offered_server_that_is_not_there() {
    let offered = Some(offered("postgres://someone:secret@127.0.0.1:1/db"));
    let error = Scratch::start(&ScratchOptions { offered, ..ScratchOptions::default() }).await.expect_err("nobody");
    let text = error.to_string();
    assert!(text.contains("127.0.0.1:1") && !text.contains("secret"), "{text}");
}
