//! Secrets from staging to picture: what a sync adds, changes and takes, and what people wrote stays.

use keyturn_domain::filter::{Property, Term, Test};
use keyturn_domain::secret::Replica;
use keyturn_domain::version::{SecretVersion, VersionStage};

use super::*;
use crate::testing::{arn, cell, derived, instant, read_in_full, region, secret};
use crate::{Database, StagedSecret};

const IRELAND: &str = "eu-west-1";
const OHIO: &str = "us-east-2";

fn database() -> Database {
    Database::open_in_memory().expect("a database")
}

fn find(database: &Database, arn: &SecretArn) -> StoredSecret {
    database.read(|reader| reader.secrets().find(arn)).expect("a reading").expect("the secret")
}

fn changes(database: &Database, arn: &SecretArn) -> Vec<What> {
    let seen = database.read(|reader| reader.changes().of(arn)).expect("changes");
    seen.into_iter().map(|seen| seen.change.what).collect()
}

/// The names in the list of everything that is here.
fn names(database: &Database) -> Vec<String> {
    let all = Filter::default();
    let (rows, count) = database
        .read(|reader| {
            let secrets = reader.secrets();
            Ok((secrets.list(&all, Sort::default(), 0, 1000, instant(9))?, secrets.count(&all, instant(9))?))
        })
        .expect("a list");
    assert_eq!(rows.len(), count as usize);
    rows.into_iter().map(|row| format!("{} {}", row.name, row.region)).collect()
}

fn with(mut secret: Secret, change: impl FnOnce(&mut Secret)) -> Secret {
    change(&mut secret);
    secret
}

/// A value made on `day`.
fn rotated(secret: Secret, day: u32) -> Secret {
    with(secret, |secret| {
        secret.versions = vec![SecretVersion {
            id: format!("v{day}"),
            stages: vec![VersionStage::Current],
            created_at: Some(instant(day)),
            last_read_on: None,
        }];
        secret.value.made_at = Some(instant(day));
    })
}

#[test]
fn a_full_listing_tells_what_was_added_changed_gone_and_returned() {
    let database = database();
    let (a, b, c) = (secret(IRELAND, "a"), secret(IRELAND, "b"), secret(IRELAND, "c"));
    let read =
        |secrets: &[Secret], day| read_in_full(&database, &cell(IRELAND), secrets, instant(day)).expect("a delta");
    let brief = |delta: CellDelta| {
        let lines: Vec<String> =
            delta.lines.iter().map(|line| format!("{} {} {:?}", line.what.code(), line.name, line.facts)).collect();
        (delta.listed, delta.added, delta.changed, delta.gone, lines.join("; "))
    };
    let words = |text: &str| text.to_owned();
    assert_eq!(brief(read(&[a.clone(), b.clone()], 2)), (2, 2, 0, 0, words("added a [Added]; added b [Added]")));
    assert_eq!(brief(read(&[a.clone(), b.clone()], 3)), (2, 0, 0, 0, words("")));
    let a2 = rotated(a.clone(), 4);
    assert_eq!(
        brief(read(&[a2.clone(), c.clone()], 4)),
        (2, 1, 1, 1, words("gone b [Gone]; changed a [Value]; added c [Added]"))
    );
    // Gone once is told once.
    assert_eq!(brief(read(&[a2.clone(), c.clone()], 5)), (2, 0, 0, 0, words("")));
    assert_eq!(names(&database), ["a eu-west-1", "c eu-west-1"]);
    // Back as it was, and back with another value.
    assert_eq!(brief(read(&[a2.clone(), b.clone(), c.clone()], 6)), (3, 0, 1, 0, words("changed b [Returned]")));
    assert_eq!(brief(read(&[], 7)).3, 3);
    let b2 = rotated(b.clone(), 8);
    assert_eq!(
        brief(read(&[a2, b2, c], 8)),
        (3, 0, 3, 0, words("changed a [Returned]; changed c [Returned]; changed b [Returned, Value]"))
    );
    assert_eq!(changes(&database, &a.arn), [What::Returned, What::Gone, What::Value, What::Added]);
    assert_eq!(
        changes(&database, &b.arn),
        [What::Value, What::Returned, What::Gone, What::Returned, What::Gone, What::Added]
    );
    let kept = find(&database, &b.arn);
    assert_eq!((kept.first_seen_at, kept.last_seen_at), (instant(2), instant(8)));
    assert_eq!(kept.secret, rotated(b, 8));
    assert_eq!(kept.listed.value.made_at, Some(instant(8)));
}

#[test]
fn pages_that_repeat_give_no_duplicates_and_the_last_word_counts() {
    let database = database();
    let here = cell(IRELAND);
    let page = |secrets: &[Secret]| {
        let staged = |secret: &Secret| StagedSecret { secret: secret.clone(), derived: derived() };
        secrets.iter().map(staged).collect::<Vec<_>>()
    };
    let (a, b) = (secret(IRELAND, "a"), secret(IRELAND, "b"));
    let a2 = rotated(a.clone(), 3);
    for expect in [2, 0] {
        let delta = database.write(|writer| {
            writer.staged().put(&here, &page(&[a.clone(), b.clone()]))?;
            writer.staged().put(&here, &page(&[b.clone(), a2.clone(), a2.clone()]))?;
            writer.secrets().apply_cell(&here, instant(3))
        });
        let delta = delta.expect("a delta");
        assert_eq!((delta.listed, delta.added, delta.changed), (2, expect, 0));
    }
    assert_eq!(find(&database, &a.arn).secret, a2);
    // A listing that changes while it is read: first as it is known, then otherwise.
    let delta = database.write(|writer| {
        writer.staged().put(&here, &page(&[a2.clone(), b.clone()]))?;
        writer.staged().put(&here, &page(std::slice::from_ref(&a)))?;
        writer.secrets().apply_cell(&here, instant(4))
    });
    assert_eq!(delta.expect("a delta").changed, 1);
}

#[test]
fn a_listing_that_did_not_end_changes_nothing() {
    let database = database();
    let (here, there) = (cell(IRELAND), cell(OHIO));
    let a = secret(IRELAND, "a");
    read_in_full(&database, &here, std::slice::from_ref(&a), instant(2)).expect("a delta");
    let staged = StagedSecret { secret: secret(IRELAND, "b"), derived: derived() };
    database.write(|writer| writer.staged().put(&here, &[staged])).expect("a page");
    // Another cell is applied meanwhile, then the sync is killed and the next one begins.
    read_in_full(&database, &there, &[secret(OHIO, "z")], instant(3)).expect("a delta");
    assert_eq!(names(&database), ["a eu-west-1", "z us-east-2"]);
    database.write(|writer| writer.staged().clear(&here)).expect("cleared");
    let delta = read_in_full(&database, &here, std::slice::from_ref(&a), instant(4)).expect("a delta");
    assert_eq!(delta, CellDelta { listed: 1, ..CellDelta::default() });
}

#[test]
fn a_listing_with_holes_adds_and_changes_but_nothing_is_gone_by_it() {
    let database = database();
    let here = cell(IRELAND);
    let (a, b) = (secret(IRELAND, "a"), secret(IRELAND, "b"));
    read_in_full(&database, &here, &[a.clone(), b], instant(2)).expect("a delta");
    let page = [rotated(a, 3), secret(IRELAND, "c")].map(|secret| StagedSecret { secret, derived: derived() });
    let delta = database.write(|writer| {
        writer.staged().put(&here, &page)?;
        writer.secrets().apply_cell_with_holes(&here, instant(3))
    });
    let delta = delta.expect("a delta");
    assert_eq!((delta.listed, delta.added, delta.changed, delta.gone), (2, 1, 1, 0));
    assert_eq!(names(&database), ["a eu-west-1", "b eu-west-1", "c eu-west-1"]);
}

#[test]
fn a_transaction_that_fails_leaves_the_picture_of_before() {
    let database = database();
    read_in_full(&database, &cell(IRELAND), &[secret(IRELAND, "a")], instant(2)).expect("a delta");
    let failed: Result<(), StoreError> = database.write(|writer| {
        let page = [StagedSecret { secret: secret(IRELAND, "b"), derived: derived() }];
        writer.staged().put(&cell(IRELAND), &page)?;
        writer.secrets().apply_cell(&cell(IRELAND), instant(3))?;
        Err(StoreError::Busy)
    });
    assert!(matches!(failed, Err(StoreError::Busy)));
    assert_eq!(names(&database), ["a eu-west-1"]);
    assert_eq!(changes(&database, &arn(IRELAND, "a")), [What::Added]);
}

#[test]
fn replicas_count_with_their_primary_as_long_as_it_is_there() {
    let database = database();
    let primary = secret(IRELAND, "db");
    let replica = with(secret(OHIO, "db"), |secret| secret.replica_of = Some(region(IRELAND)));
    let read = |code: &str, secrets: &[Secret], day| {
        read_in_full(&database, &cell(code), secrets, instant(day)).expect("a delta");
        names(&database)
    };
    // The copy's region may be read first: until the primary is known, the copy stands for both.
    assert_eq!(read(OHIO, std::slice::from_ref(&replica), 1), ["db us-east-2"]);
    assert_eq!(read(IRELAND, std::slice::from_ref(&primary), 2), ["db eu-west-1"]);
    let regions = |database: &Database| find(database, &primary.arn).listed.replica_regions;
    assert_eq!(regions(&database), [region(OHIO)]);
    // A live reading of the primary names a copy in a region that is not read.
    let reported = with(primary.clone(), |secret| {
        secret.replicas = vec![Replica { region: region("eu-north-1"), status: Some("InSync".to_owned()) }];
    });
    let found = database.write(|writer| writer.secrets().inspected(&reported, &derived(), None, instant(3)));
    assert_eq!(found.expect("changes").iter().map(|change| change.what).collect::<Vec<_>>(), [What::Replicas]);
    assert_eq!(regions(&database), [region("eu-north-1"), region(OHIO)]);
    // The primary goes: the copy counts again. It goes too: one gone secret, not two.
    assert_eq!(read(IRELAND, &[], 4), ["db us-east-2"]);
    assert_eq!(read(OHIO, &[], 5), Vec::<String>::new());
    let gone = Filter { terms: vec![Term { negated: false, test: Test::Is(Property::Gone) }] };
    let count = database.read(|reader| reader.secrets().count(&gone, instant(6)));
    assert_eq!(count.expect("a count"), 1);
    // Both are back; then the copy is promoted to a secret of its own.
    assert_eq!(read(IRELAND, std::slice::from_ref(&primary), 6), ["db eu-west-1"]);
    assert_eq!(read(OHIO, &[replica], 6), ["db eu-west-1"]);
    assert_eq!(regions(&database), [region(OHIO)]);
    assert_eq!(read(OHIO, &[secret(OHIO, "db")], 7), ["db eu-west-1", "db us-east-2"]);
    assert_eq!(regions(&database), []);
}

#[test]
fn what_people_wrote_outlives_syncs_and_absences() {
    let database = database();
    let db = secret(IRELAND, "db");
    let read = |secrets: &[Secret], day| {
        read_in_full(&database, &cell(IRELAND), secrets, instant(day)).expect("a delta");
    };
    read(std::slice::from_ref(&db), 1);
    database
        .write(|writer| {
            writer.notes().save(&db.arn, "**the** db", "ada", instant(2))?;
            writer.secrets().correct_kind(&db.arn, Some((Kind::Configuration, "a flag", "ada")), instant(2))
        })
        .expect("written");
    let check = |noted: bool, kind: Kind, reason: &str| {
        let stored = find(&database, &db.arn);
        let listed = &stored.listed;
        assert_eq!((listed.noted, listed.kind, listed.corrected), (noted, kind, stored.correction.is_some()));
        assert_eq!(stored.kind_reason, reason);
        assert_eq!(stored.derived.classification.kind, Kind::Unclassified);
    };
    check(true, Kind::Configuration, "a flag");
    read(&[rotated(db.clone(), 3)], 3);
    check(true, Kind::Configuration, "a flag");
    read(&[], 4);
    check(true, Kind::Configuration, "a flag");
    read(std::slice::from_ref(&db), 5);
    check(true, Kind::Configuration, "a flag");
    let note = database.read(|reader| reader.notes().find(&db.arn)).expect("a reading");
    let expect = crate::Note { markdown: "**the** db".into(), author: "ada".into(), written_at: instant(2) };
    assert_eq!(note, Some(expect));
    database
        .write(|writer| {
            writer.notes().clear(&db.arn)?;
            writer.secrets().correct_kind(&db.arn, None, instant(6))
        })
        .expect("taken back");
    check(false, Kind::Unclassified, "no rule matched");
    let unknown = database.write(|writer| writer.secrets().correct_kind(&arn(IRELAND, "none"), None, instant(6)));
    assert!(matches!(unknown, Err(StoreError::NotFound(_))));
}

#[test]
fn a_live_reading_keeps_the_policy_and_tells_when_it_changes() {
    let database = database();
    let db = secret(IRELAND, "db");
    read_in_full(&database, &cell(IRELAND), std::slice::from_ref(&db), instant(1)).expect("a delta");
    assert_eq!(find(&database, &db.arn).policy, PolicyState::NotRead);
    let check = |policy: Option<Option<&str>>, day: u32, told: &[What], expect: &PolicyState| {
        let policy = policy.map(|text| text.map(str::to_owned));
        let found = database.write(|writer| writer.secrets().inspected(&db, &derived(), policy, instant(day)));
        assert_eq!(found.expect("changes").iter().map(|change| change.what).collect::<Vec<_>>(), told);
        assert_eq!(&find(&database, &db.arn).policy, expect);
    };
    let text = |text: &str, day| PolicyState::Text { read_at: instant(day), text: text.to_owned() };
    check(Some(Some("{}")), 2, &[], &text("{}", 2));
    check(None, 3, &[], &text("{}", 2));
    check(Some(Some("{\"a\":1}")), 4, &[What::ResourcePolicy], &text("{\"a\":1}", 4));
    check(Some(None), 5, &[What::ResourcePolicy], &PolicyState::None { read_at: instant(5) });
    // A listing says nothing of policies.
    read_in_full(&database, &cell(IRELAND), &[rotated(db.clone(), 6)], instant(6)).expect("a delta");
    assert_eq!(find(&database, &db.arn).policy, PolicyState::None { read_at: instant(5) });
    let unknown = secret(IRELAND, "unknown");
    let refused = database.write(|writer| writer.secrets().inspected(&unknown, &derived(), None, instant(7)));
    assert!(matches!(refused, Err(StoreError::NotFound(_))));
}

#[test]
fn what_ages_need_is_found_for_secrets_that_are_known() {
    let database = database();
    let db = secret(IRELAND, "db");
    let parameter_cell = Cell { store: Store::ParameterStore, ..cell(IRELAND) };
    let parameter = with(db.clone(), |secret| {
        secret.arn = SecretArn::of_parameter("aws", &parameter_cell.account, &region(IRELAND), "/prod/KEY");
        secret.parameter_version = Some(3);
    });
    read_in_full(&database, &cell(IRELAND), std::slice::from_ref(&db), instant(1)).expect("a delta");
    read_in_full(&database, &parameter_cell, std::slice::from_ref(&parameter), instant(1)).expect("a delta");
    let asked = [db.arn.clone(), parameter.arn.clone(), arn(IRELAND, "unknown")];
    let known = || database.read(|reader| reader.secrets().known(&asked)).expect("a reading");
    let found = known();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&db.arn].versions, db.versions);
    assert_eq!(found[&parameter.arn].parameter_version, Some(3));
    assert_eq!(found[&parameter.arn].value, parameter.value);
    read_in_full(&database, &parameter_cell, &[], instant(2)).expect("a delta");
    read_in_full(&database, &cell(IRELAND), &[], instant(2)).expect("a delta");
    assert_eq!(known().keys().collect::<Vec<_>>(), [&db.arn]);
}

#[test]
fn hostile_names_come_back_as_they_were() {
    let database = database();
    let hostile = [
        "'; DROP TABLE secrets; --".to_owned(),
        "\"quoted\" `ticked` [bracketed]".to_owned(),
        "nul\0inside".to_owned(),
        "n".repeat(2048),
        "\u{202e}gnirts\u{2066} rtl".to_owned(),
        "=HYPERLINK(\"http://x\")".to_owned(),
        "<script>alert(1)</script>".to_owned(),
        "\u{1f511} %_*?\\".to_owned(),
        " leading and trailing ".to_owned(),
    ];
    let secrets: Vec<Secret> = hostile
        .iter()
        .map(|name| {
            with(secret(IRELAND, name), |secret| {
                secret.description = Some(name.clone());
                secret.tags = Some([(name.clone(), name.clone())].into());
            })
        })
        .collect();
    read_in_full(&database, &cell(IRELAND), &secrets, instant(1)).expect("a delta");
    for secret in &secrets {
        assert_eq!(&find(&database, &secret.arn).secret, secret);
        let named = database.read(|reader| reader.secrets().by_name(&secret.name)).expect("a reading");
        assert_eq!(named, std::slice::from_ref(&secret.arn));
        let name = secret.name.clone();
        for test in [Test::Name(name.clone()), Test::Arn(name.clone()), Test::Tag(name.clone(), Vec::new())] {
            let filter = Filter { terms: vec![Term { negated: false, test }] };
            let rows = database.read(|reader| reader.secrets().list(&filter, Sort::default(), 0, 9, instant(2)));
            let found: Vec<SecretArn> = rows.expect("a list").into_iter().map(|row| row.arn).collect();
            assert_eq!(found, std::slice::from_ref(&secret.arn), "{name:?}");
        }
    }
}

#[test]
fn rotation_gets_the_row_the_tags_and_the_schedule() {
    let database = database();
    let mut read = rotated(secret(IRELAND, "db"), 3);
    read.tags = Some(std::collections::BTreeMap::from([("team".to_owned(), "web".to_owned())]));
    read.rotation.after_days = Some(30);
    let arn = read.arn.clone();
    read_in_full(&database, &cell(IRELAND), std::slice::from_ref(&read), instant(5)).expect("a delta");
    let all = database
        .read(|reader| {
            let rows = reader.secrets().rows(&Filter::default(), instant(9))?;
            let all = reader.secrets().rotating(&rows)?;
            assert_eq!(all.iter().map(|(row, _)| *row).collect::<Vec<_>>(), *rows);
            let all: Vec<RotatingSecret> = all.into_iter().map(|(_, secret)| secret).collect();
            let arns: std::collections::BTreeSet<_> = all.iter().map(|secret| &secret.listed.arn).collect();
            let found = reader.secrets().find_all_rotating(&arns)?;
            assert!(found.len() == all.len() && all.iter().all(|secret| found[&secret.listed.arn] == *secret));
            Ok(all)
        })
        .expect("all");
    let one = database.read(|reader| reader.secrets().find_rotating(&arn)).expect("one");
    assert_eq!(all, one.into_iter().collect::<Vec<_>>());
    let found = &all[0];
    assert_eq!((&found.tags, &found.rotation, &found.listed.name), (&read.tags, &read.rotation, &read.name));
    let other = crate::testing::arn(IRELAND, "none");
    assert_eq!(database.read(|reader| reader.secrets().find_rotating(&other)).expect("a reading"), None);
}
