//! The hash of a value over all its fields.
//!
//! What an entry of the log says is a tree of structs and enums that grows. Its hash is taken by walking it as it is
//! serialised, so that no field can be left out. Rules, for whoever checks a log elsewhere, given the entry as JSON:
//!
//! - a text, a number (in decimal), `true`, `false` and `null`: a letter (`t`, `n`, `b`, `z`), the length in bytes as
//!   8 bytes, big-endian, then the bytes in UTF-8 (`null` has none);
//! - an object: `{`, its members in their order, each the name as a text and then the value, `}`;
//! - an array: `[`, its values, `]`.
//!
//! A field that is added to a stored type later is left out of the JSON while it has its default: then hashes of older
//! entries stay what they were.

use std::fmt::Display;

use serde::ser::{self, Serialize};
use sha2::{Digest, Sha256};

/// Feeds a value to a hash.
pub(super) fn feed(digest: &mut Sha256, value: &impl Serialize) {
    // No type of the log has what is refused here; if one came to have it, the fault takes its place in the hash.
    if let Err(fault) = value.serialize(Walk(digest)) {
        scalar(digest, b'!', fault.0.as_bytes());
    }
}

/// Writes one value.
struct Walk<'a>(&'a mut Sha256);

/// What has no place in a log: fractions, raw bytes.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

impl ser::Error for Refused {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Writes a text, a number or the like: its kind, its length, its bytes.
fn scalar(digest: &mut Sha256, kind: u8, bytes: &[u8]) {
    digest.update([kind]);
    digest.update((bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}

macro_rules! integers {
    ($($name:ident: $kind:ty),+) => {
        $(fn $name(self, value: $kind) -> Result<(), Refused> {
            scalar(self.0, b'n', value.to_string().as_bytes());
            Ok(())
        })+
    };
}

impl<'a> ser::Serializer for Walk<'a> {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Object<'a>;
    type SerializeStruct = Object<'a>;
    type SerializeStructVariant = Object<'a>;

    integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    integers!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_bool(self, value: bool) -> Result<(), Refused> {
        scalar(self.0, b'b', if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Refused> {
        Err(Refused("a fraction".to_owned()))
    }

    fn serialize_f64(self, _: f64) -> Result<(), Refused> {
        Err(Refused("a fraction".to_owned()))
    }

    fn serialize_char(self, value: char) -> Result<(), Refused> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Refused> {
        scalar(self.0, b't', value.as_bytes());
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Refused> {
        Err(Refused("raw bytes".to_owned()))
    }

    fn serialize_none(self) -> Result<(), Refused> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Refused> {
        scalar(self.0, b'z', b"");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Refused> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Refused> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.0.update(b"{");
        scalar(self.0, b't', variant.as_bytes());
        value.serialize(Walk(self.0))?;
        self.0.update(b"}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Refused> {
        self.0.update(b"[");
        Ok(List { digest: self.0, end: b"]" })
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'a>, Refused> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List<'a>, Refused> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'a>, Refused> {
        self.0.update(b"{");
        scalar(self.0, b't', variant.as_bytes());
        self.0.update(b"[");
        Ok(List { digest: self.0, end: b"]}" })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object<'a>, Refused> {
        self.0.update(b"{");
        Ok(Object { digest: self.0, end: b"}" })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Object<'a>, Refused> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object<'a>, Refused> {
        self.0.update(b"{");
        scalar(self.0, b't', variant.as_bytes());
        self.0.update(b"{");
        Ok(Object { digest: self.0, end: b"}}" })
    }
}

/// Writes the values of an array, then its end.
struct List<'a> {
    digest: &'a mut Sha256,
    end: &'static [u8],
}

macro_rules! list {
    ($($name:ident::$add:ident),+) => {
        $(impl ser::$name for List<'_> {
            type Ok = ();
            type Error = Refused;

            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                value.serialize(Walk(self.digest))
            }

            fn end(self) -> Result<(), Refused> {
                self.digest.update(self.end);
                Ok(())
            }
        })+
    };
}

list!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

/// Writes the members of an object, then its end.
struct Object<'a> {
    digest: &'a mut Sha256,
    end: &'static [u8],
}

macro_rules! object {
    ($($name:ident),+) => {
        $(impl ser::$name for Object<'_> {
            type Ok = ();
            type Error = Refused;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Refused> {
                scalar(self.digest, b't', key.as_bytes());
                value.serialize(Walk(self.digest))
            }

            fn end(self) -> Result<(), Refused> {
                self.digest.update(self.end);
                Ok(())
            }
        })+
    };
}

object!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Object<'_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        key.serialize(Walk(self.digest))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        value.serialize(Walk(self.digest))
    }

    fn end(self) -> Result<(), Refused> {
        self.digest.update(self.end);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::{Value, json};

    use super::*;

    fn hash(value: &impl Serialize) -> String {
        let mut digest = Sha256::new();
        feed(&mut digest, value);
        hex::encode(digest.finalize())
    }

    #[derive(Serialize)]
    #[serde(tag = "what", rename_all = "snake_case")]
    enum Tagged {
        Plain,
        Fields { text: String, maybe: Option<u32> },
    }

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Untagged {
        One(u32),
        Two(u32, bool),
        Three { list: Vec<char> },
    }

    #[test]
    fn a_value_and_its_json_have_one_hash() {
        fn check(value: &impl Serialize) {
            let json = serde_json::to_value(value).expect("json");
            assert_eq!(hash(value), hash(&json), "{json}");
        }
        check(&Tagged::Plain);
        check(&Tagged::Fields { text: "é".to_owned(), maybe: None });
        check(&Tagged::Fields { text: String::new(), maybe: Some(7) });
        check(&Untagged::One(1));
        check(&Untagged::Two(1, false));
        check(&Untagged::Three { list: vec!['a', '\u{1F511}'] });
        check(&(1_i64, -2_i8, [(); 2]));
    }

    #[test]
    fn no_text_slides_from_one_place_into_the_next() {
        for (one, other) in [
            (json!(["a", "b"]), json!(["ab", ""])),
            (json!([["a"], "b"]), json!([["a", "b"]])),
            (json!([1]), json!(["1"])),
            (json!([null]), json!([""])),
            (json!([true]), json!(["true"])),
            (json!({"a": "b"}), json!(["a", "b"])),
            (json!({"a": {"b": 1}}), json!({"a": {}, "b": 1})),
        ] {
            assert_ne!(hash(&one), hash(&other), "{one} {other}");
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-c{}\\[\\]tnz]{0,3}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[a-c]{0,2}", inner, 0..4).prop_map(|map| map.into_iter().collect())
            ]
        })
    }

    proptest! {
        #[test]
        fn different_values_have_different_hashes(one in value(), other in value()) {
            prop_assert_eq!(one == other, hash(&one) == hash(&other), "{} {}", one, other);
        }
    }
}
