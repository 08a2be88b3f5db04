//! What a page of a questionnaire sent: the form it belongs to, the answers so far, and where to go.

use crate::form::{Answers, Form, Text};
use crate::web::problem::Problem;

/// Fields of the page that are no answers.
const OWN_FIELDS: [&str; 5] = ["form", "version", "submission_id", "step", "go"];

/// What a page sent. Nothing of it is believed: answers are parsed anew when the sheet is sent.
pub struct Sent {
    /// Form id.
    pub form: String,
    /// Form version.
    pub version: u32,
    /// Random id of a walk-in sheet, or nothing.
    pub submission: String,
    /// What was answered, on this page and on those before.
    pub answers: Answers,
    /// The step it came from (from 1, as sent) and where to go; nothing when a whole sheet is sent at once.
    pub turn: Option<(usize, Go)>,
}

/// Where to go from a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// To the step after it.
    Next,
    /// To the step before it.
    Back,
    /// The sheet is filled in.
    Send,
    /// Nowhere: another language, or a word that no page of ours says.
    Stay,
}

impl Go {
    fn of(word: Option<&str>) -> Self {
        match word {
            Some("next") => Self::Next,
            Some("back") => Self::Back,
            Some("send") => Self::Send,
            _ => Self::Stay,
        }
    }
}

impl Sent {
    /// Reads the fields of a page.
    pub fn read(fields: Vec<(String, String)>) -> Result<Self, Problem> {
        // What was no UTF-8 has become U+FFFD, which nobody types.
        if fields
            .iter()
            .any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}'))
        {
            return Err(Problem::bad_request(Text::new(
                "Nội dung gửi lên không đúng bảng mã UTF-8. Xin mở lại đường dẫn và gửi lại.",
                "What was sent is not UTF-8. Please open the link again and send it once more.",
            )));
        }
        let own = |name: &str| {
            let found = fields.iter().find(|(field, _)| field == name);
            found.map(|(_, value)| value.as_str())
        };
        let form = own("form").ok_or_else(Problem::form_version)?.to_owned();
        let version = own("version")
            .and_then(|version| version.parse().ok())
            .ok_or_else(Problem::form_version)?;
        let submission = own("submission_id").unwrap_or_default().to_owned();
        let turn = own("step").map(|step| (step.trim().parse().unwrap_or(0), Go::of(own("go"))));
        let answers = Answers::from_pairs(
            fields
                .into_iter()
                .filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str())),
        );
        Ok(Self {
            form,
            version,
            submission,
            answers,
            turn,
        })
    }

    /// Where to go from which step, as a position in [`Form::steps`]; a step that the form does not have is its first.
    pub fn turn(&self, form: &Form) -> Option<(usize, Go)> {
        self.turn.map(|(step, go)| match step.checked_sub(1) {
            Some(step) if step < form.steps.len() => (step, go),
            _ => (0, Go::Stay),
        })
    }
}
