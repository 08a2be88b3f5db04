//! Single sign-on (đăng nhập một lần): staff come in with the account that their province gave them.
//!
//! | what | where |
//! |---|---|
//! | leaving for the provider, coming back, going away | [`desk`] |
//! | linking the own account, showing once more who it is | [`inside`] |
//! | what is remembered meanwhile | `journey` |
//! | what the provider is asked, and what of its replies is believed | `provider`, over the `wire` |
//!
//! The provider says who somebody is; what that allows is decided in [`House::admit`].

pub mod desk;
pub mod inside;
mod journey;
mod provider;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use journey::Luggage;
use provider::Provider;
pub use provider::ProviderFault;

use crate::config::SingleSignOn;
use crate::house::House;
use crate::staff::{ClaimRules, ClaimRulesFault};
use crate::web::indoors::Indoors;
use crate::web::indoors::Visited;
use crate::web::words::Lang;

/// People whom the provider is asked about at the same moment; more wait outside.
const AT_ONCE: usize = 4;
/// How long they wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the service does not start with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SignOnFault {
    /// A role or a place that does not exist.
    #[error(transparent)]
    Rules(#[from] ClaimRulesFault),
    /// A file that cannot be read, or an address that is none.
    #[error(transparent)]
    Provider(#[from] ProviderFault),
}

/// The way in through the provider of the settings.
pub struct SignOn {
    own: SingleSignOn,
    rules: Option<ClaimRules>,
    luggage: Luggage,
    door: Indoors<Arc<Provider>>,
}

impl Visited for Arc<Provider> {}

impl SignOn {
    /// What the settings say; `None` without `[oidc]`. The provider itself is not asked yet.
    pub fn open(house: &House) -> Result<Option<Self>, SignOnFault> {
        let Some(own) = house.settings.oidc.clone() else {
            return Ok(None);
        };
        let rules = ClaimRules::of_settings(&own, house.atlas)?;
        let provider = Provider::new(&own, &house.settings.public_url())?;
        Ok(Some(Self {
            own,
            rules,
            luggage: Luggage::new(),
            door: Indoors::new(Arc::new(provider), AT_ONCE, PATIENCE),
        }))
    }

    /// What the button on the sign-in page says.
    fn button(&self, lang: Lang) -> String {
        match &self.own.button {
            Some(words) if lang.is_vietnamese() => words.vi.clone(),
            Some(words) => words.en.clone(),
            None => lang.say("sign-on-button"),
        }
    }
}

/// What the button on the sign-in page says; `None` where there is no single sign-on.
pub fn button(request: &HttpRequest, lang: Lang) -> Option<String> {
    let sign_on = request.app_data::<Data<Option<SignOn>>>()?;
    sign_on.get_ref().as_ref().map(|own| own.button(lang))
}
