//! How a principal could give itself more.

use std::sync::Arc;

use keyturn_access::escalation::{self, Means};
use keyturn_access::plain::Access;

use super::evaluation::Evaluation;
use crate::app::App;
use crate::error::AppError;

/// Most sentences.
const MOST: usize = 50;

impl App {
    /// How a principal could give itself more, in a sentence each: its own policies, then roles that read more.
    pub async fn escalations(
        self: &Arc<Self>,
        evaluation: &Arc<Evaluation>,
        principal: usize,
    ) -> Result<Vec<String>, AppError> {
        let evaluation = Arc::clone(evaluation);
        self.with_database(move |_| {
            let world = &evaluation.world;
            let of = &world.principals[principal];
            let own = evaluation.cells(principal).count();
            let more =
                world.principals.iter().enumerate().filter(|(number, _)| evaluation.cells(*number).count() > own);
            let of_roles = more.flat_map(|(_, role)| escalation::of_role(world, of, role));
            Ok(escalation::of_itself(world, of)
                .into_iter()
                .chain(of_roles)
                .take(MOST)
                .map(|means| words(&means))
                .collect())
        })
        .await
    }
}

fn words(means: &Means) -> String {
    let may = if means.access == Access::Can { "may" } else { "may, under conditions," };
    format!("It {may} call {} on {}.", means.action, means.on)
}
