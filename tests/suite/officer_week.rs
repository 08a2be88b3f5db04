//! The week of a provincial officer, in a browser from Monday to Friday: in with two factors, read, compare, see it published,
//! take every file home, out.

use std::collections::BTreeSet;
use std::time::Duration;

use fantoccini::{Client, Locator};

use crate::browser::set_up_second_factor;
use crate::publishing::{QUARTER, check, draft, import, last_year, sheets, two};
use crate::support::browser::{View, browse, count, keep, leave, text_of};
use crate::support::database::Database;
use crate::support::good_page::is_a_good_page;
use crate::support::http::{self, Reply};
use crate::support::paper;
use crate::support::service::House;
use crate::support::staff::{Officer, account};

/// One run of the week: the officer's own screen, and what they know.
struct Week {
    client: Client,
    address: String,
    password: String,
    name: &'static str,
}

impl Week {
    async fn looks(&self, step: &str) {
        is_a_good_page(&self.client, &format!("{step} of {}", self.name)).await;
        keep(&self.client, &format!("week-{}-{step}", self.name)).await;
    }

    async fn types(&self, field: &str, text: &str) {
        let field = self.client.find(Locator::Css(field)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    async fn chooses(&self, field: &str, value: &str) {
        let field = self.client.find(Locator::Css(field)).await.unwrap();
        field.select_by_value(value).await.unwrap();
    }

    async fn goes(&self, path: &str) {
        let address = format!("http://{}{path}", self.address);
        self.client.goto(&address).await.unwrap();
    }

    async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Fetches what a link of this page leads to, as the browser would.
    fn fetches(&self, path: &str, session: &str) -> Reply {
        http::send(&self.address, "GET", path, &[("Cookie", session)], b"").unwrap()
    }

    async fn session(&self) -> String {
        let cookie = self.client.get_named_cookie("sipas").await.unwrap();
        format!("sipas={}", cookie.value())
    }

    /// Monday: in, with both factors, and where we stand.
    async fn comes_in(&self) {
        self.goes("/staff").await;
        self.types("#name", "lan").await;
        self.types("#password", &self.password).await;
        leave(&self.client, "main form button").await;
        set_up_second_factor(&self.client).await;
        leave(&self.client, ".room nav a").await;
        assert_eq!(self.path().await, "/staff/places/33");
        self.chooses(".choose #period", "2025-Q3").await;
        leave(&self.client, ".choose button").await;
        self.looks("1-home").await;
        assert_eq!(text_of(&self.client, "h1").await, "Tỉnh Hưng Yên");
        assert!(text_of(&self.client, ".said").await.contains("hài lòng"));
        assert!(count(&self.client, ".ranking tbody tr").await >= 2);
    }

    /// Tuesday: is it real? Against the quarter before.
    async fn compares(&self) {
        self.chooses("#against", "2025-Q2").await;
        leave(&self.client, ".beside-form button").await;
        self.looks("2-compared").await;
        let table = text_of(&self.client, ".beside-form ~ .wide-table").await;
        for index in ["Chỉ số chung", "88,60%", "82,86%"] {
            assert!(table.contains(index), "{table}");
        }
    }

    /// Thursday: two of the ministry have published it; everybody reads it, and the officer what it is.
    async fn reads_what_was_published(&self) {
        self.goes("/releases").await;
        self.looks("3-releases").await;
        let said = text_of(&self.client, "main").await;
        assert!(said.contains("Quý III/2025"), "{said}");
        self.goes("/r/33?period=2025-Q3").await;
        assert!(text_of(&self.client, "main").await.contains("Hưng Yên"));
    }

    /// Friday: every file of the province, and one of all its communes that is made in the background.
    async fn takes_the_files(&self, session: &str) -> String {
        self.goes("/staff/places/33?period=2025-Q3").await;
        let mut formats = BTreeSet::new();
        for link in self
            .client
            .find_all(Locator::Css(".downloads a"))
            .await
            .unwrap()
        {
            let path = link.attr("href").await.unwrap().unwrap();
            let file = self.fetches(&path, session).expect(200).body;
            let format = path.split(['/', '?']).nth(4).unwrap().to_owned();
            let begins: &[u8] = match &*format {
                "pdf" => b"%PDF-",
                "csv" => b"\xef\xbb\xbf",
                _ => b"PK\x03\x04",
            };
            assert!(file.starts_with(begins), "{path}");
            if format == "pdf" {
                let folder = tempfile::tempdir().unwrap();
                let printed = folder.path().join("report.pdf");
                std::fs::write(&printed, file).unwrap();
                let words = paper::words(&printed);
                for wanted in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Hưng Yên", "Phố Hiến"]
                {
                    assert!(words.contains(wanted), "{wanted}");
                }
            }
            formats.insert(format);
        }
        assert_eq!(
            Vec::from_iter(formats),
            ["csv", "docx", "pdf", "xlsx", "zip"]
        );
        leave(&self.client, "button[value=communes-xlsx]").await;
        assert_eq!(self.path().await, "/staff/downloads");
        for _ in 0..600 {
            if count(&self.client, ".job a[download]").await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
            self.goes("/staff/downloads").await;
        }
        self.looks("4-files").await;
        let link = self.client.find(Locator::Css(".job a[download]")).await;
        let path = link.unwrap().attr("href").await.unwrap().unwrap();
        let file = self.fetches(&path, session).expect(200).body;
        assert!(file.starts_with(b"PK\x03\x04"));
        path
    }

    /// Out: what was open a moment ago is closed.
    async fn goes_home(&self, session: &str, file: &str) {
        leave(&self.client, ".room form button").await;
        assert_eq!(self.path().await, "/staff/sign-in");
        assert_ne!(self.fetches(file, session).status, 200);
        self.goes("/staff/places/33").await;
        assert_eq!(self.path().await, "/staff/sign-in");
    }
}

#[test]
fn an_officer_reads_compares_takes_the_files_and_leaves_on_a_phone_and_at_a_desk() {
    for (name, width) in [("phone", 360), ("desk", 1280)] {
        let house = House::new(Database::Sqlite);
        last_year(&house);
        let spring = sheets("11953", "2025-05", 60, 40) + &sheets("12142", "2025-05", 60, 50);
        import(&house, "spring.csv", &spring);
        let password = account(&house, "lan", "analyst", "33");
        let running = house.serve();
        let ministry = two(&house, &running);
        let address = running.address.clone();
        let view = View {
            width,
            scripts: true,
        };
        browse(view, move |client| async move {
            let week = Week {
                client,
                address,
                password,
                name,
            };
            week.comes_in().await;
            week.compares().await;
            published_by(&ministry);
            week.reads_what_was_published().await;
            let session = week.session().await;
            let file = week.takes_the_files(&session).await;
            week.goes_home(&session, &file).await;
        });
        house.run(&["audit", "verify"]);
    }
}

/// Wednesday, elsewhere: one drafts, the other checks.
fn published_by((an, binh): &(Officer, Officer)) {
    let address = draft(an, &[("what", QUARTER)]);
    check(binh, &address).expect(303);
}
