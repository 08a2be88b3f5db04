//! Slips with codes of a collection point (phiếu mã): printed once into a PDF, and counted when they have been handed out.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Path};
use serde::Deserialize;

use super::access::{Administer, Staff};
use super::points::own_point;
use super::turn::Turn;
use crate::form::Instrument;
use crate::house::{House, MOST_SLIPS};
use crate::store::{CollectionPoint, PrintedSlips};
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::slips::{self as page, Pile, Refused, Slips, Typed};
use crate::web::press::{Handed, Press, sheet};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// How many slips are wanted, as typed.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    count: String,
}

/// How many slips of a pile people drew, as typed.
#[derive(Deserialize)]
pub struct HandedOut {
    #[serde(default)]
    pile: String,
    #[serde(default)]
    handed_out: String,
}

/// What printing comes to.
enum Print {
    Pdf(String, Vec<u8>),
    Stay(String),
}

/// `GET /staff/points/{code}/slips`
pub async fn show(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            let point = own_point(house, &staff, &code)?;
            draw(house, lang, &staff, &point, Typed::default())
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/points/{code}/slips`: the PDF, which is the only place where the codes stand.
pub async fn print(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    press: Data<Press>,
    code: Path<String>,
    body: Form<Wanted>,
) -> Result<HttpResponse, Problem> {
    let typed = body.into_inner().count;
    let turn = press.turn().await?;
    let print = door
        .run(move |house| {
            let point = own_point(house, &staff, &code)?;
            let count = number(&typed).and_then(|count| usize::try_from(count).ok());
            let Some(count) = count.filter(|count| (1..=MOST_SLIPS).contains(count)) else {
                let typed = Typed::count(typed).because(Refused::Count);
                let html = draw(house, lang, &staff, &point, typed)?;
                return Ok(Print::Stay(html));
            };
            let form = form_of(house, &point);
            let pile = house.draw_slips(staff.name(), &point.office, Some(form), count)?;
            let pdf = house.slip_sheet(&pile)?;
            drop(turn);
            Ok::<_, Problem>(Print::Pdf(point.code, pdf))
        })
        .await?;
    match print {
        Print::Stay(html) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(send_private(status, lang, html))
        }
        Print::Pdf(name, pdf) => Ok(sheet(Handed::Saved, &format!("slips-{name}"), pdf)),
    }
}

/// `POST /staff/points/{code}/slips/handed-out`
pub async fn note_handed_out(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    code: Path<String>,
    body: Form<HandedOut>,
) -> Result<HttpResponse, Problem> {
    let HandedOut { pile, handed_out } = body.into_inner();
    let turn = door
        .run(move |house| {
            let point = own_point(house, &staff, &code)?;
            let piles = house.slip_piles(&point.office, form_of(house, &point))?;
            let own = piles.iter().find(|own| name_of(own) == pile);
            let own = own.ok_or_else(Problem::not_found)?;
            let Some(count) = number(&handed_out).filter(|count| *count <= own.made) else {
                let typed = Typed::handed_out(pile, handed_out).because(Refused::HandedOut);
                let html = draw(house, lang, &staff, &point, typed)?;
                return Ok(Turn::Stay(StatusCode::UNPROCESSABLE_ENTITY, html));
            };
            house.hand_out_slips(staff.name(), own, count)?;
            Ok::<_, Problem>(Turn::Go(format!("/staff/points/{}/slips", point.code)))
        })
        .await?;
    Ok(turn.reply(lang))
}

/// The form that the slips of a point are for: its own, or that of invitations where its own is a single question on a
/// portal.
fn form_of<'a>(house: &'a House, point: &'a CollectionPoint) -> &'a str {
    let own = house.catalogue.get(&point.form, None);
    match own {
        Some(form) if form.instrument != Instrument::Widget => &point.form,
        _ => &house.settings.invitation.form,
    }
}

/// A number as people type it: with spaces around it, or dots between thousands.
fn number(typed: &str) -> Option<u64> {
    let digits: String = typed
        .chars()
        .filter(|own| !" .\u{a0}".contains(*own))
        .collect();
    digits.parse().ok()
}

/// What tells a pile from the others of an office.
fn name_of(pile: &PrintedSlips) -> String {
    format!("{}.{}", pile.month, pile.cell.id().0)
}

fn draw(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    point: &CollectionPoint,
    typed: Typed,
) -> Result<String, Problem> {
    let piles = house.slip_piles(&point.office, form_of(house, point))?;
    let piles = piles.iter().map(|pile| Pile {
        name: name_of(pile),
        month: pile.month,
        made: pile.made,
        handed_out: pile.handed_out,
    });
    Ok(page::draw(
        lang,
        &Slips {
            point,
            piles: &piles.collect::<Vec<_>>(),
            expire_on: house.slips_expire_on(),
            most: MOST_SLIPS,
            typed: &typed,
            session: &staff.session,
            simulated: house.simulated,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_number_is_read_as_people_type_it_and_nothing_else_is_one() {
        for (typed, read) in [("50", 50), (" 50 ", 50), ("1.000", 1_000), ("1 000", 1_000)] {
            assert_eq!(number(typed), Some(read), "{typed}");
        }
        for typed in ["", "-1", "1,5", "năm", "99999999999999999999"] {
            assert_eq!(number(typed), None, "{typed}");
        }
    }
}
