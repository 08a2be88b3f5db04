//! What people wrote: listed as counts, read by inspectors, carried sealed to whoever has the key.
//!
//! Two rules say when a group may be read: at least ten people wrote, so that nobody can tell whose words are whose, and at
//! least thirty sheets were counted for its place and period, from where on the disclosure gate shows more than a hint.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{House, HouseError};
use crate::ballot::{BoxSecret, ContactRequest, FormRef};
use crate::period::Period;
use crate::store::{Action, CommentGroup, SealedComment, SealedContact};

/// Fewest comments that are read together, whatever the settings say.
const TOGETHER: u64 = 10;
/// Fewest sheets of a place and a period whose comments are read, whatever the settings say.
const SHEETS: u64 = 30;

/// Comments that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadComments {
    /// The texts, in no order.
    pub texts: Vec<String>,
    /// How many did not open with the keys at hand.
    pub closed: usize,
}

/// Why a group is not read yet. How many there are is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// Too few people wrote.
    #[error("fewer than {0} comments")]
    Comments(u64),
    /// Too few people answered.
    #[error("fewer than {0} sheets")]
    Sheets(u64),
}

/// Requests that were read, each with the week it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadContacts {
    /// Place key, week as yyyyww, request.
    pub requests: Vec<(String, i32, ContactRequest)>,
    /// How many did not open with the keys at hand.
    pub closed: usize,
}

/// Sealed comments and requests on their way to the inspectorate, as a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedComments {
    groups: Vec<CarriedGroup>,
    contacts: Vec<CarriedContact>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CarriedGroup {
    form: String,
    version: u32,
    place: String,
    period: String,
    sealed: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CarriedContact {
    place: String,
    week: i32,
    sealed: String,
}

/// What a carried file holds, opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenedComments {
    /// Form, place key, period and texts of every group.
    pub groups: Vec<(FormRef, String, Period, ReadComments)>,
    /// The requests.
    pub contacts: ReadContacts,
}

fn open_all(sealed: &[SealedComment], keys: &[BoxSecret]) -> ReadComments {
    let mut read = ReadComments::default();
    for comment in sealed {
        match keys.iter().find_map(|key| comment.open(key).ok()) {
            Some(text) => read.texts.push(text),
            None => read.closed += 1,
        }
    }
    read
}

fn open_contacts(sealed: &[SealedContact], keys: &[BoxSecret]) -> ReadContacts {
    let mut read = ReadContacts::default();
    for contact in sealed {
        match keys.iter().find_map(|key| contact.open(key).ok()) {
            Some(request) => read
                .requests
                .push((contact.place.clone(), contact.week, request)),
            None => read.closed += 1,
        }
    }
    read
}

impl House {
    /// Fewest comments of a group that may be read or counted out loud.
    pub fn fewest_comments(&self) -> u64 {
        self.settings.disclosure.threshold.max(TOGETHER)
    }

    /// Fewest sheets of a place and a period whose comments may be read.
    pub fn fewest_sheets(&self) -> u64 {
        self.settings.disclosure.threshold.max(SHEETS)
    }

    /// Why a group may not be read yet, if so.
    pub fn unread(&self, group: &CommentGroup) -> Option<Unread> {
        let (comments, sheets) = (self.fewest_comments(), self.fewest_sheets());
        if group.count < comments {
            Some(Unread::Comments(comments))
        } else if group.sheets < sheets {
            Some(Unread::Sheets(sheets))
        } else {
            None
        }
    }

    /// Reads one group for somebody who may; keys that lie here and keys that were handed in are tried. The log tells who read
    /// which group, before anything is opened.
    pub fn read_comments(
        &self,
        reader: &str,
        group: &CommentGroup,
        handed_in: &[BoxSecret],
    ) -> Result<ReadComments, HouseError> {
        let sealed = self
            .store
            .comments(&group.form, &group.place, group.period)?;
        let (form, place) = (&group.form, group.place.as_str());
        let behind = self.store.sheets_behind(form, group.period, &[place])?;
        let found = CommentGroup {
            count: sealed.len() as u64,
            sheets: behind.get(place).copied().unwrap_or(0),
            ..group.clone()
        };
        if let Some(unread) = self.unread(&found) {
            return Err(HouseError::Field {
                field: "place",
                reason: format!("{unread} there: nothing is read yet"),
            });
        }
        let object = format!("{} {}", group.place, group.period);
        let detail = json!({ "form": group.form.id, "version": group.form.version });
        self.log(reader, Action::CommentsRead, &object, detail)?;
        Ok(open_all(&sealed, &self.keys_at_hand(handed_in)?))
    }

    /// Reads the requests to be contacted of places that `is_own` lets through.
    pub fn read_contacts(
        &self,
        reader: &str,
        is_own: &dyn Fn(&str) -> bool,
        handed_in: &[BoxSecret],
    ) -> Result<ReadContacts, HouseError> {
        self.log(reader, Action::CommentsRead, "contacts", json!({}))?;
        let mut sealed = self.store.contacts()?;
        sealed.retain(|contact| is_own(&contact.place));
        Ok(open_contacts(&sealed, &self.keys_at_hand(handed_in)?))
    }

    /// Whether a key that opens comments lies on this machine.
    pub fn holds_comment_key(&self) -> Result<bool, HouseError> {
        Ok(self.keys.comment_secret()?.is_some())
    }

    fn keys_at_hand(&self, handed_in: &[BoxSecret]) -> Result<Vec<BoxSecret>, HouseError> {
        let mut keys = handed_in.to_vec();
        keys.extend(self.keys.comment_secret()?);
        Ok(keys)
    }

    /// Everything that may be read, still sealed, to be carried to the inspectorate.
    pub fn carry_comments(&self, carrier: &str) -> Result<CarriedComments, HouseError> {
        self.log(carrier, Action::Exported, "comments, sealed", json!({}))?;
        let mut groups = Vec::new();
        for group in self
            .store
            .comment_groups()?
            .into_iter()
            .filter(|group| self.unread(group).is_none())
        {
            let sealed = self
                .store
                .comments(&group.form, &group.place, group.period)?;
            groups.push(CarriedGroup {
                form: group.form.id,
                version: group.form.version,
                place: group.place,
                period: group.period.to_string(),
                sealed: sealed
                    .iter()
                    .map(|own| BASE64.encode(own.sealed()))
                    .collect(),
            });
        }
        let contacts = self
            .store
            .contacts()?
            .into_iter()
            .map(|contact| CarriedContact {
                sealed: BASE64.encode(contact.sealed()),
                place: contact.place,
                week: contact.week,
            });
        Ok(CarriedComments {
            groups,
            contacts: contacts.collect(),
        })
    }
}

impl CarriedComments {
    /// Opens a carried file, far from any database. Groups of fewer than ten are left closed.
    pub fn open(&self, key: &BoxSecret) -> OpenedComments {
        let keys = std::slice::from_ref(key);
        let envelope = |text: &str| BASE64.decode(text.as_bytes()).unwrap_or_default();
        let mut opened = OpenedComments::default();
        for group in self
            .groups
            .iter()
            .filter(|group| group.sealed.len() as u64 >= TOGETHER)
        {
            let Ok(period) = group.period.parse::<Period>() else {
                continue;
            };
            let form = FormRef::new(group.form.clone(), group.version);
            let sealed = group.sealed.iter().map(|text| {
                SealedComment::carried(form.clone(), group.place.clone(), period, envelope(text))
            });
            let read = open_all(&sealed.collect::<Vec<_>>(), keys);
            opened
                .groups
                .push((form.clone(), group.place.clone(), period, read));
        }
        let contacts = self.contacts.iter().map(|contact| {
            SealedContact::carried(
                contact.place.clone(),
                contact.week,
                envelope(&contact.sealed),
            )
        });
        opened.contacts = open_contacts(&contacts.collect::<Vec<_>>(), keys);
        opened
    }
}
