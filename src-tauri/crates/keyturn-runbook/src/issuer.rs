//! Issuer cards: how a supplier's credential is replaced and revoked, as data with the day somebody checked it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fields::Fields;
use crate::finding::{Finding, Rule};
use crate::markdown::{Block, short, split};
use crate::parse::{id_of_file, is_kebab, text};
use crate::place::Place;
use crate::words::words;

words! {
    /// Whether two values of one credential can be valid at once.
    TwoAtOnce {
        /// Yes: the new one can be rolled out before the old one is revoked.
        Yes = "yes",
        /// Making a new value ends the old one at once.
        No = "no",
        /// As the card's text says.
        Depends = "depends",
    }
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// Its id: the name of its file.
    pub id: String,
    /// The issuer and the credential.
    pub name: String,
    /// Codes of the kinds of secrets that it issues.
    pub kinds: Vec<String>,
    /// Where the credential is managed; `https`.
    pub console: Option<String>,
    /// How a new value is made.
    pub new_value: String,
    /// Whether two values can be valid at once.
    pub two_at_once: TwoAtOnce,
    /// How the old value is revoked.
    pub revoke: String,
    /// How soon it is refused.
    pub takes_effect: String,
    /// Where its use shows.
    pub usage: String,
    /// The day on which a person last compared the card with its sources. Without one the card is unchecked, and shown so.
    pub checked: Option<NaiveDate>,
    /// Where it can be read.
    pub sources: Vec<String>,
    /// What else to know, as Markdown.
    pub prose: String,
    /// Where it stands. Not part of the JSON.
    #[serde(skip)]
    pub at: Place,
}

/// Reads a card: a title, a block ` ```toml issuer `, and prose.
pub fn parse(file: &str, bytes: &[u8]) -> (Option<Issuer>, Vec<Finding>) {
    let at = Place::line(file, 1);
    let source = match text(file, bytes) {
        Ok(source) => source,
        Err(finding) => return (None, vec![finding]),
    };
    let (blocks, mut findings) = split(file, source);
    let mut prose = Vec::new();
    let mut card = None;
    for (number, block) in blocks.into_iter().enumerate() {
        match block {
            Block::Heading { level: 1, .. } if number == 0 => {}
            Block::Fence { info, text, line } if number == 1 && info == "toml issuer" => {
                let (read, mut found) = fields(file, &text, line);
                card = read;
                findings.append(&mut found);
            }
            Block::Prose { markdown, .. } if number > 1 => prose.push(markdown),
            Block::Heading { line, .. } | Block::Fence { line, .. } | Block::Prose { line, .. } => {
                let message = "an issuer's card is a title, a block ```toml issuer and prose";
                findings.push(Finding::error(Rule::L01, &Place::line(file, line), message));
            }
        }
    }
    let told = findings.iter().any(|finding| finding.level == crate::finding::Level::Error);
    if card.is_none() && !told {
        findings.push(Finding::error(Rule::L01, &at, "a block ```toml issuer stands below the title"));
    }
    (card.map(|card| Issuer { prose: prose.join("\n\n"), ..card }), findings)
}

fn fields(file: &str, text: &str, line: usize) -> (Option<Issuer>, Vec<Finding>) {
    let fields = match Fields::parse(file, text, line) {
        Ok(fields) => fields,
        Err(finding) => return (None, vec![finding]),
    };
    let id = fields.required("id");
    if let Some(id) = id.as_ref().filter(|id| !is_kebab(&id.value) || id.value != id_of_file(file)) {
        fields.tell(Rule::L03, &id.at, format!("the id “{}” is not the file's name", short(&id.value)));
    }
    let two_at_once = fields.word("two_at_once", TwoAtOnce::from_code, TwoAtOnce::ALL);
    if two_at_once.is_none() {
        fields.missing("two_at_once");
    }
    let console = fields.text("console");
    let sources = fields.list("sources");
    for link in console.iter().chain(&sources).filter(|link| !link.value.starts_with("https://")) {
        fields.tell(Rule::L17, &link.at, format!("“{}” is no https address", short(&link.value)));
    }
    let kinds = fields.list("kinds");
    for kind in kinds.iter().filter(|kind| keyturn_domain::kind::Kind::from_code(&kind.value).is_none()) {
        fields.tell(Rule::L09, &kind.at, format!("“{}” is no kind of secret", short(&kind.value)));
    }
    let checked = fields.date("checked");
    let texts =
        ["name", "new_value", "revoke", "takes_effect", "usage"].map(|key| fields.required(key).map(|text| text.value));
    let card = match (id, two_at_once, texts) {
        (Some(id), Some(two), [Some(name), Some(new_value), Some(revoke), Some(takes_effect), Some(usage)]) => {
            Some(Issuer {
                id: id.value,
                name,
                kinds: kinds.into_iter().map(|kind| kind.value).collect(),
                console: console.map(|console| console.value),
                new_value,
                two_at_once: two.value,
                revoke,
                takes_effect,
                usage,
                checked: checked.map(|date| date.value),
                sources: sources.into_iter().map(|source| source.value).collect(),
                prose: String::new(),
                at: Place::line(file, line),
            })
        }
        _ => None,
    };
    (card, fields.finish())
}
