//! A player in the JSON dialect: says and hears values.

use serde_json::{Value, json};

use crate::harness::{Client, Node, Request, text};

/// One conn, and all that it has heard.
pub(crate) struct Player {
    pub(crate) client: Client,
    pub(crate) heard: Vec<String>,
}

impl Player {
    /// A conn that has heard its id.
    pub(crate) fn open(node: &Node, target: &str) -> Self {
        Self::asking(node, &Request::upgrade(target))
    }

    /// The same, with a request of its own.
    pub(crate) fn asking(node: &Node, request: &Request) -> Self {
        Self { client: Client::open(node.address, request), heard: Vec::new() }
    }

    /// A conn with a user.
    pub(crate) fn guest(node: &Node) -> Self {
        let mut player = Self::open(node, "/");
        player.hello(json!({}));
        player.until("joined");
        player
    }

    pub(crate) fn id(&self) -> u64 {
        self.client.id
    }

    pub(crate) fn say(&mut self, message: &Value) {
        self.client.send(&text(&message.to_string()));
    }

    /// Says `hello` with these fields and gives the `welcome`.
    pub(crate) fn hello(&mut self, mut fields: Value) -> Value {
        fields["version"] = 1.into();
        self.say(&json!({ "hello": fields }));
        self.until("welcome")
    }

    /// The content of the next message of a kind; what comes before it is passed over.
    pub(crate) fn until(&mut self, kind: &str) -> Value {
        loop {
            let text = self.client.text();
            let message: Value = serde_json::from_str(&text).expect("JSON");
            self.heard.push(text);
            if let Some(content) = message.get(kind) {
                return content.clone();
            }
            assert!(kind == "error" || message.get("error").is_none(), "waiting for {kind}: {message}");
        }
    }

    /// Reads up to a chat of the server with this text.
    pub(crate) fn until_line(&mut self, line: &str) {
        loop {
            let message: Value = serde_json::from_str(&self.client.text()).expect("JSON");
            if message["type"] == 0 && message["sender"] == 0 && message["text"] == line {
                return;
            }
        }
    }

    /// Waits until a realm has so many members.
    pub(crate) fn until_present(&mut self, realm: &str, members: u64) {
        loop {
            let presence = self.until("presence");
            if presence["realm"] == realm
                && presence["members"].as_str().and_then(|count| count.parse().ok()) == Some(members)
            {
                return;
            }
        }
    }

    /// Asks into a realm until whoever owns it answers, and gives the realm that it is let into.
    pub(crate) fn join(&mut self, realm: &str) -> String {
        self.say(&json!({ "join": { "realm": realm } }));
        self.until("joined")["realm"].as_str().expect("a name").to_owned()
    }

    /// Whether some message that was heard holds the text.
    pub(crate) fn has_heard(&self, text: &str) -> bool {
        self.heard.iter().any(|heard| heard.contains(text))
    }
}
