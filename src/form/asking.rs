//! What a form asks of somebody with these answers: skip logic, question by question.

use super::answers::{Answers, Given};
use super::questionnaire::Form;

/// Which questions are shown and which must be answered, by their number in [`Form::questions`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Whether the question is shown.
    pub shown: Vec<bool>,
    /// Whether it must be answered; never when it is not shown.
    pub required: Vec<bool>,
}

impl Form {
    /// What is asked after these answers. An answer to a question that is not shown counts as none, so that a rule never
    /// follows from what nobody can see.
    pub fn asking(&self, answers: &Answers) -> Asking {
        if !self
            .questions
            .iter()
            .any(|q| q.show_if.is_some() || q.required_if.is_some())
        {
            return Asking {
                shown: vec![true; self.questions.len()],
                required: self.questions.iter().map(|q| q.required).collect(),
            };
        }
        let mut values: Vec<Vec<&str>> = vec![Vec::new(); self.questions.len()];
        for (code, given) in answers.iter() {
            if let (Some(number), Given::Value(value)) = (self.number_of(code), given)
                && !value.trim().is_empty()
            {
                values[number].push(self.questions[number].value_meant(value.trim()));
            }
        }
        let mut asking = Asking {
            shown: Vec::with_capacity(values.len()),
            required: Vec::with_capacity(values.len()),
        };
        for (number, question) in self.questions.iter().enumerate() {
            let (before, own) = values.split_at_mut(number);
            let answered = |code: &str| -> &[&str] {
                let earlier = self.number_of(code).and_then(|number| before.get(number));
                earlier.map_or(&[], Vec::as_slice)
            };
            let holds = |rule: &super::Condition| rule.holds(&answered);
            let shown = question.show_if.as_ref().is_none_or(holds);
            let required = question.required || question.required_if.as_ref().is_some_and(holds);
            if !shown {
                own[0].clear();
            }
            asking.shown.push(shown);
            asking.required.push(shown && required);
        }
        asking
    }
}
