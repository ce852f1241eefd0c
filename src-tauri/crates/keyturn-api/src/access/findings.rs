//! Findings about policies and keys, each policy once.

use std::collections::BTreeMap;

use keyturn_app::access::readers::{name, place};
use keyturn_app::access::{Encryption, Evaluation, Finding, Place, Rule, SecretKind, Severity};
use keyturn_app::coverage::AccountNames;
use sha2::{Digest, Sha256};

use super::dto::{account_name, count};
use crate::contract::access::{AccessFindingDto, AccessFindingsReply};
use crate::contract::error::CommandError;
use crate::host::Host;

/// What is wrong with policies and keys; the heaviest first.
pub async fn findings(host: &Host) -> Result<AccessFindingsReply, CommandError> {
    let app = host.app()?;
    let evaluation = app.access().await?;
    let names = app.account_names().await?;
    let mut findings: Vec<(Severity, AccessFindingDto)> =
        grouped(&evaluation).iter().map(|group| (group[0].severity, finding(&evaluation, &names, group))).collect();
    findings.sort_by(|(a, one), (b, other)| {
        b.cmp(a).then(other.secrets.cmp(&one.secrets)).then(one.place.cmp(&other.place))
    });
    Ok(AccessFindingsReply { findings: findings.into_iter().map(|(_, finding)| finding).collect() })
}

/// Findings that are one policy's, however many have it.
pub(super) fn grouped(evaluation: &Evaluation) -> Vec<Vec<&Finding>> {
    type Key<'a> = (Rule, &'a str, String, Option<usize>, &'a str);
    let mut groups: BTreeMap<Key<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in evaluation.findings() {
        let key = (finding.rule, finding.account.as_str(), shared(finding), finding.statement, finding.text.as_str());
        groups.entry(key).or_default().push(finding);
    }
    groups.into_values().collect()
}

/// What findings of one policy have in common, however many have it.
fn shared(finding: &Finding) -> String {
    match &finding.place {
        Some(place @ (Place::Attached { .. } | Place::GroupAttached { .. } | Place::GroupInline { .. })) => {
            place.to_string()
        }
        Some(place) => format!("{} {place}", finding.on),
        None => finding.on.clone(),
    }
}

/// The same for as long as the rule finds the same text in the same statement, whoever else comes to have the policy.
fn id(finding: &Finding) -> String {
    let (rule, ..) = words(finding.rule);
    let shared = shared(finding);
    let statement = finding.statement.map(|number| number.to_string()).unwrap_or_default();
    let parts = [rule, &finding.account, &shared, &statement, &finding.text];
    let digest = parts.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part).chain_update([0]));
    digest.finalize().iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn finding(evaluation: &Evaluation, names: &AccountNames, group: &[&Finding]) -> AccessFindingDto {
    let first = group[0];
    let world = &evaluation.world;
    let principals: Vec<usize> = group.iter().filter_map(|finding| world.principal(&finding.on)).collect();
    let secrets = match (first.rule, &principals[..]) {
        (Rule::OneKeyForAll, _) => {
            let key = world.keys.iter().position(|key| key.arn == first.on);
            world.secrets.iter().filter(|secret| Some(secret.encryption.clone()) == key.map(Encryption::Key)).count()
        }
        (Rule::NeverMatches, _) => 0,
        (_, []) => group.len(),
        (rule, of) => of.iter().map(|principal| read_by(evaluation, *principal, rule)).max().unwrap_or_default(),
    };
    let where_is = match (&first.place, &principals[..]) {
        (Some(stands), [one]) => place(&world.principals[*one], stands),
        (Some(stands), _) => stands.to_string(),
        (None, _) => first.on.clone(),
    };
    let (rule, title, why, source) = words(first.rule);
    let whom = match &principals[..] {
        [] => String::new(),
        [one] => format!(" {} has it, and reads {secrets} of what it may open.", name(&world.principals[*one])),
        many => format!(" {} principals have it, and each reads up to {secrets} of what it may open.", many.len()),
    };
    AccessFindingDto {
        id: id(first),
        rule: rule.to_owned(),
        severity: match first.severity {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
        .to_owned(),
        title: title.to_owned(),
        reason: format!("{why}{whom}"),
        account: first.account.clone(),
        account_name: account_name(names, &first.account),
        place: match first.statement {
            Some(statement) => format!("{where_is}, statement {statement}"),
            None => where_is,
        },
        found: first.text.clone(),
        narrower: (!first.narrower.is_empty()).then(|| first.narrower.join("\n")),
        principals: principals.iter().map(|one| world.principals[*one].arn.clone()).collect(),
        secrets: count(secrets),
        source: source.to_owned(),
    }
}

/// How many secrets of the store that a rule is about a principal reads in any way.
fn read_by(evaluation: &Evaluation, principal: usize, rule: Rule) -> usize {
    let kind = match rule {
        Rule::StarReads => Some(SecretKind::Parameter),
        Rule::LooseSuffix | Rule::ReadWriteOnPerson => Some(SecretKind::Secret),
        _ => None,
    };
    let of_kind = |secret: usize| kind.is_none_or(|kind| evaluation.world.secrets[secret].kind == kind);
    evaluation.cells(principal).filter(|(secret, _)| of_kind(*secret)).count()
}

/// The rule's id, its title, why it matters, its source.
fn words(rule: Rule) -> (&'static str, &'static str, &'static str, &'static str) {
    match rule {
        Rule::StarReads => (
            "star_reads",
            "A star also opens history and whole paths",
            "GetParameter* takes in GetParameterHistory, which returns every earlier value, and GetParametersByPath, \
             which returns everything below a path.",
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
        ),
        Rule::AnyAccountOrRegion => (
            "any_account_or_region",
            "A resource in every account or every region",
            "The statement reaches secrets in accounts and regions that nobody thought of when it was written.",
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
        ),
        Rule::LooseSuffix => (
            "loose_suffix",
            "name-* where name-?????? was meant",
            "Secrets Manager adds a hyphen and six characters to a name: six question marks match it and no other \
             secret whose name begins alike.",
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
        ),
        Rule::NeverMatches => (
            "never_matches",
            "A resource that never matches",
            "The statement looks like it grants something and grants nothing: whoever needs it will be given more.",
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
        ),
        Rule::ReadWriteOnPerson => (
            "read_write_on_person",
            "AWS's read-and-write policy for every secret, on a person",
            "SecretsManagerReadWrite reads, changes and deletes every secret of the account.",
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-policies.html",
        ),
        Rule::OneKeyForAll => (
            "one_key_for_all",
            "One key for the secrets of every service",
            "Whoever may decrypt with it for one service may for all: the key's policy separates nothing.",
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
        ),
        Rule::UnusableKey => (
            "unusable_key",
            "A key that is disabled or about to be deleted",
            "Nobody can read the secret, and a deleted key cannot be brought back.",
            "https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html",
        ),
        Rule::ReadableFromOutside => (
            "readable_from_outside",
            "Readable from outside",
            "The secret's own policy lets in an account beyond the organisation, or everybody.",
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
        ),
        Rule::StaleId => (
            "stale_id",
            "A policy that names a deleted identity",
            "AWS put its id in place of the name. It never matches again, not even for a new identity of that name.",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        ),
    }
}
