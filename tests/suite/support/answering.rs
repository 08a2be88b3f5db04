//! Somebody who answers a short form in a browser, step by step, and what the browser and the box then hold.

use std::time::{Duration, Instant};

use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::browser::View;
use super::service::House;

pub const PHONE: View = View {
    width: 360,
    scripts: true,
};
pub const UNSENT: &str = "Chưa gửi, sẽ tự gửi khi có mạng";
pub const THANKS: &str = "Đã ghi nhận";

/// A form of two steps without a condition: what is tested here is the network, not the questionnaire.
const TWO_STEPS: &str = r#"
id = "two-steps"
version = 1
instrument = "transaction"
title.vi = "Phiếu hai bước"
title.en = "Two steps"
purpose.vi = "Thử."
purpose.en = "A test."
legal_basis.vi = "Thử."
legal_basis.en = "A test."

[scales.levels]
satisfied_from = "4"
options = [
  { value = "1", points = 1, vi = "Rất không hài lòng", en = "Very dissatisfied" },
  { value = "2", points = 2, vi = "Không hài lòng", en = "Dissatisfied" },
  { value = "3", points = 3, vi = "Bình thường", en = "Neutral" },
  { value = "4", points = 4, vi = "Hài lòng", en = "Satisfied" },
  { value = "5", points = 5, vi = "Rất hài lòng", en = "Very satisfied" },
]

[[sections]]
title.vi = "Bước một"
title.en = "Step one"

[[sections.questions]]
code = "A"
text.vi = "Câu thứ nhất?"
text.en = "The first question?"
role = "criterion"
scale = "levels"
required = true

[[sections]]
title.vi = "Bước hai"
title.en = "Step two"

[[sections.questions]]
code = "B"
text.vi = "Câu thứ hai?"
text.en = "The second question?"
role = "criterion"
scale = "levels"
required = true

[comment]
code = "comment"
text.vi = "Ý kiến khác"
text.en = "Anything else"
max = 100

[[index]]
code = "ALL"
text.vi = "Chung"
text.en = "All"
rule = "mean_of_criteria"
criteria = ["A", "B"]

[rules]
rounding = { decimals = 2, mode = "half_away_from_zero" }
"#;

/// A house with that form and a collection point where it is handed out.
pub fn house() -> House {
    House::with_form("two-steps", TWO_STEPS)
}

/// How many sheets the box holds, once the service has stopped.
#[track_caller]
pub fn held(house: &House, sheets: u32) {
    let said = house.run(&["verify"]);
    assert!(
        said.contains(&format!(" {sheets} sheets wait sealed")),
        "{said}"
    );
}

/// Waits until this is the heading.
pub async fn heading(client: &Client, wanted: &str) {
    let begun = Instant::now();
    loop {
        let script = "const h = document.querySelector('h1'); return h ? h.textContent : ''";
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

/// Waits until the script has taken the steps over.
pub async fn taken_over(client: &Client) {
    let begun = Instant::now();
    let script = "return document.querySelectorAll('.step').length > 1 || document.querySelectorAll('.step').length === 1 && document.querySelectorAll('.turn button').length === 3";
    while client.execute(script, vec![]).await.unwrap() != Value::Bool(true) {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the script did not take the steps over"
        );
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// Chooses an option.
pub async fn choose(client: &Client, code: &str, value: &str) {
    let selector = format!("input[name={code}][value='{value}']");
    client
        .find(Locator::Css(&selector))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
}

/// Presses a button of the questionnaire.
pub async fn press(client: &Client, way: &str) {
    let selector = format!(".turn button[value={way}]");
    client
        .find(Locator::Css(&selector))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
}

/// Presses a button of the waiting page; the page may have sent the sheet by itself a moment before.
pub async fn button(client: &Client, words: &str) {
    let script = "const own = [...document.querySelectorAll('button')].find(own => own.textContent === arguments[0]); if (own) own.click()";
    client.execute(script, vec![json!(words)]).await.unwrap();
}

/// Answers both steps of the form and sends it.
pub async fn answer(client: &Client, address: &str) {
    client.goto(address).await.unwrap();
    taken_over(client).await;
    answer_here(client).await;
}

/// The same on a page that is open already.
pub async fn answer_here(client: &Client) {
    choose(client, "A", "4").await;
    press(client, "next").await;
    choose(client, "B", "5").await;
    press(client, "send").await;
}

/// What the browser holds of sheets: entries of the outbox, and drafts.
pub async fn held_by_browser(client: &Client) -> Value {
    let script = r"
        const done = arguments[arguments.length - 1];
        const asked = indexedDB.open('sipas', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('sheets', { keyPath: 'key' });
        asked.onsuccess = () => {
            const all = asked.result.transaction('sheets').objectStore('sheets').getAll();
            all.onsuccess = () => { asked.result.close(); done([all.result.length, sessionStorage.length]); };
        };";
    client.execute_async(script, vec![]).await.unwrap()
}
