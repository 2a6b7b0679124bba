//! Numbers of files: the bureau takes each in its turn and says 14 to any other (handbook §10.2.3).

use super::{send::Next, sender::Sender, wait::Pause};
use crate::{App, Ctx, Result, jobs::Work};
use bureau::PreviousUpload;
use filing::bureau_call::{LONG_SILENCE, Told};
use std::collections::BTreeSet;
use store::{Store, UploadRow, UploadState};

const GAP: i32 = 14;

impl App {
    /// What the bureau counts and what we count differ. Files that it lost, by the list in its
    /// answer and by what it took last, are made ready to be sent again as they were; where it counts
    /// further than we do, we go on after its number. What can be settled by neither stops the
    /// outbox.
    pub(super) async fn meet_sequence(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
        previous: &PreviousUpload,
        named: &[i64],
    ) -> Result<Next> {
        let sequence = upload.sequence.unwrap_or_default();
        let why = format!("the bureau took file {} last, this is {sequence}", previous.sequence);
        tracing::warn!(bureau.sequence = sequence, %why, "not this file's turn");
        let mut lost: BTreeSet<i64> = (previous.sequence + 1..sequence).collect();
        lost.extend(named.iter().copied().filter(|number| (1..sequence).contains(number)));

        let mut tx = sender.begin().await?;
        let mut outbox = tx.outbox().await?;
        outbox.synced_at = Some(ctx.now);
        outbox.bureau_sequence = Some(previous.sequence);
        tx.save_outbox(&outbox).await?;
        self.not_taken(ctx, &mut tx, &mut upload, &why).await?;
        let mut next = Next::GoOn;
        if lost.is_empty() {
            let ahead = previous.sequence >= sequence;
            if ahead && tx.may_give_back(&upload).await? {
                // Another system of ours reported there, or an old backup was restored here.
                tx.give_back_sequence(&upload).await?;
                tx.set_last_sequence(previous.sequence).await?;
            } else if outbox.waits + 1 < LONG_SILENCE {
                let pause = Pause { code: Some(GAP), reason: "bureau.sequence_gap", message: "" };
                self.wait(ctx, &mut tx, pause, Told::Nobody).await?;
                next = Next::Stop;
            } else {
                let args = [sequence.to_string()];
                self.hold(ctx, &mut tx, Some(GAP), "bureau.sequence_disagrees", &args).await?;
                next = Next::Stop;
            }
        }
        for number in lost {
            let row = tx.upload_by_sequence(number).await?;
            let Some(mut row) = row.filter(|row| row.file_deleted_at.is_none()) else {
                let args = [number.to_string()];
                self.hold(ctx, &mut tx, Some(GAP), "bureau.missing_file", &args).await?;
                next = Next::Stop;
                break;
            };
            if row.state == UploadState::Accepted {
                row.accepted_at = row.accepted_at.or(row.answered_at).or(Some(ctx.now));
                row.state = UploadState::Prepared;
                row.last_error = Some("the bureau asks for it once more".into());
                tx.update_upload(&row).await?;
            }
        }
        crate::fail_point!("sequence.met.before");
        tx.commit().await?;
        crate::fail_point!("sequence.met.after");
        Ok(next)
    }

    /// The bytes of a file are gone here. One that never left is made anew; of any other the bureau
    /// wants just these bytes: the outbox stops.
    pub(super) async fn file_is_lost(
        &self,
        ctx: &Ctx,
        sender: &Sender,
        mut upload: UploadRow,
    ) -> Result<Next> {
        let mut tx = sender.begin().await?;
        // The bureau's lists were answered in one without filings: those answers are not made anew.
        let filings = !upload.filings.is_empty();
        if filings && upload.arrivals == 0 && tx.may_give_back(&upload).await? {
            self.withdraw_upload(ctx, &mut tx, &mut upload, "its bytes were lost").await?;
            tx.queue(&Work::PrepareUploads.at(ctx.now), ctx.now).await?;
            tx.commit().await?;
            return Ok(Next::GoOn);
        }
        let args = [upload.sequence.unwrap_or_default().to_string()];
        self.hold(ctx, &mut tx, None, "bureau.file_unreadable", &args).await?;
        tx.commit().await?;
        Ok(Next::Stop)
    }
}

/// Whether the bureau took this file last: number and hash. Its number alone says nothing where
/// another system reported before this one; a bureau that tells no hash is believed where the file
/// before is known to be ours.
pub(super) async fn took(
    store: &Store,
    previous: &PreviousUpload,
    upload: &UploadRow,
) -> Result<bool> {
    if upload.sequence != Some(previous.sequence) {
        return Ok(false);
    }
    match &previous.hash {
        Some(hash) => Ok(*hash == upload.hash),
        None => {
            let before = store.upload_by_sequence(previous.sequence - 1).await?;
            Ok(before.is_some_and(|before| before.accepted_at.is_some()))
        }
    }
}
