//! Who is asked: per person, not per role.

use crate::{
    dossier::{Dossier, Officer},
    id::ServiceId,
    kind::{Confirmers, Party},
    number::FilingNumber,
    personal::Personal,
    record::Record,
};
use serde::{Deserialize, Serialize};

/// As what somebody confirms: the sponsor's officer, or the officer of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Stored")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Confirmer {
    pub party: Party,
    /// Which service the officer answers for.
    pub service: Option<ServiceId>,
}

/// Earlier versions kept the role alone, since they asked one officer a role.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Role(Party),
    Whole { party: Party, service: Option<ServiceId> },
}

impl From<Stored> for Confirmer {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Role(party) => Self { party, service: None },
            Stored::Whole { party, service } => Self { party, service },
        }
    }
}

impl Confirmer {
    pub const SPONSOR: Self = Self { party: Party::SponsorOfficer, service: None };

    pub const fn of_service(service: ServiceId) -> Self {
        Self { party: Party::ServiceOfficer, service: Some(service) }
    }
}

/// A person who is asked, as they stand in the file: frozen when it is built, so that no later
/// edit of the table or the record changes who is awaited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedPerson {
    pub confirmer: Confirmer,
    /// Further roles of the same person; the one answer counts for them too.
    pub also: Vec<Confirmer>,
    pub name: Personal,
    /// Eleven digits.
    pub mobile: Personal,
    pub document_type: u32,
    pub document_number: Personal,
}

impl AskedPerson {
    /// The role they are asked in, then the others.
    pub fn roles(&self) -> impl Iterator<Item = Confirmer> {
        std::iter::once(self.confirmer).chain(self.also.iter().copied())
    }

    fn is(&self, officer: &Officer) -> bool {
        self.document_type == officer.document_type
            && normal(&self.document_number) == normal(&officer.document_number)
    }
}

/// Certificates are compared as people mean them: X is x, blanks are nothing.
fn normal(number: &Personal) -> String {
    // Compared here and dropped.
    number.reveal().chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// The officers whose phones may be asked.
#[derive(Clone, Debug, Default)]
pub struct Officers<'a> {
    pub sponsor: Option<&'a Officer>,
    pub services: Vec<(ServiceId, &'a Officer)>,
}

impl<'a> Officers<'a> {
    /// Those of a filing: named in it or, where its kind says so, on the record as it was before it.
    /// What a filing does not carry is taken from the record too.
    pub fn of(dossier: &'a Dossier, record: Option<&'a Record>) -> Self {
        let recorded = record.map(|record| Self::on_record(dossier, record)).unwrap_or_default();
        match dossier.kind().spec().confirmers {
            Confirmers::OnRecord => recorded,
            Confirmers::OfDraft => Self {
                sponsor: dossier.sponsor().map(|sponsor| &sponsor.officer).or(recorded.sponsor),
                services: match dossier.services() {
                    [] => recorded.services,
                    own => own.iter().map(|service| (service.id, &service.officer)).collect(),
                },
            },
        }
    }

    /// The officers of the service that the filing is about, or of all where it names none.
    fn on_record(dossier: &Dossier, record: &'a Record) -> Self {
        let wanted = dossier.target().service_number.as_deref();
        let services = record.live_services().filter(|service| match wanted {
            None => true,
            Some(wanted) => service.number.as_deref().is_some_and(|own| same_number(own, wanted)),
        });
        Self {
            sponsor: record.sponsor.as_ref().map(|sponsor| &sponsor.officer),
            services: services
                .map(|service| (service.service.id, &service.service.officer))
                .collect(),
        }
    }
}

fn same_number(a: &str, b: &str) -> bool {
    match (a.parse::<FilingNumber>(), b.parse::<FilingNumber>()) {
        (Ok(a), Ok(b)) => a.same_record(&b),
        _ => a == b,
    }
}

/// The table names somebody whom neither the filing nor the record knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("who the {} is, is not known", .0.name())]
pub struct OfficerUnknown(pub Party);

/// The people to ask, in the order of the file: the sponsor's officer, then the officer of each
/// service. One person is asked once, for every role; where the province wants a code for each
/// role (`one_code` false), once in each.
///
/// # Errors
/// [`OfficerUnknown`]: nobody else is asked in their place.
pub fn who_is_asked(
    parties: &[Party],
    officers: &Officers<'_>,
    one_code: bool,
) -> Result<Vec<AskedPerson>, OfficerUnknown> {
    let mut people: Vec<AskedPerson> = Vec::new();
    for party in Party::ALL.iter().filter(|party| parties.contains(party)) {
        let named: Vec<(Confirmer, &Officer)> = match party {
            Party::SponsorOfficer => {
                officers.sponsor.map(|officer| (Confirmer::SPONSOR, officer)).into_iter().collect()
            }
            Party::ServiceOfficer => officers
                .services
                .iter()
                .map(|(service, officer)| (Confirmer::of_service(*service), *officer))
                .collect(),
        };
        if named.is_empty() {
            return Err(OfficerUnknown(*party));
        }
        for (confirmer, officer) in named {
            let known = people.iter_mut().find(|person| {
                person.is(officer) && (one_code || person.confirmer.party == confirmer.party)
            });
            match known {
                Some(person) => person.also.push(confirmer),
                None => people.push(AskedPerson {
                    confirmer,
                    also: Vec::new(),
                    name: officer.name.clone(),
                    mobile: officer.mobile.clone(),
                    document_type: officer.document_type,
                    document_number: officer.document_number.clone(),
                }),
            }
        }
    }
    Ok(people)
}

/// Whom the bureau means: it repeats the people of the file by role, in the file's order. `None`
/// when that does not fit those who were asked; then nothing may be concluded from it.
pub fn matched(asked: &[Confirmer], told: &[Party]) -> Option<Vec<Confirmer>> {
    let mut left = asked.to_vec();
    let mut found = Vec::with_capacity(told.len());
    for party in told {
        let at = left.iter().position(|confirmer| confirmer.party == *party)?;
        found.push(left.remove(at));
    }
    left.is_empty().then_some(found)
}
