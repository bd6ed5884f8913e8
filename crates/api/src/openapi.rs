//! The OpenAPI document (version 3.1), made from the table of routes and the types of requests and replies.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::route::{Method, Open, Reply, Route};
use crate::{Error, routes};

/// The document as it is served.
pub(crate) async fn document() -> Response {
    ([(CONTENT_TYPE, "application/json")], openapi().to_string()).into_response()
}

/// The document.
#[must_use]
pub fn openapi() -> Value {
    // OpenAPI 3.1 takes JSON Schema 2020-12 as it is; only the place of shared schemas is its own.
    let mut schemas = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .into_generator();
    let error = schemas.subschema_for::<Error>();
    let mut paths = Map::new();
    for route in routes::table() {
        let operation = operation(&route, &mut schemas, &error);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[method(route.method)] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hubbub's server API",
            "version": "1",
            "description": "What operators and services ask a node. Everything but `ticket` is on the admin listener.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "admin": { "type": "http", "scheme": "bearer", "description": "The token of `admin.token_file`." },
                "login": { "type": "http", "scheme": "bearer", "description": "A token of the login service." },
            },
        },
    })
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
    }
}

fn operation(route: &Route, schemas: &mut SchemaGenerator, error: &Schema) -> Value {
    let (in_path, elsewhere) = split(route, (route.request)(schemas));
    let mut parameters: Vec<Value> = in_path.iter().map(|field| field.parameter("path")).collect();
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.about,
        "security": security(route.open),
    });
    match route.method {
        Method::Get => parameters.extend(elsewhere.iter().map(|field| field.parameter("query"))),
        Method::Post if elsewhere.is_empty() => {}
        Method::Post => operation["requestBody"] = body(elsewhere),
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation["responses"] = json!({
        "200": reply(route.reply, schemas),
        "default": {
            "description": "It came to nothing.",
            "content": { "application/json": { "schema": error } },
        },
    });
    operation
}

fn security(open: Open) -> Value {
    match open {
        Open::Admin => json!([{ "admin": [] }]),
        Open::Players => json!([{ "login": [] }]),
        Open::Everybody => json!([]),
    }
}

/// A field of a request.
struct Field {
    name: String,
    schema: Value,
    is_required: bool,
}

impl Field {
    fn parameter(&self, place: &str) -> Value {
        json!({ "name": self.name, "in": place, "required": self.is_required, "schema": self.schema })
    }
}

/// The fields that stand in the path, and the others.
fn split(route: &Route, request: Schema) -> (Vec<Field>, Vec<Field>) {
    let value = request.to_value();
    let required = value["required"].as_array().cloned().unwrap_or_default();
    let properties = value["properties"].as_object().cloned().unwrap_or_default();
    let fields = properties.into_iter().map(|(name, schema)| Field {
        is_required: required.iter().any(|known| *known == name.as_str()),
        name,
        schema,
    });
    fields.partition(|field| route.path.contains(&format!("{{{}}}", field.name)))
}

fn body(fields: Vec<Field>) -> Value {
    let required: Vec<_> = fields.iter().filter(|field| field.is_required).map(|field| field.name.clone()).collect();
    let properties: Map<_, _> = fields.into_iter().map(|field| (field.name, field.schema)).collect();
    json!({
        "required": !required.is_empty(),
        "content": { "application/json": { "schema": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        } } },
    })
}

fn reply(reply: Reply, schemas: &mut SchemaGenerator) -> Value {
    match reply {
        Reply::Json(schema) => json!({
            "description": "It was done.",
            "content": { "application/json": { "schema": schema(schemas) } },
        }),
        Reply::Events(schema) => json!({
            "description": "Events, each with this document as its `data`, until the asker goes.",
            "content": { "text/event-stream": { "schema": schema(schemas) } },
        }),
    }
}
