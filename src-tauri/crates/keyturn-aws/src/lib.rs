//! Keyturn's collectors for AWS: sign-in, and the calls that read metadata.
//!
//! The only package that knows the AWS SDK's clients. [`discover`] turns sources into [`Target`]s, a target's
//! [`CellReader`] lists one cell page by page, [`Target::inspect`] reads one secret whole, [`Target::lookup`] lists
//! events of CloudTrail, [`Target::trails`] what the trails look like. What cannot be read comes
//! back as a [`Problem`](keyturn_domain::problem::Problem) beside what could, never as an error of the whole.
//!
//! No call here returns a secret's value: `.clippy.toml` refuses the methods that would. One call changes something,
//! [`rotate_secret`], which a person turns on and asks for each time.
//!
//! What the SDK reads from its surroundings is honoured: `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE`,
//! `AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL` (and its form for each service, and `endpoint_url` in a profile),
//! `AWS_USE_FIPS_ENDPOINT`, `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`. Keyturn adds `AWS_CA_BUNDLE`, which the SDK does
//! not read. Not honoured: `ca_bundle` in a profile; `mfa_serial` beside `credential_source`; profiles whose names hold
//! white space, which the SDK's parser leaves out. Files are read, never written, but for the cached tokens of
//! start pages in `~/.aws/sso/cache`, which are kept as the AWS CLI keeps them.

pub mod access;
mod accounts;
pub mod actions;
mod ask;
mod chain;
mod connection;
mod convert;
mod discover;
mod failure;
mod held;
mod http;
mod inspect;
mod keys;
pub mod lookup;
mod message;
mod parallel;
mod probe;
mod profiles;
mod rates;
mod reader;
mod regions;
mod role;
mod rotate;
mod sign_in;
mod sign_in_list;
mod sso;
mod tags;
mod target;
mod trails;
mod trying;
mod versions;

pub use ask::{NotASignIn, Question, SignInId, SignIns, Verdict, Why};
pub use connection::{Connection, StaticCredentials};
pub use discover::{Discovery, discover, discover_account, discover_heard};
pub use inspect::Inspection;
pub use probe::{Outcome, Probe, server_time};
pub use profiles::{ProfileFound, ProfilesFound, SignIn, profiles};
pub use rates::Rates;
pub use reader::CellReader;
pub use rotate::rotate_secret;
pub use sign_in_list::{SignInFound, sign_in_to, sign_ins};
pub use sso::SignInState;
pub use sso::device::{Because, DeviceCode, SignInFailed};
pub use target::Target;
pub use trails::Trails;
pub use trying::{Caller, ProfileTried, try_profiles};
