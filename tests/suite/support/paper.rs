//! What is printed, as other programs read it: the words of a PDF, its pages as pictures, the QR codes on them.

use std::path::Path;
use std::process::{Command, Output};

#[track_caller]
fn output(command: &mut Command) -> Output {
    let name = command.get_program().to_string_lossy().into_owned();
    command
        .output()
        .unwrap_or_else(|error| panic!("{name}: {error}: run tests/run, which installs it"))
}

/// The words of a PDF, one space between them.
#[track_caller]
pub fn words(pdf: &Path) -> String {
    let found = output(Command::new("pdftotext").arg("-layout").arg(pdf).arg("-"));
    assert!(
        found.status.success(),
        "{}",
        String::from_utf8_lossy(&found.stderr)
    );
    let text = String::from_utf8(found.stdout).expect("its words are UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Width and height of the first page in millimetres, and the number of pages.
#[track_caller]
pub fn size(pdf: &Path) -> (u32, u32, u32) {
    let found = output(Command::new("pdfinfo").arg(pdf));
    let text = String::from_utf8_lossy(&found.stdout).into_owned();
    let line = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {text}"))
            .trim()
            .to_owned()
    };
    let points: Vec<f64> = line("Page size:")
        .split(' ')
        .filter_map(|part| part.parse().ok())
        .collect();
    let millimetres = |points: f64| (points / 72.0 * 25.4).round() as u32;
    (
        millimetres(points[0]),
        millimetres(points[1]),
        line("Pages:").parse().expect("a number"),
    )
}

/// What every QR code of a PDF says, read from its pages printed in grey at so many dots an inch.
#[track_caller]
pub fn qr_codes(pdf: &Path, dots: u32) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let printed = output(
        Command::new("pdftoppm")
            .args(["-gray", "-png", "-r", &dots.to_string()])
            .arg(pdf)
            .arg(folder.path().join("page")),
    );
    assert!(
        printed.status.success(),
        "{}",
        String::from_utf8_lossy(&printed.stderr)
    );
    let mut pages: Vec<_> = std::fs::read_dir(folder.path())
        .expect("its pages")
        .map(|entry| entry.expect("a page").path())
        .collect();
    pages.sort();
    let read = output(Command::new("zbarimg").args(["-q", "--raw"]).args(pages));
    String::from_utf8_lossy(&read.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// The first page as a grey picture (PGM) at so many dots an inch.
#[track_caller]
pub fn picture(pdf: &Path, dots: u32) -> Vec<u8> {
    let printed = output(
        Command::new("pdftoppm")
            .args(["-gray", "-r", &dots.to_string(), "-f", "1", "-l", "1"])
            .arg(pdf),
    );
    assert!(
        printed.status.success(),
        "{}",
        String::from_utf8_lossy(&printed.stderr)
    );
    printed.stdout
}

/// A grey picture with a white square torn out just right of and below its middle, so many of its widths wide.
pub fn with_a_hole(pgm: &[u8], share: f64) -> Vec<u8> {
    let mut starts = pgm
        .iter()
        .enumerate()
        .filter(|(_, byte)| byte.is_ascii_whitespace())
        .map(|(at, _)| at + 1);
    let body = starts.nth(3).expect("a PGM has a header of four words");
    let header: Vec<usize> = String::from_utf8_lossy(&pgm[..body])
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let (width, height) = (header[0], header[1]);
    let side = (width as f64 * share) as usize;
    let mut torn = pgm.to_vec();
    for row in height / 2..height / 2 + side {
        torn[body + row * width + width / 2..][..side].fill(255);
    }
    torn
}

/// What the QR codes of a picture say.
#[track_caller]
pub fn qr_of_picture(picture: &Path) -> Vec<String> {
    let read = output(Command::new("zbarimg").args(["-q", "--raw"]).arg(picture));
    String::from_utf8_lossy(&read.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}
