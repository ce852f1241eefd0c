//! Why a principal can or cannot read a secret.

use std::sync::Arc;

use keyturn_access::place::Place;
use keyturn_access::plain::{self, Explanation};
use keyturn_access::policy::{Document, Statement};
use keyturn_access::world::{Attached, Encryption};

use super::evaluation::Evaluation;
use super::readers::Pair;
use crate::app::App;
use crate::error::AppError;

/// Why.
#[derive(Debug)]
pub struct Why {
    /// What it rests on.
    pub evaluation: Arc<Evaluation>,
    /// The pair.
    pub pair: Pair,
    /// Every call that could read the value, and every policy that was asked. Where only a chain of roles can, that of
    /// the last role.
    pub explanation: Explanation,
    /// Whose explanation it is: the principal's place in the world, or that of the last role.
    pub of: usize,
}

impl App {
    /// Why a principal can or cannot read a secret.
    pub async fn why(self: &Arc<Self>, principal: &str, secret: &str) -> Result<Why, AppError> {
        let evaluation = self.access_to_named(secret).await?;
        let (principal, secret) = (evaluation.principal(principal)?, evaluation.secret(secret)?);
        let pairs = self.pairs(&evaluation, vec![(principal, secret)]).await?;
        let found = pairs.into_iter().next();
        let pair = found.ok_or_else(|| AppError::BrokenOff("a pair that was asked for is not there".to_owned()))?;
        let of = pair.chain.last().copied().unwrap_or(principal);
        let world = &evaluation.world;
        let explanation = plain::explain(world, &world.principals[of], &world.secrets[secret], None);
        Ok(Why { evaluation, pair, explanation, of })
    }
}

impl Evaluation {
    /// The statement that answered, by where its policy stands and its number, for a principal and a secret.
    pub fn statement(&self, principal: usize, secret: usize, place: &Place, index: usize) -> Option<&Statement> {
        let world = &self.world;
        let (of, on) = (&world.principals[principal], &world.secrets[secret]);
        let key = match on.encryption {
            Encryption::Key(number) => Some(&world.keys[number]),
            Encryption::None => None,
        };
        let own = of.identity.iter().chain(&of.boundary).chain(&on.policies);
        let account = |id: &str| world.account(id).into_iter();
        let service = account(&of.account).flat_map(|account| account.service_control.iter().flatten());
        let key_account = key.into_iter().flat_map(|key| account(&key.account));
        let resource = account(&on.account).chain(key_account).flat_map(|account| &account.resource_control);
        let attached: Vec<&Attached> =
            own.chain(service).chain(resource).chain(key.into_iter().flat_map(|key| &key.policies)).collect();
        let here = attached.into_iter().filter(|attached| attached.place == *place);
        let documents = here.map(|attached| world.document(attached.policy));
        documents.flat_map(|document: &Document| &document.statements).find(|statement| statement.index == index)
    }
}
