//! Every page, drawn from samples and read like a browser would: well-formed, labelled, within its budget.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use serde_json::json;

use super::citizens::questionnaire::{Questionnaire, Setting};
use super::citizens::shelf::{Opened, Shelf};
use super::citizens::thanks;
use super::public::results::{Asked, Figure, Figures, Search};
use super::public::{docs, information, results};
use super::staff::account::{self, Own, Said, SignInLine};
use super::staff::accounts::{self, Listed, One};
use super::staff::audit::{self, Log};
use super::staff::confirm;
use super::staff::desk::{self as staff, Desk};
use super::staff::second_factor::{self, SetUp};
use super::staff::sign_in::{self, Ask, Refusal};
use super::staff::sign_on::{self, Trouble};
use super::*;
use crate::chart;
use crate::chart::Kind;
use crate::chart::Options;
use crate::findings::Findings;
use crate::findings::sample::sample;
use crate::form::AnswerSheet;
use crate::form::Answers;
use crate::form::Catalogue;
use crate::form::Form;
use crate::form::ScoredPer;
use crate::form::Text;
use crate::period::Period;
use crate::staff::{Mandate, Role};
use crate::store::{Account, Action, Session};
use crate::web::problem::{self, Problem};
use crate::web::recordings::Recordings;
use crate::web::staff::passwords::Weakness;
use crate::web::words::Lang;

/// Widths of charts: across the page, beside a table, on a phone.
const FULL: u32 = 1200;
const HALF: u32 = 600;
const PHONE: u32 = 328;

const LEVELS: [(&str, &str); 5] = [
    ("Rất không hài lòng", "Very dissatisfied"),
    ("Không hài lòng", "Dissatisfied"),
    ("Bình thường", "Neutral"),
    ("Hài lòng", "Satisfied"),
    ("Rất hài lòng", "Very satisfied"),
];

fn english() -> Lang {
    Lang::find("en").unwrap()
}

fn form(id: &str) -> &'static Form {
    Catalogue::builtin().get(id, None).unwrap()
}

/// The form that a test names, whatever version is the newest one.
fn first_version(id: &str) -> &'static Form {
    Catalogue::builtin().get(id, Some(1)).unwrap()
}

static SILENT: LazyLock<Recordings> = LazyLock::new(Recordings::default);

fn shelf() -> Shelf {
    let issuer = Some("Sở Nội vụ tỉnh Hưng Yên".into());
    Shelf::new(10, true, issuer, Arc::default())
}

fn setting(lang: Lang, walk_in: bool) -> Setting<'static> {
    Setting {
        lang,
        walk_in,
        threshold: 10,
        simulated: false,
        issuer: Some("Sở Nội vụ tỉnh Hưng Yên"),
        recordings: &SILENT,
    }
}

/// Every page of a form as somebody sees it who answers nothing, and the whole of it.
fn every_step(form: &Form, lang: Lang, walk_in: bool) -> Vec<Questionnaire> {
    let setting = setting(lang, walk_in);
    let nothing = Answers::default();
    (0..form.steps.len())
        .map(|step| Questionnaire::step(form, setting, step, &nothing))
        .chain([Questionnaire::whole(form, setting)])
        .collect()
}

/// One answer kept, the others missing, the comment too long.
fn faulty(lang: Lang) -> Questionnaire {
    let form = first_version("onestop-short");
    let comment = format!("Chờ <lâu> & đi lại nhiều lần{}", "!".repeat(1000));
    let answers = Answers::from_pairs([("SA0", "4"), ("SB0", "na"), ("comment", &comment)]);
    let faults = AnswerSheet::parse(form, &answers).unwrap_err();
    Questionnaire::step(form, setting(lang, false), 0, &answers)
        .for_visit("Trung tâm Phục vụ hành chính công phường Phố Hiến", "")
        .mending(form, &faults)
}

fn figure((wide, narrow): &(String, String)) -> Figure<'_> {
    Figure {
        wide,
        narrow: Some(narrow),
    }
}

/// An empty picture of a width; drawing real charts is slow without optimisation.
fn blank(_: Kind, _: &Findings, _: Lang, width: u32) -> String {
    format!("<svg role=\"img\" aria-label=\"-\" width=\"{width}\" height=\"200\"></svg>")
}

fn drawn(kind: Kind, findings: &Findings, lang: Lang, width: u32) -> String {
    let options = Options {
        lang: lang.code(),
        width,
        ..Options::default()
    };
    let svg = chart::draw(kind, findings, &[], &options).unwrap();
    svg.as_str().to_owned()
}

fn results(lang: Lang, nation: bool) -> String {
    results_with(lang, nation, blank)
}

fn results_with(
    lang: Lang,
    nation: bool,
    chart: impl Fn(Kind, &Findings, Lang, u32) -> String,
) -> String {
    let findings = sample(nation);
    let both = |kind, width| {
        let chart = |width| chart(kind, &findings, lang, width);
        (chart(width), chart(PHONE))
    };
    let (places, trend) = (both(Kind::Places, HALF), both(Kind::Trend, HALF));
    let (criteria, heat) = (both(Kind::Criteria, FULL), both(Kind::Heat, FULL));
    let hits = [(
        "2025:12271".to_owned(),
        Text::new("Phường Phố Hiến", "Phố Hiến ward"),
    )];
    let forms = [
        ("sipas-1001-2023".to_owned(), findings.form.title.clone()),
        (
            "onestop-short".to_owned(),
            Text::new("Phiếu ngắn sau giao dịch", "Short form after a transaction"),
        ),
    ];
    let asked = Asked {
        findings: &findings,
        trail: &[("vn".to_owned(), Text::new("Cả nước", "Whole country"))][usize::from(nation)..],
        forms: &forms,
        periods: &[Period::year(2026), Period::year(2025)],
        figures: Figures {
            map: None,
            places: Some(figure(&places)),
            criteria: Some(figure(&criteria)),
            heat: Some(figure(&heat)),
            trend: Some(figure(&trend)),
        },
        search: (!nation).then_some(Search {
            query: "phố <hiến",
            hits: &hits,
        }),
        downloads: &[("CSV".to_owned(), "/api/v1/results.csv".to_owned())],
        issuer: Some("Sở Nội vụ tỉnh Hưng Yên"),
        map: Some(crate::place::View::AsItWas),
        release: nation.then_some("2026.v1-7f3a9c"),
    };
    results::draw(&asked, lang)
}

fn openapi() -> serde_json::Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "sipas", "version": "1", "description": "Read `this`.\n\nAnd <that>."},
        "paths": {
            "/api/v1/results": {"get": {"tags": ["results"], "summary": "Findings of a place",
                "parameters": [{"name": "place", "in": "query", "required": true, "schema": {"type": "string"}, "description": "Key: `2025:33`"}],
                "responses": {"200": {"description": "the findings", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Findings"}, "example": {"value": 83.94}}}}, "404": {"$ref": "#/components/responses/Missing"}}}},
            "/api/v1/answers": {"post": {"tags": ["answers"], "requestBody": {"content": {"application/json": {"schema": {"type": ["object", "null"]}}}}, "responses": {"201": {"description": "recorded"}}}}
        },
        "components": {"responses": {"Missing": {"description": "no such place"}},
            "schemas": {"Findings": {"type": "object", "required": ["value"], "properties": {"value": {"type": "number", "format": "double"}, "places": {"type": "array", "items": {"$ref": "#/components/schemas/Findings"}}}},
                        "Reason": {"type": "string", "enum": ["too_few", "other"]}}}
    })
}

fn session() -> Session {
    Session {
        id: "s1".into(),
        account: Account {
            username: "lan.hungyen".into(),
            mandate: Mandate {
                role: Role::Administrator,
                jurisdiction: "2025:33".parse().unwrap(),
            },
            disabled: false,
            second_factor: true,
            subject: String::new(),
        },
        csrf: "c5rf".into(),
        device: String::new(),
        second: true,
        begun: 1_795_300_000,
        seen: 1_795_303_600,
        confirmed: 1_795_300_000,
    }
}

/// The pages of accounts, second factor and log.
#[expect(clippy::too_many_lines, reason = "a page after the other")]
fn staff_room(lang: Lang) -> Vec<(&'static str, String)> {
    let session = session();
    let asked = second_factor::Asked {
        csrf: "c5rf",
        next: "/staff",
        carried: "place=33",
        refusal: Some(second_factor::Refusal::Wrong),
    };
    let set_up = SetUp {
        address: "otpauth://totp/SIPAS:lan.hungyen?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=SIPAS",
        typed: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
        sealed: "c2VhbGVk",
    };
    let codes: Vec<String> = (0..10)
        .map(|n| format!("abcd{n}-fghjk-mnpqr-stuvw"))
        .collect();
    let fields = vec![("place".to_owned(), "a\"b".to_owned())];
    let sign_ins = [("Máy ở phòng họp", true), ("", false)].map(|(device, own)| SignInLine {
        id: format!("s{own}"),
        device: device.into(),
        begun: "08:15 22/11/2026".into(),
        seen: "09:40 22/11/2026".into(),
        own,
    });
    let own = Own {
        session: &session,
        place: "Tỉnh Hưng Yên".into(),
        sessions: &sign_ins,
        codes_left: 9,
        has_password: true,
        sign_on: Some(false),
        simulated: false,
        said: Some(Said::Weak(Weakness::Common)),
    };
    let line = |username: &str, role, closed| accounts::Line {
        username: username.into(),
        href: format!("/staff/accounts/{username}"),
        role,
        place: "Phường Phố Hiến, Tỉnh Hưng Yên".into(),
        key: "11953".into(),
        second_factor: role != Role::Viewer,
        closed,
    };
    let lines = [
        line("an", Role::Viewer, false),
        line("binh.pho-hien", Role::Publisher, false),
        line("cuong", Role::Inspector, true),
    ];
    let places = [("33".to_owned(), "Tỉnh Hưng Yên".to_owned())];
    let listed = Listed {
        session: &session,
        lines: &lines,
        places: &places,
        typed: ("an", "viewer", "33"),
        simulated: false,
        refusal: Some(accounts::Refusal::Name),
    };
    let one = One {
        session: &session,
        line: &lines[1],
        places: &places,
        own: false,
        simulated: false,
        changed: true,
        refusal: None,
    };
    let mut linked = session.clone();
    linked.account.subject = "https://sso.example.vn 7".into();
    let linked_own = Own {
        session: &linked,
        has_password: true,
        sign_on: Some(true),
        said: Some(Said::Linked),
        ..own.clone()
    };
    let confirming = |password, sign_on| confirm::Asked {
        session: &linked,
        next: "/staff/accounts",
        carried: "place=33",
        ways: confirm::Ways { password, sign_on },
    };
    let opened = accounts::Opened {
        username: "an",
        password: "kxmvt-93hfw-qpzrb-27cyd",
        is_new: true,
    };
    let done = Action::ALL
        .iter()
        .enumerate()
        .map(|(n, action)| audit::Line {
            seq: 100 - n as u64,
            moment: "08:15 22/11/2026".into(),
            actor: "lan.hungyen".into(),
            action: *action,
            object: "2025:33".into(),
            detail: "form: onestop-short · period: 2026-Q3".into(),
        });
    let done: Vec<_> = done.collect();
    let log = Log {
        session: &session,
        lines: &done,
        people: &["lan.hungyen".to_owned()],
        person: "lan.hungyen",
        action: "",
        day: "",
        older: Some(82),
        simulated: false,
    };
    vec![
        ("code", second_factor::ask(lang, &asked)),
        ("code-new", second_factor::set_up(lang, &asked, &set_up)),
        (
            "recovery",
            second_factor::recovery(lang, &codes, "/staff", Vec::new(), "c5rf"),
        ),
        (
            "recovery-form",
            second_factor::recovery(lang, &codes, "/staff", fields.clone(), "c5rf"),
        ),
        (
            "send-again",
            sign_in::send_again(lang, "/staff/accounts", fields, "c5rf"),
        ),
        (
            "confirm",
            confirm::draw(lang, &confirming(true, true), Some(Refusal::Wrong)),
        ),
        (
            "confirm-sign-on",
            confirm::draw(lang, &confirming(false, true), None),
        ),
        (
            "confirm-nowhere",
            confirm::draw(lang, &confirming(false, false), None),
        ),
        ("account", account::draw(lang, &own)),
        ("account-linked", account::draw(lang, &linked_own)),
        (
            "account-of-the-sign-on",
            account::draw(
                lang,
                &Own {
                    has_password: false,
                    ..linked_own.clone()
                },
            ),
        ),
        (
            "sign-on-departing",
            sign_on::departing(lang, "https://sso.example.vn/auth?a=1&b=2"),
        ),
        (
            "sign-on-another",
            sign_on::trouble(lang, &sign_on::Trouble::Another),
        ),
        (
            "sign-on-taken",
            sign_on::trouble(lang, &sign_on::Trouble::Taken),
        ),
        ("accounts", accounts::list(lang, &listed)),
        ("account-of", accounts::one(lang, &one)),
        ("account-opened", accounts::opened(lang, &session, &opened)),
        ("audit", audit::draw(lang, &log)),
    ]
}

fn refused() -> Ask<'static> {
    Ask {
        name: "a\"b",
        refusal: Some(Refusal::Wait(8)),
        ..Ask::to("/staff")
    }
}

fn with_sign_on(carried: &'static str) -> Ask<'static> {
    Ask {
        carried,
        refusal: (!carried.is_empty()).then_some(Refusal::Expired),
        sign_on: Some("Đăng nhập bằng tài khoản <tỉnh>"),
        ..Ask::to("/staff")
    }
}

/// Every page in a language, by name.
fn gallery(lang: Lang) -> Vec<(String, String)> {
    let promises = information::Promises {
        threshold: 10,
        k: 5,
        simulated: true,
        valid_days: 45,
        issuer: Some("Sở Nội vụ tỉnh Hưng Yên"),
        complaints: (lang == Lang::VI).then_some("Thanh tra tỉnh Hưng Yên"),
    };
    let filled = |page: &Page| {
        let fill = Fill {
            office: "Bộ phận một cửa xã Ân Thi",
            submission: "0f8e",
        };
        String::from_utf8(page.text(fill)).unwrap()
    };
    let form = sample(true).form;
    let choice = |pairs: [(&str, &str); 2]| pairs.map(|(a, b)| (a.to_owned(), b.to_owned()));
    let session = session();
    let desk = Desk {
        session: &session,
        forms: &choice([
            ("sipas-1001-2023", "39 tiêu chí"),
            ("onestop-short", "Phiếu ngắn"),
        ]),
        periods: &choice([("2026", "Năm 2026"), ("2026-10", "Tháng 10/2026")]),
        places: &choice([
            ("2025:33", "Tỉnh Hưng Yên"),
            ("2025:01", "Thành phố Hà Nội"),
        ]),
        chosen: ("sipas-1001-2023", "2026", "2025:33"),
        simulated: true,
    };
    let shelf = shelf();
    let mut pages = Vec::new();
    for form in Catalogue::builtin().iter() {
        for (door, opened) in [
            ("link", Opened::Link),
            ("walk-in", Opened::WalkIn),
            ("whole", Opened::Whole),
        ] {
            let page = shelf.take(form, lang, opened);
            pages.push((
                format!("{door}-{}-{}", form.id, form.version),
                filled(&page),
            ));
        }
        for (number, step) in every_step(form, lang, false)
            .into_iter()
            .enumerate()
            .skip(1)
        {
            let page = step.for_visit("Bộ phận một cửa xã Ân Thi", "").draw();
            pages.push((format!("step-{}-{}-{number}", form.id, form.version), page));
        }
    }
    let others = [
        ("faults", faulty(lang).draw()),
        ("thanks", filled(thanks::print(lang, false))),
        ("privacy", filled(&information::privacy(lang, promises))),
        (
            "about",
            filled(&information::about(lang, promises, &[form])),
        ),
        ("sign-in", sign_in::ask(lang, &Ask::to("/staff"))),
        ("sign-in-wrong", sign_in::ask(lang, &refused())),
        ("sign-in-sso", sign_in::ask(lang, &with_sign_on(""))),
        (
            "sign-in-sso-kept",
            sign_in::ask(lang, &with_sign_on("reason=a%22b")),
        ),
        (
            "sign-on-unknown",
            sign_on::trouble(lang, &Trouble::Unknown("nv<17>".to_owned())),
        ),
        ("sign-on-away", sign_on::trouble(lang, &Trouble::Away)),
        ("sign-on-arrived", sign_on::arrived(lang, "/staff?a=1&b=\"")),
        (
            "sign-on-farewell",
            sign_on::farewell(lang, Some("https://sso.example.vn/end?a=1&b=2")),
        ),
        ("desk", staff::desk(lang, &desk)),
        ("docs", docs::draw(&openapi(), lang)),
        ("results-nation", results(lang, true)),
        ("results-province", results(lang, false)),
    ];
    pages.extend(others.map(|(name, html)| (name.to_owned(), html)));
    let room = staff_room(lang).into_iter();
    pages.extend(room.map(|(name, html)| (name.to_owned(), html)));
    for kind in problem::Kind::ALL {
        let fault = Problem::new(kind).at("form", Text::new("Thiếu <form>", "No <form>"));
        pages.push((
            format!("problem-{}", kind.slug()),
            super::problem::draw(&fault, lang),
        ));
    }
    pages
}

fn every_page() -> impl Iterator<Item = (Lang, String, String)> {
    Lang::all().flat_map(|lang| gallery(lang).into_iter().map(move |(n, h)| (lang, n, h)))
}

/// Tags with their attributes, in order.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(end) = rest.find('>') else { break };
        tags.push(&rest[..end]);
        rest = &rest[end..];
    }
    tags
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn every_page_is_well_formed_in_every_language() {
    const VOID: [&str; 5] = ["meta", "link", "input", "br", "!DOCTYPE"];
    for (lang, name, html) in every_page() {
        let mut open = Vec::new();
        for tag in tags(&html) {
            let word = tag.split([' ', '\n']).next().unwrap();
            if let Some(closing) = word.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closing), "{name} {}", lang.code());
            } else if !VOID.contains(&word) && !tag.ends_with('/') {
                open.push(word);
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[test]
fn pages_in_the_languages_of_the_program_load_no_font() {
    for (lang, name, html) in every_page() {
        assert!(!html.contains("/assets/letters-"), "{name} {}", lang.code());
    }
}

#[test]
fn every_page_says_its_language_and_its_title() {
    for (lang, name, html) in every_page() {
        let head = format!("<html lang=\"{}\">", lang.code());
        assert!(
            html.starts_with("<!DOCTYPE html>") && html.contains(&head),
            "{name}"
        );
        let title = html
            .split("<title>")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        assert!(title.len() > 12, "{name}: {title}");
        assert_eq!(
            html.matches("<h1").count(),
            1,
            "{name} has one main heading"
        );
        assert!(!html.contains("Unknown localization"), "{name}");
    }
}

#[test]
fn ids_are_unique_and_what_points_at_an_id_finds_it() {
    for (_, name, html) in every_page() {
        let tags = tags(&html);
        let ids: Vec<_> = tags.iter().filter_map(|t| attribute(t, "id")).collect();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: {ids:?}");
        for tag in &tags {
            let described = attribute(tag, "aria-describedby").unwrap_or_default();
            let local = attribute(tag, "href").and_then(|href| href.strip_prefix('#'));
            for id in described
                .split_whitespace()
                .chain(attribute(tag, "for"))
                .chain(local)
            {
                assert!(ids.contains(&id), "{name}: nothing has the id {id}");
            }
        }
    }
}

#[test]
fn every_control_has_a_label() {
    for (_, name, html) in every_page() {
        let mut inside = false;
        let all = tags(&html);
        for tag in &all {
            let word = tag.split(' ').next().unwrap();
            match word {
                "label" => inside = true,
                "/label" => inside = false,
                "input" | "select" | "textarea" if attribute(tag, "type") != Some("hidden") => {
                    let id = attribute(tag, "id").unwrap_or("none");
                    let tied = all
                        .iter()
                        .any(|t| t.starts_with("label") && attribute(t, "for") == Some(id));
                    assert!(inside || tied, "{name}: <{tag}> has no label");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn no_page_holds_a_script_a_style_or_a_foreign_host() {
    for (_, name, html) in every_page() {
        for tag in tags(&html) {
            for attribute_name in ["style", "onclick", "onload"] {
                assert!(attribute(tag, attribute_name).is_none(), "{name}: <{tag}>");
            }
            for source in ["href", "src", "action"]
                .iter()
                .filter_map(|a| attribute(tag, a))
            {
                // The way to the provider is the one way out of the house.
                let to_provider = ["sign-on-farewell", "sign-on-departing"];
                let leaves = to_provider.contains(&&*name) && tag.starts_with("a ");
                assert!(
                    leaves || source.starts_with(['/', '?', '#']),
                    "{name}: {source}"
                );
            }
        }
        // The one sheet that a first page brings along is the one that its policy lets in, to the letter.
        let own = format!("<style>{}</style>", crate::web::assets::citizens_text());
        let html = html.replacen(&own, "", 1);
        // Scripts are files of ours; nothing stands inside the tags.
        assert_eq!(
            html.matches("<script").count(),
            html.matches("></script>").count(),
            "{name}"
        );
        assert!(!html.contains("<style"), "{name}");
    }
}

/// Every form in every language through every door.
fn every_questionnaire() -> impl Iterator<Item = (&'static Form, Lang, bool)> {
    Catalogue::builtin().iter().flat_map(|form| {
        Lang::all().flat_map(move |lang| [(&**form, lang, false), (&**form, lang, true)])
    })
}

#[test]
fn no_preselection() {
    for (form, lang, walk_in) in every_questionnaire() {
        for page in every_step(form, lang, walk_in) {
            let html = page.draw();
            let chosen = tags(&html).iter().any(|tag| tag.contains(" checked"));
            assert!(!chosen, "{}", form.id);
        }
    }
}

#[test]
fn same_scale_in_every_form_that_uses_it() {
    for (form, lang, walk_in) in every_questionnaire() {
        let page = Questionnaire::whole(form, setting(lang, walk_in));
        let parts = page.steps.iter().flat_map(|step| &step.parts);
        for question in parts.flat_map(|part| &part.questions) {
            let labels: Vec<_> = question.options.iter().map(|o| &*o.label.text).collect();
            if labels.contains(&LEVELS[0].0) || labels.contains(&LEVELS[0].1) {
                let expected = LEVELS.map(|(vi, en)| if lang == Lang::VI { vi } else { en });
                assert_eq!(labels[..5], expected, "{} {}", form.id, question.code);
            }
        }
    }
}

#[test]
fn errors_keep_answers_and_are_listed_first() {
    for lang in Lang::all() {
        let html = faulty(lang).draw();
        let checked: Vec<_> = tags(&html)
            .into_iter()
            .filter(|t| t.ends_with(" checked"))
            .map(|t| {
                (
                    attribute(t, "name").unwrap(),
                    attribute(t, "value").unwrap(),
                )
            })
            .collect();
        assert_eq!(checked, [("SA0", "4"), ("SB0", "na")]);
        // What was written on another page travels along.
        assert!(
            html.contains("name=\"comment\" value=\"Chờ &#60;lâu&#62; &#38; đi lại nhiều lần!!!")
        );
        assert!(html.contains(&format!("<title>{}", lang.say("error-mark"))));
        let summary = html.find("role=\"alert\"").unwrap();
        assert!(summary < html.find("<h1").unwrap() && html.contains("autofocus"));
        for code in ["SC0", "SD0", "SE0"] {
            assert!(html.contains(&format!("href=\"#{code}-1\"")), "{code}");
        }
    }
}

#[test]
fn a_sheet_that_could_not_be_taken_is_shown_again_with_its_answers() {
    for lang in Lang::all() {
        let answers = Answers::from_pairs([("stars", "4")]);
        let page = Questionnaire::step(form("star-rating"), setting(lang, true), 0, &answers);
        let html = page.for_visit("UBND xã Ân Thi", "0f8e").not_taken().draw();
        assert!(html.contains(&lang.say("away-title")));
        assert!(html.contains("value=\"4\"") && html.contains(" checked"));
        assert!(html.contains("name=\"submission_id\" value=\"0f8e\""));
    }
}

#[test]
fn what_a_citizen_is_not_asked_is_not_on_the_page() {
    for (form, lang, walk_in) in every_questionnaire() {
        let mut steps = every_step(form, lang, walk_in);
        let whole = steps.pop().unwrap().draw();
        let steps: Vec<String> = steps.iter().map(Questionnaire::draw).collect();
        for question in &form.questions {
            let asked = question.scored_per != Some(ScoredPer::Unit);
            let field = format!("name=\"{}\"", question.code);
            assert_eq!(whole.contains(&field), asked, "{}", question.code);
            let pages = steps.iter().filter(|page| page.contains(&field)).count();
            let once = usize::from(asked && question.show_if.is_none());
            assert_eq!(pages, once, "{} {}", form.id, question.code);
        }
    }
}

/// The first page, which brings its style sheet along, fits the first round trip (14 KB), the whole survey 40 KB, where its steps
/// are pages of the server and where a script turns them; every page and every asset that a citizen gets is weighed.
#[test]
fn budget() {
    let assets = crate::web::assets::weights();
    let sheet = assets
        .iter()
        .find(|(name, _)| name.contains("citizens"))
        .unwrap()
        .1;
    let icon = assets
        .iter()
        .find(|(name, _)| name.contains("icon"))
        .unwrap()
        .1;
    println!(
        "{:<44}{:>8}{:>8}{:>8}{:>8}{:>8}",
        "form", "first", "style", "steps", "survey", "script"
    );
    for (form, lang, walk_in) in every_questionnaire() {
        let opened = if walk_in {
            Opened::WalkIn
        } else {
            Opened::Link
        };
        let page = shelf().take(form, lang, opened);
        let office = "Trung tâm Phục vụ hành chính công xã Nguyễn Trãi, tỉnh Hưng Yên";
        let submission = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        let first = page.gzip(Fill { office, submission }).len();
        // Everything answered, the longest comment written: what travels along at the heaviest.
        let mut answers: Vec<(String, String)> = Vec::new();
        for question in &form.questions {
            let value = question.options()[0].value.clone();
            answers.push((question.code.clone(), value));
        }
        answers.extend(
            form.comment
                .as_ref()
                .map(|c| (c.code.clone(), "Chờ lâu. ".repeat(100))),
        );
        let answers = Answers::from_pairs(answers);
        let shown = form.shown_steps(&form.asking(&answers));
        let steps: usize = shown[1..]
            .iter()
            .map(|&step| {
                let page = Questionnaire::step(form, setting(lang, walk_in), step, &answers);
                page::weight(&page.for_visit(office, submission).draw())
            })
            .sum();
        let thanks = thanks::print(lang, true).gzip(Fill::default()).len();
        let survey = first + sheet + icon + steps + thanks;
        let name = format!(
            "{} v{} {} {}",
            form.id,
            form.version,
            lang.code(),
            if walk_in { "/o" } else { "/k" }
        );
        let script = crate::web::scripts::answer(lang);
        let script = assets.iter().find(|(name, _)| *name == script).unwrap().1;
        let script = script + crate::web::scripts::worker_weight();
        let whole = shelf().take(form, lang, Opened::Whole).weight();
        let scripted = first + icon + script + whole + thanks;
        println!("{name:<44}{first:>8}{sheet:>8}{steps:>8}{survey:>8}{scripted:>8}");
        assert!(first <= 14 * 1024, "{name}: {first} bytes");
        assert!(survey <= 40_000, "{name}: {survey} bytes");
        assert!(scripted <= 40_000, "{name}: {scripted} bytes with scripts");
    }
    for (name, size) in assets {
        println!("{name:<44}{size:>8}");
    }
    assert!(sheet <= 6 * 1024, "{sheet}");
}

#[test]
fn notice_in_every_face() {
    for (form, lang, walk_in) in every_questionnaire() {
        let html = Questionnaire::first(form, setting(lang, walk_in)).draw();
        let start = html.find("<form").unwrap();
        for key in [
            "notice-apart",
            "notice-kept",
            "notice-names",
            "notice-limits",
        ] {
            let at = html.find(&lang.say(key)).unwrap();
            assert!(at < start, "the notice stands before the questions");
        }
        assert!(html.contains("href=\"/privacy"));
    }
}

#[test]
fn confirmation_is_empty() {
    for lang in Lang::all() {
        let page = String::from_utf8(thanks::print(lang, false).text(Fill::default())).unwrap();
        for (vi, en) in LEVELS {
            assert!(!page.contains(vi) && !page.contains(en));
        }
        assert!(!page.contains("<form") && !page.contains('\u{e000}'));
        assert!(page.contains(&lang.say("thanks-title")));
    }
}

#[test]
fn simulated_figures_are_said_to_be_simulated() {
    for lang in Lang::all() {
        let banner = lang.say("simulated");
        assert!(results(lang, true).contains(&banner) && results(lang, false).contains(&banner));
    }
}

#[test]
fn what_is_withheld_shows_its_reason_and_no_number() {
    let html = results(Lang::VI, false);
    assert!(html.contains("Chưa đủ dữ liệu để công bố (ngưỡng 10 phiếu)"));
    assert!(html.contains("Chưa có phiếu"));
    assert!(!html.contains(">0,00%<"), "no data is not zero");
}

#[test]
fn links_between_results_keep_form_period_and_language() {
    let html = results(english(), true);
    assert!(html.contains("href=\"/r/33?form=sipas-1001-2023&#38;period=2026&#38;lang=en\""));
    assert_eq!(results::place_address("2004:34"), "/r/2004:34");
}

#[test]
fn texts_of_others_are_escaped() {
    assert!(results(Lang::VI, false).contains("phố &#60;hiến"));
    assert!(sign_in::ask(Lang::VI, &refused()).contains("a&#34;b"));
    assert!(docs::draw(&openapi(), Lang::VI).contains("&#60;that&#62;"));
}

#[test]
fn broken_documentation_still_makes_a_page() {
    for odd in [
        json!(null),
        json!([]),
        json!({"paths": 7}),
        json!({"paths": {"/a": {"get": 1}}}),
    ] {
        assert!(docs::draw(&odd, Lang::VI).contains("problem-not-found"));
    }
}

/// Leaves the pages and their style sheet in `target/gallery`, to be looked at in a browser.
#[test]
fn the_gallery_can_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/gallery");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    let sheets = [
        (
            crate::web::assets::style(),
            include_str!("../assets/style.css"),
        ),
        (
            crate::web::assets::citizens(),
            include_str!("../assets/citizens.css"),
        ),
    ];
    for (address, text) in sheets {
        std::fs::write(folder.join(address.trim_start_matches('/')), text).unwrap();
    }
    let with_charts = [("province", false), ("nation", true)].map(|(name, nation)| {
        let html = results_with(Lang::VI, nation, drawn);
        (Lang::VI, format!("charts-{name}"), html)
    });
    for (lang, name, html) in every_page().chain(with_charts) {
        std::fs::write(folder.join(format!("{name}.{}.html", lang.code())), html).unwrap();
    }
}
