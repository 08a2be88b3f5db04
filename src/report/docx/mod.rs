//! The report as a Word document (DOCX), laid out as Decree 30/2020/NĐ-CP wants an administrative document, to be signed.

mod face;
mod finish;
mod head;
mod tables;

use docx_rs::{AlignmentType, Docx, Header, PageMargin, PageNum, Paragraph, Pic, RunFonts};

use super::draft::draft;
use super::order::{Charts, Options, ReportError};
use super::paper::{Chapter, Paper, paper};
use crate::chart;
use crate::findings::Findings;
use face::{FONT, TEXT, centred, indented, justified, lines, plain, run};

/// A4 in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
/// Margins of the decree: top and bottom 20–25 mm, left 30–35 mm, right 15–20 mm.
const MARGIN: PageMargin = PageMargin {
    top: 1_247,    // 22 mm
    bottom: 1_247, // 22 mm
    left: 1_701,   // 30 mm
    right: 1_021,  // 18 mm
    header: 680,
    footer: 567,
    gutter: 0,
};
/// Width of the text, in twentieths of a point.
const WIDTH: usize = PAGE.0 as usize - MARGIN.left as usize - MARGIN.right as usize;
/// English Metric Units in a twentieth of a point.
const EMU: u32 = 635;
/// How much finer than on a screen a chart is printed.
const FINE: f32 = 2.0;

/// Findings as DOCX. The same input gives the same bytes.
pub(super) fn write(
    findings: &Findings,
    charts: &Charts,
    options: &Options,
) -> Result<Vec<u8>, ReportError> {
    // The library numbers paragraphs and pictures from where the last document of this thread ended.
    std::thread::scope(|scope| {
        let written = scope.spawn(|| document(findings, charts, options));
        match written.join() {
            Ok(written) => written,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn document(
    findings: &Findings,
    charts: &Charts,
    options: &Options,
) -> Result<Vec<u8>, ReportError> {
    let draft = draft(findings, charts, options);
    let paper = paper(&draft, findings, options);
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(MARGIN)
        .default_fonts(fonts())
        .default_size(TEXT)
        .default_line_spacing(lines(264))
        .title_pg()
        .first_header(head::first_header(&paper))
        .header(later_header(&paper))
        .created_at(&stamp(paper.date))
        .updated_at(&stamp(paper.date));
    docx = docx.add_table(head::national(&paper));
    for paragraph in head::title(&paper) {
        docx = docx.add_paragraph(paragraph);
    }
    docx = docx.add_table(head::key_figures(&paper));
    docx = docx.add_paragraph(section(1, paper.summary_title));
    for words in paper.summary {
        docx = docx.add_paragraph(indented(words));
    }
    let mut alternatives = Vec::new();
    let mut svgs = draft.chapters.iter().flat_map(|chapter| &chapter.charts);
    let (mut figures, mut counted) = (0, 0);
    for (number, chapter) in (2..).zip(&paper.chapters) {
        docx = docx.add_paragraph(section(number, chapter.title));
        for (number, words) in (1..).zip(chapter.words) {
            docx = docx.add_paragraph(match chapter.words.len() {
                1 => indented(words),
                _ => indented(&format!("{number}. {words}")),
            });
        }
        for drawing in &chapter.charts {
            let Some(chart) = svgs.next() else { continue };
            figures += 1;
            docx = docx
                .add_paragraph(picture(&chart.svg, figures)?)
                .add_paragraph(caption(figure_word(&paper), figures, drawing.caption));
            alternatives.push(drawing.alt.to_owned());
        }
        if let Some(note) = chapter.note {
            docx = docx.add_paragraph(plain(note, 18));
        }
        docx = print_tables(docx, &paper, chapter, &mut counted);
    }
    docx = docx.add_paragraph(section(paper.chapters.len() + 2, paper.method_title));
    for (name, words) in paper.method {
        docx = docx.add_paragraph(
            plain("", TEXT)
                .add_run(run(&format!("{name}: ")).bold())
                .add_run(run(words)),
        );
    }
    if let Some(seal) = &paper.seal {
        docx = docx
            .add_paragraph(justified().keep_next(true).add_run(run(seal.title).bold()))
            .add_paragraph(plain(
                &format!("{} · {} · {}", seal.release, seal.hash, seal.url),
                20,
            ));
    }
    docx = docx
        .add_table(head::signatures(&paper))
        .add_paragraph(Paragraph::new());
    finish::finish(docx.build(), &paper, &alternatives)
}

fn print_tables(
    mut docx: Docx,
    paper: &Paper<'_>,
    chapter: &Chapter<'_>,
    counted: &mut usize,
) -> Docx {
    for table in &chapter.tables {
        *counted += 1;
        let word = if paper.lang == "vi" {
            "Bảng"
        } else {
            "Table"
        };
        docx = docx.add_paragraph(caption(word, *counted, &table.caption).keep_next(true));
        if let Some(legend) = tables::legend(table) {
            docx = docx.add_paragraph(plain(&legend, 18).keep_next(true));
        }
        docx = docx.add_table(tables::table(table, WIDTH));
        docx = docx.add_paragraph(plain(table.note.unwrap_or_default(), 18));
    }
    docx
}

fn fonts() -> RunFonts {
    RunFonts::new()
        .ascii(FONT)
        .hi_ansi(FONT)
        .cs(FONT)
        .east_asia(FONT)
}

/// The day of the report, as the file keeps it: there is no clock in it.
fn stamp((year, month, day): (i32, u32, u32)) -> String {
    format!("{year:04}-{month:02}-{day:02}T00:00:00Z")
}

/// From the second page on: the page number in the middle of the head, and the warning of simulated figures.
fn later_header(paper: &Paper<'_>) -> Header {
    let number = centred().add_page_num(PageNum::new());
    let header = Header::new().add_paragraph(number);
    match paper.simulated {
        Some(label) => header.add_paragraph(head::alarm(label)),
        None => header,
    }
}

/// The title of a chapter: `I. TÓM TẮT`.
fn section(number: usize, title: &str) -> Paragraph {
    Paragraph::new()
        .outline_lvl(0)
        .keep_next(true)
        .line_spacing(lines(264).before(240).after(120))
        .add_run(run(&format!("{}. {}", roman(number), title.to_uppercase())).bold())
}

fn roman(number: usize) -> String {
    const SIGNS: [(usize, &str); 5] = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut left = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}

fn figure_word(paper: &Paper<'_>) -> &'static str {
    if paper.lang == "vi" {
        "Hình"
    } else {
        "Figure"
    }
}

fn caption(word: &str, number: usize, words: &str) -> Paragraph {
    Paragraph::new()
        .line_spacing(lines(240).before(120).after(80))
        .add_run(run(&format!("{word} {number}. ")).bold().size(24))
        .add_run(run(words).size(24))
}

/// A chart across the page.
fn picture(svg: &str, number: usize) -> Result<Paragraph, ReportError> {
    let (png, (width, height)) =
        chart::raster(svg, FINE).map_err(|fault| ReportError::Document(fault.to_string()))?;
    let wide = WIDTH as u32 * EMU;
    let tall = (u64::from(wide) * u64::from(height) / u64::from(width.max(1))) as u32;
    // A page holds no more than this under a caption.
    let most = 12_900 * EMU;
    let (wide, tall) = if tall > most {
        (
            (u64::from(wide) * u64::from(most) / u64::from(tall)) as u32,
            most,
        )
    } else {
        (wide, tall)
    };
    // The library counts the pictures of all documents together.
    let pic = Pic::new_with_dimensions(png, width, height)
        .id(format!("rIdChart{number}"))
        .size(wide, tall);
    Ok(Paragraph::new()
        .align(AlignmentType::Center)
        .keep_next(true)
        .line_spacing(lines(240).before(120))
        .add_run(docx_rs::Run::new().add_image(pic)))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;
    use crate::findings::sample::sample;
    use crate::report::lang::Lang;

    fn options(lang: Lang) -> Options {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        Options {
            issuer: Some("Sở Nội vụ".into()),
            ..Options::new(lang, day)
        }
    }

    fn part(docx: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
        let mut text = String::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    /// The words of a document, without marks.
    fn words(xml: &str) -> String {
        let mut text = String::new();
        for piece in xml.split("<w:t").skip(1) {
            let piece = piece.split_once('>').map_or("", |(_, rest)| rest);
            text.push_str(piece.split("</w:t>").next().unwrap_or_default());
            text.push(' ');
        }
        text
    }

    #[test]
    fn the_head_and_the_foot_are_those_of_the_decree() {
        let docx = write(&sample(false), &Charts::default(), &options(Lang::Vi)).unwrap();
        let xml = part(&docx, "word/document.xml");
        let text = words(&xml);
        for piece in [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "SỞ NỘI VỤ",
            "Số:",
            "Hưng Yên, ngày 02 tháng 11 năm 2026",
            "BÁO CÁO",
            "THỦ TRƯỞNG ĐƠN VỊ",
            "Nơi nhận:",
            "83,94%",
        ] {
            assert!(text.contains(piece), "{piece}");
        }
        assert!(
            xml.contains("w:left=\"1701\"") && xml.contains("w:w=\"11906\""),
            "margins and paper"
        );
        assert!(
            xml.contains("<w:tblHeader />"),
            "the heads of tables come again on each page"
        );
        assert!(
            part(&docx, "word/header2.xml").contains("PAGE"),
            "page numbers"
        );
        let core = part(&docx, "docProps/core.xml");
        assert!(
            core.contains("2026-11-02T00:00:00Z") && core.contains("Sở Nội vụ"),
            "{core}"
        );
    }

    #[test]
    fn the_same_findings_give_the_same_bytes() {
        let make = || write(&sample(true), &Charts::default(), &options(Lang::En)).unwrap();
        let first = make();
        assert_eq!(first, make());
        assert!(first.len() < 200_000, "{}", first.len());
    }

    #[test]
    fn a_chart_is_a_picture_that_says_what_it_shows() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"30\" viewBox=\"0 0 80 30\">\
                   <rect x=\"2\" y=\"2\" width=\"70\" height=\"20\"/></svg>";
        let charts = Charts {
            trend: Some(svg.into()),
            ..Charts::default()
        };
        let docx = write(&sample(false), &charts, &options(Lang::Vi)).unwrap();
        let xml = part(&docx, "word/document.xml");
        assert!(
            xml.contains("descr=\"Chỉ số hài lòng theo thời gian"),
            "alternative text"
        );
    }

    #[test]
    fn a_name_with_marks_is_only_a_name() {
        let mut findings = sample(false);
        findings.places[0].line.name.vi = "Xã <w:b/> & \"Ấp\" ]]>".into();
        let docx = write(&findings, &Charts::default(), &options(Lang::Vi)).unwrap();
        let xml = part(&docx, "word/document.xml");
        assert!(xml.contains("Xã &lt;w:b/&gt; &amp; ") && !xml.contains("Xã <w:b/>"));
    }
}
