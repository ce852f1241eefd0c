//! Secrets, parameters and keys.

use std::collections::HashMap;

use serde_json::Value;

use super::details::{items, tags, text};
use super::documents::Documents;
use super::{Attached, Encryption, Grant, Key, Secret, SecretKind};
use crate::place::Place;
use crate::policy::{Condition, Document, Effect, Element, Kind, Operator, PrincipalPattern, Statement, Test, Version};

/// The keys, found by ARN.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) keys: Vec<Key>,
    by_arn: HashMap<String, usize>,
}

impl Keys {
    /// Reads a key as `describe-key` prints it, with its policy and grants.
    pub(super) fn read(&mut self, entry: &Value, account: &str, documents: &mut Documents) {
        let entry = entry.get("KeyMetadata").unwrap_or(entry);
        let Some(arn) = text(entry, "Arn").or_else(|| text(entry, "KeyArn")) else {
            return documents.fault(account, "a key", "Arn", "no ARN");
        };
        let aws_managed = text(entry, "KeyManager") == Some("AWS");
        let aliases = entry.get("Aliases").and_then(Value::as_array).map(|aliases| {
            let name = |alias: &Value| alias.as_str().or_else(|| text(alias, "AliasName")).map(str::to_owned);
            aliases.iter().filter_map(name).collect::<Vec<_>>()
        });
        let place = Place::Key { arn: arn.to_owned() };
        let service = managed_service(aliases.as_deref()).filter(|_| aws_managed);
        let policy = if let Some(policy) = entry.get("Policy").filter(|policy| is_policy(policy)) {
            documents.read(policy, Kind::Resource, account, &format!("the key policy of {arn}"))
        } else if let Some(service) = service {
            documents.keep(managed_policy(part(arn, 4), part(arn, 3), service))
        } else {
            // A key without a policy does not exist.
            documents.fault(account, arn, "Policy", "no key policy in the snapshot");
            documents.unreadable()
        };
        let key = Key {
            account: part(arn, 4).to_owned(),
            region: part(arn, 3).to_owned(),
            aws_managed,
            state: text(entry, "KeyState").unwrap_or("Enabled").to_owned(),
            policies: vec![Attached { place, policy }],
            grants: items(entry, "Grants").iter().map(grant).collect(),
            grants_unread: None,
            aliases,
            tags: tags(entry),
            tags_unread: None,
            arn: arn.to_owned(),
        };
        self.add(key);
    }

    fn add(&mut self, key: Key) -> usize {
        let number = self.keys.len();
        self.by_arn.entry(key.arn.clone()).or_insert(number);
        self.keys.push(key);
        number
    }

    /// The key that a secret names by ARN, id or alias; AWS's own for the service, where it names none.
    fn of(&mut self, named: Option<&str>, arn: &str, service: &str, documents: &mut Documents) -> usize {
        let (partition, region, account) = (part(arn, 1), part(arn, 3), part(arn, 4));
        let alias = format!("alias/aws/{service}");
        let named = named.filter(|named| !named.is_empty()).unwrap_or(&alias);
        let full = match named {
            _ if named.starts_with("arn:") => named.to_owned(),
            _ if named.starts_with("alias/") => format!("arn:{partition}:kms:{region}:{account}:{named}"),
            _ => format!("arn:{partition}:kms:{region}:{account}:key/{named}"),
        };
        let by_alias = || {
            let alias = full.splitn(6, ':').nth(5).unwrap_or_default();
            self.keys.iter().position(|key| {
                let here = key.account == part(&full, 4) && key.region == part(&full, 3);
                here && key.aliases.iter().flatten().any(|known| known == alias)
            })
        };
        if let Some(number) = self.by_arn.get(&full).copied().or_else(by_alias) {
            return number;
        }
        let own = full.ends_with(&format!(":{alias}"));
        let (arn, policy) = if own {
            // Its id is not known: no policy that names keys one by one can mean it, those with stars do.
            let unnamed = format!("arn:{partition}:kms:{region}:{account}:key/{alias}");
            (unnamed, documents.keep(managed_policy(account, region, service)))
        } else {
            documents.fault(account, arn, "KmsKeyId", &format!("key {full} is not in the snapshot"));
            (full.clone(), documents.unreadable())
        };
        let number = self.add(Key {
            account: part(&arn, 4).to_owned(),
            region: part(&arn, 3).to_owned(),
            aws_managed: own,
            state: "Enabled".to_owned(),
            policies: vec![Attached { place: Place::Key { arn: arn.clone() }, policy }],
            grants: Vec::new(),
            grants_unread: (!own).then(|| format!("the grants of {arn}")),
            aliases: own.then(|| vec![alias.clone()]),
            tags: Vec::new(),
            tags_unread: (!own).then(|| format!("the tags of {arn}")),
            arn,
        });
        self.by_arn.insert(full, number);
        number
    }
}

/// Reads a secret as `list-secrets` prints it, with its resource policy.
pub(super) fn secret(entry: &Value, account: &str, keys: &mut Keys, documents: &mut Documents) -> Option<Secret> {
    let arn = text(entry, "ARN").or_else(|| text(entry, "Arn"))?;
    let key = keys.of(text(entry, "KmsKeyId"), arn, "secretsmanager", documents);
    let policy = entry.get("ResourcePolicy").filter(|policy| is_policy(policy));
    let policies = policy.map(|policy| resource_policy(policy, arn, account, documents));
    let region = part(arn, 3);
    Some(Secret {
        name: text(entry, "Name").unwrap_or_default().to_owned(),
        kind: SecretKind::Secret,
        account: part(arn, 4).to_owned(),
        region: region.to_owned(),
        encryption: Encryption::Key(key),
        tags: tags(entry),
        tags_unread: None,
        policies: policies.into_iter().collect(),
        primary_region: text(entry, "PrimaryRegion").unwrap_or(region).to_owned(),
        rotation_function: text(entry, "RotationLambdaARN").map(str::to_owned),
        arn: arn.to_owned(),
    })
}

/// Reads a parameter as `describe-parameters` prints it. Of its `Policies`, those of `get-resource-policies` count; the
/// expiry and notification policies of an advanced parameter say nothing about access.
pub(super) fn parameter(entry: &Value, account: &str, keys: &mut Keys, documents: &mut Documents) -> Option<Secret> {
    let arn = text(entry, "ARN").or_else(|| text(entry, "Arn"))?;
    let encrypted = text(entry, "Type").is_none_or(|kind| kind == "SecureString");
    let encryption = if encrypted {
        Encryption::Key(keys.of(text(entry, "KeyId"), arn, "ssm", documents))
    } else {
        Encryption::None
    };
    let policies = items(entry, "Policies").iter().chain(entry.get("ResourcePolicy")).filter_map(|policy| {
        let document = policy.get("Policy").unwrap_or(policy);
        let lifecycle = policy.get("PolicyText").is_some() || policy.get("PolicyType").is_some();
        (!lifecycle && is_policy(document)).then_some(document)
    });
    let policies = policies.map(|policy| resource_policy(policy, arn, account, documents)).collect();
    let name = text(entry, "Name").map_or_else(|| name_of(arn), str::to_owned);
    Some(Secret {
        name,
        kind: SecretKind::Parameter,
        account: part(arn, 4).to_owned(),
        region: part(arn, 3).to_owned(),
        encryption,
        tags: tags(entry),
        tags_unread: None,
        policies,
        primary_region: part(arn, 3).to_owned(),
        rotation_function: None,
        arn: arn.to_owned(),
    })
}

fn name_of(arn: &str) -> String {
    arn.splitn(6, ':').nth(5).unwrap_or_default().trim_start_matches("parameter").to_owned()
}

fn resource_policy(policy: &Value, arn: &str, account: &str, documents: &mut Documents) -> Attached {
    let of = format!("the policy of {arn}");
    Attached {
        place: Place::Resource { arn: arn.to_owned() },
        policy: documents.read(policy, Kind::Resource, account, &of),
    }
}

/// Whether there is a policy at all: none is written as nothing, `null`, `{}` or an empty text.
fn is_policy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Object(members) => !members.is_empty(),
        Value::String(text) => !["", "{}", "null"].contains(&text.trim()),
        _ => true,
    }
}

/// One part of an ARN.
fn part(arn: &str, place: usize) -> &str {
    arn.splitn(6, ':').nth(place).unwrap_or_default()
}

fn grant(entry: &Value) -> Grant {
    let constraints = entry.get("Constraints");
    let pairs = |name: &str| {
        let pairs = constraints?.get(name)?.as_object()?;
        let pair = |(name, value): (&String, &Value)| (name.clone(), value.as_str().unwrap_or_default().to_owned());
        Some(pairs.iter().map(pair).collect())
    };
    Grant {
        id: text(entry, "GrantId").unwrap_or_default().to_owned(),
        name: text(entry, "Name").filter(|name| !name.is_empty()).map(str::to_owned),
        grantee: text(entry, "GranteePrincipal").unwrap_or_default().to_owned(),
        operations: items(entry, "Operations").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        context_equals: pairs("EncryptionContextEquals"),
        context_subset: pairs("EncryptionContextSubset"),
        source_arn: constraints.and_then(|constraints| text(constraints, "SourceArn")).map(str::to_owned),
    }
}

/// The service that an AWS-managed key is for.
fn managed_service(aliases: Option<&[String]>) -> Option<&str> {
    aliases?.iter().find_map(|alias| alias.strip_prefix("alias/aws/"))
}

/// The policy of an AWS-managed key: everybody in its account, through its service.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>,
/// <https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html>
fn managed_policy(account: &str, region: &str, service: &str) -> Document {
    let equals = |key: &str, value: String| Condition {
        operator: Operator { test: Test::StringEquals, if_exists: false, over: None },
        key: key.to_owned(),
        values: vec![value],
    };
    let statement = Statement {
        index: 0,
        faulty: false,
        sid: Some(format!("everybody in account {account} through {service}")),
        effect: Effect::Allow,
        principals: Some(Element::Only(vec![PrincipalPattern::Anyone])),
        actions: Element::Only(vec!["kms:Decrypt".to_owned()]),
        resources: Some(Element::Only(vec!["*".to_owned()])),
        conditions: vec![
            equals("kms:CallerAccount", account.to_owned()),
            equals("kms:ViaService", format!("{service}.{region}.amazonaws.com")),
        ],
    };
    Document { version: Version::V2012, id: None, statements: vec![statement] }
}
