//! What an incident is about, in the words in which stored data can be asked: secrets, principals, access keys.

use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::ledger::ExposureState;
use keyturn_domain::incident::{Incident, Subject};
use keyturn_store::{Reader, StoreError};
use keyturn_trail::principal::Principal;
use keyturn_trail::read::Object;
use keyturn_trail::target::SecretName;

/// What an incident is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subjects {
    /// Secrets and parameters, each once.
    pub(crate) secrets: Vec<SecretArn>,
    /// Principals with the session that was named, if one was.
    pub(crate) principals: Vec<(Principal, Option<String>)>,
    /// Ids of access keys.
    pub(crate) keys: Vec<String>,
    /// What nothing is known of, by its name. Hostile text.
    pub(crate) unknown: Vec<String>,
}

impl Subjects {
    /// The subjects of the ledger; of an incident without one, what it started from. What was not exposed is left out.
    pub(crate) fn of(reader: &Reader<'_>, incident: &Incident) -> Result<Self, StoreError> {
        let exposed = incident.scope.entries().iter().filter(|entry| entry.state() != ExposureState::NotExposed);
        let mut wanted: Vec<&Subject> = exposed.map(|entry| &entry.exposed.what).collect();
        if wanted.is_empty() {
            wanted.push(&incident.opening.subject);
        }
        let mut found = Self::default();
        for subject in wanted {
            found.add(reader, subject)?;
        }
        Ok(found)
    }

    fn add(&mut self, reader: &Reader<'_>, subject: &Subject) -> Result<(), StoreError> {
        match subject {
            Subject::Secret { arn } | Subject::Rotation { arn, .. } => put(&mut self.secrets, arn.clone()),
            Subject::Review { .. } => {}
            Subject::AccessKey { id } => put(&mut self.keys, id.clone()),
            Subject::Principal { arn } => match principal_of(arn) {
                Some(principal) => put(&mut self.principals, principal),
                None => put(&mut self.unknown, arn.clone()),
            },
            Subject::Name { name } => match reader.secrets().by_name(name)? {
                none if none.is_empty() => put(&mut self.unknown, name.clone()),
                known => known.into_iter().for_each(|arn| put(&mut self.secrets, arn)),
            },
            Subject::Finding { key, .. } => match reader.trail().finding(key)? {
                Some(stored) => {
                    put(&mut self.principals, (stored.finding.principal, stored.finding.session));
                    for object in &stored.finding.objects {
                        let Object::Secret(named) = object else { continue };
                        let known = reader.secrets().by_name(&named.name)?;
                        known
                            .into_iter()
                            .filter(|arn| SecretName::of(arn) == *named)
                            .for_each(|arn| put(&mut self.secrets, arn));
                    }
                }
                None => put(&mut self.unknown, key.clone()),
            },
        }
        Ok(())
    }
}

fn put<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

/// The principal that an ARN names, as reads name it, with the session's name where it is a session's. `None` for what
/// calls nothing.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>
pub(crate) fn principal_of(arn: &str) -> Option<(Principal, Option<String>)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, service, "", account, resource] = parts[..] else { return None };
    let account = Some(account.parse().ok()?);
    let of = |name: String| Principal { account: account.clone(), name };
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    match (service, resource.split_once('/')) {
        ("iam", None) if resource == "root" => Some((of("root".to_owned()), None)),
        ("iam", Some((kind @ ("role" | "user"), path))) => Some((of(format!("{kind}/{}", last(path))), None)),
        ("sts", Some(("assumed-role", rest))) => {
            let (role, session) = rest.split_once('/').unwrap_or((rest, ""));
            Some((of(format!("role/{role}")), (!session.is_empty()).then(|| session.to_owned())))
        }
        ("sts", Some(("federated-user", name))) => Some((of(format!("federated-user/{name}")), None)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_name_principals_as_reads_do() {
        let check = |arn: &str, expect: Option<(&str, Option<&str>)>| {
            let found = principal_of(arn);
            let brief = found.as_ref().map(|(principal, session)| (principal.name.as_str(), session.as_deref()));
            assert_eq!(brief, expect, "{arn}");
            let account = found.and_then(|(principal, _)| principal.account).map(|id| id.to_string());
            assert!(account.is_none_or(|account| account == "111122223333"));
        };
        check("arn:aws:iam::111122223333:role/web", Some(("role/web", None)));
        check("arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/X_1", Some(("role/X_1", None)));
        check("arn:aws:iam::111122223333:user/ops/dana", Some(("user/dana", None)));
        check("arn:aws:iam::111122223333:root", Some(("root", None)));
        check("arn:aws-cn:sts::111122223333:assumed-role/web/i-0abc", Some(("role/web", Some("i-0abc"))));
        check("arn:aws:sts::111122223333:federated-user/eve", Some(("federated-user/eve", None)));
        for arn in ["", "arn:aws:iam::111122223333:policy/x", "arn:aws:iam::1:role/x", "arn:aws:s3:::b", "role/x"] {
            check(arn, None);
        }
    }
}
