//! Listing one cell, page by page.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use keyturn_domain::age;
use keyturn_domain::cell::Cell;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;

use crate::actions::{DESCRIBE_PARAMETERS, LIST_ALIASES, LIST_SECRET_VERSION_IDS, LIST_SECRETS};
use crate::convert;
use crate::failure::{self, Failure, Tried};
use crate::keys::{self, Aliases};
use crate::rates::Quota;
use crate::tags::Tags;
use crate::target::{Reach, Target};
use crate::versions;

/// Reads one cell. Dropping it, or a future of it, at any moment loses nothing but the page that was under way.
pub struct CellReader {
    cell: Cell,
    partition: String,
    reach: Arc<Reach>,
    tried: Tried,
    position: Position,
    /// Hashes of the tokens that were followed: a listing that comes back to one would never end.
    followed: HashSet<u64>,
    hasher: RandomState,
    tags: Tags,
    aliases: KnownAliases,
    ages_refused: bool,
    problems: Vec<Problem>,
}

enum Position {
    Start,
    At(String),
    Ended,
    Failed(Problem),
}

enum KnownAliases {
    NotAsked,
    Read(Arc<Aliases>),
    Hidden,
}

/// What one call of a listing gave.
struct Page<E> {
    entries: Vec<E>,
    next: Option<String>,
}

impl CellReader {
    pub(crate) fn new(target: &Target, cell: Cell) -> Self {
        Self {
            partition: target.partition().to_owned(),
            reach: target.reach(&cell.region),
            tried: target.tried(&cell.region, Some(cell.store)),
            position: Position::Start,
            followed: HashSet::new(),
            hasher: RandomState::new(),
            tags: Tags::default(),
            aliases: KnownAliases::NotAsked,
            ages_refused: false,
            problems: Vec::new(),
            cell,
        }
    }

    /// The cell that is read.
    pub fn cell(&self) -> &Cell {
        &self.cell
    }

    /// The next page of the listing: `None` after the last. A page may be empty and not be the last.
    ///
    /// Tags and keys are filled in where they can be read, dates of versions are not: see [`Self::date_versions`].
    /// An error ends the listing; asking again gives it again.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Secret>>, Problem> {
        let token = match &self.position {
            Position::Start => None,
            Position::At(token) => Some(token.clone()),
            Position::Ended => return Ok(None),
            Position::Failed(problem) => return Err(problem.clone()),
        };
        let (secrets, next) = match self.cell.store {
            Store::SecretsManager => {
                let page = self.list_secrets(token).await.map_err(|failure| self.end(failure))?;
                (self.secrets_of(page.entries).await, page.next)
            }
            Store::ParameterStore => {
                let page = self.list_parameters(token).await.map_err(|failure| self.end(failure))?;
                let mut parameters = self.parameters_of(page.entries).await;
                let problem = self.tags.fill(&mut parameters, &self.reach, &self.tried).await;
                if let Some(problem) = problem {
                    self.note(problem);
                }
                (parameters, page.next)
            }
        };
        self.position = match next {
            None => Position::Ended,
            Some(token) if self.followed.insert(self.hasher.hash_one(&token)) => Position::At(token),
            Some(_) => {
                return Err(
                    self.end(Failure::new(Reason::NotUnderstood, "the listing repeats itself and would never end"))
                );
            }
        };
        Ok(Some(secrets))
    }

    /// Reads the dates of versions of those secrets whose age cannot be told without (`ListSecretVersionIds`).
    ///
    /// Carry over the dates that are known first ([`age::carry_dates`]): a version's date never changes. When a call
    /// is refused, the rest of the cell is not asked for, and [`Self::problems`] says so.
    pub async fn date_versions(&mut self, secrets: &mut [Secret]) {
        if self.ages_refused {
            return;
        }
        let needed: Vec<&mut Secret> = secrets.iter_mut().filter(|secret| age::needs_version_dates(secret)).collect();
        if let Some(outcome) = versions::date(&self.reach, needed).await {
            self.ages_refused = outcome.stopped;
            let problem = self.tried.problem(LIST_SECRET_VERSION_IDS, Hidden::Ages, outcome.failure);
            self.note(problem);
        }
    }

    /// What could not be read beside the listing itself, each once for each action; taken out.
    ///
    /// One that hides [`Hidden::Secrets`] says that an entry had to be skipped: the listing was not full.
    pub fn problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    fn action(&self) -> &'static str {
        match self.cell.store {
            Store::SecretsManager => LIST_SECRETS,
            Store::ParameterStore => DESCRIBE_PARAMETERS,
        }
    }

    fn end(&mut self, failure: Failure) -> Problem {
        let problem = self.tried.problem(self.action(), Hidden::Secrets, failure);
        self.position = Position::Failed(problem.clone());
        problem
    }

    fn note(&mut self, problem: Problem) {
        let known = |known: &Problem| known.action == problem.action && known.hides == problem.hides;
        if !self.problems.iter().any(known) {
            self.problems.push(problem);
        }
    }

    fn skip(&mut self, words: &str) {
        let problem = self.tried.problem(self.action(), Hidden::Secrets, Failure::new(Reason::NotUnderstood, words));
        self.note(problem);
    }

    async fn list_secrets(
        &self,
        token: Option<String>,
    ) -> Result<Page<aws_sdk_secretsmanager::types::SecretListEntry>, Failure> {
        self.reach.pace.ready(Quota::SecretLists).await;
        let call = self.reach.secrets.list_secrets().max_results(100).include_planned_deletion(true);
        let page = call.set_next_token(token).send().await.map_err(|error| failure::of_call(&error, true))?;
        Ok(Page { entries: page.secret_list.unwrap_or_default(), next: convert::filled(page.next_token) })
    }

    async fn list_parameters(
        &self,
        token: Option<String>,
    ) -> Result<Page<aws_sdk_ssm::types::ParameterMetadata>, Failure> {
        self.reach.pace.ready(Quota::Parameters).await;
        let call = self.reach.parameters.describe_parameters().max_results(50);
        let page = call.set_next_token(token).send().await.map_err(|error| failure::of_call(&error, true))?;
        Ok(Page { entries: page.parameters.unwrap_or_default(), next: convert::filled(page.next_token) })
    }

    async fn secrets_of(&mut self, entries: Vec<aws_sdk_secretsmanager::types::SecretListEntry>) -> Vec<Secret> {
        let needed = entries.iter().any(|e| keys::needs_aliases(e.kms_key_id.as_deref(), &self.cell.account));
        let aliases = self.aliases(needed).await;
        let mut secrets = Vec::with_capacity(entries.len());
        for entry in entries {
            match convert::secret::from_entry(entry, &self.cell, aliases.as_deref()) {
                Ok(secret) => secrets.push(secret),
                Err(words) => self.skip(&words),
            }
        }
        secrets
    }

    async fn parameters_of(&mut self, entries: Vec<aws_sdk_ssm::types::ParameterMetadata>) -> Vec<Secret> {
        let needed = entries.iter().any(|entry| convert::parameter::needs_aliases(entry, &self.cell));
        let aliases = self.aliases(needed).await;
        let mut parameters = Vec::with_capacity(entries.len());
        for entry in entries {
            match convert::parameter::from_entry(entry, &self.cell, &self.partition, aliases.as_deref()) {
                Ok(parameter) => parameters.push(parameter),
                Err(words) => self.skip(&words),
            }
        }
        parameters
    }

    /// The region's aliases, if some entry needs them and they can be read.
    async fn aliases(&mut self, needed: bool) -> Option<Arc<Aliases>> {
        if let (KnownAliases::NotAsked, true) = (&self.aliases, needed) {
            self.aliases = match self.reach.aliases().await {
                Ok(aliases) => KnownAliases::Read(aliases),
                Err(failure) => {
                    let problem = self.tried.problem(LIST_ALIASES, Hidden::Keys, failure);
                    self.note(problem);
                    KnownAliases::Hidden
                }
            };
        }
        match &self.aliases {
            KnownAliases::Read(aliases) => Some(Arc::clone(aliases)),
            KnownAliases::NotAsked | KnownAliases::Hidden => None,
        }
    }
}
