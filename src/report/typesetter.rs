//! Sets fixed templates with typst in memory, with no file, network or clock in reach.

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

use super::order::ReportError;
use crate::chart::FONTS;

/// Times-like letters with all of Vietnamese, for the text of reports; the charts bring their own, and posters use those.
const LETTERS: [&[u8]; 3] = [
    include_bytes!("fonts/Tinos-Regular.ttf"),
    include_bytes!("fonts/Tinos-Bold.ttf"),
    include_bytes!("fonts/Tinos-Italic.ttf"),
];

/// What everything set here shares: read once.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
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
    }
});

/// A template of fixed name and text.
pub(super) fn template(name: &str, text: &str) -> Source {
    Source::new(file(name), text.into())
}

/// The id of a file of fixed name: typst keeps every name it has seen for the life of the program.
pub(super) fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the names of this room are fixed and well-formed");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Sets a template that reads these files and no others.
pub(super) fn set(
    template: &Source,
    files: HashMap<FileId, Bytes>,
) -> Result<PagedDocument, ReportError> {
    let set = typst::compile::<PagedDocument>(&Desk { template, files }).output;
    set.map_err(|faults| refused(&faults))
}

/// A document as PDF/A-2a and PDF/UA-1; the same document with the same `ident` gives the same bytes.
pub(super) fn export(document: &PagedDocument, ident: String) -> Result<Vec<u8>, ReportError> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|fault| ReportError::Typesetting(fault.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
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

/// One document on the desk of the typesetter.
struct Desk<'a> {
    template: &'a Source,
    files: HashMap<FileId, Bytes>,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &PRESS.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
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
