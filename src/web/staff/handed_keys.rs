//! Keys of comments that inspectors handed in: in memory, for their own sign-in, gone after half an hour without use.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::ballot::BoxSecret;

/// How long a key is kept without being used.
const KEPT: Duration = Duration::from_secs(30 * 60);

/// One a service; never written anywhere.
#[derive(Debug, Default)]
pub struct HandedKeys(Mutex<HashMap<String, (BoxSecret, Instant)>>);

impl HandedKeys {
    /// Keeps a key for a sign-in, in place of an earlier one.
    pub fn keep(&self, session: &str, key: BoxSecret) {
        self.held()
            .insert(session.to_owned(), (key, Instant::now()));
    }

    /// Forgets the key of a sign-in.
    pub fn forget(&self, session: &str) {
        self.held().remove(session);
    }

    /// The key of a sign-in; asking for it is using it.
    pub fn of(&self, session: &str) -> Option<BoxSecret> {
        let mut held = self.held();
        let (key, used) = held.get_mut(session)?;
        *used = Instant::now();
        Some(key.clone())
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, (BoxSecret, Instant)>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, (_, used)| used.elapsed() < KEPT);
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_for_one_sign_in_and_is_forgotten_when_asked() {
        let keys = HandedKeys::default();
        let key = BoxSecret([7; 32]);
        keys.keep("lan", key.clone());
        assert_eq!(keys.of("lan"), Some(key));
        assert_eq!(keys.of("ba"), None);
        keys.forget("lan");
        assert_eq!(keys.of("lan"), None);
        assert!(!format!("{keys:?}").contains('7'));
    }
}
