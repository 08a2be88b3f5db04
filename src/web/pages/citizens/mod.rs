//! Pages that citizens see.

pub mod contact;
pub mod kiosk;
pub mod questionnaire;
pub mod shelf;
pub mod slip;
pub mod step;
pub mod thanks;
pub mod widget;
