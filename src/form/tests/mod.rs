//! What the room promises, as sentences.

mod built_in_forms;
mod faults_of_forms;
mod sheets;
mod tables;
