//! What SQL answers is what a plain evaluation of the same query answers.

use std::collections::BTreeSet;
use std::net::IpAddr;

use keyturn_domain::filter::Pattern;
use keyturn_trail::call::{Call, Class};
use keyturn_trail::event::Outcome;
use keyturn_trail::origin::Source;
use keyturn_trail::read::Way;
use proptest::prelude::*;

use super::*;
use crate::table::trail::condition::way;
use crate::table::trail::testing::{HOSTILE, at, event, finding, id, principal, secret_name, take_in};
use crate::testing::{act, arn};
use crate::{Database, Ended, Judged, ReadField, ReadTerm, ReadTest, Stretch, Triage, TriageState};

const WORDS: [&str; 6] = ["web", "prod/web/db", "Prod/API", "ci", HOSTILE, "deploy"];

fn word() -> impl Strategy<Value = String> {
    proptest::sample::select(WORDS.to_vec()).prop_map(str::to_owned)
}

fn an_event() -> impl Strategy<Value = Event> {
    let texts = (word(), proptest::collection::vec(word(), 0..3), proptest::option::of(word()), word(), word());
    let source = prop_oneof![
        (0_u8..4, any::<u8>()).prop_map(|(net, host)| Source::Address(IpAddr::from([198, 51, net, host]))),
        Just(Source::Address("2001:db8::7".parse().expect("an address"))),
        word().prop_map(Source::Service),
        Just(Source::Unknown),
    ];
    let call = proptest::sample::select(Call::ALL.to_vec());
    let outcome = prop_oneof![
        Just(Outcome::Done),
        word().prop_map(Outcome::Denied),
        Just(Outcome::Failed("ThrottlingException".to_owned())),
    ];
    (texts, source, call, outcome, 0_i64..5000, proptest::option::of(word())).prop_map(
        |((by, targets, session, person, agent), source, call, outcome, millis, endpoint)| {
            let mut event = event(0, &by, "none", 0);
            event.targets = targets.iter().map(|name| Target::Secret(secret_name(name))).collect();
            event.by.session = session;
            event.by.person = Some(person);
            event.agent.0 = agent;
            event.from.source = source;
            event.from.vpc_endpoint = endpoint;
            event.at = at(0) + chrono::TimeDelta::milliseconds(millis);
            (event.call, event.outcome) = (call, outcome);
            event
        },
    )
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec(an_event(), 0..24).prop_map(|mut events| {
        for (number, event) in events.iter_mut().enumerate() {
            event.id = id(u32::try_from(number).expect("small"));
        }
        events
    })
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let edges = prop_oneof![Just(("", "")), Just(("=", "")), Just(("*", "")), Just(("", "*")), Just(("*", "*"))];
    (word(), edges, any::<bool>()).prop_map(|(word, (before, after), upper)| {
        let word = if upper { word.to_ascii_uppercase() } else { word };
        Pattern(format!("{before}{word}{after}"))
    })
}

fn a_test() -> impl Strategy<Value = ReadTest> {
    let patterns = proptest::collection::vec(pattern(), 0..3);
    let instants = (0_i64..5000).prop_map(|millis| at(0) + chrono::TimeDelta::milliseconds(millis));
    let networks = proptest::collection::vec(((0_u8..4), prop_oneof![Just(24_u8), Just(23), Just(32), Just(0)]), 0..3);
    prop_oneof![
        word().prop_map(ReadTest::Text),
        (proptest::sample::select(ReadField::ALL.to_vec()), patterns)
            .prop_map(|(field, all)| ReadTest::Field(field, all)),
        networks.prop_map(|all| ReadTest::Network(
            all.into_iter().map(|(net, bits)| (IpAddr::from([198, 51, net, 0]), bits)).collect()
        )),
        proptest::sample::subsequence(Ended::ALL.to_vec(), 0..3).prop_map(ReadTest::Ended),
        proptest::sample::subsequence(Way::ALL.to_vec(), 0..3).prop_map(ReadTest::Way),
        proptest::sample::subsequence(Class::ALL.to_vec(), 0..4).prop_map(ReadTest::Class),
        proptest::collection::vec(word(), 0..3)
            .prop_map(|words| ReadTest::Any(words.into_iter().map(ReadTest::Text).collect())),
        instants.clone().prop_map(ReadTest::Since),
        instants.prop_map(ReadTest::Until),
    ]
}

fn asked() -> impl Strategy<Value = ReadsAsked> {
    let term = (any::<bool>(), a_test()).prop_map(|(negated, test)| ReadTerm { negated, test });
    proptest::collection::vec(term, 0..4).prop_map(|terms| ReadsAsked { terms })
}

/// The texts of a field of an event.
fn texts(event: &Event, field: ReadField) -> Vec<String> {
    let outcome = match &event.outcome {
        Outcome::Done => None,
        Outcome::Denied(code) | Outcome::Failed(code) => Some(code.clone()),
    };
    let source = match &event.from.source {
        Source::Address(address) => address.to_string(),
        Source::Service(text) | Source::Other(text) => text.clone(),
        Source::Unknown => String::new(),
    };
    match field {
        ReadField::Secret => event
            .targets
            .iter()
            .map(|target| if let Target::Secret(secret) = target { secret.name.clone() } else { panic!("a secret") })
            .collect(),
        ReadField::Principal => vec![event.by.principal.name.clone(), event.by.principal.to_string()],
        ReadField::Account => vec![event.account.as_str().to_owned()],
        ReadField::Region => vec![event.region.as_str().to_owned()],
        ReadField::Source => vec![source, event.from.vpc_endpoint.clone().unwrap_or_default()],
        ReadField::Agent => vec![event.agent.0.clone()],
        ReadField::Session => event.by.session.iter().cloned().collect(),
        ReadField::Person => event.by.person.iter().cloned().collect(),
        ReadField::Call => vec![event.call.name().to_owned()],
        ReadField::Error => outcome.into_iter().collect(),
    }
}

fn fits(field: ReadField, text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_ascii_lowercase(), pattern.to_ascii_lowercase());
    if let Some(whole) = pattern.strip_prefix('=') {
        return text == whole;
    }
    if pattern.contains('*') {
        return crate::filter_sql::matches(text.as_bytes(), pattern.as_bytes());
    }
    if matches!(field, ReadField::Region | ReadField::Call | ReadField::Account) {
        text == pattern
    } else {
        text.contains(&pattern)
    }
}

fn holds(event: &Event, test: &ReadTest) -> bool {
    match test {
        ReadTest::Text(part) => {
            let part = part.replace('*', "").to_ascii_lowercase();
            let fields =
                ReadField::ALL.into_iter().filter(|field| !matches!(field, ReadField::Account | ReadField::Region));
            fields.flat_map(|field| texts(event, field)).any(|found| found.to_ascii_lowercase().contains(&part))
        }
        ReadTest::Field(field, patterns) => {
            texts(event, *field).iter().any(|text| patterns.iter().any(|pattern| fits(*field, text, &pattern.0)))
        }
        ReadTest::Secret(_) => unreachable!("not made here"),
        ReadTest::Network(networks) => networks.iter().any(|(network, bits)| {
            let (Source::Address(IpAddr::V4(address)), IpAddr::V4(network)) = (&event.from.source, network) else {
                return false;
            };
            let mask = u32::MAX.checked_shl(32 - u32::from(*bits)).unwrap_or(0);
            u32::from(*address) & mask == u32::from(*network) & mask
        }),
        ReadTest::Any(tests) => tests.iter().any(|test| holds(event, test)),
        ReadTest::Ended(ends) => ends.contains(&match event.outcome {
            Outcome::Done => Ended::Done,
            Outcome::Denied(_) => Ended::Denied,
            Outcome::Failed(_) => Ended::Failed,
        }),
        ReadTest::Way(ways) => way(event.call).is_some_and(|way| ways.contains(&way)),
        ReadTest::Class(classes) => classes.contains(&event.call.class()),
        ReadTest::Since(since) => event.at >= *since,
        ReadTest::Until(until) => event.at < *until,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn sql_answers_as_a_plain_evaluation_does(events in events(), asked in proptest::collection::vec(asked(), 8)) {
        let database = Database::open_in_memory().expect("a database");
        take_in(&database, &events);
        for asked in asked {
            let expect: BTreeSet<_> = events
                .iter()
                .filter(|event| asked.terms.iter().all(|term| holds(event, &term.test) != term.negated))
                .map(|event| event.id.clone())
                .collect();
            let (found, count) = database
                .read(|reader| Ok((reader.trail().reads(&asked, 0, 100)?, reader.trail().count_reads(&asked)?)))
                .expect("an answer");
            prop_assert_eq!(count, u64::try_from(expect.len()).expect("small"));
            prop_assert!(found.is_sorted_by_key(|found| std::cmp::Reverse(found.event.at.timestamp())));
            let found: BTreeSet<_> = found.into_iter().map(|found| found.event.id).collect();
            prop_assert_eq!(found, expect, "{:?}", asked);
        }
    }
}

#[test]
fn what_was_typed_is_bound_and_not_written_into_the_statement() {
    let patterns = || vec![Pattern(HOSTILE.to_owned()), Pattern(format!("={HOSTILE}"))];
    let mut tests: Vec<ReadTest> = ReadField::ALL.into_iter().map(|field| ReadTest::Field(field, patterns())).collect();
    tests.push(ReadTest::Text(HOSTILE.to_owned()));
    let terms = tests.into_iter().map(|test| ReadTerm { negated: false, test }).collect();
    let condition = condition::compile(&ReadsAsked { terms }).expect("a condition");
    assert!(!condition.sql.contains("DROP"));
    assert_eq!(condition.sql.matches('?').count(), condition.values.len());
    let test = ReadTest::Field(ReadField::Secret, vec![Pattern("a".to_owned()); 400]);
    let long = ReadsAsked { terms: vec![ReadTerm { negated: false, test }] };
    assert!(matches!(condition::compile(&long), Err(StoreError::FilterTooLong { .. })));
}

#[test]
fn pages_tell_of_the_inventory_and_of_findings_to_look_at() {
    let database = Database::open_in_memory().expect("a database");
    let corrected = Event { corrects: Some(id(2)), ..event(7, "role/ci", "b", 2) };
    let events = [event(1, "role/ci", "a", 1), corrected, event(3, "role/web", "a", 3)];
    take_in(&database, &events);
    let judged = Judged { principal: None, stretch: Stretch { from: at(0), to: at(9) } };
    let page = |asked: &ReadsAsked, offset, limit| {
        let found = database.read(|reader| reader.trail().reads(asked, offset, limit)).expect("a page");
        found.into_iter().map(|found| (found.event.id, found.arns, found.finding)).collect::<Vec<_>>()
    };
    let (of_a, in_f) = (Some(arn("eu-west-1", "a")), Some("f".to_owned()));
    database
        .write(|writer| {
            let trail = writer.trail();
            trail.put_findings(&judged, &[finding("f", "role/ci", 1)], at(9))?;
            trail.resolve(&[(secret_name("a"), of_a.clone()), (secret_name("unknown"), of_a.clone())])
        })
        .expect("written");
    let all = ReadsAsked::default();
    let expect =
        [(id(3), vec![of_a.clone()], None), (id(7), vec![None], in_f.clone()), (id(1), vec![of_a.clone()], in_f)];
    assert_eq!(page(&all, 0, 9), expect);
    assert_eq!(page(&all, 1, 1), expect[1..2]);
    let secret = ReadTerm { negated: false, test: ReadTest::Secret(arn("eu-west-1", "a")) };
    assert_eq!(page(&ReadsAsked { terms: vec![secret] }, 0, 9).len(), 2);
    let mut ids = Vec::new();
    database
        .read(|reader| {
            reader.trail().each_read(&all, |found| {
                ids.push(found.event.id);
                Ok(())
            })
        })
        .expect("everything");
    assert_eq!(ids, [3, 7, 1].map(id));
    let expected = Triage { state: TriageState::Expected, note: String::new(), by: "ada".to_owned(), at: at(9) };
    database.write(|writer| writer.trail().triage("f", Some(&expected), act("f"))).expect("decided");
    assert!(page(&all, 0, 9).iter().all(|(_, _, finding)| finding.is_none()));
    let names = database.read(|reader| reader.trail().named_secrets()).expect("names");
    assert_eq!(names, [(secret_name("a"), of_a), (secret_name("b"), None)]);
    assert_eq!(principal("role/ci").to_string(), "111122223333:role/ci");
}
