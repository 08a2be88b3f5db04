//! `[oidc]`: the single sign-on of a province (đăng nhập một lần), as an OpenID Connect provider offers it.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::Deserialize;

/// `[oidc]`. Without it staff sign in with a password of this service; with it they may do either.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleSignOn {
    /// The provider, exactly as it names itself, e.g. `https://sso.hungyen.gov.vn`.
    pub issuer: String,
    /// What the provider calls this service.
    pub client_id: String,
    /// File with the secret that the provider gave this service; only its first line counts.
    pub client_secret_file: PathBuf,
    /// Certificates (PEM) to trust in place of the public ones, where a province has an authority of its own.
    pub ca_file: Option<PathBuf>,
    /// What the provider is asked to tell. Default `openid profile`.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// What the button on the sign-in page says. Default: “sign in with the account of the province”.
    pub button: Option<Button>,
    /// The claim that names a new account. Default `preferred_username`. A claim inside another one is written as a path:
    /// `/realm_access/roles`.
    #[serde(default = "name_claim")]
    pub name_claim: String,
    /// The claim that says what somebody is there for. Without it roles are given here, and the provider only says who it is.
    pub role_claim: Option<String>,
    /// Which value of that claim is which role; the first line that fits counts.
    #[serde(default)]
    pub roles: Vec<RoleOf>,
    /// The claim that says where.
    pub place_claim: Option<String>,
    /// Which value of that claim is which place; without lines the value itself is read as a place or `office:CODE`.
    #[serde(default)]
    pub places: Vec<PlaceOf>,
    /// Where everybody works whom the provider sends, in place of `place_claim`.
    pub place: Option<String>,
    /// Whether somebody unknown gets an account at the first sign-in. Default `false`.
    #[serde(default)]
    pub create: bool,
    /// What counts as a second factor shown to the provider; without it this service asks for its own.
    #[serde(default)]
    pub second_factor: SecondFactor,
}

/// Words of a button.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// A line of `oidc.roles`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleOf {
    /// A value of the claim.
    pub value: String,
    /// `viewer`, `analyst`, `publisher`, `administrator` or `inspector`.
    pub role: String,
}

/// A line of `oidc.places`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceOf {
    /// A value of the claim.
    pub value: String,
    /// A place, or `office:CODE`.
    pub place: String,
}

/// `oidc.second_factor`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecondFactor {
    /// Authentication context classes, e.g. `["urn:gov:loa:substantial"]`; the provider is asked for them.
    pub acr: Vec<String>,
    /// Authentication methods (RFC 8176), e.g. `["otp", "hwk", "mfa"]`.
    pub amr: Vec<String>,
}

impl SecondFactor {
    /// Whether what the provider says about a sign-in counts as a second factor.
    pub fn was_shown(&self, acr: Option<&str>, amr: &[String]) -> bool {
        acr.is_some_and(|acr| self.acr.iter().any(|own| own == acr))
            || amr.iter().any(|way| self.amr.contains(way))
    }
}

impl SingleSignOn {
    /// Whether the provider runs on this very machine, where plain http does no harm.
    pub fn is_on_this_machine(&self) -> bool {
        !self.issuer.starts_with("https://")
    }

    /// What is wrong with it, as a sentence; `public_url` is where people reach this service.
    pub(super) fn fault(&self, public_url: &str) -> Option<&'static str> {
        let faults = [
            (
                !is_safe(&self.issuer) || self.issuer.contains(['?', '#']),
                "oidc.issuer must be an https address without a query, as the provider names itself (http only on this machine)",
            ),
            (
                !is_safe(public_url),
                "with [oidc], web.public_url must be the https address where staff reach this service (http only on this machine)",
            ),
            (
                self.client_id.is_empty(),
                "oidc.client_id must be what the provider calls this service",
            ),
            (
                !self.scopes.iter().any(|scope| scope == "openid"),
                "oidc.scopes must contain openid: without it the provider does not say who signed in",
            ),
            (
                self.role_claim.is_some() == self.roles.is_empty(),
                "oidc.role_claim and oidc.roles belong together: the claim, and which of its values is which role",
            ),
            (
                self.role_claim.is_some() && self.place_claim.is_some() == self.place.is_some(),
                "with oidc.role_claim, set either oidc.place_claim or oidc.place: a role is given in a place",
            ),
            (
                self.role_claim.is_none() && (self.place_claim.is_some() || self.place.is_some()),
                "oidc.place_claim and oidc.place need oidc.role_claim: a place is given together with a role",
            ),
            (
                self.place_claim.is_none() && !self.places.is_empty(),
                "oidc.places needs oidc.place_claim: the claim whose values it lists",
            ),
            (
                self.create && self.role_claim.is_none(),
                "oidc.create needs oidc.role_claim: a new account must have a role",
            ),
        ];
        let found = faults.into_iter().find(|(wrong, _)| *wrong);
        found.map(|(_, reason)| reason)
    }
}

/// Whether what is sent to an address can be read by nobody on the way: https, or http to this very machine.
pub fn is_safe(url: &str) -> bool {
    let (plain, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return false,
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let odd = |c: char| c == '@' || c == '\\' || c.is_whitespace() || c.is_control();
    if authority.is_empty() || url.contains(odd) {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    !plain || here
}

fn scopes() -> Vec<String> {
    vec!["openid".into(), "profile".into()]
}

fn name_claim() -> String {
    "preferred_username".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        "issuer = 'https://sso.example.vn'\nclient_id = 'sipas'\nclient_secret_file = 'secret'\n";

    fn fault(more: &str) -> Option<&'static str> {
        let own: SingleSignOn = toml::from_str(&format!("{LEAST}{more}")).unwrap();
        own.fault("https://quanly.example.vn")
    }

    #[test]
    fn the_least_that_must_be_said_is_enough() {
        assert_eq!(fault(""), None);
        let roles = "role_claim = 'groups'\nroles = [{ value = 'a', role = 'viewer' }]\n";
        assert_eq!(fault(&format!("{roles}place = '33'\ncreate = true")), None);
        assert_eq!(fault(&format!("{roles}place_claim = 'place'")), None);
    }

    #[test]
    fn what_does_not_belong_together_is_named() {
        for (more, word) in [
            ("create = true", "oidc.create"),
            ("role_claim = 'groups'", "oidc.roles"),
            (
                "roles = [{ value = 'a', role = 'viewer' }]",
                "oidc.role_claim",
            ),
            ("place = '33'", "oidc.role_claim"),
            ("scopes = ['profile']", "openid"),
            (
                "role_claim = 'g'\nroles = [{ value = 'a', role = 'viewer' }]",
                "oidc.place",
            ),
            (
                "role_claim = 'g'\nroles = [{ value = 'a', role = 'viewer' }]\nplace = '33'\nplaces = [{ value = 'a', place = '33' }]",
                "oidc.places",
            ),
        ] {
            let said = fault(more).unwrap_or_default();
            assert!(said.contains(word), "{more}: {said}");
        }
    }

    #[test]
    fn secrets_travel_encrypted_or_not_at_all() {
        for safe in [
            "https://sso.gov.vn",
            "https://sso.gov.vn:8443/realms/a",
            "http://localhost:9000",
            "http://127.0.0.1:9000/a",
            "http://[::1]:9000",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for open in [
            "http://sso.gov.vn",
            "http://localhost.evil.vn",
            "http://127.0.0.1@evil.vn",
            "http://127.0.0.1.evil.vn",
            "https://",
            "https:///a",
            "ftp://localhost",
            "sso.gov.vn",
            "https://a b",
            "http://10.0.0.1",
        ] {
            assert!(!is_safe(open), "{open}");
        }
    }

    #[test]
    fn a_second_factor_counts_only_when_it_is_named() {
        let named = SecondFactor {
            acr: vec!["substantial".into()],
            amr: vec!["otp".into()],
        };
        assert!(named.was_shown(Some("substantial"), &[]));
        assert!(named.was_shown(None, &["pwd".into(), "otp".into()]));
        assert!(!named.was_shown(Some("low"), &["pwd".into()]));
        assert!(!SecondFactor::default().was_shown(Some(""), &["otp".into()]));
    }
}
