//! What else a line of the log tells, in the reader's language: `period: Q3 2026 · edition: 2`.
//!
//! The log keeps names and values as the program wrote them, for they are hashed; here they get their words. A name or value
//! without words stays as it was written.

use chrono::DateTime;
use serde_json::Value;

use super::account::role_words;
use super::publishing::moment;
use crate::web::words::Lang;

/// Names and their words.
const NAMES: [(&str, &str); 40] = [
    ("at", "points-at"),
    ("closed", "accounts-closed"),
    ("correction", "log-correction"),
    ("counted", "audit-counted"),
    ("done", "log-done"),
    ("edition", "log-edition"),
    ("elsewhere", "log-elsewhere"),
    ("expires_on", "log-expires"),
    ("form", "form"),
    ("format", "audit-format"),
    ("handed_out", "log-handed-out"),
    ("hash", "log-hash"),
    ("key", "log-key"),
    ("kind", "log-kind"),
    ("kiosk", "log-kiosk"),
    ("left", "audit-left"),
    ("lines", "log-lines"),
    ("linked", "log-linked"),
    ("made", "log-made"),
    ("month", "log-month"),
    ("name", "log-name"),
    ("office", "points-office"),
    ("open", "points-takes"),
    ("opens", "publishing-opens"),
    ("period", "period"),
    ("place", "account-place"),
    ("public", "log-public"),
    ("recovery codes", "recovery-title"),
    ("release", "log-release"),
    ("revoked", "log-revoked"),
    ("role", "account-role"),
    ("scopes", "log-scopes"),
    ("set by", "log-set-by"),
    ("set up", "log-set-up"),
    ("slips", "log-slips"),
    ("until", "log-until"),
    ("version", "log-version"),
    ("what", "log-what"),
    ("why", "log-why"),
    ("with", "audit-with"),
];
/// Values that the program writes, and their words.
const VALUES: [(&str, &str); 25] = [
    ("a code was made", "log-is-code-made"),
    ("another person", "log-is-another"),
    ("begun with", "log-is-begun"),
    ("closed", "accounts-closed"),
    ("communes-docx", "downloads-docx"),
    ("communes-pdf", "downloads-pdf"),
    ("communes-xlsx", "downloads-xlsx"),
    ("departments", "downloads-departments"),
    ("destroyed", "log-is-destroyed"),
    ("installed", "log-is-installed"),
    ("invite", "keys-invites"),
    ("invite read", "log-is-both"),
    ("name refused", "log-is-name-refused"),
    ("no place", "log-is-no-place"),
    ("no role", "log-is-no-role"),
    ("not linked", "log-is-not-linked"),
    ("one-time password", "log-is-one-time"),
    ("password", "sign-in-password"),
    ("read", "keys-reads"),
    ("recovery code", "log-is-recovery"),
    ("report", "log-is-report"),
    ("second factor", "account-second"),
    ("shut out", "log-is-shut-out"),
    ("single sign-on", "log-is-sign-on"),
    ("taken out", "log-is-taken-out"),
];
/// Letters of a hash or a public key that are shown.
const LETTERS: usize = 16;

/// The detail of a line, as `name: value` pairs; what is not said is left out.
pub fn spelled_out(lang: Lang, detail: &str) -> String {
    let value: Value = serde_json::from_str(detail).unwrap_or_default();
    let pairs = value.as_object().into_iter().flatten();
    let pairs = pairs.filter(|(_, value)| !value.is_null());
    let pairs = pairs.map(|(name, value)| {
        let words = known(lang, &NAMES, name).unwrap_or_else(|| name.clone());
        format!("{words}: {}", told(lang, name, value))
    });
    pairs.collect::<Vec<_>>().join(" · ")
}

fn known(lang: Lang, words: &[(&str, &str)], text: &str) -> Option<String> {
    let (_, key) = words.iter().find(|(own, _)| *own == text)?;
    Some(lang.say(key))
}

fn told(lang: Lang, name: &str, value: &Value) -> String {
    match (name, value) {
        (_, Value::Bool(true)) => lang.say("yes"),
        (_, Value::Bool(false)) => lang.say("no"),
        ("role", Value::String(text)) => text
            .parse()
            .map_or_else(|_| text.clone(), |role| role_words(lang, role)),
        ("period" | "month", Value::String(text)) => text
            .parse()
            .map_or_else(|_| text.clone(), |period| lang.period(period)),
        ("opens" | "until", Value::String(text)) => DateTime::parse_from_rfc3339(text)
            .map_or_else(|_| text.clone(), |at| moment(lang, at.to_utc())),
        ("expires_on", Value::String(text)) => text
            .parse()
            .map_or_else(|_| text.clone(), |day| lang.date(day)),
        ("hash" | "public", Value::String(text)) if text.chars().count() > LETTERS => {
            let begin: String = text.chars().take(LETTERS).collect();
            format!("{begin}…")
        }
        // What people typed is not looked up: an office may be called anything.
        ("name" | "made", Value::String(text)) => text.clone(),
        (_, Value::String(text)) => known(lang, &VALUES, text).unwrap_or_else(|| text.clone()),
        (_, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_publishing_is_told_in_the_language_of_the_reader() {
        let detail = r#"{"correction":false,"edition":1,"form":"onestop-short v2","hash":"00112233445566778899aabbccddeeff","opens":"2026-12-31T01:00:00Z","period":"2026-Q3"}"#;
        let told = spelled_out(Lang::VI, detail);
        for words in [
            "Sửa bản trước: không",
            "Lần công bố: 1",
            "Mã băm: 0011223344556677…",
            "Giờ công bố: 08:00, 31/12/2026",
            "Quý III/2026",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
        let english = spelled_out(Lang::find("en").unwrap(), detail);
        assert!(english.contains("08:00, 31 December 2026"), "{english}");
        for word in ["correction:", "edition:", "hash:", "opens:"] {
            assert!(!told.contains(word), "{word}: {told}");
        }
    }

    #[test]
    fn every_name_that_the_program_writes_has_words() {
        // The lines where the program writes into the log, as they stand in its sources.
        let sources = [
            include_str!("../../../house/publishing.rs"),
            include_str!("../../../house/registering.rs"),
            include_str!("../../../house/slips.rs"),
            include_str!("../../../house/staffing.rs"),
            include_str!("../../../house/admitting.rs"),
            include_str!("../../../house/comments.rs"),
            include_str!("../../../store/releases.rs"),
            include_str!("../../../cli/key.rs"),
            include_str!("../../../cli/count.rs"),
            include_str!("../../../cli/points.rs"),
            include_str!("../../../cli/comments_key.rs"),
            include_str!("../../api/reports.rs"),
            include_str!("../../api/scores.rs"),
            include_str!("../../staff/account.rs"),
            include_str!("../../staff/audit.rs"),
            include_str!("../../staff/confirm.rs"),
            include_str!("../../staff/desk.rs"),
            include_str!("../../staff/downloads.rs"),
            include_str!("../../staff/home.rs"),
            include_str!("../../staff/kiosks.rs"),
            include_str!("../../staff/second_factor.rs"),
            include_str!("../../staff/sign_in.rs"),
            include_str!("../../staff/single_sign_on/desk.rs"),
        ];
        let mut found = 0;
        for source in sources {
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            for written in source.split("json!({").skip(1) {
                let written = written.split("})").next().unwrap_or_default();
                for name in written.split('"').skip(1).step_by(2) {
                    let is_name = written.contains(&format!("\"{name}\":"));
                    let has_words = NAMES.iter().any(|(own, _)| *own == name);
                    assert!(!is_name || has_words, "“{name}” has no words");
                    found += usize::from(is_name);
                }
            }
        }
        assert!(found > 40, "{found}");
    }

    #[test]
    fn what_has_no_words_stays_as_it_was_written() {
        assert_eq!(spelled_out(Lang::VI, r#"{"odd":"thing"}"#), "odd: thing");
        assert_eq!(spelled_out(Lang::VI, r#"{"opens":null}"#), "");
        assert_eq!(
            spelled_out(Lang::VI, r#"{"name":"read"}"#),
            "Tên: read",
            "an office may be called so"
        );
        assert_eq!(spelled_out(Lang::VI, "not json"), "");
    }
}
