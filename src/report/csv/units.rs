//! The columns that say which unit a row is about.

use super::pen::Pen;
use crate::findings::Findings;
use crate::period::{Period, Width};

/// The unit of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnitOfRow<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    /// The Vietnamese title, which begins with the kind of unit.
    pub(super) title: &'a str,
    pub(super) parent: &'a str,
}

/// Titles of the columns that every layout begins with.
pub(super) const HEADER: [&str; 6] = [
    "period",
    "unit_code",
    "unit_name",
    "unit_kind",
    "parent_code",
    "questionnaire_version",
];

impl UnitOfRow<'_> {
    /// Cells under [`HEADER`].
    pub(super) fn cells(&self, findings: &Findings) -> Vec<String> {
        vec![
            period(findings.period),
            Pen::text(self.code),
            Pen::text(self.name),
            Pen::text(kind(self.title)),
            Pen::text(self.parent),
            Pen::text(&version(findings)),
        ]
    }
}

/// Form and version; where figures are simulated every row says so, since rows are copied one by one.
fn version(findings: &Findings) -> String {
    let mark = if findings.simulated {
        " (số liệu mô phỏng / simulated)"
    } else {
        ""
    };
    format!("{} v{}{mark}", findings.form.id, findings.form.version)
}

/// `YYYY`, `YYYY-Qn`, `YYYYMM`.
pub(super) fn period(period: Period) -> String {
    match period.width() {
        Width::Month => period.to_string().replace('-', ""),
        _ => period.to_string(),
    }
}

/// The kind of unit a Vietnamese title begins with, in lower case; empty when it begins with none.
fn kind(title: &str) -> &'static str {
    const KINDS: [(&str, &str); 9] = [
        ("Tỉnh ", "tỉnh"),
        ("Thành phố ", "thành phố"),
        ("Phường ", "phường"),
        ("Xã ", "xã"),
        ("Đặc khu ", "đặc khu"),
        ("Quận ", "quận"),
        ("Huyện ", "huyện"),
        ("Thị xã ", "thị xã"),
        ("Thị trấn ", "thị trấn"),
    ];
    KINDS
        .iter()
        .find(|(prefix, _)| title.starts_with(prefix))
        .map_or("", |(_, kind)| kind)
}

/// The nation above a province; of any other unit the findings do not tell.
pub(super) fn parent(key: &str) -> &'static str {
    match key.split_once(':') {
        Some((_, code)) if code.len() == 2 => "vn",
        _ => "",
    }
}
