//! The shelf of printed questionnaires: one print of each form, version, language and kind of door, made at
//! its first use. Offices and walk-in ids are filled in when a page is handed out, so the shelf never grows
//! beyond the catalogue of forms.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::web::pages::Page;
use crate::web::pages::questionnaire::Questionnaire;
use crate::web::words::Lang;

/// Which print.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Print {
    /// Form id.
    pub form: String,
    /// Form version.
    pub version: u32,
    /// Language of the page.
    pub lang: Lang,
    /// Whether for an open address (`/o/…`) rather than a link of one's own (`/k/…`).
    pub walk_in: bool,
}

/// Printed questionnaires, shared by all workers.
#[derive(Debug, Default)]
pub struct Shelf {
    prints: RwLock<HashMap<Print, Arc<Page>>>,
}

impl Shelf {
    /// An empty shelf.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a print from the shelf; `draw` makes it the first time.
    pub fn take(&self, print: &Print, draw: impl FnOnce() -> Questionnaire) -> Arc<Page> {
        let prints = self.prints.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = prints.get(print) {
            return Arc::clone(page);
        }
        drop(prints);
        // Two visitors may print at once; the pages are equal, and the later one stays.
        let page = Arc::new(Page::html(print.lang, &draw().draw()));
        let mut prints = self.prints.write().unwrap_or_else(PoisonError::into_inner);
        prints.insert(print.clone(), Arc::clone(&page));
        page
    }
}
