//! TLS, without any state that is shared by the process.
//!
//! rustls would take its cryptography from a global that somebody must have set; two libraries
//! that set it differently break each other. So each client is given its own.

use reqwest::ClientBuilder;

use super::BoxError;

/// Sets up TLS for https, as the features of this crate say.
///
/// `required`: the base URL is https, and a client that cannot check certificates is useless.
#[cfg(feature = "native-tls")]
pub(super) fn set_up(builder: ClientBuilder, _required: bool) -> Result<ClientBuilder, BoxError> {
    Ok(builder.tls_backend_native())
}

#[cfg(not(feature = "native-tls"))]
pub(super) fn set_up(builder: ClientBuilder, required: bool) -> Result<ClientBuilder, BoxError> {
    use std::sync::Arc;

    use rustls::ClientConfig;
    use rustls_platform_verifier::BuilderVerifierExt as _;

    #[cfg(feature = "rustls-aws-lc")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "rustls-aws-lc"))]
    let provider = rustls::crypto::ring::default_provider();

    let versions = ClientConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions()?;
    let verified = match versions.clone().with_platform_verifier() {
        Ok(verified) => verified,
        // A container without certificates may still talk to loopback.
        Err(_) if !required => versions.with_root_certificates(rustls::RootCertStore::empty()),
        Err(error) => return Err(error.into()),
    };
    let mut config = verified.with_no_client_auth();
    config.alpn_protocols = vec![
        #[cfg(feature = "http2")]
        b"h2".to_vec(),
        b"http/1.1".to_vec(),
    ];
    Ok(builder.tls_backend_preconfigured(config))
}
