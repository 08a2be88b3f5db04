//! `sipas results`: the same numbers as the pages, as a table, JSON or CSV.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::{open, read_text, write_file};
use crate::config::Settings;
use crate::findings::{By, Detail, Results, walk_in_name};
use crate::form::Text;
use crate::house::{Asked, Breakdown};
use crate::period::Period;
use crate::place::{Level, View};

/// Show results as a table, JSON or CSV.
///
/// Every number has passed the disclosure gate, exactly as on the public pages: nothing from fewer answers than
/// the threshold, nothing that a subtraction would reveal. The national table of all communes and criteria:
/// sipas results --by place --level commune --detail criteria --format csv -o communes.csv
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    pub subject: Subject,
    /// Along what to break the index down: overall, criterion, factor, place, period, channel, office, group, or person (by
    /// each answer about the person: provinces and the nation, quarters and years)
    #[arg(long, default_value = "factor", value_name = "WHAT")]
    by: By,
    /// With --by place: the places of this level, e.g. commune for every commune of the country, ranked together
    /// [default: the places directly below]
    #[arg(long, value_name = "LEVEL")]
    level: Option<Level>,
    /// With --by place: what stands beside each place: overall, or criteria for every criterion of each
    #[arg(long, default_value = "overall", value_name = "WHAT")]
    detail: Detail,
    /// Which map: was (that of the period) or now (today's, with the answers of old units in the units that hold their
    /// people)
    #[arg(long, default_value = "was", value_name = "MAP")]
    view: View,
    /// Another period to show beside, e.g. 2024 beside 2026
    #[arg(long, value_name = "PERIOD")]
    beside: Option<Period>,
    /// CSV of known totals (place,total, and period if not for all) of the places directly below: the overall index weighted
    /// to them, beside the plain one; in place of those that the settings name ([weights] totals)
    #[arg(long, value_name = "FILE")]
    totals: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What the figures are about.
#[derive(Debug, Args)]
pub struct Subject {
    /// Form id [default: the form invitations use]
    #[arg(long, value_name = "ID")]
    pub form: Option<String>,
    /// Version of the form [default: the newest]
    #[arg(long, value_name = "N")]
    pub version: Option<u32>,
    /// Place: a code (33, 00004), an old code with its scheme (2004:34), or vn for the nation
    #[arg(long, default_value = "vn", value_name = "CODE")]
    pub place: String,
    /// Period: 2026, 2026-Q3 or 2026-10 [default: this year]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<Period>,
    /// Language of names
    #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
    pub lang: String,
}

impl Subject {
    /// The subject as the house takes it.
    pub fn as_asked(&self) -> Asked {
        Asked {
            form: self.form.clone(),
            version: self.version,
            place: self.place.clone(),
            period: self.period,
        }
    }
}

/// Forms of output.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Columns for reading
    Table,
    /// The body of the API
    Json,
    /// For machines: UTF-8, comma, dot decimals
    Csv,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let question = house.question(&options.subject.as_asked())?;
    let mut results = house.results(
        &question,
        &Breakdown {
            by: options.by,
            level: options.level,
            detail: options.detail,
            view: options.view,
            beside: options.beside,
        },
    )?;
    let lang = options.subject.lang.as_str();
    if let Some(path) = &options.totals {
        let findings = house.findings_in(&question, options.view)?;
        let totals = house
            .known_totals(&findings, &read_text(path)?)
            .with_context(|| path.display().to_string())?;
        results.poststratified = totals.apply(&findings);
    }
    let text = match options.format {
        Format::Table => {
            let beside = results.beside.take();
            let beside = beside.map_or_else(String::new, |other| table(&other, lang) + "\n");
            beside + &table(&results, lang) + &weighted_lines(&results, lang)
        }
        Format::Json => serde_json::to_string_pretty(&results)? + "\n",
        Format::Csv => results.to_csv(lang),
    };
    if let Some(path) = options.output {
        write_file(&path, text.as_bytes())
    } else {
        print!("{text}");
        Ok(())
    }
}

/// What weights make of the overall index beside the plain value, or why they are refused.
fn weighted_lines(results: &Results, lang: &str) -> String {
    let number =
        |value: Option<f64>| value.map_or_else(|| "–".into(), |value| format!("{value:.2}"));
    let line = |to: &str,
                value: String,
                ends: Option<(f64, f64)>,
                n: Option<f64>,
                deff: Option<f64>,
                refused: Option<&Text>| {
        if let Some(why) = refused {
            return format!("\n{to}: refused: {}\n", why.get(lang));
        }
        let interval =
            ends.map_or_else(String::new, |(low, high)| format!(" ({low:.2}–{high:.2})"));
        let plain = number(results.overall.value().map(|measure| measure.value));
        let n = n.map_or_else(|| "–".into(), |n| format!("{n:.1}"));
        let deff = deff.map_or_else(|| "–".into(), |deff| format!("{deff:.3}"));
        format!("\n{to}: {value}{interval}, unweighted {plain}, effective n {n}, deff {deff}\n")
    };
    let design = results.weighted.as_ref().map(|w| {
        line(
            "with design weights",
            number(w.value),
            w.interval,
            Some(w.effective_n),
            Some(w.deff),
            w.refused.as_ref(),
        )
    });
    let stratified = results.poststratified.as_ref().map(|s| {
        line(
            "weighted to known totals",
            s.written(&number(s.value)),
            s.interval,
            s.effective_n,
            s.deff,
            s.refused.as_ref(),
        )
    });
    design.unwrap_or_default() + &stratified.unwrap_or_default()
}

/// Rank, name, value, interval, n; a withheld line says why.
fn table(results: &Results, lang: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let simulated = if results.simulated {
        " · SỐ LIỆU MÔ PHỎNG / SIMULATED FIGURES"
    } else {
        ""
    };
    let title = format!(
        "{} · {} · {}{simulated}",
        results.place.name.get(lang),
        results.period,
        results.form.title.get(lang)
    );
    let _ = writeln!(text, "{title}\n");
    let _ = writeln!(
        text,
        "{:>5}  {:14} {:>8}  {:>15} {:>9}  name",
        "rank", "code", "value", "95 % interval", "n"
    );
    for row in results.rows(lang) {
        let [
            _,
            _,
            _,
            _,
            _,
            code,
            name,
            _,
            rank,
            status,
            value,
            bound,
            low,
            high,
            n,
            _,
            weighted,
            _,
            _,
            _,
            deff,
            ..,
        ] = row;
        let weighted = if weighted.is_empty() {
            String::new()
        } else {
            format!("  [weighted {weighted}, deff {deff}]")
        };
        let value = match bound.as_str() {
            "at_least" => format!("≥{value}"),
            "at_most" => format!("≤{value}"),
            _ if value.is_empty() => "–".into(),
            _ => value,
        };
        let interval = if low.is_empty() {
            String::new()
        } else {
            format!("{low}–{high}")
        };
        let why = if status == "shown" {
            String::new()
        } else {
            format!("  ({})", status.replace('_', " "))
        };
        let _ = writeln!(
            text,
            "{rank:>5}  {code:14} {value:>8}  {interval:>15} {n:>9}  {name}{why}{weighted}"
        );
    }
    let state = match &results.release {
        Some(release) => format!("released: {} {}", release.id, release.hash),
        None => "provisional: this period is not released".to_owned(),
    };
    let _ = writeln!(text, "\n{state}");
    if let Some(note) = &results.note {
        let _ = writeln!(text, "\n{}", note.get(lang));
    }
    if let Some(walk_in) = results
        .walk_in
        .value()
        .filter(|_| results.by != By::Channel)
    {
        let name = walk_in_name();
        let _ = writeln!(
            text,
            "\n{}: {:.2} (n {})",
            name.get(lang),
            walk_in.value,
            walk_in.n
        );
    }
    text
}
