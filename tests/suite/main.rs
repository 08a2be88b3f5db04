//! Every test that needs more than one room, in one binary laid out like `src`.

#![expect(
    clippy::assigning_clones,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::doc_markdown,
    clippy::float_cmp,
    clippy::format_push_string,
    clippy::needless_range_loop,
    clippy::too_many_lines,
    reason = "a test tells a whole story in one place and is not hot"
)]

mod anonymity;
mod api;
mod audit;
mod break_in;
mod browser;
mod cli;
mod comments;
mod crash;
mod demo;
mod disk;
mod hard_phones;
mod home_of_a_place;
mod house_rules;
mod kiosk;
mod languages;
mod league;
mod officer_week;
mod offline;
mod points_and_keys;
mod posters;
mod publishing;
mod questionnaire;
mod recordings;
mod refusals;
mod releases;
mod residue;
mod respondents;
mod scores;
mod sign_in;
mod signable_reports;
mod single_sign_on;
mod slips;
mod staff_rights;
mod support;
mod traps;
mod walk_in;
mod whole_forms;
mod widget;
