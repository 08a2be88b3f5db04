//! The one way from the event loop to blocking work: first a permit, then one hop.
//!
//! Waiting for a pooled connection inside the hop would park a blocking thread; so there are as many
//! permits as connections, and who has no permit waits outside, where waiting costs nothing.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use tokio::sync::Semaphore;

use crate::house::House;
use crate::web::problem::Problem;

/// What stands behind a door, as one visit finds it.
pub trait Visited: Clone + Send + 'static {
    /// The same for the whole visit, however long it takes.
    #[must_use]
    fn for_one_visit(&self) -> Self {
        self.clone()
    }
}

impl Visited for Arc<House> {
    /// A visit has one moment: no reply tells half of what an embargo opens while it is written.
    fn for_one_visit(&self) -> Self {
        Arc::new(self.at_one_moment())
    }
}

/// A store (or anything else that blocks) behind a door with a fixed number of permits.
#[derive(Debug, Clone)]
pub struct Indoors<S> {
    store: S,
    permits: Arc<Semaphore>,
    patience: Duration,
}

impl<S: Visited> Indoors<S> {
    /// As many `permits` as pooled connections. Whoever waits longer than `patience` is told to come back.
    pub fn new(store: S, permits: usize, patience: Duration) -> Self {
        Self {
            store,
            permits: Arc::new(Semaphore::new(permits)),
            patience,
        }
    }

    /// What stands behind the door, for what does not block.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Does `work` off the event loop. The permit goes back when the work is done, even if the visitor
    /// has left by then.
    pub async fn run<T, E>(
        &self,
        work: impl FnOnce(&S) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        let permit = tokio::time::timeout(self.patience, self.permits.clone().acquire_owned())
            .await
            .map_err(|_| Problem::unavailable())?
            .map_err(|_| Problem::unavailable())?;
        let store = self.store.for_one_visit();
        #[expect(clippy::disallowed_methods, reason = "this is the one hop")]
        let hop = web::block(move || {
            let done = work(&store);
            drop(permit);
            done
        });
        hop.await
            .map_err(|_| Problem::internal())?
            .map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;

    use super::*;

    impl Visited for i32 {}
    impl Visited for () {}

    #[actix_web::test]
    async fn work_gets_the_store_and_its_result_comes_back() {
        let door = Indoors::new(7, 1, Duration::from_secs(5));
        let twice = door.run(|n| Ok::<_, Problem>(n * 2)).await.unwrap();
        assert_eq!(twice, 14);
        let fault = door.run(|_| Err::<(), _>(Problem::not_found())).await;
        assert_eq!(fault.unwrap_err().status_code(), 404);
    }

    #[actix_web::test]
    async fn who_waits_too_long_is_told_to_come_back_and_the_permit_returns() {
        let door = Indoors::new((), 1, Duration::from_millis(20));
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let slow = door.run(move |()| {
            let _ = wait.recv_timeout(Duration::from_secs(5));
            Ok::<_, Problem>(())
        });
        let late = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            let refused = door.run(|()| Ok::<_, Problem>(())).await;
            let _ = release.send(());
            refused
        };
        let (first, second) = tokio::join!(slow, late);
        assert!(first.is_ok());
        assert_eq!(second.unwrap_err().status_code(), 503);
        assert!(door.run(|()| Ok::<_, Problem>(())).await.is_ok());
    }
}
