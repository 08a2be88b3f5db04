//! How a form's index is made, in a sentence for the reader of a report.

use crate::form::{Form, Text};
use crate::index::Aggregation;

/// The averaging rule, and what “satisfied” means, in words.
pub fn in_words(form: &Form) -> (Text, Text) {
    let criteria = form.criteria().count();
    let method = match form.index.as_ref().map(|root| root.rule) {
        None => Text::new(
            "Tính điểm theo từng chỉ số thành phần",
            "Points by indicator",
        ),
        Some(Aggregation::MeanOfCriteria) => Text::new(
            format!(
                "Trung bình cộng tỷ lệ hài lòng của {criteria} tiêu chí, mỗi tiêu chí có trọng số như nhau"
            ),
            format!(
                "Mean of the satisfaction percentages of {criteria} criteria, each weighing the same"
            ),
        ),
        Some(Aggregation::PooledAnswers) => Text::new(
            format!(
                "Tổng số câu trả lời hài lòng chia cho tổng số câu trả lời của {criteria} tiêu chí"
            ),
            format!("Satisfied answers over all answers to {criteria} criteria"),
        ),
        Some(Aggregation::MeanOfChildren) => Text::new(
            "Trung bình cộng của các lĩnh vực, mỗi lĩnh vực có trọng số như nhau",
            "Mean of the domains, each weighing the same",
        ),
    };
    let satisfied = form.criteria().next().map(|criterion| {
        let labels = |lang: &str| {
            let labels = criterion.options().iter().filter(|option| option.satisfied);
            labels
                .map(|option| option.label.get(lang))
                .collect::<Vec<_>>()
        };
        Text::new(
            format!("chọn “{}”", labels("vi").join("” hoặc “")),
            format!("chose “{}”", labels("en").join("” or “")),
        )
    });
    (method, satisfied.unwrap_or_default())
}
