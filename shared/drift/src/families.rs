//! The operator family that the server makes for an operator class that names none.
//!
//! Where both are missing, or both are extra, the class says it all.

use std::collections::BTreeSet;

use driftline_catalog::postgres::{Objects, OperatorClass, OperatorFamily};
use driftline_catalog::{Key, Kind, Object as _, quote_identifier};

use crate::{Change, Difference};

/// Takes out families that come or go with the class of their name and hold nothing that is not the class's.
pub(crate) fn fold(differences: Vec<Difference>, expected: &Objects, live: &Objects) -> Vec<Difference> {
    let one_sided = |change: &Change| match change {
        Change::Missing => Some(expected),
        Change::Extra => Some(live),
        Change::Modified { .. } => None,
    };
    let mut spoken_for: BTreeSet<(Key, &str)> = BTreeSet::new();
    for Difference { key, change, .. } in &differences {
        let class = one_sided(change).filter(|_| key.kind == Kind::OperatorClass).and_then(|side| class(side, key));
        if let Some(class) = class.filter(|class| is_in_family_of_its_name(class)) {
            spoken_for.insert((Key { kind: Kind::OperatorFamily, ..class.key() }, change.as_str()));
        }
    }
    let says_more = |Difference { key, change, .. }: &Difference| {
        let family = one_sided(change).filter(|_| key.kind == Kind::OperatorFamily).and_then(|side| family(side, key));
        !family.is_some_and(|family| family.is_bare() && spoken_for.contains(&(key.clone(), change.as_str())))
    };
    differences.iter().filter(|difference| says_more(difference)).cloned().collect()
}

fn is_in_family_of_its_name(class: &OperatorClass) -> bool {
    let key = class.key();
    let name = format!("{}.{}", quote_identifier(&class.schema), quote_identifier(key.bare_name()));
    class.family == name
}

fn class<'a>(objects: &'a Objects, key: &Key) -> Option<&'a OperatorClass> {
    let identity = (key.schema.as_str(), "", key.name.as_str());
    let place = objects.operator_classes.binary_search_by(|class| class.order().cmp(&identity)).ok()?;
    objects.operator_classes.get(place)
}

fn family<'a>(objects: &'a Objects, key: &Key) -> Option<&'a OperatorFamily> {
    let identity = (key.schema.as_str(), "", key.name.as_str());
    let place = objects.operator_families.binary_search_by(|family| family.order().cmp(&identity)).ok()?;
    objects.operator_families.get(place)
}

#[cfg(test)]
mod tests {
    use driftline_catalog::{Coverage, Server, Snapshot};

    use super::*;
    use crate::{CompareOptions, compare};

    fn snapshot(classes: &[(&str, &str)], families: &[(&str, &[&str])]) -> Snapshot {
        let class = |&(name, family): &(&str, &str)| OperatorClass {
            schema: "app".into(),
            name: name.into(),
            family: family.into(),
            ..OperatorClass::default()
        };
        let family = |&(name, operators): &(&str, &[&str])| OperatorFamily {
            schema: "app".into(),
            name: name.into(),
            operators: operators.iter().map(|&operator| operator.to_owned()).collect(),
            ..OperatorFamily::default()
        };
        let objects = Objects {
            operator_classes: classes.iter().map(class).collect(),
            operator_families: families.iter().map(family).collect(),
            ..Objects::default()
        };
        Snapshot::postgres(Server::default(), objects, Coverage::default())
    }

    fn found(expected: &Snapshot, live: &Snapshot) -> Vec<String> {
        let comparison = compare(expected, live, &CompareOptions::default());
        comparison.differences.iter().map(|found| format!("{} {}", found.change.as_str(), found.key)).collect()
    }

    #[test]
    fn a_class_speaks_for_the_family_of_its_own() {
        let nothing = snapshot(&[], &[]);
        let both = snapshot(&[("a USING btree", "app.a")], &[("a USING btree", &[])]);
        assert_eq!(found(&both, &nothing), ["missing operator class app.a USING btree"]);
        assert_eq!(found(&nothing, &both), ["extra operator class app.a USING btree"]);
    }

    #[test]
    fn a_family_with_more_than_the_class_speaks_for_itself() {
        let nothing = snapshot(&[], &[]);
        let elsewhere = snapshot(&[("a USING btree", "app.b")], &[("a USING btree", &[])]);
        assert_eq!(found(&elsewhere, &nothing).len(), 2);
        let more = snapshot(&[("a USING btree", "app.a")], &[("a USING btree", &["OPERATOR 1 app.<(a, b)"])]);
        assert_eq!(found(&more, &nothing).len(), 2);
        let only_family = snapshot(&[], &[("a USING btree", &[])]);
        assert_eq!(found(&more, &only_family).len(), 2);
        assert_eq!(found(&only_family, &nothing), ["missing operator family app.a USING btree"]);
    }
}
