//! How a sheet prints: A4, one page wide, with place, period and page number on every page.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

use crate::findings::Findings;
use crate::report::draft::Draft;
use crate::report::lang::Lang;

/// Excel's number for A4.
const A4: u8 = 9;
/// More columns than this print across.
const WIDEST_UPRIGHT: usize = 7;

/// Sets a sheet up to print.
pub(super) fn set_up(
    sheet: &mut Worksheet,
    draft: &Draft,
    findings: &Findings,
    lang: Lang,
    columns: usize,
) {
    let plain = |text: &str| text.replace('&', "&&");
    let (place, period) = (plain(&draft.running.0), plain(&draft.running.1));
    let simulated = draft.simulated.map_or_else(String::new, |label| {
        format!("&R&\"Times New Roman,Bold\"&KB00020{label}")
    });
    sheet
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.6, 0.5, 0.8, 0.7, 0.35, 0.35)
        .set_header(format!("&L{place} · {period}{simulated}"))
        .set_footer(format!(
            "&L{} v{}&R{} &P/&N",
            plain(&findings.form.id),
            findings.form.version,
            lang.say("Trang", "Page")
        ));
    if columns > WIDEST_UPRIGHT {
        sheet.set_landscape();
    }
}

/// The plain look of a cell.
pub(super) fn body() -> Format {
    Format::new()
        .set_font_name("Times New Roman")
        .set_font_size(11)
        .set_align(FormatAlign::VerticalCenter)
}

/// A cell of a table.
pub(super) fn ruled() -> Format {
    body()
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(Color::RGB(0x00C5_CDD6))
}

/// The title of a sheet or table.
pub(super) fn title() -> Format {
    body().set_bold().set_font_size(14)
}

/// A column title.
pub(super) fn head() -> Format {
    body()
        .set_bold()
        .set_text_wrap()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x000B_5394))
        .set_align(FormatAlign::Center)
}

/// What is not a number where one was to be expected.
pub(super) fn quiet(format: Format) -> Format {
    format.set_italic().set_font_color(Color::RGB(0x0052_606D))
}

/// The label of simulated figures.
pub(super) fn alarm() -> Format {
    body().set_bold().set_font_color(Color::RGB(0x00B0_0020))
}
