//! The policies that Keyturn ships, and what they are taken from.

use std::sync::LazyLock;

use super::{Matches, RotationPolicy, parse};
use crate::kind::Kind;

/// A shipped policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name, as in the file.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The file.
    pub text: &'static str,
}

/// The name of the policy that holds where nobody chose one.
pub const DEFAULT_PRESET: &str = "balanced";

/// Every shipped policy, the default first.
pub const PRESETS: [Preset; 7] = [
    Preset { name: DEFAULT_PRESET, title: "Balanced", text: include_str!("presets/balanced.toml") },
    Preset { name: "strict", title: "Strict", text: include_str!("presets/strict.toml") },
    Preset {
        name: "django-ecs-guide",
        title: "Django and ECS guide",
        text: include_str!("presets/django-ecs-guide.toml"),
    },
    Preset { name: "production-guide", title: "Production guide", text: include_str!("presets/production-guide.toml") },
    Preset { name: "patterns-guide", title: "Patterns guide", text: include_str!("presets/patterns-guide.toml") },
    Preset { name: "article", title: "Article", text: include_str!("presets/article.toml") },
    Preset { name: "skill", title: "Skill", text: include_str!("presets/skill.toml") },
];

/// The shipped policy of this name.
pub fn preset(name: &str) -> Option<RotationPolicy> {
    let preset = PRESETS.iter().find(|preset| preset.name == name)?;
    // A test reads every preset.
    parse(preset.text).ok()
}

/// The age in days that the shipped *strict* policy gives a kind: modifiers shorten no age below it. `None` for kinds
/// that it keeps off the calendar.
pub fn strict_days(kind: Kind) -> Option<u32> {
    static STRICT: LazyLock<Vec<(Kind, Option<u32>)>> = LazyLock::new(|| {
        let Some(policy) = preset("strict") else { return Vec::new() };
        let of = |kind| {
            let plain = Matches::default();
            let rules = || {
                policy.rules.iter().filter(|rule| rule.matches.levels.is_empty() && rule.matches.automatic.is_none())
            };
            let by_kind = rules().find(|rule| rule.matches.kinds.contains(&kind) && rule.matches.tags.is_empty());
            by_kind.or_else(|| rules().find(|rule| rule.matches == plain))?.age.days()
        };
        Kind::ALL.into_iter().map(|kind| (kind, of(kind))).collect()
    });
    STRICT.iter().find(|(of, _)| *of == kind).and_then(|(_, days)| *days)
}
