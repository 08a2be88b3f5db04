//! Starts the service and stops it without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use serde_json::json;

use super::citizens::Counter;
use super::guard::Limits;
use super::indoors::Indoors;
use super::press::Press;
use super::staff::clerk::Clerk;
use super::staff::handed_keys::HandedKeys;
use super::staff::single_sign_on::{SignOn, SignOnFault};
use super::words::{self, LanguageError};
use super::{Door, headers, problem, public, routes};
use crate::house::{House, HouseError};
use crate::store::{Action, StoreError, Writer, WriterOptions};

/// How long a request waits for a free connection to the database.
const PATIENCE: Duration = Duration::from_secs(10);
/// Seconds that requests under way may take after the signal to stop.
const GRACE_SECONDS: u64 = 10;

/// Why the service could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or may not be used.
    #[error("cannot listen on {address}: {reason}; choose another address with --listen")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        reason: String,
    },
    /// The single sign-on of the settings.
    #[error(transparent)]
    SignOn(#[from] SignOnFault),
    /// The languages that the house adds.
    #[error(transparent)]
    Languages(#[from] LanguageError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The service ended with a fault.
    #[error("the service ended: {0}")]
    Ended(#[from] std::io::Error),
}

/// What else may be done with the running service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    /// Takes sheets.
    pub writer: Writer,
}

/// Serves until a signal to stop; `ready` is called once when it listens.
pub fn serve(house: Arc<House>, ready: impl FnOnce(&Service)) -> Result<(), ServeError> {
    actix_web::rt::System::new().block_on(run(house, ready))
}

async fn run(house: Arc<House>, ready: impl FnOnce(&Service)) -> Result<(), ServeError> {
    let settings = house.settings.clone();
    if let Some(folder) = &settings.languages {
        words::learn(folder)?;
        for (language, keys) in words::missing(folder)? {
            if !keys.is_empty() {
                let (missing, keys) = (keys.len(), keys.join(" "));
                tracing::warn!(
                    language,
                    missing,
                    keys,
                    "words are missing; Vietnamese stands in"
                );
            }
        }
    }
    let options = WriterOptions {
        valid_days: settings.invitation.valid_days,
        ..WriterOptions::new(house.keys.clone(), house.clock)
    };
    let writer = Writer::start(&house.store, options)?;
    let door = Data::new(Indoors::new(
        house.clone(),
        house.store.connections(),
        PATIENCE,
    ));
    let counter = Counter::open(house.clone(), writer.clone(), door.as_ref().clone())?;
    let counter = Data::new(counter);
    let limits = Data::new(Limits::new(&settings));
    let sign_on = Data::new(SignOn::open(&house)?);
    let press = Data::new(Press::default());
    let handed_keys = Data::new(HandedKeys::default());
    let leaflets = Data::new(public::leaflets(&house));
    let https = settings.public_url().starts_with("https://");
    let app = {
        let (door, limits, leaflets) = (door.clone(), limits.clone(), leaflets.clone());
        let (press, handed_keys) = (press.clone(), handed_keys.clone());
        let sign_on = sign_on.clone();
        move || {
            App::new()
                .app_data(door.clone())
                .app_data(limits.clone())
                .app_data(leaflets.clone())
                .app_data(counter.clone())
                .app_data(press.clone())
                .app_data(handed_keys.clone())
                .app_data(sign_on.clone())
                .configure(problem::readers)
                .wrap(actix_web::middleware::from_fn(
                    problem::in_the_visitors_words,
                ))
                .wrap(headers::security(https))
                .configure(routes::all)
        }
    };
    let mut server = HttpServer::new(app)
        .client_request_timeout(Duration::from_secs(15))
        .shutdown_timeout(GRACE_SECONDS)
        .max_connections(25_000);
    if settings.web.workers > 0 {
        server = server.workers(settings.web.workers);
    }
    let listen = settings.web.listen;
    let refused = |error: std::io::Error| ServeError::Listen {
        address: listen,
        reason: error.to_string(),
    };
    let server = server.bind(listen).map_err(refused)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    let clerk = Clerk::start(house.clone());
    let clock = actix_web::rt::spawn(open_on_a_clock(door, limits));
    ready(&Service {
        address,
        writer: writer.clone(),
    });
    let ended = server.run().await;
    clock.abort();
    clerk.stop();
    writer.stop();
    Ok(ended?)
}

/// Opens the box at fixed intervals, never because somebody answered.
async fn open_on_a_clock(door: Data<Door>, limits: Data<Limits>) {
    let pause = Duration::from_secs(door.store().settings.opening.every_seconds);
    let mut ticks = actix_web::rt::time::interval_at(tokio::time::Instant::now() + pause, pause);
    loop {
        ticks.tick().await;
        limits.sweep(door.store().clock.now().timestamp());
        let opened = door.run(|house| {
            let report = house.open_box()?;
            if report.counted > 0 {
                let what = json!({ "counted": report.counted });
                house.log("service", Action::BoxOpened, "ballot box", what)?;
            }
            Ok::<_, HouseError>(report)
        });
        match opened.await {
            Ok(report) => tracing::info!(counted = report.counted, "the ballot box was opened"),
            Err(problem) => {
                tracing::error!(%problem, "the ballot box could not be opened; the next try is on the clock");
            }
        }
    }
}
