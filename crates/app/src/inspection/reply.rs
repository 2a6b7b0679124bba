//! Answers on their way to the bureau: files of their own in the outbox (HSJG, WBACLJG).

use super::{Detail, Matter};
use crate::{
    App, Ctx,
    error::{Error, Result},
    jobs::Work,
};
use bureau::{
    InspectedRecord, InspectionAnswer, PrepareError, UnfiledAnswer, UploadFile, VerificationAnswer,
};
use filing::{
    code::CodeTable,
    inspection::{Reply, TaskAction, TaskAnswer, TaskKind},
    personal::Personal,
};
use store::{TaskRow, Tx, UploadRow, UploadState};
use uuid::Uuid;

/// Answers in one file. The interface allows 1000; a record with scans has a megabyte.
const AT_ONCE: u32 = 100;

impl App {
    /// Puts every answer that has no file into one. Done twice, it changes nothing: an answer
    /// belongs to one file.
    pub(crate) async fn report_answers(&self, ctx: &Ctx) -> Result<()> {
        for kind in TaskKind::ALL.into_iter().filter(|kind| kind.reply().is_some()) {
            loop {
                let rows = self.store.unsent_answers(kind, AT_ONCE).await?;
                if rows.is_empty() {
                    break;
                }
                match self.answer_file(&rows).await? {
                    Ok(file) => self.put_answers(ctx, rows, &file).await?,
                    // One that can't be put into the format holds up no other.
                    Err(_) => self.put_one_by_one(ctx, rows).await?,
                }
            }
        }
        Ok(())
    }

    async fn put_one_by_one(&self, ctx: &Ctx, rows: Vec<TaskRow>) -> Result<()> {
        for mut row in rows {
            match self.answer_file(std::slice::from_ref(&row)).await? {
                Ok(file) => self.put_answers(ctx, vec![row], &file).await?,
                Err(found) => {
                    let why: Vec<String> = found.iter().map(ToString::to_string).collect();
                    row.outcome = Some(why.join("; ").into());
                    let mut tx = self.store.begin().await?;
                    self.move_task(ctx, &mut tx, row, TaskAction::FileRefused).await?.ok();
                    tx.commit().await?;
                }
            }
        }
        Ok(())
    }

    async fn put_answers(&self, ctx: &Ctx, rows: Vec<TaskRow>, file: &UploadFile) -> Result<()> {
        let upload = self.entropy.id();
        let context = format!("upload:{upload}");
        let object = self.objects.put(self.store.keys(), &context, &file.bytes).await?;
        let mut tx = self.store.begin().await?;
        tx.insert_upload(&UploadRow {
            id: upload,
            sequence: None,
            filings: Vec::new(),
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
        for mut row in rows {
            row.upload = Some(upload);
            tx.save_task(&row).await?;
        }
        tx.queue(&Work::SendUploads.at(ctx.now), ctx.now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The file for these answers, all of one kind; or everything that is wrong with it.
    pub(super) async fn answer_file(
        &self,
        rows: &[TaskRow],
    ) -> Result<std::result::Result<UploadFile, Vec<PrepareError>>> {
        let mut records: Vec<InspectedRecord> = Vec::new();
        for row in rows.iter().filter(|row| row.kind.reply() == Some(Reply::Verification)) {
            records.push(self.inspected(row).await?);
        }
        let mut records = records.iter();
        let mut answers = Vec::new();
        for row in rows {
            answers.push(match row.kind.reply() {
                Some(Reply::Verification) => {
                    let record = records.next().ok_or_else(|| Error::internal("no record"))?;
                    self.verification(row, record).await?
                }
                _ => self.unfiled(row).await?,
            });
        }
        Ok(self.bureau.prepare_answers(&answers))
    }

    async fn verification<'a>(
        &self,
        row: &TaskRow,
        record: &'a InspectedRecord,
    ) -> Result<InspectionAnswer<'a>> {
        let answer = answer_of(row)?;
        let holds = answer.holds.unwrap_or(false);
        let said = Some(answer.text.clone()).filter(|text| !text.is_empty());
        Ok(InspectionAnswer::Verification(VerificationAnswer {
            holds,
            inspector: self.who_answered(row).await?,
            at: row.answered_at.unwrap_or(row.updated_at),
            opinion: self.opinion(CodeTable::InspectionOpinion, row, &answer),
            faults: said.filter(|_| !holds),
            record,
        }))
    }

    async fn unfiled(&self, row: &TaskRow) -> Result<InspectionAnswer<'static>> {
        let detail: Detail = serde_json::from_value(row.detail.clone()).map_err(Error::internal)?;
        let Matter::UnfiledSite(site) = detail.matter else {
            return Err(Error::internal("no unfiled site"));
        };
        let answer = answer_of(row)?;
        let own = self.settings.provider.province.parse().map_err(Error::internal)?;
        let handling = answer.opinion.and_then(|code| u32::try_from(code).ok());
        Ok(InspectionAnswer::Unfiled(UnfiledAnswer {
            domain: site.domain,
            ip: site.ip,
            carrier: site.carrier,
            provider: site.provider,
            province: site.province.unwrap_or(own),
            handling: handling.ok_or_else(|| Error::internal("no code of a handling"))?,
            opinion: self.opinion(CodeTable::UnfiledHandling, row, &answer),
            listed_at: row.received_at,
            due_at: row.deadline,
            reporter: Some(self.who_answered(row).await?),
        }))
    }

    /// The code's label on the day of the answer, then what was said.
    fn opinion(&self, table: CodeTable, row: &TaskRow, answer: &TaskAnswer) -> String {
        let day = row.answered_at.unwrap_or(row.updated_at).day();
        let codes = self.codes.current();
        let label = answer.opinion.and_then(|code| codes.label(table, code, day));
        let parts = [label, Some(answer.text.as_str())];
        let parts: Vec<&str> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
        parts.join("：")
    }

    async fn who_answered(&self, row: &TaskRow) -> Result<Personal> {
        let staff = row.answered_by.ok_or_else(|| Error::internal("nobody answered"))?;
        let staff = self.store.staff(staff).await?.ok_or(Error::NotFound("staff"))?;
        Ok(staff.name.into())
    }

    /// The bureau took the file: its answers are reported. Files of filings have none.
    pub(crate) async fn answers_taken(&self, ctx: &Ctx, tx: &mut Tx, upload: Uuid) -> Result<()> {
        for row in tx.tasks_of_upload(upload).await? {
            self.move_task(ctx, tx, row, TaskAction::FileTaken).await?.ok();
        }
        Ok(())
    }

    /// The bureau refused the file: each answer is staff's again.
    pub(crate) async fn answers_refused(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        upload: Uuid,
        code: i32,
    ) -> Result<()> {
        for mut row in tx.tasks_of_upload(upload).await? {
            row.outcome = Some(code.to_string().into());
            self.move_task(ctx, tx, row, TaskAction::FileRefused).await?.ok();
        }
        Ok(())
    }
}

fn answer_of(row: &TaskRow) -> Result<TaskAnswer> {
    let answer = row.answer.clone().ok_or_else(|| Error::internal("no answer"))?;
    serde_json::from_value(answer).map_err(Error::internal)
}
