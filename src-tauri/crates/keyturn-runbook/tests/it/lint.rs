//! Every rule of the lint: a text that it passes and one that it refuses. Both differ from one good runbook by an edit.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use keyturn_runbook::finding::Rule;
use keyturn_runbook::lint::{Surroundings, has_errors, lint, lint_versions};
use keyturn_runbook::sarif::sarif;
use keyturn_runbook::template::template;
use keyturn_runbook::words::RunbookKind;

use crate::support;

const GOOD: &str = include_str!("lint_files/good.md");
const LIBRARY: &str = include_str!("lint_files/_shared.md");

/// A text with one replacement, which must have something to replace.
fn edited(text: &str, (from, to): (&str, &str)) -> String {
    assert!(from.is_empty() || text.contains(from), "nothing to replace: {from}");
    if from.is_empty() { format!("{text}{to}") } else { text.replacen(from, to, 1) }
}

fn surroundings() -> Surroundings<'static> {
    Surroundings { detections: &["burst", "decoy"], ..support::surroundings() }
}

/// The findings about a good runbook and its library after an edit of either.
fn findings(good: &str, library: &str) -> Vec<String> {
    let files = [("_shared.md".to_owned(), library.into()), ("good.md".to_owned(), good.as_bytes().to_vec())];
    lint(&support::catalogue("r", &files), surroundings()).iter().map(ToString::to_string).collect()
}

/// The rule, an edit that it passes, an edit that it refuses.
type Case = (Rule, (&'static str, &'static str), (&'static str, &'static str));

/// Where the edits are of the runbook itself.
const CASES: &[Case] = &[
    (
        Rule::L01,
        ("goal = \"It is over.\"\n```", "goal = \"It is over.\"\n```\n\nSome words."),
        ("### Revoke it\n", "### Revoke it\n\nSome words.\n"),
    ),
    (Rule::L01, ("A good runbook.", "- A list.\n- Of things."), ("A good runbook.\n", "")),
    (Rule::L01, ("# Good", "# Good `runbook`"), ("# Good", "Good")),
    (Rule::L01, ("", "\nMore prose at the end.\n"), ("", "\n```sh ro\ntrue\n")),
    (Rule::L01, ("", "\n- a\n"), ("", "\n# Another title\n")),
    (Rule::L02, ("tags = []", "tags = [\"a\"]"), ("tags = []", "tag = []")),
    (Rule::L02, ("owner = \"security\"", "owner = \"Team A\""), ("owner = \"security\"", "owner = 7")),
    (Rule::L02, ("reviewed = 2026-11-01", "reviewed = 2026-11-02"), ("reviewed = 2026-11-01", "reviewed = 2026-11-31")),
    (Rule::L02, ("version = \"1.0.0\"", "version = \"1.0.0-rc.1\""), ("version = \"1.0.0\"", "version = \"1.0\"")),
    (Rule::L02, ("schema = 1", "schema = 0x1"), ("schema = 1", "schema = 2")),
    (Rule::L02, ("budget = \"15m\"", "budget = \"12m\""), ("budget = \"15m\"", "budget = \"a while\"")),
    (Rule::L03, ("id = \"good\"", "id = 'good'"), ("id = \"good\"", "id = \"better\"")),
    (Rule::L04, ("id = \"look\"", "id = \"look-2\""), ("id = \"look\"", "id = \"revoke\"")),
    (Rule::L04, ("id = \"improve\"", "id = \"improve-it\""), ("id = \"improve\"", "id = \"contain\"")),
    (
        Rule::L05,
        ("needs = [\"reach\"]", "needs = [\"open\", \"reach\"]"),
        ("needs = [\"reach\"]", "needs = [\"look\"]"),
    ),
    (Rule::L05, ("needs = [\"reach\"]", "needs = []"), ("needs = [\"reach\"]", "needs = [\"nothing\"]")),
    (Rule::L06, ("\"shared.open\"", "'shared.open'"), ("\"shared.open\"", "\"shared.opened\"")),
    (Rule::L06, ("\"shared.watch\"", "\"shared.open-again\""), ("\"shared.watch\"", "\"other.watch\"")),
    (
        Rule::L07,
        ("'leak.reach == \"public\"'", "'not (leak.reach == \"public\")'"),
        ("'leak.reach == \"public\"'", "'leak.reach = \"public\"'"),
    ),
    (
        Rule::L08,
        ("'leak.reach == \"public\"'", "'exposure.used == \"no\"'"),
        ("'leak.reach == \"public\"'", "'leak.used == \"no\"'"),
    ),
    (
        Rule::L08,
        ("'leak.reach == \"public\"'", "'input.place == \"here\"'"),
        ("'leak.reach == \"public\"'", "'input.other == \"here\"'"),
    ),
    (Rule::L09, ("role = \"admin\"", "role = \"owner\""), ("role = \"admin\"", "role = \"boss\"")),
    (
        Rule::L09,
        ("applies_to = [\"*\"]", "applies_to = [\"api_key\"]"),
        ("applies_to = [\"*\"]", "applies_to = [\"key\"]"),
    ),
    (Rule::L09, ("csf = \"RS.MI-01\"", "csf = \"RS.MI-02\""), ("csf = \"RS.MI-01\"", "csf = \"RS.MI-09\"")),
    (
        Rule::L09,
        ("action = \"cloudtrail_lookup\"", "action = \"export_events\""),
        ("action = \"cloudtrail_lookup\"", "action = \"run\""),
    ),
    (
        Rule::L09,
        ("\"link:commit:Commit\"", "\"file:commit:Commit\""),
        ("\"link:commit:Commit\"", "\"picture:commit:Commit\""),
    ),
    (
        Rule::L09,
        ("detections = [\"burst\"]", "detections = [\"decoy\", \"scanner.finding\"]"),
        ("detections = [\"burst\"]", "detections = [\"bursts\"]"),
    ),
    (
        Rule::L10,
        ("verify = \"The old value is refused.\"", "verify = \"It is refused\""),
        ("verify = \"The old value is refused.\"", ""),
    ),
    (
        Rule::L11,
        ("\"time:revoked_at:When\"", "\"time:revoked_at:When: to the minute\""),
        ("\"time:revoked_at:When\"", "\"revoked_at\""),
    ),
    (Rule::L11, ("evidence = [\"link:commit:Commit\"]", "evidence = []"), ("evidence = [\"link:commit:Commit\"]", "")),
    (Rule::L11, ("|yes|no\"", "|yes|no|unknown\""), ("|yes|no\"", "|yes\"")),
    (Rule::L12, ("\"public:In public\"", "\"very_public:In public\", \"public:Public\""), ("do = \"decision\"\n", "")),
    (Rule::L12, ("timer = \"30m\"", "timer = \"secret.cache_ttl\""), ("timer = \"30m\"\n", "")),
    (Rule::L13, ("```sh ro", "~~~sh ro\ntrue\n~~~\n```sh write"), ("```sh ro", "```sh")),
    (Rule::L13, ("```sh ro", "```powershell ro"), ("```sh ro", "```ruby ro")),
    (Rule::L14, ("```sh write", "```sh danger"), ("```sh ro", "```sh danger")),
    (Rule::L15, ("{{secret.arn}}", "{{secret.name}}"), ("{{secret.arn}}", "{{secret.value}}")),
    (
        Rule::L15,
        ("prefill = [\"repo.url\"]", "prefill = [\"secret.owner\", \"leak.reach\"]"),
        ("{{secret.arn}}", "{{secret.owner}}"),
    ),
    (Rule::L15, ("{{secret.arn}}", "'{{secret.arn}}'"), ("{{secret.arn}}", "'{{repo.path}}'")),
    (Rule::L15, ("A good runbook.", "About {{secret.owner}}."), ("A good runbook.", "About {{secret.owned}}.")),
    (Rule::L15, ("prefill = [\"repo.url\"]", "prefill = []"), ("prefill = [\"repo.url\"]", "prefill = [\"repo.uri\"]")),
    (Rule::L16, ("describe-secret", "list-secret-version-ids"), ("describe-secret", "get-secret-value")),
    (
        Rule::L16,
        ("A good runbook.", "Such as AKIAIOSFODNN7EXAMPLE."),
        ("A good runbook.", "password: hJ7#kL9$mN2@pQ5x"),
    ),
    (
        Rule::L17,
        ("A good runbook.", "A [good](https://example.com) runbook."),
        ("A good runbook.", "A <b>good</b> runbook."),
    ),
    (
        Rule::L17,
        ("A good runbook.", "See [another](drill.md)."),
        ("A good runbook.", "See ![a picture](https://example.com/a.png)."),
    ),
    (
        Rule::L17,
        ("references = []", "references = [\"https://example.com\"]"),
        ("references = []", "references = [\"http://example.com\"]"),
    ),
    (Rule::L18, ("", "\nA line\nof prose.\n"), ("", "\n#### Deep\n")),
    (Rule::L19, ("budget = \"4m\"", "budget = \"9m\""), ("budget = \"4m\"", "budget = \"20m\"")),
    (Rule::L19, ("budget = \"30d\"", "budget = \"1h\""), ("budget = \"30d\"", "budget = \"10m\"")),
    (Rule::L20, ("due = \"5m\"", "due = \"15m\""), ("due = \"5m\"", "due = \"16m\"")),
    (Rule::L21, ("related = []", "related = [\"good\"]"), ("related = []", "related = [\"other\"]")),
    (Rule::L23, ("reviewed = 2026-11-01", "reviewed = 2026-11-21"), ("reviewed = 2026-11-01", "reviewed = 2026-11-22")),
    (
        Rule::L23,
        ("review_every = \"180d\"", "review_every = \"20d\""),
        ("review_every = \"180d\"", "review_every = \"19d\""),
    ),
    (Rule::L23, ("reviewed = 2026-11-01", "reviewed = 2026-10-01"), ("reviewed = 2026-11-01\n", "")),
    (Rule::L24, ("severity = \"SEV-2\"", "severity = \"SEV-1\""), ("severity = \"SEV-2\"\n", "")),
    (
        Rule::L25,
        ("\"text:what:What\"", "\"text:what:What\", \"text:why:Why\""),
        ("\"text:what:What\"", "\"text:what:What\", \"time:what:When\""),
    ),
    (
        Rule::L26,
        ("sets = [\"exposure.used\"]", "sets = []"),
        ("sets = [\"exposure.used\"]", "sets = [\"exposure.state\"]"),
    ),
    (
        Rule::L27,
        ("'leak.reach == \"public\"'", "'leak.reach != \"public\"'"),
        ("'leak.reach == \"public\"'", "'leak.reach == \"public\" and leak.reach == \"private\"'"),
    ),
    (
        Rule::L28,
        ("owner = \"security\"", "owner = \"Security team\""),
        ("owner = \"security\"", "owner = \"jane@keyturn.dev\""),
    ),
    (
        Rule::L30,
        ("verify = \"The old value is refused.\"", "verify = \"The issuer rejects it.\""),
        ("verify = \"The old value is refused.\"", "verify = \"The issuer says so.\""),
    ),
    (
        Rule::L31,
        ("'leak.reach == \"public\"'", "'leak.reach in [\"public\", \"private\"]'"),
        ("'leak.reach == \"public\"'", "'leak.reach != \"secret\"'"),
    ),
];

#[test]
fn a_good_runbook_has_no_findings() {
    assert_eq!(findings(GOOD, LIBRARY), Vec::<String>::new());
}

#[test]
fn each_rule_passes_and_refuses() {
    let mut told = Vec::new();
    for (rule, passed, refused) in CASES {
        assert_eq!(findings(&edited(GOOD, *passed), LIBRARY), Vec::<String>::new(), "{rule:?} passes {passed:?}");
        let found = findings(&edited(GOOD, *refused), LIBRARY);
        assert!(found.iter().any(|line| line.contains(rule.code())), "{rule:?} refuses {refused:?}: {found:?}");
        told.extend(found);
    }
    insta::assert_snapshot!(told.join("\n"));
    // These two want more than one text, and have tests of their own.
    let elsewhere = [Rule::L22, Rule::L29];
    let covered: BTreeSet<Rule> = CASES.iter().map(|(rule, ..)| *rule).chain(elsewhere).collect();
    assert_eq!(covered, Rule::ALL.iter().copied().collect());
}

#[test]
fn a_step_brings_about_what_its_kind_of_runbook_leads_to() {
    let check = |kind: &str, reaches: &str, expect: bool| {
        let good = edited(GOOD, ("kind = \"incident\"\nseverity = \"SEV-2\"", &format!("kind = \"{kind}\"")));
        let good = edited(&good, ("action = \"cloudtrail_lookup\"", &format!("reaches = \"{reaches}\"")));
        let told = findings(&good, LIBRARY).iter().any(|finding| finding.contains("L09"));
        assert_eq!(told, !expect, "{kind} {reaches}");
    };
    for reaches in ["value_made", "stored", "moved", "refused", "closed"] {
        check("rotation", reaches, true);
        check("incident", reaches, false);
    }
    for reaches in ["frozen", "decided", "proved", "closed"] {
        check("review", reaches, true);
    }
    check("rotation", "decided", false);
    check("review", "stored", false);
    check("rotation", "done", false);
}

#[test]
fn includes_that_lead_in_a_circle_are_told_and_their_steps_stay() {
    let around = edited(LIBRARY, ("include = \"shared.watch\"", "include = \"shared.open-again\""));
    let found = findings(&edited(GOOD, ("\"shared.watch\"", "\"shared.open-again\"")), &around);
    assert!(found.iter().any(|line| line.contains("L06") && line.contains("circle")), "{found:?}");
}

#[test]
fn a_changed_runbook_has_a_higher_version() {
    let catalogue = |text: &str| {
        let files = [("_shared.md".to_owned(), LIBRARY.into()), ("good.md".to_owned(), text.as_bytes().to_vec())];
        support::catalogue("r", &files)
    };
    let check = |edits: &[(&str, &str)], expect: usize| {
        let text = edits.iter().fold(GOOD.to_owned(), |text, edit| edited(&text, *edit));
        let found = lint_versions(&catalogue(GOOD), &catalogue(&text));
        assert_eq!(found.len(), expect, "{edits:?}: {found:?}");
        assert!(found.iter().all(|finding| finding.rule == Rule::L22));
    };
    let newer = ("version = \"1.0.0\"", "version = \"1.0.1\"");
    let older = ("version = \"1.0.0\"", "version = \"0.9.9\"");
    let content = ("A good runbook.", "A better runbook.");
    check(&[], 0);
    check(&[content], 1);
    check(&[content, newer], 0);
    check(&[content, older], 1);
    check(&[older], 0);
    // A review that changes nothing needs no version, and neither does another line break between blocks.
    check(&[("reviewed = 2026-11-01", "reviewed = 2026-11-20")], 0);
    check(&[("A good runbook.", "\nA good runbook.\n")], 0);
    check(&[("budget = \"4m\"", "budget = \"5m\"")], 1);
}

#[test]
fn a_file_is_bounded_and_utf_8_and_the_others_still_load() {
    let good = ("good.md".to_owned(), GOOD.into());
    let shared = ("_shared.md".to_owned(), LIBRARY.into());
    let mut largest = GOOD.as_bytes().to_vec();
    largest.resize(256 * 1024, b'\n');
    let check = |bad: Vec<u8>, rule: Option<Rule>| {
        let files = [("bad.md".to_owned(), bad), good.clone(), shared.clone()];
        let catalogue = support::catalogue("r", &files);
        assert!(catalogue.runbooks.contains_key("good"));
        let found: Vec<Rule> = lint(&catalogue, surroundings()).into_iter().map(|finding| finding.rule).collect();
        assert_eq!(found.first().copied(), rule, "{found:?}");
    };
    // As large as may be, and read: it has the other's id, and so does not take its place.
    check(largest.clone(), Some(Rule::L03));
    largest.push(b'\n');
    check(largest, Some(Rule::L29));
    check(b"# A\n\xff".to_vec(), Some(Rule::L29));
    check(Vec::new(), Some(Rule::L01));
    check(b"# A\n\n```toml runbook\nid = \n```\n".to_vec(), Some(Rule::L02));
}

#[test]
fn issuer_cards_are_linted_too() {
    let card = "# A\n\n```toml issuer\nid = \"a\"\nname = \"A\"\nkinds = [\"api_key\"]\nconsole = \"https://example.com\"\n\
                new_value = \"Make one.\"\ntwo_at_once = \"yes\"\nrevoke = \"Delete it.\"\ntakes_effect = \"At once.\"\n\
                usage = \"The log.\"\nchecked = 2026-11-21\nsources = [\"https://example.com\"]\n```\n\nMore.\n";
    let check = |edit: (&str, &str), expect: &[&str]| {
        let files = [("issuers/a.md".to_owned(), edited(card, edit).into_bytes())];
        let found = lint(&support::catalogue("r", &files), surroundings());
        let codes: Vec<&str> = found.iter().map(|finding| finding.rule.code()).collect();
        assert_eq!(codes, expect, "{edit:?}: {found:?}");
    };
    check(("", ""), &[]);
    check(("checked = 2026-11-21\n", ""), &["L23"]);
    check(("checked = 2026-11-21", "checked = 2025-11-20"), &["L23"]);
    check(("checked = 2026-11-21", "checked = 2026-11-22"), &["L23"]);
    check(("id = \"a\"", "id = \"b\""), &["L03"]);
    check(("api_key", "key"), &["L09"]);
    check(("\"yes\"", "\"maybe\""), &["L09"]);
    check(("https://example.com", "ftp://example.com"), &["L17"]);
    check(("More.", "## More"), &["L01"]);
    check(("```toml issuer", "```toml card"), &["L01"]);
}

#[test]
fn a_new_runbook_lints_without_an_error() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
    for kind in RunbookKind::ALL {
        let name = if *kind == RunbookKind::Library { "_a-new-one.md" } else { "a-new-one.md" };
        for title in ["", "It's \"new\""] {
            let text = template(*kind, "a-new-one", title, "Team \"A\"", today);
            let files = [(name.to_owned(), text.clone().into_bytes())];
            let found = lint(&support::catalogue("r", &files), surroundings());
            assert!(!has_errors(&found), "{kind}: {found:?}\n{text}");
        }
    }
    assert!(template(RunbookKind::Incident, "a", "", "b", today + Days::new(1)).contains("reviewed = 2026-11-22"));
}

#[test]
fn findings_become_sarif() {
    let found = lint(&support::catalogue("r", &[("a.md".to_owned(), b"nothing".to_vec())]), surroundings());
    let log = sarif(&found, "0.0.0");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(found.len()));
    assert!(!found.is_empty());
}
