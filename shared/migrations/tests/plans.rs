//! What a history means for a directory: pure, on the directories in `tests/cases`.

use std::path::PathBuf;

use driftline_migrations::{
    Applied, AppliedKind, Directory, DirectoryOptions, Format, History, HistoryState, Outcome, Outline, Plan,
    SourceFile, TableName, deployed_version, history_ddl, owned_objects, plan, plan_for, read_files,
};

fn directory(name: &str, format: Format) -> Directory {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    let mut options = DirectoryOptions::default();
    options.flyway.placeholders.insert("note".to_owned(), "n".to_owned());
    Directory::parse(read_files(&folder).expect("readable"), format, &options).expect("parsed")
}

fn row(version: &str, kind: AppliedKind) -> Applied {
    Applied {
        version: (!version.is_empty()).then(|| serde_json::from_value(version.into()).expect("version")),
        description: String::new(),
        kind,
        checksum: None,
        outcome: Outcome::Succeeded,
        script: None,
    }
}

fn applied(versions: &[&str]) -> Vec<Applied> {
    versions.iter().map(|version| row(version, AppliedKind::Migration)).collect()
}

fn repeatable(description: &str, checksum: Option<&str>) -> Applied {
    Applied {
        description: description.to_owned(),
        checksum: checksum.map(str::to_owned),
        ..row("", AppliedKind::Repeatable)
    }
}

fn history(format: Format, rows: Vec<Applied>) -> History {
    History {
        format,
        table: TableName { schema: "public".to_owned(), name: "history".to_owned() },
        owner: "app".to_owned(),
        state: HistoryState::Applied(rows),
    }
}

fn describe(plan: &Plan) -> String {
    match plan {
        Plan::Replay(replay) => {
            let files: Vec<&str> = replay.migrations.iter().map(|m| m.file.as_str()).collect();
            let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
            let mut text = format!(
                "replay {} at {}; pending {}",
                or_none(files.join(" ")),
                replay.deployed.as_deref().unwrap_or("nothing"),
                or_none(replay.pending.join(" "))
            );
            for note in &replay.notes {
                text.push_str(&format!("\nnote: {note}"));
            }
            text
        }
        Plan::Dirty { version, reason } => format!("dirty {version}: {reason}"),
        Plan::Unknown { reason } => format!("unknown: {reason}"),
    }
}

/// What a directory gives, and its outline as well, which may lie somewhere else than the texts.
fn planned(name: &str, format: Format, rows: Vec<Applied>) -> String {
    let (mut directory, history) = (directory(name, format), history(format, rows));
    let described = describe(&plan(&directory, &history));
    directory.notes.clear();
    let written = serde_json::to_string(&Outline::of(&directory)).expect("plain data");
    let outline: Outline = serde_json::from_str(&written).expect("what was written");
    let by_texts = plan(&directory, &history);
    assert_eq!(describe(&plan(&outline.without_texts(), &history)), describe(&by_texts));
    if let Plan::Replay(replay) = by_texts {
        assert_eq!(deployed_version(&history), replay.deployed);
    }
    described
}

#[test]
fn a_directory_can_be_cut_off_at_a_version() {
    let up_to = |name: &str, format, version: &str| {
        let directory = directory(name, format).up_to(version)?;
        Some(directory.migrations.iter().map(|migration| migration.file.as_str()).collect::<Vec<_>>().join(" "))
    };
    let cut = |name: &str, format, version: &str| up_to(name, format, version).unwrap_or_default();
    assert_eq!(cut("sqlx-simple", Format::Sqlx, "2"), "1_users.sql 2_user_names.sql");
    assert_eq!(cut("golang-migrate", Format::GolangMigrate, "000001"), "000001_users.up.sql");
    assert_eq!(cut("atlas-checkpoint", Format::Atlas, "3"), "1_a.sql 2_b.sql 3_all.sql");
    assert_eq!(cut("flyway-baseline", Format::Flyway, "2"), "V1__a.sql B2__a_and_b.sql V2__b.sql");
    // Files without a version run after every version.
    assert_eq!(
        cut("flyway", Format::Flyway, "2.1"),
        "V1__users.sql V2_1__user_names.sql R__Big_orders.sql R__active_users.sql"
    );
    assert_eq!(up_to("sqlx-simple", Format::Sqlx, "3"), None);
}

#[test]
fn sqlx_replays_the_applied_set() {
    let planned = |versions: &[&str]| planned("sqlx-simple", Format::Sqlx, applied(versions));
    insta::assert_snapshot!(planned(&[]), @"replay none at nothing; pending 1_users.sql 2_user_names.sql 10_user_name_index.sql");
    insta::assert_snapshot!(planned(&["1", "2"]), @"replay 1_users.sql 2_user_names.sql at 2; pending 10_user_name_index.sql");
    insta::assert_snapshot!(planned(&["1", "10"]), @"replay 1_users.sql 10_user_name_index.sql at 10; pending 2_user_names.sql");
    insta::assert_snapshot!(planned(&["1", "10", "2"]), @r"
    replay 1_users.sql 10_user_name_index.sql 2_user_names.sql at 10; pending none
    note: version 2 was applied after version 10, which is not the order of versions
    ");
    insta::assert_snapshot!(planned(&["1", "20", "3"]), @"unknown: versions 3, 20 are applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed");
    insta::assert_snapshot!(planned(&["1", "3"]), @"unknown: version 3 is applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed");
}

#[test]
fn sqlx_failed_and_edited() {
    let mut rows = applied(&["1", "2"]);
    rows[1].outcome = Outcome::Failed { reason: "it began and did not finish".to_owned() };
    insta::assert_snapshot!(planned("sqlx-simple", Format::Sqlx, rows), @"dirty 2: public.history says of version 2: it began and did not finish; repair the database by hand, then delete or correct that row");
    let mut rows = applied(&["1", "2"]);
    let real = directory("sqlx-simple", Format::Sqlx).migrations[0].checksum.clone();
    rows[0].checksum = Some(real);
    rows[1].checksum = Some("00".to_owned());
    insta::assert_snapshot!(planned("sqlx-simple", Format::Sqlx, rows), @r"
    replay 1_users.sql 2_user_names.sql at 2; pending 10_user_name_index.sql
    note: `2_user_names.sql` was edited after it was applied; the text in the directory was replayed
    ");
}

#[test]
fn golang_migrate_replays_up_to_the_version() {
    let planned = |rows| planned("golang-migrate", Format::GolangMigrate, rows);
    insta::assert_snapshot!(planned(vec![]), @"replay none at nothing; pending 000001_users.up.sql 000002_add.up.names.up.sql 000003_index.up.sql");
    insta::assert_snapshot!(planned(applied(&["2"])), @"replay 000001_users.up.sql 000002_add.up.names.up.sql at 2; pending 000003_index.up.sql");
    insta::assert_snapshot!(planned(applied(&["3"])), @"replay 000001_users.up.sql 000002_add.up.names.up.sql 000003_index.up.sql at 3; pending none");
    insta::assert_snapshot!(planned(applied(&["4"])), @"unknown: version 4 is applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed");
    insta::assert_snapshot!(planned(applied(&["1", "2"])), @"unknown: public.history has 2 rows, but golang-migrate keeps only one; delete the rows that do not belong there");
    let mut rows = applied(&["2"]);
    rows[0].outcome = Outcome::Failed { reason: "it is marked dirty".to_owned() };
    insta::assert_snapshot!(planned(rows), @"dirty 2: public.history says of version 2: it is marked dirty; repair the database by hand, then run `migrate force` with the version it is at");
}

#[test]
fn golang_migrate_cannot_tell_twins_apart() {
    let named = ["1_a.up.sql", "2_b.up.sql", "2_c.up.sql"];
    let files = named.map(|path| SourceFile { path: path.to_owned(), bytes: Vec::new() }).to_vec();
    let directory = Directory::parse(files, Format::GolangMigrate, &DirectoryOptions::default()).expect("parsed");
    let planned = |version| describe(&plan(&directory, &history(Format::GolangMigrate, applied(&[version]))));
    insta::assert_snapshot!(planned("1"), @r"
    replay 1_a.up.sql at 1; pending 2_b.up.sql 2_c.up.sql
    note: `2_b.up.sql` and `2_c.up.sql` have the same version 2, which golang-migrate itself refuses
    ");
    insta::assert_snapshot!(planned("2"), @"unknown: `2_b.up.sql` and `2_c.up.sql` have the same version 2, so public.history does not tell which of them is applied; golang-migrate refuses such a directory: rename one of them, or check whether another tool runs it");
}

#[test]
fn atlas_replays_what_was_applied() {
    let planned = |rows| planned("atlas", Format::Atlas, rows);
    insta::assert_snapshot!(planned(vec![]), @"replay none at nothing; pending 20260101_users.sql 20260102.sql 20260103_view.sql 20260104_bundle.sql 20260105_seed.sql 20260106_last.sql");
    insta::assert_snapshot!(planned(applied(&["20260101", "20260102"])), @"replay 20260101_users.sql 20260102.sql at 20260102; pending 20260103_view.sql 20260104_bundle.sql 20260105_seed.sql 20260106_last.sql");
    insta::assert_snapshot!(planned(applied(&["20260101", "20270101"])), @"unknown: version 20270101 is applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed");
    let mut rows = applied(&["20260101", "20260102"]);
    rows[1].outcome = Outcome::Partial { applied: 1, total: 3, error: Some("no such table".to_owned()) };
    insta::assert_snapshot!(planned(rows), @"dirty 20260102: public.history says of version 20260102: 1 of 3 statements were applied, then: no such table; finish it with `atlas migrate apply`, or repair the database and run `atlas migrate set`");
    insta::assert_snapshot!(planned(vec![row("20260102", AppliedKind::Baseline), row("20260103", AppliedKind::Migration)]), @r"
    replay 20260101_users.sql 20260102.sql 20260103_view.sql at 20260103; pending 20260104_bundle.sql 20260105_seed.sql 20260106_last.sql
    note: the database was declared to be at version 20260102 (baseline) in public.history; the files up to it were replayed
    ");
    insta::assert_snapshot!(planned(vec![row("20250101", AppliedKind::Baseline), row("20260103", AppliedKind::Migration)]), @"unknown: version 20250101 is applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed");
    insta::assert_snapshot!(planned(vec![row("20260101", AppliedKind::Migration), row("20260102", AppliedKind::Resolved)]), @r"
    replay 20260101_users.sql 20260102.sql at 20260102; pending 20260103_view.sql 20260104_bundle.sql 20260105_seed.sql 20260106_last.sql
    note: version 20260102 was declared applied by hand in public.history
    ");
    let mut rows = applied(&["20260101", "20260102"]);
    rows[1].checksum = Some("other".to_owned());
    insta::assert_snapshot!(planned(rows), @r"
    replay 20260101_users.sql 20260102.sql at 20260102; pending 20260103_view.sql 20260104_bundle.sql 20260105_seed.sql 20260106_last.sql
    note: `20260102.sql`, or a file before it, was changed after version 20260102 was applied; the text in the directory was replayed
    ");
}

#[test]
fn atlas_checkpoints() {
    let both = |versions: &[&str]| {
        format!(
            "{}\n{}",
            planned("atlas-checkpoint", Format::Atlas, applied(versions)),
            planned("atlas-squashed", Format::Atlas, applied(versions))
        )
    };
    // A database older than the checkpoint, then one that began with it.
    insta::assert_snapshot!(both(&["1", "2", "4"]), @r"
    replay 1_a.sql 2_b.sql 4_c.sql at 4; pending none
    replay 3_all.sql 4_c.sql at 4; pending none
    note: files before version 3 are no longer in the directory; the checkpoint `3_all.sql` was replayed in their place
    ");
    insta::assert_snapshot!(both(&["3", "4"]), @r"
    replay 3_all.sql 4_c.sql at 4; pending none
    replay 3_all.sql 4_c.sql at 4; pending none
    ");
    insta::assert_snapshot!(both(&["3"]), @r"
    replay 3_all.sql at 3; pending 4_c.sql
    replay 3_all.sql at 3; pending 4_c.sql
    ");
    // Too old for the checkpoint: its files are needed.
    insta::assert_snapshot!(both(&["1"]), @r"
    replay 1_a.sql at 1; pending 2_b.sql 4_c.sql
    unknown: version 1 is applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed
    ");
    insta::assert_snapshot!(both(&["1", "2"]), @r"
    replay 1_a.sql 2_b.sql at 2; pending 4_c.sql
    unknown: versions 1, 2 are applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed
    ");
    // The checkpoint holds version 2, which this database never got.
    insta::assert_snapshot!(both(&["0", "1", "4"]), @r"
    unknown: version 0 is applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed
    replay 3_all.sql 4_c.sql at 4; pending none
    note: files before version 3 are no longer in the directory; the checkpoint `3_all.sql` was replayed in their place
    ");
}

#[test]
fn flyway_replays_by_rank() {
    let planned = |rows| planned("flyway", Format::Flyway, rows);
    let checksum = |file: &str| {
        directory("flyway", Format::Flyway).migrations.into_iter().find(|m| m.file == file).expect("file").checksum
    };
    insta::assert_snapshot!(planned(vec![]), @r"
    replay none at nothing; pending V1__users.sql V2_1__user_names.sql 2026/V10__orders.sql V11__index.sql R__Big_orders.sql R__active_users.sql
    note: the callback `afterMigrate__grants.sql` was not run; what it changes in the schema can show up as drift
    ");
    insta::assert_snapshot!(planned(applied(&["1", "2.1"])), @r"
    replay V1__users.sql V2_1__user_names.sql at 2.1; pending 2026/V10__orders.sql V11__index.sql R__Big_orders.sql R__active_users.sql
    note: the callback `afterMigrate__grants.sql` was not run; what it changes in the schema can show up as drift
    ");
    insta::assert_snapshot!(planned(applied(&["1", "10", "2.1"])), @r"
    replay V1__users.sql 2026/V10__orders.sql V2_1__user_names.sql at 10; pending V11__index.sql R__Big_orders.sql R__active_users.sql
    note: version 2.1 was applied after version 10, which is not the order of versions
    note: the callback `afterMigrate__grants.sql` was not run; what it changes in the schema can show up as drift
    ");
    insta::assert_snapshot!(planned(applied(&["1", "7", "8"])), @"unknown: versions 7, 8 are applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed");
    // A repeatable that ran twice is replayed where it ran last.
    insta::assert_snapshot!(planned(vec![
        row("1", AppliedKind::Migration),
        repeatable("active users", Some("1")),
        row("2.1", AppliedKind::Migration),
        repeatable("active users", Some(&checksum("R__active_users.sql"))),
    ]), @r"
    replay V1__users.sql V2_1__user_names.sql R__active_users.sql at 2.1; pending 2026/V10__orders.sql V11__index.sql R__Big_orders.sql
    note: the callback `afterMigrate__grants.sql` was not run; what it changes in the schema can show up as drift
    ");
    insta::assert_snapshot!(planned(vec![row("1", AppliedKind::Migration), repeatable("active users", Some("1"))]), @"unknown: the text of the repeatable `R__active_users.sql` that was last applied is not at hand: its checksum in public.history is another than that of the file; deploy the file, or use the directory of the commit that was deployed");
    insta::assert_snapshot!(planned(vec![row("1", AppliedKind::Migration), Applied { script: Some("R__gone.sql".to_owned()), ..repeatable("gone", Some("1")) }]), @"unknown: version R__gone.sql is applied according to public.history, but the directory has no such file; use the directory of the commit that was deployed");
    let mut rows = applied(&["1"]);
    rows[0].checksum = Some("1".to_owned());
    insta::assert_snapshot!(planned(rows), @r"
    replay V1__users.sql at 1; pending V2_1__user_names.sql 2026/V10__orders.sql V11__index.sql R__Big_orders.sql R__active_users.sql
    note: `V1__users.sql` was edited after it was applied; the text in the directory was replayed
    note: the callback `afterMigrate__grants.sql` was not run; what it changes in the schema can show up as drift
    ");
}

#[test]
fn flyway_rows_that_no_file_tells() {
    let with = |kind| planned("flyway", Format::Flyway, vec![row("1", AppliedKind::Migration), row("2.1", kind)]);
    insta::assert_snapshot!(with(AppliedKind::Other("JDBC".to_owned())), @"unknown: public.history records migrations that are code, which only the application can run: 2.1 (JDBC); compare with another database or a published snapshot instead");
    insta::assert_snapshot!(with(AppliedKind::Undo), @"unknown: public.history records that migrations were undone: 2.1; what is left of them is not known; compare with another database or a published snapshot instead");
    insta::assert_snapshot!(with(AppliedKind::Deletion), @"unknown: public.history records that applied files were deleted: 2.1; what they did is not in the directory; use a directory that has them, or compare with another database or a published snapshot");
    let mut rows = applied(&["1", "2.1"]);
    rows[1].outcome = Outcome::Failed { reason: "it failed".to_owned() };
    insta::assert_snapshot!(planned("flyway", Format::Flyway, rows), @"dirty 2.1: public.history says of version 2.1: it failed; repair the database by hand, then run `flyway repair`");
    // Flyway's own note about schemas it created is no migration.
    insta::assert_snapshot!(planned("flyway", Format::Flyway, vec![row("", AppliedKind::SchemaCreation)]), @r"
    replay none at nothing; pending V1__users.sql V2_1__user_names.sql 2026/V10__orders.sql V11__index.sql R__Big_orders.sql R__active_users.sql
    note: the callback `afterMigrate__grants.sql` was not run; what it changes in the schema can show up as drift
    ");
}

#[test]
fn flyway_baselines() {
    let planned = |rows| planned("flyway-baseline", Format::Flyway, rows);
    // Migrated file by file: the baseline file is for others.
    insta::assert_snapshot!(planned(applied(&["1", "2"])), @"replay V1__a.sql V2__b.sql at 2; pending V3__c.sql");
    insta::assert_snapshot!(planned(vec![row("2", AppliedKind::BaselineScript)]), @"replay B2__a_and_b.sql at 2; pending V3__c.sql");
    insta::assert_snapshot!(planned(vec![row("2", AppliedKind::Baseline), row("3", AppliedKind::Migration)]), @"replay B2__a_and_b.sql V3__c.sql at 3; pending none");
    insta::assert_snapshot!(planned(vec![row("1", AppliedKind::Baseline), row("2", AppliedKind::Migration)]), @"unknown: public.history says that the database existed before Flyway and was declared to be at version 1; what it held then is not in the directory; add a baseline script `B1__before_flyway.sql` with the schema of that time (for example from `pg_dump --schema-only`)");
}

#[test]
fn exactly_one_history_must_fit() {
    let directory = directory("sqlx-simple", Format::Sqlx);
    let named = |format, schema: &str| {
        let mut history = history(format, applied(&["1"]));
        history.table.schema = schema.to_owned();
        history
    };
    let planned = |histories: &[History]| describe(&plan_for(&directory, histories));
    insta::assert_snapshot!(planned(&[]), @"unknown: no sqlx history table in the database, so the deployed version is not known; run the migrations there, or set the name of the history table in the configuration");
    insta::assert_snapshot!(planned(&[named(Format::Flyway, "public")]), @"unknown: no sqlx history table in the database, but public.history of flyway; check the format of the directory");
    insta::assert_snapshot!(planned(&[named(Format::Flyway, "public"), named(Format::Sqlx, "public")]), @"replay 1_users.sql at 1; pending 2_user_names.sql 10_user_name_index.sql");
    insta::assert_snapshot!(planned(&[named(Format::Sqlx, "a"), named(Format::Sqlx, "b")]), @"unknown: ambiguous history: a.history and b.history are all history tables of sqlx; set the one to use as `history` in the configuration");
    insta::assert_snapshot!(describe(&plan(&directory, &named(Format::Atlas, "a"))), @"unknown: the directory is for sqlx but the history table a.history is of atlas; set the format or the history table in the configuration");
    let mut unreadable = named(Format::Sqlx, "app");
    unreadable.state = HistoryState::NotReadable {
        grants: vec![
            "GRANT USAGE ON SCHEMA app TO reader;".to_owned(),
            "GRANT SELECT ON TABLE app.history TO reader;".to_owned(),
        ],
    };
    insta::assert_snapshot!(planned(&[unreadable]), @"unknown: the history table app.history cannot be read; let its owner run: GRANT USAGE ON SCHEMA app TO reader; GRANT SELECT ON TABLE app.history TO reader;");
}

#[test]
fn a_history_travels_as_json() {
    let mut failed = row("2", AppliedKind::Other("JDBC".to_owned()));
    failed.outcome = Outcome::Partial { applied: 1, total: 2, error: None };
    let history = history(Format::GolangMigrate, vec![row("1", AppliedKind::Baseline), failed]);
    let text = serde_json::to_string_pretty(&history).expect("json");
    insta::assert_snapshot!(text, @r#"
    {
      "format": "golang-migrate",
      "table": {
        "schema": "public",
        "name": "history"
      },
      "owner": "app",
      "state": {
        "applied": [
          {
            "version": "1",
            "description": "",
            "kind": "baseline",
            "checksum": null,
            "outcome": "succeeded",
            "script": null
          },
          {
            "version": "2",
            "description": "",
            "kind": {
              "other": "JDBC"
            },
            "checksum": null,
            "outcome": {
              "partial": {
                "applied": 1,
                "total": 2,
                "error": null
              }
            },
            "script": null
          }
        ]
      }
    }
    "#);
    assert_eq!(serde_json::from_str::<History>(&text).expect("history"), history);
}

#[test]
fn what_belongs_to_the_migrator() {
    let mut flyway = history(
        Format::Flyway,
        vec![Applied { script: Some("\"app\",\"audit\"".to_owned()), ..row("", AppliedKind::SchemaCreation) }],
    );
    flyway.table.schema = "app".to_owned();
    assert!(history_ddl(&flyway).contains("CREATE SCHEMA IF NOT EXISTS \"audit\";"));
    assert_eq!(owned_objects(&flyway).schemas, Vec::<String>::new());
    let mut atlas = history(Format::Atlas, vec![]);
    atlas.table = TableName { schema: "atlas_schema_revisions".to_owned(), name: "atlas_schema_revisions".to_owned() };
    assert_eq!(owned_objects(&atlas).schemas, ["atlas_schema_revisions"]);
    atlas.table.schema = "public".to_owned();
    assert_eq!(owned_objects(&atlas).schemas, Vec::<String>::new());
    assert_eq!(owned_objects(&atlas).table, atlas.table);
}
