//! How thousands of places spread: a histogram above the rows of the two ends.

use super::axis::{Axis, rounded};
use super::canvas::Area;
use super::colour::{BAR, RULE};
use super::lettering::{Anchor, Lettering};
use super::rows::measure;
use super::sheet::Sheet;

const SMALL: Lettering = Lettering::figures(11.0).muted();

/// How thousands of places spread: columns one step wide, above the rows of the two ends.
pub(super) fn draw(sheet: &mut Sheet<'_>) {
    let words = sheet.words;
    let values: Vec<f64> = sheet
        .findings
        .places
        .iter()
        .filter_map(|p| Some(measure(p)?.value))
        .collect();
    let (low, high) = values
        .iter()
        .fold((100.0_f64, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
    let ((from, to), step) = rounded((low, high), 40);
    let bins = ((to - from) / step).round().max(1.0) as usize;
    let mut counts = vec![0_u32; bins];
    for value in &values {
        counts[(((value - from) / step) as usize).min(bins - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let head = words
        .spread
        .replace("{}", &words.count(values.len() as u64));
    let style = Lettering::words(12.5).bold();
    sheet
        .canvas
        .text((sheet.left, sheet.y + 12.0), &head, style, Anchor::Start);
    let (top, tall) = (sheet.y + 40.0, 84.0);
    let axis = Axis::new((from, to), (sheet.left + 8.0, sheet.right - 8.0));
    for (i, count) in counts.iter().enumerate() {
        let x = axis.at(from + step * i as f64);
        let next = axis.at(from + step * (i + 1) as f64);
        let h = tall * f64::from(*count) / f64::from(most);
        let column = Area::new(x + 0.5, top + tall - h, next - x - 1.0, h);
        sheet.canvas.fill(column, BAR);
        if *count > 0 && next - x > SMALL.width("9999") {
            let at = (f64::midpoint(x, next), top + tall - h - 4.0);
            let text = words.count(u64::from(*count));
            sheet
                .canvas
                .text(at, &text, SMALL.sized(10.0), Anchor::Middle);
        }
    }
    let floor = top + tall;
    sheet
        .canvas
        .line((sheet.left, floor), (sheet.right, floor), RULE, 1.0);
    for tick in axis.ticks(if sheet.narrow { 6 } else { 10 }) {
        let text = words.tick(tick);
        sheet
            .canvas
            .text((axis.at(tick), floor + 15.0), &text, SMALL, Anchor::Middle);
    }
    sheet.y = floor + 34.0;
}
