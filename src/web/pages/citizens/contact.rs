//! The page where somebody asks to be contacted, apart from every sheet, and the page that says it was taken.

use askama::Template;

use crate::ballot::{ContactFault, MAX_ABOUT, MAX_REACH};
use crate::house::House;
use crate::web::pages::{Frame, Phrase};
use crate::web::words::Lang;

/// `/contact`
#[derive(Debug, Template)]
#[template(path = "citizens/contact.html", config = "src/web/askama.toml")]
pub struct ContactPage {
    frame: Frame,
    provinces: Vec<(String, String)>,
    kept: Kept,
    keeping: Phrase,
    about_fault: Option<Phrase>,
    reach_fault: Option<Phrase>,
}

/// What was written before an error.
#[derive(Debug, Default)]
pub struct Kept {
    /// The province.
    pub place: String,
    /// What it is about.
    pub about: String,
    /// How to reach the person.
    pub reach: String,
}

/// `/contact?sent=yes`
#[derive(Debug, Template)]
#[template(path = "citizens/contact_sent.html", config = "src/web/askama.toml")]
pub struct ContactSent {
    frame: Frame,
    keeping: Phrase,
}

fn frame(lang: Lang, house: &House, title: &str) -> Frame {
    Frame {
        simulated: house.simulated,
        ..Frame::new(lang, lang.say(title))
    }
}

fn keeping(lang: Lang, house: &House) -> Phrase {
    Phrase::counted(
        "contact-kept",
        house.settings.contact.keep_days.into(),
        lang,
    )
}

impl ContactPage {
    /// The empty page.
    pub fn new(lang: Lang, house: &House) -> Self {
        let today = house.clock.today();
        let provinces = house.provinces_today().into_iter();
        Self {
            frame: frame(lang, house, "contact-title"),
            provinces: provinces
                .map(|unit| (unit.id.to_string(), unit.title(today, "vi")))
                .collect(),
            kept: Kept::default(),
            keeping: keeping(lang, house),
            about_fault: None,
            reach_fault: None,
        }
    }

    /// With what was written and what is to be mended.
    #[must_use]
    pub fn mending(mut self, kept: Kept, faults: &[ContactFault]) -> Self {
        let lang = self.frame.lang;
        self.frame.title = format!("{} {}", lang.say("error-mark"), self.frame.title);
        self.kept = kept;
        let too_long = |most: usize| Phrase::counted("contact-too-long", most as u64, lang);
        for fault in faults {
            match fault {
                ContactFault::NoAbout => {
                    self.about_fault = Some(Phrase::said("contact-no-about", lang));
                }
                ContactFault::LongAbout => self.about_fault = Some(too_long(MAX_ABOUT)),
                ContactFault::NoReach => {
                    self.reach_fault = Some(Phrase::said("contact-no-reach", lang));
                }
                ContactFault::LongReach => self.reach_fault = Some(too_long(MAX_REACH)),
            }
        }
        self
    }

    /// The page as HTML.
    pub fn draw(&self) -> String {
        self.render().unwrap_or_default()
    }
}

impl ContactSent {
    /// The page after sending.
    pub fn new(lang: Lang, house: &House) -> Self {
        Self {
            frame: frame(lang, house, "contact-sent"),
            keeping: keeping(lang, house),
        }
    }

    /// The page as HTML.
    pub fn draw(&self) -> String {
        self.render().unwrap_or_default()
    }
}
