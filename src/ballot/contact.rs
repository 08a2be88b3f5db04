//! What somebody writes who wants to be contacted: apart from any sheet (đề nghị được liên hệ lại).

use unicode_normalization::UnicodeNormalization as _;

/// Most characters of what it is about.
pub const MAX_ABOUT: usize = 700;
/// Most characters of how to reach the person.
pub const MAX_REACH: usize = 200;

/// A request to be contacted.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactRequest {
    about: String,
    reach: String,
}

/// Why a request cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactFault {
    /// Nothing is said.
    NoAbout,
    /// No telephone, address or other way.
    NoReach,
    /// Longer than [`MAX_ABOUT`].
    LongAbout,
    /// Longer than [`MAX_REACH`].
    LongReach,
}

/// Whoever asks to be called back has told who they are; none of it reaches a log.
impl std::fmt::Debug for ContactRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactRequest(sealed)")
    }
}

impl ContactRequest {
    /// Reads what was written, NFC and without what no keyboard makes; every fault, not only the first.
    pub fn parse(about: &str, reach: &str) -> Result<Self, Vec<ContactFault>> {
        let (about, reach) = (tidy(about, true), tidy(reach, false));
        let faults = [
            (about.is_empty(), ContactFault::NoAbout),
            (about.chars().count() > MAX_ABOUT, ContactFault::LongAbout),
            (reach.is_empty(), ContactFault::NoReach),
            (reach.chars().count() > MAX_REACH, ContactFault::LongReach),
        ];
        let faults: Vec<_> = faults
            .into_iter()
            .filter_map(|(wrong, fault)| wrong.then_some(fault))
            .collect();
        if faults.is_empty() {
            Ok(Self { about, reach })
        } else {
            Err(faults)
        }
    }

    /// What it is about.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// How to reach the person; one line.
    pub fn reach(&self) -> &str {
        &self.reach
    }

    /// As it is sealed: the way to reach in the first line.
    pub fn to_text(&self) -> String {
        format!("{}\n{}", self.reach, self.about)
    }

    /// Reads what was sealed.
    pub fn from_text(text: &str) -> Self {
        let (reach, about) = text.split_once('\n').unwrap_or((text, ""));
        Self {
            about: about.to_owned(),
            reach: reach.to_owned(),
        }
    }
}

fn tidy(text: &str, lines: bool) -> String {
    let kept = text.nfc().map(|c| {
        if c.is_control() && !(lines && c == '\n') {
            ' '
        } else {
            c
        }
    });
    kept.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_it_was_sealed() {
        let request =
            ContactRequest::parse("  Hồ sơ đất\r\nchờ 3 tháng ", "0912 345 678\n(buổi tối)")
                .unwrap();
        assert_eq!(request.reach(), "0912 345 678 (buổi tối)");
        assert_eq!(request.about(), "Hồ sơ đất \nchờ 3 tháng");
        assert_eq!(ContactRequest::from_text(&request.to_text()), request);
        assert!(!format!("{request:?}").contains("0912"));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = ContactRequest::parse(" ", "\u{7}").unwrap_err();
        assert_eq!(faults, [ContactFault::NoAbout, ContactFault::NoReach]);
        let faults = ContactRequest::parse(&"ệ".repeat(701), &"x".repeat(201)).unwrap_err();
        assert_eq!(faults, [ContactFault::LongAbout, ContactFault::LongReach]);
        let longest = ContactRequest::parse(&"𝒱".repeat(700), &"𝒱".repeat(200)).unwrap();
        assert!(longest.to_text().len() <= crate::ballot::MAX_COMMENT_BYTES);
    }
}
