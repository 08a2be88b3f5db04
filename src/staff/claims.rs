//! What a single sign-on says about somebody: read as a role in a place, by the rules of the settings.

use serde_json::Value;

use super::jurisdiction::{Jurisdiction, UnknownJurisdiction};
use super::mandate::Mandate;
use super::role::{Role, UnknownRole};
use crate::config::SingleSignOn;
use crate::place::Atlas;

/// Which claims say what somebody is there for, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRules {
    role_claim: String,
    roles: Vec<(String, Role)>,
    place: PlaceRule,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PlaceRule {
    /// Everybody works in the same place.
    Same(Jurisdiction),
    /// A claim says it: by these lines, or without lines by its own words.
    Claim(String, Vec<(String, Jurisdiction)>),
}

/// A rule that names what does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRulesFault {
    /// A role.
    #[error("settings, oidc.roles: {0}")]
    Role(#[from] UnknownRole),
    /// A place.
    #[error("settings, oidc.places: {0}")]
    Place(#[from] UnknownJurisdiction),
}

/// Why the claims give nobody a mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMandate {
    /// No value of the claim is a role here.
    NoRole,
    /// No value of the claim is a place here.
    NoPlace,
}

impl ClaimRules {
    /// The rules of the settings; `None` where the provider only says who somebody is.
    pub fn of_settings(own: &SingleSignOn, atlas: &Atlas) -> Result<Option<Self>, ClaimRulesFault> {
        let Some(role_claim) = own.role_claim.clone() else {
            return Ok(None);
        };
        let mut roles = Vec::new();
        for line in &own.roles {
            roles.push((line.value.clone(), line.role.parse()?));
        }
        let mut places = Vec::new();
        for line in &own.places {
            places.push((line.value.clone(), Jurisdiction::find(atlas, &line.place)?));
        }
        let place = if let Some(name) = &own.place_claim {
            PlaceRule::Claim(name.clone(), places)
        } else {
            let same = own.place.as_deref().unwrap_or_default();
            PlaceRule::Same(Jurisdiction::find(atlas, same)?)
        };
        Ok(Some(Self {
            role_claim,
            roles,
            place,
        }))
    }

    /// The role in a place that the claims speak of. Of several roles the one whose line stands first counts.
    pub fn mandate(&self, claims: &Value, atlas: &Atlas) -> Result<Mandate, NoMandate> {
        let said = values(claims, &self.role_claim);
        let role = self
            .roles
            .iter()
            .find(|(value, _)| said.contains(&&**value));
        let (_, role) = role.ok_or(NoMandate::NoRole)?;
        let jurisdiction = match &self.place {
            PlaceRule::Same(place) => Some(place.clone()),
            PlaceRule::Claim(name, lines) => {
                let said = values(claims, name);
                if lines.is_empty() {
                    said.iter()
                        .find_map(|own| Jurisdiction::find(atlas, own).ok())
                } else {
                    let line = lines.iter().find(|(value, _)| said.contains(&&**value));
                    line.map(|(_, place)| place.clone())
                }
            }
        };
        Ok(Mandate {
            role: *role,
            jurisdiction: jurisdiction.ok_or(NoMandate::NoPlace)?,
        })
    }
}

/// A claim by its name, or by a path (`/realm_access/roles`).
pub fn claim<'a>(claims: &'a Value, name: &str) -> Option<&'a Value> {
    if name.starts_with('/') {
        return claims.pointer(name);
    }
    claims.get(name)
}

/// The texts of a claim: it may be one or a list.
fn values<'a>(claims: &'a Value, name: &str) -> Vec<&'a str> {
    match claim(claims, name) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules(more: &str) -> Result<Option<ClaimRules>, ClaimRulesFault> {
        let text = format!(
            "web.public_url = 'https://quanly.example.vn'\n[oidc]\nissuer = 'https://sso.example.vn'\nclient_id = 'sipas'\n\
             client_secret_file = 'secret'\n{more}"
        );
        let settings = crate::config::Settings::from_toml(&text).unwrap();
        ClaimRules::of_settings(&settings.oidc.unwrap(), Atlas::vietnam())
    }

    const ROLES: &str = "role_claim = 'groups'\nroles = [\
        { value = 'thanh-tra', role = 'inspector' }, { value = 'can-bo', role = 'analyst' }]\n";

    fn said(rules: &ClaimRules, claims: &Value) -> Result<(Role, String), NoMandate> {
        let mandate = rules.mandate(claims, Atlas::vietnam())?;
        Ok((mandate.role, mandate.jurisdiction.to_string()))
    }

    #[test]
    fn the_first_line_that_fits_counts_and_without_one_there_is_no_role() {
        let rules = rules(&format!("{ROLES}place = '33'")).unwrap().unwrap();
        let of = |groups: Value| said(&rules, &json!({ "groups": groups }));
        let here = "2025:33".to_owned();
        assert_eq!(
            of(json!(["can-bo", "thanh-tra"])),
            Ok((Role::Inspector, here.clone()))
        );
        assert_eq!(of(json!("can-bo")), Ok((Role::Analyst, here)));
        for nothing in [
            json!([]),
            json!("CAN-BO"),
            json!(7),
            json!(null),
            json!([["can-bo"]]),
        ] {
            assert_eq!(of(nothing), Err(NoMandate::NoRole));
        }
    }

    #[test]
    fn a_place_is_read_by_its_line_or_by_its_own_words_and_never_guessed() {
        let own = rules(&format!("{ROLES}place_claim = 'place'"))
            .unwrap()
            .unwrap();
        let of = |rules: &ClaimRules, place: Value| {
            said(rules, &json!({ "groups": "can-bo", "place": place })).map(|(_, place)| place)
        };
        assert_eq!(of(&own, json!("33")), Ok("2025:33".into()));
        assert_eq!(of(&own, json!("office:H33")), Ok("office:H33".into()));
        for nothing in [
            json!("H33"),
            json!(""),
            json!(null),
            json!({ "code": "33" }),
        ] {
            assert_eq!(of(&own, nothing), Err(NoMandate::NoPlace));
        }
        let lines = "place_claim = 'place'\nplaces = [{ value = 'H33', place = '33' }]";
        let listed = rules(&format!("{ROLES}{lines}")).unwrap().unwrap();
        assert_eq!(of(&listed, json!(["?", "H33"])), Ok("2025:33".into()));
        assert_eq!(
            of(&listed, json!("vn")),
            Err(NoMandate::NoPlace),
            "not in the list"
        );
    }

    #[test]
    fn a_claim_inside_another_one_is_reached_by_its_path() {
        let text = ROLES.replace("'groups'", "'/realm_access/roles'");
        let rules = rules(&format!("{text}place = 'vn'")).unwrap().unwrap();
        let claims = json!({ "realm_access": { "roles": ["can-bo"] } });
        assert_eq!(said(&rules, &claims), Ok((Role::Analyst, "vn".into())));
    }

    #[test]
    fn a_rule_that_names_nothing_that_exists_is_refused_at_start() {
        assert_eq!(rules(""), Ok(None));
        let role = ROLES.replace("inspector", "root");
        let fault = rules(&format!("{role}place = '33'"))
            .unwrap_err()
            .to_string();
        assert!(
            fault.contains("root") && fault.contains("oidc.roles"),
            "{fault}"
        );
        let fault = rules(&format!("{ROLES}place = '99999'"))
            .unwrap_err()
            .to_string();
        assert!(fault.contains("99999"), "{fault}");
    }
}
