//! How the provider is asked: without redirects, for a reply of bounded size, and all of it before one moment.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::http::header::CONTENT_TYPE;
use openidconnect::ureq::rustls::pki_types::CertificateDer;
use openidconnect::ureq::rustls::pki_types::pem::PemObject as _;
use openidconnect::ureq::rustls::{ClientConfig, RootCertStore, crypto, version};
use openidconnect::ureq::{Agent, AgentBuilder, Error};
use openidconnect::{HttpRequest, HttpResponse, SyncHttpClient, http};

/// Seconds for everything that one visitor makes the service ask.
const PATIENCE: Duration = Duration::from_secs(8);
/// Bytes of a reply; the keys of a large provider are a tenth of it.
const LARGEST_REPLY: u64 = 256 * 1024;

/// The way to one provider.
pub struct Wire {
    agent: Agent,
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum WireFault {
    /// Nobody answers, or not in time.
    #[error("{0}")]
    Away(String),
    /// The time for all questions is over.
    #[error("no reply within {} seconds", PATIENCE.as_secs())]
    Late,
    /// More than any honest reply.
    #[error("a reply of more than {LARGEST_REPLY} bytes")]
    TooLong,
}

impl Wire {
    /// `plain` allows http, which only a provider on this machine may speak. `authorities` is a file of certificates to
    /// trust in place of the public ones; an error says what is wrong with it.
    pub fn new(plain: bool, authorities: Option<&Path>) -> Result<Self, String> {
        let mut agent = AgentBuilder::new()
            .https_only(!plain)
            .redirects(0)
            .timeout_connect(PATIENCE / 2)
            .user_agent(concat!("sipas/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = authorities {
            agent = agent.tls_config(Arc::new(trusting(path)?));
        }
        Ok(Self {
            agent: agent.build(),
        })
    }

    /// The questions of one visitor, which share their time.
    pub fn questions(&self) -> Questions<'_> {
        Questions {
            agent: &self.agent,
            until: Instant::now() + PATIENCE,
        }
    }
}

fn trusting(path: &Path) -> Result<ClientConfig, String> {
    let fault = |reason: String| format!("{}: {reason}", path.display());
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(path).map_err(|e| fault(e.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|e| fault(e.to_string()))?;
        roots.add(certificate).map_err(|e| fault(e.to_string()))?;
    }
    if roots.is_empty() {
        return Err(fault("there is no certificate in it".into()));
    }
    let config = ClientConfig::builder_with_provider(crypto::ring::default_provider().into())
        .with_protocol_versions(&[&version::TLS12, &version::TLS13])
        .map_err(|e| fault(e.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// See [`Wire::questions`].
pub struct Questions<'a> {
    agent: &'a Agent,
    until: Instant,
}

impl SyncHttpClient for Questions<'_> {
    type Error = WireFault;

    fn call(&self, request: HttpRequest) -> Result<HttpResponse, WireFault> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(WireFault::Late);
        }
        let away = |error: &dyn std::error::Error| WireFault::Away(error.to_string());
        let (head, body) = request.into_parts();
        let url = head.uri.to_string();
        let mut question = self.agent.request(head.method.as_str(), &url).timeout(left);
        for (name, value) in &head.headers {
            let value = value.to_str().map_err(|error| away(&error))?;
            question = question.set(name.as_str(), value);
        }
        let replied = if body.is_empty() {
            question.call()
        } else {
            question.send_bytes(&body)
        };
        // A refusal is a reply: its body says why.
        let reply = match replied {
            Ok(reply) | Err(Error::Status(_, reply)) => reply,
            Err(Error::Transport(fault)) => return Err(away(&fault)),
        };
        let mut response = http::Response::builder().status(reply.status());
        if let Some(kind) = reply.header(CONTENT_TYPE.as_str()) {
            response = response.header(CONTENT_TYPE, kind);
        }
        let mut body = Vec::new();
        let read = reply
            .into_reader()
            .take(LARGEST_REPLY + 1)
            .read_to_end(&mut body);
        let read = read.map_err(|error| away(&error))?;
        if read as u64 > LARGEST_REPLY {
            return Err(WireFault::TooLong);
        }
        response.body(body).map_err(|error| away(&error))
    }
}
