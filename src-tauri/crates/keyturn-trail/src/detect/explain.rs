//! What looks odd and is explained.

use std::collections::BTreeSet;

use super::case::{Case, counted, most};
use super::mark::{Ground, Mark, Reader};
use super::{Setting, telling};
use crate::finding::Finding;
use crate::target::SecretName;

/// The fewest distinct secrets within ten minutes that look odd to anybody.
const LOOKS_ODD: usize = 5;
/// How many reads an explanation carries.
const BOUND: usize = 100;

/// One explanation for each ground on which this reader's day is nothing.
pub(crate) fn grounds<'a>(reader: &Reader<'_, 'a>, marks: &[Mark<'a>], setting: &Setting<'_, 'a>) -> Vec<Finding> {
    let grounds = [Ground::Wrote, Ground::Rotates, Ground::Fresh, Ground::Usual];
    grounds.into_iter().filter_map(|ground| explained(ground, reader, marks, setting)).collect()
}

fn explained<'a>(
    ground: Ground,
    reader: &Reader<'_, 'a>,
    marks: &[Mark<'a>],
    setting: &Setting<'_, 'a>,
) -> Option<Finding> {
    let those: Vec<&Mark<'a>> = marks.iter().filter(|mark| mark.ground == Some(ground) && mark.succeeded()).collect();
    let first = those.first()?;
    let secrets: BTreeSet<&SecretName> = those.iter().filter_map(|mark| mark.secret()).collect();
    let window = chrono::TimeDelta::minutes(i64::from(setting.settings.burst_minutes));
    let at_once = most(those.iter().filter_map(|mark| mark.secret().map(|name| (mark.at, name))), window);
    let count = counted(secrets.len(), "secret");
    let (rule, code, said) = match ground {
        Ground::Usual if at_once >= LOOKS_ODD => ("burst", "usual", usual(reader, &those, secrets.len(), at_once)),
        Ground::Wrote if at_once >= 2 => ("burst", "wrote", wrote(&those, &secrets, reader, setting)),
        Ground::Rotates => {
            ("first-read", "rotates", format!("{count} read by the reader that stores their new versions: a rotation"))
        }
        Ground::Fresh => ("first-read", "fresh", format!("{count} that were created less than three days before")),
        Ground::Usual | Ground::Wrote => return None,
    };
    let key = format!("{}|{code}", telling::key(reader.subject, setting.day, first));
    let case = Case { reader, setting, marks: Vec::new() };
    let mut finding = telling::blank(key, &case, rule, first.account());
    finding.first_at = first.at;
    finding.last_at = those.last().map_or(first.at, |mark| mark.at);
    finding.objects = secrets.into_iter().take(BOUND).cloned().map(crate::read::Object::Secret).collect();
    finding.events = those.iter().take(BOUND).flat_map(|mark| mark.ids()).cloned().collect();
    finding.title = format!("{} read {count}", telling::who(reader.subject));
    finding.reason = reader.base.said();
    finding.explained = Some(said);
    Some(finding)
}

fn usual(reader: &Reader<'_, '_>, those: &[&Mark<'_>], secrets: usize, at_once: usize) -> String {
    let sessions: BTreeSet<_> = those.iter().map(|mark| (&mark.by.session, &mark.by.access_key)).collect();
    let days = reader.base.days.len();
    let set = format!("{} that it reads on its other {days} days too", counted(secrets, "secret"));
    if sessions.len() >= 3 {
        format!("{} sessions of one role at once, as in a roll-out or a pipeline: {set}", sessions.len())
    } else if those.len() >= 20 * secrets {
        format!("a poll: {set}, {} times each", those.len() / secrets.max(1))
    } else {
        format!("its usual start, {at_once} within ten minutes: {set}")
    }
}

fn wrote(
    those: &[&Mark<'_>],
    secrets: &BTreeSet<&SecretName>,
    reader: &Reader<'_, '_>,
    setting: &Setting<'_, '_>,
) -> String {
    let hours = i64::from(setting.settings.change_hours);
    let gaps = those.iter().filter_map(|mark| {
        let event = setting.around.own_write(mark.secret()?, reader.subject, mark.at, hours)?;
        Some((mark.at - event.at).num_seconds().max(0))
    });
    let reads = counted(those.len(), "read");
    match gaps.min() {
        Some(seconds) if seconds < 120 => {
            format!("{reads} by the reader that wrote these {} secrets {seconds} seconds earlier", secrets.len())
        }
        Some(seconds) => {
            format!("{reads} by the reader that wrote these {} secrets {} minutes earlier", secrets.len(), seconds / 60)
        }
        None => format!("{reads} by the reader that wrote these {} secrets on an earlier day", secrets.len()),
    }
}
