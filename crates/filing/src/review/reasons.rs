use crate::{
    draft::Draft,
    id::ServiceId,
    time::Timestamp,
    verification::{Step, VerificationSession},
    words::Language,
};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A reason of the library `reference/return_reasons.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnReason {
    pub code: String,
    /// Where it can be given.
    pub at: Vec<Place>,
    pub redo: Redo,
    /// What the sponsor reads: what is wrong and what to do.
    pub zh: String,
    pub en: String,
}

/// A field by pointer pattern (`*` is one level: `/services/*/names`), or a step of the phone work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ReasonPlace))]
pub enum Place {
    Field(String),
    Step(Step),
}

/// What the sponsor must do again; never more than is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Redo {
    /// Correct the field; evidence follows from what becomes stale.
    Field,
    /// Take this step's pictures again.
    Step,
    SponsorStage,
    ServiceStage,
}

/// A reason as given in a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReturnItem {
    /// Code of the library.
    pub code: String,
    /// The field, by JSON pointer, when it is about one.
    #[serde(default)]
    pub path: Option<String>,
    /// The step, when it is about a picture.
    #[serde(default)]
    pub step: Option<Step>,
    /// Whose step; absent for the sponsor stage.
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// In the reviewer's words, beside the library's.
    #[serde(default)]
    pub note: Option<String>,
}

static SHIPPED: LazyLock<Vec<ReturnReason>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        reason: Vec<ReturnReason>,
    }
    let file: File = toml::from_str(include_str!("../../reference/return_reasons.toml"))
        .unwrap_or_else(|e| panic!("reference/return_reasons.toml: {e}"));
    file.reason
});

/// The library, in its order.
pub fn return_reasons() -> &'static [ReturnReason] {
    &SHIPPED
}

impl ReturnReason {
    pub fn find(code: &str) -> Option<&'static Self> {
        SHIPPED.iter().find(|reason| reason.code == code)
    }

    pub fn words(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }

    /// Whether it can be given at this field or step.
    pub fn fits(&self, item: &ReturnItem) -> bool {
        self.at.iter().any(|place| match place {
            Place::Field(pattern) => item.path.as_deref().is_some_and(|path| under(pattern, path)),
            Place::Step(step) => item.step == Some(*step),
        })
    }
}

impl ReturnItem {
    /// Whether the library has the reason and it fits the place.
    pub fn is_valid(&self) -> bool {
        ReturnReason::find(&self.code).is_some_and(|reason| reason.fits(self))
    }

    pub fn redo(&self) -> Option<Redo> {
        ReturnReason::find(&self.code).map(|reason| reason.redo)
    }
}

/// `/services/*/names` holds `/services/0/names` and `/services/0/names/1`; the empty pattern all.
fn under(pattern: &str, path: &str) -> bool {
    let mut path = path.split('/');
    pattern.split('/').all(|wanted| match path.next() {
        Some(part) => wanted == "*" || wanted == part,
        None => false,
    })
}

/// Reasons nothing was done about since the return: the field is as it was, the step wasn't taken
/// again. Empty: the guard `reasons_answered` holds.
pub fn unanswered<'i>(
    items: &'i [ReturnItem],
    returned: &Draft,
    now: &Draft,
    sessions: &[VerificationSession],
    returned_at: Timestamp,
) -> Vec<&'i ReturnItem> {
    let as_json = |draft: &Draft| serde_json::to_value(draft).unwrap_or_default();
    let (before, after) = (as_json(returned), as_json(now));
    let changed = |path: &str| before.pointer(path) != after.pointer(path);
    let taken_again = |step: Step, service: Option<ServiceId>| {
        sessions
            .iter()
            .filter(|session| service.is_none_or(|service| session.service == service))
            .flat_map(|session| &session.done)
            .any(|done| done.step == step && done.at > returned_at)
    };
    items
        .iter()
        .filter(|item| {
            let field = item.path.as_deref().is_some_and(changed);
            let step = item.step.is_some_and(|step| taken_again(step, item.service));
            !(field || step)
        })
        .collect()
}
