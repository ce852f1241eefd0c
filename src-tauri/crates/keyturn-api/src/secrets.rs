//! The list of secrets, one secret whole, notes, kinds, exports.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_app::coverage::AccountNames;
use keyturn_app::export::Form;
use keyturn_app::markdown;
use keyturn_app::rotation::{ListedDue, Standing};
use keyturn_app::secrets::SecretWhole;
use keyturn_app::{ListedSecret, Note, PolicyState};
use keyturn_domain::kind::Kind;
use keyturn_domain::listing::{Column, Direction, Sort};
use keyturn_domain::problem::Problem;
use keyturn_domain::rotation::RotatedBy;
use keyturn_domain::store::Store;

use crate::contract::error::CommandError;
use crate::contract::secrets::{
    ChangeDto, KindDto, NoteDto, ProblemDto, ReaderCounts, ReplicaDto, ResourcePolicyDto, RotationDto, RowDue,
    SecretKindRequest, SecretNoteRequest, SecretReply, SecretRequest, SecretRow, SecretsExportReply,
    SecretsExportRequest, SecretsListReply, SecretsListRequest, SortDto, TagDto, VersionDto,
};
use crate::host::Host;

/// A stretch of the list.
pub async fn list(host: &Host, request: SecretsListRequest) -> Result<SecretsListReply, CommandError> {
    let sort = sort(&request.sort)?;
    let app = host.app()?;
    let page = app.secrets(&request.filter, sort, request.offset, request.limit).await?;
    let names = app.account_names().await?;
    Ok(SecretsListReply {
        secrets: page
            .rows
            .iter()
            .enumerate()
            .map(|(at, secret)| SecretRow { due: row_due(&page.due, at), ..row(secret, page.now) })
            .collect(),
        due_known: page.due.fresh,
        total: page.total,
        all: page.all,
        problems: problems(&page.problems, &names),
    })
}

/// One secret, whole, as it was last read.
pub async fn show(host: &Host, request: SecretRequest) -> Result<SecretReply, CommandError> {
    let app = host.app()?;
    Ok(whole(app.secret(&request.arn).await?, &app.account_names().await?))
}

/// One secret, whole, read live.
pub async fn inspect(host: &Host, request: SecretRequest) -> Result<SecretReply, CommandError> {
    let app = host.app()?;
    Ok(whole(app.inspect(&request.arn).await?, &app.account_names().await?))
}

/// Writes or clears a note.
pub async fn note_save(host: &Host, request: SecretNoteRequest) -> Result<Option<NoteDto>, CommandError> {
    Ok(host.app()?.save_note(&request.arn, &request.markdown).await?.map(note))
}

/// Corrects a kind, or takes the correction back.
pub async fn kind_save(host: &Host, request: SecretKindRequest) -> Result<SecretReply, CommandError> {
    let kind = request
        .kind
        .map(|code| Kind::from_code(&code).ok_or_else(|| CommandError::bad_request(format!("{code:?} is not a kind"))))
        .transpose()?;
    let app = host.app()?;
    Ok(whole(app.correct_kind(&request.arn, kind, &request.reason).await?, &app.account_names().await?))
}

/// Every kind, for menus.
pub fn kinds() -> Vec<KindDto> {
    Kind::ALL.iter().map(|kind| KindDto { code: kind.code().to_owned(), label: kind.label().to_owned() }).collect()
}

/// Writes what the list shows into `path`.
pub async fn export(
    host: &Host,
    request: SecretsExportRequest,
    path: PathBuf,
) -> Result<SecretsExportReply, CommandError> {
    let sort = sort(&request.sort)?;
    let columns = request.columns.iter().map(|code| column(code)).collect::<Result<Vec<_>, _>>()?;
    let form = match request.format.as_str() {
        "csv" => Form::Csv,
        "json" => Form::Json { secret: row_json, problem: problem_json },
        other => return Err(CommandError::bad_request(format!("{other:?} is not a form: csv or json"))),
    };
    let exported = host.app()?.export(&request.filter, sort, columns, form, path).await?;
    Ok(SecretsExportReply {
        path: exported.path.display().to_string(),
        secrets: exported.secrets,
        problems: exported.problems,
    })
}

fn row_json(secret: &ListedSecret, standing: Option<(&Standing, NaiveDate)>, now: DateTime<Utc>) -> serde_json::Value {
    let due = standing.map(|(standing, today)| due_of(standing, today));
    serde_json::to_value(SecretRow { due, ..row(secret, now) }).unwrap_or_default()
}

fn problem_json(one: &Problem) -> serde_json::Value {
    serde_json::to_value(problem(one, &AccountNames::new())).unwrap_or_default()
}

pub(crate) fn column(code: &str) -> Result<Column, CommandError> {
    code.parse::<Column>().map_err(|error| CommandError::bad_request(error.to_string()))
}

pub(crate) fn sort(dto: &SortDto) -> Result<Sort, CommandError> {
    let direction = if dto.descending { Direction::Descending } else { Direction::Ascending };
    Ok(Sort { column: column(&dto.column)?, direction })
}

pub(crate) fn sort_dto(sort: Sort) -> SortDto {
    SortDto { column: sort.column.code().to_owned(), descending: sort.direction == Direction::Descending }
}

/// One row.
fn row(secret: &ListedSecret, now: DateTime<Utc>) -> SecretRow {
    SecretRow {
        arn: secret.arn.to_string(),
        name: secret.name.clone(),
        store: secret.store.code().to_owned(),
        account: secret.account.id.to_string(),
        account_name: secret.account.name.clone(),
        region: secret.region.to_string(),
        kind: secret.kind.code().to_owned(),
        kind_label: secret.kind.label().to_owned(),
        kind_corrected: secret.corrected,
        test: secret.test,
        environment: secret.environment.clone(),
        service: secret.service.clone(),
        age_days: secret.value.days(now),
        value_made_at: secret.value.made_at,
        age_basis: secret.value.basis.code().to_owned(),
        rotated_at: secret.rotated_at,
        rotation: secret.rotation.clone(),
        key: secret.key_manager.code().to_owned(),
        key_alias: secret.key_alias.clone(),
        read_on: secret.read_on,
        owner: secret.owner.clone(),
        replica_regions: secret.replica_regions.iter().map(ToString::to_string).collect(),
        review: None,
        pending: secret.pending,
        plain_text: secret.plain_text,
        noted: secret.noted,
        deleted_at: secret.deleted_at,
        gone_at: secret.gone_at,
        readers: secret.readers.map(|counts| ReaderCounts {
            can: counts.can,
            conditional: counts.conditional,
            unknown: counts.unknown,
        }),
        due: None,
    }
}

fn row_due(known: &ListedDue, at: usize) -> Option<RowDue> {
    Some(due_of(known.standings.get(at)?.as_ref()?, known.today?))
}

fn due_of(standing: &Standing, today: NaiveDate) -> RowDue {
    RowDue {
        state: standing.due.state.code().to_owned(),
        due_on: standing.due.due_on,
        days: standing.days(today),
        limit_days: standing.due.age_limit_days,
    }
}

/// Problems with their advice.
pub(crate) fn problems(problems: &[Problem], names: &AccountNames) -> Vec<ProblemDto> {
    problems.iter().map(|one| problem(one, names)).collect()
}

/// One problem with its advice.
pub(crate) fn problem(problem: &Problem, names: &AccountNames) -> ProblemDto {
    ProblemDto {
        account: problem.account.as_ref().map(ToString::to_string),
        account_name: problem.account.as_ref().and_then(|id| names.get(id)).cloned(),
        profile: problem.profile.clone(),
        region: problem.region.as_ref().map(ToString::to_string),
        store: problem.store.map(|store| store.code().to_owned()),
        action: problem.action.clone(),
        reason: problem.reason.code().to_owned(),
        hides: problem.hides.code().to_owned(),
        message: problem.message.clone(),
        advice: problem.advice(),
    }
}

fn note(note: Note) -> NoteDto {
    NoteDto {
        html: markdown::to_html(&note.markdown),
        markdown: note.markdown,
        written_at: note.written_at,
        author: note.author,
    }
}

fn whole(whole: SecretWhole, names: &AccountNames) -> SecretReply {
    let listed = row(&whole.stored.listed, whole.now);
    let stored = whole.stored;
    let secret = stored.secret;
    let mut versions: Vec<VersionDto> = secret
        .versions
        .iter()
        .map(|version| VersionDto {
            id: version.id.clone(),
            stages: version.stages.iter().map(ToString::to_string).collect(),
            created_at: version.created_at,
            read_on: version.last_read_on,
        })
        .collect();
    versions.sort_by_key(|version| (version.stages.is_empty(), std::cmp::Reverse(version.created_at)));
    SecretReply {
        description: secret.description,
        parameter_type: secret.parameter_type.map(|kind| kind.code().to_owned()),
        parameter_version: secret.parameter_version,
        owning_service: secret.owning_service,
        created_at: secret.created_at,
        changed_at: secret.changed_at,
        changed_by: secret.changed_by,
        first_seen_at: stored.first_seen_at,
        last_seen_at: stored.last_seen_at,
        kind_reason: stored.kind_reason,
        kind_proposed: stored.derived.classification.kind.code().to_owned(),
        versions,
        tags: secret.tags.map(|tags| tags.into_iter().map(|(key, value)| TagDto { key, value }).collect()),
        rotation: RotationDto {
            by: secret.rotation.by.code().to_owned(),
            detail: match secret.rotation.by {
                RotatedBy::Nobody => None,
                RotatedBy::Function { function_arn } => Some(function_arn),
                RotatedBy::Service { service } => Some(service),
                RotatedBy::External { secret_type } => Some(secret_type),
            },
            after_days: secret.rotation.after_days,
            schedule: secret.rotation.schedule,
            window: secret.rotation.window,
            next_at: secret.rotation.next_at,
            last_at: secret.rotation.last_at,
        },
        key_id: secret.key.id,
        replicas: replicas(&secret.replicas, &listed.replica_regions),
        resource_policy: match (stored.policy, secret.arn.store()) {
            (PolicyState::NotRead, Store::ParameterStore) => ResourcePolicyDto::NotApplicable,
            (PolicyState::NotRead, Store::SecretsManager) => ResourcePolicyDto::NotRead,
            (PolicyState::None { read_at }, _) => ResourcePolicyDto::None { read_at },
            (PolicyState::Text { read_at, text }, _) => ResourcePolicyDto::Text { read_at, text: indented(text) },
        },
        changes: whole
            .changes
            .into_iter()
            .map(|seen| ChangeDto {
                seen_at: seen.seen_at,
                what: seen.change.what.code().to_owned(),
                before: seen.change.before,
                after: seen.change.after,
            })
            .collect(),
        note: whole.note.map(note),
        problems: problems(&whole.problems, names),
        secret: listed,
    }
}

/// Copies that the secret itself reports, and those that are known only from their own regions' listings.
fn replicas(reported: &[keyturn_domain::secret::Replica], regions: &[String]) -> Vec<ReplicaDto> {
    let mut all: Vec<ReplicaDto> = reported
        .iter()
        .map(|replica| ReplicaDto { region: replica.region.to_string(), status: replica.status.clone() })
        .collect();
    for region in regions {
        if !all.iter().any(|replica| replica.region == *region) {
            all.push(ReplicaDto { region: region.clone(), status: None });
        }
    }
    all
}

/// A policy's JSON with indentation; text that is not JSON stays as it is.
fn indented(text: String) -> String {
    serde_json::from_str::<serde_json::Value>(&text)
        .ok()
        .and_then(|policy| serde_json::to_string_pretty(&policy).ok())
        .unwrap_or(text)
}

/// Every column's code, in the order of a fresh list.
pub fn columns() -> Vec<String> {
    Column::ALL.iter().map(|column| column.code().to_owned()).collect()
}
