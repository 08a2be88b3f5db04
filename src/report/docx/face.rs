//! The letters and paragraphs of a Word document: Times New Roman 14, as the decree wants it.

use docx_rs::{AlignmentType, LineSpacing, LineSpacingType, Paragraph, Run, SpecialIndentType};

/// The typeface of Decree 30/2020; every office computer has it, or one of the same widths.
pub(super) const FONT: &str = "Times New Roman";
/// Size of the text in half points: 14.
pub(super) const TEXT: usize = 28;
/// First-line indent: 1 cm.
const INDENT: i32 = 567;

/// Space between lines, of 240; it grows with what stands in the line.
pub(super) fn lines(of_240: i32) -> LineSpacing {
    LineSpacing::new()
        .line_rule(LineSpacingType::Auto)
        .line(of_240)
}

/// Words in the typeface of the document; control characters, which XML cannot hold, become spaces.
pub(super) fn run(words: &str) -> Run {
    let words: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    Run::new().add_text(words)
}

/// A paragraph of the body.
pub(super) fn justified() -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Both)
        .line_spacing(lines(264).after(120))
}

/// A paragraph of the body with its first line indented.
pub(super) fn indented(words: &str) -> Paragraph {
    justified()
        .indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None)
        .add_run(run(words))
}

/// A centred paragraph without space around it.
pub(super) fn centred() -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Center)
        .line_spacing(lines(240).after(0))
}

/// Words in a size of their own (half points).
pub(super) fn plain(words: &str, size: usize) -> Paragraph {
    Paragraph::new()
        .line_spacing(lines(240).after(60))
        .add_run(run(words).size(size))
}

/// A rule below centred words: about so many letters wide.
pub(super) fn rule(letters: usize) -> Paragraph {
    let blank = "\u{a0}".repeat(letters);
    centred().add_run(run(&blank).underline("single").size(12))
}
