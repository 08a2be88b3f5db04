//! Which status a refusal of the house is, and what the visitor reads.

mod fields;

use std::fmt::Display;

use super::problem::{FieldFault, Problem};
use crate::form::Text;
use crate::house::HouseError;
use crate::house::NotReleased;
use crate::store::StoreError;

/// A field that cannot be taken: its rule in Vietnamese, the reason as the house says it in English. Of a table the
/// reason, which names the row, stands in both.
pub fn field(name: &str, reason: impl Display) -> Problem {
    let reason = reason.to_string();
    let rule = if fields::is_table(name) {
        format!("{}: {reason}", fields::rule(name))
    } else {
        fields::rule(name).to_owned()
    };
    Problem::invalid_field(name, Text::new(rule, sentence(&reason)))
}

/// Something that does not exist, with a sentence.
pub fn nothing(vi: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::not_found().because(Text::new(vi, en))
}

/// Something that a field names and that does not exist.
fn nothing_named(field: &str, vi: String, en: String) -> Problem {
    let said = Text::new(vi, en);
    Problem {
        errors: vec![FieldFault {
            field: field.to_owned(),
            message: said.clone(),
        }],
        ..Problem::not_found().because(said)
    }
}

impl From<HouseError> for Problem {
    fn from(error: HouseError) -> Self {
        match error {
            HouseError::UnknownForm(id) => nothing_named(
                "form",
                format!("Không có mẫu phiếu “{id}”; GET /api/v1/forms liệt kê các mẫu."),
                format!("There is no form “{id}”; GET /api/v1/forms lists them."),
            ),
            HouseError::UnknownSeries {
                ref asked,
                ref known,
            } => nothing_named(
                "series",
                format!(
                    "Không có chuỗi số liệu “{asked}”; hãy chọn {}.",
                    known.join(", ")
                ),
                sentence(&error.to_string()),
            ),
            HouseError::UnknownPlace {
                ref asked,
                ref near,
            } => nothing_named(
                "place",
                format!("Không có đơn vị hành chính “{asked}”{}", perhaps(near)),
                sentence(&error.to_string()),
            ),
            HouseError::Field {
                field: name,
                reason,
            } => field(name, reason),
            HouseError::Chart(error) => nothing(
                "Chưa có số liệu để vẽ biểu đồ này; hãy chọn nơi hoặc kỳ rộng hơn.",
                sentence(&error.to_string()),
            ),
            HouseError::Keys(error @ crate::store::KeyError::OutOfSeason(_)) => {
                field("finished_on", error)
            }
            HouseError::NotReleased(NotReleased::Unknown(ref id)) => nothing(
                format!("Không có lần công bố “{id}”; GET /api/v1/releases liệt kê tất cả."),
                format!("There is no release “{id}”; GET /api/v1/releases lists them."),
            ),
            HouseError::NotReleased(NotReleased::NoPublication(ref id)) => nothing(
                format!("Không có bản công bố “{id}”."),
                format!("There is no publication “{id}”."),
            ),
            HouseError::NotReleased(NotReleased::Provisional(period)) => {
                Problem::conflict(Text::new(
                    format!(
                        "Kỳ {period} chưa công bố chính thức, số liệu còn tạm tính nên chưa đóng dấu được."
                    ),
                    sentence(&error.to_string()),
                ))
            }
            HouseError::UnknownAccount(ref name) => nothing(
                format!("Không có tài khoản “{name}”."),
                format!("There is no account “{name}”."),
            ),
            HouseError::Store(error) => error.into(),
            other => {
                tracing::error!(error = %other, "a request could not be answered");
                Problem::internal()
            }
        }
    }
}

/// What the terminal says after “sipas: ”, as a sentence of its own.
pub fn sentence(said: &str) -> String {
    let mut letters = said.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let stop = if said.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}

fn perhaps(near: &[String]) -> String {
    if near.is_empty() {
        return ": viết mã hiện nay (33, 00004), mã cũ kèm bảng mã (2004:34), hoặc vn cho cả nước."
            .into();
    }
    format!("; có phải {}?", near.join(", "))
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, "the database refused");
        match error {
            StoreError::Away(_)
            | StoreError::Locked
            | StoreError::DiskFull
            | StoreError::DiskFails(_)
            | StoreError::ReadOnly => Problem::unavailable(),
            _ => Problem::internal(),
        }
    }
}
