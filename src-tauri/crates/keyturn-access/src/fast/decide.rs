//! One principal's call, decided for all columns at once, in AWS's order.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use std::collections::HashMap;
use std::rc::Rc;

use super::bits::{Plane, Standing, Verdicts, none, without};
use super::columns::{Classes, Columns};
use super::facts::{self, Fact};
use super::keys::{KeyId, Keys, Side};
use super::legs::{Call, Leg};
use super::names::named;
use super::reach::Reach;
use super::statement::{Known, Statement};
use super::verdict::{Scalar, Verdict};
use crate::policy::{Effect, Element};
use crate::world::{Attached, Principal, World};

/// What was found out already, for the principals to come.
#[derive(Default)]
pub(super) struct Memo {
    /// By number and kind of call.
    statements: Vec<[Option<Slot>; 4]>,
    principals: HashMap<(&'static str, Vec<KeyId>), Rc<Classes>>,
    columns: HashMap<(usize, Vec<KeyId>), Rc<Classes>>,
}

/// What was found out of a statement, in one kind of call.
struct Slot {
    even: Rc<Classes>,
    uneven: Rc<Classes>,
    /// By class of principals.
    scalars: Vec<Option<Rc<Scalar>>>,
    planes: Vec<Option<Rc<Plane>>>,
}

/// What is known for a principal.
struct Facts<'a, 'w> {
    world: &'w World,
    keys: &'a Keys,
    columns: &'a Columns<'w>,
    principal: usize,
}

impl<'w> Known<'w> for Facts<'_, 'w> {
    fn of_principal(&self, key: KeyId) -> Fact<'w> {
        let (key, service) = (self.keys.get(key), self.columns.service);
        match key.side {
            Side::Principal => facts::of_principal(self.world, &self.world.principals[self.principal], key, service),
            Side::Column | Side::Neither => facts::of_call(key, service),
        }
    }

    fn of(&self, key: KeyId, column: usize) -> Fact<'w> {
        match self.keys.get(key).side {
            Side::Column => facts::of_column(self.world, self.columns, column, self.keys.get(key)),
            Side::Principal | Side::Neither => self.of_principal(key),
        }
    }
}

impl Memo {
    /// How far a statement's parts match for a principal: those that are the same everywhere, and those that are not.
    fn term(
        &mut self,
        reach: &Reach<'_>,
        call: Call,
        number: usize,
        mask: &[u64],
        member: usize,
    ) -> (Rc<Scalar>, Option<Rc<Plane>>) {
        let leg = &reach.legs[call as usize];
        let statement = &reach.statements[number];
        let (world, keys, columns) = (reach.world, &reach.keys, &leg.columns);
        let Self { statements, principals, columns: sorted } = self;
        if statements.is_empty() {
            statements.resize_with(reach.statements.len(), Default::default);
        }
        let slot = statements[number][call as usize].get_or_insert_with(|| {
            let mut sort = |by: &[KeyId]| {
                let known = principals.entry((columns.service, by.to_vec()));
                let classes = known.or_insert_with(|| {
                    let common = |at: usize| -> Vec<Fact<'_>> {
                        let facts = Facts { world, keys, columns, principal: reach.members[at] };
                        by.iter().map(|key| facts.of_principal(*key)).collect()
                    };
                    Rc::new(Classes::of(reach.members.len(), common))
                });
                Rc::clone(classes)
            };
            let (even, uneven) = (sort(&statement.even_keys), sort(&statement.uneven_keys));
            let (scalars, planes) = (vec![None; even.first.len()], vec![None; uneven.first.len()]);
            Slot { even, uneven, scalars, planes }
        });
        let facts = Facts { world, keys, columns, principal: reach.members[member] };
        let class = slot.even.of[member] as usize;
        let scalar = slot.scalars[class].get_or_insert_with(|| Rc::new(statement.scalar(keys, &facts)));
        if !scalar.hi {
            return (Rc::clone(scalar), None);
        }
        let sorted = std::cell::RefCell::new(sorted);
        let sort = |by: &[KeyId]| {
            let mut sorted = sorted.borrow_mut();
            let classes = sorted.entry((call as usize, by.to_vec())).or_insert_with(|| {
                let common = |at: usize| -> Vec<Fact<'_>> { by.iter().map(|key| facts.of(*key, at)).collect() };
                Rc::new(Classes::of(columns.count(), common))
            });
            Rc::clone(classes)
        };
        let class = slot.uneven.of[member] as usize;
        let plane =
            slot.planes[class].get_or_insert_with(|| Rc::new(statement.plane(mask, keys, columns, &facts, &sort)));
        (Rc::clone(scalar), Some(Rc::clone(plane)))
    }
}

/// One call of one principal.
pub(super) struct Decision<'a, 'w> {
    pub(super) reach: &'a Reach<'w>,
    pub(super) memo: &'a mut Memo,
    /// The principal's place in [`Reach::members`].
    pub(super) member: usize,
    pub(super) action: usize,
}

/// What policies allow and deny together.
struct Said {
    allows: Standing,
    denies: Standing,
}

/// What resource policies and grants allow, by how they name the principal.
struct Granted {
    itself: Standing,
    role: Standing,
    account: Standing,
    anyone: Standing,
    by_grant_itself: Standing,
    by_grant_account: Standing,
}

impl Decision<'_, '_> {
    fn call(&self) -> Call {
        Call::of(self.action)
    }

    fn is_asked(&self, number: usize) -> bool {
        self.reach.statements[number].actions >> self.action & 1 == 1
    }

    fn term(&mut self, number: usize, mask: &[u64]) -> (Rc<Scalar>, Option<Rc<Plane>>) {
        self.memo.term(self.reach, self.call(), number, mask, self.member)
    }

    /// Asks policies that are attached to the principal or bind its account; denials are gathered in `denied`.
    fn ask(&mut self, policies: &[Attached], denied: &mut Standing, width: usize) -> Standing {
        let reach = self.reach;
        let mut allowed = Standing::never(width);
        for policy in policies {
            for number in reach.statements_of(policy) {
                if !self.is_asked(*number) {
                    continue;
                }
                let effect = reach.statements[*number].effect;
                if let (scalar, Some(plane)) = self.term(*number, &reach.legs[self.call() as usize].all) {
                    (if effect == Effect::Allow { &mut allowed } else { &mut *denied }).or_term(&plane, &scalar);
                }
            }
        }
        allowed.settle();
        allowed
    }

    /// Asks a policy's statement that hangs on resources, by how it names the principal.
    fn ask_resource(
        &mut self,
        number: usize,
        mask: &[u64],
        principal: &Principal,
        said: &mut Said,
        to: Option<&mut Granted>,
    ) {
        let reach = self.reach;
        let statement: &Statement<'_> = &reach.statements[number];
        let names = named(statement.principals, statement.effect, principal, reach.session);
        if !self.is_asked(number) || names.anyhow() == Verdict::No {
            return;
        }
        let (scalar, Some(plane)) = self.term(number, mask) else { return };
        let with = |name: Verdict| {
            let mut whole = Scalar::clone(&scalar);
            whole.and(name, statement.effect);
            whole
        };
        match (statement.effect, to) {
            (Effect::Deny, _) => said.denies.or_term(&plane, &with(names.anyhow())),
            (Effect::Allow, None) => said.allows.or_term(&plane, &with(names.anyhow())),
            (Effect::Allow, Some(granted)) => {
                granted.itself.or_term(&plane, &with(names.itself));
                granted.role.or_term(&plane, &with(names.role));
                granted.account.or_term(&plane, &with(names.account));
                granted.anyone.or_term(&plane, &with(names.anyone));
            }
        }
    }

    /// What grants allow.
    fn ask_grants(&mut self, leg: &Leg<'_>, principal: &Principal, granted: &mut Granted) -> bool {
        let reach = self.reach;
        let grants = &reach.grants;
        let mut any = grants.unread.iter().any(|word| *word != 0);
        granted.by_grant_itself.or_unread(&grants.unread);
        for number in grants.register.may_name(principal) {
            let (pattern, within) = &grants.list[number];
            let pattern = Element::Only(vec![pattern.clone()]);
            let names = named(Some(&pattern), Effect::Allow, principal, reach.session);
            let mut verdicts = Verdicts::none(leg.columns.count());
            for (at, verdict) in within {
                verdicts.say(*at, *verdict);
            }
            let plane = Plane::of(&leg.all, &[verdicts], Effect::Allow);
            let itself = Verdict::any([names.itself, names.role]);
            granted.by_grant_itself.or_term(&plane, &Scalar::of(itself, Effect::Allow));
            granted.by_grant_account.or_term(&plane, &Scalar::of(names.account, Effect::Allow));
            any = true;
        }
        granted.by_grant_itself.settle();
        granted.by_grant_account.settle();
        any
    }

    /// What resource policies and grants allow; `None` where they allow nothing.
    fn ask_resources(
        &mut self,
        leg: &Leg<'_>,
        principal: &Principal,
        may_name: &[usize],
        said: &mut Said,
    ) -> Option<Granted> {
        let never = || Standing::never(leg.all.len());
        let mut granted = Granted {
            itself: never(),
            role: never(),
            account: never(),
            anyone: never(),
            by_grant_itself: never(),
            by_grant_account: never(),
        };
        for number in may_name {
            let (statement, mask) = &leg.resource[*number];
            self.ask_resource(*statement, mask, principal, said, Some(&mut granted));
        }
        let mut of_resource = [&mut granted.itself, &mut granted.role, &mut granted.account, &mut granted.anyone];
        for standing in &mut of_resource {
            standing.settle();
        }
        let by_resource = of_resource.iter().any(|standing| !standing.is_never());
        let by_grant = self.call() == Call::Decrypt && self.ask_grants(leg, principal, &mut granted);
        (by_resource || by_grant).then_some(granted)
    }

    /// How far the call is allowed, column by column; `None` where it is nowhere.
    pub(super) fn decide(&mut self) -> Option<Standing> {
        let reach = self.reach;
        let leg = &reach.legs[self.call() as usize];
        let principal = &reach.world.principals[reach.members[self.member]];
        let width = leg.all.len();
        if width == 0 {
            return None;
        }
        let never = || Standing::never(width);
        let mut said = Said { allows: never(), denies: never() };
        let identity = self.ask(&principal.identity, &mut said.denies, width);
        let may_name = leg.register.may_name(principal);
        let mandatory = self.call() == Call::Decrypt;
        if identity.is_never() && may_name.is_empty() && !mandatory {
            return None;
        }
        let granted = if may_name.is_empty() && !mandatory {
            None
        } else {
            self.ask_resources(leg, principal, &may_name, &mut said)
        };
        if granted.is_none() && (mandatory || identity.is_never()) {
            return None;
        }

        let boundary = principal.boundary.as_slice();
        let limits = (!boundary.is_empty()).then(|| self.ask(boundary, &mut said.denies, width));
        let mut result = self.granted(leg, principal, identity, granted, limits.as_ref());
        if result.is_never() {
            return None;
        }
        if !principal.service_linked {
            let levels = reach.account.map_or(&[][..], |account| &account.service_control);
            for level in levels.iter().filter(|level| !level.is_empty()) {
                let allowed = self.ask(level, &mut said.denies, width);
                result.and(&allowed);
            }
            for (number, mask) in &leg.control {
                self.ask_resource(*number, mask, principal, &mut said, None);
            }
        }
        said.denies.settle();
        result.and(&said.denies.not(&leg.all));
        if mandatory {
            result.within(&reach.grants.usable);
        }
        (!result.is_never()).then_some(result)
    }

    /// What is allowed apart from denials and control policies.
    fn granted(
        &self,
        leg: &Leg<'_>,
        principal: &Principal,
        identity: Standing,
        granted: Option<Granted>,
        limits: Option<&Standing>,
    ) -> Standing {
        let none = none(leg.columns.count());
        let own = leg.accounts.get(principal.account.as_str()).unwrap_or(&none);
        let limit = |standing: &mut Standing| limits.into_iter().for_each(|limits| standing.and(limits));
        let mut within = identity;
        let Some(granted) = granted else {
            limit(&mut within);
            within.within(own);
            return within;
        };
        let Granted { itself, role, account, anyone, by_grant_itself, by_grant_account } = granted;

        // Both accounts must allow; a grant on a key speaks for both.
        let mut foreign = leg.all.clone();
        without(&mut foreign, own);
        let mut across = account.clone();
        for standing in [&itself, &role, &anyone, &by_grant_account] {
            across.or(standing);
        }
        across.and(&within);
        limit(&mut across);
        across.or(&by_grant_itself);
        across.within(&foreign);

        // A key's own policy is mandatory: the identity's count only where it hands over to the account.
        if self.call() == Call::Decrypt {
            let mut handed = account;
            handed.or(&by_grant_account);
            within.and(&handed);
        }
        // Who is named itself, or granted, is stopped by denials alone; a role is still held by its boundary.
        within.or(&role);
        limit(&mut within);
        for standing in [&itself, &by_grant_itself, &anyone] {
            within.or(standing);
        }
        within.within(own);
        within.or(&across);
        within
    }
}
