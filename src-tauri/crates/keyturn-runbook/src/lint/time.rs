//! Rules about time: L19, L20.

use std::collections::BTreeMap;

use super::Told;
use crate::finding::Rule;
use crate::runbook::Runbook;
use crate::span::Span;
use crate::words::{Act, Role, Since};

pub(super) fn time(runbook: &Runbook, told: &mut Told) {
    // The end of the phases before, counted from detection.
    let mut elapsed = 0;
    for phase in &runbook.phases {
        let Some(budget) = phase.budget else { continue };
        let own = match phase.since {
            Since::Detected => {
                if budget.minutes() < elapsed {
                    let message = format!("{budget} from detection, which is before the phase before it ends");
                    told.error(Rule::L19, phase.places.of("budget"), message);
                }
                let own = budget.minutes().saturating_sub(elapsed);
                elapsed = elapsed.max(budget.minutes());
                own
            }
            Since::Phase | Since::Start => budget.minutes(),
        };
        let mut work: BTreeMap<Role, u32> = BTreeMap::new();
        for step in phase.steps.iter().filter(|step| step.act != Act::Wait) {
            *work.entry(step.role).or_default() += step.budget.map_or(0, Span::minutes);
        }
        for (role, minutes) in work.into_iter().filter(|(_, minutes)| *minutes > own) {
            let message = format!("the steps of the role {role} take {minutes} minutes, and the phase has {own}");
            told.error(Rule::L19, phase.places.of("budget"), message);
        }
        for step in &phase.steps {
            let late = step.due.filter(|due| phase.since == Since::Detected && due.minutes() > budget.minutes());
            if let Some(due) = late {
                told.error(
                    Rule::L20,
                    step.places.of("due"),
                    format!("due after {due}, and the phase ends after {budget}"),
                );
            }
        }
    }
}
