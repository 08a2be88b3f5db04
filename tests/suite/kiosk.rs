//! Kiosks: enrolled once, sealed without a network, nothing left of the person before.

use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use hpke::aead::AesGcm128;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem, OpModeS, Serializable as _};
use serde_json::{Value, json};

use crate::on_each_database;
use crate::support::browser::{
    View, browse, browse_on_screen, browse_with, browse_with_camera, keep,
};
use crate::support::citizens::{self, COMMUNE};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::relay::{Line, Relay};
use crate::support::service::{House, Service};
use crate::support::sql::Sql;
use crate::support::staff::Officer;

const WIDE: View = View {
    width: 1280,
    scripts: true,
};
const POINT: &str = "quay-1";

#[track_caller]
fn add_point(house: &House) {
    let form = citizens::FORM;
    house.run(&[
        "points",
        "add",
        POINT,
        "--place",
        COMMUNE,
        "--name",
        "Quầy 1, Bộ phận một cửa",
        "--form",
        form,
    ]);
}

/// A fresh code for the kiosk.
#[track_caller]
fn code(house: &House) -> String {
    let said = house.run(&["points", "enrol", POINT]);
    said.lines().last().expect("a code").to_owned()
}

#[track_caller]
fn enrolled(house: &House, service: &Service) -> String {
    let reply = service.post_json(
        &format!("/kiosk/{POINT}/enrol"),
        None,
        &json!({ "code": code(house) }),
    );
    reply.unwrap().expect(201).json()["kept"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// What a kiosk is told at its heartbeat.
#[track_caller]
fn contact(service: &Service, kept: &str, waiting: u64) -> Value {
    let reply = service.post_json(
        &format!("/kiosk/{POINT}/contact"),
        Some(kept),
        &json!({ "waiting": waiting }),
    );
    reply.unwrap().expect(200).json()
}

/// A sheet as the script of the kiosk seals it, in the words of RFC 9180.
fn sealed(told: &Value, id: u32, answers: &[(&str, &str)]) -> Value {
    let month = told["keys"][0]["month"].as_str().unwrap();
    let public = BASE64URL_NOPAD
        .decode(told["keys"][0]["public"].as_str().unwrap().as_bytes())
        .unwrap();
    let mut text = String::new();
    for (code, value) in answers {
        text += &format!("{code}\u{1f}{value}\u{1e}");
    }
    let mut plain = (text.len() as u16).to_be_bytes().to_vec();
    plain.extend_from_slice(text.as_bytes());
    plain.resize(607, 0);
    let about = format!(
        "{month}/{}/{}",
        told["form"].as_str().unwrap(),
        told["version"]
    );
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&public).unwrap();
    let (key, sealed) = hpke::single_shot_seal::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        b"sipas kiosk sheet 1",
        &plain,
        about.as_bytes(),
    )
    .unwrap();
    json!({
        "id": format!("00000000-0000-4000-8000-{id:012}"),
        "form": told["form"],
        "version": told["version"],
        "month": month,
        "token": null,
        "sealed": BASE64URL_NOPAD.encode(&[key.to_bytes().to_vec(), sealed].concat()),
    })
}

const GOOD: [(&str, &str); 6] = [
    ("SA0", "5"),
    ("SB0", "4"),
    ("SC0", "4"),
    ("SD0", "5"),
    ("SE0", "3"),
    ("overall", "4"),
];

#[track_caller]
fn hand_in(service: &Service, kept: &str, sheet: &Value) -> u16 {
    service
        .post_json(&format!("/kiosk/{POINT}/sheets"), Some(kept), sheet)
        .unwrap()
        .status
}

on_each_database! {
    fn a_code_works_once_and_what_the_device_keeps_is_the_only_key(house) {
        add_point(house);
        let service = house.serve();
        let code = code(house);
        let enrol = |code: &str| {
            let path = format!("/kiosk/{POINT}/enrol");
            service.post_json(&path, None, &json!({ "code": code })).unwrap()
        };
        enrol("aaaa-bbbb").expect(404);
        // Staff read it aloud; capitals and spaces do not matter.
        let kept = enrol(&format!(" {} ", code.to_uppercase())).expect(201).json()["kept"].as_str().unwrap().to_owned();
        enrol(&code).expect(404);
        let told = contact(&service, &kept, 3);
        assert_eq!((&told["keys"][0]["begins_in"], told["keys"].as_array().unwrap().len()), (&json!(0), 2));
        let listed = house.run(&["points", "list"]);
        assert!(listed.contains("waiting 3"), "{listed}");
        for wrong in [None, Some("kd_x_y"), Some(&kept[..kept.len() - 1])] {
            let reply = service.post_json(&format!("/kiosk/{POINT}/contact"), wrong, &json!({ "waiting": 0 }));
            reply.unwrap().expect(401);
        }
        let id = listed.split("kiosk ").nth(1).unwrap().split(':').next().unwrap();
        house.run(&["points", "shut-out", id]);
        let sheet = sealed(&told, 1, &GOOD);
        assert_eq!(hand_in(&service, &kept, &sheet), 401);
        assert!(house.run(&["points", "list"]).contains("shut out"));
    }

    fn sealed_sheets_are_counted_once_also_when_the_service_is_killed(house) {
        add_point(house);
        let service = house.serve();
        let kept = enrolled(house, &service);
        let told = contact(&service, &kept, 0);
        let sheets: Vec<_> = (0..6).map(|n| sealed(&told, n, &GOOD)).collect();
        for sheet in &sheets {
            assert_eq!(hand_in(&service, &kept, sheet), 201);
        }
        assert_eq!(hand_in(&service, &kept, &sealed(&told, 9, &[("SA0", "77")])), 201, "nobody can see that it does not fit");
        service.kill();
        let service = house.serve();
        for sheet in sheets.iter().rev() {
            assert_eq!(hand_in(&service, &kept, sheet), 200, "recorded before");
        }
        service.stop();
        assert!(house.run(&["verify"]).contains(" 7 sheets wait sealed"));
        let output = house.output(&["count"]);
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(said.contains("6 sheets counted, 0 wait") && said.contains("1 sheets of"), "{said}");
        assert!(house.run(&["verify"]).contains("no difference"));
    }

    fn a_ticket_makes_it_an_invited_sheet_and_a_wrong_one_is_told(house) {
        add_point(house);
        let token = citizens::invite(house, "hall", 1).remove(0);
        let service = house.serve();
        let kept = enrolled(house, &service);
        let told = contact(&service, &kept, 0);
        let ask = |token: &str| {
            let path = format!("/kiosk/{POINT}/ticket");
            service.post_json(&path, Some(&kept), &json!({ "token": token })).unwrap()
        };
        let found = ask(&token).expect(200).json();
        ask("0123456789abcdefghjkmnpqrstvwx").expect(404);
        let told = json!({ "form": found["form"], "version": found["version"], "keys": told["keys"] });
        let mut sheet = sealed(&told, 1, &GOOD);
        sheet["token"] = json!(token);
        assert_eq!(hand_in(&service, &kept, &sheet), 201);
        assert_eq!(hand_in(&service, &kept, &sheet), 200);
        ask(&token).expect(409);
        service.stop();
        assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
    }

    fn staff_see_the_kiosks_of_their_own_places_and_get_a_code(house) {
        add_point(house);
        let service = house.serve();
        let kept = enrolled(house, &service);
        contact(&service, &kept, 4);
        let own = Officer::new(house, &service, "lan", "administrator", citizens::PROVINCE);
        let page = own.get("/staff/kiosks").expect(200).text();
        assert!(page.contains("Quầy 1") && page.contains("<td class=\"num\">4</td>"), "{page}");
        let page = own.post("/staff/kiosks", &[("point", POINT)]).expect(200).text();
        let code = page.split("<code>").nth(1).unwrap().split('<').next().unwrap();
        let reply = service.post_json(&format!("/kiosk/{POINT}/enrol"), None, &json!({ "code": code }));
        reply.unwrap().expect(201);
        let other = Officer::new(house, &service, "mai", "administrator", "01");
        assert!(!other.get("/staff/kiosks").expect(200).text().contains("Quầy 1"));
        other.post("/staff/kiosks", &[("point", POINT)]).expect(404);
    }

    fn what_is_too_old_or_no_envelope_is_refused(house) {
        add_point(house);
        let service = house.serve();
        let kept = enrolled(house, &service);
        let told = contact(&service, &kept, 0);
        let mut sheet = sealed(&told, 1, &GOOD);
        sheet["month"] = json!("2020-01");
        assert_eq!(hand_in(&service, &kept, &sheet), 410);
        let mut sheet = sealed(&told, 2, &GOOD);
        sheet["sealed"] = json!("AAAA");
        assert_eq!(hand_in(&service, &kept, &sheet), 422);
        sheet["id"] = json!("no id");
        assert_eq!(hand_in(&service, &kept, &sheet), 422);
    }
}

#[test]
fn the_camera_is_allowed_on_the_page_of_the_kiosk_only_and_it_can_be_installed() {
    let house = House::new(Database::Sqlite);
    add_point(&house);
    let service = house.serve();
    let page = service.get(&format!("/kiosk/{POINT}")).unwrap().expect(200);
    assert!(
        page.header("permissions-policy")
            .unwrap()
            .contains("camera=(self)")
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let other = service.get("/privacy").unwrap();
    assert!(
        other
            .header("permissions-policy")
            .unwrap()
            .contains("camera=()")
    );
    let manifest = service
        .get(&format!("/kiosk/{POINT}/manifest.webmanifest"))
        .unwrap()
        .expect(200);
    assert_eq!(
        manifest.header("content-type"),
        Some("application/manifest+json")
    );
    let manifest = manifest.json();
    assert_eq!(manifest["scope"], "/kiosk/");
    for (icon, size) in manifest["icons"].as_array().unwrap().iter().zip([192, 512]) {
        let picture = service
            .get(icon["src"].as_str().unwrap())
            .unwrap()
            .expect(200);
        assert_eq!(picture.header("content-type"), Some("image/png"));
        let side = u32::from_be_bytes(picture.body[16..20].try_into().unwrap());
        assert_eq!(side, size);
    }
}

async fn heading(client: &Client, wanted: &str) {
    let begun = Instant::now();
    loop {
        let script = "const h = document.querySelector('main h1'); return h ? h.textContent : ''";
        let found = client.execute(script, vec![]).await.unwrap_or_default();
        if found == wanted {
            return;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "“{wanted}” is not shown but “{found}”"
        );
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

async fn click(client: &Client, selector: &str) {
    let found = client
        .wait()
        .at_most(Duration::from_secs(20))
        .for_element(Locator::Css(selector))
        .await;
    found
        .unwrap_or_else(|error| panic!("{selector}: {error}"))
        .click()
        .await
        .unwrap();
}

const START: &str = ".languages button[lang=vi]";
const POINT_NAME: &str = "Quầy 1, Bộ phận một cửa";

/// Enrols the browser as a kiosk and waits for its first screen.
async fn enrol(client: &Client, base: &str, code: &str) {
    client.goto(&format!("{base}/kiosk/{POINT}")).await.unwrap();
    heading(client, "Ghi danh máy khảo sát").await;
    client
        .find(Locator::Css("#code"))
        .await
        .unwrap()
        .send_keys(code)
        .await
        .unwrap();
    click(client, "main button[type=submit]").await;
    heading(client, POINT_NAME).await;
}

/// Goes from the first screen to the first question.
async fn begin(client: &Client) {
    click(client, START).await;
    heading(client, "Trước khi trả lời").await;
    click(client, "[data-do=begin]").await;
    client
        .wait()
        .for_element(Locator::Css("[data-screen=sheet] .step"))
        .await
        .unwrap();
}

/// Answers every question that must be answered and sends the sheet.
async fn answer(client: &Client, value: &str) {
    let step = Locator::Css("[data-screen=sheet] .step");
    client.wait().for_element(step).await.unwrap();
    let script = r"
        const value = arguments[0];
        for (let turns = 0; turns < 40; turns++) {
            const step = document.querySelector('.step:not([hidden])');
            for (const field of step.querySelectorAll('fieldset:not([hidden])')) {
                const boxes = [...field.querySelectorAll('input[type=radio]')];
                (boxes.find(own => own.value === value) || boxes[0]).click();
            }
            const box = step.querySelector('textarea');
            if (box) box.value = 'Chị Lan rất tận tình';
            const next = ['next', 'send'].map(way => document.querySelector(`[data-do=${way}]`)).find(own => !own.hidden);
            next.click();
            if (next.dataset.do === 'send') return true;
        }
        return false;";
    assert_eq!(
        client.execute(script, vec![json!(value)]).await.unwrap(),
        true
    );
}

/// The sealed sheets on the device.
async fn queue(client: &Client) -> Vec<Value> {
    let script = r"
        const done = arguments[arguments.length - 1];
        const asked = indexedDB.open('sipas-kiosk:' + arguments[0], 1);
        asked.onsuccess = () => {
            const all = asked.result.transaction('sealed').objectStore('sealed').getAll();
            all.onsuccess = () => { asked.result.close(); done(all.result); };
        };";
    let all = client
        .execute_async(script, vec![json!(POINT)])
        .await
        .unwrap();
    all.as_array().unwrap().clone()
}

fn kiosk_house(settings: &str) -> House {
    let house = House::new(Database::Sqlite);
    house.settings(&format!("[kiosk]\n{settings}"));
    add_point(&house);
    house
}

#[test]
fn a_kiosk_answers_online_and_offline_and_cannot_read_its_own_queue() {
    let house = kiosk_house("pause_seconds = 0\nheartbeat_seconds = 2\nthanks_seconds = 3\n");
    let service = house.serve();
    let line = Relay::to(&service.address);
    let (own, base, code) = (
        line.clone(),
        format!("http://{}", line.address),
        code(&house),
    );
    browse(WIDE, |client| async move {
        enrol(&client, &base, &code).await;
        begin(&client).await;
        answer(&client, "5").await;
        heading(&client, "Đã ghi nhận").await;
        // The thanks go by themselves, and with them everything of the person.
        heading(&client, POINT_NAME).await;
        assert!(!client.source().await.unwrap().contains("tận tình"));
        assert!(queue(&client).await.is_empty());

        // Wait for the worker to have the page and the questionnaire, then cut the line.
        let stocked = "const done = arguments[0]; (async () => { let n = 0; for (const name of await caches.keys()) n += (await (await caches.open(name)).keys()).filter(own => own.url.includes('/f/')).length; done(n) })()";
        let begun = Instant::now();
        while client
            .execute_async(stocked, vec![])
            .await
            .unwrap()
            .as_u64()
            < Some(2)
        {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the questionnaire is not kept"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        own.set(Line::Cut);
        client.goto(&format!("{base}/kiosk/{POINT}")).await.unwrap();
        heading(&client, POINT_NAME).await;
        for value in ["4", "3"] {
            begin(&client).await;
            answer(&client, value).await;
            heading(&client, "Đã cất vào máy").await;
            keep(&client, "kiosk-6-kept").await;
            click(&client, "[data-do=wipe]").await;
            heading(&client, POINT_NAME).await;
        }
        let waiting = queue(&client).await;
        assert_eq!(waiting.len(), 2);
        for sheet in &waiting {
            let keys: Vec<_> = sheet.as_object().unwrap().keys().cloned().collect();
            assert_eq!(keys, ["form", "id", "month", "sealed", "token", "version"]);
            assert_eq!(
                sheet["sealed"].as_str().unwrap().len(),
                (607 + 48) * 4 / 3 + 1,
                "padded"
            );
        }
        let health = client
            .find(Locator::Css("#health"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(health.contains("Đang chờ gửi: 2 phiếu"), "{health}");
        // Nothing of the persons is kept anywhere on the device.
        let everything = "const done = arguments[0]; (async () => { let all = JSON.stringify({ ...localStorage, ...sessionStorage }) + document.documentElement.outerHTML; for (const name of await caches.keys()) for (const own of await (await caches.open(name)).matchAll()) if (!own.headers.get('content-type').includes('image')) all += await own.text(); for (const { name } of await indexedDB.databases()) all += name; done([all.includes('tận tình'), all.includes('SA0\\u001f'), history.length]) })()";
        let left = client.execute_async(everything, vec![]).await.unwrap();
        assert_eq!((&left[0], &left[1]), (&json!(false), &json!(false)));
        client.back().await.unwrap();
        let source = client.source().await.unwrap();
        assert!(
            !source.contains("tận tình") && !source.contains("checked"),
            "nothing in the history"
        );
        client.goto(&format!("{base}/kiosk/{POINT}")).await.unwrap();

        own.set(Line::Up);
        let begun = Instant::now();
        while !queue(&client).await.is_empty() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the queue is not sent"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    service.stop();
    assert!(house.run(&["verify"]).contains(" 3 sheets wait sealed"));
    let said = house.run(&["count", "--k", "2"]);
    assert!(said.contains("3 sheets counted, 0 wait"), "{said}");
    assert!(house.run(&["verify"]).contains("no difference"));
}

#[test]
fn an_idle_kiosk_warns_and_wipes() {
    let house = kiosk_house("idle_seconds = 2\nwarning_seconds = 2\n");
    let service = house.serve();
    let (base, code) = (format!("http://{}", service.address), code(&house));
    browse(WIDE, |client| async move {
        enrol(&client, &base, &code).await;
        begin(&client).await;
        click(&client, ".step:not([hidden]) input[type=radio]").await;
        let open = || {
            client
                .wait()
                .at_most(Duration::from_secs(10))
                .for_element(Locator::Css("dialog[open]"))
        };
        open().await.unwrap();
        keep(&client, "kiosk-5-warning").await;
        is_a_good_page(&client, "the warning").await;
        click(&client, "dialog [data-do=stay]").await;
        let chosen = client
            .find_all(Locator::Css("input:checked"))
            .await
            .unwrap();
        assert_eq!(chosen.len(), 1, "who says so goes on");
        open().await.unwrap();
        heading(&client, POINT_NAME).await;
        let left = client
            .find_all(Locator::Css("main input, dialog"))
            .await
            .unwrap();
        assert!(left.is_empty());
    });
}

#[test]
fn a_scanned_ticket_makes_an_invited_answer() {
    let house = kiosk_house("pause_seconds = 0\n");
    let tokens = citizens::invite(&house, "hall", 2);
    let service = house.serve();
    let line = Relay::to(&service.address);
    let (own, base, code) = (
        line.clone(),
        format!("http://{}", line.address),
        code(&house),
    );
    browse(WIDE, |client| async move {
        enrol(&client, &base, &code).await;
        click(&client, START).await;
        heading(&client, "Trước khi trả lời").await;
        // A scanner types the link of the QR like a keyboard and ends with Enter; no field has to have the focus.
        let typed = format!("{base}/k/{}{}", tokens[0], char::from(Key::Enter));
        client
            .find(Locator::Css("main h1"))
            .await
            .unwrap()
            .send_keys(&typed)
            .await
            .unwrap();
        taken(&client).await;
        click(&client, "[data-do=begin]").await;
        answer(&client, "4").await;
        heading(&client, "Đã ghi nhận").await;
        click(&client, "[data-do=wipe]").await;

        // The same ticket again is told at once; typing works too.
        heading(&client, POINT_NAME).await;
        click(&client, START).await;
        heading(&client, "Trước khi trả lời").await;
        let field = client.find(Locator::Css("#ticket")).await.unwrap();
        field.send_keys(&tokens[0]).await.unwrap();
        click(&client, "form[data-ticket] button[type=submit]").await;
        let says = Locator::XPath("//p[@role='status'][contains(text(),'đã được ghi nhận')]");
        client.wait().for_element(says).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(&tokens[1]).await.unwrap();
        click(&client, "form[data-ticket] button[type=submit]").await;
        taken(&client).await;
        click(&client, "[data-do=begin]").await;
        client
            .wait()
            .for_element(Locator::Css("[data-screen=sheet] .step"))
            .await
            .unwrap();
        own.set(Line::Cut);
        answer(&client, "3").await;
        heading(&client, "Đã cất vào máy").await;
        assert_eq!(queue(&client).await.len(), 1);
        own.set(Line::Up);
        client
            .execute("dispatchEvent(new Event('online'))", vec![])
            .await
            .unwrap();
        let begun = Instant::now();
        while !queue(&client).await.is_empty() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the queue is not sent"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    service.stop();
    assert!(house.run(&["verify"]).contains(" 2 sheets wait sealed"));
    let used = "select cast(count(*) as text) as text from invite where state = 1";
    assert_eq!(Sql::open(&house).texts(used), ["2"]);
}

/// Stands in for what reads codes in pictures, which Chromium has on telephones and Macs only: sees a code in the third
/// picture that has one. Keeps what the camera gave, to see when it is turned off.
const SEER: &str = r"
    window.code = arguments[0];
    window.pictures = 0;
    window.BarcodeDetector = class {
        constructor({ formats }) { if (formats[0] !== 'qr_code') throw new TypeError('formats'); }
        async detect(video) {
            if (video.videoWidth) window.pictures += 1;
            return window.pictures < 3 ? [] : [{ rawValue: code }];
        }
    };
    const media = navigator.mediaDevices, ask = media.getUserMedia.bind(media);
    window.streams = [];
    media.getUserMedia = async wish => { const own = await ask(wish); window.streams.push(own); return own; };";

/// Goes to the screen where tickets are scanned, in a browser that reads codes.
async fn scan_screen(client: &Client, code: &str) {
    client.execute(SEER, vec![json!(code)]).await.unwrap();
    click(client, START).await;
    heading(client, "Trước khi trả lời").await;
    click(client, "[data-do=camera]").await;
}

/// Whether every camera that was turned on is off: how many there were, and whether all have ended.
async fn cameras(client: &Client) -> Value {
    let script = "return [streams.length, streams.every(own => own.getTracks().every(track => track.readyState === 'ended')), document.querySelector('main video').hidden]";
    client.execute(script, vec![]).await.unwrap()
}

#[test]
fn the_camera_scans_a_ticket_and_is_turned_off() {
    let house = kiosk_house("pause_seconds = 0\n");
    let token = citizens::invite(&house, "hall", 1).remove(0);
    let service = house.serve();
    let (base, code) = (format!("http://{}", service.address), code(&house));
    browse_with_camera(WIDE, |client| async move {
        enrol(&client, &base, &code).await;
        // A code that is no ticket turns the camera off too, and it can be turned on again.
        scan_screen(&client, "https://example.org/").await;
        let wrong = Locator::XPath("//p[@role='status'][contains(text(),'Phiếu không đúng')]");
        client.wait().for_element(wrong).await.unwrap();
        assert_eq!(cameras(&client).await, json!([1, true, true]));
        let ticket = format!("{base}/k/{token}");
        let next = "window.pictures = 0; window.code = arguments[0]";
        client.execute(next, vec![json!(ticket)]).await.unwrap();
        click(&client, "[data-do=camera]").await;
        let shown = Locator::Css("main video:not([hidden])");
        client.wait().for_element(shown).await.unwrap();
        keep(&client, "kiosk-7-camera").await;
        taken(&client).await;
        assert_eq!(cameras(&client).await, json!([2, true, true]));
        let pictures = client.execute("return pictures", vec![]).await.unwrap();
        assert_eq!(pictures, 3);
        click(&client, "[data-do=begin]").await;
        answer(&client, "4").await;
        heading(&client, "Đã ghi nhận").await;
    });
    service.stop();
    let used = "select cast(count(*) as text) as text from invite where state = 1";
    assert_eq!(Sql::open(&house).texts(used), ["1"], "an invited answer");
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

#[test]
fn a_camera_that_is_refused_or_not_there_is_told_and_the_code_can_be_typed() {
    let house = kiosk_house("pause_seconds = 0\n");
    let token = citizens::invite(&house, "hall", 1).remove(0);
    let service = house.serve();
    let refused = (
        "profile.managed_default_content_settings.media_stream",
        json!(2),
    );
    for preferences in [&[][..], &[refused]] {
        let (base, code) = (format!("http://{}", service.address), code(&house));
        let token = token.clone();
        browse_with(WIDE, preferences, |client| async move {
            enrol(&client, &base, &code).await;
            scan_screen(&client, "never seen").await;
            let says = Locator::XPath(
                "//p[@role='status'][contains(text(),'Không dùng được máy ảnh') and contains(text(),'gõ dãy ký tự')]",
            );
            client.wait().for_element(says).await.unwrap();
            assert_eq!(cameras(&client).await, json!([0, true, true]));
            keep(&client, "kiosk-7-no-camera").await;
            let field = client.find(Locator::Css("#ticket")).await.unwrap();
            field.send_keys(&token).await.unwrap();
            click(&client, "form[data-ticket] button[type=submit]").await;
            taken(&client).await;
        });
    }
}

#[test]
fn a_kiosk_whose_point_has_enough_for_today_keeps_the_sheet_and_says_so() {
    let house = kiosk_house(
        "pause_seconds = 0\nheartbeat_seconds = 2\n[collection_points]\nsheets_a_day = 1\n",
    );
    let service = house.serve();
    let (base, code) = (format!("http://{}", service.address), code(&house));
    browse(WIDE, |client| async move {
        enrol(&client, &base, &code).await;
        begin(&client).await;
        answer(&client, "5").await;
        heading(&client, "Đã ghi nhận").await;
        click(&client, "[data-do=wipe]").await;
        heading(&client, POINT_NAME).await;
        begin(&client).await;
        answer(&client, "4").await;
        let told = Locator::XPath("//p[contains(text(),'đã nhận đủ số phiếu trong ngày')]");
        client.wait().for_element(told).await.unwrap();
        is_a_good_page(&client, "enough for today").await;
        keep(&client, "kiosk-6-full").await;
        click(&client, "[data-do=wipe]").await;
        heading(&client, POINT_NAME).await;
        // Heartbeats hand it in again and again; it stays until there is room.
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert_eq!(queue(&client).await.len(), 1);
    });
    service.stop();
    assert!(house.run(&["verify"]).contains(" 1 sheets wait sealed"));
}

async fn taken(client: &Client) {
    let says = Locator::XPath("//p[@role='status'][contains(text(),'Đã nhận phiếu hẹn')]");
    client.wait().for_element(says).await.unwrap();
}

/// Low targets, near neighbours and weak contrast of what is shown, by the rules of kiosks.
const KIOSK_RULES: &str = r"
    const faults = [], mm = 96 / 25.4;
    const targets = [...document.querySelectorAll('main button, main .options label, main input:not([type=radio]):not([type=checkbox]), main textarea')].filter(own => own.checkVisibility());
    const boxes = targets.map(own => own.getBoundingClientRect());
    boxes.forEach((box, i) => {
        const name = targets[i].localName + ' ' + targets[i].textContent.slice(0, 20);
        if (box.height < 20 * mm - 1) faults.push('low: ' + name + ' ' + box.height / mm);
        boxes.slice(i + 1).forEach((other, j) => {
            const x = Math.max(other.left - box.right, box.left - other.right), y = Math.max(other.top - box.bottom, box.top - other.bottom);
            if (Math.max(x, y) < 5 * mm - 1) faults.push('near: ' + name + ' / ' + targets[i + 1 + j].textContent.slice(0, 20) + ' ' + Math.max(x, y) / mm);
        });
    });
    const channels = text => (text.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => {
        const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = own => {
        for (; own; own = own.parentElement) {
            const colour = channels(getComputedStyle(own).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    for (const own of document.querySelectorAll('body *:not(template):not(script)')) {
        if (![...own.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || !own.checkVisibility()) continue;
        const [a, b] = [light(channels(getComputedStyle(own).color)), light(behind(own))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 7) faults.push('contrast ' + ratio.toFixed(2) + ': ' + own.localName + ' ' + own.textContent.slice(0, 20));
    }
    return faults;";

#[test]
fn every_screen_of_a_kiosk_is_large_plain_and_good() {
    let house = kiosk_house("pause_seconds = 0\n");
    let service = house.serve();
    for (width, height) in [(1280, 800), (768, 1024), (1080, 1920)] {
        let (base, code) = (format!("http://{}", service.address), code(&house));
        browse_on_screen((width, height), |client| async move {
            client.set_window_size(width, height).await.unwrap();
            let look = |name: &'static str| {
                let client = client.clone();
                async move {
                    is_a_good_page(&client, name).await;
                    let faults = client.execute(KIOSK_RULES, vec![]).await.unwrap();
                    assert_eq!(faults, json!([]), "{name} at {width}×{height}");
                    keep(&client, &format!("kiosk-{name}-{width}")).await;
                }
            };
            client.goto(&format!("{base}/kiosk/{POINT}")).await.unwrap();
            heading(&client, "Ghi danh máy khảo sát").await;
            look("0-enrol").await;
            enrol(&client, &base, &code).await;
            look("1-start").await;
            click(&client, START).await;
            heading(&client, "Trước khi trả lời").await;
            // The choice of a language leads to full screen: what follows is seen on the whole of it.
            let whole = "return document.fullscreenElement !== null && screen.width";
            let begun = Instant::now();
            while client.execute(whole, vec![]).await.unwrap() != json!(width) {
                assert!(begun.elapsed() < Duration::from_secs(10), "no full screen");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            look("2-intro").await;
            click(&client, "[data-do=begin]").await;
            client
                .wait()
                .for_element(Locator::Css("[data-screen=sheet] .step"))
                .await
                .unwrap();
            look("3-question").await;
            click(&client, "[data-do=next]").await;
            client
                .wait()
                .for_element(Locator::Css(".bad .error"))
                .await
                .unwrap();
            look("3-missing").await;
            answer(&client, "4").await;
            heading(&client, "Đã ghi nhận").await;
            look("4-thanks").await;
            click(&client, "[data-do=wipe]").await;
            heading(&client, POINT_NAME).await;
            click(&client, ".languages button[lang=en]").await;
            heading(&client, "Before you answer").await;
            look("2-intro-en").await;
        });
    }
}

/// RFC 9180, appendix A.1.1: what the script of the kiosk seals with the key pair of the standard.
#[test]
fn the_script_seals_as_the_standard_says() {
    let house = kiosk_house("");
    let service = house.serve();
    let address = format!("http://{}/kiosk/{POINT}", service.address);
    browse(WIDE, |client| async move {
        client.goto(&address).await.unwrap();
        let script = r"
            const done = arguments[arguments.length - 1];
            (async () => {
                const hex = text => Uint8Array.from(text.match(/../g), own => parseInt(own, 16));
                const url = text => btoa(String.fromCharCode(...hex(text))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
                const d = '52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736';
                const x = '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431';
                const pair = {
                    privateKey: await crypto.subtle.importKey('jwk', { kty: 'OKP', crv: 'X25519', d: url(d), x: url(x) }, 'X25519', false, ['deriveBits']),
                    publicKey: await crypto.subtle.importKey('raw', hex(x), 'X25519', true, []),
                };
                const sealed = await hpke.seal(hex('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'),
                    hex('4f6465206f6e2061204772656369616e2055726e'), hpke.bytes('Count-0'), hpke.bytes('Beauty is truth, truth beauty'), pair);
                done([await hpke.able(), Array.from(sealed, own => own.toString(16).padStart(2, '0')).join('')]);
            })().catch(fault => done(String(fault)));";
        let sealed = client.execute_async(script, vec![]).await.unwrap();
        let enc = "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431";
        let ct = "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a";
        assert_eq!(sealed, json!([true, format!("{enc}{ct}")]));
    });
}
