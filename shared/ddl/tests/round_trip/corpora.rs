//! Schemas that others wrote, built again from their snapshots.

use std::path::PathBuf;

use crate::server::{build_again, build_twice, read_after, start};

/// Small ones, of different habits; `DRIFTLINE_TEST_FULL` takes all.
const QUICK: &[&str] = &[
    "chinook",
    "listmonk",
    "pgmold-handcrafted_auth_like",
    "pgmold-handcrafted_multi_schema_auth",
    "pgmold-handcrafted_partitions",
    "pgmold-handcrafted_rls_enum",
    "pgmold-handcrafted_type_aliases",
    "pgmold-handcrafted_views_and_functions",
    "pgmold-pagila",
    "polaris-v5",
    "quartz",
    "temporal",
    "trillian",
];

/// What a snapshot does not hold yet cannot be built: it goes, with what uses it, before the schema is read.
const TAKE_OUT: &str = "
DO $$
DECLARE statement text;
BEGIN
    FOR statement IN
        SELECT format('DROP RULE %I ON %s', rulename, ev_class::regclass) FROM pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN'
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$";

#[tokio::test]
#[expect(clippy::print_stderr, reason = "what is skipped has to be seen")]
async fn schemas_of_others_are_built_again_as_they_were() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/schemas/pg");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there are no schemas to try at {}", folder.display());
        return;
    };
    let full = std::env::var_os("DRIFTLINE_TEST_FULL").is_some();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| full || QUICK.contains(&name.as_str()));
    names.sort();
    let scratch = start().await;
    let (mut built, mut failures) = (0, Vec::new());
    for name in &names {
        let schema = std::fs::read_to_string(folder.join(name).join("schema.sql")).unwrap();
        let schema = schema.replace("CREATE INDEX CONCURRENTLY", "CREATE INDEX");
        let read = match read_after(&scratch, &[], &[&schema, TAKE_OUT]).await {
            Ok(read) => read,
            Err(error) => {
                eprintln!("skipped {name}: its own schema does not load here: {error}");
                continue;
            }
        };
        let result =
            if name == "musicbrainz" { build_twice(&scratch, &read).await } else { build_again(&scratch, &read).await };
        match result {
            Ok(()) => built += 1,
            Err(error) => failures.push(format!("{name}: {error}\ngaps: {:?}", read.snapshot.coverage.gaps)),
        }
    }
    eprintln!("{built} of {} schemas built again", names.len());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(names.is_empty() || 0 < built, "not one schema could be tried");
}
