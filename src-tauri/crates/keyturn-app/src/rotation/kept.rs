//! The last evaluation, kept: made when something is first asked, handed out until something is done, synced or the day
//! ends.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::cell::CellState;
use keyturn_domain::filter::{Filter, Test};
use keyturn_domain::listing::Direction;
use keyturn_domain::rotation::policy::CompiledPolicy;
use keyturn_store::{ListedSecret, Reader, StoreError};

use super::policy;
use super::standing::{Beside, Due, Standing};
use crate::error::AppError;

/// The place of the last evaluation.
#[derive(Debug, Default)]
pub(crate) struct LastDue(Mutex<Option<Arc<Kept>>>);

/// Every secret that is here, evaluated.
#[derive(Debug)]
struct Kept {
    /// The audit log's newest hash in the moment that was read: everything an evaluation rests on is written with an
    /// entry, by this process or another.
    basis: Option<String>,
    /// The policy in force; its text is saved with an entry too.
    policy: Arc<CompiledPolicy>,
    /// Today, in the policy's zone.
    today: NaiveDate,
    limits: Vec<String>,
    by_row: HashMap<i64, Arc<Standing>>,
}

impl LastDue {
    /// The evaluation if it is of this moment.
    fn fresh(&self, basis: Option<&str>, now: DateTime<Utc>) -> Option<Arc<Kept>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|known| known.is_of(basis, now))
    }
}

impl Kept {
    fn is_of(&self, basis: Option<&str>, now: DateTime<Utc>) -> bool {
        self.basis.as_deref() == basis && self.today == self.policy.policy().date_of(now)
    }

    fn made(reader: &Reader<'_>, basis: Option<String>, now: DateTime<Utc>) -> Result<Option<Self>, StoreError> {
        let Some((policy, replaced)) = policy::in_force(reader)? else { return Ok(None) };
        let rows = reader.secrets().rows(&Filter::default(), now)?;
        let (rows, secrets): (Vec<i64>, Vec<_>) = reader.secrets().rotating(&rows)?.into_iter().unzip();
        let standings = Beside::read(reader)?.stand(&policy, secrets, now);
        let mut limits = limits(reader)?;
        limits.extend(replaced);
        let today = policy.policy().date_of(now);
        let by_row = rows.into_iter().zip(standings.into_iter().map(Arc::new)).collect();
        Ok(Some(Self { basis, policy, today, limits, by_row }))
    }
}

/// The evaluation of all secrets as they are in this moment of the database.
fn known(reader: &Reader<'_>, last: &LastDue, now: DateTime<Utc>) -> Result<Result<Arc<Kept>, AppError>, StoreError> {
    let basis = reader.audit().newest_hash()?;
    // Whoever asks meanwhile waits for this one.
    let mut place = last.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = place.as_ref().filter(|known| known.is_of(basis.as_deref(), now)) {
        return Ok(Ok(Arc::clone(known)));
    }
    let Some(made) = Kept::made(reader, basis, now)? else {
        return Ok(Err(AppError::NotFound { what: "policy", name: String::new() }));
    };
    let made = Arc::new(made);
    *place = Some(Arc::clone(&made));
    Ok(Ok(made))
}

/// Evaluates the secrets that pass a filter: those of the last evaluation, where nothing has changed since.
pub(crate) fn evaluate(
    reader: &Reader<'_>,
    last: &LastDue,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<Result<Due, AppError>, StoreError> {
    let kept = match known(reader, last, now)? {
        Ok(kept) => kept,
        Err(error) => return Ok(Err(error)),
    };
    let filter = settled(filter, &kept, now);
    let rows = reader.secrets().rows(&filter, now)?;
    // A filter can ask for secrets that are gone: those alone are not kept.
    let others: Vec<i64> = rows.iter().filter(|row| !kept.by_row.contains_key(*row)).copied().collect();
    let others: HashMap<i64, Arc<Standing>> = if others.is_empty() {
        HashMap::new()
    } else {
        let (others, secrets): (Vec<i64>, Vec<_>) = reader.secrets().rotating(&others)?.into_iter().unzip();
        let standings = Beside::read(reader)?.stand(&kept.policy, secrets, now);
        others.into_iter().zip(standings.into_iter().map(Arc::new)).collect()
    };
    let standings = rows.iter().filter_map(|row| kept.by_row.get(row).or_else(|| others.get(row)).cloned()).collect();
    Ok(Ok(Due { standings, policy: Arc::clone(&kept.policy), now, today: kept.today, limits: kept.limits.clone() }))
}

/// The filter with what its tests of due dates hold for; without any, nothing is evaluated.
pub(crate) fn settle<'f>(
    reader: &Reader<'_>,
    last: &LastDue,
    filter: &'f Filter,
    now: DateTime<Utc>,
) -> Result<Cow<'f, Filter>, StoreError> {
    if !asks_for_due(filter) {
        return Ok(Cow::Borrowed(filter));
    }
    Ok(known(reader, last, now)?.map_or(Cow::Borrowed(filter), |kept| settled(filter, &kept, now)))
}

fn asks_for_due(filter: &Filter) -> bool {
    filter.terms.iter().any(|term| matches!(term.test, Test::Due(_)))
}

fn settled<'f>(filter: &'f Filter, kept: &Kept, now: DateTime<Utc>) -> Cow<'f, Filter> {
    let today = kept.policy.policy().date_of(now);
    if !asks_for_due(filter) {
        return Cow::Borrowed(filter);
    }
    let mut filter = filter.clone();
    for term in &mut filter.terms {
        if let Test::Due(test) = &mut term.test {
            let holds = |standing: &Standing| test.asked.holds(standing.due.state, standing.days(today));
            test.rows = kept.by_row.iter().filter(|(_, standing)| holds(standing)).map(|(row, _)| *row).collect();
            test.rows.sort_unstable();
        }
    }
    Cow::Owned(filter)
}

/// A secret as it stands, and the policy that says so.
pub(crate) type Decided = (Arc<Standing>, Arc<CompiledPolicy>);

/// One secret with the policy that decides, gone ones and replicas too; `None` where there is no such secret. Where
/// something has changed, it alone is evaluated.
pub(crate) fn evaluate_one(
    reader: &Reader<'_>,
    last: &LastDue,
    arn: &SecretArn,
    now: DateTime<Utc>,
) -> Result<Option<Decided>, StoreError> {
    let Some(row) = reader.secrets().row_of(arn)? else { return Ok(None) };
    if let Some(kept) = last.fresh(reader.audit().newest_hash()?.as_deref(), now)
        && let Some(standing) = kept.by_row.get(&row)
    {
        return Ok(Some((Arc::clone(standing), Arc::clone(&kept.policy))));
    }
    let (Some(secret), Some((policy, _))) = (reader.secrets().find_rotating(arn)?, policy::in_force(reader)?) else {
        return Ok(None);
    };
    let standing = Beside::read(reader)?.stand(&policy, vec![secret], now).pop();
    Ok(standing.map(|standing| (Arc::new(standing), policy)))
}

/// The rows of the secrets that pass a filter, by their due dates; those without one last, ties by name.
pub(crate) fn rows_by_due(
    reader: &Reader<'_>,
    last: &LastDue,
    filter: &Filter,
    direction: Direction,
    now: DateTime<Utc>,
) -> Result<Vec<i64>, StoreError> {
    let Ok(kept) = known(reader, last, now)? else { return Ok(reader.secrets().rows(filter, now)?.to_vec()) };
    let mut rows = reader.secrets().rows(&settled(filter, &kept, now), now)?.to_vec();
    let on = |row: &i64| kept.by_row.get(row).and_then(|standing| standing.due.due_on);
    let by_date = |a: &i64, b: &i64| match (on(a), on(b)) {
        (Some(a), Some(b)) if direction == Direction::Descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    rows.sort_by(by_date);
    Ok(rows)
}

/// What the list says of due dates.
#[derive(Clone, Debug, Default)]
pub struct ListedDue {
    /// As they were last evaluated, as long as the rows; `None` where a secret was not.
    pub standings: Vec<Option<Arc<Standing>>>,
    /// Today, in the policy's zone. `None` before anything was evaluated.
    pub today: Option<NaiveDate>,
    /// Whether nothing has changed since.
    pub fresh: bool,
}

/// What is known of these secrets. Nothing is evaluated: a keystroke in the list does not wait for it.
pub(crate) fn last_known(
    reader: &Reader<'_>,
    last: &LastDue,
    secrets: &[ListedSecret],
    now: DateTime<Utc>,
) -> Result<ListedDue, StoreError> {
    let Some(kept) = last.0.try_lock().ok().and_then(|place| place.clone()) else { return Ok(ListedDue::default()) };
    let standing = |secret: &ListedSecret| {
        let row = reader.secrets().row_of(&secret.arn)?;
        Ok(row.and_then(|row| kept.by_row.get(&row).cloned()))
    };
    Ok(ListedDue {
        standings: secrets.iter().map(standing).collect::<Result<_, StoreError>>()?,
        today: Some(kept.policy.policy().date_of(now)),
        fresh: kept.is_of(reader.audit().newest_hash()?.as_deref(), now),
    })
}

/// What hides secrets or ages, in a sentence each.
fn limits(reader: &Reader<'_>) -> Result<Vec<String>, StoreError> {
    let cells = reader.cells().all()?;
    let unread = cells.iter().filter(|cell| cell.read_in_full_at.is_none()).count();
    let stale = cells.iter().filter(|cell| cell.read_in_full_at.is_some() && cell.state != CellState::Complete).count();
    let mut limits = Vec::new();
    if unread > 0 {
        limits.push(format!("{unread} of {} cells were never read: their secrets are missing here.", cells.len()));
    }
    if stale > 0 {
        limits.push(format!("{stale} cells were not read in full at the last sync: dates are from before."));
    }
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use keyturn_domain::audit::Act;
    use keyturn_store::Database;

    use super::*;

    #[test]
    fn an_evaluation_holds_for_its_day_and_until_something_is_done() {
        let database = Database::open_in_memory().expect("a database");
        let last = LastDue::default();
        let due = |now: DateTime<Utc>| {
            let due = database.read(|reader| evaluate(reader, &last, &Filter::default(), now)).expect("read");
            due.expect("evaluated")
        };
        let noon: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().expect("an instant");
        let first = due(noon);
        let kept = |other: &Due| Arc::ptr_eq(&first.policy, &other.policy);
        let later = due(noon + TimeDelta::hours(3));
        assert!(kept(&later) && later.now > first.now);
        let tomorrow = due(noon + TimeDelta::days(1));
        assert!(!kept(&tomorrow) && tomorrow.today > first.today);
        let again = due(noon + TimeDelta::days(1));
        assert!(Arc::ptr_eq(&again.policy, &tomorrow.policy));
        let act = Act {
            at: noon,
            actor: "ada".to_owned(),
            origin: "window".to_owned(),
            action: "something.done".to_owned(),
            subject: String::new(),
            detail: "{}".to_owned(),
        };
        database.write(|writer| writer.audit().append(act).map(|_| ())).expect("written");
        assert!(!Arc::ptr_eq(&due(noon + TimeDelta::days(1)).policy, &tomorrow.policy));
    }
}
