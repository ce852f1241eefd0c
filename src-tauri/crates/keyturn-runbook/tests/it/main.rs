//! The crate as its callers see it: the lint rule by rule, the shipped catalogue, pages, exports.

#![expect(clippy::expect_used, reason = "a test that cannot read its files has failed")]

mod cacao;
mod corpus;
mod lint;
mod page;
mod shipped;
mod support;
