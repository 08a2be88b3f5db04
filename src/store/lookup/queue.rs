//! The queue in front of the desk: whoever waits together is answered together.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use tokio::sync::oneshot;

use super::super::access::Store;
use super::super::error::StoreError;
use super::desk::{Desk, Invitee};
use super::memory::{Memory, Point};
use crate::ballot::{Cell, CellId, TokenHash};
use crate::clock::Clock;

/// Questions that may wait; more are turned away.
const QUEUE: usize = 4_096;
/// Links looked up in one read at most.
const TOGETHER: usize = 256;

/// The database did not answer, or too many questions wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the database did not answer: ask again in some seconds; nothing was changed")]
pub struct Unanswered;

type Reply<T> = oneshot::Sender<Result<T, Unanswered>>;

enum Question {
    Invitee(TokenHash, Reply<Option<Invitee>>),
    Point(String, Reply<Option<Arc<Point>>>),
    Register(Box<Cell>, Reply<CellId>),
}

/// Answers what a link or an address stands for, from any thread. Cheap to clone; the thread ends with the last clone.
#[derive(Debug, Clone)]
pub struct Lookup {
    questions: SyncSender<Question>,
    memory: Arc<Memory>,
}

impl Lookup {
    /// Starts the thread.
    pub fn start(store: &Store, clock: Clock) -> Result<Self, StoreError> {
        let (questions, waiting) = sync_channel(QUEUE);
        let memory = Arc::new(Memory::new(clock));
        let mut desk = Desk::new(store.clone(), Arc::clone(&memory));
        let thread = std::thread::Builder::new().name("lookup".to_owned());
        thread
            .spawn(move || serve(&mut desk, &waiting))
            .map_err(|error| StoreError::Away(format!("no thread for lookups: {error}")))?;
        Ok(Self { questions, memory })
    }

    /// Who a link was made for; `None` for a link that was never made.
    pub async fn invitee(&self, link: TokenHash) -> Result<Option<Invitee>, Unanswered> {
        self.ask(|reply| Question::Invitee(link, reply)).await
    }

    /// A collection point with its office; `None` if there is none of this code. What another process changed is seen
    /// within five seconds.
    pub async fn point(&self, code: &str) -> Result<Option<Arc<Point>>, Unanswered> {
        if let Some(point) = self.memory.point(code) {
            return Ok(Some(point));
        }
        self.ask(|reply| Question::Point(code.to_owned(), reply))
            .await
    }

    /// The number of a cell, once it is certain that the database knows it: a walk-in sheet is dropped into it.
    pub async fn register_cell(&self, cell: Cell) -> Result<CellId, Unanswered> {
        let id = cell.id();
        if self.memory.cell(id).is_some() {
            return Ok(id);
        }
        self.ask(|reply| Question::Register(Box::new(cell), reply))
            .await
    }

    async fn ask<T>(&self, question: impl FnOnce(Reply<T>) -> Question) -> Result<T, Unanswered> {
        let (reply, answer) = oneshot::channel();
        let sent = self.questions.try_send(question(reply));
        sent.map_err(|_| Unanswered)?;
        answer.await.unwrap_or(Err(Unanswered))
    }
}

fn serve(desk: &mut Desk, waiting: &Receiver<Question>) {
    while let Ok(first) = waiting.recv() {
        let (mut links, mut replies) = (Vec::new(), Vec::new());
        for question in std::iter::once(first).chain(waiting.try_iter().take(TOGETHER - 1)) {
            // Whoever asked may have left; then nobody reads the reply.
            match question {
                Question::Invitee(link, reply) => {
                    links.push(link);
                    replies.push(reply);
                }
                Question::Point(code, reply) => drop(reply.send(desk.point(&code))),
                Question::Register(cell, reply) => drop(reply.send(desk.register(&cell))),
            }
        }
        if links.is_empty() {
            continue;
        }
        let found = desk.invitees(&links);
        for (link, reply) in links.iter().zip(replies) {
            let answer = found.as_ref().map(|found| found.get(link).cloned());
            drop(reply.send(answer.map_err(|unanswered| *unanswered)));
        }
    }
}
