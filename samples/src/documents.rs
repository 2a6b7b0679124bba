//! Any kind of document by name, with its true fields.

use image::RgbImage;
use serde_json::{Map, Value, json};

use crate::{
    Fonts, LicenceLayout, OrganisationKind, PassportText, Person, Seed, SheetText, commitment,
    company, id_back, id_front, institution, institution_certificate, licence, organisation,
    passport, person, verification_sheet,
};

/// A kind of document this crate can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// 居民身份证, side with the portrait.
    IdFront,
    /// 居民身份证, side with the emblem.
    IdBack,
    /// 营业执照, either form.
    Licence,
    /// 事业单位法人证书
    Institution,
    /// 护照, data page.
    Passport,
    /// 真实性核验单
    Sheet,
    /// 承诺书; no reader claims it, so it is `other`.
    Commitment,
}

impl DocumentKind {
    /// All kinds, in a fixed order.
    pub const ALL: [Self; 7] = [
        Self::IdFront,
        Self::IdBack,
        Self::Licence,
        Self::Institution,
        Self::Passport,
        Self::Sheet,
        Self::Commitment,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::IdFront => "id_front",
            Self::IdBack => "id_back",
            Self::Licence => "licence",
            Self::Institution => "institution",
            Self::Passport => "passport",
            Self::Sheet => "sheet",
            Self::Commitment => "commitment",
        }
    }

    /// The `doc_type` a reader should print.
    pub fn doc_type(self) -> &'static str {
        if self == Self::Commitment { "other" } else { self.name() }
    }

    /// The kind of a [`DocumentKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A flat render with the truth about it.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// The render.
    pub flat: RgbImage,
    /// What a reader should find, as scored: dates are ISO, 长期 stays.
    pub fields: Map<String, Value>,
    /// Anything else worth knowing when results are grouped.
    pub meta: Map<String, Value>,
}

/// The document of a kind and a seed.
pub fn document(fonts: &Fonts, kind: DocumentKind, seed: u64) -> Document {
    let who = person(seed);
    let mut meta = Map::new();
    let (flat, fields) = match kind {
        DocumentKind::IdFront => (id_front(fonts, &who), id_front_fields(&who)),
        DocumentKind::IdBack => (
            id_back(fonts, &who),
            json!({
                "authority": who.authority,
                "valid_from": who.valid_from,
                "valid_to": who.valid_to,
            }),
        ),
        DocumentKind::Licence => {
            let body = organisation(seed);
            let layout = match body.layout {
                LicenceLayout::Landscape2019 => "new_landscape",
                LicenceLayout::PortraitOld => "old_portrait",
            };
            let entity = match body.kind {
                OrganisationKind::Company => "ltd",
                OrganisationKind::Branch => "branch",
                OrganisationKind::SoleTrader => "ind",
            };
            meta.insert("layout".to_owned(), json!(layout));
            meta.insert("entity".to_owned(), json!(entity));
            (licence(fonts, &body), licence_fields(&body))
        }
        DocumentKind::Institution => {
            let body = institution(seed);
            let fields = json!({
                "uscc": body.uscc,
                "name": body.name,
                "purpose": body.purpose,
                "address": body.address,
                "legal_person": body.legal_person,
                "funding": body.funding,
                "capital": body.capital,
                "sponsor": body.sponsor,
                "valid_from": body.valid_from,
                "valid_to": body.valid_to,
            });
            (institution_certificate(fonts, &body), fields)
        }
        DocumentKind::Passport => {
            let page = PassportText::of(&who);
            (passport(fonts, &who, &page), passport_fields(&who, &page))
        }
        DocumentKind::Sheet | DocumentKind::Commitment => {
            let text = sheet_text(seed, &who);
            meta.insert("handwritten".to_owned(), json!(false));
            meta.insert("seal_present".to_owned(), json!(text.seal));
            meta.insert("signature_present".to_owned(), json!(text.signature));
            meta.insert("person".to_owned(), json!(text.individual));
            if kind == DocumentKind::Sheet {
                (verification_sheet(fonts, &text), sheet_fields(&text))
            } else {
                (commitment(fonts, &text), json!({}))
            }
        }
    };
    let fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    Document { kind, flat, fields, meta }
}

/// One sheet in four is an individual's; one in eight of the others lacks its seal.
fn sheet_text(seed: u64, who: &Person) -> SheetText {
    let mut chance = Seed::new(seed, "kind of sheet");
    let body = company(seed);
    if chance.chance(0.25) {
        return SheetText::of_person(who, &body.site_name, &body.domain);
    }
    let seal = chance.chance(0.875);
    SheetText { seal, ..SheetText::of_organisation(&body, who) }
}

fn id_front_fields(who: &Person) -> Value {
    json!({
        "name": who.name,
        "sex": who.sex,
        "nation": who.nation,
        "birth": who.birth,
        "address": who.address,
        "id_no": who.id_no,
    })
}

fn licence_fields(body: &crate::Organisation) -> Value {
    let mut fields = json!({
        "uscc": body.uscc,
        "name": body.name,
        "type": body.type_,
        "legal_person": body.legal_person,
        "established": body.established,
        "address": body.address,
        "scope": body.scope,
    });
    if let Some(capital) = &body.capital {
        fields["capital"] = json!(capital);
    }
    if let Some(term) = &body.term {
        fields["term"] = json!(term);
    }
    fields
}

fn passport_fields(who: &Person, page: &PassportText) -> Value {
    let mut fields = json!({
        "passport_no": who.passport_no,
        "name_cn": who.name,
        "surname": who.latin.0,
        "nationality": "CHN",
        "sex": who.sex.letter(),
        "birth": who.birth,
        "expiry": page.expiry,
        "mrz1": page.mrz1,
        "mrz2": page.mrz2,
    });
    // A name of one part has nothing after the surname: there is no such field to find.
    if !who.latin.1.is_empty() {
        fields["given_names"] = json!(who.latin.1);
    }
    fields
}

fn sheet_fields(text: &SheetText) -> Value {
    json!({
        "org_name": text.org_name,
        "site_name": text.site_name,
        "domain": text.domain,
        "signer": text.signer,
        "date": text.date,
        "phone": text.phone,
    })
}
