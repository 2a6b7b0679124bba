//! How a change of a draft looks in the API's description: a draft of which everything may be
//! absent.

use filing::draft::{Draft, ServiceDraft};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, Ref, RefOr, Schema},
};

/// A JSON merge patch of a [`Draft`] (RFC 7396).
pub struct DraftPatch;

impl PartialSchema for DraftPatch {
    fn schema() -> RefOr<Schema> {
        let services = ArrayBuilder::new()
            .items(Ref::from_schema_name(ServicePatch::name()))
            .description(Some("Takes the place of the whole list."))
            .build();
        let mut schema = Draft::schema();
        if let RefOr::T(Schema::Object(draft)) = &mut schema {
            draft.description = Some(
                "A JSON merge patch of the draft (RFC 7396): what is absent stays, null empties."
                    .into(),
            );
            draft.properties.insert("services".into(), services.into());
        }
        schema
    }
}

impl ToSchema for DraftPatch {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Draft::schemas(schemas);
        schemas.push((ServicePatch::name().into_owned(), ServicePatch::schema()));
    }
}

/// A service in a patch.
struct ServicePatch;

impl PartialSchema for ServicePatch {
    fn schema() -> RefOr<Schema> {
        let mut schema = ServiceDraft::schema();
        if let RefOr::T(Schema::Object(service)) = &mut schema {
            service.description = Some("A service as typed; without an id it is new.".into());
            service.required.clear();
        }
        schema
    }
}

impl ToSchema for ServicePatch {}
