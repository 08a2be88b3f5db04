//! `sipas serve`: runs the service.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;

use super::open;
use crate::config::Settings;
use crate::web;

/// Run the service: questionnaires, results, staff, API.
///
/// Stop it with Ctrl-C or SIGTERM: requests under way are finished, nothing acknowledged is lost. Put a TLS proxy in
/// front and set --public-url to what citizens see. Logs are JSON lines on standard error, with nothing of a citizen.
#[derive(Debug, Args)]
pub struct Options {
    /// Address and port [default: 127.0.0.1:8080]
    #[arg(long, env = "SIPAS_LISTEN", value_name = "ADDR:PORT", value_parser = super::address)]
    pub listen: Option<SocketAddr>,
    #[arg(
        long,
        help = "What stands before /k/… in links, e.g. https://hl.hungyen.gov.vn",
        env = "SIPAS_PUBLIC_URL",
        value_name = "URL"
    )]
    pub public_url: Option<String>,
    /// Seconds between two openings of the ballot box [default: 86400]
    #[arg(long, env = "SIPAS_OPENING_SECONDS", value_name = "SECONDS")]
    pub opening_seconds: Option<u64>,
    /// Worker threads; 0 = one a core
    #[arg(long, value_name = "N")]
    pub workers: Option<usize>,
    /// What is logged: error, warn, info, debug
    #[arg(long, env = "SIPAS_LOG", default_value = "info", value_name = "LEVEL")]
    pub log: String,
}

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    log_to_stderr(&options.log);
    let house = open(options.over(settings))?;
    web::serve(Arc::new(house), |service| {
        println!("listening: http://{}", service.address);
    })?;
    Ok(())
}

impl Options {
    /// The settings with what the flags say.
    pub fn over(self, mut settings: Settings) -> Settings {
        settings.web.listen = self.listen.unwrap_or(settings.web.listen);
        settings.web.public_url = self.public_url.or(settings.web.public_url);
        settings.web.workers = self.workers.unwrap_or(settings.web.workers);
        settings.opening.every_seconds = self
            .opening_seconds
            .unwrap_or(settings.opening.every_seconds);
        settings
    }
}

/// JSON lines on standard error.
pub fn log_to_stderr(level: &str) {
    let filter = tracing_subscriber::EnvFilter::new(level);
    // A second subscriber in one process is a test's; the first one stays.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .try_init();
}
