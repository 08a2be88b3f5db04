//! Every test that needs more than one room, in one binary laid out like `src`.

mod house_rules;
mod releases;
mod support;
