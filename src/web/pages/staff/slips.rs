//! `/staff/points/{code}/slips`: codes on paper to be printed, and how many of those printed before were handed out.

use askama::Template;
use chrono::NaiveDate;

use super::room::Room;
use crate::period::Period;
use crate::store::{CollectionPoint, Session};
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// What the page shows.
#[derive(Debug)]
pub struct Slips<'a> {
    /// The collection point.
    pub point: &'a CollectionPoint,
    /// What was printed before, the newest first.
    pub piles: &'a [Pile],
    /// Last day on which slips printed today work.
    pub expire_on: NaiveDate,
    /// Most slips of one print.
    pub most: usize,
    /// What was typed.
    pub typed: &'a Typed,
    /// Who is signed in.
    pub session: &'a Session,
    /// Whether figures are simulated.
    pub simulated: bool,
}

/// The slips of a month.
#[derive(Debug)]
pub struct Pile {
    /// What its form sends back.
    pub name: String,
    /// When they were printed.
    pub month: Period,
    /// How many.
    pub made: u64,
    /// How many people drew; `None` until somebody counted.
    pub handed_out: Option<u64>,
}

/// What stood in the fields, and what was wrong with it.
#[derive(Debug)]
pub struct Typed {
    count: String,
    /// The pile, and how many of it were handed out.
    handed_out: Option<(String, String)>,
    refused: Option<Refused>,
}

/// What could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No number of slips that can be printed at once.
    Count,
    /// No number, or more than were printed.
    HandedOut,
}

impl Default for Typed {
    /// Five pages of slips are proposed.
    fn default() -> Self {
        Self {
            count: "50".to_owned(),
            handed_out: None,
            refused: None,
        }
    }
}

impl Typed {
    /// So many slips are wanted.
    pub fn count(count: String) -> Self {
        Self {
            count,
            ..Self::default()
        }
    }

    /// So many slips of a pile were handed out.
    pub fn handed_out(pile: String, handed_out: String) -> Self {
        Self {
            handed_out: Some((pile, handed_out)),
            ..Self::default()
        }
    }

    /// With what was wrong.
    #[must_use]
    pub fn because(mut self, refused: Refused) -> Self {
        self.refused = Some(refused);
        self
    }
}

#[derive(Template)]
#[template(path = "staff/slips.html", config = "src/web/askama.toml")]
struct Page<'a> {
    frame: Frame,
    room: Room,
    slips: &'a Slips<'a>,
    action: String,
    counting: String,
    piles: Vec<Row>,
    expires: String,
    refusal: Option<String>,
}

struct Row {
    id: String,
    name: String,
    month: String,
    made: String,
    handed_out: String,
    is_counted: bool,
    wrong: bool,
}

/// Draws the page.
pub fn draw(lang: Lang, slips: &Slips<'_>) -> String {
    let typed = slips.typed;
    let row = |(number, pile): (usize, &Pile)| {
        let own = typed.handed_out.as_ref();
        let own = own.filter(|(name, _)| *name == pile.name);
        let counted = pile.handed_out.map(|count| count.to_string());
        Row {
            id: format!("handed-out-{number}"),
            name: pile.name.clone(),
            month: lang.period(pile.month),
            made: lang.count(pile.made),
            wrong: own.is_some(),
            is_counted: counted.is_some(),
            handed_out: own.map_or_else(|| counted.unwrap_or_default(), |(_, typed)| typed.clone()),
        }
    };
    let most = lang.count(slips.most as u64);
    let refusal = typed.refused.map(|refused| match refused {
        Refused::Count => lang.say_with("slips-refused-count", &[("most", &most)]),
        Refused::HandedOut => lang.say("slips-refused-handed-out"),
    });
    let title = lang.say_with("slips-title", &[("point", &slips.point.name)]);
    let title = match refusal {
        Some(_) => format!("{} {title}", lang.say("error-mark")),
        None => title,
    };
    let mut frame = Frame::new(lang, title);
    frame.simulated = slips.simulated;
    let action = format!("/staff/points/{}/slips", slips.point.code);
    let page = Page {
        counting: format!("{action}/handed-out"),
        action,
        piles: slips.piles.iter().enumerate().map(row).collect(),
        room: Room::new(lang, slips.session, "/staff/points"),
        expires: lang.date(slips.expire_on),
        refusal,
        slips,
        frame,
    };
    page.render().unwrap_or_default()
}
