//! `keyturn today`.

use keyturn_api::contract::due::DueRow;
use keyturn_api::contract::incidents::IncidentRow;
use keyturn_api::contract::reads::FindingRow;
use keyturn_api::contract::runs::LedRunDto;
use keyturn_api::contract::today::{TodayReply, TodayReview, TodaySignIn};
use keyturn_api::{Host, today};

use super::Ended;
use crate::output::{Ending, Output};

pub(crate) async fn run(host: &Host, output: Output) -> Ended {
    let reply = today::show(host).await?;
    output.reply(&reply, words);
    let read = reply.problems.is_empty() && reply.sign_ins.is_empty();
    Ok(if read { Ending::Done } else { Ending::InPart })
}

fn words(output: Output, reply: &TodayReply) {
    let lines = lines(reply);
    if lines.is_empty() {
        let read = reply.last_sync.is_some();
        output.line(if read {
            "Nothing needs anybody."
        } else {
            "Nothing has been read yet. Begin with: keyturn sync"
        });
    }
    for (what, next) in lines {
        output.line(&what);
        output.line(&format!("    {next}"));
    }
    output.problems(&reply.problems);
}

/// What needs somebody, and with what it goes on.
fn lines(reply: &TodayReply) -> Vec<(String, String)> {
    let counts = &reply.counts;
    let mut lines: Vec<(String, String)> = reply.incidents.iter().map(incident).collect();
    lines.extend(reply.runs.iter().map(led));
    if let Some(first) = reply.follow_ups.first() {
        let what = format!(
            "{} of incidents late or due within seven days, first {}: {} ({})",
            counts.follow_ups, first.due_on, first.action, first.incident
        );
        lines.push((what, format!("keyturn incident show --incident {}", first.incident)));
    }
    let findings = [(&reply.reads, counts.reads), (&reply.rotation, counts.rotation)];
    for (named, total) in findings {
        lines.extend(named.iter().map(finding));
        if let Some(more) = more(total, named.len()) {
            lines.push((format!("{more} more findings"), "keyturn findings list".to_owned()));
        }
    }
    if counts.overdue > 0 {
        let what = format!("{} overdue: {}", counts.overdue, names(&reply.overdue, counts.overdue));
        lines.push((what, "keyturn due due:overdue".to_owned()));
    }
    if counts.failed > 0 {
        lines.push((format!("{} that AWS failed to rotate", counts.failed), "keyturn due".to_owned()));
    }
    if counts.week > 0 {
        let what = format!("{} due within seven days: {}", counts.week, names(&reply.week, counts.week));
        lines.push((what, "keyturn due --within 7d".to_owned()));
    }
    lines.extend(reply.reviews.iter().map(review));
    if let Some(on) = reply.next_review_on {
        lines.push((format!("The next review is due on {on}"), "keyturn review open".to_owned()));
    }
    if counts.unread > 0 {
        let what = format!("{} of {} cells not read in full", counts.unread, counts.cells);
        lines.push((what, "keyturn coverage".to_owned()));
    }
    lines.extend(reply.sign_ins.iter().map(sign_in));
    lines
}

fn led(of: &LedRunDto) -> (String, String) {
    let now = of.current.as_ref().map_or_else(|| "every step has ended".to_owned(), |step| format!("now: {step}"));
    (
        format!("{} {} - {} of {} steps, {now}", of.id, of.title, of.ended, of.steps),
        format!("keyturn incident show --incident {}", of.id),
    )
}

fn incident(of: &IncidentRow) -> (String, String) {
    let mark = of.mark.as_ref().map_or_else(String::new, |mark| {
        let when = mark.at.format("%Y-%m-%d %H:%M UTC");
        format!(" - {} {when}: {}", if mark.late { "late since" } else { "next" }, mark.words)
    });
    let what = if of.drill { "exercise" } else { of.severity.as_str() };
    (format!("{} {what}: {}{mark}", of.id, of.title), format!("keyturn incident show --incident {}", of.id))
}

fn finding(of: &FindingRow) -> (String, String) {
    (format!("{} finding: {}", of.severity, of.title), format!("keyturn findings show {}", of.key))
}

fn review(of: &TodayReview) -> (String, String) {
    let left = of.progress.items.saturating_sub(of.progress.decided);
    let days = if of.days_left < 0 {
        format!("{} days late", of.days_left.unsigned_abs())
    } else {
        format!("{} days left", of.days_left)
    };
    let mut what = format!("{}: {left} of {} left, {days}", of.name, of.progress.items);
    if of.state == "reopened" {
        what = format!("{}: something drifted since it was closed", of.name);
    }
    for late in &of.late {
        what = format!("{what}; {} has {} to decide", late.name, late.left);
    }
    if of.unproved > 0 {
        what = format!("{what}; {} removals not proved", of.unproved);
    }
    (what, format!("keyturn review show {}", of.id))
}

fn sign_in(of: &TodaySignIn) -> (String, String) {
    let who = of.profile.as_deref().unwrap_or("the environment's credentials");
    let state = match of.state.as_str() {
        "expired" => "has ended",
        "missing" => "is not there",
        _ => "ends soon",
    };
    (format!("The sign-in of {who} {state}: {} not read", of.problems), "keyturn doctor".to_owned())
}

/// The first few names; how many more there are.
fn names(rows: &[DueRow], total: u32) -> String {
    let row = |row: &DueRow| match row.due_on {
        Some(on) => format!("{} ({on})", row.secret.name),
        None => row.secret.name.clone(),
    };
    let mut names: Vec<String> = rows.iter().map(row).collect();
    names.extend(more(total, rows.len()).map(|more| format!("and {more} more")));
    names.join(", ")
}

fn more(total: u32, named: usize) -> Option<usize> {
    usize::try_from(total).ok()?.checked_sub(named).filter(|more| *more > 0)
}
