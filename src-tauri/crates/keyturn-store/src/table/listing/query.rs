//! Which rows the list shows and in what order. The order is computed once for a filter and kept until the database
//! changes, so that scrolling asks for rows alone.

use std::cell::RefCell;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_domain::filter::Filter;
use keyturn_domain::listing::{Column, Direction, Sort};
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
type Question = (Condition, &'static str);

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

fn find<T: Clone>(kept: &[(Question, T)], question: &Question) -> Option<T> {
    kept.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer.clone())
}

/// The rows of the secrets that pass the filter, in order.
pub(in crate::table) fn ids(
    reader: &Reader<'_>,
    filter: &Filter,
    sort: Sort,
    now: DateTime<Utc>,
) -> Result<Arc<[i64]>, StoreError> {
    let question = (filter_sql::compile(filter, now)?, order(sort));
    cached(
        reader,
        question,
        |cache| &mut cache.orders,
        |(condition, order)| {
            let sql = format!(
                "SELECT l.id FROM listing l LEFT JOIN accounts a ON a.id = l.account WHERE {} ORDER BY {order}",
                condition.sql
            );
            let mut query = reader.connection.prepare_cached(&sql)?;
            let rows = query.query_map(params_from_iter(&condition.values), |found| found.get(0))?;
            Ok(rows.collect::<Result<Arc<[i64]>, _>>()?)
        },
    )
}

/// How many secrets pass the filter. Costs nothing after [`ids`] of the same filter.
pub(in crate::table) fn count(reader: &Reader<'_>, filter: &Filter, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let question = (filter_sql::compile(filter, now)?, "");
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

/// The order of a column: rows without a value last in both directions, ties by name and ARN.
///
/// Ages and dates: the smallest age is the latest date. Columns of dates go by date.
fn order(sort: Sort) -> &'static str {
    use Direction::{Ascending, Descending};
    match (sort.column, sort.direction) {
        (Column::Name | Column::Review, Ascending) | (Column::Review, Descending) => "l.name_key, l.arn",
        (Column::Name, Descending) => "l.name_key DESC, l.arn",
        (Column::Store, Ascending) => "l.store, l.name_key, l.arn",
        (Column::Store, Descending) => "l.store DESC, l.name_key, l.arn",
        (Column::Kind, Ascending) => "l.kind, l.name_key, l.arn",
        (Column::Kind, Descending) => "l.kind DESC, l.name_key, l.arn",
        (Column::Account, Ascending) => "lower(COALESCE(a.name, l.account)), l.account, l.name_key, l.arn",
        (Column::Account, Descending) => "lower(COALESCE(a.name, l.account)) DESC, l.account DESC, l.name_key, l.arn",
        (Column::Region, Ascending) => "l.region, l.name_key, l.arn",
        (Column::Region, Descending) => "l.region DESC, l.name_key, l.arn",
        (Column::Environment, Ascending) => "lower(l.environment) NULLS LAST, l.name_key, l.arn",
        (Column::Environment, Descending) => "lower(l.environment) DESC NULLS LAST, l.name_key, l.arn",
        (Column::Service, Ascending) => "lower(l.service) NULLS LAST, l.name_key, l.arn",
        (Column::Service, Descending) => "lower(l.service) DESC NULLS LAST, l.name_key, l.arn",
        (Column::Age, Ascending) => "l.value_made_at DESC NULLS LAST, l.name_key, l.arn",
        (Column::Age, Descending) => "l.value_made_at NULLS LAST, l.name_key, l.arn",
        (Column::Rotated, Ascending) => "l.rotated_at NULLS LAST, l.name_key, l.arn",
        (Column::Rotated, Descending) => "l.rotated_at DESC NULLS LAST, l.name_key, l.arn",
        (Column::Rotation, Ascending) => "l.rotation, l.name_key, l.arn",
        (Column::Rotation, Descending) => "l.rotation DESC, l.name_key, l.arn",
        (Column::Key, Ascending) => "l.key_manager, lower(l.key_alias) NULLS LAST, l.name_key, l.arn",
        (Column::Key, Descending) => "l.key_manager DESC, lower(l.key_alias) DESC NULLS LAST, l.name_key, l.arn",
        (Column::Read, Ascending) => "l.read_on NULLS LAST, l.name_key, l.arn",
        (Column::Read, Descending) => "l.read_on DESC NULLS LAST, l.name_key, l.arn",
        (Column::Owner, Ascending) => "lower(l.owner) NULLS LAST, l.name_key, l.arn",
        (Column::Owner, Descending) => "lower(l.owner) DESC NULLS LAST, l.name_key, l.arn",
        (Column::Replicas, Ascending) => "l.replica_count, l.name_key, l.arn",
        (Column::Replicas, Descending) => "l.replica_count DESC, l.name_key, l.arn",
    }
}
