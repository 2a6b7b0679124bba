//! The record a filing is about, as it was before it.

use crate::{App, error::Result};
use filing::{number::FilingNumber, record::Record};
use store::{FilingRow, Tx};

impl App {
    /// What is on record of what a filing is about; nothing for a first filing, and for a record that
    /// this provider does not know.
    pub(crate) async fn record_of(&self, tx: &mut Tx, row: &FilingRow) -> Result<Option<Record>> {
        let target = &row.draft.target;
        let number = target.sponsor_number.as_ref().or(target.service_number.as_ref());
        let Some(number) = number.and_then(|text| text.parse::<FilingNumber>().ok()) else {
            return Ok(None);
        };
        let found = tx.record_by_sponsor_number(number.sponsor().as_str()).await?;
        let record = found.and_then(|row| row.data.get("record").cloned());
        Ok(record.and_then(|record| serde_json::from_value(record).ok()))
    }
}
