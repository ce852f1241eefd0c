//! The 28 things that break readers of CloudTrail, one named test each, and a run over whole folders of real events.
//!
//! Excerpts marked *TrailDiscover* are from <https://github.com/adanalvarez/TrailDiscover> (CC BY 4.0), those marked
//! *Stratus* from Stratus Red Team's recorded logs, <https://github.com/DataDog/stratus-red-team> (Apache-2.0); accounts
//! and key ids are replaced by AWS's documented samples. The others are written after AWS's documentation. Case 21 (late
//! and unordered) is a property of `reads`, case 28 (benign bursts) of the detections.

#![expect(clippy::expect_used, reason = "what a test's helper cannot do stops the test, with the reason")]

mod corpus;
mod delivery;
mod folder;
mod identity;
mod request;
mod support;
