//! Custody: where the database's key is kept. A small file beside the database, and no secret itself.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{OpenError, StoreError};
use crate::folder;

const SCHEMA: u32 = 1;

/// Where a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptIn {
    Keyring,
    Passphrase,
}

/// The content of `keyturn.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Custody {
    schema: u32,
    /// The folder's id: the user name of the keyring's entry.
    pub(crate) id: String,
    pub(crate) key: KeptIn,
}

impl Custody {
    /// Custody for a new database.
    pub(crate) fn new(id: String, key: KeptIn) -> Self {
        Self { schema: SCHEMA, id, key }
    }

    /// A random id.
    pub(crate) fn new_id() -> Result<String, StoreError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::Sql(error.to_string().into()))?;
        Ok(hex::encode(bytes))
    }

    /// What a folder's `keyturn.json` says; `None` where there is none.
    pub(crate) fn read(data_dir: &Path) -> Result<Option<Self>, OpenError> {
        let path = folder::custody(data_dir);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(StoreError::not_readable(&path, error).into()),
        };
        let not_understood = |reason: String| OpenError::CustodyNotUnderstood { custody: path.clone(), reason };
        let custody: Self = serde_json::from_str(&text).map_err(|error| not_understood(error.to_string()))?;
        if custody.schema != SCHEMA {
            return Err(not_understood(format!("its schema is {}, this version knows {SCHEMA}", custody.schema)));
        }
        Ok(Some(custody))
    }

    /// Writes `keyturn.json`.
    pub(crate) fn write(&self, data_dir: &Path) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).map_err(|error| StoreError::Sql(error.into()))?;
        folder::replace(&folder::custody(data_dir), &text)
    }
}
