//! `LookupEvents`: the event history of a place, newest first.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::call::Call;
use super::refusal::Refusal;
use super::wire;
use crate::organisation::Place;
use crate::traffic::{Event, Record, Traffic};

/// How far back the history goes.
const HISTORY: Duration = Duration::days(90);

/// Events of a page, at most.
const PAGE: u64 = 50;

/// The history of every place, ready to be looked up.
pub(super) struct History {
    traffic: Arc<Traffic>,
    /// Positions of each place's records, newest first.
    by_place: HashMap<Place, Vec<u32>>,
    /// The same by the event's name, which is how Keyturn asks.
    by_name: HashMap<(Place, &'static str), Vec<u32>>,
    /// What was delivered later than this is not seen yet (UTC).
    pub(super) until: DateTime<Utc>,
}

impl History {
    pub(super) fn new(traffic: Arc<Traffic>, until: DateTime<Utc>) -> Self {
        let mut by_place: HashMap<Place, Vec<u32>> = HashMap::new();
        let mut by_name: HashMap<(Place, &'static str), Vec<u32>> = HashMap::new();
        let mut newest_first: Vec<(usize, &Record)> =
            traffic.records.iter().enumerate().filter(|(_, record)| !record.is_copy).collect();
        newest_first.sort_by_key(|(_, record)| (std::cmp::Reverse(record.at), record.id));
        for (at, record) in newest_first {
            let (Ok(at), Some(place)) = (u32::try_from(at), traffic.place(record)) else { continue };
            by_place.entry(place.clone()).or_default().push(at);
            by_name.entry((place.clone(), traffic.event_name(record))).or_default().push(at);
        }
        Self { traffic, by_place, by_name, until }
    }

    fn record(&self, at: u32) -> Option<&Record> {
        self.traffic.records.get(at as usize)
    }
}

/// What is asked for, besides the page.
struct Asked<'a> {
    attribute: Option<(&'a str, &'a str)>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

const KEYS: &[&str] =
    &["EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId"];

impl<'a> Asked<'a> {
    fn read(call: &Call<'a>) -> Result<Self, Refusal> {
        let instant = |name: &str| {
            let Some(value) = call.input.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
            let outside = || Refusal::new("InvalidTimeRangeException", "The time range is not valid.");
            #[expect(clippy::cast_possible_truncation, reason = "what is out of range is refused as no date")]
            let millis = (value.as_f64().ok_or_else(outside)? * 1000.0).round() as i64;
            DateTime::from_timestamp_millis(millis).map(Some).ok_or_else(outside)
        };
        let (from, to) = (instant("StartTime")?, instant("EndTime")?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Refusal::new("InvalidTimeRangeException", "StartTime must be before EndTime."));
        }
        let refused = |what: &str| Refusal::new("InvalidLookupAttributesException", what);
        let first = call.input.get("LookupAttributes").and_then(Value::as_array).and_then(|list| list.first());
        let attribute = first
            .map(|attribute| {
                let text = |name: &str| attribute.get(name).and_then(Value::as_str);
                let key = text("AttributeKey").filter(|key| KEYS.contains(key));
                let value = text("AttributeValue").filter(|value| (1..=2000).contains(&value.len()));
                key.zip(value).ok_or_else(|| refused("A lookup attribute is not valid."))
            })
            .transpose()?;
        Ok(Self { attribute, from, to })
    }

    /// Whether an event has the attribute. Values are compared as they are, letter by letter.
    fn fits(&self, event: &Event<'_>) -> bool {
        let Some((key, value)) = self.attribute else { return true };
        match key {
            "EventId" => event.record.id.to_string() == value,
            "EventName" => event.name == value,
            "ReadOnly" => event.read_only.to_string() == value,
            "Username" => event.username == Some(value),
            "EventSource" => value.strip_suffix(".amazonaws.com") == Some(event.service),
            "AccessKeyId" => event.access_key == Some(value),
            "ResourceType" => event.resources.iter().any(|(kind, _)| *kind == Some(value)),
            _ => event.resources.iter().any(|(_, name)| name == value),
        }
    }

    /// What ties a page's token to the question, so that another question's is refused.
    fn print(&self) -> u64 {
        let text = format!("{:?} {:?} {:?}", self.attribute, self.from, self.to);
        text.bytes().fold(7, |print: u64, byte| print.wrapping_mul(1_099_511_628_211) ^ u64::from(byte))
    }
}

/// A page of the caller's place. One lookup attribute counts, and the rest is passed over in silence, as at AWS. Both
/// ends of the time range belong to it. Events show only once they have been delivered, and for ninety days.
pub(super) fn lookup_events(call: &Call<'_>) -> Result<String, Refusal> {
    call.shelf()?;
    let size = match call.input.get("MaxResults") {
        None => PAGE,
        Some(size) => size.as_u64().filter(|size| (1..=PAGE).contains(size)).ok_or_else(|| {
            Refusal::new("InvalidMaxResultsException", "The specified limit is not valid: it must be 1 to 50.")
        })?,
    };
    let asked = Asked::read(call)?;
    let category = call.text("EventCategory");
    if category.is_some_and(|category| category != "insight") {
        return Err(Refusal::new("InvalidEventCategoryException", "The specified event category is not valid."));
    }
    let print = format!("{:016x}", asked.print());
    let token = call.text("NextToken").filter(|token| !token.is_empty());
    let skip = token
        .map(|token| {
            let offset = token.strip_prefix(&print).and_then(|rest| rest.strip_prefix('-')?.parse::<usize>().ok());
            offset.ok_or_else(|| Refusal::new("InvalidNextTokenException", "The next token is not valid."))
        })
        .transpose()?
        .unwrap_or(0);
    let Some(history) = call.estate.history.as_ref().filter(|_| category.is_none()) else {
        return Ok(json!({"Events": []}).to_string());
    };
    let place = &call.signer.place;
    let positions = match asked.attribute {
        // Names are looked up in a table; the name that is nobody's has no events.
        Some(("EventName", name)) => {
            history.traffic.known_name(name).and_then(|name| history.by_name.get(&(place.clone(), name)))
        }
        _ => history.by_place.get(place),
    };
    let positions = positions.map(Vec::as_slice).unwrap_or_default();
    let oldest = asked.from.unwrap_or(DateTime::UNIX_EPOCH).max(history.until - HISTORY);
    let newest = asked.to.unwrap_or(history.until).min(history.until);
    let after = |at: &u32| history.record(*at).is_some_and(|record| record.at > newest);
    let recent = |at: &u32| history.record(*at).is_some_and(|record| record.at >= oldest);
    let begin = positions.partition_point(after);
    let mut found = positions
        .get(begin..)
        .unwrap_or_default()
        .iter()
        .take_while(|at| recent(at))
        .filter_map(|at| history.record(*at))
        .filter(|record| record.delivered_at <= history.until)
        .filter_map(|record| history.traffic.event(record))
        .filter(|event| asked.fits(event))
        .skip(skip)
        .peekable();
    let mut events = Vec::new();
    while let Some(event) = found.next_if(|_| (events.len() as u64) < size) {
        events.push(entry(&history.traffic, &event));
    }
    let next = match token {
        Some(token) if call.repeat_token => Some(token.to_owned()),
        _ => (found.peek().is_some() || call.repeat_token).then(|| format!("{print}-{}", skip + events.len())),
    };
    let events = events.join(",");
    Ok(match next {
        Some(next) => format!("{{\"Events\":[{events}],\"NextToken\":\"{next}\"}}"),
        None => format!("{{\"Events\":[{events}]}}"),
    })
}

/// An event as `LookupEvents` lists it: its record is a text inside.
fn entry(traffic: &Traffic, event: &Event<'_>) -> String {
    let mut entry = json!({"EventId": event.record.id.to_string(), "EventName": event.name});
    let Some(members) = entry.as_object_mut() else { return String::new() };
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("ReadOnly", event.read_only.to_string().into());
    if let Some(key) = event.access_key {
        put("AccessKeyId", key.into());
    }
    put("EventTime", json!(wire::Epoch(event.record.at)));
    put("EventSource", format!("{}.amazonaws.com", event.service).into());
    if let Some(name) = event.username {
        put("Username", name.into());
    }
    let resource = |(kind, name): &(Option<&'static str>, String)| match kind {
        Some(kind) => json!({"ResourceType": kind, "ResourceName": name}),
        None => json!({"ResourceName": name}),
    };
    put("Resources", event.resources.iter().map(resource).collect());
    put("CloudTrailEvent", traffic.json(event.record).into());
    entry.to_string()
}
