//! Triggers besides the calendar, and the tasks they open: one for each secret, each with its clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Days, Utc};
use keyturn_access::plain::Access;
use keyturn_domain::account::AccountId;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::{self, Filter};
use keyturn_domain::rotation::task::{self, Opened, Task, TaskEnd, TaskSubject};
use keyturn_domain::rotation::trigger::Trigger;
use keyturn_store::{RotatingSecret, StoreError, TasksAsked};
use keyturn_trail::principal::Principal;

use super::kept::evaluate;
use super::standing::{Due, Standing, end_of};
use crate::app::App;
use crate::error::AppError;
use crate::secrets::{refuse_secrets, resolve};
use crate::trail::limits;

/// For how many days back a read makes somebody one who knows the value.
const KNOWN_DAYS: u64 = 90;

/// A trigger and what it concerns.
#[derive(Clone, Debug)]
pub struct Triggered {
    /// The trigger.
    pub trigger: Trigger,
    /// Secrets by ARN, or by a name that only one has.
    pub secrets: Vec<String>,
    /// Secrets by a filter of the list's language; empty for none.
    pub filter: String,
    /// A person's principals: ARNs, `role/web`, `user/ann`.
    pub principals: Vec<String>,
}

/// Why a secret is among those of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// A person chose it.
    Chosen,
    /// One of the principals can read it.
    CouldRead,
    /// One of the principals read it in the last 90 days.
    DidRead,
}

impl Because {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::CouldRead => "could_read",
            Self::DidRead => "did_read",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Chosen => "chosen by a person",
            Self::CouldRead => "the person could read it",
            Self::DidRead => "the person read it",
        }
    }
}

/// What a trigger would open.
#[derive(Clone, Debug)]
pub struct TriggerShown {
    /// The secrets, by name, with why each is among them and when its clock ends (UTC).
    pub secrets: Vec<(RotatingSecret, BTreeSet<Because>, Option<DateTime<Utc>>)>,
    /// How many have an open task of this trigger: they get no second.
    pub already: usize,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
    opened: Opened,
}

/// A task, with its secret where that is still known.
#[derive(Clone, Debug)]
pub struct TaskShown {
    /// The task.
    pub task: Task,
    /// Its secret.
    pub secret: Option<RotatingSecret>,
    /// The open rotation of that secret, by its number.
    pub rotation: Option<i64>,
    /// Whether it is open past its time.
    pub late: bool,
}

impl App {
    /// What a trigger would open now.
    pub async fn preview_trigger(self: &Arc<Self>, asked: Triggered) -> Result<TriggerShown, AppError> {
        let (reachable, mut said) = self.reachable(&asked.principals).await?;
        let (now, by, kept) = (self.now(), self.actor().to_owned(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let mut because: BTreeMap<SecretArn, BTreeSet<Because>> = reachable;
            for named in &asked.secrets {
                let arn = database.read(|reader| resolve(reader, named))??;
                because.entry(arn).or_default().insert(Because::Chosen);
            }
            let chosen = if asked.filter.trim().is_empty() { None } else { Some(filter::parse(&asked.filter)?) };
            let all = database.read(|reader| evaluate(reader, &kept, &Filter::default(), now))??;
            if let Some(filter) = chosen {
                for found in database.read(|reader| evaluate(reader, &kept, &filter, now))??.standings {
                    because.entry(found.secret.listed.arn.clone()).or_default().insert(Because::Chosen);
                }
            }
            if !asked.principals.is_empty() {
                let read = database.read(|reader| did_read(reader, &asked.principals, now))?;
                for arn in read {
                    because.entry(arn).or_default().insert(Because::DidRead);
                }
                said.extend(database.read(|reader| limits::limits(reader, limits::window(now), now))?);
            }
            let tasks = database.read(|reader| reader.rotation().open_tasks())?;
            Ok(preview(&asked.trigger, &because, all, &tasks, &by, now, said))
        })
        .await
    }

    /// Opens the tasks of a trigger.
    pub async fn open_trigger(self: &Arc<Self>, asked: Triggered) -> Result<usize, AppError> {
        refuse_secrets(asked.trigger.typed())?;
        let trigger = asked.trigger.clone();
        let shown = self.preview_trigger(asked).await?;
        let opened = shown.opened.tasks;
        if opened.is_empty() {
            return Err(AppError::BadRequest(match shown.already {
                0 => "name at least one secret: there is nothing to open a task for".to_owned(),
                already => format!("{already} secrets have an open task of this trigger already"),
            }));
        }
        let facts = serde_json::json!({ "trigger": trigger.code(), "tasks": opened.len() });
        let act = self.act(self.now(), "tasks.opened", &trigger.words(), &facts);
        self.with_database(move |database| {
            let ids = database.write(|writer| writer.rotation().add_tasks(&opened, act))?;
            Ok(ids.iter().flatten().count())
        })
        .await
    }

    /// The tasks: open ones by their clock, then the others, the newest first.
    pub async fn tasks(&self) -> Result<Vec<TaskShown>, AppError> {
        let now = self.now();
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let open: BTreeMap<SecretArn, i64> = reader
                    .rotation()
                    .open_records()?
                    .into_iter()
                    .map(|record| (record.plan.secret, record.id))
                    .collect();
                let mut tasks = reader.rotation().tasks(&TasksAsked::default(), 0, u32::MAX)?.0;
                tasks.sort_by_key(|task| match &task.end {
                    None => (0, task.task.due_at.map_or(i64::MAX, |at| at.timestamp()), task.id),
                    Some(end) => (1, -end.at.timestamp(), -task.id),
                });
                let named: BTreeSet<&SecretArn> = tasks.iter().map(|task| &task.task.secret).collect();
                let secrets = reader.secrets().find_all_rotating(&named)?;
                let shown = |task: Task| TaskShown {
                    secret: secrets.get(&task.task.secret).cloned(),
                    rotation: match &task.end {
                        Some(end) => end.record,
                        None => open.get(&task.task.secret).copied(),
                    },
                    late: task.is_late(now),
                    task,
                };
                Ok(tasks.into_iter().map(shown).collect())
            })?)
        })
        .await
    }

    /// Drops a task for a reason.
    pub async fn drop_task(&self, id: i64, why: &str) -> Result<(), AppError> {
        if why.trim().is_empty() {
            return Err(AppError::BadRequest("say why the task is dropped".to_owned()));
        }
        refuse_secrets(why)?;
        let (now, by, why) = (self.now(), self.actor().to_owned(), why.trim().to_owned());
        let act = self.act(now, "task.dropped", &id.to_string(), &serde_json::json!({ "why": why }));
        self.with_database(move |database| {
            let end = TaskEnd { at: now, by, record: None, why };
            let there = database.write(|writer| writer.rotation().end_task(id, &end, act))?;
            if there { Ok(()) } else { Err(AppError::NotFound { what: "open task", name: id.to_string() }) }
        })
        .await
    }

    /// The secrets that these principals can read, under a condition or whose reading is not known included.
    async fn reachable(
        self: &Arc<Self>,
        principals: &[String],
    ) -> Result<(BTreeMap<SecretArn, BTreeSet<Because>>, Vec<String>), AppError> {
        let mut found: BTreeMap<SecretArn, BTreeSet<Because>> = BTreeMap::new();
        let mut said = Vec::new();
        if principals.is_empty() {
            return Ok((found, said));
        }
        let evaluation = self.access().await?;
        if evaluation.inputs.is_empty() {
            return Ok((found, vec!["Access was not collected: what the person could read is not known.".to_owned()]));
        }
        for named in principals {
            let Ok(principal) = evaluation.principal(named) else {
                said.push(format!(
                    "{named} is no user or role of the collected accounts: what it could read is not known."
                ));
                continue;
            };
            let (evaluation, _, pairs) = self.pairs_of(&evaluation.world.principals[principal].arn).await?;
            for pair in pairs.iter().filter(|pair| pair.access != Access::Cannot || !pair.chain.is_empty()) {
                if let Ok(arn) = evaluation.world.secrets[pair.secret].arn.parse() {
                    found.entry(arn).or_default().insert(Because::CouldRead);
                }
            }
        }
        Ok((found, said))
    }
}

/// What these principals read in the last 90 days.
fn did_read(
    reader: &keyturn_store::Reader<'_>,
    principals: &[String],
    now: DateTime<Utc>,
) -> Result<BTreeSet<SecretArn>, StoreError> {
    let today = now.date_naive();
    let from = today.checked_sub_days(Days::new(KNOWN_DAYS - 1)).unwrap_or(today);
    let accounts: Vec<AccountId> = reader.accounts().all()?.into_iter().map(|account| account.id).collect();
    let mut read = BTreeSet::new();
    for principal in principals.iter().flat_map(|named| meant(named, &accounts)) {
        let uses = reader.trail().usage_of_principal(&principal, from, today)?;
        read.extend(uses.into_iter().filter(|usage| usage.reads > 0).filter_map(|usage| usage.arn));
    }
    Ok(read)
}

/// The principals as events name them: an ARN names one, `role/web` one in each account.
fn meant(named: &str, accounts: &[AccountId]) -> Vec<Principal> {
    let parts: Vec<&str> = named.splitn(6, ':').collect();
    let (of, name) = match parts[..] {
        ["arn", _, "iam", _, account, resource] => {
            let kind = resource.split('/').next().unwrap_or_default();
            let last = resource.rsplit('/').next().unwrap_or_default();
            (account.parse::<AccountId>().ok(), format!("{kind}/{last}"))
        }
        _ => (None, named.to_owned()),
    };
    let of = of.map_or_else(|| accounts.to_vec(), |account| vec![account]);
    of.into_iter().map(|account| Principal { account: Some(account), name: name.clone() }).collect()
}

fn preview(
    trigger: &Trigger,
    because: &BTreeMap<SecretArn, BTreeSet<Because>>,
    all: Due,
    tasks: &[Task],
    by: &str,
    now: DateTime<Utc>,
    limits: Vec<String>,
) -> TriggerShown {
    let zone = all.policy.policy().time_zone;
    // What is outside rotation (configuration) is no secret to rotate, unless a person chose it.
    let concerned: Vec<(Arc<Standing>, &BTreeSet<Because>)> = all
        .standings
        .into_iter()
        .filter_map(|standing| {
            let because = because.get(&standing.secret.listed.arn)?;
            (!standing.is_outside() || because.contains(&Because::Chosen)).then_some((standing, because))
        })
        .collect();
    let subjects: Vec<TaskSubject> = concerned
        .iter()
        .map(|(standing, because)| TaskSubject {
            secret: standing.secret.listed.arn.clone(),
            name: standing.secret.listed.name.clone(),
            owner: standing.secret.listed.owner.clone(),
            policy_due_at: standing.due.due_on.map(|on| end_of(on, zone)),
            because: because.iter().map(|because| because.words()).collect::<Vec<_>>().join(", "),
        })
        .collect();
    let opened = task::open_tasks(trigger, &subjects, tasks, by, now);
    let ends: BTreeMap<&SecretArn, Option<DateTime<Utc>>> =
        opened.tasks.iter().map(|task| (&task.secret, task.due_at)).collect();
    let secrets = concerned
        .into_iter()
        .map(|(standing, because)| {
            let ends = ends.get(&standing.secret.listed.arn).copied().flatten();
            (standing.secret.clone(), because.clone(), ends)
        })
        .collect();
    TriggerShown { secrets, already: opened.already.len(), limits, opened }
}
