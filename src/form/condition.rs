//! Conditions (điều kiện): which earlier answers a question depends on.
//!
//! The same rules are evaluated here for what the server takes and, serialised as JSON, in
//! `web/assets/conditions.js` for what the page shows; a test holds the two equal.

use serde::Serialize;

/// A rule over the answers of earlier questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Condition {
    /// One of the answers of a question is one of these values.
    Is {
        /// Code of the question.
        question: String,
        /// Values of its options; `na` is “not applicable”.
        is: Vec<String>,
    },
    /// A question is answered, “not applicable” included, or is not.
    Answered {
        /// Code of the question.
        question: String,
        /// Which of the two.
        answered: bool,
    },
    /// Every one of these holds.
    All {
        /// Which.
        all: Vec<Condition>,
    },
    /// At least one of these holds.
    Any {
        /// Which.
        any: Vec<Condition>,
    },
    /// This does not hold.
    Not {
        /// What.
        not: Box<Condition>,
    },
}

impl Condition {
    /// Whether it holds. `answers` gives the values chosen under a code; none when the question is not answered or not shown.
    pub fn holds<'a>(&self, answers: &impl Fn(&str) -> &'a [&'a str]) -> bool {
        match self {
            Self::Is { question, is } => answers(question)
                .iter()
                .any(|value| is.iter().any(|wanted| wanted == value)),
            Self::Answered { question, answered } => answers(question).is_empty() != *answered,
            Self::All { all } => all.iter().all(|condition| condition.holds(answers)),
            Self::Any { any } => any.iter().any(|condition| condition.holds(answers)),
            Self::Not { not } => !not.holds(answers),
        }
    }

    /// Codes of the questions it looks at.
    pub fn questions(&self) -> Vec<&str> {
        match self {
            Self::Is { question, .. } | Self::Answered { question, .. } => vec![question],
            Self::All { all: several } | Self::Any { any: several } => {
                several.iter().flat_map(Self::questions).collect()
            }
            Self::Not { not } => not.questions(),
        }
    }

    /// The rule as the page carries it.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(question: &str, values: &[&str]) -> Condition {
        Condition::Is {
            question: question.into(),
            is: values.iter().map(ToString::to_string).collect(),
        }
    }

    fn holds(condition: &Condition, question: &str, values: &[&str]) -> bool {
        condition.holds(&|code| if code == question { values } else { &[] })
    }

    #[test]
    fn one_of_several_answers_is_enough() {
        assert!(holds(&is("A", &["1", "2"]), "A", &["3", "2"]));
        assert!(!holds(&is("A", &["1", "2"]), "A", &["3"]));
        assert!(!holds(&is("A", &["1"]), "B", &["1"]));
    }

    #[test]
    fn all_of_nothing_holds_and_any_of_nothing_does_not() {
        assert!(holds(&Condition::All { all: vec![] }, "A", &[]));
        assert!(!holds(&Condition::Any { any: vec![] }, "A", &[]));
        let not = Condition::Not {
            not: Box::new(is("A", &["1"])),
        };
        assert!(holds(&not, "A", &["2"]) && !holds(&not, "A", &["1"]));
    }

    #[test]
    fn a_rule_is_written_as_the_page_reads_it() {
        let rule = Condition::All {
            all: vec![
                is("A", &["1", "na"]),
                Condition::Answered {
                    question: "B".into(),
                    answered: false,
                },
            ],
        };
        assert_eq!(
            rule.to_json(),
            r#"{"all":[{"question":"A","is":["1","na"]},{"question":"B","answered":false}]}"#
        );
        assert_eq!(rule.questions(), ["A", "B"]);
    }
}
