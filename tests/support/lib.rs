//! What the whole-application tests share.

pub mod servers;
