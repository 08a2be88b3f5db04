//! The forms that come with the program say what the method says.

use std::path::Path;

use crate::form::{Answer, Catalogue, Class, Form, FormHash, Input, Instrument, Role, Target};

fn form(id: &str) -> &'static Form {
    Catalogue::builtin().get(id, Some(1)).unwrap()
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/survey-forms"))
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_form_in_the_folder_comes_with_the_program() {
    let kept: Vec<String> = files(folder()).into_iter().map(|(name, _)| name).collect();
    let mut known: Vec<String> = Catalogue::builtin().iter().map(|f| f.file_name()).collect();
    known.sort();
    assert_eq!(kept, known);
}

#[test]
fn the_hash_of_a_form_is_the_hash_of_its_file() {
    for (name, toml) in files(folder()) {
        let form = Form::read(&name, &toml).unwrap();
        assert_eq!(form.hash, FormHash::of(toml.as_bytes()));
        assert_eq!(
            form.hash,
            Catalogue::builtin()
                .get(&form.id, Some(form.version))
                .unwrap()
                .hash
        );
        let other = Form::read(&name, &format!("{toml}\n# one more word\n")).unwrap();
        assert_ne!(form.hash, other.hash);
    }
}

#[test]
fn the_form_of_1001_has_the_rows_the_method_counts() {
    let form = form("sipas-1001-2023");
    let rows = |matrix: &str| {
        let matrix = form.matrices.iter().find(|m| m.code == matrix).unwrap();
        matrix.questions.len()
    };
    let on_levels = ["Q1", "Q3", "Q7", "Q9", "Q10"].map(rows);
    assert_eq!(on_levels, [9, 7, 3, 39, 10]);
    assert_eq!(on_levels.iter().sum::<usize>(), 68);
    assert_eq!(rows("Q8"), 7);
    let single = |q: &&crate::form::Question| {
        q.matrix.is_none() && !q.is_multi() && q.role != Role::Respondent
    };
    assert_eq!(form.questions.iter().filter(single).count(), 3);
    let multi: Vec<_> = form.questions.iter().filter(|q| q.is_multi()).collect();
    assert_eq!((multi.len(), multi[0].options().len()), (1, 7));
    let person = form.questions.iter().filter(|q| q.role == Role::Respondent);
    assert_eq!(person.count(), 5);
    assert_eq!(form.comment.as_ref().unwrap().code, "free_text");
    assert_eq!(form.layout.slots.len(), 68 + 7 + 3 + 7 + 5);
    assert_eq!(form.layout.personal.len(), 5);
    assert!(form.question("ethnicity").unwrap().sensitive);
    assert!(form.question("gender").unwrap().not_applicable().is_some());
}

#[test]
fn the_39_criteria_stand_in_the_order_of_the_form_under_nine_factors() {
    let form = form("sipas-1001-2023");
    let codes: Vec<&str> = form.criteria().map(|q| q.code.as_str()).collect();
    let factors = [
        ("PA", 2),
        ("PB", 2),
        ("PC", 9),
        ("PD", 10),
        ("SA", 3),
        ("SB", 4),
        ("SC", 3),
        ("SD", 3),
        ("SE", 3),
    ];
    let expected: Vec<String> = factors
        .iter()
        .flat_map(|(factor, n)| (1..=*n).map(move |i| format!("{factor}{i}")))
        .collect();
    assert_eq!(codes, expected);

    let root = form.index.as_ref().unwrap();
    let nodes = root.walk();
    assert_eq!(nodes.len() + form.criteria().count(), 51); // 39 + 9 + 2 + 1
    assert_eq!(root.layout_node, 0);
    assert_eq!(
        (
            root.find("P").unwrap().layout_node,
            root.find("S").unwrap().layout_node
        ),
        (1, 2)
    );
    assert_eq!(root.find("PA").unwrap().layout_node, 3);
    for node in nodes {
        let layout = &form.layout.nodes[node.layout_node];
        assert_eq!(
            layout.slots.len(),
            node.all_criteria().len(),
            "{}",
            node.code
        );
    }
    assert_eq!(root.find("P").unwrap().all_criteria().len(), 23);
    assert_eq!(root.find("S").unwrap().all_criteria().len(), 16);
    // PC runs in another order than the policies of question 1: mapped by key, never by position.
    assert!(form.question("PC4").unwrap().text.vi.contains("trật tự"));
    assert!(
        form.question("PC9")
            .unwrap()
            .text
            .vi
            .contains("cải cách hành chính")
    );
}

#[test]
fn questions_are_numbered_as_people_count_them() {
    let form = form("sipas-1001-2023");
    let number = |code: &str| form.question(code).unwrap().number.as_str();
    assert_eq!(number("Q1.economy"), "1.1");
    assert_eq!(number("Q2"), "2");
    assert_eq!(number("SE3"), "9.39");
    assert_eq!(number("E10"), "10.10");
    assert_eq!(number("gender"), "11");
}

#[test]
fn the_form_of_2640_has_22_criteria_and_says_that_they_are_unconfirmed() {
    let form = form("sipas-2640-2017");
    let root = form.index.as_ref().unwrap();
    let sizes: Vec<usize> = root.children.iter().map(|f| f.criteria.len()).collect();
    assert_eq!(sizes, [4, 5, 6, 3, 4]);
    assert!(form.provisional);
    assert!(form.provisional_reason.as_ref().unwrap().vi.contains("22"));
}

#[test]
fn the_short_form_asks_five_factors_and_the_whole_in_short_sentences() {
    let form = form("onestop-short");
    assert_eq!(form.instrument, Instrument::Transaction);
    let codes: Vec<&str> = form.questions.iter().map(|q| q.code.as_str()).collect();
    assert_eq!(codes, ["SA0", "SB0", "SC0", "SD0", "SE0", "overall"]);
    for question in &form.questions {
        assert_eq!(question.not_applicable().unwrap().vi, "Không có ý kiến");
        let syllables = question.text.vi.split_whitespace().count();
        assert!(syllables <= 20, "{syllables}: {}", question.text.vi);
        for abbreviation in ["TTHC", "CBCCVC", "PAKN"] {
            assert!(!question.text.vi.contains(abbreviation));
        }
    }
}

#[test]
fn the_nine_indicators_add_up_to_18_points_and_an_officer_to_10() {
    let form = form("onestop-tt01-2018");
    let points: Vec<(&str, f64)> = form
        .scores
        .iter()
        .map(|s| (s.code.as_str(), s.max))
        .collect();
    assert_eq!(points, [("total", 18.0), ("officer", 10.0)]);
    let class = |value: f64| form.class(value).unwrap().code.as_str();
    assert_eq!(
        [18.0, 15.0, 14.99, 14.0, 12.0, 11.0, 9.0, 8.0, 6.0, 5.0, 0.0].map(class),
        [
            "excellent",
            "excellent",
            "good",
            "good",
            "good",
            "fair",
            "fair",
            "average",
            "average",
            "weak",
            "weak"
        ]
    );
    assert_eq!(form.scores[0].classes, form.classes);
    assert!(form.scores[1].classes.is_empty());
    assert!(form.index.is_none());
}

#[test]
fn the_five_labels_are_the_same_in_every_form_with_that_scale() {
    let mut seen = Vec::new();
    for form in Catalogue::builtin().iter() {
        for scale in form.scales.iter().filter(|scale| scale.name == "likert5") {
            let labels: Vec<_> = scale
                .options
                .iter()
                .map(|o| (&o.value, &o.label, o.satisfied))
                .collect();
            assert_eq!(
                labels.iter().map(|l| l.2).collect::<Vec<_>>(),
                [false, false, false, true, true]
            );
            seen.push(labels);
        }
    }
    assert_eq!(seen.len(), 4);
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn every_worked_example_resolves_and_the_published_ones_come_out() {
    let mut published = 0;
    let examples = Catalogue::from_files(files(&folder().join("examples"))).unwrap();
    assert_eq!(examples.iter().count(), 2);
    for form in Catalogue::builtin().iter().chain(examples.iter()) {
        assert!(!form.examples.is_empty(), "{}", form.id);
        for example in &form.examples {
            match &example.input {
                Input::Published { .. } => {
                    let (n, d) = example.input.published_result().unwrap();
                    let printed = example.expect[0].value;
                    let en = i128::from(printed.units());
                    let ed = 10_i128.pow(u32::from(printed.decimals()));
                    // |n/d − en/ed| at most half of the last printed decimal
                    let unit = 10_i128.pow(u32::from(example.decimals));
                    assert!(
                        2 * unit * (n * ed - en * d).abs() <= d * ed,
                        "{}",
                        example.title.en
                    );
                    published += 1;
                }
                Input::Points { score, value } => {
                    let classes = &form.scores[*score].classes;
                    let class = Class::of(classes, value.value()).unwrap();
                    let Target::Class(expected) = example.expect[0].target else {
                        panic!("{}", example.title.en)
                    };
                    assert_eq!(class, &classes[expected], "{}", example.title.en);
                }
                Input::Sheets(sheets) => assert!(
                    sheets
                        .iter()
                        .all(|sheet| sheet.len() == form.layout.slots.len())
                ),
                Input::Counts(counts) => assert!(!counts.is_empty()),
            }
        }
    }
    assert_eq!(published, 9);
}

#[test]
fn the_widget_asks_one_question_with_points_for_its_mean() {
    let form = form("star-rating");
    assert_eq!(form.questions.len(), 1);
    assert!((form.scores[0].max - 5.0).abs() < f64::EPSILON);
    assert!(matches!(
        form.questions[0].answer,
        Answer::Choice {
            not_applicable: false,
            ..
        }
    ));
}

#[test]
fn a_province_adds_its_own_form_but_never_changes_a_published_one() {
    let (name, toml) = files(folder())
        .into_iter()
        .find(|(n, _)| n.starts_with("star"))
        .unwrap();
    let known = Catalogue::builtin();
    let own = toml.replace("id = \"star-rating\"", "id = \"star-hue\"");
    let more = known
        .with_files([("star-hue.v1.toml".to_owned(), own)])
        .unwrap();
    assert_eq!(more.iter().count(), known.iter().count() + 1);

    let next = toml.replace("version = 1", "version = 2");
    let more = known
        .with_files([("star-rating.v2.toml".to_owned(), next)])
        .unwrap();
    assert_eq!(more.get("star-rating", None).unwrap().version, 2);
    assert_eq!(more.get("star-rating", Some(1)).unwrap().version, 1);
    assert!(more.get("star-rating", Some(3)).is_none());

    known.with_files([(name.clone(), toml.clone())]).unwrap();
    let changed = toml.replace("4 sao – Hữu ích", "4 sao – Tốt");
    let faults = known.with_files([(name, changed.clone())]).unwrap_err();
    let message = faults[0].to_string();
    assert!(
        message.contains(&FormHash::of(toml.as_bytes()).to_string()),
        "{message}"
    );
    assert!(
        message.contains(&FormHash::of(changed.as_bytes()).to_string()),
        "{message}"
    );
    assert!(
        message.contains("give the changed form the version 2"),
        "{message}"
    );
}

#[test]
fn an_unknown_form_is_answered_with_the_one_meant() {
    assert_eq!(
        Catalogue::builtin().unknown("onestop-shor"),
        "there is no form “onestop-shor”; did you mean “onestop-short”?"
    );
}

#[test]
fn the_examples_of_the_readme_are_in_order() {
    let readme = include_str!("../../../survey-forms/README.md");
    let examples = readme.split("```toml\n").nth(1).unwrap();
    let examples = examples.split("```").next().unwrap();
    let (name, toml) = files(folder()).into_iter().next().unwrap();
    assert_eq!(name, "onestop-short.v1.toml");
    let form = Form::read(&name, &format!("{toml}\n{examples}")).unwrap();
    assert_eq!(
        form.examples.len(),
        Catalogue::builtin()
            .get("onestop-short", None)
            .unwrap()
            .examples
            .len()
            + 3
    );
}

#[test]
fn a_form_is_told_to_programs_as_json() {
    let json = serde_json::to_value(form("onestop-short")).unwrap();
    assert_eq!(json["hash"].as_str().unwrap().len(), 64);
    assert_eq!(json["questions"][0]["code"], "SA0");
    assert_eq!(
        json["questions"][0]["answer"]["choice"]["scale"]["options"][4]["value"],
        "5"
    );
    assert_eq!(json["rules"]["tie_rule"], "1224");
    assert_eq!(json["classes"], serde_json::json!([]));
    assert!(json.get("layout").is_none());
}
