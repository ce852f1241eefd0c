//! Filling in: quoting by language, and hostile values in real shells.

use std::process::Command;

use proptest::prelude::*;

use super::Context::{Command as AsCommand, Comment, Quoted, Word};
use super::{Context, Filled, Values, contexts, fill, fill_text};
use crate::place::Place;
use crate::runbook::Snippet;
use crate::words::{Language, Risk};

fn filled(language: Language, code: &str, values: &[(&str, &str)]) -> Filled {
    let snippet = Snippet { language, risk: Risk::ReadOnly, code: code.into(), at: Place::default() };
    let values: Values = values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    fill(&snippet, &values)
}

#[test]
fn a_gap_is_named_once_however_often_it_is_there() {
    let code = "{{aws}} iam get-user --user-name {{principal.name}}\n{{aws}} iam list-users";
    let found = filled(Language::Sh, code, &[("region", "eu-west-1")]);
    let names: Vec<&str> = found.gaps.iter().map(|gap| gap.name.as_str()).collect();
    assert_eq!(names, ["aws.profile", "principal.name"]);
    assert_eq!(found.text.matches("‹aws.profile: not known›").count(), 2);
}

#[test]
fn values_are_quoted_for_their_language() {
    let check = |language, code: &str, values: &[(&str, &str)], expect: &str| {
        assert_eq!(filled(language, code, values).text, expect, "{code} {values:?}");
    };
    let path = |value: &'static str| [("repo.path", value)];
    check(Language::Sh, "git rm {{repo.path}}", &path("src/key.pem"), "git rm src/key.pem");
    check(Language::Sh, "git rm {{repo.path}}", &path("it's $(id).pem"), r"git rm 'it'\''s $(id).pem'");
    check(Language::Sh, "git rm {{repo.path}}", &path("=ls"), "git rm '=ls'");
    check(Language::Sh, "git rm a{{repo.path}}b", &path("x;y"), "git rm a'x;y'b");
    check(
        Language::Sh,
        "git rm {{repo.path}}",
        &path("-rf"),
        "git rm ‹repo.path: begins with a hyphen, which would be an option›",
    );
    check(
        Language::Sh,
        "git rm {{repo.path}}",
        &path("a\nb"),
        "git rm ‹repo.path: has characters that do not belong in it›",
    );
    check(Language::Sh, "echo '{{repo.path}}'", &path("plain"), "echo '‹repo.path: cannot be quoted here›'");
    check(Language::Sh, "echo \"{{repo.path}}\"", &path("$(id)"), "echo \"‹repo.path: cannot be quoted here›\"");
    check(Language::Sh, "{{repo.path}} -x", &path("rm"), "‹repo.path: cannot be quoted here› -x");
    check(Language::Sh, "echo \\{{repo.path}}", &path("a b"), "echo \\‹repo.path: cannot be quoted here›");
    check(Language::Sh, "cat <<E\n{{repo.path}}\nE", &path("a"), "cat <<E\n‹repo.path: cannot be quoted here›\nE");
    check(Language::Sh, "echo '{{account.id}}'", &[("account.id", "111122223333")], "echo '111122223333'");
    check(Language::Sh, "echo {{secret.owner}}", &[("secret.owner", "a")], "echo ‹secret.owner: is not for snippets›");
    check(Language::Sh, "echo {{secret.name}}", &[], "echo ‹secret.name: not known›");
    check(Language::Sh, "echo {{secret.value}}", &[("secret.value", "a")], "echo ‹secret.value: is not for snippets›");
    let aws = [("aws.profile", "prod admin"), ("region", "eu-west-1")];
    check(Language::Sh, "{{aws}} iam list-users", &aws, "aws --profile 'prod admin' --region eu-west-1 iam list-users");
    check(Language::Sh, "x | {{aws}} iam", &aws[1..], "x | ‹aws.profile: not known› iam");
    let user = |value: &'static str| [("db.user", value), ("db.engine", "mysql")];
    check(Language::Sql, "DROP USER {{db.user}}@'%'", &user("o'b"), "DROP USER 'o''b'@'%'");
    check(Language::Sql, "ROLE {{db.user_ident}}", &user("a`b"), "ROLE `a``b`");
    check(
        Language::Sql,
        "ROLE {{db.user_ident}}",
        &[("db.user", "a")],
        "ROLE ‹db.user_ident: needs the database engine›",
    );
    check(Language::Postgresql, "ROLE {{db.user_ident}}", &user("a\"b; --"), "ROLE \"a\"\"b; --\"");
    check(Language::Mysql, "'{{db.user}}'", &user("a"), "'‹db.user: cannot be quoted here›'");
    check(Language::Mysql, "-- {{db.user}}", &user("a"), "-- ‹db.user: cannot be quoted here›");
    check(Language::Mysql, "/* {{db.user}}", &user("a"), "/* ‹db.user: cannot be quoted here›");
    check(Language::Mysql, "= {{db.user}}", &user("a\\"), "= ‹db.user: cannot be quoted here›");
    check(Language::Powershell, "Get {{repo.path}}", &path("a'b"), "Get 'a''b'");
    check(Language::Powershell, "Get {{repo.path}}", &path("a’b"), "Get ‹repo.path: cannot be quoted here›");
    check(Language::Http, "GET /{{idp.client_id}}", &[("idp.client_id", "a.b")], "GET /a.b");
    check(
        Language::Http,
        "GET /{{repo.branch}}",
        &[("repo.branch", "a/../b")],
        "GET /‹repo.branch: cannot be quoted here›",
    );
    check(Language::Json, r#"{"a": {{repo.path}}}"#, &path("a\"b"), r#"{"a": "a\"b"}"#);
    check(Language::Json, r#"{"a": "{{account.id}}"}"#, &[("account.id", "111122223333")], r#"{"a": "111122223333"}"#);
}

#[test]
fn text_for_people_shows_what_cannot_be_seen() {
    let values: Values = [("secret.owner".to_owned(), "a\u{202e}b".to_owned())].into();
    assert_eq!(fill_text("{{secret.owner}} {{secret.name}}", &values), "a⟨U+202E⟩b ‹secret.name: not known›");
}

#[test]
fn a_placeholder_knows_what_surrounds_it() {
    let check = |code: &str, expect: &[Context]| {
        let found: Vec<Context> = contexts(Language::Sh, code).into_iter().map(|hole| hole.context).collect();
        assert_eq!(found, expect, "{code}");
    };
    check("{{a.b}} {{a.b}}", &[AsCommand, Word]);
    check("x | {{a.b}}; {{a.b}} && {{a.b}} $({{a.b}})", &[AsCommand; 4]);
    check("x={{a.b}} y{{a.b}}", &[Word, Word]);
    check("x '{{a.b}}' \"{{a.b}}\" `{{a.b}}`", &[Quoted; 3]);
    check("x 'it'\\''s' {{a.b}}", &[Word]);
    check("x \"a\\\"\" {{a.b}}", &[Word]);
    check("x # '\n y {{a.b}} # {{a.b}}", &[Word, Comment]);
    check("x a#b {{a.b}}", &[Word]);
    check("x '\\' {{a.b}}", &[Word]);
}

/// Runs a script in a shell and gives what it printed.
fn run(shell: &str, script: &str) -> Option<String> {
    let output = Command::new(shell).args(["-c", script]).output().ok()?;
    assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {script}\n{output:?}");
    Some(String::from_utf8(output.stdout).expect("the values are UTF-8"))
}

/// Values that somebody hostile would choose: shell syntax in all positions, and any characters.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = vec![
        "'",
        "\"",
        "`",
        "$(touch /x)",
        "${HOME}",
        ";",
        "|",
        "&",
        "\\",
        " ",
        "*",
        "?",
        "[a]",
        "{a,b}",
        "~",
        "#",
        "!",
        "\n",
        "\r",
        "\0",
        "=",
        "-",
        "--",
        "a",
        "é",
        "\u{202e}",
        "$'\\n'",
        "<",
        ">",
        "(",
        ")",
        "%s",
        "%n",
        "\\0",
        "/",
        ":",
        "\u{1b}]0;x\u{7}",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(pieces), 1..8).prop_map(|pieces| pieces.concat()),
        "\\PC{1,40}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Every shell at hand prints the very value, in one piece, or the value was not inserted at all.
    #[test]
    fn a_hostile_value_never_leaves_its_quotes(values in prop::collection::vec(hostile(), 12)) {
        let code = "printf '%s\\n' {{input.x}}\nprintf '%s\\n' a={{input.x}}b\nprintf '%s\\n' \"$(printf %s {{input.x}})\"\n\
                    printf '%s\\n' {{repo.path}} {{secret.arn}} 'in {{secret.name}}'\n";
        let mut script = String::new();
        let mut expect = String::new();
        for value in &values {
            let all = ["input.x", "repo.path", "secret.arn", "secret.name"].map(|name| (name, value.as_str()));
            let one = filled(Language::Sh, code, &all);
            for (line, source) in one.text.lines().zip(code.lines()) {
                if !line.contains('‹') {
                    script.push_str(line);
                    script.push('\n');
                    let printed = match source {
                        source if source.contains("a=") => format!("a={value}b\n"),
                        source if source.contains("in {{") => format!("{value}\n{value}\nin {value}\n"),
                        _ => format!("{value}\n"),
                    };
                    expect.push_str(&printed);
                }
            }
        }
        for shell in ["sh", "bash", "dash"] {
            if let Some(printed) = run(shell, &script) {
                prop_assert_eq!(&printed, &expect, "{}", shell);
            }
        }
    }

    /// Read back by the engines' own rules, an SQL value is one literal and an identifier one name.
    #[test]
    fn a_hostile_value_stays_one_sql_literal(value in hostile()) {
        for (language, code, quote) in [
            (Language::Mysql, "{{db.user}}", '\''),
            (Language::Postgresql, "{{db.user}}", '\''),
            (Language::Mysql, "{{db.user_ident}}", '`'),
            (Language::Postgresql, "{{db.user_ident}}", '"'),
        ] {
            let filled = filled(language, code, &[("db.user", &value)]);
            if filled.is_complete() {
                prop_assert_eq!(unquoted(&filled.text, quote), Some(value.clone()));
            }
        }
    }

    /// A JSON document stays one, with the value in it.
    #[test]
    fn a_hostile_value_stays_one_json_string(value in hostile()) {
        let filled = filled(Language::Json, r#"{"a": {{input.x}}}"#, &[("input.x", &value)]);
        if filled.is_complete() {
            let read: serde_json::Value = serde_json::from_str(&filled.text).expect("JSON");
            prop_assert_eq!(read["a"].as_str(), Some(value.as_str()));
        }
    }

    #[test]
    fn any_snippet_can_be_filled(code in "[-a-z '\"`#\\\\{}$<.;\n/*é]{0,60}", language in prop::sample::select(Language::ALL)) {
        filled(language, &code.replace("{{", "{{input.x}}{{"), &[("input.x", "it's")]);
    }
}

/// The value of a text that is one quoted token from its first to its last character.
fn unquoted(text: &str, quote: char) -> Option<String> {
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut value = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' || (letter == quote && letters.next() != Some(quote)) {
            return None;
        }
        value.push(letter);
    }
    Some(value)
}
