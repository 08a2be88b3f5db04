//! The page where the code of a slip is typed.

use askama::Template;

use crate::web::pages::{Frame, Phrase};
use crate::web::words::Lang;

/// What is wrong with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Not ten letters and digits.
    NotACode,
    /// No slip has it.
    Unknown,
}

/// `/s`
#[derive(Debug, Template)]
#[template(path = "citizens/slip.html", config = "src/web/askama.toml")]
pub struct SlipPage {
    frame: Frame,
    typed: String,
    fault: Option<Phrase>,
}

impl SlipPage {
    /// The empty page.
    pub fn new(lang: Lang, simulated: bool) -> Self {
        let mut frame = Frame::new(lang, lang.say("slip-title"));
        frame.simulated = simulated;
        Self {
            frame,
            typed: String::new(),
            fault: None,
        }
    }

    /// With what was typed and what is wrong with it.
    #[must_use]
    pub fn again(mut self, typed: &str, wrong: Wrong) -> Self {
        let lang = self.frame.lang;
        self.typed = typed.chars().take(40).collect();
        self.frame.title = format!("{} {}", lang.say("error-mark"), self.frame.title);
        let key = match wrong {
            Wrong::NotACode => "slip-not-a-code",
            Wrong::Unknown => "slip-unknown",
        };
        self.fault = Some(Phrase::said(key, lang));
        self
    }

    /// The page as HTML.
    pub fn draw(&self) -> String {
        self.render().unwrap_or_default()
    }
}
