//! Text that tries to be something else: markup, formulas, SQL, other directions, control characters.

use chrono::Duration;

use crate::held::{HeldParameter, HeldSecret, HeldType, HeldVersion};
use crate::organisation::{Organisation, Place};

/// Descriptions and tag values that AWS itself accepts.
const ACCEPTED: &[&str] = &[
    "=cmd|' /C calc'!A1",
    "<img src=x onerror=alert(1)>",
    "\u{202e}gpj.exe \u{2066}مفتاح الخادم\u{2069} 🔑👩‍🚀",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Robert'); DROP TABLE secrets;--",
    "see https://example.com/\u{feff}?q=<script>alert(document.cookie)</script>",
];

/// Names that AWS refuses today, and that Keyturn must still show as text.
const REFUSED_NAMES: &[&str] = &[
    "<script>alert('name')</script>",
    "=HYPERLINK(\"http://example.com\";\"click\")",
    "'; DROP TABLE secret; --",
    "\u{202e}evil/\u{200f}abc",
    "tab\there\u{7}and\u{0}zero\nline",
    "🗝️/ключ/鍵",
    "../../etc/passwd",
    "-Wl,--version",
];

/// Puts texts that AWS accepts into a handful of rows, without adding any, and one name of the greatest length.
pub(super) fn sprinkle(organisation: &mut Organisation) {
    let mut texts = ACCEPTED.iter().cycle();
    for contents in organisation.places.values_mut() {
        if let (Some(secret), Some(text)) = (contents.secrets.first_mut(), texts.next()) {
            secret.description = Some((*text).to_owned());
            if secret.owning_service.is_none() {
                secret.tags.push(("note".to_owned(), (*text).to_owned()));
            }
        }
        if let (Some(parameter), Some(text)) = (contents.parameters.first_mut(), texts.next()) {
            parameter.description = Some((*text).to_owned());
        }
    }
    let plain = |secret: &&mut HeldSecret| secret.owning_service.is_none() && secret.primary_region.is_none();
    let longest = organisation.places.values_mut().flat_map(|contents| &mut contents.secrets).filter(plain).nth(4);
    if let Some(secret) = longest {
        let name = format!("prod/legacy/{}", "x".repeat(500));
        secret.arn = secret.arn.replacen(&secret.name, &name, 1);
        secret.name = name;
    }
}

/// Adds names that AWS would refuse, a name of 2,048 characters, and 50 tags; says how many rows it added.
///
/// For tests of bad input; the demo does without them.
pub fn plant_hostile(organisation: &mut Organisation) -> usize {
    let now = organisation.now;
    let Some((place, contents)) = organisation.places.iter_mut().next() else { return 0 };
    let long = format!("/{}", "n".repeat(2047));
    let names: Vec<&str> = REFUSED_NAMES.iter().copied().chain([long.as_str()]).collect();
    for (at, name) in names.iter().enumerate() {
        contents.secrets.push(secret(place, name, at, now));
        contents.parameters.push(parameter(place, name, at, now));
    }
    names.len() * 2
}

fn fifty_tags() -> Vec<(String, String)> {
    (0..50)
        .map(|at| (format!("tag-{at:02}"), ACCEPTED.get(at % ACCEPTED.len()).copied().unwrap_or("").to_owned()))
        .collect()
}

fn secret(place: &Place, name: &str, at: usize, now: chrono::DateTime<chrono::Utc>) -> HeldSecret {
    let created_at = now - Duration::days(100);
    HeldSecret {
        arn: format!("arn:aws:secretsmanager:{}:{}:secret:{name}-hosti{at}", place.region, place.account),
        name: name.to_owned(),
        description: Some(name.to_owned()),
        key: None,
        rotation: None,
        external: None,
        owning_service: None,
        created_at,
        changed_at: created_at,
        deleted_at: None,
        tags: fifty_tags(),
        versions: vec![HeldVersion {
            id: format!("00000000-0000-4000-8000-{at:012}"),
            stages: vec!["AWSCURRENT".to_owned(), name.chars().take(256).collect()],
            created_at,
            read_at: None,
            value: format!("KEYTURN-CANARY-{at:032x}"),
        }],
        primary_region: None,
        replicas: Vec::new(),
        policy: None,
    }
}

fn parameter(place: &Place, name: &str, at: usize, now: chrono::DateTime<chrono::Utc>) -> HeldParameter {
    let slash = if name.starts_with('/') { "" } else { "/" };
    HeldParameter {
        arn: format!("arn:aws:ssm:{}:{}:parameter{slash}{name}", place.region, place.account),
        name: name.to_owned(),
        parameter_type: HeldType::SecureString,
        key: Some("alias/aws/ssm".to_owned()),
        // A clock that ran ahead: the change lies in the future.
        modified_at: now + Duration::days(1),
        modified_by: format!("arn:aws:iam::{}:user/{name}", place.account),
        description: Some(name.to_owned()),
        version: 1,
        advanced: true,
        expires_at: None,
        tags: fifty_tags(),
        value: format!("KEYTURN-CANARY-{:032x}", 1000 + at),
    }
}
