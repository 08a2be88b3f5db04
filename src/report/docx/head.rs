//! The parts that Decree 30/2020/NĐ-CP gives a place: national title and motto, agency and number, place and date, title,
//! recipients and signature.

use docx_rs::{
    AlignmentType, Header, Paragraph, Shading, Table, TableCell, TableLayoutType, TableRow,
    VAlignType, WidthType,
};

use super::WIDTH;
use super::face::{centred, lines, plain, rule, run};
use crate::report::paper::Paper;

/// Width of the left half of the head, of 100.
const LEFT: usize = 36;
/// Dots to be filled in by hand.
const DOTS: &str = "……………………………";

fn halves(left: Vec<Paragraph>, right: Vec<Paragraph>) -> Table {
    let widths = [WIDTH * LEFT / 100, WIDTH - WIDTH * LEFT / 100];
    let cell = |paragraphs: Vec<Paragraph>, width: usize| {
        let cell = TableCell::new().width(width, WidthType::Dxa);
        paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
    };
    let row = TableRow::new(vec![cell(left, widths[0]), cell(right, widths[1])]).cant_split();
    Table::without_borders(vec![row])
        .set_grid(widths.to_vec())
        .width(WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
}

/// Agency and number at the left; national title, motto, place and date at the right.
pub(super) fn national(paper: &Paper<'_>) -> Table {
    let issuer = paper
        .issuer
        .map_or_else(|| DOTS.to_owned(), str::to_uppercase);
    let left = vec![
        centred().add_run(run(&issuer).bold().size(24)),
        rule(14),
        centred()
            .line_spacing(lines(240).before(120).after(0))
            .add_run(run(paper.number).size(26)),
    ];
    let right = vec![
        centred().add_run(run(paper.nation).bold().size(24)),
        centred().add_run(run(paper.motto).bold().size(26)),
        rule(44),
        centred()
            .line_spacing(lines(240).before(120).after(0))
            .add_run(run(&paper.place_and_date).italic().size(26)),
    ];
    halves(left, right)
}

/// Kind and subject, and the warning of simulated figures.
pub(super) fn title(paper: &Paper<'_>) -> Vec<Paragraph> {
    let mut title = vec![
        centred()
            .line_spacing(lines(240).before(360).after(0))
            .add_run(run(paper.kind).bold().size(28)),
        centred().add_run(run(paper.title).bold().size(28)),
        rule(24),
    ];
    if let Some(label) = paper.simulated {
        title.push(
            centred()
                .line_spacing(lines(240).before(120).after(0))
                .add_run(run(&format!("{label}. ")).bold().color("B00020").size(24))
                .add_run(run(paper.simulated_note).color("B00020").size(24)),
        );
    }
    title.push(Paragraph::new());
    title
}

/// The figures everybody looks for first, side by side.
pub(super) fn key_figures(paper: &Paper<'_>) -> Table {
    let count = paper.key_figures.len().max(1);
    let width = WIDTH / count;
    let cells = paper.key_figures.iter().map(|figure| {
        TableCell::new()
            .width(width, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .shading(Shading::new().fill("EEF2F6"))
            .add_paragraph(centred().add_run(run(&figure.figure).bold().size(36).color("0B5394")))
            .add_paragraph(centred().add_run(run(&figure.caption).size(22)))
            .add_paragraph(centred().add_run(run(&figure.remark).size(19)))
    });
    let row = TableRow::new(cells.collect());
    Table::without_borders(vec![row])
        .set_grid(vec![width; count])
        .width(WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
}

/// Recipients at the left, signature at the right.
pub(super) fn signatures(paper: &Paper<'_>) -> Table {
    let mut left =
        vec![plain("", 24).add_run(run(paper.recipients_title).bold().italic().size(24))];
    left.extend(
        paper
            .recipients
            .iter()
            .map(|line| plain(&format!("- {line}"), 22)),
    );
    let [_, signer, how] = paper.signatures;
    let right = vec![
        centred().add_run(run(signer).bold().size(28)),
        centred().add_run(run(how).italic().size(26)),
        centred()
            .line_spacing(lines(240).before(1_400).after(0))
            .add_run(run(DOTS).size(26)),
    ];
    halves(left, right)
}

/// The warning of simulated figures above a page.
pub(super) fn alarm(label: &str) -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Right)
        .add_run(run(label).bold().size(18).color("B00020"))
}

/// The head of the first page has no number.
pub(super) fn first_header(paper: &Paper<'_>) -> Header {
    match paper.simulated {
        Some(label) => Header::new().add_paragraph(alarm(label)),
        None => Header::new().add_paragraph(Paragraph::new()),
    }
}
