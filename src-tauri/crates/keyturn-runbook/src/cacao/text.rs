//! Texts, conditions and names as CACAO writes them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::condition::{Condition, Expression};
use crate::placeholder::holes;
use crate::runbook::Step;
use crate::words::Act;

/// A fact or placeholder as a variable's name: `__secret_name__` (CACAO 2.0, 10.18).
pub(super) fn variable(name: &str) -> String {
    let name: String = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    format!("__{name}__")
}

/// A text with its placeholders as references to variables.
pub(super) fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut done = 0;
    for (range, name) in holes(text) {
        marked.push_str(text.get(done..range.start).unwrap_or_default());
        marked.push_str(&variable(name));
        marked.push_str(":value");
        done = range.end;
    }
    marked.push_str(text.get(done..).unwrap_or_default());
    marked
}

/// What a person does in a step, in base64 as CACAO wants texts of several lines.
pub(super) fn manual(step: &Step) -> String {
    let mut parts = vec![step.title.clone(), step.prose.clone()];
    for snippet in &step.snippets {
        parts.push(format!("({} {})\n{}", snippet.language, snippet.risk, snippet.code.trim_end()));
    }
    if step.act == Act::Decision {
        let choices: Vec<String> =
            step.choices.iter().map(|choice| format!("- {}: {}", choice.value, choice.label)).collect();
        parts.push(format!("Choose:\n{}", choices.join("\n")));
    }
    let evidence: Vec<String> = step.evidence.iter().map(|evidence| format!("- {}", evidence.prompt)).collect();
    parts.push(format!("Record:\n{}", evidence.join("\n")));
    parts.push(format!("Done when: {}", step.verify));
    parts.retain(|part| !part.is_empty());
    BASE64_STANDARD.encode(marked(&parts.join("\n\n")))
}

/// A condition as a STIX comparison expression over variables (CACAO 2.0, 4.9 and 10.18).
pub(super) fn condition(condition: &Condition) -> String {
    expression(condition.expression())
}

fn expression(tree: &Expression) -> String {
    let join = |parts: &[Expression], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| format!("({})", expression(part))).collect();
        parts.join(word)
    };
    match tree {
        Expression::Or(parts) => join(parts, " OR "),
        Expression::And(parts) => join(parts, " AND "),
        Expression::Not(part) => match part.as_ref() {
            Expression::In(fact, values) if values.len() == 1 => {
                format!("{}:value != {}", variable(fact), quoted(values))
            }
            other => format!("NOT ({})", expression(other)),
        },
        // The value of a variable that nobody has set is empty.
        Expression::Known(fact) => format!("{}:value != ''", variable(fact)),
        Expression::In(fact, values) if values.len() == 1 => format!("{}:value = {}", variable(fact), quoted(values)),
        Expression::In(fact, values) => format!("{}:value IN ({})", variable(fact), quoted(values)),
    }
}

fn quoted(values: &[String]) -> String {
    let quote = |value: &String| format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"));
    values.iter().map(quote).collect::<Vec<_>>().join(", ")
}
