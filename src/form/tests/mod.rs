//! What the room promises, as sentences.

mod built_in_forms;
mod faults_of_forms;
mod sheets;
mod skip_logic;
mod steps;
mod tables;
