//! Pages that citizens see.

pub mod kiosk;
pub mod questionnaire;
pub mod shelf;
pub mod step;
pub mod thanks;
pub mod widget;
