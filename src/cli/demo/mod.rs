//! `sipas demo`: a whole working service with a simulated year of answers.

mod citizens;
mod live;
mod past;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::bail;
use clap::Args;

use super::Common;
use super::serve::log_to_stderr;
use crate::ballot::Channel;
use crate::config::{Opening, Settings};
use crate::house::{COMMAND_LINE, House, SIMULATED, Transaction};
use crate::place::Level;
use crate::staff::{Jurisdiction, Mandate, Role};
use crate::store::Account;
use crate::web;
use crate::web::staff::api_keys::{self, NewKey};
use crate::web::staff::passwords;

/// The commune whose one-stop shop the demo's citizen has just left.
const COMMUNE: &str = "Phố Hiến";
/// Code of that one-stop shop.
const OFFICE: &str = "H31.18.05";
/// Its name.
const OFFICE_NAME: &str = "Bộ phận một cửa phường Phố Hiến";
/// The demo's account and the name of its API key.
const ADMINISTRATOR: &str = "admin";
const KEY: &str = "demo";

/// Show a whole working service with a simulated year of answers.
///
/// Makes an embedded database in ./sipas-demo, fills it with simulated answers of every commune, starts the service and
/// prints what to open. Run again, it continues. Every page, chart and report says that the figures are simulated;
/// an answer given in it shows up in the results within a minute.
#[derive(Debug, Args)]
pub struct Options {
    /// Address and port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// Simulated sheets a commune and month, on average
    #[arg(long, default_value_t = 14.0, value_name = "N")]
    sheets: f64,
    /// What is logged: error, warn, info, debug
    #[arg(long, default_value = "warn", value_name = "LEVEL")]
    log: String,
}

/// Runs the command.
pub fn run(common: Common, options: Options) -> anyhow::Result<()> {
    log_to_stderr(&options.log);
    let defaults = Settings {
        data: "sipas-demo".into(),
        opening: Opening {
            every_seconds: 15,
            keep_back: 0.0,
            ..Opening::default()
        },
        ..Settings::default()
    };
    let mut settings = common.over(defaults)?;
    settings.web.listen = options.listen.unwrap_or(settings.web.listen);
    let house = House::open(settings.clone())?;
    if !house.simulated {
        if !house.store.counted_forms()?.is_empty() {
            bail!(
                "this database holds real answers: give the demo a folder of its own with --data"
            );
        }
        house.store.set_setting(SIMULATED, "yes")?;
    }
    let house = Arc::new(House::open(settings)?);
    past::fill(&house, options.sheets)?;
    let (password, key) = accounts(&house)?;
    web::serve(house.clone(), |service| {
        if let Err(error) = welcome(&house, service, &password, &key) {
            tracing::error!(%error, "the demo's link could not be made");
        }
    })?;
    Ok(())
}

/// A new password and a new API key at every start: neither is stored in the clear.
fn accounts(house: &House) -> anyhow::Result<(String, String)> {
    let password = passwords::generate();
    let hash = passwords::hash(&password)?;
    if house.store.account(ADMINISTRATOR)?.is_some() {
        house.change_password(COMMAND_LINE, ADMINISTRATOR, &hash)?;
    } else {
        let account = Account {
            username: ADMINISTRATOR.to_owned(),
            mandate: Mandate {
                role: Role::Administrator,
                jurisdiction: Jurisdiction::Place(house.atlas.nation().id),
            },
            disabled: false,
            second_factor: false,
            subject: String::new(),
        };
        house.open_account(COMMAND_LINE, &account, &hash)?;
    }
    for old in house
        .store
        .api_keys()?
        .iter()
        .filter(|old| old.name == KEY && !old.revoked)
    {
        house.revoke_key(COMMAND_LINE, &old.id)?;
    }
    let key = api_keys::create(
        house,
        COMMAND_LINE,
        NewKey {
            id: api_keys::draw_id(),
            name: KEY.to_owned(),
            scopes: format!("{} {}", api_keys::INVITE, api_keys::READ),
            months: api_keys::MONTHS,
        },
    )?;
    Ok((password, key))
}

/// Prints what to open, and lets simulated citizens keep answering beside the real one.
fn welcome(
    house: &Arc<House>,
    service: &web::Service,
    password: &str,
    key: &str,
) -> anyhow::Result<()> {
    let link = house.invite(&transaction(house, &uuid::Uuid::new_v4().to_string()))?;
    let base = match &house.settings.web.public_url {
        Some(url) => url.clone(),
        None => format!("http://{}", service.address),
    };
    println!("listening: http://{}", service.address);
    println!("citizen: {base}/k/{}", link.token);
    println!("public: {base}/");
    println!("staff: {base}/staff {ADMINISTRATOR} {password}");
    println!("api key: {key}");
    live::start(house.clone(), service.writer.clone());
    Ok(())
}

/// A transaction finished today at the demo's one-stop shop.
fn transaction(house: &House, reference: &str) -> Transaction {
    let today = house.clock.today();
    let found = house.atlas.resolve(COMMUNE, Level::Commune, None, today);
    let place = found.unwrap_or_else(|_| house.atlas.nation());
    Transaction {
        reference: reference.to_owned(),
        office: OFFICE.into(),
        office_name: Some(OFFICE_NAME.into()),
        agency: Some("H31".into()),
        place: place.id.to_string(),
        procedure: None,
        group: None,
        channel: Channel::InPerson,
        finished_on: today,
        form: None,
    }
}
