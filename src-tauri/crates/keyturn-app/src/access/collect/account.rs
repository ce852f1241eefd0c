//! One account's part: its identities, and each region's keys and resource policies.

use std::collections::BTreeSet;

use keyturn_access::people;
use keyturn_access::snapshot::{self, Missing};
use keyturn_aws::Target;
use keyturn_domain::account::Region;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_store::AccessInput;
use serde_json::{Value, json};

use super::super::progress::{Part, PartProgress, PartState};
use super::{BY_AWS, Signals, as_json, missing};
use crate::app::App;
use crate::error::AppError;

const IDENTITIES: &str = "iam:GetAccountAuthorizationDetails";

/// What the readers of an account's secrets hang on: without any of these calls nothing is known of them.
const CALLS: [&str; 4] = [IDENTITIES, "kms:ListKeys", "secretsmanager:GetResourcePolicy", "ssm:GetResourcePolicies"];

/// An account's input, and the regions of the Identity Centers that made its roles.
pub(super) type Read = (AccessInput, BTreeSet<Region>);

/// One account being read.
pub(super) struct Reading<'a> {
    pub(super) app: &'a App,
    pub(super) target: &'a Target,
    pub(super) signals: &'a Signals,
}

impl Reading<'_> {
    /// Reads the account to its end or to a person's stop, of which the inner error tells. The outer is the database's.
    pub(super) async fn read(&self) -> Result<Result<Read, Problem>, AppError> {
        let read = tokio::select! {
            biased;
            () = self.signals.cancel.cancelled() => None,
            read = self.whole() => Some(read),
        };
        if let Some(read) = read {
            return read.map(Ok);
        }
        self.signals.progress.send_modify(|now| now.stop(Some(&self.target.account.id)));
        Ok(Err(stopped(self.target)))
    }

    async fn whole(&self) -> Result<Read, AppError> {
        let id = self.target.account.id.clone();
        let secrets =
            self.app.with_database(move |database| Ok(database.read(|reader| reader.secrets().facts_of(&id))?)).await?;
        let mut account = snapshot::Account { id: self.target.account.id.to_string(), ..snapshot::Account::default() };
        let mut problems = Vec::new();
        self.begin(Part::Identities, None);
        let identities = self.target.identities(&self.hear(Part::Identities, None)).await;
        self.end(Part::Identities, None, identities.is_ok());
        match identities {
            Ok(details) => account.authorization_details = details,
            Err(problem) => {
                account.missing.push(missing(&problem, None));
                problems.push(problem);
            }
        }
        for region in &self.target.regions {
            self.keys(region, &mut account, &mut problems).await;
            self.policies(region, &secrets, &mut account, &mut problems).await;
        }
        let input = AccessInput {
            account: account.id.clone(),
            taken_at: Some(self.app.now()),
            source: BY_AWS.to_owned(),
            snapshot: as_json(&account)?,
            problems: as_json(&problems)?,
        };
        Ok((input, centers(&account.authorization_details)))
    }

    async fn keys(&self, region: &Region, account: &mut snapshot::Account, problems: &mut Vec<Problem>) {
        self.begin(Part::Keys, Some(region));
        let keys = self.target.keys(region, &self.hear(Part::Keys, Some(region))).await;
        self.end(Part::Keys, Some(region), keys.problems.is_empty());
        account.missing.extend(keys.items.iter().flat_map(|key| unread_of_key(key, &keys.problems)));
        account.keys.extend(keys.items);
        problems.extend(keys.problems);
    }

    async fn policies(
        &self,
        region: &Region,
        secrets: &[Secret],
        account: &mut snapshot::Account,
        problems: &mut Vec<Problem>,
    ) {
        self.begin(Part::Policies, Some(region));
        let here = secrets.iter().filter(|secret| secret.arn.region() == region);
        let advanced = self.target.advanced_parameters(region).await;
        let asked: Vec<SecretArn> = here
            .clone()
            .filter(|secret| may_have_policy(secret, advanced.as_ref()))
            .map(|secret| secret.arn.clone())
            .collect();
        let hear = self.hear(Part::Policies, Some(region));
        let policies = self.target.resource_policies(region, asked.clone(), &hear).await;
        self.end(Part::Policies, Some(region), policies.problems.is_empty());
        for secret in here {
            let read = policies.items.get(&secret.arn);
            if read.is_none() && asked.contains(&secret.arn) {
                account.missing.push(unread_policy(secret, &policies.problems));
            }
            let read = read.cloned().unwrap_or_default();
            let arn = secret.arn.as_str();
            match secret.arn.store() {
                Store::SecretsManager => {
                    let policy = read.into_iter().next().unwrap_or_default();
                    account.secrets.push(json!({ "ARN": arn, "ResourcePolicy": policy }));
                }
                Store::ParameterStore => account.parameters.push(json!({ "ARN": arn, "Policies": read })),
            }
        }
        problems.extend(policies.problems);
    }

    fn begin(&self, part: Part, region: Option<&Region>) {
        self.change(part, region, |one| one.state = PartState::Running);
    }

    fn end(&self, part: Part, region: Option<&Region>, in_full: bool) {
        self.change(part, region, |one| one.state = PartState::ended(in_full));
    }

    /// What a part's calls report to.
    fn hear(&self, part: Part, region: Option<&Region>) -> impl Fn(usize, Option<usize>) + Send + Sync {
        move |done, of| self.change(part, region, |one| (one.done, one.of) = (done, of))
    }

    fn change(&self, part: Part, region: Option<&Region>, change: impl FnOnce(&mut PartProgress)) {
        let account = &self.target.account.id;
        self.signals.progress.send_modify(|now| {
            if let Some(one) = now.part(part, Some(account), region) {
                change(one);
            }
        });
    }
}

/// The regions of the Identity Centers that made roles of an account.
fn centers(authorization_details: &Value) -> BTreeSet<Region> {
    let roles = authorization_details.get("RoleDetailList").and_then(Value::as_array).into_iter().flatten();
    let paths = roles.filter_map(|role| role.get("Path")?.as_str());
    paths.filter_map(people::region).filter_map(|region| region.parse().ok()).collect()
}

/// An account that a person stopped before it was read in full.
fn stopped(target: &Target) -> Problem {
    Problem {
        account: Some(target.account.id.clone()),
        profile: target.profile.clone(),
        region: None,
        store: None,
        action: IDENTITIES.to_owned(),
        reason: Reason::Cancelled,
        hides: Hidden::Readers,
        message: "Collecting was stopped before this account was read; what was known of it stays.".to_owned(),
    }
}

/// The input of an account that could not be read now: what was known of it, with the problem beside it. Without
/// anything known, everything is missing, so that nobody takes it for an account without readers.
pub(super) fn unread(account: &str, known: Option<&AccessInput>, problem: &Problem) -> Result<AccessInput, AppError> {
    if let Some(known) = known {
        let mut problems: Vec<Problem> = serde_json::from_str(&known.problems).unwrap_or_default();
        problems.retain(|other| other.reason != Reason::Cancelled && other.action != problem.action);
        problems.push(problem.clone());
        return Ok(AccessInput { problems: as_json(&problems)?, ..known.clone() });
    }
    let why = problem.reason.code();
    let lacking = CALLS.map(|call| Missing { what: call.to_owned(), why: why.to_owned() });
    let nothing =
        snapshot::Account { id: account.to_owned(), missing: lacking.to_vec(), ..snapshot::Account::default() };
    Ok(AccessInput {
        account: account.to_owned(),
        taken_at: None,
        source: BY_AWS.to_owned(),
        snapshot: as_json(&nothing)?,
        problems: as_json(&[problem])?,
    })
}

/// Only secrets and parameters of the advanced tier can have a policy. Where the tier is not told, each may.
fn may_have_policy(secret: &Secret, advanced: Option<&BTreeSet<String>>) -> bool {
    secret.arn.store() == Store::SecretsManager || advanced.is_none_or(|names| names.contains(&secret.name))
}

/// What of a key was not read. AWS's own keys have nothing beside their policy.
fn unread_of_key(key: &Value, problems: &[Problem]) -> Vec<Missing> {
    let arn = key.get("Arn").and_then(Value::as_str).unwrap_or_default();
    let own = key.get("KeyManager").and_then(Value::as_str) == Some("AWS");
    let members = [
        ("KeyManager", "kms:DescribeKey"),
        ("Policy", "kms:GetKeyPolicy"),
        ("Grants", "kms:ListGrants"),
        ("Tags", "kms:ListResourceTags"),
    ];
    let lacking = members.into_iter().filter(|(member, _)| key.get(member).is_none() && !own);
    let entry = |(_, action): (&str, &str)| match problems.iter().find(|problem| problem.action == action) {
        Some(problem) => missing(problem, Some(arn)),
        None => Missing { what: format!("{action} {arn}"), why: String::new() },
    };
    lacking.map(entry).collect()
}

fn unread_policy(secret: &Secret, problems: &[Problem]) -> Missing {
    let of_store = |problem: &&Problem| problem.store == Some(secret.arn.store());
    let action = match secret.arn.store() {
        Store::SecretsManager => "secretsmanager:GetResourcePolicy",
        Store::ParameterStore => "ssm:GetResourcePolicies",
    };
    match problems.iter().find(of_store) {
        Some(problem) => missing(problem, Some(secret.arn.as_str())),
        None => Missing { what: format!("{action} {}", secret.arn), why: String::new() },
    }
}
