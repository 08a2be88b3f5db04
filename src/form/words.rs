//! How a form's index is made, in words: what stands under every table and chart.

use super::questionnaire::{Form, Role};
use super::text::Text;
use super::tree::Aggregation;

impl Aggregation {
    /// The rule in words.
    pub fn words(self) -> Text {
        match self {
            Self::MeanOfCriteria => Text::new(
                "trung bình cộng tỷ lệ hài lòng của các tiêu chí, mỗi tiêu chí nặng như nhau",
                "mean of the percentages of all criteria, each weighing the same",
            ),
            Self::PooledAnswers => Text::new(
                "tổng số câu trả lời hài lòng chia cho tổng số câu trả lời hợp lệ của các tiêu chí",
                "satisfied answers over valid answers of all criteria together",
            ),
            Self::MeanOfChildren => Text::new(
                "trung bình cộng của các phần trực tiếp bên dưới, mỗi phần nặng như nhau",
                "mean of the parts directly below, each weighing the same",
            ),
        }
    }
}

impl Form {
    /// How the overall index is averaged; none for a form scored in points.
    pub fn method(&self) -> Option<Text> {
        self.index.as_ref().map(|root| root.rule.words())
    }

    /// Which answers to the criteria count as satisfied: “Hài lòng” hoặc “Rất hài lòng”.
    pub fn satisfied_means(&self) -> Option<Text> {
        let criterion = self
            .questions
            .iter()
            .find(|question| question.role == Role::Criterion)?;
        let labels = |lang: &str, or: &str| {
            let satisfied = criterion.options().iter().filter(|option| option.satisfied);
            let quoted: Vec<String> = satisfied
                .map(|option| format!("“{}”", option.label.get(lang)))
                .collect();
            match quoted.split_last() {
                Some((last, rest)) if !rest.is_empty() => {
                    format!("{} {or} {last}", rest.join(", "))
                }
                _ => quoted.concat(),
            }
        };
        Some(Text::new(
            format!("chọn {}", labels("vi", "hoặc")),
            format!("chose {}", labels("en", "or")),
        ))
    }
}

#[cfg(test)]
mod tests {
    use crate::form::Catalogue;

    #[test]
    fn the_method_is_told_in_words() {
        let form = Catalogue::builtin().get("sipas-1001-2023", None).unwrap();
        let satisfied = form.satisfied_means().unwrap();
        assert_eq!(satisfied.vi, "chọn “Hài lòng” hoặc “Rất hài lòng”");
        assert_eq!(satisfied.en, "chose “Satisfied” or “Very satisfied”");
        assert!(form.method().unwrap().vi.starts_with("trung bình cộng"));
        let points = Catalogue::builtin().get("onestop-tt01-2018", None).unwrap();
        assert!(points.method().is_none() && points.satisfied_means().is_none());
    }
}
