//! The table of routes over HTTP.

use std::sync::Arc;
use std::time::Duration;

use auth::Secret;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, RawQuery, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, any, get, on};
use serde_json::json;
use tokio::time::timeout;

use crate::fields::{self, Given};
use crate::route::{Asked, Method, Open, Route};
use crate::{AdminToken, Backend, Code, Error, openapi, routes};

/// The largest body of a request, in bytes: a full message in base64 fits. When over: 413.
const BODY_BYTES_MAX: usize = 128 << 10;

/// How long a backend may think, and how long a body may take to arrive.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// Where the OpenAPI document is, for which no token is needed: it holds nothing that the source does not.
const OPENAPI: &str = "/api/openapi.json";

/// Everything under `/api` that operators and services may ask, for whoever brings the token.
pub fn admin(backend: Arc<dyn Backend>, token: AdminToken) -> Router {
    let document = Router::new().route(OPENAPI, get(openapi::document)).method_not_allowed_fallback(wrong_method);
    let nowhere = ["/api", "/api/", "/api/{*rest}"];
    nowhere
        .into_iter()
        .fold(served(Open::Admin), |router, path| router.route(path, any(no_such_path)))
        .with_state(backend)
        .layer(middleware::from_fn_with_state(Arc::new(token), let_in))
        .merge(document)
        .layer(middleware::from_fn(own_pages_only))
        .layer(middleware::map_response(keep_nowhere))
}

/// What players may ask of the API where they connect: a ticket, and the review of a game that is over.
pub fn players(backend: Arc<dyn Backend>) -> Router {
    served(Open::Players)
        .merge(served(Open::Everybody))
        .layer(middleware::map_response(keep_nowhere))
        .with_state(backend)
}

fn served(open: Open) -> Router<Arc<dyn Backend>> {
    let rows = routes::table().into_iter().filter(|route| route.open == open);
    let router = rows.fold(Router::new(), |router, route| router.route(route.path, row(route)));
    router.method_not_allowed_fallback(wrong_method)
}

fn row(route: Route) -> MethodRouter<Arc<dyn Backend>> {
    let filter = match route.method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
    };
    let handler = async move |State(backend): State<Arc<dyn Backend>>,
                              path: Result<RawPathParams, RawPathParamsRejection>,
                              RawQuery(query): RawQuery,
                              headers: HeaderMap,
                              body: Body| {
        let answer = async {
            let path = path.map_err(|_| Error::new(Code::BadRequest, "the path is not UTF-8"))?;
            let given = given(route.method, &path, query.as_deref(), &headers, body).await?;
            (route.run)(backend, Asked { given, token: bearer(&headers).map(Secret::new) }).await
        };
        let late = || Error::new(Code::Unavailable, "no answer in time");
        timeout(ANSWER_TIME, answer).await.map_err(|_| late()).flatten()
    };
    on(filter, handler)
}

/// All fields that came: of the path, and of the query or the body.
async fn given(
    method: Method,
    path: &RawPathParams,
    query: Option<&str>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Vec<Given>, Error> {
    let mut given: Vec<_> = path.iter().map(|(name, value)| Given::word(name, value)).collect();
    match method {
        Method::Get => {
            let words = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
            given.extend(words.map(|(name, value)| Given::word(name, value)));
        }
        Method::Post if query.is_some() => {
            return Err(Error::new(Code::BadRequest, "a POST takes its fields in a JSON body, not behind a `?`"));
        }
        Method::Post => given.extend(fields::members(&read(headers, body).await?)?),
    }
    Ok(given)
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Error> {
    let too_large = |_| Error::new(Code::TooLarge, format!("the body is larger than {BODY_BYTES_MAX} bytes"));
    let body = axum::body::to_bytes(body, BODY_BYTES_MAX).await.map_err(too_large)?;
    let said = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let media = said.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    if !body.is_empty() && !media.eq_ignore_ascii_case(b"application/json") {
        return Err(Error::new(Code::WrongType, "the body is not said to be JSON"));
    }
    Ok(body.into())
}

/// What stands behind `Authorization: Bearer`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn let_in(State(token): State<Arc<AdminToken>>, request: Request, next: Next) -> Result<Response, Error> {
    match bearer(request.headers()) {
        Some(given) if token.is(given) => Ok(next.run(request).await),
        Some(_) => Err(Error::new(Code::Unauthorized, "the token is wrong")),
        None => Err(Error::new(Code::Unauthorized, "the token is missing")),
    }
}

/// A page of another site cannot even try tokens: what its browser says of it is not this listener.
async fn own_pages_only(request: Request, next: Next) -> Result<Response, Error> {
    let Some(origin) = request.headers().get(ORIGIN) else { return Ok(next.run(request).await) };
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let is_own = authority.zip(host).is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host));
    if is_own { Ok(next.run(request).await) } else { Err(Error::new(Code::ForeignPage, "a page of another site asks")) }
}

/// Answers are of the moment, and some are secret.
async fn keep_nowhere(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn no_such_path(uri: Uri) -> Error {
    let path: String = uri.path().chars().take(128).collect();
    Error::new(Code::NoSuchPath, format!("nothing is served at {path}"))
}

async fn wrong_method() -> Error {
    Error::new(Code::WrongMethod, "the path is not served by this method")
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let told = json!({ "code": self.code, "text": self.to_string() }).to_string();
        let mut response = (self.code.status(), [(CONTENT_TYPE, "application/json")], told).into_response();
        if matches!(self.code, Code::Unauthorized | Code::LoginFailed) {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
