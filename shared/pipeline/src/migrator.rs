//! What belongs to the migrators themselves is never a difference.

use driftline_catalog::{Kind, Object, Objects, Snapshot};
use driftline_migrations::{History, Owned, owned_objects};

/// Takes the history tables, what hangs on them, and the migrators' own schemas out of a snapshot.
pub fn remove_its_objects(snapshot: &mut Snapshot, histories: &[History]) {
    let owned: Vec<Owned> = histories.iter().map(owned_objects).collect();
    match &mut snapshot.objects {
        Objects::Postgres(objects) => {
            let prefixes: Vec<String> = owned.iter().map(|owned| format!("{}.", owned.table.quoted())).collect();
            objects.sequences.retain(|sequence| {
                sequence
                    .owned_by
                    .as_ref()
                    .is_none_or(|column| !prefixes.iter().any(|prefix| unquoted(column).starts_with(&unquoted(prefix))))
            });
            objects.retain(|object| !owned.iter().any(|owned| is_owned(object, owned)));
        }
        // Objects of MySQL are named without their database.
        Objects::Mysql(objects) | Objects::Mariadb(objects) => {
            let is_owned = |object: &dyn Object, table: &str| {
                object.parent() == table || object.kind() == Kind::Table && object.name() == table
            };
            objects.retain(|object| !owned.iter().any(|owned| is_owned(object, &owned.table.name)));
        }
    }
}

/// `quote_ident` quotes only where it must; a prefix is compared without the quotes.
fn unquoted(name: &str) -> String {
    name.replace('"', "")
}

fn is_owned(object: &dyn Object, owned: &Owned) -> bool {
    let is_table = object.schema() == owned.table.schema
        && (object.parent() == owned.table.name || object.kind() == Kind::Table && object.name() == owned.table.name);
    let schema = if object.kind() == Kind::Schema { object.name() } else { object.schema() };
    is_table || owned.schemas.iter().any(|own| own == schema)
}
