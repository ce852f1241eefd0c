//! IAM, key policies and the organisation's own policies, for the principals that the traffic moves.
//!
//! Most are as they should be; some carry the faults that every organisation has, and that Keyturn is to find.

mod center;
mod keys;
mod managed;
mod people;
mod tree;
mod workloads;

use std::collections::BTreeMap;

use keyturn_domain::account::AccountId;
use serde_json::{Value, json};

use super::dice::Dice;
use crate::identities::{Grants, HeldPolicy, HeldRole, Identities};
use crate::organisation::Organisation;
use crate::traffic::{Kind, Player, cast};

/// Gives the organisation its identities, key policies and tree.
pub(super) fn fill(organisation: &mut Organisation, seed: u64) {
    let mut dice = Dice::apart(seed, 40, organisation.now);
    let players = cast(organisation);
    let mut accounts: BTreeMap<AccountId, Identities> =
        organisation.active().map(|member| (member.id.clone(), Identities::default())).collect();
    for player in &players {
        let Some(identities) = accounts.get_mut(&player.account) else { continue };
        match player.kind {
            Kind::Root => {}
            Kind::BreakGlass | Kind::Legacy => people::add_user(identities, player, &mut dice),
            Kind::Person | Kind::OnCall | Kind::Departed => people::add_permission_set(identities, player, &mut dice),
            _ => workloads::add(identities, player, organisation, &mut dice),
        }
    }
    people::add_common(organisation, &mut accounts, &mut dice);
    managed::add_attached(&mut accounts, organisation.now);
    organisation.tree = tree::tree(organisation);
    keys::fill(organisation, &players, &mut dice);
    organisation.identities = accounts;
    organisation.identity_center = center::center(organisation, &players, seed);
}

/// A policy document of these statements.
fn document(statements: &[Value]) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn inline(name: &str, statements: &[Value]) -> HeldPolicy {
    HeldPolicy { name: name.to_owned(), document: document(statements) }
}

/// A role of the player's, with this trust.
fn role(player: &Player, trust: &Value, grants: Grants, dice: &mut Dice) -> HeldRole {
    HeldRole {
        arn: player.arn.clone(),
        id: format!("AROA{}", dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17)),
        trust: document(std::slice::from_ref(trust)),
        grants,
        tags: player.service.map(|service| ("service".to_owned(), service.to_owned())).into_iter().collect(),
        created_at: dice.ago(200, 1400),
        used_at: None,
    }
}

/// Who may assume: an AWS service.
fn trust_service(service: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})
}
