//! Which rows the list shows and in what order. The order is computed once for a filter and kept until the database
//! changes, so that scrolling asks for rows alone.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::filter::Filter;
use keyturn_domain::listing::{Column, Direction, Sort};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::database::Reader;
use crate::error::StoreError;
use crate::filter_sql::{self, Condition};
use crate::row;

/// Orders and counts that a reading connection keeps. 50,000 rows take 400 kB.
const KEPT: usize = 8;

/// What a reading connection has computed since the database changed last.
#[derive(Debug, Default)]
pub(crate) struct ListCache {
    /// SQLite's mark of the state that the answers belong to.
    version: i64,
    orders: Vec<(Question, Arc<[i64]>)>,
    counts: Vec<(Question, u32)>,
}

/// A condition, and the order in which its rows are wanted; no order for a count.
type Question = (Condition, Option<Sort>);

impl ListCache {
    /// Forgets everything if another connection has committed since.
    fn refresh(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let version = connection.pragma_query_value(None, "data_version", |found| found.get::<_, i64>(0))?;
        if version != self.version {
            *self = Self { version, ..Self::default() };
        }
        Ok(())
    }
}

fn keep<T>(kept: &mut Vec<(Question, T)>, question: Question, answer: T) {
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((question, answer));
}

/// What is asked again is kept longest: the count of all secrets stays while somebody types one filter after another.
fn find<T: Clone>(kept: &mut Vec<(Question, T)>, question: &Question) -> Option<T> {
    let place = kept.iter().position(|(asked, _)| asked == question)?;
    let found = kept.remove(place);
    let answer = found.1.clone();
    kept.push(found);
    Some(answer)
}

/// The rows of the secrets that pass the filter, in order.
pub(in crate::table) fn ids(
    reader: &Reader<'_>,
    filter: &Filter,
    sort: Sort,
    now: DateTime<Utc>,
) -> Result<Arc<[i64]>, StoreError> {
    let condition = filter_sql::compile(filter, now)?;
    let question = (condition.clone(), Some(sort));
    let ids = cached(
        reader,
        question,
        |cache| &mut cache.orders,
        |(condition, _)| ordered(reader.connection, condition, sort),
    )?;
    if let Some(mut cache) = reader.cache.map(RefCell::borrow_mut) {
        let counted = (condition, None);
        if find(&mut cache.counts, &counted).is_none() {
            keep(&mut cache.counts, counted, u32::try_from(ids.len()).unwrap_or(u32::MAX));
        }
    }
    Ok(ids)
}

/// The table stands in the order of names, so that a scan gives that order for nothing, and a stable sort by another
/// column keeps it for the ties. SQLite's own sorter would carry name and ARN of each row, and take several times as long.
fn ordered(connection: &Connection, condition: &Condition, sort: Sort) -> Result<Arc<[i64]>, StoreError> {
    let descending = sort.direction == Direction::Descending;
    let by_name = if sort.column == Column::Name && descending { "l.name_key DESC" } else { "l.name_key" };
    let keys = keys(sort.column);
    let selected = keys.map_or_else(String::new, |[first, second]| format!(", {first}, {second}"));
    let sql = format!(
        "SELECT l.id{selected} FROM listing l LEFT JOIN accounts a ON a.id = l.account
             LEFT JOIN access_secrets r ON r.arn = l.arn
         WHERE {} ORDER BY {by_name}, l.arn",
        condition.sql
    );
    let mut query = connection.prepare_cached(&sql)?;
    let values = params_from_iter(&condition.values);
    if keys.is_none() {
        return Ok(query.query_map(values, |found| found.get(0))?.collect::<Result<_, _>>()?);
    }
    let rows = query.query_map(values, |found| Ok((found.get(0)?, [found.get(1)?, found.get(2)?])))?;
    let mut rows = rows.collect::<Result<Vec<(i64, [Value; 2])>, _>>()?;
    rows.sort_by(|(_, [a1, a2]), (_, [b1, b2])| {
        missing_last(a1, b1, descending).then_with(|| missing_last(a2, b2, descending))
    });
    Ok(rows.into_iter().map(|(id, _)| id).collect())
}

fn missing_last(a: &Value, b: &Value, descending: bool) -> Ordering {
    let order = match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => return (*a == Value::Null).cmp(&(*b == Value::Null)),
    };
    if descending { order.reverse() } else { order }
}

/// How many secrets pass the filter. Costs nothing after [`ids`] of the same filter.
pub(in crate::table) fn count(reader: &Reader<'_>, filter: &Filter, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let question = (filter_sql::compile(filter, now)?, None);
    cached(
        reader,
        question,
        |cache| &mut cache.counts,
        |(condition, _)| {
            let sql = format!("SELECT count(*) FROM listing l WHERE {}", condition.sql);
            let mut query = reader.connection.prepare_cached(&sql)?;
            Ok(row::count(query.query_row(params_from_iter(&condition.values), |found| found.get(0))?))
        },
    )
}

fn cached<T: Clone>(
    reader: &Reader<'_>,
    question: Question,
    kept: fn(&mut ListCache) -> &mut Vec<(Question, T)>,
    answer: impl FnOnce(&Question) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let Some(cache) = reader.cache.map(RefCell::borrow_mut) else { return answer(&question) };
    let mut cache = cache;
    cache.refresh(reader.connection)?;
    if let Some(known) = find(kept(&mut cache), &question) {
        return Ok(known);
    }
    let new = answer(&question)?;
    keep(kept(&mut cache), question, new.clone());
    Ok(new)
}

/// What a column sorts by; `None` for names alone.
///
/// Small ages first means late dates first. The other columns of dates go by date.
fn keys(column: Column) -> Option<[&'static str; 2]> {
    let first = match column {
        // There are no reviews yet, and due dates are evaluated elsewhere.
        Column::Name | Column::Review | Column::Due => return None,
        Column::Account => return Some(["lower(COALESCE(a.name, l.account))", "l.account"]),
        Column::Key => return Some(["l.key_manager", "lower(l.key_alias)"]),
        Column::Store => "l.store",
        Column::Kind => "l.kind",
        Column::Region => "l.region",
        Column::Environment => "lower(l.environment)",
        Column::Service => "lower(l.service)",
        Column::Age => "-l.value_made_at",
        Column::Rotated => "l.rotated_at",
        Column::Rotation => "l.rotation",
        Column::Read => "l.read_on",
        Column::Readers => "r.can + r.conditional",
        Column::Owner => "lower(l.owner)",
        Column::Replicas => "l.replica_count",
    };
    Some([first, "NULL"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_again_outlives_what_is_not() {
        let question = |name: &str| (Condition { sql: name.to_owned(), values: Vec::new() }, None);
        let mut kept = Vec::new();
        keep(&mut kept, question("all"), 0);
        for number in 1..=3 * KEPT {
            keep(&mut kept, question(&number.to_string()), number);
            assert_eq!(find(&mut kept, &question("all")), Some(0), "after {number} others");
        }
        assert_eq!(find(&mut kept, &question("1")), None);
        assert_eq!(kept.len(), KEPT);
    }
}
