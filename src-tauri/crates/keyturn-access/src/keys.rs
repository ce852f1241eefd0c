//! Condition keys: which can be decided offline, and what the others hang on.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>, and the pages of AWS
//! Secrets Manager, Systems Manager and KMS in the Service Authorization Reference.

use serde::Serialize;

/// What a condition key's value depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// On the principal, the secret, the key and the organisation: decided offline.
    Static,
    /// On how the principal signed in.
    Session,
    /// On where the call comes from.
    Network,
    /// On the call itself, or on when it is made.
    Call,
}

use Class::{Call, Network, Session, Static};

/// Every key that a reading call can carry, as AWS writes it. A name that ends in `/` or `:` stands for all that begin
/// with it. Keys of other services' own (`s3:prefix`) are never part of a reading call.
pub const KEYS: [(&str, Class); 78] = [
    ("aws:PrincipalAccount", Static),
    ("aws:PrincipalArn", Static),
    ("aws:PrincipalIsAWSService", Static),
    ("aws:PrincipalOrgID", Static),
    ("aws:PrincipalOrgPaths", Static),
    ("aws:PrincipalServiceName", Static),
    ("aws:PrincipalServiceNamesList", Static),
    ("aws:PrincipalTag/", Static),
    ("aws:PrincipalType", Static),
    ("aws:userid", Static),
    ("aws:username", Static),
    ("aws:RequestedRegion", Static),
    ("aws:ResourceAccount", Static),
    ("aws:ResourceOrgID", Static),
    ("aws:ResourceOrgPaths", Static),
    ("aws:ResourceTag/", Static),
    // Reading calls carry no tags, and are not made by a service on its own account.
    ("aws:RequestTag/", Static),
    ("aws:TagKeys", Static),
    ("aws:SourceAccount", Static),
    ("aws:SourceArn", Static),
    ("aws:SourceOrgID", Static),
    ("aws:SourceOrgPaths", Static),
    ("aws:AssumedRoot", Session),
    ("aws:ChatbotSourceArn", Session),
    ("aws:Ec2InstanceSourcePrivateIPv4", Session),
    ("aws:Ec2InstanceSourceVpc", Session),
    ("aws:FederatedProvider", Session),
    ("aws:MultiFactorAuthAge", Session),
    ("aws:MultiFactorAuthPresent", Session),
    ("aws:SourceIdentity", Session),
    ("aws:TokenIssueTime", Session),
    ("aws:SignInSessionArn", Session),
    ("codebuild:", Session),
    ("ec2:RoleDelivery", Session),
    ("ec2:SourceInstanceArn", Session),
    ("glue:CredentialIssuingService", Session),
    ("glue:RoleAssumedBy", Session),
    ("identitystore:UserId", Session),
    ("lambda:SourceFunctionArn", Session),
    ("saml:", Session),
    ("ssm:SourceInstanceArn", Session),
    ("sts:", Session),
    ("aws:SecureTransport", Network),
    ("aws:SourceIp", Network),
    ("aws:SourceVpc", Network),
    ("aws:SourceVpcArn", Network),
    ("aws:SourceVpce", Network),
    ("aws:VpceAccount", Network),
    ("aws:VpceOrgID", Network),
    ("aws:VpceOrgPaths", Network),
    ("aws:VpcSourceIp", Network),
    ("aws:CalledVia", Call),
    ("aws:CalledViaFirst", Call),
    ("aws:CalledViaLast", Call),
    ("aws:CalledViaAWSMCP", Call),
    ("aws:CurrentTime", Call),
    ("aws:EpochTime", Call),
    ("aws:IsMcpServiceAction", Call),
    ("aws:Referer", Call),
    ("aws:UserAgent", Call),
    ("aws:ViaAWSMCPService", Call),
    ("aws:ViaAWSService", Call),
    ("secretsmanager:resource/AllowRotationLambdaArn", Static),
    ("secretsmanager:ResourceTag/", Static),
    ("secretsmanager:SecretId", Static),
    ("secretsmanager:SecretPrimaryRegion", Static),
    ("secretsmanager:VersionId", Call),
    ("secretsmanager:VersionStage", Call),
    ("ssm:resourceTag/", Static),
    ("ssm:Recursive", Call),
    ("kms:CallerAccount", Static),
    ("kms:EncryptionContext:", Static),
    ("kms:EncryptionContextKeys", Static),
    ("kms:ResourceAliases", Static),
    ("kms:ViaService", Static),
    ("kms:RequestAlias", Call),
    ("kms:EncryptionAlgorithm", Call),
    ("kms:RecipientAttestation:", Call),
];

/// The entry of the table that a key falls under.
pub fn entry(key: &str) -> Option<(&'static str, Class)> {
    let starts = |name: &str| key.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    KEYS.into_iter().find(|(name, _)| key.eq_ignore_ascii_case(name) || (name.ends_with(['/', ':']) && starts(name)))
}

/// What a key's value hangs on in a call of `service` (`secretsmanager`, `ssm`, `kms`); `None` where such a call never
/// carries it, which a condition sees as an absent key.
pub fn class(key: &str, service: &str) -> Option<Class> {
    let (prefix, _) = key.split_once(':')?;
    let (of_service, known) = (["secretsmanager", "ssm", "kms"].contains(&&*prefix.to_ascii_lowercase()), entry(key));
    match known {
        // Of the stores' own keys, a call carries those of its service.
        Some((_, Session)) => Some(Session),
        Some(_) if of_service && !prefix.eq_ignore_ascii_case(service) => None,
        Some((_, class)) => Some(class),
        // A key that AWS has brought since, or a misspelt one: AWS alone knows.
        None if prefix.eq_ignore_ascii_case("aws") || prefix.eq_ignore_ascii_case(service) => Some(Call),
        // Web identity providers name their keys by their host: `token.actions.githubusercontent.com:sub`.
        None if prefix.contains('.') => Some(Session),
        None => None,
    }
}

/// The key as AWS writes it, however a policy does.
pub fn canonical(key: &str) -> String {
    match entry(key) {
        Some((name, _)) => format!("{name}{}", key.get(name.len()..).unwrap_or_default()),
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hang_on_what_the_table_says() {
        for (key, service, expected) in [
            ("aws:sourcevpce", "ssm", Some(Network)),
            ("AWS:MultiFactorAuthPresent", "kms", Some(Session)),
            ("aws:PrincipalTag/team", "ssm", Some(Static)),
            ("kms:EncryptionContext:SecretARN", "kms", Some(Static)),
            ("kms:ViaService", "secretsmanager", None),
            ("ssm:Recursive", "ssm", Some(Call)),
            ("ssm:SourceInstanceArn", "secretsmanager", Some(Session)),
            ("kms:KeyOrigin", "kms", Some(Call)),
            ("aws:BroughtLater", "ssm", Some(Call)),
            ("s3:prefix", "secretsmanager", None),
            ("token.actions.githubusercontent.com:sub", "ssm", Some(Session)),
            ("no key", "ssm", None),
        ] {
            assert_eq!(class(key, service), expected, "{key} in a call of {service}");
        }
        assert_eq!(canonical("AWS:SOURCEVPCE"), "aws:SourceVpce");
        assert_eq!(canonical("aws:principaltag/Team"), "aws:PrincipalTag/Team");
    }
}
