//! Who read what was exposed within the window, from where and how often; the odd ones first.

use std::collections::BTreeSet;

use keyturn_domain::arn::SecretArn;
use keyturn_store::{FindingState, FindingsAsked, ObjectReads, Reader, SourceReads, StoreError, StoredFinding};
use keyturn_trail::origin::{Origin, Source};
use keyturn_trail::principal::Principal;
use keyturn_trail::read::Object;
use keyturn_trail::target::{SecretName, Target};

use super::{Case, Fact, FactGroup, Known, Question, clock, group, known, line, secret_name, times};

/// Of how many readers and places it is looked whether they are odd: those that read last.
const MOST_LOOKED_AT: usize = 200;

/// Most findings of one principal that are looked at: the latest.
const MOST_FINDINGS: u32 = 100;

/// Reads of one thing by one principal from one place.
pub(super) struct ReadFrom {
    pub(super) reads: SourceReads,
    /// What was read, in words. Hostile text.
    pub(super) what: String,
    pub(super) secret: Option<SecretArn>,
    pub(super) odd: Option<String>,
}

/// Everything that was read.
pub(super) struct DidRead {
    /// The odd ones first, then the latest.
    pub(super) from: Vec<ReadFrom>,
    /// Who read on days of which single events are no longer kept.
    older: Vec<(SecretArn, Principal, ObjectReads)>,
}

impl DidRead {
    /// Who read, each once, in the order of the facts.
    pub(super) fn principals(&self) -> Vec<(&Principal, bool)> {
        let mut known: Vec<(&Principal, bool)> = Vec::new();
        let events = self.from.iter().map(|one| (&one.reads.principal, one.odd.is_some()));
        for (principal, odd) in events.chain(self.older.iter().map(|(_, principal, _)| (principal, false))) {
            if !known.iter().any(|(one, _)| *one == principal) {
                known.push((principal, odd));
            }
        }
        known
    }
}

pub(super) fn read(reader: &Reader<'_>, case: &Case) -> Result<DidRead, StoreError> {
    let trail = reader.trail();
    let (mut from, mut older) = (Vec::new(), Vec::new());
    for arn in &case.subjects.secrets {
        let reads = trail.secret_reads_by_source(arn, case.within)?;
        let days = (case.within.from.date_naive(), case.within.to.date_naive());
        for (principal, sums) in trail.readers_by_day(arn, days.0, days.1)? {
            let in_window = sums.last_at >= case.within.from && sums.first_at <= case.within.to;
            if in_window && !reads.iter().any(|one| one.principal == principal) {
                older.push((arn.clone(), principal, sums));
            }
        }
        from.extend(reads.into_iter().map(|reads| ReadFrom {
            reads,
            what: secret_name(arn),
            secret: Some(arn.clone()),
            odd: None,
        }));
    }
    // Of a session its whole role is told: sessions come and go, and what stole one may make another.
    for (principal, _) in &case.subjects.principals {
        from.extend(trail.principal_reads_by_source(principal, case.within)?.into_iter().map(of_targets));
    }
    for key in &case.subjects.keys {
        from.extend(trail.key_reads_by_source(key, case.within)?.into_iter().map(of_targets));
    }
    // The same reads may be asked for by the secret and by who read it.
    let mut seen = BTreeSet::new();
    from.retain(|one| seen.insert((one.reads.last_event.clone(), one.what.clone())));
    from.sort_by_key(|one| std::cmp::Reverse(one.reads.last_at));
    let mut findings = Findings::default();
    for one in from.iter_mut().take(MOST_LOOKED_AT) {
        one.odd = odd(reader, one, &mut findings)?;
    }
    from.sort_by_key(|one| one.odd.is_none());
    Ok(DidRead { from, older })
}

fn of_targets(reads: SourceReads) -> ReadFrom {
    let words = |target: &Target| match target {
        Target::Secret(name) => name.name.clone(),
        Target::Path { path, .. } => format!("everything below {path}"),
        Target::Filter { words, .. } => format!("what matches {words}"),
        Target::Instance(text) | Target::Key(text) | Target::Trail(text) => text.clone(),
    };
    let what: Vec<String> = reads.targets.iter().map(words).collect();
    let what = if what.is_empty() { "what the record does not name".to_owned() } else { what.join(", ") };
    ReadFrom { what, secret: None, odd: None, reads }
}

/// Findings of principals that were looked up.
#[derive(Default)]
struct Findings(Vec<(Principal, Vec<StoredFinding>)>);

impl Findings {
    fn of(&mut self, reader: &Reader<'_>, principal: &Principal) -> Result<&[StoredFinding], StoreError> {
        let known = self.0.iter().position(|(known, _)| known == principal);
        let at = if let Some(at) = known {
            at
        } else {
            let asked = FindingsAsked {
                states: vec![FindingState::Open, FindingState::Watch, FindingState::Incident],
                principal: Some(principal.clone()),
                ..FindingsAsked::default()
            };
            let (found, _) = reader.trail().findings(&asked, 0, MOST_FINDINGS)?;
            self.0.push((principal.clone(), found));
            self.0.len() - 1
        };
        Ok(self.0.get(at).map_or(&[], |(_, found)| found.as_slice()))
    }
}

/// Why reads stand out: a finding is about them, they came from a place that is new to who made them, or were refused.
fn odd(reader: &Reader<'_>, one: &ReadFrom, findings: &mut Findings) -> Result<Option<String>, StoreError> {
    let reads = &one.reads;
    let mut said = Vec::new();
    let about = |stored: &&StoredFinding| {
        let finding = &stored.finding;
        let named = one.secret.as_ref().map(|arn| Object::Secret(SecretName::of(arn)));
        let of_it = named.is_none_or(|named| finding.objects.contains(&named));
        of_it && finding.first_at <= reads.last_at && finding.last_at >= reads.first_at
    };
    if let Some(stored) = findings.of(reader, &reads.principal)?.iter().find(about) {
        said.push(format!("finding: {}", stored.finding.title));
    }
    if reader.trail().called_from(&reads.principal, &reads.origin, reads.first_at)? == Some(false) {
        said.push(format!("its first call from {}", reads.origin.network().unwrap_or_else(|| place(&reads.origin))));
    }
    if reads.denied > 0 {
        said.push(format!("refused {}", times(reads.denied)));
    }
    Ok((!said.is_empty()).then(|| line(&said.join("; "))))
}

/// Where calls came from, in words. Hostile text.
pub(crate) fn place(origin: &Origin) -> String {
    let source = match &origin.source {
        Source::Address(address) => address.to_string(),
        Source::Service(text) | Source::Other(text) => text.clone(),
        Source::Unknown => "a place that the record does not say".to_owned(),
    };
    match &origin.vpc_endpoint {
        Some(endpoint) => format!("{source} through {endpoint}"),
        None => source,
    }
}

pub(super) fn facts(reader: &Reader<'_>, case: &Case, read: &DidRead) -> Result<FactGroup, StoreError> {
    let mut facts: Vec<Fact> = read.from.iter().map(|one| fact(case, one)).collect();
    facts.extend(read.older.iter().map(|(arn, principal, sums)| of_days(case, arn, principal, sums)));
    let unknown = case.subjects.unknown.iter().map(|name| format!("Nothing is stored of {}.", line(name)));
    let unknown: Vec<String> = unknown.collect();
    let known = known::of_trail(reader, case)?.and((!unknown.is_empty()).then(|| unknown.join(" ")));
    Ok(group(Question::DidRead, known, facts))
}

fn fact(case: &Case, one: &ReadFrom) -> Fact {
    let reads = &one.reads;
    let did = if reads.reads == 0 {
        format!("was refused {}", times(reads.denied))
    } else {
        format!("read {} {}", one.what, times(reads.reads))
    };
    let did = if reads.reads == 0 { format!("{did} for {}", one.what) } else { did };
    let from = place(&reads.origin);
    let mut detail = format!("first {}, last {}", clock(reads.first_at), clock(reads.last_at));
    if reads.reads > 0 && reads.denied > 0 {
        detail = format!("{detail}; refused {}", times(reads.denied));
    }
    Fact {
        key: format!("did_read {} {} {from}", one.what, reads.principal),
        text: line(&format!("{} {did} from {from}", reads.principal)),
        detail,
        at: Some(reads.last_at),
        known: Known::Event(reads.last_event.0.clone()),
        secret: one.secret.clone(),
        principal: case.arns.arn(&reads.principal),
        odd: one.odd.clone(),
        attached: false,
    }
}

fn of_days(case: &Case, arn: &SecretArn, principal: &Principal, sums: &ObjectReads) -> Fact {
    let what = secret_name(arn);
    Fact {
        key: format!("did_read {what} {principal} days"),
        text: line(&format!("{principal} read {what} {}", times(sums.reads))),
        detail: format!(
            "first {}, last {}; refused {}; from where is no longer kept",
            clock(sums.first_at),
            clock(sums.last_at),
            times(sums.denied)
        ),
        at: Some(sums.last_at),
        known: Known::Days,
        secret: Some(arn.clone()),
        principal: case.arns.arn(principal),
        odd: None,
        attached: false,
    }
}
