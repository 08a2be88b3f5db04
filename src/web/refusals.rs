//! Which status a refusal of the house is, and what the visitor reads.

use std::fmt::Display;

use super::problem::Problem;
use crate::form::Text;
use crate::house::HouseError;
use crate::house::NotReleased;
use crate::store::StoreError;

/// A field that cannot be taken, with the reason as the house says it.
pub fn field(name: &str, reason: impl Display) -> Problem {
    let reason = reason.to_string();
    Problem::invalid_field(name, Text::new(reason.clone(), reason))
}

/// Something that does not exist, with a sentence.
pub fn nothing(vi: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::not_found().because(Text::new(vi, en))
}

impl From<HouseError> for Problem {
    fn from(error: HouseError) -> Self {
        match error {
            HouseError::UnknownForm(id) => nothing(
                format!("Không có mẫu phiếu “{id}”; GET /api/v1/forms liệt kê các mẫu."),
                format!("There is no form “{id}”; GET /api/v1/forms lists them."),
            ),
            HouseError::UnknownSeries { ref asked, .. } => nothing(
                format!("Không có chuỗi số liệu “{asked}”."),
                format!("{error}."),
            ),
            HouseError::UnknownPlace { ref asked, .. } => nothing(
                format!("Không có đơn vị hành chính “{asked}”."),
                format!("{error}."),
            ),
            HouseError::Field {
                field: name,
                reason,
            } => field(name, reason),
            HouseError::Chart(error) => {
                nothing("Chưa có số liệu để vẽ biểu đồ này.", error.to_string())
            }
            HouseError::Keys(error @ crate::store::KeyError::OutOfSeason(_)) => {
                field("finished_on", error)
            }
            HouseError::NotReleased(NotReleased::Unknown(ref id)) => nothing(
                format!("Không có lần công bố “{id}”; GET /api/v1/releases liệt kê tất cả."),
                format!("There is no release “{id}”; GET /api/v1/releases lists them."),
            ),
            HouseError::NotReleased(NotReleased::Provisional(period)) => {
                Problem::conflict(Text::new(
                    format!(
                        "Kỳ {period} chưa công bố chính thức, số liệu còn tạm tính nên chưa đóng dấu được."
                    ),
                    format!("{error}."),
                ))
            }
            HouseError::Store(error) => error.into(),
            other => {
                tracing::error!(error = %other, "a request could not be answered");
                Problem::internal()
            }
        }
    }
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
