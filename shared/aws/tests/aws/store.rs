use driftline_aws::Configuration;
use driftline_store::{PutNew, Store, StoreError, StoreOptions, layout};

use crate::moto::Moto;
use crate::{REGION, account, nobody};

/// The store follows the environment's endpoint; a test cannot set variables, so it is put in here.
fn open(aws: &Configuration, server: &Moto) -> Store {
    let options = StoreOptions { endpoint: Some(server.endpoint()), ..driftline_aws::store_options(aws) };
    assert_eq!(options.region.as_deref(), Some(REGION));
    assert!(!format!("{options:?}").contains("hunter2"), "{options:?}");
    Store::open("s3://acme-driftline/site-a", &options).unwrap()
}

pub(crate) async fn run(server: &Moto) {
    let location = format!(
        "<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint></CreateBucketConfiguration>"
    );
    server.request("PUT", "/acme-driftline", &[], &location);
    let store = open(&account(server.endpoint()).await, server);
    let path = layout::snapshot("orders", "ab12");
    assert_eq!(store.put_compressed(&path, b"a schema").await.unwrap(), PutNew::Created);
    assert_eq!(store.put_compressed(&path, b"a schema").await.unwrap(), PutNew::AlreadyThere);
    assert_eq!(store.get_compressed(&path).await.unwrap(), b"a schema");

    let error = open(&nobody(server.endpoint()).await, server).get(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::AccessDenied { .. }), "{error:?}");
    insta::assert_snapshot!(error, @"may not read s3://acme-driftline/site-a/snapshots/orders/ab12.json.zst: the credential provider was not enabled: no providers in chain provided credentials; give driftline AWS credentials: a role, a profile, or the usual variables");
}
