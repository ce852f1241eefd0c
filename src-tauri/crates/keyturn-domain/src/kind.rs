//! Kinds of secrets (group A of the requirements).
//!
//! [`classify`] proposes a kind by rules that are data (`kind/rules.toml`); a person's correction wins over it.

mod rules;
pub(crate) mod words;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use rules::{classify, plain_text_looks_secret};

/// What a secret is. Its code is what is stored, filtered by and put into JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The key of a third party's API, in the issuer's own format, often tied to billing.
    ApiKey,
    /// A bearer token that a person or a program holds: personal access tokens, bot tokens, refresh tokens.
    AccessToken,
    /// What one of the organisation's services shows to another.
    ServiceToken,
    /// A URL that whoever knows it may post to.
    WebhookUrl,
    /// What signs webhooks, so that the receiver can tell forged ones.
    WebhookSecret,
    /// The secret of an OAuth or OpenID client. Its public id is configuration.
    OauthClientSecret,
    /// A credential of an identity provider or directory.
    IdpCredential,
    /// A database user's credential.
    DatabasePassword,
    /// A database administrator's credential.
    DatabaseAdmin,
    /// A URL or connection string that holds a credential among its parts.
    ConnectionString,
    /// What signs JSON Web Tokens.
    JwtSigningKey,
    /// A web framework's key for sessions and cookies, such as Django's `SECRET_KEY`.
    SessionKey,
    /// Any other private key or shared key that signs: code, VAPID, HMAC.
    SigningKey,
    /// A reference to a KMS key.
    KmsKey,
    /// A key that encrypts data: losing it loses the data.
    DataKey,
    /// A key that encrypts backups.
    BackupKey,
    /// The private key of a TLS server.
    TlsPrivateKey,
    /// A TLS certificate: public, but it expires.
    TlsCertificate,
    /// A certificate with its key, by which a client signs in.
    ClientCertificate,
    /// A long-lived access key of an IAM user.
    AwsAccessKey,
    /// A reference to an IAM role and what is needed to assume it.
    AwsRole,
    /// A credential of a build system.
    CiSecret,
    /// A Google Cloud service account's key.
    GcpServiceAccountKey,
    /// The client secret of an Azure (Entra) application.
    AzureClientSecret,
    /// A Kubernetes token or kubeconfig.
    K8sToken,
    /// An SSH or SFTP key or password.
    SshKey,
    /// A credential of a package or image registry.
    RegistryToken,
    /// The credential of a root or administrator account.
    RootCredential,
    /// A credential kept for emergencies.
    BreakGlass,
    /// Recovery codes, seed phrases, second-factor seeds, unseal keys.
    RecoveryCode,
    /// Not a secret: shown, but outside rotation and review.
    Configuration,
    /// Nothing says what it is: treated as a secret, and shown as one to classify.
    #[default]
    Unclassified,
}

impl Kind {
    /// Every kind, in the order of the requirements; the one to classify last.
    pub const ALL: [Self; 32] = [
        Self::ApiKey,
        Self::AccessToken,
        Self::ServiceToken,
        Self::WebhookUrl,
        Self::WebhookSecret,
        Self::OauthClientSecret,
        Self::IdpCredential,
        Self::DatabasePassword,
        Self::DatabaseAdmin,
        Self::ConnectionString,
        Self::JwtSigningKey,
        Self::SessionKey,
        Self::SigningKey,
        Self::KmsKey,
        Self::DataKey,
        Self::BackupKey,
        Self::TlsPrivateKey,
        Self::TlsCertificate,
        Self::ClientCertificate,
        Self::AwsAccessKey,
        Self::AwsRole,
        Self::CiSecret,
        Self::GcpServiceAccountKey,
        Self::AzureClientSecret,
        Self::K8sToken,
        Self::SshKey,
        Self::RegistryToken,
        Self::RootCredential,
        Self::BreakGlass,
        Self::RecoveryCode,
        Self::Configuration,
        Self::Unclassified,
    ];

    /// The code that is stored, filtered by and put into JSON.
    pub fn code(self) -> &'static str {
        self.words().0
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind in words, short enough for a column.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// Whether it counts as a secret: everything but configuration. In doubt, it does.
    pub fn is_secret(self) -> bool {
        self != Self::Configuration
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ApiKey => ("api_key", "API key"),
            Self::AccessToken => ("access_token", "Access token"),
            Self::ServiceToken => ("service_token", "Service token"),
            Self::WebhookUrl => ("webhook_url", "Webhook URL"),
            Self::WebhookSecret => ("webhook_secret", "Webhook"),
            Self::OauthClientSecret => ("oauth_client_secret", "OAuth client"),
            Self::IdpCredential => ("idp_credential", "Identity provider"),
            Self::DatabasePassword => ("database_password", "Database"),
            Self::DatabaseAdmin => ("database_admin", "Database admin"),
            Self::ConnectionString => ("connection_string", "Connection"),
            Self::JwtSigningKey => ("jwt_signing_key", "JWT signing key"),
            Self::SessionKey => ("session_key", "Session key"),
            Self::SigningKey => ("signing_key", "Signing key"),
            Self::KmsKey => ("kms_key", "KMS key"),
            Self::DataKey => ("data_key", "Data key"),
            Self::BackupKey => ("backup_key", "Backup key"),
            Self::TlsPrivateKey => ("tls_private_key", "TLS key"),
            Self::TlsCertificate => ("tls_certificate", "Certificate"),
            Self::ClientCertificate => ("client_certificate", "Client certificate"),
            Self::AwsAccessKey => ("aws_access_key", "AWS access key"),
            Self::AwsRole => ("aws_role", "AWS role"),
            Self::CiSecret => ("ci_secret", "CI secret"),
            Self::GcpServiceAccountKey => ("gcp_service_account_key", "GCP service account"),
            Self::AzureClientSecret => ("azure_client_secret", "Azure client"),
            Self::K8sToken => ("k8s_token", "Kubernetes"),
            Self::SshKey => ("ssh_key", "SSH key"),
            Self::RegistryToken => ("registry_token", "Registry"),
            Self::RootCredential => ("root_credential", "Root"),
            Self::BreakGlass => ("break_glass", "Break-glass"),
            Self::RecoveryCode => ("recovery_code", "Recovery code"),
            Self::Configuration => ("configuration", "Configuration"),
            Self::Unclassified => ("unclassified", "Secret (to classify)"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A kind and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// The kind.
    pub kind: Kind,
    /// The rule that matched, in words that a person can check.
    pub reason: String,
    /// A value of a test mode or sandbox: one severity lower, still inventoried.
    pub test: bool,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_what_serde_writes_and_find_their_kind() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(&kind).expect("json"), format!("{:?}", kind.code()));
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(Kind::from_code("password"), None);
    }

    #[test]
    fn no_two_kinds_share_a_code_or_a_label() {
        for words in [Kind::code, Kind::label] {
            assert_eq!(Kind::ALL.into_iter().map(words).collect::<BTreeSet<_>>().len(), Kind::ALL.len());
        }
    }

    #[test]
    fn everything_but_configuration_is_a_secret() {
        let not: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| !kind.is_secret()).collect();
        assert_eq!(not, [Kind::Configuration]);
    }
}
