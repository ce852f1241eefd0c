//! Who can read, on servers that nobody here wrote: policies made through the servers' own APIs (`access.py`), collected
//! with the real adapters, evaluated, and compared with a table.

use std::collections::BTreeMap;

use super::{open, text};
use keyturn_app::access::readers::name;
use keyturn_domain::source::{Accounts, Source};
use keyturn_tests::servers::{Kind, Server};

/// Everybody who can read something, and how; who is not named cannot.
const READERS: [(&str, &str, &str); 18] = [
    // An inline policy with AWS's own key: nobody needs kms:Decrypt for it.
    ("user/ann", "prod/db", "can"),
    // By a group's managed policy; the token's key is not open to it.
    ("user/bob", "/prod/url", "can"),
    ("role/through-endpoint", "prod/db", "conditional"),
    ("role/through-endpoint", "prod/shared", "conditional"),
    // The key is open by a grant alone, or by IAM because its policy says so.
    ("role/by-grant", "prod/own-key", "can"),
    ("role/by-identity", "prod/own-key", "can"),
    ("role/by-identity", "prod/db", "can"),
    ("role/by-identity", "prod/shared", "can"),
    ("role/by-identity", "/prod/url", "can"),
    ("role/by-identity", "/prod/token", "can"),
    ("role/without-key", "prod/db", "can"),
    ("role/without-key", "prod/shared", "can"),
    // May do everything but read one secret; the locked key's policy does not let IAM decide.
    ("role/denied", "prod/own-key", "can"),
    ("role/denied", "prod/shared", "can"),
    ("role/denied", "/prod/url", "can"),
    ("role/denied", "/prod/token", "can"),
    // By the secret's own policy, and by the key's.
    ("role/by-resource", "prod/shared", "can"),
    ("role/named-by-key", "prod/locked", "can"),
];

/// May do everything within a boundary of S3 alone: nothing. See [`UNABLE`].
const BOUNDED: &str = "role/bounded";

/// What a server cannot do, and what that makes of the table.
struct Unable {
    server: Kind,
    /// What `access.py` was refused, or what the answers lack (then `readers` shows it).
    what: &'static str,
    why: &'static str,
    /// Readers that are there because of it.
    readers: &'static [(&'static str, &'static str, &'static str)],
}

const UNABLE: [Unable; 4] = [
    Unable {
        server: Kind::Ministack,
        what: "organization",
        why: "ministack has an organisation of its own and makes none",
        readers: &[],
    },
    Unable {
        server: Kind::Ministack,
        what: "identity_center",
        why: "ministack has no Identity Center: who is behind its roles cannot be seen there",
        readers: &[],
    },
    Unable {
        server: Kind::Ministack,
        what: "boundary",
        why: "ministack forgets permissions boundaries: a bounded role reads as it would without one",
        readers: &[
            (BOUNDED, "prod/db", "can"),
            (BOUNDED, "prod/own-key", "can"),
            (BOUNDED, "prod/shared", "can"),
            (BOUNDED, "/prod/url", "can"),
            (BOUNDED, "/prod/token", "can"),
        ],
    },
    Unable {
        server: Kind::Ministack,
        what: "key",
        why: "ministack lists no secret's KmsKeyId: its secrets look as if AWS's own key held them",
        readers: &[
            ("role/through-endpoint", "prod/own-key", "conditional"),
            ("role/through-endpoint", "prod/locked", "conditional"),
            ("role/by-identity", "prod/locked", "can"),
            ("role/without-key", "prod/own-key", "can"),
            ("role/without-key", "prod/locked", "can"),
            ("role/denied", "prod/locked", "can"),
            (BOUNDED, "prod/locked", "can"),
        ],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn moto_says_who_can_read() {
    let people = check(Kind::Moto).await;
    let expected = BTreeMap::from([(
        "role/AWSReservedSSO_Auditor_0123456789abcdef".to_owned(),
        vec!["carol".to_owned(), "dave".to_owned()],
    )]);
    assert_eq!(people, expected, "one person and one group of one are assigned");
}

#[tokio::test(flavor = "multi_thread")]
async fn ministack_says_who_can_read() {
    let people = check(Kind::Ministack).await;
    assert_eq!(people, BTreeMap::new(), "{}", UNABLE[1].why);
}

/// Makes, collects, evaluates and compares. Gives who stands behind which role.
async fn check(kind: Kind) -> BTreeMap<String, Vec<String>> {
    let server = Server::start(kind).expect("the server starts");
    let made = server.make_access().expect("policies are made");
    let unable: Vec<&Unable> = UNABLE.iter().filter(|unable| unable.server == kind).collect();
    for (what, said) in made["refused"].as_object().expect("what was refused") {
        assert!(unable.iter().any(|unable| unable.what == what), "{kind:?} refused {what}: {said}");
    }
    for one in unable.iter().filter(|one| one.readers.is_empty()) {
        assert!(!made["refused"][one.what].is_null(), "no longer true, take it out of the table: {}", one.why);
    }

    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path(), &server.endpoint());
    let regions = vec![text(&made["region"]).parse().expect("a region")];
    app.save_sources(vec![Source::new(None, Accounts::Own, regions)]).await.expect("sources");
    let report = app.sync(|_| ()).await.expect("synced");
    assert_eq!((report.problems, report.secrets), (vec![], 6), "{}", server.log());
    let unreached = app.collect_access(|_| ()).await.expect("collected");
    let evaluation = app.access().await.expect("evaluated");
    assert_eq!((unreached, &evaluation.problems), (vec![], &vec![]), "{}", server.log());

    let world = &evaluation.world;
    let mut found: Vec<(String, String, String)> = Vec::new();
    let mut people = BTreeMap::new();
    for (number, principal) in world.principals.iter().enumerate() {
        for (secret, access) in evaluation.cells(number) {
            let access = serde_json::to_value(access).expect("a code");
            found.push((name(principal), world.secrets[secret].name.clone(), text(&access)));
        }
        let behind: Vec<String> = evaluation.people(number).iter().map(|person| person.name.clone()).collect();
        if !behind.is_empty() {
            people.insert(name(principal), behind);
        }
    }
    let more = unable.iter().flat_map(|unable| unable.readers);
    let mut expected: Vec<(String, String, String)> = READERS
        .iter()
        .chain(more)
        .map(|(who, secret, access)| ((*who).to_owned(), (*secret).to_owned(), (*access).to_owned()))
        .collect();
    expected.sort();
    found.sort();
    let why: Vec<&str> = unable.iter().map(|unable| unable.why).collect();
    assert_eq!(found, expected, "{kind:?}; known of it: {why:?}");
    assert!(world.principals.iter().any(|principal| name(principal) == BOUNDED), "{kind:?} does not list {BOUNDED}");
    people
}
