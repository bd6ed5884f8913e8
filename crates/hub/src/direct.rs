//! What one conn says to one other, here or in another hub of this node.

use types::{ConnId, MESSAGE_OUT_BYTES_MAX, Name};
use wire::{DirectText, ErrorCode, Fault, ToClient};

use crate::hub::Hub;
use crate::membership::hello_is_missing;
use crate::{ConnKey, Happened, HubMessage, LostDirect, NodeDirect, Out, Output, ToNode};

/// What a message to a client holds besides its content, at most.
const ENVELOPE_BYTES: usize = 256;

impl Hub {
    #[inline]
    pub(crate) fn direct(
        &mut self,
        key: ConnKey,
        to: u64,
        text: &str,
        body: &[u8],
        out: &mut Out,
    ) -> Result<(), Fault> {
        let Some(conn) = self.conns.get(key.0) else { return Ok(()) };
        if conn.user().is_none() {
            return Err(hello_is_missing());
        }
        let from = conn.id;
        let to = ConnId::new(to).ok_or_else(bad_receiver)?;
        self.check_text(text)?;
        let here = if to == from { Some(key) } else { self.by_id.get(&to).copied() };
        if let Some(receiver) = here {
            return self.deliver_direct(receiver, &DirectText { from, to, text, body }, out);
        }
        if self.settings.is_alone() && !self.settings.shared.has_other_nodes {
            return Err(no_such_conn(to));
        }
        if self.settings.is_alone() {
            let direct = NodeDirect { from, to, text: text.to_owned(), body: body.to_owned() };
            out.list.push(Output::node(ToNode::Direct(direct)));
            return Ok(());
        }
        let lost = LostDirect {
            from,
            to,
            text: text.to_owned(),
            body: body.to_owned(),
            hops: self.settings.hubs.saturating_sub(2),
        };
        out.list.push(Output::Pass(HubMessage::Seek(lost)));
        Ok(())
    }

    #[inline]
    fn deliver_direct(&mut self, receiver: ConnKey, direct: &DirectText<'_>, out: &mut Out) -> Result<(), Fault> {
        if self.is_watched() {
            let bytes = (direct.text.len() + direct.body.len()) as u64;
            self.happened(Happened::Direct { from: direct.from, to: direct.to, bytes });
        }
        self.settle(receiver, out);
        let Some(lane) = self.conn(receiver).map(|conn| conn.lane) else { return Ok(()) };
        let bytes = out.send(receiver, lane, ToClient::Direct(direct));
        if bytes == 0 {
            let text = format!("conn {} has said no `hello` and hears only `direct.msg`", direct.to);
            return Err(Fault::new(ErrorCode::NotFound, text));
        }
        if bytes > MESSAGE_OUT_BYTES_MAX {
            out.unsend(bytes);
            let text = format!("would be more than {MESSAGE_OUT_BYTES_MAX} bytes for the receiver");
            return Err(Fault::new(ErrorCode::TooLong, text));
        }
        Ok(())
    }

    pub(crate) fn seek(&mut self, direct: LostDirect, out: &mut Out) {
        let LostDirect { from, to, text, body, hops } = &direct;
        let delivered = match self.by_id.get(to).copied() {
            Some(key) => self.deliver_direct(key, &DirectText { from: *from, to: *to, text, body }, out).is_ok(),
            None if *hops > 0 => {
                let hops = hops - 1;
                out.list.push(Output::Pass(HubMessage::Seek(LostDirect { hops, ..direct })));
                return;
            }
            None => false,
        };
        if !delivered && !self.by_id.contains_key(to) && self.settings.shared.has_other_nodes {
            let direct = NodeDirect { from: *from, to: *to, text: text.clone(), body: body.clone() };
            return out.list.push(Output::node(ToNode::Direct(direct)));
        }
        if !delivered {
            let hops = self.settings.hubs;
            out.list.push(Output::Pass(HubMessage::Missed(LostDirect { hops, ..direct })));
        }
    }

    /// A direct from a conn of another node; the one that it is for may be another hub's.
    pub(crate) fn direct_from_afar(&mut self, direct: &NodeDirect, out: &mut Out) {
        let NodeDirect { from, to, text, body } = direct;
        if let Some(key) = self.by_id.get(to).copied() {
            // Who cannot hear it has said no `hello`: its sender is told nothing, as of a conn that has just gone.
            let _ = self.deliver_direct(key, &DirectText { from: *from, to: *to, text, body }, out);
        }
    }

    /// For each conn of a user, wherever it is.
    #[inline(never)]
    pub(crate) fn direct_to_user(
        &self,
        key: ConnKey,
        to: &str,
        text: String,
        body: Vec<u8>,
        out: &mut Out,
    ) -> Result<(), Fault> {
        self.demand_hello(key)?;
        self.check_text(&text)?;
        let bad = || Fault::new(ErrorCode::BadId, "`direct.user` is no user id: expected 1 to 64 of A-Z a-z 0-9 _");
        let to: Name = to.parse().map_err(|_| bad())?;
        if text.len() + body.len() + ENVELOPE_BYTES > MESSAGE_OUT_BYTES_MAX {
            let text = format!("would be more than {MESSAGE_OUT_BYTES_MAX} bytes for the receiver");
            return Err(Fault::new(ErrorCode::TooLong, text));
        }
        let Some(conn) = self.conns.get(key.0) else { return Ok(()) };
        out.list.push(Output::node(ToNode::DirectToUser { from: conn.id, to, text, body }));
        Ok(())
    }

    pub(crate) fn missed(&mut self, direct: LostDirect, out: &mut Out) {
        if let Some(key) = self.by_id.get(&direct.from).copied() {
            self.tell_fault(key, &no_such_conn(direct.to), out);
        } else if direct.hops > 0 {
            let hops = direct.hops - 1;
            out.list.push(Output::Pass(HubMessage::Missed(LostDirect { hops, ..direct })));
        }
    }
}

#[cold]
fn bad_receiver() -> Fault {
    Fault::new(ErrorCode::BadId, "`direct.conn` is no conn id: they go from 1 to 2^53 - 1")
}

fn no_such_conn(to: ConnId) -> Fault {
    Fault::new(ErrorCode::NotFound, format!("no conn {to}"))
}
