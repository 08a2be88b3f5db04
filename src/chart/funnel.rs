//! x
use crate::findings::Findings;
use super::draw::{ChartError, Options, nothing};
use super::svg::Svg;
pub(super) fn draw(findings: &Findings, _o: &Options<'_>) -> Result<Svg, ChartError> { Err(nothing(findings, "x")) }
