//! Asking for what is watched: whether a key, a session or a secret that was revoked is used again.
//!
//! [`watch::plan`] says who is asked and when. Answers are kept with what they found in one transaction; a use opens the
//! incident again. What could not be asked is an answer too, that is not complete: silence is never assumed.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_aws::Target;
use keyturn_aws::lookup::Ask;
use keyturn_domain::account::AccountId;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::record::KEYTURN;
use keyturn_domain::incident::watch::{self, Answer, Hit, Place, Poll, Watch, Watched, watching};
use keyturn_domain::incident::{Entry, Incident, IncidentId};
use keyturn_domain::problem::Problem;
use keyturn_store::{Reader, StoreError, Writer};
use keyturn_trail::call::{Call, Class};
use keyturn_trail::event::{Event, Outcome};
use keyturn_trail::record::{self, Parsed};
use keyturn_trail::resolve::Index;
use keyturn_trail::target::{SecretName, Target as Aim};
use tokio::task::JoinSet;

use super::facts::place_words;
use super::{parse_id, read_all};
use crate::app::App;
use crate::error::AppError;

/// How far ahead polls are taken into one round: the limiter of each place spaces them.
const ROUND: TimeDelta = TimeDelta::seconds(30);

/// Calls that begin a session of a role.
const ASSUMES: &str = "AssumeRole";

/// What one round of asking brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchRound {
    /// Polls that were made.
    pub polls: u32,
    /// Calls that were seen and not known.
    pub hits: u32,
    /// Incidents that were opened again.
    pub reopened: Vec<IncidentId>,
    /// What could not be asked.
    pub problems: Vec<Problem>,
    /// Whether 30 minutes of silence are known of every watch that was looked at.
    pub quiet: bool,
}

/// What is asked of which incident.
type Asked = (IncidentId, Watch, Poll);

impl App {
    /// Asks for what the watches of all incidents want now; of one incident for everything that it watches, whether
    /// it is due or not. Exercises ask nothing.
    pub async fn ask_watches(self: &Arc<Self>, only: Option<&str>) -> Result<WatchRound, AppError> {
        let (only, now) = (only.map(parse_id).transpose()?, self.now());
        let asked = self.with_database(move |database| Ok(database.read(|reader| polls(reader, only, now))?)).await?;
        let mut round = WatchRound { polls: u32::try_from(asked.len()).unwrap_or(u32::MAX), ..WatchRound::default() };
        if !asked.is_empty() {
            let (answers, problems) = self.answers(asked).await?;
            round.problems = problems;
            let act = self.act(now, "incident.watched", "", &serde_json::json!({}));
            let written = self
                .with_database(move |database| {
                    Ok(database.write(|writer| {
                        let mut written = Vec::new();
                        for (id, answers) in &answers {
                            let act = keyturn_domain::audit::Act { subject: id.to_string(), ..act.clone() };
                            written.push((*id, keep(writer, *id, answers, now, &act)?));
                        }
                        Ok(written)
                    })?)
                })
                .await?;
            for (id, (hits, reopened)) in written {
                round.hits += hits;
                round.reopened.extend(reopened.then_some(id));
            }
        }
        round.quiet = self.with_database(move |database| Ok(database.read(|reader| quiet(reader, only))?)).await?;
        Ok(round)
    }

    /// Makes the polls, places side by side, and in each one after another.
    async fn answers(
        self: &Arc<Self>,
        asked: Vec<Asked>,
    ) -> Result<(BTreeMap<IncidentId, Vec<Answer>>, Vec<Problem>), AppError> {
        let sources = self.sources().await?;
        let mut by_account: BTreeMap<AccountId, BTreeMap<Place, Vec<Asked>>> = BTreeMap::new();
        for one in asked {
            let place = one.2.place.clone();
            by_account.entry(place.account.clone()).or_default().entry(place).or_default().push(one);
        }
        let mut tasks = JoinSet::new();
        for (account, places) in by_account {
            let (app, sources) = (Arc::clone(self), sources.clone());
            tasks.spawn(async move {
                let discovery = keyturn_aws::discover_account(&app.connection.quiet(), &sources, &account).await;
                let target = discovery.targets.into_iter().next();
                let mut problems = discovery.problems;
                let mut answers = Vec::new();
                for (_, polls) in places {
                    for (id, watch, poll) in polls {
                        let (answer, problem) = ask(target.as_ref(), &watch, &poll, app.now()).await;
                        answers.push((id, answer));
                        problems.extend(problem);
                    }
                }
                (answers, problems)
            });
        }
        let (mut answers, mut problems): (BTreeMap<IncidentId, Vec<Answer>>, _) = (BTreeMap::new(), Vec::new());
        while let Some(ended) = tasks.join_next().await {
            let (some, more) = ended.map_err(|broken| AppError::BrokenOff(broken.to_string()))?;
            for (id, answer) in some {
                answers.entry(id).or_default().push(answer);
            }
            problems.extend(more);
        }
        problems.dedup();
        Ok((answers, problems))
    }
}

/// The watches that have not ended. An exercise watches nothing that is real.
fn running(incident: &Incident) -> Vec<Watch> {
    let of = |watch: &&Watch| !incident.is_drill() && !incident.ended_watches.contains(&watch.number);
    incident.watches.iter().filter(of).cloned().collect()
}

fn polls(reader: &Reader<'_>, only: Option<IncidentId>, now: DateTime<Utc>) -> Result<Vec<Asked>, StoreError> {
    let mut asked = Vec::new();
    for incident in read_all(reader)? {
        let id = incident.opening.id;
        let watches = running(&incident);
        if watches.is_empty() || only.is_some_and(|only| only != id) {
            continue;
        }
        let answers = reader.incidents().answers(id)?;
        for poll in watch::plan(&watches, &answers, now) {
            if only.is_none() && poll.at > now + ROUND {
                continue;
            }
            let watch = watches.iter().find(|watch| watch.number == poll.watch).cloned();
            asked.extend(watch.map(|watch| (id, watch, poll)));
        }
    }
    Ok(asked)
}

fn quiet(reader: &Reader<'_>, only: Option<IncidentId>) -> Result<bool, StoreError> {
    for incident in read_all(reader)? {
        let id = incident.opening.id;
        if only.is_some_and(|only| only != id) {
            continue;
        }
        let answers = reader.incidents().answers(id)?;
        if running(&incident).iter().any(|watch| !watching(watch, &answers).short_done) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Keeps answers and what they found, in the name of Keyturn. Gives the number of new calls, and whether the incident
/// was opened again.
fn keep(
    writer: &Writer<'_>,
    id: IncidentId,
    answers: &[Answer],
    now: DateTime<Utc>,
    act: &keyturn_domain::audit::Act,
) -> Result<(u32, bool), StoreError> {
    let incidents = writer.incidents();
    incidents.answered(id, answers)?;
    let Ok(mut incident) = Incident::replay(&incidents.log(id)?) else { return Ok((0, false)) };
    let state = incident.state;
    let mut hits = 0;
    let write = |incident: &mut Incident, entries: Vec<Entry>| {
        for entry in incidents.append(id, entries, now, KEYTURN, act.clone())? {
            incident.apply(&entry);
        }
        Ok::<(), StoreError>(())
    };
    for answer in answers {
        for hit in &answer.hits {
            let entries = incident.on_hit(answer.watch, hit);
            if !entries.is_empty() {
                hits += 1;
                write(&mut incident, entries)?;
            }
        }
    }
    let known = incidents.answers(id)?;
    let done = |watch: &Watch| {
        let found = watching(watch, &known);
        found.known_until.filter(|_| found.long_done).map(|known_until| (watch.number, known_until))
    };
    let ended: Vec<(u32, DateTime<Utc>)> = running(&incident).iter().filter_map(done).collect();
    for (watch, known_until) in ended {
        write(&mut incident, vec![Entry::WatchEnded { watch, known_until }])?;
    }
    Ok((hits, incident.state != state))
}

/// Makes one poll. Without a way into the account, or when a page fails, the answer is not complete.
async fn ask(target: Option<&Target>, watch: &Watch, poll: &Poll, at: DateTime<Utc>) -> (Answer, Option<Problem>) {
    let mut answer = Answer {
        watch: watch.number,
        place: poll.place.clone(),
        since: poll.since,
        at,
        complete: false,
        hits: Vec::new(),
    };
    let Some(target) = target else { return (answer, None) };
    let secret = secret_of(watch, &poll.place);
    let listings: Vec<Option<Ask>> = match &secret {
        Some(arn) => reads_of(arn).map(Ask::named).map(Some).collect(),
        None => vec![None],
    };
    for listing in listings {
        let region = &poll.place.region;
        let mut reader = match listing {
            Some(call) => target.lookup(region, call, poll.since, at),
            None => target.lookup_watched(region, &watch.what, poll.since, at),
        };
        loop {
            let page = match reader.next_page().await {
                Ok(page) => page,
                Err(problem) => return (answer, Some(problem)),
            };
            let seen = page.records.iter().filter_map(|record| match &secret {
                Some(arn) => read_of(arn, record.as_bytes()),
                None => call_of(&watch.what, record.as_bytes()),
            });
            answer.hits.extend(seen);
            if let Some(problem) = reader.problems().pop() {
                return (answer, Some(problem));
            }
            if page.ended {
                break;
            }
        }
    }
    answer.complete = true;
    (answer, None)
}

/// The secret that is watched. Reads of a secret list no resource, so that they are asked for by their calls' names.
fn secret_of(watch: &Watch, place: &Place) -> Option<SecretArn> {
    let Watched::ResourceName(name) = &watch.what else { return None };
    if name.starts_with("arn:") {
        return name.parse().ok();
    }
    let partition = if place.region.as_str().starts_with("cn-") { "aws-cn" } else { "aws" };
    Some(SecretArn::of_parameter(partition, &place.account, &place.region, name))
}

/// The calls that give a value of its store.
fn reads_of(arn: &SecretArn) -> impl Iterator<Item = Call> + use<> {
    let service = match arn.store() {
        keyturn_domain::store::Store::SecretsManager => "secretsmanager",
        keyturn_domain::store::Store::ParameterStore => "ssm",
    };
    Call::ALL.iter().copied().filter(move |call| call.class() == Class::Read && call.service() == service)
}

/// A call that read this secret, by its name or as part of a path.
fn read_of(arn: &SecretArn, bytes: &[u8]) -> Option<Hit> {
    let Parsed::Event(event) = record::parse(bytes, &Index::new([arn.clone()])) else { return None };
    let of = SecretName::of(arn);
    let aims = |aim: &Aim| match aim {
        Aim::Secret(name) => *name == of,
        Aim::Path { path, recursive } => below(&of.name, path, *recursive),
        _ => false,
    };
    event.targets.iter().any(aims).then(|| hit_of(&event))
}

/// Whether a parameter lies below a path; only directly so, unless it is read with all levels.
fn below(name: &str, path: &str, recursive: bool) -> bool {
    let rest = name.strip_prefix(path.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
    rest.is_some_and(|rest| recursive || !rest.contains('/'))
}

fn hit_of(event: &Event) -> Hit {
    Hit {
        event_id: event.id.0.clone(),
        at: event.at,
        name: event.call.name().to_owned(),
        source: place_words(&event.from),
        refused: matches!(event.outcome, Outcome::Denied(_)),
    }
}

/// A call of whoever is watched. Of a role, beginning a session is its use; that somebody looks at it is not.
fn call_of(what: &Watched, bytes: &[u8]) -> Option<Hit> {
    let seen = record::sighting(bytes)?;
    let counts = !matches!(what, Watched::ResourceName(_)) || seen.name.starts_with(ASSUMES);
    counts.then_some(Hit {
        event_id: seen.id.0,
        at: seen.at,
        name: seen.name,
        source: seen.source,
        refused: seen.refused,
    })
}
