//! Approved filings become files: those of one operation together, up to the interface's limits. A
//! filing that can't be put into the format leaves alone and holds up no other.

use super::file_name;
use crate::{
    App, Ctx,
    confirmation::who::in_file,
    error::{Error, Result},
    jobs::Work,
};
use bureau::{FRAME, MAX_RECORDS, MAX_XML, Part, ReportMode, Submission, WireIds, WireOperation};
use filing::{
    confirmation::{AskedPerson, OfficerUnknown},
    id::FilingId,
    issue::{Issue, Severity},
    kind::FilingKind,
    state::{Action, FilingState, Upload},
};
use store::{FilingRow, UploadRow, UploadState};

/// Filings that are looked at together: as many as one file may hold.
const AT_ONCE: u32 = 1000;
/// Looks of one run. What is left then waits for the schedule.
const LOOKS: usize = 100;

/// Parts on their way into one file, with the version at which each filing was read.
#[derive(Default)]
struct Batch {
    parts: Vec<Part>,
    filings: Vec<(FilingId, i64)>,
    /// Whom the file names to be asked, filing by filing.
    people: Vec<Vec<AskedPerson>>,
    bytes: usize,
    records: usize,
}

impl Batch {
    /// Whether the part still fits; the first one always does.
    fn takes(&self, part: &Part, most_bytes: usize) -> bool {
        self.parts.is_empty()
            || (self.bytes + part.bytes() <= most_bytes
                && self.records + part.records() <= MAX_RECORDS)
    }

    fn add(&mut self, part: Part, row: &FilingRow, people: Vec<AskedPerson>) {
        self.bytes += part.bytes();
        self.records += part.records();
        self.parts.push(part);
        self.filings.push((row.id, row.version));
        self.people.push(people);
    }
}

impl App {
    /// Puts every approved filing that is in no file into one, and the files into the outbox. Done
    /// twice, it changes nothing: a filing has one file.
    pub(crate) async fn prepare_uploads(&self, ctx: &Ctx) -> Result<()> {
        for _ in 0..LOOKS {
            // Looked at again at the end: what was approved meanwhile queued no job of its own.
            let waiting = self.store.filings_to_report(AT_ONCE).await?;
            let mut done = 0;
            for filings in by_operation(&waiting) {
                done += self.prepare_operation(ctx, filings).await?;
            }
            if done == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Answers how many of the filings were looked at: the others may not be reported yet.
    async fn prepare_operation(&self, ctx: &Ctx, filings: Vec<FilingId>) -> Result<usize> {
        let learned = self.store.outbox().await?.most_bytes;
        let learned = learned.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(MAX_XML);
        let most_bytes = learned.min(MAX_XML) - FRAME.min(learned.min(MAX_XML));
        let mut batch = Batch::default();
        let ready = self.numbered(filings).await?;
        let count = ready.len();
        for (row, ids) in ready {
            let people = match self.people_of(ctx, &row).await? {
                Ok(people) => people,
                Err(unknown) => {
                    self.cannot_ask(ctx, row.id, unknown).await?;
                    continue;
                }
            };
            let part = match self.part(&row, &ids, &people).await? {
                Ok(part) => part,
                // Sending it again would not help: a human looks at it.
                Err(why) => {
                    self.cannot_report(ctx, row.id, &why).await?;
                    continue;
                }
            };
            if !batch.takes(&part, most_bytes) {
                self.store_file(ctx, std::mem::take(&mut batch)).await?;
            }
            batch.add(part, &row, people);
        }
        if !batch.parts.is_empty() {
            self.store_file(ctx, batch).await?;
        }
        Ok(count)
    }

    /// Whom the file asks; nobody for a filing that will be told why it can't be reported.
    async fn people_of(
        &self,
        ctx: &Ctx,
        row: &FilingRow,
    ) -> Result<std::result::Result<Vec<AskedPerson>, OfficerUnknown>> {
        match &row.dossier {
            Some(dossier) => self.asked_by(ctx, row, dossier).await,
            None => Ok(Ok(Vec::new())),
        }
    }

    /// One filing as it stands in a file, or why it can't.
    async fn part(
        &self,
        row: &FilingRow,
        ids: &WireIds,
        people: &[AskedPerson],
    ) -> Result<std::result::Result<Part, String>> {
        let Some(dossier) = row.dossier.as_ref() else { return Ok(Err("no snapshot".into())) };
        let attachments = match self.attachments(row.id).await {
            Ok(attachments) => attachments,
            Err(Error::NotFound(_)) => return Ok(Err("a stored picture can't be read".into())),
            Err(error) => return Err(error),
        };
        let record = self.record_ids(row).await?;
        let submission = Submission {
            dossier,
            ids,
            attachments,
            confirmers: in_file(people),
            verified_at: self.verified_at(row.id).await?,
            report_mode: ReportMode::OnBehalf,
            // The bureau's ids of what is filed: the one place where a submission gets them.
            record: record.as_ref(),
            filing_password: None,
        };
        Ok(self.bureau.part(&submission).map_err(|found| {
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            found.join("; ")
        }))
    }

    /// The filings that still wait, each with its numbers for the wire: drawn once and kept with it,
    /// for all that lack some in one transaction. A part that came later gets the filing new ones.
    async fn numbered(&self, filings: Vec<FilingId>) -> Result<Vec<(FilingRow, WireIds)>> {
        let mut ready = Vec::new();
        let mut lacking = Vec::new();
        for id in filings {
            let Some(row) = self.store.filing(id).await?.filter(waits) else { continue };
            // A migration waits for its second person, whose word queues this work again.
            if !self.may_be_reported(&row).await? {
                continue;
            }
            let kept = row.wire_ids.clone().and_then(|ids| serde_json::from_value(ids).ok());
            match kept.filter(|ids: &WireIds| row.dossier.as_ref().is_none_or(|d| ids.fits(d))) {
                Some(ids) => ready.push((row, ids)),
                None => lacking.push(row),
            }
        }
        if lacking.is_empty() {
            return Ok(ready);
        }
        // The numbers leave the house in the file, whose own commit comes after this one: either
        // both last, or the numbers are free again.
        let mut tx = self.store.begin_repeatable().await?;
        tx.raise_counter("wire_id", self.settings.outbox.first_wire_id - 1).await?;
        let needed = |row: &FilingRow| row.dossier.as_ref().map_or(0, WireIds::count_needed);
        let all: usize = lacking.iter().map(needed).sum();
        let mut first = tx.next("wire_id", u32::try_from(all).map_err(Error::internal)?).await?;
        for mut row in lacking {
            let Some(dossier) = &row.dossier else {
                ready.push((row, WireIds { sponsor: 0, services: Vec::new() }));
                continue;
            };
            let count = u32::try_from(needed(&row)).map_err(Error::internal)?;
            let ids = WireIds::number(dossier, first);
            let kept = serde_json::to_value(&ids).map_err(Error::internal)?;
            match tx.save_wire_ids(row.id, row.version, &kept).await {
                Ok(version) => row.version = version,
                // Changed since it was read: the next look has it, if it still waits.
                Err(store::Error::Stale { .. }) => continue,
                Err(error) => return Err(error.into()),
            }
            tx.insert_wire_ids(first, count, row.id).await?;
            first += i64::from(count);
            row.wire_ids = Some(kept);
            ready.push((row, ids));
        }
        crate::fail_point!("report.numbers.before");
        tx.commit().await?;
        crate::fail_point!("report.numbers.after");
        Ok(ready)
    }

    /// Stores the file sealed, then writes it down with its filings: one commit, before anything is
    /// sent. If a filing was changed meanwhile nothing is written; the next look builds anew.
    async fn store_file(&self, ctx: &Ctx, batch: Batch) -> Result<()> {
        let id = self.entropy.id();
        let (bureau, parts) = (self.bureau.clone(), batch.parts);
        let file = tokio::task::spawn_blocking(move || bureau.file(&file_name(id), &parts))
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        let context = format!("upload:{id}");
        let object = self.objects.put(self.store.keys(), &context, &file.bytes).await?;
        crate::fail_point!("report.object.put");
        // Commit point: prepared. Before it the object belongs to nobody and is swept.
        let mut tx = self.store.begin().await?;
        for &(filing, version) in &batch.filings {
            if !tx.still_to_report(filing, version).await? {
                tracing::info!(filing.id = %filing, "changed while its file was built");
                return Ok(());
            }
        }
        tx.insert_upload(&UploadRow {
            id,
            sequence: None,
            filings: batch.filings.iter().map(|(filing, _)| *filing).collect(),
            object,
            hash: file.hash,
            state: UploadState::Prepared,
            msg_code: None,
            attempts: 0,
            arrivals: 0,
            damaged: 0,
            last_error: None,
            created_at: ctx.now,
            sent_at: None,
            answered_at: None,
            accepted_at: None,
            file_deleted_at: None,
        })
        .await?;
        for ((filing, _), people) in batch.filings.iter().zip(&batch.people) {
            self.freeze_people(&mut tx, *filing, people, ctx.now).await?;
        }
        tx.queue(&Work::SendUploads.at(ctx.now), ctx.now).await?;
        tx.commit().await?;
        crate::fail_point!("report.row.after");
        Ok(())
    }

    /// A filing that can't be put into a file: it waits for the staff as a failed upload.
    async fn cannot_report(&self, ctx: &Ctx, id: FilingId, why: &str) -> Result<()> {
        tracing::error!(filing.id = %id, why, "a filing can't be put into the bureau's format");
        let mut tx = self.store.begin().await?;
        let row = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        let Some(mut row) = Some(row).filter(waits) else { return Ok(()) };
        self.act_on(ctx, &mut tx, &mut row, Action::StartReport, async |_, _| Ok(())).await?;
        self.act_on(ctx, &mut tx, &mut row, Action::UploadRefused, async |row, _| {
            row.return_reasons =
                vec![Issue::new("", "bureau.not_in_format", Severity::Error).with(why)];
            Ok(())
        })
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

fn waits(row: &FilingRow) -> bool {
    row.state == FilingState::AwaitingUpload { upload: Upload::Waiting }
}

/// Groups that may share a file, in the order of their first filing. What has no operation is a
/// group of its own: it will be told why it can't be reported.
fn by_operation(waiting: &[(FilingId, FilingKind)]) -> Vec<Vec<FilingId>> {
    let mut groups: Vec<(Option<&'static str>, Vec<FilingId>)> = Vec::new();
    for &(id, kind) in waiting {
        let element = WireOperation::of(kind).map(WireOperation::element);
        match groups.iter_mut().find(|(known, _)| *known == element) {
            Some((_, filings)) => filings.push(id),
            None => groups.push((element, vec![id])),
        }
    }
    groups.into_iter().map(|(_, filings)| filings).collect()
}
