//! Who may use whom: the packages' dependencies and the readers of the clock, against the tables of the design.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::source;

/// What each package may use of ours. A line that a change needs and that is not here wants a discussion first.
const MAY_USE: [(&str, &[&str]); 13] = [
    ("keyturn-domain", &[]),
    ("keyturn-access", &["keyturn-domain"]),
    ("keyturn-trail", &["keyturn-domain"]),
    ("keyturn-pack", &["keyturn-domain"]),
    ("keyturn-runbook", &["keyturn-domain"]),
    ("keyturn-store", &["keyturn-access", "keyturn-domain", "keyturn-trail"]),
    ("keyturn-aws", &["keyturn-access", "keyturn-domain", "keyturn-trail"]),
    ("keyturn-estate", &["keyturn-access", "keyturn-domain", "keyturn-trail"]),
    (
        "keyturn-app",
        &[
            "keyturn-access",
            "keyturn-aws",
            "keyturn-domain",
            "keyturn-pack",
            "keyturn-runbook",
            "keyturn-store",
            "keyturn-trail",
        ],
    ),
    ("keyturn-api", &["keyturn-app", "keyturn-domain"]),
    ("keyturn-cli", &["keyturn-api", "keyturn-estate"]),
    ("keyturn-desktop", &["keyturn-api", "keyturn-estate"]),
    (
        "keyturn-tests",
        &[
            "keyturn-access",
            "keyturn-api",
            "keyturn-app",
            "keyturn-aws",
            "keyturn-domain",
            "keyturn-estate",
            "keyturn-pack",
            "keyturn-store",
            "keyturn-trail",
        ],
    ),
];

/// In their tests the packages that reach AWS may stand on the made-up organisation.
const MAY_USE_IN_TESTS: &str = "keyturn-estate";

/// Crates that only some packages may name: the start of the crate's name, and its owners.
const ONLY_HERE: [(&str, &[&str]); 10] = [
    ("tauri", &["keyturn-desktop"]),
    ("rusqlite", &["keyturn-store"]),
    ("keyring", &["keyturn-store"]),
    ("aws-", &["keyturn-aws"]),
    ("ts-rs", &["keyturn-api"]),
    ("axum", &["keyturn-estate", "keyturn-aws"]),
    ("age", &["keyturn-pack"]),
    ("minisign", &["keyturn-pack"]),
    ("clap", &["keyturn-cli", "keyturn-desktop"]),
    ("thirtyfour", &["keyturn-tests"]),
];

/// What the domain may not stand on outside its tests: IO, the clock's relatives, chance, async, JSON documents.
const NOT_IN_DOMAIN: [&str; 9] =
    ["tokio", "tracing", "serde_json", "getrandom", "rand", "directories", "uuid", "reqwest", "futures"];

/// Where the wall clock may be read: the use cases, and the two programs' own start.
const READS_THE_CLOCK: [&str; 3] =
    ["src-tauri/crates/keyturn-app/src/", "src-tauri/crates/keyturn-cli/src/main.rs", "src-tauri/src/main.rs"];

/// One dependency as a manifest states it.
#[derive(Clone, Debug)]
struct Dependency {
    package: String,
    on: String,
    in_tests: bool,
}

fn dependency(package: &str, on: &str, in_tests: bool) -> Dependency {
    Dependency { package: package.to_owned(), on: on.to_owned(), in_tests }
}

/// The packages of the workspace and what their manifests name.
fn workspace() -> (BTreeSet<String>, Vec<Dependency>) {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(source::root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let mut names = BTreeSet::new();
    let mut dependencies = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a package has a name");
        names.insert(name.to_owned());
        for entry in package["dependencies"].as_array().expect("a package lists its dependencies") {
            let on = entry["name"].as_str().expect("a dependency has a name");
            dependencies.push(dependency(name, on, entry["kind"].as_str() == Some("dev")));
        }
    }
    (names, dependencies)
}

/// The dependencies between our own packages that the table does not have.
fn edges_outside_the_table(names: &BTreeSet<String>, dependencies: &[Dependency]) -> Vec<String> {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    dependencies
        .iter()
        .filter(|edge| names.contains(&edge.on))
        .filter(|edge| {
            let allowed = table.get(edge.package.as_str()).is_some_and(|uses| uses.contains(&edge.on.as_str()));
            let for_tests = edge.in_tests && edge.on == MAY_USE_IN_TESTS;
            !(allowed || for_tests)
        })
        .map(|edge| format!("{} uses {}", edge.package, edge.on))
        .collect()
}

/// The dependencies on crates that belong to another package.
fn crates_outside_their_owner(dependencies: &[Dependency]) -> Vec<String> {
    let owned_elsewhere = dependencies.iter().filter(|edge| {
        ONLY_HERE.iter().any(|(start, owners)| edge.on.starts_with(start) && !owners.contains(&edge.package.as_str()))
    });
    let not_for_the_domain = dependencies
        .iter()
        .filter(|edge| edge.package == "keyturn-domain" && !edge.in_tests && NOT_IN_DOMAIN.contains(&edge.on.as_str()));
    owned_elsewhere.chain(not_for_the_domain).map(|edge| format!("{} names {}", edge.package, edge.on)).collect()
}

/// The lines that read the wall clock where it may not be read.
fn clock_readers(path: &str, text: &str) -> Vec<String> {
    if source::is_test_file(path)
        || path.contains("/examples/")
        || READS_THE_CLOCK.iter().any(|place| path.starts_with(place))
    {
        return Vec::new();
    }
    source::bare_code(text)
        .lines()
        .enumerate()
        .filter(|(_, line)| ["Utc::now", "Local::now", "SystemTime::now"].iter().any(|call| line.contains(call)))
        .map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim()))
        .collect()
}

#[test]
fn the_table_names_the_packages_there_are() {
    let (names, _) = workspace();
    let table: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names, table, "cargo metadata (left) and the table in this file (right)");
}

#[test]
fn packages_use_only_what_the_table_allows() {
    let (names, dependencies) = workspace();
    assert_eq!(edges_outside_the_table(&names, &dependencies), Vec::<String>::new());

    let planted = [
        dependency("keyturn-domain", "keyturn-store", false),
        dependency("keyturn-cli", "keyturn-app", true),
        dependency("keyturn-app", "keyturn-estate", false),
        dependency("keyturn-app", "keyturn-estate", true),
        dependency("keyturn-app", "keyturn-store", false),
    ];
    assert_eq!(
        edges_outside_the_table(&names, &planted),
        ["keyturn-domain uses keyturn-store", "keyturn-cli uses keyturn-app", "keyturn-app uses keyturn-estate"],
        "a planted edge is found, an allowed one is not"
    );
}

#[test]
fn crates_with_an_owner_stay_with_it() {
    let (_, dependencies) = workspace();
    assert_eq!(crates_outside_their_owner(&dependencies), Vec::<String>::new());

    let planted = [
        dependency("keyturn-app", "rusqlite", true),
        dependency("keyturn-api", "tauri-plugin-dialog", false),
        dependency("keyturn-estate", "aws-sdk-ssm", false),
        dependency("keyturn-domain", "tokio", false),
        dependency("keyturn-domain", "serde_json", true),
        dependency("keyturn-store", "rusqlite_migration", false),
    ];
    assert_eq!(
        crates_outside_their_owner(&planted),
        [
            "keyturn-app names rusqlite",
            "keyturn-api names tauri-plugin-dialog",
            "keyturn-estate names aws-sdk-ssm",
            "keyturn-domain names tokio",
        ],
        "a planted dependency is found, an owner's own is not"
    );
}

#[test]
fn only_the_use_cases_read_the_clock() {
    let found: Vec<String> = source::files()
        .into_iter()
        .filter(|path| source::is_rust(path))
        .flat_map(|path| clock_readers(&path, &source::read(&path)))
        .collect();
    assert_eq!(found, Vec::<String>::new(), "time is an argument below keyturn-app");

    let planted = "fn f() -> u8 {\n    let at = Utc::now(); // here\n    0\n}\n// Utc::now()\n";
    let check = |path: &str| clock_readers(path, planted).len();
    assert_eq!(check("src-tauri/crates/keyturn-store/src/lib.rs"), 1, "a planted call is found, a comment is not");
    assert_eq!(check("src-tauri/crates/keyturn-app/src/clock.rs"), 0, "the use cases may");
    assert_eq!(check("src-tauri/crates/keyturn-store/tests/a.rs"), 0, "tests may");
}
