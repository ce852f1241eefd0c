//! The filter language: a table of what reads as what, and properties for any text.

use proptest::prelude::*;

use super::*;
use crate::filter::TextField;

fn term(test: Test) -> Term {
    Term { negated: false, test }
}

fn not(test: Test) -> Term {
    Term { negated: true, test }
}

fn name(text: &str) -> Test {
    Test::Name(text.to_owned())
}

fn field(field: TextField, patterns: &[&str]) -> Test {
    Test::Field(field, patterns.iter().map(|p| Pattern((*p).to_owned())).collect())
}

fn tag(key: &str, patterns: &[&str]) -> Test {
    Test::Tag(key.to_owned(), patterns.iter().map(|p| Pattern((*p).to_owned())).collect())
}

fn days(field: DayField, comparison: Comparison, days: u32) -> Test {
    Test::Days(field, comparison, days)
}

fn check(text: &str, terms: &[Term]) {
    let filter = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(filter.terms, terms, "{text}");
    assert_eq!(parse(&filter.to_string()), Ok(filter), "{text} written back");
}

#[test]
fn words_and_fields() {
    use Comparison::{AtLeast, AtMost, Equal, Less, More};
    use DayField::{Age, Changed, Read, Rotated, Seen};
    use TextField::{Account, Environment, Key, Kind, Name, Owner, Region, Rotation, Service};
    check("", &[]);
    check(" \t\u{3000}\n", &[]);
    check("db", &[term(name("db"))]);
    check("  stripe  api ", &[term(name("stripe")), term(name("api"))]);
    check("-db", &[not(name("db"))]);
    check("--db", &[not(name("-db"))]);
    check("-", &[]);
    check("\"\"", &[]);
    check("\"two words\"", &[term(name("two words"))]);
    check("-\"two words\"", &[not(name("two words"))]);
    check("\"-db\"", &[term(name("-db"))]);
    check("\"account:x\"", &[term(name("account:x"))]);
    check(r#""a \"quoted\" \\ word""#, &[term(name(r#"a "quoted" \ word"#))]);
    check("\"open end", &[term(name("open end"))]);
    check("web\"two words\"db", &[term(name("webtwo wordsdb"))]);
    check("пароль 密钥 \u{202e}x", &[term(name("пароль")), term(name("密钥")), term(name("\u{202e}x"))]);
    check("store:ssm", &[term(Test::Store(vec![Store::ParameterStore]))]);
    check("STORE:SM,ssm", &[term(Test::Store(vec![Store::SecretsManager, Store::ParameterStore]))]);
    check("-store:secretsmanager", &[not(Test::Store(vec![Store::SecretsManager]))]);
    check("account:prod", &[term(field(Account, &["prod"]))]);
    check("account:prod-*,111122223333", &[term(field(Account, &["prod-*", "111122223333"]))]);
    check("account:\"Prod, EU\",x", &[term(field(Account, &["Prod, EU", "x"]))]);
    check("account:a,,b,", &[term(field(Account, &["a", "b"]))]);
    check("region:eu-west-1", &[term(field(Region, &["eu-west-1"]))]);
    check("kind:api_key", &[term(field(Kind, &["api_key"]))]);
    check("env:prod environment:dev", &[term(field(Environment, &["prod"])), term(field(Environment, &["dev"]))]);
    check("service:web -owner:a@example.com", &[term(field(Service, &["web"])), not(field(Owner, &["a@example.com"]))]);
    check("rotation:none key:aws", &[term(field(Rotation, &["none"])), term(field(Key, &["aws"]))]);
    check("name:/prod/*/DB", &[term(field(Name, &["/prod/*/DB"]))]);
    check("name:rds!db:x", &[term(field(Name, &["rds!db:x"]))]);
    check("tag:team", &[term(tag("team", &[]))]);
    check("tag:team=", &[term(tag("team", &[]))]);
    check("tag:team=payments", &[term(tag("team", &["payments"]))]);
    check("tag:team=a,b", &[term(tag("team", &["a", "b"]))]);
    check("tag:aws:cloudformation:stack-name=x", &[term(tag("aws:cloudformation:stack-name", &["x"]))]);
    check("tag:\"cost center\"=\"a b\"", &[term(tag("cost center", &["a b"]))]);
    check("tag:\"a=b\"=c=d", &[term(tag("a=b", &["c=d"]))]);
    check("tag://", &[term(tag("//", &[]))]);
    check("owner://team", &[term(field(Owner, &["//team"]))]);
    check("age:>90d", &[term(days(Age, More, 90))]);
    check("age:>=90", &[term(days(Age, AtLeast, 90))]);
    check("rotated:<2w", &[term(days(Rotated, Less, 14))]);
    check("read:<=6m", &[term(days(Read, AtMost, 180))]);
    check("seen:=1y", &[term(days(Seen, Equal, 365))]);
    check("-changed:0", &[not(days(Changed, Equal, 0))]);
    check("age:>1Y", &[term(days(Age, More, 365))]);
    check("age:unknown read:never", &[term(Test::Is(Property::Ageless)), term(Test::Is(Property::NeverRead))]);
    check("readers:>10", &[term(Test::Readers(More, 10))]);
    let due = |asked| Test::Due(DueTest { asked, rows: Vec::new() });
    check("due:overdue", &[term(due(DueAsked::In(vec![DueState::Overdue])))]);
    check("-due:Due_Soon,due", &[not(due(DueAsked::In(vec![DueState::DueSoon, DueState::Due])))]);
    check("due:<30d due:>=2w", &[term(due(DueAsked::Days(Less, 30))), term(due(DueAsked::Days(AtLeast, 14)))]);
    check("-READERS:<=3 readers:0", &[not(Test::Readers(AtMost, 3)), term(Test::Readers(Equal, 0))]);
    for property in Property::ALL {
        check(&format!("is:{}", property.code()), &[term(Test::Is(property))]);
    }
    check("-is:Gone", &[not(Test::Is(Property::Gone))]);
    check(
        "store:ssm account:prod age:>90d tag:team=payments db",
        &[
            term(Test::Store(vec![Store::ParameterStore])),
            term(field(Account, &["prod"])),
            term(days(Age, More, 90)),
            term(tag("team", &["payments"])),
            term(name("db")),
        ],
    );
}

#[test]
fn text_with_a_colon_that_is_no_field() {
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";
    check(arn, &[term(Test::Arn(arn.to_owned()))]);
    check("-ARN:aws-cn:ssm", &[not(Test::Arn("ARN:aws-cn:ssm".to_owned()))]);
    check("arn:", &[term(Test::Arn("arn:".to_owned()))]);
    check("arn:\"a b\"", &[term(Test::Arn("arn:a b".to_owned()))]);
    check(&format!("\"{arn}\""), &[term(name(arn))]);
    for text in ["https://example.com/x", "rds!db:x", "10.0.0.1:5432", ":x", ":", "a-b:c", "ключ:x", "1:2"] {
        check(text, &[term(name(text))]);
    }
}

fn check_error(text: &str, start: usize, end: usize, says: &str) {
    let error = parse(text).expect_err(text);
    assert_eq!((error.start, error.end), (start, end), "{text}: {error}");
    assert!(error.message.contains(says), "{text}: {error}");
}

#[test]
fn errors_say_where_and_what_would_be_right() {
    check_error("accout:prod", 0, 11, "accout: is not a field; did you mean account:?");
    check_error("ключ -Regoin:x db", 5, 14, "did you mean region:?");
    check_error("zzz:x", 0, 5, "zzz: is not a field. Fields: store: account: region:");
    check_error("db store:s3", 3, 11, "\"s3\" is not a store");
    check_error("store:", 0, 6, "store: needs ssm");
    check_error("account:", 0, 8, "account: needs a value");
    check_error("account:,,", 0, 10, "account: needs a value");
    check_error("owner:\"\"", 0, 8, "owner: needs a value");
    check_error("tag:", 0, 4, "tag: needs a key");
    check_error("tag:=x", 0, 6, "tag: needs a key");
    check_error("tag:a,b", 0, 7, "tag: takes one key");
    check_error("is:", 0, 3, "is: takes one of plain, pending");
    check_error("is:unownd", 0, 9, "did you mean is:unowned?");
    check_error("read:unknown", 0, 12, "read: needs a number");
    for text in ["readers:", "readers:>", "readers:10d", "readers:+1", "readers:-1", "readers:some"] {
        check_error(text, 0, text.chars().count(), "readers: needs a number");
    }
    for text in ["age:", "age:>", "age:d", "age:-5", "age:+5", "age:1h", "age:９０d", "age:4294967296", "age:99999999y"]
    {
        check_error(text, 0, text.chars().count(), "age: needs a number of days");
    }
}

#[test]
fn the_error_for_a_long_word_is_short() {
    let error = parse(&format!("{}:x", "z".repeat(2048))).expect_err("no such field");
    assert!(error.message.len() < 300, "{error}");
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z*:,=\\\\\"\\- ]{1,12}", any::<String>()].prop_filter("not empty", |text| !text.is_empty())
}

fn any_patterns(least: usize) -> impl Strategy<Value = Vec<Pattern>> {
    prop::collection::vec(any_text().prop_map(Pattern), least..4)
}

fn any_field<T: Copy + std::fmt::Debug + 'static>(of: fn(Field) -> Option<T>) -> impl Strategy<Value = T> {
    prop::sample::select(FIELDS.iter().filter_map(|(_, field)| of(*field)).collect::<Vec<_>>())
}

fn any_test() -> impl Strategy<Value = Test> {
    let text_field = any_field(|field| if let Field::Text(field) = field { Some(field) } else { None });
    let day_field = any_field(|field| if let Field::Days(field) = field { Some(field) } else { None });
    prop_oneof![
        any_text().prop_map(Test::Name),
        any::<String>().prop_map(|rest| Test::Arn(format!("arn:{rest}"))),
        prop::collection::vec(prop::sample::select(&Store::ALL[..]), 1..3).prop_map(Test::Store),
        (text_field, any_patterns(1)).prop_map(|(field, patterns)| Test::Field(field, patterns)),
        (any_text(), any_patterns(0)).prop_map(|(key, patterns)| Test::Tag(key, patterns)),
        (day_field, prop::sample::select(&SIGNS[..]), any::<u32>())
            .prop_map(|(field, (_, comparison), days)| Test::Days(field, comparison, days)),
        (prop::sample::select(&SIGNS[..]), any::<u32>())
            .prop_map(|((_, comparison), readers)| Test::Readers(comparison, readers)),
        prop::collection::vec(prop::sample::select(&DueState::ALL[..]), 1..3)
            .prop_map(|states| Test::Due(DueTest { asked: DueAsked::In(states), rows: Vec::new() })),
        (prop::sample::select(&SIGNS[..]), any::<u32>()).prop_map(|((_, comparison), days)| Test::Due(DueTest {
            asked: DueAsked::Days(comparison, days),
            rows: Vec::new(),
        })),
        prop::sample::select(&Property::ALL[..]).prop_map(Test::Is),
    ]
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let term = (any::<bool>(), any_test()).prop_map(|(negated, test)| Term { negated, test });
    prop::collection::vec(term, 0..5).prop_map(|terms| Filter { terms })
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(filter in any_filter()) {
        prop_assert_eq!(parse(&filter.to_string()), Ok(filter));
    }

    #[test]
    fn any_text_parses_or_says_where_it_does_not(text in prop_oneof![any::<String>(), "([a-z]{1,8}:)?[-a-z0-9<>=,\"\\\\ *:]{0,20}"]) {
        match parse(&text) {
            Ok(filter) => prop_assert_eq!(parse(&filter.to_string()), Ok(filter)),
            Err(error) => {
                prop_assert!(error.start < error.end && error.end <= text.chars().count());
                prop_assert!(!error.message.is_empty());
            }
        }
    }
}
