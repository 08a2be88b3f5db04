//! Offices and collection points of own places: listed, added, changed, opened and closed; their posters.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Path, Query};
use serde::Deserialize;

use super::access::{Administer, Staff};
use super::turn::Turn;
use crate::form::Text;
use crate::house::{House, HouseError, NotRegistered, PosterOrder};
use crate::place::{Fate, OfficeKind, Unit, UnitId};
use crate::report::poster::Size;
use crate::store::{CollectionPoint, Office};
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::points::{self as pages, KnownOffice, Shown, Typed};
use crate::web::press::{Handed, Press, sheet};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// What the forms of offices and collection points send.
#[derive(Debug, Default, Deserialize)]
pub struct Sent {
    #[serde(default)]
    code: String,
    name: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    form: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    open: String,
}

/// Which paper a poster is printed on.
#[derive(Debug, Deserialize)]
pub struct Paper {
    size: Option<String>,
}

impl Sent {
    fn typed(self) -> Typed {
        Typed {
            code: self.code.trim().to_owned(),
            name: self.name.trim().to_owned(),
            place: self.place.trim().to_owned(),
            office: self.office,
            form: self.form,
            kind: self.kind.parse().ok(),
            open: !self.open.is_empty(),
        }
    }
}

/// `GET /staff/points`
pub async fn list(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| draw_list(house, lang, &staff, &Typed::default(), None))
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/points`
pub async fn add(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    body: Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let typed = body.into_inner().typed();
    let turn = door
        .run(move |house| {
            must_see_office(house, &staff, &typed.office)?;
            let point = CollectionPoint {
                code: typed.code.clone(),
                office: typed.office.clone(),
                form: typed.form.clone(),
                name: typed.name.clone(),
                open: true,
            };
            let kept = house.keep_point(staff.name(), &point, false);
            turn(lang, kept, |why| {
                draw_list(house, lang, &staff, &typed, Some(why))
            })
        })
        .await?;
    Ok(turn.reply(lang))
}

/// `GET /staff/points/{code}`
pub async fn show(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            let point = own_point(house, &staff, &code)?;
            let typed = Typed {
                name: point.name,
                office: point.office,
                form: point.form,
                open: point.open,
                ..Typed::default()
            };
            draw_point(house, lang, &staff, &code, &typed, None)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/points/{code}`
pub async fn change(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    code: Path<String>,
    body: Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let typed = body.into_inner().typed();
    let turn = door
        .run(move |house| {
            own_point(house, &staff, &code)?;
            must_see_office(house, &staff, &typed.office)?;
            let point = CollectionPoint {
                code: code.clone(),
                office: typed.office.clone(),
                form: typed.form.clone(),
                name: typed.name.clone(),
                open: typed.open,
            };
            let kept = house.keep_point(staff.name(), &point, true);
            turn(lang, kept, |why| {
                draw_point(house, lang, &staff, &code, &typed, Some(why))
            })
        })
        .await?;
    Ok(turn.reply(lang))
}

/// `GET /staff/points/{code}/poster`
pub async fn poster(
    staff: Staff<Administer>,
    door: Data<Door>,
    press: Data<Press>,
    code: Path<String>,
    paper: Query<Paper>,
) -> Result<HttpResponse, Problem> {
    let size = match paper.size.as_deref() {
        None | Some("a4") => Size::A4,
        Some("a6") => Size::A6,
        Some(_) => return Err(Problem::not_found()),
    };
    let turn = press.turn().await?;
    let (name, pdf) = door
        .run(move |house| {
            let point = own_point(house, &staff, &code)?;
            let codes = vec![point.code.clone()];
            let pdf = house.posters(&PosterOrder { codes, size })?;
            drop(turn);
            Ok::<_, Problem>((point.code, pdf))
        })
        .await?;
    Ok(sheet(Handed::Opened, &format!("poster-{name}"), pdf))
}

/// `POST /staff/offices`
pub async fn add_office(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    body: Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let typed = body.into_inner().typed();
    let turn = door
        .run(move |house| {
            let kept = keep_office(house, &staff, &typed, &typed.code, None)?;
            turn(lang, kept, |why| {
                draw_list(house, lang, &staff, &typed, Some(why))
            })
        })
        .await?;
    Ok(turn.reply(lang))
}

/// `GET /staff/offices/{code}`
pub async fn show_office(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            let office = must_see_office(house, &staff, &code)?;
            let place = office.place.key();
            let typed = Typed {
                kind: office.kind.parse().ok(),
                name: office.name,
                place: place
                    .split_once(':')
                    .map_or(place, |(_, code)| code)
                    .to_owned(),
                ..Typed::default()
            };
            draw_office(house, lang, &staff, &code, &typed, None)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/offices/{code}`
pub async fn change_office(
    staff: Staff<Administer>,
    lang: Lang,
    door: Data<Door>,
    code: Path<String>,
    body: Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let typed = body.into_inner().typed();
    let turn = door
        .run(move |house| {
            let known = must_see_office(house, &staff, &code)?;
            let kept = keep_office(house, &staff, &typed, &code, Some(known))?;
            turn(lang, kept, |why| {
                draw_office(house, lang, &staff, &code, &typed, Some(why))
            })
        })
        .await?;
    Ok(turn.reply(lang))
}

/// Keeps an office in an own place; 403 for a place of somebody else.
fn keep_office(
    house: &House,
    staff: &Staff<Administer>,
    typed: &Typed,
    code: &str,
    known: Option<Office>,
) -> Result<Result<(), HouseError>, Problem> {
    let home = house.home_of(staff.mandate())?;
    let unit = match house.place_today(&typed.place, &home) {
        Ok(unit) => unit,
        Err(fault) => return Ok(Err(fault)),
    };
    staff.must_see_office(house.atlas, code, &unit.id)?;
    let office = Office {
        code: code.to_owned(),
        name: typed.name.clone(),
        kind: kind_of(house, typed, known.as_ref()),
        place: crate::house::place_path(house.atlas, unit),
    };
    Ok(house.keep_office(staff.name(), &office, known.is_some()))
}

/// The kind that was chosen. Where kinds stand in a file nobody chooses one here; and whatever else the register knows of the
/// office, such as the agency above it, stays where nobody chose.
fn kind_of(house: &House, typed: &Typed, known: Option<&Office>) -> String {
    let known = known.map(|known| known.kind.as_str()).unwrap_or_default();
    match typed.kind {
        Some(kind) if !kinds_in_a_file(house) => kind.as_str().to_owned(),
        None if !kinds_in_a_file(house) && known.parse::<OfficeKind>().is_ok() => String::new(),
        _ => known.to_owned(),
    }
}

fn kinds_in_a_file(house: &House) -> bool {
    house.settings.league.office_kinds.is_some()
}

fn turn(
    lang: Lang,
    kept: Result<(), HouseError>,
    page: impl FnOnce(&str) -> Result<String, Problem>,
) -> Result<Turn, Problem> {
    match kept {
        Ok(()) => Ok(Turn::Go("/staff/points".to_owned())),
        Err(HouseError::NotRegistered(fault)) => {
            let (status, why) = told(lang, &fault);
            Ok(Turn::Stay(status, page(&why)?))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// A refusal in words, and its status.
pub fn told(lang: Lang, fault: &NotRegistered) -> (StatusCode, String) {
    let invalid = StatusCode::UNPROCESSABLE_ENTITY;
    match fault {
        NotRegistered::Code => (invalid, lang.say("points-refused-code")),
        NotRegistered::Taken(code) => {
            let why = lang.say_with("points-refused-taken", &[("code", code)]);
            (StatusCode::CONFLICT, why)
        }
        NotRegistered::Name => (invalid, lang.say("points-refused-name")),
        NotRegistered::NoPlace { asked, near } if near.is_empty() => (
            invalid,
            lang.say_with("points-refused-place", &[("asked", asked)]),
        ),
        NotRegistered::NoPlace { asked, near } => {
            let near = near.join(", ");
            let texts = [("asked", asked.as_str()), ("near", near.as_str())];
            (invalid, lang.say_with("points-refused-near", &texts))
        }
        NotRegistered::Ended { ended, now: None } => (
            invalid,
            lang.say_with("points-refused-ended", &[("ended", ended)]),
        ),
        NotRegistered::Ended {
            ended,
            now: Some(now),
        } => {
            let texts = [("ended", ended.as_str()), ("now", now.as_str())];
            (invalid, lang.say_with("points-refused-merged", &texts))
        }
        NotRegistered::NoOffice(_) | NotRegistered::NoPoint(_) | NotRegistered::NoKey(_) => {
            (invalid, lang.say("points-refused-office"))
        }
        NotRegistered::NoForm(_) => (invalid, lang.say("points-refused-form")),
        NotRegistered::Months => (invalid, lang.say("keys-refused-months")),
        NotRegistered::NoScope => (invalid, lang.say("keys-refused-scope")),
        NotRegistered::Twice => (StatusCode::CONFLICT, lang.say("keys-refused-twice")),
    }
}

/// The collection point with this code, at an own office.
pub(super) fn own_point(
    house: &House,
    staff: &Staff<Administer>,
    code: &str,
) -> Result<CollectionPoint, Problem> {
    let (point, office) = house
        .store
        .collection_point(code)?
        .ok_or_else(Problem::not_found)?;
    must_see(house, staff, &office)?;
    Ok(point)
}

/// The office with this code, an own one.
fn must_see_office(
    house: &House,
    staff: &Staff<Administer>,
    code: &str,
) -> Result<Office, Problem> {
    let office = house.store.office(code)?.ok_or_else(Problem::not_found)?;
    must_see(house, staff, &office)?;
    Ok(office)
}

fn must_see(house: &House, staff: &Staff<Administer>, office: &Office) -> Result<(), Problem> {
    let place = place_of(house, office);
    staff.must_see_office(house.atlas, &office.code, &place)
}

/// Where an office stands; the nation when nobody knows its place any more.
fn place_of(house: &House, office: &Office) -> UnitId {
    let place = office.place.key().parse();
    place.unwrap_or_else(|_| house.atlas.nation().id)
}

/// Offices of own places.
fn offices(house: &House, staff: &Staff<Administer>) -> Result<Vec<KnownOffice>, Problem> {
    let today = house.clock.today();
    let title = |unit: &Unit| {
        let on = unit.valid_to.unwrap_or(today);
        Text::new(unit.title(on, "vi"), unit.title(on, "en"))
    };
    let known = house.store.offices()?.into_iter().filter_map(|office| {
        let place = place_of(house, &office);
        let own = staff
            .mandate()
            .may_see_office(house.atlas, &office.code, &place);
        own.then(|| KnownOffice {
            place: house
                .atlas
                .unit(&place)
                .map_or_else(|| Text::new(office.place.key(), ""), title),
            merged: match house.atlas.fate(&place) {
                Fate::Whole(heir) => Some(title(heir)),
                _ => None,
            },
            office,
        })
    });
    Ok(known.collect())
}

fn forms(house: &House) -> Vec<(String, Text)> {
    let forms = house.catalogue.iter();
    let mut forms: Vec<_> = forms
        .map(|form| (form.id.clone(), form.title.clone()))
        .collect();
    forms.dedup_by(|a, b| a.0 == b.0);
    forms
}

/// Draws a page with what all three have in common.
fn with_shown(
    house: &House,
    staff: &Staff<Administer>,
    (typed, refusal): (&Typed, Option<&str>),
    draw: impl FnOnce(&Shown<'_>) -> Result<String, Problem>,
) -> Result<String, Problem> {
    let (offices, forms) = (offices(house, staff)?, forms(house));
    draw(&Shown {
        offices: &offices,
        forms: &forms,
        typed,
        refusal,
        session: &staff.session,
        simulated: house.simulated,
        kinds_in_a_file: kinds_in_a_file(house),
    })
}

fn draw_list(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    typed: &Typed,
    refusal: Option<&str>,
) -> Result<String, Problem> {
    let all = house.store.collection_points()?;
    with_shown(house, staff, (typed, refusal), |shown| {
        let own = |point: &CollectionPoint| {
            let mut offices = shown.offices.iter();
            offices.any(|known| known.office.code == point.office)
        };
        let points: Vec<_> = all.into_iter().filter(own).collect();
        Ok(pages::points(lang, &points, shown))
    })
}

fn draw_point(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    code: &str,
    typed: &Typed,
    refusal: Option<&str>,
) -> Result<String, Problem> {
    with_shown(house, staff, (typed, refusal), |shown| {
        Ok(pages::point(lang, code, shown))
    })
}

fn draw_office(
    house: &House,
    lang: Lang,
    staff: &Staff<Administer>,
    code: &str,
    typed: &Typed,
    refusal: Option<&str>,
) -> Result<String, Problem> {
    with_shown(house, staff, (typed, refusal), |shown| {
        let mut offices = shown.offices.iter();
        let known = offices.find(|known| known.office.code == code);
        let known = known.ok_or_else(Problem::not_found)?;
        Ok(pages::office(lang, known, shown))
    })
}
