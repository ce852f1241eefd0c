//! Links that open Keyturn.

use keyturn_domain::incident::link;

use crate::contract::incidents::LinkDto;

/// What a link asks for; of one that is not followed, why.
pub fn read(text: &str) -> LinkDto {
    match link::parse(text) {
        Ok(new) => {
            LinkDto { about: new.about, finding: new.finding, trigger: new.trigger, drill: new.drill, problem: None }
        }
        Err(fault) => LinkDto { problem: Some(fault.to_string()), ..LinkDto::default() },
    }
}
