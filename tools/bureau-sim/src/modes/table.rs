//! All modes: their names and what they do.

use serde::{Deserialize, Serialize};

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
    /// Count on by `value` uploads nobody made (3); forget up to three when it is negative.
    SequenceJump,
    /// Refuse every second record of an upload with the code in `value` (1999).
    PartialSuccess,
    /// Answer an acknowledgement with 0 and not count it: the file comes once more.
    DuplicateDownload,
    /// Count an acknowledgement, and hand the file out again all the same, after the others.
    LostAck,
    /// Hand out the newest waiting file first.
    ReorderedDownloads,
    /// Hand out results about records of another provider first.
    ForeignResults,
    /// Post the same results twice, in two files.
    DuplicateResults,
    /// Hand out a zip that unpacks to `value` MB of spaces (20): a thousand times its size.
    BombZipRatio,
    /// Hand out a zip that unpacks to `value` MB (70) of text that is not that dense.
    BombZipBig,
    /// Hand out a zip with `value` entries (60000).
    ManyEntries,
    /// Hand out a zip whose entry is called ../../../../tmp/….
    PathTraversal,
    /// Hand out a zip in a zip.
    NestedZip,
    /// Hand out XML with an external entity.
    Xxe,
    /// Hand out XML whose entities expand to a billion.
    BillionLaughs,
    /// Hand out XML `value` elements deep (200000).
    DeepNesting,
    /// Hand out XML that says GBK and is UTF-8 in places.
    GbkUtf8Mix,
    /// Answer any call with nothing and status 200.
    EmptyAnswer,
    /// Answer any call, one byte every `value` milliseconds (20).
    SlowDrip,
    /// Reset the connection before any call is carried out.
    ResetBefore,
    /// Carry out any call, then reset the connection.
    ResetAfter,
    /// Answer any call with what another operation was answered.
    AnswerOfAnotherCall,
    /// Wait `value` milliseconds (1000 without one) before any answer.
    DelayMs,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 34] = [
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
        Self::SequenceJump,
        Self::PartialSuccess,
        Self::DuplicateDownload,
        Self::LostAck,
        Self::ReorderedDownloads,
        Self::ForeignResults,
        Self::DuplicateResults,
        Self::BombZipRatio,
        Self::BombZipBig,
        Self::ManyEntries,
        Self::PathTraversal,
        Self::NestedZip,
        Self::Xxe,
        Self::BillionLaughs,
        Self::DeepNesting,
        Self::GbkUtf8Mix,
        Self::EmptyAnswer,
        Self::SlowDrip,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::AnswerOfAnotherCall,
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
            Self::UnknownCode => "返回规范中没有的代码（value）",
            Self::Maintenance => "系统维护（901／902）",
            Self::OutsideHours => "不在报备时间段（20）",
            Self::TooMany => "超过最大受理数量（15）",
            Self::Gap => "遗失上一次上报并要求补报（14）",
            Self::SequenceJump => "数据序号跳跃（value 为正多计，为负遗失）",
            Self::PartialSuccess => "同一文件中部分记录被拒绝（value 为结果代码）",
            Self::DuplicateDownload => "已确认的文件再次下发（未记录确认）",
            Self::LostAck => "已记录确认，文件稍后仍再次下发",
            Self::ReorderedDownloads => "下发文件次序颠倒",
            Self::ForeignResults => "先下发属于其他接入商的结果",
            Self::DuplicateResults => "同一结果以两个文件下发",
            Self::BombZipRatio => "压缩炸弹：压缩比过高（value 为 MB）",
            Self::BombZipBig => "压缩炸弹：解压后过大（value 为 MB）",
            Self::ManyEntries => "压缩文件含有大量条目（value 为个数）",
            Self::PathTraversal => "压缩条目名称含有上级目录",
            Self::NestedZip => "压缩文件中仍是压缩文件",
            Self::Xxe => "XML 外部实体",
            Self::BillionLaughs => "XML 实体膨胀",
            Self::DeepNesting => "XML 嵌套过深（value 为层数）",
            Self::GbkUtf8Mix => "XML 中混用 GBK 与 UTF-8",
            Self::EmptyAnswer => "应答为空（状态 200）",
            Self::SlowDrip => "逐字节缓慢应答（value 为毫秒）",
            Self::ResetBefore => "处理之前重置连接",
            Self::ResetAfter => "处理之后重置连接",
            Self::AnswerOfAnotherCall => "返回另一个方法的应答",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_has_its_name_and_is_listed_once() {
        let names: Vec<String> = Mode::ALL.iter().map(|m| m.name()).collect();
        assert_eq!(
            names.join(" "),
            "refuse_upload accept_then_hang garbage_html truncated_xml wrong_hash bad_zip \
             wrong_key unknown_code maintenance_901 outside_hours_20 too_many_15 gap_14 \
             sequence_jump partial_success duplicate_download lost_ack reordered_downloads \
             foreign_results duplicate_results bomb_zip_ratio bomb_zip_big many_entries \
             path_traversal nested_zip xxe billion_laughs deep_nesting gbk_utf8_mix empty_answer \
             slow_drip reset_before reset_after answer_of_another_call delay_ms"
        );
    }

    #[test]
    fn the_readme_explains_every_mode_in_both_languages() {
        let readme = include_str!("../../README.md");
        let (english, chinese) = readme.split_once("# 管局模拟器").unwrap();
        for mode in Mode::ALL {
            let name = format!("`{}`", mode.name());
            assert!(english.contains(&name), "{name}");
            assert!(chinese.contains(&name), "{name} 中文");
        }
    }
}
