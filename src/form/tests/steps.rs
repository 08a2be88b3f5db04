//! How forms are divided into pages.

use super::skip_logic::form_with;
use crate::form::{Answers, Catalogue, Form, ScoredPer};

fn codes(form: &Form) -> Vec<String> {
    let of = |step: &crate::form::Step| {
        let codes: Vec<&str> = step
            .questions
            .iter()
            .map(|&n| &*form.questions[n].code)
            .collect();
        let comment = if step.comment { " +" } else { "" };
        format!("{}{comment}", codes.join(" "))
    };
    form.steps.iter().map(of).collect()
}

fn form(id: &str, version: u32) -> &'static Form {
    Catalogue::builtin().get(id, Some(version)).unwrap()
}

#[test]
fn a_section_a_page_unless_the_form_says_otherwise() {
    assert_eq!(
        codes(form("onestop-short", 1)),
        ["SA0 SB0 SC0 SD0 SE0", "overall +"]
    );
    assert_eq!(codes(form("star-rating", 1)), ["stars"]);
}

#[test]
fn one_question_a_page_where_the_form_says_so() {
    let expected = [
        "SA0", "SB0", "SC0", "SD0", "SE0", "overall", "trouble", "help", " +",
    ];
    assert_eq!(codes(form("onestop-short", 2)), expected);
}

#[test]
fn a_long_matrix_has_one_page_a_factor() {
    let steps = codes(form("sipas-1001-2023", 1));
    for page in ["PA1 PA2", "SA1 SA2 SA3", "SB1 SB2 SB3 SB4", "SE1 SE2 SE3"] {
        assert!(steps.iter().any(|step| step == page), "{page}: {steps:?}");
    }
    assert!(steps.last().unwrap().ends_with(" +"), "{steps:?}");
    let most = form("sipas-1001-2023", 1)
        .steps
        .iter()
        .map(|step| step.questions.len())
        .max();
    assert_eq!(most, Some(10));
}

#[test]
fn every_question_asked_stands_on_one_page_in_form_order() {
    for form in Catalogue::builtin().iter() {
        let on_pages: Vec<usize> = form
            .steps
            .iter()
            .flat_map(|s| s.questions.clone())
            .collect();
        let asked = form.questions.iter().enumerate();
        let asked = asked.filter(|(_, q)| q.scored_per != Some(ScoredPer::Unit));
        let asked: Vec<usize> = asked.map(|(number, _)| number).collect();
        assert_eq!(on_pages, asked, "{}", form.id);
        let comments = form.steps.iter().filter(|step| step.comment).count();
        assert_eq!(comments, usize::from(form.comment.is_some()), "{}", form.id);
    }
}

#[test]
fn what_depends_on_an_answer_never_stands_beside_it() {
    let rule = |to: &str| format!("show_if = {{ question = \"{to}\", is = [\"1\"] }}");
    let form = form_with(&[
        String::new(),
        String::new(),
        rule("q0"),
        String::new(),
        rule("q1"),
    ]);
    assert_eq!(codes(&form), ["q0 q1", "q2 q3 q4"]);
    let shown = |answers: &[(&str, &str)]| {
        let answers = Answers::from_pairs(answers.iter().copied());
        form.shown_steps(&form.asking(&answers))
    };
    assert_eq!(shown(&[]), [0, 1], "q3 is asked of everybody");
    let chain = form_with(&[String::new(), rule("q0"), rule("q1")]);
    assert_eq!(codes(&chain), ["q0", "q1", "q2"]);
    let answers = Answers::from_pairs([("q0", "2"), ("q1", "1")]);
    let shown = chain.shown_steps(&chain.asking(&answers));
    assert_eq!(shown, [0], "q2 depends on an answer that nobody can see");
}
