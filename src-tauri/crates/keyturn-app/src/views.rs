//! Saved views of the list.

use std::sync::Arc;

use keyturn_domain::filter;
use keyturn_store::View;

use crate::app::App;
use crate::error::AppError;
use crate::rotation::settle;

/// A view and how many secrets it holds now.
#[derive(Clone, Debug)]
pub struct ViewCount {
    /// The view.
    pub view: View,
    /// How many; `None` where its filter can no longer be read.
    pub total: Option<u32>,
}

impl App {
    /// The saved views with their counts, in the order in which they were saved.
    pub async fn views(&self) -> Result<Vec<ViewCount>, AppError> {
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let views = reader.views().all()?;
                views
                    .into_iter()
                    .map(|view| {
                        let filter = filter::parse(&view.filter).ok();
                        let count = |filter| reader.secrets().count(&*settle(reader, &kept, &filter, now)?, now);
                        let total = filter.map(count).transpose()?;
                        Ok(ViewCount { view, total })
                    })
                    .collect()
            })?)
        })
        .await
    }

    /// Saves a view; one of the same name is replaced.
    pub async fn save_view(&self, view: View) -> Result<(), AppError> {
        let length = view.name.trim().chars().count();
        if length == 0 || length > 60 {
            return Err(AppError::BadRequest("a view's name has 1 to 60 characters".to_owned()));
        }
        filter::parse(&view.filter)?;
        let facts = serde_json::json!({ "filter": view.filter });
        let act = self.act(self.now(), "view.saved", &view.name, &facts);
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                writer.views().save(&view)?;
                writer.audit().append(act).map(|_| ())
            })?)
        })
        .await
    }

    /// Deletes a view.
    pub async fn delete_view(&self, name: &str) -> Result<(), AppError> {
        let act = self.act(self.now(), "view.deleted", name, &serde_json::json!({}));
        let name = name.to_owned();
        self.with_database(move |database| {
            let there = database.write(|writer| {
                let there = writer.views().delete(&name)?;
                if there {
                    writer.audit().append(act)?;
                }
                Ok(there)
            })?;
            if there { Ok(()) } else { Err(AppError::NotFound { what: "view", name }) }
        })
        .await
    }
}
