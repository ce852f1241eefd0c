//! Packets: a part of a campaign on its way to a reviewer, and the decisions on their way back.
//!
//! Sealed with age (<https://c2sp.org/age>), armoured as text, so that the ordinary `age` opens them too. Inside is
//! gzip-compressed JSON.

use std::io::{Read, Write};
use std::iter;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt, x25519};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use keyturn_domain::review::{Campaign, CampaignId, Delegation, Item, LogEntry};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::strict::{self, ReadFault};

/// The version of a packet's form. A later one is refused.
pub const SCHEMA: u32 = 1;

/// The fewest characters of a passphrase. The packet can be tried for ever by whoever has it.
pub const PASSPHRASE: usize = 12;

/// The work of trying one passphrase: scrypt with N = 2^17, about half a second and 128 MiB.
const WORK: u8 = 17;

/// The most work that a packet may ask for: `age -p` takes 18, a slow machine's Keyturn 17.
const WORK_ALLOWED: u8 = 20;

/// The most bytes that a packet may have, unpacked.
const BYTES: u64 = 512 << 20;

/// A part of a campaign, for one reviewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The campaign, with the role of that reviewer. Its snapshot is of all its items, not of these alone.
    pub campaign: Campaign,
    /// The items that they decide, in the campaign's order.
    pub items: Vec<Item>,
    /// Delegations to them that hold.
    pub delegations: Vec<Delegation>,
}

/// A reviewer's decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The campaign.
    pub campaign: CampaignId,
    /// The SHA-256 of the snapshot on which they were decided.
    pub snapshot: String,
    /// Whose.
    pub reviewer: String,
    /// The log of the reviewer's copy, from its beginning.
    pub log: Vec<LogEntry>,
}

/// What a packet holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packet {
    /// Something to review.
    Part(Box<Part>),
    /// Decisions.
    Answers(Answers),
}

/// A packet's JSON.
#[derive(Serialize, Deserialize)]
struct Document {
    schema: u32,
    packet: Packet,
}

/// To what a packet is sealed.
pub enum Seal {
    /// A passphrase of at least [`PASSPHRASE`] characters.
    Passphrase(Zeroizing<String>),
    /// An age recipient (`age1…`).
    Recipient(String),
}

/// With what a packet is opened.
pub enum Unseal {
    /// The passphrase.
    Passphrase(Zeroizing<String>),
    /// The age identity (`AGE-SECRET-KEY-1…`).
    Identity(Zeroizing<String>),
}

/// Why a packet cannot be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PacketFault {
    /// The passphrase is too short.
    #[error(
        "the passphrase needs at least {PASSPHRASE} characters: whoever has the packet can try as often as they like"
    )]
    ShortPassphrase,
    /// The text is no age recipient.
    #[error("this is no age recipient: it begins with age1 and comes from age-keygen")]
    NotARecipient,
    /// The text is no age identity.
    #[error("this is no age identity: it is the line that begins with AGE-SECRET-KEY-1")]
    NotAnIdentity,
    /// The text is no packet.
    #[error(
        "this is no packet: it begins with -----BEGIN AGE ENCRYPTED FILE-----, and nothing may be missing or added"
    )]
    NotAPacket,
    /// It was sealed to a recipient.
    #[error("this packet was sealed to an age recipient: open it with the identity that belongs to it")]
    WantsIdentity,
    /// It was sealed to a passphrase.
    #[error("this packet was sealed to a passphrase")]
    WantsPassphrase,
    /// It does not open with this.
    #[error("the passphrase or identity is not the one to which this packet was sealed")]
    WrongKey,
    /// It asks for more work than it is worth.
    #[error("this packet asks for too much work to try a passphrase (2^{0}): Keyturn did not write it")]
    TooMuchWork(u8),
    /// It opens, but not to its end.
    #[error("this packet was changed on its way, or a part of it is missing: ask for it again")]
    Tampered,
    /// It unpacks to more than a packet may have.
    #[error("this packet is too large")]
    TooLarge,
    /// What is inside is not read.
    #[error("what is in this packet is not read: {0}")]
    Contents(ReadFault),
    /// It could not be written.
    #[error("the packet could not be written: {0}")]
    NotWritten(String),
}

/// Whether a packet can be sealed to this: before anything is written down of it.
pub fn check(seal: &Seal) -> Result<(), PacketFault> {
    match seal {
        Seal::Passphrase(passphrase) if passphrase.chars().count() < PASSPHRASE => Err(PacketFault::ShortPassphrase),
        Seal::Passphrase(_) => Ok(()),
        Seal::Recipient(text) => recipient(text).map(drop),
    }
}

fn recipient(text: &str) -> Result<x25519::Recipient, PacketFault> {
    text.trim().parse().map_err(|_| PacketFault::NotARecipient)
}

/// Seals a packet: text in age's armour.
pub fn seal(packet: Packet, seal: &Seal) -> Result<String, PacketFault> {
    check(seal)?;
    let document = Document { schema: SCHEMA, packet };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    serde_json::to_writer(&mut gzip, &document).map_err(|error| not_written(&error))?;
    let bytes = gzip.finish().map_err(|error| not_written(&error))?;
    match seal {
        Seal::Passphrase(passphrase) => {
            let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.as_str()));
            recipient.set_work_factor(WORK);
            encrypt(&recipient, &bytes)
        }
        Seal::Recipient(text) => encrypt(&recipient(text)?, &bytes),
    }
}

fn encrypt(recipient: &dyn age::Recipient, bytes: &[u8]) -> Result<String, PacketFault> {
    let encryptor = Encryptor::with_recipients(iter::once(recipient)).map_err(|error| not_written(&error))?;
    let armour = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).map_err(|error| not_written(&error))?;
    let mut writer = encryptor.wrap_output(armour).map_err(|error| not_written(&error))?;
    writer.write_all(bytes).map_err(|error| not_written(&error))?;
    let text = writer.finish().and_then(ArmoredWriter::finish).map_err(|error| not_written(&error))?;
    String::from_utf8(text).map_err(|error| not_written(&error))
}

/// Opens a packet.
pub fn open(text: &str, unseal: &Unseal) -> Result<Packet, PacketFault> {
    let text = text.trim();
    if !text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") {
        return Err(PacketFault::NotAPacket);
    }
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(text.as_bytes())).map_err(|error| fault(&error))?;
    let packed = match (unseal, decryptor.is_scrypt()) {
        (Unseal::Passphrase(passphrase), true) => {
            let mut identity = scrypt::Identity::new(SecretString::from(passphrase.as_str()));
            identity.set_max_work_factor(WORK_ALLOWED);
            decrypt(decryptor, &identity)
        }
        (Unseal::Identity(text), false) => {
            // A file from age-keygen has comments before the identity.
            let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
            let identity: x25519::Identity =
                line.and_then(|line| line.parse().ok()).ok_or(PacketFault::NotAnIdentity)?;
            decrypt(decryptor, &identity)
        }
        (Unseal::Passphrase(_), false) => Err(PacketFault::WantsIdentity),
        (Unseal::Identity(_), true) => Err(PacketFault::WantsPassphrase),
    }?;
    let mut bytes = Vec::new();
    let read = GzDecoder::new(packed.as_slice()).take(BYTES + 1).read_to_end(&mut bytes);
    match read {
        Ok(length) if length as u64 > BYTES => Err(PacketFault::TooLarge),
        Ok(_) => strict::read::<Document>(&bytes, SCHEMA).map(|read| read.packet).map_err(PacketFault::Contents),
        Err(_) => Err(PacketFault::Contents(ReadFault::Form("it is not what Keyturn puts into a packet".to_owned()))),
    }
}

fn decrypt<R: std::io::BufRead>(
    decryptor: Decryptor<ArmoredReader<R>>,
    identity: &dyn age::Identity,
) -> Result<Vec<u8>, PacketFault> {
    let mut reader = decryptor.decrypt(iter::once(identity)).map_err(|error| fault(&error))?;
    let mut bytes = Vec::new();
    // Each part is authenticated on its own: what comes before a changed one must not be used either.
    match reader.by_ref().take(BYTES + 1).read_to_end(&mut bytes) {
        Ok(length) if length as u64 > BYTES => Err(PacketFault::TooLarge),
        Ok(_) => Ok(bytes),
        Err(_) => Err(PacketFault::Tampered),
    }
}

fn fault(error: &DecryptError) -> PacketFault {
    match error {
        DecryptError::ExcessiveWork { required, .. } => PacketFault::TooMuchWork(*required),
        // A passphrase that does not open the file's key is DecryptionFailed, an identity NoMatchingKeys.
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
            PacketFault::WrongKey
        }
        DecryptError::InvalidMac => PacketFault::Tampered,
        // The header or the armour: InvalidHeader, UnknownFormat, Io.
        _ => PacketFault::NotAPacket,
    }
}

fn not_written(error: &impl std::fmt::Display) -> PacketFault {
    PacketFault::NotWritten(error.to_string())
}

#[cfg(test)]
mod tests;
