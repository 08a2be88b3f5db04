//! The door: findings in, picture out.

use crate::findings::Findings;

use super::kind::Kind;
use super::svg::{Picture, Svg};
use super::{criteria, funnel, heat, map, places, ranks, trend};

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<'a> {
    /// Language of the words, `"vi"` or `"en"`; Vietnamese for any other.
    pub lang: &'a str,
    /// Width in CSS pixels, clamped to 320–1600. Below 560 the charts change to a layout for phones.
    pub width: u32,
    /// How many places a chart of places shows.
    pub rows: Rows,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            lang: "vi",
            width: 960,
            rows: Rows::Auto,
        }
    }
}

/// How many places a chart of places shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rows {
    /// All of up to 150 places; of more, the twenty at each end and how all of them spread.
    #[default]
    Auto,
    /// A row for every place, however tall.
    All,
    /// That many at each end of the ranking.
    Ends(usize),
}

/// A tile of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Place key as in the findings: `2025:33`.
    pub code: String,
    /// Column from the west, 0-based.
    pub column: u32,
    /// Row from the north, 0-based.
    pub row: u32,
    /// Short name: “Hưng Yên”, “Quần đảo Hoàng Sa”.
    pub label: String,
    /// True for an archipelago: always drawn and named, without a value of its own.
    pub is_mark: bool,
    /// The short name of the province a mark belongs to: “Đà Nẵng”.
    pub belongs_to: Option<String>,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// Nothing in the findings belongs on this chart.
    #[error(
        "there is nothing to draw: the findings of {place} have no {what}; choose a wider place or period"
    )]
    NothingToDraw {
        /// Place key.
        place: String,
        /// What is missing, e.g. “places below it”.
        what: &'static str,
    },
    /// The places asked for are not on the tile grid.
    #[error(
        "the map shows provinces only, and {place} has none below it; ask for the whole country, or for the chart “places”"
    )]
    NotOnTheMap {
        /// Place key.
        place: String,
    },
    /// A map of Vietnam without its archipelagos must not leave the house.
    #[error(
        "the tile grid has no mark for Quần đảo {0}, and no map of Vietnam is drawn without it; add the row to the tile grid"
    )]
    ArchipelagoMissing(&'static str),
    /// The drawing library failed.
    #[error("the chart could not be drawn: {0}")]
    Drawing(String),
    /// The PNG could not be made.
    #[error("the chart could not be turned into a PNG: {0}; ask for the SVG")]
    Raster(String),
}

impl ChartError {
    /// Whether the findings have nothing for this chart: a page then leaves it out.
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::NothingToDraw { .. } | Self::NotOnTheMap { .. })
    }
}

/// Draws a chart. `tiles` matters for [`Kind::Map`] only.
///
/// The same input gives the same bytes.
pub fn draw(
    kind: Kind,
    findings: &Findings,
    tiles: &[Tile],
    options: &Options<'_>,
) -> Result<Svg, ChartError> {
    lay_out(kind, findings, tiles, options)?.svg()
}

/// Puts a chart together without writing it down: its size and its words are known, and whether there is anything to draw.
pub fn lay_out(
    kind: Kind,
    findings: &Findings,
    tiles: &[Tile],
    options: &Options<'_>,
) -> Result<Picture, ChartError> {
    match kind {
        Kind::Places => places::lay_out(findings, options),
        Kind::Criteria => criteria::lay_out(findings, options),
        Kind::Heat => heat::lay_out(findings, options),
        Kind::Trend => trend::lay_out(findings, options),
        Kind::Map => map::lay_out(findings, tiles, options),
        Kind::Funnel => funnel::lay_out(findings, options),
        Kind::Ranks => ranks::lay_out(findings, options),
    }
}

/// “There is nothing to draw”, about these findings.
pub(super) fn nothing(findings: &Findings, what: &'static str) -> ChartError {
    ChartError::NothingToDraw {
        place: findings.place.0.clone(),
        what,
    }
}
