//! What the phone must collect (电子核验): the plan of its steps, the session that walks through it,
//! what each step leaves as evidence, and which evidence an edit makes stale.

mod compare;
mod evidence;
mod plan;
mod session;
mod stale;
mod step;

pub use compare::{Comparison, FieldMatch, compare};
pub use evidence::{
    EVIDENCE_CODES, Evidence, FieldReading, Judge, Measure, Verdict, portrait_verdict,
};
pub use plan::{OfficerDocument, PlanCase, SponsorIs, phone_check_at, plan};
pub use session::{
    DoneStep, SessionError, StepOutcome, Tries, VerificationSession, VerificationStatus,
};
pub use stale::{Makes, STALE_TABLE, StaleEvidence, StaleRow, stale_evidence};
pub use step::{Picture, PlannedStep, Screen, Step, VerificationStage, WantedPicture};
