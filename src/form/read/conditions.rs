//! Conditions of a form file: of what they look at, everything must have been asked before.

use crate::form::condition::Condition;
use crate::form::fault::Path;
use crate::form::file::ConditionFile;
use crate::form::nearest::did_you_mean;
use crate::form::questionnaire::{Question, ScoredPer};

use super::flaws::Flaws;

/// Reads a condition; `earlier` are the questions asked before. Looking back only, rules can never go round in a circle.
pub(super) fn read(
    file: Option<&ConditionFile>,
    earlier: &[Question],
    path: &Path,
    flaws: &mut Flaws,
) -> Option<Condition> {
    one(file?, earlier, path, flaws)
}

fn one(
    file: &ConditionFile,
    earlier: &[Question],
    path: &Path,
    flaws: &mut Flaws,
) -> Option<Condition> {
    let said = [
        file.question.is_some(),
        file.all.is_some(),
        file.any.is_some(),
        file.not.is_some(),
    ];
    let alone = file.question.is_none() && (file.is.is_some() || file.answered.is_some());
    if alone || said.iter().filter(|said| **said).count() != 1 {
        flaws.tell(
            path.clone(),
            "write question = \"…\" with is or answered, or exactly one of all, any, not",
        );
        return None;
    }
    let mut several = |files: &[ConditionFile], key: &str| -> Option<Vec<Condition>> {
        let path = path.key(key);
        let each = files.iter().enumerate();
        let read: Vec<_> = each
            .map(|(position, file)| one(file, earlier, &path.item(position), flaws))
            .collect();
        read.into_iter().collect()
    };
    if let Some(files) = &file.all {
        return several(files, "all").map(|all| Condition::All { all });
    }
    if let Some(files) = &file.any {
        return several(files, "any").map(|any| Condition::Any { any });
    }
    if let Some(file) = &file.not {
        let not = Box::new(one(file, earlier, &path.key("not"), flaws)?);
        return Some(Condition::Not { not });
    }
    of_a_question(file, earlier, path, flaws)
}

fn of_a_question(
    file: &ConditionFile,
    earlier: &[Question],
    path: &Path,
    flaws: &mut Flaws,
) -> Option<Condition> {
    let code = file.question.as_ref()?;
    let Some(question) = earlier.iter().find(|question| question.code == *code) else {
        let hint = did_you_mean(code, earlier.iter().map(|question| question.code.as_str()));
        flaws.tell(
            path.key("question"),
            format!("no question “{code}” is asked before this one{hint}"),
        );
        return None;
    };
    if question.scored_per == Some(ScoredPer::Unit) {
        flaws.tell(
            path.key("question"),
            format!("“{code}” is scored of the unit and never asked; choose another question"),
        );
    }
    match (&file.is, file.answered) {
        (Some(values), None) => {
            for (position, value) in values.iter().enumerate() {
                let offered = question
                    .options()
                    .iter()
                    .map(|option| option.value.as_str());
                let known: Vec<&str> = offered
                    .chain(question.not_applicable().map(|_| "na"))
                    .collect();
                if !known.contains(&value.as_str()) {
                    let hint = did_you_mean(value, known);
                    flaws.tell(
                        path.key("is").item(position),
                        format!("question “{code}” has no answer “{value}”{hint}"),
                    );
                }
            }
            Some(Condition::Is {
                question: code.clone(),
                is: values.clone(),
            })
        }
        (None, Some(answered)) => Some(Condition::Answered {
            question: code.clone(),
            answered,
        }),
        _ => {
            flaws.tell(
                path.clone(),
                "write either is = [\"…\"] or answered = true beside question",
            );
            None
        }
    }
}
