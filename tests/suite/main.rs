//! Every test that needs more than one room, in one binary laid out like `src`.

mod anonymity;
mod api;
mod browser;
mod cli;
mod crash;
mod demo;
mod house_rules;
mod league;
mod releases;
mod support;
