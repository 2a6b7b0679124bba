//! What the bureau calls the parts of a record, for the file that reports a change of it.

use super::Kept;
use crate::{App, error::Result};
use bureau::{RecordIds, RecordedAccess, ServiceRecordIds};
use filing::{dossier::IpRange, number::DomainName, record::RecordedService};
use std::{collections::BTreeMap, net::IpAddr};
use store::FilingRow;

impl App {
    /// The bureau's ids of what a filing is about; nothing for a first filing.
    pub(crate) async fn record_ids(&self, row: &FilingRow) -> Result<Option<RecordIds>> {
        let Some(id) = row.record else { return Ok(None) };
        let Some(known) = self.store.record(id).await? else { return Ok(None) };
        Ok(Some(ids(&self.kept_now(&known).await?, self.provider_id())))
    }
}

fn ids(kept: &Kept, provider: i64) -> RecordIds {
    let record = &kept.record;
    RecordIds {
        sponsor: record.sponsor_wire_id,
        sponsor_number: Some(record.sponsor_number.clone()),
        services: record
            .live_services()
            .map(|service| of_service(kept, service, provider))
            .collect(),
        filed: kept.filed.clone().map(Box::new),
    }
}

fn of_service(kept: &Kept, service: &RecordedService, provider: i64) -> ServiceRecordIds {
    let filed = kept
        .filed
        .as_ref()
        .and_then(|filed| filed.services.iter().find(|filed| Some(filed.id) == service.wire_id));
    let own = |access: &&RecordedAccess| access.provider == provider;
    let accesses = || filed.into_iter().flat_map(|filed| &filed.accesses).filter(own);
    let ascii = |name: &str| match name.parse::<DomainName>() {
        Ok(domain) => domain.as_str().to_owned(),
        Err(_) => name.to_ascii_lowercase(),
    };
    let domains: BTreeMap<String, i64> = filed
        .into_iter()
        .flat_map(|filed| &filed.domains)
        .map(|domain| (ascii(&domain.name), domain.id))
        .collect();
    let ips = accesses()
        .flat_map(|access| &access.ips)
        .map(|ip| (IpRange { start: IpAddr::V4(ip.start), end: IpAddr::V4(ip.end) }, ip.id));
    ServiceRecordIds {
        service: service.service.id,
        id: service.wire_id,
        number: service.number.clone(),
        domains,
        access: service.access_wire_ids.first().copied(),
        ips: ips.collect(),
    }
}
