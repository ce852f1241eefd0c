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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kind::Kind;
    use crate::samples;

    #[test]
    fn conclusions_come_from_name_and_tags() {
        let mut secret = samples::secret("/production/web/sandbox/STRIPE_API_KEY");
        secret.tags = Some(BTreeMap::from([("Team".to_owned(), "payments".to_owned())]));
        let derived = derive(&secret, PathTemplate::defaults());
        assert_eq!(derived.environment.as_deref(), Some("prod"));
        assert_eq!(derived.service.as_deref(), Some("web"));
        assert_eq!(derived.owner.as_deref(), Some("payments"));
        assert_eq!((derived.classification.kind, derived.classification.test), (Kind::ApiKey, true));
    }

    #[test]
    fn nothing_is_made_up() {
        let derived = derive(&samples::secret("zzz"), PathTemplate::defaults());
        assert_eq!((derived.environment, derived.service, derived.owner), (None, None, None));
        assert_eq!((derived.classification.kind, derived.classification.test), (Kind::Unclassified, false));
    }
}
