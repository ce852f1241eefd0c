//! One listing of the event history, page by page, so that it can be stopped anywhere and go on later.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use aws_sdk_cloudtrail::operation::lookup_events::LookupEventsOutput;
use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::account::Region;
use keyturn_domain::incident::watch::Watched;
use keyturn_domain::problem::{Hidden, Problem, Reason};

use crate::actions::LOOKUP_EVENTS;
use crate::convert;
use crate::failure::{self, Failure, Tried};
use crate::lookup::PAGE;
use crate::lookup::estimate::Estimate;
use crate::lookup::plan::{Ask, By};
use crate::rates::Quota;
use crate::target::{Reach, Target};

/// What one call gave. Intervals hold their beginning and not their end, and begin and end on whole seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Every event from `from` to `to`, newest first: the text of each record (`CloudTrailEvent`). May be empty.
    pub records: Vec<String>,
    /// Where what has been read now begins.
    pub from: DateTime<Utc>,
    /// Where it ends: the last page's `from`, or the end of the whole.
    pub to: DateTime<Utc>,
    /// Whether this was the last page: then `from` is the beginning of the whole.
    pub ended: bool,
}

/// Reads one listing of one account and region, newest first: an [`Ask`] of the plan, or what is watched.
///
/// A page can end within a second. The events of that second are held back until a page shows an older one, so that a
/// page holds all of its interval and nothing else: whoever keeps a page's interval together with its records may stop
/// at any moment, and a new reader of what lies before `from` neither misses an event nor brings one again. Dropping
/// the reader, or a future of it, loses nothing but the page that was under way.
pub struct LookupReader {
    ask: Option<Ask>,
    key: LookupAttributeKey,
    value: String,
    reach: Arc<Reach>,
    tried: Tried,
    from: DateTime<Utc>,
    /// Where the whole ends.
    end: DateTime<Utc>,
    /// Where what is not read yet ends.
    to: DateTime<Utc>,
    /// Where what is being asked for ends: a token is good for the very same request only.
    until: DateTime<Utc>,
    position: Position,
    /// The second of the oldest event so far, and its records.
    held: Option<(DateTime<Utc>, Vec<String>)>,
    /// Whether events came newest first so far. Once they do not, no interval is full before the listing's end.
    in_order: bool,
    given: u64,
    /// Where the listing was begun again last because its token had expired.
    begun_again: Option<DateTime<Utc>>,
    /// Hashes of the tokens that were followed: a listing that comes back to one would never end.
    followed: HashSet<u64>,
    hasher: RandomState,
    problems: Vec<Problem>,
}

enum Position {
    Start,
    At(String),
    Ended,
    Failed(Problem),
}

impl Target {
    /// A reader of what happened in a region from `from` until before `to`, at its newest page.
    ///
    /// Both are taken back to whole seconds: a second that has not ended is not yet to be read. What is younger than
    /// [`LATE`](super::LATE) may still be added to; what is older than [`KEPT`](super::KEPT) is no longer held.
    pub fn lookup(&self, region: &Region, ask: Ask, from: DateTime<Utc>, to: DateTime<Utc>) -> LookupReader {
        let (key, value) = match ask.by {
            By::Name(name) => (LookupAttributeKey::EventName, name),
            By::Source(source) => (LookupAttributeKey::EventSource, source),
        };
        self.listing(region, Some(ask), (key, value.to_owned()), from, to)
    }

    /// The same for the calls with an access key, of a user or session, or that name a resource.
    ///
    /// A resource is found only by calls whose records list it: `GetSecretValue` lists none, so that the reads of a
    /// secret are asked for by their names.
    pub fn lookup_watched(
        &self,
        region: &Region,
        what: &Watched,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> LookupReader {
        let key = match what {
            Watched::AccessKeyId(_) => LookupAttributeKey::AccessKeyId,
            Watched::Username(_) => LookupAttributeKey::Username,
            Watched::ResourceName(_) => LookupAttributeKey::ResourceName,
        };
        self.listing(region, None, (key, what.value().to_owned()), from, to)
    }

    fn listing(
        &self,
        region: &Region,
        ask: Option<Ask>,
        (key, value): (LookupAttributeKey, String),
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> LookupReader {
        let (from, to) = (whole(from), whole(to));
        let nothing = from >= to;
        LookupReader {
            ask,
            key,
            value,
            reach: self.reach(region),
            tried: self.tried(region, None),
            from,
            end: to,
            to: if nothing { from } else { to },
            until: to,
            position: if nothing { Position::Ended } else { Position::Start },
            held: None,
            in_order: true,
            given: 0,
            begun_again: None,
            followed: HashSet::new(),
            hasher: RandomState::new(),
            problems: Vec::new(),
        }
    }
}

impl LookupReader {
    /// The next page. After the last one, empty ones that have ended.
    ///
    /// An error ends the listing, and asking again gives it again; what the pages before it covered stays read.
    pub async fn next_page(&mut self) -> Result<Page, Problem> {
        loop {
            let token = match &self.position {
                Position::Start => None,
                Position::At(token) => Some(token.clone()),
                Position::Ended => {
                    return Ok(Page { records: Vec::new(), from: self.from, to: self.from, ended: true });
                }
                Position::Failed(problem) => return Err(problem.clone()),
            };
            let continued = token.is_some();
            match self.call(token).await {
                Ok(answer) => return self.take(answer).map_err(|failure| self.fail(failure)),
                // A token lives for a while only. What it stood for is all that lies before `to`. To begin again at the
                // same place twice would be to go round in circles.
                Err(failure)
                    if continued
                        && failure.has_code("InvalidNextTokenException")
                        && self.begun_again != Some(self.to) =>
                {
                    self.begun_again = Some(self.to);
                    self.held = None;
                    self.followed.clear();
                    self.until = self.to;
                    self.position = Position::Start;
                }
                Err(failure) => return Err(self.fail(failure)),
            }
        }
    }

    /// What the rest would cost; `None` before the first page, and for what is not of the plan.
    pub fn estimate(&self) -> Option<Estimate> {
        let ask = self.ask?;
        let seconds = |span: TimeDelta| u64::try_from(span.num_seconds()).unwrap_or_default();
        match self.position {
            Position::Start if self.begun_again.is_none() => None,
            Position::Ended => Some(Estimate::project(ask, 0, 0, 0)),
            _ => {
                let held = self.held.as_ref().map_or(0, |(_, records)| count(records.len()));
                let covered = seconds(self.end - self.to);
                let (events, covered) = if covered == 0 { (held, 1) } else { (self.given, covered) };
                Some(Estimate::project(ask, events, covered, seconds(self.to - self.from)))
            }
        }
    }

    /// What could not be read beside the listing itself; taken out.
    pub fn problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    async fn call(&self, token: Option<String>) -> Result<LookupEventsOutput, Failure> {
        let attribute = LookupAttribute::builder().attribute_key(self.key.clone()).attribute_value(&self.value).build();
        let attribute = attribute.map_err(|error| Failure::new(Reason::NotUnderstood, &error.to_string()))?;
        self.reach.pace.ready(Quota::Lookups).await;
        let call = self.reach.trails.lookup_events().lookup_attributes(attribute).max_results(PAGE);
        let call = call.start_time(sdk(self.from)).end_time(sdk(self.until - TimeDelta::seconds(1)));
        call.set_next_token(token).send().await.map_err(|error| failure::of_call(&error, true))
    }

    /// Takes an answer in. Nothing is awaited here: it happens whole or not at all.
    fn take(&mut self, answer: LookupEventsOutput) -> Result<Page, Failure> {
        let next = convert::filled(answer.next_token);
        if let Some(token) = &next
            && !self.followed.insert(self.hasher.hash_one(token))
        {
            let words = "the listing of events repeats itself and would never end";
            return Err(Failure::new(Reason::NotUnderstood, words));
        }
        let mut records = Vec::new();
        for event in answer.events.unwrap_or_default() {
            self.sort_in(event, &mut records);
        }
        let to = self.to;
        self.position = match next {
            None => Position::Ended,
            Some(token) => Position::At(token),
        };
        let ended = matches!(self.position, Position::Ended);
        if ended || !self.in_order {
            records.extend(self.held.take().into_iter().flat_map(|(_, held)| held));
        }
        if ended {
            self.to = self.from;
        } else if let Some((second, _)) = &self.held {
            self.to = (*second + TimeDelta::seconds(1)).clamp(self.from, to);
        }
        self.given += count(records.len());
        Ok(Page { records, from: self.to, to, ended })
    }

    /// Puts an event's record among those that can be given, or holds it back.
    fn sort_in(&mut self, event: Event, records: &mut Vec<String>) {
        let Some(record) = convert::filled(event.cloud_trail_event) else {
            self.note("an event came without its record and was left out");
            return;
        };
        let second = event.event_time.and_then(|time| DateTime::from_timestamp(time.secs(), 0));
        match (second, &mut self.held) {
            (Some(second), held) if self.in_order => match held {
                Some((oldest, same)) if second == *oldest => same.push(record),
                Some((oldest, _)) if second > *oldest => {
                    self.in_order = false;
                    records.push(record);
                }
                _ => {
                    let older = held.replace((second, vec![record]));
                    records.extend(older.into_iter().flat_map(|(_, held)| held));
                }
            },
            _ => records.push(record),
        }
    }

    fn fail(&mut self, failure: Failure) -> Problem {
        let problem = self.tried.problem(LOOKUP_EVENTS, Hidden::Reads, failure);
        self.position = Position::Failed(problem.clone());
        problem
    }

    /// Once for the whole listing.
    fn note(&mut self, words: &str) {
        let failure = Failure::new(Reason::NotUnderstood, words);
        let problem = self.tried.problem(LOOKUP_EVENTS, Hidden::Reads, failure);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// Without the part of a second.
fn whole(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(time.timestamp(), 0).unwrap_or(time)
}

fn sdk(time: DateTime<Utc>) -> aws_smithy_types::DateTime {
    aws_smithy_types::DateTime::from_secs(time.timestamp())
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
