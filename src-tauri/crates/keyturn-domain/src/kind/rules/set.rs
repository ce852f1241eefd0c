//! Rules as they stand in `rules.toml`, and the same compiled for many names a second.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder, SetMatches};
use serde::Deserialize;

use crate::kind::{Kind, words};
use crate::rotation::RotatedBy;
use crate::secret::Secret;

/// The version of the file's form that this code reads.
const SCHEMA: u32 = 1;

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadRules {
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    #[error("schema {0} is not known: this version reads schema {SCHEMA}")]
    Schema(u32),
    #[error(transparent)]
    Pattern(#[from] regex::Error),
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    schema: u32,
    qualifiers: Vec<String>,
    tagged: Vec<String>,
    words: BTreeMap<String, String>,
    pub(super) test: NameList,
    pub(super) telling: NameList,
    pub(super) rule: Vec<Rule>,
}

/// Patterns that are no rule for a kind, with names they must and must not fit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameList {
    #[serde(default)]
    leaf_ends: Vec<String>,
    #[serde(default)]
    name_has: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "samples are for the test that runs them"))]
    pub(super) must: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "samples are for the test that runs them"))]
    pub(super) must_not: Vec<String>,
}

/// One rule: every condition that is given must hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) reason: String,
    pub(super) plain: Option<bool>,
    #[serde(default)]
    pub(super) owning_service: Vec<String>,
    #[serde(default)]
    pub(super) external_type: Vec<String>,
    #[serde(default)]
    pub(super) tag: Vec<String>,
    #[serde(default)]
    leaf_is: Vec<String>,
    #[serde(default)]
    leaf_begins: Vec<String>,
    #[serde(default)]
    leaf_has: Vec<String>,
    #[serde(default)]
    leaf_ends: Vec<String>,
    #[serde(default)]
    name_begins: Vec<String>,
    #[serde(default)]
    name_has: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "samples are for the test that runs them"))]
    pub(super) must: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "samples are for the test that runs them"))]
    pub(super) must_not: Vec<String>,
}

/// Compiled rules.
#[derive(Debug, Default)]
pub(super) struct RuleSet {
    rules: Vec<Compiled>,
    tagged: Vec<String>,
    /// Every pattern of every rule: one pass over a name says which fit.
    patterns: RegexSet,
    test: Option<usize>,
    telling: Option<usize>,
}

#[derive(Debug)]
struct Compiled {
    rule: Rule,
    external: Option<Regex>,
    /// Patterns that must fit.
    fits: Vec<usize>,
    /// The pattern that must not.
    unless: Option<usize>,
    /// What stands for words in the reason, and what finds those words.
    says: Option<(&'static str, String)>,
    /// The latter, compiled when a reason first needs it: most rules never do.
    finds: OnceLock<Option<Regex>>,
}

impl RuleFile {
    pub(super) fn parse(text: &str) -> Result<Self, BadRules> {
        let file: Self = toml::from_str(text)?;
        if file.schema == SCHEMA { Ok(file) } else { Err(BadRules::Schema(file.schema)) }
    }
}

impl RuleSet {
    /// Reads and compiles rules.
    pub(super) fn parse(toml: &str) -> Result<Self, BadRules> {
        let file = RuleFile::parse(toml)?;
        let one_of = |before: &str, phrases: &[String], after: &str| {
            let phrases = file.words.iter().fold(phrases.join("|"), |phrases, (word, stands_for)| {
                phrases.replace(&format!("<{word}>"), stands_for)
            });
            // A pattern for one of several phrases between two others; none without phrases.
            (!phrases.is_empty()).then(|| format!("{before}(?P<said>{phrases}){after}"))
        };
        let qualifiers = file.qualifiers.join("|");
        let mut patterns: Vec<String> = Vec::new();
        let mut add = |pattern: Option<String>| {
            pattern.map(|pattern| {
                patterns.push(pattern);
                patterns.len() - 1
            })
        };
        // After the last word of a leaf may stand words such as `v2` and `old`; `[^/]*` is any rest of the leaf.
        let end = format!("(?:_(?:{qualifiers}))*$");
        let rest = "(?:_[^/]*)?$";
        let mut rules = Vec::with_capacity(file.rule.len());
        for rule in file.rule {
            let written = [
                one_of("(?:^|/)", &rule.leaf_is, &end),
                one_of("(?:^|[/_])", &rule.leaf_ends, &end),
                one_of("(?:^|[/_])", &rule.leaf_has, rest),
                one_of("(?:^|/)", &rule.leaf_begins, rest),
                one_of("^", &rule.name_begins, "(?:[/_]|$)"),
                one_of("(?:^|[/_])", &rule.name_has, "(?:[/_]|$)"),
            ];
            let [leaf_is, leaf_ends, leaf_has, leaf_begins, _, name_has] = &written;
            let leaf = [leaf_is, leaf_ends, leaf_has, leaf_begins].into_iter().flatten().next();
            let says = [("{leaf}", leaf), ("{name}", name_has.as_ref())].into_iter();
            let says = says.filter_map(|(mark, pattern)| Some((mark, pattern.filter(|_| rule.reason.contains(mark))?)));
            let says = says.map(|(mark, pattern)| (mark, pattern.clone())).next();
            let external = one_of("(?:^|_)", &rule.external_type, "(?:_|$)");
            let external = external.map(|pattern| compile(&pattern)).transpose()?;
            let fits = written.into_iter().filter_map(&mut add).collect();
            let unless = add(one_of("(?:^|[/_])", &rule.unless, rest));
            rules.push(Compiled { rule, external, fits, unless, says, finds: OnceLock::new() });
        }
        let mut list = |list: &NameList| {
            let written =
                [one_of("(?:^|[/_])", &list.leaf_ends, &end), one_of("(?:^|[/_])", &list.name_has, "(?:[/_]|$)")];
            let both = written.into_iter().flatten().collect::<Vec<_>>().join("|").replace("?P<said>", "?:");
            add((!both.is_empty()).then_some(both))
        };
        let test = list(&file.test);
        let telling = list(&file.telling);
        let patterns = RegexSetBuilder::new(&patterns).unicode(false).build()?;
        Ok(Self { rules, tagged: file.tagged, patterns, test, telling })
    }

    /// What fits a name in [`words`]: one pass for all that follows.
    pub(super) fn fits(&self, name: &str) -> SetMatches {
        self.patterns.matches(name.as_bytes())
    }

    /// The kind and the reason for it. `name` is the secret's name in [`words`], and `fits` what fits it.
    pub(super) fn kind(&self, secret: &Secret, name: &str, fits: &SetMatches) -> (Kind, String) {
        if let Some((kind, reason)) = self.tagged(secret) {
            return (kind, reason);
        }
        let external = match &secret.rotation.by {
            RotatedBy::External { secret_type } => Some(words::of(secret_type)),
            _ => None,
        };
        let rule = self.rules.iter().find(|compiled| {
            compiled.fits.iter().all(|pattern| fits.matched(*pattern))
                && !compiled.unless.is_some_and(|pattern| fits.matched(pattern))
                && compiled.holds_for(secret, external.as_deref())
        });
        match rule {
            Some(compiled) => (compiled.rule.kind, compiled.reason(name)),
            None => (Kind::Unclassified, "no rule fits its name, tags, type or owning service".to_owned()),
        }
    }

    /// Whether the name speaks of a test mode or sandbox.
    pub(super) fn is_test(&self, fits: &SetMatches) -> bool {
        self.test.is_some_and(|pattern| fits.matched(pattern))
    }

    /// Whether the name ends in a word that says *secret* without saying which kind.
    pub(super) fn is_telling(&self, fits: &SetMatches) -> bool {
        self.telling.is_some_and(|pattern| fits.matched(pattern))
    }

    /// The kind that a tag names, such as `kind=api_key`: the organisation knows best.
    fn tagged(&self, secret: &Secret) -> Option<(Kind, String)> {
        let tags = secret.tags.as_ref()?;
        tags.iter()
            .filter(|(key, _)| self.tagged.contains(&key.to_lowercase()))
            .filter_map(|(key, value)| Some((key, Kind::from_code(&value.to_lowercase().replace(['-', ' '], "_"))?)))
            // A tag takes nothing out of review that somebody chose to encrypt.
            .find(|(_, kind)| kind.is_secret() || secret.is_plain_text())
            .map(|(key, kind)| (kind, format!("its tag {key} says {kind}")))
    }
}

impl Compiled {
    fn holds_for(&self, secret: &Secret, external: Option<&str>) -> bool {
        let rule = &self.rule;
        let owned = || {
            let owner = secret.owning_service.as_deref().unwrap_or_default();
            let owner = owner.strip_suffix(".amazonaws.com").unwrap_or(owner);
            rule.owning_service.iter().any(|service| service == owner)
        };
        let tagged = || secret.tags.as_ref().is_some_and(|tags| rule.tag.iter().any(|key| tags.contains_key(key)));
        rule.plain.is_none_or(|plain| plain == secret.is_plain_text())
            && (rule.owning_service.is_empty() || owned())
            && (rule.tag.is_empty() || tagged())
            && self.external.as_ref().is_none_or(|of| external.is_some_and(|external| of.is_match(external.as_bytes())))
    }

    fn reason(&self, name: &str) -> String {
        let said = self.says.as_ref().and_then(|(mark, pattern)| {
            let finds = self.finds.get_or_init(|| compile(pattern).ok()).as_ref()?;
            Some((mark, name.get(finds.captures(name.as_bytes())?.name("said")?.range())?))
        });
        said.map_or_else(|| self.rule.reason.clone(), |(mark, said)| self.rule.reason.replace(mark, said))
    }
}

/// Rules speak of ASCII alone: without Unicode's classes, patterns are a fraction of the size.
fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).unicode(false).build()
}
