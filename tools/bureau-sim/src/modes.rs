//! Ways of misbehaving, each a named switch (trust report F11–F14, F28). All off unless switched on or
//! the bureau was started hostile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::seeded::Seeded;

/// A way of misbehaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Refuse uploads with the code in `value` (999 without one).
    RefuseUpload,
    /// Take the upload, then never answer.
    AcceptThenHang,
    /// Answer any call with an HTML page and status 200.
    GarbageHtml,
    /// Break off any answer in the middle.
    TruncatedXml,
    /// Hand out a file with the hash of another.
    WrongHash,
    /// Hand out bytes that are no zip, with their right hash.
    BadZip,
    /// Hand out a file encrypted with another key.
    WrongKey,
    /// Answer any call with a code the interface does not have (`value`, or 7777).
    UnknownCode,
    /// Answer 901 to uploads and 902 to everything else.
    #[serde(rename = "maintenance_901")]
    Maintenance,
    /// Refuse uploads because of the hour.
    #[serde(rename = "outside_hours_20")]
    OutsideHours,
    /// Refuse uploads because too many wait.
    #[serde(rename = "too_many_15")]
    TooMany,
    /// Forget the last accepted upload and ask for it again.
    #[serde(rename = "gap_14")]
    Gap,
    /// Hand out an acknowledged file once more.
    DuplicateDownload,
    /// Wait `value` milliseconds (1000 without one) before any answer.
    DelayMs,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::RefuseUpload,
        Self::AcceptThenHang,
        Self::GarbageHtml,
        Self::TruncatedXml,
        Self::WrongHash,
        Self::BadZip,
        Self::WrongKey,
        Self::UnknownCode,
        Self::Maintenance,
        Self::OutsideHours,
        Self::TooMany,
        Self::Gap,
        Self::DuplicateDownload,
        Self::DelayMs,
    ];

    /// What it does, for the page of switches.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::RefuseUpload => "拒绝上报（value 为返回代码）",
            Self::AcceptThenHang => "受理上报后不作任何应答",
            Self::GarbageHtml => "以 HTML 页面应答（状态 200）",
            Self::TruncatedXml => "应答中途截断",
            Self::WrongHash => "下发文件的哈希值错误",
            Self::BadZip => "下发的内容不是压缩文件",
            Self::WrongKey => "用错误的密钥加密下发文件",
            Self::UnknownCode => "返回规范中没有的代码",
            Self::Maintenance => "系统维护（901／902）",
            Self::OutsideHours => "不在报备时间段（20）",
            Self::TooMany => "超过最大受理数量（15）",
            Self::Gap => "遗失上一次上报并要求补报（14）",
            Self::DuplicateDownload => "已确认的文件再次下发",
            Self::DelayMs => "延迟应答（value 为毫秒）",
        }
    }

    /// Its name in the control API.
    #[must_use]
    pub fn name(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// How a mode is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// How many times it still strikes; `None`: always.
    pub times: Option<u32>,
    /// A number some modes need: a return code, milliseconds.
    pub value: Option<i64>,
}

/// All switches.
#[derive(Debug)]
pub struct Modes {
    set: BTreeMap<Mode, Setting>,
    hostile: Option<Seeded>,
}

/// A hostile bureau lets each mode that could strike do so once in this many times.
const HOSTILE_ONE_IN: u64 = 12;

impl Modes {
    /// All off; with a seed, each mode may strike at any time it could.
    #[must_use]
    pub fn new(hostile: Option<u64>) -> Self {
        Self { set: BTreeMap::new(), hostile: hostile.map(Seeded::new) }
    }

    /// Switch a mode on (`times` = `None`: until switched off).
    pub fn switch_on(&mut self, mode: Mode, setting: Setting) {
        self.set.insert(mode, setting);
    }

    /// Switch a mode off.
    pub fn switch_off(&mut self, mode: Mode) {
        self.set.remove(&mode);
    }

    /// How a mode is set, `None` when it is off.
    #[must_use]
    pub fn setting(&self, mode: Mode) -> Option<Setting> {
        self.set.get(&mode).copied()
    }

    /// Whether the bureau is hostile by chance.
    #[must_use]
    pub fn is_hostile(&self) -> bool {
        self.hostile.is_some()
    }

    /// Ask whether a mode strikes now; uses up one of its times. The number is its `value`.
    pub fn strikes(&mut self, mode: Mode) -> Option<Option<i64>> {
        if let Some(setting) = self.set.get_mut(&mode) {
            let value = setting.value;
            if let Some(left) = &mut setting.times {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    self.set.remove(&mode);
                }
            }
            return Some(value);
        }
        let by_chance = self.hostile.as_mut().is_some_and(|chance| chance.one_in(HOSTILE_ONE_IN));
        by_chance.then_some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_strikes_as_often_as_told_and_then_rests() {
        let mut modes = Modes::new(None);
        assert_eq!(modes.strikes(Mode::TooMany), None);
        modes.switch_on(Mode::TooMany, Setting { times: Some(2), value: Some(9) });
        assert_eq!(modes.strikes(Mode::TooMany), Some(Some(9)));
        assert_eq!(modes.strikes(Mode::TooMany), Some(Some(9)));
        assert_eq!(modes.strikes(Mode::TooMany), None);
    }

    #[test]
    fn every_mode_has_its_name() {
        let names: Vec<String> = Mode::ALL.iter().map(|m| m.name()).collect();
        assert_eq!(
            names.join(" "),
            "refuse_upload accept_then_hang garbage_html truncated_xml wrong_hash bad_zip wrong_key unknown_code \
             maintenance_901 outside_hours_20 too_many_15 gap_14 duplicate_download delay_ms"
        );
    }

    #[test]
    fn the_same_seed_is_hostile_in_the_same_way() {
        let run = |seed| {
            let mut modes = Modes::new(Some(seed));
            (0..200).map(|i| modes.strikes(Mode::ALL[i % 14]).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(3), run(3));
        assert_ne!(run(3), run(4));
        assert!(run(3).contains(&true) && run(3).contains(&false));
    }
}
