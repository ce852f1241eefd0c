//! Today: what needs somebody.

use keyturn_app::coverage::AccountNames;
use keyturn_app::review::ReviewWaiting;
use keyturn_app::rotation::Standing;
use keyturn_app::sync::SyncReport;
use keyturn_app::today::{Named, SignInEnding, SignInNeeded, Today};
use keyturn_domain::problem::Reason;

use crate::contract::due::DueRow;
use crate::contract::error::CommandError;
use crate::contract::today::{LateReviewer, TodayCounts, TodayReply, TodayReview, TodaySignIn, TodaySync};
use crate::host::Host;
use crate::reviews::dto::progress;
use crate::secrets::problems;
use crate::{due, findings, incidents, rotation_findings, runs, schedule};

/// What needs somebody, in one reading of the database.
pub async fn show(host: &Host) -> Result<TodayReply, CommandError> {
    let app = host.app()?;
    let names = app.account_names().await?;
    Ok(reply(&app.today().await?, &names))
}

fn reply(of: &Today, names: &AccountNames) -> TodayReply {
    let due = |named: &Named<std::sync::Arc<Standing>>| -> Vec<DueRow> {
        named.first.iter().map(|standing| due::row(standing, of.today, of.now)).collect()
    };
    TodayReply {
        at: of.now,
        today: of.today,
        incidents: of.incidents.iter().map(incidents::row).collect(),
        runs: of.runs.iter().map(runs::run).collect(),
        follow_ups: of.follow_ups.first.iter().map(|(id, one)| incidents::follow_up(*id, one, false)).collect(),
        reads: of.findings.reads.first.iter().map(|stored| findings::row(stored, names)).collect(),
        rotation: of.findings.rotation.first.iter().map(|shown| rotation_findings::row(shown, names)).collect(),
        overdue: due(&of.overdue),
        week: due(&of.week),
        reviews: of.reviews.iter().map(review).collect(),
        next_review_on: of.next_review_on,
        problems: problems(&of.unread.problems.first, names),
        sign_ins: of.sign_ins.iter().map(sign_in).chain(of.ending.iter().map(ending)).collect(),
        last_sync: of.last_sync.as_ref().map(last_sync),
        schedule: schedule::reply(&of.schedule),
        counts: counts(of),
    }
}

fn counts(of: &Today) -> TodayCounts {
    TodayCounts {
        secrets: count(of.secrets),
        incidents: count(of.incidents.iter().filter(|row| !row.incident.is_drill()).count()),
        follow_ups: count(of.follow_ups.total),
        reads: count(of.findings.reads.total),
        rotation: count(of.findings.rotation.total),
        overdue: count(of.overdue.total),
        week: count(of.week.total),
        due_in_14_days: count(of.soon),
        failed: count(of.failed),
        within_policy: count(of.within_policy.part),
        under_policy: count(of.within_policy.of),
        unread: count(of.unread.cells),
        cells: count(of.unread.of),
        problems: count(of.unread.problems.total),
    }
}

fn review(of: &ReviewWaiting) -> TodayReview {
    let late = |one: &keyturn_app::review::LateReviewer| LateReviewer { name: one.name.clone(), left: one.left };
    TodayReview {
        id: of.campaign.id.to_string(),
        name: of.campaign.name.clone(),
        state: of.state.code().to_owned(),
        due_on: of.campaign.due_on,
        days_left: i32::try_from(of.days_left).unwrap_or(if of.days_left < 0 { i32::MIN } else { i32::MAX }),
        progress: progress(&of.progress),
        late: of.late.iter().map(late).collect(),
        unproved: count(of.unproved),
    }
}

fn ending(of: &SignInEnding) -> TodaySignIn {
    TodaySignIn { profile: of.profile.clone(), state: "expires".to_owned(), until: Some(of.until), problems: 0 }
}

fn sign_in(of: &SignInNeeded) -> TodaySignIn {
    let state = if of.reason == Reason::ExpiredSignIn { "expired" } else { "missing" };
    TodaySignIn { profile: of.profile.clone(), state: state.to_owned(), until: None, problems: count(of.problems) }
}

fn last_sync(of: &SyncReport) -> TodaySync {
    let SyncReport { ended_at, cancelled, added, changed, gone, cells_read, cells, .. } = *of;
    TodaySync { ended_at, cancelled, added, changed, gone, cells_read, cells }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
