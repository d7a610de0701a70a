//! What people read: scripts and declarations of hand-made schemas.

use driftline_catalog::postgres::{Column, Constraint, ConstraintType, Enum, Index, Objects, Schema, Table, Trigger};
use driftline_catalog::{Coverage, Key, Kind, Server, Snapshot};
use driftline_ddl::{Purpose, Rendered, ScriptHeader, build, changes, create, describe};

fn snapshot(edit: impl FnOnce(&mut Objects)) -> Snapshot {
    let column = |name: &str, data_type: &str, position| Column {
        schema: "public".into(),
        table: "orders".into(),
        name: name.into(),
        data_type: data_type.into(),
        not_null: position == 1,
        position,
        ..Column::default()
    };
    let mut objects = Objects {
        schemas: vec![Schema { name: "public".into(), owner: "shop".into(), ..Schema::default() }],
        enums: vec![Enum {
            schema: "public".into(),
            name: "state".into(),
            owner: "shop".into(),
            labels: vec!["new".into(), "paid".into()],
            ..Enum::default()
        }],
        tables: vec![Table {
            schema: "public".into(),
            name: "orders".into(),
            owner: "shop".into(),
            persistence: "permanent".into(),
            replica_identity: "default".into(),
            access_method: Some("heap".into()),
            comment: Some("what's bought".into()),
            ..Table::default()
        }],
        columns: vec![
            column("id", "bigint", 1),
            column("email", "character varying(40)", 2),
            column("user", "text", 3),
        ],
        constraints: vec![Constraint {
            schema: "public".into(),
            table: "orders".into(),
            name: "orders_pkey".into(),
            constraint_type: ConstraintType::PrimaryKey,
            index_valid: true,
            columns: vec!["id".into()],
            validated: true,
            definition: "PRIMARY KEY (id)".into(),
            ..Constraint::default()
        }],
        indexes: vec![Index {
            schema: "public".into(),
            table: "orders".into(),
            name: "orders_email".into(),
            keys: vec!["email".into()],
            valid: true,
            ready: true,
            definition: "CREATE INDEX orders_email ON public.orders USING btree (email)".into(),
            ..Index::default()
        }],
        triggers: vec![Trigger {
            schema: "public".into(),
            table: "orders".into(),
            name: "touch".into(),
            enabled: "enabled".into(),
            definition: "CREATE TRIGGER touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION app.touch()"
                .into(),
            ..Trigger::default()
        }],
        ..Objects::default()
    };
    edit(&mut objects);
    let server = Server { version: "15.18".into(), major: 15, ..Server::default() };
    Snapshot::postgres(server, objects, Coverage::default())
}

fn key(kind: Kind, parent: &str, name: &str) -> Key {
    Key { kind, schema: "public".into(), parent: parent.into(), name: name.into() }
}

fn header(purpose: Purpose) -> ScriptHeader {
    ScriptHeader { purpose, database: "orders-prod".into(), notes: vec!["Live was read on a Friday.".into()] }
}

fn drifted() -> (Snapshot, Snapshot, Vec<Key>) {
    let live = snapshot(|objects| {
        objects.columns[1].data_type = "text".into();
        objects.columns[2].name = "added".into();
        objects.indexes[0].valid = false;
        objects.triggers[0].enabled = "disabled".into();
        objects.tables[0].partition_key = Some("HASH (id)".into());
    });
    let expected = snapshot(|objects| objects.enums[0].labels.insert(1, "sent".into()));
    let keys = vec![
        key(Kind::Column, "orders", "added"),
        key(Kind::Column, "orders", "email"),
        key(Kind::Column, "orders", "user"),
        key(Kind::Enum, "", "state"),
        key(Kind::Index, "orders", "orders_email"),
        key(Kind::Table, "", "orders"),
        key(Kind::Trigger, "orders", "touch"),
    ];
    (live, expected, keys)
}

#[test]
fn a_revert_script_warns_and_leaves_nothing_out() {
    let (live, expected, keys) = drifted();
    insta::assert_snapshot!("revert", changes(&live, &expected, &keys).to_sql(&header(Purpose::Revert)));
}

#[test]
fn an_adopt_script_leaves_transactions_to_the_tool() {
    let (live, expected, keys) = drifted();
    insta::assert_snapshot!("adopt", changes(&expected, &live, &keys).to_sql(&header(Purpose::Adopt)));
}

#[test]
fn a_build_script_makes_everything() {
    insta::assert_snapshot!("build", build(&snapshot(|_| {})).to_sql(&header(Purpose::Build)));
}

#[test]
fn nothing_to_do_is_said() {
    let same = snapshot(|_| {});
    insta::assert_snapshot!("nothing", changes(&same, &same, &[]).to_sql(&header(Purpose::Revert)));
}

#[test]
fn scripts_do_not_depend_on_the_order_of_the_keys() {
    let (live, expected, mut keys) = drifted();
    let script = changes(&live, &expected, &keys);
    keys.reverse();
    assert_eq!(changes(&live, &expected, &keys), script);
}

#[test]
fn declarations_are_short() {
    let snapshot = snapshot(|_| {});
    let keys = [
        key(Kind::Table, "", "orders"),
        key(Kind::Column, "orders", "id"),
        key(Kind::Column, "orders", "user"),
        key(Kind::Constraint, "orders", "orders_pkey"),
        key(Kind::Index, "orders", "orders_email"),
        key(Kind::Enum, "", "state"),
    ];
    let texts: Vec<_> = describe(&snapshot, &keys).into_iter().map(Option::unwrap).collect();
    insta::assert_snapshot!("declarations", texts.join("\n"));
    assert_eq!(describe(&snapshot, &[key(Kind::Table, "", "nowhere")]), [None]);
}

#[test]
fn one_object_is_created_alone() {
    let snapshot = snapshot(|_| {});
    let statements = |key: &Key| match create(&snapshot, key) {
        Rendered::Statements { statements, .. } => statements.join("\n"),
        other => format!("{other:?}"),
    };
    insta::assert_snapshot!(statements(&key(Kind::Column, "orders", "user")), @r#"ALTER TABLE public.orders ADD COLUMN "user" text;"#);
    insta::assert_snapshot!(statements(&key(Kind::Enum, "", "nowhere")), @r#"NotRendered { reason: "the snapshot does not hold it" }"#);
}
