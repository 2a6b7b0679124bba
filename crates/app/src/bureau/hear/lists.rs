//! The bureau's lists that only change what is looked up: blacklist and code tables.

use crate::{
    App, Ctx,
    codes::{StoredCode, edition},
    error::{Error, Result},
    inspection::Alert,
};
use bureau::{Blacklisted, ListChange};
use filing::{
    code::CodeTables,
    journal::EntryName,
    number::{DomainName, HostName},
};
use serde_json::json;
use store::{CodeTableRow, Listed, Tx};

impl App {
    /// One line of the blacklist. The journal tells that it changed, never for whom.
    pub(super) async fn blacklist_line(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        what: &Blacklisted,
        change: ListChange,
        reason: Option<&str>,
    ) -> Result<()> {
        let (listed, values) = match what {
            Blacklisted::Sponsor { document_number, .. } => {
                let number = store::normal_document_number(document_number.reveal());
                (Listed::Sponsor, vec![number])
            }
            Blacklisted::Service { domains, .. } => {
                (Listed::Domain, domains.iter().map(|domain| registrable(domain)).collect())
            }
        };
        for value in &values {
            match change {
                ListChange::Added | ListChange::Changed => {
                    tx.insert_blacklisted(listed, value, reason, ctx.now).await?;
                }
                ListChange::Removed => {
                    tx.delete_blacklisted(listed, value).await?;
                }
            }
        }
        let what = match listed {
            Listed::Sponsor => "sponsor",
            Listed::Domain => "domain",
        };
        let detail = json!({ "what": what, "change": change, "entries": values.len() });
        self.journal(tx, ctx, EntryName::BlacklistChanged, None, detail).await
    }

    /// One code table, whole. One that is none is kept beside the one in use, for a human.
    pub(super) async fn code_table(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        name: String,
        rows: Vec<bureau::CodeRow>,
    ) -> Result<()> {
        let rows: Vec<StoredCode> = rows.into_iter().map(StoredCode::from).collect();
        let rows = serde_json::to_value(rows).map_err(Error::internal)?;
        let newest = tx.code_tables().await?.into_iter().find(|row| row.name == name);
        if newest.is_some_and(|row| row.rows == rows) {
            return Ok(());
        }
        let mut row = CodeTableRow { name, rows, received_at: ctx.now, refused: None };
        let (_, refused) = CodeTables::received([edition(&row)?]);
        row.refused = refused.first().map(|one| one.why.to_string());
        tx.put_code_table(&row).await?;
        let entry = match row.refused {
            None => EntryName::CodeTableReceived,
            Some(_) => EntryName::CodeTableRefused,
        };
        let detail = json!({ "table": row.name, "refused": row.refused });
        self.journal(tx, ctx, entry, None, detail).await?;
        if row.refused.is_some() {
            Alert::TableRefused.raise(&row.name);
        }
        Ok(())
    }
}

/// As the type check asks for it: the bureau may list a host below the domain, in any spelling. What
/// is no domain name is listed as it stands.
fn registrable(text: &str) -> String {
    match (text.parse::<DomainName>(), text.parse::<HostName>()) {
        (Ok(domain), _) => domain.as_str().to_owned(),
        (_, Ok(host)) => host.registrable().to_owned(),
        _ => text.trim().to_lowercase(),
    }
}
