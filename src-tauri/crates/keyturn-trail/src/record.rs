//! One record: its bytes become an [`Event`], or it is not wanted, or it says why it cannot be understood.
//!
//! Also taken: what wraps one record (EventBridge's `detail`, LookupEvents' `CloudTrailEvent`, CloudWatch Logs'
//! `message`) and a record as a JSON string. Unknown members are skipped, members of a strange type count as absent, and
//! of `eventVersion` only the major number is looked at, as AWS asks of readers.

mod loose;
mod raw;
mod repair;
mod sighting;
mod target;
mod text;
mod time;
mod wanted;
mod who;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use keyturn_domain::account::{AccountId, Region};

pub use self::sighting::{Sighting, sighting};
pub use self::wanted::{Glance, glance};

use self::raw::{Identity, Raw};
use self::text::{SESSION, bounded};
use crate::agent::Agent;
use crate::call::{Call, Class};
use crate::event::{Event, EventId, Outcome};
use crate::origin::{Origin, Source};
use crate::resolve::Index;
use crate::target::Target;

/// What a record comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// An event that is wanted.
    Event(Box<Event>),
    /// A record of something else: another call, a public parameter, a decryption of no secret.
    NotWanted,
    /// A record that cannot be understood.
    Unusable(Why),
}

/// Why a record cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Why {
    /// It is no JSON object, or nested too deeply.
    #[error("it is not a JSON object")]
    NotJson,
    /// It has neither `eventName` nor `eventSource`: no CloudTrail record.
    #[error("it is no CloudTrail record")]
    NotARecord,
    /// `eventVersion` has another major number than 1.
    #[error("its eventVersion is newer than 1.x")]
    Version,
    /// `eventTime` is missing or is no time.
    #[error("it has no eventTime")]
    NoTime,
    /// Neither `recipientAccountId` nor the caller names an account.
    #[error("it names no account")]
    NoAccount,
    /// `awsRegion` is missing or is no region's code.
    #[error("it names no region")]
    NoRegion,
}

impl Why {
    /// The word for it in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::NotARecord => "not_a_record",
            Self::Version => "version",
            Self::NoTime => "no_time",
            Self::NoAccount => "no_account",
            Self::NoRegion => "no_region",
        }
    }
}

/// Reads one record. The index of known secrets tells whole ARNs from partial ones; it may be empty.
pub fn parse(bytes: &[u8], known: &Index) -> Parsed {
    match serde_json::from_slice::<Raw<'_>>(bytes) {
        Ok(raw) => unwrap(&raw, bytes, known),
        Err(_) if bytes.first() == Some(&b'"') => match serde_json::from_slice::<String>(bytes) {
            Ok(text) => parse_inner(&text, known),
            Err(_) => Parsed::Unusable(Why::NotJson),
        },
        // Names that are not UTF-8 and halves of surrogate pairs: shown as the replacement character, nothing else lost.
        Err(_) => match repair::repaired(bytes) {
            Some(text) => match serde_json::from_str::<Raw<'_>>(&text) {
                Ok(raw) => unwrap(&raw, bytes, known),
                Err(_) => Parsed::Unusable(Why::NotJson),
            },
            None => Parsed::Unusable(Why::NotJson),
        },
    }
}

/// The record itself, or the one inside.
fn unwrap(raw: &Raw<'_>, bytes: &[u8], known: &Index) -> Parsed {
    if raw.event_name.get().is_some() {
        return event(raw, bytes, known);
    }
    if let Some(inner) = &raw.detail.0 {
        return event(inner, bytes, known);
    }
    match raw.cloud_trail_event.or(&raw.message) {
        Some(text) => parse_inner(text, known),
        None => Parsed::Unusable(Why::NotARecord),
    }
}

/// A record that stood as text inside another; only one such wrapping is taken.
fn parse_inner(text: &str, known: &Index) -> Parsed {
    match serde_json::from_str::<Raw<'_>>(text) {
        Ok(raw) => event(&raw, text.as_bytes(), known),
        Err(_) => match repair::repaired(text.as_bytes()) {
            Some(text) => match serde_json::from_str::<Raw<'_>>(&text) {
                Ok(raw) => event(&raw, text.as_bytes(), known),
                Err(_) => Parsed::Unusable(Why::NotJson),
            },
            None => Parsed::Unusable(Why::NotJson),
        },
    }
}

fn event(raw: &Raw<'_>, bytes: &[u8], known: &Index) -> Parsed {
    let Some((name, source)) = raw.event_name.get().zip(raw.event_source.get()) else {
        // Insight events keep their name inside `insightDetails`.
        let is_insight = raw.event_category.get() == Some("Insight");
        return if is_insight { Parsed::NotWanted } else { Parsed::Unusable(Why::NotARecord) };
    };
    let service = source.split('.').next().unwrap_or(source);
    let Some(call) = Call::find(service, name) else { return Parsed::NotWanted };
    if !is_wanted_category(raw) {
        return Parsed::NotWanted;
    }
    match understand(raw, call, bytes, known) {
        Ok(Some(event)) => Parsed::Event(Box::new(event)),
        Ok(None) => Parsed::NotWanted,
        Err(why) => Parsed::Unusable(why),
    }
}

/// Insights are counts, not calls. A network activity event of a VPC endpoint (`AwsVpceEvent`) tells a second time what
/// the management event tells; only what the endpoint's policy refused is told by it alone.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html>
fn is_wanted_category(raw: &Raw<'_>) -> bool {
    let at_endpoint =
        raw.event_category.get() == Some("NetworkActivity") || raw.event_type.get() == Some("AwsVpceEvent");
    match raw.event_category.get() {
        Some("Insight") => false,
        _ if at_endpoint => raw.error_code.get().is_some(),
        _ => raw.event_type.get() != Some("AwsCloudTrailInsight"),
    }
}

fn understand(raw: &Raw<'_>, call: Call, bytes: &[u8], known: &Index) -> Result<Option<Event>, Why> {
    if raw.event_version.get().is_some_and(|version| version.split('.').next() != Some("1")) {
        return Err(Why::Version);
    }
    let at: DateTime<Utc> = raw.event_time.get().and_then(time::parse).ok_or(Why::NoTime)?;
    let nobody = Identity::default();
    let identity = raw.user_identity.0.as_ref().unwrap_or(&nobody);
    let account = account_of(raw, identity).ok_or(Why::NoAccount)?;
    let region: Region = raw.aws_region.get().and_then(|text| text.parse().ok()).ok_or(Why::NoRegion)?;
    let outcome = outcome_of(Some(call.class()), raw);
    let Some(targets) = target::targets(raw, call, &outcome, &account, &region, known) else { return Ok(None) };
    let agent = raw.user_agent.get().unwrap_or_default();
    let vpc_endpoint = raw.vpc_endpoint_id.get().map(|id| bounded(id, SESSION));
    Ok(Some(Event {
        id: id_of(raw, bytes),
        shared_id: raw.shared_event_id.get().map(|id| EventId(bounded(id, SESSION))),
        corrects: corrected_by(raw),
        at,
        by: who::actor(identity, agent, &account),
        from: Origin { source: Source::parse(raw.source.get().unwrap_or_default()), vpc_endpoint },
        agent: Agent::parse(agent),
        decrypted: is_decrypted(raw, call, &targets),
        account,
        region,
        call,
        targets,
        outcome,
    }))
}

/// The account whose trail holds it; older and foreign copies name the caller's alone.
fn account_of(raw: &Raw<'_>, identity: &Identity<'_>) -> Option<AccountId> {
    [
        raw.recipient_account_id.get(),
        identity.account_id.get(),
        identity.arn.get().and_then(|arn| arn.split(':').nth(4)),
    ]
    .into_iter()
    .flatten()
    .find_map(|text| text.parse().ok())
}

/// `eventID`; without one the request's id; without either a mark made from the bytes, so that a copy has the same.
fn id_of(raw: &Raw<'_>, bytes: &[u8]) -> EventId {
    match raw.event_id.or(&raw.request_id) {
        Some(id) => EventId(bounded(id, SESSION)),
        None => EventId(format!("record-{:032x}", fnv1a(bytes))),
    }
}

/// FNV-1a with 128 bits: not against forgers, who could as well choose an `eventID`.
/// <http://www.isthe.com/chongo/tech/comp/fnv/>
fn fnv1a(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash: u128, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

/// The event that an addendum replaces. AWS names the original only where its id differs.
fn corrected_by(raw: &Raw<'_>) -> Option<EventId> {
    let addendum = raw.addendum.0.as_ref()?;
    let updated = addendum.reason.get() == Some("UPDATED_DATA");
    let original = addendum.original_event_id.get().or(if updated { raw.event_id.get() } else { None })?;
    Some(EventId(bounded(original, SESSION)))
}

/// How it ended. Denials are every `errorCode` that speaks of access or authorisation, as services spell them
/// differently: `AccessDenied`, `AccessDeniedException`, `Client.UnauthorizedOperation`, `VpceAccessDenied`.
fn outcome_of(class: Option<Class>, raw: &Raw<'_>) -> Outcome {
    const DENIALS: [&str; 4] = ["accessdenied", "unauthorized", "notauthorized", "vpceaccessdenied"];
    let code = raw.error_code.get().map(Cow::Borrowed);
    // Some services give a message alone. A failed rotation is a message about a rotation, not a failed call.
    let code = code.or_else(|| {
        let message = raw.error_message.get().filter(|_| class != Some(Class::Rotation))?;
        Some(Cow::Borrowed(if message.contains("not authorized") { "AccessDenied" } else { "Error" }))
    });
    let Some(code) = code else { return Outcome::Done };
    let word: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let code = bounded(&code, SESSION);
    if DENIALS.iter().any(|denial| word.contains(denial)) { Outcome::Denied(code) } else { Outcome::Failed(code) }
}

/// Whether a value was asked for decrypted. Secrets Manager knows nothing else, and a reference to it needs it.
fn is_decrypted(raw: &Raw<'_>, call: Call, targets: &[Target]) -> bool {
    let asked = raw.request_parameters.0.as_ref().is_some_and(|request| request.with_decryption.0);
    let of_secrets_manager = || {
        targets.iter().any(|target| {
            matches!(target, Target::Secret(secret) if secret.store == keyturn_domain::store::Store::SecretsManager)
        })
    };
    match call.class() {
        Class::Read => call.service() != "ssm" || asked || of_secrets_manager(),
        _ => false,
    }
}
