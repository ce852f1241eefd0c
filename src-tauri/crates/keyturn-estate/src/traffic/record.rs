//! Records: compact until somebody wants their JSON.

use std::fmt::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::deed::{Api, Deed};
use super::identity::Session;
use super::source::Source;
use crate::organisation::Place;

/// An event's id, a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub(super) u128);

impl EventId {
    /// A UUID of version 4 of these bits.
    pub(super) fn new(bits: u128) -> Self {
        Self((bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        let part = |shift: u32, digits: u32| (bits >> shift) & ((1 << (4 * digits)) - 1);
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            part(96, 8),
            part(80, 4),
            part(64, 4),
            part(48, 4),
            part(0, 12)
        )
    }
}

/// One record of CloudTrail. [`super::Traffic`] knows its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// `eventID`. A second delivery of the same event has the same.
    pub id: EventId,
    /// `eventTime` (UTC, whole seconds).
    pub at: DateTime<Utc>,
    /// When CloudTrail shows it (UTC): in a file of the bucket, and to `LookupEvents`.
    pub delivered_at: DateTime<Utc>,
    /// `sharedEventID`: ties the copies that two accounts get.
    pub shared: Option<EventId>,
    /// Whether it is the same event once more, in the folder of another region.
    pub is_copy: bool,
    /// The place whose event it is: recipient account and region.
    pub(super) place: u16,
    /// The place whose folder of the bucket it lies in.
    pub(super) folder: u16,
    pub(super) session: u32,
    pub(super) source: u32,
    pub(super) deed: u32,
}

/// A deed as it is written into each of its records.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) api: Api,
    /// From `errorCode` to `additionalEventData`.
    pub(super) request: String,
    /// `resources` with its comma, or nothing.
    pub(super) resources: String,
    /// What `LookupEvents` lists as resources: type and name.
    pub(super) named: Vec<(Option<&'static str>, String)>,
    /// Whether it is an event of a service's own, not a call.
    pub(super) own_event: bool,
}

impl Written {
    pub(super) fn new(deed: &Deed) -> Self {
        let mut request = format!("\"requestParameters\":{},\"responseElements\":{}", deed.request, deed.response);
        if let Some((code, message)) = &deed.error {
            let message = Value::from(message.as_str());
            request = format!("\"errorCode\":\"{code}\",\"errorMessage\":{message},{request}");
        }
        if let Some(additional) = &deed.additional {
            request = format!("{request},\"additionalEventData\":{additional}");
        }
        let entry = |(arn, account, kind): &(String, String, Option<&str>)| {
            let kind = kind.map(|kind| format!(",\"type\":\"{kind}\"")).unwrap_or_default();
            format!("{{\"accountId\":\"{account}\"{kind},\"ARN\":{}}}", Value::from(arn.as_str()))
        };
        let entries: Vec<String> = deed.resources.iter().map(entry).collect();
        let resources =
            if entries.is_empty() { String::new() } else { format!(",\"resources\":[{}]", entries.join(",")) };
        let named = deed.resources.iter().map(|(arn, _, kind)| (*kind, arn.clone())).collect();
        Self { api: deed.api, request, resources, named, own_event: deed.additional.is_some() }
    }
}

/// A record as `LookupEvents` looks at it.
pub(crate) struct Event<'a> {
    pub(crate) record: &'a Record,
    /// `eventName`.
    pub(crate) name: &'static str,
    /// `eventSource`, before `.amazonaws.com`.
    pub(crate) service: &'static str,
    pub(crate) read_only: bool,
    pub(crate) username: Option<&'a str>,
    pub(crate) access_key: Option<&'a str>,
    /// Type, where it has one, and name.
    pub(crate) resources: &'a [(Option<&'static str>, String)],
}

impl super::Traffic {
    /// The record with what `LookupEvents` says of it outside of its JSON.
    pub(crate) fn event<'a>(&'a self, record: &'a Record) -> Option<Event<'a>> {
        let session = self.sessions.get(record.session as usize)?;
        let deed = self.deeds.get(record.deed as usize)?;
        Some(Event {
            record,
            name: deed.api.name,
            service: deed.api.service,
            read_only: deed.api.read_only,
            username: session.username.as_deref(),
            access_key: session.key.as_deref(),
            resources: &deed.named,
        })
    }

    /// The record's JSON, as it stands in a file's `Records` and in `CloudTrailEvent`.
    pub fn json(&self, record: &Record) -> String {
        let mut text = String::with_capacity(1800);
        self.write_json(record, &mut text);
        text
    }

    /// Appends the record's JSON.
    pub fn write_json(&self, record: &Record, text: &mut String) {
        let (Some(session), Some(source), Some(deed), Some(place)) = (
            self.sessions.get(record.session as usize),
            self.sources.get(record.source as usize),
            self.deeds.get(record.deed as usize),
            self.places.get(usize::from(record.place)),
        ) else {
            return;
        };
        record.write(session, source, deed, place, text);
    }
}

impl Record {
    /// Appends this record's JSON, with what its numbers stand for.
    pub(super) fn write(&self, session: &Session, source: &Source, deed: &Written, place: &Place, text: &mut String) {
        let api = deed.api;
        let (account, region) = (&place.account, &place.region);
        let mut put = |arguments: fmt::Arguments<'_>| text.write_fmt(arguments).unwrap_or_default();
        put(format_args!(
            "{{\"eventVersion\":\"{}\",\"userIdentity\":{},\"eventTime\":\"{}\",\"eventSource\":\"{}.amazonaws.com\",\
             \"eventName\":\"{}\",\"awsRegion\":\"{region}\",\"sourceIPAddress\":\"{}\",\"userAgent\":{},{}",
            api.version(),
            session.identity,
            Time(self.at),
            api.service,
            api.name,
            source.address,
            Value::from(source.agent.as_str()),
            deed.request,
        ));
        if deed.own_event {
            put(format_args!(",\"requestID\":\"Rotation_{:016x}\"", self.id.0 >> 64));
        } else {
            let request = EventId::new(self.id.0.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
            put(format_args!(",\"requestID\":\"{request}\""));
        }
        put(format_args!(
            ",\"eventID\":\"{}\",\"readOnly\":{}{},\"eventType\":\"{}\",\"managementEvent\":true,\
             \"recipientAccountId\":\"{account}\"",
            self.id,
            api.read_only,
            deed.resources,
            if deed.own_event { "AwsServiceEvent" } else { "AwsApiCall" },
        ));
        if let Some(shared) = self.shared {
            put(format_args!(",\"sharedEventID\":\"{shared}\""));
        }
        if let Some(endpoint) = &source.endpoint {
            put(format_args!(",\"vpcEndpointId\":\"{endpoint}\",\"vpcEndpointAccountId\":\"{}\"", session.account));
        }
        put(format_args!(",\"eventCategory\":\"Management\""));
        if !source.service {
            let (version, cipher) = api.tls();
            put(format_args!(
                ",\"tlsDetails\":{{\"tlsVersion\":\"{version}\",\"cipherSuite\":\"{cipher}\",\
                 \"clientProvidedHostHeader\":\"{}.{region}.amazonaws.com\"}}",
                api.service
            ));
        }
        if session.console {
            put(format_args!(",\"sessionCredentialFromConsole\":\"true\""));
        }
        put(format_args!("}}"));
    }
}

/// A time as records write it, without the general formatter's detours.
struct Time(DateTime<Utc>);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use chrono::{Datelike, Timelike};
        let at = self.0;
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }
}
