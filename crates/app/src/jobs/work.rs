use filing::{
    confirmation::Reminder,
    id::{FilingId, TaskId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use store::NewJob;

/// One piece of queued work. The variant's name is the job's kind, its fields the payload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Work {
    /// Builds the files of approved filings and puts them into the outbox.
    PrepareUploads,
    /// The same, as the version before queued it for one filing.
    Report { filing: FilingId },
    /// Sends what is in the outbox, in order.
    SendUploads,
    /// The same after a wait.
    SendAt { at: Timestamp },
    /// Fetches what the bureau has for us, one look.
    PollBureau,
    /// Processes a stored download, then acknowledges it.
    ReadDownload { file_name: String },
    /// The 24 hours of a confirmation are over.
    ExpireConfirmation { filing: FilingId, deadline: Timestamp },
    /// Reminds of a confirmation that is still missing.
    RemindConfirmation { filing: FilingId, deadline: Timestamp, reminder: Reminder },
    /// Puts answers to the bureau's tasks into the outbox.
    ReportAnswers,
    /// Reminds of a task of the bureau before its term ends.
    RemindTask { task: TaskId, deadline: Timestamp, at: Timestamp },
    /// The term of a task is over.
    EndTask { task: TaskId, deadline: Timestamp },
    /// Sends a message that is in the outbox.
    SendMessage { message: uuid::Uuid },
    /// Asks whether a message that was taken reached the phone.
    CheckMessage { message: uuid::Uuid, look: u32 },
    /// Deletes what has expired, and objects that no row knows.
    Sweep { day: i64 },
    /// Deletes the pictures of an abandoned filing.
    EraseMaterials { filing: FilingId },
}

impl Work {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PrepareUploads => "prepare_uploads",
            Self::Report { .. } => "report",
            Self::SendUploads => "send_uploads",
            Self::SendAt { .. } => "send_at",
            Self::PollBureau => "poll_bureau",
            Self::ReadDownload { .. } => "read_download",
            Self::ExpireConfirmation { .. } => "expire_confirmation",
            Self::RemindConfirmation { .. } => "remind_confirmation",
            Self::ReportAnswers => "report_answers",
            Self::RemindTask { .. } => "remind_task",
            Self::EndTask { .. } => "end_task",
            Self::SendMessage { .. } => "send_message",
            Self::CheckMessage { .. } => "check_message",
            Self::Sweep { .. } => "sweep",
            Self::EraseMaterials { .. } => "erase_materials",
        }
    }

    /// A second job with the same key is not queued while the first is unfinished.
    fn dedup(&self) -> String {
        match self {
            Self::PrepareUploads | Self::SendUploads | Self::PollBureau | Self::ReportAnswers => {
                self.kind().to_owned()
            }
            other => serde_json::to_string(other).unwrap_or_default(),
        }
    }

    /// As a row, to be run at `at`.
    pub fn at(&self, at: Timestamp) -> NewJob {
        NewJob {
            kind: self.kind().to_owned(),
            payload: serde_json::to_value(self).unwrap_or_default(),
            dedup: Some(self.dedup()),
            run_at: at,
            max_attempts: self.max_attempts(),
        }
    }

    /// After that many failures a human looks at it.
    fn max_attempts(&self) -> i32 {
        match self {
            // The bureau may be away for a weekend; the backoff ends at about an hour.
            Self::Report { .. } | Self::ReportAnswers | Self::ReadDownload { .. } => 200,
            // What waits for the bureau waits in the outbox; a failure is the database's or ours,
            // and giving up would lose filings.
            Self::PrepareUploads | Self::SendUploads | Self::SendAt { .. } => i32::MAX,
            // A message ends with its own use; a missed deadline waits for the bureau's word.
            Self::PollBureau | Self::SendMessage { .. } | Self::ExpireConfirmation { .. } => {
                i32::MAX
            }
            _ => 20,
        }
    }
}
