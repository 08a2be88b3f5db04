//! The shelf of printed questionnaires: one print of each form, version, language and kind of door, made at
//! its first use. Offices and walk-in ids are filled in when a page is handed out, so the shelf never grows
//! beyond the catalogue of forms.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::form::Form;
use crate::web::pages::Page;
use crate::web::pages::citizens::questionnaire::{Questionnaire, Setting};
use crate::web::words::Lang;

type Print = (String, u32, Lang, bool);

/// Printed questionnaires, shared by all workers.
#[derive(Debug)]
pub struct Shelf {
    threshold: u64,
    simulated: bool,
    prints: RwLock<HashMap<Print, Arc<Page>>>,
}

impl Shelf {
    /// An empty shelf. `threshold` is the fewest answers a shown number stands for; `simulated` puts the
    /// banner on every page.
    pub fn new(threshold: u64, simulated: bool) -> Self {
        Self {
            threshold,
            simulated,
            prints: RwLock::default(),
        }
    }

    /// What the questionnaires of this service depend on.
    pub fn setting(&self, lang: Lang, walk_in: bool) -> Setting {
        Setting {
            lang,
            walk_in,
            threshold: self.threshold,
            simulated: self.simulated,
        }
    }

    /// Takes the print of a form from the shelf.
    pub fn take(&self, form: &Form, lang: Lang, walk_in: bool) -> Arc<Page> {
        let print = (form.id.clone(), form.version, lang, walk_in);
        let prints = self.prints.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = prints.get(&print) {
            return Arc::clone(page);
        }
        drop(prints);
        // Two visitors may print at once; the pages are equal, and the later one stays.
        let drawn = Questionnaire::of(form, self.setting(lang, walk_in)).draw();
        let page = Arc::new(Page::html(lang, &drawn));
        let mut prints = self.prints.write().unwrap_or_else(PoisonError::into_inner);
        prints.insert(print, Arc::clone(&page));
        page
    }

    /// The questionnaire drawn for one visit, to be shown again with its answers and what to mend.
    pub fn again(&self, form: &Form, lang: Lang, walk_in: bool) -> Questionnaire {
        Questionnaire::of(form, self.setting(lang, walk_in))
    }
}
