//! Who guesses passwords or codes waits longer and longer; nobody is locked out for good.
//!
//! An account has five free tries, a source twenty, since an office may share one address. After that each further try
//! doubles the wait, up to a quarter of an hour. The right answer forgets what came before. A browser that signed in to the
//! account before ([`devices`](super::devices)) has five free tries of its own, so that its owner never waits for what a
//! stranger did. In memory only: a source is a keyed hash, and no address is kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Tries of an account, or of a browser that it knows, before it waits.
const FREE_OF_ACCOUNT: u32 = 5;
/// Tries of a source before it waits.
const FREE_OF_SOURCE: u32 = 20;
/// Longest wait in seconds.
const LONGEST: i64 = 15 * 60;
/// Seconds without a try after which all is forgotten.
const FORGOTTEN: i64 = 24 * 3600;
/// Wrong tries of one account that are worth a warning to whoever runs the service.
const ALARMING: u32 = 50;

/// Whom a try is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// The keyed hash of a name.
    Account(u64),
    /// The keyed hash of a browser that signed in to an account before.
    Device(u64),
    /// The keyed hash of where a request comes from.
    Source(u64),
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    failed: u32,
    last: i64,
}

/// Tries since the start of the process.
#[derive(Debug, Default)]
pub struct Throttle {
    tries: Mutex<HashMap<Counted, Tries>>,
}

impl Throttle {
    /// Counts a try at a moment (seconds since 1970 UTC) before it is looked at, so that many at once count as many; or
    /// tells how many seconds to wait, and counts nothing.
    pub fn begin(&self, whom: &[Counted], now: i64) -> Result<(), u32> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = whom.iter().filter_map(|one| {
            let known = tries.get(one)?;
            let until = known.last + pause(*one, known.failed);
            u32::try_from(until - now).ok().filter(|wait| *wait > 0)
        });
        if let Some(wait) = wait.max() {
            return Err(wait);
        }
        for one in whom {
            let known = tries.entry(*one).or_insert(Tries {
                failed: 0,
                last: now,
            });
            known.failed = known.failed.saturating_add(1);
            known.last = now;
            if known.failed == ALARMING && matches!(one, Counted::Account(_)) {
                tracing::warn!(
                    tries = known.failed,
                    "somebody keeps guessing the password of one account"
                );
            }
        }
        Ok(())
    }

    /// The try was right: the account begins afresh, and of a source this one try does not count.
    pub fn succeeded(&self, whom: &[Counted]) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        for one in whom {
            match (one, tries.get_mut(one)) {
                (Counted::Source(_), Some(known)) => known.failed = known.failed.saturating_sub(1),
                (Counted::Account(_) | Counted::Device(_), _) | (Counted::Source(_), None) => {
                    tries.remove(one);
                }
            }
        }
    }

    /// Forgets whoever was quiet for a day; to be called now and then.
    pub fn sweep(&self, now: i64) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, known| now - known.last < FORGOTTEN);
    }
}

/// Seconds to wait after so many wrong tries: 2^(n − free), at most a quarter of an hour.
fn pause(whom: Counted, failed: u32) -> i64 {
    let free = match whom {
        Counted::Account(_) | Counted::Device(_) => FREE_OF_ACCOUNT,
        Counted::Source(_) => FREE_OF_SOURCE,
    };
    match failed.checked_sub(free) {
        None => 0,
        Some(beyond) => 1_i64
            .checked_shl(beyond)
            .filter(|wait| *wait > 0)
            .map_or(LONGEST, |wait| wait.min(LONGEST)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AN: Counted = Counted::Account(1);

    #[test]
    fn five_tries_are_free_and_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let throttle = Throttle::default();
        let mut now = 1_000;
        for _ in 0..5 {
            assert_eq!(throttle.begin(&[AN], now), Ok(()));
        }
        let mut waits = Vec::new();
        for _ in 0..14 {
            let wait = throttle.begin(&[AN], now).unwrap_err();
            waits.push(wait);
            now += i64::from(wait);
            assert_eq!(throttle.begin(&[AN], now), Ok(()));
        }
        assert_eq!(
            waits,
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
        );
    }

    #[test]
    fn a_right_answer_forgets_and_one_account_does_not_make_another_wait() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            throttle.begin(&[AN, Counted::Source(7)], 0).unwrap();
        }
        assert!(throttle.begin(&[AN, Counted::Source(7)], 0).is_err());
        assert_eq!(
            throttle.begin(&[Counted::Account(2), Counted::Source(7)], 0),
            Ok(())
        );
        throttle.succeeded(&[AN]);
        assert_eq!(throttle.begin(&[AN], 0), Ok(()));
    }

    #[test]
    fn a_source_that_tries_many_accounts_waits_too() {
        let throttle = Throttle::default();
        for account in 0..20 {
            throttle
                .begin(&[Counted::Account(account), Counted::Source(7)], 0)
                .unwrap();
        }
        assert_eq!(
            throttle.begin(&[Counted::Account(99), Counted::Source(7)], 0),
            Err(1)
        );
        assert_eq!(
            throttle.begin(&[Counted::Account(99), Counted::Source(8)], 0),
            Ok(())
        );
    }

    #[test]
    fn whoever_has_one_right_password_does_not_guess_others_for_ever() {
        let throttle = Throttle::default();
        let source = Counted::Source(7);
        for account in 0..20 {
            throttle
                .begin(&[Counted::Account(account), source], 0)
                .unwrap();
            if throttle.begin(&[AN, source], 0).is_ok() {
                throttle.succeeded(&[AN, source]);
            }
        }
        assert!(throttle.begin(&[Counted::Account(99), source], 0).is_err());
    }

    #[test]
    fn many_tries_at_the_same_moment_count_as_many_and_a_quiet_day_forgets() {
        let throttle = Throttle::default();
        for _ in 0..100 {
            let _ = throttle.begin(&[AN], 0);
        }
        assert!(throttle.begin(&[AN], 0).is_err());
        throttle.sweep(FORGOTTEN);
        assert_eq!(throttle.begin(&[AN], 0), Ok(()));
    }
}
