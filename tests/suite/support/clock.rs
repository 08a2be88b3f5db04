//! The service some days later, without waiting for them.

use std::process::Command;

use super::preload;
use super::service::{House, Service};

/// A clock that runs ahead of the machine's for the processes started under it.
pub struct Clock {
    folder: tempfile::TempDir,
    days: i64,
}

impl Clock {
    /// So many days ahead; behind, when there are fewer than none.
    pub fn ahead(days: i64) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        preload::library("clock", folder.path());
        Self { folder, days }
    }

    /// Lets a command live that many days later.
    pub fn under(&self, mut command: Command) -> Command {
        command
            .env("LD_PRELOAD", self.folder.path().join("clock.so"))
            .env("TEST_CLOCK_AHEAD", (self.days * 86_400).to_string());
        command
    }

    /// Starts `sipas serve` that many days later.
    #[track_caller]
    pub fn serve(&self, house: &House) -> Service {
        Service::start(self.under(house.command(&["serve", "--listen", "127.0.0.1:0"])))
    }
}
