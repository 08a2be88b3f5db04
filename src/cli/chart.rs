//! `sipas chart`: draws a chart as SVG or PNG.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::results::Subject;
use super::{open, write_file};
use crate::chart;
use crate::config::Settings;

/// Draw a chart as SVG or PNG: ranking of places, criteria, factor × place heat table, trend, tile map.
#[derive(Debug, Args)]
pub struct Options {
    /// places, criteria, heat, trend or map
    kind: chart::Kind,
    #[command(flatten)]
    subject: Subject,
    /// Width in pixels
    #[arg(long, default_value_t = 960, value_parser = clap::value_parser!(u32).range(320..=4000))]
    width: u32,
    /// File to write; its ending chooses SVG or PNG
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let findings = house.findings(&house.question(&options.subject.as_asked())?)?;
    let drawing = chart::Options {
        lang: &options.subject.lang,
        width: options.width,
        ..chart::Options::default()
    };
    let svg = chart::draw(
        options.kind,
        &findings,
        &house.tiles(drawing.lang),
        &drawing,
    )?;
    let ending = options
        .output
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_owned();
    let bytes = match ending.as_str() {
        "svg" => svg.as_str().as_bytes().to_vec(),
        "png" => svg.to_png(2.0)?,
        other => {
            bail!("“.{other}” is no picture format of ours: name a file that ends in .svg or .png")
        }
    };
    write_file(&options.output, &bytes)?;
    println!("{} ({} bytes)", options.output.display(), bytes.len());
    Ok(())
}
