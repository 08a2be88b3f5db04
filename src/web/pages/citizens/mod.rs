//! Pages that citizens see.

pub mod questionnaire;
pub mod shelf;
pub mod step;
pub mod thanks;
