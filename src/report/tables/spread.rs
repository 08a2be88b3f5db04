//! How people spread over the options: questions that share a scale side by side, the others one by one.

use super::table::{Cell, Column, Kind, Row, Table, absent};
use crate::findings::{Distribution, Findings, Share};
use crate::report::lang::Lang;

/// More options than this do not fit side by side on paper.
const WIDEST_SCALE: usize = 6;

/// Tables of the questions of `roles`: one for each scale that several questions share, and one, under
/// `caption`, for those that stand alone.
pub fn spread(findings: &Findings, lang: Lang, caption: &str, roles: &[&str]) -> Vec<Table> {
    let (scales, alone) = arrange(&findings.distributions, roles);
    let mut tables: Vec<Table> = scales
        .iter()
        .map(|scale| side_by_side(findings, lang, scale))
        .collect();
    tables.extend(one_by_one(findings, lang, caption, alone.into_iter()));
    tables
}

/// Questions that share a scale, in form order.
struct Scale<'a> {
    options: &'a [Share],
    questions: Vec<&'a Distribution>,
}

/// Questions that share a scale, and those that stand alone. A withheld question has no options to tell
/// its scale by: it stands beside the questions of its role.
fn arrange<'a>(
    questions: &'a [Distribution],
    roles: &[&str],
) -> (Vec<Scale<'a>>, Vec<&'a Distribution>) {
    let asked = || questions.iter().filter(|q| roles.contains(&q.role));
    let mut scales: Vec<Scale<'a>> = Vec::new();
    for question in asked() {
        let Some(options) = question.shares.value().map(|s| s.options.as_slice()) else {
            continue;
        };
        match scales.iter_mut().find(|s| same(s.options, options)) {
            Some(scale) => scale.questions.push(question),
            None => scales.push(Scale {
                options,
                questions: vec![question],
            }),
        }
    }
    scales.retain(|s| s.options.len() <= WIDEST_SCALE && s.questions.len() > 1);
    let mut hosted = Vec::new();
    for scale in &mut scales {
        let role = scale.questions[0].role;
        let hosts = !hosted.contains(&role);
        hosted.push(role);
        scale.questions = asked()
            .filter(|q| match q.shares.value() {
                Some(shares) => same(scale.options, &shares.options),
                None => hosts && q.role == role,
            })
            .collect();
    }
    let placed = |question: &Distribution| {
        scales
            .iter()
            .any(|s| s.questions.iter().any(|q| q.code == question.code))
    };
    let alone = asked().filter(|question| !placed(question)).collect();
    (scales, alone)
}

fn same(a: &[Share], b: &[Share]) -> bool {
    let key = |share: &Share| (share.code.clone(), share.name.clone());
    a.iter().map(key).eq(b.iter().map(key))
}

/// Questions one after the other, with their options as rows; `None` when there are none.
pub fn one_by_one<'a>(
    findings: &Findings,
    lang: Lang,
    caption: &str,
    questions: impl Iterator<Item = &'a Distribution>,
) -> Option<Table> {
    let mut table = Table {
        caption: caption.into(),
        columns: vec![
            Column::new(lang.say("Mã", "Code"), Kind::Extra),
            Column::new(lang.say("Phương án trả lời", "Answer"), Kind::Name),
            Column::abridged(
                lang.say("Số phiếu", "Answers"),
                lang.say("Số phiếu", "n"),
                Kind::Number,
            ),
            Column::new(lang.say("Tỷ lệ (%)", "Share (%)"), Kind::Number),
            Column::new("0–100%", Kind::Drawing { from: 0 }),
        ],
        rows: Vec::new(),
        legend: Vec::new(),
        note: None,
    };
    for question in questions {
        let text = full_text(question, lang);
        if let Some(shares) = question.shares.value() {
            let n = lang.count(shares.n);
            table.rows.push(Row::title(
                &format!("{text} ({} {n})", lang.say("số người trả lời:", "n =")),
                5,
            ));
            table.rows.extend(shares.options.iter().map(|option| {
                Row::new(vec![
                    Cell::Text(format!("{}.{}", question.code, option.code)),
                    Cell::Text(option.name.get(lang.code()).to_owned()),
                    option.n.map_or(Cell::Blank, Cell::Count),
                    Cell::Share(option.share),
                    Cell::Bar(option.share),
                ])
            }));
        } else if let Some(absent) = absent(&question.shares, findings.threshold) {
            table.rows.push(Row::title(&text, 5));
            table.rows.push(Row::new(vec![
                Cell::Text(question.code.clone()),
                Cell::Absent(absent),
                Cell::Covered(absent),
                Cell::Covered(absent),
                Cell::Covered(absent),
            ]));
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

fn side_by_side(findings: &Findings, lang: Lang, scale: &Scale) -> Table {
    let options = scale.options;
    let mut columns = vec![
        Column::new(lang.say("Mã", "Code"), Kind::Code),
        Column::new(lang.say("Nội dung", "Item"), Kind::Name),
        Column::abridged(
            lang.say("Số phiếu", "Answers"),
            lang.say("Số phiếu", "n"),
            Kind::Number,
        ),
    ];
    let label = |share: &Share| share.name.get(lang.code()).to_owned();
    columns.extend(options.iter().zip(1..).map(|(share, place)| {
        Column::abridged(
            format!("{} (%)", label(share)),
            format!("({place})"),
            Kind::Number,
        )
    }));
    columns.push(Column::new("0–100%", Kind::Drawing { from: 0 }));
    columns.extend(options.iter().map(|share| {
        Column::new(
            format!("{} ({})", label(share), lang.say("số phiếu", "answers")),
            Kind::Extra,
        )
    }));
    let mut rows = Vec::new();
    let mut group = None;
    for question in &scale.questions {
        if question.group != group {
            group.clone_from(&question.group);
            if let Some(group) = &group {
                rows.push(Row::title(group.get(lang.code()), columns.len()));
            }
        }
        let mut cells = vec![
            Cell::Text(question.code.clone()),
            Cell::Text(question.name.get(lang.code()).to_owned()),
        ];
        match (
            question.shares.value(),
            absent(&question.shares, findings.threshold),
        ) {
            (Some(shares), _) => {
                cells.push(Cell::Count(shares.n));
                cells.extend(shares.options.iter().map(|o| Cell::Share(o.share)));
                cells.push(Cell::Stack(
                    shares.options.iter().map(|o| o.share).collect(),
                ));
                cells.extend(
                    shares
                        .options
                        .iter()
                        .map(|o| o.n.map_or(Cell::Blank, Cell::Count)),
                );
            }
            (None, Some(absent)) => {
                cells.push(Cell::Absent(absent));
                cells.resize(columns.len(), Cell::Covered(absent));
            }
            (None, None) => cells.resize(columns.len(), Cell::Blank),
        }
        rows.push(Row::new(cells));
    }
    Table {
        caption: lang
            .say(
                "Phân bố câu trả lời theo mức (% số người trả lời)",
                "Answers by level (% of those who answered)",
            )
            .into(),
        columns,
        rows,
        legend: options
            .iter()
            .zip(1..)
            .map(|(share, place)| (format!("({place})"), label(share)))
            .collect(),
        note: None,
    }
}

fn full_text(question: &Distribution, lang: Lang) -> String {
    let own = question.name.get(lang.code());
    match &question.group {
        Some(group) => format!("{}: {own}", group.get(lang.code())),
        None => own.to_owned(),
    }
}
