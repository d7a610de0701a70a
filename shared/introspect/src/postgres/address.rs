//! Where the server keeps an object: what its catalogs call it by.

use std::collections::HashMap;

use driftline_catalog::Key;

/// The catalog `pg_class` itself, fixed in src/include/catalog/pg_class.h.
const RELATIONS: u32 = 1259;

/// A catalog, an OID in it, and the number of a column or zero: `classid`, `objid` and `objsubid` of `pg_depend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Address {
    catalog: u32,
    object: u32,
    column: i32,
}

/// The identity of every object that was read, by its address.
pub(crate) type Addresses = HashMap<Address, Key>;

impl Address {
    /// `catalog/oid/column`, as the queries write it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (catalog, rest) = text.split_once('/')?;
        Self::parse_in(catalog.parse().ok()?, rest)
    }

    /// `relation/number`: a column, as lists of columns have it.
    pub(crate) fn parse_column(text: &str) -> Option<Self> {
        Self::parse_in(RELATIONS, text)
    }

    fn parse_in(catalog: u32, text: &str) -> Option<Self> {
        let (object, column) = text.split_once('/')?;
        Some(Self { catalog, object: object.parse().ok()?, column: column.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_three_numbers() {
        let column = Address { catalog: RELATIONS, object: 4_294_967_295, column: 3 };
        assert_eq!(Address::parse("1259/4294967295/3"), Some(column));
        assert_eq!(Address::parse_column("4294967295/3"), Some(column));
        assert_eq!(Address::parse("1259/16384"), None);
        assert_eq!(Address::parse("1259/16384/-"), None);
    }
}
