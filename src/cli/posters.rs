//! `sipas posters`: paper for the wall or the counter of collection points.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};

use super::{open, write_file};
use crate::config::Settings;
use crate::house::PosterOrder;
use crate::report::poster::Size;

/// Print posters of collection points as PDF, one page each (tờ dán mã QR).
///
/// A poster has the QR code, the same address to type, the name of the office, one sentence in Vietnamese and English and
/// the promise of privacy. Set `web.public_url` to what citizens see, and `web.issuer` to who stands at its head.
#[derive(Debug, Args)]
pub struct Options {
    /// Codes of collection points [default: all that are open]
    #[arg(value_name = "CODE")]
    points: Vec<String>,
    /// Paper
    #[arg(long, value_enum, default_value_t = Paper::A4)]
    size: Paper,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Paper {
    /// 210 × 297 mm, for a wall
    A4,
    /// 105 × 148 mm, for a counter
    A6,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    let size = match options.size {
        Paper::A4 => Size::A4,
        Paper::A6 => Size::A6,
    };
    let codes = if options.points.is_empty() {
        let open = house
            .store
            .collection_points()?
            .into_iter()
            .filter(|point| point.open);
        open.map(|point| point.code).collect()
    } else {
        options.points
    };
    ensure!(
        !codes.is_empty(),
        "there is no open collection point; add one with “sipas points add”"
    );
    let count = codes.len();
    let pdf = house.posters(&PosterOrder { codes, size })?;
    write_file(&options.output, &pdf).context("the posters were not written")?;
    println!("{} ({count} posters)", options.output.display());
    Ok(())
}
