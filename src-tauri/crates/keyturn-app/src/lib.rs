//! Keyturn's use cases: one function for each thing a person does.
//!
//! Here rules, database and collectors meet: a use case reads the clock once, makes its ids, writes in one
//! transaction together with its audit entry, and gives back facts. Deliberately absent: SQL, AWS clients, JSON
//! contracts, words for the screen. This is the only package that reads the clock.

pub mod access;
pub mod app;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod coverage;
pub mod data;
pub mod doctor;
pub mod error;
pub mod export;
pub mod folder;
pub mod incident;
pub mod markdown;
pub mod restore;
pub mod review;
pub mod rotation;
pub mod runbooks;
mod running;
pub mod schedule;
pub mod secrets;
pub mod session;
pub mod sign_in;
pub mod sources;
pub mod sync;
pub mod text_file;
pub mod today;
pub mod trail;
pub mod trying;
pub mod views;

pub use app::{App, Origin};
pub use clock::Clock;
pub use error::AppError;
pub use session::Session;

// What the use cases take and give. Faces name these here, so that they need not know who stores or collects.
pub use keyturn_aws::{
    Because, Connection, DeviceCode, NotASignIn, Probe, ProfileTried, ProfilesFound, Question, Rates, SignInFailed,
    SignInId, SignInState,
};
pub use keyturn_store::{
    Ask, KeyPlace, KeyringUse, LEAST_PASSPHRASE, ListedSecret, Note, OpenError, PolicyState, SeenChange, StoreError,
    StoredSecret, View,
};
pub use zeroize::Zeroizing;
