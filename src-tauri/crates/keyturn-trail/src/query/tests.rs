//! Tables of queries, what they mean and what is wrong with them.

use proptest::prelude::*;

use super::*;
use crate::agent::Agent;
use crate::event::{EventId, Outcome};
use crate::origin::{Origin, Source};
use crate::principal::{Actor, Nature, Principal};
use crate::read::{Object, Read};
use crate::target::SecretName;
use keyturn_domain::store::Store;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn read() -> Read {
    let account: keyturn_domain::account::AccountId = "111122223333".parse().expect("an account");
    let region: keyturn_domain::account::Region = "eu-west-1".parse().expect("a region");
    Read {
        at: at("2026-11-10T12:00:00Z"),
        by: Actor {
            principal: Principal { account: Some(account.clone()), name: "role/ci-deploy".to_owned() },
            nature: Nature::Human,
            session: Some("run-7".to_owned()),
            person: None,
            access_key: None,
            through: None,
        },
        from: Origin { source: Source::parse("198.51.100.7"), vpc_endpoint: Some("vpce-0abc".to_owned()) },
        agent: Agent("aws-cli/2".to_owned()),
        object: Object::Secret(SecretName {
            account: account.clone(),
            region: region.clone(),
            store: Store::ParameterStore,
            name: "/prod/web/KEY".to_owned(),
        }),
        way: Way::Path,
        decrypted: true,
        outcome: Outcome::Denied("AccessDenied".to_owned()),
        events: vec![EventId("e".to_owned())],
        account,
        region,
    }
}

#[test]
fn what_queries_find() {
    let (read, now) = (read(), at("2026-11-12T12:00:00Z"));
    for (text, found) in [
        ("", true),
        ("secret:/prod/web/*", true),
        ("secret:/PROD/*/key", true),
        ("secret:/prod/web", true),
        ("secret:/dev/*", false),
        ("secret:/dev/*,/prod/*", true),
        ("-secret:/prod/*", false),
        ("principal:role/ci-*", true),
        ("principal:ci-*", false),
        ("outcome:denied,failed", true),
        ("outcome:done", false),
        ("since:7d", true),
        ("since:47h", false),
        ("since:2026-11-10", true),
        ("since:2026-11-10T12:00:01Z", false),
        ("until:2026-11-10", true),
        ("until:2026-11-09", false),
        ("until:2d", false),
        ("source:198.51.100.0/24", true),
        ("source:198.51.100.7", true),
        ("source:198.51.100.8", false),
        ("source:198.51.100.99/0", true),
        ("source:2001:db8::/32", false),
        ("source:vpce-*", true),
        ("agent:aws-cli*", true),
        ("account:111122223333", true),
        ("account:1111", false),
        ("region:eu-west-1 way:path class:read", true),
        ("class:write", false),
        ("person:ann", false),
        ("-person:ann", true),
        ("session:run", true),
        ("\"RUN-7\"", true),
        ("ci-deploy -aws-sdk", true),
        ("nothing", false),
        ("- \"\"", true),
        ("\"secret:/prod", false),
        ("secret:\"/prod/web/KEY\"", true),
    ] {
        let query = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(matches(&query, &read, now), found, "{text}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, start, end, message) in [
        ("a secrt:x", 2, 9, "secrt: is not a field; did you mean secret:? Put it in quotes to look for it as text."),
        ("outcome:denid", 0, 13, "outcome:denid is not known; did you mean outcome:denied?"),
        ("outcome:x", 0, 9, "outcome:x is not known; outcome: takes one of done, denied, failed"),
        ("-way:", 0, 5, "way: needs a value, such as way:path"),
        (
            "since:soon",
            0,
            10,
            "since:soon is not a time; write since:7d or since:2026-11-01, or hours and minutes as since:12h or since:30m",
        ),
        ("source:10.0.0.0/33", 0, 18, "source:10.0.0.0/… needs a prefix of 0 to 32, such as source:10.0.0.0/24"),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!((error.start, error.end, error.message.as_str()), (start, end, message), "{text}");
    }
    let error = parse("zzz:1").expect_err("an unknown field");
    assert!(error.message.contains("Fields: secret: principal:"), "{error}");
}

proptest! {
    /// No text stops the parser, and a term and its negation never both hold.
    #[test]
    fn any_text_parses_or_says_why(text in r#"((secret|source|since|way|x|-):?[a-z0-9:/."* ,\\-]{0,12} ?){0,4}"#) {
        let (read, now) = (read(), at("2026-11-12T12:00:00Z"));
        match parse(&text) {
            Ok(query) => for term in query.terms {
                let one = Query { terms: vec![term.clone()] };
                let other = Query { terms: vec![Term { negated: !term.negated, ..term }] };
                prop_assert_ne!(matches(&one, &read, now), matches(&other, &read, now));
            },
            Err(error) => prop_assert!(error.start < error.end && error.end <= text.chars().count()),
        }
    }
}
