//! Days on which nothing is rotated that can wait.

use chrono::NaiveDate;
use keyturn_domain::rotation::calendar::Freeze;
use keyturn_store::KeptFreeze;

use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

impl App {
    /// The freezes, by their first day.
    pub async fn freezes(&self) -> Result<Vec<KeptFreeze>, AppError> {
        self.with_database(|database| Ok(database.read(|reader| reader.rotation().freezes(NaiveDate::MIN))?)).await
    }

    /// Adds a freeze, or changes the one with this number.
    pub async fn save_freeze(&self, id: Option<i64>, freeze: Freeze) -> Result<(), AppError> {
        refuse_secrets(&freeze.why)?;
        freeze.check().map_err(|fault| AppError::BadRequest(fault.to_string()))?;
        let facts = serde_json::json!({ "from": freeze.from, "until": freeze.until, "why": freeze.why });
        let (now, by) = (self.now(), self.actor().to_owned());
        let act = self.act(now, "freeze.saved", "", &facts);
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                if let Some(id) = id {
                    let gone = keyturn_domain::audit::Act { action: "freeze.replaced".to_owned(), ..act.clone() };
                    writer.rotation().remove_freeze(id, gone)?;
                }
                writer.rotation().add_freeze(&freeze, &by, now, act).map(|_| ())
            })?)
        })
        .await
    }

    /// Takes a freeze away.
    pub async fn delete_freeze(&self, id: i64) -> Result<(), AppError> {
        let act = self.act(self.now(), "freeze.deleted", &id.to_string(), &serde_json::json!({}));
        self.with_database(move |database| {
            let there = database.write(|writer| writer.rotation().remove_freeze(id, act))?;
            if there { Ok(()) } else { Err(AppError::NotFound { what: "freeze", name: id.to_string() }) }
        })
        .await
    }
}
