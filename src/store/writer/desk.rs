//! The desk behind the queue: its connection, its sealing key, and what it does when the database is away.

use std::collections::HashMap;

use super::super::access::Store;
use super::super::database::{Access, Database};
use super::super::error::StoreError;
use super::batch::Batch;
use super::queue::WriterOptions;
use super::tidy::Tidier;
use crate::ballot::{
    CellId, FilledSheet, FormRef, KioskEnvelope, MAX_COMMENT_BYTES, Sealer, SubmissionHash,
    TokenHash,
};
use crate::clock::days_after;
use crate::period::Period;

/// What lets a sheet in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    /// A one-time link.
    Invitation(TokenHash),
    /// A collection point: the cell of its office ([`Lookup::register_cell`](crate::store::Lookup::register_cell)), and the submission id drawn by the page.
    WalkIn {
        /// Where the sheet belongs.
        cell: CellId,
        /// The same id again is the same sheet.
        submission: SubmissionHash,
    },
}

/// A sheet that was sent. Its procedure group is taken from the invitation, if there is one.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The form version that was filled in.
    pub form: FormRef,
    /// What lets it in.
    pub pass: Pass,
    /// Answers and comment; fits the form.
    pub sheet: FilledSheet,
}

/// A sheet that a kiosk sealed by itself: nobody can tell yet whether it fits its form.
#[derive(Debug, Clone)]
pub struct SealedArrival {
    /// The form version that was filled in.
    pub form: FormRef,
    /// What lets it in.
    pub pass: Pass,
    /// The envelope as it came.
    pub envelope: KioskEnvelope,
}

/// Something handed in at the desk.
#[derive(Debug, Clone)]
pub struct Slip {
    pub(super) form: FormRef,
    pub(super) pass: Pass,
    pub(super) content: Content,
}

/// What a slip brings.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Sheet(FilledSheet),
    Envelope(KioskEnvelope),
}

impl From<Arrival> for Slip {
    fn from(Arrival { form, pass, sheet }: Arrival) -> Self {
        let content = Content::Sheet(sheet);
        Self {
            form,
            pass,
            content,
        }
    }
}

impl From<SealedArrival> for Slip {
    fn from(arrival: SealedArrival) -> Self {
        Self {
            form: arrival.form,
            pass: arrival.pass,
            content: Content::Envelope(arrival.envelope),
        }
    }
}

/// What became of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// On disk, and will be counted.
    Recorded,
    /// This link or submission id was recorded before: the same thanks, counted once.
    AlreadyRecorded,
    /// No such link, or no such collection point.
    UnknownToken,
    /// The link is too old, or was taken back.
    Expired,
    /// The link is for another form or version; it can still be used.
    WrongForm,
    /// The comment is longer than a sheet holds.
    TooLong,
    /// The database is away or full. Send the same again.
    Unavailable,
}

impl Slip {
    pub(super) fn fits(&self) -> bool {
        match &self.content {
            Content::Sheet(sheet) => {
                let comment = sheet.comment.as_deref().unwrap_or("");
                comment.len() <= MAX_COMMENT_BYTES && sheet.to_bytes().is_ok()
            }
            Content::Envelope(_) => true, // it has one of the sizes of an envelope
        }
    }

    pub(super) fn hash(&self) -> &[u8; 32] {
        match &self.pass {
            Pass::Invitation(token) => &token.0,
            Pass::WalkIn { submission, .. } => &submission.0,
        }
    }
}

/// The writer's connection, its sealing key, the cells it has met, and who copies the log beside it.
pub(super) struct Desk {
    store: Store,
    options: WriterOptions,
    connection: Option<Database>,
    sealer: Option<Sealer>,
    cells: HashMap<CellId, FormRef>,
    tidier: Option<Tidier>,
}

impl Desk {
    pub(super) fn new(store: Store, options: WriterOptions) -> Self {
        Self {
            store,
            options,
            connection: None,
            sealer: None,
            cells: HashMap::new(),
            tidier: None,
        }
    }

    /// Connects, and agrees a secret with the box of this month.
    pub(super) fn prepare(&mut self) -> Result<(), StoreError> {
        let month = Period::month_of(self.options.clock.today());
        if self
            .sealer
            .as_ref()
            .is_none_or(|sealer| sealer.month() != month)
        {
            let unusable = |fault: &dyn std::fmt::Display| StoreError::Key(fault.to_string());
            let public = self
                .options
                .keyring
                .box_public(month)
                .map_err(|fault| unusable(&fault))?;
            let sealer = Sealer::new(month, &public, &mut rand::rng());
            self.sealer = Some(sealer.map_err(|fault| unusable(&fault))?);
        }
        if self.connection.is_none() {
            let mut connection = self.store.connect()?;
            connection.take_the_load()?;
            self.tidier = if connection.is_embedded() {
                Some(Tidier::start(&self.store)?)
            } else {
                None
            };
            self.connection = Some(connection);
        }
        Ok(())
    }

    /// Records a batch; one outcome each, in the same order.
    pub(super) fn record(&mut self, arrivals: &[Slip]) -> Vec<Outcome> {
        let mut outcomes = self.try_record(arrivals);
        // A server that was restarted closed our connection, and two processes can lock each other out: both mend by
        // trying again. If the first attempt was committed after all, the second finds its sheets recorded.
        if let Err(StoreError::Away(_) | StoreError::Locked) = outcomes {
            self.connection = None;
            outcomes = self.try_record(arrivals);
        }
        outcomes.unwrap_or_else(|error| {
            self.connection = None;
            tracing::error!(sheets = arrivals.len(), "sheets were turned away: {error}");
            vec![Outcome::Unavailable; arrivals.len()]
        })
    }

    fn try_record(&mut self, arrivals: &[Slip]) -> Result<Vec<Outcome>, StoreError> {
        self.prepare()?;
        let (Some(connection), Some(sealer)) = (&mut self.connection, &self.sealer) else {
            return Ok(vec![Outcome::Unavailable; arrivals.len()]);
        };
        let today = self.options.clock.today();
        let oldest = oldest_month(today, self.options.valid_days);
        let cells = &mut self.cells;
        let keyring = &self.options.keyring;
        let outcomes = connection.within(Access::Write, |conn| {
            Batch::new(conn, sealer, keyring, oldest, cells).record(arrivals)
        })?;
        if let Some(tidier) = &mut self.tidier {
            tidier.written(arrivals.len());
        }
        Ok(outcomes)
    }
}

/// The first month whose links still work.
fn oldest_month(today: chrono::NaiveDate, valid_days: u32) -> Period {
    let mut month = Period::month_of(today);
    while days_after(month.previous().last_day(), valid_days) >= today {
        month = month.previous();
    }
    month
}
