//! Rules about snippets and placeholders: L14, L15, L16.

use super::Told;
use crate::fill::{Context, contexts};
use crate::finding::Rule;
use crate::markdown::short;
use crate::place::Place;
use crate::placeholder::{Form, Meaning, holes, meaning};
use crate::runbook::{Runbook, Snippet};
use crate::words::{Language, Risk, Role};

/// Commands that print a secret's value. Runbooks do without, as Keyturn does.
const RETURNS_VALUES: [&str; 17] = [
    "get-secret-value",
    "get-parameter ",
    "get-parameters ",
    "get-parameters-by-path",
    "get-parameter-history",
    "with-decryption",
    "kms decrypt",
    "kms re-encrypt",
    "GetSecretValue\"}",
    "secrets versions access",
    "keyvault secret show",
    "vault kv get",
    "vault read",
    "get secret -o",
    "auth print-access-token",
    "auth print-identity-token",
    "gh auth token",
];

pub(super) fn snippets(runbook: &Runbook, told: &mut Told) {
    prose(&runbook.introduction, &runbook.places.heading, told);
    for (_, step) in runbook.steps() {
        for snippet in &step.snippets {
            if snippet.risk == Risk::Danger && !matches!(step.role, Role::Admin | Role::Owner) {
                let message =
                    format!("a dangerous snippet in a step of the role {}; it is for admin or owner", step.role);
                told.error(Rule::L14, &snippet.at, message);
            }
            for command in RETURNS_VALUES.iter().filter(|command| snippet.code.contains(**command)) {
                let at = place(snippet, snippet.code.find(command).unwrap_or_default());
                told.error(Rule::L16, &at, format!("“{}” returns a secret's value", command.trim()));
            }
            placeholders(snippet, told);
        }
        prose(&step.prose, &step.places.heading, told);
        prose(&step.verify, step.places.of("verify"), told);
        for evidence in &step.evidence {
            prose(&evidence.prompt, step.places.of("evidence"), told);
        }
    }
}

/// A placeholder in prose is for reading: it only has to exist.
fn prose(text: &str, at: &Place, told: &mut Told) {
    for (_, name) in holes(text).into_iter().filter(|(_, name)| meaning(name).is_none()) {
        told.error(Rule::L15, at, format!("no placeholder is called “{}”", short(name)));
    }
}

fn placeholders(snippet: &Snippet, told: &mut Told) {
    for hole in contexts(snippet.language, &snippet.code) {
        let (name, context) = (hole.name, hole.context);
        let wrong = match meaning(name) {
            None => format!("no placeholder is called “{}”", short(name)),
            Some(Meaning::Value(Form::Display)) => format!("“{name}” is for reading, not for snippets"),
            Some(Meaning::Aws) if !is_shell(snippet.language) => "“aws” is for shells".to_owned(),
            Some(Meaning::Aws) if matches!(context, Context::Command | Context::Word) => continue,
            Some(Meaning::Identifier(_)) if !is_sql(snippet.language) => format!("“{name}” is for SQL"),
            Some(Meaning::Value(form)) if form.is_plain() && matches!(context, Context::Quoted | Context::Comment) => {
                continue;
            }
            Some(Meaning::Value(_) | Meaning::Identifier(_)) if context == Context::Word => continue,
            Some(_) => match context {
                Context::Command => format!("“{name}” would be the command itself"),
                Context::Quoted => format!("“{name}” may hold anything: leave it without quotes, they are added"),
                Context::Comment => format!("“{name}” cannot be kept inside a comment"),
                Context::Word | Context::Elsewhere => format!("“{name}” cannot be quoted here"),
            },
        };
        told.error(Rule::L15, &place(snippet, hole.range.start), wrong);
    }
}

fn is_shell(language: Language) -> bool {
    matches!(language, Language::Sh | Language::Powershell)
}

fn is_sql(language: Language) -> bool {
    matches!(language, Language::Sql | Language::Mysql | Language::Postgresql)
}

fn place(snippet: &Snippet, byte: usize) -> Place {
    Place::in_block(&snippet.at.file, snippet.at.line, &snippet.code, byte)
}
