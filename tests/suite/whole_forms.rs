//! A form on as few pages as can be: what an answer makes needless goes together with the heading over it.

use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::support::answering::{PHONE, THANKS, choose, heading, held, press, taken_over};
use crate::support::browser::{View, browse, keep};
use crate::support::good_page::is_a_good_page;
use crate::support::service::House;

/// Its second part is asked only of those who are not satisfied.
const ONE_PAGE: &str = r#"
id = "one-page"
version = 1
pages = "whole"
instrument = "transaction"
title.vi = "Phiếu một trang"
title.en = "One page"
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
title.vi = "Phần chung"
title.en = "In general"

[[sections.questions]]
code = "A"
text.vi = "Ông/bà hài lòng ở mức nào?"
text.en = "How satisfied are you?"
role = "criterion"
scale = "levels"
required = true

[[sections]]
title.vi = "Điều chưa hài lòng"
title.en = "What was not good"
intro.vi = "Xin cho biết rõ hơn."
intro.en = "Please tell us more."

[[sections.questions]]
code = "B"
text.vi = "Từng việc:"
text.en = "Point by point:"
role = "criterion"
scale = "levels"
required = true
show_if = { question = "A", is = ["1", "2"] }
rows = [
  { code = "b1", vi = "Thời gian chờ", en = "Waiting time" },
  { code = "b2", vi = "Thái độ phục vụ", en = "Attitude" },
]

[[sections]]
title.vi = "Phần cuối"
title.en = "In the end"

[[sections.questions]]
code = "C"
text.vi = "Ông/bà sẽ dùng lại dịch vụ chứ?"
text.en = "Would you come again?"
role = "criterion"
scale = "levels"
required = true

[[index]]
code = "ALL"
text.vi = "Chung"
text.en = "All"
rule = "mean_of_criteria"
criteria = ["A", "b1", "b2", "C"]

[rules]
rounding = { decimals = 2, mode = "half_away_from_zero" }
"#;

/// What stands over questions and can be seen.
const OVER: &str = "return [...document.querySelectorAll('.step h2, .step h3, .intro')].filter(own => own.checkVisibility()).map(own => own.textContent)";

async fn stands_over(client: &Client) -> Value {
    client.execute(OVER, vec![]).await.unwrap()
}

/// Presses a button and waits for the step that asks this.
async fn turn(client: &Client, way: &str, asks: &str) {
    press(client, way).await;
    let asked = format!(".step:not([hidden]) fieldset:not([hidden]) input[name={asks}]");
    client
        .wait()
        .for_element(Locator::Css(&asked))
        .await
        .unwrap();
}

#[test]
fn a_heading_goes_with_the_last_question_under_it() {
    for scripts in [true, false] {
        let house = House::with_form("one-page", ONE_PAGE);
        let running = house.serve();
        let address = format!("http://{}/o/quay-1", running.address);
        let view = View { scripts, ..PHONE };
        browse(view, move |client| async move {
            let few = json!(["Phần cuối"]);
            let all = json!([
                "Điều chưa hài lòng",
                "Xin cho biết rõ hơn.",
                "Từng việc:",
                "Phần cuối"
            ]);
            client.goto(&address).await.unwrap();
            if scripts {
                taken_over(&client).await;
            }
            // What depends on an answer never stands beside it, so even one page has a second one then.
            for (answer, headings) in [("5", few), ("1", all)] {
                choose(&client, "A", answer).await;
                turn(&client, "next", "C").await;
                assert_eq!(stands_over(&client).await, headings, "after {answer}");
                if answer == "5" {
                    turn(&client, "back", "A").await;
                }
            }
            if scripts {
                is_a_good_page(&client, "a form on one page").await;
            }
            keep(&client, &format!("whole-form-{scripts}")).await;
            choose(&client, "C", "3").await;
            choose(&client, "b1", "2").await;
            choose(&client, "b2", "1").await;
            press(&client, "send").await;
            heading(&client, THANKS).await;
        });
        running.stop();
        held(&house, 1);
    }
}
