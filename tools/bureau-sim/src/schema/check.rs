//! One check of a message against its description; all faults at once.

use std::fmt;

use roxmltree::Node;

use super::{Content, Element, Particle, Schema};

/// What is wrong, and where. Never says the value itself: it may be personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Names from the root to the element, with its place among equals when there are several:
    /// `UploadData/ICP/XZBA/Baxx[2]/Zt_xx/Dwmc`.
    pub path: String,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// A kind of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Another root element than the message has.
    Root,
    /// A required element is not there.
    Missing,
    /// An element the message does not have at this place.
    Unknown,
    /// An element that belongs elsewhere in the order.
    OutOfOrder,
    /// More of them than allowed.
    TooMany(u32),
    /// Not a whole number.
    NotANumber,
    /// Below the smallest number allowed.
    TooSmall(i64),
    /// Above the largest number allowed.
    TooLarge(i64),
    /// Fewer characters than required.
    TooShort(usize),
    /// More characters than allowed.
    TooLong(usize),
    /// Text between elements.
    StrayText,
    /// An attribute is missing, unknown or has another value.
    Attribute(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：", self.path)?;
        match &self.wrong {
            Wrong::Root => f.write_str("根元素错误"),
            Wrong::Missing => f.write_str("缺少必填项"),
            Wrong::Unknown => f.write_str("未定义的元素"),
            Wrong::OutOfOrder => f.write_str("元素顺序错误"),
            Wrong::TooMany(max) => write!(f, "最多允许{max}个"),
            Wrong::NotANumber => f.write_str("不是整数"),
            Wrong::TooSmall(low) => write!(f, "不得小于{low}"),
            Wrong::TooLarge(high) => write!(f, "不得大于{high}"),
            Wrong::TooShort(n) => write!(f, "不得少于{n}个字符"),
            Wrong::TooLong(n) => write!(f, "不得多于{n}个字符"),
            Wrong::StrayText => f.write_str("元素之间不允许有文字"),
            Wrong::Attribute(name) => write!(f, "属性{name}错误"),
        }
    }
}

/// A message is not searched further once it has this many faults.
const ENOUGH: usize = 200;

impl Schema {
    /// Everything that is wrong with a message; empty when nothing is.
    #[must_use]
    pub fn faults(&self, root: Node<'_, '_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let name = root.tag_name().name();
        if name == self.root.name {
            element(&self.root, root, &mut faults);
        } else {
            faults.push(Fault { path: name.to_owned(), wrong: Wrong::Root });
        }
        faults
    }
}

fn element(rule: &Element, node: Node<'_, '_>, faults: &mut Vec<Fault>) {
    if faults.len() >= ENOUGH {
        return;
    }
    attributes(rule, node, faults);
    let mut add = |wrong| faults.push(Fault { path: path_of(node), wrong });
    match &rule.content {
        Content::Children(particles) => children(particles, node, faults),
        Content::Any => leaf_only(node, faults),
        Content::Int { low, high } => {
            // xs:long collapses white space around the digits.
            match node.text().unwrap_or_default().trim().parse::<i64>() {
                Err(_) => add(Wrong::NotANumber),
                Ok(n) => match (low, high) {
                    (Some(low), _) if n < *low => add(Wrong::TooSmall(*low)),
                    (_, Some(high)) if n > *high => add(Wrong::TooLarge(*high)),
                    _ => {}
                },
            }
            leaf_only(node, faults);
        }
        Content::Text { shortest, longest } => {
            let length: usize = node
                .children()
                .filter_map(|c| c.is_text().then(|| c.text())?)
                .map(|t| t.chars().count())
                .sum();
            if length < *shortest {
                add(Wrong::TooShort(*shortest));
            }
            if let Some(longest) = longest.filter(|longest| length > *longest) {
                add(Wrong::TooLong(longest));
            }
            leaf_only(node, faults);
        }
    }
}

fn attributes(rule: &Element, node: Node<'_, '_>, faults: &mut Vec<Fault>) {
    let mut add = |name: &str| {
        faults.push(Fault { path: path_of(node), wrong: Wrong::Attribute(name.to_owned()) });
    };
    for known in &rule.attributes {
        let given = node.attribute(known.name.as_str());
        let fits = match &known.value {
            Some(value) => given == Some(value.as_str()),
            None => given.is_some(),
        };
        if !fits {
            add(&known.name);
        }
    }
    for given in node.attributes().filter(|a| a.namespace().is_none()) {
        if !rule.attributes.iter().any(|known| known.name == given.name()) {
            add(given.name());
        }
    }
}

fn leaf_only(node: Node<'_, '_>, faults: &mut Vec<Fault>) {
    for child in node.children().filter(Node::is_element) {
        faults.push(Fault { path: path_of(child), wrong: Wrong::Unknown });
    }
}

/// The children of an element, walked once beside the order of its description.
fn children(particles: &[Particle], node: Node<'_, '_>, faults: &mut Vec<Fault>) {
    if node.children().any(|c| c.is_text() && !c.text().unwrap_or_default().trim().is_empty()) {
        faults.push(Fault { path: path_of(node), wrong: Wrong::StrayText });
    }
    let given: Vec<Node> = node.children().filter(Node::is_element).collect();
    let mut next = 0;
    for (i, particle) in particles.iter().enumerate() {
        skip_strangers(&particles[i..], particles, &given, &mut next, faults);
        match particle {
            Particle::One(rule) => {
                let mut count: u32 = 0;
                while let Some(child) = given.get(next).filter(|c| c.tag_name().name() == rule.name)
                {
                    if rule.max.is_some_and(|max| count >= max) {
                        break;
                    }
                    count += 1;
                    element(rule, *child, faults);
                    next += 1;
                }
                if count < rule.min {
                    faults.push(Fault {
                        path: format!("{}/{}", path_of(node), rule.name),
                        wrong: Wrong::Missing,
                    });
                }
                let again =
                    particles[i + 1..].iter().any(|later| later.names().any(|n| n == rule.name));
                while let Some(max) = rule.max.filter(|_| !again) {
                    if given.get(next).is_none_or(|c| c.tag_name().name() != rule.name) {
                        break;
                    }
                    let wrong = Wrong::TooMany(max);
                    faults.push(Fault { path: path_of(given[next]), wrong });
                    next += 1;
                }
            }
            Particle::Choice(options) => {
                let chosen = given.get(next).and_then(|child| {
                    options
                        .iter()
                        .find(|option| option.name == child.tag_name().name())
                        .map(|o| (o, *child))
                });
                match chosen {
                    Some((rule, child)) => {
                        element(rule, child, faults);
                        next += 1;
                    }
                    None => {
                        let names: Vec<&str> = options.iter().map(|o| o.name.as_str()).collect();
                        let path = format!("{}/{}", path_of(node), names.join("|"));
                        faults.push(Fault { path, wrong: Wrong::Missing });
                    }
                }
            }
        }
    }
    skip_strangers(&[], particles, &given, &mut next, faults);
}

impl Particle {
    fn names(&self) -> impl Iterator<Item = &str> {
        let elements = match self {
            Self::One(element) => std::slice::from_ref(element),
            Self::Choice(options) => options.as_slice(),
        };
        elements.iter().map(|e| e.name.as_str())
    }
}

/// Report and pass over children that fit nowhere in what is still to come.
fn skip_strangers(
    to_come: &[Particle],
    all: &[Particle],
    given: &[Node<'_, '_>],
    next: &mut usize,
    faults: &mut Vec<Fault>,
) {
    while let Some(child) = given.get(*next) {
        let name = child.tag_name().name();
        if to_come.iter().any(|p| p.names().any(|n| n == name)) {
            return;
        }
        let known = all.iter().any(|p| p.names().any(|n| n == name));
        let wrong = if known { Wrong::OutOfOrder } else { Wrong::Unknown };
        faults.push(Fault { path: path_of(*child), wrong });
        *next += 1;
    }
}

/// The names from the root to an element, each with its place when it has brothers of the same name. Only
/// made for a fault: most elements have none.
fn path_of(node: Node<'_, '_>) -> String {
    let name = node.tag_name().name();
    let Some(parent) = node.parent_element() else { return name.to_owned() };
    let same: Vec<Node<'_, '_>> =
        parent.children().filter(|n| n.is_element() && n.tag_name().name() == name).collect();
    let path = path_of(parent);
    match same.iter().position(|brother| *brother == node) {
        Some(place) if same.len() > 1 => format!("{path}/{name}[{}]", place + 1),
        _ => format!("{path}/{name}"),
    }
}
