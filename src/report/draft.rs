//! The whole report before it gets a face: titles, sentences, tables and charts in the order of print.

use super::lang::Lang;
use super::order::{Charts, Options};
use super::summary::{Census, change_of, paragraphs, units};
use super::tables::{
    Absent, Cell, Standing, Table, absent, by_factor, criteria, factors, offices, one_by_one,
    ranking, spread, trend,
};
use crate::findings::{Bound, Findings, Measure, Shown};

/// A report.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// Kind of document, in capitals: `BÁO CÁO`.
    pub kind: &'static str,
    /// What it is about, in one line.
    pub title: String,
    /// Place and period, for the head of each page.
    pub running: (String, String),
    /// Said on every page when the figures are simulated.
    pub simulated: Option<&'static str>,
    /// The figures everybody looks for first.
    pub key_figures: Vec<KeyFigure>,
    /// The summary in words.
    pub summary: Vec<String>,
    /// Chapters in order.
    pub chapters: Vec<Chapter<'a>>,
    /// The method note: name and text.
    pub method: Vec<(String, String)>,
}

/// One large number with its caption.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct KeyFigure {
    /// The number, or why there is none.
    pub figure: String,
    /// What it is.
    pub caption: String,
    /// A remark below it: its interval, its base.
    pub remark: String,
}

/// A chapter of the report.
#[derive(Debug)]
pub(super) struct Chapter<'a> {
    /// Which one, for a workbook to find its sheet.
    pub topic: Topic,
    /// Title.
    pub title: &'static str,
    /// Charts before the tables.
    pub charts: Vec<Chart<'a>>,
    /// Tables.
    pub tables: Vec<Table>,
}

/// What a chapter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Ranking of the places below.
    Places,
    /// Domains and factors.
    Factors,
    /// Criteria.
    Criteria,
    /// Spread over the options.
    Spread,
    /// The index over time.
    Trend,
    /// Channels, offices, procedure groups.
    Offices,
    /// Who answered.
    People,
    /// What people expect.
    Expectations,
}

/// A chart of the chart room.
#[derive(Debug)]
pub(super) struct Chart<'a> {
    /// The drawing.
    pub svg: &'a str,
    /// Caption under it.
    pub caption: String,
    /// What a reader who cannot see it needs to know.
    pub alt: String,
}

/// Puts a report together; nothing of it is computed later.
pub(super) fn draft<'a>(findings: &Findings, charts: &'a Charts, options: &Options) -> Draft<'a> {
    let lang = options.lang;
    let place = findings.place.1.get(lang.code());
    // A name is not torn apart at the end of a title's line.
    let inside = lang.inside(place).replace(' ', "\u{a0}");
    let period = lang.period(findings.period).replace(' ', "\u{a0}");
    Draft {
        kind: lang.say("BÁO CÁO", "REPORT"),
        title: match lang {
            Lang::Vi => format!(
                "Kết quả đo lường sự hài lòng của người dân, tổ chức tại {inside}, {period}"
            ),
            Lang::En => format!("Satisfaction of citizens and organisations in {inside}, {period}"),
        },
        running: (place.to_owned(), lang.period_label(findings.period)),
        simulated: findings
            .simulated
            .then(|| lang.say("SỐ LIỆU MÔ PHỎNG", "SIMULATED FIGURES")),
        key_figures: key_figures(findings, options),
        summary: paragraphs(findings, options),
        chapters: chapters(findings, charts, lang),
        method: method(findings, options),
    }
}

fn key_figures(findings: &Findings, options: &Options) -> Vec<KeyFigure> {
    let lang = options.lang;
    let census = Census::of(findings);
    let why = |shown: Option<Absent>| shown.map(|a| a.sentence(lang)).unwrap_or_default();
    let overall = findings.overall.value();
    let mut figures = vec![KeyFigure {
        figure: overall.map_or_else(|| "–".into(), |m| lang.percent(m)),
        caption: lang.say("chỉ số hài lòng", "satisfaction index").into(),
        remark: match overall.map(|m| (m.interval, m.tier)) {
            Some((Some(ends), tier)) => {
                format!(
                    "{} {}%",
                    lang.say("KTC 95%:", "95% interval:"),
                    lang.interval(ends, tier)
                )
            }
            Some((None, _)) => lang.say("không có khoảng tin cậy", "no interval").into(),
            None => why(absent(&findings.overall, findings.threshold)),
        },
    }];
    if let Some(change) = change_of(findings) {
        figures.push(KeyFigure {
            figure: format!(
                "{}{}",
                if change.points > 0.0 { "+" } else { "" },
                lang.decimal(change.points)
            ),
            caption: match lang {
                Lang::Vi => format!("điểm so với {}", lang.period(findings.period.previous())),
                Lang::En => format!("points against {}", lang.period(findings.period.previous())),
            },
            remark: match change.is_sure() {
                Some(true) => lang.say("lớn hơn sai số", "beyond its error"),
                Some(false) => lang.say("trong sai số", "within its error"),
                None => lang.say("không tính được sai số", "error unknown"),
            }
            .into(),
        });
    }
    figures.push(KeyFigure {
        figure: findings
            .respondents
            .value()
            .map_or_else(|| "–".into(), |count| lang.count(count.n)),
        caption: lang.say("phiếu trả lời", "answer sheets").into(),
        remark: why(absent(&findings.respondents, findings.threshold)),
    });
    if census.all > 0 {
        let target = lang.count(options.target.round() as u64);
        let reached = findings
            .places
            .iter()
            .filter_map(|p| p.line.measure.value())
            .filter(|m| m.value >= options.target && m.bound != Bound::AtMost)
            .count();
        figures.push(KeyFigure {
            figure: format!("{reached}/{}", census.shown),
            caption: match lang {
                Lang::Vi => format!("đơn vị đạt từ {target}% trở lên"),
                Lang::En => format!("units at {target}% or more"),
            },
            remark: match lang {
                Lang::Vi => format!("trong {}", units(findings, lang, census.all)),
                Lang::En => format!("of {}", units(findings, lang, census.all)),
            },
        });
    }
    figures
}

fn chapters<'a>(findings: &Findings, charts: &'a Charts, lang: Lang) -> Vec<Chapter<'a>> {
    let scope = format!(
        "{}, {}",
        findings.place.1.get(lang.code()),
        lang.period_label(findings.period)
    );
    let chart = |svg: &'a Option<String>, vi: &str, en: &str, table: Option<&Table>| {
        svg.as_deref().map(|svg| Chart {
            svg,
            caption: format!("{} – {scope}", lang.say(vi, en)),
            alt: alternative(lang.say(vi, en), &scope, table, lang),
        })
    };
    let places = ranking(findings, lang);
    let heat = by_factor(findings, lang);
    let factors = factors(findings, lang);
    let criteria = criteria(findings, lang);
    let trend = trend(findings, lang);
    let all = [
        Chapter {
            topic: Topic::Places,
            title: lang.say("Kết quả theo đơn vị", "Results by unit"),
            charts: [
                chart(
                    &charts.map,
                    "Bản đồ ô chỉ số hài lòng",
                    "Tile map of the satisfaction index",
                    places.as_ref(),
                ),
                chart(
                    &charts.places,
                    "Xếp hạng đơn vị với khoảng tin cậy 95%",
                    "Ranking of units with 95% intervals",
                    places.as_ref(),
                ),
            ]
            .into_iter()
            .flatten()
            .collect(),
            tables: places.clone().into_iter().collect(),
        },
        Chapter {
            topic: Topic::Factors,
            title: lang.say(
                "Kết quả theo lĩnh vực và yếu tố",
                "Results by domain and factor",
            ),
            charts: chart(
                &charts.heat,
                "Yếu tố của từng đơn vị",
                "Factors of each unit",
                factors.as_ref(),
            )
            .into_iter()
            .collect(),
            tables: factors.iter().cloned().chain(heat).collect(),
        },
        Chapter {
            topic: Topic::Criteria,
            title: lang.say("Kết quả theo tiêu chí", "Results by criterion"),
            charts: chart(
                &charts.criteria,
                "Năm mức hài lòng theo tiêu chí",
                "Five levels of satisfaction by criterion",
                criteria.as_ref(),
            )
            .into_iter()
            .collect(),
            tables: criteria.clone().into_iter().collect(),
        },
        Chapter {
            topic: Topic::Spread,
            title: lang.say("Phân bố câu trả lời", "Spread of the answers"),
            charts: Vec::new(),
            tables: spread(
                findings,
                lang,
                lang.say("Các câu hỏi khác", "Other questions"),
                &["criterion", "indicator", "overall", "perception"],
            ),
        },
        Chapter {
            topic: Topic::Expectations,
            title: lang.say("Mong đợi của người dân", "What people expect"),
            charts: Vec::new(),
            tables: spread(
                findings,
                lang,
                lang.say("Mong đợi của người dân", "What people expect"),
                &["expectation"],
            ),
        },
        Chapter {
            topic: Topic::People,
            title: lang.say("Người trả lời", "Who answered"),
            charts: Vec::new(),
            tables: one_by_one(
                findings,
                lang,
                lang.say(
                    "Đặc điểm của người trả lời",
                    "Characteristics of those who answered",
                ),
                findings.people.iter(),
            )
            .into_iter()
            .collect(),
        },
        Chapter {
            topic: Topic::Trend,
            title: lang.say("Diễn biến theo thời gian", "Development over time"),
            charts: chart(
                &charts.trend,
                "Chỉ số hài lòng theo thời gian",
                "Satisfaction index over time",
                trend.as_ref(),
            )
            .into_iter()
            .collect(),
            tables: trend.clone().into_iter().collect(),
        },
        Chapter {
            topic: Topic::Offices,
            title: lang.say(
                "Kênh trả lời, cơ quan và nhóm thủ tục",
                "Channels, offices and procedure groups",
            ),
            charts: Vec::new(),
            tables: offices(findings, lang).into_iter().collect(),
        },
    ];
    all.into_iter()
        .filter(|chapter| !chapter.charts.is_empty() || !chapter.tables.is_empty())
        .collect()
}

/// What a chart says to a reader who cannot see it: its subject, its highest and lowest value, and where
/// all values stand.
fn alternative(subject: &str, scope: &str, table: Option<&Table>, lang: Lang) -> String {
    let mut text = format!("{subject}, {scope}.");
    let Some(table) = table else {
        return text;
    };
    let values: Vec<(&str, &Measure)> = table
        .rows
        .iter()
        .filter(|row| row.standing == Standing::Body)
        .filter_map(|row| {
            let value = row.cells.iter().find_map(|cell| match cell {
                Cell::Value(measure) => Some(measure),
                _ => None,
            })?;
            // The name is the last text before the value.
            let name = row
                .cells
                .iter()
                .take_while(|cell| !matches!(cell, Cell::Value(_)))
                .filter_map(|cell| match cell {
                    Cell::Text(name) => Some(name.as_str()),
                    _ => None,
                })
                .last()?;
            Some((name, value))
        })
        .collect();
    let by_value = |a: &&(&str, &Measure), b: &&(&str, &Measure)| a.1.value.total_cmp(&b.1.value);
    if let (Some(high), Some(low)) = (
        values.iter().max_by(by_value),
        values.iter().min_by(by_value),
    ) {
        let (high_value, low_value) = (lang.percent(high.1), lang.percent(low.1));
        text.push_str(&match lang {
            Lang::Vi => format!(
                " Cao nhất: {}, {high_value}; thấp nhất: {}, {low_value}. Số liệu đầy đủ ở bảng “{}”.",
                high.0, low.0, table.caption
            ),
            Lang::En => format!(
                " Highest: {}, {high_value}; lowest: {}, {low_value}. All figures are in the table “{}”.",
                high.0, low.0, table.caption
            ),
        });
    }
    text
}

fn method(findings: &Findings, options: &Options) -> Vec<(String, String)> {
    let lang = options.lang;
    let form = &findings.form;
    let code = lang.code();
    let census = Census::of(findings);
    let note = |vi: &str, en: &str, text: String| (lang.say(vi, en).to_owned(), text);
    let sheets = match (
        findings.respondents.value(),
        absent(&findings.respondents, findings.threshold),
    ) {
        (Some(count), _) => lang.count(count.n),
        (None, Some(absent)) => absent.sentence(lang),
        (None, None) => String::new(),
    };
    let mut notes = vec![
        note(
            "Mẫu phiếu",
            "Questionnaire",
            format!(
                "{} ({}, {} {})",
                form.title.get(code),
                form.id,
                lang.say("phiên bản", "version"),
                form.version
            ),
        ),
        note(
            "Mã băm của mẫu phiếu",
            "Hash of the questionnaire",
            form.hash.clone(),
        ),
        note(
            "Căn cứ",
            "Legal basis",
            form.legal_basis.get(code).to_owned(),
        ),
        note(
            "Cách tính",
            "How it is computed",
            match lang {
                Lang::Vi => format!(
                    "{}. Người hài lòng là người {}. Tỷ lệ được chia chính xác từ số đếm và chỉ làm tròn một lần khi in.",
                    form.method.get(code),
                    form.satisfied_means.get(code)
                ),
                Lang::En => format!(
                    "{}. Satisfied is who {}. Shares are divided exactly from counts and rounded once, when printed.",
                    form.method.get(code),
                    form.satisfied_means.get(code)
                ),
            },
        ),
        note("Số phiếu", "Answer sheets", sheets),
    ];
    let has_interval = matches!(&findings.overall, Shown::Value(m) if m.interval.is_some())
        || findings
            .places
            .iter()
            .any(|p| p.line.measure.value().is_some_and(|m| m.interval.is_some()));
    notes.push(if has_interval {
        note(
            "Khoảng tin cậy",
            "Intervals",
            lang.say(
                "Khoảng tin cậy 95% cho biết kết quả có thể dao động đến đâu nếu hỏi những người khác. Khoảng thứ hạng là tập tin cậy 95% tính đồng thời cho mọi đơn vị.",
                "The 95% interval says how far a result could vary had other people been asked. The range of a rank is a 95% confidence set, simultaneous for all units.",
            )
            .into(),
        )
    } else {
        note(
            "Khoảng tin cậy",
            "Intervals",
            lang.say(
                "Không có khoảng tin cậy: phiếu không lấy từ mẫu chọn ngẫu nhiên.",
                "There are none: the answers do not come from a random sample.",
            )
            .into(),
        )
    });
    notes.push(note(
        "Ngưỡng công bố",
        "Disclosure threshold",
        match lang {
            Lang::Vi => format!(
                "Không công bố kết quả từ dưới {} phiếu, hoặc kết quả mà từ đó suy ra được nhóm như vậy. Kết quả từ 10 đến 29 phiếu chỉ để tham khảo và được đánh dấu *.",
                findings.threshold
            ),
            Lang::En => format!(
                "Nothing is shown from fewer than {} answers, nor what such a group could be worked out from. Results from 10 to 29 answers are indicative and marked *.",
                findings.threshold
            ),
        },
    ));
    if census.all > 0 {
        notes.push(note(
            "Đơn vị không có kết quả",
            "Units without a result",
            left_out(census, findings.threshold, lang),
        ));
    }
    notes.push(note(
        "Ngày lập",
        "Prepared on",
        options.prepared_on.format("%d/%m/%Y").to_string(),
    ));
    if let Some(seal) = &options.seal {
        notes.push(note("Mã công bố", "Release", seal.release_id.clone()));
        notes.push(note(
            "Mã băm của bản công bố",
            "Hash of the release",
            seal.hash.clone(),
        ));
        notes.push(note("Kiểm tra tại", "Check at", seal.url.clone()));
    }
    notes
}

fn left_out(census: Census, threshold: u64, lang: Lang) -> String {
    let parts: Vec<String> = [
        (
            census.too_few,
            match lang {
                Lang::Vi => format!("dưới {threshold} phiếu"),
                Lang::En => format!("fewer than {threshold} answers"),
            },
        ),
        (
            census.complement,
            lang.say(
                "không công bố để bảo vệ đơn vị khác",
                "withheld to protect another unit",
            )
            .into(),
        ),
        (
            census.increment,
            lang.say("chờ thêm phiếu", "waiting for more answers")
                .into(),
        ),
        (
            census.no_data,
            lang.say("chưa có phiếu", "no answers yet").into(),
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, why)| format!("{why}: {count}"))
    .collect();
    if parts.is_empty() {
        return lang.say("Không có.", "None.").into();
    }
    format!(
        "{} {} {}: {}.",
        census.all - census.shown,
        lang.say("trên tổng số", "of"),
        census.all,
        parts.join("; ")
    )
}
