//! What takes tens of megabytes is made one at a time: a PDF, the table of all communes.
//!
//! Two at once would need twice the memory, and take as long.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::web::problem::Problem;

/// How long somebody waits for the work of another.
const PATIENCE: Duration = Duration::from_secs(20);

/// One turn at a time.
#[derive(Debug, Clone)]
pub struct Press(Arc<Semaphore>);

impl Default for Press {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Press {
    /// Waits until the press is free. It stays taken while the turn lives: give it to the work, which goes on when the
    /// visitor has left.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let turn = tokio::time::timeout(PATIENCE, self.0.clone().acquire_owned());
        turn.await
            .map_err(|_| Problem::unavailable())?
            .map_err(|_| Problem::unavailable())
    }
}

/// What a browser does with a printed sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    /// It opens in the browser.
    Opened,
    /// It is saved.
    Saved,
}

/// The reply with a printed sheet. The name is made of words of ours and codes, which have letters, digits, dots and hyphens
/// only, so it is safe inside the quotes.
pub fn sheet(handed: Handed, name: &str, pdf: Vec<u8>) -> HttpResponse {
    let how = match handed {
        Handed::Opened => "inline",
        Handed::Saved => "attachment",
    };
    let disposition = format!("{how}; filename=\"{name}.pdf\"");
    HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(pdf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn the_next_turn_begins_when_the_one_before_ends() {
        let press = Press::default();
        let turn = press.turn().await.unwrap();
        let soon = Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, press.turn()).await.is_err());
        drop(turn);
        assert!(
            tokio::time::timeout(soon, press.turn())
                .await
                .unwrap()
                .is_ok()
        );
    }
}
