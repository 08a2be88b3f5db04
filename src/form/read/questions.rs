//! Questions and rows of matrices: codes, scales, roles, and the bytes they take in a packed sheet.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::form::condition::Condition;
use crate::form::fault::Path;
use crate::form::file::{QuestionFile, SectionFile};
use crate::form::nearest::did_you_mean;
use crate::form::questionnaire::{Answer, Matrix, Question, Role, Section};
use crate::form::scale::Scale;
use crate::form::text::Text;

use super::codes::Codes;
use super::conditions;
use super::flaws::Flaws;
use super::scales::cut;

/// Bytes a packed sheet can have at most.
const MAX_SLOTS: usize = 256;

/// What the sections of a file hold.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) sections: Vec<Section>,
    pub(super) questions: Vec<Question>,
    pub(super) matrices: Vec<Matrix>,
    numbered: usize,
    slots: usize,
}

/// When a question is asked.
struct Rules {
    show_if: Option<Condition>,
    required_if: Option<Condition>,
}

/// Reads all sections.
pub(super) fn read(
    files: &[SectionFile],
    scales: &BTreeMap<String, Arc<Scale>>,
    codes: &mut Codes,
    flaws: &mut Flaws,
) -> Asked {
    let mut asked = Asked::default();
    let mut used = HashSet::new();
    let sections_path = Path::default().key("sections");
    for (position, file) in files.iter().enumerate() {
        let path = sections_path.item(position);
        flaws.check_text(&file.title, &path.key("title"));
        flaws.check_optional(file.intro.as_ref(), &path.key("intro"));
        let first = asked.questions.len();
        for (position, question) in file.questions.iter().enumerate() {
            let path = path.key("questions").item(position);
            used.insert(question.scale.as_str());
            asked.add(question, scales, &path, codes, flaws);
        }
        asked.sections.push(Section {
            title: file.title.clone(),
            intro: file.intro.clone(),
            questions: first..asked.questions.len(),
        });
    }
    if asked.slots > MAX_SLOTS {
        let slots = asked.slots;
        flaws.tell(
            sections_path,
            format!("the form has {slots} things to answer (rows, questions, options of multi-selects); at most {MAX_SLOTS} fit"),
        );
    }
    for name in scales.keys().filter(|name| !used.contains(name.as_str())) {
        let path = Path::default().key("scales").key(name);
        flaws.tell(path, "no question uses this scale; take it out or use it");
    }
    for question in asked
        .questions
        .iter()
        .filter(|question| question.is_multi())
    {
        for option in question.options() {
            let column = format!("{}.{}", question.code, option.value);
            if asked.questions.iter().any(|other| other.code == column) {
                flaws.tell(
                    Path::default().key("sections"),
                    format!("the code “{column}” is also the column of an option of {}; choose another code", question.code),
                );
            }
        }
    }
    asked
}

impl Asked {
    fn add(
        &mut self,
        file: &QuestionFile,
        scales: &BTreeMap<String, Arc<Scale>>,
        path: &Path,
        codes: &mut Codes,
        flaws: &mut Flaws,
    ) {
        self.numbered += 1;
        flaws.check_text(&file.text, &path.key("text"));
        flaws.check_optional(file.help.as_ref(), &path.key("help"));
        codes.take(&file.code, "question", &path.key("code"), flaws);
        let answer = answer(file, scales, path, flaws);
        let rules = Rules {
            show_if: conditions::read(
                file.show_if.as_ref(),
                &self.questions,
                &path.key("show_if"),
                flaws,
            ),
            required_if: conditions::read(
                file.required_if.as_ref(),
                &self.questions,
                &path.key("required_if"),
                flaws,
            ),
        };
        if file.required && file.required_if.is_some() {
            flaws.tell(
                path.key("required_if"),
                "the question is required anyway; take out required or required_if",
            );
        }
        if file.rows.is_empty() {
            let number = self.numbered.to_string();
            self.push(file, &file.code, number, &file.text, answer, &rules, None);
            return;
        }
        let first = self.questions.len();
        let matrix = self.matrices.len();
        for (position, row) in file.rows.iter().enumerate() {
            let path = path.key("rows").item(position);
            flaws.check_text(&row.text, &path);
            codes.take(&row.code, "question", &path.key("code"), flaws);
            let number = format!("{}.{}", self.numbered, position + 1);
            self.push(
                file,
                &row.code,
                number,
                &row.text,
                answer.clone(),
                &rules,
                Some(matrix),
            );
        }
        self.matrices.push(Matrix {
            code: file.code.clone(),
            text: file.text.clone(),
            help: file.help.clone(),
            questions: first..self.questions.len(),
        });
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a row is its matrix with another code, number and text"
    )]
    fn push(
        &mut self,
        file: &QuestionFile,
        code: &str,
        number: String,
        text: &Text,
        answer: Option<Answer>,
        rules: &Rules,
        matrix: Option<usize>,
    ) {
        // Without a scale the question is a told flaw; it stays known, so that others may name it.
        let answer = answer.unwrap_or_else(|| Answer::Multi {
            scale: Arc::new(Scale {
                name: file.scale.clone(),
                options: Vec::new(),
                not_applicable: None,
            }),
        });
        let width = match &answer {
            Answer::Choice { .. } => 1,
            Answer::Multi { scale } => scale.options.len(),
        };
        self.questions.push(Question {
            code: code.to_owned(),
            number,
            text: text.clone(),
            help: file.help.clone().filter(|_| matrix.is_none()),
            role: file.role,
            answer,
            required: file.required,
            show_if: rules.show_if.clone(),
            required_if: rules.required_if.clone(),
            sensitive: file.sensitive,
            scored_per: file.scored_per,
            matrix,
            slots: self.slots..self.slots + width,
        });
        self.slots += width;
    }
}

/// How a question is answered, once its scale and its role go together.
fn answer(
    file: &QuestionFile,
    scales: &BTreeMap<String, Arc<Scale>>,
    path: &Path,
    flaws: &mut Flaws,
) -> Option<Answer> {
    let Some(scale) = scales.get(&file.scale) else {
        let hint = did_you_mean(&file.scale, scales.keys().map(String::as_str));
        flaws.tell(
            path.key("scale"),
            format!("scale “{}” is not defined{hint}", file.scale),
        );
        return None;
    };
    let mut scale = Arc::clone(scale);
    if let Some(first) = &file.satisfied_from {
        let mut own = Scale::clone(&scale);
        cut(&mut own, first, &path.key("satisfied_from"), flaws);
        scale = Arc::new(own);
    }
    if file.not_applicable && scale.not_applicable.is_none() {
        flaws.tell(
            path.key("not_applicable"),
            format!("scale “{0}” has no words for it: write not_applicable.vi and not_applicable.en in [scales.{0}]", file.scale),
        );
    }
    match file.role {
        Role::Criterion if scale.satisfied_bits() == 0 => flaws.tell(
            path.key("scale"),
            format!("a criterion needs options that count as satisfied: write satisfied_from in [scales.{}] or here", file.scale),
        ),
        Role::Indicator if scale.options.iter().any(|option| option.points.is_none()) => flaws.tell(
            path.key("scale"),
            format!("an indicator needs points: write points for every option of [scales.{}]", file.scale),
        ),
        _ => {}
    }
    if file.scored_per.is_some() && file.role != Role::Indicator {
        flaws.tell(
            path.key("scored_per"),
            "only an indicator is scored per dossier or unit",
        );
    }
    if !file.multi {
        return Some(Answer::Choice {
            scale,
            not_applicable: file.not_applicable,
        });
    }
    if !file.rows.is_empty() {
        flaws.tell(
            path.key("multi"),
            "a multi-select cannot have rows; ask each row as a question",
        );
    }
    if file.not_applicable {
        flaws.tell(
            path.key("not_applicable"),
            "a multi-select is left empty instead; take this out",
        );
    }
    if matches!(file.role, Role::Criterion | Role::Indicator) {
        flaws.tell(
            path.key("multi"),
            format!(
                "a multi-select cannot be of the role “{}”",
                file.role.as_str()
            ),
        );
    }
    if scale.satisfied_bits() != 0 {
        let mut own = Scale::clone(&scale);
        own.options
            .iter_mut()
            .for_each(|option| option.satisfied = false);
        scale = Arc::new(own);
    }
    Some(Answer::Multi { scale })
}
