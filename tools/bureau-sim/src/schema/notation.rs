//! Reads the notation of `schema/*.txt`.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Attribute, Content, Element, Particle, Schema};

/// A line with its depth (two spaces a level) and number.
struct Line<'a> {
    number: usize,
    depth: usize,
    words: Vec<&'a str>,
}

type Groups = HashMap<String, Arc<Vec<Particle>>>;

/// Read a description: groups first, then one root element.
pub(super) fn read(text: &str) -> Result<Schema, String> {
    let lines: Vec<Line> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(i, line)| Line {
            number: i + 1,
            depth: (line.len() - line.trim_start().len()) / 2,
            words: line.split_whitespace().collect(),
        })
        .collect();
    let blocks = blocks(&lines, 0);
    let mut groups = Groups::new();
    // A group may use groups written after it: go round until nothing new is understood.
    let mut waiting: Vec<&[Line]> =
        blocks.iter().copied().filter(|b| b[0].words[0] == "group").collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut still = Vec::new();
        for block in waiting {
            let name =
                block[0].words.get(1).ok_or_else(|| at(&block[0], "a group needs a name"))?;
            match particles(&block[1..], &groups) {
                Ok(children) => {
                    groups.insert((*name).to_owned(), Arc::new(children));
                }
                Err(problem) => still.push((block, problem)),
            }
        }
        if still.len() == before {
            return Err(still.swap_remove(0).1);
        }
        waiting = still.into_iter().map(|(block, _)| block).collect();
    }
    let mut roots = blocks.iter().filter(|b| b[0].words[0] != "group");
    let root = roots.next().ok_or("there is no root element")?;
    if roots.next().is_some() {
        return Err("there is more than one root element".to_owned());
    }
    Ok(Schema { root: element(root, &groups)? })
}

/// Cut lines into blocks, each one a line at `depth` and everything deeper below it.
fn blocks<'a, 'b>(lines: &'a [Line<'b>], depth: usize) -> Vec<&'a [Line<'b>]> {
    let mut starts: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| line.depth == depth).map(|(i, _)| i).collect();
    starts.push(lines.len());
    starts.windows(2).map(|pair| &lines[pair[0]..pair[1]]).collect()
}

fn particles(lines: &[Line], groups: &Groups) -> Result<Vec<Particle>, String> {
    let Some(first) = lines.first() else { return Ok(Vec::new()) };
    blocks(lines, first.depth)
        .into_iter()
        .map(|block| {
            if block[0].words[0] == "choice" {
                let inside = &block[1..];
                let depth = inside.first().ok_or_else(|| at(&block[0], "an empty choice"))?.depth;
                let options: Result<_, _> = blocks(inside, depth)
                    .into_iter()
                    .map(|option| element(option, groups))
                    .collect();
                Ok(Particle::Choice(options?))
            } else {
                element(block, groups).map(Particle::One)
            }
        })
        .collect()
}

fn element(block: &[Line], groups: &Groups) -> Result<Element, String> {
    let line = &block[0];
    let mut words = line.words.iter().copied();
    let name = words.next().ok_or_else(|| at(line, "a name is missing"))?.to_owned();
    let (min, max) = occurs(words.next().unwrap_or_default())
        .ok_or_else(|| at(line, "how often? 1, ?, +, * or a-b"))?;
    let mut attributes = Vec::new();
    let mut content = None;
    while let Some(word) = words.next() {
        if let Some(attribute) = word.strip_prefix('@') {
            let (name, value) = match attribute.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (attribute, None),
            };
            attributes.push(Attribute { name: name.to_owned(), value });
        } else if let Some(group) = word.strip_prefix('&') {
            let children = groups.get(group).ok_or_else(|| at(line, "an unknown group"))?;
            content = Some(Content::Children(Arc::clone(children)));
        } else {
            let range = words.next().unwrap_or_default();
            content = Some(simple(word, range).ok_or_else(|| at(line, "an unknown type"))?);
        }
    }
    let content = match content {
        Some(content) => content,
        None if block.len() == 1 => Content::Any,
        None => Content::Children(Arc::new(particles(&block[1..], groups)?)),
    };
    Ok(Element { name, min, max, attributes, content })
}

fn occurs(word: &str) -> Option<(u32, Option<u32>)> {
    match word {
        "1" => Some((1, Some(1))),
        "?" => Some((0, Some(1))),
        "+" => Some((1, None)),
        "*" => Some((0, None)),
        _ => {
            let (low, high) = word.split_once('-')?;
            Some((low.parse().ok()?, Some(high.parse().ok()?)))
        }
    }
}

fn simple(kind: &str, range: &str) -> Option<Content> {
    let (low, high) = range.split_once("..")?;
    match kind {
        "int" => Some(Content::Int { low: end(low)?, high: end(high)? }),
        "text" => Some(Content::Text { shortest: end(low)?.unwrap_or(0), longest: end(high)? }),
        _ => None,
    }
}

/// An end of a range: `Some(None)` when it is open, `None` when it is no number.
fn end<T: std::str::FromStr>(word: &str) -> Option<Option<T>> {
    if word.is_empty() { Some(None) } else { word.parse().ok().map(Some) }
}

fn at(line: &Line, what: &str) -> String {
    format!("line {}: {what}", line.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shipped_descriptions_are_read() {
        read(include_str!("../../schema/upload.txt")).unwrap();
        read(include_str!("../../schema/download.txt")).unwrap();
    }

    #[test]
    fn a_mistake_in_a_description_names_its_line() {
        let problem = read("A 1\n  B often\n").unwrap_err();
        assert!(problem.starts_with("line 2"), "{problem}");
        assert!(read("A 1 &nowhere\n").unwrap_err().contains("unknown group"));
        assert!(read("A 1\nB 1\n").unwrap_err().contains("more than one root"));
    }
}
