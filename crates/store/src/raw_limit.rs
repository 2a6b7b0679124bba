//! The rows of one submission by plain SQL, everything in them made beforehand: nothing is read,
//! decided, sealed or chained. What the use case is measured against.

use crate::{Result, Store, column::to_json, filings::FilingRow, link::on};
use uuid::Uuid;

/// What submitting one filing writes: the filing with its dossier, the end of its QR codes, a
/// message, a job, a journal entry.
pub struct RawSubmission {
    row: Uuid,
    dossier: Vec<u8>,
    state_json: String,
    recipient: Vec<u8>,
    text: Vec<u8>,
    ids: [Uuid; 3],
}

impl RawSubmission {
    /// Seals what `row` would hold after it was submitted; `text` is as long as the message's.
    pub fn of(store: &Store, row: &FilingRow, text: &str) -> Result<Self> {
        let (keys, id) = (&store.keys, row.id.uuid());
        Ok(Self {
            row: id,
            dossier: keys.seal_json("filing.dossier", id, &row.dossier)?,
            state_json: to_json(&row.state, "filing.state_json")?,
            recipient: keys.seal_json("message.recipient", id, "13800000000")?,
            text: keys.seal_json("message.args", id, text)?,
            ids: [store.new_id(), store.new_id(), store.new_id()],
        })
    }

    /// One transaction, by the same connection as everything else. The journal no longer verifies
    /// afterwards: for a database that was made to be measured and thrown away.
    pub async fn commit(&self, store: &Store) -> Result<()> {
        let [message, job, entry] = self.ids;
        let mut tx = store.begin().await?;
        on!(tx.link, c => {
            sqlx::query(
                "UPDATE filing SET state = 'provider_review', state_json = $2, dossier = $3, \
                 in_flight = $4, submitted_at = updated_at, version = version + 1 WHERE id = $1",
            )
            .bind(self.row)
            .bind(&self.state_json)
            .bind(&self.dossier)
            .bind(true)
            .execute(c)
            .await?;
        });
        on!(tx.link, c => {
            sqlx::query("UPDATE verification SET revoked = $2 WHERE filing = $1")
                .bind(self.row)
                .bind(true)
                .execute(c)
                .await?;
        });
        on!(tx.link, c => {
            sqlx::query(
                "INSERT INTO message (id, channel, recipient, template, args, out_id, state, \
                 attempts, created_at) VALUES ($1, 'sms', $2, 'submitted', $3, $4, 'queued', 0, 0)",
            )
            .bind(message)
            .bind(&self.recipient)
            .bind(&self.text)
            .bind(message.simple().to_string())
            .execute(c)
            .await?;
        });
        on!(tx.link, c => {
            sqlx::query(
                "INSERT INTO job (id, kind, payload, dedup, state, due_at, attempts, \
                 max_attempts, created_at) VALUES ($1, 'send_message', $2, $2, 'ready', 0, 0, 20, 0)",
            )
            .bind(job)
            .bind(format!("{{\"kind\":\"send_message\",\"of\":{{\"message\":\"{message}\"}}}}"))
            .execute(c)
            .await?;
        });
        let sequence: i64 = on!(tx.link, c => {
            sqlx::query_scalar("UPDATE journal_head SET sequence = sequence + 1 RETURNING sequence")
                .fetch_one(c)
                .await?
        });
        on!(tx.link, c => {
            sqlx::query(
                "INSERT INTO journal (sequence, id, at, actor, action, filing, detail, request, \
                 suite, hash) VALUES ($1, $2, 0, $3, 'submit', $4, $5, $6, 1, $7)",
            )
            .bind(sequence)
            .bind(entry)
            .bind(self.row.to_string())
            .bind(self.row)
            .bind("{\"from\":\"ready\",\"to\":\"provider_review\"}")
            .bind(entry.to_string())
            .bind(&[0_u8; 32][..])
            .execute(c)
            .await?;
        });
        tx.commit().await
    }
}
