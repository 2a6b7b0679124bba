//! Golden files: tables with weight, as text a person can read and a change can be seen in.

use std::path::Path;

/// Compares `text` with `tests/golden/<name>`. With `UPDATE_GOLDEN=1` the file is written instead.
#[track_caller]
pub fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_else(|e| {
        panic!("tests/golden/{name}: {e}; UPDATE_GOLDEN=1 writes it");
    });
    if let Some((number, old, new)) = first_difference(&kept, text) {
        panic!(
            "tests/golden/{name}:{number} differs\n  kept: {old}\n  now:  {new}\n\
             UPDATE_GOLDEN=1 takes the new text when it is right"
        );
    }
}

/// Line number and both lines where two texts part.
fn first_difference(kept: &str, now: &str) -> Option<(usize, String, String)> {
    if kept == now {
        return None;
    }
    let (kept, now): (Vec<&str>, Vec<&str>) = (kept.lines().collect(), now.lines().collect());
    let at = (0..kept.len().max(now.len())).find(|i| kept.get(*i) != now.get(*i));
    let at = at.unwrap_or(kept.len().saturating_sub(1));
    let line = |lines: &[&str]| lines.get(at).map_or("(end of text)".into(), |l| format!("{l:?}"));
    Some((at + 1, line(&kept), line(&now)))
}

#[test]
fn a_changed_line_is_found() {
    let found = first_difference("a\nb\n", "a\nc\n");
    assert_eq!(found, Some((2, "\"b\"".into(), "\"c\"".into())));
    assert_eq!(first_difference("a\n", "a\n"), None);
    assert_eq!(
        first_difference("a\n", "a\nb\n"),
        Some((2, "(end of text)".into(), "\"b\"".into()))
    );
}
