//! A drawing taller than a page, cut between its rows so that its letters stay readable in print.
//!
//! Reads the plain SVG of the chart room: `<rect>` and `<text>` with absolute places, the rest is lines.
//! Whatever it does not understand stays whole, and the page shrinks it.

use std::ops::Range;

/// Height over width from which a drawing is cut; below, it is shrunk a little.
const TALL: f64 = 1.6;
/// Height over width that fits under a chapter title.
const PAGE: f64 = 1.3;
/// Parts of the whole height that a mark may cover and still count as a row.
const ROW: f64 = 0.05;

/// The drawing as pieces from top to bottom; one piece when it is not tall.
pub(super) fn pieces(svg: &str) -> Vec<String> {
    cut(svg).unwrap_or_else(|| vec![svg.to_owned()])
}

fn cut(svg: &str) -> Option<Vec<String>> {
    let start = svg.find("<svg")?;
    let end = start + svg[start..].find('>')? + 1;
    let (tag, body) = (&svg[start..end], svg[end..].strip_suffix("</svg>\n"));
    let body = body.or_else(|| svg[end..].trim_end().strip_suffix("</svg>"))?;
    let view: Vec<f64> = attribute(tag, "viewBox")?
        .split_whitespace()
        .map_while(|number| number.parse().ok())
        .collect();
    let &[left, top, width, height] = view.as_slice() else {
        return None;
    };
    if width <= 0.0 || height / width < TALL {
        return None;
    }
    let marks = marks(body);
    let rows: Vec<&Range<f64>> = marks
        .iter()
        .map(|mark| &mark.covers)
        .filter(|covers| covers.end - covers.start < ROW * height)
        .collect();
    let count = (height / width / PAGE).ceil();
    let mut cuts = vec![top];
    for number in 1..count as u32 {
        let wanted = top + height * f64::from(number) / count;
        cuts.push(between_rows(&rows, wanted, height * ROW)?);
    }
    cuts.push(top + height);
    let font = attribute(tag, "font-family").unwrap_or_default();
    Some(
        cuts.windows(2)
            .map(|ends| piece(body, &marks, font, (left, width), ends[0]..ends[1]))
            .collect(),
    )
}

/// A mark with its place in the text of the drawing.
struct Mark {
    text: Range<usize>,
    covers: Range<f64>,
}

/// The rectangles and words of a drawing.
fn marks(body: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(found) = body[at..].find('<') {
        let start = at + found;
        let Some(length) = body[start..].find('>') else {
            break;
        };
        at = start + length + 1;
        let tag = &body[start..at];
        let number = |name| attribute(tag, name)?.parse::<f64>().ok();
        if tag.starts_with("<rect ") {
            if let (Some(y), Some(height), true) =
                (number("y"), number("height"), tag.ends_with("/>"))
            {
                marks.push(Mark {
                    text: start..at,
                    covers: y..y + height,
                });
            }
        } else if tag.starts_with("<text ")
            && let (Some(y), Some(size), Some(end)) =
                (number("y"), number("font-size"), body[at..].find("</text>"))
        {
            at += end + "</text>".len();
            // Words hang from y or stand on it.
            let covers = if attribute(tag, "dy").is_some() {
                y - 0.2 * size..y + 1.1 * size
            } else {
                y - size..y + 0.3 * size
            };
            marks.push(Mark {
                text: start..at,
                covers,
            });
        }
    }
    marks
}

/// The middle of the widest free band near a height.
fn between_rows(rows: &[&Range<f64>], wanted: f64, reach: f64) -> Option<f64> {
    let mut edges: Vec<f64> = rows
        .iter()
        .flat_map(|row| [row.start, row.end])
        .filter(|edge| (edge - wanted).abs() <= reach)
        .collect();
    edges.sort_by(f64::total_cmp);
    edges
        .windows(2)
        .map(|ends| (ends[1] - ends[0], f64::midpoint(ends[0], ends[1])))
        .filter(|(_, middle)| rows.iter().all(|row| !row.contains(middle)))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, middle)| middle)
}

/// What lies between two heights; words and rectangles elsewhere are left out, lines are clipped.
fn piece(
    body: &str,
    marks: &[Mark],
    font: &str,
    (left, width): (f64, f64),
    heights: Range<f64>,
) -> String {
    let (top, height) = (heights.start, heights.end - heights.start);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"{left} {top} {width} {height}\" font-family=\"{font}\"><defs><clipPath id=\"piece\">\
         <rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/></clipPath></defs>\
         <g clip-path=\"url(#piece)\">"
    );
    let mut at = 0;
    for mark in marks {
        if mark.covers.end < heights.start || mark.covers.start > heights.end {
            out.push_str(&body[at..mark.text.start]);
            at = mark.text.end;
        }
    }
    out.push_str(&body[at..]);
    out.push_str("</g></svg>");
    out
}

/// The value of an attribute inside a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let length = tag[start..].find('"')?;
    Some(&tag[start..start + length])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    fn drawing(rows: u32) -> String {
        let height = rows * 50;
        let mut svg = format!(
            "<svg width=\"500\" height=\"{height}\" viewBox=\"0 0 500 {height}\" font-family=\"X\">\n\
             <rect x=\"0\" y=\"0\" width=\"500\" height=\"{height}\" fill=\"#FFF\"/>\n"
        );
        for row in 0..rows {
            let y = row * 50 + 10;
            let _ = writeln!(
                svg,
                "<text x=\"5\" y=\"{y}\" dy=\"0.76em\" font-size=\"20\">Row {row}.</text>"
            );
        }
        svg.push_str("</svg>\n");
        svg
    }

    #[test]
    fn a_drawing_that_fits_stays_whole() {
        let svg = drawing(15);
        assert_eq!(pieces(&svg), [svg]);
        assert_eq!(pieces("no drawing"), ["no drawing"]);
    }

    #[test]
    fn a_tall_drawing_is_cut_between_rows_and_every_row_is_in_one_piece() {
        let pieces = pieces(&drawing(60));
        assert!(pieces.len() > 2);
        for row in 0..60 {
            let found = pieces
                .iter()
                .filter(|p| p.contains(&format!(">Row {row}.<")));
            assert_eq!(found.count(), 1, "row {row}");
        }
        assert!(
            pieces.iter().all(|piece| piece.contains("height=\"3000\"")),
            "the paper stays"
        );
    }
}
