//! From the XML of an upload to records: is the file right as a whole, then each record by itself.

use roxmltree::Node;

use super::Bureau;
use super::outbox::Gathered;
use crate::codes::Operation;
use crate::config::Provider;
use crate::ledger::{self, Seen};
use crate::modes::Mode;
use crate::schema::{self, Wrong};
use crate::wire::reading::{self, Ask, Unreadable};

/// The only version of the interface.
pub(super) const VERSION: &str = "V.3.0";
/// Records in one file, at most.
const MOST_RECORDS: usize = 1000;

/// Why a whole file is not taken: a 5001… code and the reasons.
struct FileError {
    code: u16,
    why: String,
}

impl FileError {
    fn new(code: u16, why: impl Into<String>) -> Self {
        Self { code, why: why.into() }
    }
}

impl Bureau {
    /// Take in the XML of an accepted upload. Whatever is wrong with it goes back in a result file.
    /// Returns what the ledger keeps of its records.
    pub(super) fn take_in(
        &mut self,
        provider: &Provider,
        sequence: i64,
        file: &str,
        xml: &[u8],
    ) -> Vec<Seen> {
        let partial = self.modes.strikes(Mode::PartialSuccess);
        let partial = partial.map(|v| v.and_then(|v| u16::try_from(v).ok()).unwrap_or(1999));
        self.gathered = Some(Gathered::new(partial));
        let taken = self.take_file(provider, sequence, xml);
        let gathered = self.gathered.take().unwrap_or_default();
        self.tell_gathered(provider.isp_id, gathered);
        match taken {
            Ok(seen) => seen,
            Err((operation, FileError { code, why })) => {
                self.tell_file_error(provider.isp_id, operation, code, file, &why);
                vec![ledger::unread(format!("file-error:{code}"), xml)]
            }
        }
    }

    fn take_file(
        &mut self,
        provider: &Provider,
        sequence: i64,
        xml: &[u8],
    ) -> Result<Vec<Seen>, (Operation, FileError)> {
        let unknown = |error| (Operation::NewFiling, error);
        let text = text_of(xml).map_err(unknown)?;
        let document = reading::parse(&text).map_err(|e| unknown(unreadable(e)))?;
        let root = document.root_element();
        let operation = root.child("ICP").map_or(Operation::NewFiling, first_operation);
        let icp = as_a_whole(root, provider).map_err(|error| (operation, error))?;
        let mut all = Vec::new();
        for part in icp.children().filter(|n| n.is_element() && n.tag_name().name() != "Qqdwid") {
            let what = part.tag_name().name();
            if what == "XZHYD" {
                let label = self.take_sheets(provider, part);
                all.push(ledger::seen(what, label, part));
                continue;
            }
            for record in part.children().filter(Node::is_element) {
                let label = match what {
                    "XZBA" => self.take_new_filing(provider, sequence, record),
                    "XZWZ" => self.take_new_services(provider, sequence, record),
                    "XZJR" => self.take_new_access(provider, sequence, record),
                    "BGBA" => self.take_change(provider, sequence, record),
                    "ZXBA" => self.take_cancellation(provider, sequence, record),
                    "Yz_qy" => self.take_migration(provider, sequence, record),
                    "HSJG" => self.take_inspection(provider, record),
                    "WBACLJG" => self.take_unfiled(provider, record),
                    _ => continue,
                };
                all.push(ledger::seen(what, label, record));
            }
        }
        Ok(all)
    }
}

/// The bytes as text; they must say and be GBK.
fn text_of(xml: &[u8]) -> Result<String, FileError> {
    let declared = reading::declared(xml).unwrap_or_default().to_uppercase();
    if !matches!(declared.as_str(), "GBK" | "GB2312" | "GB18030") {
        return Err(FileError::new(5001, "XML声明的编码不是GBK"));
    }
    reading::decode(xml, None).map_err(unreadable)
}

fn unreadable(problem: Unreadable) -> FileError {
    match problem {
        Unreadable::Encoding => FileError::new(5008, "存在不属于GBK编码的字节"),
        Unreadable::Syntax(reason) => FileError::new(5001, reason),
    }
}

/// Everything about a file that concerns no single record. Returns its `ICP`.
fn as_a_whole<'a, 'input>(
    root: Node<'a, 'input>,
    provider: &Provider,
) -> Result<Node<'a, 'input>, FileError> {
    if root.attribute("version").is_some_and(|version| version != VERSION) {
        return Err(FileError::new(5004, format!("当前接口版本为{VERSION}")));
    }
    let faults = schema::upload().faults(root);
    if !faults.is_empty() {
        let only_attributes = faults.iter().all(|f| matches!(f.wrong, Wrong::Attribute(_)));
        let why: Vec<String> = faults.iter().map(ToString::to_string).collect();
        return Err(FileError::new(if only_attributes { 5002 } else { 5001 }, why.join("；")));
    }
    let icp = root.child("ICP").ok_or_else(|| FileError::new(5011, "IP和域名的报备未开放"))?;
    if icp.int_of("Qqdwid") != Some(provider.isp_id) {
        return Err(FileError::new(5003, "UploadData/ICP/Qqdwid"));
    }
    let parts: Vec<Node> =
        icp.children().filter(|n| n.is_element() && n.tag_name().name() != "Qqdwid").collect();
    if parts.is_empty() {
        return Err(FileError::new(5001, "UploadData/ICP：没有任何操作"));
    }
    let records: usize = parts.iter().map(|p| p.children().filter(Node::is_element).count()).sum();
    if records > MOST_RECORDS {
        return Err(FileError::new(5001, format!("单个文件的备案数据不能超过{MOST_RECORDS}条")));
    }
    Ok(icp)
}

/// What a file that cannot be taken seems to be about: `Czlx` of its result.
fn first_operation(icp: Node<'_, '_>) -> Operation {
    let first = icp.children().find(Node::is_element);
    match first.map(|n| n.tag_name().name()) {
        Some("XZWZ") => Operation::AddService,
        Some("XZJR") => Operation::AddAccess,
        Some("BGBA") => Operation::Change,
        Some("XZHYD") => Operation::Sheet,
        Some("HSJG") => Operation::Inspection,
        Some("WBACLJG") => Operation::Unfiled,
        Some("Yz_qy") => Operation::Migration,
        Some("ZXBA") => match first.and_then(|n| n.child("Zx_xx")).and_then(|n| n.int_of("Zxlb")) {
            Some(1) => Operation::CancelService,
            Some(2) => Operation::CancelAccess,
            _ => Operation::CancelSponsor,
        },
        _ => Operation::NewFiling,
    }
}
