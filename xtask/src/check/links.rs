//! Every link of a Markdown file to another file of the project leads somewhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::project;

/// Checks files and, in Markdown files, headings (`#anchor`).
///
/// # Errors
/// The links that lead nowhere.
pub fn check(root: &Path) -> Result<()> {
    let mut dead = Vec::new();
    for path in project::files(root)?.iter().filter(|path| path.ends_with(".md")) {
        let text =
            fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))?;
        for link in links(&text) {
            if !leads_somewhere(root, Path::new(path), &link)? {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    if dead.is_empty() {
        return Ok(());
    }
    bail!("{} link(s) lead nowhere:\n  {}", dead.len(), dead.join("\n  "))
}

fn leads_somewhere(root: &Path, from: &Path, link: &str) -> Result<bool> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(true);
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() {
        from.to_path_buf()
    } else {
        let folder = from.parent().unwrap_or(Path::new(""));
        let Some(target) = within(&folder.join(file)) else { return Ok(false) };
        target
    };
    let path = root.join(&target);
    if anchor.is_empty() || target.extension().is_none_or(|extension| extension != "md") {
        return Ok(path.exists());
    }
    let Ok(text) = fs::read_to_string(&path) else { return Ok(false) };
    Ok(anchors(&text).contains(anchor))
}

/// The path without `.` and `..`; nothing when it leaves the project.
fn within(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => clean.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !clean.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(clean)
}

/// Targets of links and pictures; code is left out, reference links are resolved.
fn links(text: &str) -> Vec<String> {
    Parser::new(text)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url.into_string())
            }
            _ => None,
        })
        .collect()
}

/// The anchors of a file's headings, as code hosts make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|title| anchor(&title)));
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(title) = &mut heading {
                    title.push_str(&part);
                }
            }
            _ => {}
        }
    }
    anchors
}

/// Lower case, spaces as hyphens, other marks left out.
fn anchor(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("docs")).unwrap();
        fs::write(root.path().join("README.md"), "# Read me\n").unwrap();
        fs::write(root.path().join("docs/map.md"), "## The `app` crate, 用例\n").unwrap();
        root
    }

    fn leads(link: &str) -> bool {
        leads_somewhere(tree().path(), Path::new("docs/map.md"), link).unwrap()
    }

    #[test]
    fn a_link_to_a_file_or_heading_that_is_there_passes() {
        for link in [
            "../README.md",
            "map.md#the-app-crate-用例",
            "#the-app-crate-用例",
            "../docs",
            "https://a.cn/b",
        ] {
            assert!(leads(link), "{link}");
        }
    }

    #[test]
    fn a_link_to_nothing_is_found() {
        for link in ["../READ.md", "map.md#the-crate", "#nothing", "../../README.md", "/README.md"]
        {
            assert!(!leads(link), "{link}");
        }
    }

    #[test]
    fn links_in_code_are_no_links_and_references_are() {
        let text = "[a](b.md) `[c](d.md)` [e]\n\n```\n[f](g.md)\n```\n\n![h](i.png)\n\n[e]: j.md\n";
        assert_eq!(links(text), ["b.md", "j.md", "i.png"]);
    }
}
