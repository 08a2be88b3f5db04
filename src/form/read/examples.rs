//! Worked examples, packed and resolved so that an evaluator only has to count and compare.

use csv::{ByteRecord, StringRecord};

use crate::form::columns::ColumnPlan;
use crate::form::example::{Example, Expected, Input, Part, Target};
use crate::form::fault::Path;
use crate::form::file::{ExampleFile, ExpectFile, PublishedFile, PublishedRule};
use crate::form::nearest::did_you_mean;
use crate::form::questionnaire::{Form, Question};
use crate::index::{Aggregation, Decimal};

use super::flaws::Flaws;
use super::numbers::written;

/// Reads the examples of a form that is otherwise in order.
pub(super) fn read(form: &Form, files: &[ExampleFile], flaws: &mut Flaws) -> Vec<Example> {
    let all = Path::default().key("examples");
    let mut examples = Vec::new();
    for (position, file) in files.iter().enumerate() {
        let mut reading = Reading {
            form,
            path: all.item(position),
            flaws,
        };
        let Some(input) = reading.input(file) else {
            continue;
        };
        let expect = reading.expected(&file.expect, &input);
        examples.push(Example {
            title: file.title.clone(),
            source: file.source.clone(),
            input,
            expect,
            decimals: file.decimals.unwrap_or(form.rules.rounding.decimals),
        });
    }
    examples
}

struct Reading<'a, 'f> {
    form: &'a Form,
    path: Path,
    flaws: &'f mut Flaws,
}

impl<'a> Reading<'a, '_> {
    fn input(&mut self, file: &ExampleFile) -> Option<Input> {
        self.flaws.check_text(&file.title, &self.path.key("title"));
        let given = [
            file.sheets.is_some(),
            file.counts.is_some(),
            file.published.is_some(),
            file.points.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            self.flaws.tell(
                self.path.clone(),
                "an example has exactly one of sheets, counts, published, points",
            );
            return None;
        }
        if let Some(sheets) = &file.sheets {
            return self.sheets(&file.columns, sheets);
        }
        if let Some(counts) = &file.counts {
            let counts = counts
                .iter()
                .filter_map(|(code, counts)| self.counts(code, counts))
                .collect();
            return Some(Input::Counts(counts));
        }
        if let Some(published) = &file.published {
            return self.published(published);
        }
        let points = file.points.as_ref()?;
        let path = self.path.key("points");
        let score = self.form.scores.iter().position(|s| s.code == points.score);
        if score.is_none() {
            let known = self.form.scores.iter().map(|score| score.code.as_str());
            let message = format!(
                "there is no score “{}”{}",
                points.score,
                did_you_mean(&points.score, known)
            );
            self.flaws.tell(path.key("score"), message);
        }
        Some(Input::Points {
            score: score?,
            value: self.decimal(points.value, &path.key("value"))?,
        })
    }

    fn sheets(&mut self, columns: &[String], sheets: &[Vec<String>]) -> Option<Input> {
        let plan = match ColumnPlan::new(self.form, &StringRecord::from(columns.to_vec()), &[]) {
            Ok(plan) => plan,
            Err(faults) => {
                for fault in faults {
                    self.flaws.tell(self.path.key("columns"), fault.to_string());
                }
                return None;
            }
        };
        let mut packed = Vec::new();
        for (row, sheet) in sheets.iter().enumerate() {
            let path = self.path.key("sheets").item(row);
            if sheet.len() != columns.len() {
                self.flaws.tell(
                    path,
                    format!("{} values for {} columns", sheet.len(), columns.len()),
                );
                continue;
            }
            let mut bytes = Vec::new();
            match plan.pack(&ByteRecord::from(sheet.clone()), &mut bytes) {
                Ok(()) => packed.push(bytes),
                Err(fault) => self.flaws.tell(path, fault.to_string()),
            }
        }
        Some(Input::Sheets(packed))
    }

    fn counts(&mut self, code: &str, counts: &[u64]) -> Option<(usize, Vec<u64>)> {
        let path = self.path.key("counts").key(code);
        let number = self.question(code, &path)?;
        let options = self.form.questions[number].options().len();
        if counts.len() != options {
            self.flaws.tell(
                path,
                format!("{} counts for {options} options", counts.len()),
            );
            return None;
        }
        Some((number, counts.to_vec()))
    }

    fn published(&mut self, file: &PublishedFile) -> Option<Input> {
        let mut parts = Vec::new();
        for (position, part) in file.parts.iter().enumerate() {
            let path = self.path.key("published").key("parts").item(position);
            let by_criteria = matches!(file.rule, PublishedRule::MeanOfCriteria);
            if by_criteria && part.criteria.is_none() {
                let message = "write criteria = …, how many criteria lie behind this value";
                self.flaws.tell(path.clone(), message);
            }
            parts.push(Part {
                name: part.name.clone(),
                value: self.decimal(part.value, &path.key("value"))?,
                criteria: part.criteria.unwrap_or(1),
            });
        }
        let rule = match file.rule {
            PublishedRule::MeanOfCriteria => Some(Aggregation::MeanOfCriteria),
            PublishedRule::MeanOfChildren => Some(Aggregation::MeanOfChildren),
            PublishedRule::Sum => None,
        };
        Some(Input::Published { rule, parts })
    }

    fn expected(&mut self, files: &[ExpectFile], input: &Input) -> Vec<Expected> {
        let mut expected = Vec::new();
        for (position, file) in files.iter().enumerate() {
            let path = self.path.key("expect").item(position);
            let (target, value) = match input {
                Input::Points { score, value } => (self.class(file, *score, &path), Some(*value)),
                Input::Published { .. } => (Some(Target::Result), self.value(file, &path)),
                Input::Sheets(_) | Input::Counts(_) => {
                    (self.target(file, &path), self.value(file, &path))
                }
            };
            if let (Some(target), Some(value)) = (target, value) {
                expected.push(Expected {
                    target,
                    rule: file.rule,
                    value,
                });
            }
        }
        expected
    }

    fn class(&mut self, file: &ExpectFile, score: usize, path: &Path) -> Option<Target> {
        let classes = &self.form.scores.get(score)?.classes;
        let Some(code) = &file.class else {
            let message = "write class = \"…\", what the points are called";
            self.flaws.tell(path.clone(), message);
            return None;
        };
        let found = classes.iter().position(|class| class.code == *code);
        if found.is_none() {
            let hint = did_you_mean(code, classes.iter().map(|class| class.code.as_str()));
            self.flaws.tell(
                path.key("class"),
                format!("there is no class “{code}”{hint}"),
            );
        }
        found.map(Target::Class)
    }

    fn target(&mut self, file: &ExpectFile, path: &Path) -> Option<Target> {
        let Some(code) = &file.of else {
            let message = "write of = \"…\", the code of a question or an index node";
            self.flaws.tell(path.clone(), message);
            return None;
        };
        if let Some(node) = self.form.index.as_ref().and_then(|root| root.find(code)) {
            return Some(Target::Node(code.clone(), node.layout_node));
        }
        let number = self.question(code, &path.key("of"))?;
        let Some(option) = &file.option else {
            return Some(Target::Question(number));
        };
        let scale = self.form.questions[number].scale();
        let position = scale.position(option);
        if position.is_none() {
            let message = format!("scale “{}” has no option “{option}”", scale.name);
            self.flaws.tell(path.key("option"), message);
        }
        position.map(|position| Target::Option(number, position))
    }

    fn question(&mut self, code: &str, path: &Path) -> Option<usize> {
        let questions: &'a [Question] = &self.form.questions;
        let found = questions.iter().position(|question| question.code == code);
        if found.is_none() {
            let nodes = self.form.index.iter().flat_map(|root| root.walk());
            let known = questions.iter().map(|question| question.code.as_str());
            let hint = did_you_mean(code, known.chain(nodes.map(|node| node.code.as_str())));
            self.flaws.tell(
                path.clone(),
                format!("there is no question or node “{code}”{hint}"),
            );
        }
        found
    }

    fn value(&mut self, file: &ExpectFile, path: &Path) -> Option<Decimal> {
        if let Some(value) = file.value {
            return self.decimal(value, &path.key("value"));
        }
        self.flaws
            .tell(path.clone(), "write value = …, what must come out");
        None
    }

    fn decimal(&mut self, number: f64, path: &Path) -> Option<Decimal> {
        let exact = written(number);
        if exact.is_none() {
            self.flaws
                .tell(path.clone(), "this number has too many digits");
        }
        exact
    }
}
