//! What a workload of AWS shows of itself: a request to AWS that it signed and did not send. Google sends it; here the
//! signature is computed a second time, as `rds::token` does for another request.

use std::collections::BTreeMap;

use ring::digest::{SHA256, digest};
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::Value;

use super::http::Request;
use super::{AUDIENCE, KEY_ID, KEY_SECRET};

pub(super) fn check(request: &Request) -> Result<(), String> {
    if request.form("audience") != AUDIENCE {
        return Err("another audience".to_owned());
    }
    let token: BTreeMap<String, String> =
        url::form_urlencoded::parse(format!("token={}", request.form("subject_token")).as_bytes())
            .into_owned()
            .collect();
    let shown: Value = serde_json::from_str(&token["token"]).map_err(|_| "the subject token is no JSON")?;
    let url = shown["url"].as_str().unwrap_or_default();
    let (host, query) = url.trim_start_matches("https://").split_once('?').ok_or("no query")?;
    let host = host.trim_end_matches('/');
    let headers: BTreeMap<String, String> = shown["headers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|header| Some((header["key"].as_str()?.to_ascii_lowercase(), header["value"].as_str()?.to_owned())))
        .collect();
    let header = |name: &str| headers.get(name).map_or("", String::as_str);
    if header("x-goog-cloud-target-resource") != AUDIENCE || header("host") != host {
        return Err("it is for somebody else".to_owned());
    }
    let authorization = header("authorization").strip_prefix("AWS4-HMAC-SHA256 Credential=").ok_or("not signed")?;
    let (credential, rest) = authorization.split_once(", SignedHeaders=").ok_or("not signed")?;
    let (signed, signature) = rest.split_once(", Signature=").ok_or("not signed")?;
    let (id, scope) = credential.split_once('/').ok_or("no scope")?;
    if id != KEY_ID {
        return Err("AWS does not know the key".to_owned());
    }
    let lines: String = signed.split(';').map(|name| format!("{name}:{}\n", header(name))).collect();
    let of = |text: &str| hex::encode(digest(&SHA256, text.as_bytes()));
    let canonical = format!("POST\n/\n{query}\n{lines}\n{signed}\n{}", of(""));
    let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{}", header("x-amz-date"), of(&canonical));
    let mut key = format!("AWS4{KEY_SECRET}").into_bytes();
    for part in scope.split('/') {
        key = sign(&Key::new(HMAC_SHA256, &key), part.as_bytes()).as_ref().to_vec();
    }
    if signature != hex::encode(sign(&Key::new(HMAC_SHA256, &key), text.as_bytes())) {
        return Err("AWS says that the signature is wrong".to_owned());
    }
    Ok(())
}
