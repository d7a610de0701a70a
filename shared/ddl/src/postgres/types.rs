//! Enums, domains and composite types.

use driftline_catalog::postgres::{CompositeType, Domain, Enum};

use super::alteration::Alteration;
use super::identifier::{comments, literal, literal_or_null, qualified, quote, split_name};
use super::privileges::{Implied, Target};
use crate::Hazard;

/// Owner, comment and privileges, which the three kinds have alike.
struct Type<'a> {
    statement: &'static str,
    name: String,
    owner: &'a str,
    comment: Option<&'a str>,
    privileges: &'a [String],
}

impl Type<'_> {
    fn owner(&self) -> String {
        format!("ALTER {} {} OWNER TO {};", self.statement, self.name, quote(self.owner))
    }

    fn comment(&self) -> String {
        format!("COMMENT ON {} {} IS {};", self.statement, self.name, literal_or_null(self.comment))
    }

    fn created_by(&self, create: String) -> Result<Vec<String>, String> {
        let mut statements = vec![create];
        statements.extend((!self.owner.is_empty()).then(|| self.owner()));
        statements.extend(self.comment.is_some().then(|| self.comment()));
        statements.extend(self.target().create(self.privileges)?);
        Ok(statements)
    }

    fn target(&self) -> Target<'_> {
        Target::new(format!("{} {}", self.statement, self.name), self.owner, Implied::Usage)
    }

    fn alter(&self, from: &[String], alteration: &mut Alteration) {
        if alteration.take("owner") {
            alteration.push(self.owner());
        }
        if alteration.take("comment") {
            alteration.push(self.comment());
        }
        self.target().alter(from, self.privileges, alteration);
    }

    fn drop(&self) -> String {
        format!("DROP {} {};", self.statement, self.name)
    }
}

impl<'a> From<&'a Enum> for Type<'a> {
    fn from(object: &'a Enum) -> Self {
        let name = qualified(&object.schema, &object.name);
        Self {
            statement: "TYPE",
            name,
            owner: &object.owner,
            comment: object.comment.as_deref(),
            privileges: &object.privileges,
        }
    }
}

impl<'a> From<&'a Domain> for Type<'a> {
    fn from(object: &'a Domain) -> Self {
        let name = qualified(&object.schema, &object.name);
        Self {
            statement: "DOMAIN",
            name,
            owner: &object.owner,
            comment: object.comment.as_deref(),
            privileges: &object.privileges,
        }
    }
}

impl<'a> From<&'a CompositeType> for Type<'a> {
    fn from(object: &'a CompositeType) -> Self {
        let name = qualified(&object.schema, &object.name);
        Self {
            statement: "TYPE",
            name,
            owner: &object.owner,
            comment: object.comment.as_deref(),
            privileges: &object.privileges,
        }
    }
}

pub(super) fn create_enum(object: &Enum) -> Result<Vec<String>, String> {
    let labels = object.labels.iter().map(|label| literal(label)).collect::<Vec<_>>().join(", ");
    Type::from(object)
        .created_by(format!("CREATE TYPE {} AS ENUM ({labels});", qualified(&object.schema, &object.name)))
}

pub(super) fn drop_enum(object: &Enum) -> String {
    Type::from(object).drop()
}

/// Labels can be added anywhere, and never removed or moved.
pub(super) fn alter_enum(from: &Enum, to: &Enum, alteration: &mut Alteration) {
    if alteration.take("labels") {
        let mut left = from.labels.iter().filter(|label| to.labels.contains(label));
        let mut next = left.next();
        let mut previous: Option<&String> = None;
        for label in &to.labels {
            if next == Some(label) {
                next = left.next();
            } else if from.labels.contains(label) {
                alteration
                    .refuse(format!("the labels are in another order ({label}), and an enum's labels cannot be moved"));
                break;
            } else {
                let place = match (next, previous) {
                    (Some(next), _) => format!(" BEFORE {}", literal(next)),
                    (None, Some(previous)) => format!(" AFTER {}", literal(previous)),
                    (None, None) => String::new(),
                };
                // After a failure further down the script has to be run again, and this part is committed by then.
                alteration.push(format!(
                    "ALTER TYPE {} ADD VALUE IF NOT EXISTS {}{place};",
                    qualified(&to.schema, &to.name),
                    literal(label)
                ));
                alteration.hazard(Hazard::Irreversible);
            }
            previous = Some(label);
        }
        let removed: Vec<_> =
            from.labels.iter().filter(|label| !to.labels.contains(label)).map(String::as_str).collect();
        if !removed.is_empty() {
            let removed = removed.join(", ");
            alteration.refuse(format!("an enum's labels cannot be removed, and {removed} would have to go"));
        }
    }
    Type::from(to).alter(&from.privileges, alteration);
}

pub(super) fn create_domain(object: &Domain) -> Result<Vec<String>, String> {
    let mut text = format!("CREATE DOMAIN {} AS {}", qualified(&object.schema, &object.name), object.data_type);
    if let Some(collation) = &object.collation {
        text += &format!(" COLLATE {collation}");
    }
    if let Some(default) = &object.default {
        text += &format!(" DEFAULT {default}");
    }
    if object.not_null {
        let name = object.not_null_name.as_ref();
        text += &name.map(|name| format!(" CONSTRAINT {}", quote(name))).unwrap_or_default();
        text += " NOT NULL";
    }
    for check in object.checks.iter().filter(|check| !check.ends_with(" NOT VALID")) {
        text += &format!("\n    {check}");
    }
    let mut statements = Type::from(object).created_by(format!("{text};"))?;
    for check in object.checks.iter().filter(|check| check.ends_with(" NOT VALID")) {
        statements.push(format!("ALTER DOMAIN {} ADD {check};", qualified(&object.schema, &object.name)));
    }
    statements.extend(check_comments(&[], object));
    Ok(statements)
}

pub(super) fn drop_domain(object: &Domain) -> String {
    Type::from(object).drop()
}

/// A domain over another type is another domain: it is replaced, which only works where no column uses it.
pub(super) fn alter_domain(from: &Domain, to: &Domain, alteration: &mut Alteration) {
    if alteration.differs("data_type") || alteration.differs("collation") {
        return alteration.replace();
    }
    let domain = format!("ALTER DOMAIN {}", qualified(&to.schema, &to.name));
    if alteration.take("default") {
        alteration.push(match &to.default {
            Some(default) => format!("{domain} SET DEFAULT {default};"),
            None => format!("{domain} DROP DEFAULT;"),
        });
    }
    let checks_differ = alteration.take("checks");
    if checks_differ {
        for check in from.checks.iter().filter(|check| !to.checks.contains(check)) {
            alteration.push(format!("{domain} DROP CONSTRAINT {};", quote(&check_name(check))));
        }
        for check in to.checks.iter().filter(|check| !from.checks.contains(check)) {
            alteration.push(format!("{domain} ADD {check};"));
            alteration.hazard(Hazard::MayFail { why: "a value in use violates the new check" });
        }
    }
    let comments_differ = alteration.take("check_comments");
    if checks_differ || comments_differ {
        // A check that was replaced has lost its comment, and one that is gone cannot lose any.
        let kept = |entry: &&String| {
            let of = |check: &String| entry.starts_with(&format!("{}: ", quote(&check_name(check))));
            from.checks.iter().any(|check| of(check) && to.checks.contains(check))
        };
        let kept: Vec<_> = from.check_comments.iter().filter(kept).cloned().collect();
        alteration.statements.extend(check_comments(&kept, to));
    }
    if alteration.differs("not_null_name") && !alteration.differs("not_null") {
        // The constraint has a name of its own, which the server gives it or somebody else.
        let name =
            |domain: &Domain| quote(&domain.not_null_name.clone().unwrap_or(format!("{}_not_null", domain.name)));
        alteration.push(format!("{domain} RENAME CONSTRAINT {} TO {};", name(from), name(to)));
        alteration.take("not_null_name");
    }
    if alteration.take("not_null") && to.not_null && to.not_null_name.is_some() {
        alteration.take("not_null_name");
        let name = to.not_null_name.as_deref().unwrap_or_default();
        alteration.push(format!("{domain} ADD CONSTRAINT {} NOT NULL;", quote(name)));
        alteration.hazard(Hazard::MayFail { why: "a column of the domain holds nulls" });
    } else if from.not_null != to.not_null {
        alteration.take("not_null_name");
        alteration.push(format!("{domain} {} NOT NULL;", if to.not_null { "SET" } else { "DROP" }));
        if to.not_null {
            alteration.hazard(Hazard::MayFail { why: "a column of the domain holds nulls" });
        }
    }
    Type::from(to).alter(&from.privileges, alteration);
}

fn check_comments(from: &[String], to: &Domain) -> Vec<String> {
    let domain = qualified(&to.schema, &to.name);
    comments("CONSTRAINT", from, &to.check_comments, |check| format!("{check} ON DOMAIN {domain}"))
}

/// The name in `CONSTRAINT name CHECK (...)`.
fn check_name(check: &str) -> String {
    split_name(check.strip_prefix("CONSTRAINT ").unwrap_or(check)).0
}

pub(super) fn create_composite(object: &CompositeType) -> Result<Vec<String>, String> {
    let fields: Vec<_> = object.fields.iter().map(|field| format!("\n    {field}")).collect();
    let end = if fields.is_empty() { "" } else { "\n" };
    let name = qualified(&object.schema, &object.name);
    let mut statements =
        Type::from(object).created_by(format!("CREATE TYPE {name} AS ({}{end});", fields.join(",")))?;
    statements.extend(comments("COLUMN", &[], &object.field_comments, |field| format!("{name}.{field}")));
    Ok(statements)
}

pub(super) fn drop_composite(object: &CompositeType) -> String {
    Type::from(object).drop()
}

/// Fields can be dropped, change their type and be added at the end.
pub(super) fn alter_composite(from: &CompositeType, to: &CompositeType, alteration: &mut Alteration) {
    if alteration.take("fields") {
        let name = |field: &String| split_name(field).0;
        let wanted: Vec<_> = to.fields.iter().map(name).collect();
        let kept: Vec<_> = from.fields.iter().map(name).filter(|name| wanted.contains(name)).collect();
        if !wanted.starts_with(&kept) {
            alteration.refuse("fields differ, and a field can only be added after the last one");
        }
        let type_name = qualified(&to.schema, &to.name);
        for field in from.fields.iter().filter(|field| !wanted.contains(&name(field))) {
            alteration.push(format!("ALTER TYPE {type_name} DROP ATTRIBUTE {};", quote(&name(field))));
            alteration.hazard(Hazard::DeletesData);
        }
        for field in to.fields.iter().filter(|field| !from.fields.contains(field)) {
            let (field_name, data_type) = split_name(field);
            alteration.push(if kept.contains(&field_name) {
                format!("ALTER TYPE {type_name} ALTER ATTRIBUTE {} TYPE {data_type};", quote(&field_name))
            } else {
                format!("ALTER TYPE {type_name} ADD ATTRIBUTE {field};")
            });
        }
        alteration.hazard(Hazard::MayFail { why: "a table's column has the type and the change would rewrite it" });
    }
    if alteration.take("field_comments") {
        let name = qualified(&to.schema, &to.name);
        let is_left = |entry: &&String| {
            to.fields.iter().any(|field| split_name(field).0 == split_name(entry).0.trim_end_matches(':'))
        };
        let left: Vec<_> = from.field_comments.iter().filter(is_left).cloned().collect();
        alteration.statements.extend(comments("COLUMN", &left, &to.field_comments, |field| format!("{name}.{field}")));
    }
    Type::from(to).alter(&from.privileges, alteration);
}
