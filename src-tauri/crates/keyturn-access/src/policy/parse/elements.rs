//! The elements of a statement.

use std::net::IpAddr;

use super::{Effect, Fault, Json, Statement, quote};
use crate::policy::{Condition, Element, Operator, PrincipalPattern, Test, date};

/// Reads one statement and appends it: once, or once as each effect where its effect was not understood.
pub(super) fn statement(json: Json, into: &mut Vec<Statement>, faults: &mut Vec<Fault>) {
    let index = into.last().map_or(0, |last| last.index + 1);
    let mut reader = Reader { place: format!("Statement[{index}]"), faults: Vec::new() };
    let (effect, parts) = reader.statement(json, index);
    let marked = !reader.faults.is_empty();
    faults.append(&mut reader.faults);
    for either in [Effect::Allow, Effect::Deny] {
        if effect.is_none_or(|effect| effect == either) {
            into.push(Statement { effect: either, faulty: marked, ..parts.clone() });
        }
    }
}

/// Reads one statement and collects what is wrong with it.
struct Reader {
    place: String,
    faults: Vec<Fault>,
}

impl Reader {
    fn fault(&mut self, element: &str, what: &str) {
        let dot = if element.is_empty() { "" } else { "." };
        self.faults.push(Fault { place: format!("{}{dot}{}", self.place, quote(element)), what: what.to_owned() });
    }

    /// A statement, beside its effect where that was understood.
    fn statement(&mut self, json: Json, index: usize) -> (Option<Effect>, Statement) {
        // The effect is of no account here: the caller sets it.
        let mut statement = Statement { resources: None, ..Statement::unreadable(index, Effect::Allow) };
        let mut effect = None;
        let Json::Object(members) = json else {
            self.fault("", "not an object");
            return (effect, statement);
        };
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in members {
            let lower = name.to_ascii_lowercase();
            // `Action` and `NotAction` exclude each other, and so do the other pairs.
            let slot = lower.strip_prefix("not").unwrap_or(&lower).to_owned();
            let again = seen.contains(&slot);
            if again {
                self.fault(&name, "stands twice");
            }
            match lower.as_str() {
                "sid" => match value {
                    Json::Text(sid) => statement.sid = Some(sid),
                    _ => self.fault(&name, "not a string"),
                },
                "effect" => {
                    effect = match &value {
                        Json::Text(text) if text == "Allow" && !again => Some(Effect::Allow),
                        Json::Text(text) if text == "Deny" && !again => Some(Effect::Deny),
                        _ => None,
                    };
                    if effect.is_none() {
                        self.fault(&name, "neither Allow nor Deny");
                    }
                }
                "action" | "notaction" => statement.actions = self.patterns(&name, value, again),
                "resource" | "notresource" => statement.resources = Some(self.patterns(&name, value, again)),
                "principal" | "notprincipal" => statement.principals = Some(self.principals(&name, value, again)),
                "condition" => statement.conditions = self.conditions(&name, value, again),
                _ => self.fault(&name, "no such element"),
            }
            seen.push(slot);
        }
        for (slot, what) in [("effect", "no Effect"), ("action", "no Action and no NotAction")] {
            if !seen.iter().any(|name| name == slot) {
                self.fault("", what);
            }
        }
        (effect, statement)
    }

    /// Patterns of actions or resources; everything, where they are not understood.
    fn patterns(&mut self, name: &str, value: Json, again: bool) -> Element<String> {
        let everything = Element::Only(vec!["*".to_owned()]);
        let Some(patterns) = texts(value, false).filter(|patterns| !patterns.is_empty()) else {
            self.fault(name, "neither a string nor a list of strings");
            return everything;
        };
        if again { everything } else { element(name, patterns) }
    }

    /// Whom a resource policy is about; everybody, where that is not understood.
    fn principals(&mut self, name: &str, value: Json, again: bool) -> Element<PrincipalPattern> {
        let everybody = Element::Only(vec![PrincipalPattern::Anyone]);
        let mut patterns = Vec::new();
        let before = self.faults.len();
        match value {
            Json::Text(text) if text == "*" => patterns.push(PrincipalPattern::Anyone),
            Json::Object(members) if !members.is_empty() => {
                for (kind, value) in members {
                    let place = format!("{name}.{kind}");
                    match texts(value, false) {
                        Some(values) => {
                            for value in values {
                                match principal(&kind, value) {
                                    Some(pattern) => patterns.push(pattern),
                                    None => self.fault(&place, "not a principal"),
                                }
                            }
                        }
                        None => self.fault(&place, "neither a string nor a list of strings"),
                    }
                }
            }
            _ => self.fault(name, "neither \"*\" nor an object that names principals"),
        }
        if again || self.faults.len() > before { everybody } else { element(name, patterns) }
    }

    /// The entries of a condition; those that are not understood are left out, which widens the statement.
    fn conditions(&mut self, name: &str, value: Json, again: bool) -> Vec<Condition> {
        let Json::Object(operators) = value else {
            self.fault(name, "not an object");
            return Vec::new();
        };
        let mut conditions: Vec<Condition> = Vec::new();
        let mut repeated: Vec<Operator> = Vec::new();
        let mut seen: Vec<Operator> = Vec::new();
        for (text, keys) in operators {
            let place = format!("{name}.{text}");
            let Ok(operator) = text.parse::<Operator>() else {
                self.fault(&place, "no such operator");
                continue;
            };
            if seen.contains(&operator) {
                self.fault(&place, "stands twice");
                repeated.push(operator);
            }
            seen.push(operator);
            let Json::Object(keys) = keys else {
                self.fault(&place, "not an object");
                continue;
            };
            for (key, values) in keys {
                let here = format!("{place}.{key}");
                let same = |one: &Condition| one.operator == operator && one.key.eq_ignore_ascii_case(&key);
                if conditions.iter().any(same) {
                    self.fault(&here, "stands twice");
                    repeated.push(operator);
                }
                match texts(values, true) {
                    Some(values) if values.iter().all(|value| fits(operator.test, value)) => {
                        conditions.push(Condition { operator, key, values });
                    }
                    Some(_) => self.fault(&here, "a value that the operator cannot compare"),
                    None => self.fault(&here, "neither a value nor a list of values"),
                }
            }
        }
        if again {
            return Vec::new();
        }
        conditions.retain(|condition| !repeated.contains(&condition.operator));
        conditions
    }
}

/// `Only` or `Not`, by the element's name.
fn element<T>(name: &str, patterns: Vec<T>) -> Element<T> {
    let not = name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("not"));
    if not { Element::Not(patterns) } else { Element::Only(patterns) }
}

/// A string or a list of strings; with `scalars`, numbers and truth values count too, as IAM takes them in conditions.
fn texts(value: Json, scalars: bool) -> Option<Vec<String>> {
    let one = |value| match value {
        Json::Text(text) => Some(text),
        Json::Scalar(text) if scalars => Some(text),
        _ => None,
    };
    match value {
        Json::List(items) => items.into_iter().map(one).collect(),
        other => one(other).map(|text| vec![text]),
    }
}

/// One principal of the kind `AWS`, `Service`, `Federated` or `CanonicalUser`.
fn principal(kind: &str, text: String) -> Option<PrincipalPattern> {
    if text.is_empty() {
        return None;
    }
    match kind.to_ascii_lowercase().as_str() {
        "aws" => aws_principal(text),
        "service" => Some(PrincipalPattern::Service(text)),
        "federated" => Some(PrincipalPattern::Federated(text)),
        "canonicaluser" => Some(PrincipalPattern::CanonicalUser(text)),
        _ => None,
    }
}

fn aws_principal(text: String) -> Option<PrincipalPattern> {
    if text == "*" {
        return Some(PrincipalPattern::Anyone);
    }
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_account(&text) {
        return Some(PrincipalPattern::Account(text));
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "iam", "", account, "root"] if is_account(account) => {
            Some(PrincipalPattern::Account(account.to_owned()))
        }
        ["arn", _, "iam" | "sts", "", _, name] if !name.is_empty() => Some(PrincipalPattern::Arn(text)),
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
        [_] if ["AIDA", "AROA", "AGPA", "ANPA", "AIPA"].iter().any(|prefix| text.starts_with(prefix)) => {
            Some(PrincipalPattern::StaleId(text))
        }
        _ => None,
    }
}

/// Whether an operator can compare with this value at all.
fn fits(test: Test, value: &str) -> bool {
    use crate::policy::Test as T;
    match test {
        T::Bool | T::Null => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        T::NumericEquals
        | T::NumericNotEquals
        | T::NumericLessThan
        | T::NumericLessThanEquals
        | T::NumericGreaterThan
        | T::NumericGreaterThanEquals => value.parse::<f64>().is_ok_and(f64::is_finite),
        T::DateEquals
        | T::DateNotEquals
        | T::DateLessThan
        | T::DateLessThanEquals
        | T::DateGreaterThan
        | T::DateGreaterThanEquals => date(value).is_some(),
        T::IpAddress | T::NotIpAddress => is_range(value),
        _ => true,
    }
}

/// An address, or a range in CIDR notation.
fn is_range(text: &str) -> bool {
    let (address, bits) = text.split_once('/').unwrap_or((text, "0"));
    let most = address.parse::<IpAddr>().map(|address| if address.is_ipv4() { 32 } else { 128 });
    most.is_ok_and(|most| bits.parse::<u8>().is_ok_and(|bits| bits <= most))
}
