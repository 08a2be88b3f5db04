//! The citizen's side: the questionnaire behind a one-time link (`/k/…`) or a collection point (`/o/…`), step by step.
//!
//! Opening a link never uses it: messengers and mail scanners open links ahead of people. Turning a page keeps nothing:
//! the answers so far travel with the page, so a restart or a slow hour loses none of them.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Form as Body, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::ballots::{self, Admission};
use super::counter::Counter;
use super::sent::{Go, Sent};
use crate::ballot::FormRef;
use crate::form::{AnswerFault, AnswerSheet, Form};
use crate::store::InvitationState;
use crate::web::assets;
use crate::web::guard::Guard;
use crate::web::headers;
use crate::web::pages::citizens::questionnaire::Questionnaire;
use crate::web::pages::citizens::shelf::Opened;
use crate::web::pages::citizens::thanks;
use crate::web::pages::{Fill, send};
use crate::web::problem::{Kind, Problem, lang_of};
use crate::web::words::Lang;

/// `GET /k/{token}`
pub async fn show_invited(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    let ticket = guard.counting_misses(ballots::ticket(&guard, &counter, &token).await)?;
    let invitee = guard.counting_misses(ballots::invitee(&counter, ticket).await)?;
    let lang = lang_of(request.query_string(), request.headers());
    if invitee.state == InvitationState::Used {
        return Ok(thank(&request, &counter, lang));
    }
    let form = ballots::form(
        &counter.house,
        &invitee.cell.form.id,
        invitee.cell.form.version,
    )?;
    let fill = Fill {
        office: &invitee.office,
        submission: "",
    };
    let page = counter.shelf.take(form, lang, Opened::Link);
    Ok(opened(page.reply(&request, fill)))
}

/// `POST /k/{token}`
pub async fn take_invited(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    token: Path<String>,
    body: Body<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let ticket = guard.counting_misses(ballots::ticket(&guard, &counter, &token).await)?;
    let sent = Sent::read(body.into_inner())?;
    let form = ballots::form(&counter.house, &sent.form, sent.version)?;
    let visit = Visit {
        request: &request,
        counter: &counter,
        form,
        lang: lang_of(request.query_string(), request.headers()),
        opened: Opened::Link,
        sent: &sent,
    };
    if let Some(step) = visit.turned() {
        // A page may be turned while the database is away; only what is known to be over is not.
        return match guard.counting_misses(ballots::invitee(&counter, ticket).await) {
            Ok(invitee) if invitee.state == InvitationState::Used => Ok(visit.thank()),
            Ok(invitee) if invitee.cell.form != visit.handed_out() => Err(Problem::form_version()),
            Ok(invitee) => Ok(visit.show(&step, &invitee.office)),
            Err(problem) if problem.kind == Kind::Unavailable => Ok(visit.show(&step, "")),
            Err(problem) => Err(problem),
        };
    }
    let office = || async {
        ballots::invitee(&counter, ticket)
            .await
            .map_or_else(|_| String::new(), |invitee| invitee.office.to_string())
    };
    visit.take(&guard, ticket.hash.into(), office).await
}

/// `GET /o/{point}`: the id of the sheet is drawn with the page, so that sending it twice counts once.
pub async fn show_walk_in(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    point: Path<String>,
) -> Result<HttpResponse, Problem> {
    let found = ballots::point(&counter, &point).await;
    let (point, form) = guard.counting_misses(found)?;
    let lang = lang_of(request.query_string(), request.headers());
    let submission = uuid::Uuid::new_v4().to_string();
    let fill = Fill {
        office: &point.0.name,
        submission: &submission,
    };
    let page = counter.shelf.take(&form, lang, Opened::WalkIn);
    Ok(turned(opened(page.reply(&request, fill))))
}

/// `POST /o/{point}`
pub async fn take_walk_in(
    guard: Guard,
    request: HttpRequest,
    counter: Data<Counter>,
    point: Path<String>,
    body: Body<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let sent = Sent::read(body.into_inner())?;
    let form = ballots::form(&counter.house, &sent.form, sent.version)?;
    let visit = Visit {
        request: &request,
        counter: &counter,
        form,
        lang: lang_of(request.query_string(), request.headers()),
        opened: Opened::WalkIn,
        sent: &sent,
    };
    if let Some(step) = visit.turned() {
        return match guard.counting_misses(ballots::point(&counter, &point).await) {
            Ok((point, _)) if point.0.form != form.id => Err(Problem::form_version()),
            Ok((point, _)) => Ok(visit.show(&step, &point.0.name)),
            Err(problem) if problem.kind == Kind::Unavailable => Ok(visit.show(&step, "")),
            Err(problem) => Err(problem),
        };
    }
    let handed_out = visit.handed_out();
    let admission = ballots::walk_in(&counter, &point, &sent.submission, &handed_out).await;
    let admission = guard.counting_misses(admission)?;
    let name = || async {
        ballots::point(&counter, &point)
            .await
            .map_or_else(|_| String::new(), |(point, _)| point.0.name.clone())
    };
    visit.take(&guard, admission, name).await
}

/// `GET /f/{form}/{version}`: all steps of a form, of no office and for nobody, so that everybody may keep them.
pub async fn show_whole(
    request: HttpRequest,
    counter: Data<Counter>,
    form: Path<(String, u32)>,
) -> Result<HttpResponse, Problem> {
    let (id, version) = form.into_inner();
    let form = counter.house.catalogue.get(&id, Some(version));
    let form = form.ok_or_else(Problem::not_found)?;
    let lang = lang_of(request.query_string(), request.headers());
    let page = counter.shelf.take(form, lang, Opened::Whole);
    let mut reply = page.reply(&request, Fill::default());
    let published = HeaderValue::from_static(headers::PUBLISHED);
    reply.headers_mut().insert(header::CACHE_CONTROL, published);
    Ok(reply)
}

/// The first page, whose policy lets the style sheet in that it brings along.
fn opened(mut reply: HttpResponse) -> HttpResponse {
    static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
        HeaderValue::from_str(&headers::with_style(&assets::citizens_source())).ok()
    });
    if let Some(policy) = &*POLICY {
        let name = header::CONTENT_SECURITY_POLICY;
        reply.headers_mut().insert(name, policy.clone());
    }
    reply
}

/// A page on the way, which the browser's own back may show again.
fn turned(mut reply: HttpResponse) -> HttpResponse {
    let turned = HeaderValue::from_static(headers::TURNED);
    reply.headers_mut().insert(header::CACHE_CONTROL, turned);
    reply
}

fn thank(request: &HttpRequest, counter: &Counter, lang: Lang) -> HttpResponse {
    thanks::print(lang, counter.house.simulated).reply(request, Fill::default())
}

/// The next page of somebody who has not sent the sheet yet.
struct Turned {
    step: usize,
    faults: Vec<AnswerFault>,
}

/// A page that was sent, and what it belongs to.
struct Visit<'a> {
    request: &'a HttpRequest,
    counter: &'a Counter,
    form: &'a Form,
    lang: Lang,
    opened: Opened,
    sent: &'a Sent,
}

impl Visit<'_> {
    /// The form that the page says it is.
    fn handed_out(&self) -> FormRef {
        FormRef::new(self.form.id.clone(), self.form.version)
    }

    /// Which page comes next; `None` when the sheet is to be sent.
    fn turned(&self) -> Option<Turned> {
        let (step, go) = self.sent.turn(self.form)?;
        let asking = self.form.asking(&self.sent.answers);
        let shown = self.form.shown_steps(&asking);
        let after = shown.iter().copied().find(|&other| other > step);
        let before = shown.iter().copied().rfind(|&other| other < step);
        let to = |step| {
            Some(Turned {
                step,
                faults: Vec::new(),
            })
        };
        match (go, after) {
            (Go::Stay, _) => to(step),
            (Go::Back, _) => to(before.unwrap_or(0)),
            // What is sent from a page that an answer has just made another one's forerunner goes there first.
            (Go::Next, _) | (Go::Send, Some(_)) => {
                let faults = self.faults_on(step);
                let next = after.unwrap_or(step);
                Some(Turned {
                    step: if faults.is_empty() { next } else { step },
                    faults,
                })
            }
            (Go::Send, None) => None,
        }
    }

    /// The step from which the sheet is sent.
    fn last_step(&self) -> usize {
        let asking = self.form.asking(&self.sent.answers);
        self.form.shown_steps(&asking).pop().unwrap_or_default()
    }

    /// What is to be mended on a step.
    fn faults_on(&self, step: usize) -> Vec<AnswerFault> {
        let faults = AnswerSheet::parse(self.form, &self.sent.answers).err();
        let mut faults = faults.unwrap_or_default();
        faults.retain(|fault| self.step_of(fault) == Some(step));
        faults
    }

    /// The step a fault belongs to.
    fn step_of(&self, fault: &AnswerFault) -> Option<usize> {
        let number = self.form.number_of(&fault.code);
        let comment = self.form.comment.as_ref();
        let comment = comment.is_some_and(|comment| comment.code == fault.code);
        self.form.steps.iter().position(|step| {
            number.is_some_and(|number| step.questions.contains(&number))
                || (comment && step.comment)
        })
    }

    fn step(&self, step: usize, office: &str) -> Questionnaire {
        let shelf = &self.counter.shelf;
        shelf
            .step(self.form, self.lang, self.opened, step, &self.sent.answers)
            .for_visit(office, &self.sent.submission)
    }

    fn show(&self, turned: &Turned, office: &str) -> HttpResponse {
        let page = self.step(turned.step, office);
        if turned.faults.is_empty() {
            self.send(StatusCode::OK, &page)
        } else {
            let page = page.mending(self.form, &turned.faults);
            self.send(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }

    fn send(&self, status: StatusCode, page: &Questionnaire) -> HttpResponse {
        turned(send(self.request, status, self.lang, page.draw()))
    }

    fn thank(&self) -> HttpResponse {
        thank(self.request, self.counter, self.lang)
    }

    /// Takes a sheet, or shows the page at fault again with every answer kept.
    async fn take<F: Future<Output = String>>(
        &self,
        guard: &Guard,
        admission: Admission<'_>,
        office: impl FnOnce() -> F,
    ) -> Result<HttpResponse, Problem> {
        let here = self
            .sent
            .turn(self.form)
            .map_or_else(|| self.last_step(), |(step, _)| step);
        let sheet = match AnswerSheet::parse(self.form, &self.sent.answers) {
            Ok(sheet) => ballots::filled(&sheet),
            Err(faults) => {
                let step = faults.iter().find_map(|fault| self.step_of(fault));
                let step = step.unwrap_or(here);
                let elsewhere =
                    |fault: &AnswerFault| self.step_of(fault).is_some_and(|s| s != step);
                let (_, faults): (Vec<_>, Vec<_>) = faults.into_iter().partition(elsewhere);
                return Ok(self.show(&Turned { step, faults }, &office().await));
            }
        };
        match ballots::record(self.counter, self.form, admission, sheet).await {
            Ok(_) => Ok(self.thank()),
            Err(problem) if problem.kind == Kind::Unavailable => {
                let page = self.step(here, &office().await).not_taken();
                let mut reply = self.send(StatusCode::SERVICE_UNAVAILABLE, &page);
                let later = HeaderValue::from_static("10");
                reply.headers_mut().insert(header::RETRY_AFTER, later);
                Ok(reply)
            }
            Err(problem) => guard.counting_misses(Err(problem)),
        }
    }
}
