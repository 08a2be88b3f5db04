//! Members of staff at their browsers: accounts, sign-ins with both factors, and the forms they send.

use std::time::{SystemTime, UNIX_EPOCH};

use super::http::{self, Reply};
use super::service::{House, Service};

/// Somebody signed in.
pub struct Officer {
    pub password: String,
    /// What the authenticator app of this person holds, once it is set up.
    pub secret: Option<Vec<u8>>,
    /// Recovery codes that are left.
    pub recovery: Vec<String>,
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

/// The cookie of a sign-in that a reply sets.
pub fn cookie(reply: &Reply) -> Option<String> {
    let set = reply
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let mut own = set.filter_map(|(_, value)| value.split(';').next());
    own.find(|cookie| cookie.starts_with("sipas=") && cookie.len() > 20)
        .map(str::to_owned)
}

/// The value of a hidden field of a page.
#[track_caller]
pub fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&field)
        .unwrap_or_else(|| panic!("no field {name}: {page}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// The code that an authenticator app shows for a secret, so many steps of half a minute from now.
pub fn code(secret: &[u8], steps: i64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock");
    let moment = now.as_secs().saturating_add_signed(steps * 30);
    let app = totp_rs::Builder::new().with_secret(secret.to_vec());
    app.build_noncompliant().generate(moment).to_string()
}

/// The secret that a page hands over in text.
#[track_caller]
pub fn secret(page: &str) -> Vec<u8> {
    let (_, rest) = page.split_once("<p class=\"key\"><code>").expect(page);
    let typed = rest.split('<').next().unwrap_or_default().replace(' ', "");
    data_encoding::BASE32_NOPAD
        .decode(typed.as_bytes())
        .expect("base32")
}

impl Officer {
    /// Opens an account and signs in with it, setting up what its role needs.
    #[track_caller]
    pub fn new(house: &House, running: &Service, name: &str, role: &str, place: &str) -> Self {
        let password = account(house, name, role, place);
        Self::sign_in(running, name, &password)
    }

    /// Signs in for the first time; sets up the second factor where the role needs one.
    #[track_caller]
    pub fn sign_in(running: &Service, name: &str, password: &str) -> Self {
        let mut officer = Self::with_password(running, name, password);
        if officer.get("/staff").status == 303 {
            officer.set_up();
        }
        officer
    }

    /// The name and value of the cookie, for a browser.
    pub fn browser_cookie(&self) -> (String, String) {
        let pair = self.cookie.split_once('=').expect("a cookie");
        (pair.0.to_owned(), pair.1.to_owned())
    }

    /// Signs in once more, with a recovery code in place of the phone.
    #[track_caller]
    pub fn again(&self, running: &Service, name: &str) -> Self {
        let mut officer = Self::with_password(running, name, &self.password);
        if let Some(code) = self.recovery.first() {
            let reply = officer.post("/staff/second-factor", &[("code", code)]);
            officer.take_cookie(&reply.expect(303));
        }
        officer
    }

    /// Gives name and password and goes no further.
    #[track_caller]
    pub fn with_password(running: &Service, name: &str, password: &str) -> Self {
        let reply = running
            .post_form("/staff/sign-in", &[("name", name), ("password", password)])
            .expect("a reply");
        Self {
            password: password.to_owned(),
            ..Self::after(running, &reply)
        }
    }

    /// Somebody whose sign-in a reply has begun.
    #[track_caller]
    pub fn after(running: &Service, reply: &Reply) -> Self {
        let cookie = cookie(reply).unwrap_or_else(|| panic!("{} {}", reply.status, reply.text()));
        Self {
            password: String::new(),
            secret: None,
            recovery: Vec::new(),
            address: running.address.clone(),
            cookie,
        }
    }

    /// Sets the second factor up.
    #[track_caller]
    pub fn set_up(&mut self) {
        let page = self.get("/staff/second-factor/new").expect(200).text();
        let secret = secret(&page);
        let (csrf, sealed) = (hidden(&page, "csrf"), hidden(&page, "secret"));
        let code = code(&secret, 0);
        let fields = [
            ("csrf", csrf.as_str()),
            ("secret", &sealed),
            ("code", &code),
        ];
        let reply = self
            .post_bare("/staff/second-factor/new", &fields)
            .expect(200);
        self.take_cookie(&reply);
        let page = reply.text();
        let codes = page.split("<li><code>").skip(1);
        self.recovery = codes
            .filter_map(|rest| Some(rest.split('<').next()?.to_owned()))
            .collect();
        self.secret = Some(secret);
    }

    /// Goes on with the sign-in that a reply has begun.
    #[track_caller]
    pub fn take_cookie(&mut self, reply: &Reply) {
        self.cookie = cookie(reply).unwrap_or_else(|| panic!("{} {}", reply.status, reply.text()));
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
        let page = self.get("/staff/account");
        let page = if page.status == 303 {
            self.get("/staff/second-factor")
        } else {
            page
        };
        hidden(&page.expect(200).text(), "csrf")
    }
}
