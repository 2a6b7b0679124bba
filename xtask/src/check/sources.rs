//! No source file over 400 lines, no module that names nothing.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::project;

/// Longest source file, tests apart.
const LINES: usize = 400;

const SOURCES: &[&str] = &["rs", "ts", "tsx", "js", "mjs", "css", "acss", "sh", "py"];

/// Written by a tool, not by hand.
const GENERATED: &[&str] = &["web/src/api/schema.d.ts"];

/// Names under which anything could stand. `service` is not among them: here it is a website or
/// an app (互联网信息服务).
const EMPTY_NAMES: &[&str] =
    &["common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"];

/// Checks every source file of the project.
///
/// # Errors
/// The files, each with what is wrong.
pub fn check(root: &Path) -> Result<()> {
    let mut faults = Vec::new();
    for path in project::files(root)?.iter().filter(|path| is_source(path)) {
        if let Some(name) = empty_name(path) {
            faults.push(format!("{path}: `{name}` says nothing about what is in it"));
        }
        if is_test(path) || GENERATED.contains(&path.as_str()) {
            continue;
        }
        let text =
            fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))?;
        let lines = lines_without_tests(&text);
        if lines > LINES {
            faults.push(format!("{path}: {lines} lines, more than {LINES}: split it by concept"));
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{} fault(s):\n  {}", faults.len(), faults.join("\n  "))
}

fn is_source(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| SOURCES.contains(&extension))
}

/// A folder or file of tests, by the habits of Rust and TypeScript.
fn is_test(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "e2e" | "tests.rs"))
        || path.contains(".test.")
        || path.contains(".spec.")
}

fn empty_name(path: &str) -> Option<&str> {
    path.split('/')
        .map(|part| part.split('.').next().unwrap_or(part))
        .find(|name| EMPTY_NAMES.contains(name))
}

/// Lines up to a module of tests at the end of a Rust file.
fn lines_without_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.windows(2).position(|pair| {
        pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    });
    tests.unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn tree(files: &[(&str, String)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let git = |arguments: &[&str]| {
            let done = Command::new("git").args(arguments).current_dir(root.path()).status();
            assert!(done.unwrap().success());
        };
        git(&["init", "--quiet"]);
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    #[test]
    fn a_file_over_the_limit_is_named() {
        let root = tree(&[("src/long.rs", "x\n".repeat(401)), ("src/fit.rs", "x\n".repeat(400))]);
        let error = check(root.path()).unwrap_err().to_string();
        assert!(error.contains("src/long.rs: 401 lines"), "{error}");
        assert!(!error.contains("fit.rs"), "{error}");
    }

    #[test]
    fn tests_and_ignored_files_may_be_long() {
        let with_tests =
            format!("{}#[cfg(test)]\nmod tests {{\n{}", "x\n".repeat(300), "y\n".repeat(300));
        check(
            tree(&[
                (".gitignore", "/target\n".into()),
                ("target/a.rs", "x\n".repeat(401)),
                ("tests/a.rs", "x\n".repeat(401)),
                ("web/src/a.test.ts", "x\n".repeat(401)),
                ("docs/a.md", "x\n".repeat(401)),
                ("src/a.rs", with_tests),
            ])
            .path(),
        )
        .unwrap();
    }

    #[test]
    fn a_module_that_names_nothing_is_named() {
        for path in
            ["src/utils.rs", "src/common/mod.rs", "tests/helpers.rs", "web/src/util.test.ts"]
        {
            assert!(check(tree(&[(path, "x".into())]).path()).is_err(), "{path}");
        }
        check(tree(&[("src/service.rs", "x".into())]).path()).unwrap();
    }
}
