//! Simulated citizens who keep answering at the demo's one-stop shop.
//!
//! A real sheet is opened only together with others of its cell; in the demo these are the others. They go the same way:
//! an invitation, a sealed sheet, the box.

use std::sync::Arc;
use std::time::Duration;

use super::citizens::Citizens;
use super::transaction;
use crate::ballot::{FilledSheet, FormRef, Token};
use crate::house::House;
use crate::store::{Arrival, Pass, Writer};

/// Between two of them: at least five come between two openings of the demo's box.
const PAUSE: Duration = Duration::from_millis(2_200);

/// Starts them on a thread of their own; it ends with the process.
pub fn start(house: Arc<House>, writer: Writer) {
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
            return;
        };
        let mut citizens = Citizens::new(u64::from(std::process::id()));
        loop {
            if let Err(error) = answer(&house, &writer, &runtime, &mut citizens) {
                tracing::warn!(%error, "a simulated citizen could not answer");
            }
            std::thread::sleep(PAUSE);
        }
    });
}

fn answer(
    house: &House,
    writer: &Writer,
    runtime: &tokio::runtime::Runtime,
    citizens: &mut Citizens,
) -> anyhow::Result<()> {
    let id = house.settings.invitation.form.as_str();
    let Some(form) = house.catalogue.get(id, None) else {
        return Ok(());
    };
    let link = house.invite(&transaction(house, &uuid::Uuid::new_v4().to_string()))?;
    let token: Token = link.token.parse()?;
    let sheet = FilledSheet {
        group: None,
        slots: citizens.sheet(form, 0.3),
        comment: None,
    };
    let form = FormRef::new(form.id.clone(), form.version);
    runtime.block_on(writer.submit(Arrival {
        form,
        pass: Pass::Invitation(token.hash()),
        sheet,
    }))?;
    Ok(())
}
