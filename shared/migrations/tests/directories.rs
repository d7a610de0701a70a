//! What each migrator makes of a directory. The directories are in `tests/cases`.

use std::path::PathBuf;

use driftline_migrations::{
    Directory, DirectoryError, DirectoryOptions, Format, SourceFile, detect, plan_all, read_files,
};

fn case(name: &str) -> Vec<SourceFile> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    read_files(&folder).expect("the case is readable")
}

fn options() -> DirectoryOptions {
    let mut options = DirectoryOptions::default();
    options.flyway.placeholders.insert("Note".to_owned(), "it''s".to_owned());
    options
}

fn parse(files: Vec<SourceFile>, format: Format) -> Result<Directory, DirectoryError> {
    Directory::parse(files, format, &options())
}

fn files(named: &[(&str, &str)]) -> Vec<SourceFile> {
    named.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() }).collect()
}

/// One line per migration: what a reader would check.
fn describe(directory: &Directory) -> String {
    let mut text: String = directory
        .migrations
        .iter()
        .map(|m| {
            format!(
                "{} {:?} {:?} {:?} {:?} {}\n",
                m.version.as_ref().map_or("-", |v| v.as_str()),
                m.description,
                m.kind,
                m.transaction,
                m.file,
                if m.checksum.is_empty() { "-" } else { m.checksum.get(..12).unwrap_or(&m.checksum) },
            )
        })
        .collect();
    for note in &directory.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text
}

fn error(files: Vec<SourceFile>, format: Format) -> String {
    parse(files, format).expect_err("the directory is refused").to_string()
}

#[test]
fn files_are_read_below_the_directory_without_hidden_ones() {
    let folder = tempfile::tempdir().expect("temporary directory");
    for path in ["b/2.sql", "a.sql", ".git/x.sql", ".hidden.sql", "b/.keep"] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, "x").expect("file");
    }
    let paths: Vec<String> = read_files(folder.path()).expect("readable").into_iter().map(|f| f.path).collect();
    assert_eq!(paths, ["a.sql", "b/2.sql"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_a_dangling_one_is_named() {
    let folder = tempfile::tempdir().expect("temporary directory");
    std::fs::create_dir(folder.path().join("sub")).expect("folder");
    std::fs::write(folder.path().join("sub/1_a.sql"), "x").expect("file");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("sub/up")).expect("link");
    let paths: Vec<String> = read_files(folder.path()).expect("readable").into_iter().map(|f| f.path).collect();
    assert_eq!(paths, ["sub/1_a.sql"]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("broken.sql")).expect("link");
    let message = read_files(folder.path()).expect_err("dangling").to_string();
    assert!(message.contains("broken.sql") && message.contains("check that it exists"), "{message}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let message = read_files(&PathBuf::from("/nowhere/migrations")).expect_err("absent").to_string();
    assert!(message.starts_with("cannot read `/nowhere/migrations`: "), "{message}");
}

#[test]
fn formats_are_detected() {
    use Format::{Atlas, Flyway, GolangMigrate, Sqlx};
    for (name, expected) in [
        ("sqlx-simple", vec![Sqlx]),
        ("sqlx-reversible", vec![GolangMigrate, Sqlx]),
        ("golang-migrate", vec![GolangMigrate, Sqlx]),
        ("atlas", vec![Atlas, Sqlx]),
        ("atlas-checkpoint", vec![Atlas, Sqlx]),
        ("flyway", vec![Flyway]),
        ("flyway-baseline", vec![Flyway]),
    ] {
        assert_eq!(detect(&case(name)), expected, "{name}");
    }
    assert_eq!(detect(&files(&[("README.md", ""), ("schema.sql", "")])), []);
}

#[test]
fn format_names_are_those_of_the_configuration() {
    for format in Format::all() {
        assert_eq!(format.to_string().parse::<Format>().ok(), Some(format));
        assert_eq!(serde_json::to_string(&format).expect("json"), format!("\"{format}\""));
    }
    insta::assert_snapshot!("golang".parse::<Format>().expect_err("unknown"), @"`golang` is not a known migration format; use one of `atlas`, `flyway`, `golang-migrate`, `sqlx`");
}

#[test]
fn sqlx_simple() {
    insta::assert_snapshot!(describe(&parse(case("sqlx-simple"), Format::Sqlx).expect("parsed")), @r#"
    1 "users" Versioned Wrapped "1_users.sql" c72d83fd3fa4
    2 "user names" Versioned Wrapped "2_user_names.sql" 75ef4e8a9757
    10 "user name index" Versioned Unwrapped "10_user_name_index.sql" 1a7306376d11
    "#);
}

#[test]
fn sqlx_reversible() {
    insta::assert_snapshot!(describe(&parse(case("sqlx-reversible"), Format::Sqlx).expect("parsed")), @r#"
    1 "users" Versioned Wrapped "0001_users.up.sql" c72d83fd3fa4
    2 "orders" Versioned Wrapped "0002_orders.up.sql" d0234f3070e9
    "#);
}

#[test]
fn golang_migrate_twins_are_noted() {
    let directory =
        parse(files(&[("0002_c.up.sql", ""), ("1_a.up.sql", ""), ("2_b.up.sql", "")]), Format::GolangMigrate)
            .expect("parsed");
    insta::assert_snapshot!(describe(&directory), @r#"
    1 "a" Versioned Wrapped "1_a.up.sql" -
    2 "c" Versioned Wrapped "0002_c.up.sql" -
    2 "b" Versioned Wrapped "2_b.up.sql" -
    note: `0002_c.up.sql` and `2_b.up.sql` have the same version 2, which golang-migrate itself refuses
    "#);
}

#[test]
fn golang_migrate() {
    insta::assert_snapshot!(describe(&parse(case("golang-migrate"), Format::GolangMigrate).expect("parsed")), @r#"
    1 "users" Versioned Wrapped "000001_users.up.sql" -
    2 "add.up.names" Versioned Wrapped "000002_add.up.names.up.sql" -
    3 "index" Versioned Wrapped "000003_index.up.sql" -
    "#);
}

#[test]
fn atlas() {
    let directory = parse(case("atlas"), Format::Atlas).expect("parsed");
    insta::assert_snapshot!(describe(&directory), @r#"
    20260101 "users" Versioned Wrapped "20260101_users.sql" Un/AupuLIYEb
    20260102 "" Versioned Unwrapped "20260102.sql" CBfy8C6swFAg
    20260103 "view" Versioned Wrapped "20260103_view.sql" 0I562Wo7V39n
    20260104 "bundle" Versioned Wrapped "20260104_bundle.sql" GRJjiWO1sCTL
    20260105 "seed" Versioned Wrapped "20260105_seed.sql" -
    20260106 "last" Versioned Wrapped "20260106_last.sql" GVK9prlczQS0
    "#);
    assert_eq!(directory.migrations[2].delimiter.as_deref(), Some("\n\n\n"));
    // The lines before the section are kept empty, so that messages name the line of the file.
    assert_eq!(directory.migrations[3].sql, "\n\n\n\n\n\nALTER TABLE users ADD COLUMN name text;\n");
}

#[test]
fn atlas_begins_with_the_last_checkpoint() {
    let directory = parse(case("atlas-checkpoint"), Format::Atlas).expect("parsed");
    let files: Vec<String> = plan_all(&directory).migrations.into_iter().map(|m| m.file).collect();
    assert_eq!(files, ["3_all.sql", "4_c.sql"]);
}

#[test]
fn flyway() {
    let directory = parse(case("flyway"), Format::Flyway).expect("parsed");
    insta::assert_snapshot!(describe(&directory), @r#"
    1 "users" Versioned Wrapped "V1__users.sql" 1812668543
    2.1 "user names" Versioned Wrapped "V2_1__user_names.sql" 577072163
    10 "orders" Versioned Wrapped "2026/V10__orders.sql" -1825334205
    11 "index" Versioned Unwrapped "V11__index.sql" 1872170701
    - "Big orders" Repeatable Wrapped "R__Big_orders.sql" -1840392216
    - "active users" Repeatable Wrapped "R__active_users.sql" -38756341
    note: the callback `afterMigrate__grants.sql` was not run; what it changes in the schema can show up as drift
    "#);
    assert!(directory.migrations.iter().any(|m| m.sql.contains("DEFAULT 'it''s'")));
}

#[test]
fn flyway_begins_with_the_highest_baseline() {
    let directory = parse(case("flyway-baseline"), Format::Flyway).expect("parsed");
    let plan = plan_all(&directory);
    let files: Vec<String> = plan.migrations.into_iter().map(|m| m.file).collect();
    assert_eq!(files, ["B2__a_and_b.sql", "V3__c.sql"]);
    assert_eq!(plan.deployed.as_deref(), Some("3"));
}

#[test]
fn a_directory_without_migrations_says_what_was_expected() {
    let message = |format| error(files(&[("README.md", "")]), format);
    insta::assert_snapshot!(message(Format::Sqlx), @"no sqlx migration among the files of the directory; sqlx expects names like `01_create_users.sql` or `01_create_users.up.sql`");
    insta::assert_snapshot!(message(Format::Atlas), @"no atlas migration among the files of the directory; atlas expects names like `20240131180053_create_users.sql`");
}

#[test]
fn a_file_that_is_not_text_is_named() {
    for (format, name) in
        [(Format::Sqlx, "1_a.sql"), (Format::GolangMigrate, "1_a.up.sql"), (Format::Flyway, "V1__a.sql")]
    {
        let bad = SourceFile { path: name.to_owned(), bytes: b"SELECT '\xff'".to_vec() };
        assert_eq!(
            error(vec![bad], format),
            format!(
                "`{name}` is not UTF-8: the byte at offset 8 does not belong to a character; save the file as UTF-8"
            )
        );
    }
}

#[test]
fn what_the_migrator_refuses_is_refused() {
    for (format, named) in [
        (Format::Sqlx, vec![("1_a.sql", ""), ("01_b.up.sql", "")]),
        (Format::Flyway, vec![("V1_1__a.sql", ""), ("sub/V01.1__b.sql", "")]),
        (Format::Flyway, vec![("R__a.sql", ""), ("sub/R__a.sql", "")]),
    ] {
        let (first, second) = (named[0].0, named[1].0);
        let message = error(files(&named), format);
        for part in [first, second, "same version", &format.to_string()] {
            assert!(message.contains(part), "{message}");
        }
    }
    insta::assert_snapshot!(error(files(&[("1_a.sql", ""), ("seed_data.sql", "")]), Format::Sqlx), @"`seed_data.sql`: sqlx refuses this name, because `seed` is not a whole number; begin it with a version such as `01_`, or move the file elsewhere");
}

#[test]
fn flyway_placeholders_are_replaced_or_named() {
    let text = "-- ${NOTE}\nSELECT '${note}', '${flyway:filename}';\n";
    let directory = parse(files(&[("x/V1__a.sql", text)]), Format::Flyway).expect("parsed");
    assert_eq!(directory.migrations[0].sql, "-- it''s\nSELECT 'it''s', 'V1__a.sql';\n");
    insta::assert_snapshot!(error(files(&[("V1__a.sql", "SELECT 1;\nSELECT '${schema}';")]), Format::Flyway), @"`V1__a.sql` line 2: no value for the placeholder `${schema}`; add `schema` to the placeholders of this database in the configuration");
    let mut off = options();
    off.flyway.placeholder_replacement = false;
    let directory =
        Directory::parse(files(&[("V1__a.sql", "SELECT '${schema}';")]), Format::Flyway, &off).expect("parsed");
    assert_eq!(directory.migrations[0].sql, "SELECT '${schema}';");
    let directory = parse(
        files(&[("V1__a.sql", "SELECT '${schema}';"), ("V1__a.sql.conf", "placeholderReplacement = false\n")]),
        Format::Flyway,
    )
    .expect("parsed");
    assert_eq!(directory.migrations[0].sql, "SELECT '${schema}';");
}

/// The directory of the case `atlas` after a change.
fn changed_atlas(change: impl FnOnce(&mut Vec<SourceFile>)) -> String {
    let mut files = case("atlas");
    change(&mut files);
    error(files, Format::Atlas)
}

fn find<'a>(files: &'a mut [SourceFile], path: &str) -> &'a mut SourceFile {
    files.iter_mut().find(|file| file.path == path).expect("file")
}

#[test]
fn a_directory_that_does_not_fit_its_atlas_sum_is_refused() {
    insta::assert_snapshot!(changed_atlas(|files| files.retain(|f| f.path != "atlas.sum")), @"the directory has no `atlas.sum`, without which Atlas runs nothing; run `atlas migrate hash`");
    // Every later hash differs too; the first is the one that was edited.
    insta::assert_snapshot!(changed_atlas(|files| find(files, "20260102.sql").bytes.push(b'\n')), @"checksum mismatch: `20260102.sql` is not as it was when `atlas.sum` was written; restore it from version control, or, if the change is wanted, run `atlas migrate hash`");
    insta::assert_snapshot!(changed_atlas(|files| files.retain(|f| f.path != "20260103_view.sql")), @"checksum mismatch: `20260103_view.sql` is listed in `atlas.sum` but is not in the directory; restore it from version control, or, if the change is wanted, run `atlas migrate hash`");
    insta::assert_snapshot!(changed_atlas(|files| files.retain(|f| f.path != "20260106_last.sql")), @"checksum mismatch: `20260106_last.sql` is listed in `atlas.sum` but is not in the directory; restore it from version control, or, if the change is wanted, run `atlas migrate hash`");
    insta::assert_snapshot!(changed_atlas(|files| {
        files.push(SourceFile { path: "20260103_a.sql".to_owned(), bytes: Vec::new() });
    }), @"checksum mismatch: `20260103_a.sql` is not listed in `atlas.sum`; restore it from version control, or, if the change is wanted, run `atlas migrate hash`");
    insta::assert_snapshot!(changed_atlas(|files| {
        let sum = find(files, "atlas.sum");
        let text = String::from_utf8(sum.bytes.clone()).expect("text");
        sum.bytes = text.lines().filter(|l| !l.starts_with("20260103")).map(|l| format!("{l}\n")).collect::<String>().into_bytes();
    }), @"checksum mismatch: the first line of `atlas.sum` does not fit the lines below it, as after a merge conflict; run `atlas migrate hash`");
    insta::assert_snapshot!(changed_atlas(|files| find(files, "atlas.sum").bytes.extend_from_slice(b"<<<<<<< HEAD\n")), @"`atlas.sum` line 7 is not of the form `<file> h1:<hash>`; run `atlas migrate hash`");
    insta::assert_snapshot!(changed_atlas(|files| {
        files.push(SourceFile { path: "20260107_bad.sql".to_owned(), bytes: Vec::new() });
    }), @"checksum mismatch: `20260107_bad.sql` is not listed in `atlas.sum`; restore it from version control, or, if the change is wanted, run `atlas migrate hash`");
}

#[test]
fn a_file_that_opted_out_of_the_sum_may_change() {
    let mut files = case("atlas");
    find(&mut files, "20260105_seed.sql").bytes.extend_from_slice(b"SELECT 1;\n");
    assert!(parse(files, Format::Atlas).is_ok());
}
