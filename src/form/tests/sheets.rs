//! An answer sheet exists only if it fits its form, and says all that is to be mended.

use proptest::prelude::*;

use crate::form::{AnswerFaultKind, AnswerSheet, Answers, Catalogue, Form, SheetError};
use crate::index::NOT_ANSWERED;
use crate::index::NOT_APPLICABLE;

fn form(id: &str) -> &'static Form {
    Catalogue::builtin().get(id, Some(1)).unwrap()
}

fn json(text: &str) -> Answers {
    serde_json::from_str(text).unwrap()
}

const SHORT: [(&str, &str); 6] = [
    ("SA0", "5"),
    ("SB0", "4"),
    ("SC0", "3"),
    ("SD0", "2"),
    ("SE0", "na"),
    ("overall", "1"),
];

fn short_with(more: &[(&str, &str)]) -> Answers {
    Answers::from_pairs(SHORT.iter().chain(more).copied())
}

/// `code: message` of every fault, in one language.
fn faults(form: &Form, answers: &Answers, lang: &str) -> Vec<String> {
    AnswerSheet::parse(form, answers)
        .unwrap_err()
        .iter()
        .map(|fault| fault.message(form, lang))
        .collect()
}

#[test]
fn a_sheet_is_one_byte_a_slot() {
    let sheet = AnswerSheet::parse(
        form("onestop-short"),
        &short_with(&[("comment", " Cảm ơn ")]),
    )
    .unwrap();
    assert_eq!(sheet.slots(), [4, 3, 2, 1, NOT_APPLICABLE, 0]);
    assert_eq!(sheet.comment(), Some("Cảm ơn"));
}

#[test]
fn numbers_and_texts_of_json_are_the_same_answer() {
    let form = form("onestop-short");
    let numbers =
        json(r#"{"SA0":5,"SB0":4,"SC0":3.0,"SD0":"2","SE0":"na","overall":1,"comment":null}"#);
    assert_eq!(
        AnswerSheet::parse(form, &numbers).unwrap(),
        AnswerSheet::parse(form, &short_with(&[])).unwrap()
    );
}

#[test]
fn every_fault_is_told_at_once_in_words_a_citizen_understands() {
    let form = form("onestop-short");
    let answers = json(
        r#"{"SA0":6,"SC0":[4,5],"SD0":{"a":1},"overall":"5","overall":"5","SZ9":"1","comment":["a","b"]}"#,
    );
    assert_eq!(
        faults(form, &answers, "vi"),
        [
            "Câu 1: xin chọn một trong các câu trả lời có sẵn",
            "Câu 2: xin chọn một mức",
            "Câu 3: xin chỉ trả lời một lần",
            "Câu 4: câu trả lời không đọc được, xin trả lời lại",
            "Câu 5: xin chọn một mức",
            "Câu 6: xin chỉ trả lời một lần",
            "Ô ý kiến: xin chỉ trả lời một lần",
            "Phiếu này không có câu “SZ9”; xin mở lại đường dẫn rồi trả lời lại",
        ]
    );
    assert_eq!(
        faults(form, &answers, "en")[..3],
        [
            "Question 1: please choose one of the answers shown",
            "Question 2: please choose one answer",
            "Question 3: please answer only once",
        ]
    );
}

#[test]
fn not_applicable_is_an_answer_only_where_it_is_offered() {
    let widget = form("star-rating");
    let answers = Answers::from_pairs([("stars", "na")]);
    assert_eq!(
        faults(widget, &answers, "vi"),
        ["Câu 1: câu này không có lựa chọn “Không có ý kiến”, xin chọn một mức"]
    );
}

#[test]
fn a_comment_of_1001_characters_is_refused_with_its_length() {
    let form = form("onestop-short");
    let fits = "ắ".repeat(1000);
    let sheet = AnswerSheet::parse(form, &short_with(&[("comment", &fits)])).unwrap();
    assert_eq!(sheet.comment(), Some(fits.as_str()));
    // Written with separate tone marks it is 3,000 code points, yet the same 1,000 characters.
    let decomposed = "a\u{306}\u{301}".repeat(1000);
    let sheet = AnswerSheet::parse(form, &short_with(&[("comment", &decomposed)])).unwrap();
    assert_eq!(sheet.comment(), Some(fits.as_str()));

    let long = short_with(&[("comment", &"ắ".repeat(1001))]);
    assert_eq!(
        faults(form, &long, "vi"),
        ["Ý kiến dài 1.001 ký tự; xin rút gọn còn tối đa 1.000 ký tự"]
    );
    assert_eq!(
        faults(form, &long, "en"),
        ["The comment is 1,001 characters long; please shorten it to 1,000 characters at most"]
    );
}

#[test]
fn a_comment_keeps_its_lines_and_loses_what_cannot_be_seen() {
    let comment = "\u{feff}Dòng một\r\nDòng\thai\u{0}\u{202e}\u{7}\n";
    let sheet =
        AnswerSheet::parse(form("onestop-short"), &short_with(&[("comment", comment)])).unwrap();
    assert_eq!(sheet.comment(), Some("\u{feff}Dòng một\nDòng hai"));
    let empty =
        AnswerSheet::parse(form("onestop-short"), &short_with(&[("comment", " \r\n ")])).unwrap();
    assert_eq!(empty.comment(), None);
}

#[test]
fn a_thousand_unknown_questions_are_not_told_one_by_one() {
    let many = (0..1000).map(|i| (format!("x{i}"), "1".to_owned()));
    let faults = AnswerSheet::parse(form("star-rating"), &Answers::from_pairs(many)).unwrap_err();
    assert!(faults.len() < 60);
    assert_eq!(faults.last().unwrap().kind, AnswerFaultKind::TooMany);
    let long = Answers::from_pairs([
        ("stars".to_owned(), "4".to_owned()),
        ("ắ".repeat(5000), String::new()),
    ]);
    let faults = AnswerSheet::parse(form("star-rating"), &long).unwrap_err();
    assert_eq!(faults[0].code.chars().count(), 40);
}

#[test]
fn a_message_never_repeats_what_was_answered() {
    let form = form("onestop-short");
    let answers = Answers::from_pairs([("SA0", "bí mật"), ("comment", &"bí mật".repeat(1000))]);
    for lang in ["vi", "en"] {
        assert!(
            faults(form, &answers, lang)
                .iter()
                .all(|message| !message.contains("bí mật"))
        );
    }
}

#[test]
fn an_empty_multi_select_differs_from_one_that_was_not_offered() {
    let form = form("sipas-1001-2023");
    let slots = form.question("Q2").unwrap().slots.clone();
    let full: Vec<(String, String)> = form
        .criteria()
        .map(|q| (q.code.clone(), "4".to_owned()))
        .collect();
    let parse = |more: &[&str]| {
        let more = more
            .iter()
            .map(|value| ("Q2".to_owned(), (*value).to_owned()));
        AnswerSheet::parse(
            form,
            &Answers::from_pairs(full.clone().into_iter().chain(more)),
        )
    };
    assert_eq!(
        parse(&[]).unwrap().slots()[slots.clone()],
        [NOT_ANSWERED; 7]
    );
    assert_eq!(parse(&[""]).unwrap().slots()[slots.clone()], [0; 7]);
    assert_eq!(
        parse(&["internet", "", "media"]).unwrap().slots()[slots.clone()],
        [0, 0, 0, 0, 1, 1, 0]
    );
    let faults = parse(&["radio"]).unwrap_err();
    assert_eq!(
        (faults[0].code.as_str(), &faults[0].kind),
        ("Q2", &AnswerFaultKind::NotAnOption)
    );
    let list: Answers = json(r#"{"Q2": []}"#);
    let faults = AnswerSheet::parse(form, &list).unwrap_err();
    assert_eq!(faults.len(), 39, "only the 39 criteria are missing");
}

#[test]
fn yes_and_no_are_also_true_and_false() {
    let form = form("sipas-1001-2023");
    let criteria: Vec<String> = form
        .criteria()
        .map(|q| format!("\"{}\":4,", q.code))
        .collect();
    let text = format!(
        "{{{}\"Q8.asked\":true,\"Q8.pakn\":false}}",
        criteria.concat()
    );
    let sheet = AnswerSheet::parse(form, &json(&text)).unwrap();
    let slot = |code: &str| sheet.slots()[form.question(code).unwrap().slots.start];
    assert_eq!((slot("Q8.asked"), slot("Q8.pakn")), (0, 1));
}

#[test]
fn a_missing_criterion_among_39_is_named() {
    let form = form("sipas-1001-2023");
    let almost = form.criteria().skip(1).map(|q| (q.code.clone(), "4"));
    let answers = Answers::from_pairs(almost);
    assert_eq!(faults(form, &answers, "vi"), ["Câu 9.1: xin chọn một mức"]);
}

#[test]
fn too_few_answers_and_no_answer_at_all_are_told() {
    let toml = include_str!("../../../survey-forms/examples/fixture-mean-of-criteria.v1.toml");
    let strict = toml.replace("online = 0", "online = 60");
    let form = Form::read("fixture-mean-of-criteria.v1.toml", &strict).unwrap();
    assert_eq!(
        faults(
            &form,
            &Answers::from_pairs([("c1", "4"), ("c2", "4")]),
            "vi"
        ),
        ["Xin trả lời ít nhất 3 trong 4 câu về mức độ hài lòng; ông/bà mới trả lời 2 câu"]
    );
    assert_eq!(
        faults(&form, &Answers::default(), "en"),
        ["Nothing is answered yet; please answer at least one question"]
    );
    let three = Answers::from_pairs([("c1", "4"), ("c2", "4"), ("c3", "1")]);
    assert!(AnswerSheet::parse(&form, &three).is_ok());
}

#[test]
fn bytes_of_another_form_are_refused() {
    let short = form("onestop-short");
    let bytes = AnswerSheet::parse(short, &short_with(&[]))
        .unwrap()
        .to_bytes();
    assert_eq!(bytes.len(), 7);
    let refused = |form: &Form, bytes: &[u8]| AnswerSheet::from_bytes(form, bytes).unwrap_err();
    assert_eq!(
        refused(form("sipas-1001-2023"), &bytes),
        SheetError::Length {
            found: 6,
            expected: 90
        }
    );
    assert_eq!(refused(form("star-rating"), &bytes), SheetError::Comment);
    assert_eq!(refused(short, &[]), SheetError::Packing);
    assert_eq!(refused(short, &[9, 0, 0, 0, 0, 0, 0]), SheetError::Packing);
    assert_eq!(refused(short, &[1, 0, 0, 5, 0, 0, 0]), SheetError::Slot(2));
    assert_eq!(
        refused(short, &[1, 0, 0, 0, 0, 0, 0, 0xff]),
        SheetError::Comment
    );
    assert_eq!(
        refused(form("star-rating"), &[1, NOT_APPLICABLE]),
        SheetError::Slot(0)
    );
}

#[test]
fn a_log_line_of_a_sheet_tells_no_answer() {
    let sheet =
        AnswerSheet::parse(form("onestop-short"), &short_with(&[("comment", "bí mật")])).unwrap();
    assert_eq!(format!("{sheet:?}"), "AnswerSheet { .. }");
}

/// For every question, what is sent and the bytes it must become.
fn valid_answers(form: &'static Form) -> impl Strategy<Value = Vec<(Vec<String>, Vec<u8>)>> {
    let each: Vec<_> = form
        .questions
        .iter()
        .map(|question| {
            let options: Vec<String> = question.options().iter().map(|o| o.value.clone()).collect();
            let (n, multi) = (options.len(), question.is_multi());
            let spare = usize::from(question.not_applicable().is_some());
            let empty = usize::from(!question.required);
            proptest::collection::vec(0..n + spare + empty, if multi { n } else { 1 }).prop_map(
                move |drawn| {
                    if multi {
                        let bytes: Vec<u8> = drawn.iter().map(|d| (d % 2) as u8).collect();
                        let ticked = bytes.iter().zip(&options).filter(|(b, _)| **b == 1);
                        let sent = ticked.map(|(_, value)| value.clone());
                        return (sent.chain([String::new()]).collect(), bytes);
                    }
                    match drawn[0] {
                        option if option < n => (vec![options[option].clone()], vec![option as u8]),
                        option if option < n + spare => {
                            (vec!["na".to_owned()], vec![NOT_APPLICABLE])
                        }
                        _ => (Vec::new(), vec![NOT_ANSWERED]),
                    }
                },
            )
        })
        .collect();
    each
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sheet_of_valid_answers_comes_back_as_it_was(
        (form, answers, comment) in proptest::sample::select(Catalogue::builtin().iter().collect::<Vec<_>>())
            .prop_flat_map(|form| (Just(form), valid_answers(form), "[a-zàảđ \\n]{0,40}"))
    ) {
        let with_comment = form.comment.is_some();
        let pairs = form.questions.iter().zip(&answers).flat_map(|(question, (values, _))| {
            values.iter().map(|value| (question.code.clone(), value.clone()))
        });
        let comment_pair = form.comment.iter().map(|asked| (asked.code.clone(), comment.clone()));
        let sent = Answers::from_pairs(pairs.chain(comment_pair));
        // What is not asked after these answers is left out.
        let asked = answers.iter().zip(form.asking(&sent).shown);
        let expected: Vec<u8> = asked.flat_map(|((_, bytes), shown)| {
            bytes.iter().map(move |&byte| if shown { byte } else { NOT_ANSWERED })
        }).collect();
        let nothing = expected.iter().all(|&byte| byte == NOT_ANSWERED) && comment.trim().is_empty();
        prop_assume!(!nothing);
        let sheet = AnswerSheet::parse(form, &sent).unwrap();
        prop_assert_eq!(sheet.slots(), &expected[..]);
        prop_assert_eq!(sheet.comment().unwrap_or_default(), if with_comment { comment.trim() } else { "" });
        let back = AnswerSheet::from_bytes(form, &sheet.to_bytes()).unwrap();
        prop_assert_eq!(&back, &sheet);
    }

    #[test]
    fn no_bytes_and_no_text_make_the_reading_fail_badly(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
        text in "\\PC{0,200}",
    ) {
        for form in Catalogue::builtin().iter() {
            if let Ok(sheet) = AnswerSheet::from_bytes(form, &bytes) {
                prop_assert_eq!(sheet.to_bytes(), bytes.clone());
            }
            let _ = AnswerSheet::parse(form, &Answers::from_pairs([("SA0", text.as_str()), ("comment", text.as_str())]));
        }
        let _ = Form::read("x.v1.toml", &text);
    }
}
