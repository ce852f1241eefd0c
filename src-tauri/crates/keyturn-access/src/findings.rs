//! The rules behind [`crate::finding`], by what they look at.

pub(crate) mod identity;
pub(crate) mod keys;
pub(crate) mod resource;

#[cfg(test)]
mod tests;
