//! Files that take long to make: the reports of every commune of a province, or of its departments in every format, made one
//! after another by a clerk.
//!
//! A file grows beside its name and gets it when it is whole, so that nothing half is ever fetched. What was interrupted is
//! begun again at the next start; what expired is swept.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rand::RngExt as _;

use super::{House, HouseError, place};
use crate::findings::Question;
use crate::period::Period;
use crate::place::{Level, OfficeKind, Unit};
use crate::report::{Bundle, Format, Sheets};
use crate::store::{Download, StoreError, WantedDownload};

/// Seconds a file is kept: a week.
const KEPT: i64 = 7 * 86_400;
/// Files one account may have waiting at a time.
const MOST_WAITING: usize = 5;

/// What can be made of a province at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongFile {
    /// A Word report of each commune, in one file.
    CommunesDocx,
    /// A PDF report of each commune, in one file.
    CommunesPdf,
    /// A workbook with a sheet a commune.
    CommunesXlsx,
    /// The report of the departments (sở, ban, ngành) in every format, in one file.
    Departments,
}

impl LongFile {
    /// Every kind, in the order of the page.
    pub const ALL: [Self; 4] = [
        Self::CommunesDocx,
        Self::CommunesPdf,
        Self::CommunesXlsx,
        Self::Departments,
    ];

    /// The word in addresses and in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CommunesDocx => "communes-docx",
            Self::CommunesPdf => "communes-pdf",
            Self::CommunesXlsx => "communes-xlsx",
            Self::Departments => "departments",
        }
    }

    /// How the name of the file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::CommunesDocx | Self::CommunesPdf | Self::Departments => "zip",
            Self::CommunesXlsx => "xlsx",
        }
    }
}

impl FromStr for LongFile {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| HouseError::Field {
            field: "what",
            reason: format!(
                "“{text}” is no file; choose one of {}",
                Self::ALL.map(Self::as_str).join(", ")
            ),
        })
    }
}

/// Why a file was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownloadFault {
    /// It cannot be written.
    Disk,
    /// The database did not answer.
    Busy,
    /// There is no such form any more.
    Form,
    /// There is no such place any more.
    Place,
    /// Anything that whoever ordered it cannot mend.
    Inside,
}

impl DownloadFault {
    const WORDS: [(Self, &'static str); 5] = [
        (Self::Disk, "disk"),
        (Self::Busy, "busy"),
        (Self::Form, "form"),
        (Self::Place, "place"),
        (Self::Inside, "inside"),
    ];

    fn of(error: &HouseError) -> Self {
        match error {
            HouseError::DataFolder { .. } | HouseError::Folder { .. } => Self::Disk,
            HouseError::Store(_) => Self::Busy,
            HouseError::UnknownForm(_) => Self::Form,
            HouseError::UnknownPlace { .. } => Self::Place,
            _ => Self::Inside,
        }
    }

    /// As it is stored.
    fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(fault, _)| *fault == self);
        found.map_or("inside", |(_, word)| word)
    }

    /// The fault of a stored word; one that this program does not write tells no more than that there was one.
    pub fn of_word(text: &str) -> Self {
        let found = Self::WORDS.iter().find(|(_, word)| *word == text);
        found.map_or(Self::Inside, |(fault, _)| *fault)
    }
}

impl House {
    /// Asks for a file of a province; the clerk makes it.
    pub fn order_long_file(
        &self,
        username: &str,
        what: LongFile,
        question: &Question,
        lang: &str,
    ) -> Result<Download, HouseError> {
        let unit = place(self.atlas, &question.place)?;
        let refuse = |field, reason: &str| HouseError::Field {
            field,
            reason: reason.to_owned(),
        };
        if unit.level != Level::Province {
            return Err(refuse(
                "place",
                "only a province has communes and departments: name one",
            ));
        }
        if what == LongFile::Departments {
            // Who has none learns it now and not from a file that never comes.
            self.offices_of_kind(None, unit, OfficeKind::Department, &[])?;
        }
        let own = self.store.downloads_of(username)?;
        if own.iter().filter(|known| known.state().is_open()).count() >= MOST_WAITING {
            return Err(refuse(
                "what",
                "five files are being made for you: wait for one of them, or cancel it",
            ));
        }
        let id: [u8; 16] = rand::rng().random();
        let period = question.period.to_string();
        Ok(self.store.want_download(&WantedDownload {
            id: &data_encoding::HEXLOWER.encode(&id),
            username,
            what: what.as_str(),
            form: (&question.form.0, question.form.1),
            place: &question.place,
            period: &period,
            lang,
            asked: self.clock.now().timestamp(),
            kept: KEPT,
        })?)
    }

    /// Where the bytes of a ready file lie.
    pub fn download_file(&self, download: &Download) -> PathBuf {
        self.downloads_folder().join(&download.id)
    }

    /// Makes the file that has waited longest; false when none waits. A fault is written beside the file, and is no error.
    pub fn make_next_download(&self) -> Result<bool, HouseError> {
        let Some(download) = self.store.begin_download()? else {
            return Ok(false);
        };
        let part = self
            .downloads_folder()
            .join(format!("{}.part", download.id));
        match self.make_download(&download, &part) {
            Ok(Some((parts, bytes))) => {
                let done = fs::rename(&part, self.download_file(&download));
                let wanted = match done {
                    Ok(()) => self.store.finish_download(&download.id, parts, bytes)?,
                    Err(error) => self.give_up(&download, &self.folder_fault(&error))?,
                };
                if !wanted {
                    let _ = fs::remove_file(self.download_file(&download));
                }
            }
            // Nobody wants it any more.
            Ok(None) => {}
            Err(error) => {
                self.give_up(&download, &error)?;
            }
        }
        let _ = fs::remove_file(&part);
        Ok(true)
    }

    /// Removes expired files and whatever lies in the folder without its row; at a start also puts back what was interrupted.
    pub fn sweep_downloads(&self, at_start: bool) -> Result<(), HouseError> {
        let known = self
            .store
            .sweep_downloads(self.clock.now().timestamp(), at_start)?;
        let Ok(files) = fs::read_dir(self.downloads_folder()) else {
            return Ok(());
        };
        for file in files.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let stem = name.strip_suffix(".part");
            let left = match stem {
                Some(id) => at_start || !known.iter().any(|known| known == id),
                None => !known.contains(&name),
            };
            if left {
                let _ = fs::remove_file(file.path());
            }
        }
        Ok(())
    }

    /// Marks a file as failed with a word that people read in their language; the log of the process has the sentence.
    fn give_up(&self, download: &Download, error: &HouseError) -> Result<bool, HouseError> {
        tracing::error!(download = %download.id, reason = %error, "a file was not made");
        let fault = DownloadFault::of(error);
        Ok(self.store.fail_download(&download.id, fault.word())?)
    }

    fn downloads_folder(&self) -> PathBuf {
        self.settings.data.join("downloads")
    }

    /// Makes a file; answers its parts and bytes, or nothing when it was cancelled on the way.
    fn make_download(
        &self,
        download: &Download,
        part: &Path,
    ) -> Result<Option<(i64, i64)>, HouseError> {
        let what: LongFile = download.what.parse()?;
        let period: Period = download.period.parse().map_err(StoreError::from)?;
        let province = place(self.atlas, &download.place)?;
        let on = period.last_day().min(self.clock.today());
        let communes = self.atlas.children(&province.id).into_iter();
        let communes: Vec<&Unit> = communes.filter(|unit| unit.is_valid(on)).collect();
        let file = self.new_file(part)?;
        let parts = match what {
            LongFile::Departments => Format::ALL.len(),
            _ => communes.len(),
        };
        let whole = match what {
            LongFile::CommunesXlsx => self.make_workbook(download, period, &communes, file)?,
            LongFile::CommunesDocx => {
                self.make_bundle(download, period, &communes, (Format::Docx, file))?
            }
            LongFile::CommunesPdf => {
                self.make_bundle(download, period, &communes, (Format::Pdf, file))?
            }
            LongFile::Departments => self.make_departments(download, period, province, file)?,
        };
        let bytes = fs::metadata(part)
            .map_err(|error| self.folder_fault(&error))?
            .len();
        Ok(whole.then_some((parts as i64, bytes.cast_signed())))
    }

    /// A sheet a commune; false when it was cancelled on the way.
    fn make_workbook(
        &self,
        download: &Download,
        period: Period,
        communes: &[&Unit],
        mut file: File,
    ) -> Result<bool, HouseError> {
        let options = self.report_options(&download.lang);
        let mut sheets = Sheets::new(&options);
        for (done, unit) in (0..).zip(communes) {
            if !self
                .store
                .advance_download(&download.id, done, communes.len() as i64)?
            {
                return Ok(false);
            }
            sheets.add(&self.findings_for_report(&question_of(download, unit, period))?)?;
        }
        let bytes = sheets.finish()?;
        let written = file.write_all(&bytes).and_then(|()| file.sync_all());
        written.map_err(|error| self.folder_fault(&error))?;
        Ok(true)
    }

    /// A report a commune, one file in memory at a time; false when it was cancelled on the way.
    fn make_bundle(
        &self,
        download: &Download,
        period: Period,
        communes: &[&Unit],
        (format, file): (Format, File),
    ) -> Result<bool, HouseError> {
        let on = period.last_day().min(self.clock.today());
        let options = self.report_options(&download.lang);
        let mut bundle = Bundle::new(BufWriter::new(file));
        for (done, unit) in (0..).zip(communes) {
            if !self
                .store
                .advance_download(&download.id, done, communes.len() as i64)?
            {
                return Ok(false);
            }
            let report = self.report(
                format,
                &question_of(download, unit, period),
                options.clone(),
            )?;
            let name = format!(
                "{}-{}.{}",
                unit.id.code(),
                unit.title(on, "vi"),
                format.extension()
            );
            bundle.add(&name, &report)?;
        }
        self.close(bundle)?;
        Ok(true)
    }

    /// The departments of a province in every format; false when it was cancelled on the way.
    fn make_departments(
        &self,
        download: &Download,
        period: Period,
        province: &Unit,
        file: File,
    ) -> Result<bool, HouseError> {
        let options = self.report_options(&download.lang);
        let question = question_of(download, province, period);
        let mut bundle = Bundle::new(BufWriter::new(file));
        for (done, format) in (0..).zip(Format::ALL) {
            if !self
                .store
                .advance_download(&download.id, done, Format::ALL.len() as i64)?
            {
                return Ok(false);
            }
            let kind = OfficeKind::Department;
            let report = self.report_of_offices(format, &question, kind, &options)?;
            let name = format!("sipas-{}-department-{period}", province.id.code());
            bundle.add(&format!("{name}.{}", format.extension()), &report)?;
        }
        self.close(bundle)?;
        Ok(true)
    }

    /// Ends a bundle and waits until it is on the disk.
    fn close(&self, bundle: Bundle<BufWriter<File>>) -> Result<(), HouseError> {
        let file = bundle.finish()?.into_inner();
        let file = file.map_err(|error| self.folder_fault(error.error()))?;
        file.sync_all().map_err(|error| self.folder_fault(&error))
    }

    /// A new file that nobody else may read.
    fn new_file(&self, path: &Path) -> Result<File, HouseError> {
        let folder = self.downloads_folder();
        let made = fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder);
        made.map_err(|error| self.folder_fault(&error))?;
        let opened = OpenOptions::new()
            .write(true)
            .read(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path);
        opened.map_err(|error| self.folder_fault(&error))
    }

    fn folder_fault(&self, error: &std::io::Error) -> HouseError {
        HouseError::DataFolder {
            folder: self.downloads_folder().display().to_string(),
            reason: error.to_string(),
        }
    }
}

/// The question behind the report of one place.
fn question_of(download: &Download, unit: &Unit, period: Period) -> Question {
    Question {
        form: (download.form.clone(), download.version.unsigned_abs()),
        place: unit.id.to_string(),
        period,
    }
}
