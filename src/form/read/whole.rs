//! A whole form file: text, shape, meaning, and the form that comes out when all three are in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use toml::de::DeTable;
use toml::value::Datetime;
use unicode_normalization::UnicodeNormalization;

use crate::form::fault::{FormFault, Path, Source};
use crate::form::file::{CommentFile, FormFile};
use crate::form::hash::FormHash;
use crate::form::questionnaire::{Answer, CommentBox, Form, Instrument, Question, Role};
use crate::form::scale::Scale;
use crate::form::schema::schema;
use crate::form::shape;
use crate::form::steps::divide;
use crate::form::tree::IndexNode;
use crate::index::Layout;
use crate::index::Node;
use crate::index::Slot;

use super::codes::{Codes, is_id};
use super::flaws::Flaws;
use super::{examples, questions, scales, scores, tree};

/// Most characters of a comment, in every form.
const MAX_COMMENT: usize = 1000;

impl Form {
    /// Reads a form file. `name` is the file's name, `<id>.v<version>.toml`, with or without its folder.
    ///
    /// # Errors
    /// Every fault of the file, in the order of its lines.
    pub fn read(name: &str, toml: &str) -> Result<Self, Vec<FormFault>> {
        let text: String = toml.trim_start_matches('\u{feff}').nfc().collect();
        let source = Source {
            file: name,
            text: &text,
        };
        let (root, errors) = DeTable::parse_recoverable(&text);
        if !errors.is_empty() {
            return Err(errors
                .iter()
                .map(|error| {
                    let start = error.span().map_or(0, |span| span.start);
                    source.fault(
                        start,
                        None,
                        format!("this is not TOML: {}", error.message()),
                    )
                })
                .collect());
        }
        let mut flaws = Flaws(shape::flaws(schema(), root.get_ref()));
        let form = match toml::from_str::<FormFile>(&text) {
            Ok(file) => Some(read(name, toml, &file, &mut flaws)),
            // The shape already told why, with all other faults beside it.
            Err(_) if !flaws.0.is_empty() => None,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                return Err(vec![source.fault(start, None, error.message().to_owned())]);
            }
        };
        match form {
            Some(form) if flaws.0.is_empty() => Ok(form),
            _ => {
                let faults = flaws.0.into_iter();
                let mut faults: Vec<FormFault> =
                    faults.map(|flaw| source.locate(&root, flaw)).collect();
                faults.sort();
                faults.dedup();
                Err(faults)
            }
        }
    }
}

fn read(name: &str, toml: &str, file: &FormFile, flaws: &mut Flaws) -> Form {
    let top = Path::default();
    check_name(name, file, flaws);
    for (key, text) in [
        ("title", &file.title),
        ("purpose", &file.purpose),
        ("legal_basis", &file.legal_basis),
    ] {
        flaws.check_text(text, &top.key(key));
    }
    flaws.check_optional(file.provisional.as_ref(), &top.key("provisional"));
    let valid_from = day(file.valid_from, &top.key("valid_from"), flaws);
    let valid_to = day(file.valid_to, &top.key("valid_to"), flaws);
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && to < from
    {
        flaws.tell(
            top.key("valid_to"),
            format!("the form would end on {to}, before it begins on {from}"),
        );
    }

    let mut codes = Codes::default();
    let scales: BTreeMap<String, Arc<Scale>> = scales::read(&file.scales, flaws);
    let asked = questions::read(&file.sections, &scales, &mut codes, flaws);
    let index = tree::read(&file.index, &asked.questions, &mut codes, flaws);
    let (classes, scores) = scores::read(file, &asked.questions, &mut codes, flaws);
    let comment = file
        .comment
        .as_ref()
        .map(|comment| comment_box(comment, &mut codes, flaws));
    let numbers = asked.questions.iter().enumerate();
    let numbers = numbers.map(|(number, question)| (question.code.clone(), number));
    let numbers = numbers.collect();
    let layout = Arc::new(Layout {
        self_selected: file.instrument == Instrument::Widget,
        ..layout(&asked.questions, index.as_ref())
    });
    let steps = divide(
        file.pages,
        &asked.sections,
        &asked.questions,
        index.as_ref(),
        comment.is_some(),
    );
    let mut form = Form {
        id: file.id.clone(),
        version: file.version,
        hash: FormHash::of(toml.as_bytes()),
        title: file.title.clone(),
        purpose: file.purpose.clone(),
        legal_basis: file.legal_basis.clone(),
        instrument: file.instrument,
        valid_from,
        valid_to,
        provisional: file.provisional.is_some(),
        provisional_reason: file.provisional.clone(),
        sections: asked.sections,
        questions: asked.questions,
        matrices: asked.matrices,
        scales: scales.into_values().collect(),
        index,
        scores,
        classes,
        rules: file.rules.clone(),
        comment,
        pages: file.pages,
        steps,
        examples: Vec::new(),
        layout,
        numbers,
    };
    if flaws.0.is_empty() {
        form.examples = examples::read(&form, &file.examples, flaws);
    }
    form
}

fn check_name(name: &str, file: &FormFile, flaws: &mut Flaws) {
    if !is_id(&file.id) {
        flaws.tell(
            Path::default().key("id"),
            "use up to 40 small letters a–z and digits, in groups joined by hyphens",
        );
        return;
    }
    let expected = format!("{}.v{}.toml", file.id, file.version);
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if base != expected && file.version > 0 {
        flaws.tell(
            Path::default().key("id"),
            format!(
                "id and version say that this file is called {expected}; rename it or mend them"
            ),
        );
    }
}

fn day(date: Option<Datetime>, path: &Path, flaws: &mut Flaws) -> Option<NaiveDate> {
    let date = date?.date?;
    let day = NaiveDate::from_ymd_opt(
        i32::from(date.year),
        u32::from(date.month),
        u32::from(date.day),
    );
    if day.is_none() {
        flaws.tell(path.clone(), "there is no such day");
    }
    day
}

fn comment_box(file: &CommentFile, codes: &mut Codes, flaws: &mut Flaws) -> CommentBox {
    let path = Path::default().key("comment");
    flaws.check_text(&file.text, &path.key("text"));
    flaws.check_optional(file.help.as_ref(), &path.key("help"));
    let code = file.code.clone().unwrap_or_else(|| "comment".to_owned());
    codes.take(&code, "code", &path.key("code"), flaws);
    CommentBox {
        code,
        text: file.text.clone(),
        help: file.help.clone(),
        max: file.max.unwrap_or(MAX_COMMENT).min(MAX_COMMENT),
    }
}

/// How answers are packed: slots in form order, nodes root first, personal slots apart.
fn layout(questions: &[Question], index: Option<&IndexNode>) -> Layout {
    let slots = questions
        .iter()
        .flat_map(|question| {
            let slot = match &question.answer {
                Answer::Choice { scale, .. } => Slot {
                    levels: scale.options.len() as u8,
                    satisfied: scale.satisfied_bits(),
                },
                Answer::Multi { .. } => Slot {
                    levels: 2,
                    satisfied: 0,
                },
            };
            std::iter::repeat_n(slot, question.slots.len())
        })
        .collect();
    let mut nodes: Vec<&IndexNode> = index.map(IndexNode::walk).unwrap_or_default();
    nodes.sort_by_key(|node| node.layout_node);
    Layout {
        self_selected: false,
        slots,
        nodes: nodes
            .into_iter()
            .map(|node| {
                let mut slots: Vec<usize> = node
                    .all_criteria()
                    .into_iter()
                    .map(|number| questions[number].slots.start)
                    .collect();
                slots.sort_unstable();
                Node { slots }
            })
            .collect(),
        personal: questions
            .iter()
            .filter(|question| question.role == Role::Respondent)
            .flat_map(|question| question.slots.clone())
            .collect(),
    }
}
