//! A review's evidence: the pack that an auditor checks without trusting Keyturn, and the packets that carry decisions
//! between the lead and the reviewers.
//!
//! It turns data into bytes and bytes into a verdict. It knows neither database nor AWS, and time is an argument: the
//! check of a pack must stand alone. Only [`archive`] touches files.
//!
//! [`contents`] is what a pack says; [`write()`] makes its files of it and signs their [`manifest`] with a [`key`];
//! [`verify()`] checks them, each thing by its name; [`diff()`] compares two. [`packet`] is the other half.

pub mod archive;
pub mod contents;
pub mod controls;
mod diff;
pub mod key;
pub mod manifest;
mod names;
pub mod packet;
mod readme;
mod report;
pub mod samples;
mod sheet;
mod sheets;
pub mod strict;
mod verify;
mod write;

pub use contents::{Contents, Names};
pub use diff::{Diff, Difference, diff};
pub use names::NamesFault;
pub use report::shows;
pub use verify::{Check, Verification, verify, verify_path};
pub use write::{CONTENTS, Pack, WriteFault, write};
