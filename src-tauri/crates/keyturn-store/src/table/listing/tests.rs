//! The list against a second, plain implementation of filters and orders.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use keyturn_domain::account::Account;
use keyturn_domain::filter::{
    Comparison, DayField, DueAsked, DueTest, Filter, Pattern, Property, Term, Test, TextField,
};
use keyturn_domain::key::KeyManager;
use keyturn_domain::kind::Kind;
use keyturn_domain::listing::{Column, Direction, Sort};
use keyturn_domain::rotation::RotatedBy;
use keyturn_domain::rotation::due::DueState;
use keyturn_domain::secret::{Replica, Secret};
use keyturn_domain::store::Store;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::testing::{ACCOUNT, cell, derived, instant, read_in_full, region, secret};
use crate::{Database, ListedSecret, ReaderCounts, StagedSecret, StoredSecret};

const WORDS: &[&str] = &["db", "DB", "prod/db", "a%b", "a_b", "x'y", "nul\0x", "é", "*", "[a]", "\\", "stripe key"];

fn now() -> DateTime<Utc> {
    instant(200)
}

/// Picks in a way that varies over many small, coprime periods.
fn pick<T: Clone>(items: &[T], seed: usize, period: usize) -> T {
    items[(seed * 7 + seed / period) % items.len()].clone()
}

/// Some eighty secrets with every value that a filter can ask for, some of them gone, replicated, noted, corrected.
fn filled() -> Database {
    let database = Database::open_in_memory().expect("a database");
    let mut pages: Vec<Vec<StagedSecret>> = vec![Vec::new(), Vec::new()];
    for seed in 0..80_usize {
        let here = ["eu-west-1", "us-east-2"][seed % 2];
        let mut one = secret(here, &format!("{}/{}", pick(WORDS, seed, 5), pick(WORDS, seed, 3)));
        one.arn =
            format!("arn:aws:secretsmanager:{here}:{ACCOUNT}:secret:{}-{seed:06}", one.name).parse().expect("an ARN");
        one.value.made_at = (seed % 5 > 0).then(|| instant(u32::try_from(seed * 2 + 1).expect("a day")));
        one.rotation.last_at = (seed % 3 > 0).then(|| instant(u32::try_from(seed % 7 + 1).expect("a day")));
        one.rotation.by = pick(&[RotatedBy::Nobody, RotatedBy::Service { service: "rds".into() }], seed, 2);
        one.last_read_on = (seed % 4 > 0).then(|| instant(u32::try_from(190 + seed % 20).expect("a day")).date_naive());
        one.changed_at = (seed % 6 > 0).then(|| instant(u32::try_from(seed % 9 + 1).expect("a day")));
        one.key.manager = pick(&[KeyManager::Aws, KeyManager::Customer, KeyManager::Unknown], seed, 4);
        one.key.alias = (seed % 3 > 0).then(|| pick(WORDS, seed, 2).to_owned());
        one.tags = (seed % 7 > 0).then(|| [(pick(WORDS, seed, 4).to_owned(), pick(WORDS, seed, 6).to_owned())].into());
        one.deleted_at = (seed % 11 == 0).then(|| instant(3));
        if seed % 8 == 0 {
            one.replicas = vec![Replica { region: region("eu-north-1"), status: None }];
        }
        let mut concluded = derived();
        concluded.owner = (seed % 3 > 0).then(|| pick(WORDS, seed, 7).to_owned());
        concluded.service = (seed % 4 > 0).then(|| pick(WORDS, seed, 3).to_owned());
        concluded.environment = (seed % 5 > 1).then(|| pick(&["prod", "Dev", "db"], seed, 2).to_owned());
        concluded.classification.kind = pick(&Kind::ALL, seed, 3);
        pages[seed % 2].push(StagedSecret { secret: one, derived: concluded });
    }
    let account = Account { id: ACCOUNT.parse().expect("an account"), name: Some("Prod DB".to_owned()) };
    let written = database.write(|writer| {
        writer.accounts().upsert(&account)?;
        for (page, code) in pages.iter().zip(["eu-west-1", "us-east-2"]) {
            writer.staged().put(&cell(code), page)?;
            writer.secrets().apply_cell(&cell(code), instant(100))?;
        }
        for (seed, one) in pages[0].iter().enumerate().filter(|(seed, _)| seed % 3 > 0) {
            let can = u32::try_from(seed % 5).expect("a number");
            let counts = ReaderCounts { can, conditional: u32::from(seed % 2 == 0), unknown: 7 };
            writer.access().put_counts(one.secret.arn.as_str(), counts)?;
        }
        // The first ten of the second region go.
        writer.staged().put(&cell("us-east-2"), &pages[1][10..])?;
        writer.secrets().apply_cell(&cell("us-east-2"), instant(101))?;
        for one in pages[0].iter().step_by(6) {
            writer.notes().save(&one.secret.arn, "a note", "ada", instant(102))?;
            writer.secrets().correct_kind(&one.secret.arn, Some((Kind::Configuration, "", "ada")), instant(102))?;
        }
        Ok(())
    });
    written.expect("filled");
    database
}

/// Every secret, whole, in no particular order.
fn everything(database: &Database) -> Vec<StoredSecret> {
    let here = Filter::default();
    let gone = Filter { terms: vec![Term { negated: false, test: Test::Is(Property::Gone) }] };
    database
        .read(|reader| {
            let mut all = Vec::new();
            for filter in [here, gone] {
                for row in reader.secrets().list(&filter, Sort::default(), 0, 1000, now())? {
                    all.extend(reader.secrets().find(&row.arn)?);
                }
            }
            Ok(all)
        })
        .expect("everything")
}

fn text_matches(text: Option<&str>, pattern: &Pattern, whole: bool) -> bool {
    let Some(text) = text.map(str::to_ascii_lowercase) else { return false };
    let pattern = pattern.0.to_ascii_lowercase();
    if let Some(rest) = pattern.strip_prefix('=') {
        return text == rest;
    }
    if pattern.contains('*') {
        return starred(text.as_bytes(), pattern.as_bytes());
    }
    if whole { text == pattern } else { text.contains(&pattern) }
}

/// The definition of a star, taken by its word.
fn starred(text: &[u8], pattern: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|eaten| starred(&text[eaten..], rest)),
        Some((byte, rest)) => text.split_first().is_some_and(|(first, text)| first == byte && starred(text, rest)),
    }
}

/// How many can read it, under a condition included.
fn readers(row: &ListedSecret) -> Option<u32> {
    row.readers.map(|counts| counts.can + counts.conditional)
}

fn compares(found: u32, comparison: Comparison, wanted: u32) -> bool {
    match comparison {
        Comparison::Less => found < wanted,
        Comparison::AtMost => found <= wanted,
        Comparison::Equal => found == wanted,
        Comparison::AtLeast => found >= wanted,
        Comparison::More => found > wanted,
    }
}

fn passes(one: &StoredSecret, test: &Test) -> bool {
    let row = &one.listed;
    match test {
        Test::Name(part) => row.name.to_ascii_lowercase().contains(&part.to_ascii_lowercase()),
        Test::Arn(part) => [row.arn.as_str(), &row.name]
            .iter()
            .any(|text| text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())),
        Test::Store(stores) => stores.contains(&row.store),
        Test::Field(field, patterns) => patterns.iter().any(|pattern| {
            let manager = pattern.0.to_ascii_lowercase();
            let manager = manager.strip_prefix('=').unwrap_or(&manager);
            match field {
                TextField::Account => {
                    text_matches(Some(row.account.id.as_str()), pattern, false)
                        || text_matches(row.account.name.as_deref(), pattern, false)
                }
                TextField::Region => text_matches(Some(row.region.as_str()), pattern, true),
                TextField::Kind => text_matches(Some(row.kind.code()), pattern, true),
                TextField::Environment => text_matches(row.environment.as_deref(), pattern, true),
                TextField::Service => text_matches(row.service.as_deref(), pattern, false),
                TextField::Owner => text_matches(row.owner.as_deref(), pattern, false),
                TextField::Rotation => text_matches(Some(&row.rotation), pattern, true),
                TextField::Key if KeyManager::from_code(manager).is_some() => row.key_manager.code() == manager,
                TextField::Key => text_matches(row.key_alias.as_deref(), pattern, false),
                TextField::Name => text_matches(Some(&row.name), pattern, false),
            }
        }),
        Test::Tag(key, patterns) => one.secret.tags.iter().flatten().any(|(tag, value)| {
            tag.eq_ignore_ascii_case(key)
                && (patterns.is_empty() || patterns.iter().any(|pattern| text_matches(Some(value), pattern, false)))
        }),
        Test::Days(field, comparison, days) => {
            let since = |at: DateTime<Utc>| u32::try_from((now() - at).num_days()).unwrap_or(0);
            let age = match field {
                DayField::Age => row.value.days(now()),
                DayField::Rotated => row.rotated_at.map(since),
                DayField::Read => {
                    row.read_on.map(|on| u32::try_from((now().date_naive() - on).num_days()).unwrap_or(0))
                }
                DayField::Seen => Some(since(row.first_seen_at)),
                DayField::Changed => row.changed_at.map(since),
            };
            age.is_some_and(|age| compares(age, *comparison, *days))
        }
        Test::Readers(comparison, wanted) => readers(row).is_some_and(|found| compares(found, *comparison, *wanted)),
        Test::Due(_) => false,
        Test::Is(property) => match property {
            Property::Plain => row.plain_text,
            Property::Pending => row.pending,
            Property::Replicated => !row.replica_regions.is_empty(),
            Property::Deleted => row.deleted_at.is_some(),
            Property::Gone => row.gone_at.is_some(),
            Property::Noted => row.noted,
            Property::Corrected => row.corrected,
            Property::Unowned => row.owner.is_none(),
            Property::Ageless => row.value.made_at.is_none(),
            Property::NeverRead => row.read_on.is_none() && row.store == Store::SecretsManager,
        },
    }
}

fn compare(a: &ListedSecret, b: &ListedSecret, sort: Sort) -> Ordering {
    /// Missing last in both directions.
    fn maybe<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if descending => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }
    let down = sort.direction == Direction::Descending;
    let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_ascii_lowercase());
    let first = match sort.column {
        Column::Name => maybe(Some(a.name.to_ascii_lowercase()), Some(b.name.to_ascii_lowercase()), down),
        Column::Store => maybe(Some(a.store.code()), Some(b.store.code()), down),
        Column::Kind => maybe(Some(a.kind.code()), Some(b.kind.code()), down),
        Column::Account => maybe(lower(&a.account.name), lower(&b.account.name), down),
        Column::Region => maybe(Some(&a.region), Some(&b.region), down),
        Column::Environment => maybe(lower(&a.environment), lower(&b.environment), down),
        Column::Service => maybe(lower(&a.service), lower(&b.service), down),
        // The newest value has the smallest age.
        Column::Age => maybe(a.value.made_at, b.value.made_at, !down),
        Column::Rotated => maybe(a.rotated_at, b.rotated_at, down),
        Column::Rotation => maybe(Some(&a.rotation), Some(&b.rotation), down),
        Column::Key => maybe(Some(a.key_manager.code()), Some(b.key_manager.code()), down).then(maybe(
            lower(&a.key_alias),
            lower(&b.key_alias),
            down,
        )),
        Column::Read => maybe(a.read_on, b.read_on, down),
        Column::Readers => maybe(readers(a), readers(b), down),
        Column::Owner => maybe(lower(&a.owner), lower(&b.owner), down),
        Column::Replicas => maybe(Some(a.replica_regions.len()), Some(b.replica_regions.len()), down),
        Column::Review | Column::Due => Ordering::Equal,
    };
    let name = |row: &ListedSecret| (row.name.to_ascii_lowercase(), row.arn.clone());
    first.then_with(|| name(a).cmp(&name(b)))
}

/// What the list should show, by the second implementation.
fn expected(all: &[StoredSecret], filter: &Filter, sort: Sort) -> Vec<ListedSecret> {
    let gone_wanted = filter.terms.iter().any(|term| !term.negated && term.test == Test::Is(Property::Gone));
    let mut rows: Vec<ListedSecret> = all
        .iter()
        .filter(|one| gone_wanted || one.listed.gone_at.is_none())
        .filter(|one| filter.terms.iter().all(|term| passes(one, &term.test) != term.negated))
        .map(|one| one.listed.clone())
        .collect();
    rows.sort_by(|a, b| compare(a, b, sort));
    rows
}

fn arns(rows: &[ListedSecret]) -> Vec<&str> {
    rows.iter().map(|row| row.arn.as_str()).collect()
}

fn filters() -> impl Strategy<Value = Filter> {
    let word = prop_oneof![
        prop::sample::select(WORDS).prop_map(str::to_owned),
        prop::sample::select(vec![
            "prod",
            "eu-west-1",
            "aws",
            "=AWS",
            "none",
            "service",
            "1111",
            "Prod DB",
            "=db",
            "d*",
            "*d*b*",
            ""
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,6}",
        any::<String>(),
    ];
    let pattern = word.clone().prop_map(Pattern);
    let patterns = prop::collection::vec(pattern, 0..3);
    let field = prop::sample::select(vec![
        TextField::Account,
        TextField::Region,
        TextField::Kind,
        TextField::Environment,
        TextField::Service,
        TextField::Owner,
        TextField::Rotation,
        TextField::Key,
        TextField::Name,
    ]);
    let days =
        prop::sample::select(vec![DayField::Age, DayField::Rotated, DayField::Read, DayField::Seen, DayField::Changed]);
    let comparison = prop::sample::select(vec![
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Equal,
        Comparison::AtLeast,
        Comparison::More,
    ]);
    let property = prop::sample::select(vec![
        Property::Plain,
        Property::Pending,
        Property::Replicated,
        Property::Deleted,
        Property::Gone,
        Property::Noted,
        Property::Corrected,
        Property::Unowned,
        Property::Ageless,
        Property::NeverRead,
    ]);
    let test = prop_oneof![
        word.clone().prop_map(Test::Name),
        word.clone().prop_map(Test::Arn),
        prop::collection::vec(prop::sample::select(Store::ALL.to_vec()), 0..3).prop_map(Test::Store),
        (field, patterns.clone()).prop_map(|(field, patterns)| Test::Field(field, patterns)),
        (word, patterns).prop_map(|(key, patterns)| Test::Tag(key, patterns)),
        (days, comparison.clone(), 0..210_u32).prop_map(|(field, sign, days)| Test::Days(field, sign, days)),
        (comparison, 0..7_u32).prop_map(|(sign, readers)| Test::Readers(sign, readers)),
        property.prop_map(Test::Is),
    ];
    let term = (any::<bool>(), test).prop_map(|(negated, test)| Term { negated, test });
    prop::collection::vec(term, 0..4).prop_map(|terms| Filter { terms })
}

fn sorts() -> impl Strategy<Value = Sort> {
    let direction = prop::sample::select(vec![Direction::Ascending, Direction::Descending]);
    (prop::sample::select(Column::ALL.to_vec()), direction).prop_map(|(column, direction)| Sort { column, direction })
}

#[test]
fn the_list_is_what_a_plain_reading_of_the_filter_gives() {
    let database = filled();
    let all = everything(&database);
    assert_eq!(all.len(), 80);
    let mut runner = TestRunner::new(Config { cases: 1500, failure_persistence: None, ..Config::default() });
    let run = runner.run(&(filters(), sorts()), |(filter, sort)| {
        let (rows, count) = database
            .read(|reader| {
                let secrets = reader.secrets();
                Ok((secrets.list(&filter, sort, 0, 1000, now())?, secrets.count(&filter, now())?))
            })
            .expect("a list");
        let expected = expected(&all, &filter, sort);
        prop_assert_eq!(arns(&rows), arns(&expected));
        prop_assert_eq!(count as usize, rows.len());
        Ok(())
    });
    run.expect("the same list");
}

#[test]
fn due_secrets_are_those_that_were_put_in() {
    let database = filled();
    let found = |rows: &[i64], negated| {
        let test = Test::Due(DueTest { asked: DueAsked::In(vec![DueState::Overdue]), rows: rows.to_vec() });
        let filter = Filter { terms: vec![Term { negated, test }] };
        database.read(|reader| Ok(reader.secrets().rows(&filter, now())?.to_vec())).expect("rows")
    };
    let all = database.read(|reader| Ok(reader.secrets().rows(&Filter::default(), now())?.to_vec())).expect("rows");
    let sorted = |mut rows: Vec<i64>| {
        rows.sort_unstable();
        rows
    };
    assert_eq!(sorted(found(&all[..3], false)), sorted(all[..3].to_vec()));
    assert_eq!(found(&all[..3], true).len(), all.len() - 3);
    assert!(found(&[], false).is_empty(), "what nobody evaluated holds for none");
}

#[test]
fn every_column_sorts_in_both_directions_and_pages_join() {
    let database = filled();
    let all = everything(&database);
    for column in Column::ALL {
        for direction in [Direction::Ascending, Direction::Descending] {
            let (sort, filter) = (Sort { column, direction }, Filter::default());
            let expected = expected(&all, &filter, sort);
            let mut paged = Vec::new();
            for offset in (0..expected.len() + 7).step_by(7) {
                let offset = u32::try_from(offset).expect("an offset");
                let page = database.read(|reader| reader.secrets().list(&filter, sort, offset, 7, now()));
                paged.extend(page.expect("a page"));
            }
            assert_eq!(arns(&paged), arns(&expected), "{column:?} {direction:?}");
            let mut walked = Vec::new();
            let walk = database.read(|reader| {
                reader.secrets().each(&filter, sort, now(), &mut |row| {
                    walked.push(row);
                    walked.len() < 20
                })
            });
            walk.expect("a walk");
            assert_eq!(walked, expected[..20]);
        }
    }
}

#[test]
fn an_order_that_was_kept_is_dropped_when_the_database_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keyturn.db");
    let key = crate::DatabaseKey::Raw([7; 32]);
    crate::connection::create(&path, &key).expect("created");
    let database = Database::open_file(&path, key).expect("opened");
    let names = |filter: &Filter| -> Vec<String> {
        let read = database.read(|reader| {
            let secrets = reader.secrets();
            let rows = secrets.list(filter, Sort::default(), 0, 10, now())?;
            assert_eq!(secrets.count(filter, now())? as usize, rows.len());
            // The second answer comes from what was kept.
            assert_eq!(secrets.list(filter, Sort::default(), 0, 10, now())?, rows);
            Ok(rows)
        });
        read.expect("a list").into_iter().map(|row| row.name).collect()
    };
    let noted = Filter { terms: vec![Term { negated: false, test: Test::Is(Property::Noted) }] };
    let read = |secrets: &[Secret], day| {
        read_in_full(&database, &cell("eu-west-1"), secrets, instant(day)).expect("a delta");
    };
    let (a, b) = (secret("eu-west-1", "a"), secret("eu-west-1", "b"));
    assert!(names(&Filter::default()).is_empty());
    read(&[a.clone(), b.clone()], 1);
    assert_eq!(names(&Filter::default()), ["a", "b"]);
    assert!(names(&noted).is_empty());
    database.write(|writer| writer.notes().save(&b.arn, "x", "ada", instant(2))).expect("a note");
    assert_eq!(names(&noted), ["b"]);
    read(&[b], 3);
    assert_eq!(names(&Filter::default()), ["b"]);
}
