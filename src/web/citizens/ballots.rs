//! How a filled-in sheet is taken: checked against its form, handed to the writer, acknowledged after the commit.

use std::sync::Arc;
use std::time::Duration;

use super::counter::Counter;
use super::day_limit::Room;
use crate::ballot::{
    Cell, Channel, FilledSheet, FormRef, SlipCode, SubmissionHash, Token, TokenHash,
};
use crate::clock::days_after;
use crate::form::{AnswerSheet, Answers, Form, Instrument, Text};
use crate::house::House;
use crate::period::Period;
use crate::store::{
    Arrival, CollectionPoint, InvitationState, Invitee, Office, Outcome, Pass, Unanswered,
};
use crate::web::guard::Guard;
use crate::web::problem::{FieldFault, Problem};

/// How long a visitor waits for the database.
const PATIENCE: Duration = Duration::from_secs(10);

/// The form a sheet names; it must be the very version that was handed out.
pub fn form<'a>(house: &'a House, id: &str, version: u32) -> Result<&'a Arc<Form>, Problem> {
    house
        .catalogue
        .get(id, Some(version))
        .ok_or_else(Problem::form_version)
}

/// What a link or a slip lets in by: its hash, and the month that says how long it works.
#[derive(Debug, Clone, Copy)]
pub struct Ticket {
    /// The invitation.
    pub hash: TokenHash,
    /// The month of its key.
    pub month: Period,
}

/// The ticket of a link's thirty characters or a slip's ten, or a problem that says what to do. Codes of slips are short
/// enough to be guessed at, so wrong ones are counted and soon refused.
pub async fn ticket(guard: &Guard, counter: &Counter, text: &str) -> Result<Ticket, Problem> {
    if let Ok(code) = text.parse::<SlipCode>() {
        return slip(guard, counter, code).await?.ok_or_else(unknown_slip);
    }
    let token = token(text)?;
    Ok(Ticket {
        hash: token.hash(),
        month: token.month(),
    })
}

/// The ticket of a slip's code, if there is such a slip.
pub async fn slip(
    guard: &Guard,
    counter: &Counter,
    code: SlipCode,
) -> Result<Option<Ticket>, Problem> {
    guard.may_guess()?;
    let known = counter.door.run(move |house| house.find_slip(code)).await?;
    if known.is_some() {
        guard.guessed_right();
    }
    Ok(known.map(|slip| Ticket {
        hash: slip.hash,
        month: slip.month,
    }))
}

fn unknown_slip() -> Problem {
    Problem::unknown_link().because(Text::new(
        "Không có phiếu nào mang mã này. Xin xem lại từng chữ trên phiếu rồi gõ lại; phiếu quá hạn ghi trên đó thì không dùng được nữa.",
        "No slip has this code. Please compare it with the slip letter by letter and type it again; after the day printed on it, a slip no longer works.",
    ))
}

/// The token of a link, or a problem that says whether it was mistyped.
fn token(text: &str) -> Result<Token, Problem> {
    text.parse().map_err(|fault: crate::ballot::TokenFault| {
        tracing::trace!("a link could not be read");
        Problem::unknown_link().because(match fault {
            crate::ballot::TokenFault::Mistyped => Text::new(
                "Đường dẫn bị gõ sai hoặc thiếu ký tự. Xin mở lại từ tin nhắn, hoặc quét lại mã QR.",
                "The link is mistyped or cut short. Please open it again from the message, or scan the QR code again.",
            ),
            crate::ballot::TokenFault::Malformed => Text::new(
                "Đây không phải đường dẫn khảo sát. Xin mở lại từ tin nhắn, hoặc quét lại mã QR.",
                "This is not a survey link. Please open it again from the message, or scan the QR code again.",
            ),
        })
    })
}

/// A collection point that is open, with its office, and its form.
pub async fn point(
    counter: &Counter,
    code: &str,
) -> Result<(Arc<(CollectionPoint, Office)>, Arc<Form>), Problem> {
    let point = patiently(counter.lookup.point(code)).await?;
    let point = point.ok_or_else(Problem::unknown_point)?;
    if !point.0.open {
        return Err(Problem::form_closed());
    }
    let form = counter.house.catalogue.get(&point.0.form, None);
    let form = form.cloned().ok_or_else(Problem::form_closed)?;
    Ok((point, form))
}

/// What a one-time link stands for, as long as it may be opened.
pub async fn invitee(counter: &Counter, ticket: Ticket) -> Result<Invitee, Problem> {
    let invitee = patiently(counter.lookup.invitee(ticket.hash)).await?;
    let invitee = invitee.ok_or_else(Problem::unknown_link)?;
    let house = &counter.house;
    let valid_days = house.settings.invitation.valid_days;
    let last = days_after(ticket.month.last_day(), valid_days);
    let over = last < house.clock.today() && invitee.state != InvitationState::Used;
    if invitee.state == InvitationState::Revoked || over {
        return Err(Problem::expired_link());
    }
    Ok(invitee)
}

/// An answer of the database, or the advice to come back when it takes too long.
async fn patiently<T>(answer: impl Future<Output = Result<T, Unanswered>>) -> Result<T, Problem> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(Unanswered)) | Err(_) => Err(Problem::unavailable()),
    }
}

/// What lets a sheet in, and the room that its collection point has for it today.
#[derive(Debug)]
pub struct Admission<'a> {
    /// Link, slip or collection point.
    pub pass: Pass,
    /// `None` for who was invited, and for a sheet that was recorded before.
    room: Option<Room<'a>>,
}

impl From<TokenHash> for Admission<'_> {
    /// Who was invited is always let in.
    fn from(invitation: TokenHash) -> Self {
        Self {
            pass: Pass::Invitation(invitation),
            room: None,
        }
    }
}

impl Admission<'_> {
    /// The sheet is in the box.
    pub fn keep(self) {
        if let Some(room) = self.room {
            room.keep();
        }
    }
}

/// What lets a walk-in sheet in: its collection point, which takes so many a day, and the submission id of the page.
pub async fn walk_in<'a>(
    counter: &'a Counter,
    code: &str,
    submission: &str,
    form: &FormRef,
) -> Result<Admission<'a>, Problem> {
    if uuid::Uuid::parse_str(submission).is_err() {
        return Err(Problem::invalid_field(
            "submission_id",
            Text::new(
                "Mã lượt gửi phải là một UUID ngẫu nhiên (v4).",
                "The submission id must be a random UUID (v4).",
            ),
        ));
    }
    let (found, handed_out) = point(counter, code).await?;
    let (point, office) = &*found;
    if point.form != form.id {
        return Err(Problem::form_version());
    }
    let cell = Cell {
        form: form.clone(),
        office: office.code.clone(),
        place: office.place.clone(),
        channel: Channel::WalkIn,
    };
    let cell = patiently(counter.lookup.register_cell(cell)).await?;
    let submission = SubmissionHash::new(code, submission);
    let pass = Pass::WalkIn { cell, submission };
    let mut room = None;
    if handed_out.instrument != Instrument::Widget {
        let today = counter.house.clock.today();
        room = counter.day_limit.room(code, today);
        // What was recorded before is acknowledged again, however many came after it.
        if room.is_none() && !was_recorded(counter, submission).await? {
            return Err(Problem::enough_today(counter.house.clock.left_of_today()));
        }
    }
    Ok(Admission { pass, room })
}

async fn was_recorded(counter: &Counter, submission: SubmissionHash) -> Result<bool, Problem> {
    let found = counter.door.run(move |house| {
        let known = house.store.was_recorded(submission);
        known.map_err(Problem::from)
    });
    found.await
}

/// The sheet, or every fault of it by question.
pub fn sheet(form: &Form, answers: &Answers) -> Result<FilledSheet, Problem> {
    let sheet = AnswerSheet::parse(form, answers).map_err(|faults| {
        let fault = |fault: &crate::form::AnswerFault| FieldFault {
            field: fault.code.clone(),
            message: Text::new(fault.message(form, "vi"), fault.message(form, "en")),
        };
        Problem::invalid(faults.iter().map(fault).collect())
    })?;
    Ok(filled(&sheet))
}

/// The sheet as the box takes it; its procedure group is that of the invitation.
pub fn filled(sheet: &AnswerSheet) -> FilledSheet {
    FilledSheet {
        group: None,
        slots: sheet.slots().to_vec(),
        comment: sheet.comment().map(str::to_owned),
    }
}

/// Hands a sheet in and waits until it is on disk. `true` = recorded now, `false` = it was recorded before.
pub async fn record(
    counter: &Counter,
    form: &Form,
    admission: Admission<'_>,
    sheet: FilledSheet,
) -> Result<bool, Problem> {
    let arrival = Arrival {
        form: FormRef::new(form.id.clone(), form.version),
        pass: admission.pass,
        sheet,
    };
    match counter.writer.submit(arrival).await {
        Ok(Outcome::Recorded) => {
            admission.keep();
            Ok(true)
        }
        Ok(Outcome::AlreadyRecorded) => Ok(false),
        Ok(Outcome::UnknownToken) => Err(Problem::unknown_link()),
        Ok(Outcome::Expired) => Err(Problem::expired_link()),
        Ok(Outcome::WrongForm) => Err(Problem::form_version()),
        Ok(Outcome::TooLong) => Err(Problem::too_large()),
        Ok(Outcome::Unavailable) | Err(_) => Err(Problem::unavailable()),
    }
}

/// A sheet that names neither a link nor a collection point, or both.
pub fn neither_pass() -> Problem {
    Problem::invalid_field(
        "token",
        Text::new(
            "Gửi “token”, hoặc “collection_point” cùng “submission_id”; không gửi cả hai.",
            "Send “token”, or “collection_point” with “submission_id”; not both.",
        ),
    )
}
