//! The shelf of printed questionnaires: the first page of each form, version, language and kind of door, and the whole
//! form in each language, made at their first use. Offices and walk-in ids are filled in when a page is handed out, so
//! the shelf never grows beyond the catalogue of forms.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::form::Answers;
use crate::form::Form;
use crate::web::pages::Page;
use crate::web::pages::citizens::questionnaire::{Questionnaire, Setting};
use crate::web::recordings::Recordings;
use crate::web::words::Lang;

/// Where a questionnaire is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Opened {
    /// From a link of one's own.
    Link,
    /// At an open address.
    WalkIn,
    /// All steps at once, for scripts and for whoever wants to look at the form.
    Whole,
}

type Print = (String, u32, Lang, Opened);

/// Printed questionnaires, shared by all workers.
#[derive(Debug)]
pub struct Shelf {
    threshold: u64,
    simulated: bool,
    issuer: Option<String>,
    recordings: Arc<Recordings>,
    prints: RwLock<HashMap<Print, Arc<Page>>>,
}

impl Shelf {
    /// An empty shelf. `threshold` is the fewest answers a shown number stands for; `simulated` puts the banner on every
    /// page; `issuer` is who asks; `recordings` are the questions that can be heard.
    pub fn new(
        threshold: u64,
        simulated: bool,
        issuer: Option<String>,
        recordings: Arc<Recordings>,
    ) -> Self {
        Self {
            threshold,
            simulated,
            issuer,
            recordings,
            prints: RwLock::default(),
        }
    }

    /// What the questionnaires of this service depend on.
    pub fn setting(&self, lang: Lang, opened: Opened) -> Setting<'_> {
        Setting {
            lang,
            walk_in: opened == Opened::WalkIn,
            threshold: self.threshold,
            simulated: self.simulated,
            issuer: self.issuer.as_deref(),
            recordings: &self.recordings,
        }
    }

    /// Takes the print of a form from the shelf: its first page, or all of it.
    pub fn take(&self, form: &Form, lang: Lang, opened: Opened) -> Arc<Page> {
        let print = (form.id.clone(), form.version, lang, opened);
        let prints = self.prints.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = prints.get(&print) {
            return Arc::clone(page);
        }
        drop(prints);
        // Two visitors may print at once; the pages are equal, and the later one stays.
        let setting = self.setting(lang, opened);
        let drawn = match opened {
            Opened::Whole => Questionnaire::whole(form, setting),
            Opened::Link | Opened::WalkIn => Questionnaire::first(form, setting),
        };
        let page = Arc::new(Page::html(lang, &drawn.draw()));
        let mut prints = self.prints.write().unwrap_or_else(PoisonError::into_inner);
        prints.insert(print, Arc::clone(&page));
        page
    }

    /// One step drawn for one visit, with the answers so far.
    pub fn step(
        &self,
        form: &Form,
        lang: Lang,
        opened: Opened,
        step: usize,
        answers: &Answers,
    ) -> Questionnaire {
        Questionnaire::step(form, self.setting(lang, opened), step, answers)
    }
}
