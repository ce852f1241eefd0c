//! What is known of a call's context: the static keys, from the model.

use super::{Key, Principal, PrincipalKind, Secret, SecretKind, World};
use crate::request::{Caller, CallerKind, Facts, Known};

impl Principal {
    /// The principal as one who calls.
    pub fn caller(&self) -> Caller {
        Caller {
            arn: self.arn.clone(),
            account: self.account.clone(),
            kind: match self.kind {
                PrincipalKind::User => CallerKind::User,
                PrincipalKind::Role => CallerKind::Role,
            },
            bounded: self.boundary.is_some(),
        }
    }
}

impl World {
    /// The static keys that hang on the principal.
    ///
    /// Tags of a role are taken as they stand: tags that a session brings along are not known offline.
    pub fn principal_facts(&self, principal: &Principal, facts: &mut Facts) {
        facts.set("aws:PrincipalArn", Known::value(&principal.arn));
        facts.set("aws:PrincipalAccount", Known::value(&principal.account));
        facts.set("aws:PrincipalIsAWSService", Known::value("false"));
        self.organization_facts(&principal.account, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", facts);
        facts.set_tags("aws:PrincipalTag/", &principal.tags);
        match principal.kind {
            PrincipalKind::User => {
                facts.set("aws:PrincipalType", Known::value("User"));
                facts.set("aws:username", Known::value(&principal.name));
                facts.set("aws:userid", Known::value(&principal.id));
            }
            PrincipalKind::Role => {
                facts.set("aws:PrincipalType", Known::value("AssumedRole"));
                facts.set("aws:userid", Known::Prefix(format!("{}:", principal.id)));
            }
        }
        if principal.id.is_empty() {
            facts.set("aws:userid", Known::Missing(format!("the id of {}", principal.arn)));
        }
    }

    fn organization_facts(&self, account: &str, id_key: &str, paths_key: &str, facts: &mut Facts) {
        let member = self.account(account).filter(|account| account.member);
        if let Some((id, account)) = self.organization.as_ref().zip(member) {
            facts.set(id_key, Known::value(id));
            let levels: Vec<&str> = [id.as_str()].into_iter().chain(account.path.iter().map(String::as_str)).collect();
            facts.set(paths_key, Known::value(format!("{}/", levels.join("/"))));
        }
    }

    /// The static keys of a call that reads a secret or a parameter.
    pub fn secret_facts(&self, secret: &Secret, facts: &mut Facts) {
        facts.set("aws:RequestedRegion", Known::value(&secret.region));
        facts.set("aws:ResourceAccount", Known::value(&secret.account));
        self.organization_facts(&secret.account, "aws:ResourceOrgID", "aws:ResourceOrgPaths", facts);
        let families: &[&str] = match secret.kind {
            SecretKind::Secret => &["aws:ResourceTag/", "secretsmanager:ResourceTag/"],
            SecretKind::Parameter => &["aws:ResourceTag/", "ssm:resourceTag/"],
        };
        for family in families {
            set_tags(facts, family, &secret.tags, secret.tags_unread.as_ref());
        }
        if secret.kind == SecretKind::Secret {
            facts.set("secretsmanager:SecretId", Known::value(&secret.arn));
            facts.set("secretsmanager:SecretPrimaryRegion", Known::value(&secret.primary_region));
            if let Some(function) = &secret.rotation_function {
                facts.set("secretsmanager:resource/AllowRotationLambdaArn", Known::value(function));
            }
        }
    }

    /// The static keys of any call on a key.
    pub fn key_facts(&self, key: &Key, facts: &mut Facts) {
        facts.set("aws:RequestedRegion", Known::value(&key.region));
        facts.set("aws:ResourceAccount", Known::value(&key.account));
        self.organization_facts(&key.account, "aws:ResourceOrgID", "aws:ResourceOrgPaths", facts);
        set_tags(facts, "aws:ResourceTag/", &key.tags, key.tags_unread.as_ref());
        facts.set(
            "kms:ResourceAliases",
            match &key.aliases {
                Some(aliases) => Known::Values(aliases.clone()),
                None => Known::Missing(format!("the aliases of {}", key.arn)),
            },
        );
    }

    /// The static keys of the store's call to KMS on a principal's behalf.
    pub fn decrypt_facts(&self, principal: &Principal, secret: &Secret, key: &Key, facts: &mut Facts) {
        self.key_facts(key, facts);
        facts.set("kms:CallerAccount", Known::value(&principal.account));
        let (service, context): (_, &[&str]) = match secret.kind {
            SecretKind::Secret => ("secretsmanager", &["SecretARN", "SecretVersionId"]),
            SecretKind::Parameter => ("ssm", &["PARAMETER_ARN"]),
        };
        facts.set("kms:ViaService", Known::value(format!("{service}.{}.amazonaws.com", secret.region)));
        let names = context.iter().map(|name| (*name).to_owned()).collect();
        facts.set("kms:EncryptionContextKeys", Known::Values(names));
        facts.set(&format!("kms:EncryptionContext:{}", context[0]), Known::value(&secret.arn));
        if secret.kind == SecretKind::Secret {
            facts.set("kms:EncryptionContext:SecretVersionId", Known::Open(crate::keys::Class::Call));
        }
    }
}

fn set_tags(facts: &mut Facts, family: &str, tags: &[(String, String)], unread: Option<&String>) {
    match unread {
        // Those that were read may be old: what could not be read is unknown as a whole.
        Some(what) => facts.set(family, Known::Missing(what.clone())),
        None => facts.set_tags(family, tags),
    }
}
