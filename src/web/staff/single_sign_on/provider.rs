//! The provider: where people are sent, and what of its replies is believed.
//!
//! Authorization code with PKCE (S256), state and nonce. Believed is an ID token that is signed with a key of the provider and
//! an asymmetric algorithm, from exactly this issuer, for exactly this service, not over, and with the nonce of this journey
//! (OpenID Connect Core 1.0, 3.1.3.7). A return that names another issuer is refused before its code is used (RFC 9207).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType,
    CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreSubjectIdentifierType, CoreTokenIntrospectionResponse,
    CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AuthenticationContextClass,
    AuthorizationCode, ClaimsVerificationError, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdTokenFields, IssuerUrl, LanguageTag, LogoutRequest, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadata, RedirectUrl,
    Scope, SignatureVerificationError, StandardErrorResponse, StandardTokenResponse,
    TokenResponse as _, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::journey::{Aim, Journey};
use super::wire::{Questions, Wire};
use crate::config::{SecondFactor, SingleSignOn, is_safe};
use crate::staff::claim;

/// Where the provider sends people back to.
pub const RETURN: &str = "/staff/sso/back";
/// How long what the provider says about itself is believed.
const LIFETIME: Duration = Duration::from_secs(3600);
/// Seconds by which the clock of the provider may be behind.
const LEEWAY: i64 = 30;
/// Signatures that nobody but the provider can make; with a shared secret this service could.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// All claims that the protocol itself gives no name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Further(Map<String, Value>);

impl AdditionalClaims for Further {}

/// What a provider says about itself beyond the core.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct About {
    end_session_endpoint: Option<EndSessionUrl>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for About {}

type Metadata = ProviderMetadata<
    About,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;
type Tokens = StandardTokenResponse<
    IdTokenFields<
        Further,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type OwnClient = Client<
    Further,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why nobody came in. The reasons are for the log; people read other words.
#[derive(Debug, thiserror::Error)]
pub enum ProviderFault {
    /// No reply, or none that makes sense; people can come back later.
    #[error("the single sign-on does not answer: {0}")]
    Away(String),
    /// The settings or their files.
    #[error("[oidc]: {0}")]
    Settings(String),
    /// What came back is not believed.
    #[error("a single sign-on was refused: {0}")]
    Refused(String),
}

/// Somebody whom the provider vouches for.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Who vouches.
    pub issuer: String,
    /// Which person; never given to another one by the same issuer.
    pub subject: String,
    /// Whether a second factor was shown there that counts here.
    pub second: bool,
    /// Everything said about them, as an object.
    pub claims: Value,
}

/// What came back in the address.
pub struct Arrival {
    /// Exchanged for tokens.
    pub code: String,
    /// Who says that it sent the person (RFC 9207).
    pub issuer: Option<String>,
}

/// One provider, as this service knows it.
pub struct Provider {
    issuer: IssuerUrl,
    id: ClientId,
    secret: ClientSecret,
    back: RedirectUrl,
    after: PostLogoutRedirectUrl,
    scopes: Vec<Scope>,
    second_factor: SecondFactor,
    asked_for: Vec<String>,
    plain: bool,
    wire: Wire,
    known: Mutex<Option<Known>>,
}

/// What the provider said about itself, and when.
#[derive(Clone)]
struct Known {
    metadata: Arc<Metadata>,
    read: Instant,
}

impl Provider {
    /// Reads the secret; asks nothing yet, so that the service starts while the provider is away.
    pub fn new(own: &SingleSignOn, public_url: &str) -> Result<Self, ProviderFault> {
        let settings = |error: &dyn std::fmt::Display| ProviderFault::Settings(error.to_string());
        let file = &own.client_secret_file;
        let secret = std::fs::read_to_string(file).map_err(|error| {
            settings(&format!("client_secret_file {}: {error}", file.display()))
        })?;
        let secret = secret.lines().next().unwrap_or_default().trim().to_owned();
        if secret.is_empty() {
            let words = format!(
                "client_secret_file {}: its first line is empty",
                file.display()
            );
            return Err(settings(&words));
        }
        let plain = own.is_on_this_machine();
        let wire = Wire::new(plain, own.ca_file.as_deref());
        let claims = [
            Some(&own.name_claim),
            own.role_claim.as_ref(),
            own.place_claim.as_ref(),
        ];
        let url = |path: &str| format!("{public_url}{path}");
        Ok(Self {
            issuer: IssuerUrl::new(own.issuer.clone()).map_err(|e| settings(&e))?,
            id: ClientId::new(own.client_id.clone()),
            secret: ClientSecret::new(secret),
            back: RedirectUrl::new(url(RETURN)).map_err(|e| settings(&e))?,
            after: PostLogoutRedirectUrl::new(url("/staff/sign-in")).map_err(|e| settings(&e))?,
            scopes: own.scopes.iter().cloned().map(Scope::new).collect(),
            second_factor: own.second_factor.clone(),
            asked_for: claims.into_iter().flatten().cloned().collect(),
            plain,
            wire: wire.map_err(|e| settings(&format!("ca_file {e}")))?,
            known: Mutex::default(),
        })
    }

    /// Where to send somebody, and what to remember until they come back. Blocks.
    pub fn depart(
        &self,
        aim: Aim,
        next: &str,
        lang: &str,
        now: DateTime<Utc>,
    ) -> Result<(String, Journey), ProviderFault> {
        let metadata = self.metadata(&self.wire.questions())?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client(&metadata);
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .add_ui_locale(LanguageTag::new(lang.to_owned()));
        for scope in self
            .scopes
            .iter()
            .filter(|scope| scope.as_str() != "openid")
        {
            request = request.add_scope(scope.clone());
        }
        for class in &self.second_factor.acr {
            let class = AuthenticationContextClass::new(class.clone());
            request = request.add_auth_context_value(class);
        }
        if aim.asks_anew() {
            // Both: the first has them asked, the second has the provider say when (OpenID Connect Core 1.0, 3.1.2.1).
            request = request.add_prompt(CoreAuthPrompt::Login);
            request = request.set_max_age(Duration::ZERO);
        }
        let (url, state, nonce) = request.url();
        let journey = Journey {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            aim,
            next: next.to_owned(),
            lang: lang.to_owned(),
            begun: now.timestamp(),
        };
        Ok((url.into(), journey))
    }

    /// Who came back. Blocks.
    pub fn arrive(
        &self,
        arrival: &Arrival,
        journey: &Journey,
        now: DateTime<Utc>,
    ) -> Result<Person, ProviderFault> {
        let refused = |error: &dyn std::fmt::Display| ProviderFault::Refused(error.to_string());
        let questions = self.wire.questions();
        let metadata = self.metadata(&questions)?;
        let named = arrival.issuer.as_deref();
        let must_be_named = metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported;
        if named.is_some_and(|named| named != self.issuer.as_str())
            || (named.is_none() && must_be_named)
        {
            let named = named.unwrap_or("nobody");
            return Err(refused(&format!("the return is from {named}")));
        }
        let tokens = self.redeem(arrival, journey, &metadata, &questions)?;
        let Some(token) = tokens.id_token() else {
            return Err(refused(&"there is no ID token"));
        };
        let nonce = Nonce::new(journey.nonce.clone());
        let checked = |metadata: &Metadata| {
            let client = self.client(metadata);
            let verifier = client
                .id_token_verifier()
                .set_allowed_algs(SIGNATURES)
                .set_time_fn(move || now);
            let claims = token.claims(&verifier, &nonce)?.clone();
            if let Some(stated) = claims.access_token_hash() {
                let other = |error: &dyn std::fmt::Display| {
                    ClaimsVerificationError::Other(error.to_string())
                };
                let hash = AccessTokenHash::from_token(
                    tokens.access_token(),
                    token.signing_alg().map_err(|e| other(&e))?,
                    token.signing_key(&verifier).map_err(|e| other(&e))?,
                );
                if hash.map_err(|e| other(&e))? != *stated {
                    return Err(other(&"the access token is not the one of the ID token"));
                }
            }
            Ok(claims)
        };
        let claims = match checked(&metadata) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey
                | SignatureVerificationError::CryptoError(_),
            )) => checked(&*self.with_new_keys(&metadata, &questions)?),
            claims => claims,
        };
        let claims = claims.map_err(|error| refused(&error))?;
        let asked = claims.auth_time().map(|at| at.timestamp());
        if journey.aim.asks_anew() && asked.is_none_or(|asked| asked < journey.begun - LEEWAY) {
            return Err(refused(&"the provider did not ask the person anew"));
        }
        let acr = claims.auth_context_ref().map(|class| class.as_str());
        let amr: Vec<String> = claims
            .auth_method_refs()
            .map(|ways| ways.iter().map(|way| way.as_str().to_owned()).collect())
            .unwrap_or_default();
        let mut said = serde_json::to_value(&claims).map_err(|error| refused(&error))?;
        if self
            .asked_for
            .iter()
            .any(|name| claim(&said, name).is_none())
        {
            self.ask_more(&mut said, &tokens, &metadata, &questions)?;
        }
        Ok(Person {
            issuer: self.issuer.to_string(),
            subject: claims.subject().to_string(),
            second: self.second_factor.was_shown(acr, &amr),
            claims: said,
        })
    }

    /// Where people end their session at the provider too; `None` when it has no such place. Blocks.
    pub fn farewell(&self) -> Option<String> {
        let metadata = self.metadata(&self.wire.questions()).ok()?;
        let end = metadata
            .additional_metadata()
            .end_session_endpoint
            .clone()?;
        let request = LogoutRequest::from(end)
            .set_client_id(self.id.clone())
            .set_post_logout_redirect_uri(self.after.clone());
        Some(request.http_get_url().into())
    }

    fn client(&self, metadata: &Metadata) -> OwnClient {
        let secret = Some(self.secret.clone());
        OwnClient::from_provider_metadata(metadata.clone(), self.id.clone(), secret)
            .set_redirect_uri(self.back.clone())
    }

    fn redeem(
        &self,
        arrival: &Arrival,
        journey: &Journey,
        metadata: &Metadata,
        questions: &Questions<'_>,
    ) -> Result<Tokens, ProviderFault> {
        use openidconnect::RequestTokenError;
        let client = self.client(metadata);
        let asked = client
            .exchange_code(AuthorizationCode::new(arrival.code.clone()))
            .map_err(|error| ProviderFault::Away(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(journey.verifier.clone()))
            .request(questions);
        asked.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => ProviderFault::Refused(said.to_string()),
            RequestTokenError::Request(fault) => ProviderFault::Away(fault.to_string()),
            RequestTokenError::Parse(fault, _) => ProviderFault::Away(fault.to_string()),
            RequestTokenError::Other(fault) => ProviderFault::Away(fault),
        })
    }

    /// Adds what the provider tells about the person only when asked again; what is signed stays as it is.
    fn ask_more(
        &self,
        said: &mut Value,
        tokens: &Tokens,
        metadata: &Metadata,
        questions: &Questions<'_>,
    ) -> Result<(), ProviderFault> {
        let client = self.client(metadata);
        let subject = claim(said, "sub")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let subject = subject.map(openidconnect::SubjectIdentifier::new);
        let Ok(request) = client.user_info(tokens.access_token().clone(), subject) else {
            return Ok(());
        };
        let more: UserInfoClaims<Further, CoreGenderClaim> = request
            .request(questions)
            .map_err(|error| ProviderFault::Refused(chain(&error)))?;
        if let (Value::Object(said), Ok(Value::Object(more))) = (said, serde_json::to_value(&more))
        {
            for (name, value) in more {
                said.entry(name).or_insert(value);
            }
        }
        Ok(())
    }

    /// What the provider says about itself, read again when it is old.
    fn metadata(&self, questions: &Questions<'_>) -> Result<Arc<Metadata>, ProviderFault> {
        let known = self
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(known) = known.filter(|known| known.read.elapsed() < LIFETIME) {
            return Ok(known.metadata);
        }
        let metadata = Metadata::discover(&self.issuer, questions)
            .map_err(|error| ProviderFault::Away(chain(&error)))?;
        self.stays_private(&metadata)?;
        Ok(self.remember(metadata, Instant::now()))
    }

    /// The same with the keys of this moment, for a token that is signed with a key nobody knows here yet.
    fn with_new_keys(
        &self,
        metadata: &Metadata,
        questions: &Questions<'_>,
    ) -> Result<Arc<Metadata>, ProviderFault> {
        let keys = CoreJsonWebKeySet::fetch(metadata.jwks_uri(), questions)
            .map_err(|error| ProviderFault::Away(chain(&error)))?;
        let read = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.as_ref().map_or_else(Instant::now, |known| known.read)
        };
        Ok(self.remember(metadata.clone().set_jwks(keys), read))
    }

    fn remember(&self, metadata: Metadata, read: Instant) -> Arc<Metadata> {
        let metadata = Arc::new(metadata);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(Known {
            metadata: metadata.clone(),
            read,
        });
        metadata
    }

    /// Refuses a provider that would have secrets sent where others can read them.
    fn stays_private(&self, metadata: &Metadata) -> Result<(), ProviderFault> {
        let about = metadata.additional_metadata();
        let addresses = [
            Some(metadata.authorization_endpoint().as_str()),
            metadata.token_endpoint().map(|url| url.as_str()),
            metadata.userinfo_endpoint().map(|url| url.as_str()),
            Some(metadata.jwks_uri().as_str()),
            about.end_session_endpoint.as_ref().map(|url| url.as_str()),
        ];
        for url in addresses.into_iter().flatten() {
            if !is_safe(url) || (!self.plain && !url.starts_with("https://")) {
                return Err(ProviderFault::Away(format!("it names the address {url}")));
            }
        }
        Ok(())
    }
}

/// An error with everything below it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        words = format!("{words}: {error}");
        below = error.source();
    }
    words
}
