//! Why an answer sheet does not fit its form, in words for the person who filled it in.

use super::questionnaire::Form;

/// One thing to mend in an answer sheet. All of them are told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFault {
    /// Code of the question (or of the comment), at most 40 characters; empty when the whole sheet is meant.
    pub code: String,
    /// What is wrong.
    pub kind: AnswerFaultKind,
}

/// What can be wrong with an answer. Never what was answered: that stays with the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerFaultKind {
    /// The question must be answered.
    Missing,
    /// The form has no such question.
    UnknownQuestion,
    /// The value is not one of the options.
    NotAnOption,
    /// “Not applicable” is not offered here.
    NotApplicableNotOffered,
    /// More than one answer where one is asked.
    Duplicate,
    /// An object or a nested list where an answer was expected.
    Unreadable,
    /// The comment is too long, counted in characters (Unicode code points).
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        max: usize,
    },
    /// Too few criteria were answered for the sheet to count.
    TooFewAnswered {
        /// Criteria answered.
        answered: usize,
        /// Criteria that must be.
        needed: usize,
        /// Criteria in the form.
        of: usize,
    },
    /// Nothing at all was answered.
    Empty,
    /// More faults than anybody reads; the rest is left out.
    TooMany,
}

impl AnswerFault {
    pub(super) fn new(code: &str, kind: AnswerFaultKind) -> Self {
        Self {
            code: code.chars().take(40).collect(),
            kind,
        }
    }

    /// A sentence in the person's language that says what to do: English for `en`, Vietnamese else.
    pub fn message(&self, form: &Form, lang: &str) -> String {
        if lang == "en" {
            self.in_english(form)
        } else {
            self.in_vietnamese(form)
        }
    }

    fn in_vietnamese(&self, form: &Form) -> String {
        let question = form.question(&self.code);
        let name = match question {
            Some(question) => format!("Câu {}", question.number),
            None => "Ô ý kiến".to_owned(),
        };
        let multi = question.is_some_and(super::Question::is_multi);
        match &self.kind {
            AnswerFaultKind::Missing if multi => format!("{name}: xin chọn ít nhất một ô"),
            AnswerFaultKind::Missing => format!("{name}: xin chọn một mức"),
            AnswerFaultKind::UnknownQuestion => format!(
                "Phiếu này không có câu “{}”; xin mở lại đường dẫn rồi trả lời lại",
                self.code
            ),
            AnswerFaultKind::NotAnOption => {
                format!("{name}: xin chọn một trong các câu trả lời có sẵn")
            }
            AnswerFaultKind::NotApplicableNotOffered => {
                format!("{name}: câu này không có lựa chọn “Không có ý kiến”, xin chọn một mức")
            }
            AnswerFaultKind::Duplicate => format!("{name}: xin chỉ trả lời một lần"),
            AnswerFaultKind::Unreadable => {
                format!("{name}: câu trả lời không đọc được, xin trả lời lại")
            }
            AnswerFaultKind::TooLong { length, max } => format!(
                "Ý kiến dài {} ký tự; xin rút gọn còn tối đa {} ký tự",
                grouped(*length, '.'),
                grouped(*max, '.')
            ),
            AnswerFaultKind::TooFewAnswered {
                answered,
                needed,
                of,
            } => format!(
                "Xin trả lời ít nhất {needed} trong {of} câu về mức độ hài lòng; ông/bà mới trả lời {answered} câu"
            ),
            AnswerFaultKind::Empty => {
                "Ông/bà chưa trả lời câu nào; xin trả lời ít nhất một câu".to_owned()
            }
            AnswerFaultKind::TooMany => {
                "Phiếu còn nhiều chỗ khác cần sửa; xin mở lại đường dẫn rồi trả lời lại".to_owned()
            }
        }
    }

    fn in_english(&self, form: &Form) -> String {
        let question = form.question(&self.code);
        let name = match question {
            Some(question) => format!("Question {}", question.number),
            None => "Comment".to_owned(),
        };
        let multi = question.is_some_and(super::Question::is_multi);
        match &self.kind {
            AnswerFaultKind::Missing if multi => format!("{name}: please tick at least one box"),
            AnswerFaultKind::Missing => format!("{name}: please choose one answer"),
            AnswerFaultKind::UnknownQuestion => format!(
                "This form has no question “{}”; please open the link again and answer anew",
                self.code
            ),
            AnswerFaultKind::NotAnOption => {
                format!("{name}: please choose one of the answers shown")
            }
            AnswerFaultKind::NotApplicableNotOffered => {
                format!(
                    "{name}: “No opinion” is not offered here, please choose one of the answers shown"
                )
            }
            AnswerFaultKind::Duplicate => format!("{name}: please answer only once"),
            AnswerFaultKind::Unreadable => {
                format!("{name}: the answer cannot be read, please answer again")
            }
            AnswerFaultKind::TooLong { length, max } => format!(
                "The comment is {} characters long; please shorten it to {} characters at most",
                grouped(*length, ','),
                grouped(*max, ',')
            ),
            AnswerFaultKind::TooFewAnswered {
                answered,
                needed,
                of,
            } => format!(
                "Please answer at least {needed} of the {of} questions about satisfaction; {answered} are answered so far"
            ),
            AnswerFaultKind::Empty => {
                "Nothing is answered yet; please answer at least one question".to_owned()
            }
            AnswerFaultKind::TooMany => {
                "There is more to mend; please open the link again and answer anew".to_owned()
            }
        }
    }
}

/// Digits in groups of three.
fn grouped(number: usize, mark: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}
