//! From findings to the tiles of the map, printed charts and reports.

use super::{House, HouseError};
use crate::ballot::NATION;
use crate::chart::{self, ChartError, Tile};
use crate::findings::{Findings, Mend, Question};
use crate::place::OfficeKind;
use crate::report::{self, Charts, Format};

/// More places than this are shown by their two ends on a printed chart.
const MANY_IN_PRINT: usize = 40;
/// How many at each end.
const ENDS_IN_PRINT: usize = 20;

impl House {
    fn tile(&self, tile: &crate::place::Tile, lang: &str) -> Tile {
        let province = tile.belongs_to.as_ref().and_then(|id| self.atlas.unit(id));
        Tile {
            code: tile.unit.to_string(),
            column: tile.column.into(),
            row: tile.row.into(),
            label: tile.label(lang).to_owned(),
            is_mark: tile.is_mark(),
            belongs_to: province.map(|unit| unit.name(self.clock.today()).to_owned()),
        }
    }

    /// The tiles of the national map, named in a language.
    pub fn tiles(&self, lang: &str) -> Vec<Tile> {
        self.atlas
            .tiles()
            .iter()
            .map(|tile| self.tile(tile, lang))
            .collect()
    }

    /// How reports of this service are written unless somebody asks for more.
    pub fn report_options(&self, lang: &str) -> report::Options {
        let lang = if lang == "en" {
            report::Lang::En
        } else {
            report::Lang::Vi
        };
        report::Options {
            issuer: self.settings.web.issuer.clone(),
            ..report::Options::new(lang, self.clock.today())
        }
    }

    /// A report as the bytes of a file. Of a released period it names its release, and a PDF carries its seal.
    pub fn report(
        &self,
        format: Format,
        question: &Question,
        options: report::Options,
    ) -> Result<Vec<u8>, HouseError> {
        let findings = self.findings_for_report(question)?;
        let mend = match format {
            Format::Pdf | Format::Docx | Format::Zip => self.mend_first(question)?,
            Format::Xlsx | Format::Csv => None,
        };
        let charts = self.charts_of(format, &findings, mend.as_ref(), options.lang.code())?;
        let release = match self.release_of(question)? {
            Some(kept) => Some(self.manifest_of(&kept)?),
            None => None,
        };
        let options = report::Options {
            seal: release.as_ref().map(|release| self.printed_seal(release)),
            mend,
            ..options
        };
        let drawn = report::write(format, &findings, &charts, &options)?;
        match &release {
            Some(release) if format == Format::Pdf => self.sealed_pdf(&drawn, release),
            _ => Ok(drawn),
        }
    }

    /// A report of the offices of a kind in the place of the question. A release holds places only, so that it bears no seal.
    pub fn report_of_offices(
        &self,
        format: Format,
        question: &Question,
        kind: OfficeKind,
        options: &report::Options,
    ) -> Result<Vec<u8>, HouseError> {
        let findings = self.findings_of_offices(question, kind)?;
        let charts = self.charts_of(format, &findings, None, options.lang.code())?;
        Ok(report::write(format, &findings, &charts, options)?)
    }

    /// The charts that a file of the format shows.
    fn charts_of(
        &self,
        format: Format,
        findings: &Findings,
        mend: Option<&Mend>,
        lang: &str,
    ) -> Result<Charts, HouseError> {
        match format {
            Format::Pdf | Format::Docx => self.charts_in_print(findings, mend, lang),
            Format::Zip => self.all_charts(findings, mend, lang),
            Format::Xlsx | Format::Csv => Ok(Charts::default()),
        }
    }

    /// The charts of a printed report, drawn on all cores. Of many places the chart shows both ends: the table beside it
    /// lists all of them, each with its interval.
    fn charts_in_print(
        &self,
        findings: &Findings,
        mend: Option<&Mend>,
        lang: &str,
    ) -> Result<Charts, HouseError> {
        let drawing = chart::Options {
            lang,
            rows: if findings.places.len() > MANY_IN_PRINT {
                chart::Rows::Ends(ENDS_IN_PRINT)
            } else {
                chart::Rows::Auto
            },
            ..chart::Options::default()
        };
        let tiles = self.tiles(lang);
        let draw = |kind| told(chart::draw(kind, findings, &tiles, &drawing));
        let is_nation = findings.place.0 == NATION;
        std::thread::scope(|scope| {
            let places = scope.spawn(|| draw(chart::Kind::Places));
            let heat = scope.spawn(|| draw(chart::Kind::Heat));
            let map = scope.spawn(|| is_nation.then(|| draw(chart::Kind::Map)));
            let (criteria, trend) = (draw(chart::Kind::Criteria), draw(chart::Kind::Trend));
            let mend = mend.map(|mend| told(chart::draw_mend(mend, findings, &drawing)));
            Ok(Charts {
                places: joined(places)?,
                criteria: criteria?,
                heat: joined(heat)?,
                trend: trend?,
                map: joined(map).transpose()?.flatten(),
                mend: mend.transpose()?.flatten(),
                ..Charts::default()
            })
        })
    }

    /// Every chart of a place, also those that no printed report shows.
    fn all_charts(
        &self,
        findings: &Findings,
        mend: Option<&Mend>,
        lang: &str,
    ) -> Result<Charts, HouseError> {
        let options = chart::Options {
            lang,
            ..chart::Options::default()
        };
        let of_kind = |kind| told(chart::draw(kind, findings, &[], &options));
        Ok(Charts {
            funnel: of_kind(chart::Kind::Funnel)?,
            ranks: of_kind(chart::Kind::Ranks)?,
            ..self.charts_in_print(findings, mend, lang)?
        })
    }
}

/// A chart, or none where there is nothing to draw.
fn told(drawn: Result<chart::Svg, ChartError>) -> Result<Option<String>, ChartError> {
    match drawn {
        Ok(svg) => Ok(Some(svg.as_str().to_owned())),
        Err(error) if error.is_absence() => Ok(None),
        Err(error) => Err(error),
    }
}

fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    match thread.join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
