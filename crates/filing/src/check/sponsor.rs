//! 主办单位信息 (handbook §2.3; F23, F24).

use super::{
    CheckContext,
    findings::{Findings, given, revealed},
    officer,
};
use crate::{
    code::CodeTable,
    document,
    dossier::{Region, Sponsor},
    draft::{Draft, RegionDraft, SponsorDraft, sponsor_kind},
    issue::Issue,
    number::Uscc,
    personal::Personal,
    region::{RegionCode, RegionError, Regions},
};

pub(super) fn read(
    draft: &Draft,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<Sponsor> {
    let typed = &draft.sponsor;
    let region = region(&typed.region, findings);
    if !context.evidence(draft).is_nothing()
        && region.is_some()
        && !context.rules(draft).electronic_verification
    {
        findings.error("/sponsor/region/province", "region.no_electronic_verification");
    }
    let name = findings.text("/sponsor/name", revealed(&typed.name), 255);
    let kind = findings.code(context, CodeTable::SponsorKind, "/sponsor/kind", typed.kind);
    let document = document(typed, kind, context, findings);
    let document_address =
        findings.text("/sponsor/document/address", revealed(&typed.document.address), 1024);
    let address = findings.text("/sponsor/address", revealed(&typed.address), 1024);
    if let Some(address) = &address {
        look_at_address(address, &typed.region, findings);
    }
    let investor = findings.optional("/sponsor/investor", typed.investor.as_deref(), 255);
    individual_business(typed, findings);
    let officer = officer::read_sponsors(draft, context, findings);
    let (document_type, document_number) = document?;
    Some(Sponsor {
        name: Personal::new(name?),
        kind: kind?,
        region: region?,
        document_type,
        document_number,
        document_address: Personal::new(document_address?),
        address: Personal::new(address?),
        investor: investor.ok()?,
        officer: officer?,
    })
}

/// 证件类型 of the sponsor's kind, and its number in normal form.
fn document(
    typed: &SponsorDraft,
    kind: Option<u32>,
    context: &CheckContext<'_>,
    findings: &mut Findings,
) -> Option<(u32, Personal)> {
    const TYPE: &str = "/sponsor/document/type";
    const NUMBER: &str = "/sponsor/document/number";
    let today = context.today();
    let type_ = findings.code(context, CodeTable::DocumentType, TYPE, typed.document.type_);
    if let (Some(kind), Some(type_)) = (kind, type_) {
        let of_kind = context.codes.documents_for(kind, today);
        // A kind without any type of its own can't be held against the table.
        if !of_kind.is_empty() && !of_kind.iter().any(|row| row.id == i64::from(type_)) {
            findings.error(TYPE, "document_type.not_for_kind");
        }
    }
    let number = findings.required(NUMBER, revealed(&typed.document.number))?;
    match document::check_number(type_?, number, today) {
        Ok(number) => {
            for code in number.warnings_on(today) {
                findings.push(Issue::warning(NUMBER, code));
            }
            Some((type_?, Personal::new(number.reveal())))
        }
        Err(code) => {
            findings.push(Issue::error(NUMBER, code));
            None
        }
    }
}

/// Province, city and, where the city has them, county; each inside the one above (1019).
fn region(typed: &RegionDraft, findings: &mut Findings) -> Option<Region> {
    let level = |path: &str, typed: Option<&str>, findings: &mut Findings| {
        findings.parsed::<RegionCode>(path, typed, RegionError::code)
    };
    const CITY: &str = "/sponsor/region/city";
    const COUNTY: &str = "/sponsor/region/county";
    let province = level("/sponsor/region/province", typed.province.as_deref(), findings);
    let city = level(CITY, typed.city.as_deref(), findings);
    let county = match given(typed.county.as_deref()) {
        Some(county) => level(COUNTY, Some(county), findings).map(Some),
        None => Some(None),
    };
    let (province, city, county) = (province?, city?, county?);
    if province != province.province() {
        findings.push(Issue::error("/sponsor/region/province", RegionError::Unknown.code()));
        return None;
    }
    if city.parent() != Some(province) {
        findings.push(Issue::error(CITY, RegionError::Mismatch.code()));
        return None;
    }
    if county.is_some_and(|county| county.parent() != Some(city)) {
        findings.push(Issue::error(COUNTY, RegionError::Mismatch.code()));
        return None;
    }
    let (place, at) = match county {
        Some(county) => (county, COUNTY),
        None => (city, CITY),
    };
    if let Err(error) = Regions::shipped().place(&place.to_string()) {
        let at = if error == RegionError::Incomplete { COUNTY } else { at };
        findings.push(Issue::error(at, error.code()));
        return None;
    }
    let number = RegionCode::number;
    Some(Region { province: number(province), city: number(city), county: county.map(number) })
}

/// 必须填写街道门牌、楼层房间号或信箱号, and not what the region says already.
fn look_at_address(address: &str, region: &RegionDraft, findings: &mut Findings) {
    const AT: &str = "/sponsor/address";
    let numbered = address.chars().any(char::is_numeric)
        || ["号", "栋", "座", "楼", "室", "信箱"].iter().any(|word| address.contains(word));
    if !numbered {
        findings.warning(AT, "address.no_house_number");
    }
    let province = region.province.as_deref().and_then(|code| Regions::shipped().name(code));
    if province.is_some_and(|name| address.starts_with(name)) {
        findings.warning(AT, "address.repeats_region");
    }
}

/// 个体工商户 (F24): with a trade name 企业, and 个体工商户无公章 in the remark when there is no seal;
/// without one 个人, and 个体工商户无工商字号 with the registration number in the remark.
fn individual_business(typed: &SponsorDraft, findings: &mut Findings) {
    // Department 9 (工商), category 2 (个体工商户) of GB 32100.
    let is_individual_business = revealed(&typed.document.number)
        .and_then(|number| number.parse::<Uscc>().ok())
        .is_some_and(|number| number.as_str().starts_with("92"));
    match typed.kind {
        Some(sponsor_kind::ENTERPRISE) if is_individual_business => {
            findings.info("/sponsor/kind", "individual_business.enterprise");
        }
        Some(sponsor_kind::INDIVIDUAL) => {
            let remark = typed.officer.remark_bureau.as_deref().unwrap_or_default();
            let longest_number = remark
                .split(|c: char| !c.is_ascii_alphanumeric())
                .map(str::len)
                .max()
                .unwrap_or_default();
            if remark.contains("个体工商户") && longest_number < 15 {
                let at = "/sponsor/officer/remark_bureau";
                findings.warning(at, "individual_business.registration_number");
            }
        }
        _ => {}
    }
}
