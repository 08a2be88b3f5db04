//! `sipas league`: who stands where, and how sure that is.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{open, progress, read_text, write_file};
use crate::config::Settings;
use crate::findings::Bound;
use crate::findings::league::{Arrow, Row};
use crate::house::{AskedLeague, LeagueSource, Standings};
use crate::index::{Decimal, Percent};
use crate::period::Period;
use crate::place::{PeerGroup, View};
use crate::published::{ClassTable, OfficeKinds};

/// Rank places, with the doubt of every rank.
///
/// From a published series: `sipas league --series sipas --period 2021 --unit "Hưng Yên"`. From our own counts:
/// `sipas league --place 33 --period 2026`. Units that are not known stay unknown; a change is an arrow only when it is
/// more than noise; units whose ranks could be the same stand in one band.
#[derive(Debug, Args)]
pub struct Options {
    /// Published series: sipas, par-index, qd766, commune-cchc, ddci [default: our own counts]
    #[arg(long, value_name = "ID", conflicts_with_all = ["form", "version", "place"])]
    series: Option<String>,
    /// Form id of our own counts [default: the form with results]
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// Version of the form [default: the newest]
    #[arg(long, value_name = "N")]
    version: Option<u32>,
    /// Rank what lies directly below this place
    #[arg(long, default_value = "vn", value_name = "CODE")]
    place: String,
    /// Period [default: the newest known]
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
    /// Earlier period to compare with [default: the one before]
    #[arg(long, value_name = "PERIOD")]
    against: Option<Period>,
    /// Rank among these only: cities, provinces, region:DBSH, ward:2025:01, offices:department, offices:vertical,
    /// offices:commune
    #[arg(long, value_name = "GROUP")]
    peers: Option<PeerGroup>,
    /// Say this unit in a sentence, by name or code
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    /// Rank by this domain or factor of the form
    #[arg(long, value_name = "CODE")]
    factor: Option<String>,
    /// Which map for our own counts: was (that of the period) or now (today's)
    #[arg(long, default_value = "was", value_name = "MAP")]
    view: View,
    /// Count who reaches this value
    #[arg(long, value_name = "PERCENT")]
    target: Option<Percent>,
    /// Classes of values in place of the form's or series' own: TOML ([[classes]] with from, name.vi, name.en) or CSV
    /// (from,vi,en)
    #[arg(long, value_name = "FILE")]
    classes: Option<PathBuf>,
    /// CSV of offices and their kinds (office,kind) in place of the one that the settings name
    #[arg(long, value_name = "FILE")]
    office_kinds: Option<PathBuf>,
    /// Language of names and sentences
    #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
    lang: String,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Sentences, and the table unless a unit is asked for
    Text,
    /// The body of the API
    Json,
    /// For machines: UTF-8, comma, dot decimals
    Csv,
}

impl Options {
    fn as_asked(&self) -> anyhow::Result<AskedLeague> {
        let source = match &self.series {
            Some(id) => LeagueSource::Series(id.clone()),
            None => LeagueSource::Counts {
                form: self.form.clone(),
                version: self.version,
                place: self.place.clone(),
            },
        };
        let classes = self.classes.as_deref().map(|path| {
            anyhow::Ok(ClassTable::read(
                &path.display().to_string(),
                &read_text(path)?,
            )?)
        });
        let office_kinds = self.office_kinds.as_deref().map(|path| {
            anyhow::Ok(OfficeKinds::read(
                &path.display().to_string(),
                &read_text(path)?,
            )?)
        });
        Ok(AskedLeague {
            classes: classes.transpose()?,
            office_kinds: office_kinds.transpose()?,
            period: self.period,
            against: self.against,
            peers: self.peers.clone(),
            unit: self.unit.clone(),
            factor: self.factor.clone(),
            view: self.view,
            target: self.target,
            ..AskedLeague::new(source)
        })
    }
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let bar = progress::spinner("ranking");
    let standings = house.league(&options.as_asked()?)?;
    bar.finish_and_clear();
    let text = match options.format {
        Format::Text => written(&standings, &options.lang),
        Format::Json => serde_json::to_string_pretty(&standings)? + "\n",
        Format::Csv => standings.to_csv(&options.lang),
    };
    if let Some(path) = options.output {
        return write_file(&path, text.as_bytes());
    }
    print!("{text}");
    Ok(())
}

/// The unit in its sentences, or the table; then what must be said beside it.
fn written(standings: &Standings, lang: &str) -> String {
    let mut text = String::new();
    match &standings.unit {
        Some(unit) => {
            for sentence in &unit.sentences {
                let _ = writeln!(text, "{}", sentence.get(lang));
            }
        }
        None => write_table(&mut text, standings, lang),
    }
    if standings.unit.is_none() {
        for note in &standings.notes {
            let _ = writeln!(text, "{}", note.get(lang));
        }
        for conflict in &standings.conflicts {
            let _ = writeln!(text, "! {}", conflict.get(lang));
        }
    }
    if standings.simulated {
        let _ = writeln!(text, "SỐ LIỆU MÔ PHỎNG / SIMULATED FIGURES");
    }
    text
}

fn write_table(text: &mut String, standings: &Standings, lang: &str) {
    let table = &standings.table;
    let subject = standings.peers.as_ref().unwrap_or(&standings.place);
    let factor = standings.factor.as_ref();
    let factor = factor.map_or_else(String::new, |f| format!(" · {}", f.name.get(lang)));
    let _ = writeln!(
        text,
        "{} · {} · {}{factor}\n",
        standings.source.name.get(lang),
        subject.name.get(lang),
        table.period,
    );
    let _ = writeln!(
        text,
        "{:>5} {:>9} {:>5} {:>9} {:>8} {:>7} {:>7}    name",
        "rank", "could be", "band", "value", "n", "points", "places"
    );
    for row in &table.rows {
        let _ = writeln!(text, "{}", line(row, lang));
    }
    let _ = writeln!(text);
}

fn line(row: &Row, lang: &str) -> String {
    fn or_blank(value: Option<String>) -> String {
        value.unwrap_or_default()
    }
    let set = row.rank_set.map(|set| match (set.first, set.last) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}–{last}"),
    });
    let value = row.value.map(|value| match row.bound {
        Bound::Exact => value.to_string(),
        Bound::AtLeast => format!("≥{value}"),
        Bound::AtMost => format!("≤{value}"),
    });
    let signed = |points: Decimal| format!("{}{points}", if points.units() > 0 { "+" } else { "" });
    let arrow = match row.arrow {
        Some(Arrow::Up) => "↑",
        Some(Arrow::Down) => "↓",
        Some(Arrow::NotClear) => "·",
        None => " ",
    };
    let class = row
        .class
        .as_ref()
        .map(|class| format!(" ({})", class.get(lang)));
    format!(
        "{:>5} {:>9} {:>5} {:>9} {:>8} {:>7} {:>7}  {arrow} {}{}",
        row.rank.map_or_else(|| "–".into(), |rank| rank.to_string()),
        or_blank(set),
        or_blank(row.band.map(|band| band.0.to_string())),
        value.unwrap_or_else(|| "–".into()),
        or_blank(row.n.map(|n| n.to_string())),
        or_blank(row.points.map(signed)),
        or_blank(row.places.map(|places| format!("{places:+}"))),
        row.names.get(lang),
        or_blank(class),
    )
}
