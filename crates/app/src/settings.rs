//! What the operator decides, by section. Unknown keys are refused when the file is read.

use crate::bureau::LEAST_KEEP_DAYS;
use filing::{confirmation::QuietHours, reporting_hours::ReportingHours};
use serde::Deserialize;

/// The provider that runs this system (接入商).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Printed on sheets and shown to sponsors.
    pub name: String,
    /// Where a sponsor gets help: a telephone number or an address.
    pub contact: String,
    /// GB/T 2260 code of the province that the provider reports to.
    pub province: String,
    /// The provider's own address blocks (CIDR); an address outside is refused by the bureau (1063).
    pub ip_blocks: Vec<String>,
}

/// How long and how often (handbook §6.5). All spans in the unit of their name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    pub captcha_minutes: i64,
    pub session_idle_minutes: i64,
    pub staff_idle_minutes: i64,
    pub session_hours: i64,
    /// Wrong passwords before an account rests.
    pub login_tries: i32,
    pub login_rest_minutes: i64,
    /// To open a QR code.
    pub qr_minutes: i64,
    /// To finish on the phone after opening it.
    pub phone_session_minutes: i64,
    /// A type check older than this is repeated before submission.
    pub classification_hours: i64,
    pub phone_code_minutes: i64,
    /// One-time codes sent for one service's phone work.
    pub phone_codes: u32,
    pub idempotency_hours: i64,
    /// Between two looks at the bureau's download queue.
    pub poll_seconds: i64,
    /// Hours in Beijing in which nobody is reminded of a confirmation but for the last time.
    pub quiet_hours: QuietHours,
    /// Short messages of all sorts that one number gets in a day.
    pub messages_per_number_and_day: u32,
}

/// What is sent to the bureau, and how long it is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutboxSettings {
    /// How long an approved filing waits for others to share its file.
    pub gather_seconds: i64,
    /// How long a sent file is kept; three months at least ([`LEAST_KEEP_DAYS`]).
    pub keep_days: i64,
    /// `9:00-17:00`, several by commas: nothing is sent outside of them. Empty: the bureau says
    /// them when it refuses a file because of the hour.
    pub reporting_hours: String,
    /// Number of the first file, and of the first part of a filing, where another system of this
    /// provider reported before.
    pub first_sequence: i64,
    pub first_wire_id: i64,
}

impl OutboxSettings {
    /// # Errors
    /// The first key whose value can't be.
    pub fn check(&self) -> Result<(), String> {
        let hours = self.reporting_hours.trim();
        if self.keep_days < LEAST_KEEP_DAYS {
            Err(format!("outbox.keep_days must be {LEAST_KEEP_DAYS} or more"))
        } else if !(0..=3600).contains(&self.gather_seconds) {
            Err("outbox.gather_seconds must be from 0 to 3600".into())
        } else if self.first_sequence < 1 || self.first_wire_id < 1 {
            Err("outbox.first_sequence and outbox.first_wire_id must be 1 or more".into())
        } else if !hours.is_empty() && ReportingHours::read(hours).is_none() {
            Err("outbox.reporting_hours must look like 9:00-17:00".into())
        } else {
            Ok(())
        }
    }
}

/// The pictures that are kept and reported.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureSettings {
    /// Longest side of a stored picture, in pixels.
    pub stored_side: u32,
    /// Largest stored picture, in bytes.
    pub stored_bytes: usize,
    /// Limits of the bureau's interface (V3.0: sheet 150 KB, others 100 KB).
    pub reported_sheet_bytes: usize,
    pub reported_bytes: usize,
    /// Pictures read at the same time.
    pub readers: usize,
    /// Pictures waiting for a reader; one more is refused politely.
    pub waiting: usize,
    /// A document below this field confidence goes to a human (0 to 1).
    pub confident: f32,
}

/// Everything the use cases need to know from the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the public reaches this system, without a trailing slash: `https://beian.example.com`.
    pub public_url: String,
    pub provider: ProviderSettings,
    pub limits: LimitSettings,
    pub pictures: PictureSettings,
    pub outbox: OutboxSettings,
}
