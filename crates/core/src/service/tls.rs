//! TLS, without any state that is shared by the process.
//!
//! rustls would take its cryptography from a global that somebody must have set; two libraries
//! that set it differently break each other. So each client is given its own.

use reqwest::ClientBuilder;

use super::BoxError;

/// Sets up TLS for https, as the features of this crate say.
///
/// `required`: the base URL is https, and a client that cannot check certificates is useless.
/// `roots`: certificates to trust beside those of the operating system, as PEM or DER.
#[cfg(feature = "native-tls")]
pub(super) fn set_up(builder: ClientBuilder, _required: bool, roots: &[Vec<u8>]) -> Result<ClientBuilder, BoxError> {
    let mut builder = builder.tls_backend_native();
    for root in roots {
        let certificates = if is_pem(root) {
            reqwest::Certificate::from_pem_bundle(root).map_err(|_| UNREADABLE)?
        } else {
            vec![reqwest::Certificate::from_der(root).map_err(|_| UNREADABLE)?]
        };
        if certificates.is_empty() {
            return Err(UNREADABLE.into());
        }
        builder = certificates.into_iter().fold(builder, ClientBuilder::add_root_certificate);
    }
    Ok(builder)
}

const UNREADABLE: &str = "a root certificate that was given is neither PEM nor DER";

fn is_pem(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"-----BEGIN") || text.windows(11).any(|window| window == b"\n-----BEGIN")
}

#[cfg(not(feature = "native-tls"))]
fn read(roots: &[Vec<u8>]) -> Result<Vec<rustls::pki_types::CertificateDer<'static>>, BoxError> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    let mut read = Vec::new();
    for root in roots {
        let before = read.len();
        if is_pem(root) {
            for certificate in CertificateDer::pem_slice_iter(root) {
                read.push(certificate.map_err(|_| UNREADABLE)?);
            }
        } else {
            read.push(CertificateDer::from(root.clone()));
        }
        // Looked at here, since what cannot be read would be left out without a word.
        let mut store = rustls::RootCertStore::empty();
        let (good, bad) = store.add_parsable_certificates(read.iter().skip(before).cloned());
        if good == 0 || bad > 0 {
            return Err(UNREADABLE.into());
        }
    }
    Ok(read)
}

#[cfg(not(feature = "native-tls"))]
pub(super) fn set_up(builder: ClientBuilder, required: bool, roots: &[Vec<u8>]) -> Result<ClientBuilder, BoxError> {
    use std::sync::Arc;

    use rustls::ClientConfig;
    use rustls_platform_verifier::Verifier;

    #[cfg(feature = "rustls-aws-lc")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "rustls-aws-lc"))]
    let provider = rustls::crypto::ring::default_provider();

    let provider = Arc::new(provider);
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let verified = match Verifier::new_with_extra_roots(read(roots)?, provider) {
        // The verifier of the operating system is no less strict than rustls' own.
        Ok(verifier) => versions.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
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
