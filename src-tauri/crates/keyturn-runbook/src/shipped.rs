//! The catalogue that Keyturn ships, embedded: it is there without a file of it on the machine.

use crate::catalogue::{Folder, SourceFile};

/// The name of the shipped folder in findings. No folder of a team is called so.
pub const SHIPPED: &str = "<shipped>";

/// The files of `runbooks/`, by their paths, as they were when this was compiled.
const FILES: &[SourceFile<'static>] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The shipped folder: the first that [`crate::catalogue::load`] is given, so that a team's runbooks can replace it.
pub fn shipped() -> Folder<'static> {
    Folder { name: SHIPPED, files: FILES.to_vec() }
}
