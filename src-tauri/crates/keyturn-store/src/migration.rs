//! Migrations: forward only, one table or one change each, in the order in which they came.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::error::StoreError;
use crate::table;

/// Every migration. What is here was released: never change or reorder one, add below.
const STEPS: &[M<'static>] = &[
    M::up(table::accounts::CREATE),
    M::up(table::cells::CREATE),
    M::up(table::secrets::CREATE),
    M::up(table::secret_facts::CREATE),
    M::up(table::secret_tags::CREATE),
    M::up(table::listing::CREATE),
    M::up(table::staged::CREATE),
    M::up(table::secret_changes::CREATE),
    M::up(table::kind_corrections::CREATE),
    M::up(table::notes::CREATE),
    M::up(table::views::CREATE),
    M::up(table::settings::CREATE),
    M::up(table::problems::CREATE),
    M::up(table::syncs::CREATE),
    M::up(table::audit_log::CREATE),
    M::up(table::trail::NAMES),
    M::up(table::trail::PRINCIPALS),
    M::up(table::trail::ACTORS),
    M::up(table::trail::SOURCES),
    M::up(table::trail::OBJECTS),
    M::up(table::trail::TARGETS),
    M::up(table::trail::EVENTS),
    M::up(table::trail::SEEN),
    M::up(table::trail::USES),
    M::up(table::trail::DAYS),
    M::up(table::trail::COVERAGE),
    M::up(table::trail::FINDINGS),
    M::up(table::trail::FINDING_EVENTS),
    M::up(table::trail::SILENCES),
    M::up(table::trail::DECOYS),
    M::up(table::trail::DEPARTED),
    M::up(table::access::INPUTS),
    M::up(table::access::ORGANIZATION),
    M::up(table::access::SECRETS),
    M::up(table::access::SINCE),
    M::up(table::rotation::POLICY_TEXTS),
    M::up(table::rotation::RECORDS),
    M::up(table::rotation::STEPS),
    M::up(table::rotation::EXCEPTIONS),
    M::up(table::rotation::TASKS),
    M::up(table::rotation::FREEZES),
    M::up(table::rotation::SETTINGS),
    M::up(table::rotation::ONE_OPEN),
    M::up(table::review::CAMPAIGNS),
    M::up(table::review::ITEMS),
    M::up(table::review::FROZEN),
    M::up(table::review::LOG),
    M::up(table::review::REMOVALS),
    M::up(table::rotation::TRIAGE),
    M::up(table::runbook::FOLDERS),
    M::up(table::runbook::APPROVALS),
    M::up(table::incident::NUMBERS),
    M::up(table::incident::LOG),
    M::up(table::incident::PINNED),
    M::up(table::incident::ANSWERS),
    M::up(table::incident::CONTENTS),
    M::up(table::trail::ACTORS_BY_KEY),
    M::up(table::incident::SERIES),
];

/// Brings a database to the newest schema; refuses one that is newer still.
pub(crate) fn to_newest(connection: &mut Connection) -> Result<(), StoreError> {
    refuse_newer(connection)?;
    Ok(Migrations::from_slice(STEPS).to_latest(connection)?)
}

/// Whether nothing is to be done; refuses a database of a later Keyturn.
pub(crate) fn is_newest(connection: &Connection) -> Result<bool, StoreError> {
    refuse_newer(connection)?;
    Ok(version(connection)? == newest())
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a database of a later Keyturn.
pub(crate) fn refuse_newer(connection: &Connection) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, newest());
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(()) }
}

/// The newest schema.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use rusqlite::types::Value;

    use super::*;
    use crate::{Database, DatabaseKey, connection};

    /// A row for each step, in the order of the migrations, that every later schema must still hold.
    const ROWS: &[(&str, &str)] = &[
        ("accounts", "INSERT INTO accounts VALUES ('111122223333', 'prod')"),
        ("cells", "INSERT INTO cells VALUES (1, '111122223333', 'eu-west-1', 'ssm', 'complete', 1, 1, 1)"),
        ("secrets", "INSERT INTO secrets VALUES (1, 'arn:aws:ssm:eu-west-1:111122223333:parameter/a', 1, 5)"),
        ("secret_facts", "INSERT INTO secret_facts VALUES (1, '{}', '{}', NULL, NULL)"),
        ("secret_tags", "INSERT INTO secret_tags VALUES ('team', 'a', 1)"),
        (
            "listing",
            "INSERT INTO listing (name_key, arn, id, counted, store, account, region, kind, first_seen_at, rotation,
                 key_manager, replica_count, pending, plain_text, noted, corrected, test, age_basis, name,
                 replica_regions, reported_regions)
             VALUES ('a', 'arn:aws:ssm:eu-west-1:111122223333:parameter/a', 1, 1, 'ssm', '111122223333', 'eu-west-1',
                 'unclassified', 5, 'none', 'aws', 0, 0, 0, 0, 0, 0, 'unknown', 'a', '', '')",
        ),
        ("staged", "INSERT INTO staged VALUES (1, 1, 'arn:x', NULL, '{}', '{}')"),
        ("secret_changes", "INSERT INTO secret_changes VALUES (1, 1, 5, 'added', NULL, NULL)"),
        ("kind_corrections", "INSERT INTO kind_corrections VALUES ('arn:x', 'configuration', '', 'ada', 5)"),
        ("notes", "INSERT INTO notes VALUES ('arn:x', 'a note', 'ada', 5)"),
        ("views", "INSERT INTO views VALUES ('old', 1, '{}')"),
        ("settings", "INSERT INTO settings VALUES ('sources', '[]')"),
        ("problems", "INSERT INTO problems VALUES (1, 1, '{}')"),
        ("syncs", "INSERT INTO syncs VALUES (1, 1, 2, '{}')"),
        ("audit_log", "INSERT INTO audit_log VALUES (1, 1, 'ada', 'window', 'note.saved', 'x', '{}', '0', '1')"),
        ("trail_names", "INSERT INTO trail_names VALUES (1, 'GetSecretValue')"),
        ("trail_principals", "INSERT INTO trail_principals VALUES (1, '111122223333', 'role/ci')"),
        ("trail_actors", "INSERT INTO trail_actors VALUES (1, 1, 'workload', 1, 0, 0, 0)"),
        ("trail_sources", "INSERT INTO trail_sources VALUES (1, 'service', 'AWS Internal', '', NULL)"),
        (
            "trail_objects",
            "INSERT INTO trail_objects VALUES (1, 'secret', '111122223333', 'eu-west-1', 'ssm', 'a', 'arn:x')",
        ),
        ("trail_targets", "INSERT INTO trail_targets VALUES (1, 0, 1)"),
        (
            "trail_events",
            "INSERT INTO trail_events VALUES (5, x'00', NULL, 'an id', 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0)",
        ),
        ("trail_seen", "INSERT INTO trail_seen VALUES (x'00', 5)"),
        ("trail_uses", "INSERT INTO trail_uses VALUES (1, 20000, 0, 1, 'named', 0, 3, 5, 6)"),
        ("trail_days", "INSERT INTO trail_days VALUES (1, 20000, 0, '{}')"),
        (
            "trail_coverage",
            "INSERT INTO trail_coverage VALUES ('111122223333', 'eu-west-1', 'lookup', 'GetSecretValue', 5, 6)",
        ),
        (
            "trail_findings",
            "INSERT INTO trail_findings VALUES (1, 'k', 'burst', 4, '111122223333', 1, 5, 6, 1, 'watch', 0, 0, NULL,
                 'watch', 'a note', 'ada', 7, 1, 4, 5, 5, '{}')",
        ),
        ("trail_finding_events", "INSERT INTO trail_finding_events VALUES (1, x'00')"),
        ("trail_silences", "INSERT INTO trail_silences VALUES (1, '{}', 'why', 'ada', 5, 6, NULL)"),
        ("trail_decoys", "INSERT INTO trail_decoys VALUES ('arn:x', 'ada', 5)"),
        ("trail_departed", "INSERT INTO trail_departed VALUES ('bob', 20000, 'ada', 5)"),
        ("access_inputs", "INSERT INTO access_inputs VALUES ('111122223333', 5, 'aws', '{}', '[]')"),
        ("access_organization", "INSERT INTO access_organization VALUES (1, 5, 'aws', '{}', '[]')"),
        ("access_secrets", "INSERT INTO access_secrets VALUES (1, 'arn:x', 3, 1, 0)"),
        ("access_since", "INSERT INTO access_since VALUES ('arn:p', 5, x'01')"),
        ("policy_texts", "INSERT INTO policy_texts VALUES (1, 'ours', NULL, 'schema = 1', 'ada', 5)"),
        ("rotation_records", "INSERT INTO rotation_records VALUES (1, 'arn:x', 'planned', 20000, NULL, '{}')"),
        ("rotation_steps", "INSERT INTO rotation_steps VALUES (1, 1, 'stored', 5, 'ada', 'sync', '', '7')"),
        (
            "rotation_exceptions",
            "INSERT INTO rotation_exceptions VALUES (1, 'rule', 'r', 'why', 'c', 'ada', 'bob', 20000, 20001, NULL)",
        ),
        ("rotation_tasks", "INSERT INTO rotation_tasks VALUES (1, 'arn:x', 'scheduled', 'k', 5, 6, '{}', NULL, NULL)"),
        ("freezes", "INSERT INTO freezes VALUES (1, 20000, 20001, 'why', '{}', 'ada', 5)"),
        ("rotation_settings_of_secret", "INSERT INTO rotation_settings_of_secret VALUES ('arn:x', '{}', 'ada', 5)"),
        ("rotation_records", "INSERT INTO rotation_records VALUES (2, 'arn:y', 'planned', 20000, NULL, '{}')"),
        ("review_campaigns", "INSERT INTO review_campaigns VALUES ('07', 20000, 5, NULL, 1, 2, '{}')"),
        (
            "review_items",
            "INSERT INTO review_items VALUES ('07', 1, '0a', 'access', 'role/web', 'arn:p', '111122223333', NULL,
                 '/prod/*', 'role/web', 2, ',broad,', NULL, 'bob', 'bob', 'undecided', 0, x'00000000')",
        ),
        ("review_frozen", "INSERT INTO review_frozen VALUES (1, '07', 1, '{}')"),
        ("review_log", "INSERT INTO review_log VALUES ('07', 1, 5, 'bob', 'decided', '0a', '{}', '0', '1')"),
        ("review_removals", "INSERT INTO review_removals VALUES ('07', '0a', 'next_sync', '{}')"),
        (
            "rotation_triage",
            "INSERT INTO rotation_triage VALUES ('older_than_a_year arn:x', '7', 'watch', '', 'ada', 5)",
        ),
        ("runbook_folders", "INSERT INTO runbook_folders VALUES (1, '/team', 'ada', 5)"),
        ("runbook_approvals", "INSERT INTO runbook_approvals VALUES ('drill', '0a', 'ada', 5)"),
        ("incidents", "INSERT INTO incidents VALUES ('INC-2026-001', 0, 2026, 1, 5)"),
        ("incident_log", "INSERT INTO incident_log VALUES ('INC-2026-001', 1, 5, 'bob', 'opened', '{}', '0', '1')"),
        ("incident_runbooks", "INSERT INTO incident_runbooks VALUES ('0a', '0b', NULL, '# A', '{}')"),
        ("incident_answers", "INSERT INTO incident_answers VALUES (1, 'INC-2026-001', 1, 5, '{}')"),
        ("incident_contents", "INSERT INTO incident_contents VALUES ('0a', x'00')"),
        ("trail_actors", "INSERT INTO trail_actors VALUES (2, 1, 'human', 0, 0, 1, 0)"),
        ("incidents", "INSERT INTO incidents VALUES ('RUN-2026-001', 2, 2026, 1, 5)"),
    ];

    fn row(connection: &Connection, table: &str) -> Vec<Value> {
        let sql = format!("SELECT * FROM {table}");
        let mut query = connection.prepare(&sql).expect("a table");
        let columns = query.column_count();
        query.query_row([], |found| (0..columns).map(|column| found.get(column)).collect()).expect("one row")
    }

    #[test]
    fn every_earlier_schema_comes_to_the_newest_with_its_rows() {
        for version in 1..=STEPS.len() {
            let mut connection = Connection::open_in_memory().expect("a database");
            Migrations::from_slice(STEPS).to_version(&mut connection, version).expect("an earlier schema");
            let filled = &ROWS[..version];
            for (table, insert) in filled {
                connection.execute(insert, []).unwrap_or_else(|error| panic!("{table}: {error}"));
            }
            let before: Vec<_> = filled.iter().map(|(table, _)| row(&connection, table)).collect();
            to_newest(&mut connection).expect("the newest schema");
            let after: Vec<_> = filled.iter().map(|(table, _)| row(&connection, table)).collect();
            assert_eq!(before, after, "from {version}");
            let found: i64 =
                connection.pragma_query_value(None, "user_version", |found| found.get(0)).expect("a version");
            assert_eq!(found, newest());
        }
    }

    #[test]
    fn a_file_of_an_earlier_schema_is_brought_up_when_it_is_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, key) = (folder.path().join("keyturn.db"), DatabaseKey::Raw([7; 32]));
        let mut old = connection::create_blank(&path, &key).expect("a file");
        Migrations::from_slice(STEPS).to_version(&mut old, 5).expect("an earlier schema");
        old.execute(ROWS[0].1, []).expect("a row");
        old.close().expect("closed");
        for _ in 0..2 {
            let database = Database::open_file(&path, key.clone()).expect("opened");
            database.write(|writer| writer.settings().set("theme", "dark")).expect("a newer table");
            let accounts = database.read(|reader| reader.accounts().all()).expect("accounts");
            assert_eq!(accounts.len(), 1);
        }
    }

    #[test]
    fn every_migration_has_a_row_here() {
        assert_eq!(ROWS.len(), STEPS.len());
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let mut connection = Connection::open_in_memory().expect("a database");
        to_newest(&mut connection).expect("the newest schema");
        connection.pragma_update(None, "user_version", newest() + 1).expect("a later Keyturn");
        let refused = to_newest(&mut connection);
        assert!(matches!(refused, Err(StoreError::Newer { found, known }) if found == known + 1 && known == newest()));
    }
}
