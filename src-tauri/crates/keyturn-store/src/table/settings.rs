//! Settings: values under keys, as JSON.

use rusqlite::OptionalExtension;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::row;

const TABLE: &str = "settings";

pub(crate) const CREATE: &str = "
    CREATE TABLE settings (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

super::handles!(settings, Settings, SettingsWriter, "settings");

impl Settings<'_> {
    /// The value under a key.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
        let found: Option<String> = query.query_row([key], |found| found.get(0)).optional()?;
        found.map(|text| row::from_json(TABLE, &text)).transpose()
    }
}

impl SettingsWriter<'_> {
    /// Sets the value under a key.
    pub fn set<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        let text = serde_json::to_string(value).map_err(|error| StoreError::row(TABLE, &error))?;
        let mut put = self.0.0.prepare_cached("INSERT OR REPLACE INTO settings (key, value) VALUES (?1, ?2)")?;
        put.execute((key, text))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn a_setting_is_what_was_set_last() {
        let database = Database::open_in_memory().expect("a database");
        let found = database.write(|writer| {
            let settings = writer.settings();
            assert_eq!(settings.get::<Vec<u32>>("numbers")?, None);
            settings.set("numbers", &[1_u32])?;
            settings.set("numbers", &[2_u32, 3])?;
            settings.get::<Vec<u32>>("numbers")
        });
        assert_eq!(found.expect("a setting"), Some(vec![2, 3]));
        let wrong = database.read(|reader| reader.settings().get::<String>("numbers"));
        assert!(matches!(wrong, Err(StoreError::Row { table: "settings", .. })));
    }
}
