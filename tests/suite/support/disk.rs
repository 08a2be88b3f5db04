//! A disk that can be full, read-only, and that can lose its power, without any right of an administrator: the process under
//! test is started with `disk.c` between it and the system.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::preload;
use super::service::files;

/// The disk that holds one folder.
pub struct Disk {
    /// Whoever runs under it must be able to read the library and to write what is kept.
    own: tempfile::TempDir,
    folder: PathBuf,
}

impl Disk {
    /// The disk of a folder; every process that is to feel it is started with [`Disk::under`].
    pub fn of(folder: &Path) -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        preload::library("disk", own.path());
        fs::create_dir(own.path().join("kept")).expect("a folder");
        Self {
            folder: folder.to_owned(),
            own,
        }
    }

    /// Where its library lies; another user must be able to read it.
    pub fn path(&self) -> &Path {
        self.own.path()
    }

    /// Lets a command find this disk in place of the real one.
    pub fn under(&self, mut command: Command) -> Command {
        command
            .env("LD_PRELOAD", self.own.path().join("disk.so"))
            .env("TEST_DISK_FOLDER", &self.folder)
            .env("TEST_DISK_FULL", self.own.path().join("full"));
        command
    }

    /// The same, and what is flushed is kept for [`Disk::power_returns`].
    pub fn watching(&self, command: Command) -> Command {
        let mut command = self.under(command);
        command.env("TEST_DISK_KEPT", self.own.path().join("kept"));
        command
    }

    /// Lets a command find the disk read-only.
    pub fn locked(&self, command: Command) -> Command {
        let mut command = self.under(command);
        command.env("TEST_DISK_LOCKED", "1");
        command
    }

    /// From now on no file of the folder grows.
    pub fn fill(&self) {
        fs::write(self.own.path().join("full"), "").expect("the sign");
    }

    /// There is space again.
    pub fn free(&self) {
        fs::remove_file(self.own.path().join("full")).expect("the sign");
    }

    /// After the power cut: every file holds what was last flushed and nothing else. Names are taken to have survived,
    /// contents are not; SQLite makes its index of the log anew.
    pub fn power_returns(&self) {
        for file in files(&self.folder) {
            if file.to_string_lossy().ends_with("-shm") {
                fs::remove_file(&file).expect("it goes");
                continue;
            }
            let inode = fs::metadata(&file).expect("its inode").ino();
            let kept = fs::read(self.own.path().join("kept").join(inode.to_string()));
            fs::write(&file, kept.unwrap_or_default()).expect("what was flushed");
        }
    }
}
