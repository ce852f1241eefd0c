//! `keyturn secrets …`.

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::secrets::{
    SecretKindRequest, SecretNoteRequest, SecretReply, SecretRequest, SecretRow, SecretsExportRequest,
    SecretsListReply, SecretsListRequest, SortDto,
};
use keyturn_api::{Host, secrets};

use super::Ended;
use crate::arguments::SecretsCommand;
use crate::output::{Ending, Output};

/// Rows asked for at a time.
const STRETCH: u32 = 1000;

pub(crate) async fn run(host: &Host, request: SecretsCommand, output: Output) -> Ended {
    match request {
        SecretsCommand::List { filter, sort, descending, limit } => {
            let request = SecretsListRequest {
                filter: filter.join(" "),
                sort: SortDto { column: sort, descending },
                offset: 0,
                limit: 0,
            };
            let reply = list(host, request, limit).await?;
            output.reply(&reply, list_words);
        }
        SecretsCommand::Show { secret, live } => {
            let request = SecretRequest { arn: secret };
            let reply =
                if live { secrets::inspect(host, request).await? } else { secrets::show(host, request).await? };
            output.reply(&reply, show_words);
        }
        SecretsCommand::Note { secret, text, clear } => note(host, secret, text, clear, output).await?,
        SecretsCommand::Kind { secret, kind, reason } => {
            let reply = secrets::kind_save(host, SecretKindRequest { arn: secret, kind, reason }).await?;
            output.reply(&reply, show_words);
        }
        SecretsCommand::Export { file, filter, format } => {
            let request = SecretsExportRequest {
                filter: filter.join(" "),
                sort: SortDto::default(),
                columns: secrets::columns(),
                format,
            };
            let reply = secrets::export(host, request, file).await?;
            output.reply(&reply, |output, reply| {
                output.line(&format!("{}: {} secrets, {} not read.", reply.path, reply.secrets, reply.problems));
            });
        }
    }
    Ok(Ending::Done)
}

/// The whole list, or its first `limit` rows.
async fn list(host: &Host, request: SecretsListRequest, limit: Option<u32>) -> Result<SecretsListReply, CommandError> {
    let most = limit.unwrap_or(u32::MAX);
    let mut reply = secrets::list(host, SecretsListRequest { limit: most.min(STRETCH), ..request.clone() }).await?;
    loop {
        let have = u32::try_from(reply.secrets.len()).unwrap_or(u32::MAX);
        if have >= reply.total.min(most) {
            return Ok(reply);
        }
        let next = SecretsListRequest { offset: have, limit: (most - have).min(STRETCH), ..request.clone() };
        let more = secrets::list(host, next).await?;
        if more.secrets.is_empty() {
            return Ok(reply);
        }
        reply.secrets.extend(more.secrets);
    }
}

/// Writes, clears or prints a note.
async fn note(
    host: &Host,
    secret: String,
    text: Option<String>,
    clear: bool,
    output: Output,
) -> Result<(), CommandError> {
    let markdown = match text {
        None if !clear => {
            let reply = secrets::show(host, SecretRequest { arn: secret }).await?;
            output.reply(&reply.note, |output, note| match note {
                Some(note) => output.line(&note.markdown),
                None => output.line("There is no note."),
            });
            return Ok(());
        }
        None => String::new(),
        Some(text) if text == "-" => std::io::read_to_string(std::io::stdin())
            .map_err(|error| CommandError::bad_request(format!("standard input cannot be read: {error}")))?,
        Some(text) => text,
    };
    let saved = secrets::note_save(host, SecretNoteRequest { arn: secret, markdown }).await?;
    output.reply(&saved, |output, note| output.line(if note.is_some() { "Saved." } else { "Cleared." }));
    Ok(())
}

fn list_words(output: Output, reply: &SecretsListReply) {
    let header = ["NAME", "STORE", "KIND", "ACCOUNT", "REGION", "AGE", "ROTATION", "KEY", "READERS", "OWNER"];
    let rows: Vec<Vec<String>> = reply.secrets.iter().map(row).collect();
    output.table(&header, &rows);
    output.line(&format!("\n{} of {} secrets.", reply.total, reply.all));
    output.problems(&reply.problems);
}

fn row(secret: &SecretRow) -> Vec<String> {
    let dash = || "-".to_owned();
    vec![
        secret.name.clone(),
        secret.store.clone(),
        secret.kind_label.clone(),
        secret.account_name.clone().unwrap_or_else(|| secret.account.clone()),
        secret.region.clone(),
        age(secret),
        secret.rotation.clone(),
        secret.key_alias.clone().unwrap_or_else(|| secret.key.clone()),
        secret.readers.map_or_else(dash, |counts| (counts.can + counts.conditional).to_string()),
        secret.owner.clone().unwrap_or_else(dash),
    ]
}

fn age(secret: &SecretRow) -> String {
    match (secret.age_days, secret.age_basis.as_str()) {
        (Some(days), _) => format!("{days} d"),
        (None, "no_value") => "no value".to_owned(),
        (None, _) => "?".to_owned(),
    }
}

fn show_words(output: Output, reply: &SecretReply) {
    let secret = &reply.secret;
    let optional = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let instant = |at: &Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
    };
    output.line(&secret.arn);
    let facts = [
        ("Name", secret.name.clone()),
        ("Kind", format!("{} ({})", secret.kind_label, reply.kind_reason)),
        ("Age of the value", format!("{} ({}; {})", age(secret), instant(&secret.value_made_at), secret.age_basis)),
        ("Last rotated", instant(&secret.rotated_at)),
        ("Rotation", format!("{} {}", reply.rotation.by, reply.rotation.detail.clone().unwrap_or_default())),
        (
            "Key",
            format!("{} {}", secret.key, secret.key_alias.clone().or_else(|| reply.key_id.clone()).unwrap_or_default()),
        ),
        ("Owner", optional(&secret.owner)),
        ("Description", optional(&reply.description)),
        ("Last read", secret.read_on.map_or_else(|| "-".to_owned(), |on| on.to_string())),
        ("Replicas", reply.replicas.iter().map(|replica| replica.region.clone()).collect::<Vec<_>>().join(" ")),
    ];
    let rows: Vec<Vec<String>> = facts.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    output.table(&["", ""], &rows);
    let versions: Vec<Vec<String>> = reply
        .versions
        .iter()
        .map(|version| vec![version.id.clone(), instant(&version.created_at), version.stages.join(" ")])
        .collect();
    output.line("");
    output.table(&["VERSION", "MADE", "STAGES"], &versions);
    let changes: Vec<Vec<String>> = reply
        .changes
        .iter()
        .map(|change| {
            vec![instant(&Some(change.seen_at)), change.what.clone(), optional(&change.before), optional(&change.after)]
        })
        .collect();
    output.line("");
    output.table(&["SEEN", "CHANGE", "BEFORE", "AFTER"], &changes);
    if let Some(note) = &reply.note {
        output.line(&format!("\n{} ({}):\n{}", note.author, instant(&Some(note.written_at)), note.markdown));
    }
    output.problems(&reply.problems);
}
