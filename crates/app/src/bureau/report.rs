//! Builds the file of an approved filing and puts it into the outbox.

use crate::{
    App, Ctx,
    confirmation::who::in_file,
    error::{Error, Result},
    jobs::Work,
};
use bureau::{Attachment, AttachmentUse, Owner, ReportMode, Submission, WireIds};
use filing::{
    dossier::Dossier,
    id::FilingId,
    state::{FilingState, Upload},
};
use store::{FilingRow, MaterialRow, UploadRow, UploadState};

impl App {
    /// Work of an approved filing. Done twice, it changes nothing: a filing has one file.
    pub(crate) async fn report(&self, ctx: &Ctx, id: FilingId) -> Result<()> {
        let row = self.store.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        if row.state != (FilingState::AwaitingUpload { upload: Upload::Waiting }) {
            return Ok(());
        }
        // Its word comes as the queued work that the agreement brings.
        if !self.may_be_reported(&row).await? {
            return Ok(());
        }
        let unfinished = |upload: &UploadRow| {
            matches!(upload.state, UploadState::Prepared | UploadState::Sending)
        };
        if self.store.uploads_of(id).await?.iter().any(unfinished) {
            return Ok(());
        }
        let dossier = row.dossier.clone().ok_or_else(|| Error::internal("no snapshot"))?;
        let ids = self.wire_ids(&row, &dossier).await?;
        let people = match self.asked_by(ctx, &row, &dossier).await? {
            Ok(people) => people,
            Err(unknown) => return self.cannot_ask(ctx, id, unknown).await,
        };
        let record = self.record_ids(&row).await?;
        let submission = Submission {
            dossier: &dossier,
            ids: &ids,
            attachments: self.attachments(id).await?,
            confirmers: in_file(&people),
            verified_at: self.verified_at(id).await?,
            report_mode: ReportMode::OnBehalf,
            record: record.as_ref(),
            filing_password: None,
        };
        let file = match self.bureau.prepare(std::slice::from_ref(&submission)) {
            Ok(file) => file,
            // Sending it again would not help: a human looks at it.
            Err(error) => return self.cannot_report(ctx, id, &error.to_string()).await,
        };
        let upload = self.entropy.id();
        let context = format!("upload:{upload}");
        let object = self.objects.put(self.store.keys(), &context, &file.bytes).await?;
        crate::fail_point!("report.object.put");
        let mut tx = self.store.begin().await?;
        // Looked at again under the filing's lock: a worker that slept since then finds that
        // another made the file.
        let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let waits = row.state == (FilingState::AwaitingUpload { upload: Upload::Waiting });
        if !waits || tx.uploads_of(id).await?.iter().any(unfinished) {
            return Ok(());
        }
        tx.insert_upload(&UploadRow {
            id: upload,
            sequence: None,
            filings: vec![id],
            object,
            hash: file.hash.clone(),
            state: UploadState::Prepared,
            msg_code: None,
            attempts: 0,
            last_error: None,
            created_at: ctx.now,
            sent_at: None,
            answered_at: None,
        })
        .await?;
        self.freeze_people(&mut tx, id, &people, ctx.now).await?;
        tx.queue(&Work::SendUploads.at(ctx.now), ctx.now).await?;
        tx.commit().await?;
        crate::fail_point!("report.row.after");
        Ok(())
    }

    /// Numbers for the wire, drawn once for a filing and kept with it while they fit what it says.
    async fn wire_ids(&self, row: &FilingRow, dossier: &Dossier) -> Result<WireIds> {
        if let Some(kept) = &row.wire_ids {
            let kept: WireIds = serde_json::from_value(kept.clone()).map_err(Error::internal)?;
            if kept.fits(dossier) {
                return Ok(kept);
            }
        }
        // The numbers leave the house in the file, whose own commit comes after this one: either
        // both last, or the numbers are free again.
        let mut tx = self.store.begin_repeatable().await?;
        let mut row = tx.filing(row.id).await?.ok_or(Error::NotFound("filing"))?;
        let needed = u32::try_from(WireIds::count_needed(dossier)).map_err(Error::internal)?;
        let first = tx.next("wire_id", needed).await?;
        let ids = WireIds::number(dossier, first);
        row.wire_ids = Some(serde_json::to_value(&ids).map_err(Error::internal)?);
        tx.save_draft(&row).await?;
        for id in first..first + i64::from(needed) {
            tx.insert_wire_id(id, row.id).await?;
        }
        crate::fail_point!("report.numbers.before");
        tx.commit().await?;
        crate::fail_point!("report.numbers.after");
        Ok(ids)
    }

    /// The current pictures of a filing, made to fit the bureau's interface.
    ///
    /// # Errors
    /// [`Error::Internal`] when a stored picture can't be opened or is none.
    pub async fn attachments(&self, id: FilingId) -> Result<Vec<Attachment>> {
        let limits = self.pictures.settings();
        let mut attachments = Vec::new();
        for material in self.store.materials_of(id).await? {
            let Some(use_) = attachment_use(&material.slot) else { continue };
            let limit = match use_ {
                AttachmentUse::Sheet => limits.reported_sheet_bytes,
                _ => limits.reported_bytes,
            };
            let bytes = self.picture(&material).await?;
            let jpeg = self.pictures.shrink(bytes, limit).await?;
            let owner = match material.service {
                None => Owner::Sponsor,
                Some(service) if material.slot == crate::filing::ICON_SLOT => Owner::Icon(service),
                Some(service) => Owner::Service(service),
            };
            attachments.push(Attachment { use_, owner, jpeg });
        }
        Ok(attachments)
    }

    /// What was prepared and not sent does not go out: the filing was taken back.
    pub(crate) async fn drop_upload(
        &self,
        tx: &mut store::Tx,
        row: &FilingRow,
        at: filing::time::Timestamp,
    ) -> Result<()> {
        for mut upload in tx.uploads_of(row.id).await? {
            if upload.state == UploadState::Prepared {
                upload.state = UploadState::Refused;
                upload.last_error = Some("taken back before it was sent".into());
                upload.answered_at = Some(at);
                tx.give_back_sequence(&upload).await?;
                tx.update_upload(&upload).await?;
            }
        }
        Ok(())
    }

    /// The stored picture of a material.
    pub(crate) async fn picture(&self, material: &MaterialRow) -> Result<Vec<u8>> {
        let context = format!("material:{}", material.id);
        Ok(self.objects.get(self.store.keys(), &context, &material.object).await?)
    }
}

/// What the bureau's table calls the picture in a slot (handbook §3.9).
fn attachment_use(slot: &str) -> Option<AttachmentUse> {
    Some(match slot {
        "sponsor_document" => AttachmentUse::SponsorDocument,
        "sponsor_officer_front" => AttachmentUse::SponsorOfficerIdFront,
        "sponsor_officer_back" => AttachmentUse::SponsorOfficerIdBack,
        "sponsor_officer_document" => AttachmentUse::SponsorOfficerDocument,
        "service_officer_front" => AttachmentUse::ServiceOfficerIdFront,
        "service_officer_back" => AttachmentUse::ServiceOfficerIdBack,
        "portrait" => AttachmentUse::ServiceOfficerPhoto,
        "sheet" => AttachmentUse::Sheet,
        "commitment" => AttachmentUse::SponsorOther,
        crate::filing::ICON_SLOT => AttachmentUse::ServiceOther,
        _ => return None,
    })
}
