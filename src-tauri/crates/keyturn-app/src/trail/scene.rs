//! What the inventory and people know around the reads: for recognising secrets in records, and for judging.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::Filter;
use keyturn_domain::kind::Kind;
use keyturn_domain::listing::Sort;
use keyturn_store::{Reader, StoreError};
use keyturn_trail::finding::Severity;
use keyturn_trail::resolve::Index;
use keyturn_trail::scene::{Known, Scene};
use keyturn_trail::target::SecretName;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// The inventory's secrets by the names that records use.
    pub(super) async fn secret_index(&self) -> Result<Index, AppError> {
        let now = self.now();
        self.with_database(move |database| Ok(database.read(|reader| index(reader, now))?)).await
    }
}

/// The inventory's secrets by the names that records use, copies in other regions among them.
pub(super) fn index(reader: &Reader<'_>, now: DateTime<Utc>) -> Result<Index, StoreError> {
    let mut arns = Vec::new();
    each(reader, now, &mut |arn, _| arns.push(arn))?;
    Ok(Index::new(arns))
}

/// Everything that is known around the reads.
pub(super) fn scene(reader: &Reader<'_>, now: DateTime<Utc>) -> Result<Scene, StoreError> {
    let decoys: BTreeSet<SecretArn> = reader.trail().decoys()?.into_iter().map(|decoy| decoy.arn).collect();
    let mut secrets = BTreeMap::new();
    each(reader, now, &mut |arn, secret| {
        let known = Known {
            class: weight(secret.kind),
            environment: secret.environment.clone(),
            created_at: None,
            last_read_on: secret.read_on,
            decoy: decoys.contains(&arn),
        };
        secrets.insert(SecretName::of(&arn), known);
    })?;
    // A decoy stays one when it is no longer listed: its name may still be tried.
    for arn in &decoys {
        secrets.entry(SecretName::of(arn)).or_default().decoy = true;
    }
    let departed = reader.trail().departed()?;
    Ok(Scene {
        secrets,
        departed: departed.into_iter().map(|gone| (gone.person.to_lowercase(), gone.gone_on)).collect(),
        accounts: reader.accounts().all()?.into_iter().map(|account| account.id).collect(),
        ..Scene::default()
    })
}

/// Gives each secret that is listed to `take`, and its copies in other regions under their own names.
fn each(
    reader: &Reader<'_>,
    now: DateTime<Utc>,
    take: &mut dyn FnMut(SecretArn, &keyturn_store::ListedSecret),
) -> Result<(), StoreError> {
    reader.secrets().each(&Filter::default(), Sort::default(), now, &mut |secret| {
        for region in &secret.replica_regions {
            take(secret.arn.in_region(region), &secret);
        }
        take(secret.arn.clone(), &secret);
        true
    })
}

/// How much the loss of a secret of this kind weighs; `None` where nothing says what it is.
///
/// Critical is what opens everything else, forges identities or decrypts what was kept; high what opens one system;
/// medium what reaches into one; low what is public or only names something.
fn weight(kind: Kind) -> Option<Severity> {
    Some(match kind {
        Kind::RootCredential
        | Kind::BreakGlass
        | Kind::RecoveryCode
        | Kind::IdpCredential
        | Kind::DatabaseAdmin
        | Kind::AwsAccessKey
        | Kind::GcpServiceAccountKey
        | Kind::AzureClientSecret
        | Kind::JwtSigningKey
        | Kind::SigningKey
        | Kind::DataKey
        | Kind::BackupKey => Severity::Critical,
        Kind::DatabasePassword
        | Kind::ConnectionString
        | Kind::ApiKey
        | Kind::AccessToken
        | Kind::ServiceToken
        | Kind::OauthClientSecret
        | Kind::SessionKey
        | Kind::TlsPrivateKey
        | Kind::ClientCertificate
        | Kind::CiSecret
        | Kind::K8sToken
        | Kind::SshKey
        | Kind::RegistryToken => Severity::High,
        Kind::WebhookUrl | Kind::WebhookSecret => Severity::Medium,
        Kind::KmsKey | Kind::AwsRole | Kind::TlsCertificate => Severity::Low,
        Kind::Configuration => Severity::Info,
        Kind::Unclassified => return None,
    })
}
