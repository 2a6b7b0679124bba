//! The description of the API: what every operation has in common is added here, so that no
//! handler repeats it. Who may ask, what must be sent along, what can go wrong anywhere.

use super::{
    auth::{SPONSOR_COOKIE, STAFF_COOKIE},
    console::{ProvidersAction, StaffAction},
    idempotency,
    portal::filings::SponsorAction,
    problem::Problem,
};
use utoipa::{
    Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        Content, KnownFormat, ObjectBuilder, OpenApi as Description, PathItem, Ref, RefOr,
        Required, Response, SchemaFormat, Type,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        security::SecurityScheme,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ICP filing (ICP备案)",
        version = "1",
        description = "The filing system of an access provider. Errors are problem+json with a \
                       stable code; findings carry JSON pointers. Every request that changes \
                       something and comes with a cookie needs X-CSRF-Token; it may carry an \
                       Idempotency-Key, and then gets its first answer again."
    ),
    tags(
        (name = "portal", description = "For sponsors (主办者)"),
        (name = "phone", description = "For the phone that opened a QR code"),
        (name = "console", description = "For the provider's staff (接入商)"),
        (name = "reference", description = "Code tables, regions, words"),
        (name = "health", description = "For the operator")
    ),
    components(schemas(SponsorAction, StaffAction, ProvidersAction, Problem)),
    modifiers(&Schemes)
)]
pub struct Document;

/// How a caller shows who it is.
struct Schemes;

const CSRF: &str = "csrf";

impl Modify for Schemes {
    fn modify(&self, document: &mut Description) {
        let components = document.components.get_or_insert_default();
        let cookie = |name, of| SecurityScheme::ApiKey(ApiKey::Cookie(described(name, of)));
        components.add_security_scheme("portal", cookie(SPONSOR_COOKIE, "A sponsor's session"));
        components.add_security_scheme("console", cookie(STAFF_COOKIE, "A session of the staff"));
        let token = described("X-CSRF-Token", "`csrf_token` of the session");
        components.add_security_scheme(CSRF, SecurityScheme::ApiKey(ApiKey::Header(token)));
        let device = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("`device` of `phone_open`"));
        components.add_security_scheme("phone", SecurityScheme::Http(device.build()));
    }
}

fn described(name: &str, of: &str) -> ApiKeyValue {
    ApiKeyValue::with_description(name, of)
}

/// Adds to every operation what follows from its tag, its method and its body.
pub fn complete(mut document: Description) -> Description {
    for (path, item) in &mut document.paths.paths {
        let inside = path.contains('{');
        for (safe, operation) in operations(item) {
            asks(operation, safe);
            answers(operation, inside);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let safe = item.get.iter_mut().map(|operation| (true, operation));
    let others = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    safe.chain(others.into_iter().flatten().map(|operation| (false, operation)))
}

/// Log-in, token against forgery, key against repetition.
fn asks(operation: &mut Operation, safe: bool) {
    let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
    if !operation.responses.responses.contains_key("401") {
        return;
    }
    let scopes: [&str; 0] = [];
    let by_cookie = matches!(tag.as_str(), "portal" | "console");
    let mut security = SecurityRequirement::new(tag, scopes);
    if by_cookie {
        may_be(operation, "403");
    }
    if by_cookie && !safe {
        security = security.add(CSRF, scopes);
        operation.parameters.get_or_insert_default().push(RefOr::T(key()));
        for status in ["400", "409", "422"] {
            may_be(operation, status);
        }
    }
    operation.security = Some(vec![security]);
}

fn key() -> Parameter {
    let text =
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(8)).max_length(Some(128));
    ParameterBuilder::new()
        .name(idempotency::HEADER.as_str())
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "8 to 128 visible characters of the client's own making: the same request again gets \
             the first answer again",
        ))
        .schema(Some(text))
        .build()
}

/// What can go wrong with any body, any place, any request; and every status in words.
fn answers(operation: &mut Operation, inside: bool) {
    if inside {
        may_be(operation, "404");
    }
    if operation.parameters.iter().flatten().any(in_query) {
        may_be(operation, "400");
    }
    if operation.request_body.is_some() {
        for status in ["400", "413", "415", "422"] {
            may_be(operation, status);
        }
    }
    may_be(operation, "default");
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description = says(status).to_owned();
        }
    }
}

fn in_query(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)
}

fn may_be(operation: &mut Operation, status: &str) {
    let problem = Ref::from_schema_name(Problem::name());
    let mut response = Response::new("");
    let content = Content::new(Some(problem));
    response.content.insert("application/problem+json".into(), content.into());
    operation.responses.responses.entry(status.into()).or_insert_with(|| response.into());
}

fn says(status: &str) -> &'static str {
    match status {
        "200" => "The answer",
        "201" => "Made",
        "204" => "Done",
        "400" => "Not understood",
        "401" => "Nobody is logged in, or the session is over",
        "403" => "Not allowed, no token against forgery, or the password must be changed first",
        "404" => "Not there, or another's",
        "409" => "Not possible as things stand; `stale` names the version that does",
        "413" => "Too large",
        "415" => "Another kind of content than asked",
        "422" => "What was sent does not hold: every finding at once",
        "429" => "Too often; `retry_after` in seconds",
        "503" => "Something that this system stands on does not answer; nothing was changed",
        _ => "Anything else",
    }
}

/// A file, as it is.
pub struct File;

impl PartialSchema for File {
    fn schema() -> RefOr<utoipa::openapi::Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .into()
    }
}

impl ToSchema for File {}
