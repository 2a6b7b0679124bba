//! A small installation in which nothing went wrong.

use crate::{postgres, sample};
use filing::{
    id::FilingId,
    state::{ActionName, FilingState, Stage},
    time::Timestamp,
};
use invariants::{Evidence, LedgerEntry, Report};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::{FilingRow, JournalEntry, Objects, Store, StoreConfig, UploadRow, UploadState};

/// Long after everything that is written here.
pub const LATER: Timestamp = Timestamp::from_millis(4_000_000_000_000);

pub struct Scene {
    pub store: Store,
    pub objects: Objects,
    pub folder: tempfile::TempDir,
    url: String,
}

/// From the first word to the bureau's clerk.
pub const FILED_WAY: [(ActionName, Stage, Stage); 8] = [
    (ActionName::FinishEntry, Stage::Entering, Stage::Verifying),
    (ActionName::AllServicesVerified, Stage::Verifying, Stage::Ready),
    (ActionName::Submit, Stage::Ready, Stage::ProviderReview),
    (ActionName::Claim, Stage::ProviderReview, Stage::ProviderReview),
    (ActionName::Approve, Stage::ProviderReview, Stage::AwaitingUpload),
    (ActionName::StartReport, Stage::AwaitingUpload, Stage::Sending),
    (ActionName::Uploaded, Stage::Sending, Stage::SmsVerification),
    (ActionName::SmsConfirmed, Stage::SmsVerification, Stage::BureauReview),
];

/// Runs a test on an empty installation with each database.
pub async fn each(test: impl AsyncFn(Scene)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    test(Scene::open(url, folder).await).await;
    let Some(url) = postgres::new_database().await else { return };
    test(Scene::open(url, tempfile::tempdir().unwrap()).await).await;
}

impl Scene {
    async fn open(url: String, folder: tempfile::TempDir) -> Self {
        let config = StoreConfig { url: url.clone(), max_connections: 4 };
        let ids: store::Ids = std::sync::Arc::new(sample::id);
        let store = Store::open_with(&config, sample::keys(), ids).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, objects: Objects::memory(), folder, url }
    }

    pub fn evidence(&self) -> Evidence<'_> {
        Evidence::new(&self.store, &self.objects, LATER)
    }

    pub async fn check(&self) -> Report {
        invariants::check(&self.evidence()).await.unwrap()
    }

    /// A filing with a journal of these transitions.
    pub async fn filing(
        &self,
        steps: &[(ActionName, Stage, Stage)],
        state: FilingState,
    ) -> FilingRow {
        let name = format!("user{}", sample::id().as_u128() as u64);
        let account = sample::stored_account(&self.store, &name).await;
        let row = FilingRow { state, ..sample::filing(account.id) };
        let mut tx = self.store.begin().await.unwrap();
        tx.insert_filing(&row).await.unwrap();
        tx.journal(entry("filing_created", row.id, json!({}))).await.unwrap();
        for (action, from, to) in steps {
            let detail = json!({ "from": from, "to": to });
            tx.journal(entry(action.as_str(), row.id, detail)).await.unwrap();
        }
        tx.commit().await.unwrap();
        row
    }

    /// One that waits for the bureau's clerk.
    pub async fn at_the_bureau(&self) -> FilingRow {
        self.filing(&FILED_WAY, FilingState::BureauReview).await
    }

    /// The file that took a filing to the bureau.
    pub async fn upload(&self, filing: FilingId, hash: &str, state: UploadState) -> UploadRow {
        let id = sample::id();
        let context = format!("upload:{id}");
        let object = self.objects.put(self.store.keys(), &context, hash.as_bytes()).await.unwrap();
        let mut row = UploadRow {
            sequence: None,
            id,
            filings: vec![filing],
            object,
            hash: hash.into(),
            state,
            msg_code: None,
            attempts: 1,
            last_error: None,
            created_at: sample::NOW,
            sent_at: None,
            answered_at: None,
        };
        let mut tx = self.store.begin().await.unwrap();
        tx.insert_upload(&row).await.unwrap();
        row.sequence = Some(tx.assign_sequence(id).await.unwrap());
        tx.commit().await.unwrap();
        row
    }

    /// Takes away what keeps the journal from being changed.
    pub fn unguard(&self) -> &'static str {
        match self.store.engine() {
            "sqlite" => "DROP TRIGGER journal_is_not_changed",
            _ => "DROP TRIGGER journal_stays ON journal",
        }
    }

    /// Runs SQL past the store, as somebody with the database's password would.
    pub async fn tamper(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.url.starts_with("sqlite") {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        }
    }
}

pub fn entry(action: &'static str, filing: FilingId, detail: serde_json::Value) -> JournalEntry {
    JournalEntry { detail, ..sample::entry(action, Some(filing)) }
}

/// A file that the bureau took in.
pub fn taken(n: u64, sequence: i64, hash: &str) -> LedgerEntry {
    LedgerEntry {
        n,
        operation: "isp_upload".into(),
        sequence: Some(sequence),
        hash: Some(hash.into()),
        code: 0,
        mode: None,
    }
}
