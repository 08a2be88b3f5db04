//! Who guesses links is slowed down; who has a right one never is.
//!
//! A code of ten characters can be guessed at: whoever was wrong too often in a minute is not even looked up.
//!
//! The limits count misses only, so an office whose citizens share one address is not locked out. The source is a
//! keyed hash in memory, with a key drawn at start and never written: no address is kept.

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::hash::BuildHasher as _;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, ResponseError as _};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::problem::Problem;
use super::staff::throttle::{Counted, Throttle};
use crate::config::Settings;

/// Misses a minute and source.
const MISSES_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");
/// Requests to be contacted, an hour and source.
const CONTACTS_AN_HOUR: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");
/// Wrong codes of slips in a minute before a source must wait for the next one.
const WRONG_CODES: u32 = 5;
/// The minute in which wrong codes are counted.
const MINUTE: Duration = Duration::from_secs(60);

/// Counters in memory, one set a process.
#[derive(Debug)]
pub struct Limits {
    secret: std::hash::RandomState,
    misses: DefaultKeyedRateLimiter<u64>,
    contacts: DefaultKeyedRateLimiter<u64>,
    guesses: Mutex<HashMap<u64, Guesses>>,
    /// Tries of passwords and codes.
    pub tries: Throttle,
    trusted_proxies: Vec<IpAddr>,
}

/// Wrong codes of one source since the first of them.
#[derive(Debug, Clone, Copy)]
struct Guesses {
    since: Instant,
    wrong: u32,
}

impl Guesses {
    fn are_past(self) -> bool {
        self.since.elapsed() >= MINUTE
    }
}

impl Limits {
    /// Fresh counters.
    pub fn new(settings: &Settings) -> Self {
        Self {
            secret: std::hash::RandomState::new(),
            misses: RateLimiter::keyed(Quota::per_minute(MISSES_A_MINUTE)),
            contacts: RateLimiter::keyed(Quota::per_hour(CONTACTS_AN_HOUR)),
            guesses: Mutex::default(),
            tries: Throttle::default(),
            trusted_proxies: settings.web.trusted_proxies.clone(),
        }
    }

    /// Forgets sources that have been quiet; to be called now and then.
    pub fn sweep(&self, now: i64) {
        self.misses.retain_recent();
        self.contacts.retain_recent();
        self.guesses().retain(|_, own| !own.are_past());
        self.tries.sweep(now);
    }

    fn guesses(&self) -> MutexGuard<'_, HashMap<u64, Guesses>> {
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whom a try of this account's password counts for.
    pub fn account(&self, username: &str) -> Counted {
        Counted::Account(self.secret.hash_one(username))
    }

    /// Whom a try from a browser that an account knows counts for: neither the account nor where it comes from.
    pub fn device(&self, random: &[u8]) -> Counted {
        Counted::Device(self.secret.hash_one(random))
    }

    /// The keyed hash of where a request comes from; a forwarded address is believed from a trusted proxy only.
    fn source(&self, request: &HttpRequest) -> u64 {
        let peer = request.peer_addr().map(|address| address.ip());
        let trusted = peer.is_some_and(|peer| self.trusted_proxies.contains(&peer));
        let forwarded = || {
            let header = request.headers().get("x-forwarded-for")?.to_str().ok()?;
            header.rsplit(',').next()?.trim().parse().ok()
        };
        let source = if trusted { forwarded().or(peer) } else { peer };
        self.secret.hash_one(source.map(line))
    }
}

/// One line to the network: a home or a phone has a whole /64 of IPv6 to choose addresses from.
fn line(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.into(),
            None => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        },
    }
}

/// The guard of one request.
pub struct Guard {
    limits: Arc<Limits>,
    source: u64,
}

impl Guard {
    /// Whom a try from here counts for.
    pub fn counted(&self) -> Counted {
        Counted::Source(self.source)
    }

    /// Passes a result through; an unknown link counts as a miss, and too many misses are told to wait.
    pub fn counting_misses<T>(&self, result: Result<T, Problem>) -> Result<T, Problem> {
        match result {
            Err(problem) if problem.status_code() == StatusCode::NOT_FOUND => {
                match self.limits.misses.check_key(&self.source) {
                    Ok(()) => Err(problem),
                    Err(_) => Err(Problem::too_many(60)),
                }
            }
            other => other,
        }
    }
}

impl Guard {
    /// Whether this source may have one more code looked up. It counts as wrong until [`Guard::guessed_right`], so that
    /// many tries at once are no way round.
    pub fn may_guess(&self) -> Result<(), Problem> {
        let fresh = || Guesses {
            since: Instant::now(),
            wrong: 0,
        };
        let mut guesses = self.limits.guesses();
        guesses.retain(|_, own| !own.are_past());
        let own = guesses.entry(self.source).or_insert_with(fresh);
        if own.wrong >= WRONG_CODES {
            return Err(Problem::too_many(60));
        }
        own.wrong += 1;
        Ok(())
    }

    /// The code was right: it does not count.
    pub fn guessed_right(&self) {
        if let Some(own) = self.limits.guesses().get_mut(&self.source) {
            own.wrong = own.wrong.saturating_sub(1);
        }
    }

    /// Whether this source may leave one more request to be contacted.
    pub fn may_ask_for_contact(&self) -> Result<(), Problem> {
        let asked = self.limits.contacts.check_key(&self.source);
        asked.map_err(|_| Problem::too_many(3_600))
    }
}

impl FromRequest for Guard {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.app_data::<Data<Limits>>() {
            Some(limits) => {
                let limits = limits.clone().into_inner();
                Ok(Self {
                    source: limits.source(request),
                    limits,
                })
            }
            None => Err(Problem::internal()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_changes_addresses_on_one_line_stays_the_same_source() {
        let of = |text: &str| line(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.7"), of("203.0.113.7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }
}
