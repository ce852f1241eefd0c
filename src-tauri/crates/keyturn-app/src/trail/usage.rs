//! Who used a secret, and what a principal used.

use chrono::{Days, NaiveDate};
use keyturn_domain::arn::SecretArn;
use keyturn_store::{Reader, StoreError, Usage};
use keyturn_trail::principal::Principal;

use super::limits;
use crate::app::App;
use crate::error::AppError;

/// How many days the strips by day have, today included.
pub const STRIP_DAYS: u64 = 90;

/// Usage with what is not known of it.
#[derive(Clone, Debug)]
pub struct UsageShown {
    /// The pairs, the latest read first.
    pub uses: Vec<Usage>,
    /// The first day (UTC) of the strips; they end today.
    pub first_day: NaiveDate,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
    /// Whether the secret is marked as a decoy; false for a principal.
    pub decoy: bool,
}

impl App {
    /// Who used a secret in the last 90 days.
    pub async fn secret_usage(&self, arn: &SecretArn) -> Result<UsageShown, AppError> {
        let arn = arn.clone();
        self.usage(move |reader, from, to| {
            let decoy = reader.trail().decoys()?.iter().any(|decoy| decoy.arn == arn);
            Ok((reader.trail().usage_of_secret(&arn, from, to)?, decoy))
        })
        .await
    }

    /// What a principal used in the last 90 days.
    pub async fn principal_usage(&self, principal: &Principal) -> Result<UsageShown, AppError> {
        let principal = principal.clone();
        self.usage(move |reader, from, to| Ok((reader.trail().usage_of_principal(&principal, from, to)?, false))).await
    }

    async fn usage(
        &self,
        ask: impl FnOnce(&Reader<'_>, NaiveDate, NaiveDate) -> Result<(Vec<Usage>, bool), StoreError> + Send + 'static,
    ) -> Result<UsageShown, AppError> {
        let now = self.now();
        self.with_database(move |database| {
            Ok(database.read(|reader| {
                let today = now.date_naive();
                let first_day = today.checked_sub_days(Days::new(STRIP_DAYS - 1)).unwrap_or(today);
                let (uses, decoy) = ask(reader, first_day, today)?;
                Ok(UsageShown { uses, first_day, limits: limits::limits(reader, limits::window(now), now)?, decoy })
            })?)
        })
        .await
    }
}
