//! Which versions of a form count the same things, so that their results are one series.
//!
//! A published version never changes, so a mended word makes a new version. That must not cut a series in two: what
//! counts is the codes, the options, what is satisfied and how it is averaged, never the words.

use super::questionnaire::{Form, Question};
use super::score::{Class, Score};
use super::tree::IndexNode;

impl Form {
    /// Whether the counts of another version mean the same as those of this one: only words differ.
    pub fn counts_alike(&self, other: &Self) -> bool {
        self.id == other.id
            && self.instrument == other.instrument
            && self.layout == other.layout
            && self.rules == other.rules
            && all_alike(&self.questions, &other.questions, question)
            && all_alike(&self.scores, &other.scores, score)
            && all_alike(&self.classes, &other.classes, class)
            && all_alike(self.index.as_slice(), other.index.as_slice(), node)
    }
}

fn all_alike<T>(these: &[T], those: &[T], alike: impl Fn(&T, &T) -> bool) -> bool {
    these.len() == those.len()
        && these
            .iter()
            .zip(those)
            .all(|(this, that)| alike(this, that))
}

fn question(this: &Question, that: &Question) -> bool {
    let kind = |q: &Question| (q.role, q.scored_per, q.is_multi(), q.slots.clone());
    this.code == that.code
        && kind(this) == kind(that)
        && this.not_applicable().is_some() == that.not_applicable().is_some()
        && all_alike(this.options(), that.options(), |this, that| {
            (&this.value, this.points, this.satisfied) == (&that.value, that.points, that.satisfied)
        })
}

fn score(this: &Score, that: &Score) -> bool {
    (&this.code, &this.questions, this.max) == (&that.code, &that.questions, that.max)
        && all_alike(&this.classes, &that.classes, class)
}

fn class(this: &Class, that: &Class) -> bool {
    (&this.code, this.from, this.below) == (&that.code, that.from, that.below)
}

fn node(this: &IndexNode, that: &IndexNode) -> bool {
    (&this.code, this.rule, &this.criteria) == (&that.code, that.rule, &that.criteria)
        && all_alike(&this.children, &that.children, node)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../survey-forms/sipas-1001-2023.v1.toml");

    fn form(change: (&str, &str)) -> Form {
        assert!(TEXT.contains(change.0), "{change:?}");
        let text = TEXT.split("[[examples]]").next().unwrap_or_default();
        let text = text
            .replacen(change.0, change.1, 1)
            .replacen("version = 1", "version = 2", 1);
        Form::read("sipas-1001-2023.v2.toml", &text).unwrap()
    }

    #[test]
    fn a_mended_word_keeps_the_series_and_another_meaning_opens_a_new_one() {
        let first = Form::read("sipas-1001-2023.v1.toml", TEXT).unwrap();
        assert!(first.counts_alike(&form(("Rất hài lòng", "Hết sức hài lòng #1"))));
        assert!(first.counts_alike(&form(("title.vi = \"", "title.vi = \"Bản sửa: "))));
        assert!(!first.counts_alike(&form(("satisfied_from = \"4\"", "satisfied_from = \"5\""))));
        assert!(!first.counts_alike(&form((
            "rule = \"mean_of_criteria\"",
            "rule = \"pooled_answers\""
        ))));
    }
}
