//! How the types that print as text look in an API's description. Only with the feature `schema`.

use crate::{personal::Personal, time::Timestamp};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, SchemaFormat,
        schema::{Schema, Type},
    },
};

/// A string with what it holds.
pub(crate) fn text(description: &str, format: Option<KnownFormat>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(format.map(SchemaFormat::KnownFormat))
        .description(Some(description))
        .into()
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        text("RFC 3339 in UTC, milliseconds", Some(KnownFormat::DateTime))
    }
}

impl ToSchema for Timestamp {}

impl PartialSchema for Personal {
    fn schema() -> RefOr<Schema> {
        text("Personal: whole for its owner, masked for others", None)
    }
}

impl ToSchema for Personal {}
