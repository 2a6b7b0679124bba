//! What is being decided, found by what must not be on its way twice: domains, certificates, the provider's
//! own ids. A file brings up to a thousand records, and each one asks.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;

/// Ids of running cases by what they bring.
#[derive(Default)]
pub(super) struct Docket {
    domains: BTreeMap<String, BTreeSet<u64>>,
    certificates: BTreeMap<String, BTreeSet<u64>>,
    sponsors: BTreeMap<(i64, Option<i64>), BTreeSet<u64>>,
}

impl Docket {
    /// Of all cases that are not decided.
    pub(super) fn of<'a>(cases: impl Iterator<Item = &'a Case>) -> Self {
        let mut docket = Self::default();
        for case in cases.filter(|case| !case.stage.is_final()) {
            docket.add(case);
        }
        docket
    }

    /// A case begins.
    pub(super) fn add(&mut self, case: &Case) {
        for domain in domains(case) {
            self.domains.entry(domain.to_owned()).or_default().insert(case.id);
        }
        if let Some(sponsor) = case.matter.sponsor() {
            let number = sponsor.certificate.number.clone();
            self.certificates.entry(number).or_default().insert(case.id);
            self.sponsors.entry((case.provider, sponsor.isp_id)).or_default().insert(case.id);
        }
    }

    /// A case is decided.
    pub(super) fn remove(&mut self, case: &Case) {
        for domain in domains(case) {
            leave(&mut self.domains, domain, case.id);
        }
        if let Some(sponsor) = case.matter.sponsor() {
            leave(&mut self.certificates, &sponsor.certificate.number, case.id);
            leave(&mut self.sponsors, &(case.provider, sponsor.isp_id), case.id);
        }
    }

    /// Cases that bring this domain.
    pub(super) fn with_domain(&self, domain: &str) -> impl Iterator<Item = u64> {
        self.domains.get(domain).into_iter().flatten().copied()
    }

    /// Cases about a sponsor with this certificate number.
    pub(super) fn with_certificate(&self, number: &str) -> impl Iterator<Item = u64> {
        self.certificates.get(number).into_iter().flatten().copied()
    }

    /// Cases of a provider about a sponsor with this id of its own.
    pub(super) fn with_sponsor(
        &self,
        provider: i64,
        isp_id: Option<i64>,
    ) -> impl Iterator<Item = u64> {
        self.sponsors.get(&(provider, isp_id)).into_iter().flatten().copied()
    }
}

fn domains(case: &Case) -> impl Iterator<Item = &str> {
    case.matter.services().iter().flat_map(|s| &s.domains).map(|d| d.name.as_str())
}

fn leave<K: Ord + std::borrow::Borrow<Q>, Q: Ord + ?Sized>(
    index: &mut BTreeMap<K, BTreeSet<u64>>,
    key: &Q,
    id: u64,
) {
    let empty = index.get_mut(key).is_some_and(|ids| {
        ids.remove(&id);
        ids.is_empty()
    });
    if empty {
        index.remove(key);
    }
}
