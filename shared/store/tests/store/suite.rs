//! What every store must do. Each function works below names of its own, so that one store can serve them all.

use driftline_store::{Appended, DeliveryId, Numbered, Outbox, Outcome, PutNew, StateLog, Store, StoreError, layout};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    verdict: String,
    count: u32,
}

fn state(verdict: &str, count: u32) -> State {
    State { verdict: verdict.to_owned(), count }
}

/// Runs everything.
pub(crate) async fn run(store: &Store) {
    objects(store).await;
    created_once(store).await;
    listing(store).await;
    compressed(store).await;
    json(store).await;
    states(store).await;
    two_writers_of_one_state(store).await;
    many_writers(store).await;
    outbox(store).await;
}

async fn objects(store: &Store) {
    let path = layout::baseline("objects");
    assert!(matches!(store.get(&path).await, Err(StoreError::NotFound { .. })));
    assert_eq!(store.get_if_exists(&path).await.unwrap(), None);
    assert!(!store.exists(&path).await.unwrap());
    for content in [&b"first"[..], b"a longer second", b""] {
        store.put(&path, content).await.unwrap();
        assert_eq!(store.get(&path).await.unwrap(), content);
        assert_eq!(store.get_if_exists(&path).await.unwrap().unwrap(), content);
        assert!(store.exists(&path).await.unwrap());
    }
    // Names that have to be escaped are read back under the same name.
    for name in ["a b", "ü", "a/b", "..", "100%", "a#1", "a+b", "2026-11-20T06:00:00Z"] {
        let path = layout::sources("names").child(name);
        store.put(&path, name.to_owned()).await.unwrap();
        assert_eq!(store.get(&path).await.unwrap(), name, "{name}");
    }
    assert_eq!(store.list(&layout::sources("names")).await.unwrap().len(), 8);
}

async fn created_once(store: &Store) {
    let path = layout::run_claim("2026-11-20T06:00:00Z");
    assert_eq!(store.put_new(&path, "one").await.unwrap(), PutNew::Created);
    assert_eq!(store.put_new(&path, "two").await.unwrap(), PutNew::AlreadyThere);
    assert_eq!(store.get(&path).await.unwrap(), "one");
}

async fn listing(store: &Store) {
    assert_eq!(store.list(&layout::sources("listing")).await.unwrap(), []);
    let folder = layout::sources("listing");
    let paths = [folder.child("b"), folder.child("deep").child("er"), folder.child("a")];
    for path in &paths {
        store.put(path, "").await.unwrap();
    }
    // A prefix ends at a slash: a database whose name begins like another's is not listed with it.
    store.put(&layout::sources("listing-too").child("a"), "").await.unwrap();
    let [b, deep, a] = paths;
    assert_eq!(store.list(&folder).await.unwrap(), [a, b, deep]);
}

async fn compressed(store: &Store) {
    let content = "create table t (id int);\n".repeat(10_000).into_bytes();
    let path = layout::snapshot("compressed", "ab12");
    assert_eq!(store.get_compressed_if_exists(&path).await.unwrap(), None);
    assert_eq!(store.put_compressed(&path, &content).await.unwrap(), PutNew::Created);
    assert_eq!(store.put_compressed(&path, &content).await.unwrap(), PutNew::AlreadyThere);
    assert_eq!(store.get_compressed(&path).await.unwrap(), content);
    assert!(store.get(&path).await.unwrap().len() < content.len() / 100);
    store.replace_compressed(&path, b"another").await.unwrap();
    assert_eq!(store.get_compressed(&path).await.unwrap(), b"another");
    store.replace_compressed(&path, &content).await.unwrap();

    let broken = layout::snapshot("compressed", "broken");
    let whole = store.get(&path).await.unwrap();
    for content in [&b"no zstd"[..], &whole[..whole.len() / 2]] {
        store.put(&broken, content.to_vec()).await.unwrap();
        assert!(matches!(store.get_compressed(&broken).await, Err(StoreError::Damaged { .. })));
    }
}

async fn json(store: &Store) {
    let path = layout::run_summary("json");
    assert_eq!(store.get_json_if_exists::<State>(&path).await.unwrap(), None);
    store.put_json(&path, &state("drifted", 3)).await.unwrap();
    assert_eq!(store.get_json::<State>(&path).await.unwrap(), state("drifted", 3));
    assert_eq!(store.get(&path).await.unwrap(), "{\n  \"verdict\": \"drifted\",\n  \"count\": 3\n}\n");
    for content in ["{", "hunter2", "{\"verdict\": \"hunter2\", \"count\": \"hunter2\"}"] {
        store.put(&path, content).await.unwrap();
        let error = store.get_json::<State>(&path).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }));
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

async fn states(store: &Store) {
    let log = StateLog::<State>::new(store, "states");
    assert_eq!(log.latest().await.unwrap(), None);
    for number in 1..=12 {
        assert_eq!(log.append(number - 1, &state("x", number as u32)).await.unwrap(), Appended::Written(number));
    }
    // Ten comes after nine, although not in the alphabet.
    let current = Numbered { number: 12, state: state("x", 12) };
    assert_eq!(log.latest().await.unwrap(), Some(current.clone()));
    assert_eq!(log.append(3, &state("late", 0)).await.unwrap(), Appended::Overtaken(current.clone()));
    assert_eq!(log.get(3).await.unwrap(), state("x", 3));
    assert!(matches!(log.get(99).await, Err(StoreError::NotFound { .. })));
    // The same state from somebody else is not this writer's: whoever counts something would count once too little.
    assert_eq!(log.append(11, &state("x", 12)).await.unwrap(), Appended::Overtaken(current.clone()));
    assert_eq!(log.update(|_| None).await.unwrap(), Some(current));

    store.put(&layout::states("states").child("notes.txt"), "somebody's").await.unwrap();
    assert_eq!(log.latest().await.unwrap().unwrap().number, 12);
    store.put(&layout::state("states", 13), "{").await.unwrap();
    let error = log.latest().await.unwrap_err().to_string();
    assert!(error.contains("state/states/13.json is damaged"), "{error}");
}

/// Two tasks decide on the same state and write the same number: one wins, the other is shown what won.
async fn two_writers_of_one_state(store: &Store) {
    for round in 0..20 {
        let database = format!("race-{round}");
        let attempt = |count| {
            let log = StateLog::<State>::new(store, &database);
            tokio::spawn(async move { log.append(0, &state("raced", count)).await.unwrap() })
        };
        let outcomes = [attempt(1), attempt(2)];
        let [first, second] = outcomes;
        let winner = match (first.await.unwrap(), second.await.unwrap()) {
            (Appended::Written(1), Appended::Overtaken(seen)) => (1, seen),
            (Appended::Overtaken(seen), Appended::Written(1)) => (2, seen),
            other => panic!("not exactly one writer won: {other:?}"),
        };
        assert_eq!(winner.1, Numbered { number: 1, state: state("raced", winner.0) });
        assert_eq!(store.list(&layout::states(&database)).await.unwrap().len(), 1);
    }
}

/// Nobody's change is lost when several read, decide and write at once.
async fn many_writers(store: &Store) {
    const WRITERS: u32 = 6;
    let tasks: Vec<_> = (0..WRITERS)
        .map(|_| {
            let log = StateLog::<State>::new(store, "counter");
            tokio::spawn(async move {
                let next = |current: Option<&Numbered<State>>| {
                    Some(state("counted", current.map_or(0, |current| current.state.count) + 1))
                };
                log.update(next).await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let current = StateLog::<State>::new(store, "counter").latest().await.unwrap().unwrap();
    assert_eq!((current.number, current.state.count), (u64::from(WRITERS), WRITERS));
}

async fn outbox(store: &Store) {
    let outbox = Outbox::new(store);
    assert_eq!(outbox.pending().await.unwrap(), []);
    let id = |subscriber: &str| DeliveryId::of("orders", 1, subscriber, "changed");
    let mut ids = [id("a"), id("b"), id("c")];
    ids.sort();
    for id in &ids {
        assert_eq!(outbox.put(id, &state("to send", 1)).await.unwrap(), PutNew::Created);
    }
    assert_eq!(outbox.pending().await.unwrap(), ids);
    assert_eq!(outbox.get::<State>(&ids[0]).await.unwrap(), state("to send", 1));

    let given_up = Outcome::GivenUp { reason: "the channel is archived".to_owned() };
    outbox.mark(&ids[0], &Outcome::Sent).await.unwrap();
    outbox.mark(&ids[2], &given_up).await.unwrap();
    assert_eq!(outbox.pending().await.unwrap(), [ids[1].clone()]);
    assert_eq!(outbox.outcome(&ids[0]).await.unwrap(), Some(Outcome::Sent));
    assert_eq!(outbox.outcome(&ids[1]).await.unwrap(), None);
    assert_eq!(outbox.outcome(&ids[2]).await.unwrap(), Some(given_up));

    // The step that found the event runs again: what was sent is not due a second time.
    assert_eq!(outbox.put(&ids[0], &state("to send", 2)).await.unwrap(), PutNew::AlreadyThere);
    assert_eq!(outbox.pending().await.unwrap(), [ids[1].clone()]);
}
