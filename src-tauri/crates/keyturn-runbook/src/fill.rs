//! A snippet with its placeholders filled in, each value typed, quoted for its language, or not inserted.

mod context;
mod quote;

use std::collections::BTreeMap;

pub use context::{Context, contexts};

use crate::placeholder::{Form, Meaning, holes, meaning, visible};
use crate::runbook::Snippet;
use crate::words::Language;

/// Values of placeholders by their names, and `aws.profile` and `region` for `{{aws}}`.
pub type Values = BTreeMap<String, String>;

/// A filled snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text; what is missing or refused stands in it as `‹name: why›`.
    pub text: String,
    /// What was not inserted, in the order of the text, each name once.
    pub gaps: Vec<Gap>,
}

impl Filled {
    /// Whether it can be copied: nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.gaps.is_empty()
    }
}

/// A placeholder that was not filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its name, or for `{{aws}}` the name of what is missing of it.
    pub name: String,
    /// Why.
    pub why: NotInserted,
}

/// Why a value was not inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInserted {
    /// Nobody knows it yet: it can be typed in.
    #[error("not known")]
    Unknown,
    /// The value does not have the placeholder's form.
    #[error("has characters that do not belong in it")]
    Form,
    /// The value begins with a hyphen and would be read as an option.
    #[error("begins with a hyphen, which would be an option")]
    Option,
    /// The value cannot stand there safely.
    #[error("cannot be quoted here")]
    Place,
    /// The placeholder is for reading only, or no placeholder at all.
    #[error("is not for snippets")]
    Display,
    /// An identifier needs `db.engine`.
    #[error("needs the database engine")]
    Engine,
}

/// Fills a snippet.
pub fn fill(snippet: &Snippet, values: &Values) -> Filled {
    let engine = match (snippet.language, values.get("db.engine").map(String::as_str)) {
        (Language::Sql, Some("mysql" | "mariadb")) => Language::Mysql,
        (Language::Sql, Some("postgres" | "postgresql")) => Language::Postgresql,
        (language, _) => language,
    };
    let mut filled = Filled { text: String::with_capacity(snippet.code.len()), gaps: Vec::new() };
    let mut done = 0;
    for hole in contexts(snippet.language, &snippet.code) {
        filled.text.push_str(snippet.code.get(done..hole.range.start).unwrap_or_default());
        done = hole.range.end;
        match insert(hole.name, hole.context, engine, values) {
            Ok(text) => filled.text.push_str(&text),
            Err(gap) => {
                filled.text.push_str(&marked(&gap));
                if filled.gaps.iter().all(|known| known.name != gap.name) {
                    filled.gaps.push(gap);
                }
            }
        }
    }
    filled.text.push_str(snippet.code.get(done..).unwrap_or_default());
    filled
}

/// A text for reading (prose, questions) with its placeholders filled in: what cannot be seen is shown as its code.
pub fn fill_text(text: &str, values: &Values) -> String {
    fill_with(text, values, visible)
}

/// The same for Markdown: a value stays words, whatever it holds (CommonMark 2.4: any ASCII punctuation can be escaped).
pub fn fill_markdown(text: &str, values: &Values) -> String {
    let escaped = |letter: char| {
        let escape = if letter.is_ascii_punctuation() { "\\" } else { "" };
        format!("{escape}{}", if letter == '\n' { ' ' } else { letter })
    };
    fill_with(text, values, |value| visible(value).chars().map(escaped).collect())
}

fn fill_with(text: &str, values: &Values, shown: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut done = 0;
    for (range, name) in holes(text) {
        filled.push_str(text.get(done..range.start).unwrap_or_default());
        done = range.end;
        match values.get(name) {
            Some(value) => filled.push_str(&shown(value)),
            None => filled.push_str(&marked(&Gap { name: name.to_owned(), why: NotInserted::Unknown })),
        }
    }
    filled.push_str(text.get(done..).unwrap_or_default());
    filled
}

fn marked(gap: &Gap) -> String {
    format!("‹{}: {}›", gap.name, gap.why)
}

/// The text to insert for one name.
fn insert(name: &str, context: Context, language: Language, values: &Values) -> Result<String, Gap> {
    let gap = |why| Gap { name: name.to_owned(), why };
    match meaning(name).ok_or_else(|| gap(NotInserted::Display))? {
        Meaning::Aws => aws(language, context, values),
        Meaning::Value(form) => {
            let value = admitted(name, form, values)?;
            quote::value(language, context, form, value).map_err(gap)
        }
        Meaning::Identifier(form) => {
            let base = name.strip_suffix("_ident").unwrap_or(name);
            let value = admitted(base, form, values)?;
            quote::identifier(language, context, value).map_err(gap)
        }
    }
}

/// `aws --profile <profile> --region <region>`.
fn aws(language: Language, context: Context, values: &Values) -> Result<String, Gap> {
    if !matches!(language, Language::Sh | Language::Powershell) {
        return Err(Gap { name: "aws".to_owned(), why: NotInserted::Place });
    }
    let word = |name: &str, form| {
        let value = admitted(name, form, values)?;
        let inner = if context == Context::Command { Context::Word } else { context };
        quote::value(language, inner, form, value).map_err(|why| Gap { name: name.to_owned(), why })
    };
    Ok(format!("aws --profile {} --region {}", word("aws.profile", Form::Line)?, word("region", Form::Region)?))
}

/// The value of a name, if it is known and has its form.
fn admitted<'v>(name: &str, form: Form, values: &'v Values) -> Result<&'v str, Gap> {
    let gap = |why| Gap { name: name.to_owned(), why };
    let value = values.get(name).ok_or_else(|| gap(NotInserted::Unknown))?;
    if form == Form::Display {
        return Err(gap(NotInserted::Display));
    }
    if form.admits(value) { Ok(value) } else { Err(gap(NotInserted::Form)) }
}

#[cfg(test)]
mod tests;
