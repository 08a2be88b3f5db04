//! Letting in whom a single sign-on vouches for: with the account that belongs to the person, or a new one if the settings
//! allow it.

use serde_json::{Value, json};

use super::{House, HouseError};
use crate::staff::{ClaimRules, Mandate, NoMandate, claim};
use crate::store::{Account, Action};

/// Who stands in the log for what a single sign-on changes.
pub(super) const SINGLE_SIGN_ON: &str = "single sign-on";
/// The password of an account of single sign-on: there is none, and nothing that is typed is it.
const NO_PASSWORD: &str = "";
/// Longest name of a person that is kept, in characters.
const LONGEST_SUBJECT: usize = 255;

/// Somebody whom a provider vouches for.
#[derive(Debug, Clone, Copy)]
pub struct Vouched<'a> {
    /// Which provider.
    pub issuer: &'a str,
    /// Which of its people.
    pub subject: &'a str,
    /// What it says about them.
    pub claims: &'a Value,
    /// The claim that names a new account.
    pub name_claim: &'a str,
}

/// What becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// They come in with this account, whose role and place are those of the claims now.
    Welcome(Account),
    /// The account was closed.
    Closed(Account),
    /// No account belongs to them, and none is made.
    Unknown,
    /// The account that would be made cannot have the name that the provider gives.
    NameRefused(String),
    /// The claims give them no role or no place.
    NoMandate(NoMandate),
}

impl House {
    /// Whether somebody comes in. The account is the one that is linked to issuer and subject, never one that has the same
    /// name. With `rules`, role and place follow the claims at each sign-in; whoever has none any more is refused and
    /// signed out everywhere.
    pub fn admit(
        &self,
        person: &Vouched<'_>,
        rules: Option<&ClaimRules>,
    ) -> Result<Admission, HouseError> {
        if !is_subject(person.subject) {
            return Ok(Admission::Unknown);
        }
        let link = Account::link(person.issuer, person.subject);
        let wanted = rules.map(|rules| rules.mandate(person.claims, self.atlas));
        let wanted = wanted.transpose();
        let Some(account) = self.store.account_of_subject(&link)? else {
            return match wanted {
                Err(nothing) if self.makes_accounts() => Ok(Admission::NoMandate(nothing)),
                Ok(Some(mandate)) if self.makes_accounts() => self.make(person, &link, mandate),
                _ => Ok(Admission::Unknown),
            };
        };
        if account.disabled {
            return Ok(Admission::Closed(account));
        }
        match wanted {
            Err(nothing) => {
                self.store.end_sessions_of(&account.username)?;
                Ok(Admission::NoMandate(nothing))
            }
            Ok(Some(mandate)) if mandate != account.mandate => {
                let changed = Account { mandate, ..account };
                self.change_account(SINGLE_SIGN_ON, &changed)?;
                Ok(Admission::Welcome(changed))
            }
            Ok(_) => Ok(Admission::Welcome(account)),
        }
    }

    /// Links an account to a person of the provider in the settings, or to nobody, and ends its sign-ins.
    pub fn link_account(
        &self,
        actor: &str,
        username: &str,
        subject: Option<&str>,
    ) -> Result<(), HouseError> {
        let refuse = |reason: String| HouseError::Field {
            field: "subject",
            reason,
        };
        let subject = match (subject, &self.settings.oidc) {
            (None, _) => String::new(),
            (Some(_), None) => {
                let words = "the settings have no [oidc]: name the provider there first";
                return Err(refuse(words.to_owned()));
            }
            (Some(subject), Some(own)) => {
                if !is_subject(subject) {
                    let words = format!(
                        "it is the “sub” of the provider: 1 to {LONGEST_SUBJECT} characters"
                    );
                    return Err(refuse(words));
                }
                Account::link(&own.issuer, subject)
            }
        };
        let owner = self.store.account_of_subject(&subject)?;
        if let Some(owner) = owner.filter(|owner| owner.username != username) {
            let words = format!("it belongs to the account “{}” already", owner.username);
            return Err(refuse(words));
        }
        let account = self.account(username)?;
        let entry = self.entry(
            actor,
            Action::AccountChanged,
            username,
            json!({ "linked": !subject.is_empty() }),
        );
        let linked = Account { subject, ..account };
        self.store.change_account(&linked, &entry)?;
        Ok(())
    }

    fn makes_accounts(&self) -> bool {
        self.settings.oidc.as_ref().is_some_and(|own| own.create)
    }

    fn make(
        &self,
        person: &Vouched<'_>,
        link: &str,
        mandate: Mandate,
    ) -> Result<Admission, HouseError> {
        let name = claim(person.claims, person.name_claim).and_then(Value::as_str);
        let name = name.unwrap_or_default().to_owned();
        let refused = |name: String| Ok(Admission::NameRefused(name.chars().take(64).collect()));
        let account = Account {
            username: name.clone(),
            mandate,
            disabled: false,
            second_factor: false,
            subject: link.to_owned(),
        };
        match self.open_account(SINGLE_SIGN_ON, &account, NO_PASSWORD) {
            Ok(()) => Ok(Admission::Welcome(account)),
            Err(HouseError::Field { .. }) => refused(name),
            Err(other) => Err(other),
        }
    }
}

/// Whether a database can hold it as the name of a person.
fn is_subject(text: &str) -> bool {
    let length = text.chars().count();
    (1..=LONGEST_SUBJECT).contains(&length) && !text.contains(char::is_control)
}
