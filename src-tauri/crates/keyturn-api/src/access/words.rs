//! What policies said, in words and codes.

use keyturn_app::access::{Access, Effect, Said};

/// What a statement does: `allows`, `may deny`, `would allow, but a condition is not met`.
pub(super) fn says(said: &Said) -> &'static str {
    match (said.effect, said.holds) {
        (Effect::Allow, Access::Can) => "allows",
        (Effect::Deny, Access::Can) => "denies",
        (Effect::Allow, Access::Cannot) => "would allow, but a condition is not met",
        (Effect::Deny, Access::Cannot) => "would deny, but a condition is not met",
        (Effect::Allow, Access::Conditional) => "may allow",
        (Effect::Deny, Access::Conditional) => "may deny",
        (Effect::Allow, Access::Unknown) => "may allow: not known",
        (Effect::Deny, Access::Unknown) => "may deny: not known",
    }
}

/// Whether a condition is met.
pub(super) fn state(met: Access) -> &'static str {
    match met {
        Access::Can => "holds",
        Access::Cannot => "fails",
        Access::Conditional | Access::Unknown => "depends",
    }
}
