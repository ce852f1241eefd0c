//! Saved views of the list.

use keyturn_domain::listing::{Column, Sort};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "views";

pub(crate) const CREATE: &str = "
    CREATE TABLE views (
        name     TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        document TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its name.
    pub name: String,
    /// The filter as typed.
    pub filter: String,
    /// The order of the rows.
    pub sort: Sort,
    /// The columns in order, each with its width in CSS pixels.
    pub columns: Vec<(Column, u32)>,
}

super::handles!(views, Views, ViewsWriter, "saved views");

impl Views<'_> {
    /// Every view, in the order in which they were first saved.
    pub fn all(&self) -> Result<Vec<View>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT document FROM views ORDER BY position, name")?;
        let rows = query.query_and_then([], |found| row::from_json(TABLE, &found.get::<_, String>(0)?))?;
        rows.collect()
    }
}

impl ViewsWriter<'_> {
    /// Saves a view; one of the same name is replaced and keeps its place.
    pub fn save(&self, view: &View) -> Result<(), StoreError> {
        let place = "SELECT position FROM views WHERE name = ?1";
        let mut position: Option<i64> = self.0.0.query_row(place, [&view.name], |found| found.get(0)).optional()?;
        if position.is_none() {
            let next = "SELECT COALESCE(MAX(position), 0) + 1 FROM views";
            position = Some(self.0.0.query_row(next, [], |found| found.get(0))?);
        }
        let mut put =
            self.0.0.prepare_cached("INSERT OR REPLACE INTO views (name, position, document) VALUES (?1, ?2, ?3)")?;
        put.execute((&view.name, position, row::to_json(TABLE, view)?))?;
        Ok(())
    }

    /// Deletes a view. Whether there was one.
    pub fn delete(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.0.0.prepare_cached("DELETE FROM views WHERE name = ?1")?.execute([name])? > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn a_view_keeps_its_place_when_it_is_saved_again() {
        let database = Database::open_in_memory().expect("a database");
        let view = |name: &str, filter: &str| View {
            name: name.to_owned(),
            filter: filter.to_owned(),
            sort: Sort::default(),
            columns: vec![(Column::Name, 320), (Column::Age, 80)],
        };
        let all = database.write(|writer| {
            let views = writer.views();
            views.save(&view("old", "age:>90d"))?;
            views.save(&view("a'; DROP TABLE views --", ""))?;
            views.save(&view("old", "age:>365d"))?;
            assert!(!views.delete("none")?);
            views.all()
        });
        assert_eq!(all.expect("views"), [view("old", "age:>365d"), view("a'; DROP TABLE views --", "")]);
        let left = database.write(|writer| {
            assert!(writer.views().delete("old")?);
            writer.views().all()
        });
        assert_eq!(left.expect("views").len(), 1);
    }
}
