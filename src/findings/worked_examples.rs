//! Runs the worked examples that a form carries: what goes in must give what stands in the file.
//!
//! `sipas forms check` and the tests call this, so that a form whose numbers do not come out is never published.

use crate::form::{Example, Expected, Form, Input, Target};
use crate::index::{self, Aggregation, Decimal, Percent, Tally, Tree};

use super::find::tree_of;

/// An expected value that did not come out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("worked example “{example}”: {of} should be {expected} and is {found}")]
pub struct Mismatch {
    /// Title of the example.
    pub example: String,
    /// What was expected of.
    pub of: String,
    /// The value in the file.
    pub expected: String,
    /// What came out.
    pub found: String,
}

/// Runs every worked example of a form.
pub fn run_examples(form: &Form) -> Vec<Mismatch> {
    form.examples
        .iter()
        .flat_map(|example| run(form, example))
        .collect()
}

fn run(form: &Form, example: &Example) -> Vec<Mismatch> {
    let check = |expected: &Expected| {
        let found = evaluate(form, example, expected);
        (found.as_ref() != Some(&Outcome::of(expected, example.decimals))).then(|| Mismatch {
            example: example.title.get("en").to_owned(),
            of: format!("{:?}", expected.target),
            expected: expected.value.en(),
            found: found.map_or_else(|| "no data".into(), |found| format!("{found:?}")),
        })
    };
    example.expect.iter().filter_map(check).collect()
}

/// What came out: a rounded number, or the number of a class.
#[derive(Debug, PartialEq)]
enum Outcome {
    Number(i64),
    Class(usize),
}

impl Outcome {
    fn of(expected: &Expected, decimals: u8) -> Self {
        match expected.target {
            Target::Class(class) => Self::Class(class),
            _ => Self::Number(units(expected.value, decimals)),
        }
    }
}

/// A decimal counted in units of the last of `decimals` places.
fn units(value: Decimal, decimals: u8) -> i64 {
    let scale = |places: u8| 10_i64.pow(u32::from(places));
    match value.decimals().checked_sub(decimals) {
        None | Some(0) => value.units() * scale(decimals - value.decimals()),
        Some(extra) => value.units() / scale(extra),
    }
}

fn evaluate(form: &Form, example: &Example, expected: &Expected) -> Option<Outcome> {
    let percent =
        |value: Percent| Outcome::Number(units(value.rounded(example.decimals), example.decimals));
    match (&example.input, &expected.target) {
        (Input::Published { .. }, _) => {
            let (numerator, denominator) = example.input.published_result()?;
            let scaled = numerator * 10_i128.pow(u32::from(example.decimals));
            Some(Outcome::Number(
                i64::try_from((2 * scaled + denominator) / (2 * denominator)).ok()?,
            ))
        }
        (Input::Points { score, value }, Target::Class(_)) => {
            let classes = &form.scores.get(*score)?.classes;
            let class = classes.iter().position(|class| {
                let value = value.value();
                class.from.is_none_or(|from| value >= from.value())
                    && class.below.is_none_or(|below| value < below.value())
            })?;
            Some(Outcome::Class(class))
        }
        (Input::Points { value, .. }, _) => Some(Outcome::Number(units(*value, example.decimals))),
        (input, target) => {
            let tally = tally_of(form, input)?;
            match target {
                Target::Node(_, node) => {
                    let tree = tree_of(form).map(|tree| with_rule(tree, expected.rule))?;
                    index::score(&tree, &form.layout, &tally)
                        .get(*node)?
                        .value
                        .map(percent)
                }
                Target::Question(question) => {
                    let slot = form.questions.get(*question)?.slots.start;
                    index::criterion_score(&form.layout, &tally, slot)
                        .value
                        .map(percent)
                }
                Target::Option(question, option) => {
                    let slot = form.questions.get(*question)?.slots.start;
                    let chosen = tally.slot(&form.layout, slot)[usize::from(*option)];
                    Percent::of(chosen, tally.answered(&form.layout, slot)).map(percent)
                }
                Target::Result | Target::Class(_) => None,
            }
        }
    }
}

/// The sheets of an example, or counts of single questions as if each answer were a sheet of its own.
fn tally_of(form: &Form, input: &Input) -> Option<Tally> {
    let mut tally = Tally::new(&form.layout);
    match input {
        Input::Sheets(sheets) => sheets
            .iter()
            .for_each(|sheet| tally.add(&form.layout, sheet)),
        Input::Counts(questions) => {
            for (question, counts) in questions {
                let slot = form.questions.get(*question)?.slots.start;
                for (option, count) in counts.iter().enumerate() {
                    let mut sheet = vec![index::NOT_ANSWERED; form.layout.slots.len()];
                    sheet[slot] = option as u8;
                    (0..*count).for_each(|_| tally.add(&form.layout, &sheet));
                }
            }
        }
        Input::Published { .. } | Input::Points { .. } => return None,
    }
    Some(tally)
}

fn with_rule(mut tree: Tree, rule: Option<Aggregation>) -> Tree {
    if let Some(rule) = rule {
        tree.rule = rule;
        tree.children = tree
            .children
            .into_iter()
            .map(|child| with_rule(child, Some(rule)))
            .collect();
    }
    tree
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Catalogue;

    #[test]
    fn every_worked_example_of_every_form_comes_out() {
        let examples = [
            "fixture-mean-of-criteria.v1.toml",
            "fixture-pooled-answers.v1.toml",
        ]
        .map(|name| {
            let folder =
                std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("survey-forms/examples");
            (
                name.to_owned(),
                std::fs::read_to_string(folder.join(name)).unwrap(),
            )
        });
        let catalogue = Catalogue::builtin().with_files(examples).unwrap();
        let mut run = 0;
        for form in catalogue.iter() {
            assert_eq!(run_examples(form), [], "{}", form.id);
            run += form.examples.len();
        }
        assert!(run >= 15, "only {run} worked examples were found");
    }

    #[test]
    fn a_wrong_number_is_found() {
        let mut form = Catalogue::builtin()
            .get("onestop-short", None)
            .unwrap()
            .as_ref()
            .clone();
        form.examples[0].expect[0].value = "12.34".parse().unwrap();
        assert_eq!(run_examples(&form).len(), 1);
    }
}
