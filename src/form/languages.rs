//! The languages of a form, and what each of them does not say yet.

use std::collections::{BTreeMap, BTreeSet};

use super::questionnaire::Form;
use super::text::Text;

impl Form {
    /// Everything that a citizen reads, by what it belongs to: `question SA0`, `scale likert5, option 1`.
    pub fn texts(&self) -> Vec<(String, &Text)> {
        let mut texts = vec![
            ("title".to_owned(), &self.title),
            ("purpose".to_owned(), &self.purpose),
        ];
        for (number, section) in self.sections.iter().enumerate() {
            let number = number + 1;
            texts.push((format!("section {number}"), &section.title));
            let intro = section.intro.iter();
            texts.extend(intro.map(|text| (format!("intro of section {number}"), text)));
        }
        for matrix in &self.matrices {
            texts.push((format!("question {}", matrix.code), &matrix.text));
            let help = matrix.help.iter();
            texts.extend(help.map(|text| (format!("help of {}", matrix.code), text)));
        }
        for question in &self.questions {
            texts.push((format!("question {}", question.code), &question.text));
            let help = question.help.iter();
            texts.extend(help.map(|text| (format!("help of {}", question.code), text)));
        }
        for scale in &self.scales {
            let name = &scale.name;
            let options = scale.options.iter();
            texts.extend(options.map(|o| (format!("scale {name}, option {}", o.value), &o.label)));
            let na = scale.not_applicable.iter();
            texts.extend(na.map(|text| (format!("scale {name}, not_applicable"), text)));
        }
        if let Some(comment) = &self.comment {
            texts.push((format!("comment {}", comment.code), &comment.text));
            let help = comment.help.iter();
            texts.extend(help.map(|text| (format!("help of {}", comment.code), text)));
        }
        texts
    }

    /// For every language beside Vietnamese and English that the form speaks: what it does not say in it.
    pub fn missing_texts(&self) -> BTreeMap<String, Vec<String>> {
        let texts = self.texts();
        let spoken: BTreeSet<&str> = texts
            .iter()
            .flat_map(|(_, text)| text.languages().skip(2))
            .map(|(lang, _)| lang)
            .collect();
        let missing = |lang: &str| {
            let silent = texts.iter().filter(|(_, text)| !text.has(lang));
            silent.map(|(of, _)| of.clone()).collect::<Vec<_>>()
        };
        let each = spoken
            .into_iter()
            .map(|lang| (lang.to_owned(), missing(lang)));
        each.filter(|(_, missing)| !missing.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::form::Form;

    #[test]
    fn a_third_language_is_told_what_it_does_not_say_yet() {
        let text = include_str!("../../survey-forms/star-rating.v1.toml");
        let form = Form::read("star-rating.v1.toml", text).unwrap();
        assert!(form.missing_texts().is_empty());
        let begun = text.replacen("text.vi = ", "text.km = \"…\"\ntext.vi = ", 1);
        let form = Form::read("star-rating.v1.toml", &begun).unwrap();
        let missing = &form.missing_texts()["km"];
        assert_eq!(missing.len(), form.texts().len() - 1);
        assert!(missing.contains(&"scale stars, option 1".to_owned()));
        assert!(!missing.contains(&"question stars".to_owned()));
    }
}
