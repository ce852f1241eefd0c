//! Reads the environment and the service out of a secret's name by templates such as `/{env}/{service}/{name}`.
//!
//! A template fits only where a known word for an environment stands in its place, so that `/common/web/KEY` is not
//! taken for the environment *common*. A leading slash makes no difference: Parameter Store wants one, Secrets Manager
//! does without.

use std::sync::LazyLock;

use regex::Regex;

/// Words for environments, by the one word that is shown and filtered by.
const ENVIRONMENTS: [(&str, &str); 4] = [
    ("prod", "prod|production|prd|live"),
    ("stage", "stage|staging|stg|uat|preprod|pre-prod|preproduction"),
    ("dev", "dev|devel|development"),
    ("test", "test|testing|tst|qa|sandbox"),
];

/// What may follow such a word: a number or a region, as in `prod2`, `prod-eu` and `prod-us-east-1`.
const ENVIRONMENT_ENDS: &str = "[-_]?[0-9]{1,2}|[-_](?:eu|us|uk|ap|ca|sa|me|af|il|de|fr)(?:[-_][a-z]+[-_]?[0-9])?";

/// Templates that read most names without anything being configured, the fullest first.
const DEFAULTS: [&str; 4] = ["/{env}/{service}/{name}", "/{service}/{env}/{name}", "/{env}/{name}", "/{service}/{env}"];

/// A shape of names.
#[derive(Clone, Debug)]
pub struct PathTemplate {
    text: String,
    shape: Regex,
}

/// Text that is not a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// It reads nothing.
    #[error("the template needs {{env}} or {{service}}, such as /{{env}}/{{service}}/{{name}}")]
    ReadsNothing,
    /// A placeholder that is not known, or a brace without its other.
    #[error("{0:?} is not a placeholder: use {{env}}, {{service}}, {{any}} or {{name}}")]
    Placeholder(String),
    /// A placeholder that stands twice.
    #[error("{{{0}}} may stand once")]
    Twice(String),
    /// Something after the placeholder for the rest of the name.
    #[error("nothing may follow {{name}}: it is the rest of the name")]
    AfterName,
    /// It is far too long.
    #[error("the template is too long: at most 200 characters")]
    TooLong,
}

/// What a name says by its shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathParts {
    /// The environment by its usual word: `prod`, `stage`, `dev` or `test`.
    pub environment: Option<String>,
    /// The service, as the name writes it.
    pub service: Option<String>,
}

impl PathTemplate {
    /// Reads a template: `{env}` a word for an environment, `{service}` and `{any}` text without a slash, `{name}` the
    /// rest of the name, anything else itself in any case.
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        if text.chars().count() > 200 {
            return Err(BadTemplate::TooLong);
        }
        let mut shape = String::from("(?i)^/?");
        let mut rest = text.strip_prefix('/').unwrap_or(text);
        let mut seen: Vec<&str> = Vec::new();
        while let Some((literal, after)) = rest.split_once('{') {
            shape.push_str(&literal_pattern(literal)?);
            let placeholder = |end: usize| format!("{{{}", after.chars().take(end).collect::<String>());
            let (word, after) = after.split_once('}').ok_or_else(|| BadTemplate::Placeholder(placeholder(40)))?;
            if word != "any" && seen.contains(&word) {
                return Err(BadTemplate::Twice(word.to_owned()));
            }
            seen.push(word);
            match word {
                "env" => shape.push_str(&environment_pattern()),
                // Up to the character that follows it in the template, so that `{service}-{name}` means the first dash.
                "service" => shape.extend(["(?P<service>[^", &stops(after), "]+)"]),
                "any" => shape.extend(["[^", &stops(after), "]+"]),
                "name" if after.is_empty() => shape.push_str("(?s:.+)"),
                "name" => return Err(BadTemplate::AfterName),
                _ => return Err(BadTemplate::Placeholder(placeholder(word.chars().count().min(40) + 1))),
            }
            rest = after;
        }
        shape.push_str(&literal_pattern(rest)?);
        shape.push('$');
        if !seen.iter().any(|word| matches!(*word, "env" | "service")) {
            return Err(BadTemplate::ReadsNothing);
        }
        let shape = Regex::new(&shape).map_err(|_| BadTemplate::TooLong)?;
        Ok(Self { text: text.to_owned(), shape })
    }

    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The templates that Keyturn uses where none are configured.
    pub fn defaults() -> &'static [Self] {
        static PARSED: LazyLock<Vec<PathTemplate>> =
            LazyLock::new(|| DEFAULTS.iter().filter_map(|text| PathTemplate::parse(text).ok()).collect());
        &PARSED
    }
}

/// Reads a name by the first template that fits; empty where none does.
pub fn read(name: &str, templates: &[PathTemplate]) -> PathParts {
    let Some(found) = templates.iter().find_map(|template| template.shape.captures(name)) else {
        return PathParts::default();
    };
    let environment =
        ENVIRONMENTS.iter().find(|(word, _)| found.name(word).is_some()).map(|(word, _)| (*word).to_owned());
    PathParts { environment, service: found.name("service").map(|service| service.as_str().to_owned()) }
}

/// Whether a name of a profile, an account or a role says that it is production: one of its words does, and the word
/// before does not take it back (`non-prod`).
pub fn says_production(name: &str) -> bool {
    let words = ENVIRONMENTS.iter().find(|(word, _)| *word == "prod").map_or("", |(_, words)| *words);
    let lower = name.to_lowercase();
    let mut before = "";
    for part in lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let bare = part.trim_end_matches(|c: char| c.is_ascii_digit());
        if words.split('|').any(|word| word == bare) && !matches!(before, "non" | "not" | "no" | "pre") {
            return true;
        }
        before = part;
    }
    false
}

/// Splits a name into its path with the last slash, and its leaf. Together they are the name; only an empty name has an
/// empty leaf.
pub fn split(name: &str) -> (&str, &str) {
    let last = name.trim_end_matches('/').rfind('/');
    last.and_then(|slash| name.split_at_checked(slash + 1)).unwrap_or(("", name))
}

/// A group for each environment, named by its usual word.
fn environment_pattern() -> String {
    let groups: Vec<String> =
        ENVIRONMENTS.iter().map(|(word, words)| format!("(?P<{word}>(?:{words})(?:{ENVIRONMENT_ENDS})?)")).collect();
    format!("(?:{})", groups.join("|"))
}

fn literal_pattern(literal: &str) -> Result<String, BadTemplate> {
    if literal.contains('}') {
        return Err(BadTemplate::Placeholder(literal.chars().take(40).collect()));
    }
    Ok(regex::escape(literal))
}

/// The characters at which text without a slash ends, inside the brackets of a pattern.
fn stops(after: &str) -> String {
    let next = after.chars().next().filter(|next| !matches!(next, '/' | '{'));
    format!("/{}", next.map(|next| regex::escape(&next.to_string())).unwrap_or_default())
}

#[cfg(test)]
mod tests;
