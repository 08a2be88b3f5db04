//! Every fault of a form file is told, with its line, what it belongs to, and the mend.

use crate::form::Form;

const GOOD: &str = r#"id = "small"
version = 1
instrument = "transaction"
valid_from = 2026-01-01
valid_to = 2026-12-31
title = { vi = "Phiếu nhỏ", en = "Small form" }
purpose = { vi = "Để thử", en = "To try" }
legal_basis = { vi = "Không", en = "None" }

[scales.likert5]
satisfied_from = "4"
not_applicable = { vi = "Không có ý kiến", en = "No opinion" }
options = [
  { value = "1", vi = "Rất không hài lòng", en = "Very dissatisfied" },
  { value = "2", vi = "Không hài lòng", en = "Dissatisfied" },
  { value = "3", vi = "Bình thường", en = "Neutral" },
  { value = "4", vi = "Hài lòng", en = "Satisfied" },
  { value = "5", vi = "Rất hài lòng", en = "Very satisfied" },
]

[scales.points]
options = [
  { value = "0", points = 0, vi = "Không", en = "No" },
  { value = "1", points = 2, vi = "Có", en = "Yes" },
]

[[sections]]
title = { vi = "Phần", en = "Part" }

[[sections.questions]]
code = "Q1"
text = { vi = "Hài lòng không?", en = "Satisfied?" }
role = "criterion"
scale = "likert5"
not_applicable = true
rows = [
  { code = "SA1", vi = "Nhanh", en = "Fast" },
  { code = "SA2", vi = "Rẻ", en = "Cheap" },
]

[[sections.questions]]
code = "Q2"
text = { vi = "Những gì?", en = "What?" }
role = "perception"
scale = "points"
multi = true

[[sections.questions]]
code = "I1"
text = { vi = "Điểm?", en = "Points?" }
role = "indicator"
scale = "points"
scored_per = "dossier"

[[index]]
code = "ALL"
text = { vi = "Chung", en = "All" }
rule = "mean_of_children"

[[index]]
code = "SA"
part_of = "ALL"
text = { vi = "Yếu tố", en = "Factor" }
criteria = ["SA1", "SA2"]

[[scores]]
code = "total"
text = { vi = "Tổng", en = "Total" }
of = ["I1"]

[[classes]]
code = "good"
from = 80
vi = "Tốt"
en = "Good"

[[classes]]
code = "poor"
below = 80
vi = "Kém"
en = "Poor"

[comment]
text = { vi = "Ý kiến khác?", en = "Anything else?" }

[rules]
rounding = { decimals = 2 }

[[examples]]
title = { vi = "Ví dụ", en = "Example" }
columns = ["SA1", "SA2"]
sheets = [["5", "na"], ["1", "4"]]
expect = [{ of = "ALL", value = 75 }]

[[examples]]
title = { vi = "Đếm", en = "Counts" }
counts = { SA1 = [0, 0, 0, 1, 1] }
expect = [{ of = "SA1", value = 100 }]

[[examples]]
title = { vi = "Công bố", en = "Published" }
published = { rule = "mean_of_criteria", parts = [{ name = "A", value = 80, criteria = 2 }] }
expect = [{ value = 80 }]
"#;

/// The faults after one change to a form that is otherwise in order, as `line: subject: message`.
fn faults(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "{from}");
    let toml = GOOD.replacen(from, to, 1);
    Form::read("small.v1.toml", &toml)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Asserts that a change gives exactly one fault, and that it contains these words.
fn told(from: &str, to: &str, words: &str) {
    let faults = faults(from, to);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].contains(words), "{}\nwithout: {words}", faults[0]);
}

/// The same for a slip that leads to further faults.
fn told_among(from: &str, to: &str, words: &str) {
    let faults = faults(from, to);
    assert!(
        faults.iter().any(|fault| fault.contains(words)),
        "{faults:#?}\nwithout: {words}"
    );
}

#[test]
fn the_form_before_any_change_is_in_order() {
    let form = Form::read("small.v1.toml", GOOD).unwrap();
    assert_eq!(form.layout.slots.len(), 2 + 2 + 1);
    assert_eq!(form.layout.nodes.len(), 2);
    // Windows line ends and a byte order mark change nothing but the hash.
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    let same = Form::read("some/folder/small.v1.toml", &windows).unwrap();
    assert_eq!(same.questions, form.questions);
    assert_ne!(same.hash, form.hash);
}

#[test]
fn a_fault_names_file_line_column_question_and_mend() {
    let faults = faults("scale = \"likert5\"", "scale = \"likert6\"");
    assert_eq!(
        faults,
        [
            "small.v1.toml:10:1: scale likert5: no question uses this scale; take it out or use it",
            "small.v1.toml:34:9: question Q1: scale “likert6” is not defined; did you mean “likert5”?"
        ]
    );
}

#[test]
fn all_faults_are_told_at_once_of_shape_and_of_meaning() {
    let toml = GOOD
        .replacen("id = \"small\"", "id = \"Small\"", 1)
        .replacen("multi = true", "multi = true\nmulty = 3", 1)
        .replacen("vi = \"Rẻ\"", "vi = \"\"", 1)
        .replacen("of = [\"I1\"]", "of = [\"I2\"]", 1);
    let faults = Form::read("small.v1.toml", &toml).unwrap_err();
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [1, 38, 47, 70], "{faults:#?}");
    assert!(
        faults[2]
            .message
            .contains("there is no field “multy” here; did you mean “multi”?")
    );
}

#[test]
fn text_that_is_not_toml_is_told_by_line() {
    let faults = Form::read("small.v1.toml", "id = \"small\"\nversion = = 1\n").unwrap_err();
    assert_eq!(faults[0].line, 2, "{faults:?}");
    assert!(faults[0].message.starts_with("this is not TOML"));
    assert!(Form::read("empty.v1.toml", "").unwrap_err().len() > 5);
}

#[test]
fn every_fault_of_shape_is_told() {
    told("version = 1\n", "", "the field “version” is missing");
    told(
        "version = 1\n",
        "version = 0\n",
        "write a number from 1 to 9999",
    );
    told(
        "version = 1\n",
        "version = \"1\"\n",
        "write a whole number here, not text",
    );
    told(
        "instrument = \"transaction\"",
        "instrument = \"transactions\"",
        "did you mean “transaction”?",
    );
    told(
        "instrument = \"transaction\"",
        "instrument = 3",
        "write one of “survey”",
    );
    told(
        "valid_to = 2026-12-31",
        "valid_to = \"2026-12-31\"",
        "without quotation marks",
    );
    told(
        "valid_to = 2026-12-31",
        "valid_to = 2026-12-31T08:00:00",
        "the day only",
    );
    told(
        "multi = true",
        "multi = \"yes\"",
        "write true or false here, not text",
    );
    told(
        "title = { vi = \"Phiếu nhỏ\", en = \"Small form\" }",
        "title = { vi = \"Phiếu nhỏ\" }",
        "the English text is missing",
    );
    told(
        "title = { vi = \"Phiếu nhỏ\", en = \"Small form\" }",
        "title = { en = \"Small form\" }",
        "the Vietnamese text is missing",
    );
    told(
        "title = { vi = \"Phiếu nhỏ\", en = \"Small form\" }",
        "title = \"Phiếu nhỏ\"",
        "write a table of fields here, not text",
    );
    told(
        "vi = \"Nhanh\", en",
        "label = \"x\", vi = \"Nhanh\", en",
        "there is no field “label” here",
    );
    told(
        "criteria = [\"SA1\", \"SA2\"]",
        "criteria = \"SA1\"",
        "write a list in square brackets here, not text",
    );
    told(
        "rounding = { decimals = 2 }",
        "rounding = { decimals = 7 }",
        "write a number from 0 to 6",
    );
    told(
        "rounding = { decimals = 2 }",
        "tie_rule = \"1225\"",
        "is not one of “1224”, “1223”, “1234”",
    );
    told("of = [\"I1\"]", "of = []", "the list is empty");
    told("points = 2", "points = inf", "too large");
    told(
        "[comment]",
        "[comment]\nmax = 1001",
        "write a number from 1 to 1000",
    );
    told(
        "[comment]",
        "[komment]",
        "there is no field “komment” here; did you mean “comment”?",
    );
}

#[test]
fn a_scale_has_at_most_thirty_options() {
    let options: Vec<String> = (0..31)
        .map(|i| format!("{{ value = \"v{i}\", points = {i}, vi = \"a\", en = \"b\" }},\n"))
        .collect();
    let options = options.concat();
    told(
        "  { value = \"0\", points = 0, vi = \"Không\", en = \"No\" },\n",
        &options,
        "32 items are too many; at most 30",
    );
}

#[test]
fn every_fault_of_the_head_is_told() {
    told(
        "id = \"small\"",
        "id = \"tiny\"",
        "this file is called tiny.v1.toml",
    );
    told("id = \"small\"", "id = \"Small form\"", "small letters");
    told(
        "valid_to = 2026-12-31",
        "valid_to = 2025-12-31",
        "the form would end on 2025-12-31",
    );
    told(
        "vi = \"Phiếu nhỏ\"",
        "vi = \" \"",
        "the Vietnamese text is empty",
    );
    told(
        "en = \"Small form\"",
        "en = \"\"",
        "the English text is empty",
    );
    told(
        "en = \"Small form\"",
        "en = \"a\\u0007b\"",
        "control character",
    );
    told(
        "vi = \"Phiếu nhỏ\"",
        "vi = \"Phie\\u0302\\u0301u\"",
        "not Unicode NFC",
    );
    told("[comment]", "[comment]\ncode = \"SA1\"", "already taken");
}

#[test]
fn decomposed_letters_in_a_file_become_composed() {
    let decomposed = GOOD.replace("Phiếu nhỏ", "Phie\u{302}\u{301}u nho\u{309}");
    let form = Form::read("small.v1.toml", &decomposed).unwrap();
    assert_eq!(form.title.vi, "Phiếu nhỏ");
}

#[test]
fn every_fault_of_a_scale_is_told() {
    told(
        "satisfied_from = \"4\"",
        "satisfied_from = \"6\"",
        "scale “likert5” has no option “6”",
    );
    told("value = \"2\", vi", "value = \"1\", vi", "used twice");
    told(
        "value = \"2\", vi",
        "value = \"na\", vi",
        "kept for “not applicable”",
    );
    told(
        "value = \"2\", vi",
        "value = \"2;3\", vi",
        "use up to 20 letters",
    );
    told(
        "[scales.points]",
        "[scales.spare]\noptions = [{ value = \"1\", vi = \"a\", en = \"b\" }]\n[scales.points]",
        "scale spare: no question uses this scale",
    );
    told_among("points = 2, ", "", "give this one points too");
}

#[test]
fn every_fault_of_a_question_is_told() {
    told(
        "code = \"Q2\"",
        "code = \"I1\"",
        "already taken by another question",
    );
    told(
        "code = \"Q2\"",
        "code = \"place\"",
        "a column of its own in tables",
    );
    told("code = \"Q2\"", "code = \"câu 2\"", "cannot be a code");
    told_among(
        "code = \"I1\"",
        "code = \"Q2.1\"",
        "also the column of an option of Q2",
    );
    told(
        "multi = true",
        "not_applicable = true",
        "scale “points” has no words for it",
    );
    told(
        "multi = true",
        "satisfied_from = \"9\"",
        "has no option “9”",
    );
    told(
        "multi = true",
        "scored_per = \"unit\"",
        "only an indicator is scored",
    );
    told(
        "multi = true",
        "multi = true\nrows = [{ code = \"r\", vi = \"a\", en = \"b\" }]",
        "a multi-select cannot have rows",
    );
    told(
        "satisfied_from = \"4\"\n",
        "",
        "needs options that count as satisfied",
    );
    told(
        "scored_per = \"dossier\"",
        "multi = true",
        "cannot be of the role “indicator”",
    );
    told_among(
        "role = \"indicator\"\nscale = \"points\"",
        "role = \"indicator\"\nscale = \"likert5\"",
        "an indicator needs points",
    );
}

#[test]
fn a_form_has_at_most_256_things_to_answer() {
    let rows: Vec<String> = (0..260)
        .map(|i| format!("{{ code = \"r{i}\", vi = \"a\", en = \"b\" }},\n"))
        .collect();
    let rows = rows.concat();
    told(
        "multi = true",
        &format!("rows = [\n{rows}]"),
        "at most 256 fit",
    );
}

#[test]
fn every_fault_of_the_index_tree_is_told() {
    told(
        "part_of = \"ALL\"",
        "part_of = \"AL\"\n#",
        "there is no node “AL” above this one; did you mean “ALL”?",
    );
    told(
        "criteria = [\"SA1\", \"SA2\"]",
        "criteria = [\"SA1\"]",
        "no node counts SA2",
    );
    told(
        "criteria = [\"SA1\", \"SA2\"]",
        "criteria = [\"SA1\", \"SA2\", \"SA3\"]",
        "there is no question “SA3”; did you mean “SA1”?",
    );
    told(
        "criteria = [\"SA1\", \"SA2\"]",
        "criteria = [\"SA1\", \"SA2\", \"I1\"]",
        "only criteria make an index",
    );
    told(
        "criteria = [\"SA1\", \"SA2\"]",
        "criteria = [\"SA1\", \"SA2\", \"SA1\"]",
        "already stands under “SA”",
    );
    told(
        "criteria = [\"SA1\", \"SA2\"]",
        "rule = \"mean_of_children\"\ncriteria = [\"SA1\", \"SA2\"]",
        "mean_of_children needs nodes below",
    );
    told(
        "rule = \"mean_of_children\"",
        "rule = \"mean_of_children\"\npart_of = \"SA\"",
        "it is part of nothing",
    );
    told("code = \"SA\"\n", "code = \"SA1\"\n", "already taken");
    told(
        "[[scores]]",
        "[[index]]\ncode = \"SB\"\npart_of = \"ALL\"\ntext = { vi = \"a\", en = \"b\" }\n\n[[scores]]",
        "nothing lies below this node",
    );
    told_among(
        "rule = \"mean_of_children\"",
        "rule = \"mean_of_children\"\ncriteria = [\"SA1\"]",
        "either nodes or criteria below, not both",
    );
    told_among(
        "part_of = \"ALL\"\n",
        "",
        "only the first node is the whole",
    );
}

#[test]
fn criteria_without_an_index_are_told() {
    let start = GOOD.find("[[index]]").unwrap();
    let end = GOOD.find("[[scores]]").unwrap();
    told(&GOOD[start..end], "", "the form has criteria but no index");
}

#[test]
fn every_fault_of_scores_and_classes_is_told() {
    told("of = [\"I1\"]", "of = [\"I1\", \"I1\"]", "added twice");
    told(
        "of = [\"I1\"]",
        "of = [\"I9\"]",
        "there is no question “I9”; did you mean “I1”?",
    );
    told(
        "of = [\"I1\"]",
        "of = [\"I1\", \"SA1\"]",
        "has no points to add",
    );
    told(
        "below = 80",
        "below = 85",
        "overlaps the one before, which begins at 80",
    );
    told(
        "below = 80",
        "below = 75",
        "values from 75 to 80 belong to no class",
    );
    told("below = 80\n", "", "write below = …");
    told(
        "from = 80",
        "below = 90\nfrom = 80",
        "the first class is the highest",
    );
    told(
        "below = 80",
        "from = 10\nbelow = 80",
        "the last class takes all that is left",
    );
    told("from = 80\n", "", "write from = …");
    told(
        "code = \"poor\"",
        "code = \"good\"",
        "two classes have the code “good”",
    );
    told_among("from = 80", "from = 80.00000000000001", "too many digits");
    told_among(
        "below = 80",
        "from = 90\nbelow = 80",
        "nothing lies from 90 to below 80",
    );
}

#[test]
fn every_fault_of_a_worked_example_is_told() {
    told(
        "sheets = [[\"5\", \"na\"], [\"1\", \"4\"]]\n",
        "",
        "exactly one of sheets, counts, published, points",
    );
    told("[\"1\", \"4\"]", "[\"1\"]", "1 values for 2 columns");
    told(
        "[\"1\", \"4\"]",
        "[\"1\", \"7\"]",
        "column SA2: “7” is not one of 1, 2, 3, 4, 5, na",
    );
    told(
        "columns = [\"SA1\", \"SA2\"]",
        "columns = [\"SA1\", \"SA9\"]",
        "has no such question; did you mean “SA1”?",
    );
    told(
        "{ of = \"ALL\"",
        "{ of = \"ALLES\"",
        "there is no question or node “ALLES”",
    );
    told(
        "{ of = \"ALL\", value = 75 }",
        "{ value = 75 }",
        "write of = …".replace('…', "\"…\"").as_str(),
    );
    told(
        "{ of = \"ALL\", value = 75 }",
        "{ of = \"ALL\" }",
        "write value = …",
    );
    told(
        "of = \"SA1\", value",
        "of = \"SA1\", option = \"9\", value",
        "has no option “9”",
    );
    told(
        "SA1 = [0, 0, 0, 1, 1]",
        "SA1 = [0, 0, 0, 1]",
        "4 counts for 5 options",
    );
    told(
        "SA1 = [0, 0, 0, 1, 1]",
        "SA7 = [0, 0, 0, 1, 1]",
        "there is no question or node “SA7”",
    );
    told(", criteria = 2 }", " }", "how many criteria lie behind");
    let published = "published = { rule = \"mean_of_criteria\", parts = [{ name = \"A\", value = 80, criteria = 2 }] }\nexpect = [{ value = 80 }]";
    told(
        published,
        "points = { score = \"totals\", value = 1 }\nexpect = [{ class = \"good\" }]",
        "there is no score “totals”; did you mean “total”?",
    );
    told(
        published,
        "points = { score = \"total\", value = 1 }\nexpect = [{ class = \"good\" }]",
        "there is no class “good”",
    );
    told(
        published,
        "points = { score = \"total\", value = 1 }\nexpect = [{ value = 1 }]",
        "write class = \"…\"",
    );
}

/// What is told when the last question is asked under this condition.
fn told_of_condition(condition: &str, words: &str) {
    let to = format!("scored_per = \"dossier\"\nshow_if = {condition}");
    told("scored_per = \"dossier\"", &to, words);
    let to = format!("scored_per = \"dossier\"\nrequired_if = {condition}");
    told("scored_per = \"dossier\"", &to, words);
}

#[test]
fn every_fault_of_a_condition_is_told() {
    told_of_condition(
        "{ question = \"SA3\", is = [\"1\"] }",
        "no question “SA3” is asked before this one; did you mean “SA1”?",
    );
    told_of_condition(
        "{ question = \"I1\", answered = true }",
        "no question “I1” is asked before this one",
    );
    told_of_condition(
        "{ question = \"SA1\", is = [\"6\"] }",
        "question “SA1” has no answer “6”",
    );
    told_of_condition(
        "{ any = [{ question = \"SA1\", is = [\"na\"] }, { question = \"Q2\", is = [\"na\"] }] }",
        "question “Q2” has no answer “na”",
    );
    told_of_condition("{ question = \"SA1\", is = [] }", "the list is empty");
    told_of_condition(
        "{ question = \"SA1\" }",
        "write either is = [\"…\"] or answered = true beside question",
    );
    told_of_condition(
        "{ question = \"SA1\", is = [\"1\"], answered = true }",
        "write either is = [\"…\"] or answered = true beside question",
    );
    told_of_condition("{ is = [\"1\"] }", "exactly one of all, any, not");
    told_of_condition("{ }", "exactly one of all, any, not");
    told_of_condition(
        "{ question = \"SA1\", is = [\"1\"], not = { question = \"SA1\", is = [\"1\"] } }",
        "exactly one of all, any, not",
    );
    told_of_condition(
        "{ question = \"SA1\", iss = [\"1\"], is = [\"1\"] }",
        "there is no field “iss” here; did you mean “is”?",
    );
    told(
        "scored_per = \"dossier\"",
        "scored_per = \"dossier\"\nrequired = true\nrequired_if = { question = \"SA1\", is = [\"1\"] }",
        "the question is required anyway",
    );
    told(
        "version = 1\n",
        "version = 1\npages = \"factor\"\n",
        "“factor” is not one of “section”, “question”, “whole”",
    );
}
