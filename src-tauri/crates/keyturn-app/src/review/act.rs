//! What is to go, as a list to hand to whoever may change IAM: the exact policy or command, and what else it changes.
//!
//! Keyturn changes nothing itself. Of several ways it names the one that takes from nobody else: a policy that gives
//! nothing but what goes is detached or deleted; elsewhere a denial is added to the principal alone. Each way is
//! evaluated before it is named, and what it would leave readable is said.

mod identity;
mod others;
mod print;
mod tried;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use keyturn_access::world::World;
use keyturn_domain::owner;
use keyturn_domain::review::{CampaignId, Item, ItemKind};
use keyturn_pack::manifest::sha256;

use super::WrittenFile;
use super::prove::{ToGo, to_go, to_go_of};
use crate::access::Evaluation;
use crate::app::App;
use crate::error::AppError;
use crate::export::{Broken, into_file};

pub use print::{csv, markdown};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The item.
    pub item: String,
    /// The item in a line.
    pub title: String,
    /// `revoke`, `reduce` or, for what is no access, the kind of item.
    pub decision: String,
    /// The note of the decision.
    pub note: String,
    /// What to change, in a sentence or two.
    pub words: String,
    /// The policy as it would be, as JSON.
    pub policy: Option<String>,
    /// The commands, quoted for a POSIX shell, one a line.
    pub command: Option<String>,
    /// What else would change, or who keeps what, in a sentence.
    pub also: Option<String>,
}

/// What is to be done in one account, for one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActGroup {
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// The owner of the secrets, where one owns all of an item's.
    pub owner: Option<String>,
    /// What to do.
    pub acts: Vec<Act>,
}

/// How something is changed, before it is put beside its item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Way {
    words: String,
    policy: Option<String>,
    command: Option<String>,
    also: Option<String>,
}

/// Everything that is to go in a campaign, as a list to hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acts {
    /// By account and owner.
    pub groups: Vec<ActGroup>,
    /// The whole as Markdown.
    pub markdown: String,
}

impl App {
    /// What is to go in a campaign, with what to change for it; or, of one item, what is to go by its decision, and before
    /// there is one by what is suggested.
    pub async fn review_acts(self: &Arc<Self>, campaign: &str, item: Option<&str>) -> Result<Acts, AppError> {
        let (evaluation, id, item) = (self.access().await?, campaign.to_owned(), item.map(str::to_owned));
        self.with_database(move |database| {
            let (campaign, to_go) = database.read(|reader| {
                let campaign = match id.parse::<CampaignId>() {
                    Ok(id) => reader.review().campaign(&id)?.map(|(campaign, _)| campaign),
                    Err(_) => None,
                };
                let to_go = campaign.as_ref().map(|campaign| match &item {
                    Some(item) => to_go_of(reader, campaign, item),
                    None => to_go(reader, campaign),
                });
                let to_go = to_go.transpose()?;
                Ok((campaign, to_go.unwrap_or_default()))
            })?;
            let not_found = || AppError::NotFound { what: "review", name: id.chars().take(40).collect() };
            let campaign = campaign.ok_or_else(not_found)?;
            let groups = of(&evaluation, &to_go);
            let markdown = markdown(&format!("{}: what is to go", campaign.name), &groups);
            Ok(Acts { groups, markdown })
        })
        .await
    }

    /// Writes what is to go into a file, as Markdown or, where `as_csv`, as CSV.
    pub async fn export_review_acts(
        self: &Arc<Self>,
        campaign: &str,
        as_csv: bool,
        path: PathBuf,
    ) -> Result<WrittenFile, AppError> {
        let found = self.review_acts(campaign, None).await?;
        let count: usize = found.groups.iter().map(|group| group.acts.len()).sum();
        let bytes = if as_csv { csv(&found.groups)? } else { found.markdown.into_bytes() };
        let facts = serde_json::json!({ "acts": count, "form": if as_csv { "csv" } else { "md" } });
        let act = self.act(self.now(), "review.acts_exported", campaign, &facts);
        self.with_database(move |database| {
            let (items, sha256) = (u32::try_from(count).unwrap_or(u32::MAX), sha256(&bytes));
            into_file(&path, |out| Ok(out.write_all(&bytes).map_err(Broken::from)))?;
            database.write(|writer| writer.audit().append(act).map(drop))?;
            Ok(WrittenFile { path, items, sha256 })
        })
        .await
    }
}

/// What is to be done by these decisions, by account and owner.
fn of(evaluation: &Evaluation, to_go: &[ToGo]) -> Vec<ActGroup> {
    let mut groups: Vec<ActGroup> = Vec::new();
    for ToGo { item, decided: decision, .. } in to_go {
        let access = item.kind == ItemKind::Access;
        let way = if access { identity::way(evaluation, item, decision) } else { others::way(item, decision) };
        let act = Act {
            item: item.id.to_string(),
            title: item.title(),
            decision: if access { decision.verdict.code() } else { item.kind.code() }.to_owned(),
            note: decision.note.clone(),
            words: way.words,
            policy: way.policy,
            command: way.command,
            also: way.also,
        };
        let owner = owner_of(&evaluation.world, item);
        match groups.iter_mut().find(|group| group.account == item.account && group.owner == owner) {
            Some(group) => group.acts.push(act),
            None => groups.push(ActGroup {
                account: item.account.clone(),
                account_name: item.account_name.clone(),
                owner,
                acts: vec![act],
            }),
        }
    }
    groups.sort_by(|a, b| (&a.account, a.owner.is_none(), &a.owner).cmp(&(&b.account, b.owner.is_none(), &b.owner)));
    groups
}

/// Who owns all of an item's secrets.
fn owner_of(world: &World, item: &Item) -> Option<String> {
    if item.kind != ItemKind::Access && item.kind != ItemKind::Exception {
        return Some(item.subject.clone()).filter(|owner| !owner.is_empty());
    }
    let mut owners = item.members.iter().map(|member| {
        let secret = world.secret(&member.arn)?;
        owner::from_tags(&world.secrets[secret].tags.iter().cloned().collect())
    });
    let first = owners.next().flatten()?;
    owners.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

#[cfg(test)]
mod tests;
