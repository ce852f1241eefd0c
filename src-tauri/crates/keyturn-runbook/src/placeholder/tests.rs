//! Placeholders: forms, names, and where they stand in a text.

use super::{CATALOGUE, Form, Meaning, holes, meaning, visible};

fn check(form: Form, good: &[&str], bad: &[&str]) {
    for value in good {
        assert!(form.admits(value), "{form:?} {value}");
    }
    for value in bad.iter().chain(&["", "a b", "a\nb", "a\u{202e}b", "a'b", "$(id)", "`id`", "a;b", "a\"b", "a\0b"]) {
        assert!(!form.admits(value), "{form:?} {value:?}");
    }
}

#[test]
fn a_form_admits_its_values_and_nothing_else() {
    check(Form::Id, &["AKIAIOSFODNN7EXAMPLE", "v-1_2"], &["a/b"]);
    check(Form::Account, &["111122223333"], &["11112222333", "1111222233334", "11112222333a"]);
    check(Form::Region, &["eu-central-1", "us-gov-west-1"], &["EU-central-1"]);
    check(Form::SecretName, &["/prod/api/key", "a+b=c@d.e"], &["a*"]);
    check(Form::Arn, &["arn:aws:secretsmanager:eu-west-1:111122223333:secret:a/b-AbCdEf"], &["secret:a", "arn:aws:*"]);
    check(Form::KeyRef, &["alias/aws/ssm", "1234abcd-12ab-34cd-56ef-1234567890ab"], &["alias/a*"]);
    check(Form::Iam, &["deploy", "a+b=c,d.e@f-g_h"], &["a/b"]);
    check(
        Form::Time,
        &["2026-01-31T09:30:00Z", "2026-01-31T09:30:00.123Z"],
        &["2026-01-31", "2026-13-31T09:30:00Z", "2026-01-31T09:30:00+01:00"],
    );
    check(Form::Host, &["db.internal", "2001:db8::1", "203.0.113.9"], &["a/b", "a_b"]);
    check(Form::Slug, &["example/app"], &["app", "a/b/c", "a//b"]);
    check(Form::Commit, &["0a1b2c3", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"], &["0a1b2c", "main"]);
    check(Form::Number, &["0", "365"], &["-1", "1e3", "1.5"]);
    check(Form::Url, &["https://example.com/a?b=c#d"], &["http://example.com", "javascript:alert(1)"]);
}

#[test]
fn a_line_may_be_awkward_but_not_invisible() {
    for good in ["o'brien", "a \"b\"", "$(id)", "grün 日本", "-rf"] {
        assert!(Form::Line.admits(good), "{good}");
    }
    for bad in ["", "a\nb", "a\tb", "a\u{202e}b", "a\u{200b}b", "a\u{2028}b", "a\0b", "\u{1b}[31m", &"x".repeat(1025)] {
        assert!(!Form::Line.admits(bad), "{bad:?}");
    }
}

#[test]
fn names_stand_for_what_the_catalogue_says() {
    assert_eq!(meaning("aws"), Some(Meaning::Aws));
    assert_eq!(meaning("secret.arn"), Some(Meaning::Value(Form::Arn)));
    assert_eq!(meaning("input.run_id"), Some(Meaning::Value(Form::Line)));
    assert_eq!(meaning("db.user_ident"), Some(Meaning::Identifier(Form::Line)));
    for unknown in ["secret.value", "secret.plaintext", "secret", "secret.name_ident", "input", "input.", "AWS", ""] {
        assert_eq!(meaning(unknown), None, "{unknown}");
    }
    let mut names: Vec<&str> = CATALOGUE.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CATALOGUE.len(), "a name stands there twice");
    assert!(!names.iter().any(|name| name.ends_with("value") || name.ends_with("_ident")));
}

#[test]
fn holes_are_found_where_a_name_stands() {
    let check = |text: &str, expect: &[&str]| {
        let found: Vec<&str> = holes(text).into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, expect, "{text}");
    };
    check("a {{secret.arn}} {{ aws }}b", &["secret.arn", "aws"]);
    check("{{{{aws}}", &["aws"]);
    check("{{a b}} {{}} {{", &[]);
    check("{{range .Items}}{{aws}}", &["aws"]);
    check("äö{{aws}}ü", &["aws"]);
}

#[test]
fn what_cannot_be_seen_is_shown_as_its_code() {
    assert_eq!(visible("a\u{202e}b\u{0}\nc"), "a⟨U+202E⟩b⟨U+0000⟩\nc");
}
