use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use driftline_store::{
    Appended, CredentialError, CredentialSource, StateLog, Store, StoreCredentials, StoreError, StoreOptions, layout,
};

use crate::moto::Moto;
use crate::suite;

#[derive(Debug)]
struct Fixed;

#[async_trait::async_trait]
impl CredentialSource for Fixed {
    async fn credentials(&self) -> Result<StoreCredentials, CredentialError> {
        Ok(StoreCredentials {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: "hunter2".into(),
            session_token: Some("hunter3".into()),
        })
    }
}

#[derive(Debug)]
struct Nothing;

#[async_trait::async_trait]
impl CredentialSource for Nothing {
    async fn credentials(&self) -> Result<StoreCredentials, CredentialError> {
        Err(CredentialError("no credentials in the environment, the profile or the machine's role".to_owned()))
    }
}

fn open(url: &str, endpoint: String, credentials: Arc<dyn CredentialSource>) -> Store {
    let options = StoreOptions {
        region: Some("eu-central-1".to_owned()),
        endpoint: Some(endpoint),
        credentials: Some(credentials),
    };
    Store::open(url, &options).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s3() {
    let Some(server) = Moto::start("store on s3") else { return };
    let location =
        "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
    server.request("PUT", "/acme", &[], location);

    suite::run(&open("s3://acme", server.endpoint(), Arc::new(Fixed))).await;
    let prefixed = open("s3://acme/some/prefix", server.endpoint(), Arc::new(Fixed));
    suite::run(&prefixed).await;
    let path = layout::report("orders", "run", driftline_store::ReportFile::Html);
    prefixed.put(&path, "<!doctype html>").await.unwrap();
    let somebody = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261120/eu-central-1/s3/aws4_request";
    let stored = server.request("GET", &format!("/acme/some/prefix/{path}"), &[("Authorization", somebody)], "");
    assert!(stored.ends_with("\r\n\r\n<!doctype html>"), "{stored}");
    assert!(stored.contains("content-type: text/html; charset=utf-8\r\n"), "{stored}");

    let missing = open("s3://no-such-bucket", server.endpoint(), Arc::new(Fixed));
    let errors = [
        missing.put(&path, "x").await.unwrap_err(),
        missing.put_new(&path, "x").await.unwrap_err(),
        missing.get_if_exists(&path).await.unwrap_err(),
        missing.list(&layout::outbox()).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, StoreError::NoSuchBucket { .. }), "{error:?}");
        assert!(error.to_string().contains("there is no bucket `no-such-bucket`"), "{error}");
    }

    // S3 stores the object and the answer is lost: the request is repeated, and the object is its own.
    let lossy = open("s3://acme", lose_one_answer(server.endpoint()), Arc::new(Fixed));
    let log = StateLog::<u32>::new(&lossy, "lost");
    assert_eq!(log.append(0, &1).await.unwrap(), Appended::Written(1));
    assert_eq!(log.latest().await.unwrap().unwrap().state, 1);

    let anonymous = open("s3://acme", server.endpoint(), Arc::new(Nothing));
    let error = anonymous.put(&path, "x").await.unwrap_err();
    assert!(matches!(error, StoreError::AccessDenied { .. }), "{error:?}");
    assert!(error.to_string().contains("no credentials in the environment"), "{error}");

    // From here on the server checks signatures, and knows nobody.
    server.request("POST", "/moto-api/reset-auth", &[], "0");
    let error = prefixed.put(&path, "x").await.unwrap_err();
    assert!(matches!(error, StoreError::AccessDenied { .. }), "{error:?}");
    let message = format!("{error} {error:?}");
    assert!(message.contains("s3://acme/some/prefix/reports/orders/run/report.html"), "{message}");
    assert!(!message.contains("hunter"), "{message}");
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_is_passing() {
    // A port that was free a moment ago and that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let store = open("s3://acme", format!("http://127.0.0.1:{port}"), Arc::new(Fixed));
    let error = store.get(&layout::config()).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert!(error.to_string().contains("cannot connect: Connection refused"), "{error}");
}

/// An endpoint in front of another that passes everything on, but answers 503 to the first write after it was done.
fn lose_one_answer(upstream: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut lost = false;
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let (request, is_write) = read_request(&connection);
            let mut server = TcpStream::connect(upstream.trim_start_matches("http://")).unwrap();
            server.write_all(&request).unwrap();
            let mut answer = Vec::new();
            server.read_to_end(&mut answer).unwrap();
            if is_write && !lost {
                assert!(answer.starts_with(b"HTTP/1.1 200"), "the write that is lost must have been done");
                lost = true;
                answer = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
            }
            connection.write_all(&answer).unwrap();
        }
    });
    endpoint
}

/// One whole request, with the wish that the server closes the connection after it, and whether it writes an object.
fn read_request(connection: &TcpStream) -> (Vec<u8>, bool) {
    let mut reader = BufReader::new(connection);
    let (mut head, mut length, mut is_write) = (Vec::new(), 0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        is_write |= line.starts_with("PUT ");
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.extend(line.into_bytes());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    head.extend(b"Connection: close\r\n\r\n");
    head.extend(body);
    (head, is_write)
}
