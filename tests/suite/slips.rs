//! Slips from a shuffled pile: a code on paper is an invitation, typed as people type, and nobody knows whose.

use crate::on_each_database;
use crate::support::browser::{View, arrive_as, browse, keep};
use crate::support::citizens::{self, COMMUNE};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::paper;
use crate::support::service::{House, files, holds};
use crate::support::sql::Sql;
use crate::support::staff::{Officer, hidden};

const OFFICE: &str = "pho-hien";

/// A house with an office and so many slips of it; their codes, as printed.
#[track_caller]
fn pile(house: &House, count: usize) -> Vec<String> {
    house.run(&[
        "points",
        "add",
        OFFICE,
        "--place",
        COMMUNE,
        "--name",
        "Bộ phận Một cửa phường Phố Hiến",
    ]);
    let file = house.folder.path().join("slips.pdf");
    let said = house.run(&[
        "slips",
        "--office",
        OFFICE,
        "--count",
        &count.to_string(),
        "-o",
        file.to_str().unwrap(),
    ]);
    assert!(said.contains(&format!("({count} slips")), "{said}");
    let words = paper::words(&file);
    for part in [
        "Xin ông/bà cho ý kiến",
        "Bộ phận Một cửa phường Phố Hiến",
        "Ông/bà tự bốc phiếu; không ai ghi lại ai cầm phiếu nào.",
    ] {
        assert_eq!(words.matches(part).count(), count, "{part} in {words}");
    }
    let is_code = |word: &&str| word.len() == 11 && word.as_bytes()[5] == b'-' && word.is_ascii();
    let codes: Vec<String> = words
        .split(' ')
        .filter(is_code)
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), count);
    // Ten codes a page: a reader of whole pages passes over one now and then, a telephone looks at one at a time.
    let looks = [150, 200, 300]
        .into_iter()
        .flat_map(|dots| paper::qr_codes(&file, dots));
    let mut scanned: Vec<String> = looks
        .map(|url| url.rsplit_once("/k/").expect("an address").1.to_owned())
        .collect();
    let mut printed: Vec<String> = codes
        .iter()
        .map(|code| code.replace('-', "").to_lowercase())
        .collect();
    scanned.sort();
    scanned.dedup();
    printed.sort();
    assert_eq!(scanned, printed);
    std::fs::remove_file(file).unwrap();
    codes
}

on_each_database! {
    fn a_slip_is_answered_once_and_counts_as_invited(house) {
        let codes = pile(house, 12);
        assert!(house.run(&["slips", "--list"]).contains("12"));
        let service = house.serve();
        for (number, code) in codes.iter().enumerate() {
            // As printed, as scanned, and with what fingers add.
            let typed = [code.clone(), code.to_lowercase(), format!(" {} ", code.replace('-', " - ")), code.replace('0', "o").replace('1', "l")];
            let to = service.post_form("/s", &[("code", &typed[number % 4])]).unwrap().expect(303);
            let link = to.header("location").unwrap().to_owned();
            assert!(link.starts_with("/k/"), "{link}");
            let page = service.get(&link).unwrap().expect(200).text();
            assert!(page.contains("Bộ phận Một cửa phường Phố Hiến"));
            for _ in 0..2 {
                let fields = citizens::fields(["5", "4", "5", "4", "5", "5"], "");
                let thanks = service.post_form(&link, &fields).unwrap().expect(200).text();
                assert!(thanks.contains("Đã ghi nhận"), "{thanks}");
            }
            assert!(service.get(&link).unwrap().expect(200).text().contains("Đã ghi nhận"));
        }
        drop(service);
        assert!(house.run(&["count"]).contains("12 sheets counted"));
        let found = house.run(&["results", "--place", COMMUNE, "--by", "channel", "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found["lines"][0]["code"], "in_person", "{found:#}");
        assert_eq!(found["walk_in"]["status"], "no_data");
        assert!(house.run(&["verify"]).contains("no difference"));
    }

    fn nothing_that_is_kept_tells_a_code_or_the_order_of_the_pile(house) {
        let codes = pile(house, 40);
        let plain: Vec<String> = codes.iter().map(|code| code.replace('-', "").to_lowercase()).collect();
        let dump = Sql::open(house).dump().to_lowercase();
        for code in plain.iter().chain(&codes) {
            assert!(!dump.contains(&code.to_lowercase()), "{code}");
            for file in files(&house.data()) {
                let bytes = std::fs::read(&file).unwrap();
                assert!(!holds(&bytes, code.as_bytes()), "{code} in {}", file.display());
            }
        }
        // Rows lie in the order of their hashes, which nobody can compute without the key.
        let rows = Sql::open(house).hex("invite", "h");
        assert_eq!(rows.len(), 40);
        assert!(rows.is_sorted());
    }

    fn staff_print_slips_once_and_note_how_many_were_handed_out(house) {
        house.run(&["points", "add", OFFICE, "--place", COMMUNE, "--name", "Một cửa phường Phố Hiến", "--form", citizens::FORM]);
        let service = house.serve();
        let lan = Officer::new(house, &service, "lan", "administrator", citizens::PROVINCE);
        let address = format!("/staff/points/{OFFICE}/slips");
        assert!(lan.get("/staff/points").expect(200).text().contains(&address));
        let empty = lan.get(&address).expect(200).text();
        assert!(empty.contains("Chưa in phiếu mã nào") && empty.contains("value=\"50\""), "{empty}");
        for wrong in ["0", "1001", "năm", ""] {
            let page = lan.post(&address, &[("count", wrong)]).expect(422).text();
            assert!(page.contains("từ 1 đến 1.000 tờ") && page.contains(&format!("value=\"{wrong}\"")), "{wrong}: {page}");
        }
        let pdf = lan.post(&address, &[("count", " 12 ")]).expect(200);
        assert_eq!(pdf.header("content-type"), Some("application/pdf"));
        assert_eq!(pdf.header("content-disposition"), Some("attachment; filename=\"slips-pho-hien.pdf\""));
        assert_eq!(pdf.header("cache-control"), Some("no-store"));
        let file = house.folder.path().join("from-staff.pdf");
        std::fs::write(&file, &pdf.body).unwrap();
        let words = paper::words(&file);
        std::fs::remove_file(&file).unwrap();
        let code = words.split(' ').find(|word| word.len() == 11 && word.as_bytes()[5] == b'-' && word.is_ascii()).unwrap();
        let to = service.post_form("/s", &[("code", code)]).unwrap().expect(303);
        service.get(to.header("location").unwrap()).unwrap().expect(200);

        // Another print has other codes; the page knows how many, and no code.
        let other = lan.post(&address, &[("count", "3")]).expect(200);
        assert_ne!(pdf.body, other.body);
        let page = lan.get(&address).expect(200).text();
        assert!(page.contains("Đã in 15 tờ") && page.contains("chưa ghi số phát") && !page.contains(code), "{page}");
        let pile = hidden(&page, "pile");
        let note = |handed_out: &str| lan.post(&format!("{address}/handed-out"), &[("pile", &pile), ("handed_out", handed_out)]);
        for wrong in ["16", "-1", "mười"] {
            let page = note(wrong).expect(422).text();
            assert!(page.contains("từ 0 đến số tờ đã in") && page.contains(&format!("value=\"{wrong}\"")), "{wrong}: {page}");
        }
        lan.post(&format!("{address}/handed-out"), &[("pile", "2020-01.7"), ("handed_out", "1")]).expect(404);
        note("9").expect(303);
        let page = lan.get(&format!("{address}?lang=en")).expect(200).text();
        assert!(page.contains("handed out: noted") && page.contains("value=\"9\""), "{page}");
        assert!(house.run(&["slips", "--list"]).contains("15 printed, 9 handed out"));
        let issued = "select cast(sum(issued) as text) as text from response";
        assert_eq!(Sql::open(house).texts(issued), ["9"]);

        let log = lan.get("/staff/audit").expect(200).text();
        assert_eq!(log.matches("<td>In phiếu mã").count(), 2, "{log}");
        assert!(log.contains("Ghi số phiếu mã đã phát") && !log.contains(code), "{log}");
        let minh = Officer::new(house, &service, "minh", "administrator", "01");
        minh.get(&address).expect(403);
        minh.post(&address, &[("count", "1")]).expect(403);
        minh.post(&format!("{address}/handed-out"), &[("pile", &pile), ("handed_out", "1")]).expect(403);
    }

    fn whoever_guesses_is_soon_refused_and_a_right_code_is_never_counted_as_a_guess(house) {
        let codes = pile(house, 8);
        let service = house.serve();
        for code in &codes {
            service.post_form("/s", &[("code", code)]).unwrap().expect(303);
        }
        for guess in ["00000-00000", "00000-00001", "00000-00002"] {
            let page = service.post_form("/s", &[("code", guess)]).unwrap().expect(404).text();
            assert!(page.contains("Không có phiếu nào mang mã này") && page.contains(guess), "{page}");
        }
        for guess in ["/k/0000000003", "/k/0000000004"] {
            let page = service.get(guess).unwrap().expect(404);
            assert!(page.text().contains("Không có phiếu nào mang mã này"));
        }
        let refused = service.post_form("/s", &[("code", "00000-00005")]).unwrap().expect(429);
        assert_eq!(refused.header("retry-after"), Some("60"));
        // Nor is a right one told from a wrong one now.
        service.post_form("/s", &[("code", &codes[0])]).unwrap().expect(429);
        service.get(&format!("/k/{}", codes[0])).unwrap().expect(429);
        // What is no code at all is no guess.
        let page = service.post_form("/s?lang=en", &[("code", "abc <b>")]).unwrap().expect(422).text();
        assert!(page.contains("A code has 10 letters and digits") && page.contains("abc &#60;b&#62;"), "{page}");
        let log = service.stop();
        assert!(!codes.iter().any(|code| log.to_uppercase().contains(&code.replace('-', ""))), "{log}");
    }
}

#[test]
fn slips_of_an_office_that_nobody_knows_are_refused_in_a_sentence() {
    let house = House::new(Database::Sqlite);
    let said = house.refused(&["slips", "--office", "nowhere", "-o", "x.pdf"]);
    assert!(said.contains("there is no office “nowhere”"), "{said}");
    house.run(&[
        "points",
        "add",
        OFFICE,
        "--place",
        COMMUNE,
        "--name",
        "Một cửa",
    ]);
    for count in ["0", "1001"] {
        let said = house.refused(&["slips", "--office", OFFICE, "--count", count, "-o", "x.pdf"]);
        assert!(said.contains("1 to 1000 slips"), "{said}");
    }
}

#[test]
fn a_code_is_typed_by_keyboard_alone_on_a_phone_without_scripts_and_on_a_desk() {
    let house = House::new(Database::Sqlite);
    let codes = pile(&house, 4);
    let service = house.serve();
    let base = format!("http://{}", service.address);
    let views = [
        (360, false, "vi"),
        (360, true, "en"),
        (1280, true, "vi"),
        (1280, false, "en"),
    ];
    for ((width, scripts, lang), code) in views.into_iter().zip(codes) {
        let (base, typed) = (base.clone(), code.to_lowercase().replace('-', " "));
        browse(View { width, scripts }, move |client| async move {
            client.goto(&format!("{base}/s?lang={lang}")).await.unwrap();
            if scripts {
                is_a_good_page(&client, "the empty page of a slip").await;
            }
            keep(&client, &format!("slip-{width}-{lang}")).await;
            let field = client.active_element().await.unwrap();
            field.send_keys("7k3\u{e007}").await.unwrap();
            let summary = client
                .wait()
                .for_element(fantoccini::Locator::Css("[role=alert]"))
                .await
                .unwrap();
            assert!(summary.text().await.unwrap().contains("10"));
            if scripts {
                is_a_good_page(&client, "a wrong code").await;
            }
            keep(&client, &format!("slip-wrong-{width}-{lang}")).await;
            let field = client.find(fantoccini::Locator::Id("code")).await.unwrap();
            field.clear().await.unwrap();
            field.send_keys(&format!("{typed}\u{e007}")).await.unwrap();
            client
                .wait()
                .for_element(fantoccini::Locator::Css("fieldset, input[type=radio]"))
                .await
                .unwrap();
            assert!(
                client
                    .current_url()
                    .await
                    .unwrap()
                    .path()
                    .starts_with("/k/")
            );
        });
    }
}

#[test]
fn the_page_where_staff_print_slips_is_good_on_a_phone_and_a_large_screen() {
    for (width, lang) in [(360, "vi"), (1280, "vi"), (360, "en")] {
        let house = House::new(Database::Sqlite);
        house.run(&[
            "points",
            "add",
            OFFICE,
            "--place",
            COMMUNE,
            "--name",
            "Một cửa phường Phố Hiến",
        ]);
        let service = house.serve();
        let lan = Officer::new(&house, &service, "lan", "administrator", "vn");
        let cookie = lan.browser_cookie();
        let page = format!("/staff/points/{OFFICE}/slips?lang={lang}");
        let base = format!("http://{}", service.address);
        let view = View {
            width,
            scripts: true,
        };
        browse(view, move |client| async move {
            arrive_as(&client, &cookie, &base, &page).await;
            is_a_good_page(&client, "slips, none printed").await;
            keep(&client, &format!("slips-staff-1-{width}-{lang}")).await;
            let print = fantoccini::Locator::Css(".entry button");
            client.find(print).await.unwrap().click().await.unwrap();
            // The file is handed over while the page stays; loaded anew it shows the pile.
            let mut waited = 0;
            while crate::support::browser::count(&client, ".shelf li").await == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                client.goto(&page).await.unwrap();
                waited += 1;
                assert!(waited < 100, "nothing was printed");
            }
            is_a_good_page(&client, "slips, some printed").await;
            let last = "document.querySelector('.shelf').scrollIntoView()";
            client.execute(last, vec![]).await.unwrap();
            keep(&client, &format!("slips-staff-2-{width}-{lang}")).await;
            let field = client
                .find(fantoccini::Locator::Id("handed-out-0"))
                .await
                .unwrap();
            field.send_keys("51\u{e007}").await.unwrap();
            let summary = fantoccini::Locator::Css("[role=alert]");
            client.wait().for_element(summary).await.unwrap();
            is_a_good_page(&client, "more than were printed").await;
            keep(&client, &format!("slips-staff-3-{width}-{lang}")).await;
        });
    }
}
