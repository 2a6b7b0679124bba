//! Our own description of V3.0's messages (`schema/*.txt`, notation explained there), and the check
//! of a message against it before it leaves.

use crate::{error::PrepareError, gbk, xml::Element};
use std::{collections::HashMap, ops::RangeInclusive, sync::LazyLock};

static UPLOAD: LazyLock<Line> = LazyLock::new(|| {
    load(&[include_str!("../schema/upload.txt"), include_str!("../schema/dialect.txt")])
        .expect("the schema in the crate is well-formed; a test reads it")
});

/// Every way in which an `UploadData` differs from V3.0, in the order of the document.
pub(crate) fn findings(root: &Element) -> Vec<PrepareError> {
    let mut found = Vec::new();
    if root.name != UPLOAD.name {
        found.push(broken(&root.name, "not the root of an upload"));
        return found;
    }
    check(root, &UPLOAD, "", &mut found);
    found
}

#[derive(Clone, Debug)]
struct Line {
    name: String,
    count: RangeInclusive<usize>,
    content: Content,
    children: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    Elements,
    OneOf,
    Int(RangeInclusive<i64>),
    Text(RangeInclusive<usize>),
    Group(String),
}

fn check(element: &Element, line: &Line, above: &str, found: &mut Vec<PrepareError>) {
    let path = if above.is_empty() { line.name.clone() } else { format!("{above}/{}", line.name) };
    if let Some(character) = gbk::unencodable(&element.text) {
        found.push(PrepareError::Unencodable { path: path.clone(), character });
    }
    match &line.content {
        Content::Int(range) => match element.text.parse::<i64>() {
            Ok(number) if range.contains(&number) => {}
            _ => found.push(broken(&path, format!("a number from {}", words(range, i64::MAX)))),
        },
        Content::Text(range) => {
            if !range.contains(&element.text.chars().count()) {
                found.push(broken(&path, format!("{} characters", words(range, usize::MAX))));
            }
        }
        Content::Elements | Content::OneOf => {
            if !element.text.trim().is_empty() {
                found.push(broken(&path, "no text"));
            }
            children(element, line, &path, found);
            return;
        }
        Content::Group(_) => unreachable!("groups are resolved when the schema is read"),
    }
    if !element.children.is_empty() {
        found.push(broken(&path, "no elements"));
    }
}

/// In order and in number; only one of them for `one-of`.
fn children(element: &Element, line: &Line, path: &str, found: &mut Vec<PrepareError>) {
    let mut rest = element.children.as_slice();
    let mut met = 0;
    for expected in &line.children {
        let count = rest.iter().take_while(|child| child.name == expected.name).count();
        let (these, others) = rest.split_at(count);
        for (index, child) in these.iter().enumerate() {
            let before = found.len();
            check(child, expected, path, found);
            if *expected.count.end() > 1 {
                number(&mut found[before..], path, &expected.name, index);
            }
        }
        rest = others;
        met += usize::from(count > 0);
        let optional = line.content == Content::OneOf && count == 0;
        if !expected.count.contains(&count) && !optional {
            let rule = if count == 0 {
                "missing".to_owned()
            } else {
                format!("{} times", words(&expected.count, usize::MAX))
            };
            found.push(broken(&format!("{path}/{}", expected.name), rule));
        }
    }
    if line.content == Content::OneOf && met != 1 {
        let names: Vec<&str> = line.children.iter().map(|child| child.name.as_str()).collect();
        found.push(broken(path, format!("exactly one of {}", names.join(", "))));
    }
    if let Some(stranger) = rest.first() {
        let known = line.children.iter().any(|child| child.name == stranger.name);
        let rule = if known { "out of order" } else { "no such element" };
        found.push(broken(&format!("{path}/{}", stranger.name), rule));
    }
}

/// Puts `[index]` behind the name of a repeated element in the paths found below it.
fn number(found: &mut [PrepareError], above: &str, name: &str, index: usize) {
    let plain = format!("{above}/{name}");
    for error in found {
        if let PrepareError::Schema { path, .. } | PrepareError::Unencodable { path, .. } = error
            && let Some(rest) = path.strip_prefix(&plain)
        {
            *path = format!("{plain}[{index}]{rest}");
        }
    }
}

fn words<N: std::fmt::Display + PartialEq>(range: &RangeInclusive<N>, open: N) -> String {
    if *range.end() == open {
        format!("{} or more", range.start())
    } else {
        format!("{} to {}", range.start(), range.end())
    }
}

fn broken(path: &str, rule: impl Into<String>) -> PrepareError {
    PrepareError::Schema { path: path.to_owned(), rule: rule.into() }
}

/// Reads the notation; the tree of the one root with its groups filled in.
fn load(texts: &[&str]) -> Result<Line, String> {
    let mut groups = HashMap::new();
    let mut root = None;
    for text in texts {
        let mut lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
            .peekable();
        while let Some(line) = lines.next() {
            let children = below(&mut lines, 1)?;
            match line.strip_prefix("group ") {
                Some(name) => {
                    groups.insert(name.trim().to_owned(), children);
                }
                None => root = Some(Line { children, ..read(line)? }),
            }
        }
    }
    fill(root.ok_or("no root")?, &groups)
}

fn below<'a>(
    lines: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>,
    level: usize,
) -> Result<Vec<Line>, String> {
    let depth = |line: &str| (line.len() - line.trim_start().len()) / 2;
    let mut found = Vec::new();
    while let Some(line) = lines.next_if(|line| depth(line) == level) {
        let children = below(lines, level + 1)?;
        found.push(Line { children, ..read(line)? });
    }
    match lines.peek() {
        Some(line) if depth(line) > level => Err(format!("indented too far: {line}")),
        _ => Ok(found),
    }
}

fn read(line: &str) -> Result<Line, String> {
    let wrong = || format!("not understood: {line}");
    let mut words = line.split_whitespace();
    let name = words.next().ok_or_else(wrong)?.to_owned();
    let count = match words.next().ok_or_else(wrong)? {
        "1" => 1..=1,
        "?" => 0..=1,
        "+" => 1..=usize::MAX,
        "*" => 0..=usize::MAX,
        range => ends(range, usize::MAX).ok_or_else(wrong)?,
    };
    let content = match (words.next(), words.next()) {
        (None, _) => Content::Elements,
        (Some("one-of"), None) => Content::OneOf,
        (Some("int"), Some(range)) => Content::Int(ends(range, i64::MAX).ok_or_else(wrong)?),
        (Some("text"), Some(range)) => Content::Text(ends(range, usize::MAX).ok_or_else(wrong)?),
        (Some(group), None) => {
            Content::Group(group.strip_prefix('&').ok_or_else(wrong)?.to_owned())
        }
        _ => return Err(wrong()),
    };
    Ok(Line { name, count, content, children: Vec::new() })
}

fn ends<N: std::str::FromStr>(range: &str, open: N) -> Option<RangeInclusive<N>> {
    let (low, high) = range.split_once("..")?;
    let high = if high.is_empty() { open } else { high.parse().ok()? };
    Some(low.parse().ok()?..=high)
}

fn fill(mut line: Line, groups: &HashMap<String, Vec<Line>>) -> Result<Line, String> {
    if let Content::Group(name) = &line.content {
        line.children = groups.get(name).ok_or_else(|| format!("no group {name}"))?.clone();
        line.content = Content::Elements;
    }
    line.children =
        line.children.into_iter().map(|child| fill(child, groups)).collect::<Result<_, _>>()?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_in_the_crate_is_well_formed() {
        assert_eq!(UPLOAD.name, "UploadData");
        assert_eq!(UPLOAD.children[0].children.len(), 9, "seven operations, ours and Qqdwid");
    }

    #[test]
    fn a_line_that_is_not_understood_is_told() {
        for line in ["A", "A 2", "A 1 int", "A 1 text x..", "A 1 bit 0..1", "A 1 &B"] {
            assert!(load(&[line]).is_err(), "{line}");
        }
        assert!(load(&["A 1\n    B 1"]).is_err());
    }
}
