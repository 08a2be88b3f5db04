//! Members of staff at their browsers: accounts, sign-ins, and the forms they send.

use super::http::{self, Reply};
use super::service::{House, Service};

/// Somebody signed in.
pub struct Officer {
    pub password: String,
    address: String,
    cookie: String,
}

/// Opens an account and returns its password.
#[track_caller]
pub fn account(house: &House, name: &str, role: &str, place: &str) -> String {
    let said = house.run(&["staff", "add", name, "--role", role, "--place", place]);
    let password = said.trim().strip_prefix(&format!("{name} "));
    password.expect("a name and a password").to_owned()
}

/// The value of a cookie that a reply sets.
pub fn cookie(reply: &Reply) -> Option<String> {
    let set = reply
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let own = set.filter_map(|(_, value)| value.split(';').next());
    own.map(str::to_owned)
        .find(|cookie| cookie.starts_with("sipas=") && cookie.len() > 20)
}

/// The value of a hidden field of a page.
#[track_caller]
pub fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = page
        .split_once(&field)
        .unwrap_or_else(|| panic!("no field {name}: {page}"));
    rest.1.split('"').next().unwrap_or_default().to_owned()
}

impl Officer {
    /// Signs in; fails unless it works.
    #[track_caller]
    pub fn sign_in(running: &Service, name: &str, password: &str) -> Self {
        let reply = running
            .post_form("/staff/sign-in", &[("name", name), ("password", password)])
            .expect("a reply");
        let cookie = cookie(&reply).unwrap_or_else(|| panic!("{} {}", reply.status, reply.text()));
        Self {
            password: password.to_owned(),
            address: running.address.clone(),
            cookie,
        }
    }

    /// Opens an account and signs in with it.
    #[track_caller]
    pub fn new(house: &House, running: &Service, name: &str, role: &str, place: &str) -> Self {
        let password = account(house, name, role, place);
        Self::sign_in(running, name, &password)
    }

    /// Opens a page.
    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        let headers = [("Cookie", self.cookie.as_str()), ("Accept", "text/html")];
        http::send(&self.address, "GET", path, &headers, b"").expect("a reply")
    }

    /// Sends a form with these fields and nothing else.
    #[track_caller]
    pub fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Accept", "text/html"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Sec-Fetch-Site", "same-origin"),
        ];
        let body = http::form(fields);
        http::send(&self.address, "POST", path, &headers, body.as_bytes()).expect("a reply")
    }

    /// Sends a form as its page would, with the token of the sign-in.
    #[track_caller]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let csrf = self.csrf();
        self.post_bare(path, &[&[("csrf", csrf.as_str())], fields].concat())
    }

    /// The token that forms of this sign-in bring along.
    #[track_caller]
    pub fn csrf(&self) -> String {
        hidden(&self.get("/staff").expect(200).text(), "csrf")
    }
}
