//! What goes over the bus, as bytes: protobuf, `proto/node/v1/bus.proto`.

use std::sync::Arc;

use buffa::Message as _;
use types::{CloseCode, ConnId, Epoch, Name, Offset, Place, Realm};
use wire::bus;

use crate::{Ask, NodeNumber, Publication, Said, Say, StreamAnswer, StreamAsk, View, What, Whom, Why};

/// The bytes are none that a node sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Publication {
    /// As it is published by this node.
    #[must_use]
    pub fn encode(&self, node: NodeNumber) -> Vec<u8> {
        let (place, body) = match self {
            Self::Said(place, said) => (*place, bus::publication::Body::Said(said_out(said, Offset(0)))),
            Self::Head(place) => (*place, bus::publication::Body::Head(bus::Head::default())),
            Self::Count { members, asks } => {
                (Place::NONE, bus::publication::Body::Count(bus::Count { members: *members, asks: *asks }))
            }
            Self::PutOut(whom) => (Place::NONE, bus::publication::Body::PutOut(put_out(whom))),
            Self::Kick(code) => (Place::NONE, bus::publication::Body::Kick(bus::Kick { code: code.number().into() })),
        };
        let (epoch, offset) = (place.epoch.0, place.offset.0);
        bus::Publication { node: node.0.into(), epoch, offset, body: Some(body) }.encode_to_vec()
    }

    /// Who published, and what.
    ///
    /// # Errors
    /// When that is not to be seen from the bytes.
    pub fn decode(bytes: &[u8]) -> Result<(NodeNumber, Self), Unreadable> {
        let publication = bus::Publication::decode_from_slice(bytes).map_err(|_| Unreadable)?;
        let place = Place { epoch: Epoch(publication.epoch), offset: Offset(publication.offset) };
        let read = match publication.body.ok_or(Unreadable)? {
            bus::publication::Body::Said(said) => Self::Said(place, Arc::new(said_in(said, place.offset)?)),
            bus::publication::Body::Head(_) => Self::Head(place),
            bus::publication::Body::Count(count) => Self::Count { members: count.members, asks: count.asks },
            bus::publication::Body::PutOut(whom) => Self::PutOut(whom_in(&whom)?),
            bus::publication::Body::Kick(kick) => Self::Kick(code_in(kick.code)?),
        };
        Ok((node_in(publication.node)?, read))
    }
}

impl Said {
    /// As a part of what nodes tell each other.
    #[must_use]
    pub fn encode(&self) -> bus::Said {
        said_out(self, self.offset)
    }

    /// What was said.
    ///
    /// # Errors
    /// When that is not to be seen from the words.
    pub fn decode(said: bus::Said) -> Result<Self, Unreadable> {
        let offset = Offset(said.offset);
        said_in(said, offset)
    }
}

impl Ask {
    /// As it is sent.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let ask = match &self.ask {
            StreamAsk::Say(say) => bus::ask::Ask::Say(said_of(Offset(0), say.from, say.user.as_ref(), &say.what)),
            StreamAsk::After(place) => bus::ask::Ask::After(place_out(*place)),
            StreamAsk::Whole => bus::ask::Ask::Whole(true),
        };
        let seat = match &self.realm {
            Realm::Seat(seat) => seat.user.to_string(),
            Realm::Lobby | Realm::Room(_) | Realm::Game(_) | Realm::GameTv(_) | Realm::User(_) | Realm::Stands(_) => {
                String::new()
            }
        };
        let hosted = self.realm.is_hosted();
        bus::Ask { realm: self.realm.to_string(), ask: Some(ask), seat, hosted }.encode_to_vec()
    }

    /// What was asked.
    ///
    /// # Errors
    /// When that is not to be seen from the bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let ask = bus::Ask::decode_from_slice(bytes).map_err(|_| Unreadable)?;
        let realm = match (ask.realm.parse().map_err(|_| Unreadable)?, ask.hosted) {
            (Realm::Game(game), true) => Realm::seat(game, ask.seat.parse().map_err(|_| Unreadable)?),
            (Realm::GameTv(game), true) => Realm::Stands(game),
            (realm, _) => realm,
        };
        let read = match ask.ask.ok_or(Unreadable)? {
            bus::ask::Ask::Say(said) => {
                let Said { from, user, what, .. } = said_in(said, Offset(0))?;
                StreamAsk::Say(Say { from, user, what })
            }
            bus::ask::Ask::After(place) => StreamAsk::After(place_in(&place)),
            bus::ask::Ask::Whole(_) => StreamAsk::Whole,
        };
        Ok(Self { realm, ask: read })
    }
}

impl StreamAnswer {
    /// As it is sent; `Err` by a node that does not own the stream, with the one that does.
    #[must_use]
    pub fn encode(answer: &Result<Self, Option<NodeNumber>>) -> Vec<u8> {
        let answer = match answer {
            Err(owner) => bus::Answer { owner: owner.map_or(0, |owner| owner.0.into()), ..Default::default() },
            Ok(Self { owner, place, said }) => bus::Answer {
                owner: owner.0.into(),
                place: buffa::MessageField::some(place_out(*place)),
                said: said.iter().flatten().map(|said| said_out(said, said.offset)).collect(),
                why: said.as_ref().err().map(|why| why.name().to_owned()).unwrap_or_default(),
            },
        };
        answer.encode_to_vec()
    }

    /// What was answered.
    ///
    /// # Errors
    /// When that is not to be seen from the bytes.
    pub fn decode(bytes: &[u8]) -> Result<Result<Self, Option<NodeNumber>>, Unreadable> {
        let answer = bus::Answer::decode_from_slice(bytes).map_err(|_| Unreadable)?;
        let owner = node_in(answer.owner)?;
        let Some(place) = answer.place.as_option().map(place_in) else {
            return Ok(Err(Some(owner).filter(|owner| owner.0 > 0)));
        };
        let said = if answer.why.is_empty() {
            let said = answer.said.into_iter().map(|said| {
                let offset = Offset(said.offset);
                said_in(said, offset).map(Arc::new)
            });
            Ok(said.collect::<Result<_, _>>()?)
        } else {
            Err(Why::ALL.into_iter().find(|why| why.name() == answer.why).ok_or(Unreadable)?)
        };
        Ok(Ok(Self { owner, place, said }))
    }
}

fn said_out(said: &Said, offset: Offset) -> bus::Said {
    said_of(offset, said.from, said.user.as_ref(), &said.what)
}

fn said_of(offset: Offset, from: Option<ConnId>, user: Option<&Name>, what: &What) -> bus::Said {
    let (what, kind, text, body) = match what {
        What::Chat(text) => (bus::What::CHAT, "", text.as_str(), &[][..]),
        What::View(View { kind, text, body }) => (bus::What::VIEW, kind.as_str(), text.as_str(), &body[..]),
        What::Direct { text, body } => (bus::What::DIRECT, "", text.as_str(), &body[..]),
        What::Came => (bus::What::CAME, "", "", &[][..]),
        What::Went => (bus::What::WENT, "", "", &[][..]),
    };
    bus::Said {
        offset: offset.0,
        conn: from.map_or(0, ConnId::get),
        user: user.map(|user| user.as_str().to_owned()).unwrap_or_default(),
        text: text.to_owned(),
        what: what.into(),
        kind: kind.to_owned(),
        body: body.to_owned(),
    }
}

fn said_in(said: bus::Said, offset: Offset) -> Result<Said, Unreadable> {
    let user = name_in(&said.user)?;
    let what = match said.what.as_known().ok_or(Unreadable)? {
        bus::What::CHAT => What::Chat(said.text),
        bus::What::VIEW => What::View(View { kind: said.kind, text: said.text, body: said.body }),
        bus::What::DIRECT => What::Direct { text: said.text, body: said.body },
        bus::What::CAME => What::Came,
        bus::What::WENT => What::Went,
    };
    Ok(Said { offset, from: ConnId::new(said.conn), user, what })
}

fn name_in(text: &str) -> Result<Option<Name>, Unreadable> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Unreadable) }
}

fn put_out(whom: &Whom) -> bus::PutOut {
    match whom {
        Whom::Everybody => bus::PutOut::default(),
        Whom::Conn(conn) => bus::PutOut { conn: conn.get(), ..Default::default() },
        Whom::User(user) => bus::PutOut { user: user.as_str().to_owned(), ..Default::default() },
    }
}

fn whom_in(whom: &bus::PutOut) -> Result<Whom, Unreadable> {
    match (ConnId::new(whom.conn), name_in(&whom.user)?) {
        (None, None) if whom.conn == 0 => Ok(Whom::Everybody),
        (Some(conn), None) => Ok(Whom::Conn(conn)),
        (None, Some(user)) => Ok(Whom::User(user)),
        _ => Err(Unreadable),
    }
}

fn code_in(number: u32) -> Result<CloseCode, Unreadable> {
    CloseCode::ALL.into_iter().find(|code| u32::from(code.number()) == number).ok_or(Unreadable)
}

fn place_out(place: Place) -> bus::Place {
    bus::Place { epoch: place.epoch.0, offset: place.offset.0 }
}

fn place_in(place: &bus::Place) -> Place {
    Place { epoch: Epoch(place.epoch), offset: Offset(place.offset) }
}

fn node_in(number: u32) -> Result<NodeNumber, Unreadable> {
    let number = u16::try_from(number).map_err(|_| Unreadable)?;
    if number < NodeNumber::COUNT { Ok(NodeNumber(number)) } else { Err(Unreadable) }
}
