//! CloudTrail: where collecting stands, collecting, importing, the trails' checks, settings.

mod report;

use std::path::PathBuf;

use keyturn_app::coverage::AccountNames;
use keyturn_app::trail::{
    Check, CheckState, DepartedPerson, FindingState, TrailChecks, TrailProgress as Progress, TrailSettings,
    TrailStanding, TrailWish,
};
use tokio::sync::mpsc;

use crate::contract::error::CommandError;
use crate::contract::trail::{
    AccountChecks, CheckDto, DepartedDto, Stretch, TrailAsk, TrailCell, TrailChecksReply, TrailEstimateReply,
    TrailProgress, TrailReply, TrailReport, TrailSettingsDto, TrailSyncRequest,
};
use crate::host::Host;
use crate::progress::follow;
use crate::secrets::problems;

pub(crate) use report::{counts, skipped};

/// What is collected, what is not, and what needs somebody.
pub async fn show(host: &Host) -> Result<TrailReply, CommandError> {
    let app = host.app()?;
    Ok(standing(app.trail().await?, &app.account_names().await?))
}

/// What a collection would cost. Nothing is kept.
pub async fn estimate(host: &Host, request: TrailSyncRequest) -> Result<TrailEstimateReply, CommandError> {
    let app = host.app()?;
    let estimate = app.estimate_trail(&wish(request)).await?;
    Ok(TrailEstimateReply {
        asks: estimate
            .asks
            .into_iter()
            .map(|cost| TrailAsk {
                code: cost.ask.code(),
                why: format!("{} Left out, these are not known: {}.", cost.ask.why, cost.ask.leaves_out),
                events: cost.events,
                seconds: cost.seconds,
            })
            .collect(),
        seconds: estimate.seconds,
        problems: problems(&estimate.problems, &app.account_names().await?),
    })
}

/// Collects from AWS what is not covered yet; progress goes to `watcher` ten times a second at most.
pub async fn sync(
    host: &Host,
    request: TrailSyncRequest,
    watcher: Option<mpsc::Sender<TrailProgress>>,
) -> Result<TrailReport, CommandError> {
    let app = host.app()?;
    let report = app.collect_trail(&wish(request), move |running| follow(running, watcher, progress)).await?;
    Ok(report::report(report, &app.account_names().await?))
}

/// Imports files, and folders with everything below them; progress goes to `watcher` ten times a second at most.
pub async fn import(
    host: &Host,
    paths: Vec<PathBuf>,
    watcher: Option<mpsc::Sender<TrailProgress>>,
) -> Result<TrailReport, CommandError> {
    let app = host.app()?;
    let report = app.import_trail(paths, move |running| follow(running, watcher, progress)).await?;
    Ok(report::report(report, &app.account_names().await?))
}

/// Stops the running collection or import; what was read stays.
pub async fn cancel(host: &Host) -> Result<TrailReply, CommandError> {
    host.app()?.cancel_trail();
    show(host).await
}

/// The trails as AWS last described them, checked.
pub async fn checks(host: &Host) -> Result<TrailChecksReply, CommandError> {
    let app = host.app()?;
    Ok(checks_dto(app.trail_checks().await?, &app.account_names().await?))
}

/// The trails as AWS describes them now, checked.
pub async fn checks_ask(host: &Host) -> Result<TrailChecksReply, CommandError> {
    let app = host.app()?;
    Ok(checks_dto(app.ask_trail_checks().await?, &app.account_names().await?))
}

/// How reads are judged and kept.
pub async fn settings(host: &Host) -> Result<TrailSettingsDto, CommandError> {
    Ok(settings_dto(host.app()?.trail_settings().await?))
}

/// Changes how reads are judged and kept.
pub async fn settings_save(host: &Host, request: TrailSettingsDto) -> Result<TrailSettingsDto, CommandError> {
    // What does not fit is too many days anyway, and is refused as such.
    let days = |days: u32| u16::try_from(days).unwrap_or(u16::MAX);
    let settings = TrailSettings {
        learning_days: days(request.learning_days),
        forget_days: days(request.forget_days),
        detail_days: request.detail_days,
        departed: request
            .departed
            .into_iter()
            .map(|gone| DepartedPerson { person: gone.person, left_on: gone.left_on })
            .collect(),
    };
    Ok(settings_dto(host.app()?.save_trail_settings(settings).await?))
}

fn wish(request: TrailSyncRequest) -> TrailWish {
    TrailWish { days: request.days, leave_out: request.leave_out }
}

/// Where a running collection stands.
pub(crate) fn progress(now: &Progress) -> TrailProgress {
    TrailProgress {
        by: now.by.code().to_owned(),
        started_at: now.started_at,
        stage: now.stage.code().to_owned(),
        parts: now.parts,
        parts_done: now.parts_done,
        events: now.events,
        new_events: now.new_events,
        current: now.current.clone(),
    }
}

fn standing(standing: TrailStanding, names: &AccountNames) -> TrailReply {
    let count = |state: FindingState| {
        let found = standing.findings.iter().filter(|count| count.state == state).map(|count| count.count);
        u32::try_from(found.sum::<u64>()).unwrap_or(u32::MAX)
    };
    let (open_findings, explained_findings) = (count(FindingState::Open), count(FindingState::Explained));
    let stretches = |stretches: Vec<keyturn_app::trail::Stretch>| -> Vec<Stretch> {
        stretches.into_iter().map(|stretch| Stretch { from: stretch.from, to: stretch.to }).collect()
    };
    let mut cells: Vec<TrailCell> = standing
        .cells
        .into_iter()
        .map(|cell| TrailCell {
            account_name: names.get(&cell.account).cloned(),
            account: cell.account.to_string(),
            region: cell.region.to_string(),
            covered: stretches(cell.covered),
            gaps: stretches(cell.gaps),
            events: cell.events,
        })
        .collect();
    cells.sort_by(|a, b| {
        let place = |cell: &TrailCell| {
            (cell.account_name.is_none(), cell.account_name.clone(), cell.account.clone(), cell.region.clone())
        };
        place(a).cmp(&place(b))
    });
    TrailReply {
        events: standing.summary.events,
        reads: standing.summary.reads,
        facts: standing.summary.facts,
        from: standing.summary.from,
        to: standing.summary.to,
        cells,
        open_findings,
        explained_findings,
        silences: standing.silences,
        checks_not_met: standing.checks_not_met,
        limits: standing.limits,
        running: standing.running.as_ref().map(progress),
        last: standing.last.map(|last| report::report(last, names)),
    }
}

fn checks_dto(checks: TrailChecks, names: &AccountNames) -> TrailChecksReply {
    TrailChecksReply {
        accounts: checks
            .accounts
            .into_iter()
            .map(|account| AccountChecks {
                account_name: names.get(&account.account).cloned(),
                account: account.account.to_string(),
                checks: account.checks.into_iter().map(check).collect(),
            })
            .collect(),
        asked_at: checks.asked_at,
        problems: problems(&checks.problems, names),
    }
}

fn check(check: Check) -> CheckDto {
    let state = match check.state {
        CheckState::Met => "met",
        CheckState::NotMet => "not_met",
        CheckState::Unknown => "unknown",
    };
    let lacks = check.state != CheckState::Met;
    CheckDto {
        id: check.id.code().to_owned(),
        title: check.id.title().to_owned(),
        state: state.to_owned(),
        words: check.words,
        hides: lacks.then(|| check.hides.to_owned()),
        advice: lacks.then(|| check.id.advice().to_owned()),
        source: check.source.to_owned(),
    }
}

fn settings_dto(settings: TrailSettings) -> TrailSettingsDto {
    TrailSettingsDto {
        learning_days: settings.learning_days.into(),
        forget_days: settings.forget_days.into(),
        detail_days: settings.detail_days,
        departed: settings
            .departed
            .into_iter()
            .map(|gone| DepartedDto { person: gone.person, left_on: gone.left_on })
            .collect(),
    }
}
