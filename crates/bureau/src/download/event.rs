use super::{
    inspection::{CheckFinding, InspectedRecord},
    lists::{Blacklisted, IllegalAccess, ListChange, UnfiledSite},
};
use crate::{operation::WireOperation, record::BureauRecord};
use filing::{kind::Party, personal::Personal, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing a downloaded file says.
#[derive(Clone, Debug, PartialEq)]
pub enum BureauEvent {
    /// One processing code (`Jgxx`) about one uploaded record; a record may get several. 1001 is the
    /// bureau's yes, 1002 its no, 1060 and 1062 tell of a step that went well, all others of faults.
    Result {
        /// `Czlx`; `None` when it is absent or unknown.
        operation: Option<WireOperation>,
        /// `Bs`: our IspZtid for a first filing; our IspWzid, or the sponsor's number or Ztid, for a
        /// new service; our IspJrid or the service's number for a new access; else the bureau's ids
        /// or numbers as they were sent (handbook §10.2.6).
        identifier: Option<String>,
        code: i32,
        /// `Dmms`, and `Bz` where there is one.
        text: Option<String>,
    },
    /// 管局审核 (`Gjsh`): a reviewer's word.
    Reviewed {
        operation: Option<WireOperation>,
        /// `Jlid`: our number for a first filing, a new service or a new access, else the bureau's.
        record_id: Option<i64>,
        passed: bool,
        opinion: Option<String>,
        reviewer: Option<Personal>,
        reviewer_phone: Option<Personal>,
        at: Option<Timestamp>,
    },
    /// 备案数据 (`BASJ`): a record as it stands.
    Recorded { record: Box<BureauRecord> },
    /// 短信核验 (dialect): how far the confirmations of one record are.
    ConfirmationState {
        /// As in `Result`.
        identifier: String,
        /// Nobody has to do anything any more.
        complete: bool,
        deadline: Timestamp,
        people: Vec<PersonConfirmation>,
    },
    /// 注销数据 (`ZXSJ`): something is gone.
    Cancelled { what: Cancelled, id: i64 },
    /// 相关通知 (`XGTZ`): the bureau wants a record put right.
    Notice {
        about: NoticeAbout,
        number: Option<String>,
        id: Option<i64>,
        text: String,
        remark: Option<String>,
    },
    /// 黑名单 (`HMDLB`): one line added, changed or removed.
    Blacklist { what: Blacklisted, change: ListChange, reason: Option<String> },
    /// 非法接入 (`FFJRHMD`).
    IllegalAccess(IllegalAccess),
    /// 未备案网站 (`WBAWZLB`): to be handled and reported back (`WBACLJG`).
    UnfiledSite(UnfiledSite),
    /// 核实任务 (`HSRW`): to be verified and reported back (`HSJG`).
    VerificationTask { record: Box<InspectedRecord>, remark: Option<String> },
    /// 核查结果 (`HCJG`): one finding of the bureau's own check.
    Checked { finding: CheckFinding, remark: Option<String> },
    /// 基础代码 (`JCDM`): one table, whole.
    Codes {
        /// Our name where we have the table (`sponsor_kind`, `document_type` …), else its element's.
        table: String,
        rows: Vec<CodeRow>,
    },
    /// Something this version does nothing with (`IP`, `YM`); the file keeps it.
    Other { element: String },
    /// Something this version should understand and cannot. A human looks into the file.
    Unreadable { element: String, lacks: &'static str },
}

/// 注销类别.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    Sponsor,
    Service,
    Access,
}

/// 通知类别.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeAbout {
    Sponsor,
    Service,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonConfirmation {
    pub role: Party,
    pub step: ConfirmationStep,
    /// Wrong tries so far (`Cs`), where the bureau tells.
    pub wrong: Option<u8>,
    /// New codes asked for so far (`Cf`), where the bureau tells.
    pub resent: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationStep {
    Waiting,
    Confirmed,
    Failed,
    TimedOut,
}

/// One code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    pub id: i64,
    pub label: String,
    /// `Sfyx`; a table without it has valid rows only.
    pub valid: bool,
    /// `Dwflid` of a document type: the kind of sponsor it belongs to.
    pub parent: Option<i64>,
    /// Every other column, by its element: `Ysid`, `Sfqzsp`, `Bz` …
    pub more: BTreeMap<String, String>,
}
