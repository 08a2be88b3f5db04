//! The JSON side: what integrators, kiosks and statisticians call. One file a resource.

pub mod answers;
pub mod charts;
pub mod forms;
pub mod invitations;
pub mod league;
pub mod localities;
pub mod openapi;
pub mod releases;
pub mod reports;
pub mod results;
pub mod scores;
