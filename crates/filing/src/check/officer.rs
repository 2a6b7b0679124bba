//! 负责人 of a sponsor or a service (handbook §2.3, §2.4; F25, F27).

use super::{
    CheckContext,
    findings::{Findings, given, revealed},
};
use crate::{
    code::CodeTable,
    document::{self, DocumentUser},
    dossier::Officer,
    draft::{Draft, OfficerDraft},
    issue::Issue,
    number::{Email, EmailError, Mobile, MobileError, OfficePhone, OfficePhoneError},
    personal::Personal,
};

pub(super) fn read_sponsors(
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Officer> {
    let at = "/sponsor/officer";
    read(&draft.sponsor.officer, at, DocumentUser::SponsorOfficer, draft, context, findings)
}

pub(super) fn read_services(
    officer: &OfficerDraft,
    at: &str,
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Officer> {
    read(officer, at, DocumentUser::ServiceOfficer, draft, context, findings)
}

fn read(
    typed: &OfficerDraft,
    at: &str,
    role: DocumentUser,
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Officer> {
    let path = |field: &str| format!("{at}/{field}");
    let name = findings.text(&path("name"), revealed(&typed.name), 128);
    let document = document(typed, at, role, draft, context, findings);
    let mobile = findings.parsed(&path("mobile"), revealed(&typed.mobile), MobileError::code);
    for code in mobile.iter().flat_map(Mobile::warnings) {
        findings.push(Issue::warning(path("mobile"), code));
    }
    let email = findings.parsed::<Email>(&path("email"), revealed(&typed.email), EmailError::code);
    let phone = office_phone(typed, at, draft, findings);
    let emergency_phone = emergency_phone(typed, at, mobile.as_ref(), findings);
    let im = im(typed, at, context, findings);
    let remark = findings.optional(&path("remark_bureau"), typed.remark_bureau.as_deref(), 1024);
    // Never reported, but kept.
    let kept = findings.optional(&path("remark_provider"), typed.remark_provider.as_deref(), 1024);
    let (document_type, document_number) = document?;
    let (im_type, im_account) = im?;
    kept.ok()?;
    Some(Officer {
        name: Personal::new(name?),
        document_type,
        document_number,
        mobile: Personal::new(mobile?.reveal()),
        email: Personal::new(email?.reveal()),
        phone: phone?,
        emergency_phone: Some(emergency_phone?),
        im_type,
        im_account,
        remark_bureau: remark.ok()?,
    })
}

fn document(
    typed: &OfficerDraft,
    at: &str,
    role: DocumentUser,
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<(u32, Personal)> {
    let today = context.today();
    let (at_type, at_number) = (format!("{at}/document_type"), format!("{at}/document_number"));
    let type_ = findings.code(context, CodeTable::DocumentType, &at_type, typed.document_type);
    if let Some(type_) = type_
        && !document::may_use(type_, role)
    {
        let code = match role {
            DocumentUser::ServiceOfficer => "document_type.resident_id_only",
            DocumentUser::Sponsor | DocumentUser::SponsorOfficer => "document_type.not_for_officer",
        };
        findings.error(&at_type, code);
    }
    let number = findings.required(&at_number, revealed(&typed.document_number))?;
    let number = match document::check_number(type_?, number, today) {
        Ok(number) => number,
        Err(code) => {
            findings.push(Issue::error(at_number, code));
            return None;
        }
    };
    if number.reveal().chars().count() > 128 {
        findings.push(Issue::error(&at_number, "text.too_long").with("128"));
    }
    for code in number.warnings_on(today) {
        findings.push(Issue::warning(&at_number, code));
    }
    let minimum = context.rules(draft).minimum_officer_age;
    if number.age_on(today).is_some_and(|age| age < minimum) {
        findings.push(Issue::error(at_number, "officer.too_young").with(minimum.to_string()));
    }
    Some((type_?, Personal::new(number.reveal())))
}

/// 联系方式: the interface asks it of organisations (`Fzr_dhhm`; 1007, 1031).
fn office_phone(
    typed: &OfficerDraft,
    at: &str,
    draft: &Draft,
    findings: &mut Findings,
) -> Option<Option<Personal>> {
    let at = format!("{at}/phone");
    let typed = revealed(&typed.phone);
    if given(typed).is_none() && !draft.sponsor.is_organisation() {
        return Some(None);
    }
    let phone = findings.parsed::<OfficePhone>(&at, typed, OfficePhoneError::code)?;
    Some(Some(Personal::new(phone.reveal())))
}

/// 应急联系电话: a mobile or office number, another than the mobile (handbook §4.1).
fn emergency_phone(
    typed: &OfficerDraft,
    at: &str,
    mobile: Option<&Mobile>,
    findings: &mut Findings,
) -> Option<Personal> {
    let at = format!("{at}/emergency_phone");
    let typed = findings.required(&at, revealed(&typed.emergency_phone))?;
    if let Ok(number) = typed.parse::<Mobile>() {
        if mobile == Some(&number) {
            findings.error(at, "emergency_phone.is_mobile");
            return None;
        }
        return Some(Personal::new(number.reveal()));
    }
    match typed.parse::<OfficePhone>() {
        Ok(number) => Some(Personal::new(number.reveal())),
        Err(_) => {
            findings.error(at, "emergency_phone.shape");
            None
        }
    }
}

/// 即时通讯: optional; -1 is 未选择. A QQ account is digits, five at least (V3.0 `Qq`).
fn im(
    typed: &OfficerDraft,
    at: &str,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<(Option<i32>, Option<Personal>)> {
    const QQ: i32 = 1;
    let at_account = format!("{at}/im_account");
    let account = given(revealed(&typed.im_account));
    let Some(type_) = typed.im_type.filter(|type_| *type_ > 0) else {
        if account.is_some() {
            findings.warning(at_account, "im.account_without_type");
        }
        return Some((None, None));
    };
    let at_type = format!("{at}/im_type");
    let chosen = u32::try_from(type_).ok();
    findings.code(context, CodeTable::ImType, &at_type, chosen)?;
    let account = findings.text(&at_account, account, 128)?;
    let digits = account.bytes().all(|b| b.is_ascii_digit());
    if type_ == QQ && !(digits && account.len() >= 5) {
        findings.error(at_account, "im.qq_shape");
        return None;
    }
    Some((Some(type_), Some(Personal::new(account))))
}
