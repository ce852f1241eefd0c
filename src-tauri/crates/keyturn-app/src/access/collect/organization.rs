//! The organisation's part: its tree with its policies, and who is assigned to Identity Center's permission sets.

use std::collections::BTreeSet;
use std::sync::Arc;

use keyturn_access::snapshot::Organization;
use keyturn_aws::Target;
use keyturn_domain::account::Region;
use keyturn_domain::problem::Problem;
use keyturn_store::AccessInput;
use serde_json::{Value, json};

use super::super::progress::{Part, PartProgress, PartState};
use super::{BY_AWS, Signals, as_json, missing};
use crate::app::App;
use crate::error::AppError;

/// What was asked and answered, refused, or not asked at all.
pub(super) enum Asked<T> {
    /// The answer.
    Told(T),
    /// Nobody was told.
    Refused(Vec<Problem>),
    /// A person stopped before, or nobody is there to ask.
    Not,
}

/// The organisation from whichever account is told.
pub(super) async fn ask_organization(targets: &[Arc<Target>], signals: &Signals) -> Asked<Value> {
    stoppable(signals, async {
        change(signals, Part::Organization, |part| part.state = PartState::Running);
        let mut refused: Option<Problem> = None;
        for target in targets {
            let found = target.organization().await;
            let Some(problem) = found.problems.into_iter().next() else {
                change(signals, Part::Organization, |part| part.state = PartState::Done);
                return Asked::Told(found.items.unwrap_or_default());
            };
            refused.get_or_insert(problem);
        }
        change(signals, Part::Organization, |part| part.state = PartState::Failed);
        refused.map_or(Asked::Not, |problem| Asked::Refused(vec![problem]))
    })
    .await
}

/// The assignments of the Identity Center that made the accounts' roles: its regions are in their paths. The management
/// account is asked first. `Told(Null)` where no role is of an Identity Center; what was told in part comes with its
/// problems.
pub(super) async fn ask_identity_center(
    targets: &[Arc<Target>],
    organization: &Asked<Value>,
    regions: &BTreeSet<Region>,
    signals: &Signals,
) -> (Asked<Value>, Vec<Problem>) {
    let management = match organization {
        Asked::Told(found) => found.get("management_account").and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    };
    let mut targets: Vec<Arc<Target>> = targets.to_vec();
    targets.sort_by_key(|target| target.account.id.as_str() != management);
    let mut problems = Vec::new();
    let asked = stoppable(signals, assignments(&targets, regions, signals, &mut problems)).await;
    (asked, problems)
}

/// The assignments from the first account that is told; of what was told in part, the `problems`.
async fn assignments(
    targets: &[Arc<Target>],
    regions: &BTreeSet<Region>,
    signals: &Signals,
    problems: &mut Vec<Problem>,
) -> Asked<Value> {
    change(signals, Part::IdentityCenter, |part| part.state = PartState::Running);
    let hear = |done, of| change(signals, Part::IdentityCenter, |part| (part.done, part.of) = (done, of));
    let mut refused: Option<Problem> = None;
    for target in targets {
        for region in regions {
            let found = target.identity_center(region, &hear).await;
            if let Some(center) = found.items {
                change(signals, Part::IdentityCenter, |part| part.state = PartState::ended(found.problems.is_empty()));
                problems.extend(found.problems);
                return Asked::Told(center);
            }
            refused = refused.or_else(|| found.problems.into_iter().next());
        }
    }
    change(signals, Part::IdentityCenter, |part| part.state = PartState::ended(refused.is_none()));
    refused.map_or(Asked::Told(Value::Null), |problem| Asked::Refused(vec![problem]))
}

/// Asks until a person stops it.
async fn stoppable(signals: &Signals, asking: impl Future<Output = Asked<Value>>) -> Asked<Value> {
    tokio::select! {
        biased;
        () = signals.cancel.cancelled() => {
            signals.progress.send_modify(|now| now.stop(None));
            Asked::Not
        }
        asked = asking => asked,
    }
}

fn change(signals: &Signals, part: Part, change: impl FnOnce(&mut PartProgress)) {
    signals.progress.send_modify(|now| {
        if let Some(one) = now.part(part, None, None) {
            change(one);
        }
    });
}

impl App {
    /// The organisation's input of what was asked; `None` where nothing new is known of it. What was read before is
    /// nearer to the truth than nothing: it stays where nobody is told now, and its date beside it.
    pub(super) async fn organization_input(
        &self,
        tree: Asked<Value>,
        (center, in_part): (Asked<Value>, Vec<Problem>),
    ) -> Result<Option<AccessInput>, AppError> {
        if matches!((&tree, &center), (Asked::Not, Asked::Not)) {
            return Ok(None);
        }
        let known = self.with_database(|database| Ok(database.read(|reader| reader.access().organization())?)).await?;
        let before = known.as_ref().and_then(|known| serde_json::from_str::<Value>(&known.snapshot).ok());
        let mut taken_at = Some(self.now());
        let mut problems = Vec::new();
        let mut organization = match tree {
            Asked::Told(organization) => organization,
            Asked::Refused(_) | Asked::Not if before.as_ref().is_some_and(is_whole) => {
                taken_at = known.as_ref().and_then(|known| known.taken_at);
                let mut organization = before.clone().unwrap_or_default();
                if let Some(members) = organization.as_object_mut() {
                    members.remove("missing");
                }
                organization
            }
            Asked::Refused(refused) => {
                let lacking = refused.iter().map(|problem| missing(problem, None)).collect();
                problems.extend(refused);
                serde_json::to_value(Organization { missing: lacking, ..Organization::default() }).unwrap_or_default()
            }
            Asked::Not => return Ok(None),
        };
        let known_center = before.and_then(|mut before| before.get_mut("identity_center").map(Value::take));
        let mut refused = in_part;
        let center = match center {
            Asked::Told(center) => Some(center).filter(|center| !center.is_null()),
            Asked::Refused(problems) => {
                refused.extend(problems);
                known_center
            }
            Asked::Not => known_center,
        };
        if let Some(center) = center.filter(|_| organization.is_object()) {
            organization["identity_center"] = center;
        } else if let Some(organization) = organization.as_object_mut() {
            organization.remove("identity_center");
        }
        if let Some(organization) = organization.as_object_mut().filter(|_| !refused.is_empty()) {
            let lacking = organization.entry("missing").or_insert_with(|| json!([]));
            for problem in &refused {
                if let (Some(lacking), Ok(entry)) =
                    (lacking.as_array_mut(), serde_json::to_value(missing(problem, None)))
                {
                    lacking.push(entry);
                }
            }
        }
        problems.extend(refused);
        Ok(Some(AccessInput {
            account: String::new(),
            taken_at,
            source: BY_AWS.to_owned(),
            snapshot: organization.to_string(),
            problems: as_json(&problems)?,
        }))
    }
}

/// Whether the tree with its policies was read: what is missing is of Identity Center alone.
fn is_whole(organization: &Value) -> bool {
    let of_tree = |entry: &Value| entry.get("what").and_then(Value::as_str).is_none_or(|what| !is_of_center(what));
    let missing = organization.get("missing").and_then(Value::as_array);
    organization.is_null() || !missing.into_iter().flatten().any(of_tree)
}

fn is_of_center(action: &str) -> bool {
    action.starts_with("sso:") || action.starts_with("identitystore:")
}
