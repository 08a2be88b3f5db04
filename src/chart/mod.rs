//! Findings as pictures (biểu đồ): SVG drawn with plotters, and PNG made of it in the embedded fonts.
//!
//! A chart reads [`Findings`](crate::findings::Findings) only, so that it cannot show what the gate
//! withheld. Every chart says what it shows, of which place and period, from how many answers, by which
//! form and method, and whether the figures are simulated; [`table()`] says the same in rows of text.

mod axis;
mod canvas;
mod classes;
mod colour;
mod criteria;
mod draw;
mod funnel;
mod heat;
mod kind;
mod lettering;
mod levels;
mod map;
mod mend;
mod places;
mod qr;
mod ranks;
mod rows;
mod sheet;
mod spread;
mod svg;
mod table;
#[cfg(test)]
mod tests;
mod trend;
mod words;

pub use draw::{ChartError, Options, Rows, Tile, draw, lay_out};
pub use kind::{Kind, UnknownKind};
pub use lettering::FONTS;
pub use mend::{draw_mend, lay_out_mend};
pub use qr::Qr;
pub use svg::{Picture, Svg, raster};
pub use table::{Table, table};
