//! Access: who can read a secret's value, and why.

mod dto;
mod findings;
mod map;
mod offline;
mod principal;
mod principals;
mod readers;
mod standing;
mod why;
mod words;

pub use findings::findings;
pub use map::{cell, map};
pub use offline::{CheckReply, CheckedDto, EvalReply, EvalRequest, action, check, eval};
pub use principal::principal;
pub use principals::principals;
pub use readers::readers;
pub use standing::{cancel, collect, export, import, show};
pub use why::why;
