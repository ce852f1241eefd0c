//! How many pairs of a principal and a secret stand in each way.

use keyturn_access::plain::Access;

/// How many pairs stand in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Can read.
    pub can: u64,
    /// Can under a condition.
    pub conditional: u64,
    /// Not known.
    pub unknown: u64,
}

impl Counts {
    /// Counts one more.
    pub(crate) fn add(&mut self, access: Access) {
        match access {
            Access::Can => self.can += 1,
            Access::Conditional => self.conditional += 1,
            Access::Unknown => self.unknown += 1,
            Access::Cannot => {}
        }
    }
}
