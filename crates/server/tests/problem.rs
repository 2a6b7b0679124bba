//! What every refusal has.

use serde_json::Value;
use server::command::demo::{Answer, text};

/// A refusal: problem+json, with words that say what to do, and nothing of the inside.
///
/// # Panics
/// When it is another answer, or lacks something.
pub fn refused(answer: &Answer, status: u16, code: &str) {
    let told = (answer.status, text(&answer.body, "code"));
    assert_eq!(told, (status, code), "{}", answer.body);
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok());
    assert_eq!(kind, Some("application/problem+json"));
    assert_eq!(answer.body["status"], status);
    assert!(is_chinese(text(&answer.body, "detail")), "{}", answer.body);
    for finding in findings(answer) {
        assert!(is_chinese(text(finding, "message")), "{finding}");
        assert!(!text(finding, "code").is_empty(), "{finding}");
    }
    tells_nothing_of_the_inside(answer);
    headers_protect(answer);
}

/// The finding of this code; its place and words.
pub fn finding<'a>(answer: &'a Answer, code: &str) -> (&'a str, &'a str) {
    let found = findings(answer).iter().find(|finding| finding["code"] == code);
    let found = found.unwrap_or_else(|| panic!("no {code} in {}", answer.body));
    (text(found, "path"), text(found, "message"))
}

pub fn findings(answer: &Answer) -> &[Value] {
    answer.body["findings"].as_array().map_or(&[], Vec::as_slice)
}

pub fn is_chinese(words: &str) -> bool {
    words.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() >= 4
}

fn tells_nothing_of_the_inside(answer: &Answer) {
    let whole = String::from_utf8_lossy(&answer.bytes).to_lowercase();
    let inside = [
        ".rs",
        "src/",
        "/tmp",
        "/home",
        "panick",
        "backtrace",
        "sqlx",
        "sqlite",
        "select ",
        "serde",
    ];
    for word in inside {
        assert!(!whole.contains(word), "{word:?} in {whole}");
    }
}

/// Headers that every answer has.
pub fn headers_protect(answer: &Answer) {
    let header = |name: &str| {
        let value = answer.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_else(|| panic!("no {name}")).to_owned()
    };
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert!(header("content-security-policy").contains("default-src"));
    assert!(matches!(header("cache-control").as_str(), "no-store" | "no-cache"));
    assert!(!header("x-request-id").is_empty());
}
