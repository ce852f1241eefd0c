//! The one HTTP client that every AWS client shares.
//!
//! The SDK's own builder makes a TLS context for each client that is constructed: with four clients for each account
//! and region that is hundreds. Here a context is made once for each pair of timeouts, when it is first needed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// A client for all calls, trusting the system's certificates or those of `AWS_CA_BUNDLE`, through the environment's
/// proxies. The error is a sentence for people.
pub(crate) fn client() -> Result<SharedHttpClient, String> {
    let bundle = std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty());
    let trust = match bundle {
        None => TrustStore::default(),
        Some(path) => trust_only(Path::new(&path))?,
    };
    let tls = TlsContext::builder().with_trust_store(trust).build().map_err(|error| error.to_string())?;
    Ok(SharedHttpClient::new(SharedConnectors { tls, made: Mutex::default() }))
}

/// The certificates of a bundle and no others, as AWS's own tools do.
fn trust_only(path: &Path) -> Result<TrustStore, String> {
    let sentence =
        |why: &dyn fmt::Display| format!("AWS_CA_BUNDLE names {}, which cannot be used: {why}", path.display());
    let pem = std::fs::read(path).map_err(|error| sentence(&error))?;
    // Checked here, because the SDK panics over a certificate that it cannot read.
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| sentence(&error))?;
        roots.add(certificate).map_err(|error| sentence(&error))?;
    }
    if roots.is_empty() {
        return Err(sentence(&"it holds no certificate"));
    }
    Ok(TrustStore::empty().with_pem_certificate(pem))
}

/// Of connecting and of reading.
type Timeouts = (Option<Duration>, Option<Duration>);

/// Connectors by their timeouts: the SDK's own providers of credentials ask for others than Keyturn's calls.
struct SharedConnectors {
    tls: TlsContext,
    made: Mutex<HashMap<Timeouts, SharedHttpConnector>>,
}

impl HttpClient for SharedConnectors {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let timeouts = (settings.connect_timeout(), settings.read_timeout());
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(timeouts).or_insert_with(|| self.connector(settings, components)).clone()
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        Some(ConnectorMetadata::new("hyper", Some(Cow::Borrowed("1.x"))))
    }
}

impl SharedConnectors {
    fn connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let mut builder: ConnectorBuilder<_> = Connector::builder()
            .connector_settings(settings.clone())
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .tls_context(self.tls.clone());
        builder.set_sleep_impl(components.sleep_impl());
        SharedHttpConnector::new(builder.build())
    }
}

impl fmt::Debug for SharedConnectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedConnectors").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_bundle_that_cannot_be_used_is_said_and_not_ignored() {
        for (pem, says) in [
            ("", "it holds no certificate"),
            ("not a certificate", "it holds no certificate"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be used"),
        ] {
            let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
            file.write_all(pem.as_bytes()).expect("written");
            let error = trust_only(file.path()).expect_err("not a bundle");
            assert!(error.contains(says), "{error}");
        }
        assert!(trust_only(Path::new("/does/not/exist")).is_err());
    }
}
