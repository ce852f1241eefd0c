//! Reviews of access: campaigns, their frozen items, the log of what people decided, and what is to go.
//!
//! The log is the truth: what is written beside an item (who decides now, what follows) is worked out from its entries in
//! the transaction that adds one, so that lists and counts are SQL.

mod campaigns;
mod frozen;
mod items;
mod log;
mod removals;
mod tally;

#[cfg(test)]
mod testing;

pub(crate) use campaigns::CREATE as CAMPAIGNS;
pub(crate) use frozen::CREATE as FROZEN;
pub(crate) use items::CREATE as ITEMS;
pub(crate) use log::CREATE as LOG;
pub(crate) use removals::CREATE as REMOVALS;

pub use items::{ItemRow, ItemsAsked, Tab};
pub use log::ItemEntry;
pub use tally::{AccountTally, ReviewTally};

super::handles!(review, Reviews, ReviewsWriter, "reviews of access");
