//! What an import is told, what it reports, and its writing half.

use std::collections::BTreeSet;
use std::sync::mpsc::sync_channel;

use super::super::access::Store;
use super::super::blocks;
use super::super::error::StoreError;
use super::super::judge::{Judge, judge_year};
use super::super::{settings, tallies};
use super::gather::{Gathering, Piece};
use crate::ballot::{Channel, FormRef, PlacePath, TallyBook};
use crate::index::Layout;
use crate::period::Period;

/// Pieces that may wait to be written.
const WAITING: usize = 6;

/// What an import needs to know.
#[derive(Clone, Copy)]
pub struct Import<'a> {
    /// The form version of all sheets.
    pub form: &'a FormRef,
    /// Its packing.
    pub layout: &'a Layout,
    /// A name of the file, e.g. its SHA-256: the same name is not imported twice.
    pub name: Option<&'a str>,
    /// The disclosure gate.
    pub judge: &'a Judge<'a>,
    /// Told how many sheets were written, now and then.
    pub progress: &'a dyn Fn(u64),
}

/// One counted sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSheet {
    /// Where.
    pub place: PlacePath,
    /// When.
    pub period: Period,
    /// How, if known.
    pub channel: Option<Channel>,
    /// One byte a slot.
    pub slots: Vec<u8>,
    /// Design weight in millionths; on all sheets of an import or on none (none counts as one).
    pub weight: Option<u64>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportReport {
    /// Sheets that were counted.
    pub sheets: u64,
    /// Blocks that were written.
    pub blocks: u64,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError<E: std::error::Error + 'static> {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sheets' own source.
    #[error(transparent)]
    Source(E),
    /// The file was imported before.
    #[error("this file was imported before and would be counted twice: nothing was imported")]
    Repeated,
    /// A sheet has another number of slots than its form.
    #[error("sheet {0} has not as many answers as the form: nothing was imported")]
    Misfit(u64),
}

impl Store {
    /// Counts sheets from elsewhere: all of them, or none. The sheets are taken on a thread of their own; the lock of the
    /// database is asked for when the first of them are ready to be written.
    pub fn import<E, S>(
        &self,
        import: &Import<'_>,
        sheets: S,
    ) -> Result<ImportReport, ImportError<E>>
    where
        E: std::error::Error + Send + 'static,
        S: IntoIterator<Item = Result<ImportSheet, E>> + Send,
    {
        let Import {
            form,
            layout,
            name,
            judge,
            progress,
        } = *import;
        let mut refused = None;
        let report = std::thread::scope(|scope| {
            let (send, receive) = sync_channel(WAITING);
            let gathering = scope.spawn(move || Gathering::new(form, layout, send).gather(sheets));
            let mut pieces = receive.into_iter().peekable();
            pieces.peek();
            let refused = &mut refused;
            self.count(move |conn| {
                let mut refuse = |error| {
                    *refused = Some(error);
                    StoreError::Refused(diesel::result::Error::RollbackTransaction)
                };
                if let Some(name) = name {
                    let key = format!("import {form} {name}");
                    if settings::get(conn, &key)?.is_some() {
                        return Err(refuse(ImportError::Repeated));
                    }
                    settings::set(conn, &key, "done")?;
                }
                let mut report = ImportReport {
                    sheets: 0,
                    blocks: 0,
                };
                let (mut book, mut years) = (TallyBook::new(), BTreeSet::new());
                for piece in pieces {
                    match piece {
                        Piece::Blocks(mut rows) => {
                            blocks::insert(conn, &mut rows)?;
                            report.blocks += rows.len() as u64;
                            report.sheets += blocks::sheets(&rows);
                            progress(report.sheets);
                        }
                        Piece::Gains(gains) => {
                            years.extend(gains.years());
                            gains.raise(conn, form, layout, &mut book)?;
                        }
                    }
                }
                match gathering.join() {
                    Ok(Ok(sheets)) if sheets == report.sheets => {}
                    Ok(Ok(sheets)) => {
                        let lost =
                            format!("{sheets} sheets were read and {} written", report.sheets);
                        return Err(StoreError::Unreadable(lost));
                    }
                    Ok(Err(error)) => return Err(refuse(error)),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
                tallies::raise(conn, form, layout, book.into_places().collect())?;
                for year in years {
                    judge_year(conn, form, year, judge)?;
                }
                Ok(report)
            })
        });
        if let Some(error) = refused {
            return Err(error);
        }
        let report = report?;
        let mut connection = self.connection()?;
        connection.sweep()?;
        connection.survey()?;
        Ok(report)
    }
}
