//! The certificates that come with driftline are those that were fetched, and are good for a while.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use driftline_connect::built_in_roots;
use sha2::{Digest as _, Sha256};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

fn origin() -> toml::Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("certificates/origin.toml");
    std::fs::read_to_string(file).unwrap().parse().unwrap()
}

#[test]
fn they_are_those_that_were_fetched() {
    let origin = origin();
    let mut count = 0;
    for (name, bytes) in [
        ("rds", &include_bytes!("../certificates/rds.pem")[..]),
        ("rds-proxy", include_bytes!("../certificates/rds-proxy.pem")),
    ] {
        let recorded = &origin[name];
        assert_eq!(recorded["sha256"].as_str().unwrap(), hex::encode(Sha256::digest(bytes)), "{name}");
        let here = String::from_utf8_lossy(bytes).matches("BEGIN CERTIFICATE").count();
        assert_eq!(recorded["certificates"].as_integer().unwrap(), i64::try_from(here).unwrap(), "{name}");
        count += here;
    }
    // Every one can be read, and none is there twice.
    let roots = built_in_roots();
    assert_eq!(roots.len(), count);
    assert_eq!(roots.iter().map(|root| &root.name).collect::<BTreeSet<_>>().len(), count);
}

/// Whoever sees this fail runs `scripts/rds-certificates` with a newer version.
#[test]
fn none_runs_out_within_a_year() {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let soon = i64::try_from((now + YEAR).as_secs()).unwrap();
    for root in built_in_roots() {
        assert!(soon < root.expires, "{root:?}");
    }
}

#[test]
fn the_oldest_regions_have_all_three_kinds_of_key() {
    let names: BTreeSet<String> = built_in_roots().into_iter().map(|root| root.name).collect();
    for region in ["eu-central-1", "us-east-1", "ap-southeast-2", "sa-east-1"] {
        for key in ["RSA2048", "RSA4096", "ECC384"] {
            assert!(names.contains(&format!("Amazon RDS {region} Root CA {key} G1")), "{region} {key}");
        }
    }
}
