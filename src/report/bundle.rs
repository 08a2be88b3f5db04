//! Several files in one (ZIP), always with the same bytes: fixed times, fixed order, fixed rights.

use std::io::{Cursor, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::order::ReportError;

/// A bundle that is written file by file, so that only one of them is in memory.
pub struct Bundle<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> Bundle<W> {
    /// Begins a bundle.
    pub fn new(into: W) -> Self {
        Self(ZipWriter::new(into))
    }

    /// Adds a file under its name; what is packed already is not packed again.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), ReportError> {
        let packed = [".png", ".docx", ".xlsx", ".zip"];
        let packed = packed.iter().any(|ending| name.ends_with(ending));
        let options = SimpleFileOptions::default()
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .compression_method(if packed {
                CompressionMethod::Stored
            } else {
                CompressionMethod::Deflated
            });
        self.0.start_file(name, options).map_err(|e| fault(&e))?;
        self.0.write_all(bytes).map_err(|e| fault(&e))
    }

    /// Ends the bundle and gives back what it was written into.
    pub fn finish(self) -> Result<W, ReportError> {
        self.0.finish().map_err(|e| fault(&e))
    }
}

fn fault(fault: &dyn std::fmt::Display) -> ReportError {
    ReportError::Bundle(fault.to_string())
}

/// All files in one, in the order they come.
pub fn bundle(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Vec<u8>, ReportError> {
    let mut bundle = Bundle::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        bundle.add(&name, &bytes)?;
    }
    Ok(bundle.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_bundle_has_the_same_bytes_every_time_and_keeps_vietnamese_names() {
        let files = || {
            [
                ("Xã Đường Hào.svg".to_owned(), b"<svg/>".to_vec()),
                ("b.png".to_owned(), vec![7; 900]),
            ]
        };
        let packed = bundle(files()).unwrap();
        assert_eq!(packed, bundle(files()).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        assert_eq!(archive.len(), 2);
        let mut text = String::new();
        archive
            .by_name("Xã Đường Hào.svg")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "<svg/>");
        let time = archive.by_index(0).unwrap().last_modified().unwrap();
        assert_eq!(time.year(), 1980);
    }
}
