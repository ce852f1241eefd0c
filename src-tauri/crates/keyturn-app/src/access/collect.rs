//! Collecting what access is evaluated from: each account's identities, keys and resource policies, and the
//! organisation's tree with its policies.

use std::collections::BTreeSet;
use std::sync::Arc;

use keyturn_access::snapshot::{self, Missing, Organization};
use keyturn_aws::Target;
use keyturn_domain::account::AccountId;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::problem::Problem;
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;
use keyturn_store::{AccessInput, SyncLock};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::app::App;
use crate::error::AppError;

/// Accounts that are read at the same time.
const ACCOUNTS_AT_ONCE: usize = 6;

/// Who took an input.
pub(super) const BY_AWS: &str = "aws";

impl App {
    /// Reads what access is evaluated from, in every account of the sources, and keeps it. What was refused is kept
    /// beside it, and makes exactly the pairs unknown that it hides.
    pub async fn collect_access(self: &Arc<Self>) -> Result<(), AppError> {
        let sources = self.sources().await?;
        if sources.is_empty() {
            return Err(AppError::NoSources);
        }
        let lock = SyncLock::acquire(&self.data_dir)?;
        let discovery = keyturn_aws::discover(&self.connection, &sources).await;
        let targets: Vec<Arc<Target>> = discovery.targets.into_iter().map(Arc::new).collect();
        let places = Arc::new(Semaphore::new(ACCOUNTS_AT_ONCE));
        let mut tasks = JoinSet::new();
        for target in &targets {
            let (app, target, places) = (Arc::clone(self), Arc::clone(target), Arc::clone(&places));
            tasks.spawn(async move {
                let _place = places.acquire_owned().await;
                app.collect_account(&target).await
            });
        }
        let organization = self.collect_organization(&targets).await?;
        let mut inputs = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            inputs.push(ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))??);
        }
        let (accounts, now) = (inputs.len(), self.now());
        let refused = inputs.iter().filter(|input| input.problems != "[]").count();
        let facts = json!({ "accounts": accounts, "with_problems": refused });
        let act = self.act(now, "access.collected", &format!("{accounts} accounts"), &facts);
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                for input in &inputs {
                    writer.access().put_input(input)?;
                }
                if let Some(organization) = &organization {
                    writer.access().put_organization(organization)?;
                }
                writer.audit().append(act).map(|_| ())
            })?)
        })
        .await?;
        drop(lock);
        self.forget_access();
        Ok(())
    }

    async fn collect_account(&self, target: &Target) -> Result<AccessInput, AppError> {
        let id = target.account.id.clone();
        let of_account = id.clone();
        let secrets = self
            .with_database(move |database| Ok(database.read(|reader| reader.secrets().facts_of(&of_account))?))
            .await?;
        let mut account = snapshot::Account { id: id.to_string(), ..snapshot::Account::default() };
        let mut problems = Vec::new();
        match target.identities().await {
            Ok(details) => account.authorization_details = details,
            Err(problem) => {
                account.missing.push(missing(&problem, None));
                problems.push(problem);
            }
        }
        for region in &target.regions {
            let keys = target.keys(region).await;
            account.missing.extend(keys.items.iter().flat_map(|key| unread_of_key(key, &keys.problems)));
            account.keys.extend(keys.items);
            problems.extend(keys.problems);

            let here = secrets.iter().filter(|secret| secret.arn.region() == region);
            let advanced = target.advanced_parameters(region).await;
            let asked: Vec<SecretArn> = here
                .clone()
                .filter(|secret| may_have_policy(secret, advanced.as_ref()))
                .map(|secret| secret.arn.clone())
                .collect();
            let policies = target.resource_policies(region, asked.clone()).await;
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
        input(&id, &account, &problems, self.now())
    }

    /// The organisation, from whichever account is told; `None` where none was asked in vain and there is none.
    async fn collect_organization(&self, targets: &[Arc<Target>]) -> Result<Option<AccessInput>, AppError> {
        let mut problems: Vec<Problem> = Vec::new();
        for target in targets {
            let found = target.organization().await;
            if found.problems.is_empty() {
                let organization = found.items.unwrap_or_default();
                return self.organization_input(&organization, &[]).map(Some);
            }
            problems.extend(found.problems);
        }
        let Some(first) = problems.first() else { return Ok(None) };
        let known = self.with_database(|database| Ok(database.read(|reader| reader.access().organization())?)).await?;
        if known.is_some_and(|known| known.problems == "[]") {
            // What was read before is nearer to the truth than nothing; its date stays beside it.
            return Ok(None);
        }
        let organization = Organization { missing: vec![missing(first, None)], ..Organization::default() };
        let organization = serde_json::to_value(organization).unwrap_or_default();
        problems.truncate(1);
        self.organization_input(&organization, &problems).map(Some)
    }

    fn organization_input(&self, organization: &Value, problems: &[Problem]) -> Result<AccessInput, AppError> {
        Ok(AccessInput {
            account: String::new(),
            taken_at: Some(self.now()),
            source: BY_AWS.to_owned(),
            snapshot: organization.to_string(),
            problems: json(problems)?,
        })
    }
}

/// Only secrets and parameters of the advanced tier can have a policy. Where the tier is not told, each may.
fn may_have_policy(secret: &Secret, advanced: Option<&BTreeSet<String>>) -> bool {
    secret.arn.store() == Store::SecretsManager || advanced.is_none_or(|names| names.contains(&secret.name))
}

fn input(
    account: &AccountId,
    snapshot: &snapshot::Account,
    problems: &[Problem],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<AccessInput, AppError> {
    Ok(AccessInput {
        account: account.to_string(),
        taken_at: Some(now),
        source: BY_AWS.to_owned(),
        snapshot: json(snapshot)?,
        problems: json(problems)?,
    })
}

/// As JSON text.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::BrokenOff(error.to_string()))
}

/// A refused call as the snapshot has it.
fn missing(problem: &Problem, arn: Option<&str>) -> Missing {
    let of = arn.map(|arn| format!(" {arn}")).unwrap_or_default();
    Missing { what: format!("{}{of}", problem.action), why: problem.reason.code().to_owned() }
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
