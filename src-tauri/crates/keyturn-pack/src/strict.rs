//! Reading JSON that outlives a version: a later schema and unknown fields are refused, never passed over.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why a document is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// It is no JSON, or not of this form.
    #[error("it cannot be read: {0}")]
    Form(String),
    /// It is of a form that this version does not know.
    #[error("it has schema {found}, and this Keyturn reads {known}: use the version that wrote it, or a later one")]
    Schema {
        /// What it says.
        found: u64,
        /// What is read here.
        known: u32,
    },
    /// It has fields that this version does not know.
    #[error("it has the field {0:?}, which this Keyturn does not know")]
    Unknown(String),
}

/// Reads a document with the field `schema`.
pub fn read<T: Serialize + DeserializeOwned>(bytes: &[u8], schema: u32) -> Result<T, ReadFault> {
    let document: Value = serde_json::from_slice(bytes).map_err(form)?;
    match document.get("schema").and_then(Value::as_u64) {
        Some(found) if found == u64::from(schema) => {}
        Some(found) => return Err(ReadFault::Schema { found, known: schema }),
        None => return Err(ReadFault::Form("it has no schema".to_owned())),
    }
    known_only(&document)
}

/// Reads a document without a schema of its own, such as a line of a file whose schema stands elsewhere.
pub fn read_part<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadFault> {
    known_only(&serde_json::from_slice(bytes).map_err(form)?)
}

/// The document as a value, unless something in it would be lost by that.
///
/// Not `deny_unknown_fields`: the types are the domain's, whose store may hold fields of later versions.
fn known_only<T: Serialize + DeserializeOwned>(document: &Value) -> Result<T, ReadFault> {
    let read = T::deserialize(document).map_err(form)?;
    let again = serde_json::to_value(&read).map_err(form)?;
    match lost(document, &again, "") {
        None => Ok(read),
        Some(field) => Err(ReadFault::Unknown(field)),
    }
}

/// The first field of `before` that `after` does not have.
fn lost(before: &Value, after: &Value, path: &str) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before.iter().find_map(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            after.get(name).map_or_else(|| Some(path.clone()), |kept| lost(value, kept, &path))
        }),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).find_map(|(before, after)| lost(before, after, path))
        }
        (Value::Array(_) | Value::Object(_), _) => Some(path.to_owned()),
        _ => None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` wants")]
fn form(error: serde_json::Error) -> ReadFault {
    ReadFault::Form(error.to_string())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Document {
        schema: u32,
        #[serde(default)]
        later: u32,
        parts: Vec<Part>,
    }

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(tag = "what", rename_all = "snake_case")]
    enum Part {
        Name { name: String },
    }

    #[test]
    fn nothing_unknown_is_passed_over() {
        let check = |text: &str, expected: Option<&ReadFault>| {
            assert_eq!(read::<Document>(text.as_bytes(), 1).err().as_ref(), expected, "{text}");
        };
        check(r#"{"schema":1,"parts":[{"what":"name","name":"a"}]}"#, None);
        check(r#"{"schema":2,"parts":[]}"#, Some(&ReadFault::Schema { found: 2, known: 1 }));
        check(r#"{"parts":[]}"#, Some(&ReadFault::Form("it has no schema".to_owned())));
        check(r#"{"schema":1,"parts":[],"more":{}}"#, Some(&ReadFault::Unknown("more".to_owned())));
        check(
            r#"{"schema":1,"parts":[{"what":"name","name":"a","also":1}]}"#,
            Some(&ReadFault::Unknown("parts.also".to_owned())),
        );
        assert!(matches!(read::<Document>(b"{", 1), Err(ReadFault::Form(_))));
    }
}
