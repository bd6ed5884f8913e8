//! The commands that list something; pages are followed up to the limit.

use api::{ConnInfo, Dialect, Member, Nodes, PageLimit, RealmInfo, View};
use form_urlencoded::Serializer;
use serde_json::json;

use super::cli;
use super::client::Client;
use super::failure::Failure;
use crate::table::{self, or_dash};

/// A path with its query.
pub(super) fn with_query(path: &str, fields: &[(&str, Option<String>)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in fields {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("{path}?{}", query.finish())
}

/// Everything that the pages hold, up to `most`. `ask` gets what to ask for, as `after` and `limit`, and gives the
/// entries of one page and what follows it.
pub(super) async fn all<T, A: Clone + ToString>(
    most: usize,
    mut after: Option<String>,
    ask: impl AsyncFn([(&'static str, Option<String>); 2]) -> Result<(Vec<T>, Option<A>), Failure>,
) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    while all.len() < most {
        let limit = PageLimit::nearest(most - all.len()).count().to_string();
        let (page, next) = ask([("after", after), ("limit", Some(limit))]).await?;
        all.extend(page);
        let Some(next) = next else { break };
        after = Some(next.to_string());
    }
    Ok(all)
}

pub(super) async fn realms(asked: cli::Realms) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let realms: Vec<RealmInfo> = all(asked.most.count(), None, async |[after, limit]| {
        let path = with_query("/api/realms", &[("prefix", Some(asked.prefix.clone())), after, limit]);
        client.get(&path).await.map(|page: api::Realms| (page.realms, page.next))
    })
    .await?;
    if asked.server.json {
        return table::json(&json!({ "realms": realms }));
    }
    let columns = [("REALM", false), ("MEMBERS", true), ("IN FLEET", true), ("HEAD", true), ("OWNER", true)];
    table::rows(
        &columns,
        realms.into_iter().map(|realm| {
            let head = realm.head.map(|head| format!("{}/{}", head.epoch, head.offset));
            let (members, fleet) = (realm.members.to_string(), realm.fleet_members.to_string());
            vec![realm.realm.to_string(), members, fleet, or_dash(head), or_dash(realm.owner)]
        }),
    )
}

pub(super) async fn members(asked: cli::Members) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let members: Vec<Member> = all(asked.most.count(), None, async |fields| {
        let path = with_query(&format!("/api/realms/{}/members", asked.realm), &fields);
        client.get(&path).await.map(|page: api::Members| (page.members, page.next))
    })
    .await?;
    if asked.server.json {
        return table::json(&json!({ "members": members }));
    }
    let rows = members.into_iter().map(|member| vec![member.conn.to_string(), or_dash(member.user)]);
    table::rows(&[("CONN", true), ("USER", false)], rows)
}

pub(super) async fn conns(asked: cli::Conns) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let conns: Vec<ConnInfo> = all(asked.most.count(), None, async |[after, limit]| {
        let user = ("user", asked.user.as_ref().map(ToString::to_string));
        let path = with_query("/api/conns", &[user, after, limit]);
        client.get(&path).await.map(|page: api::Conns| (page.conns, page.next))
    })
    .await?;
    if asked.server.json {
        return table::json(&json!({ "conns": conns }));
    }
    let columns = [
        ("CONN", true),
        ("USER", false),
        ("ADDRESS", false),
        ("SINCE", false),
        ("SPEAKS", false),
        ("REALMS", false),
        ("OUTBOX", true),
        ("LAG", true),
    ];
    table::rows(&columns, conns.into_iter().map(conn_row))
}

fn conn_row(conn: ConnInfo) -> Vec<String> {
    let speaks = match (conn.dialect, conn.hello) {
        (Dialect::Protobuf, true) => "protobuf",
        (Dialect::Protobuf, false) => "protobuf, no hello",
        (Dialect::Json, true) => "json",
        (Dialect::Json, false) => "json, no hello",
    };
    let realms: Vec<_> = conn.realms.iter().map(ToString::to_string).collect();
    vec![
        conn.conn.to_string(),
        or_dash(conn.user),
        conn.address.to_string(),
        table::time(conn.since_ms),
        speaks.to_owned(),
        realms.join(" "),
        format!("{} B", conn.outbox_bytes),
        format!("{} ms", conn.lag_ms),
    ]
}

pub(super) async fn history(asked: cli::History) -> anyhow::Result<()> {
    let client = Client::of(&asked.server)?;
    let after = asked.after.map(|after| after.to_string());
    let views: Vec<View> = all(asked.most.count(), after, async |fields| {
        let path = with_query(&format!("/api/realms/{}/history", asked.realm), &fields);
        client.get(&path).await.map(|page: api::History| (page.views, page.next))
    })
    .await?;
    if asked.server.json {
        return table::json(&json!({ "views": views }));
    }
    let columns = [("OFFSET", true), ("AT", false), ("CONN", true), ("USER", false), ("TEXT", false)];
    table::rows(
        &columns,
        views.into_iter().map(|view| {
            vec![view.offset.to_string(), table::time(view.at_ms), or_dash(view.conn), or_dash(view.user), view.text]
        }),
    )
}

pub(super) async fn nodes(server: cli::Server) -> anyhow::Result<()> {
    let nodes: Nodes = Client::of(&server)?.get("/api/nodes").await?;
    if server.json {
        return table::json(&nodes);
    }
    let columns = [("NODE", true), ("NAME", false), ("CONNS", true), ("STATE", false), ("HEARD", true)];
    table::rows(
        &columns,
        nodes.nodes.into_iter().map(|node| {
            let state = if node.draining { "draining" } else { "serving" };
            let heard = if node.here { "here".to_owned() } else { format!("{} ms ago", node.heard_ms_ago) };
            vec![node.node.to_string(), node.name, node.conns.to_string(), state.to_owned(), heard]
        }),
    )
}
