//! Passwords of staff: argon2id, and nothing to learn from how long a check takes.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use rand::RngExt as _;

use crate::house::{House, HouseError};

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;

/// What an unknown user's password is compared with, so that it takes as long as a known user's.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2lwYXMtbm9ib2R5LXNhbHQ$wxTtTYhwLzCwEgw0MeXUPaJxM0OXvUgHjv7X2oEPrcY";

/// Argon2id with 19 MiB and two passes (OWASP ASVS 5.0, appendix C).
fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("fixed parameters within argon2's ranges");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Twenty characters that can be read aloud and typed: no 0/o, 1/l/i.
pub fn generate() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut random = rand::rng();
    let mut password = String::with_capacity(23);
    for position in 0..20 {
        if position > 0 && position % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(LETTERS[random.random_range(0..LETTERS.len())]));
    }
    password
}

/// Gives an account a password and ends its sessions.
pub fn set(house: &House, username: &str, password: &str) -> Result<(), HouseError> {
    let hash = argon2()
        .hash_password(password.as_bytes())
        .map_err(|error| HouseError::Field {
            field: "password",
            reason: error.to_string(),
        })?;
    house.store.set_staff(username, &hash.to_string())?;
    house.store.end_sessions_of(username)?;
    Ok(())
}

/// Whether this is the account's password. Slow on purpose; call it indoors.
pub fn check(house: &House, username: &str, password: &str) -> Result<bool, HouseError> {
    let stored = house.store.staff_password(username)?;
    let hash = stored.as_deref().unwrap_or(NOBODY);
    let right = PasswordHash::new(hash)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
    Ok(right && stored.is_some())
}
