//! Code tables, regions and words: the same that the rules check with.

use super::{Server, problem::Problem};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use filing::{
    code::CodeTable,
    region::Regions,
    words::{self, Language},
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(codes)).routes(routes!(regions)).routes(routes!(words_of))
}

/// One choice of a code table.
#[derive(Serialize, ToSchema)]
pub struct Code {
    pub id: i64,
    pub label: String,
    /// For document types: the kind of sponsor that may use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sponsor_kind: Option<i64>,
}

/// A region with what lies in it.
#[derive(Serialize, ToSchema)]
pub struct Place {
    /// GB/T 2260, six digits.
    pub code: String,
    pub name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub children: Vec<Place>,
}

/// Every code table as it may be chosen from today.
#[utoipa::path(get, path = "/api/reference/codes", tag = "reference", operation_id = "reference_codes",
    responses((status = 200, body = BTreeMap<String, Vec<Code>>)))]
async fn codes(State(server): State<Server>) -> Json<BTreeMap<&'static str, Vec<Code>>> {
    let today = (server.clock)().day();
    let tables = server.app.codes.current();
    let all = CodeTable::ALL.iter().map(|table| {
        let rows = tables.choices(*table, today).into_iter().map(|row| Code {
            id: row.id,
            label: row.zh.clone(),
            sponsor_kind: row.sponsor_kind,
        });
        (table.name(), rows.collect())
    });
    Json(all.collect())
}

/// Provinces, cities and counties.
#[utoipa::path(get, path = "/api/reference/regions", tag = "reference", operation_id = "reference_regions",
    responses((status = 200, body = Vec<Place>)))]
async fn regions() -> Json<Vec<Place>> {
    let regions = Regions::shipped();
    let place = |region: &filing::region::Region<'_>, children| Place {
        code: region.code.to_string(),
        name: region.name.to_owned(),
        children,
    };
    let provinces = regions.provinces();
    let all = provinces.iter().map(|province| {
        let cities = regions.children(province.code);
        let cities = cities.iter().map(|city| {
            let counties = regions.children(city.code);
            place(city, counties.iter().map(|county| place(county, Vec::new())).collect())
        });
        place(province, cities.collect())
    });
    Json(all.collect())
}

/// All words of a language (`zh-CN`, `en`), by section and code.
#[utoipa::path(get, path = "/api/reference/words/{language}", tag = "reference", operation_id = "reference_words",
    params(("language" = String, Path)),
    responses(
        (status = 200, body = BTreeMap<String, BTreeMap<String, String>>),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
async fn words_of(Path(language): Path<String>) -> Result<Json<&'static words::Words>, Problem> {
    match language.as_str() {
        "zh-CN" => Ok(Json(words::all(Language::Chinese))),
        "en" => Ok(Json(words::all(Language::English))),
        _ => Err(Problem::new(StatusCode::NOT_FOUND, "not_found")),
    }
}
