//! What lies inside the envelope: procedure group, packed answers, comment (phiếu trả lời).

/// Longest procedure group code, in bytes.
pub const MAX_GROUP_BYTES: usize = 64;
/// Longest comment, in bytes of UTF-8: 1,000 code points of at most four bytes.
pub const MAX_COMMENT_BYTES: usize = 4_000;

const VERSION: u8 = 1;

/// One filled-in sheet as it is sealed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FilledSheet {
    /// Procedure group (nhóm thủ tục), when the invitation named one.
    pub group: Option<String>,
    /// One byte a slot, see [`Layout`](crate::index::Layout).
    pub slots: Vec<u8>,
    /// Free text (ý kiến khác), NFC.
    pub comment: Option<String>,
}

/// Answers never reach a log: only their number is shown.
impl std::fmt::Debug for FilledSheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FilledSheet({} slots)", self.slots.len())
    }
}

/// Why a sheet cannot be packed or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    /// More than the envelope holds.
    #[error(
        "the sheet is too long: a comment may have 1,000 characters, a procedure group 64 bytes"
    )]
    TooLong,
    /// Not written by this program, or by a newer one.
    #[error("the opened envelope does not hold a sheet this version can read")]
    Unreadable,
}

impl FilledSheet {
    /// The versioned bytes, before padding.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SheetFault> {
        let group = self.group.as_deref().unwrap_or("");
        let comment = self.comment.as_deref().unwrap_or("");
        if group.len() > MAX_GROUP_BYTES
            || comment.len() > MAX_COMMENT_BYTES
            || self.slots.len() > 400
        {
            return Err(SheetFault::TooLong);
        }
        let mut bytes = Vec::with_capacity(6 + group.len() + self.slots.len() + comment.len());
        bytes.push(VERSION);
        for part in [group.as_bytes(), &self.slots, comment.as_bytes()] {
            bytes.extend_from_slice(&(part.len() as u16).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        Ok(bytes)
    }

    /// Reads the bytes; padding of zeros may follow.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SheetFault> {
        let read = || {
            let (&version, mut rest) = bytes.split_first()?;
            let mut part = || {
                let (length, after) = rest.split_first_chunk::<2>()?;
                let (part, after) =
                    after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
                rest = after;
                Some(part)
            };
            let (group, slots, comment) = (part()?, part()?, part()?);
            let text = |part: &[u8]| {
                let text = String::from_utf8(part.to_vec()).ok()?;
                Some(Some(text).filter(|text| !text.is_empty()))
            };
            let sheet = Self {
                group: text(group)?,
                slots: slots.to_vec(),
                comment: text(comment)?,
            };
            (version == VERSION && rest.iter().all(|&byte| byte == 0)).then_some(sheet)
        };
        read().ok_or(SheetFault::Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_as_it_was_packed_whatever_the_padding() {
        let sheet = FilledSheet {
            group: Some("land".to_owned()),
            slots: vec![4, 3, 255, 0],
            comment: Some("Cảm ơn anh chị".to_owned()),
        };
        let mut bytes = sheet.to_bytes().unwrap();
        bytes.resize(700, 0);
        assert_eq!(FilledSheet::from_bytes(&bytes).unwrap(), sheet);
        let bare = FilledSheet::default();
        assert_eq!(
            FilledSheet::from_bytes(&bare.to_bytes().unwrap()).unwrap(),
            bare
        );
    }

    #[test]
    fn foreign_bytes_are_refused_and_never_panic() {
        for bytes in [
            &b""[..],
            b"\x02\0\0\0\0\0\0",
            b"\x01\xff\xff",
            b"\x01\0\0\0\0\0\0x",
        ] {
            assert_eq!(FilledSheet::from_bytes(bytes), Err(SheetFault::Unreadable));
        }
    }

    #[test]
    fn a_comment_of_a_thousand_characters_fits_in_any_script() {
        let mut sheet = FilledSheet {
            comment: Some("𝒱".repeat(1_000)),
            ..FilledSheet::default()
        };
        assert!(sheet.to_bytes().is_ok());
        sheet.comment = Some("𝒱".repeat(1_001));
        assert_eq!(sheet.to_bytes(), Err(SheetFault::TooLong));
    }
}
