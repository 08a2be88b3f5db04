//! One row a criterion with a count per level: everything can be computed again from it.

use super::pen::Pen;
use super::units::period;
use crate::findings::{Findings, Reason};
use crate::report::tables::{Absent, absent};

/// Levels every file of counts has columns for.
const LEAST_LEVELS: usize = 5;

pub(super) fn rows(findings: &Findings, pen: Pen) -> Vec<Vec<String>> {
    let asked: Vec<_> = findings
        .distributions
        .iter()
        .filter(|q| matches!(q.role, "criterion" | "indicator" | "overall"))
        .collect();
    let levels = asked
        .iter()
        .filter_map(|q| Some(q.shares.value()?.options.len()))
        .fold(LEAST_LEVELS, usize::max);
    let mut header: Vec<String> = ["period", "unit_code", "criterion"]
        .map(String::from)
        .into();
    header.extend((1..=levels).map(|level| format!("n{level}")));
    header.push("n_missing".into());
    let sheets = findings.respondents.value().map(|count| count.n);

    let mut rows = vec![header];
    for question in asked {
        let mut row = vec![
            period(findings.period),
            Pen::text(&findings.place.0),
            Pen::text(&question.code),
        ];
        let why = absent(&question.shares, findings.threshold);
        match (question.shares.value(), why) {
            (Some(shares), _) => {
                let hidden = pen.absent(Absent {
                    reason: Some(Reason::TooFew),
                    threshold: findings.threshold,
                });
                // One hidden level would follow from its neighbours and the total: then none is told.
                let all: Option<Vec<u64>> = shares.options.iter().map(|option| option.n).collect();
                match all {
                    Some(all) => {
                        row.extend(all.iter().map(u64::to_string));
                        row.resize(3 + levels, String::new());
                        row.push(
                            sheets
                                .and_then(|sheets| sheets.checked_sub(shares.n))
                                .map_or_else(String::new, |n| n.to_string()),
                        );
                    }
                    None => row.resize(4 + levels, hidden),
                }
            }
            (None, Some(why)) => row.resize(4 + levels, pen.absent(why)),
            (None, None) => row.resize(4 + levels, String::new()),
        }
        rows.push(row);
    }
    rows
}
