//! The printed report: a fixed template set by typst in memory, with no file, network or clock in reach.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::draft::draft;
use super::order::{Charts, Options, ReportError};
use super::paper::{SEAL_FILE, chart_file, paper};
use super::seal;
use crate::chart::FONTS;
use crate::findings::Findings;

/// Times-like letters with all of Vietnamese, for the text of the report; the charts bring their own.
const LETTERS: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/report/Tinos-Regular.ttf"),
    include_bytes!("../../assets/fonts/report/Tinos-Bold.ttf"),
    include_bytes!("../../assets/fonts/report/Tinos-Italic.ttf"),
];

/// What every report shares: read once.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let drawn = FONTS.iter().map(|(_, _, letters)| *letters);
    let fonts: Vec<Font> = LETTERS
        .into_iter()
        .chain(drawn)
        .flat_map(|letters| Font::iter(Bytes::new(letters)))
        .collect();
    Press {
        library: LazyHash::new(Library::builder().build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(file("/province.typ"), include_str!("province.typ").into()),
    }
});

/// Findings as PDF/A-2a and PDF/UA-1, A4.
pub(super) fn write(
    findings: &Findings,
    charts: &Charts,
    options: &Options,
) -> Result<Vec<u8>, ReportError> {
    export(&set(findings, charts, options)?, findings)
}

fn set(
    findings: &Findings,
    charts: &Charts,
    options: &Options,
) -> Result<PagedDocument, ReportError> {
    let draft = draft(findings, charts, options);
    let json = serde_json::to_vec(&paper(&draft, findings, options))
        .map_err(|fault| ReportError::Typesetting(fault.to_string()))?;
    let mut files = HashMap::from([(file("/report.json"), Bytes::new(json))]);
    let drawings = draft.chapters.iter().flat_map(|chapter| &chapter.charts);
    for (number, chart) in (1..).zip(drawings) {
        let svg = Bytes::from_string(chart.svg.clone());
        files.insert(file(&chart_file(number)), svg);
    }
    if let Some(seal) = &options.seal {
        files.insert(file(SEAL_FILE), Bytes::from_string(seal::qr(seal)?));
    }
    let set = typst::compile::<PagedDocument>(&Desk { files }).output;
    // What typst remembers of one report helps the next of the same place, but not for long.
    typst::comemo::evict(2);
    set.map_err(|faults| refused(&faults))
}

fn export(document: &PagedDocument, findings: &Findings) -> Result<Vec<u8>, ReportError> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|fault| ReportError::Typesetting(fault.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!(
            "{}/{}/{}/{}",
            findings.form.id, findings.form.version, findings.place.0, findings.period
        )),
        creator: Smart::Custom(Some("sipas".into())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|faults| refused(&faults))
}

fn refused(faults: &[SourceDiagnostic]) -> ReportError {
    let sentences: Vec<&str> = faults.iter().take(3).map(|f| f.message.as_str()).collect();
    ReportError::Typesetting(sentences.join("; "))
}

/// The id of a file of fixed name: typst keeps every name it has seen for the life of the program.
fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the names of this room are fixed and well-formed");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One report on the desk of the typesetter.
struct Desk {
    files: HashMap<FileId, Bytes>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &PRESS.book
    }

    fn main(&self) -> FileId {
        PRESS.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == PRESS.template.id() {
            Ok(PRESS.template.clone())
        } else {
            Err(FileError::NotFound(id.vpath().get_with_slash().into()))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let missing = || FileError::NotFound(id.vpath().get_with_slash().into());
        self.files.get(&id).cloned().ok_or_else(missing)
    }

    fn font(&self, index: usize) -> Option<Font> {
        PRESS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
