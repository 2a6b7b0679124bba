//! The transitions. Read the one match as a table: state and action on the left, new state and
//! work on the right. What isn't listed is refused (handbook §6.1).

use super::{Action, ActionName, Effect, FilingState, Notice, Progress, ReturnedBy, Stage, Upload};
use crate::{confirmation::Confirmer, kind::Initiator, time::Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    #[error("{action} is not possible while the filing is {state}")]
    NotNow { state: Stage, action: ActionName },
    /// The window is closed on its last instant: at the deadline it is too late.
    #[error("the time to confirm by SMS ended at {0}")]
    TooLate(Timestamp),
    #[error("the time to confirm by SMS runs until {0}")]
    TooEarly(Timestamp),
    /// Confirmed already, or never asked.
    #[error("no confirmation of the {} is awaited", .0.party.name())]
    NotAwaited(Confirmer),
}

const ENTERING: FilingState = FilingState::Draft { progress: Progress::Entering };
const VERIFYING: FilingState = FilingState::Draft { progress: Progress::Verifying };
const READY: FilingState = FilingState::Draft { progress: Progress::Ready };
const TO_UPLOAD: FilingState = FilingState::AwaitingUpload { upload: Upload::Waiting };
const SENDING: FilingState = FilingState::AwaitingUpload { upload: Upload::Sending };
const FAILED: FilingState = FilingState::AwaitingUpload { upload: Upload::Failed };

const fn returned(by: ReturnedBy) -> FilingState {
    FilingState::Returned { by }
}

const fn tell(notice: Notice) -> Effect {
    Effect::TellSponsor { notice }
}

impl FilingState {
    /// The state after `action`, and the work it starts. What the state can't know (findings,
    /// evidence, who took the review) the caller must have checked: [`super::Guard`].
    ///
    /// # Errors
    /// [`TransitionError::NotNow`] names state and action; a confirmation is refused from the
    /// deadline on, its expiry until then.
    pub fn apply(
        &self,
        action: Action,
        now: Timestamp,
    ) -> Result<(Self, Vec<Effect>), TransitionError> {
        use Action as A;
        use Effect as E;
        use FilingState as S;
        use Progress::{Entering, Ready, Verifying};
        use Upload::{Failed, Sending, Waiting};

        let next = match (self, action) {
            // With the sponsor.
            (S::Draft { progress: Entering }, A::Save) => (ENTERING, vec![]),
            (S::Draft { progress: Entering }, A::FinishEntry) => {
                (VERIFYING, vec![E::OpenVerifications])
            }
            (S::Draft { progress: Entering }, A::FinishEntryWithoutEvidence) => (READY, vec![]),

            (S::Draft { progress: Verifying }, A::EvidenceCollected) => (VERIFYING, vec![]),
            (S::Draft { progress: Verifying }, A::AllServicesVerified) => (READY, vec![]),

            (S::Draft { progress: Verifying | Ready } | S::Returned { .. }, A::Edit) => {
                (ENTERING, vec![E::MarkStaleEvidence, E::RevokeTokens])
            }
            (S::Draft { progress: Verifying | Ready } | S::Returned { .. }, A::RedoSponsor) => {
                (VERIFYING, vec![E::RestartSponsorStage])
            }
            (S::Draft { progress: Verifying | Ready } | S::Returned { .. }, A::RedoService) => {
                (VERIFYING, vec![E::RestartServiceStage])
            }

            (S::Draft { progress: Ready }, A::Submit) => (
                S::ProviderReview,
                vec![E::FreezeSnapshot, E::RevokeTokens, tell(Notice::Submitted)],
            ),
            (S::Returned { .. }, A::Resubmit) => {
                (S::ProviderReview, vec![E::FreezeSnapshot, tell(Notice::Submitted)])
            }
            (S::Draft { .. } | S::Returned { .. }, A::Abandon { by }) => {
                (S::Withdrawn, given_up(by))
            }

            // With the provider.
            (S::ProviderReview, A::Withdraw) => (READY, vec![]),
            (S::ProviderReview, A::Claim) => (S::ProviderReview, vec![E::AssignReviewer]),
            (S::ProviderReview | S::AwaitingUpload { upload: Failed }, A::Return) => (
                returned(ReturnedBy::Provider),
                vec![E::KeepReturnReasons, tell(Notice::ReturnedByProvider)],
            ),
            (S::ProviderReview, A::Approve) => {
                (TO_UPLOAD, vec![E::UploadToBureau, tell(Notice::Approved)])
            }
            (S::AwaitingUpload { upload: Waiting }, A::Withdraw) => (READY, vec![]),
            (S::AwaitingUpload { upload: Waiting }, A::Recall) => (S::ProviderReview, vec![]),

            // On the way to the bureau.
            (S::AwaitingUpload { upload: Waiting }, A::StartReport) => (SENDING, vec![]),
            (S::AwaitingUpload { upload: Sending }, A::Uploaded { confirmers, .. })
                if confirmers.is_empty() =>
            {
                (S::BureauReview, vec![E::PollBureau, tell(Notice::AtBureau)])
            }
            (S::AwaitingUpload { upload: Sending }, A::Uploaded { confirmers, deadline }) => {
                asked(confirmers, deadline)
            }
            (S::AwaitingUpload { upload: Sending }, A::UploadRetry) => {
                (TO_UPLOAD, vec![E::UploadToBureau])
            }
            (S::AwaitingUpload { upload: Sending }, A::UploadRefused) => {
                (FAILED, vec![E::TellStaff])
            }
            (S::AwaitingUpload { upload: Failed }, A::RetryUpload) => {
                (TO_UPLOAD, vec![E::UploadToBureau])
            }

            // With the officers, until the deadline.
            (S::SmsVerification { deadline, .. }, A::SmsExpired) if now < *deadline => {
                return Err(TransitionError::TooEarly(*deadline));
            }
            (
                S::SmsVerification { deadline, .. },
                A::SmsConfirmed(_) | A::SmsWrong(_) | A::SmsResent(_) | A::SmsLocked,
            ) if now >= *deadline => return Err(TransitionError::TooLate(*deadline)),
            (
                S::SmsVerification { pending, .. },
                A::SmsConfirmed(who) | A::SmsWrong(who) | A::SmsResent(who),
            ) if !pending.contains(&who) => return Err(TransitionError::NotAwaited(who)),
            (S::SmsVerification { pending, .. }, A::SmsConfirmed(who)) if *pending == [who] => {
                (S::BureauReview, vec![E::PollBureau, tell(Notice::AtBureau)])
            }
            (S::SmsVerification { pending, deadline }, A::SmsConfirmed(who)) => {
                let pending = pending.iter().copied().filter(|other| *other != who).collect();
                (S::SmsVerification { pending, deadline: *deadline }, vec![])
            }
            (S::SmsVerification { .. }, A::SmsWrong(confirmer)) => {
                (self.clone(), vec![E::CountWrongTry { confirmer }])
            }
            // A new code; the deadline doesn't move.
            (S::SmsVerification { .. }, A::SmsResent(_)) => (self.clone(), vec![]),
            (S::SmsVerification { .. }, A::SmsLocked | A::SmsExpired) => {
                (returned(ReturnedBy::SmsTimeout), vec![tell(Notice::NobodyConfirmed)])
            }

            // Our clock called it over, the bureau's did not: its word counts.
            (S::Returned { by: ReturnedBy::SmsTimeout }, A::SmsReopened { pending, .. })
                if pending.is_empty() =>
            {
                (S::BureauReview, vec![E::PollBureau, tell(Notice::AtBureau)])
            }
            (S::Returned { by: ReturnedBy::SmsTimeout }, A::SmsReopened { deadline, .. })
                if now >= deadline =>
            {
                return Err(TransitionError::TooLate(deadline));
            }
            (S::Returned { by: ReturnedBy::SmsTimeout }, A::SmsReopened { pending, deadline }) => (
                S::SmsVerification { pending: in_order(pending), deadline },
                vec![
                    E::WatchDeadline { until: deadline },
                    E::PollBureau,
                    tell(Notice::ConfirmationReopened),
                ],
            ),

            // With the bureau.
            (S::BureauReview, A::BureauAccepted { number }) => {
                (S::Filed { number }, vec![E::StoreRecord, E::ReleaseInFlight, tell(Notice::Filed)])
            }
            (S::BureauReview, A::BureauRefused) => (
                returned(ReturnedBy::Bureau),
                vec![E::KeepReturnReasons, tell(Notice::ReturnedByBureau)],
            ),
            // Nothing is wrong with the filing, only nobody answered.
            (S::Returned { by: ReturnedBy::SmsTimeout }, A::ResubmitUnchanged { .. }) => {
                (TO_UPLOAD, vec![E::UploadToBureau])
            }

            (state, action) => {
                let (state, action) = (state.stage(), action.name());
                return Err(TransitionError::NotNow { state, action });
            }
        };
        Ok(next)
    }
}

/// Everybody once, in the order of the file.
fn in_order(confirmers: Vec<Confirmer>) -> Vec<Confirmer> {
    let mut once: Vec<Confirmer> = Vec::with_capacity(confirmers.len());
    for confirmer in confirmers {
        if !once.contains(&confirmer) {
            once.push(confirmer);
        }
    }
    once
}

fn asked(confirmers: Vec<Confirmer>, until: Timestamp) -> (FilingState, Vec<Effect>) {
    let confirmers = in_order(confirmers);
    let mut effects: Vec<_> = confirmers
        .iter()
        .map(|&confirmer| Effect::AskForConfirmation { confirmer, until })
        .collect();
    effects.extend([Effect::WatchDeadline { until }, Effect::PollBureau]);
    (FilingState::SmsVerification { pending: confirmers, deadline: until }, effects)
}

fn given_up(by: Initiator) -> Vec<Effect> {
    let mut effects = vec![Effect::RevokeTokens, Effect::ReleaseInFlight, Effect::ScheduleErasure];
    if by == Initiator::Provider {
        effects.push(tell(Notice::AbandonedByProvider));
    }
    effects
}
