//! The citizen's two minutes: the questionnaire in a real browser and over plain HTTP, on small phones and large screens.

use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::Value;

use crate::on_each_database;
use crate::support::browser::{View, browse, count, keep, text_of};
use crate::support::citizens::{self, COMMUNE, QUESTIONS};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::service::{House, Service};

const PHONE: View = View {
    width: 360,
    scripts: true,
};
const PHONE_WITHOUT_SCRIPTS: View = View {
    width: 360,
    scripts: false,
};
const SENDS: &str = "button[value=send]:not([hidden])";
const COMMENT: &str = "Chị ở quầy số 3 rất tận tình";

fn house() -> House {
    House::new(Database::Sqlite)
}

async fn choose(client: &Client, code: &str, value: &str) {
    let selector = format!("input[name={code}][value='{value}']");
    let option = client.find(Locator::Css(&selector)).await;
    let option = option.unwrap_or_else(|error| panic!("{selector}: {error}"));
    option.click().await.unwrap();
}

async fn is_chosen(client: &Client, code: &str, value: &str) -> bool {
    count(
        client,
        &format!("input[name={code}][value='{value}']:checked"),
    )
    .await
        == 1
}

/// What tells one page, or one step that a script shows, from the next.
const PLACE: &str = "const s = document.querySelector('.step:not([hidden])'); return document.title + (s ? s.dataset.step : '')";

/// Presses a button of the questionnaire and waits for what comes next, from the server or from the script.
async fn press(client: &Client, go: &str) {
    let selector = format!("main button[name=go][value={go}]:not([hidden])");
    let button = client.find(Locator::Css(&selector)).await;
    let button = button.unwrap_or_else(|error| panic!("{selector}: {error}"));
    let before = client.execute(PLACE, vec![]).await.unwrap();
    button.click().await.unwrap();
    for _ in 0..400 {
        if button.tag_name().await.is_err() {
            client.wait().for_element(Locator::Css("h1")).await.unwrap();
            return;
        }
        if client.execute(PLACE, vec![]).await.ok().as_ref() != Some(&before) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{selector} leads nowhere");
}

/// Answers what of these is asked on this page.
async fn answer(client: &Client, answers: &[(&str, &str)]) {
    for (code, value) in answers {
        let asked = format!(".step:not([hidden]) input[type=radio][name={code}]");
        if count(client, &asked).await > 0 {
            choose(client, code, value).await;
        }
    }
}

/// Goes through the whole form and sends it.
async fn answer_all(client: &Client, answers: &[(&str, &str)]) {
    for _ in 0..40 {
        answer(client, answers).await;
        if count(client, SENDS).await == 1 {
            return press(client, "send").await;
        }
        press(client, "next").await;
    }
    panic!("the form has no end");
}

/// Goes on until the page that asks for this.
async fn go_to(client: &Client, selector: &str, answers: &[(&str, &str)]) {
    for _ in 0..40 {
        if count(client, &format!(".step:not([hidden]) {selector}")).await > 0 {
            return;
        }
        answer(client, answers).await;
        press(client, "next").await;
    }
    panic!("nobody asks for {selector}");
}

fn the_focus() -> &'static str {
    "return document.activeElement.tagName"
}

/// A citizen forgets a question, is led to it, mends it, goes back and forward, and is thanked without a word of the content.
async fn answers_the_short_form(
    client: Client,
    base: String,
    token: String,
    name: String,
    scripts: bool,
) {
    let link = format!("{base}/k/{token}");
    let answers: Vec<_> = QUESTIONS
        .into_iter()
        .zip(["5", "4", "3", "2", "na", "4"])
        .collect();
    client.goto(&link).await.unwrap();
    if scripts {
        // All steps are here once the script turns them.
        let second = Locator::Css(".step[hidden]");
        client.wait().for_element(second).await.unwrap();
    }
    keep(&client, &format!("{name}-1-first")).await;
    assert_eq!(
        count(&client, "input:checked").await,
        0,
        "an answer is chosen in advance"
    );

    // The missing answer is named, linked and marked; everything else is still there.
    go_to(&client, "input[name=SC0][type=radio]", &answers).await;
    let before: Vec<_> = answers
        .iter()
        .copied()
        .filter(|(code, _)| *code != "SC0")
        .collect();
    answer(&client, &before).await;
    press(&client, "next").await;
    assert!(client.title().await.unwrap().starts_with("Lỗi:"));
    keep(&client, &format!("{name}-2-mend")).await;
    let focused = client.active_element().await.unwrap();
    let role = focused.attr("role").await.unwrap();
    assert_eq!(role.as_deref(), Some("alert"), "the summary has the focus");
    let links = client
        .find_all(Locator::Css("[role=alert] a"))
        .await
        .unwrap();
    assert_eq!(links.len(), 1);
    let href = links[0].attr("href").await.unwrap().unwrap();
    assert!(href.ends_with("#SC0-1"), "{href}");
    assert_eq!(count(&client, "fieldset.bad .error").await, 1);
    links[0].click().await.unwrap();
    let focused = client.active_element().await.unwrap();
    let id = focused.attr("id").await.unwrap();
    assert_eq!(id.as_deref(), Some("SC0-1"), "the link leads to the field");
    choose(&client, "SC0", "3").await;
    press(&client, "next").await;

    // The next page begins with its heading, and its title says where it is.
    let focused = client.active_element().await.unwrap();
    assert_eq!(
        focused.tag_name().await.unwrap(),
        "h2",
        "the heading has the focus"
    );
    assert!(client.title().await.unwrap().contains(" trên "));
    keep(&client, &format!("{name}-3-next")).await;

    // Back by the page's own button and by the browser's, and forward again: every answer is where it was.
    press(&client, "back").await;
    assert!(
        is_chosen(&client, "SC0", "3").await,
        "back keeps the answers"
    );
    press(&client, "next").await;
    client.back().await.unwrap();
    assert!(
        is_chosen(&client, "SC0", "3").await,
        "the browser's back keeps the answers"
    );
    client.forward().await.unwrap();
    go_to(&client, "textarea", &answers).await;
    answer(&client, &answers).await;
    let comment = client.find(Locator::Css("textarea")).await.unwrap();
    comment.send_keys(COMMENT).await.unwrap();
    keep(&client, &format!("{name}-4-last")).await;
    press(&client, "back").await;
    press(&client, "next").await;
    let written = "return document.querySelector('textarea').value";
    assert_eq!(client.execute(written, vec![]).await.unwrap(), COMMENT);
    press(&client, "send").await;

    assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
    keep(&client, &format!("{name}-5-thanks")).await;
    let source = client.source().await.unwrap();
    for trace in [
        "quầy số 3",
        "<input",
        "Bình thường",
        "Rất hài lòng",
        "Không có ý kiến",
    ] {
        assert!(
            !source.contains(trace),
            "“{trace}” is on the thank-you page"
        );
    }
    // Going back after sending shows the sheet; sending it again counts nothing twice and says the same.
    client.back().await.unwrap();
    if !scripts {
        press(&client, "send").await;
    }
    assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
    client.goto(&link).await.unwrap();
    assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
    assert_eq!(count(&client, "input").await, 0);
}

fn a_citizen_answers(view: View, name: &'static str) {
    let house = house();
    let token = citizens::invite(&house, "browser", 1).remove(0);
    let running = house.serve();
    let base = format!("http://{}", running.address);
    browse(view, |client| {
        answers_the_short_form(client, base, token, name.to_owned(), view.scripts)
    });
    running.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

#[test]
fn a_citizen_answers_on_a_phone() {
    a_citizen_answers(PHONE, "phone");
}

#[test]
fn no_script() {
    a_citizen_answers(PHONE_WITHOUT_SCRIPTS, "phone-without-scripts");
}

#[test]
fn a_walk_in_who_goes_back_and_sends_again_counts_once() {
    let house = house();
    house.run(&[
        "points", "add", "quay-1", "--place", COMMUNE, "--name", "Quầy 1",
    ]);
    let running = house.serve();
    let page = format!("http://{}/o/quay-1", running.address);
    browse(PHONE_WITHOUT_SCRIPTS, |client| async move {
        let answers: Vec<_> = QUESTIONS
            .into_iter()
            .zip(["1", "2", "3", "4", "5", "1"])
            .collect();
        client.goto(&page).await.unwrap();
        answer_all(&client, &answers).await;
        assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
        // All the way back to the page that was opened first, and forward by its buttons.
        for _ in 0..40 {
            client.back().await.unwrap();
            if count(&client, "main .notice").await == 1 {
                break;
            }
        }
        answer_all(&client, &answers).await;
        assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
    });
    running.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

#[test]
fn a_citizen_answers_by_keyboard_alone() {
    let house = house();
    let token = citizens::invite(&house, "keyboard", 1).remove(0);
    let running = house.serve();
    let link = format!("http://{}/k/{token}", running.address);
    let wide = View {
        width: 1280,
        scripts: true,
    };
    browse(wide, |client| async move {
        client.goto(&link).await.unwrap();
        let key = |key: Key| String::from(char::from(key));
        let mut answered: Vec<String> = Vec::new();
        for _ in 0..120 {
            let focused = client.active_element().await.unwrap();
            focused.send_keys(&key(Key::Tab)).await.unwrap();
            let focused = client.active_element().await.unwrap();
            let name = focused.attr("name").await.unwrap().unwrap_or_default();
            let outline = client.execute(OUTLINE, vec![]).await.unwrap();
            assert_ne!(
                outline, "nonenonenonenone",
                "the focus cannot be seen: {name}"
            );
            match focused.tag_name().await.unwrap().as_str() {
                "input" => {
                    // Space chooses the first answer, an arrow the next one.
                    focused.send_keys(" ").await.unwrap();
                    focused.send_keys(&key(Key::Down)).await.unwrap();
                    answered.push(name);
                }
                "textarea" => focused.send_keys("Cảm ơn").await.unwrap(),
                "button" => {
                    // The first button is the one that goes on.
                    let before = client.execute(PLACE, vec![]).await.unwrap();
                    focused.send_keys(&key(Key::Enter)).await.unwrap();
                    for _ in 0..400 {
                        let now = client.execute(PLACE, vec![]).await.ok();
                        if now.is_some_and(|now| now != before) {
                            break;
                        }
                        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
                    }
                    if text_of(&client, "h1").await == "Đã ghi nhận" {
                        break;
                    }
                    assert_eq!(client.execute(the_focus(), vec![]).await.unwrap(), "H2");
                }
                _ => {}
            }
        }
        assert_eq!(answered[..QUESTIONS.len()], QUESTIONS);
        assert_eq!(text_of(&client, "h1").await, "Đã ghi nhận");
    });
}

const OUTLINE: &str = "const s = getComputedStyle(document.activeElement), l = getComputedStyle(document.activeElement.parentElement); return s.outlineStyle + s.boxShadow + l.outlineStyle + l.boxShadow";

/// What can be touched and is lower than 44 px.
const LOW: &str = "return [...document.querySelectorAll('.options label, button, .langs a')].filter(own => own.checkVisibility() && own.getBoundingClientRect().height < 44).map(own => own.outerHTML)";

#[test]
fn every_step_is_a_good_page_from_320_to_1280_pixels() {
    let house = house();
    let tokens = citizens::invite(&house, "good", 2);
    house.run(&[
        "points", "add", "quay-1", "--place", COMMUNE, "--name", "Quầy 1",
    ]);
    house.run(&[
        "points",
        "add",
        "sipas",
        "--place",
        COMMUNE,
        "--name",
        "Nhà văn hóa",
        "--form",
        "sipas-1001-2023",
    ]);
    let running = house.serve();
    for width in [320, 360, 768, 1280] {
        let base = format!("http://{}", running.address);
        let tokens = tokens.clone();
        let view = View {
            width,
            scripts: true,
        };
        browse(view, |client| async move {
            let answers: Vec<_> = QUESTIONS.into_iter().map(|code| (code, "4")).collect();
            for page in [
                format!("/k/{}", tokens[0]),
                format!("/k/{}?lang=en", tokens[1]),
                "/o/sipas".into(),
            ] {
                client.goto(&format!("{base}{page}")).await.unwrap();
                let second = Locator::Css(".step[hidden]");
                client.wait().for_element(second).await.unwrap();
                for step in 1..40 {
                    let what = format!("{page} step {step} at {width} px");
                    is_a_good_page(&client, &what).await;
                    let low = client.execute(LOW, vec![]).await.unwrap();
                    assert_eq!(low, Value::Array(vec![]), "{what}");
                    if count(&client, SENDS).await == 1 {
                        break;
                    }
                    if step == 2 && count(&client, "fieldset:has(input[required])").await == 0 {
                        let lang = if page.ends_with("en") { "en" } else { "vi" };
                        keep(&client, &format!("step-{lang}-{width}")).await;
                    }
                    answer(&client, &answers).await;
                    press(&client, "next").await;
                }
            }
            for page in [
                "/f/onestop-short/2",
                "/f/sipas-1001-2023/1?lang=en",
                "/k/unknown",
                "/privacy",
            ] {
                client.goto(&format!("{base}{page}")).await.unwrap();
                is_a_good_page(&client, &format!("{page} at {width} px")).await;
            }
        });
    }
}

/// Posts a page of the short form by a link of one's own.
#[track_caller]
fn post(running: &Service, token: &str, status: u16, more: &[(&str, &str)]) -> String {
    let own = [("form", "onestop-short"), ("version", VERSION)];
    let fields: Vec<_> = own.iter().chain(more).copied().collect();
    let reply = running
        .post_form(&format!("/k/{token}"), &fields)
        .unwrap()
        .expect(status);
    reply.text()
}

const VERSION: &str = "2";
const ANSWERED: [(&str, &str); 6] = [
    ("SA0", "5"),
    ("SB0", "4"),
    ("SC0", "3"),
    ("SD0", "2"),
    ("SE0", "na"),
    ("overall", "4"),
];

on_each_database! {
    /// Turning pages keeps nothing on the server: no row appears, and a restart in the middle loses no answer.
    fn a_page_is_turned_without_a_trace(house) {
        let token = citizens::invite(house, "trace", 1).remove(0);
        let before = crate::support::sql::Sql::open(house).dump();
        let running = house.serve();
        let turned = [("step", "1"), ("go", "next"), ("comment", COMMENT)];
        let page = post(&running, &token, 200, &[&ANSWERED[..], &turned].concat());
        assert!(page.contains(&format!("name=\"comment\" value=\"{COMMENT}\"")));
        running.kill();
        assert_eq!(crate::support::sql::Sql::open(house).dump(), before);
        let running = house.serve();
        let page = post(&running, &token, 200, &[&ANSWERED[..], &[("step", "2"), ("go", "back")]].concat());
        assert!(page.contains("name=\"SA0\" value=\"5\" checked"));
    }

    /// A page holds what it likes; the server believes nothing of it.
    fn odd_steps_show_a_page_and_send_nothing(house) {
        let token = citizens::invite(house, "odd", 1).remove(0);
        let running = house.serve();
        let before = crate::support::sql::Sql::open(house).dump();
        for (step, go) in [("0", "next"), ("99", "send"), ("-1", "back"), ("", "send"), ("1", "fly"), ("1e3", "next"), ("18446744073709551616", "send"), ("1", ""), ("2", "back"), ("1", "back"), ("1", "stay")] {
            let page = post(&running, &token, 200, &[&ANSWERED[..], &[("step", step), ("go", go)]].concat());
            assert!(page.contains("data-step=\"1\""), "{step} {go}");
            assert!(page.contains("value=\"5\" checked"), "{step} {go}: the answers are kept");
        }
        assert_eq!(crate::support::sql::Sql::open(house).dump(), before);
    }
}

#[test]
fn what_people_paste_breaks_nothing_and_is_kept_until_it_is_mended() {
    let house = house();
    let tokens = citizens::invite(&house, "paste", 8);
    let running = house.serve();
    let long = "Ô".repeat(10_000);
    for (token, comment, status) in [
        (&tokens[0], "👍🏽🇻🇳 tốt lắm 👨‍👩‍👧", 200),
        (
            &tokens[1],
            "\u{202e}txet desrever \u{2066}شكرا\u{2069}",
            200,
        ),
        (
            &tokens[2],
            "Ca\u{309}m o\u{31b}n vi\u{323}\u{302}c na\u{300}y",
            200,
        ),
        (
            &tokens[3],
            "<script>alert(1)</script></textarea><img src=x onerror=alert(2)>",
            200,
        ),
        (&tokens[4], &*long, 422),
    ] {
        // The page before the last step carries it, the last step sends it.
        let fields = [&ANSWERED[..], &[("comment", comment)]].concat();
        let page = post(
            &running,
            token,
            200,
            &[&fields[..], &[("step", "1"), ("go", "stay")]].concat(),
        );
        assert!(!page.contains("<script>alert") && !page.contains("<img"));
        let page = post(&running, token, status, &fields);
        if status == 422 {
            assert!(page.contains("<title>Lỗi:") && page.contains("10.000 ký tự"));
            assert!(page.contains(&long), "what was written is kept");
            assert!(page.contains("href=\"#comment-1\"") && page.contains("id=\"comment-1\""));
        } else {
            assert!(page.contains("Đã ghi nhận") && !page.contains(comment));
        }
    }
    // Fields twice: told, kept, and mended by choosing again.
    let twice = [&ANSWERED[..], &[("SA0", "1")]].concat();
    let page = post(&running, &tokens[5], 422, &twice);
    assert!(page.contains("xin chỉ trả lời một lần") && page.contains("data-step=\"1\""));
    // A field that no form has: told once, and not dragged along.
    let unknown = [&ANSWERED[..], &[("SZ9", "1")]].concat();
    let page = post(&running, &tokens[6], 422, &unknown);
    assert!(page.contains("SZ9") && !page.contains("name=\"SZ9\""));
    let page = post(
        &running,
        &tokens[7],
        413,
        &[("comment", &*"Ô".repeat(40_000))],
    );
    assert!(page.contains("64 KB"));
    running.stop();
    assert!(house.run(&["verify"]).contains(" 4 sheets wait sealed"));
}

#[test]
fn a_preview_robot_uses_no_link_up() {
    let house = house();
    let token = citizens::invite(&house, "robot", 1).remove(0);
    let before = crate::support::sql::Sql::open(&house).dump();
    let running = house.serve();
    for _ in 0..3 {
        for method in ["GET", "HEAD"] {
            let robot = [
                ("User-Agent", "TelegramBot (like TwitterBot)"),
                ("Accept", "*/*"),
            ];
            let page = format!("/k/{token}?lang=vi&go=send&step=2&SA0=5");
            let send = crate::support::http::send;
            send(&running.address, method, &page, &robot, b"").unwrap();
        }
    }
    assert_eq!(crate::support::sql::Sql::open(&house).dump(), before);
    assert!(post(&running, &token, 200, &ANSWERED).contains("Đã ghi nhận"));
    // Turning a page of a link that was used says so too.
    let late = [&ANSWERED[..], &[("step", "1"), ("go", "next")]].concat();
    assert!(post(&running, &token, 200, &late).contains("Đã ghi nhận"));
}

#[test]
fn the_whole_form_is_everybodys_page_and_nobodys() {
    let house = house();
    let running = house.serve();
    for (lang, word) in [("vi", "Tiếp tục"), ("en", "Continue")] {
        let address = format!("/f/sipas-1001-2023/1?lang={lang}");
        let first = running.get(&address).unwrap().expect(200);
        assert_eq!(first.header("cache-control"), Some("public, max-age=60"));
        assert!(first.header("set-cookie").is_none());
        let page = first.text();
        assert!(page.contains(&format!("lang=\"{lang}\"")) && page.contains(word));
        assert!(page.matches("<section class=\"step\" data-step=\"").count() > 10);
        assert!(!page.contains("submission_id") && !page.contains("name=\"step\""));
        assert_eq!(
            page,
            running.get(&address).unwrap().text(),
            "nothing in it is anybody's own"
        );
    }
    running.get("/f/sipas-1001-2023/9").unwrap().expect(404);
    running.get("/f/nobody/1").unwrap().expect(404);
    running.get("/f/sipas-1001-2023/x").unwrap().expect(404);
}

/// Questions of a random form, with rules about earlier ones, and random answers to them.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        // Xorshift (Marsaglia 2003): the same cases at every run.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn condition(&mut self, number: usize, depth: usize) -> String {
        let question = self.throw(number);
        match self.throw(if depth == 0 { 3 } else { 6 }) {
            0 | 1 => {
                let values = ["1", "2", "3", "na"].iter().filter(|_| self.throw(2) == 0);
                let mut values: Vec<_> = values.copied().collect();
                values.push("2");
                format!("{{ question = \"q{question}\", is = {values:?} }}")
            }
            2 => format!(
                "{{ question = \"q{question}\", answered = {} }}",
                self.throw(2) == 0
            ),
            3 => format!("{{ not = {} }}", self.condition(number, depth - 1)),
            kind => {
                let several: Vec<_> = (0..=self.throw(3))
                    .map(|_| self.condition(number, depth - 1))
                    .collect();
                let kind = ["all", "any"][kind - 4];
                format!("{{ {kind} = [{}] }}", several.join(", "))
            }
        }
    }

    fn form(&mut self) -> sipas::form::Form {
        let mut text = RULES.to_owned();
        for number in 0..7 {
            // “constructor” and its like are codes too: what JavaScript objects inherit must not count as an answer.
            let (multi, role) = if number == 3 {
                ("multi = true", "perception")
            } else {
                ("not_applicable = true", "overall")
            };
            text += &format!(
                "[[sections.questions]]\ncode = \"q{number}\"\nrole = \"{role}\"\nscale = \"three\"\n{multi}\ntext = {{ vi = \"Câu\", en = \"Question\" }}\n"
            );
            if number > 0 && self.throw(4) > 0 {
                text += &format!("show_if = {}\n", self.condition(number, 3));
            }
        }
        let text = text.replace("q1\"", "constructor\"").replace(
            "question = \"q3\", is = [\"na\"",
            "question = \"q3\", is = [\"1\"",
        );
        // A multi-select offers no “na”.
        let text = text
            .lines()
            .map(|line| drop_na_of_multi(line) + "\n")
            .collect::<String>();
        sipas::form::Form::read("rules.v1.toml", &text)
            .unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
    }
}

fn drop_na_of_multi(line: &str) -> String {
    let mut pieces = line.split("question = \"q3\", is = [");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (values, rest) = piece.split_once(']').unwrap();
        out += &format!(
            "question = \"q3\", is = [{}]{rest}",
            values.replace("\"na\", ", "")
        );
    }
    out
}

const RULES: &str = r#"
id = "rules"
version = 1
instrument = "survey"
title = { vi = "Quy tắc", en = "Rules" }
purpose = { vi = "Thử", en = "A trial" }
legal_basis = { vi = "Không", en = "None" }
[scales.three]
not_applicable = { vi = "Không có ý kiến", en = "No opinion" }
options = [
  { value = "1", vi = "Một", en = "One" },
  { value = "2", vi = "Hai", en = "Two" },
  { value = "3", vi = "Ba", en = "Three" },
]
[[sections]]
title = { vi = "Phần", en = "Part" }
"#;

#[test]
fn the_page_and_the_server_agree_on_what_is_asked() {
    let mut dice = Dice(0x51_9A_5E_ED);
    let (mut cases, mut expected) = (Vec::new(), Vec::new());
    for _ in 0..300 {
        let form = dice.form();
        let conditions: Vec<Value> = form
            .questions
            .iter()
            .map(|question| {
                let rule = question.show_if.as_ref().map_or(Value::Null, |rule| {
                    serde_json::from_str(&rule.to_json()).unwrap()
                });
                serde_json::json!([question.code, rule])
            })
            .collect();
        for _ in 0..10 {
            let mut pairs = Vec::new();
            for question in &form.questions {
                for _ in 0..if question.is_multi() {
                    dice.throw(4)
                } else {
                    dice.throw(3).min(1)
                } {
                    pairs.push((
                        question.code.clone(),
                        ["1", "2", "3", "na", "odd"][dice.throw(5)],
                    ));
                }
            }
            let mut answers = serde_json::Map::new();
            for (code, value) in &pairs {
                answers
                    .entry(code.clone())
                    .or_insert_with(|| Value::Array(vec![]))
                    .as_array_mut()
                    .unwrap()
                    .push((*value).into());
            }
            cases.push(serde_json::json!([conditions, answers]));
            expected.push(Value::from(
                form.asking(&sipas::form::Answers::from_pairs(pairs)).shown,
            ));
        }
    }
    assert!(cases.len() >= 2_000);
    let hidden = expected
        .iter()
        .flat_map(|shown| shown.as_array().unwrap())
        .filter(|shown| **shown == Value::Bool(false));
    assert!(hidden.count() > 2_000, "the cases skip something");
    let script = include_str!("../../src/web/assets/conditions.js");
    let script = format!(
        "{script}\nreturn arguments[0].map(([conditions, answers]) => shown(conditions, answers));"
    );
    browse(PHONE, |client| async move {
        let said = client
            .execute(&script, vec![Value::Array(cases.clone())])
            .await
            .unwrap();
        for ((case, said), expected) in cases.iter().zip(said.as_array().unwrap()).zip(&expected) {
            assert_eq!(said, expected, "{case}");
        }
    });
}
