//! What a message said, short enough for the ledger and without anything about people.

use roxmltree::Node;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::wire::reading::{self, Ask};

/// One record of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The operation's element: `XZBA`, `BGBA` …
    pub what: String,
    /// The id it came under: `IspZtid:7001`, `Ztid:…`.
    pub label: String,
    /// SHA-256 of its content without the provider's own ids: the same filing under another id has the same.
    pub digest: String,
}

/// One thing a downloaded file said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// `BAJG`, `GJSHS`, `BASJ`, `Dxhyzt`, `HSRW` …
    pub what: String,
    /// `Czlx`: about which operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub czlx: Option<i64>,
    /// `Bs`, `Jlid`, `IspZtid`: about which record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// `Jgdm`, or `Shjg` of a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
}

/// Ids a provider gives by itself, and owners named by them: they are not what a record says.
const OWN_IDS: [&str; 6] = ["IspZtid", "IspWzid", "IspYmid", "IspJrid", "IspIpid", "Ssdxbs"];

/// A record as it was seen.
pub(crate) fn seen(what: &str, label: String, record: Node<'_, '_>) -> Seen {
    let mut hasher = Sha256::new();
    let mut waiting = vec![(record, false)];
    while let Some((node, leaving)) = waiting.pop() {
        if node.is_text() {
            hasher.update(node.text().unwrap_or_default().trim());
            continue;
        }
        let name = node.tag_name().name();
        if leaving {
            hasher.update([1]);
            continue;
        }
        if !node.is_element() || OWN_IDS.contains(&name) {
            continue;
        }
        hasher.update([0]);
        hasher.update(name);
        hasher.update([0]);
        waiting.push((node, true));
        waiting.extend(node.children().rev().map(|child| (child, false)));
    }
    Seen { what: what.to_owned(), label, digest: hex(hasher) }
}

/// A file nothing could be read of: a digest of its bytes.
pub(crate) fn unread(label: String, xml: &[u8]) -> Seen {
    let mut hasher = Sha256::new();
    hasher.update(xml);
    Seen { what: "file".to_owned(), label, digest: hex(hasher) }
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a file of ours says.
pub(crate) fn told(document: &str) -> Vec<Told> {
    let Ok(document) = reading::parse(document) else { return Vec::new() };
    let mut told = Vec::new();
    for part in document.root_element().children().filter(Node::is_element) {
        match part.tag_name().name() {
            "ICP" => part.children().filter(Node::is_element).for_each(|n| one(n, &mut told)),
            name => told.push(Told { what: name.to_owned(), czlx: None, about: None, code: None }),
        }
    }
    told
}

fn one(part: Node<'_, '_>, told: &mut Vec<Told>) {
    let what = part.tag_name().name();
    let mut say = |what: &str, czlx, about, code| {
        told.push(Told { what: what.to_owned(), czlx, about, code });
    };
    match what {
        "BAJG" => {
            for result in part.all("Jg_xx") {
                for code in result.all("Jgxx") {
                    let about = result.text_of("Bs");
                    say("BAJG", result.int_of("Czlx"), about, code.int_of("Jgdm"));
                }
            }
            for review in part.child("GJSHS").map(|n| n.all("Gjsh")).unwrap_or_default() {
                let about = review.text_of("Jlid");
                say("GJSHS", review.int_of("Czlx"), about, review.int_of("Shjg"));
            }
        }
        _ => {
            for item in part.children().filter(Node::is_element) {
                let inside = item.child("Zt_xx").unwrap_or(item);
                let names = ["IspZtid", "Ztid", "Jlid", "Id", "Baxh"];
                let about = names.iter().find_map(|name| inside.text_of(name));
                say(what, None, about, item.int_of("Sfwc"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(xml: &str) -> String {
        let document = roxmltree::Document::parse(xml).unwrap();
        seen("XZBA", "x".to_owned(), document.root_element()).digest
    }

    #[test]
    fn the_same_filing_under_other_ids_has_the_same_digest() {
        let one = "<Baxx><Zt_xx><IspZtid>1</IspZtid><Dwmc>甲</Dwmc></Zt_xx></Baxx>";
        let other = "<Baxx>\n <Zt_xx><IspZtid>2</IspZtid> <Dwmc>甲</Dwmc></Zt_xx></Baxx>";
        assert_eq!(digest(one), digest(other));
        assert_ne!(digest(one), digest(&one.replace('甲', "乙")));
    }

    #[test]
    fn what_moves_between_elements_changes_the_digest() {
        assert_ne!(digest("<a><b>12</b><b>3</b></a>"), digest("<a><b>1</b><b>23</b></a>"));
        assert_ne!(digest("<a><b/><c/></a>"), digest("<a><b><c/></b></a>"));
    }

    #[test]
    fn a_file_is_told_by_its_results() {
        let file = "<DownloadData><ICP><BAJG><Jg_xx><Jgxx><Jgdm>1002</Jgdm></Jgxx><Czlx>1</Czlx><Bs>7001</Bs></Jg_xx>\
                    <GJSHS><Gjsh><Shjg>0</Shjg><Czlx>1</Czlx><Jlid>7001</Jlid></Gjsh></GJSHS></BAJG></ICP></DownloadData>";
        let about = Some("7001".to_owned());
        let line = |what: &str, code| Told {
            what: what.to_owned(),
            czlx: Some(1),
            about: about.clone(),
            code: Some(code),
        };
        assert_eq!(told(file), [line("BAJG", 1002), line("GJSHS", 0)]);
    }
}
