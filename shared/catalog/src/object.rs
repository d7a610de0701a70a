//! The view of an object that comparing and reporting use.

use crate::{Attribute, AttributeSpecification, Key, Kind};

/// One object of a schema, whatever its kind and engine.
///
/// Derived from the struct of the kind by `#[derive(Object)]`, see `driftline-catalog-derive`.
pub trait Object {
    /// Its kind.
    fn kind(&self) -> Kind;
    /// What people call it: `foreign key` for a constraint that is one.
    fn label(&self) -> &'static str;
    /// The schema it is in, or empty.
    fn schema(&self) -> &str;
    /// The relation it belongs to, or empty.
    fn parent(&self) -> &str;
    /// Its own name.
    fn name(&self) -> &str;
    /// The objects that have to exist before this one.
    fn depends_on(&self) -> &[Key];
    /// Its attributes, in the order of the struct.
    fn attributes(&self) -> Vec<Attribute>;

    /// Its identity, owned.
    fn key(&self) -> Key {
        Key {
            kind: self.kind(),
            schema: self.schema().to_owned(),
            parent: self.parent().to_owned(),
            name: self.name().to_owned(),
        }
    }

    /// Its identity within its kind, borrowed: what lists are sorted and merged by.
    fn order(&self) -> (&str, &str, &str) {
        (self.schema(), self.parent(), self.name())
    }
}

/// What is known of a kind of object without having one.
pub trait Describe {
    /// The kind.
    const KIND: Kind;
    /// The attributes its objects have.
    fn specifications() -> Vec<AttributeSpecification>;
    /// Takes over the texts that a server prints (classes `Deparsed` and `Definition`) from another of its kind.
    fn take_texts(&mut self, other: &Self);
}

/// Merges two sorted lists and visits the pairs that are not equal, and the objects without a partner.
///
/// Two objects of the same identity in one list cannot come from a server; from a damaged file they are visited as
/// extra objects rather than lost.
pub(crate) fn unequal<'a, T: Object + PartialEq>(
    left: &'a [T],
    right: &'a [T],
    visit: &mut dyn FnMut(Option<&'a dyn Object>, Option<&'a dyn Object>),
) {
    let (mut lefts, mut rights) = (left.iter().peekable(), right.iter().peekable());
    loop {
        // Nearly all are equal, and equal objects have the same identity: no need to compare that as well.
        if matches!((lefts.peek(), rights.peek()), (Some(left), Some(right)) if left == right) {
            lefts.next();
            rights.next();
            continue;
        }
        let order = match (lefts.peek(), rights.peek()) {
            (Some(left), Some(right)) => left.order().cmp(&right.order()),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return,
        };
        let left = if order.is_le() { lefts.next() } else { None };
        let right = if order.is_ge() { rights.next() } else { None };
        visit(left.map(|object| object as &dyn Object), right.map(|object| object as &dyn Object));
    }
}
