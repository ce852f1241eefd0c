//! A made-up organisation and a loopback endpoint that speaks the AWS protocols for it.
//!
//! The demo, the tests and the benchmarks read it through the real SDK. Nothing here is a person, a company or a
//! credential. Deliberately absent: signatures (they are parsed, never verified), writes, and any operation that
//! Keyturn does not call, save those that return values: they answer with canaries, and their calls are counted.

pub mod demo;
pub mod generate;
pub mod held;
pub mod identities;
mod identity_center;
pub mod organisation;
pub mod profiles;
pub mod server;
pub mod traffic;

pub use generate::{Spec, generate, plant_hostile};
pub use organisation::{Contents, Member, Organisation, Place};
pub use server::{Effect, Fault, Options, Server, StartError, Times};
pub use traffic::{Traffic, TrafficSpec};
