//! The seal in a PDF: comment lines after its end, which every reader skips.
//!
//! ```text
//! …%%EOF                       the report as it was drawn
//! %SIPAS-RELEASE 1             the seal as base64, 76 characters a line
//! %eyJmaWxlIjoi…
//! %SIPAS-END
//! startxref                    the last lines of the report once more: readers look for them
//! 123456                       in the last kilobyte
//! %%EOF
//! ```
//!
//! Nothing is left to choose: the file is rebuilt from report and seal and must come out byte for byte.

use data_encoding::BASE64;

use super::carried::{FileSeal, SealFault, Verified, Written};
use crate::release::document::SignedManifest;
use crate::release::hash::Hash;
use crate::release::key::{PublicKey, ReleaseKey};

const BEGIN: &str = "\n%SIPAS-RELEASE 1\n";
const END: &str = "%SIPAS-END\n";
const LINE: usize = 76;

/// Seals a drawn PDF.
pub fn seal_pdf(
    report: &[u8],
    release: &SignedManifest,
    key: &ReleaseKey,
) -> Result<Vec<u8>, SealFault> {
    if last_position(report, BEGIN.as_bytes()).is_some() {
        return Err(SealFault::Sealed);
    }
    assemble(report, &FileSeal::new(Hash::of(report), release, key))
}

/// The seal of a PDF, checked against the file but not against any key.
pub fn extract_pdf(file: &[u8]) -> Result<FileSeal, SealFault> {
    let begin = last_position(file, BEGIN.as_bytes()).ok_or(SealFault::NoSeal)?;
    let (report, trailer) = (&file[..begin], &file[begin + BEGIN.len()..]);
    let end = last_position(trailer, END.as_bytes())
        .ok_or_else(|| SealFault::Damaged("its end is missing".into()))?;
    let mut base64 = trailer[..end].to_vec();
    base64.retain(|&b| b != b'%' && b != b'\n');
    let damaged = |reason: String| SealFault::Damaged(reason);
    let json = BASE64
        .decode(&base64)
        .map_err(|error| damaged(error.to_string()))?;
    let written: Written =
        serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))?;
    let seal = FileSeal::try_from(written)?;
    if seal.file != Hash::of(report) || assemble(report, &seal)? != file {
        return Err(SealFault::Changed);
    }
    Ok(seal)
}

/// Checks a sealed PDF offline.
pub fn verify_pdf(file: &[u8], keys: &[PublicKey]) -> Result<Verified, SealFault> {
    extract_pdf(file)?.verify(keys)
}

fn assemble(report: &[u8], seal: &FileSeal) -> Result<Vec<u8>, SealFault> {
    let entry = entry_point(report)?;
    let mut file = report.to_vec();
    file.extend_from_slice(BEGIN.as_bytes());
    let base64 = BASE64.encode(seal.to_json()?.as_bytes());
    for line in base64.as_bytes().chunks(LINE) {
        file.push(b'%');
        file.extend_from_slice(line);
        file.push(b'\n');
    }
    file.extend_from_slice(format!("{END}startxref\n{entry}\n%%EOF\n").as_bytes());
    Ok(file)
}

/// Where the report says that its cross-reference table begins.
fn entry_point(report: &[u8]) -> Result<u64, SealFault> {
    let unreadable = |reason: &str| SealFault::Unreadable {
        format: "PDF",
        reason: reason.into(),
    };
    if !report.starts_with(b"%PDF-") {
        return Err(unreadable("it does not begin with %PDF"));
    }
    let mark = b"startxref";
    let at = last_position(report, mark)
        .ok_or_else(|| unreadable("its end is missing, so the file is cut off"))?;
    let after = report[at + mark.len()..].trim_ascii_start();
    let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
    String::from_utf8_lossy(&after[..digits])
        .parse()
        .map_err(|_| unreadable("its end does not say where the table of objects is"))
}

fn last_position(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).rposition(|window| window == mark)
}
