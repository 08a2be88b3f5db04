//! Copies SQLite's write-ahead log into its file beside the writer, so that no sheet waits for it.
//!
//! Sheets change pages all over the file: their ids are random, because an order would tell who came when. Copying those pages takes
//! longer than many commits, and a writer that did it itself would let everybody wait. PostgreSQL has a process of its own for this.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::super::access::Store;
use super::super::database::Database;
use super::super::error::StoreError;

/// Sheets after which the log is worth copying: about 60 MB of it.
const SHEETS: usize = 2_500;

/// Asks the thread beside the writer to copy the log when enough was written. The thread ends with this value.
pub(super) struct Tidier {
    since: usize,
    please: SyncSender<()>,
}

impl Tidier {
    /// Starts the thread over a connection of its own.
    pub(super) fn start(store: &Store) -> Result<Self, StoreError> {
        let mut connection = store.connect()?;
        let (please, asked) = sync_channel(1);
        let thread = std::thread::Builder::new().name("ballot-tidier".to_owned());
        thread
            .spawn(move || copy_when_asked(&mut connection, &asked))
            .map_err(|error| StoreError::Away(format!("no thread for the log: {error}")))?;
        Ok(Self { since: 0, please })
    }

    /// Tells that a commit with so many sheets is on disk.
    pub(super) fn written(&mut self, sheets: usize) {
        self.since += sheets;
        if self.since >= SHEETS {
            self.since = 0;
            // If the thread is still copying, it is asked already or will be with the next thousands.
            let _ = self.please.try_send(());
        }
    }
}

fn copy_when_asked(connection: &mut Database, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        if let Err(error) = connection.copy_log() {
            // Nothing is lost: the log keeps what was not copied, and the writer copies it when it becomes long.
            tracing::warn!("the write-ahead log could not be copied: {error}");
        }
    }
}
