//! The list of 50,000 secrets, and a sync that finds nothing new: `cargo bench -p keyturn-store`.
//!
//! Each measurement of a filter or an order asks one that was not asked just before, so that none is answered from
//! what was kept; scrolling is measured from what was kept, as the window does it.
#![expect(clippy::expect_used, reason = "a measurement that cannot be made ends the program")]

use std::cell::Cell as Counter;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::age::{AgeBasis, ValueAge};
use keyturn_domain::cell::Cell;
use keyturn_domain::derived::Derived;
use keyturn_domain::filter::{Filter, parse};
use keyturn_domain::key::{KeyManager, KeyRef};
use keyturn_domain::kind::{Classification, Kind};
use keyturn_domain::listing::{Column, Direction, Sort};
use keyturn_domain::rotation::Rotation;
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_domain::version::{SecretVersion, VersionStage};
use keyturn_store::{Database, KeyringUse, StagedSecret, open};
use tempfile::TempDir;
use zeroize::Zeroizing;

const CELLS: usize = 25;
const SECRETS_PER_CELL: usize = 2000;
const SERVICES: [&str; 9] = ["web", "billing", "search", "mail", "auth", "ledger", "ingest", "report", "edge"];

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default()
}

fn cell(number: usize) -> Cell {
    Cell {
        account: format!("1111222233{:02}", number / 5).parse().expect("an account"),
        region: ["eu-west-1", "eu-north-1", "us-east-1", "us-east-2", "ap-south-1"][number % 5]
            .parse()
            .expect("a region"),
        store: Store::SecretsManager,
    }
}

fn page(number: usize) -> Vec<StagedSecret> {
    let cell = cell(number);
    (0..SECRETS_PER_CELL)
        .map(|index| {
            let seed = (number * SECRETS_PER_CELL + index).wrapping_mul(2_654_435_761);
            let service = SERVICES[seed % SERVICES.len()];
            let environment = ["prod", "staging", "dev"][seed % 3];
            let name = format!("{environment}/{service}/{:x}/db-password-{index:04}", seed % 0xffff);
            let arn = format!("arn:aws:secretsmanager:{}:{}:secret:{name}-a1B2c3", cell.region, cell.account);
            let made_at = now() - TimeDelta::hours(i64::try_from(seed % 35_000).unwrap_or_default());
            let secret = Secret {
                arn: arn.parse().expect("an ARN"),
                name,
                description: Some("the password of a database that stands for many".to_owned()),
                parameter_type: None,
                owning_service: None,
                created_at: Some(made_at),
                changed_at: Some(made_at),
                changed_by: None,
                parameter_version: None,
                versions: vec![SecretVersion {
                    id: format!("00000000-0000-4000-8000-{seed:012}"),
                    stages: vec![VersionStage::Current],
                    created_at: Some(made_at),
                    last_read_on: None,
                }],
                value: ValueAge { made_at: Some(made_at), basis: AgeBasis::CurrentVersion },
                last_read_on: Some(made_at.date_naive()),
                rotation: Rotation::default(),
                key: KeyRef { manager: KeyManager::Customer, id: None, alias: Some(format!("{service}-secrets")) },
                tags: Some(BTreeMap::from([("team".to_owned(), service.to_owned())])),
                replicas: Vec::new(),
                replica_of: None,
                deleted_at: None,
            };
            let classification = Classification {
                kind: Kind::ALL[seed % Kind::ALL.len()],
                reason: "its name ends in password".to_owned(),
                test: false,
            };
            let derived = Derived {
                classification,
                environment: Some(environment.to_owned()),
                service: Some(service.to_owned()),
                owner: Some(format!("team-{service}")),
            };
            StagedSecret { secret, derived }
        })
        .collect()
}

fn read_in_full(database: &Database, number: usize, page: &[StagedSecret]) {
    let cell = cell(number);
    database.write(|writer| writer.staged().clear(&cell)).expect("cleared");
    for page in page.chunks(100) {
        database.write(|writer| writer.staged().put(&cell, page)).expect("a page");
    }
    database.write(|writer| writer.secrets().apply_cell(&cell, now())).expect("a delta");
}

fn fresh() -> (TempDir, Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let passphrase = Zeroizing::new("not a secret at all".to_owned());
    let (database, _) = open(folder.path(), KeyringUse::Never, &|_| Some(passphrase.clone())).expect("a database");
    (folder, database)
}

static FILLED: LazyLock<(TempDir, Database)> = LazyLock::new(|| {
    let (folder, database) = fresh();
    for number in 0..CELLS {
        read_in_full(&database, number, &page(number));
    }
    (folder, database)
});

/// What the window asks after a keystroke: the count and the first screen.
fn ask(filter: &Filter, sort: Sort, offset: u32) -> usize {
    let rows = FILLED.1.read(|reader| {
        let secrets = reader.secrets();
        let rows = secrets.list(filter, sort, offset, 100, now())?;
        divan::black_box(secrets.count(filter, now())?);
        Ok(rows)
    });
    rows.expect("a list").len()
}

/// Asks one after another of many, more than are kept.
fn turning<T>(bencher: divan::Bencher<'_, '_>, items: &[T], ask: impl Fn(&T) -> usize) {
    LazyLock::force(&FILLED);
    let turn = Counter::new(0);
    bencher.bench_local(|| {
        turn.set(turn.get() + 1);
        items.get(turn.get() % items.len()).map(&ask)
    });
}

fn parsed(texts: impl Iterator<Item = String>) -> Vec<Filter> {
    texts.map(|text| parse(&text).expect("a filter")).collect()
}

#[divan::bench(sample_count = 40, sample_size = 1)]
fn keystroke_few_match(bencher: divan::Bencher<'_, '_>) {
    let filters = parsed((0..40).map(|number| format!("{number:02x}/db-password-00")));
    turning(bencher, &filters, |filter| ask(filter, Sort::default(), 0));
}

#[divan::bench(sample_count = 40, sample_size = 1)]
fn keystroke_most_match(bencher: divan::Bencher<'_, '_>) {
    let filters = parsed((0..40).map(|number| "/db-password-"[..=number % 13].to_owned()));
    turning(bencher, &filters, |filter| ask(filter, Sort::default(), 0));
}

#[divan::bench(sample_count = 40, sample_size = 1)]
fn filter_of_many_terms(bencher: divan::Bencher<'_, '_>) {
    let filters = parsed((0..40).map(|number| format!("store:sm env:prod age:>{number}d tag:team=web,mail key:c* db")));
    turning(bencher, &filters, |filter| ask(filter, Sort::default(), 0));
}

#[divan::bench(args = ["age", "name", "account", "kind", "owner", "key"], sample_count = 20, sample_size = 1)]
fn order_of_everything(bencher: divan::Bencher<'_, '_>, column: &str) {
    let column: Column = column.parse().expect("a column");
    let sort = Sort { column, direction: Direction::Descending };
    let filters = parsed((0..20).map(|number| format!("age:<{}d", 5000 + number)));
    turning(bencher, &filters, |filter| ask(filter, sort, 49_000));
}

#[divan::bench(sample_count = 100)]
fn scroll_far_down(bencher: divan::Bencher<'_, '_>) {
    let sort = Sort { column: Column::Age, direction: Direction::Descending };
    let offsets: Vec<u32> = (0..100).map(|number| 400 * number).collect();
    turning(bencher, &offsets, |offset| ask(&Filter::default(), sort, *offset));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn first_reading_of_20_000(bencher: divan::Bencher<'_, '_>) {
    let pages: Vec<Vec<StagedSecret>> = (0..10).map(page).collect();
    bencher.with_inputs(fresh).bench_local_values(|(folder, database)| {
        for (number, page) in pages.iter().enumerate() {
            read_in_full(&database, number, page);
        }
        (folder, database)
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn reading_of_20_000_that_finds_nothing_new(bencher: divan::Bencher<'_, '_>) {
    let pages: Vec<Vec<StagedSecret>> = (0..10).map(page).collect();
    LazyLock::force(&FILLED);
    bencher.bench_local(|| {
        for (number, page) in pages.iter().enumerate() {
            read_in_full(&FILLED.1, number, page);
        }
    });
}
