//! What is wrong in a form file: where, in which question, and how to mend it.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One fault of a form file. All faults of a file are told at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormFault {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What it belongs to: `question SA2`, `scale likert5`.
    pub subject: Option<String>,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl fmt::Display for FormFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if let Some(subject) = &self.subject {
            write!(f, "{subject}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for FormFault {}

/// A place in a form file: the keys and positions that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

impl Path {
    /// One key deeper.
    pub(super) fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// One item of a list deeper.
    pub(super) fn item(&self, position: usize) -> Self {
        self.then(Step::Item(position))
    }

    fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

/// A fault on its way: found by place, not yet by line.
#[derive(Debug)]
pub(super) struct Flaw {
    /// Where.
    pub(super) path: Path,
    /// Point at the name of the field rather than at its value.
    pub(super) at_key: bool,
    /// What is wrong and how to mend it.
    pub(super) message: String,
}

impl Flaw {
    /// A fault of a value.
    pub(super) fn new(path: Path, message: impl Into<String>) -> Self {
        Self {
            path,
            at_key: false,
            message: message.into(),
        }
    }
}

/// The text of a form file, in which flaws are given their line and column.
pub(super) struct Source<'a> {
    /// Name of the file.
    pub(super) file: &'a str,
    /// Its text.
    pub(super) text: &'a str,
}

impl Source<'_> {
    /// A fault at a byte of the text.
    pub(super) fn fault(
        &self,
        start: usize,
        subject: Option<String>,
        message: String,
    ) -> FormFault {
        let before = self.text.get(..start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        FormFault {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            subject,
            message,
        }
    }

    /// Gives a flaw its line, its column and what it belongs to.
    pub(super) fn locate(&self, root: &Spanned<DeTable<'_>>, flaw: Flaw) -> FormFault {
        let mut here = Spot {
            span: 0..0,
            value: None,
            subject: None,
        };
        for (depth, step) in flaw.path.0.iter().enumerate() {
            let is_end = depth + 1 == flaw.path.0.len();
            let list = depth
                .checked_sub(1)
                .and_then(|above| flaw.path.0.get(above));
            if !here.enter(root.get_ref(), step, list, is_end && flaw.at_key) {
                break;
            }
        }
        self.fault(here.span.start, here.subject, flaw.message)
    }
}

/// How far a path has been followed.
struct Spot<'t, 'i> {
    span: Range<usize>,
    value: Option<&'t DeValue<'i>>,
    subject: Option<String>,
}

impl<'t, 'i> Spot<'t, 'i> {
    /// Follows one step; false when the file has nothing there, so that the fault stays at what it has.
    fn enter(
        &mut self,
        root: &'t DeTable<'i>,
        step: &Step,
        list: Option<&Step>,
        at_key: bool,
    ) -> bool {
        let table = match self.value {
            None => Some(root),
            Some(value) => value.as_table(),
        };
        let found = match step {
            Step::Key(key) => table
                .and_then(|table| table.get_key_value(key.as_str()))
                .map(|(name, value)| (if at_key { name.span() } else { value.span() }, value)),
            Step::Item(position) => self
                .value
                .and_then(|value| value.as_array())
                .and_then(|items| items.get(*position))
                .map(|value| (value.span(), value)),
        };
        let Some((span, value)) = found else {
            return false;
        };
        if let Some(subject) = named(list, step, value.get_ref()) {
            self.subject = Some(subject);
        }
        self.span = span;
        self.value = Some(value.get_ref());
        true
    }
}

/// What people call the thing a step leads to.
fn named(list: Option<&Step>, step: &Step, value: &DeValue<'_>) -> Option<String> {
    let Some(Step::Key(list)) = list else {
        return None;
    };
    let name = |key: &str| {
        value
            .as_table()?
            .get(key)
            .and_then(|value| value.get_ref().as_str())
            .map(|code| code.chars().take(40).collect::<String>())
    };
    let (kind, key) = match list.as_str() {
        "questions" | "rows" => ("question", "code"),
        "index" => ("index node", "code"),
        "scores" => ("score", "code"),
        "classes" => ("class", "code"),
        "options" => ("option", "value"),
        "sections" => ("section", ""),
        "examples" => ("example", ""),
        "scales" => {
            return match step {
                Step::Key(scale) => Some(format!("scale {scale}")),
                Step::Item(_) => None,
            };
        }
        _ => return None,
    };
    let Step::Item(position) = step else {
        return None;
    };
    let number = || format!("{kind} {}", position + 1);
    Some(name(key).map_or_else(number, |code| format!("{kind} {code}")))
}
