//! The desk behind the questions: its connection, what it remembers, and the one read for many.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::super::access::Store;
use super::super::database::{Access, Database};
use super::super::error::StoreError;
use super::super::invitations::{InvitationState, state_of};
use super::super::registry::{find_cell, find_office, find_point, record_cell};
use super::super::schema::invite;
use super::memory::{Memory, Point};
use super::queue::Unanswered;
use crate::ballot::{Cell, CellId, TokenHash};

/// Who a one-time link was made for: an office's visitor, nothing nearer.
#[derive(Debug, Clone)]
pub struct Invitee {
    /// Whether the link can still be used.
    pub state: InvitationState,
    /// Where its sheet belongs.
    pub cell: Arc<Cell>,
    /// Name of the office; empty if it is not registered.
    pub office: Arc<str>,
}

/// The reader's connection and what it remembers.
pub(super) struct Desk {
    store: Store,
    memory: Arc<Memory>,
    connection: Option<Database>,
}

impl Desk {
    pub(super) fn new(store: Store, memory: Arc<Memory>) -> Self {
        Self {
            store,
            memory,
            connection: None,
        }
    }

    /// The invitations of these links, in one read.
    pub(super) fn invitees(
        &mut self,
        links: &[TokenHash],
    ) -> Result<HashMap<TokenHash, Invitee>, Unanswered> {
        let memory = Arc::clone(&self.memory);
        self.ask(Access::Read, |conn| {
            let mut found = HashMap::with_capacity(links.len());
            for (hash, cell, state) in rows(conn, links)? {
                let Ok(hash) = <[u8; 32]>::try_from(hash) else {
                    continue;
                };
                let cell = cell_of(conn, &memory, CellId(cell))?;
                let office = office_of(conn, &memory, &cell.office)?;
                let state = state_of(state);
                found.insert(
                    TokenHash(hash),
                    Invitee {
                        state,
                        cell,
                        office,
                    },
                );
            }
            Ok(found)
        })
    }

    /// A collection point with its office.
    pub(super) fn point(&mut self, code: &str) -> Result<Option<Arc<Point>>, Unanswered> {
        let memory = Arc::clone(&self.memory);
        self.ask(Access::Read, |conn| {
            let point = find_point(conn, code)?;
            Ok(point.map(|point| memory.keep_point(point)))
        })
    }

    /// Makes sure that a cell is known, so that sheets can be dropped into it.
    pub(super) fn register(&mut self, cell: &Cell) -> Result<CellId, Unanswered> {
        let memory = Arc::clone(&self.memory);
        self.ask(Access::Write, |conn| Ok(record_cell(conn, cell)?))
            .inspect(|_| {
                memory.keep_cell(cell.clone());
            })
    }

    /// Reads, and once more over a new connection if the old one turns out to be closed.
    fn ask<T>(
        &mut self,
        access: Access,
        work: impl Fn(&mut Database) -> Result<T, StoreError>,
    ) -> Result<T, Unanswered> {
        let mut answer = self.try_once(access, &work);
        if answer.is_err() {
            self.connection = None;
            answer = self.try_once(access, &work);
        }
        answer.map_err(|error| {
            self.connection = None;
            tracing::error!("a link could not be looked up: {error}");
            Unanswered
        })
    }

    fn try_once<T>(
        &mut self,
        access: Access,
        work: impl Fn(&mut Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(self.store.connect()?),
        };
        connection.within(access, |conn| work(conn))
    }
}

type Row = (Vec<u8>, i64, i16);

/// One statement a link where a statement costs nothing; one statement for all where it costs a way over the network.
fn rows(conn: &mut Database, links: &[TokenHash]) -> Result<Vec<Row>, StoreError> {
    let columns = (invite::h, invite::cell, invite::state);
    let rows = on_each!(conn,
        sqlite c => {
            let mut found = Vec::with_capacity(links.len());
            for link in links {
                let row = invite::table.find(link.0.as_slice()).select(columns);
                found.extend(row.first::<Row>(c).optional()?);
            }
            found
        },
        postgres c => {
            let links: Vec<&[u8]> = links.iter().map(|link| link.0.as_slice()).collect();
            let rows = invite::table.filter(invite::h.eq_any(links));
            rows.select(columns).load(c)?
        },
    );
    Ok(rows)
}

fn cell_of(conn: &mut Database, memory: &Memory, id: CellId) -> Result<Arc<Cell>, StoreError> {
    if let Some(cell) = memory.cell(id) {
        return Ok(cell);
    }
    let cell = find_cell(conn, id)?;
    let cell =
        cell.ok_or_else(|| StoreError::Unreadable("an invitation without its cell".to_owned()))?;
    Ok(memory.keep_cell(cell))
}

fn office_of(conn: &mut Database, memory: &Memory, code: &str) -> Result<Arc<str>, StoreError> {
    if let Some(name) = memory.office(code) {
        return Ok(name);
    }
    let office = find_office(conn, code)?;
    let name = office.map_or_else(String::new, |office| office.name);
    Ok(memory.keep_office(code, name))
}
