//! Files that say how things are; `UPDATE_GOLDEN=1` writes them.

use std::path::Path;

/// The file of this crate says the same as `now`.
pub fn holds(path: &str, now: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, now).expect("the golden file can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(now.lines()).find(|(kept, now)| kept != now);
    assert!(
        kept == now,
        "{path} is another now; look at the change and run the test with UPDATE_GOLDEN=1\n\
         first difference: {differs:#?}; lines: {} before, {} now",
        kept.lines().count(),
        now.lines().count(),
    );
}
