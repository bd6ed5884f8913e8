//! Every route there is. The router serves this table, and the OpenAPI document describes it.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::route::{Method, Open, Reply, Route, Run, ask, json, known, schema_of};
use crate::{Backend, Code, Error, Event, Nothing, Tail, TakeTicket, Ticket, fields, sse};

/// The table.
pub(crate) fn table() -> Vec<Route> {
    let get = Method::Get;
    let post = Method::Post;
    vec![
        ask(get, "/api/stats", "stats", "What this node has counted so far.", <dyn Backend>::stats),
        ask(get, "/api/nodes", "nodes", "The fleet as this node sees it.", <dyn Backend>::nodes),
        ask(get, "/api/limits", "limits", "How far everything may grow at this node.", <dyn Backend>::limits),
        ask(get, "/api/realms", "realms", "The realms with members at this node, by name.", <dyn Backend>::realms),
        ask(
            get,
            "/api/realms/{realm}/members",
            "members",
            "Who is in a realm at this node, by conn id.",
            <dyn Backend>::members,
        ),
        ask(
            get,
            "/api/realms/{realm}/history",
            "history",
            "What a realm keeps, from a place on.",
            <dyn Backend>::history,
        ),
        ask(
            post,
            "/api/realms/{realm}/publish",
            "publish",
            "Says something in a realm, to all its members in the fleet.",
            <dyn Backend>::publish,
        ),
        ask(
            post,
            "/api/broadcast",
            "broadcast",
            "Says something to every conn of the fleet.",
            <dyn Backend>::broadcast,
        ),
        ask(post, "/api/users/{user}/send", "sendUser", "Says something to a user.", <dyn Backend>::send_user),
        ask(
            post,
            "/api/users/{user}/revoke",
            "revoke",
            "Ends every session and conn of a user, everywhere, within a second.",
            <dyn Backend>::revoke,
        ),
        ask(get, "/api/conns", "conns", "The conns of this node, by id.", <dyn Backend>::conns),
        ask(get, "/api/conns/{conn}", "conn", "One conn of this node.", <dyn Backend>::conn),
        ask(post, "/api/conns/{conn}/send", "sendConn", "Says something to one conn.", <dyn Backend>::send_conn),
        ask(post, "/api/conns/{conn}/kick", "kick", "Closes one conn.", <dyn Backend>::kick),
        ask(post, "/api/games", "createGame", "Begins a game.", <dyn Backend>::create_game),
        ask(get, "/api/games", "games", "The games that are kept, the newest first.", <dyn Backend>::games),
        ask(get, "/api/games/{game}", "game", "What is known of one game.", <dyn Backend>::game),
        ask(
            get,
            "/api/games/{game}/views",
            "gameViews",
            "What a viewer was sent of a game, from its log.",
            <dyn Backend>::game_views,
        ),
        ask(
            get,
            "/api/games/{game}/gcg",
            "gameText",
            "A crossword game that is over, as GCG.",
            <dyn Backend>::game_text,
        ),
        Route {
            open: Open::Everybody,
            ..ask(
                get,
                "/api/games/{game}/review",
                "gameReview",
                "What would have been best at each turn of a crossword game that is over.",
                <dyn Backend>::game_review,
            )
        },
        ask(get, "/api/drain", "drained", "How far draining this node is.", <dyn Backend>::drained),
        ask(post, "/api/drain", "drain", "Begins to drain this node.", <dyn Backend>::drain),
        tail(),
        ticket(),
    ]
}

fn tail() -> Route {
    let known = known::<Tail>();
    let places = Arc::new(Semaphore::new(sse::TAILS_MAX));
    let run: Run = Arc::new(move |backend, asked| {
        let request = fields::request::<Tail>(&known, asked.given);
        let full = |_| Error::new(Code::Busy, format!("{} tails are open already", sse::TAILS_MAX));
        let place = Arc::clone(&places).try_acquire_owned().map_err(full);
        Box::pin(async move { Ok(sse::response(backend.tail(request?).await?, place?)) })
    });
    Route {
        method: Method::Get,
        path: "/api/tail",
        name: "tail",
        about: "Tells what happens at this node, as server-sent events, until the asker goes.",
        open: Open::Admin,
        request: schema_of::<Tail>,
        reply: Reply::Events(|schemas| schemas.subschema_for::<Event>()),
        run,
    }
}

fn ticket() -> Route {
    let run: Run = Arc::new(|backend, asked| {
        let missing = || Error::new(Code::LoginFailed, "no token came with the request");
        let request = fields::request::<Nothing>(&[], asked.given);
        Box::pin(async move {
            request?;
            let token = asked.token.ok_or_else(missing)?;
            json(&backend.ticket(TakeTicket { token }).await?)
        })
    });
    Route {
        method: Method::Post,
        path: "/api/ticket",
        name: "ticket",
        about: "Exchanges a login token, sent as the bearer token, for a ticket to connect with: once, and soon.",
        open: Open::Players,
        request: schema_of::<Nothing>,
        reply: Reply::Json(|schemas| schemas.subschema_for::<Ticket>()),
        run,
    }
}
