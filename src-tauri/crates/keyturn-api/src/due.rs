//! What is due, one secret's rotation, exceptions.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_app::rotation::exceptions::{Asked, ExceptionShown};
use keyturn_app::rotation::{Due, RotatingSecret, SecretRotation, Standing};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::due::{self, DueState};
use keyturn_domain::rotation::exception::{Covers, Exception, ExceptionState};
use keyturn_domain::rotation::level::Level;
use keyturn_domain::rotation::schedule::AwsVerdict;
use keyturn_domain::rotation::settings::{LevelOverrule, SecretSettings};
use keyturn_domain::rotation::strategy::Strategy;

use crate::contract::due::{
    AwsScheduleDto, DueCounts, DueListReply, DueListRequest, DueRow, ExceptionDto, ExceptionEndRequest,
    ExceptionRequest, ExceptionsReply, RotationSettingsDto, RotationSettingsRequest, SecretRef, SecretRotationReply,
};
use crate::contract::error::CommandError;
use crate::contract::secrets::SecretRequest;
use crate::host::Host;
use crate::{rotation_findings, rotations};

/// Most rows that one request gives.
const MOST_ROWS: u32 = 1000;

/// An exception whose last day is as near as this is about to end, in days.
const ENDING_DAYS: i64 = 14;

/// What is due, the most overdue first.
pub async fn list(host: &Host, request: DueListRequest) -> Result<DueListReply, CommandError> {
    let wanted = request.states.iter().map(|code| wanted(code)).collect::<Result<Vec<_>, _>>()?;
    let app = host.app()?;
    let due = app.due(&request.filter).await?;
    let within = |standing: &&Standing| {
        (wanted.is_empty() || wanted.iter().any(|wanted| wanted.is(&standing.due)))
            && request
                .within_days
                .is_none_or(|days| standing.days(due.today).is_some_and(|left| i64::from(left) <= i64::from(days)))
    };
    let rows: Vec<&Standing> = due.by_date().into_iter().filter(within).collect();
    let page = rows.iter().skip(request.offset as usize).take(request.limit.min(MOST_ROWS) as usize);
    Ok(DueListReply {
        rows: page.map(|standing| row(standing, due.today, due.now)).collect(),
        total: count(rows.len()),
        counts: counts(due.standings.iter().map(Arc::as_ref)),
        policy: due.policy.policy().name.clone(),
        today: due.today,
        limits: due.limits,
    })
}

/// One secret's rotation, whole.
pub async fn secret(host: &Host, request: SecretRequest) -> Result<SecretRotationReply, CommandError> {
    Ok(whole(host.app()?.secret_rotation(&request.arn).await?))
}

/// Saves how a secret is rotated.
pub async fn settings_save(host: &Host, request: RotationSettingsRequest) -> Result<SecretRotationReply, CommandError> {
    let app = host.app()?;
    app.save_rotation_settings(&request.arn, settings(request.settings)?).await?;
    Ok(whole(app.secret_rotation(&request.arn).await?))
}

/// The exceptions.
pub async fn exceptions(host: &Host) -> Result<ExceptionsReply, CommandError> {
    let shown = host.app()?.exceptions().await?;
    Ok(ExceptionsReply { exceptions: shown.iter().map(exception_shown).collect() })
}

/// Adds an exception.
pub async fn exception_add(host: &Host, request: ExceptionRequest) -> Result<ExceptionsReply, CommandError> {
    let app = host.app()?;
    let what = request.what.trim().to_owned();
    let covers = match request.scope.as_str() {
        "secret" => Covers::Secret(app.secret(&what).await?.stored.secret.arn),
        "path" => Covers::Path(what),
        "rule" => Covers::Rule(what),
        other => return Err(CommandError::bad_request(format!("{other:?} is no scope: secret, path or rule"))),
    };
    let ExceptionRequest { why, control, asked_by, approved_by, until, .. } = request;
    app.add_exception(covers, Asked { why, control, by: asked_by, approved_by, until }).await?;
    exceptions(host).await
}

/// Ends an exception before its time.
pub async fn exception_end(host: &Host, request: ExceptionEndRequest) -> Result<ExceptionsReply, CommandError> {
    host.app()?.end_exception(id(&request.id)?, &request.why).await?;
    exceptions(host).await
}

pub(crate) fn id(text: &str) -> Result<i64, CommandError> {
    text.parse().map_err(|_| CommandError::bad_request(format!("{text:?} is no number of one")))
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What a list of what is due can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    State(DueState),
    OlderThanAYear,
    Failed,
}

impl Wanted {
    fn is(self, due: &due::Due) -> bool {
        match self {
            Self::State(state) => due.state == state,
            Self::OlderThanAYear => due.older_than_a_year,
            Self::Failed => due.has_failed(),
        }
    }
}

fn wanted(code: &str) -> Result<Wanted, CommandError> {
    match code {
        "older_than_a_year" => Ok(Wanted::OlderThanAYear),
        "failed" => Ok(Wanted::Failed),
        _ => DueState::from_code(code).map(Wanted::State).ok_or_else(|| {
            let known: Vec<&str> = DueState::ALL.iter().map(|state| state.code()).collect();
            let message = format!("{code:?} is not a state: {}, older_than_a_year, failed", known.join(", "));
            CommandError::bad_request(message)
        }),
    }
}

/// How many are in each state.
pub(crate) fn counts<'s>(standings: impl Iterator<Item = &'s Standing>) -> DueCounts {
    let mut counts = DueCounts::default();
    for standing in standings {
        add(&mut counts, standing.due.state, 1);
        counts.older_than_a_year += u32::from(standing.due.older_than_a_year);
        counts.failed += u32::from(standing.due.has_failed());
    }
    counts
}

pub(crate) fn add(counts: &mut DueCounts, state: DueState, number: u32) {
    let of = match state {
        DueState::Overdue => &mut counts.overdue,
        DueState::Due => &mut counts.due,
        DueState::DueSoon => &mut counts.due_soon,
        DueState::Unknown => &mut counts.unknown,
        DueState::Excepted => &mut counts.excepted,
        DueState::Ok => &mut counts.ok,
        DueState::EventDriven => &mut counts.event_driven,
        DueState::NotApplicable => &mut counts.not_applicable,
    };
    *of += number;
}

pub(crate) fn row(standing: &Standing, today: NaiveDate, now: DateTime<Utc>) -> DueRow {
    let due = &standing.due;
    DueRow {
        secret: secret_ref(&standing.secret),
        level: standing.level.level.code().to_owned(),
        level_reason: standing.level.reason.clone(),
        state: due.state.code().to_owned(),
        due_on: due.due_on,
        days: standing.days(today),
        age_days: standing.age_days(now),
        limit_days: due.age_limit_days,
        rule: due.rule_id.clone(),
        reason: due.why.clone(),
        modifiers: due.modifiers.iter().map(|modifier| modifier.code().to_owned()).collect(),
        aws: due.aws.as_ref().map(|verdict| aws(verdict, standing)),
        older_than_a_year: due.older_than_a_year,
        new_version: due.new_version_only,
        exception: standing.exception.as_ref().map(|of| exception(of, &standing.secret.listed.name, today, 1)),
        rotation: standing.open.as_ref().map(|record| rotations::summary(record, Some(&standing.secret))),
        findings: standing.findings.iter().map(rotation_findings::of_due).collect(),
    }
}

fn aws(verdict: &AwsVerdict, standing: &Standing) -> AwsScheduleDto {
    AwsScheduleDto {
        state: verdict.state.code().to_owned(),
        words: verdict.to_string(),
        next_at: standing.secret.rotation.next_at,
    }
}

/// A secret as rotation names it.
pub(crate) fn secret_ref(secret: &RotatingSecret) -> SecretRef {
    let listed = &secret.listed;
    SecretRef {
        arn: listed.arn.to_string(),
        name: listed.name.clone(),
        store: listed.store.code().to_owned(),
        account: listed.account.id.to_string(),
        account_name: listed.account.name.clone(),
        region: listed.region.to_string(),
        kind: listed.kind.code().to_owned(),
        kind_label: listed.kind.label().to_owned(),
        environment: listed.environment.clone(),
        service: listed.service.clone(),
        owner: listed.owner.clone(),
    }
}

/// A secret that is no longer in the inventory: what its ARN and its record tell.
pub(crate) fn gone_ref(arn: &SecretArn, name: &str, owner: Option<&str>) -> SecretRef {
    SecretRef {
        arn: arn.to_string(),
        name: name.to_owned(),
        store: arn.store().code().to_owned(),
        account: arn.account().to_string(),
        account_name: None,
        region: arn.region().to_string(),
        kind: keyturn_domain::kind::Kind::Unclassified.code().to_owned(),
        kind_label: keyturn_domain::kind::Kind::Unclassified.label().to_owned(),
        environment: None,
        service: None,
        owner: owner.map(str::to_owned),
    }
}

fn whole(shown: SecretRotation) -> SecretRotationReply {
    let strategy = shown.strategy;
    SecretRotationReply {
        due: row(&shown.standing, shown.today, shown.now),
        settings: settings_dto(&shown.settings, strategy),
        rotations: shown
            .rotations
            .iter()
            .map(|record| rotations::summary(record, Some(&shown.standing.secret)))
            .collect(),
        holders: rotations::holders(shown.holders),
        managed: shown.managed.and_then(rotations::managed),
    }
}

fn settings_dto(settings: &SecretSettings, strategy: Strategy) -> RotationSettingsDto {
    let seconds = |minutes: Option<u32>| minutes.map(|minutes| minutes.saturating_mul(60));
    RotationSettingsDto {
        strategy: settings.strategy.map(|strategy| strategy.code().to_owned()),
        strategy_words: format!("{}. {}", strategy.label(), strategy.words()),
        cache_seconds: seconds(settings.cache_life_minutes),
        rollout_seconds: seconds(settings.rollout_minutes),
        overlap_seconds: seconds(settings.overlap_minutes),
        documents: settings.documents.join("\n"),
        level: settings.level.as_ref().map(|set| set.level.code().to_owned()),
        level_reason: settings.level.as_ref().map(|set| set.reason.clone()).unwrap_or_default(),
        privileged: settings.privileged,
        expires_on: settings.expires_on,
    }
}

fn settings(dto: RotationSettingsDto) -> Result<SecretSettings, CommandError> {
    // A part of a minute counts as a whole one: an overlap must not come out shorter than what it covers.
    let minutes = |seconds: Option<u32>| seconds.map(|seconds| seconds.div_ceil(60));
    Ok(SecretSettings {
        strategy: dto.strategy.as_deref().map(strategy).transpose()?,
        cache_life_minutes: minutes(dto.cache_seconds),
        rollout_minutes: minutes(dto.rollout_seconds),
        // The overlap the other way round: what is promised is not more than what there is.
        overlap_minutes: dto.overlap_seconds.map(|seconds| seconds / 60),
        privileged: dto.privileged,
        documents: dto.documents.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        level: dto
            .level
            .map(|code| {
                let level = Level::from_code(&code)
                    .ok_or_else(|| CommandError::bad_request(format!("{code:?} is not a level")))?;
                Ok::<_, CommandError>(LevelOverrule { level, reason: dto.level_reason.trim().to_owned() })
            })
            .transpose()?,
        expires_on: dto.expires_on,
    })
}

pub(crate) fn strategy(code: &str) -> Result<Strategy, CommandError> {
    Strategy::from_code(code).ok_or_else(|| CommandError::bad_request(format!("{code:?} is not a strategy")))
}

fn exception_shown(shown: &ExceptionShown) -> ExceptionDto {
    dto(&shown.exception, &shown.title, shown.state, count(shown.secrets))
}

fn exception(of: &Exception, title: &str, today: NaiveDate, secrets: u32) -> ExceptionDto {
    dto(of, title, of.state(today), secrets)
}

fn dto(exception: &Exception, title: &str, state: ExceptionState, secrets: u32) -> ExceptionDto {
    let new = &exception.exception;
    let state = match state {
        ExceptionState::InForce { days_left } if days_left <= ENDING_DAYS => "ending",
        ExceptionState::InForce { .. } | ExceptionState::NotYet => "active",
        ExceptionState::RanOut { .. } => "ended",
        ExceptionState::Ended { .. } => "ended_early",
    };
    ExceptionDto {
        id: exception.id.to_string(),
        scope: new.covers.code().to_owned(),
        what: new.covers.text().to_owned(),
        title: title.to_owned(),
        why: new.why.clone(),
        control: new.compensating_control.clone(),
        asked_by: new.asked_by.clone(),
        approved_by: new.approved_by.clone(),
        from: new.from,
        until: new.until,
        state: state.to_owned(),
        secrets,
    }
}

/// For [`Due`] beside other replies: rows of it.
pub(crate) fn rows<'s>(standings: impl Iterator<Item = &'s Standing>, due: &Due) -> Vec<DueRow> {
    standings.map(|standing| row(standing, due.today, due.now)).collect()
}
