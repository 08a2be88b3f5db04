//! Made-up citizens: their invitations and what they answer on the short form.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::{Value, json};

use super::service::House;

/// The form that invitations use.
pub const FORM: &str = "onestop-short";
/// Its newest version, which is handed out.
pub const VERSION: u32 = 2;
/// Its five criteria and the question on the whole, in order.
pub const QUESTIONS: [&str; 6] = ["SA0", "SB0", "SC0", "SD0", "SE0", "overall"];
/// Phường Phố Hiến, Tỉnh Hưng Yên.
pub const COMMUNE: &str = "11953";
/// Tỉnh Hưng Yên.
pub const PROVINCE: &str = "33";

/// Invites `n` citizens of one office and returns their tokens, in order.
#[track_caller]
pub fn invite(house: &House, office: &str, n: usize) -> Vec<String> {
    invite_to(house, office, COMMUNE, "in_person", n)
}

/// Invites `n` citizens of an office in a commune and a channel.
#[track_caller]
pub fn invite_to(
    house: &House,
    office: &str,
    commune: &str,
    channel: &str,
    n: usize,
) -> Vec<String> {
    invite_with(house, office, commune, channel, n, &|arguments| {
        house.command(arguments)
    })
}

/// Invites `n` citizens of one office by a command that is started in a way of its own.
#[track_caller]
pub fn invite_by(
    house: &House,
    office: &str,
    n: usize,
    run: &dyn Fn(&[&str]) -> Command,
) -> Vec<String> {
    invite_with(house, office, COMMUNE, "in_person", n, run)
}

#[track_caller]
fn invite_with(
    house: &House,
    office: &str,
    commune: &str,
    channel: &str,
    n: usize,
    run: &dyn Fn(&[&str]) -> Command,
) -> Vec<String> {
    let mut csv = "reference,office,office_name,commune,channel,finished_on\n".to_owned();
    let today = sipas::clock::Clock::Machine.today();
    for number in 0..n {
        let _ = writeln!(
            csv,
            "{office}-{channel}-{number},{office},Bộ phận một cửa {office},{commune},{channel},{today}"
        );
    }
    let file = house.file(&format!("invite-{office}-{channel}.csv"), &csv);
    let invite = ["invite", "--csv", file.to_str().expect("a path in UTF-8")];
    let output = run(&invite).output().expect("sipas starts");
    let links = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tokens: Vec<String> = links
        .lines()
        .skip(1)
        .map(|line| {
            let link = line.split(',').nth(1).expect("a link");
            link.rsplit('/').next().expect("a token").to_owned()
        })
        .collect();
    assert_eq!(tokens.len(), n);
    tokens
}

/// The body of `POST /api/v1/answers`: one value a question, in the order of [`QUESTIONS`].
pub fn sheet(token: &str, values: [u8; 6]) -> Value {
    let answers: serde_json::Map<String, Value> = QUESTIONS
        .iter()
        .zip(values)
        .map(|(code, value)| ((*code).to_owned(), json!(value)))
        .collect();
    json!({ "token": token, "form": FORM, "version": VERSION, "answers": answers })
}

/// The fields of the page, one value a question, and a comment.
pub fn fields<'a>(values: [&'a str; 6], comment: &'a str) -> Vec<(&'a str, &'a str)> {
    let answers = QUESTIONS.iter().copied().zip(values);
    [("form", FORM), ("version", "2")]
        .into_iter()
        .chain(answers)
        .chain([("comment", comment)])
        .collect()
}

/// Makes an API key that may invite and read.
pub fn api_key(house: &House) -> String {
    house.run(&["key", "new-api", "tests"]).trim().to_owned()
}
