//! `keyturn access eval` and `keyturn access check`: files alone, without a data folder.

use std::path::Path;
use std::time::Instant;

use keyturn_api::access::{self, EvalRequest};

use crate::commands::Ended;
use crate::output::{Ending, Output};

/// Most limits that are told one by one.
const MOST_LIMITS: usize = 200;

/// Writes the matrix; counts, time and what is not known go to standard error.
pub(crate) fn eval(request: &EvalRequest, output: Output) -> Ended {
    let began = Instant::now();
    let reply = access::eval(request)?;
    for limit in reply.limits.iter().take(MOST_LIMITS) {
        output.complain(limit);
    }
    if reply.limits.len() > MOST_LIMITS {
        output.complain(&format!("and {} more like these", reply.limits.len() - MOST_LIMITS));
    }
    output.complain(&format!(
        "{} principals × {} secrets: {} can, {} conditional, {} unknown, {} cannot; {:.3} s",
        reply.principals,
        reply.secrets,
        reply.can,
        reply.conditional,
        reply.unknown,
        reply.cannot,
        began.elapsed().as_secs_f64()
    ));
    Ok(if reply.whole { Ending::Done } else { Ending::InPart })
}

/// Prints what was decided of a case, or of each of a list, with what each policy said.
pub(crate) fn check(file: &Path, output: Output) -> Ended {
    let reply = access::check(file)?;
    output.reply(&reply.json(), |output, _| {
        for (number, case) in reply.cases.iter().enumerate() {
            if number > 0 {
                output.line("");
            }
            output.line(&case.lines().join("\n"));
        }
    });
    Ok(if reply.cases.iter().all(|case| case.checked.is_ok()) { Ending::Done } else { Ending::InPart })
}
