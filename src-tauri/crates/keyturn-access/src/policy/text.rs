//! A statement as a person wrote it, but for the order of its members and for what was not understood.

use serde_json::{Map, Value, json};

use super::{Effect, Element, PrincipalPattern, Statement};

impl Statement {
    /// As JSON. What could not be understood is written as it was taken: as the widest that it could be.
    pub fn text(&self) -> Value {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        if let Some(sid) = &self.sid {
            put("Sid", json!(sid));
        }
        put("Effect", json!(if self.effect == Effect::Allow { "Allow" } else { "Deny" }));
        if let Some(principals) = &self.principals {
            let (name, patterns) = of(principals, "Principal", "NotPrincipal");
            put(name, principals_text(patterns));
        }
        let (name, patterns) = of(&self.actions, "Action", "NotAction");
        put(name, one_or_many(patterns));
        if let Some(resources) = &self.resources {
            let (name, patterns) = of(resources, "Resource", "NotResource");
            put(name, one_or_many(patterns));
        }
        if !self.conditions.is_empty() {
            let mut conditions = json!({});
            for condition in &self.conditions {
                conditions[condition.operator.to_string()][&condition.key] = one_or_many(&condition.values);
            }
            put("Condition", conditions);
        }
        Value::Object(members)
    }
}

fn of<'a, T>(element: &'a Element<T>, only: &'static str, not: &'static str) -> (&'static str, &'a [T]) {
    match element {
        Element::Only(patterns) => (only, patterns),
        Element::Not(patterns) => (not, patterns),
    }
}

fn one_or_many(texts: &[String]) -> Value {
    match texts {
        [one] => json!(one),
        many => json!(many),
    }
}

fn principals_text(patterns: &[PrincipalPattern]) -> Value {
    if patterns == [PrincipalPattern::Anyone] {
        return json!("*");
    }
    let mut found: Map<String, Value> = Map::new();
    for pattern in patterns {
        let (name, text) = match pattern {
            PrincipalPattern::Anyone => ("AWS", "*"),
            PrincipalPattern::Account(text) | PrincipalPattern::Arn(text) | PrincipalPattern::StaleId(text) => {
                ("AWS", text.as_str())
            }
            PrincipalPattern::Service(text) => ("Service", text.as_str()),
            PrincipalPattern::Federated(text) => ("Federated", text.as_str()),
            PrincipalPattern::CanonicalUser(text) => ("CanonicalUser", text.as_str()),
        };
        let entry = found.entry(name).or_insert_with(|| json!([]));
        if let Some(list) = entry.as_array_mut() {
            list.push(json!(text));
        }
    }
    for entry in found.values_mut() {
        if let Some([one]) = entry.as_array().map(Vec::as_slice) {
            *entry = one.clone();
        }
    }
    Value::Object(found)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::policy::parse;

    #[test]
    fn a_statement_is_written_as_it_was_read() {
        for statement in [
            json!({"Sid": "a", "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": ["a", "b"]}),
            json!({"Effect": "Deny", "NotAction": ["ssm:*", "kms:*"], "NotResource": "arn:aws:ssm:*:*:parameter/x"}),
            json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}),
            json!({"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:role/web", "*"],
                "Service": "lambda.amazonaws.com"}, "Action": "*", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "ForAnyValue:StringLikeIfExists": {"aws:PrincipalTag/team": ["a*", "b"], "aws:SourceVpce": "vpce-1"},
                "Bool": {"aws:MultiFactorAuthPresent": "true"}}}),
        ] {
            let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
            let parsed = parse(&policy.to_string()).expect("a policy");
            let texts: Vec<Value> = parsed.document.statements.iter().map(super::Statement::text).collect();
            assert_eq!(texts, [statement]);
        }
    }
}
