//! What serde says about an envelope, in Vietnamese.
//!
//! Its sentences are few and end in where it stopped: “missing field `office` at line 1 column 20”.

/// The sentence in Vietnamese, without the full stop.
pub(super) fn in_vietnamese(message: &str) -> String {
    let (said, place) = match message.split_once(" at line ") {
        Some((said, place)) => (said, place.split_once(" column ")),
        None => (message, None),
    };
    let quoted = |position: usize| said.split('`').nth(2 * position + 1);
    let field = quoted(0).unwrap_or_default();
    let sentence = if said.starts_with("missing field") {
        format!("thiếu trường “{field}”")
    } else if said.starts_with("duplicate field") {
        format!("trường “{field}” có hai lần")
    } else if said.starts_with("unknown field") {
        let known: Vec<&str> = (1..).map_while(quoted).collect();
        format!(
            "không có trường “{field}”; các trường là {}",
            known.join(", ")
        )
    } else if said.starts_with("invalid type") || said.starts_with("invalid value") {
        "giá trị không đúng kiểu".to_owned()
    } else if said.starts_with("EOF") {
        "nội dung bị cắt ngang".to_owned()
    } else if said.starts_with("invalid digit") || said.starts_with("number too large") {
        "phải là một số nguyên không âm".to_owned()
    } else {
        "sai cú pháp".to_owned()
    };
    match place {
        Some((line, column)) => format!("{sentence} (dòng {line}, cột {column})"),
        None => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Envelope {
        token: String,
        version: u32,
    }

    #[test]
    fn what_serde_says_is_said_in_vietnamese() {
        let said = |json: &str| {
            in_vietnamese(
                &serde_json::from_str::<Envelope>(json)
                    .unwrap_err()
                    .to_string(),
            )
        };
        let cases = [
            (
                "{\"token\":\"a\"}",
                "thiếu trường “version” (dòng 1, cột 13)",
            ),
            (
                "{\"tokn\":1}",
                "không có trường “tokn”; các trường là token, version (dòng 1, cột 7)",
            ),
            (
                "{\"token\":\"a\",\"token\":\"a\"}",
                "trường “token” có hai lần (dòng 1, cột 20)",
            ),
            ("{\"token\":5}", "giá trị không đúng kiểu (dòng 1, cột 10)"),
            ("{\"token\":", "nội dung bị cắt ngang (dòng 1, cột 9)"),
            ("so", "sai cú pháp (dòng 1, cột 1)"),
        ];
        for (json, sentence) in cases {
            assert_eq!(said(json), sentence, "{json}");
        }
    }
}
