//! The printed report: a fixed template set by typst in memory.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::syntax::Source;
use typst_layout::PagedDocument;

use super::draft::draft;
use super::order::{Charts, Options, ReportError};
use super::paper::{SEAL_FILE, chart_file, paper};
use super::seal;
use super::typesetter::{self, file};
use crate::findings::Findings;

static TEMPLATE: LazyLock<Source> =
    LazyLock::new(|| typesetter::template("/province.typ", include_str!("province.typ")));

/// Findings as PDF/A-2a and PDF/UA-1, A4.
pub(super) fn write(
    findings: &Findings,
    charts: &Charts,
    options: &Options,
) -> Result<Vec<u8>, ReportError> {
    let document = set(findings, charts, options)?;
    // One report shares next to nothing with the next, and what typst remembers of it is tens of megabytes.
    typst::comemo::evict(0);
    let ident = format!(
        "{}/{}/{}/{}",
        findings.form.id, findings.form.version, findings.place.0, findings.period
    );
    let file = typesetter::export(&document, ident);
    typst::comemo::evict(0);
    file
}

fn set(
    findings: &Findings,
    charts: &Charts,
    options: &Options,
) -> Result<PagedDocument, ReportError> {
    let draft = draft(findings, charts, options);
    let json = serde_json::to_vec(&paper(&draft, findings, options))
        .map_err(|fault| ReportError::Typesetting(fault.to_string()))?;
    let mut files = HashMap::from([(file("/report.json"), Bytes::new(json))]);
    let drawings = draft.chapters.iter().flat_map(|chapter| &chapter.charts);
    for (number, chart) in (1..).zip(drawings) {
        let svg = Bytes::from_string(chart.svg.clone());
        files.insert(file(&chart_file(number)), svg);
    }
    if let Some(seal) = &options.seal {
        files.insert(file(SEAL_FILE), Bytes::from_string(seal::qr(seal)?));
    }
    typesetter::set(&TEMPLATE, files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;
    use crate::findings::{Measure, Reason, Shown};
    use crate::report::{Lang, Seal};
    use chrono::NaiveDate;
    use typst::layout::{Frame, FrameItem};

    fn options(lang: Lang) -> Options {
        Options::new(lang, NaiveDate::from_ymd_opt(2026, 11, 2).unwrap())
    }

    /// The words of a page in the order they were set, without spaces.
    fn words(frame: &Frame, out: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => words(&group.frame, out),
                FrameItem::Text(text) => {
                    out.extend(text.text.chars().filter(|c| !c.is_whitespace()));
                }
                _ => {}
            }
        }
    }

    fn pages(findings: &Findings, options: &Options) -> Vec<String> {
        let document = set(findings, &Charts::default(), options).unwrap();
        let page = |page: &typst_layout::Page| {
            let mut out = String::new();
            words(&page.frame, &mut out);
            out
        };
        document.pages().iter().map(page).collect()
    }

    #[test]
    fn every_page_names_place_period_page_and_that_the_figures_are_simulated() {
        let pages = pages(&sample(false), &options(Lang::Vi));
        assert!((5..15).contains(&pages.len()), "{}", pages.len());
        for (number, page) in (1..).zip(&pages) {
            for part in [
                "TỉnhHưngYên·Năm2026",
                "SỐLIỆUMÔPHỎNG",
                &format!("Trang{number}/{}", pages.len()),
            ] {
                assert!(page.contains(part), "{part} on {page}");
            }
        }
        let mut real = sample(false);
        real.simulated = false;
        let all = self::pages(&real, &options(Lang::Vi)).concat();
        assert!(!all.contains("MÔPHỎNG"));
    }

    #[test]
    fn the_first_page_has_the_official_head_and_the_summary() {
        let mut options = options(Lang::Vi);
        options.issuer = Some("Sở Nội vụ".into());
        let first = &pages(&sample(false), &options)[0];
        for part in [
            "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM",
            "Độclập-Tựdo-Hạnhphúc",
            "SỞNỘIVỤ",
            "HưngYên,ngày02tháng11năm2026",
            "chỉsốhàilòngcủatỉnhHưngYênlà83,94%",
            "tăng1,28điểmphầntrăm",
        ] {
            assert!(first.contains(part), "{part} on {first}");
        }
        let english = &pages(&sample(true), &self::options(Lang::En))[0];
        assert!(
            english.contains("83.94%") && english.contains("HàNội,2November2026"),
            "{english}"
        );
    }

    #[test]
    fn a_withheld_value_is_nowhere_in_the_document() {
        let mut findings = sample(false);
        let place = &mut findings.places[3];
        let before = place.line.measure.value().unwrap().value;
        assert!(
            pages(&findings.clone(), &options(Lang::En))
                .concat()
                .contains(&format!("{before:.2}"))
        );
        let place = &mut findings.places[3];
        place.line.measure = Shown::Withheld(Reason::TooFew);
        for factor in &mut place.factors {
            *factor = Shown::Withheld(Reason::TooFew);
        }
        (place.rank, place.rank_set) = (None, None);
        let all = pages(&findings, &options(Lang::En)).concat();
        assert!(!all.contains(&format!("{before:.2}")));
        assert!(all.contains("Notenoughanswerstopublish"));
    }

    #[test]
    fn names_are_never_read_as_markup() {
        let mut findings = sample(false);
        let name = "Xã #panic(\"x\") $a$ *b* _c_ [d] <e> @f `g` // h";
        findings.places[0].line.name.vi = name.into();
        let all = pages(&findings, &options(Lang::Vi)).concat();
        let set: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(all.contains(&set));
    }

    #[test]
    fn the_file_claims_to_be_archivable_and_accessible_and_carries_its_seal() {
        let mut options = options(Lang::Vi);
        options.seal = Some(Seal {
            release_id: "2026/7".into(),
            hash: "5f".repeat(32),
            url: "https://example.vn/r/7".into(),
        });
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"30\" viewBox=\"0 0 80 30\">\
                   <text x=\"2\" y=\"20\" font-family=\"Be Vietnam Pro\" font-size=\"9\">Hưng Yên</text></svg>";
        let charts = Charts {
            trend: Some(svg.into()),
            ..Charts::default()
        };
        let pdf = write(&sample(false), &charts, &options).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.starts_with("%PDF-1.7"));
        for claim in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "pdfuaid:part",
        ] {
            assert!(text.contains(claim), "{claim}");
        }
        assert!(pdf.len() < 1_000_000, "{} bytes", pdf.len());
        options.seal.as_mut().unwrap().url = "x".repeat(5_000);
        assert!(write(&sample(false), &charts, &options).is_err());
    }

    #[test]
    fn findings_that_show_nothing_still_make_a_report() {
        let mut findings = sample(false);
        findings.overall = Shown::NoData;
        findings.previous = Shown::NoData;
        findings.respondents = Shown::Withheld(Reason::TooFew);
        let hide = |measure: &mut Shown<Measure>| *measure = Shown::NoData;
        findings
            .branches
            .iter_mut()
            .for_each(|b| hide(&mut b.line.measure));
        findings
            .criteria
            .iter_mut()
            .for_each(|c| hide(&mut c.measure));
        findings
            .places
            .iter_mut()
            .for_each(|p| hide(&mut p.line.measure));
        findings.trend.iter_mut().for_each(|t| hide(&mut t.measure));
        findings
            .distributions
            .iter_mut()
            .for_each(|d| d.shares = Shown::NoData);
        findings.people.clear();
        findings.walk_in = Shown::NoData;
        let all = pages(&findings, &options(Lang::Vi)).concat();
        assert!(all.contains("ChưacôngbốđượcchỉsốhàilòngcủatỉnhHưngYên"));
    }

    #[test]
    fn a_form_of_one_question_makes_a_short_report() {
        let mut findings = sample(false);
        findings.branches.clear();
        findings.criteria.truncate(1);
        findings.distributions.truncate(1);
        findings.places.clear();
        findings.trend.clear();
        let pages = pages(&findings, &options(Lang::En));
        assert!(pages.len() <= 3, "{}", pages.len());
    }
}
