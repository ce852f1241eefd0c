//! Levels by kind, path, tags and names.

use super::*;

fn check(
    kind: Kind,
    name: &str,
    environment: Option<&str>,
    tags: &[(&str, &str)],
    test: bool,
    level: Level,
    reason: &str,
) {
    let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let proposal = propose(kind, name, environment, Some(&tags), test);
    assert_eq!((proposal.level, proposal.reason.as_str()), (level, reason), "{kind} {name}");
}

#[test]
fn levels_are_proposed_with_their_reason() {
    use Level::{Critical, High, Low, Medium};
    let prod = Some("prod");
    check(Kind::DatabasePassword, "/prod/web/DB", prod, &[], false, Critical, "production: opens data");
    check(Kind::DatabasePassword, "web-db", None, &[], false, Critical, "opens data");
    check(Kind::DatabasePassword, "/stage/web/DB", Some("stage"), &[], false, Medium, "its path says stage");
    check(
        Kind::DatabasePassword,
        "/dev/web/DB",
        Some("dev"),
        &[],
        false,
        Low,
        "its path says dev, which holds nothing real",
    );
    let reads = "its name says that it only reads";
    check(Kind::DatabasePassword, "/prod/web/DB_READONLY_PASSWORD", prod, &[], false, Medium, reads);
    check(Kind::DatabasePassword, "/prod/web/db-ro-password", prod, &[], false, Medium, reads);
    check(Kind::DatabasePassword, "/prod/readonly/DB_PASSWORD", prod, &[], false, Critical, "production: opens data");
    check(Kind::ApiKey, "/prod/web/PROD_KEY", prod, &[], false, High, "production: limited scope");
    check(Kind::ApiKey, "/prod/web/STRIPE_API_KEY", prod, &[], false, Critical, "production: opens money");
    check(Kind::ApiKey, "/prod/web/PINSTRIPE_KEY", prod, &[], false, High, "production: limited scope");
    check(
        Kind::ApiKey,
        "/prod/web/STRIPE_TEST_KEY",
        prod,
        &[],
        true,
        High,
        "production: opens money; one lower for a test mode",
    );
    check(Kind::WebhookSecret, "/prod/web/STRIPE_WEBHOOK", prod, &[], false, High, "production: limited scope");
    check(Kind::BreakGlass, "/dev/break-glass", Some("dev"), &[], false, Critical, "opens administration");
    check(Kind::Unclassified, "x", None, &[], false, High, "nothing says what it is: in doubt, a secret");
    check(
        Kind::Configuration,
        "x",
        prod,
        &[("criticality", "critical")],
        false,
        Level::None,
        "configuration is no secret",
    );
}

#[test]
fn a_tag_decides_but_takes_nothing_out_of_sight() {
    let high = "production: limited scope";
    for (tag, level, reason) in [
        (("Criticality", "critical"), Level::Critical, "its tag criticality says critical"),
        (("keyturn:level", " Low "), Level::Low, "its tag keyturn:level says low"),
        (("keyturn:level", "none"), Level::High, high),
        (("keyturn:level", "very high"), Level::High, high),
        (("data-classification", "confidential"), Level::High, high),
        (("level", "low"), Level::High, high),
    ] {
        check(Kind::ApiKey, "/prod/web/KEY", Some("prod"), &[tag], false, level, reason);
    }
    assert_eq!(propose(Kind::ApiKey, "x", None, None, false).level, Level::High);
}

#[test]
fn only_configuration_has_no_level_and_codes_find_theirs() {
    for kind in Kind::ALL {
        for environment in [None, Some("prod"), Some("stage"), Some("dev"), Some("test"), Some("other")] {
            for test in [false, true] {
                let level = propose(kind, "x", environment, None, test).level;
                assert_eq!(level == Level::None, kind == Kind::Configuration, "{kind} {environment:?}");
            }
        }
    }
    for level in Level::ALL {
        assert_eq!(Level::from_code(level.code()), Some(level));
        assert_eq!(serde_json::to_string(&level).expect("json"), format!("{:?}", level.code()));
    }
}
