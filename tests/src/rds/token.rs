//! Checking a token as RDS does: Signature Version 4, computed here a second time, from the published description.

use ring::digest::{SHA256, digest};
use ring::hmac::{HMAC_SHA256, Key, sign};

/// What a token has to be for.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Host and port, as RDS knows itself.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The id of the one key there is.
    pub key_id: String,
    /// And its secret.
    pub key_secret: String,
    /// The session that the key is of, where it is of one and that counts.
    pub session: Option<String>,
    /// What time it is, in seconds since 1970.
    pub now: i64,
}

/// Checks a token that somebody gives for this user.
///
/// # Errors
///
/// What is wrong with it. RDS knows too, and tells nobody.
pub fn check(token: &str, user: &str, expected: &Expected) -> Result<(), String> {
    let (endpoint, query) = token.split_once("/?").ok_or("it is no token")?;
    if endpoint != expected.endpoint {
        return Err(format!("it is for {endpoint}"));
    }
    let mut parameters: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let value = |name: &str| {
        parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| *value).ok_or(format!("it has no {name}"))
    };
    for (name, wanted) in
        [("Action", "connect"), ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-SignedHeaders", "host")]
    {
        if value(name)? != wanted {
            return Err(format!("its {name} is {}", value(name)?));
        }
    }
    let named = decoded(value("DBUser")?);
    if named != user {
        return Err(format!("it is for the user {named}"));
    }
    let (date, credential) = (value("X-Amz-Date")?, decoded(value("X-Amz-Credential")?));
    let scope: Vec<&str> = credential.split('/').collect();
    let &[key_id, day, region, "rds-db", "aws4_request"] = scope.as_slice() else {
        return Err(format!("its scope is {credential}"));
    };
    if region != expected.region {
        return Err(format!("it is for the region {region}"));
    }
    if key_id != expected.key_id || !date.starts_with(day) {
        return Err(format!("nobody has the key {key_id}"));
    }
    let made = seconds(date).ok_or("its date is none")?;
    let lifetime: i64 = value("X-Amz-Expires")?.parse().map_err(|_| "its lifetime is no number")?;
    if !(0..=900).contains(&lifetime) || expected.now < made - 300 || made + lifetime < expected.now {
        return Err("it has expired".to_owned());
    }
    if let Some(session) = &expected.session
        && decoded(value("X-Amz-Security-Token")?) != *session
    {
        return Err("it is of another session".to_owned());
    }
    let signature = value("X-Amz-Signature")?.to_owned();

    parameters.retain(|(name, _)| *name != "X-Amz-Signature");
    parameters.sort_unstable();
    let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request =
        format!("GET\n/\n{}\nhost:{endpoint}\n\nhost\n{}", query.join("&"), hex::encode(digest(&SHA256, b"")));
    let text = format!(
        "AWS4-HMAC-SHA256\n{date}\n{day}/{region}/rds-db/aws4_request\n{}",
        hex::encode(digest(&SHA256, request.as_bytes()))
    );
    let mut key = format!("AWS4{}", expected.key_secret).into_bytes();
    for part in [day, region, "rds-db", "aws4_request"] {
        key = sign(&Key::new(HMAC_SHA256, &key), part.as_bytes()).as_ref().to_vec();
    }
    if signature != hex::encode(sign(&Key::new(HMAC_SHA256, &key), text.as_bytes())) {
        return Err("its signature is wrong".to_owned());
    }
    Ok(())
}

/// `20240826T220000Z`
fn seconds(date: &str) -> Option<i64> {
    jiff::Timestamp::strptime("%Y%m%dT%H%M%S%z", date.replace('Z', "+0000")).ok().map(jiff::Timestamp::as_second)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            bytes.extend(hex::decode(digits).unwrap_or_default());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
