//! The calendar, freezes, spreading, the feed, reminders.

use std::collections::BTreeMap;
use std::path::PathBuf;

use keyturn_app::rotation::{Calendar, Item, KeptFreeze, Reminder, Reminders, Tone};
use keyturn_domain::rotation::calendar::{EntryKind, Freeze, FreezeScope};

use crate::contract::calendar::{
    CalendarEntry, CalendarExportReply, CalendarExportRequest, CalendarReply, CalendarRequest, DayCount, FreezeDto,
    FreezeRequest, FreezesReply, Proposal, RemindersDto, SpreadReply, SpreadRequest, WeekCount,
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

/// What to remind of today: a title and a line for each owner. Nothing where nothing is due, or it was said today.
pub async fn remind(host: &Host) -> Result<Option<(String, String)>, CommandError> {
    let due = host.app()?.remind().await?;
    if due.is_empty() {
        return Ok(None);
    }
    let overdue: usize = due.iter().map(|one| one.overdue).sum();
    let soon: usize = due.iter().map(|one| one.soon).sum();
    let title = match (overdue, soon) {
        (0, soon) => format!("{} due soon", rotations(soon)),
        (overdue, 0) => format!("{} overdue", rotations(overdue)),
        (overdue, soon) => format!("{} overdue, {soon} due soon", rotations(overdue)),
    };
    Ok(Some((title, due.iter().map(line).collect::<Vec<_>>().join("\n"))))
}

fn rotations(number: usize) -> String {
    if number == 1 { "1 rotation".to_owned() } else { format!("{number} rotations") }
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
        movable: entry.kind == EntryKind::Planned && !item.ended,
    }
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
