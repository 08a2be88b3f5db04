//! What ten million counted answers cost: import, findings of a province, the homes of the staff room, the national table,
//! verification, PDF.
//!
//! `cargo bench --bench counted -- FOLDER [SHEETS] [postgres://user@host/database]`: the 39-criteria form, sheets
//! in the order of their months over all 3,321 communes, on SQLite, or on the server that is named. What is prepared stays in
//! FOLDER (or in a schema of the server) and is used again: the second run only reads. SHEETS is ten million by default.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use sipas::ballot::{Channel, FormRef, PlacePath};
use sipas::chart::{self, Kind};
use sipas::config::Settings;
use sipas::findings::{By, Detail, Question};
use sipas::form::Form;
use sipas::house::{Breakdown, House, place_path};
use sipas::index::{NOT_ANSWERED, Random};
use sipas::period::Period;
use sipas::place::Level;
use sipas::store::{Import, ImportSheet};

/// The form of the yearly survey: 39 criteria among its questions.
const FORM: &str = "sipas-1001-2023";
const YEAR: u16 = 2026;
/// Sheets of the CSV file.
const ROWS: usize = 500_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words = arguments.iter().filter(|word| !word.starts_with("--"));
    let Some(folder) = words.next().map(Path::new) else {
        println!("say where to keep the prepared databases: cargo bench --bench counted -- FOLDER");
        return;
    };
    let rest: Vec<_> = words.collect();
    let sheets = rest.iter().find_map(|word| word.parse().ok());
    let sheets: usize = sheets.unwrap_or(10_000_000);
    let folder = folder.join(sheets.to_string());
    match rest.iter().find(|word| word.starts_with("postgres")) {
        Some(server) => {
            let url = schema(server, &format!("counted_{sheets}"));
            measure("PostgreSQL", &folder.join("pg"), Some(url), sheets);
        }
        None => measure("SQLite", &folder, None, sheets),
    }
}

/// The address of a schema of its own, made if it is not there.
fn schema(server: &str, name: &str) -> String {
    let mut admin = PgConnection::establish(server).expect("the server answers");
    let make = format!("create schema if not exists {name}");
    admin.batch_execute(&make).expect("a schema");
    format!("{server}?options=-csearch_path%3D{name}")
}

fn measure(name: &str, folder: &Path, database: Option<String>, sheets: usize) {
    println!("\n{name}, {sheets} sheets of {FORM}");
    std::fs::create_dir_all(folder).expect("a folder");
    let settings = |data: &Path, database| Settings {
        data: data.to_owned(),
        database,
        ..Settings::default()
    };
    let house = House::open(settings(folder, database.clone())).expect("opened");
    let form = house.catalogue.get(FORM, None).expect("the form").clone();
    let counted = house.store.sheets().expect("read").1;
    if counted < sheets as u64 {
        import(&house, &form, sheets);
        csv(&form, &house, folder, database.as_deref());
    }
    provinces(&house, &form);
    homes(&house, &form);
    nation(&house, &form);
    #[cfg(feature = "pdf")]
    pdf(&house, &form);
    timed("verify", || {
        let found = house.verify(&|_| ()).expect("verified");
        assert!(found.differences.is_empty(), "{:?}", found.differences);
        format!("{} sheets, {} tallies", found.sheets, found.tallies)
    });
}

/// Runs and prints a step: its time on the clock and on the processors (the latter tells more on a busy machine; a server
/// has its own), and the most memory the program held during it.
fn timed(name: &str, work: impl FnOnce() -> String) -> Duration {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (start, before) = (Instant::now(), processor_seconds());
    let said = work();
    let took = start.elapsed();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    println!(
        "  {name}: {:.3} s (processors {:.2} s), {said}, peak {} MB",
        took.as_secs_f64(),
        processor_seconds() - before,
        peak.unwrap_or_default() / 1024
    );
    took
}

/// Seconds of this program and of the programs it has run, on all processors.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(4);
    ticks.filter_map(|n| n.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Sheets by month; within a month the communes come in any order, as letters do.
struct Sheets<'a> {
    form: &'a Form,
    places: Vec<PlacePath>,
    random: Random,
    at: usize,
    of: usize,
}

impl<'a> Sheets<'a> {
    fn new(house: &House, form: &'a Form, of: usize) -> Self {
        let communes = house.atlas.communes(house.atlas.latest_scheme());
        Self {
            form,
            places: communes
                .iter()
                .map(|unit| place_path(house.atlas, unit))
                .collect(),
            random: Random::new(2026),
            at: 0,
            of,
        }
    }
}

impl Iterator for Sheets<'_> {
    type Item = Result<ImportSheet, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at == self.of {
            return None;
        }
        let month = (self.at * 12 / self.of) as u8 + 1;
        self.at += 1;
        let place = self.random.below(self.places.len() as u64) as usize;
        // Some places are better than others: 60–95 % satisfied; one answer in forty is missing.
        let quality = 154 + (place as u64 * 7_919 % 90);
        let mut bits = 0;
        let slots = self
            .form
            .layout
            .slots
            .iter()
            .enumerate()
            .map(|(slot, kind)| {
                if slot % 4 == 0 {
                    bits = self.random.below(u64::MAX);
                }
                let (pleased, which) = (bits & 0xff, (bits >> 8) & 0xff);
                bits >>= 16;
                let levels = u64::from(kind.levels.max(1));
                let half = levels.div_ceil(2);
                if which < 6 {
                    return NOT_ANSWERED;
                }
                let low = (which * half) >> 8;
                if pleased < quality {
                    (levels - 1 - low) as u8
                } else {
                    low as u8
                }
            });
        Some(Ok(ImportSheet {
            slots: slots.collect(),
            place: self.places[place].clone(),
            period: Period::month(YEAR, month).expect("a month"),
            channel: Some(Channel::Interview),
            weight: None,
        }))
    }
}

fn import(house: &House, form: &Form, sheets: usize) {
    let start = Instant::now();
    let made = Sheets::new(house, form, 200_000).count();
    println!(
        "  (making sheets alone: {:.0}/s)",
        made as f64 / start.elapsed().as_secs_f64()
    );
    let judging = std::cell::Cell::new(Duration::ZERO);
    let start = Instant::now();
    let written = std::cell::Cell::new(Duration::ZERO);
    let took = timed("import", || {
        let report = house.store.import(
            &Import {
                form: &FormRef::new(form.id.clone(), form.version),
                layout: &form.layout,
                name: Some("bench"),
                judge: &|form, cells| {
                    let start = Instant::now();
                    let verdicts = house.judge(form, cells);
                    judging.set(judging.get() + start.elapsed());
                    verdicts
                },
                progress: &|_| written.set(start.elapsed()),
            },
            Sheets::new(house, form, sheets),
        );
        format!("{} blocks", report.expect("imported").blocks)
    });
    println!(
        "  import: {:.0} sheets/s; blocks were written after {:.1} s, the gate took {:.1} s",
        sheets as f64 / took.as_secs_f64(),
        written.get().as_secs_f64(),
        judging.get().as_secs_f64()
    );
}

/// A file of many rows through the command, into a database of its own.
fn csv(form: &Form, house: &House, folder: &Path, database: Option<&str>) {
    let path = folder.join("sheets.csv");
    if !path.exists() {
        std::fs::write(&path, rows(form, house)).expect("a file");
    }
    let own = folder.join("csv");
    let _ = std::fs::remove_dir_all(&own);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sipas"));
    command.arg("--data").arg(&own);
    if let Some(database) = database {
        let (server, _) = database.split_once('?').expect("a schema");
        let mut admin = PgConnection::establish(server).expect("the server answers");
        admin
            .batch_execute("drop schema if exists counted_csv cascade")
            .expect("dropped");
        command.arg("--database").arg(schema(server, "counted_csv"));
    }
    command
        .args(["answers", "import", "--form", FORM])
        .arg(&path);
    let took = timed("`sipas answers import` of a CSV file", || {
        let done = command.output().expect("run");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    });
    println!("  CSV: {:.0} rows/s", ROWS as f64 / took.as_secs_f64());
}

fn rows(form: &Form, house: &House) -> String {
    let asked: Vec<_> = form
        .questions
        .iter()
        .filter(|question| !question.is_multi())
        .collect();
    let mut text = String::from("place,period,channel");
    asked
        .iter()
        .for_each(|question| _ = write!(text, ",{}", question.code));
    text.push('\n');
    for sheet in Sheets::new(house, form, ROWS).map_while(Result::ok) {
        let code = sheet.place.key();
        _ = write!(text, "{code},{},interview", sheet.period);
        for question in &asked {
            let option = question
                .options()
                .get(usize::from(sheet.slots[question.slots.start]));
            _ = write!(text, ",{}", option.map_or("", |option| &option.value));
        }
        text.push('\n');
    }
    text
}

fn question(form: &Form, place: &str) -> Question {
    Question {
        form: (form.id.clone(), form.version),
        place: place.to_owned(),
        period: Period::year(YEAR),
    }
}

/// Every province once, as a page or the API asks: all breakdowns of it, behind the gate.
fn provinces(house: &House, form: &Form) {
    let mut took: Vec<Duration> = Vec::new();
    for province in house.atlas.provinces(house.atlas.latest_scheme()) {
        let asked = question(form, &province.id.to_string());
        let start = Instant::now();
        let findings = house.findings(&asked).expect("found");
        took.push(start.elapsed());
        assert!(findings.overall.value().is_some());
    }
    let first = took[0];
    took.sort_unstable();
    println!(
        "  findings of a province: first {first:.1?}, median of {} {:.1?}, slowest {:.1?}",
        took.len(),
        took[took.len() / 2],
        took[took.len() - 1]
    );
}

/// The home of every province and of the nation, as its staff open it: where it stands, what to mend first, the room of each
/// chart; then one chart as a picture of its own.
fn homes(house: &House, form: &Form) {
    let open = |place: &str| {
        let asked = question(form, place);
        let start = Instant::now();
        let home = house.home(&asked, None).expect("found");
        let read = start.elapsed();
        let start = Instant::now();
        let mut picture = Duration::ZERO;
        for width in [1_200, 328] {
            let options = chart::Options {
                width,
                ..chart::Options::default()
            };
            let lay_out = |kind| chart::lay_out(kind, &home.findings, &[], &options).is_ok();
            assert!(lay_out(Kind::Places) && lay_out(Kind::Criteria));
            assert!(lay_out(Kind::Heat) && lay_out(Kind::Trend));
            if let Some(mend) = home.mend.value() {
                let drawn = chart::lay_out_mend(mend, &home.findings, &options).expect("drawn");
                let start = Instant::now();
                drawn.svg().expect("written");
                picture = picture.max(start.elapsed());
            }
        }
        (read, start.elapsed().saturating_sub(picture), picture)
    };
    let provinces = house.atlas.provinces(house.atlas.latest_scheme());
    let mut took: Vec<_> = provinces
        .iter()
        .map(|province| open(&province.id.to_string()))
        .collect();
    took.sort_unstable();
    let told = |name: &str, (read, laid, picture): (Duration, Duration, Duration)| {
        println!(
            "  {name}: read and reckoned {read:.1?}, charts laid out {laid:.1?}, a chart written {picture:.1?}"
        );
    };
    told("home of a province, median", took[took.len() / 2]);
    told("home of a province, slowest", took[took.len() - 1]);
    told("home of the nation", open("vn"));
}

/// Every commune with every criterion: as values, as the body of the API, as CSV.
fn nation(house: &House, form: &Form) {
    let asked = Breakdown {
        level: Some(Level::Commune),
        detail: Detail::Criteria,
        ..Breakdown::from(By::Place)
    };
    let nation = question(form, "vn");
    for _ in 0..3 {
        let mut table = None;
        timed("national table", || {
            let found = house.results(&nation, &asked).expect("found");
            let (lines, columns) = (found.lines.len(), found.columns.len());
            table = Some(found);
            format!("{lines} communes, {columns} criteria")
        });
        let table = table.expect("a table");
        timed("  as JSON", || {
            let text = serde_json::to_string(&table).expect("written");
            format!("{} KB", text.len() / 1024)
        });
        timed("  as CSV", || {
            format!("{} KB", table.to_csv("vi").len() / 1024)
        });
    }
}

#[cfg(feature = "pdf")]
fn pdf(house: &House, form: &Form) {
    use sipas::report::Format;
    let provinces = house.atlas.provinces(house.atlas.latest_scheme());
    for province in provinces.iter().take(3) {
        timed("PDF of a province", || {
            let asked = question(form, &province.id.to_string());
            let pdf = house.report(Format::Pdf, &asked, house.report_options("vi"));
            format!("{} KB", pdf.expect("written").len() / 1024)
        });
    }
}
