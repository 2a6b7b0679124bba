//! What is on file, told again (`SJTB`), and taken off file by the bureau itself (`ZXSJ`).

use serde::Deserialize;

use super::{Found, Handed, NotHandedOut, TablesOrder, Which, by_addressee, concerns};
use crate::bureau::Bureau;
use crate::bureau::outbox::icp;
use crate::record;
use crate::record::Service;
use crate::wire::writing::Xml;

/// Copies of records, or of the code tables 备案数据同步 (`SJTB`).
#[derive(Deserialize)]
pub struct SyncOrder {
    /// Who gets them; everybody when missing.
    pub provider: Option<i64>,
    /// One record; all that have to do with the provider when missing.
    pub record: Option<Which>,
    /// Code tables instead of records.
    #[serde(default)]
    pub code_tables: bool,
}

/// A record the bureau takes off file by itself (`ZXSJ`).
#[derive(Deserialize)]
pub struct Cancellation {
    /// The sponsor or service.
    pub record: Which,
    /// `Bz`
    pub remark: Option<String>,
}

impl Bureau {
    /// Hand out copies: one file for each provider.
    ///
    /// # Errors
    /// When a record or provider is not there, or nothing on file has to do with any of them.
    pub fn hand_out_sync(&mut self, order: &SyncOrder) -> Result<Handed, NotHandedOut> {
        let wanted = order.record.as_ref().map(|which| self.look_up(which)).transpose()?;
        let wanted = wanted.map(|found| found.record());
        let mut documents = Vec::new();
        for provider in self.addressees(order.provider, wanted)? {
            let mut xml = Xml::gbk_document();
            xml.open("DownloadData");
            xml.open("SJTB");
            if order.code_tables {
                xml.open("JCDM");
                self.write_tables(&mut xml, &TablesOrder::default())?;
            } else {
                let records: Vec<_> = match wanted {
                    Some(record) => vec![record],
                    None => {
                        let all = self.state.library.records();
                        all.filter(|r| concerns(r, provider) && !r.services.is_empty()).collect()
                    }
                };
                if records.is_empty() {
                    continue;
                }
                xml.open("ICP");
                for record in records {
                    let services: Vec<&Service> = record.services.iter().collect();
                    record::basj(&mut xml, record, &services, provider);
                }
            }
            documents.push((provider, xml.finish()));
        }
        if documents.is_empty() {
            return Err(NotHandedOut::Wrong("备案库中没有与接入商有关的备案"));
        }
        Ok(self.hand_out(documents))
    }

    /// Take a sponsor or service off file and tell whoever has to do with it.
    ///
    /// # Errors
    /// When nothing on file has this number or id.
    pub fn cancel_by_itself(&mut self, orders: &[Cancellation]) -> Result<Handed, NotHandedOut> {
        let sorted = by_addressee(orders, |order| {
            let record = self.look_up(&order.record)?.record();
            self.addressees(None, Some(record))
        })?;
        let mut documents = Vec::new();
        let mut leaving = Vec::new();
        for (provider, orders) in sorted {
            let mut xml = icp();
            xml.open("ZXSJ");
            for order in orders {
                let (kind, id) = match self.look_up(&order.record)? {
                    Found::Sponsor(record) => (0, record.sponsor.id),
                    Found::Service(_, service) => (1, service.id),
                };
                xml.open("Zxxx");
                xml.leaf("Zxlb", kind);
                xml.leaf("Jlid", id);
                xml.maybe("Bz", order.remark.as_deref());
                xml.close();
                leaving.push((kind, id));
            }
            documents.push((provider, xml.finish()));
        }
        let now = self.now();
        for (kind, id) in leaving {
            if kind == 0 {
                self.state.library.cancel_sponsor(id);
            } else {
                self.state.library.cancel_service(id, now);
            }
        }
        Ok(self.hand_out(documents))
    }
}
