//! Taking CloudTrail's events in, and asking for reads: `cargo bench -p keyturn-store --bench trail`.
//!
//! The database is a file, encrypted, as people have it. Events are like a busy organisation's: forty principals, some
//! thousands of sessions, two thousand secrets, a tenth of them copies.
#![expect(clippy::expect_used, reason = "a measurement that cannot be made ends the program")]

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use divan::counter::ItemsCount;
use keyturn_domain::filter::Pattern;
use keyturn_domain::store::Store;
use keyturn_store::{
    Database, GroupBy, Ingest, KeyringUse, ReadField, ReadTerm, ReadTest, ReadsAsked, TimelineAsked, open,
};
use keyturn_trail::agent::Agent;
use keyturn_trail::call::Call;
use keyturn_trail::event::{Event, EventId, Outcome};
use keyturn_trail::origin::{Origin, Source};
use keyturn_trail::principal::{Actor, Nature, Principal};
use keyturn_trail::target::{SecretName, Target};
use tempfile::TempDir;
use zeroize::Zeroizing;

const EVENTS: u64 = 150_000;
const A_TRANSACTION: usize = 4000;

fn main() {
    divan::main();
}

/// Bits without a pattern, the same in each run (SplitMix64).
fn bits(seed: u64) -> u64 {
    let seed = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let seed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let seed = (seed ^ (seed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    seed ^ (seed >> 31)
}

fn event(number: u64) -> Event {
    // Every tenth is a copy of the one nine before.
    let number = if number % 10 == 9 { number - 9 } else { number };
    let (a, b) = (bits(number), bits(number ^ 0x5555));
    let principal = a % 40;
    let session = b % 4000;
    let secret = (a >> 8) % 50 * 40 + principal;
    let id = format!("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", a >> 32, a >> 16 & 0xffff, a & 0xfff, b & 0xfff, b >> 16);
    let account = || format!("1111222233{:02}", principal % 12).parse().expect("an account");
    let region = || "eu-west-1".parse().expect("a region");
    let name = format!("prod/service-{principal}/secret-{secret}");
    Event {
        id: EventId(id),
        shared_id: None,
        corrects: None,
        at: start() + TimeDelta::seconds(i64::try_from(a >> 20).unwrap_or_default() % (90 * 86_400)),
        account: account(),
        region: region(),
        call: [Call::GetSecretValue, Call::GetSecretValue, Call::Decrypt, Call::DescribeSecret]
            [usize::try_from(b >> 40).unwrap_or_default() % 4],
        by: Actor {
            principal: Principal { account: Some(account()), name: format!("role/service-{principal}") },
            nature: Nature::Workload,
            session: Some(format!("i-{session:017x}")),
            person: None,
            access_key: Some(format!("ASIAEXAMPLE{session:09}")),
            through: None,
        },
        from: Origin { source: Source::Address([10, 0, 0, (session % 200) as u8].into()), vpc_endpoint: None },
        agent: Agent("Boto3/1".to_owned()),
        targets: vec![Target::Secret(SecretName {
            account: account(),
            region: region(),
            store: Store::SecretsManager,
            name,
        })],
        decrypted: true,
        outcome: if b % 97 == 0 { Outcome::Denied("AccessDeniedException".to_owned()) } else { Outcome::Done },
    }
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default()
}

fn fresh() -> (TempDir, Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let passphrase = Zeroizing::new("not a secret at all".to_owned());
    let (database, _) = open(folder.path(), KeyringUse::Never, &|_| Some(passphrase.clone())).expect("a database");
    (folder, database)
}

fn take_in(database: &Database, events: &[Event]) {
    let mut ingest = Ingest::new();
    for batch in events.chunks(A_TRANSACTION) {
        database.write(|writer| writer.trail().take_in(&mut ingest, batch)).expect("taken in");
    }
}

static EVENT_LIST: LazyLock<Vec<Event>> = LazyLock::new(|| (0..EVENTS).map(event).collect());

static FILLED: LazyLock<(TempDir, Database)> = LazyLock::new(|| {
    let (folder, database) = fresh();
    take_in(&database, &EVENT_LIST);
    (folder, database)
});

#[divan::bench(sample_count = 3, sample_size = 1)]
fn take_in_an_encrypted_file(bencher: divan::Bencher<'_, '_>) {
    LazyLock::force(&EVENT_LIST);
    bencher.counter(ItemsCount::new(EVENTS)).with_inputs(fresh).bench_local_values(|(folder, database)| {
        take_in(&database, &EVENT_LIST);
        (folder, database)
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn take_in_memory(bencher: divan::Bencher<'_, '_>) {
    LazyLock::force(&EVENT_LIST);
    let empty = || Database::open_in_memory().expect("a database");
    bencher.counter(ItemsCount::new(EVENTS)).with_inputs(empty).bench_local_values(|database| {
        take_in(&database, &EVENT_LIST);
        database
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn take_in_copies_alone(bencher: divan::Bencher<'_, '_>) {
    LazyLock::force(&FILLED);
    bencher.counter(ItemsCount::new(EVENTS)).bench_local(|| take_in(&FILLED.1, &EVENT_LIST));
}

fn asked(field: ReadField, pattern: &str) -> ReadsAsked {
    let test = ReadTest::Field(field, vec![Pattern(pattern.to_owned())]);
    ReadsAsked { terms: vec![ReadTerm { negated: false, test }] }
}

fn ask(bencher: divan::Bencher<'_, '_>, asked: &ReadsAsked) {
    LazyLock::force(&FILLED);
    bencher.bench_local(|| {
        FILLED.1.read(|reader| Ok((reader.trail().reads(asked, 0, 100)?, reader.trail().count_reads(asked)?)))
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn first_page_of_everything(bencher: divan::Bencher<'_, '_>) {
    ask(bencher, &ReadsAsked::default());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn first_page_of_some_secrets(bencher: divan::Bencher<'_, '_>) {
    ask(bencher, &asked(ReadField::Secret, "prod/service-7/*"));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn first_page_of_free_text(bencher: divan::Bencher<'_, '_>) {
    let test = ReadTest::Text("secret-19".to_owned());
    ask(bencher, &ReadsAsked { terms: vec![ReadTerm { negated: false, test }] });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn timeline_of_everything(bencher: divan::Bencher<'_, '_>) {
    LazyLock::force(&FILLED);
    let asked = TimelineAsked { from: None, to: None, buckets: 200, lanes: 12 };
    bencher.bench_local(|| FILLED.1.read(|reader| reader.trail().read_timeline(&ReadsAsked::default(), asked)));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn groups_of_everything_by_secret(bencher: divan::Bencher<'_, '_>) {
    LazyLock::force(&FILLED);
    let by = GroupBy::Secret;
    bencher.bench_local(|| FILLED.1.read(|reader| reader.trail().read_groups(&ReadsAsked::default(), by, 100)));
}
