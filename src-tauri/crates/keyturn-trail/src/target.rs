//! What a call was aimed at.

use keyturn_domain::account::{AccountId, Region};
use keyturn_domain::store::Store;
use serde::{Deserialize, Serialize};

/// A secret or parameter as a record names it, brought to one form.
///
/// Secrets Manager's name is without the six random characters; a parameter's has the form of its ARN: `/a/b` with the
/// slash, `a` without (`/a` and `a` share an ARN, and are one here: `/a` becomes `a`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SecretName {
    /// The account that owns it: the ARN's, or else the record's recipient.
    pub account: AccountId,
    /// Its region.
    pub region: Region,
    /// Its store.
    pub store: Store,
    /// Its name.
    pub name: String,
}

/// What a call was aimed at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// One secret or parameter.
    Secret(SecretName),
    /// Every parameter below a path.
    Path {
        /// The path, as asked for.
        path: String,
        /// Whether all levels below, or only the next.
        recursive: bool,
    },
    /// What a filter of a batch or a listing matches.
    Filter {
        /// The filters in words: `tag-key !x`, `all`. Hostile text.
        words: String,
        /// Whether it matches everything or nearly so: no filter, or only negated ones.
        catch_all: bool,
    },
    /// An EC2 instance whose Windows password was asked for.
    Instance(String),
    /// A KMS key, by id, ARN or alias.
    Key(String),
    /// A trail.
    Trail(String),
}
