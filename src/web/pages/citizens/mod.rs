//! Pages that citizens see.

pub mod contact;
pub mod questionnaire;
pub mod shelf;
pub mod slip;
pub mod step;
pub mod thanks;
