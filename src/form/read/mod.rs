//! From the text of a form file to a [`Form`](super::Form), with every fault told at once.

mod codes;
mod conditions;
mod examples;
mod flaws;
mod numbers;
mod questions;
mod scales;
mod scores;
mod tree;
mod whole;
