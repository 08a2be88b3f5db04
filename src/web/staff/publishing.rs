//! Publishing by two persons: the list, one publication, and the three clicks that change it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Path};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;

use super::access::{Publish, Staff};
use super::turn::Turn;
use crate::form::Text;
use crate::house::{House, HouseError, NewDraft, NotReleased, Publishable, vietnam};
use crate::period::Period;
use crate::store::{Publication, PublicationState};
use crate::web::Door;
use crate::web::pages::send_private;
use crate::web::pages::staff::publishing::{self as pages, Sheet, Shelf, Typed};
use crate::web::problem::Problem;
use crate::web::words::Lang;

/// Longest reason of a correction, in characters.
const REASON: usize = 600;
/// How many publications the list shows.
const LISTED: usize = 100;

/// What the form of a new draft sends.
#[derive(Debug, Deserialize)]
pub struct Draft {
    what: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    reason_en: String,
}

/// What whoever checks sends: the hash of the figures that were on the page.
#[derive(Debug, Deserialize)]
pub struct Check {
    figures: String,
    #[serde(default)]
    looked: String,
}

/// `GET /staff/publishing`
pub async fn list(
    staff: Staff<Publish>,
    lang: Lang,
    door: Data<Door>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            draw_list(house, lang, &staff, &Typed::default(), None)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/publishing`
pub async fn draft(
    staff: Staff<Publish>,
    lang: Lang,
    door: Data<Door>,
    body: Form<Draft>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let turn = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            take_draft(house, lang, &staff, body)
        })
        .await?;
    Ok(turn.reply(lang))
}

/// `GET /staff/publishing/{id}`
pub async fn show(
    staff: Staff<Publish>,
    lang: Lang,
    door: Data<Door>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let html = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            draw_sheet(house, lang, &staff, &id, None)
        })
        .await?;
    Ok(send_private(StatusCode::OK, lang, html))
}

/// `POST /staff/publishing/{id}/check`
pub async fn check(
    staff: Staff<Publish>,
    lang: Lang,
    door: Data<Door>,
    id: Path<String>,
    body: Form<Check>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let turn = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            if body.looked.is_empty() {
                let why = lang.say("publishing-refused-looked");
                let html = draw_sheet(house, lang, &staff, &id, Some(&why))?;
                return Ok(Turn::Stay(StatusCode::UNPROCESSABLE_ENTITY, html));
            }
            // A hash that cannot be read is not one that was on the page.
            let checked = match body.figures.parse() {
                Ok(seen) => house.check(staff.name(), &id, seen).map(drop),
                Err(_) => Err(NotReleased::Moved.into()),
            };
            decided(house, lang, &staff, &id, checked, PublicationState::Checked)
        })
        .await?;
    Ok(turn.reply(lang))
}

/// `POST /staff/publishing/{id}/withdraw`
pub async fn withdraw(
    staff: Staff<Publish>,
    lang: Lang,
    door: Data<Door>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let turn = door
        .run(move |house| {
            staff.must_be_national(house.atlas)?;
            let withdrawn = house.withdraw(staff.name(), &id);
            decided(
                house,
                lang,
                &staff,
                &id,
                withdrawn,
                PublicationState::Withdrawn,
            )
        })
        .await?;
    Ok(turn.reply(lang))
}

fn address(id: &str) -> String {
    format!("/staff/publishing/{id}")
}

fn take_draft(
    house: &House,
    lang: Lang,
    staff: &Staff<Publish>,
    body: Draft,
) -> Result<Turn, Problem> {
    let typed = Typed {
        what: body.what,
        day: body.day,
        time: body.time,
        reason: body.reason.chars().take(REASON).collect(),
        reason_en: body.reason_en.chars().take(REASON).collect(),
    };
    let drafted = match read_draft(&typed) {
        Ok(new) => {
            let (form, version, period) = (new.form.clone(), new.version, new.period);
            let own = |kept: &Publication| {
                kept.state == PublicationState::Draft
                    && kept.drafted_by == staff.name()
                    && (kept.form.id == form && kept.form.version == version)
                    && kept.period == period
            };
            match house.draft(staff.name(), new) {
                // The second half of a double click.
                Err(HouseError::NotReleased(fault @ NotReleased::Drafted(_))) => {
                    let mut kept = house.store.publications()?.into_iter();
                    kept.find(own).ok_or(Refused::Release(fault))
                }
                Err(HouseError::NotReleased(fault)) => Err(Refused::Release(fault)),
                Err(HouseError::UnknownForm(_)) => Err(Refused::Choice),
                Err(fault) => return Err(fault.into()),
                Ok(kept) => Ok(kept),
            }
        }
        Err(refused) => Err(refused),
    };
    Ok(match drafted {
        Ok(kept) => Turn::Go(address(&kept.id)),
        Err(refused) => {
            let (status, why) = refused.told(lang);
            let html = draw_list(house, lang, staff, &typed, Some(&why))?;
            Turn::Stay(status, html)
        }
    })
}

/// Why a form was not taken.
enum Refused {
    /// A choice that no page offers now.
    Choice,
    /// The house refused.
    Release(NotReleased),
}

impl Refused {
    fn told(&self, lang: Lang) -> (StatusCode, String) {
        match self {
            Self::Choice => {
                let why = lang.say("publishing-refused-choice");
                (StatusCode::UNPROCESSABLE_ENTITY, why)
            }
            Self::Release(fault) => told(lang, fault),
        }
    }
}

fn read_draft(typed: &Typed) -> Result<NewDraft, Refused> {
    let (form, version, period) = read_choice(&typed.what).ok_or(Refused::Choice)?;
    let opens = match (typed.day.trim(), typed.time.trim()) {
        ("", "") => None,
        (day, time) => {
            let moment = read_moment(day, time);
            Some(moment.ok_or(Refused::Release(NotReleased::Embargo))?)
        }
    };
    let (vi, en) = (typed.reason.trim(), typed.reason_en.trim());
    Ok(NewDraft {
        form,
        version,
        period,
        opens,
        reason: (!vi.is_empty()).then(|| Text::new(vi, en)),
    })
}

/// A day and a minute as browsers send them, and as people type them where a browser knows no such field.
fn read_moment(day: &str, time: &str) -> Option<DateTime<Utc>> {
    let day = ["%Y-%m-%d", "%d/%m/%Y"]
        .into_iter()
        .find_map(|format| NaiveDate::parse_from_str(day, format).ok())?;
    let time = ["%H:%M", "%H:%M:%S"]
        .into_iter()
        .find_map(|format| NaiveTime::parse_from_str(time, format).ok())?;
    vietnam(day, time)
}

/// A choice as the form sends it: `onestop-short@1@2026-Q3`.
fn choice(own: &Publishable) -> String {
    format!("{}@{}@{}", own.form.id, own.form.version, own.period)
}

fn read_choice(text: &str) -> Option<(String, u32, Period)> {
    let mut parts = text.rsplitn(3, '@');
    let (period, version, form) = (parts.next()?, parts.next()?, parts.next()?);
    Some((form.to_owned(), version.parse().ok()?, period.parse().ok()?))
}

/// The page after a decision: the publication as it stands now, with what refused it if anything did.
fn decided(
    house: &House,
    lang: Lang,
    staff: &Staff<Publish>,
    id: &str,
    done: Result<(), HouseError>,
    wanted: PublicationState,
) -> Result<Turn, Problem> {
    let fault = match done {
        Ok(()) => return Ok(Turn::Go(address(id))),
        Err(HouseError::NotReleased(fault @ NotReleased::NoPublication(_))) => {
            return Err(HouseError::from(fault).into());
        }
        Err(HouseError::NotReleased(fault)) => fault,
        Err(fault) => return Err(fault.into()),
    };
    if fault == NotReleased::Decided {
        let now = house.publication(id)?;
        let by_reader = now
            .decided
            .as_ref()
            .is_some_and(|(by, _)| by == staff.name());
        // The second half of a double click.
        if now.state == wanted && by_reader {
            return Ok(Turn::Go(address(id)));
        }
    }
    let (status, why) = told(lang, &fault);
    let html = draw_sheet(house, lang, staff, id, Some(&why))?;
    Ok(Turn::Stay(status, html))
}

/// A refusal in words, and its status.
fn told(lang: Lang, fault: &NotReleased) -> (StatusCode, String) {
    let of = |key: &str, period: &Period| {
        let period = lang.period(*period);
        lang.say_with(key, &[("period", &period)])
    };
    match fault {
        NotReleased::Open { period, from } => {
            let (period, from) = (lang.period(*period), lang.date(*from));
            let texts = [("period", period.as_str()), ("from", from.as_str())];
            let why = lang.say_with("publishing-refused-open", &texts);
            (StatusCode::CONFLICT, why)
        }
        NotReleased::Empty(period) => {
            (StatusCode::CONFLICT, of("publishing-refused-empty", period))
        }
        NotReleased::Drafted(period) => (
            StatusCode::CONFLICT,
            of("publishing-refused-drafted", period),
        ),
        NotReleased::NoReason(period) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            of("publishing-refused-no-reason", period),
        ),
        NotReleased::NothingToCorrect(period) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            of("publishing-refused-nothing", period),
        ),
        NotReleased::Embargo => (
            StatusCode::UNPROCESSABLE_ENTITY,
            lang.say("publishing-refused-embargo"),
        ),
        NotReleased::OwnDraft => (StatusCode::FORBIDDEN, lang.say("publishing-refused-own")),
        NotReleased::HandedOver(handed) => {
            (StatusCode::FORBIDDEN, pages::handed_over(lang, handed))
        }
        NotReleased::Decided => (StatusCode::CONFLICT, lang.say("publishing-refused-decided")),
        NotReleased::Moved => (StatusCode::CONFLICT, lang.say("publishing-refused-moved")),
        NotReleased::Rotating => (
            StatusCode::CONFLICT,
            lang.say("publishing-refused-rotating"),
        ),
        other => {
            let why = other.to_string();
            let why = lang.say_with("publishing-refused-other", &[("why", &why)]);
            (StatusCode::CONFLICT, why)
        }
    }
}

fn draw_list(
    house: &House,
    lang: Lang,
    staff: &Staff<Publish>,
    typed: &Typed,
    refusal: Option<&str>,
) -> Result<String, Problem> {
    let kept = house.store.publications()?.into_iter().take(LISTED);
    let publications: Vec<_> = kept
        .map(|own| {
            let title = title(house, &own);
            (own, title)
        })
        .collect();
    let choices = house.publishable()?.into_iter();
    let choices: Vec<_> = choices.map(|own| (choice(&own), own)).collect();
    Ok(pages::shelf(
        lang,
        &Shelf {
            publications: &publications,
            choices: &choices,
            typed,
            refusal,
            session: &staff.session,
            now: house.clock.now(),
            simulated: house.simulated,
        },
    ))
}

fn draw_sheet(
    house: &House,
    lang: Lang,
    staff: &Staff<Publish>,
    id: &str,
    refusal: Option<&str>,
) -> Result<String, Problem> {
    let own = house.publication(id)?;
    let title = title(house, &own);
    let preview = match own.state {
        PublicationState::Draft => match house.preview(&own) {
            Ok(preview) => Some(Ok(preview)),
            Err(HouseError::NotReleased(fault)) => Some(Err(told(lang, &fault).1)),
            Err(fault) => return Err(fault.into()),
        },
        PublicationState::Checked | PublicationState::Withdrawn => None,
    };
    let handed = house.handed_over(staff.name())?;
    let preview = preview
        .as_ref()
        .map(|told| told.as_ref().map_err(String::as_str));
    Ok(pages::sheet(
        lang,
        &Sheet {
            publication: &own,
            title: &title,
            preview,
            refusal,
            session: &staff.session,
            handed_over: handed.as_ref(),
            now: house.clock.now(),
            simulated: house.simulated,
        },
    ))
}

fn title(house: &House, own: &Publication) -> Text {
    let form = house.catalogue.get(&own.form.id, Some(own.form.version));
    form.map_or_else(
        || Text::new(&own.form.id, &own.form.id),
        |form| form.title.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_vietnam_as_browsers_and_people_write_it() {
        let nine = "2026-11-25T02:00:00Z".parse().ok();
        for (day, time) in [
            ("2026-11-25", "09:00"),
            ("25/11/2026", "09:00"),
            ("2026-11-25", "09:00:00"),
        ] {
            assert_eq!(read_moment(day, time), nine, "{day} {time}");
        }
        for (day, time) in [
            ("2026-11-25", ""),
            ("", "09:00"),
            ("2026-02-30", "09:00"),
            ("x", "25:00"),
        ] {
            assert_eq!(read_moment(day, time), None, "{day} {time}");
        }
    }

    #[test]
    fn a_choice_reads_back_and_anything_else_is_none() {
        let found = read_choice("onestop-short@1@2026-Q3");
        assert_eq!(
            found,
            Some(("onestop-short".into(), 1, "2026-Q3".parse().unwrap()))
        );
        for text in ["", "@", "a@b@c", "a@1@2026-Q9", "a@1"] {
            assert_eq!(read_choice(text), None, "{text}");
        }
    }
}
