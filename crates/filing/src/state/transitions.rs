//! The table of transitions, read back from [`FilingState::apply`] by trying everything.

use super::{ActionName, Effect, FilingState, Guard, Progress, ReturnedBy, Stage, Upload};
use crate::{
    confirmation::{Confirmer, SMS_WINDOW},
    id::ServiceId,
    permission::Permission,
    time::Timestamp,
};

/// One row of the life of a filing.
#[derive(Clone, Debug)]
pub struct Transition {
    pub from: FilingState,
    pub action: ActionName,
    pub needs: Permission,
    pub guards: &'static [Guard],
    pub to: FilingState,
    pub effects: Vec<Effect>,
}

/// Every transition there is, in the order of stages and actions. States that differ only in what
/// they carry are tried in each form that changes the result: one officer missing or two, returned
/// by the bureau or for a missed confirmation.
pub fn transitions() -> Vec<Transition> {
    let mut rows = Vec::new();
    for from in Stage::ALL.iter().flat_map(|stage| stage.examples()) {
        for &action in ActionName::ALL {
            for (example, now) in action.examples(&from) {
                let needs = example.needs();
                if let Ok((to, effects)) = from.apply(example, now) {
                    let guards = action.guards(from.stage());
                    rows.push(Transition {
                        from: from.clone(),
                        action,
                        needs,
                        guards,
                        to,
                        effects,
                    });
                }
            }
        }
    }
    rows
}

impl Stage {
    /// States of this stage, one a form that matters.
    pub fn examples(self) -> Vec<FilingState> {
        use FilingState as S;
        let deadline = Timestamp::from_millis(0) + SMS_WINDOW;
        let of_service = Confirmer::of_service(ServiceId::from_uuid(uuid::Uuid::nil()));
        match self {
            Self::Entering => vec![S::Draft { progress: Progress::Entering }],
            Self::Verifying => vec![S::Draft { progress: Progress::Verifying }],
            Self::Ready => vec![S::Draft { progress: Progress::Ready }],
            Self::ProviderReview => vec![S::ProviderReview],
            Self::ReturnedByProvider => vec![S::Returned { by: ReturnedBy::Provider }],
            Self::AwaitingUpload => vec![S::AwaitingUpload { upload: Upload::Waiting }],
            Self::Sending => vec![S::AwaitingUpload { upload: Upload::Sending }],
            Self::UploadFailed => vec![S::AwaitingUpload { upload: Upload::Failed }],
            Self::SmsVerification => vec![
                S::SmsVerification { pending: vec![Confirmer::SPONSOR, of_service], deadline },
                S::SmsVerification { pending: vec![of_service], deadline },
            ],
            Self::BureauReview => vec![S::BureauReview],
            Self::ReturnedByBureau => vec![
                S::Returned { by: ReturnedBy::Bureau },
                S::Returned { by: ReturnedBy::SmsTimeout },
            ],
            Self::Filed => vec![S::Filed { number: None }],
            Self::Withdrawn => vec![S::Withdrawn],
        }
    }
}
