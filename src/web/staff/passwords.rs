//! Passwords of staff: argon2id, and nothing to learn from how long a check takes.
//!
//! How many guesses a new one stands is worked out by zxcvbn, which knows English words, names, dates, rows of keys and signs
//! put for letters; a list of our own adds what Vietnamese passwords are made of. The library is worth its 1.4 MB: a list and
//! three rules let “tranthihoa1985” pass.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use rand::RngExt as _;

use crate::house::{House, HouseError};
use crate::place::fold;

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;

/// Most characters that are looked at; argon2 itself would take more.
pub const LONGEST: usize = 256;

/// Words that common Vietnamese passwords are made of, without marks, and those of our trade.
const COMMON: &str = include_str!("common_words.txt");
/// Guesses that a password must stand, as a power of ten: what a thief of the hashes tries in years, not in days, for each
/// guess costs 19 MiB.
const GUESSES: f64 = 12.0;
/// Characters whose guesses are worked out. More can only add to them, and the work grows faster than they do.
const LOOKED_AT: usize = 48;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// Fewer than [`SHORTEST`] characters.
    #[error("a password has {SHORTEST} characters or more")]
    Short,
    /// More than [`LONGEST`] characters.
    #[error("a password has {LONGEST} characters at most")]
    Long,
    /// Guessed in fewer than 10^12 tries: common words, names, dates, rows of keys, the name of the account.
    #[error(
        "this password is among the first that are guessed: it is made of common words, rows of keys, or the name of the account; take four words that have nothing to do with each other"
    )]
    Common,
}

/// What is wrong with a new password of this account, if anything: length, and how soon it is guessed. Nothing else is asked
/// for, neither digits nor signs.
pub fn weakness(password: &str, username: &str) -> Option<Weakness> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(Weakness::Short);
    }
    if length > LONGEST {
        return Some(Weakness::Long);
    }
    // Without marks, as whoever guesses writes it first.
    let plain: String = fold(password).chars().take(LOOKED_AT).collect();
    let own = fold(username);
    let parts = own.split(|c: char| !c.is_alphanumeric());
    let mut words: Vec<&str> = COMMON.split_whitespace().chain(parts).collect();
    words.push(&own);
    words.retain(|word| word.chars().count() > 2);
    let guesses = zxcvbn::zxcvbn(&plain, &words).guesses_log10();
    (guesses < GUESSES).then_some(Weakness::Common)
}

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

/// What is kept of a password.
pub fn hash(password: &str) -> Result<String, HouseError> {
    let hash = argon2().hash_password(password.as_bytes());
    let hash = hash.map_err(|error| HouseError::Field {
        field: "password",
        reason: error.to_string(),
    })?;
    Ok(hash.to_string())
}

/// Whether this is the password of an open account. Slow on purpose; call it indoors.
pub fn check(house: &House, username: &str, password: &str) -> Result<bool, HouseError> {
    // Whoever comes in by single sign-on only has none.
    let stored = house.store.staff_password(username)?;
    let stored = stored.filter(|hash| !hash.is_empty());
    let hash = stored.as_deref().unwrap_or(NOBODY);
    let right = PasswordHash::new(hash)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
    let open = house
        .store
        .account(username)?
        .is_some_and(|account| !account.disabled);
    Ok(right && stored.is_some() && open)
}

/// Whether an account has a password here; one that the single sign-on made has none.
pub fn is_set(house: &House, username: &str) -> Result<bool, HouseError> {
    let stored = house.store.staff_password(username)?;
    Ok(stored.is_some_and(|hash| !hash.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_takes_is_refused() {
        for common in [
            "password1234",
            "P@ssword2026",
            "123456789012",
            "qwertyuiop123",
            "aaaaaaaaaaaa",
            "matkhau123456",
            "MậtKhẩu@12345",
            "anhyeuem123456",
            "Sipas@2026Admin",
            "hungyen@123456",
            "nguyenvanan123",
            "abcdef!987654",
            "lan.hungyen.lan",
            "tranthihoa1985",
            "phohienhungyen",
            "ubndhungyen2026",
            "hanoimuathu2025",
            "toiyeuvietnam",
            "1q2w3e4r5t6y",
            "password password",
        ] {
            assert_eq!(
                weakness(common, "lan.hungyen"),
                Some(Weakness::Common),
                "{common}"
            );
        }
        let long = "matkhau".repeat(30);
        assert_eq!(
            weakness(&long, "an"),
            Some(Weakness::Common),
            "length alone"
        );
        assert_eq!(weakness("tr0ng-xanh1", "an"), Some(Weakness::Short));
        assert_eq!(weakness(&"xy12".repeat(65), "an"), Some(Weakness::Long));
    }

    #[test]
    fn a_generated_password_and_a_few_odd_words_are_taken() {
        for _ in 0..50 {
            let own = generate();
            assert_eq!(weakness(&own, "lan.hungyen"), None, "{own}");
        }
        for good in [
            "sỏi thước bèo ngựa vằn",
            "correct horse battery staple",
            "kẹp giấy và 7 con vịt",
            "qua roi con gi nua",
        ] {
            assert_eq!(weakness(good, "an"), None, "{good}");
        }
    }

    #[test]
    fn a_password_is_checked_against_its_own_hash_only() {
        let hash = hash("correct horse battery staple").unwrap();
        let verify = |password: &str| {
            let parsed = PasswordHash::new(&hash).unwrap();
            argon2()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok()
        };
        assert!(verify("correct horse battery staple") && !verify("correct horse battery stapler"));
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
