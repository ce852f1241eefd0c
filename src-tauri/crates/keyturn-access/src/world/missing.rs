//! What a refused call leaves unknown.

use crate::snapshot::Missing;

/// What an entry of `missing` concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The account's users, roles and their policies.
    Identities,
    /// Resource policies of secrets.
    SecretPolicies,
    /// Resource policies of parameters.
    ParameterPolicies,
    /// Tags of secrets and parameters.
    Tags,
    /// Key policies.
    KeyPolicies,
    /// Grants.
    Grants,
    /// The organisation's control policies.
    Control,
    /// Nothing that an evaluation rests on.
    Nothing,
    /// It is not understood: anything in the account.
    Anything,
}

/// Calls, in lower case and without spaces, and what is unknown without their answers. The first that fits counts.
const CALLS: [(&str, Scope); 29] = [
    ("secretsmanager:getresourcepolicy", Scope::SecretPolicies),
    ("ssm:getresourcepolicies", Scope::ParameterPolicies),
    ("ram:", Scope::ParameterPolicies),
    ("kms:listgrants", Scope::Grants),
    ("kms:listresourcetags", Scope::Tags),
    ("kms:listaliases", Scope::Nothing),
    ("kms:", Scope::KeyPolicies),
    ("ssm:listtagsforresource", Scope::Tags),
    ("tag:getresources", Scope::Tags),
    ("iam:getaccountauthorizationdetails", Scope::Identities),
    // Listings: what they lack is not in the snapshot, and whose readers nobody asks for.
    ("secretsmanager:listsecrets", Scope::Nothing),
    ("secretsmanager:listsecretversionids", Scope::Nothing),
    ("ssm:describeparameters", Scope::Nothing),
    ("organizations:", Scope::Control),
    // Network, sign-in and use: shown beside the result.
    ("ec2:", Scope::Nothing),
    ("sso:", Scope::Nothing),
    ("identitystore:", Scope::Nothing),
    ("cloudtrail:", Scope::Nothing),
    ("credentialreport", Scope::Nothing),
    ("accesskey", Scope::Nothing),
    ("iam:", Scope::Identities),
    // The same in a person's words.
    ("keypolic", Scope::KeyPolicies),
    ("grant", Scope::Grants),
    ("tag", Scope::Tags),
    ("organi", Scope::Control),
    ("scp", Scope::Control),
    ("rcp", Scope::Control),
    ("authorization_details", Scope::Identities),
    ("authorizationdetails", Scope::Identities),
];

/// What an entry concerns, and the ARN that it names, if any: without one, all of the account's.
pub(super) fn scope(missing: &Missing) -> (Scope, Option<&str>) {
    let arn = missing.what.split(|char: char| char.is_whitespace() || ",;()[]\"'".contains(char));
    let arn = arn.map(|word| word.trim_end_matches(['.', ':'])).find(|word| word.starts_with("arn:"));
    let without = arn.map_or_else(|| missing.what.clone(), |arn| missing.what.replace(arn, ""));
    let call: String = without.to_lowercase().split_whitespace().collect();
    let scope = CALLS.iter().find(|(start, _)| call.contains(start)).map_or(Scope::Anything, |(_, scope)| *scope);
    (scope, arn)
}

/// An entry in words, bounded.
pub(super) fn words(missing: &Missing) -> String {
    let text = if missing.why.is_empty() { missing.what.clone() } else { format!("{}: {}", missing.what, missing.why) };
    text.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_calls_and_what_they_hide() {
        for (what, expected, arn) in [
            ("kms:GetKeyPolicy arn:aws:kms:eu-west-1:111122223333:key/1", Scope::KeyPolicies, true),
            ("kms:ListGrants", Scope::Grants, false),
            ("the key policy of arn:aws:kms:eu-west-1:111122223333:key/1.", Scope::KeyPolicies, true),
            ("secretsmanager:GetResourcePolicy", Scope::SecretPolicies, false),
            ("organizations:ListPolicies", Scope::Control, false),
            ("ec2:DescribeVpcEndpoints", Scope::Nothing, false),
            ("iam:GetAccountAuthorizationDetails", Scope::Identities, false),
            ("something else", Scope::Anything, false),
        ] {
            let entry = Missing { what: what.to_owned(), why: String::new() };
            let (scope, named) = scope(&entry);
            assert_eq!((scope, named.is_some()), (expected, arn), "{what}");
        }
    }
}
