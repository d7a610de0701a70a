//! A row of text cells as the struct of a kind.
//!
//! Columns are the struct's fields by name. Text goes into strings, numbers and booleans; lists and nested structs
//! arrive as JSON text, and an empty list may be null. Columns without a field, such as `address`, are passed over here; a
//! test holds the columns of every query against the fields of its struct.

use std::borrow::Cow;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::de::StrRead;
use sqlx::{Column as _, Row as _, ValueRef as _, postgres::PgRow};

use crate::readable::readable;

/// Reads a struct from a row.
pub(crate) fn decode<T: DeserializeOwned>(row: &PgRow) -> Result<T, Error> {
    let cells = row.columns().iter().enumerate().map(|(place, column)| {
        let value = row.try_get_raw(place).ok().filter(|value| !value.is_null());
        (column.name(), Cell(value.and_then(|value| value.as_bytes().ok()).map(readable)))
    });
    T::deserialize(MapDeserializer::new(cells))
}

/// What a cell holds when the server could not print a definition: whatever it describes has gone meanwhile.
pub(crate) const VANISHED: &str = "null where a value is needed";

fn json(text: &str) -> serde_json::Deserializer<StrRead<'_>> {
    serde_json::Deserializer::from_str(text)
}

/// For text that does not live as long as the row.
fn value(text: &str) -> Result<serde_json::Value, Error> {
    serde_json::from_str(text).map_err(Error::custom)
}

/// The text of a cell; none for null.
struct Cell<'r>(Option<Cow<'r, str>>);

impl<'r> Cell<'r> {
    fn text(self) -> Result<Cow<'r, str>, Error> {
        self.0.ok_or_else(|| Error::custom(VANISHED))
    }

    fn number<N: std::str::FromStr>(self) -> Result<N, Error> {
        let text = self.text()?;
        text.parse().map_err(|_| Error::custom(format!("`{text}` is no number")))
    }
}

impl<'de> IntoDeserializer<'de, Error> for Cell<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Cell<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            None => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text()?.as_ref() {
            "t" => visitor.visit_bool(true),
            "f" => visitor.visit_bool(false),
            other => Err(Error::custom(format!("`{other}` is no boolean"))),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_i64(self.number()?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            // Few objects have options, privileges or the like: a list that is not there costs neither side anything.
            None => visitor.visit_seq(SeqDeserializer::<_, Error>::new(std::iter::empty::<()>())),
            Some(Cow::Borrowed(text)) => json(text).deserialize_seq(visitor).map_err(Error::custom),
            Some(Cow::Owned(text)) => value(&text)?.deserialize_seq(visitor).map_err(Error::custom),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.text()? {
            Cow::Borrowed(text) => json(text).deserialize_struct(name, fields, visitor).map_err(Error::custom),
            Cow::Owned(text) => value(&text)?.deserialize_struct(name, fields, visitor).map_err(Error::custom),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let text = self.text()?;
        let variant: serde::de::value::StrDeserializer<'_, Error> = text.as_ref().into_deserializer();
        variant.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        tuple tuple_struct map identifier
    }
}
