//! What the last attempts could not read.

use std::collections::HashSet;

use keyturn_domain::cell::Cell;
use keyturn_domain::problem::Problem;
use rusqlite::types::Null;

use super::cells;
use crate::error::StoreError;
use crate::row;

const TABLE: &str = "problems";

/// `cell` is the cell in whose reading the problem came up; null where it came before any cell, such as a profile
/// without a sign-in.
pub(crate) const CREATE: &str = "
    CREATE TABLE problems (
        id       INTEGER PRIMARY KEY,
        cell     INTEGER REFERENCES cells (id),
        document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX problems_of ON problems (cell);";

super::handles!(problems, Problems, ProblemsWriter, "what could not be read");

impl Problems<'_> {
    /// Every problem of the last attempts, by account, region and store. One that two cells met is listed once.
    pub fn all(&self) -> Result<Vec<Problem>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT document FROM problems ORDER BY id")?;
        let rows = query.query_map([], |found| found.get::<_, String>(0))?;
        let mut seen = HashSet::new();
        let mut problems: Vec<Problem> = Vec::new();
        for document in rows {
            let document = document?;
            if !seen.contains(&document) {
                problems.push(row::from_json(TABLE, &document)?);
                seen.insert(document);
            }
        }
        problems.sort_by(|a, b| (&a.account, &a.region, a.store).cmp(&(&b.account, &b.region, b.store)));
        Ok(problems)
    }

    /// The problems of one cell, and those before any cell that are of its account.
    pub fn of_cell(&self, cell: &Cell) -> Result<Vec<Problem>, StoreError> {
        let mut query =
            self.0.prepare_cached("SELECT document FROM problems WHERE cell = ?1 OR cell IS NULL ORDER BY id")?;
        let documents = query.query_map([cells::find(self.0, cell)?], |found| found.get::<_, String>(0))?;
        let mut problems: Vec<Problem> = Vec::new();
        for document in documents {
            let problem: Problem = row::from_json(TABLE, &document?)?;
            let here = problem.account.as_ref() == Some(&cell.account)
                && problem.region.as_ref().is_none_or(|region| *region == cell.region)
                && problem.store.is_none_or(|store| store == cell.store);
            if here && !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        Ok(problems)
    }
}

impl ProblemsWriter<'_> {
    /// Replaces the problems of one cell by those of its last attempt.
    pub fn replace_for_cell(&self, cell: &Cell, problems: &[Problem]) -> Result<(), StoreError> {
        let id = cells::find_or_add(self.0.0, cell)?;
        self.0.0.prepare_cached("DELETE FROM problems WHERE cell = ?1")?.execute([id])?;
        let mut insert = self.0.0.prepare_cached("INSERT INTO problems (cell, document) VALUES (?1, ?2)")?;
        for problem in problems {
            insert.execute((id, row::to_json(TABLE, problem)?))?;
        }
        Ok(())
    }

    /// Replaces the problems that come before any cell: of profiles, roles and the list of accounts.
    pub fn replace_for_sources(&self, problems: &[Problem]) -> Result<(), StoreError> {
        self.0.0.prepare_cached("DELETE FROM problems WHERE cell IS NULL")?.execute([])?;
        let mut insert = self.0.0.prepare_cached("INSERT INTO problems (cell, document) VALUES (?1, ?2)")?;
        for problem in problems {
            insert.execute((Null, row::to_json(TABLE, problem)?))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use keyturn_domain::problem::{Hidden, Reason};

    use super::*;
    use crate::Database;
    use crate::testing::cell;

    fn problem(region: Option<&str>, action: &str) -> Problem {
        let of = cell(region.unwrap_or("eu-west-1"));
        Problem {
            account: Some(of.account),
            profile: Some("prod".to_owned()),
            region: region.map(|_| of.region),
            store: None,
            action: action.to_owned(),
            reason: Reason::MissingAction,
            hides: Hidden::Keys,
            message: "<script>'; DROP TABLE problems; --\u{202e}".to_owned(),
        }
    }

    #[test]
    fn an_attempt_replaces_the_problems_of_its_own_cell() {
        let database = Database::open_in_memory().expect("a database");
        let (ireland, ohio) = (cell("eu-west-1"), cell("us-east-2"));
        let keys = problem(Some("eu-west-1"), "kms:ListAliases");
        let tags = problem(Some("us-east-2"), "ssm:ListTagsForResource");
        let role = problem(None, "sts:AssumeRole");
        let found = database.write(|writer| {
            let problems = writer.problems();
            problems.replace_for_cell(&ireland, &[keys.clone(), keys.clone()])?;
            problems.replace_for_cell(&ohio, std::slice::from_ref(&tags))?;
            problems.replace_for_sources(std::slice::from_ref(&role))?;
            assert_eq!(problems.of_cell(&ireland)?, [keys.clone(), role.clone()]);
            assert_eq!(problems.of_cell(&cell("eu-north-1"))?, std::slice::from_ref(&role));
            problems.all()
        });
        assert_eq!(found.expect("problems"), [role, keys.clone(), tags]);
        let left = database.write(|writer| {
            writer.problems().replace_for_cell(&ohio, &[])?;
            writer.problems().replace_for_sources(&[])?;
            writer.problems().all()
        });
        assert_eq!(left.expect("problems"), [keys]);
    }
}
