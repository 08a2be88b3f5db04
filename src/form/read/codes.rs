//! Codes and values: what people never read but tables, links and requests are full of.

use std::collections::HashMap;

use crate::form::fault::Path;

use super::flaws::Flaws;

/// Columns of an import that are not questions.
const RESERVED: [&str; 10] = [
    "place", "period", "channel", "weight", "office", "group", "na", "token", "form", "version",
];

/// The codes taken so far, so that no two things share one.
#[derive(Default)]
pub(super) struct Codes {
    taken: HashMap<String, &'static str>,
}

impl Codes {
    /// Takes a code for a thing of some kind, or tells why it cannot have it.
    pub(super) fn take(&mut self, code: &str, kind: &'static str, path: &Path, flaws: &mut Flaws) {
        if !is_code(code) {
            flaws.tell(
                path.clone(),
                format!(
                    "“{}” cannot be a code: use up to 40 letters a–z, digits, “.”, “_”, “-”, beginning with a letter",
                    code.chars().take(40).collect::<String>()
                ),
            );
        } else if RESERVED.contains(&code) {
            flaws.tell(
                path.clone(),
                format!(
                    "“{code}” is the name of a column of its own in tables; choose another code"
                ),
            );
        } else if let Some(other) = self.taken.insert(code.to_owned(), kind) {
            flaws.tell(
                path.clone(),
                format!("the code “{code}” is already taken by another {other}"),
            );
        }
    }
}

/// Letters, digits, “.”, “_”, “-”, beginning with a letter.
pub(super) fn is_code(code: &str) -> bool {
    code.len() <= 40
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// What an option may be called in tables: `1`, `18-24`, `61+`, `male`.
pub(super) fn is_value(value: &str) -> bool {
    (1..=20).contains(&value.len())
        && value != "na"
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte))
}

/// `sipas-1001-2023`: small letters and digits in groups.
pub(super) fn is_id(id: &str) -> bool {
    (1..=40).contains(&id.len())
        && id.split('-').all(|group| {
            !group.is_empty()
                && group
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}
