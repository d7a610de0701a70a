//! A role of another account signs the token: what STS gives is what RDS checks.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

use url::form_urlencoded;

use super::World;

const ROLE: &str = "arn:aws:iam::210987654321:role/driftline";
const KEY_ID: &str = "ASIAOFTHEROLE";
const KEY_SECRET: &str = "ofTheRole/andNobodyElse+";
const SESSION: &str = "a/session+of/the=role==";

/// STS, which lets the key of the tests assume the role with the right external id. Its port.
fn sts() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("it listens").port();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(&stream)));
    port
}

fn answer(mut stream: &TcpStream) {
    let mut reader = BufReader::new(stream);
    let (mut length, mut is_signed) = (0, false);
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        let line = line.to_ascii_lowercase();
        if let Some(text) = line.strip_prefix("content-length: ") {
            length = text.parse().unwrap_or(0);
        }
        is_signed |= line.starts_with("authorization: ") && line.contains("credential=akidexample/");
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let said = |key: &str| form.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
    let is_right = said("Action") == "AssumeRole" && said("RoleArn") == ROLE && said("ExternalId") == "driftline-prod";
    let (status, body) = if is_signed && is_right {
        let session = said("RoleSessionName");
        let body = format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser>\
             <Arn>arn:aws:sts::210987654321:assumed-role/driftline/{session}</Arn>\
             <AssumedRoleId>AROAEXAMPLE:{session}</AssumedRoleId></AssumedRoleUser>\
             <Credentials><AccessKeyId>{KEY_ID}</AccessKeyId><SecretAccessKey>{KEY_SECRET}</SecretAccessKey>\
             <SessionToken>{SESSION}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
             </AssumeRoleResult></AssumeRoleResponse>"
        );
        ("200 OK", body)
    } else {
        let body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: \
                    sts:AssumeRole</Message></Error></ErrorResponse>";
        ("403 Forbidden", body.to_owned())
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all((head + &body).as_bytes());
}

#[tokio::test]
async fn the_token_is_signed_by_the_role() {
    let world = World::new().await;
    let place = &world.place;
    let rds = place.rds(|it| {
        it.expected.key_id = KEY_ID.into();
        it.expected.key_secret = KEY_SECRET.into();
        it.expected.session = Some(SESSION.into());
    });
    let port = sts();
    let run = |external_id: &str, region: &str| {
        place.write_config(&rds, "source ", "profile = \"shop\"\nsource ");
        let file = place.folder.path().join("driftline.toml");
        let text = std::fs::read_to_string(&file).expect("readable");
        let profile = format!(
            "[profile.shop]\naccount = \"210987654321\"\nrole = \"{ROLE}\"\nexternal-id = \"{external_id}\"\n{text}"
        );
        std::fs::write(&file, profile).expect("writable");
        let command = place.driftline(&["connect", "test"]).env("AWS_REGION", region);
        command.env("AWS_ENDPOINT_URL_STS", format!("http://127.0.0.1:{port}")).run()
    };
    let outcome = run("driftline-prod", "eu-central-1");
    assert_eq!((outcome.code, rds.heard()), (Some(0), vec!["watcher was let in".to_owned()]), "{outcome}");
    assert!(!outcome.to_string().contains(KEY_SECRET) && !outcome.to_string().contains(SESSION), "{outcome}");

    let refused = run("another", "eu-central-1").exits(3);
    assert!(refused.stdout.contains("not authorized to perform: sts:AssumeRole"), "{refused}");
    assert!(rds.heard().is_empty(), "nobody came without a token");
}
