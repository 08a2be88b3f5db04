//! What a chart is drawn on: a list of marks in pixels, played into plotters at the end, when the height is known.

use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, TextStyle};
use unicode_normalization::UnicodeNormalization;

use super::colour::{Colour, GRID, HATCH, PAPER};
use super::lettering::{Anchor, Lettering};

/// plotters rounds to whole units, so it draws four units a pixel and the view box scales them back.
pub(super) const UNITS: f64 = 4.0;
/// plotters writes a font size divided by this.
const FONT_FACTOR: f64 = 1.24;
/// plotters hangs a text from its top, this share of its size above the baseline.
const ASCENT: f64 = 0.76;

/// A point in pixels from the top left corner.
pub(super) type Point = (f64, f64);

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Area {
    pub(super) fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    pub(super) fn right(self) -> f64 {
        self.x + self.w
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.h
    }

    pub(super) fn middle(self) -> Point {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    pub(super) fn inset(self, by: f64) -> Self {
        Self::new(
            self.x + by,
            self.y + by,
            (self.w - 2.0 * by).max(0.0),
            (self.h - 2.0 * by).max(0.0),
        )
    }
}

enum Mark {
    Fill(Area, Colour),
    Path(Vec<Point>, Colour, f64),
    Polygon(Vec<Point>, Colour),
    Disc(Point, f64, Colour),
    Text(Point, String, Lettering, Anchor),
}

/// The marks of one chart, in drawing order.
#[derive(Default)]
pub(super) struct Canvas {
    marks: Vec<Mark>,
}

impl Canvas {
    pub(super) fn fill(&mut self, area: Area, colour: Colour) {
        if area.w > 0.0 && area.h > 0.0 {
            self.marks.push(Mark::Fill(area, colour));
        }
    }

    pub(super) fn outline(&mut self, area: Area, colour: Colour, width: f64) {
        let (l, t, r, b) = (area.x, area.y, area.right(), area.bottom());
        // The path ends on its first side, so that the corner is closed.
        self.path(
            vec![(l, t), (r, t), (r, b), (l, b), (l, t), (r, t)],
            colour,
            width,
        );
    }

    pub(super) fn line(&mut self, from: Point, to: Point, colour: Colour, width: f64) {
        self.path(vec![from, to], colour, width);
    }

    /// A straight line of dashes.
    pub(super) fn dashes(&mut self, from: Point, to: Point, colour: Colour, width: f64) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let (dash, gap) = (5.0, 4.0);
        let mut done = 0.0;
        while done < length {
            let end = (done + dash).min(length);
            let at = |d: f64| (from.0 + dx * d / length, from.1 + dy * d / length);
            self.line(at(done), at(end), colour, width);
            done = end + gap;
        }
    }

    pub(super) fn path(&mut self, points: Vec<Point>, colour: Colour, width: f64) {
        self.marks.push(Mark::Path(points, colour, width));
    }

    pub(super) fn polygon(&mut self, points: Vec<Point>, colour: Colour) {
        self.marks.push(Mark::Polygon(points, colour));
    }

    pub(super) fn disc(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.marks.push(Mark::Disc(centre, radius, colour));
    }

    /// A disc with a hole of paper: a mark of few answers.
    pub(super) fn ring(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.disc(centre, radius, colour);
        self.disc(centre, (radius - 1.5).max(0.5), PAPER);
    }

    /// Hatching: there are answers, but too few to show. One zigzag line, its turns on the border.
    pub(super) fn hatch(&mut self, area: Area) {
        self.fill(area, PAPER);
        let step = 5.0;
        let mut points = Vec::new();
        let mut across = step;
        let mut upward = true;
        while across < area.w + area.h {
            // The diagonal x + y = across, from the left or bottom side to the top or right side.
            let low = (
                area.x + (across - area.h).max(0.0),
                area.y + across.min(area.h),
            );
            let high = (
                area.x + across.min(area.w),
                area.y + (across - area.w).max(0.0),
            );
            points.extend(if upward { [low, high] } else { [high, low] });
            upward = !upward;
            across += step;
        }
        if points.len() > 1 {
            self.path(points, HATCH, 1.0);
        }
        self.outline(area, HATCH, 1.0);
    }

    /// Writes one line of text with its baseline at `at`.
    pub(super) fn text(&mut self, at: Point, text: &str, style: Lettering, anchor: Anchor) {
        let text: String = text.nfc().filter(|c| !c.is_control()).collect();
        if !text.is_empty() {
            self.marks.push(Mark::Text(at, text, style, anchor));
        }
    }

    /// Writes one line of text with the middle of its x-height at `at`.
    pub(super) fn text_at_middle(
        &mut self,
        at: Point,
        text: &str,
        style: Lettering,
        anchor: Anchor,
    ) {
        self.text((at.0, at.1 + style.size * 0.35), text, style, anchor);
    }

    /// Writes text on a plate of paper, so that hatching or lines do not run through it.
    pub(super) fn plate(&mut self, at: Point, text: &str, style: Lettering, anchor: Anchor) {
        let (w, h) = (style.width(text) + 8.0, style.size * 1.3);
        let x = match anchor {
            Anchor::Start => at.0 - 4.0,
            Anchor::Middle => at.0 - w / 2.0,
            Anchor::End => at.0 - w + 4.0,
        };
        self.fill(Area::new(x, at.1 - h / 2.0, w, h), PAPER);
        self.text_at_middle(at, text, style, anchor);
    }

    /// Writes lines below each other, the first baseline at `at`; answers the y below the last line.
    pub(super) fn lines(
        &mut self,
        at: Point,
        lines: &[String],
        style: Lettering,
        anchor: Anchor,
    ) -> f64 {
        let mut y = at.1;
        for line in lines {
            self.text((at.0, y), line, style, anchor);
            y += style.leading();
        }
        y
    }

    /// A vertical gridline.
    pub(super) fn gridline(&mut self, x: f64, top: f64, bottom: f64) {
        self.line((x, top), (x, bottom), GRID, 1.0);
    }

    /// Plays the marks into plotters: the raw SVG of `width` × `height` pixels, in quarter pixels.
    pub(super) fn play(&self, width: f64, height: f64) -> Result<String, std::io::Error> {
        let mut svg = String::new();
        let size = ((width * UNITS) as u32, (height * UNITS) as u32);
        {
            let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            let fault = |e: &dyn std::fmt::Display| std::io::Error::other(e.to_string());
            root.fill(&rgb(PAPER)).map_err(|e| fault(&e))?;
            for mark in &self.marks {
                match mark {
                    Mark::Fill(area, colour) => root.draw(&Rectangle::new(
                        [unit((area.x, area.y)), unit((area.right(), area.bottom()))],
                        rgb(*colour).filled(),
                    )),
                    Mark::Path(points, colour, width) => root.draw(&PathElement::new(
                        points.iter().copied().map(unit).collect::<Vec<_>>(),
                        rgb(*colour).stroke_width((width * UNITS).round() as u32),
                    )),
                    Mark::Polygon(points, colour) => root.draw(&Polygon::new(
                        points.iter().copied().map(unit).collect::<Vec<_>>(),
                        rgb(*colour).filled(),
                    )),
                    Mark::Disc(centre, radius, colour) => root.draw(&Circle::new(
                        unit(*centre),
                        (radius * UNITS).round() as u32,
                        rgb(*colour).filled(),
                    )),
                    Mark::Text(at, text, style, anchor) => root.draw(&Text::new(
                        text.as_str(),
                        unit((at.0, at.1 - style.size * ASCENT)),
                        text_style(*style, *anchor),
                    )),
                }
                .map_err(|e| fault(&e))?;
            }
            root.present().map_err(|e| fault(&e))?;
        }
        Ok(svg)
    }
}

fn unit(point: Point) -> (i32, i32) {
    (
        (point.0 * UNITS).round() as i32,
        (point.1 * UNITS).round() as i32,
    )
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

fn text_style(style: Lettering, anchor: Anchor) -> TextStyle<'static> {
    let family = if style.figures { "figures" } else { "words" };
    let weight = if style.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    let across = match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    (family, style.size * UNITS * FONT_FACTOR, weight)
        .into_font()
        .color(&rgb(style.colour))
        .pos(Pos::new(across, VPos::Top))
}
