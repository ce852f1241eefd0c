//! The library of runbooks: what Keyturn ships and what a team's folders hold, read when it is asked for.
//!
//! A file that is wrong is told with its place, and takes no other away. A team's runbook can be read and followed at
//! once; it is approved, and its buttons work, when a person has approved exactly what it says, includes copied in.

mod act;
mod files;
mod library;
pub mod offline;
mod page;

pub use library::{FolderShown, Library, Standing};
pub use page::{Form, text};

pub(crate) use library::LastLibrary;

// What the library is made of. Faces name it here, so that they need not know who parses.
pub use keyturn_runbook::catalogue::{Catalogue, Entry};
pub use keyturn_runbook::finding::{Finding, Level};
pub use keyturn_runbook::issuer::Issuer;
pub use keyturn_runbook::runbook::Runbook;
pub use keyturn_runbook::shipped::SHIPPED;
pub use keyturn_runbook::words::RunbookKind;
