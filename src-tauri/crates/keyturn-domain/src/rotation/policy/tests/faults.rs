//! What is wrong with a file: every fault has its place, and all are told at once.

use super::super::*;

/// A sound policy with a default, around the lines that a case adds.
fn with(lines: &str) -> String {
    format!("schema = 1\nname = \"t\"\n[[rule]]\nid = \"default\"\ndefault = true\nage = 365\nreason = \"r\"\n{lines}")
}

/// A rule, from line 8, with an id and a reason.
fn rule(lines: &str) -> String {
    with(&format!("[[rule]]\nid = \"a\"\nreason = \"r\"\n{lines}"))
}

fn check(text: &str, expected: &[(FaultCode, u32, u32)]) {
    let faults = parse(text).err().unwrap_or_default();
    let found: Vec<_> = faults.iter().map(|fault| (fault.code, fault.line, fault.column)).collect();
    assert_eq!(found, expected, "{text}\n{faults:#?}");
    assert!(faults.iter().all(|fault| !fault.message.is_empty()));
}

#[test]
fn the_head_of_the_file() {
    use FaultCode::{Missing, NoDefault, Schema, Syntax, TimeZone, TooLong, UnknownKey, WrongType};
    check("schema = 1\nname = ", &[(Syntax, 2, 8)]);
    check("schema = 1\nschema = 1\n", &[(Syntax, 2, 1)]);
    check("", &[(Schema, 1, 1)]);
    check("schema = 2\nanything = 1\n", &[(Schema, 1, 10)]);
    check("schema = \"1\"\n", &[(Schema, 1, 10)]);
    check("schema = 1\nname = \"t\"\n", &[(NoDefault, 1, 1)]);
    check(&with("").replace("name = \"t\"", "nmae = \"t\""), &[(Missing, 1, 1), (UnknownKey, 2, 1)]);
    check(&with("").replace("\"t\"", "\" \""), &[(Missing, 2, 8)]);
    check(&with("").replace("\"t\"", "1"), &[(WrongType, 2, 8)]);
    check(&with("").replace("\"t\"", &format!("\"{}\"", "t".repeat(81))), &[(TooLong, 2, 8)]);
    check(&with("").replace("name", "time_zone = \"Mars/Olympus\"\nname"), &[(TimeZone, 2, 13)]);
    check(&with("").replace("name", "time_zone = 1\nname"), &[(TimeZone, 2, 13)]);
    check("schema = 1\nname = \"t\"\nrule = 1\n", &[(WrongType, 3, 8)]);
    check(&"#".repeat(256 * 1024 + 1), &[(TooLong, 1, 1)]);
    check(&with(&"[[rule]]\nid = \"r\"\n".repeat(200)), &[(TooLong, 3, 1)]);
}

#[test]
fn the_parts_of_a_rule() {
    use FaultCode::{
        DefaultWithConditions, DuplicateId, Glob, Id, MatchesEverything, Missing, NoCondition, TooLong, UnknownKey,
        UnknownKind, UnknownLevel, WrongType,
    };
    let api = "kinds = [\"api_key\"]\nage = 90\n";
    check(&rule(api), &[]);
    check(&rule(&format!("{api}agee = 1\n")), &[(UnknownKey, 13, 1)]);
    check(&rule(api).replace("id = \"a\"\n", ""), &[(Missing, 8, 1)]);
    check(&rule(api).replace("\"a\"", "\"A b\""), &[(Id, 9, 6)]);
    check(&rule(api).replace("\"a\"", "\"-a\""), &[(Id, 9, 6)]);
    check(&rule(api).replace("\"a\"", "\"default\""), &[(DuplicateId, 8, 1)]);
    check(&rule(api).replace("reason = \"r\"\nkinds", "kinds"), &[(Missing, 8, 1)]);
    check(&rule(&format!("{api}source = 1\n")), &[(WrongType, 13, 10)]);
    check(&rule("kinds = [\"api_keys\", \"api_key\", 1]\nage = 90\n"), &[(UnknownKind, 11, 10), (WrongType, 11, 33)]);
    check(&rule("kinds = \"api_key\"\nage = 90\n"), &[(WrongType, 11, 9)]);
    check(&rule("kinds = []\nage = 90\n"), &[(NoCondition, 11, 9)]);
    check(&rule(&format!("{api}levels = [\"highest\"]\n")), &[(UnknownLevel, 13, 11)]);
    check(&rule(&format!("{api}automatic = \"yes\"\n")), &[(WrongType, 13, 13)]);
    check(&rule("age = 90\n"), &[(NoCondition, 8, 1)]);
    check(&rule("age = 90\nlevels = [\"low\"]\n"), &[(NoCondition, 8, 1)]);
    check(&rule(&format!("{api}default = true\n")), &[(DefaultWithConditions, 8, 1)]);
    check(
        &rule("paths = [\"prod/**\", \"/**\", \"a/{b,c}\", \"x**\"]\nage = 90\n"),
        &[(MatchesEverything, 11, 21), (Glob, 11, 28), (Glob, 11, 39)],
    );
    check(&rule("tags = [\"a\"]\nage = 90\n"), &[(WrongType, 11, 8)]);
    check(&rule("tags = {}\nage = 90\n"), &[(NoCondition, 11, 8)]);
    check(&rule("tags = { team = 1 }\nage = 90\n"), &[(WrongType, 11, 17)]);
    let long = "x".repeat(257);
    check(&rule(&format!("tags = {{ team = \"{long}\" }}\nage = 90\n")), &[(TooLong, 11, 17)]);
    let many = "\"a\", ".repeat(101);
    assert_eq!(
        parse(&rule(&format!("paths = [{many}]\nage = 90\n"))).err().map(|faults| faults[0].code),
        Some(TooLong)
    );
}

#[test]
fn ages_that_are_none() {
    let of = |age: &str| rule(&format!("kinds = [\"api_key\"]\nage = {age}\n"));
    let lead = |alert: &str, critical: &str| {
        of(&format!("{{ share_of_life = {{ alert = {{ {alert} }}, critical = {{ {critical} }} }} }}"))
    };
    for sound in [
        of("1"),
        of("3650"),
        of("{ versioned = 365 }"),
        of("\"event\""),
        of("\"none\""),
        of("90\nstrict_days = 30"),
        lead("days = 30, part = 3", "part = 10, days = 7"),
    ] {
        check(&sound, &[]);
    }
    for (age, column) in [
        ("0", 7),
        ("-90", 7),
        ("3651", 7),
        ("9223372036854775807", 7),
        ("90.0", 7),
        ("\"90\"", 7),
        ("true", 7),
        ("{ versioned = -1 }", 21),
        ("{ days = 1 }", 7),
        ("{ versioned = 1, days = 1 }", 7),
        ("{ share_of_life = 3 }", 7),
    ] {
        check(&of(age), &[(FaultCode::Age, 12, column)]);
    }
    check(&rule("kinds = [\"api_key\"]\n"), &[(FaultCode::Missing, 8, 1)]);
    check(&of("90\nstrict_days = -1"), &[(FaultCode::Age, 13, 15)]);
    check(&lead("days = 7, part = 10", "days = 30, part = 3"), &[(FaultCode::Age, 12, 25)]);
    check(&lead("days = 30, part = 1", "days = 7, part = 10"), &[(FaultCode::Age, 12, 55)]);
    check(&lead("days = 30", "days = 7, part = 10"), &[(FaultCode::Age, 12, 35)]);
    check(&lead("days = 0, part = 3", "days = 7, part = 10"), &[(FaultCode::Age, 12, 35)]);
}

#[test]
fn rules_that_conflict() {
    use FaultCode::{NoDefault, Overlap, Unreachable};
    let two = |one: &str, other: &str| {
        with(&format!(
            "[[rule]]\nid = \"a\"\nage = 1\nreason = \"r\"\n{one}\n[[rule]]\nid = \"b\"\nage = 2\nreason = \"r\"\n{other}\n"
        ))
    };
    // Two rules, and whether they are in each other's way.
    for (one, other, overlap) in [
        ("kinds = [\"api_key\"]", "kinds = [\"ssh_key\"]", false),
        ("kinds = [\"api_key\"]", "kinds = [\"api_key\"]", true),
        ("kinds = [\"api_key\", \"ssh_key\"]", "kinds = [\"ssh_key\"]", false),
        ("kinds = [\"api_key\", \"ssh_key\"]", "kinds = [\"ssh_key\", \"ci_secret\"]", true),
        ("kinds = [\"api_key\"]\nlevels = [\"high\"]", "kinds = [\"api_key\"]\nlevels = [\"low\"]", false),
        ("kinds = [\"api_key\"]\nlevels = [\"high\"]", "kinds = [\"api_key\"]\nautomatic = true", true),
        ("kinds = [\"api_key\"]\nlevels = [\"high\"]", "kinds = [\"api_key\"]", false),
        ("paths = [\"prod/**\"]", "paths = [\"prod/web/**\"]", false),
        ("paths = [\"prod/*/db\"]", "paths = [\"prod/web/*\"]", true),
        ("paths = [\"prod/**\"]", "paths = [\"stage/**\"]", false),
        ("paths = [\"prod/**\", \"stage/**\"]", "paths = [\"stage/web\", \"prod/x\"]", false),
        ("paths = [\"prod/**\"]\nkinds = [\"api_key\"]", "paths = [\"prod/web/**\"]", true),
        ("paths = [\"prod/**\"]", "kinds = [\"api_key\"]", false),
        ("tags = { team = \"a\" }", "tags = { team = \"b\" }", false),
        ("tags = { team = \"a\" }", "tags = { tier = \"b\" }", true),
        ("tags = { team = \"a\" }", "tags = { team = \"a\", tier = \"b\" }", false),
        ("tags = { team = \"a*\" }", "tags = { team = \"*b\" }", true),
        ("tags = { team = \"a*\" }", "tags = { team = \"ab\" }", false),
        ("default = true\nlevels = [\"low\"]", "default = true\nautomatic = true", true),
        ("default = true\nlevels = [\"low\"]", "default = true\nlevels = [\"low\", \"high\"]", false),
    ] {
        // The second of the two is where the fault is told.
        for (one, other) in [(one, other), (other, one)] {
            let line = 12 + u32::try_from(one.lines().count()).expect("few");
            let expected = [(Overlap, line, 1)];
            check(&two(one, other), if overlap { &expected } else { &[] });
        }
    }
    // Together the narrower ones leave nothing to the first.
    let three = with(
        "[[rule]]\nid = \"a\"\nage = 1\nreason = \"r\"\nkinds = [\"api_key\", \"ssh_key\"]\n\
         [[rule]]\nid = \"b\"\nage = 1\nreason = \"r\"\nkinds = [\"api_key\"]\n\
         [[rule]]\nid = \"c\"\nage = 1\nreason = \"r\"\nkinds = [\"ssh_key\"]\n",
    );
    check(&three, &[(Unreachable, 8, 1)]);
    check(&three.replace("kinds = [\"ssh_key\"]\n", "kinds = [\"ssh_key\"]\nlevels = [\"low\"]\n"), &[]);
    // A rule of lower precedence is out of reach only where the higher one leaves it nothing.
    let kinds: Vec<String> = Kind::ALL.iter().map(|kind| format!("\"{}\"", kind.code())).collect();
    let all = format!("[[rule]]\nid = \"a\"\nage = 1\nreason = \"r\"\nkinds = [{}]\n", kinds.join(", "));
    check(&with(&all), &[(Unreachable, 3, 1)]);
    check(&with("").replace("default = true", "default = true\nlevels = [\"low\"]"), &[(NoDefault, 1, 1)]);
    // A rule that cannot be read hides no default: nothing is said of what was not read.
    check(&with("").replace("default = true", "default = 1"), &[(FaultCode::WrongType, 5, 11)]);
}

#[test]
fn all_faults_are_told_at_once_in_order() {
    let text = with(
        "colour = \"red\"\n[[rule]]\nid = \"A\"\nkinds = [\"x\"]\nage = -1\n[[rule]]\nid = \"b\"\npaths = [\"**\"]\nage = 1\nreason = \"r\"\n",
    );
    let faults = parse(&text).expect_err("faults");
    let told: Vec<String> = faults.iter().map(|fault| format!("{fault} {}", fault.hint)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn codes_are_what_serde_writes() {
    for code in FaultCode::ALL {
        assert_eq!(serde_json::to_string(&code).expect("json"), format!("{:?}", code.code()));
    }
}
