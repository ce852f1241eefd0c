//! Access: what it is evaluated from, how many can read each secret, and since when a pair is known.

mod inputs;
mod organization;
mod secrets;
mod since;

pub(crate) use inputs::CREATE as INPUTS;
pub(crate) use organization::CREATE as ORGANIZATION;
pub(crate) use secrets::CREATE as SECRETS;
pub(crate) use since::CREATE as SINCE;

pub use inputs::AccessInput;
pub use secrets::ReaderCounts;
pub use since::KnownSince;

super::handles!(access, Access, AccessWriter, "what access is evaluated from, and what was evaluated");
