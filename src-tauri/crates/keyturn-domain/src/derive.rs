//! Draws the conclusions of [`Derived`] from a secret's metadata.

use crate::derived::Derived;
use crate::path::{self, PathTemplate};
use crate::secret::Secret;
use crate::{kind, owner};

/// Kind, environment, service and owner of a secret, from its metadata alone.
pub fn derive(secret: &Secret, templates: &[PathTemplate]) -> Derived {
    let parts = path::read(&secret.name, templates);
    Derived {
        classification: kind::classify(secret),
        environment: parts.environment,
        service: parts.service,
        owner: secret.tags.as_ref().and_then(owner::from_tags),
    }
}
