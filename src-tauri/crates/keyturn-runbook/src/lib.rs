//! Runbook files: Markdown with small TOML blocks, which people follow when a secret is in trouble.
//!
//! A file is parsed with its places ([`parse`]), its includes are copied in ([`resolve`]), rules tell what is wrong
//! ([`lint`]). Conditions decide in three values ([`condition`]), placeholders are filled and quoted for their language
//! ([`placeholder`], [`fill`]), and a runbook becomes a page ([`page`]) or a CACAO playbook ([`cacao`]).
//! What Keyturn ships is embedded ([`shipped()`]). Deliberately absent: IO, the clock, async, and anything that runs what a runbook says.

pub mod cacao;
pub mod catalogue;
pub mod condition;
pub mod difference;
pub mod document;
pub(crate) mod fields;
pub mod fill;
pub mod finding;
pub mod issuer;
pub mod lint;
pub(crate) mod markdown;
pub mod page;
pub mod parse;
pub mod pin;
pub mod place;
pub mod placeholder;
pub mod resolve;
pub mod runbook;
pub mod sarif;
pub mod shipped;
pub mod span;
pub mod template;
pub mod words;

pub use shipped::shipped;
