//! Policies: presets, faults, printing, editing.

mod faults;
mod precedence;

use proptest::prelude::*;

use super::*;

/// The policy, or its faults as a person reads them.
fn read(text: &str) -> Result<RotationPolicy, String> {
    parse(text).map_err(|faults| {
        let told = faults.iter().map(|fault| format!("{fault} [{}] {}", fault.code.code(), fault.hint));
        told.collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn every_preset_is_read_and_compiled_and_shown() {
    for preset in PRESETS {
        let policy = read(preset.text).unwrap_or_else(|faults| panic!("{}:\n{faults}", preset.name));
        assert_eq!(policy.name, preset.name);
        assert!(CompiledPolicy::new(policy.clone()).is_ok(), "{}", preset.name);
        assert!(policy.rules.iter().all(|rule| rule.source.is_some()), "{}: every rule has its source", preset.name);
        let ages: Vec<String> = policy
            .rules
            .iter()
            .map(|rule| {
                let matches = &rule.matches;
                let mut words = vec![format!("{}: {:?}", rule.id, rule.age)];
                words.extend(rule.strict_days.map(|days| format!("(strict {days})")));
                words.extend(matches.automatic.map(|automatic| format!("automatic={automatic}")));
                words.extend(matches.tags.iter().map(|(key, value)| format!("{key}={value}")));
                words.extend(matches.levels.iter().map(|level| format!("level={}", level.code())));
                words.extend(matches.kinds.iter().map(|kind| kind.code().to_owned()));
                words.join(" ")
            })
            .collect();
        insta::assert_snapshot!(preset.name, ages.join("\n"));
    }
    assert_eq!(preset(DEFAULT_PRESET).map(|policy| policy.name), Some("balanced".to_owned()));
    assert_eq!(preset("none"), None);
}

/// No number of *balanced* is below the same kind's in *strict*, and its floors are the strict numbers.
#[test]
fn strict_is_never_laxer_than_balanced() {
    let balanced = preset("balanced").expect("a preset");
    for rule in &balanced.rules {
        for kind in &rule.matches.kinds {
            let Some(days) = rule.age.days() else { continue };
            let strict = strict_days(*kind).unwrap_or_else(|| panic!("{kind} has strict days"));
            assert!(strict <= days, "{}: {kind} {strict} over {days}", rule.id);
            assert_eq!(rule.strict_days, Some(strict), "{}: {kind}", rule.id);
        }
    }
    for (kind, days) in [
        (Kind::DatabasePassword, Some(30)),
        (Kind::AwsAccessKey, Some(60)),
        (Kind::JwtSigningKey, Some(180)),
        (Kind::Unclassified, Some(180)),
        (Kind::TlsCertificate, None),
        (Kind::Configuration, None),
    ] {
        assert_eq!(strict_days(kind), days, "{kind}");
    }
}

const COMMENTED: &str = "\
# Ours.\r
schema = 1 # the first
name   = 'ours'
time_zone = \"Europe/Berlin\"

  [[rule]] # databases
  id = \"database\"
  kinds = [ 'database_password', # opens data
    'connection_string' ]
  age    =   90   # a quarter
  reason = \"\"\"opens
data\"\"\"

[[rule]]
default = true
id = 'default'
reason = 'else'
age = { versioned = 365 }
# the end";

#[test]
fn an_edit_changes_one_number_and_not_a_byte_more() {
    for (id, age, from, to) in [
        ("database", Age::Days(30), "=   90 ", "=   30 "),
        ("database", Age::Event, "=   90 ", "=   \"event\" "),
        ("default", Age::Versioned(180), "{ versioned = 365 }", "{ versioned = 180 }"),
        ("default", Age::None, "{ versioned = 365 }", "\"none\""),
    ] {
        let edited = edit(COMMENTED, id, age).expect("an edit");
        assert_eq!(edited, COMMENTED.replace(from, to), "{id} {age:?}");
        let policy = read(&edited).expect("a policy");
        assert_eq!(policy.rule(id).map(|rule| rule.age), Some(age));
    }
}

#[test]
fn an_edit_that_cannot_be_is_refused() {
    assert_eq!(edit(COMMENTED, "other", Age::Event), Err(EditError::NoSuchRule("other".to_owned())));
    assert!(matches!(edit("schema = 2", "default", Age::Event), Err(EditError::Unreadable(_))));
    assert!(matches!(edit(COMMENTED, "database", Age::Days(0)), Err(EditError::Refused(_))));
    assert!(matches!(edit(COMMENTED, "database", Age::Days(MAX_DAYS + 1)), Err(EditError::Refused(_))));
}

fn ages() -> impl Strategy<Value = Age> {
    let days = || 1..=MAX_DAYS;
    let leads = (1_u32..100, 0_u32..100, 2_u32..50, 0_u32..50);
    prop_oneof![
        days().prop_map(Age::Days),
        days().prop_map(Age::Versioned),
        leads.prop_map(|(critical, more, part, smaller)| Age::ShareOfLife {
            alert: Lead { days: critical + more, part },
            critical: Lead { days: critical, part: part + smaller },
        }),
        Just(Age::Event),
        Just(Age::None),
    ]
}

/// Policies that are sound: each rule but the default has a path of its own.
fn policies() -> impl Strategy<Value = RotationPolicy> {
    let texts = "[ -~\u{e4}\u{20ac}\n\t]{0,20}";
    let rule = (
        ages(),
        prop::collection::vec("[a-z]{1,3}(/[*?])?", 0..3),
        prop::collection::btree_map("[ -~\u{e4}]{1,8}", texts, 0..3),
        prop::sample::subsequence(Kind::ALL.to_vec(), 0..4),
        prop::sample::subsequence(Level::ALL.to_vec(), 0..3),
        prop::option::of(any::<bool>()),
        prop::option::of(1..=MAX_DAYS),
        texts,
        prop::option::of(texts),
    );
    (prop::collection::vec(rule, 0..5), ages(), "[a-z ]{0,9}x", texts).prop_map(|(rules, last, name, description)| {
        let mut all: Vec<Rule> = Vec::new();
        for (index, (age, paths, tags, kinds, levels, automatic, strict_days, reason, source)) in
            rules.into_iter().enumerate()
        {
            let mut paths: Vec<String> = paths.into_iter().map(|path| format!("rule-{index}/{path}")).collect();
            paths.push(format!("rule-{index}/own"));
            paths.sort();
            paths.dedup();
            let matches = Matches { paths, tags, kinds, levels, automatic };
            all.push(Rule { id: format!("r{index}"), matches, age, strict_days, reason: format!("{reason}."), source });
        }
        let matches = Matches::default();
        all.push(Rule {
            id: "last".to_owned(),
            matches,
            age: last,
            strict_days: None,
            reason: "r".to_owned(),
            source: None,
        });
        RotationPolicy {
            schema: SCHEMA,
            name,
            description,
            time_zone: chrono_tz::Asia::Kathmandu,
            raised_threat: true,
            rules: all,
        }
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_the_same(policy in policies()) {
        let text = print(&policy);
        prop_assert_eq!(read(&text), Ok(policy), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_with_places_in_it(text in "\\PC{0,200}") {
        if let Err(faults) = parse(&text) {
            prop_assert!(!faults.is_empty());
            let lines = text.lines().count().max(1);
            prop_assert!(faults.iter().all(|fault| (1..=lines).contains(&(fault.line as usize))));
        }
    }

    /// A sound file with one line of it torn does not stop the reader.
    #[test]
    fn torn_presets_are_read_or_refused(which in 0..PRESETS.len(), from in 0..6000_usize, length in 0..40_usize) {
        let text = PRESETS[which].text;
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).expect("0 is one");
        let (from, to) = (boundary(from), boundary(from + length));
        let torn = format!("{}{}", &text[..from], &text[to..]);
        drop(parse(&torn));
    }
}
