//! The manifest: which files a pack has, and what is signed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::archive::File;
use crate::contents::{Head, Names};
use crate::strict::{self, ReadFault};

/// The version of the manifest's form. A later one is refused.
pub const SCHEMA: u32 = 1;

/// The manifest's name in the pack.
pub const NAME: &str = "manifest.json";

/// The name of the manifest's signature.
pub const SIGNATURE: &str = "manifest.json.minisig";

/// A file of the pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The campaign's id.
    pub campaign: String,
    /// The campaign's name.
    pub name: String,
    /// When the pack was written (UTC).
    pub written_at: DateTime<Utc>,
    /// The version of Keyturn that wrote it.
    pub keyturn: String,
    /// How the names of secrets stand in it.
    pub names: Names,
    /// The SHA-256 of the frozen snapshot.
    pub snapshot: String,
    /// Where the log ended.
    pub log: Head,
    /// The public key that checks the signature, as minisign prints it.
    pub public_key: String,
    /// All files but this one and its signature, by name.
    pub files: Vec<ManifestFile>,
}

impl Manifest {
    /// Reads `manifest.json`.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadFault> {
        strict::read(bytes, SCHEMA)
    }

    /// The text of `manifest.json`, indented for people.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// A file's line in the manifest.
pub fn entry(file: &File) -> ManifestFile {
    ManifestFile { name: file.name.clone(), bytes: file.bytes.len() as u64, sha256: sha256(&file.bytes) }
}

/// The SHA-256 of bytes, 64 lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
