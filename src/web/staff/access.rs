//! Who may do what: said in the signature of a handler.
//!
//! A handler that takes [`Staff<Read>`](Staff) is reached by nobody who may not read; what it shows of a place it lets
//! [`Staff::must_see`] decide. There is no other way to learn who is signed in.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde_json::Value;

use super::{api_keys, sessions};
use crate::form::Text;
use crate::house::{House, HouseError};
use crate::place::{Atlas, UnitId};
use crate::staff::{Mandate, Permission};
use crate::store::{Action, ApiKey, Session};
use crate::web::Door;
use crate::web::problem::Problem;

/// What a handler asks for, as a type.
pub trait Right: 'static {
    /// The permission it stands for.
    const PERMISSION: Permission;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        pub enum $name {}

        impl Right for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )+};
}

rights! {
    /// Reading the results of own places.
    Read,
    /// Taking them along as files.
    Export,
    /// Drafting, checking and publishing.
    Publish,
    /// Opening accounts, keys and collection points; reading the log.
    Administer,
    /// Reading comments.
    Inspect,
}

/// Somebody signed in whose role allows `R`.
pub struct Staff<R> {
    /// The sign-in, with the account as it stands now.
    pub session: Session,
    right: PhantomData<R>,
}

/// Somebody signed in, of any role: for what concerns the own account only.
pub struct SignedIn(pub Session);

/// Whoever asks, signed in or not; a sign-in that still lacks its second factor included.
pub struct Visitor(pub Option<Session>);

/// Somebody who may take files along: a member of staff, for own places, or an API key with the scope `read`.
pub enum Exporter {
    /// A member of staff.
    Staff(Staff<Export>),
    /// A program.
    Key(ApiKey),
}

/// Somebody who may make invitations: an API key with the scope `invite`.
pub struct Inviter;

impl<R> Staff<R> {
    /// The name of the account: who stands in the log.
    pub fn name(&self) -> &str {
        &self.session.account.username
    }

    /// What may be done, and where.
    pub fn mandate(&self) -> &Mandate {
        &self.session.account.mandate
    }

    /// Whether a place is the own one or lies below it.
    pub fn may_see(&self, atlas: &Atlas, place: &UnitId) -> bool {
        self.mandate().may_see(atlas, place)
    }

    /// Refuses whoever is not there for the whole country.
    pub fn must_be_national(&self, atlas: &Atlas) -> Result<(), Problem> {
        self.must_see(atlas, &atlas.nation().id)
    }

    /// Refuses a place beside or above the own one.
    pub fn must_see(&self, atlas: &Atlas, place: &UnitId) -> Result<(), Problem> {
        if self.may_see(atlas, place) {
            Ok(())
        } else {
            Err(elsewhere())
        }
    }

    /// Refuses an office, which stands in `place`, that is neither the own one nor in the own place.
    pub fn must_see_office(
        &self,
        atlas: &Atlas,
        office: &str,
        place: &UnitId,
    ) -> Result<(), Problem> {
        if self.mandate().may_see_office(atlas, office, place) {
            Ok(())
        } else {
            Err(elsewhere())
        }
    }
}

impl<R> Staff<R> {
    /// Writes what this person did or read into the log.
    pub fn log(
        &self,
        house: &House,
        action: Action,
        object: &str,
        detail: Value,
    ) -> Result<(), HouseError> {
        house.log(self.name(), action, object, detail)
    }
}

impl Exporter {
    /// Who stands in the log.
    pub fn name(&self) -> String {
        match self {
            Self::Staff(staff) => staff.name().to_owned(),
            Self::Key(key) => format!("key:{}", key.id),
        }
    }

    /// Refuses a place, by its key, that is not the member of staff's own.
    pub fn must_see(&self, atlas: &Atlas, place: &str) -> Result<(), Problem> {
        match self {
            Self::Key(_) => Ok(()),
            Self::Staff(staff) => {
                let place = place.parse().map_err(|_| Problem::not_found())?;
                staff.must_see(atlas, &place)
            }
        }
    }
}

/// 403 for what belongs to another place.
fn elsewhere() -> Problem {
    Problem::forbidden().because(Text::new(
        "Nơi này không thuộc phạm vi tài khoản của ông/bà phụ trách. Kết quả đã công bố của mọi nơi ở trang công khai.",
        "This place is not in the care of your account. The published results of every place are on the public pages.",
    ))
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Found>().cloned();
        let (door, token) = (door(request), sessions::token(request));
        Box::pin(async move {
            if let Some(Found(session)) = known {
                return Ok(Self(session));
            }
            Ok(Self(look_up(&door?, token).await?))
        })
    }
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = Visitor::from_request(request, payload);
        let simulated = door(request).map(|door| door.store().simulated);
        Box::pin(async move {
            let session = visitor.await?.0.ok_or_else(Problem::unauthorized)?;
            if session.account.disabled {
                return Err(closed());
            }
            if lacks_second_factor(&session, simulated?) {
                return Err(Problem::unauthorized());
            }
            Ok(Self(session))
        })
    }
}

impl<R: Right> FromRequest for Staff<R> {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let session = signed_in.await?.0;
            if !session.account.mandate.may(R::PERMISSION) {
                return Err(Problem::forbidden());
            }
            Ok(Self {
                session,
                right: PhantomData,
            })
        })
    }
}

impl FromRequest for Exporter {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if let Some(key) = bearer(request) {
            let door = door(request);
            return Box::pin(async move {
                let key = find_key(&door?, key, api_keys::READ).await?;
                Ok(Self::Key(key))
            });
        }
        let sent_by_us = |door: &Data<Door>| {
            let public_url = door.store().settings.public_url();
            sessions::is_own(request.headers(), &public_url)
        };
        let own = request.method().is_safe() || door(request).as_ref().is_ok_and(sent_by_us);
        let staff = Staff::<Export>::from_request(request, payload);
        Box::pin(async move {
            let staff = staff.await?;
            if own {
                Ok(Self::Staff(staff))
            } else {
                Err(Problem::forbidden())
            }
        })
    }
}

impl FromRequest for Inviter {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (door, key) = (door(request), bearer(request));
        Box::pin(async move {
            let key = key.ok_or_else(Problem::unauthorized)?;
            find_key(&door?, key, api_keys::INVITE).await.map(|_| Self)
        })
    }
}

/// The sign-in of a request once it was looked up, so that it is looked up once.
#[derive(Clone)]
pub(super) struct Found(pub(super) Option<Session>);

/// The sign-in behind a cookie.
pub(super) async fn look_up(
    door: &Data<Door>,
    token: Option<String>,
) -> Result<Option<Session>, Problem> {
    let Some(token) = token else {
        return Ok(None);
    };
    door.run(move |house| sessions::find(house, &token)).await
}

/// Whether more than the password must be shown first: where it is set up, and by every role that can do more than look at
/// counts. Simulated answers need no such guard.
pub(super) fn lacks_second_factor(session: &Session, simulated: bool) -> bool {
    let account = &session.account;
    let needed = account.mandate.role.needs_second_factor() && !simulated;
    (account.second_factor || needed) && !session.second
}

/// 403 for whoever is still signed in with an account that was closed.
pub(super) fn closed() -> Problem {
    Problem::forbidden().because(Text::new(
        "Tài khoản này đã bị người quản trị đóng lại. Chưa có gì được ghi nhận.",
        "An administrator has closed this account. Nothing was recorded.",
    ))
}

async fn find_key(door: &Data<Door>, text: String, scope: &'static str) -> Result<ApiKey, Problem> {
    let found = door.run(move |house| api_keys::find(house, &text, scope));
    found.await?.ok_or_else(Problem::unauthorized)
}

pub(super) fn door(request: &HttpRequest) -> Result<Data<Door>, Problem> {
    request
        .app_data::<Data<Door>>()
        .cloned()
        .ok_or_else(Problem::internal)
}

/// Whether the service is reached over https; `__Host-` cookies exist there only.
pub(super) fn over_https(house: &House) -> bool {
    house.settings.public_url().starts_with("https://")
}

/// The text of an API key, from `Authorization: Bearer …` or `X-API-Key: …`.
fn bearer(request: &HttpRequest) -> Option<String> {
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let bearer =
        text(header::AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
    bearer
        .or_else(|| text("X-API-Key"))
        .map(|key| key.trim().to_owned())
}
