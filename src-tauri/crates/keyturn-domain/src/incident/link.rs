//! Links that ask for an incident: `keyturn://incident/new?about=…`, from an alert, a chat or a ticket.
//!
//! Whoever wrote the link is not known. It is read strictly, shown, and starts nothing: the person does.

use url::Url;

use super::text;
use crate::rotation::statement::StatementFault;

/// The scheme of Keyturn's links.
pub const SCHEME: &str = "keyturn";

/// The longest link, in bytes.
pub const LONGEST: usize = 4_096;

/// What a link asks for: the fields of the dialog that starts an incident. All of it is hostile text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewIncident {
    /// An ARN, an access key's id or a name. Empty: not said.
    pub about: String,
    /// A finding's id.
    pub finding: Option<String>,
    /// What happened. May be empty.
    pub trigger: String,
    /// Whether it is an exercise.
    pub drill: bool,
}

/// Why a link is not followed. Nothing of a value is repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALink {
    /// It is not one of Keyturn's.
    #[error("only links that begin with keyturn://incident/new are followed")]
    Other,
    /// It is too long.
    #[error("the link is longer than {LONGEST} bytes")]
    TooLong,
    /// It has a field that no link has, or one twice.
    #[error("the link has a field that is not known, or one twice: about, finding, trigger and drill are, each once")]
    Field,
    /// A field has characters that do not show.
    #[error("the link's field {0} has characters that do not show")]
    Hidden(&'static str),
    /// A field looks like a value.
    #[error("the link's field {field} holds what looks like {what}: a link carries names, never values")]
    LooksSecret {
        /// Which.
        field: &'static str,
        /// What it looks like, with its article.
        what: &'static str,
    },
    /// `drill` is neither.
    #[error("the link's field drill is neither true nor false")]
    Drill,
}

/// The fields that a link may have.
const FIELDS: [&str; 4] = ["about", "finding", "trigger", "drill"];

/// Reads a link.
pub fn parse(link: &str) -> Result<NewIncident, NotALink> {
    if link.len() > LONGEST {
        return Err(NotALink::TooLong);
    }
    let url = Url::parse(link).map_err(|_| NotALink::Other)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let ours = url.scheme() == SCHEME
        && url.host_str().is_some_and(|host| host.eq_ignore_ascii_case("incident"))
        && url.path() == "/new";
    if !plain || !ours || url.fragment().is_some() {
        return Err(NotALink::Other);
    }
    let mut values: [Option<String>; 4] = Default::default();
    for (key, value) in url.query_pairs() {
        let at = FIELDS.iter().position(|field| *field == key).ok_or(NotALink::Field)?;
        let (Some(slot), Some(field)) = (values.get_mut(at), FIELDS.get(at)) else { return Err(NotALink::Field) };
        if slot.is_some() {
            return Err(NotALink::Field);
        }
        if value.chars().any(text::is_hidden) {
            return Err(NotALink::Hidden(field));
        }
        if let Err(StatementFault::LooksSecret { what }) = text::refuse_secrets(&value) {
            return Err(NotALink::LooksSecret { field, what });
        }
        *slot = Some(value.trim().to_owned());
    }
    let [about, finding, trigger, drill] = values;
    let drill = match drill.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(NotALink::Drill),
    };
    let finding = finding.filter(|finding| !finding.is_empty());
    Ok(NewIncident { about: about.unwrap_or_default(), finding, trigger: trigger.unwrap_or_default(), drill })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(link: &str, expect: &str) {
        let found = match parse(link) {
            Ok(NewIncident { about, finding, trigger, drill }) => {
                format!("{about} | {} | {trigger} | {drill}", finding.unwrap_or_default())
            }
            Err(fault) => format!("! {fault}"),
        };
        assert!(found.starts_with(expect), "{link}: {found}");
    }

    #[test]
    fn links_are_read_strictly() {
        check("keyturn://incident/new", " |  |  | false");
        check("keyturn://incident/new?about=prod/db&drill=true", "prod/db |  |  | true");
        check(
            "keyturn://incident/new?about=arn%3Aaws%3Aiam%3A%3A111122223333%3Auser%2Fana&trigger=seen+in+a%20gist",
            "arn:aws:iam::111122223333:user/ana |  | seen in a gist | false",
        );
        check("keyturn://incident/new?about=AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE | ");
        check("keyturn://incident/new?finding=f-12", " | f-12 | ");
        check("keyturn://incident/new?finding=", " |  |  | false");
        check("KEYTURN://INCIDENT/new", " |  |  | false");
        for other in [
            "",
            "incident/new",
            "https://incident/new",
            "keyturn:incident/new",
            "keyturn://incident/close?id=INC-2026-0001",
            "keyturn://incident/new/",
            "keyturn://ana@incident/new",
            "keyturn://incident:1/new",
            "keyturn://incident/new#x",
            "keyturn://incident/../new/x",
        ] {
            check(other, "! only links that begin with");
        }
        check("keyturn://incident/new?by=ana", "! the link has a field that is not known");
        check("keyturn://incident/new?about=a&about=b", "! the link has a field that is not known");
        check("keyturn://incident/new?drill=yes", "! the link's field drill");
        check("keyturn://incident/new?trigger=a%E2%80%AEb", "! the link's field trigger has characters");
        check("keyturn://incident/new?trigger=a%0Ab", "! the link's field trigger has characters");
        check(
            &format!("keyturn://incident/new?about=ghp_{}", "a1B2c3D4e5F6".repeat(3)),
            "! the link's field about holds",
        );
        check(&format!("keyturn://incident/new?trigger={}", "a".repeat(LONGEST)), "! the link is longer");
    }

    proptest! {
        #[test]
        fn whatever_is_read_shows(link in "keyturn://incident/new\\?(about|trigger|finding)=\\PC{0,40}|\\PC{0,60}") {
            if let Ok(read) = parse(&link) {
                let texts = [&read.about, &read.trigger, &read.finding.unwrap_or_default()];
                prop_assert!(!texts.iter().any(|text| text.chars().any(text::is_hidden)));
            }
        }
    }
}
