//! Words that only one place may write.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// A word, where it may stand, and why nowhere else.
struct Word {
    word: &'static str,
    /// Folders or files, from the project's root.
    home: &'static [&'static str],
    why: &'static str,
}

const WORDS: &[Word] = &[
    Word { word: "sqlx::", home: &["crates/store/"], why: "only crates/store speaks SQL" },
    Word {
        word: "encoding_rs",
        home: &["crates/bureau/", "tools/bureau-sim/"],
        why: "GBK belongs to the bureau's protocol",
    },
    Word {
        word: "GBK",
        home: &["crates/bureau/", "tools/bureau-sim/"],
        why: "GBK belongs to the bureau's protocol",
    },
    Word {
        word: "StatusCode",
        // The bureau's transport is a client: it reads the status of the other side's answer.
        home: &["crates/server/", "crates/bureau/src/http.rs", "tools/"],
        why: "only crates/server answers with an HTTP status",
    },
    Word {
        word: "save_state(",
        home: &["crates/app/src/act.rs"],
        why: "a filing changes its state in crates/app/src/act.rs alone",
    },
];

/// The lines of product code (`crates/*/src`, `tools/*/src`) that hold a word away from its home.
pub fn breaches(root: &Path) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for group in ["crates", "tools"] {
        for krate in entries(&root.join(group))? {
            walk(root, &format!("{group}/{krate}/src"), &mut breaches)?;
        }
    }
    Ok(breaches)
}

fn walk(root: &Path, folder: &str, breaches: &mut Vec<String>) -> Result<()> {
    for name in entries(&root.join(folder))? {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            walk(root, &path, breaches)?;
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(root.join(&path))
                .with_context(|| format!("cannot read {path}"))?;
            for (number, line) in text.lines().enumerate() {
                breaches
                    .extend(broken(&path, line).map(|why| format!("{path}:{}: {why}", number + 1)));
            }
        }
    }
    Ok(())
}

fn broken(path: &str, line: &str) -> Option<&'static str> {
    let code = without_comment(line);
    let away = |word: &&Word| !word.home.iter().any(|home| path.starts_with(home));
    WORDS.iter().filter(away).find(|word| is_used(code, word.word)).map(|word| word.why)
}

/// A definition is not a use: the store defines what only the app may call.
fn is_used(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = &code[..at];
        let part_of_longer =
            before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        !part_of_longer && !before.ends_with("fn ")
    })
}

/// The line without `// …`; a `//` right behind a colon is part of an address.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// The names in a folder in order; none when it is not there.
fn entries(folder: &Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_no_code_and_an_address_is_no_comment() {
        assert_eq!(without_comment("f(); // GBK"), "f(); ");
        assert_eq!(without_comment("/// GBK"), "");
        assert_eq!(without_comment("g(\"http://a/\");"), "g(\"http://a/\");");
    }

    #[test]
    fn a_longer_name_is_another_word() {
        assert!(!is_used("self.resave_state(row)", "save_state("));
        assert!(is_used("self.save_state(row)", "save_state("));
        assert!(!is_used("pub async fn save_state(&mut self)", "save_state("));
    }
}
