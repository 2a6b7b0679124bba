//! What goes back to the bureau about its lists: 核实结果 (`HSJG`), 未备案处理结果 (`WBACLJG`).

use crate::download::InspectedRecord;
use filing::{personal::Personal, time::Timestamp};
use std::net::Ipv4Addr;

/// One answer. A file carries answers of one sort.
#[derive(Clone, Debug)]
pub enum InspectionAnswer<'a> {
    Verification(VerificationAnswer<'a>),
    Unfiled(UnfiledAnswer),
}

/// To a task of `HSRW`: whether the record holds.
#[derive(Clone, Debug)]
pub struct VerificationAnswer<'a> {
    /// 核实结果: the record is true and complete.
    pub holds: bool,
    /// 核实人.
    pub inspector: Personal,
    pub at: Timestamp,
    /// 核实意见, at most 1024 characters.
    pub opinion: String,
    /// 错误信息: what does not hold.
    pub faults: Option<String>,
    /// As the task named it.
    pub record: &'a InspectedRecord,
}

/// To a line of `WBAWZLB`: what was done about the site.
#[derive(Clone, Debug)]
pub struct UnfiledAnswer {
    pub domain: String,
    pub ip: Ipv4Addr,
    /// 运营商.
    pub carrier: i64,
    /// 接入商; we ourselves when absent.
    pub provider: Option<i64>,
    /// 所在省.
    pub province: i64,
    /// 处理结果, code table `unfiled_handling`.
    pub handling: u32,
    /// 处理意见, at most 255 characters.
    pub opinion: String,
    /// 入表时间: when the line came.
    pub listed_at: Timestamp,
    /// 处理时限.
    pub due_at: Timestamp,
    /// 上报人.
    pub reporter: Option<Personal>,
}
