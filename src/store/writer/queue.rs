//! The queue in front of the desk: bounded, one thread, one connection.
//!
//! The thread takes all that waits, up to a batch, and commits it at once: the previous flush of the disk is the wait,
//! so a lone sheet is not delayed and a crowd shares the cost. A full queue says so instead of growing.

use std::future::Future;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::super::access::Store;
use super::super::error::StoreError;
use super::super::keyring::Keyring;
use super::desk::{Desk, Outcome, Slip};
use crate::clock::Clock;

/// How the writer works.
#[derive(Debug, Clone)]
pub struct WriterOptions {
    /// Where the box keys are.
    pub keyring: Keyring,
    /// Where today's date comes from: it decides the month of the box and which links are too old.
    pub clock: Clock,
    /// Days a link works after the end of its month; 45 by default.
    pub valid_days: u32,
    /// Sheets that may wait; 1,024 by default. More are turned away.
    pub queue: usize,
    /// Sheets a commit takes at most; 256 by default.
    pub batch: usize,
}

impl WriterOptions {
    /// The usual sizes.
    pub fn new(keyring: Keyring, clock: Clock) -> Self {
        Self {
            keyring,
            clock,
            valid_days: 45,
            queue: 1_024,
            batch: 256,
        }
    }
}

/// More sheets wait than the queue holds: the citizen's browser should try again in some seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "too many sheets arrive at this moment: send it again in some seconds; it was not recorded"
)]
pub struct Busy;

/// Takes sheets from any thread. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Writer {
    orders: SyncSender<Order>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

enum Order {
    Record(Box<Slip>, oneshot::Sender<Outcome>),
    Stop,
}

impl Writer {
    /// Starts the thread. Fails when the database is away or the box key cannot be created.
    pub fn start(store: &Store, options: WriterOptions) -> Result<Self, StoreError> {
        let (orders, incoming) = sync_channel(options.queue.max(1));
        let batch = options.batch.max(1);
        let mut desk = Desk::new(store.clone(), options);
        desk.prepare()?;
        let thread = std::thread::Builder::new().name("ballot-writer".to_owned());
        let thread = thread.spawn(move || serve(&mut desk, &incoming, batch));
        let thread = thread
            .map_err(|error| StoreError::Away(format!("no thread for the writer: {error}")))?;
        Ok(Self {
            orders,
            thread: Arc::new(Mutex::new(Some(thread))),
        })
    }

    /// Hands a sheet in. The answer comes after the commit is on disk; [`Outcome::Unavailable`] means that nothing was
    /// recorded, or that nobody knows: sending the same again is always right.
    pub fn submit<T: Into<Slip>>(
        &self,
        arrival: T,
    ) -> impl Future<Output = Result<Outcome, Busy>> + Send + use<T> {
        let arrival = arrival.into();
        let (reply, answer) = oneshot::channel();
        let sent = if arrival.fits() {
            self.orders
                .try_send(Order::Record(Box::new(arrival), reply))
        } else {
            let _ = reply.send(Outcome::TooLong);
            Ok(())
        };
        async move {
            match sent {
                Ok(()) => Ok(answer.await.unwrap_or(Outcome::Unavailable)),
                Err(TrySendError::Full(_)) => Err(Busy),
                Err(TrySendError::Disconnected(_)) => Ok(Outcome::Unavailable),
            }
        }
    }

    /// Records what waits, then ends the thread. Later sheets are [`Outcome::Unavailable`].
    pub fn stop(&self) {
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // Both fail only if the thread has ended already.
            let _ = self.orders.send(Order::Stop);
            let _ = thread.join();
        }
    }
}

fn serve(desk: &mut Desk, incoming: &Receiver<Order>, batch: usize) {
    let mut open = true;
    while open && let Ok(Order::Record(arrival, reply)) = incoming.recv() {
        let (mut arrivals, mut replies) = (vec![*arrival], vec![reply]);
        while arrivals.len() < batch {
            match incoming.try_recv() {
                Ok(Order::Record(arrival, reply)) => {
                    arrivals.push(*arrival);
                    replies.push(reply);
                }
                Ok(Order::Stop) => {
                    open = false;
                    break;
                }
                Err(_) => break,
            }
        }
        for (reply, outcome) in replies.into_iter().zip(desk.record(&arrivals)) {
            // A visitor who has left does not wait for the answer; the sheet counts all the same.
            let _ = reply.send(outcome);
        }
    }
}
