//! The answer sheet (phiếu trả lời): it exists only if it fits its form.

use std::fmt;

use crate::index::NOT_ANSWERED;
use crate::index::NOT_APPLICABLE;

use super::answer_fault::{AnswerFault, AnswerFaultKind};
use super::answers::{Answers, Given};
use super::asking::Asking;
use super::questionnaire::{Answer, CommentBox, Form, Question, Role};
use super::rules::MinAnsweredShare;

/// First byte of a packed sheet; a later way to pack gets another number.
const PACKING: u8 = 1;
/// More unknown questions than this in one sheet are not told one by one.
const MAX_UNKNOWN: usize = 50;

/// One filled-in form: a byte a slot, and perhaps a comment. Of which form is known where it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerSheet {
    slots: Vec<u8>,
    comment: Option<String>,
}

/// Why packed bytes are not a sheet of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Packed by another version of the program.
    #[error(
        "the sheet is packed in a way this version does not know; use the version that packed it, or a newer one"
    )]
    Packing,
    /// Packed for another form.
    #[error(
        "the sheet has {found} answers and the form {expected}; it belongs to another form or version"
    )]
    Length {
        /// Bytes there are.
        found: usize,
        /// Bytes the form has.
        expected: usize,
    },
    /// A byte that is no option of its question.
    #[error(
        "the answer at position {0} is none of its question; the sheet belongs to another form or version"
    )]
    Slot(usize),
    /// A comment that is no text, is too long, or was not asked for.
    #[error(
        "the comment of the sheet does not fit the form; the sheet belongs to another form or version"
    )]
    Comment,
}

impl AnswerSheet {
    /// Fits answers to their form. Answers to questions that are not shown are left out.
    ///
    /// # Errors
    /// Everything that is to be mended, in form order; what the form does not know comes last.
    pub fn parse(form: &Form, answers: &Answers) -> Result<Self, Vec<AnswerFault>> {
        let mut faults = Vec::new();
        let mut given: Vec<Vec<&Given>> = vec![Vec::new(); form.questions.len()];
        let mut given_comment = Vec::new();
        let mut unknown = Vec::new();
        for (code, value) in answers.iter() {
            if let Some(number) = form.number_of(code) {
                given[number].push(value);
            } else if form
                .comment
                .as_ref()
                .is_some_and(|asked| asked.code == code)
            {
                given_comment.push(value);
            } else if unknown.len() <= MAX_UNKNOWN {
                unknown.push(AnswerFault::new(code, AnswerFaultKind::UnknownQuestion));
            }
        }
        let asking = form.asking(answers);
        let mut slots = vec![NOT_ANSWERED; form.layout.slots.len()];
        for (number, question) in form.questions.iter().enumerate() {
            if !asking.shown[number] {
                continue;
            }
            let slots = &mut slots[question.slots.clone()];
            if let Err(kind) = answer(question, asking.required[number], &given[number], slots) {
                faults.push(AnswerFault::new(&question.code, kind));
            }
        }
        let comment = form.comment.as_ref().and_then(|asked| {
            comment(asked, &given_comment).unwrap_or_else(|kind| {
                faults.push(AnswerFault::new(&asked.code, kind));
                None
            })
        });
        if faults.is_empty() && unknown.is_empty() {
            faults.extend(whole_sheet_fault(form, &asking, &slots, comment.as_deref()));
        }
        if unknown.len() > MAX_UNKNOWN {
            unknown[MAX_UNKNOWN] = AnswerFault::new("", AnswerFaultKind::TooMany);
        }
        faults.extend(unknown);
        if faults.is_empty() {
            Ok(Self { slots, comment })
        } else {
            Err(faults)
        }
    }

    /// A sheet from packed slots, as an import or a simulation makes them. Required questions may be
    /// empty here: paper cannot be sent back.
    ///
    /// # Errors
    /// Says which byte does not fit the form.
    pub fn from_slots(
        form: &Form,
        slots: Vec<u8>,
        comment: Option<String>,
    ) -> Result<Self, SheetError> {
        let expected = form.layout.slots.len();
        if slots.len() != expected {
            return Err(SheetError::Length {
                found: slots.len(),
                expected,
            });
        }
        for question in &form.questions {
            let bytes = &slots[question.slots.clone()];
            let fits = match &question.answer {
                Answer::Choice {
                    scale,
                    not_applicable,
                } => bytes.iter().all(|&byte| {
                    usize::from(byte) < scale.options.len()
                        || byte == NOT_ANSWERED
                        || (*not_applicable && byte == NOT_APPLICABLE)
                }),
                Answer::Multi { .. } => {
                    bytes.iter().all(|&byte| byte == NOT_ANSWERED)
                        || bytes.iter().all(|&byte| byte < 2)
                }
            };
            if !fits {
                return Err(SheetError::Slot(question.slots.start));
            }
        }
        let comment = comment.filter(|text| !text.is_empty());
        if let Some(text) = &comment {
            let asked = form.comment.as_ref().ok_or(SheetError::Comment)?;
            if text.chars().count() > asked.max {
                return Err(SheetError::Comment);
            }
        }
        Ok(Self { slots, comment })
    }

    /// One byte a slot, in the order of the form's layout.
    pub fn slots(&self) -> &[u8] {
        &self.slots
    }

    /// The comment, composed (NFC) and without control characters.
    pub fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// The sheet as bytes, ready to be padded and sealed: packing, slots, comment.
    pub fn to_bytes(&self) -> Vec<u8> {
        let comment = self.comment.as_deref().unwrap_or_default();
        let mut bytes = Vec::with_capacity(1 + self.slots.len() + comment.len());
        bytes.push(PACKING);
        bytes.extend_from_slice(&self.slots);
        bytes.extend_from_slice(comment.as_bytes());
        bytes
    }

    /// Reads back what [`AnswerSheet::to_bytes`] wrote, trusting nothing.
    ///
    /// # Errors
    /// Says why the bytes are not a sheet of this form.
    pub fn from_bytes(form: &Form, bytes: &[u8]) -> Result<Self, SheetError> {
        let expected = form.layout.slots.len();
        let (packing, rest) = bytes.split_first().ok_or(SheetError::Packing)?;
        if *packing != PACKING {
            return Err(SheetError::Packing);
        }
        let (slots, comment) = rest.split_at_checked(expected).ok_or(SheetError::Length {
            found: rest.len(),
            expected,
        })?;
        let comment = std::str::from_utf8(comment).map_err(|_| SheetError::Comment)?;
        Self::from_slots(form, slots.to_vec(), Some(comment.to_owned()))
    }
}

/// What a person answered does not belong into logs, not even by accident.
impl fmt::Debug for AnswerSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerSheet").finish_non_exhaustive()
    }
}

/// Writes one question's answer into its slots.
fn answer(
    question: &Question,
    required: bool,
    given: &[&Given],
    slots: &mut [u8],
) -> Result<(), AnswerFaultKind> {
    let mut values = Vec::new();
    for given in given {
        match given {
            Given::Value(value) => values.push(value.trim()),
            Given::NothingTicked => {}
            Given::Unreadable => return Err(AnswerFaultKind::Unreadable),
        }
    }
    let chosen: Vec<&str> = values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect();
    if chosen.is_empty() && required {
        return Err(AnswerFaultKind::Missing);
    }
    match &question.answer {
        Answer::Choice {
            scale,
            not_applicable,
        } => match chosen[..] {
            [] => {}
            ["na"] if *not_applicable => slots[0] = NOT_APPLICABLE,
            ["na"] => return Err(AnswerFaultKind::NotApplicableNotOffered),
            [value] => {
                let value = question.value_meant(value);
                slots[0] = scale.position(value).ok_or(AnswerFaultKind::NotAnOption)?;
            }
            _ => return Err(AnswerFaultKind::Duplicate),
        },
        Answer::Multi { scale } => {
            if !given.is_empty() {
                slots.fill(0); // offered: an empty box is “not ticked”, not “not answered”
            }
            for value in chosen {
                let position = scale.position(value).ok_or(AnswerFaultKind::NotAnOption)?;
                slots[usize::from(position)] = 1;
            }
        }
    }
    Ok(())
}

fn comment(asked: &CommentBox, given: &[&Given]) -> Result<Option<String>, AnswerFaultKind> {
    let text = match given {
        [] => return Ok(None),
        [Given::Value(text)] => clean(text),
        [Given::NothingTicked | Given::Unreadable] => return Err(AnswerFaultKind::Unreadable),
        _ => return Err(AnswerFaultKind::Duplicate),
    };
    let length = text.chars().count();
    if length > asked.max {
        return Err(AnswerFaultKind::TooLong {
            length,
            max: asked.max,
        });
    }
    Ok((!text.is_empty()).then_some(text))
}

/// Line ends as `\n`, tabs as spaces; other control characters and marks that turn the direction of
/// writing (they make text read as something else) are dropped.
fn clean(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\r' => '\n',
            '\t' => ' ',
            other => other,
        })
        .filter(|&c| c == '\n' || !c.is_control())
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    text.trim().to_owned()
}

/// What is wrong with a sheet whose answers are all in order one by one.
fn whole_sheet_fault(
    form: &Form,
    asking: &Asking,
    slots: &[u8],
    comment: Option<&str>,
) -> Option<AnswerFault> {
    if comment.is_none() && slots.iter().all(|&byte| byte == NOT_ANSWERED) {
        return Some(AnswerFault::new("", AnswerFaultKind::Empty));
    }
    let criteria: Vec<usize> = form
        .questions
        .iter()
        .zip(&asking.shown)
        .filter(|(question, shown)| **shown && question.role == Role::Criterion)
        .map(|(question, _)| question.slots.start)
        .collect();
    let of = criteria.len();
    let answered = criteria
        .iter()
        .filter(|&&slot| slots[slot] != NOT_ANSWERED)
        .count();
    let needed = MinAnsweredShare::needed(form.rules.min_answered_share.online, of);
    (answered < needed).then(|| {
        AnswerFault::new(
            "",
            AnswerFaultKind::TooFewAnswered {
                answered,
                needed,
                of,
            },
        )
    })
}
