//! `sipas forms`: list, check and describe questionnaires.

use std::path::PathBuf;

use anyhow::bail;
use clap::Subcommand;

use super::read_text;
use crate::config::Settings;
use crate::findings::run_examples;
use crate::form::{Catalogue, Form};
use crate::house;

/// List, check and describe questionnaires.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the questionnaires this service knows
    List,
    /// Check form files before they are used: names file, line, question and the mend
    Check {
        /// Form files (TOML)
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Show one questionnaire as people read it
    Show {
        /// Form id, e.g. onestop-short
        id: String,
        /// Language of the texts
        #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
        lang: String,
    },
    /// Print the JSON Schema that editors use to help writing form files
    Schema,
}

/// Runs the command.
pub fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::List => {
            let catalogue = house::catalogue(&settings)?;
            for form in catalogue.iter() {
                let questions = form.questions.len();
                println!(
                    "{:24} v{:<3} {questions:3} questions  {}",
                    form.id,
                    form.version,
                    form.title.get("vi")
                );
                println!("{:24} sha256 {}", "", form.hash);
            }
        }
        Command::Check { files } => check(&files)?,
        Command::Show { id, lang } => {
            let catalogue = house::catalogue(&settings)?;
            match catalogue.get(&id, None) {
                Some(form) => show(form, &lang),
                None => bail!("there is no form “{id}”; “sipas forms list” names them"),
            }
        }
        Command::Schema => print!("{}", crate::form::schema_text()),
    }
    Ok(())
}

fn check(files: &[PathBuf]) -> anyhow::Result<()> {
    let mut faulty = 0;
    for path in files {
        let name = path.display().to_string();
        match Catalogue::from_files([(name.clone(), read_text(path)?)]) {
            Ok(catalogue) => {
                for form in catalogue.iter() {
                    let mismatches = run_examples(form);
                    mismatches
                        .iter()
                        .for_each(|mismatch| println!("{name}: {mismatch}"));
                    faulty += usize::from(!mismatches.is_empty());
                    if mismatches.is_empty() {
                        let (questions, examples) = (form.questions.len(), form.examples.len());
                        println!(
                            "{name}: good ({} v{}, {questions} questions, {examples} worked examples)",
                            form.id, form.version
                        );
                        tell_missing(&name, form);
                    }
                }
            }
            Err(faults) => {
                faulty += 1;
                faults.iter().for_each(|fault| println!("{fault}"));
            }
        }
    }
    if faulty > 0 {
        bail!("{faulty} of {} files need mending", files.len());
    }
    Ok(())
}

/// What a further language of a form does not say yet; there Vietnamese is shown, marked as Vietnamese.
fn tell_missing(name: &str, form: &Form) {
    for (lang, missing) in form.missing_texts() {
        let shown: Vec<&str> = missing.iter().take(12).map(String::as_str).collect();
        let more = match missing.len().saturating_sub(shown.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        println!(
            "{name}: {lang}: {} texts are missing and stay Vietnamese: {}{more}",
            missing.len(),
            shown.join(", ")
        );
    }
}

fn show(form: &Form, lang: &str) {
    println!("{}\n{}\n", form.title.get(lang), form.legal_basis.get(lang));
    for section in &form.sections {
        println!("── {}", section.title.get(lang));
        for question in &form.questions[section.questions.clone()] {
            println!("  {:10} {}", question.code, question.text.get(lang));
            let labels: Vec<_> = question
                .options()
                .iter()
                .map(|o| format!("{}={}", o.value, o.label.get(lang)))
                .collect();
            if !labels.is_empty() {
                println!("  {:10} {}", "", labels.join(" · "));
            }
        }
    }
}
