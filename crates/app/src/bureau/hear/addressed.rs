//! Which filing the bureau speaks of (handbook §10.2.6): by our number for what it did not know, by
//! its own number or the filing number for what it has on record.

use super::SENDING;
use crate::{error::Result, record::normal};
use bureau::WireOperation;
use filing::{
    id::FilingId,
    state::{FilingState, Upload},
};
use store::{FilingRow, Tx};

/// The filing that an identifier of a result, a review or a confirmation belongs to. Our numbers and
/// the bureau's are drawn by each for itself and may be equal: the operation says which is meant,
/// and where it is not told, the filing that is with the bureau is.
pub(super) async fn addressed(
    tx: &mut Tx,
    operation: Option<WireOperation>,
    identifier: Option<&str>,
) -> Result<Option<FilingId>> {
    use WireOperation as W;
    let Some(identifier) = identifier else { return Ok(None) };
    let mut candidates = Vec::new();
    match identifier.parse::<i64>() {
        Ok(number) => {
            let by_ours = matches!(
                operation,
                None | Some(
                    W::NewFiling | W::AddService | W::AddAccess | W::Evidence | W::Migration
                )
            );
            if by_ours {
                candidates.extend(tx.filing_of_wire_id(number).await?);
            }
            if operation != Some(W::NewFiling) {
                candidates.extend(about_theirs(tx, number).await?);
            }
        }
        Err(_) => candidates.extend(tx.inflight_by_target(&normal(identifier)).await?),
    }
    let mut best: Option<FilingRow> = None;
    for id in candidates {
        let Some(row) = tx.filing(id).await? else { continue };
        if operation.is_some_and(|operation| WireOperation::of(row.kind) != Some(operation)) {
            continue;
        }
        if best.as_ref().is_none_or(|best| nearness(&row) > nearness(best)) {
            best = Some(row);
        }
    }
    Ok(best.map(|row| row.id))
}

/// Filings underway about the sponsor, the service or the access that the bureau calls so.
async fn about_theirs(tx: &mut Tx, number: i64) -> Result<Vec<FilingId>> {
    let record = match tx.record_by_wire_id(number).await? {
        Some(record) => Some(record.id),
        None => match tx.record_service_by_wire_id(number).await? {
            Some(service) => Some(service.record),
            None => tx.record_service_by_access(number).await?.map(|service| service.record),
        },
    };
    match record {
        Some(record) => Ok(tx.inflight_of_record(record).await?),
        None => Ok(Vec::new()),
    }
}

/// How likely the bureau speaks of a filing, by where it stands.
fn nearness(row: &FilingRow) -> u8 {
    match row.state {
        _ if is_with_bureau(row) => 3,
        FilingState::AwaitingUpload { upload: Upload::Failed } | FilingState::Returned { .. } => 2,
        FilingState::Filed { .. } => 1,
        _ => 0,
    }
}

/// Handed to the bureau and not decided.
pub(super) fn is_with_bureau(row: &FilingRow) -> bool {
    row.state == SENDING
        || matches!(row.state, FilingState::SmsVerification { .. } | FilingState::BureauReview)
}
