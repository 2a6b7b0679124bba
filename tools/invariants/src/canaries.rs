//! I6: no personal value stands where it must not.

use crate::{Evidence, Invariant::Canaries, Report};
use memchr::memmem::Finder;
use std::path::Path;

pub(crate) fn check(evidence: &Evidence<'_>, report: &mut Report) {
    let finders: Vec<(usize, Finder<'_>)> = evidence
        .canaries
        .iter()
        .enumerate()
        .map(|(n, canary)| (n, Finder::new(canary.as_bytes())))
        .collect();
    let mut bytes = 0;
    for path in evidence.searched {
        bytes += search(path, &finders, report);
    }
    for (name, text) in evidence.texts {
        bytes += text.len();
        found(name, text.as_bytes(), &finders, report);
    }
    report.looked(Canaries, format!("{} values in {} kB", finders.len(), bytes / 1000));
}

/// A file, or every file of a folder and those below it. What is gone meanwhile is no breach.
fn search(path: &Path, finders: &[(usize, Finder<'_>)], report: &mut Report) -> usize {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        return entries.map(|entry| search(&entry.path(), finders, report)).sum();
    }
    let Ok(content) = std::fs::read(path) else { return 0 };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    found(&name, &content, finders, report);
    content.len()
}

/// The report names the value by its number: a report is a log too.
fn found(name: &str, content: &[u8], finders: &[(usize, Finder<'_>)], report: &mut Report) {
    for (n, finder) in finders {
        if finder.find(content).is_some() {
            report.breach(Canaries, format!("value {n} stands in {name}"));
        }
    }
}
