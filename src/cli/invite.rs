//! `sipas invite`: one-time links for finished transactions, one or a CSV.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::Args;

use super::{open, read_text, write_file};
use crate::ballot::Channel;
use crate::chart::Qr;
use crate::config::Settings;
use crate::house::{House, Transaction};

/// Make one-time links for finished transactions.
///
/// The same reference always gives the same link, and the reference itself is never stored. With --csv, the file
/// has the columns reference, office, commune, channel, `finished_on` and optionally `office_name`, agency, procedure,
/// `procedure_group`, form; the output repeats reference and adds link and `expires_on`. All rows are taken, or none.
#[derive(Debug, Args)]
pub struct Options {
    /// Many transactions from a CSV file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["reference", "office", "commune"])]
    csv: Option<PathBuf>,
    /// Where to write the links of --csv [default: the terminal]
    #[arg(short, long, value_name = "FILE", requires = "csv")]
    output: Option<PathBuf>,
    /// Transaction reference: any text that is always the same for the same transaction
    #[arg(long, required_unless_present = "csv")]
    reference: Option<String>,
    /// Office code
    #[arg(long, required_unless_present = "csv")]
    office: Option<String>,
    /// Office name, as people know it
    #[arg(long, value_name = "NAME")]
    office_name: Option<String>,
    /// Code of the agency above the office
    #[arg(long)]
    agency: Option<String>,
    /// Commune (or province) the office stands in
    #[arg(long, value_name = "CODE", required_unless_present = "csv")]
    commune: Option<String>,
    /// Procedure code of the national database
    #[arg(long)]
    procedure: Option<String>,
    /// Procedure group, by which results may be broken down
    #[arg(long, value_name = "GROUP")]
    procedure_group: Option<String>,
    /// `in_person`, online, post or phone
    #[arg(long, default_value = "in_person")]
    channel: Channel,
    /// Day the transaction was finished [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::day)]
    finished_on: Option<NaiveDate>,
    /// Form to hand out [default: the form invitations use]
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// Write the QR code of the link here (.svg or .png)
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    qr: Option<PathBuf>,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let house = open(settings)?;
    if let Some(path) = &options.csv {
        let text = invite_csv(&house, path)?;
        return if let Some(path) = &options.output {
            write_file(path, text.as_bytes())
        } else {
            print!("{text}");
            Ok(())
        };
    }
    let link = house.invite(&Transaction {
        reference: options.reference.unwrap_or_default(),
        office: options.office.unwrap_or_default(),
        office_name: options.office_name,
        agency: options.agency,
        place: options.commune.unwrap_or_default(),
        procedure: options.procedure,
        group: options.procedure_group,
        channel: options.channel,
        finished_on: options.finished_on.unwrap_or_else(|| house.clock.today()),
        form: options.form,
    })?;
    if let Some(path) = &options.qr {
        let qr = Qr::new(&link.link);
        let bytes = match path.extension().and_then(|ending| ending.to_str()) {
            Some("svg") => qr.to_svg().into_bytes(),
            Some("png") => qr.to_png(),
            _ => bail!("name a QR file that ends in .svg or .png"),
        };
        write_file(path, &bytes)?;
    }
    println!("{}", link.link);
    eprintln!("works until {}", link.expires_on);
    Ok(())
}

/// A row of the CSV.
#[derive(serde::Deserialize)]
struct Row {
    reference: String,
    office: String,
    commune: String,
    channel: String,
    finished_on: NaiveDate,
    #[serde(default)]
    office_name: Option<String>,
    #[serde(default)]
    agency: Option<String>,
    #[serde(default)]
    procedure: Option<String>,
    #[serde(default)]
    procedure_group: Option<String>,
    #[serde(default)]
    form: Option<String>,
}

fn invite_csv(house: &House, path: &std::path::Path) -> anyhow::Result<String> {
    let text = read_text(path)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut transactions = Vec::new();
    for (number, row) in reader.deserialize::<Row>().enumerate() {
        let line = number + 2;
        let row = row.with_context(|| format!("{}, row {line}", path.display()))?;
        let channel = row
            .channel
            .parse()
            .with_context(|| format!("{}, row {line}, channel", path.display()))?;
        let some = |value: Option<String>| value.filter(|value| !value.is_empty());
        transactions.push(Transaction {
            reference: row.reference,
            office: row.office,
            office_name: some(row.office_name),
            agency: some(row.agency),
            place: row.commune,
            procedure: some(row.procedure),
            group: some(row.procedure_group),
            channel,
            finished_on: row.finished_on,
            form: some(row.form),
        });
    }
    let (links, new) = house
        .invite_all(&transactions)
        .map_err(|(position, error)| {
            anyhow::Error::new(error).context(format!(
                "{}, row {}: nothing was made",
                path.display(),
                position + 2
            ))
        })?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["reference", "link", "expires_on"])?;
    for (transaction, link) in transactions.iter().zip(&links) {
        writer.write_record([
            &transaction.reference,
            &link.link,
            &link.expires_on.to_string(),
        ])?;
    }
    eprintln!("{} links, {new} of them new", links.len());
    Ok(String::from_utf8(writer.into_inner()?)?)
}
