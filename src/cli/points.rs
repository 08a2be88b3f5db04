//! `sipas points`: the places where people answer without an invitation.

use anyhow::{Context as _, bail};
use clap::Subcommand;
use serde_json::json;

use super::open;
use crate::chart::Qr;
use crate::config::Settings;
use crate::house::{self, COMMAND_LINE, House};
use crate::store::{Action, CollectionPoint, Office};

/// Register the places where people answer without an invitation: a poster, a kiosk, a widget (điểm khảo sát).
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add a collection point, or change one
    Add {
        /// Code, the last part of its address /o/CODE: letters, digits and hyphens
        code: String,
        /// Commune or province it stands in
        #[arg(long, value_name = "CODE")]
        place: String,
        /// Code of its office [default: the point's own code]
        #[arg(long, value_name = "CODE")]
        office: Option<String>,
        /// Name people read
        #[arg(long)]
        name: String,
        /// Form [default: the form invitations use]
        #[arg(long, value_name = "ID")]
        form: Option<String>,
        /// Write its QR code here (.svg or .png)
        #[arg(long, value_name = "FILE")]
        qr: Option<std::path::PathBuf>,
    },
    /// Close a collection point: its page says so, nothing more is taken
    Close {
        /// Its code
        code: String,
    },
    /// List the collection points, and the kiosks of each: when it was last in contact, and how many sealed sheets wait on it
    List,
    /// Print a code that makes one device the kiosk of a collection point: it works once, for a day
    Enrol {
        /// Code of the collection point
        code: String,
    },
    /// Shut a kiosk out, for instance one that was stolen; it can read nothing, and hand in nothing more
    ShutOut {
        /// Its id, from `sipas points list`
        id: String,
    },
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let house = open(settings)?;
    match command {
        Command::Add {
            code,
            place,
            office,
            name,
            form,
            qr,
        } => {
            let point = add(&house, code, &place, office, name, form)?;
            let link = format!("{}/o/{}", house.settings.public_url(), point.code);
            if let Some(path) = qr {
                let picture = Qr::new(&link);
                let svg = path.extension().is_some_and(|ending| ending == "svg");
                super::write_file(
                    &path,
                    &if svg {
                        picture.to_svg().into_bytes()
                    } else {
                        picture.to_png()
                    },
                )?;
            }
            println!("{link}");
        }
        Command::Close { code } => {
            let (point, _) = house.point(&code)?;
            let closed = CollectionPoint {
                open: false,
                ..point
            };
            house.keep_point(COMMAND_LINE, &closed, true)?;
            println!("closed: {code}");
        }
        Command::Enrol { code } => {
            house
                .store
                .collection_point(&code)?
                .with_context(|| format!("there is no collection point “{code}”"))?;
            let address = format!("{}/kiosk/{code}", house.settings.public_url());
            let secret = house.kiosk_code(&code)?;
            let what = json!({ "kiosk": "a code was made" });
            house.log(COMMAND_LINE, Action::PointChanged, &code, what)?;
            println!("{address}\n{secret}");
        }
        Command::ShutOut { id } => {
            if !house.store.revoke_kiosk(&id)? {
                bail!("there is no kiosk “{id}”: `sipas points list` shows them");
            }
            let what = json!({ "kiosk": "shut out" });
            house.log(COMMAND_LINE, Action::PointChanged, &id, what)?;
            println!("shut out: {id}");
        }
        Command::List => {
            let kiosks = house.store.kiosks()?;
            for point in house.store.collection_points()? {
                let state = if point.open { "open" } else { "closed" };
                println!(
                    "{:24} {state:7} {:20} {}",
                    point.code, point.form, point.name
                );
                for kiosk in kiosks.iter().filter(|kiosk| kiosk.point == point.code) {
                    let state = if kiosk.revoked { "shut out, " } else { "" };
                    println!(
                        "    kiosk {}: {state}last contact {}, waiting {}",
                        kiosk.id,
                        house::quarter_in_words(kiosk.seen),
                        kiosk.waiting
                    );
                }
            }
        }
    }
    Ok(())
}

/// Registers a collection point and its office.
pub fn add(
    house: &House,
    code: String,
    place: &str,
    office: Option<String>,
    name: String,
    form: Option<String>,
) -> anyhow::Result<CollectionPoint> {
    let form = form.unwrap_or_else(|| house.settings.invitation.form.clone());
    house
        .catalogue
        .get(&form, None)
        .with_context(|| format!("there is no form “{form}”"))?;
    let unit = house::place(house.atlas, place)?;
    let office_code = office.unwrap_or_else(|| code.clone());
    if house.store.office(&office_code)?.is_none() {
        let office = Office {
            code: office_code.clone(),
            name: name.clone(),
            kind: String::new(),
            place: house::place_path(house.atlas, unit),
        };
        house.keep_office(COMMAND_LINE, &office, false)?;
    }
    let point = CollectionPoint {
        code,
        office: office_code,
        form,
        name,
        open: true,
    };
    let known = house.store.collection_point(&point.code)?.is_some();
    house.keep_point(COMMAND_LINE, &point, known)?;
    Ok(point)
}
