//! Typed, prefixed identifiers: a `FilingId` prints `fil_…` and can't be passed as a session's.
//!
//! The 128 bits are made outside (UUIDv7 by the caller), so that rules stay without randomness.

macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident($prefix:literal);)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(uuid::Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;
            pub const fn from_uuid(uuid: uuid::Uuid) -> Self { Self(uuid) }
            pub const fn uuid(self) -> uuid::Uuid { self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseIdError;
            fn from_str(s: &str) -> Result<Self, ParseIdError> {
                s.strip_prefix(concat!($prefix, "_"))
                    .and_then(|rest| uuid::Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(ParseIdError { expected: $prefix })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::schema::text(concat!("`", $prefix, "_` and 32 hexadecimal digits"), None)
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}
    )+};
}

typed_id! {
    /// A sponsor's account.
    AccountId("acc");
    /// A member of the provider's staff.
    StaffId("stf");
    /// One application: a draft, its review, its result.
    FilingId("fil");
    /// One internet information service within a filing or a record.
    ServiceId("svc");
    /// One run of the phone work for one service, opened by a QR code.
    VerificationId("ver");
    /// A stored picture or PDF.
    MaterialId("mat");
    /// What the bureau confirmed: a sponsor with its services and accesses.
    RecordId("rec");
    /// What one administrator proposes and another one decides.
    ProposalId("prp");
    /// A sponsor's request for a record: a claim or a transfer.
    MoveRequestId("mrq");
    /// One line of the journal.
    EntryId("jrn");
    /// A queued piece of work.
    JobId("job");
    /// Something the bureau asks the provider to look into.
    TaskId("tsk");
    /// A captcha that was shown.
    CaptchaId("cap");
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a `{expected}_…` identifier")]
pub struct ParseIdError {
    expected: &'static str,
}
