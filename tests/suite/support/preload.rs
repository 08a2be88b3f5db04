//! Small libraries in C that stand between a process and the system, built once a test.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds `tests/suite/support/<name>.c` into a folder and returns the library for `LD_PRELOAD`.
#[track_caller]
pub fn library(name: &str, folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/suite/support")
        .join(name)
        .with_extension("c");
    let library = folder.join(name).with_extension("so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .output()
        .expect("a C compiler, which the program itself is built with");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    library
}
