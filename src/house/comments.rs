//! What people wrote: listed as counts, read by inspectors in groups of ten or more, carried sealed to whoever has the key.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{House, HouseError};
use crate::ballot::{BoxSecret, ContactRequest, FormRef};
use crate::period::Period;
use crate::store::{Action, CommentGroup, SealedComment, SealedContact};

/// Fewest comments that are read together, whatever the settings say.
const TOGETHER: u64 = 10;

/// Comments that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadComments {
    /// The texts, in no order.
    pub texts: Vec<String>,
    /// How many did not open with the keys at hand.
    pub closed: usize,
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
        if (sealed.len() as u64) < self.fewest_comments() {
            return Err(HouseError::Field {
                field: "place",
                reason: format!(
                    "fewer than {} people wrote there: nothing is read yet",
                    self.fewest_comments()
                ),
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
        let fewest = self.fewest_comments();
        let mut groups = Vec::new();
        for group in self
            .store
            .comment_groups()?
            .into_iter()
            .filter(|group| group.count >= fewest)
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
