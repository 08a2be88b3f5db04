//! The clerk: one thread that makes the files that were asked for, one after another.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::house::House;

/// How often the clerk looks whether something was asked for.
const PAUSE: Duration = Duration::from_secs(1);
/// How often what expired is swept.
const SWEEP: Duration = Duration::from_secs(3_600);

/// The running clerk. A file that is being made when the service stops is begun again at the next start.
pub struct Clerk(Sender<()>);

impl Clerk {
    /// Starts the clerk.
    pub fn start(house: Arc<House>) -> Self {
        let (stop, stopped) = channel::<()>();
        std::thread::spawn(move || {
            sweep(&house, true);
            let mut swept = Instant::now();
            loop {
                let found = match house.make_next_download() {
                    Ok(found) => found,
                    Err(error) => {
                        tracing::error!(%error, "a file could not be made; the next try is in a second");
                        false
                    }
                };
                let pause = if found { Duration::ZERO } else { PAUSE };
                match stopped.recv_timeout(pause) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
                }
                if swept.elapsed() > SWEEP {
                    sweep(&house, false);
                    swept = Instant::now();
                }
            }
        });
        Self(stop)
    }

    /// Lets the clerk go after the file in hand.
    pub fn stop(self) {
        let _ = self.0.send(());
    }
}

fn sweep(house: &House, at_start: bool) {
    if let Err(error) = house.sweep_downloads(at_start) {
        tracing::error!(%error, "old files could not be swept; the next try is in an hour");
    }
}
