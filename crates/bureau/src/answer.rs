//! The codes an answer to a call may carry (handbook §3.10), and what each means to the caller.

/// What the bureau says to an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadAnswer {
    /// Taken (0); the results come by download.
    Accepted,
    /// Not taken: files with lower numbers are missing (14). Send these first, as they were;
    /// where none is named, go on from [`crate::Bureau::previous_upload`].
    Missing { sequences: Vec<i64> },
    /// Not taken, for now: send the same file again later. After [`RetryReason::Unspecified`] ask
    /// [`crate::Bureau::previous_upload`] first, for the words do not exclude that it was taken.
    Retry { code: i32, reason: RetryReason, message: String },
    /// Not taken. Every code that is not known lands here too; of these ([`CallCode::Unknown`]) it is
    /// open whether the file was taken: ask [`crate::Bureau::previous_upload_file`].
    Refused { code: i32, message: String },
}

/// Why to come back later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetryReason {
    /// Hash or zip did not hold there (7, 8): the bytes were damaged on the way.
    Damaged,
    /// The day's number of files is used up (15).
    TooMany,
    /// Outside the reporting hours (20); the message says them.
    OutsideHours,
    /// 901, 902.
    Maintenance,
    /// 其他错误 (999).
    Unspecified,
}

/// The meaning of a call-level code, the same for all six operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallCode {
    /// 0.
    Done,
    /// 1: this is the last file.
    LastFile,
    /// 2: nothing to download.
    NoFile,
    /// 3: more files wait.
    MoreFiles,
    /// 14.
    SequenceGap,
    Later(RetryReason),
    /// Our own account, keys or parameters are wrong (4, 5, 6, 9–13, 16, 19, 21): nothing works
    /// until somebody corrects them.
    OurFault,
    /// The file breaks the interface's limits (17, 18).
    BadFile,
    /// 22: too many tries with a filing password.
    TooManyTries,
    Unknown,
}

impl CallCode {
    pub fn of(code: i32) -> Self {
        match code {
            0 => Self::Done,
            1 => Self::LastFile,
            2 => Self::NoFile,
            3 => Self::MoreFiles,
            7 | 8 => Self::Later(RetryReason::Damaged),
            14 => Self::SequenceGap,
            15 => Self::Later(RetryReason::TooMany),
            17 | 18 => Self::BadFile,
            20 => Self::Later(RetryReason::OutsideHours),
            22 => Self::TooManyTries,
            901 | 902 => Self::Later(RetryReason::Maintenance),
            999 => Self::Later(RetryReason::Unspecified),
            4..=6 | 9..=13 | 16 | 19 | 21 => Self::OurFault,
            _ => Self::Unknown,
        }
    }
}
