//! The command line: one file a command, each with a `--help` that teaches.

mod answers;
mod audit;
mod chart;
mod comments;
mod comments_key;
mod count;
mod demo;
mod forms;
mod invite;
mod key;
mod languages;
mod league;
mod localities;
mod migrate;
mod points;
mod posters;
mod progress;
mod published;
mod release;
mod report;
mod reproduce;
mod results;
mod score;
mod serve;
mod slips;
mod staff;
mod verify;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::config::Settings;
use crate::house::House;

/// Measures how satisfied people are with public offices, and tells the truth about it.
///
/// Start with `sipas demo`: it fills an embedded database with a simulated year of answers and prints what to open.
/// For real work: `sipas migrate`, `sipas staff add`, `sipas key new-api`, then `sipas serve`.
#[derive(Debug, Parser)]
#[command(name = "sipas", version, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Where things are. A flag wins over the environment, the environment over the settings file.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where things are")]
struct Common {
    /// Settings file (TOML) [default: sipas.toml in the data folder, if there is one]
    #[arg(long, global = true, env = "SIPAS_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the embedded database, the keys and the downloads [default: sipas-data]
    #[arg(long, global = true, env = "SIPAS_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    #[arg(
        long,
        help = "sqlite://PATH or postgres://USER@HOST/NAME [default: SQLite inside the data folder]",
        global = true,
        env = "DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    database: Option<String>,
    /// Folder of the keys, when they must not lie inside the data folder
    #[arg(long, global = true, env = "SIPAS_KEYS", value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Folder with forms of our own, beside the built-in ones
    #[arg(long, global = true, env = "SIPAS_FORMS", value_name = "DIR")]
    forms: Option<PathBuf>,
    /// Folder with further languages of the pages: a folder each, with Fluent files
    #[arg(long, global = true, env = "SIPAS_LANGUAGES", value_name = "DIR")]
    languages: Option<PathBuf>,
    /// Folder with other localities in place of Vietnam's
    #[arg(long, global = true, env = "SIPAS_LOCALITIES", value_name = "DIR")]
    localities: Option<PathBuf>,
}

// What each command teaches stands at its own options.
#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Options),
    Serve(serve::Options),
    Migrate(migrate::Options),
    #[command(subcommand)]
    Forms(forms::Command),
    #[command(subcommand)]
    Languages(languages::Command),
    Localities(localities::Options),
    Invite(invite::Options),
    #[command(subcommand)]
    Points(points::Command),
    Posters(posters::Options),
    Slips(slips::Options),
    #[command(subcommand)]
    Answers(answers::Command),
    Count(count::Options),
    #[command(subcommand)]
    Comments(comments::Command),
    Results(results::Options),
    League(league::Options),
    #[command(subcommand)]
    Published(published::Command),
    Chart(chart::Options),
    Report(report::Options),
    #[command(subcommand)]
    Score(score::Command),
    Release(release::Options),
    Reproduce(reproduce::Options),
    Verify(verify::Options),
    #[command(subcommand)]
    Key(key::Command),
    #[command(subcommand)]
    Staff(staff::Command),
    #[command(subcommand)]
    Audit(audit::Command),
}

/// A day as it is written on the command line.
fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "no such day; write YYYY-MM-DD, e.g. 2026-11-20".to_owned())
}

/// An address to listen on.
fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "write an address and a port, e.g. 127.0.0.1:8080 or [::1]:8080".to_owned())
}

/// Whoever reads what is printed may stop reading (`sipas localities | head`): that ends the command and is no fault of it.
fn end_quietly_when_nobody_reads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        if said.is_some_and(|said| said.contains("Broken pipe")) {
            std::process::exit(0);
        }
        usual(panic);
    }));
}

/// Runs the command given on the command line. Exit codes: 0 done, 1 could not be done (or a check found
/// something), 2 the command was not understood.
pub fn run() -> ExitCode {
    end_quietly_when_nobody_reads();
    let arguments = Arguments::parse();
    match carry_out(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sipas: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let common = arguments.common;
    match arguments.command {
        Command::Demo(options) => demo::run(common, options)?,
        Command::Serve(options) => serve::run(common.settings()?, options)?,
        Command::Migrate(options) => return migrate::run(common.settings()?, options),
        Command::Forms(command) => forms::run(common.settings()?, command)?,
        Command::Languages(command) => languages::run(common.settings()?, command)?,
        Command::Localities(options) => localities::run(common.settings()?, options)?,
        Command::Invite(options) => invite::run(common.settings()?, options)?,
        Command::Points(command) => points::run(common.settings()?, command)?,
        Command::Posters(options) => posters::run(common.settings()?, options)?,
        Command::Slips(options) => slips::run(common.settings()?, options)?,
        Command::Answers(command) => answers::run(common.settings()?, command)?,
        Command::Count(options) => count::run(common.settings()?, options)?,
        Command::Comments(command) => comments::run(common.settings()?, command)?,
        Command::Results(options) => results::run(common.settings()?, options)?,
        Command::League(options) => league::run(common.settings()?, options)?,
        Command::Published(command) => published::run(common.settings()?, command)?,
        Command::Chart(options) => chart::run(common.settings()?, options)?,
        Command::Report(options) => report::run(common.settings()?, options)?,
        Command::Score(command) => score::run(common.settings()?, command)?,
        Command::Release(options) => release::run(common.settings()?, options)?,
        Command::Reproduce(options) => return reproduce::run(common.settings()?, options),
        Command::Verify(options) => return verify::run(common.settings()?, options),
        Command::Key(command) => key::run(common.settings()?, command)?,
        Command::Staff(command) => staff::run(common.settings()?, command)?,
        Command::Audit(command) => return audit::run(common.settings()?, command),
    }
    Ok(ExitCode::SUCCESS)
}

impl Common {
    /// The settings of file, environment and flags together.
    fn settings(self) -> anyhow::Result<Settings> {
        self.over(Settings::default())
    }

    /// The settings of file, environment and flags over other defaults.
    fn over(self, defaults: Settings) -> anyhow::Result<Settings> {
        let data = self.data.clone().unwrap_or_else(|| defaults.data.clone());
        let file = self
            .config
            .clone()
            .or_else(|| Some(data.join("sipas.toml")).filter(|path| path.exists()));
        let mut settings = match &file {
            Some(path) => Settings::from_toml(&read_text(path)?)
                .with_context(|| path.display().to_string())?,
            None => defaults,
        };
        if self.data.is_some() || file.is_none() {
            settings.data = data;
        }
        settings.database = self.database.or(settings.database);
        settings.keys = self.keys.or(settings.keys);
        settings.forms = self.forms.or(settings.forms);
        settings.languages = self.languages.or(settings.languages);
        settings.localities = self.localities.or(settings.localities);
        Ok(settings)
    }
}

/// Opens the house for a command that works on an existing or new database.
fn open(settings: Settings) -> anyhow::Result<House> {
    Ok(House::open(settings)?)
}

/// Reads a whole text file; the error names it.
fn read_text(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        anyhow::anyhow!(
            "{} is not UTF-8: byte {} cannot be read; save the file as UTF-8",
            path.display(),
            at + 1
        )
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// Writes a file whole or not at all: a neighbour is written first and then takes the name.
fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let name = path.file_name().context("the output needs a file name")?;
    let mut neighbour = name.to_owned();
    neighbour.push(".part");
    let neighbour = path.with_file_name(neighbour);
    let written =
        std::fs::write(&neighbour, bytes).and_then(|()| std::fs::rename(&neighbour, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&neighbour);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}
