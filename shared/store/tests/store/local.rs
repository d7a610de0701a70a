use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use driftline_store::{Store, StoreError, StoreOptions, layout};

use crate::suite;

fn open(url: &str) -> Result<Store, StoreError> {
    Store::open(url, &StoreOptions::default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory() {
    suite::run(&open("memory:///").unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn folder() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("made by driftline/store");
    let store = open(&format!("file://{}", missing.display())).unwrap();
    suite::run(&store).await;

    let path = layout::baseline("objects");
    let file = store.local_path(&path).unwrap();
    assert_eq!(fs::read(&file).unwrap(), store.get(&path).await.unwrap());
    assert_eq!(store.location(&path), format!("file://{}", file.display()));
    assert!(
        files_below(&missing).iter().all(|name| !name.contains('#') || name.contains("a%23")),
        "staging files remain"
    );
    // Another process sees what this one wrote.
    let other = open(&format!("file://{}", missing.display())).unwrap();
    assert_eq!(other.get(&path).await.unwrap(), store.get(&path).await.unwrap());
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files_below(&path)),
            false => found.push(path.display().to_string()),
        }
    }
    found
}

#[tokio::test]
async fn a_folder_that_refuses_writes_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write everywhere but into the kernel's own file system.
    let superuser = fs::write(folder.path().join("probe"), "").is_ok();
    let refusing = if superuser { Path::new("/sys") } else { folder.path() };
    let store = open(&format!("file://{}", refusing.display())).unwrap();
    let path = layout::state("orders", 1);
    for error in [store.put(&path, "x").await.unwrap_err(), store.put_new(&path, "x").await.unwrap_err()] {
        assert!(matches!(error, StoreError::AccessDenied { .. }), "{error:?}");
        let message = error.to_string();
        let expected = format!("may not write file://{}/state/orders/1.json: ", refusing.display());
        assert!(message.starts_with(&expected), "{message}");
        assert!(message.contains("; give the user") || message.contains("; choose a folder"), "{message}");
    }
    let inside = format!("file://{}/deeper/store", refusing.display());
    let message = open(&inside).unwrap_err().to_string();
    assert!(message.starts_with(&format!("may not write {inside}: ")), "{message}");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_file_in_the_way_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store");
    fs::write(&file, "a file").unwrap();
    for url in [format!("file://{}", file.display()), format!("file://{}/below", file.display())] {
        let message = open(&url).unwrap_err().to_string();
        assert!(message.contains(&url) && message.contains("a file is where a folder is needed"), "{message}");
    }
    let store = open(&format!("file://{}", folder.path().display())).unwrap();
    fs::write(folder.path().join("state"), "a file").unwrap();
    let message = store.put(&layout::state("orders", 1), "x").await.unwrap_err().to_string();
    assert!(message.contains("a file is where a folder is needed"), "{message}");
}
