//! What to ask CloudTrail for, and why in this way: one attribute a listing, so each choice is one of cost.

use keyturn_trail::call::{Call, Class};

/// The one attribute of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// `EventName`: this call, of whichever service has one of that name.
    Name(&'static str),
    /// `EventSource`: everything of one service.
    Source(&'static str),
}

/// What one listing asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// By what.
    pub by: By,
    /// Why it is asked for in this way.
    pub why: &'static str,
    /// What is not seen where this is left out.
    pub leaves_out: &'static str,
    /// Whether it may be left out for its cost: the rest still tells who read what.
    pub optional: bool,
}

const SECRETS_MANAGER: Ask = Ask {
    by: By::Source("secretsmanager.amazonaws.com"),
    why: "Nearly every event of Secrets Manager is wanted, and thirty listings by name would cost thirty requests even where \
          nothing happened.",
    leaves_out: "reads, writes, deletions, policies and rotations of Secrets Manager",
    optional: false,
};

const DECRYPT: Ask = Ask {
    by: By::Name("Decrypt"),
    why: "By name, because the other calls of KMS (GenerateDataKey above all) outnumber it. One copy of encrypted \
          objects makes a thousand a minute: it comes last, is estimated first and may be left out.",
    leaves_out: "which parameters a read by path opened, and decryptions that bypass the stores",
    optional: true,
};

impl Ask {
    /// What it is called in the database and the contract: `GetParameter`, `secretsmanager.amazonaws.com`. No call's
    /// name has a dot.
    pub fn code(self) -> String {
        match self.by {
            By::Name(name) | By::Source(name) => name.to_owned(),
        }
    }

    /// The ask of the plan with this code; `None` for one that a later version has given up.
    pub fn from_code(code: &str) -> Option<Self> {
        plan().into_iter().find(|ask| ask.code() == code)
    }

    /// Whether events of this call are in its answer.
    pub fn covers(self, call: Call) -> bool {
        match self.by {
            By::Name(name) => call.name() == name,
            By::Source(source) => source.strip_suffix(".amazonaws.com") == Some(call.service()),
        }
    }

    /// A call of Keyturn's own by name.
    pub fn named(call: Call) -> Self {
        let why = match call.service() {
            "ssm" => "By name: agents of managed instances fill the service's events every few minutes.",
            "kms" => "By name: data keys of other services fill KMS's events.",
            "ec2" => "By name: of EC2's events only this hands out a credential.",
            "cloudtrail" => "By name: Keyturn's own look-ups and security tools' readings fill CloudTrail's events.",
            _ => "By name: of this service's events only this is wanted.",
        };
        let leaves_out = match call {
            Call::GetParameter | Call::GetParameters => "reads of parameters by name",
            Call::GetParametersByPath => "reads of parameters by path",
            Call::GetParameterHistory => "reads of former values of parameters",
            Call::GetPasswordData => "who fetched the administrator passwords of Windows instances",
            _ => match call.class() {
                Class::Read => "reads",
                Class::List => "listings that precede reads",
                Class::Write => "new and changed parameters",
                Class::Delete => "deletions of parameters and of the keys that secrets need",
                Class::Policy => "changes of who may read, in policies and grants",
                Class::Rotation => "rotations",
                Class::Trail => "changes of what CloudTrail records",
            },
        };
        Self { by: By::Name(call.name()), why, leaves_out, optional: false }
    }
}

/// Every listing that a collection makes in each account and region, in the order in which it should make them: what
/// is quick and tells most first.
///
/// All of [`Call::ALL`] is covered. An event may be in two answers (`PutResourcePolicy` is a call of two services): it
/// is the same event, with the same id.
pub fn plan() -> Vec<Ask> {
    let mut plan = vec![SECRETS_MANAGER];
    for &call in Call::ALL {
        if !plan.iter().any(|ask| ask.covers(call)) && !DECRYPT.covers(call) {
            plan.push(Ask::named(call));
        }
    }
    plan.push(DECRYPT);
    plan
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_wanted_call_is_asked_for() {
        let plan = plan();
        for &call in Call::ALL {
            assert!(plan.iter().any(|ask| ask.covers(call)), "{call:?}");
        }
        for ask in &plan {
            assert!(Call::ALL.iter().any(|&call| ask.covers(call)), "{} asks for nothing wanted", ask.code());
        }
    }

    #[test]
    fn the_plan_costs_few_requests_where_nothing_happened() {
        let codes: Vec<String> = plan().into_iter().map(Ask::code).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "each is asked once: {codes:?}");
        insta::assert_snapshot!(codes.join("\n"));
    }

    #[test]
    fn asks_are_found_by_their_codes() {
        for ask in plan() {
            assert_eq!(Ask::from_code(&ask.code()), Some(ask));
        }
        for code in ["", "decrypt", "kms.amazonaws.com", "GetSecretValue"] {
            assert_eq!(Ask::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn only_decrypt_may_be_left_out() {
        let optional: Vec<By> = plan().into_iter().filter(|ask| ask.optional).map(|ask| ask.by).collect();
        assert_eq!(optional, [By::Name("Decrypt")]);
    }
}
