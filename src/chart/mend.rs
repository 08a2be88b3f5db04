//! What to mend first: every criterion by how closely it goes together with the whole and how satisfied people are.

use crate::findings::{Chance, Findings, Mend};
use crate::index::importance::Estimated;

use super::axis::{Axis, rounded};
use super::canvas::{Area, Point};
use super::colour::{ACCENT, BAR, DEEP, GRID, MUTED, PAPER, RULE};
use super::draw::{ChartError, Options, nothing};
use super::lettering::{Anchor, Lettering};
use super::sheet::Sheet;
use super::svg::{Picture, Svg};

const TICK: Lettering = Lettering::figures(11.0).muted();
const CODE: Lettering = Lettering::words(11.5);
const HEAD: Lettering = Lettering::words(11.5).muted();

/// A criterion on the sheet.
struct Spot<'a> {
    chance: &'a Chance,
    together: Estimated,
    value: f64,
    /// Its place among the actions, from 1.
    action: Option<usize>,
}

/// Draws the criteria of a place by importance and performance.
///
/// The same input gives the same bytes. There is nothing to draw where too few peers tell how a criterion goes together
/// with the whole.
pub fn draw_mend(
    mend: &Mend,
    findings: &Findings,
    options: &Options<'_>,
) -> Result<Svg, ChartError> {
    lay_out_mend(mend, findings, options)?.svg()
}

/// The same, not yet written down.
pub fn lay_out_mend(
    mend: &Mend,
    findings: &Findings,
    options: &Options<'_>,
) -> Result<Picture, ChartError> {
    let mut sheet = Sheet::entitled(|words| words.mend_title, findings, options);
    let words = sheet.words;
    let spots: Vec<Spot<'_>> = mend
        .criteria
        .iter()
        .enumerate()
        .filter_map(|(at, chance)| {
            Some(Spot {
                chance,
                together: chance.together?,
                value: chance.line.measure.value()?.value,
                action: mend
                    .actions
                    .iter()
                    .position(|action| *action == at)
                    .map(|place| place + 1),
            })
        })
        .collect();
    if spots.len() < 2 {
        return Err(nothing(
            findings,
            "criteria that enough peers can be compared by",
        ));
    }
    draw_legend(&mut sheet);
    let values = || spots.iter().map(|spot| spot.value);
    let (lowest, highest) = (values().fold(100.0, f64::min), values().fold(0.0, f64::max));
    let (shown, step) = rounded((lowest, highest), 7);
    let left = sheet.left + TICK.widest(["100"]) + 12.0;
    let height = if sheet.narrow { 320.0 } else { 460.0 };
    let area = Area::new(left, sheet.y, sheet.right - left, height);
    let least = spots
        .iter()
        .map(|spot| spot.together.estimate)
        .fold(1.0, f64::min);
    let along = along(least);
    let x = Axis::new((along.0, 1.0), (area.x + 10.0, area.right() - 10.0));
    let y = Axis::new(shown, (area.bottom() - 8.0, area.y + 8.0));
    draw_axes(&mut sheet, area, (&x, &y), (along.1, step));
    let count = spots.len() as f64;
    let middle = (
        x.at(spots.iter().map(|spot| spot.together.estimate).sum::<f64>() / count),
        y.at(values().sum::<f64>() / count),
    );
    let mut taken = draw_quarters(&mut sheet, area, middle);
    let at = |spot: &Spot<'_>| (x.at(spot.together.estimate), y.at(spot.value));
    taken.extend(spots.iter().map(|spot| {
        let (x, y) = at(spot);
        Area::new(x - 6.0, y - 6.0, 12.0, 12.0)
    }));
    for spot in &spots {
        let point = at(spot);
        if spot.action.is_some() {
            sheet.canvas.disc(point, 7.0, ACCENT);
        } else if spot.chance.gap.is_some_and(|gap| gap.estimate > 0.0) {
            sheet.canvas.disc(point, 4.5, DEEP);
        } else {
            sheet.canvas.disc(point, 4.5, BAR);
        }
    }
    for spot in &spots {
        draw_code(&mut sheet, area, at(spot), spot, &mut taken);
    }
    let about = HEAD.wrap(words.mend_x, sheet.room());
    let below = (
        area.middle().0.min(sheet.left + sheet.room() / 2.0),
        area.bottom() + 36.0,
    );
    sheet.y = sheet.canvas.lines(below, &about, HEAD, Anchor::Middle) - 2.0;
    let lang = words.lang;
    let named = mend.actions.iter().map(|&action| {
        let line = &mend.criteria[action].line;
        format!(
            "{}: {}.",
            line.code,
            line.name.get(lang).trim_end_matches('.')
        )
    });
    let named = named.collect::<Vec<_>>().join(" ");
    let described = if named.is_empty() {
        words.mend_none.to_owned()
    } else {
        named.clone()
    };
    Ok(sheet.close(&[named.as_str(), words.mend_note], &described))
}

fn draw_legend(sheet: &mut Sheet<'_>) {
    let words = sheet.words;
    let mut x = sheet.left;
    sheet.y += 6.0;
    let marks = [
        (words.mend_first, ACCENT),
        (words.mend_behind, DEEP),
        (words.mend_ahead, BAR),
    ];
    for (text, colour) in marks {
        let width = 14.0 + HEAD.width(text);
        if x > sheet.left && x + width > sheet.right {
            x = sheet.left;
            sheet.y += 19.0;
        }
        sheet.canvas.disc((x + 4.5, sheet.y), 4.5, colour);
        let at = (x + 14.0, sheet.y);
        sheet.canvas.text_at_middle(at, text, HEAD, Anchor::Start);
        x += width + 20.0;
    }
    sheet.y += 34.0;
}

/// Where the axis of importance begins for the least correlation on it, and its step.
fn along(least: f64) -> (f64, f64) {
    let step = [0.01, 0.02, 0.05, 0.1, 0.2]
        .into_iter()
        .find(|step| (1.0 - least) / step <= 5.0);
    let step = step.unwrap_or(0.5);
    ((((least / step) - 0.2).floor() * step).max(-1.0), step)
}

fn draw_axes(sheet: &mut Sheet<'_>, area: Area, (x, y): (&Axis, &Axis), (along, step): (f64, f64)) {
    let words = sheet.words;
    let count = ((y.to - y.from) / step).round() as usize;
    for i in 0..=count {
        let value = y.from + step * i as f64;
        let at = y.at(value);
        sheet
            .canvas
            .line((area.x, at), (area.right(), at), GRID, 1.0);
        let text = words.tick(value);
        sheet
            .canvas
            .text_at_middle((area.x - 8.0, at), &text, TICK, Anchor::End);
    }
    let count = ((x.to - x.from) / along).round() as usize;
    for i in 0..=count {
        let value = x.from + i as f64 * along;
        let at = x.at(value);
        sheet.canvas.gridline(at, area.y, area.bottom());
        let text = words.number(value, 2);
        sheet
            .canvas
            .text((at, area.bottom() + 16.0), &text, TICK, Anchor::Middle);
    }
    sheet.canvas.outline(area, RULE, 1.0);
    let above = (area.x, area.y - 8.0);
    sheet.canvas.text(above, words.value, HEAD, Anchor::Start);
}

/// The lines through the middle and the name of the quarter that matters; answers what they take of the sheet.
fn draw_quarters(sheet: &mut Sheet<'_>, area: Area, (x, y): Point) -> Vec<Area> {
    sheet
        .canvas
        .dashes((x, area.y), (x, area.bottom()), MUTED, 1.0);
    sheet
        .canvas
        .dashes((area.x, y), (area.right(), y), MUTED, 1.0);
    let style = Lettering::words(if sheet.narrow { 10.5 } else { 12.0 })
        .bold()
        .coloured(ACCENT);
    let text = sheet.words.mend_quarter;
    let at = (area.right() - 8.0, area.bottom() - 12.0);
    sheet.canvas.plate(at, text, style, Anchor::End);
    let (w, h) = (style.width(text), style.size * 1.4);
    vec![Area::new(at.0 - w, at.1 - h / 2.0, w, h)]
}

/// Writes the code of a criterion where it covers nothing; farther away with a line to its mark.
fn draw_code(
    sheet: &mut Sheet<'_>,
    area: Area,
    (x, y): Point,
    spot: &Spot<'_>,
    taken: &mut Vec<Area>,
) {
    let style = match spot.action {
        Some(_) => CODE.bold().coloured(ACCENT),
        None => CODE,
    };
    let text = match spot.action {
        Some(place) => format!("{place}. {}", spot.chance.line.code),
        None => spot.chance.line.code.clone(),
    };
    let (w, h) = (style.width(&text) + 2.0, style.size * 1.15);
    let inside = |a: &Area| {
        a.x >= area.x && a.right() <= area.right() && a.y >= area.y && a.bottom() <= area.bottom()
    };
    let free = |a: &Area| {
        taken
            .iter()
            .all(|t| a.right() <= t.x || t.right() <= a.x || a.bottom() <= t.y || t.bottom() <= a.y)
    };
    // Right, left, above, below first; then around in widening rings.
    let rings = (0..9).flat_map(|ring| {
        let away = 8.0 + 11.0 * f64::from(ring);
        (0..16).map(move |turn| {
            let angle = f64::from(turn) * std::f64::consts::TAU / 16.0;
            (away, angle)
        })
    });
    let spots = rings.map(|(away, angle)| {
        let (cos, sin) = (angle.cos(), angle.sin());
        let (cx, cy) = (x + cos * (away + w / 2.0), y + sin * (away + h / 2.0));
        (away, Area::new(cx - w / 2.0, cy - h / 2.0, w, h))
    });
    if let Some((away, place)) = spots
        .into_iter()
        .find(|(_, place)| inside(place) && free(place))
    {
        if away > 12.0 {
            let (cx, cy) = place.middle();
            let near = (f64::midpoint(x, cx), f64::midpoint(y, cy));
            sheet.canvas.line((x, y), near, RULE, 0.75);
            sheet.canvas.fill(place, PAPER);
        }
        let (_, middle) = place.middle();
        sheet
            .canvas
            .text_at_middle((place.x + 1.0, middle), &text, style, Anchor::Start);
        taken.push(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::seen::Seen;
    use crate::findings::sample::sample;
    use crate::form::Text;

    /// All 39 criteria, many of them nearly in the same spot; the three lowest are actions.
    fn clumped(findings: &Findings) -> Mend {
        let estimated = |estimate: f64| Estimated {
            estimate,
            low: estimate - 0.2,
            high: estimate + 0.1,
            standard_error: 0.05,
        };
        let criteria = findings
            .criteria
            .iter()
            .enumerate()
            .map(|(at, line)| Chance {
                line: line.clone(),
                part: 1.0 / 39.0,
                together: Some(estimated(0.6 + 0.3 * ((at % 7) as f64 / 40.0))),
                target: Some(90.0),
                gap: Some(estimated(if at % 3 == 0 { 4.0 } else { -2.0 })),
                gain: Some(estimated(0.1)),
                sure: at < 3,
            });
        Mend {
            peers: Text::new("các xã", "the communes"),
            peers_shown: 40,
            whole: None,
            criteria: criteria.collect(),
            actions: vec![0, 1, 2],
        }
    }

    #[test]
    fn every_criterion_is_named_and_no_label_lies_on_another() {
        let findings = sample(false);
        let mend = clumped(&findings);
        for width in [328, 600, 1200] {
            for lang in ["vi", "en"] {
                let options = Options {
                    lang,
                    width,
                    ..Options::default()
                };
                let svg = draw_mend(&mend, &findings, &options).unwrap();
                let seen = Seen::look(&svg);
                assert_eq!(seen.faults(), Vec::<String>::new(), "{lang} {width}");
                for chance in mend
                    .criteria
                    .iter()
                    .filter(|c| c.line.measure.value().is_some())
                {
                    let named = |text: &str| {
                        text == chance.line.code
                            || text.ends_with(&format!(". {}", chance.line.code))
                    };
                    assert!(
                        seen.texts.iter().any(|words| named(&words.text)),
                        "{lang} {width} {}",
                        chance.line.code
                    );
                }
            }
        }
    }

    #[test]
    fn without_peers_there_is_nothing_to_draw() {
        let findings = sample(false);
        let mut mend = clumped(&findings);
        for chance in &mut mend.criteria {
            chance.together = None;
        }
        assert!(
            draw_mend(&mend, &findings, &Options::default())
                .unwrap_err()
                .is_absence()
        );
    }
}
