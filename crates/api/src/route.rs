//! One row of the table of routes: where it is, what it is for the OpenAPI document, and how it is carried out.

use std::sync::Arc;

use auth::Secret;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fields::{self, Given};
use crate::requests::Checked;
use crate::{Answer, Backend, Boxed, Code, Error};

/// How a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

/// Who may ask a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// Whoever has the admin token.
    Admin,
    /// Whoever has a token of the login service; served where players connect.
    Players,
    /// Everybody; served where players connect.
    Everybody,
}

/// What a route answers with.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// One JSON document.
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// Server-sent events, each with one JSON document.
    Events(fn(&mut SchemaGenerator) -> Schema),
}

/// What came with a request, once it is known that it may be asked.
pub(crate) struct Asked {
    pub(crate) given: Vec<Given>,
    /// What stood behind `Authorization: Bearer`.
    pub(crate) token: Option<Secret>,
}

/// How a route is carried out.
pub(crate) type Run = Arc<dyn Fn(Arc<dyn Backend>, Asked) -> Boxed<'static, Result<Response, Error>> + Send + Sync>;

/// A method of the backend.
pub(crate) type Asks<Q, R> = for<'a> fn(&'a (dyn Backend + 'static), Q) -> Answer<'a, R>;

/// One row.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) method: Method,
    /// As axum and OpenAPI both write it.
    pub(crate) path: &'static str,
    /// The operation's name, for generated clients.
    pub(crate) name: &'static str,
    /// What it does, in a sentence.
    pub(crate) about: &'static str,
    pub(crate) open: Open,
    /// Everything that can be given: in the path, the query and the body.
    pub(crate) request: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) reply: Reply,
    pub(crate) run: Run,
}

/// A row that asks one method of the backend and answers with JSON.
pub(crate) fn ask<Q, R>(
    method: Method,
    path: &'static str,
    name: &'static str,
    about: &'static str,
    asks: Asks<Q, R>,
) -> Route
where
    Q: DeserializeOwned + JsonSchema + Checked + Send + 'static,
    R: Serialize + JsonSchema + 'static,
{
    let known = known::<Q>();
    let run: Run = Arc::new(move |backend, asked| {
        let request = fields::request::<Q>(&known, asked.given);
        Box::pin(async move { json(&asks(&*backend, request?).await?) })
    });
    let (request, reply) = (schema_of::<Q>, Reply::Json(|schemas| schemas.subschema_for::<R>()));
    Route { method, path, name, about, open: Open::Admin, request, reply, run }
}

/// The whole schema of a request, for its properties.
pub(crate) fn schema_of<Q: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    Q::json_schema(schemas)
}

/// The names of all fields that a request can have.
pub(crate) fn known<Q: JsonSchema>() -> Vec<String> {
    let schema = Q::json_schema(&mut SchemaGenerator::default());
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
}

/// An answer in JSON.
pub(crate) fn json(reply: &impl Serialize) -> Result<Response, Error> {
    let text = serde_json::to_string(reply);
    let text = text.map_err(|error| {
        tracing::error!(%error, "a reply cannot be written as JSON");
        Error::new(Code::Failed, "the reply cannot be written as JSON")
    })?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}
