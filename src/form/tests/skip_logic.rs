//! What is asked follows from earlier answers, and what is not asked counts for nothing.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::form::{AnswerSheet, Answers, Catalogue, Form};
use crate::index::NOT_ANSWERED;

/// A form of `rules.len()` questions on a scale of three and “not applicable”, each with its rules.
pub fn form_with(rules: &[String]) -> Form {
    let mut text = r#"
id = "rules"
version = 1
instrument = "survey"
title = { vi = "Quy tắc", en = "Rules" }
purpose = { vi = "Thử", en = "A trial" }
legal_basis = { vi = "Không", en = "None" }
[scales.three]
satisfied_from = "3"
not_applicable = { vi = "Không có ý kiến", en = "No opinion" }
options = [
  { value = "1", vi = "Một", en = "One" },
  { value = "2", vi = "Hai", en = "Two" },
  { value = "3", vi = "Ba", en = "Three" },
]
[[sections]]
title = { vi = "Phần", en = "Part" }
"#
    .to_owned();
    for (number, rules) in rules.iter().enumerate() {
        let _ = write!(
            text,
            "[[sections.questions]]\ncode = \"q{number}\"\nrole = \"criterion\"\nscale = \"three\"\nnot_applicable = true\ntext = {{ vi = \"Câu\", en = \"Question\" }}\n{rules}\n"
        );
    }
    let codes: Vec<String> = (0..rules.len()).map(|n| format!("q{n}")).collect();
    let _ = write!(
        text,
        "[[index]]\ncode = \"ALL\"\ntext = {{ vi = \"Chung\", en = \"All\" }}\ncriteria = {codes:?}\n[rules]\nmin_answered_share = {{ online = 100, paper = 0 }}\n"
    );
    Form::read("rules.v1.toml", &text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
}

/// A condition on questions before the `number`-th, as a form file says it.
fn condition(number: usize) -> BoxedStrategy<String> {
    let values = proptest::sample::subsequence(vec!["1", "2", "3", "na"], 1..=3);
    let leaf = prop_oneof![
        (0..number, values)
            .prop_map(|(q, values)| format!("{{ question = \"q{q}\", is = {values:?} }}")),
        (0..number, any::<bool>())
            .prop_map(|(q, yes)| format!("{{ question = \"q{q}\", answered = {yes} }}")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several
                .clone()
                .prop_map(|all| format!("{{ all = [{}] }}", all.join(", "))),
            several.prop_map(|any| format!("{{ any = [{}] }}", any.join(", "))),
            inner.prop_map(|not| format!("{{ not = {not} }}")),
        ]
    })
    .boxed()
}

/// Rules of six questions; the first has none.
fn rules() -> impl Strategy<Value = Vec<String>> {
    let of = |number: usize| {
        let show = condition(number).prop_map(|rule| format!("show_if = {rule}\n"));
        let demand = condition(number).prop_map(|rule| format!("required_if = {rule}\n"));
        let maybe = |rule: BoxedStrategy<String>| prop_oneof![Just(String::new()), rule];
        (maybe(show.boxed()), maybe(demand.boxed())).prop_map(|(show, demand)| show + &demand)
    };
    (of(1), of(2), of(3), of(4), of(5))
        .prop_map(|(b, c, d, e, f)| vec![String::new(), b, c, d, e, f])
}

fn answers() -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    let value = proptest::sample::select(vec!["1", "2", "3", "na", ""]);
    prop::collection::vec((0..6_usize, value), 0..7)
}

fn sent(pairs: &[(usize, &str)]) -> Answers {
    let mut seen = std::collections::BTreeMap::new();
    for (number, value) in pairs {
        seen.insert(format!("q{number}"), (*value).to_owned());
    }
    Answers::from_pairs(seen)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_not_shown_changes_nothing(rules in rules(), pairs in answers(), other in answers()) {
        let form = form_with(&rules);
        let answers = sent(&pairs);
        let asking = form.asking(&answers);
        let hidden = |number: &usize| !asking.shown[*number];
        // Other answers where nobody sees the question.
        let shown = pairs.iter().filter(|(number, _)| !hidden(number));
        let changed: Vec<_> = shown.chain(other.iter().filter(|(number, _)| hidden(number))).copied().collect();
        prop_assert_eq!(&form.asking(&sent(&changed)), &asking);
        match (AnswerSheet::parse(&form, &answers), AnswerSheet::parse(&form, &sent(&changed))) {
            (Ok(sheet), Ok(same)) => {
                prop_assert_eq!(sheet.slots(), same.slots());
                for number in (0..6).filter(hidden) {
                    prop_assert_eq!(sheet.slots()[number], NOT_ANSWERED);
                }
            }
            (Err(faults), Err(same)) => {
                prop_assert_eq!(&faults, &same);
                let told = |number: usize| faults.iter().any(|fault| fault.code == format!("q{number}"));
                prop_assert!(!(0..6).filter(hidden).any(told), "nobody is asked to mend what is not shown");
            }
            (one, other) => prop_assert!(false, "{one:?} {other:?}"),
        }
    }

    #[test]
    fn not_turns_a_rule_round(rule in condition(1), value in proptest::sample::select(vec!["", "1", "2", "3", "na"])) {
        let form = form_with(&[
            String::new(),
            format!("show_if = {rule}"),
            format!("show_if = {{ not = {rule} }}"),
        ]);
        let asking = form.asking(&sent(&[(0, value)]));
        prop_assert_ne!(asking.shown[1], asking.shown[2]);
    }
}

#[test]
fn what_must_be_answered_follows_from_earlier_answers() {
    let form = form_with(&[
        String::new(),
        "required = true\nshow_if = { question = \"q0\", is = [\"1\"] }".into(),
        "required_if = { question = \"q0\", is = [\"2\"] }".into(),
    ]);
    let required = |value| form.asking(&sent(&[(0, value)])).required;
    assert_eq!(required("1"), [false, true, false]);
    assert_eq!(required("2"), [false, false, true]);
    assert_eq!(required("3"), [false, false, false]);
}

#[test]
fn the_share_that_must_be_answered_counts_what_was_shown() {
    // All criteria must be answered; two of three are shown.
    let form = form_with(&[
        String::new(),
        "show_if = { question = \"q0\", is = [\"1\"] }".into(),
        String::new(),
    ]);
    assert!(AnswerSheet::parse(&form, &sent(&[(0, "3"), (2, "2")])).is_ok());
    let faults = AnswerSheet::parse(&form, &sent(&[(0, "1"), (2, "2")])).unwrap_err();
    assert_eq!(
        faults[0].message(&form, "en"),
        "Please answer at least 3 of the 3 questions about satisfaction; 2 are answered so far"
    );
}

#[test]
fn only_the_dissatisfied_are_asked_what_went_wrong() {
    let form = Catalogue::builtin().get("onestop-short", Some(2)).unwrap();
    let trouble = form.number_of("trouble").unwrap();
    let all = |value: &str| {
        let codes = ["SA0", "SB0", "SC0", "SD0", "SE0", "overall"];
        codes
            .map(|code| (code.to_owned(), value.to_owned()))
            .to_vec()
    };
    let asked = |answers: &[(String, String)]| {
        form.asking(&Answers::from_pairs(answers.to_vec())).shown[trouble]
    };
    assert!(!asked(&all("3")) && !asked(&all("5")) && !asked(&all("na")) && !asked(&[]));
    let mut one = all("5");
    one[3].1 = "2".into();
    assert!(asked(&one));
    // Somebody ticks what went wrong, goes back, and is satisfied after all.
    let mut sheet = all("5");
    sheet.push(("trouble".into(), "money".into()));
    let sheet = AnswerSheet::parse(form, &Answers::from_pairs(sheet)).unwrap();
    let slots = &sheet.slots()[form.questions[trouble].slots.clone()];
    assert!(slots.iter().all(|&byte| byte == NOT_ANSWERED));
}
