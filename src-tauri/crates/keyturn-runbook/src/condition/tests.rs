//! Conditions: values, faults, and that what is decided stays decided.

use proptest::prelude::*;

use super::{Condition, Facts, Tri};

fn facts() -> Facts {
    [("git.reach", "public"), ("exposure.used", "no")].map(|(fact, value)| (fact.into(), value.into())).into()
}

fn check(text: &str, expect: Tri) {
    let condition: Condition = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(condition.eval(&facts()), expect, "{text}");
}

#[test]
fn conditions_have_three_values() {
    use Tri::{False, True, Unknown};
    check(r#"git.reach == "public""#, True);
    check(r#"git.reach != "public""#, False);
    check(r#"git.reach in ["private", "public"]"#, True);
    check(r#"git.reach in ["private"]"#, False);
    check(r#"not git.reach == "public""#, False);
    check("known(git.reach)", True);
    check("known(secret.kind)", False);
    check(r#"secret.kind == "api_key""#, Unknown);
    check(r#"secret.kind != "api_key""#, Unknown);
    check(r#"not secret.kind == "api_key""#, Unknown);
    // What is known decides where it can.
    check(r#"secret.kind == "api_key" or git.reach == "public""#, True);
    check(r#"secret.kind == "api_key" and git.reach == "private""#, False);
    check(r#"secret.kind == "api_key" and git.reach == "public""#, Unknown);
    check(r#"secret.kind == "api_key" or git.reach == "private""#, Unknown);
    // "and" binds closer than "or", "not" closer than both.
    check(r#"git.reach == "public" or git.reach == "a" and git.reach == "b""#, True);
    check(r#"(git.reach == "public" or git.reach == "a") and git.reach == "b""#, False);
    check(r#"not git.reach == "a" and exposure.used == "no""#, True);
    check(" ( ( exposure.used==\"no\" ) ) ", True);
    // Words of the language may begin a fact's name.
    check(r#"known.fact == "x""#, Unknown);
    check(r#"not.fact == "x" or or.fact == "x""#, Unknown);
}

#[test]
fn what_is_no_condition_is_refused_with_its_place() {
    let told = |text: &str| text.parse::<Condition>().expect_err(text).to_string();
    let table = [
        "",
        "git.reach",
        "git.reach = \"a\"",
        "git.reach == a",
        "git.reach == \"a",
        "git.reach == \"\"",
        "git.reach in []",
        "git.reach in [\"a\" \"b\"]",
        "(git.reach == \"a\"",
        "git.reach == \"a\")",
        "git.reach == \"a\" and",
        "git.reach == \"a\" git.reach == \"b\"",
        "known git.reach",
        "reach == \"a\"",
        "Git.reach == \"a\"",
        "git..reach == \"a\"",
        "system(\"a\")",
        "1 == \"1\"",
    ];
    let lines: Vec<String> = table.iter().map(|text| format!("{text:<40} {}", told(text))).collect();
    insta::assert_snapshot!(lines.join("\n"));
    let deep = format!("{}a.b == \"c\"{}", "(".repeat(40), ")".repeat(40));
    assert!(deep.parse::<Condition>().is_err());
    assert!(format!("{} a.b == \"c\"", "not ".repeat(40)).parse::<Condition>().is_err());
}

#[test]
fn a_condition_that_is_never_true_is_found() {
    let check = |text: &str, expect: Option<bool>| {
        let condition: Condition = text.parse().expect("parses");
        let values = |fact: &str| (fact == "git.reach").then(|| vec!["private", "public"]);
        assert_eq!(condition.is_ever_true(values), expect, "{text}");
    };
    check(r#"git.reach == "public""#, Some(true));
    check(r#"git.reach == "elsewhere""#, Some(false));
    check(r#"git.reach == "public" and git.reach == "private""#, Some(false));
    check(r#"not git.reach in ["private", "public"]"#, Some(false));
    check(r#"secret.kind == "a" and secret.kind == "b""#, Some(false));
    check(r#"secret.kind != "a" and secret.kind != "b""#, Some(true));
    check("known(secret.kind) and not known(secret.kind)", Some(false));
    check("not known(secret.kind)", Some(true));
    let many: Vec<String> = (0..20).map(|number| format!("f.f{number} == \"a\"")).collect();
    check(&many.join(" and "), None);
}

/// A second evaluator: a condition is what it comes to for every way in which the unknown facts could turn out.
fn by_all_values(condition: &Condition, facts: &Facts, unknown: &[&str]) -> Tri {
    let Some((first, rest)) = unknown.split_first() else { return condition.eval(facts) };
    let outcomes: Vec<Tri> = ["a", "b", "c"]
        .map(|value| {
            let mut facts = facts.clone();
            facts.insert((*first).to_owned(), value.to_owned());
            by_all_values(condition, &facts, rest)
        })
        .into();
    if outcomes.iter().all(|outcome| *outcome == outcomes[0]) { outcomes[0] } else { Tri::Unknown }
}

fn any_condition() -> impl Strategy<Value = String> {
    let leaf = ("[xyz]", prop::sample::select(vec!["==", "!="]), "[ab]")
        .prop_map(|(fact, relation, value)| format!("f.{fact} {relation} \"{value}\""));
    leaf.prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

proptest! {
    /// What is decided stays decided, whatever the unknown facts turn out to be: nothing is hidden too early.
    #[test]
    fn a_decision_holds_for_all_values_of_what_is_unknown(text in any_condition(), known in "[ab]") {
        let condition: Condition = text.parse().expect("a condition");
        let facts: Facts = [("f.x".to_owned(), known)].into();
        let decided = condition.eval(&facts);
        if decided != Tri::Unknown {
            prop_assert_eq!(decided, by_all_values(&condition, &facts, &["f.y", "f.z"]));
        }
    }

    #[test]
    fn any_text_is_a_condition_or_a_fault(text in "\\PC{0,60}") {
        drop(text.parse::<Condition>());
    }

    /// Texts near the language, which random letters seldom meet.
    #[test]
    fn any_tokens_are_a_condition_or_a_fault(
        tokens in prop::collection::vec(prop::sample::select(vec!["a.b", "\"x\"", "==", "!=", "in", "[", "]", ",", "(", ")",
            "not", "and", "or", "known"]), 0..30)
    ) {
        if let Ok(condition) = tokens.join(" ").parse::<Condition>() {
            let again: Condition = condition.to_string().parse().expect("its text parses again");
            prop_assert_eq!(again, condition);
        }
    }
}
