//! A finished SVG as its reader sees it: shaped by the real fonts, with the ink box of every text.

use resvg::usvg::{Group, Node, Options, Paint, Rect, Tree};

use super::super::colour::{Colour, PAPER};
use super::super::lettering::DATABASE;
use super::super::svg::Svg;

/// One text on the picture.
#[derive(Debug, Clone)]
pub(in crate::chart) struct Words {
    pub text: String,
    pub ink: Rect,
    pub colour: Colour,
    /// The colour it is written on.
    pub ground: Colour,
}

/// What can be seen on a picture.
pub(in crate::chart) struct Seen {
    pub texts: Vec<Words>,
    /// Boxes and colours of the filled shapes, in drawing order.
    pub shapes: Vec<(Rect, Colour)>,
    pub width: f32,
    pub height: f32,
}

impl Seen {
    pub(in crate::chart) fn look(svg: &Svg) -> Self {
        let options = Options {
            fontdb: DATABASE.clone(),
            ..Options::default()
        };
        let tree = Tree::from_str(svg.as_str(), &options).unwrap();
        let mut seen = Self {
            texts: Vec::new(),
            shapes: Vec::new(),
            width: tree.size().width(),
            height: tree.size().height(),
        };
        seen.walk(tree.root());
        seen
    }

    fn walk(&mut self, group: &Group) {
        for node in group.children() {
            match node {
                Node::Group(group) => self.walk(group),
                Node::Path(path) => {
                    if let Some(fill) = path.fill() {
                        let colour = colour_of(fill.paint());
                        self.shapes.push((path.abs_bounding_box(), colour));
                    }
                }
                Node::Text(text) => {
                    let chunk = &text.chunks()[0];
                    // The shaped text is laid out in the units of the view box.
                    let ink = text.flattened().abs_bounding_box();
                    let ink = ink.transform(text.abs_transform()).unwrap();
                    let middle = (ink.x() + ink.width() / 2.0, ink.y() + ink.height() / 2.0);
                    let under = self.shapes.iter().rev().find(|(area, _)| {
                        area.left() <= middle.0
                            && middle.0 <= area.right()
                            && area.top() <= middle.1
                            && middle.1 <= area.bottom()
                    });
                    self.texts.push(Words {
                        text: chunk.text().to_owned(),
                        ink,
                        colour: chunk.spans()[0]
                            .fill()
                            .map_or(PAPER, |fill| colour_of(fill.paint())),
                        ground: under.map_or(PAPER, |(_, colour)| *colour),
                    });
                }
                Node::Image(_) => panic!("a chart holds no image"),
            }
        }
    }

    /// All words in drawing order, lines joined by a space.
    pub(super) fn words(&self) -> String {
        let all: Vec<_> = self.texts.iter().map(|t| t.text.as_str()).collect();
        all.join(" ")
    }

    /// Filled shapes of a colour.
    pub(super) fn count(&self, colour: Colour) -> usize {
        self.shapes.iter().filter(|(_, c)| *c == colour).count()
    }

    /// Everything that would annoy a reader: text beyond the edge, text upon text, weak contrast.
    pub(in crate::chart) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (i, one) in self.texts.iter().enumerate() {
            let ink = one.ink;
            let (right, bottom) = (self.width - 4.0, self.height - 4.0);
            if ink.left() < 4.0 || ink.top() < 4.0 || ink.right() > right || ink.bottom() > bottom {
                faults.push(format!("“{}” reaches over the edge: {ink:?}", one.text));
            }
            let contrast = one.colour.contrast(one.ground);
            if contrast < 4.5 {
                faults.push(format!("“{}” has a contrast of {contrast:.1}", one.text));
            }
            for other in &self.texts[i + 1..] {
                let across = ink.right().min(other.ink.right()) - ink.left().max(other.ink.left());
                let down = ink.bottom().min(other.ink.bottom()) - ink.top().max(other.ink.top());
                if across > 0.5 && down > 0.5 {
                    faults.push(format!("“{}” lies on “{}”", other.text, one.text));
                }
            }
        }
        faults
    }
}

fn colour_of(paint: &Paint) -> Colour {
    match paint {
        Paint::Color(c) => Colour(c.red, c.green, c.blue),
        _ => panic!("a chart has plain colours only"),
    }
}
