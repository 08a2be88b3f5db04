//! Sums of points and classes.

use std::collections::HashSet;

use crate::form::fault::Path;
use crate::form::file::{ClassFile, FormFile};
use crate::form::nearest::did_you_mean;
use crate::form::questionnaire::Question;
use crate::form::score::{Class, Score};

use super::codes::Codes;
use super::flaws::Flaws;
use super::numbers::written;

/// Reads the form's classes and its scores; the first score takes the form's classes if it has none.
pub(super) fn read(
    file: &FormFile,
    questions: &[Question],
    codes: &mut Codes,
    flaws: &mut Flaws,
) -> (Vec<Class>, Vec<Score>) {
    let classes = read_classes(&file.classes, &Path::default().key("classes"), flaws);
    if !classes.is_empty() && file.index.is_empty() && file.scores.is_empty() {
        flaws.tell(
            Path::default().key("classes"),
            "classes name an index or a score, and this form has neither",
        );
    }
    let mut scores: Vec<Score> = Vec::new();
    for (position, score) in file.scores.iter().enumerate() {
        let path = Path::default().key("scores").item(position);
        flaws.check_text(&score.text, &path.key("text"));
        codes.take(&score.code, "code", &path.key("code"), flaws);
        let numbers = read_parts(&score.of, questions, &path.key("of"), flaws);
        scores.push(Score {
            code: score.code.clone(),
            text: score.text.clone(),
            max: numbers.iter().map(|&n| most_points(&questions[n])).sum(),
            questions: numbers,
            classes: read_classes(&score.classes, &path.key("classes"), flaws),
        });
    }
    if let Some(first) = scores.first_mut().filter(|s| s.classes.is_empty())
        && file.index.is_empty()
    {
        first.classes.clone_from(&classes);
    }
    (classes, scores)
}

fn read_parts(
    codes: &[String],
    questions: &[Question],
    path: &Path,
    flaws: &mut Flaws,
) -> Vec<usize> {
    let mut numbers = Vec::new();
    for (item, code) in codes.iter().enumerate() {
        let path = path.item(item);
        match questions.iter().position(|question| question.code == *code) {
            None => {
                let hint = did_you_mean(code, questions.iter().map(|q| q.code.as_str()));
                flaws.tell(path, format!("there is no question “{code}”{hint}"));
            }
            Some(number)
                if questions[number]
                    .options()
                    .iter()
                    .any(|o| o.points.is_none()) =>
            {
                flaws.tell(path, format!("question “{code}” has no points to add"));
            }
            Some(number) if numbers.contains(&number) => {
                flaws.tell(path, format!("question “{code}” is added twice"));
            }
            Some(number) => numbers.push(number),
        }
    }
    numbers
}

fn most_points(question: &Question) -> f64 {
    let points = question.options().iter().filter_map(|option| option.points);
    points.fold(0.0, f64::max)
}

fn read_classes(files: &[ClassFile], path: &Path, flaws: &mut Flaws) -> Vec<Class> {
    let mut seen = HashSet::new();
    let mut classes: Vec<Class> = Vec::new();
    for (position, file) in files.iter().enumerate() {
        let path = path.item(position);
        flaws.check_text(&file.label, &path);
        if !seen.insert(file.code.as_str()) {
            let message = format!("two classes have the code “{}”", file.code);
            flaws.tell(path.key("code"), message);
        }
        let mut bound = |name: &str, number: Option<f64>| {
            let exact = number.and_then(written);
            if number.is_some() && exact.is_none() {
                flaws.tell(path.key(name), "this number has too many digits");
            }
            exact
        };
        let class = Class {
            code: file.code.clone(),
            label: file.label.clone(),
            from: bound("from", file.from),
            below: bound("below", file.below),
        };
        let last = position + 1 == files.len();
        check_bounds(&class, classes.last(), last, &path, flaws);
        classes.push(class);
    }
    classes
}

fn check_bounds(class: &Class, higher: Option<&Class>, last: bool, path: &Path, flaws: &mut Flaws) {
    if let (Some(from), Some(below)) = (class.from, class.below)
        && from.value() >= below.value()
    {
        let message = format!("nothing lies from {from} to below {below}");
        flaws.tell(path.key("from"), message);
    }
    match (higher.map(|higher| higher.from), class.below) {
        (None, Some(_)) => flaws.tell(
            path.key("below"),
            "the first class is the highest; nothing stands above it, take “below” out",
        ),
        (Some(_), None) => flaws.tell(
            path.clone(),
            "write below = …, the lower bound of the class before; classes go from the highest down",
        ),
        (Some(Some(above)), Some(below)) if below.value() > above.value() => flaws.tell(
            path.key("below"),
            format!("this class overlaps the one before, which begins at {above}: write below = {above}"),
        ),
        (Some(Some(above)), Some(below)) if below.value() < above.value() => flaws.tell(
            path.key("below"),
            format!("values from {below} to {above} belong to no class: write below = {above}"),
        ),
        _ => {}
    }
    match (class.from, last) {
        (None, false) => flaws.tell(
            path.clone(),
            "write from = …, the lowest value inside; only the last class has none",
        ),
        (Some(_), true) => flaws.tell(
            path.key("from"),
            "the last class takes all that is left; take “from” out",
        ),
        _ => {}
    }
}
