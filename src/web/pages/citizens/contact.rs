//! The page where somebody asks to be contacted, apart from every sheet, and the page that says it was taken.

use askama::Template;

use crate::ballot::{ContactFault, MAX_ABOUT, MAX_REACH};
use crate::house::House;
use crate::web::pages::Frame;
use crate::web::words::Lang;

/// `/contact`
#[derive(Debug, Template)]
#[template(path = "citizens/contact.html", config = "src/web/askama.toml")]
pub struct ContactPage {
    frame: Frame,
    provinces: Vec<(String, String)>,
    kept: Kept,
    keeping: String,
    about_fault: Option<String>,
    reach_fault: Option<String>,
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
    keeping: String,
}

fn frame(lang: Lang, house: &House, title: &str) -> Frame {
    Frame {
        simulated: house.simulated,
        ..Frame::new(lang, lang.say(title))
    }
}

fn keeping(lang: Lang, house: &House) -> String {
    lang.say_count("contact-kept", house.settings.contact.keep_days.into())
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
        for fault in faults {
            match fault {
                ContactFault::NoAbout => self.about_fault = Some(lang.say("contact-no-about")),
                ContactFault::LongAbout => {
                    self.about_fault = Some(lang.say_count("contact-too-long", MAX_ABOUT as u64));
                }
                ContactFault::NoReach => self.reach_fault = Some(lang.say("contact-no-reach")),
                ContactFault::LongReach => {
                    self.reach_fault = Some(lang.say_count("contact-too-long", MAX_REACH as u64));
                }
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
