//! 报文台账: every message the bureau got, a page of them at a time, and what they prove.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::page::wide_page;
use super::{Shared, wants_html};
use crate::codes;
use crate::ledger::{Entry, Summary};
use crate::wire::writing::escape;

/// Rows shown on the page.
const SHOWN: usize = 200;
/// Entries in one answer, at most, when pages are asked for.
const LARGEST_PAGE: usize = 10_000;

/// Which entries.
#[derive(Deserialize)]
pub struct Wanted {
    /// After this running number.
    #[serde(default)]
    after: u64,
    /// So many; all when missing, so that a checker that knows no pages misses nothing.
    limit: Option<usize>,
    /// Only this provider's.
    provider: Option<i64>,
    /// Only calls of this operation.
    operation: Option<String>,
}

/// The ledger: for programs a page of it, oldest first, with the address of the next one in `Link`.
pub async fn show(
    State(shared): State<Shared>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    if wants_html(&headers) {
        return for_people(&shared);
    }
    let limit = wanted.limit.map_or(usize::MAX, |limit| limit.clamp(1, LARGEST_PAGE));
    let (entries, total) = shared.with(|bureau| {
        let all = bureau.ledger().entries();
        let fits = |entry: &&Entry| {
            wanted.provider.is_none_or(|id| entry.provider == Some(id))
                && wanted.operation.as_ref().is_none_or(|name| *name == entry.operation)
        };
        let after = usize::try_from(wanted.after).unwrap_or(usize::MAX).min(all.len());
        let entries: Vec<Entry> =
            all[after..].iter().filter(fits).take(limit.saturating_add(1)).cloned().collect();
        (entries, all.len())
    });
    let more = entries.len() > limit;
    let mut entries = entries;
    entries.truncate(limit);
    let mut answer = HeaderMap::new();
    answer.insert("x-total-count", total.into());
    if let Some(last) = entries.last().filter(|_| more) {
        let mut next = format!("</ledger?after={}&limit={limit}", last.n);
        if let Some(provider) = wanted.provider {
            let _ = write!(next, "&provider={provider}");
        }
        if let Some(operation) =
            wanted.operation.filter(|o| o.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric()))
        {
            let _ = write!(next, "&operation={operation}");
        }
        next.push_str(">; rel=\"next\"");
        if let Ok(link) = next.parse() {
            answer.insert(header::LINK, link);
        }
    }
    (answer, Json(entries)).into_response()
}

/// What the ledger proves, provider by provider.
pub async fn summary(State(shared): State<Shared>) -> Response {
    Json(shared.with(|bureau| bureau.ledger_summary())).into_response()
}

fn for_people(shared: &Shared) -> Response {
    let (entries, sums) = shared.with(|bureau| {
        let newest: Vec<Entry> =
            bureau.ledger().entries().iter().rev().take(SHOWN).cloned().collect();
        (newest, bureau.ledger_summary())
    });
    let mut rows = String::new();
    for entry in &entries {
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let _ = write!(
            rows,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td title=\"{}\">{}</td><td>{}</td><td class=\"long\">{}</td></tr>",
            entry.n,
            entry.at,
            escape(&entry.operation),
            number(entry.provider),
            number(entry.sequence),
            codes::message(entry.code),
            entry.code,
            entry.mode.as_deref().unwrap_or_default(),
            escape(&content(entry))
        );
    }
    let sums: String = sums.iter().map(proof).collect();
    let body = format!(
        "{sums}<div class=\"card scroll\"><table><thead><tr><th>序</th><th>时间</th><th>方法</th><th>接入商</th><th>数据序号</th>\
         <th>返回代码</th><th>异常模式</th><th>内容</th></tr></thead><tbody>{rows}</tbody></table></div>"
    );
    wide_page("/ledger", "报文台账", &body)
}

/// What a message was about, in a few words.
pub fn content(entry: &Entry) -> String {
    const MOST: usize = 4;
    let told = entry.told.iter().map(|told| {
        let code = told.code.map(|code| format!(" {code}")).unwrap_or_default();
        let about = told.about.as_deref().map(|about| format!(" {about}")).unwrap_or_default();
        format!("{}{code}{about}", told.what)
    });
    let lines: Vec<String> = if entry.told.is_empty() {
        entry.records.iter().filter(|record| !record.is_empty()).cloned().collect()
    } else {
        told.collect()
    };
    let mut text = lines.iter().take(MOST).cloned().collect::<Vec<_>>().join("，");
    if lines.len() > MOST {
        let _ = write!(text, " 等{}项", lines.len());
    }
    text
}

fn proof(sum: &Summary) -> String {
    let numbers = |list: &[i64]| {
        let all: Vec<String> = list.iter().take(20).map(ToString::to_string).collect();
        if all.is_empty() { "无".to_owned() } else { all.join("、") }
    };
    let count = |n: usize| if n == 0 { "无".to_owned() } else { format!("{n}项") };
    let range = match (sum.sequence.first, sum.sequence.last) {
        (Some(first), Some(last)) => format!("{first}至{last}"),
        _ => "无".to_owned(),
    };
    let mood = |good: bool| if good { "good" } else { "bad" };
    let row = |name: &str, value: String, good: bool| {
        format!("<div><dt>{name}</dt><dd class=\"{}\">{value}</dd></div>", mood(good))
    };
    let plain = |name: &str, value: String| format!("<div><dt>{name}</dt><dd>{value}</dd></div>");
    format!(
        "<section class=\"card\"><h2>接入商 {}</h2><dl class=\"proof\">{}{}{}{}{}{}{}{}</dl></section>",
        sum.provider,
        plain("受理上报", format!("{}次，{}条记录", sum.accepted_uploads, sum.records)),
        plain("拒绝上报", format!("{}次", sum.refused_uploads.values().sum::<u64>())),
        plain("数据序号", range),
        row("缺号", numbers(&sum.sequence.gaps), sum.sequence.gaps.is_empty()),
        row("重复的序号", numbers(&sum.sequence.repeated), sum.sequence.repeated.is_empty()),
        row("内容重复的记录", count(sum.same_content.len()), sum.same_content.is_empty()),
        plain(
            "下发文件",
            format!("{}个，已确认{}个", sum.files_handed_out, sum.files_acknowledged)
        ),
        plain("待确认文件", format!("{}个", sum.files_unacknowledged.len())),
    )
}
