use super::RecordEvent;
use serde::{Deserialize, Serialize};

/// Why a record is another one than before: each has a line in its history with the record as it
/// was afterwards. Words: `record_change.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum RecordChange {
    /// The bureau sent a record that nobody filed through this provider.
    Imported,
    /// The bureau sent it again, changed.
    Updated,
    /// A filing of ours was accepted.
    Filed,
    /// An account of this provider was linked to it (认领).
    Claimed,
    /// It went to another account (转移), or a part of it to another sponsor (迁移).
    Moved,
    /// What happened to its state.
    State(RecordEvent),
}

impl RecordChange {
    const OTHERS: &[Self] =
        &[Self::Imported, Self::Updated, Self::Filed, Self::Claimed, Self::Moved];

    pub fn all() -> impl Iterator<Item = Self> {
        Self::OTHERS.iter().copied().chain(RecordEvent::ALL.iter().copied().map(Self::State))
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Updated => "updated",
            Self::Filed => "filed",
            Self::Claimed => "claimed",
            Self::Moved => "moved",
            Self::State(event) => event.name(),
        }
    }
}

impl From<RecordChange> for &'static str {
    fn from(change: RecordChange) -> Self {
        change.name()
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no change of a record")]
pub struct UnknownChange(String);

impl TryFrom<String> for RecordChange {
    type Error = UnknownChange;
    fn try_from(text: String) -> Result<Self, UnknownChange> {
        Self::all().find(|change| change.name() == text).ok_or(UnknownChange(text))
    }
}
