//! What a mini program has that a website has not.

use super::{CheckContext, findings::Findings};
use crate::{
    code::CodeTable,
    draft::{MiniProgramDraft, ServiceDraft, ServiceKind},
    issue::Issue,
};

/// How the platforms write the ids they give, by key of table `mini_program_host`: beginning, and how
/// many letters or digits follow. They may change it any day, so another shape is a warning. QQ's and
/// an unnamed platform's are not known to us.
const APP_IDS: &[(&str, &str, usize, usize)] = &[
    ("wechat", "wx", 16, 16),
    ("alipay", "20", 14, 14),
    ("baidu", "", 5, 10),
    ("douyin", "tt", 14, 18),
    ("kuaishou", "ks", 16, 22),
];

pub(super) fn read(
    typed: &ServiceDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Option<MiniProgramDraft>> {
    match (&typed.mini_program, typed.kind) {
        (Some(program), ServiceKind::MiniProgram) => part(program, at, context, findings).map(Some),
        (None, ServiceKind::MiniProgram) => {
            findings.error(at, "mini_program.missing");
            None
        }
        (_, _) => Some(None),
    }
}

fn part(
    typed: &MiniProgramDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<MiniProgramDraft> {
    const TABLE: CodeTable = CodeTable::MiniProgramHost;
    let path = |field: &str| format!("{at}/{field}");
    let host = findings.code(context, TABLE, &path("host"), typed.host);
    let host_name = findings.named_other(
        context,
        (TABLE, host),
        &path("host_name"),
        typed.host_name.as_deref(),
    );
    let app_id = id(typed.app_id.as_deref(), &path("app_id"), findings);
    let row = host.and_then(|host| context.codes.lookup(TABLE, host));
    let key = row.and_then(|row| row.key.as_deref()).unwrap_or_default();
    if let (Some(app_id), Some(row)) = (&app_id, row)
        && !is_usual(key, app_id)
    {
        let unusual = Issue::warning(path("app_id"), "mini_program.app_id_unusual");
        findings.push(unusual.with(&row.zh));
    }
    let original = typed.original_id.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let original_id = match original {
        None => Some(None),
        Some(text) => id(Some(text), &path("original_id"), findings).map(Some),
    };
    if let Some(Some(original)) = &original_id
        && key == "wechat"
        && !original.starts_with("gh_")
    {
        findings.warning(path("original_id"), "mini_program.original_id_unusual");
    }
    Some(MiniProgramDraft {
        host: Some(host?),
        host_name: host_name?,
        app_id: Some(app_id?),
        original_id: original_id?,
    })
}

/// Letters, digits, dashes and underscores, up to 64.
fn id(typed: Option<&str>, at: &str, findings: &mut Findings) -> Option<String> {
    let text = findings.text(at, typed, 64)?;
    let right = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if !right {
        findings.error(at, "mini_program.id_shape");
    }
    right.then_some(text)
}

fn is_usual(key: &str, app_id: &str) -> bool {
    let Some((_, begin, least, most)) = APP_IDS.iter().find(|(host, ..)| *host == key) else {
        return true;
    };
    app_id.strip_prefix(begin).is_some_and(|rest| (*least..=*most).contains(&rest.len()))
}
