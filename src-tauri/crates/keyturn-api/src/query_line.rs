//! Writing terms of the query line over reads, so that what is found can be asked for again.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use keyturn_app::trail::GroupOf;
use keyturn_app::trail::origin::{Origin, Source};
use keyturn_app::trail::principal::Principal;

use crate::who;

/// A line with one more term.
pub(crate) fn with(line: &str, term: &str) -> String {
    format!("{} {term}", line.trim()).trim().to_owned()
}

/// A term that is met by this text alone: `=` before it says so.
fn whole(field: &str, text: &str) -> String {
    format!("{field}:\"={}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What this principal did.
pub(crate) fn principal(principal: &Principal) -> String {
    whole("principal", &principal.to_string())
}

/// What happened to this secret.
pub(crate) fn secret(name: &str) -> String {
    whole("secret", name)
}

/// What happened from the first of these instants to the last, both included, to the second.
pub(crate) fn stretch(first: DateTime<Utc>, last: DateTime<Utc>) -> String {
    let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!("since:{} until:{}", instant(first), instant(last + TimeDelta::seconds(1)))
}

fn origin(origin: &Origin) -> String {
    let source = match &origin.source {
        Source::Address(address) => format!("source:{address}"),
        Source::Service(text) | Source::Other(text) => whole("source", text),
        Source::Unknown => String::new(),
    };
    match &origin.vpc_endpoint {
        Some(endpoint) => with(&source, &whole("source", endpoint)),
        None => source,
    }
}

/// What the events of a group have in common. Empty where the query line has no word for it: no source at all.
pub(crate) fn group(of: &GroupOf) -> String {
    match of {
        GroupOf::Principal(reader) => principal(reader),
        GroupOf::Object(target, _) => match who::target(target, None).name {
            name if name.is_empty() => String::new(),
            name => whole("secret", &name),
        },
        GroupOf::Source(from) => origin(from),
        GroupOf::Agent(agent) => whole("agent", &agent.0),
        GroupOf::Day(day) => format!("since:{day} until:{day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_say_one_thing_alone() {
        let from = |source: &str, endpoint: Option<&str>| {
            GroupOf::Source(Origin { source: Source::parse(source), vpc_endpoint: endpoint.map(str::to_owned) })
        };
        let by = |account: Option<&str>, name: &str| {
            let account = account.map(|id| id.parse().expect("an account"));
            GroupOf::Principal(Principal { account, name: name.to_owned() })
        };
        for (of, expect) in [
            (by(Some("111122223333"), "role/ci"), r#"principal:"=111122223333:role/ci""#),
            (by(None, r#"service/a "b\"#), r#"principal:"=service/a \"b\\""#),
            (from("203.0.113.7", None), "source:203.0.113.7"),
            (from("10.0.0.7", Some("vpce-0abc")), r#"source:10.0.0.7 source:"=vpce-0abc""#),
            (from("lambda.amazonaws.com", None), r#"source:"=lambda.amazonaws.com""#),
            (from("", None), ""),
            (GroupOf::Day("2026-11-20".parse().expect("a day")), "since:2026-11-20 until:2026-11-20"),
        ] {
            assert_eq!(group(&of), expect);
        }
        assert_eq!(with(" outcome:denied ", "since:7d"), "outcome:denied since:7d");
        assert_eq!(with("", ""), "");
    }
}
