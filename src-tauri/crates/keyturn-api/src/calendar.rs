//! The calendar, freezes, spreading, the feed, reminders.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use keyturn_app::rotation::{Calendar, Item, KeptFreeze, Reminder, Reminders, ToRemind, Tone};
use keyturn_domain::review::CampaignId;
use keyturn_domain::rotation::calendar::{Entry, EntryKind, Freeze, FreezeScope};

use crate::contract::calendar::{
    CalendarEntry, CalendarExportReply, CalendarExportRequest, CalendarReply, CalendarRequest, DayCount, FreezeDto,
    FreezeRequest, FreezesReply, NoticePlace, Proposal, RemindersDto, SpreadReply, SpreadRequest, WeekCount,
};
use crate::contract::error::CommandError;
use crate::due::{count, id, rows, secret_ref};
use crate::host::Host;

/// How many overdue secrets come with the calendar.
const OVERDUE_LISTED: usize = 20;

/// A stretch of days.
pub async fn show(host: &Host, request: CalendarRequest) -> Result<CalendarReply, CommandError> {
    let calendar = host.app()?.calendar(&request.filter, request.from, request.to).await?;
    Ok(reply(&calendar, request.per_day))
}

/// Days for what is overdue or due soon; nothing is planned.
pub async fn spread(host: &Host, request: SpreadRequest) -> Result<SpreadReply, CommandError> {
    let proposed = host.app()?.spread(&request.filter, request.from, request.to).await?;
    let (mut proposals, mut left_out) = (Vec::new(), Vec::new());
    for one in proposed {
        match one.on {
            Ok(on) => proposals.push(Proposal {
                secret: secret_ref(&one.standing.secret),
                due_on: one.standing.due.due_on,
                on,
                late: one.late,
            }),
            Err(none) => left_out.push(format!("{}: {}", one.standing.secret.listed.name, none.words())),
        }
    }
    Ok(SpreadReply { proposals, left_out })
}

/// Adds or changes a freeze.
pub async fn freeze_save(host: &Host, request: FreezeDto) -> Result<FreezesReply, CommandError> {
    let app = host.app()?;
    let number = if request.id.is_empty() { None } else { Some(id(&request.id)?) };
    let what = request.what.trim().to_owned();
    let scope = match request.scope.as_str() {
        "all" => FreezeScope::All,
        "path" => FreezeScope::Path(what),
        "owner" => FreezeScope::Owner(what),
        "account" => FreezeScope::Account(
            what.parse().map_err(|_| CommandError::bad_request(format!("{what:?} is not an account's 12 digits")))?,
        ),
        other => return Err(CommandError::bad_request(format!("{other:?} is none of all, account, path, owner"))),
    };
    let freeze = Freeze { from: request.from, until: request.to, why: request.why.trim().to_owned(), scope };
    app.save_freeze(number, freeze).await?;
    freezes(host).await
}

/// Takes a freeze away.
pub async fn freeze_delete(host: &Host, request: FreezeRequest) -> Result<FreezesReply, CommandError> {
    host.app()?.delete_freeze(id(&request.id)?).await?;
    freezes(host).await
}

/// The freezes.
pub async fn freezes(host: &Host) -> Result<FreezesReply, CommandError> {
    Ok(FreezesReply { freezes: host.app()?.freezes().await?.iter().map(freeze).collect() })
}

/// Writes the feed into `path`.
pub async fn export(
    host: &Host,
    request: CalendarExportRequest,
    path: PathBuf,
) -> Result<CalendarExportReply, CommandError> {
    let feed = host.app()?.write_feed(&request.filter, request.names, path).await?;
    Ok(CalendarExportReply { path: feed.path.display().to_string(), events: count(feed.events) })
}

/// Whether reminders are shown.
pub async fn reminders(host: &Host) -> Result<RemindersDto, CommandError> {
    let Reminders { on, within_days } = host.app()?.reminders().await?;
    Ok(RemindersDto { on, within_days })
}

/// Turns reminders on or off.
pub async fn reminders_save(host: &Host, request: RemindersDto) -> Result<RemindersDto, CommandError> {
    host.app()?.save_reminders(Reminders { on: request.on, within_days: request.within_days }).await?;
    reminders(host).await
}

/// A reminder for the desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much there is.
    pub title: String,
    /// A line for each owner and each review.
    pub body: String,
    /// The day that it is for, in the policy's zone.
    pub on: NaiveDate,
    /// Where all of it is seen.
    pub opens: NoticePlace,
}

/// What to remind of today. Nothing where nothing is due, or it was shown today.
pub async fn remind(host: &Host) -> Result<Option<Notice>, CommandError> {
    Ok(host.app()?.remind().await?.as_ref().map(notice))
}

/// Notes that the desktop took the reminder of a day.
pub async fn reminded(host: &Host, on: NaiveDate) -> Result<(), CommandError> {
    Ok(host.app()?.reminded(on).await?)
}

fn notice(due: &ToRemind) -> Notice {
    let overdue: usize = due.rotations.iter().map(|one| one.overdue).sum();
    let soon: usize = due.rotations.iter().map(|one| one.soon).sum();
    let rotations = match (overdue, soon) {
        (0, 0) => None,
        (0, soon) => Some(format!("{} due soon", counted(soon, "rotation"))),
        (overdue, 0) => Some(format!("{} overdue", counted(overdue, "rotation"))),
        (overdue, soon) => Some(format!("{} overdue, {soon} due soon", counted(overdue, "rotation"))),
    };
    let reviews = match due.reviews.len() {
        0 => None,
        number => Some(format!("{} to be done", counted(number, "review"))),
    };
    let title: Vec<String> = rotations.into_iter().chain(reviews).collect();
    let body: Vec<String> = due
        .rotations
        .iter()
        .map(line)
        .chain(due.reviews.iter().map(|review| format!("Review {}: due {}", review.name, review.on)))
        .collect();
    let place = if due.rotations.is_empty() { "reviews" } else { "rotation" };
    let opens = NoticePlace { place: place.to_owned(), id: None };
    Notice { title: title.join(", "), body: body.join("\n"), on: due.today, opens }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn line(reminder: &Reminder) -> String {
    let owner = reminder.owner.as_deref().unwrap_or("without an owner");
    match (reminder.overdue, reminder.soon) {
        (overdue, 0) => format!("{owner}: {overdue} overdue"),
        (0, soon) => format!("{owner}: {soon} due soon"),
        (overdue, soon) => format!("{owner}: {overdue} overdue, {soon} due soon"),
    }
}

fn reply(calendar: &Calendar, per_day: u32) -> CalendarReply {
    let mut listed: BTreeMap<_, u32> = BTreeMap::new();
    let wanted = |item: &&Item| {
        let number = listed.entry(item.entry.on).or_default();
        *number += 1;
        *number <= per_day
    };
    let overdue = calendar.overdue();
    let by_arn: BTreeMap<_, _> =
        calendar.due.standings.iter().map(|standing| (&standing.secret.listed.arn, standing.as_ref())).collect();
    CalendarReply {
        entries: calendar
            .items
            .iter()
            .filter(wanted)
            .map(|item| {
                let standing = item.entry.secret.as_ref().and_then(|arn| by_arn.get(arn).copied());
                entry(item, standing)
            })
            .collect(),
        days: calendar
            .days
            .iter()
            .map(|(on, load)| DayCount {
                on: *on,
                due: load.due,
                late: load.late,
                planned: load.planned,
                other: load.other,
            })
            .collect(),
        freezes: calendar.freezes.iter().map(freeze).collect(),
        weeks: calendar.weeks.iter().map(|(monday, due)| WeekCount { monday: *monday, due: *due }).collect(),
        overdue: count(overdue.len()),
        overdue_rows: rows(overdue.into_iter().take(OVERDUE_LISTED), &calendar.due),
        due_in_14_days: count(calendar.soon()),
        today: calendar.due.today,
        time_zone: calendar.due.policy.policy().time_zone.name().to_owned(),
        limits: calendar.due.limits.clone(),
    }
}

fn entry(item: &Item, standing: Option<&keyturn_app::rotation::Standing>) -> CalendarEntry {
    let entry = &item.entry;
    let leaf = entry.name.rsplit('/').next().filter(|leaf| !leaf.is_empty()).unwrap_or(&entry.name);
    let title = match (entry.kind, item.ended) {
        (_, true) => format!("{leaf} rotated"),
        (EntryKind::Due, _) if item.tone == Tone::Late => format!("{leaf} overdue"),
        (EntryKind::Due, _) => format!("{leaf} due"),
        (EntryKind::Planned, _) => leaf.to_owned(),
        (EntryKind::Task, _) => format!("{leaf}: clock ends"),
        (EntryKind::ExceptionEnds, _) => format!("{leaf}: exception ends"),
        (EntryKind::AwsSchedule, _) => format!("{leaf} · AWS"),
        (EntryKind::Review, _) => format!("Review {leaf}"),
        (EntryKind::FollowUp, _) => entry.name.clone(),
    };
    let mut detail: Vec<String> = Vec::new();
    if let Some(standing) = standing {
        detail.push(standing.secret.listed.kind.label().to_owned());
        detail.extend(standing.due.age_limit_days.map(|days| format!("{days} days")));
    }
    detail.extend(entry.owner.clone());
    let kind = if item.ended { "rotated" } else { entry.kind.code() };
    CalendarEntry {
        // A secret that is due and rotated by AWS on one day has two entries: each kind has ids of its own.
        id: entry.id.clone(),
        on: entry.on,
        at: entry.at,
        kind: kind.to_owned(),
        tone: tone(item.tone).to_owned(),
        title,
        detail: detail.join(" · "),
        secret: standing.map(|standing| secret_ref(&standing.secret)),
        rotation: entry.of.filter(|_| entry.kind == EntryKind::Planned).map(|id| id.to_string()),
        review: review(entry).map(|id| id.to_string()),
        movable: entry.kind == EntryKind::Planned && !item.ended,
    }
}

/// The campaign of an entry: its id follows the kind in the entry's.
fn review(entry: &Entry) -> Option<CampaignId> {
    entry.id.strip_prefix("review-").filter(|_| entry.kind == EntryKind::Review)?.parse().ok()
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Late => "late",
        Tone::Soon => "soon",
        Tone::Plan => "plan",
        Tone::Ok => "ok",
        Tone::Calm => "calm",
    }
}

fn freeze(kept: &KeptFreeze) -> FreezeDto {
    let freeze = &kept.freeze;
    let (scope, what) = match &freeze.scope {
        FreezeScope::All => ("all", String::new()),
        FreezeScope::Account(account) => ("account", account.to_string()),
        FreezeScope::Path(path) => ("path", path.clone()),
        FreezeScope::Owner(owner) => ("owner", owner.clone()),
    };
    FreezeDto {
        id: kept.id.to_string(),
        from: freeze.from,
        to: freeze.until,
        why: freeze.why.clone(),
        scope: scope.to_owned(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use keyturn_app::rotation::ReviewReminder;

    use super::*;

    #[test]
    fn a_notice_says_how_much_and_whose() {
        let on: NaiveDate = "2026-11-21".parse().expect("a date");
        let of = |owner: Option<&str>, overdue, soon| Reminder { owner: owner.map(str::to_owned), overdue, soon };
        let review = |name: &str| ReviewReminder { name: name.to_owned(), on };
        for (rotations, reviews, title, body) in [
            (vec![of(Some("web"), 1, 0)], vec![], "1 rotation overdue", "web: 1 overdue"),
            (vec![of(None, 0, 2)], vec![], "2 rotations due soon", "without an owner: 2 due soon"),
            (
                vec![of(Some("web"), 2, 1), of(Some("pay"), 1, 0)],
                vec![review("Q4")],
                "3 rotations overdue, 1 due soon, 1 review to be done",
                "web: 2 overdue, 1 due soon\npay: 1 overdue\nReview Q4: due 2026-11-21",
            ),
            (
                vec![],
                vec![review("Q4"), review("of access")],
                "2 reviews to be done",
                "Review Q4: due 2026-11-21\nReview of access: due 2026-11-21",
            ),
        ] {
            let place = if rotations.is_empty() { "reviews" } else { "rotation" };
            let opens = NoticePlace { place: place.to_owned(), id: None };
            let found = notice(&ToRemind { today: on, rotations, reviews });
            assert_eq!(found, Notice { title: title.to_owned(), body: body.to_owned(), on, opens });
        }
    }
}
