//! 返回码与处理结果码: what each of the bureau's codes means for a filing.
//!
//! The wire and its tags are the `bureau` crate's; this is the table it reads to turn a code into
//! findings at the fields of a draft.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::bureau_call::Told;
use crate::issue::{Issue, Severity};

/// What has to happen after a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// It worked.
    Done,
    /// It worked and there is more to fetch or to send first.
    Continue,
    /// The sponsor corrects the named fields and submits again.
    Correct,
    /// Another operation on the record must end first.
    Wait,
    /// The gateway tries again later by itself.
    Retry,
    /// Nobody may file this: the blacklist.
    Blocked,
    /// The provider's reviewer must look: the record differs from what we hold.
    Reviewer,
    /// The provider's administrator must act: account, password, permission.
    Administrator,
    /// Our message was not as the interface wants it: a fault for developers.
    Fault,
}

impl NextStep {
    /// Every step.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Continue,
        Self::Correct,
        Self::Wait,
        Self::Retry,
        Self::Blocked,
        Self::Reviewer,
        Self::Administrator,
        Self::Fault,
    ];

    /// The name in the table and in word lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Continue => "continue",
            Self::Correct => "correct",
            Self::Wait => "wait",
            Self::Retry => "retry",
            Self::Blocked => "blocked",
            Self::Reviewer => "reviewer",
            Self::Administrator => "administrator",
            Self::Fault => "fault",
        }
    }

    /// Who is told when a result of an upload says so.
    pub const fn told(self) -> Told {
        match self {
            Self::Done | Self::Continue | Self::Retry => Told::Nobody,
            Self::Correct | Self::Blocked => Told::Sponsor,
            Self::Wait | Self::Reviewer => Told::Reviewer,
            Self::Administrator | Self::Fault => Told::Operator,
        }
    }
}

/// One result code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BureauResult {
    /// The code on the wire (msg_code, Jgdm).
    pub code: u32,
    /// What it means, in the bureau's words.
    pub zh: String,
    /// Our finding code; none for a success.
    #[serde(default)]
    pub finding: Option<String>,
    /// Who goes on, and how.
    pub then: NextStep,
    /// JSON pointers into the draft; `{service}` stands for the index of the service concerned.
    /// Several when the code leaves open whose field is meant; empty when no field is.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Also what the bureau says to a record that it has from us already: when our own ledger shows
    /// an earlier sending of the filing, it is no refusal.
    #[serde(default)]
    pub echo: bool,
}

impl BureauResult {
    /// The pointers for the service with that index; without one, pointers into services are left
    /// out.
    pub fn paths_for(&self, service: Option<usize>) -> Vec<String> {
        self.paths
            .iter()
            .filter_map(|path| match service {
                Some(index) => Some(path.replace("{service}", &index.to_string())),
                None => (!path.contains("{service}")).then(|| path.clone()),
            })
            .collect()
    }

    /// The finding at every field it names, for the service with that index; at the whole draft
    /// when it names none. An error where the sponsor can correct it, else a warning for staff; no
    /// issue for a success.
    pub fn issues(&self, service: Option<usize>) -> Vec<Issue> {
        let Some(finding) = &self.finding else { return Vec::new() };
        let severity = match self.then {
            NextStep::Correct | NextStep::Blocked => Severity::Error,
            _ => Severity::Warning,
        };
        let mut paths = self.paths_for(service);
        if paths.is_empty() {
            paths.push(String::new());
        }
        let at = |path| Issue { path, code: finding.clone().into(), severity, args: Vec::new() };
        paths.into_iter().map(at).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    results: Vec<BureauResult>,
}

static SHIPPED: LazyLock<BTreeMap<u32, BureauResult>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../reference/bureau_results.toml"))
        .expect("reference/bureau_results.toml is part of the program and tested");
    file.results.into_iter().map(|result| (result.code, result)).collect()
});

/// What a code means; `None` for a code the interface V3.0 does not list.
pub fn lookup(code: u32) -> Option<&'static BureauResult> {
    SHIPPED.get(&code)
}

/// Every code, ascending.
pub fn all() -> impl Iterator<Item = &'static BureauResult> {
    SHIPPED.values()
}
