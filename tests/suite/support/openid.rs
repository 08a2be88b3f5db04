//! A single sign-on as a province runs one, and somebody who walks through it without a browser.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use openidconnect::ureq::rustls::pki_types::CertificateDer;
use openidconnect::ureq::rustls::pki_types::pem::PemObject as _;
use openidconnect::ureq::rustls::{ClientConfig, RootCertStore, crypto};
use openidconnect::ureq::{self, AgentBuilder};

use serde_json::{Value, json};

use super::http::{self, Reply};
use super::service::{House, Service};
use super::staff::hidden;

/// A running provider (`tests/tools/provider.mjs`); ended when dropped.
pub struct Provider {
    child: Child,
    orders: ChildStdin,
    said: BufReader<ChildStdout>,
    pub issuer: String,
}

impl Provider {
    /// Starts one that sends people back to a service.
    pub fn start(service: &str) -> Self {
        Self::start_with(service, false)
    }

    /// The same over https, with a certificate of an authority that nobody else knows.
    pub fn start_secure(service: &str) -> Self {
        Self::start_with(service, true)
    }

    fn start_with(service: &str, tls: bool) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
        let order = json!({ "redirect": format!("http://{service}/staff/sso/back"), "tls": tls });
        let mut child = Command::new("node")
            .args(["provider.mjs", &order.to_string()])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts; tests/run fetches what it needs");
        let orders = child.stdin.take().expect("its input");
        let said = BufReader::new(child.stdout.take().expect("its output"));
        let mut provider = Self {
            child,
            orders,
            said,
            issuer: String::new(),
        };
        let line = provider.line();
        let issuer = line.strip_prefix("listening: ");
        provider.issuer = issuer.unwrap_or_else(|| panic!("{line}")).to_owned();
        provider
    }

    /// Gives it an order and waits until it is obeyed.
    #[track_caller]
    pub fn order(&mut self, order: &Value) {
        writeln!(self.orders, "{order}").expect("the provider runs");
        assert_eq!(self.line(), "done", "{order}");
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).expect("the provider runs");
        line.trim_end().to_owned()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody listens on.
pub fn free() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").to_string()
}

/// A service with a provider; `more` are further lines of `[oidc]`.
#[track_caller]
pub fn open(house: &House, more: &str) -> (Provider, Service) {
    let address = free();
    let provider = Provider::start(&address);
    settle(house, &format!("http://{address}"), &provider.issuer, more);
    let running = Service::start(house.command(&["serve", "--listen", &address]));
    (provider, running)
}

/// Writes the settings of a single sign-on.
pub fn settle(house: &House, public_url: &str, issuer: &str, more: &str) {
    let secret = house.file(
        "oidc-secret",
        "a secret of two services, long enough for HS256 tokens\n",
    );
    house.settings(&format!(
        "web.public_url = '{public_url}'\n[oidc]\nissuer = '{issuer}'\nclient_id = 'sipas'\n\
         client_secret_file = '{}'\n{more}\n",
        secret.display()
    ));
}

/// Somebody on the way through pages and redirects, with the cookies of each place.
#[derive(Default)]
pub struct Walker {
    jars: HashMap<String, BTreeMap<String, String>>,
}

impl Walker {
    /// One request, without following where it leads.
    #[track_caller]
    pub fn ask(&mut self, method: &str, url: &str, body: &str) -> Reply {
        let rest = url.split_once("://").expect("an address").1;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let jar = self.jars.entry(host.to_owned()).or_default();
        let cookies = jar.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let mut headers = vec![("Accept", "text/html")];
        if !cookies.is_empty() {
            headers.push(("Cookie", &cookies));
        }
        if method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        }
        let reply = if url.starts_with("https://") {
            securely(method, url, &headers, body)
        } else {
            http::send(host, method, &format!("/{path}"), &headers, body.as_bytes())
                .unwrap_or_else(|error| panic!("{url}: {error}"))
        };
        let set = reply.headers.iter();
        for (_, cookie) in set.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }

    #[track_caller]
    pub fn get(&mut self, url: &str) -> Reply {
        self.ask("GET", url, "")
    }

    /// Sets out for the provider: where the service sends them.
    #[track_caller]
    pub fn set_out(&mut self, running: &Service) -> String {
        let reply = self.get(&format!("http://{}/staff/sso", running.address));
        let reply = reply.expect(303);
        reply.header("location").expect("a way").to_owned()
    }

    /// Signs in at the provider: the address that leads back, not opened yet.
    #[track_caller]
    pub fn sign_in(&mut self, provider: &Provider, to: &str, login: &str) -> String {
        let mut url = to.to_owned();
        for _ in 0..10 {
            let mut reply = self.get(&url);
            if reply.status == 200 {
                assert!(reply.text().contains("name=\"login\""), "{}", reply.text());
                reply = self.ask("POST", &url, &http::form(&[("login", login)]));
            }
            let next = reply.header("location");
            let next = next.unwrap_or_else(|| panic!("{url}: {} {}", reply.status, reply.text()));
            url = if next.starts_with('/') {
                format!("{}{next}", provider.issuer)
            } else {
                next.to_owned()
            };
            if !url.starts_with(&provider.issuer) {
                return url;
            }
        }
        panic!("the provider leads in circles");
    }

    /// Signs in with a password of the service.
    #[track_caller]
    pub fn with_password(&mut self, running: &Service, name: &str, password: &str) {
        let fields = http::form(&[("name", name), ("password", password)]);
        let url = format!("http://{}/staff/sign-in", running.address);
        self.ask("POST", &url, &fields).expect(303);
    }

    /// Sends a form of the staff room, with the token of the sign-in.
    #[track_caller]
    pub fn send(&mut self, running: &Service, path: &str, fields: &[(&str, &str)]) -> Reply {
        let base = format!("http://{}", running.address);
        let page = self.get(&format!("{base}/staff/account")).expect(200);
        let csrf = hidden(&page.text(), "csrf");
        let fields = http::form(&[&[("csrf", csrf.as_str())], fields].concat());
        self.ask("POST", &format!("{base}{path}"), &fields)
    }

    /// Is no longer known to the provider, as in another browser.
    pub fn is_new_to(&mut self, provider: &Provider) {
        let host = provider.issuer.split_once("://").map(|(_, host)| host);
        self.jars.remove(host.unwrap_or_default());
    }

    /// The whole way; the page at its end.
    #[track_caller]
    pub fn come_in(&mut self, provider: &Provider, running: &Service, login: &str) -> Reply {
        let to = self.set_out(running);
        let back = self.sign_in(provider, &to, login);
        self.get(&back)
    }

    /// Whether the service knows them as signed in.
    #[track_caller]
    pub fn is_in(&mut self, running: &Service) -> bool {
        let reply = self.get(&format!("http://{}/staff", running.address));
        match reply.status {
            200 => true,
            303 => reply
                .header("location")
                .is_some_and(|to| to.starts_with("/staff/second-factor")),
            _ => false,
        }
    }

    /// A cookie of a host.
    pub fn cookie(&mut self, host: &str, name: &str) -> Option<&mut String> {
        self.jars.get_mut(host)?.get_mut(name)
    }
}

/// The file of the authority behind [`Provider::start_secure`].
pub fn authority() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/authority/authority.pem")
}

/// One request over https, to somebody whom that authority vouches for.
fn securely(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_file(authority()).expect("a certificate");
    roots.add(certificate).expect("an authority");
    let config = ClientConfig::builder_with_provider(crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let agent = AgentBuilder::new()
        .redirects(0)
        .tls_config(Arc::new(config));
    let mut request = agent.build().request(method, url);
    for (name, value) in headers {
        request = request.set(name, value);
    }
    let sent = if body.is_empty() {
        request.call()
    } else {
        request.send_string(body)
    };
    let reply = match sent {
        Ok(reply) | Err(ureq::Error::Status(_, reply)) => reply,
        Err(fault) => panic!("{url}: {fault}"),
    };
    let mut names = reply.headers_names();
    names.dedup();
    let headers = names.iter().flat_map(|name| {
        let values = reply.all(name).into_iter();
        values.map(|value| (name.clone(), value.to_owned()))
    });
    let (status, headers) = (reply.status(), headers.collect());
    let mut body = Vec::new();
    reply.into_reader().read_to_end(&mut body).expect("a body");
    Reply {
        status,
        headers,
        body,
    }
}

/// An address with another value of one part of its query.
#[track_caller]
pub fn with(url: &str, name: &str, value: &str) -> String {
    let (path, query) = url.split_once('?').expect("a query");
    let start = format!("{name}=");
    let mut found = false;
    let parts = query.split('&').map(|part| {
        if part.starts_with(&start) {
            found = true;
            format!("{start}{value}")
        } else {
            part.to_owned()
        }
    });
    let query = parts.collect::<Vec<_>>().join("&");
    assert!(found, "{url} has no {name}");
    format!("{path}?{query}")
}
