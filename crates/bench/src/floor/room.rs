//! Who is in a room, and what was said there in this turn of the loop.

/// A room.
#[derive(Default)]
pub(super) struct Room {
    /// Its clients, in no order.
    pub(super) members: Vec<usize>,
    /// The frames of this turn.
    pub(super) turn: Vec<u8>,
    /// Who said them: the client and where its frame begins.
    marks: Vec<(usize, usize)>,
}

impl Room {
    /// The frame from `start` on was said by this client.
    pub(super) fn mark(&mut self, client: usize, start: usize) {
        self.marks.push((client, start));
    }

    /// Appends what a member that spoke has to hear of this turn: what lies between its own frames.
    pub(super) fn put_without(&self, member: usize, out: &mut Vec<u8>) {
        let mut from = 0;
        for (index, &(_, start)) in self.marks.iter().enumerate().filter(|(_, mark)| mark.0 == member) {
            out.extend_from_slice(&self.turn[from..start]);
            from = self.marks.get(index + 1).map_or(self.turn.len(), |&(_, next)| next);
        }
        out.extend_from_slice(&self.turn[from..]);
    }

    /// Forgets what was said.
    pub(super) fn end_turn(&mut self) {
        self.turn.clear();
        self.marks.clear();
    }
}

/// A packet without the sender that its client may have written; `None` if it cannot be a chat.
#[inline]
pub(super) fn without_sender(packet: &[u8]) -> Option<&[u8]> {
    let body = match packet.first()? {
        0x08 => &packet[1 + packet[1..].iter().position(|byte| byte & 0x80 == 0)? + 1..],
        _ => packet,
    };
    (body.first() == Some(&0x12)).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_hears_all_but_itself() {
        let mut room = Room { members: vec![1, 2, 3], ..Room::default() };
        for (client, said) in [(1, "aa"), (2, "b"), (2, "c"), (1, "d")] {
            room.mark(client, room.turn.len());
            room.turn.extend_from_slice(said.as_bytes());
        }
        let heard = |member| {
            let mut out = Vec::new();
            room.put_without(member, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!((heard(1), heard(2), heard(3)), ("bc".to_owned(), "aad".to_owned(), "aabcd".to_owned()));
    }

    #[test]
    fn a_false_sender_is_cut_off() {
        assert_eq!(without_sender(&[0x08, 0x96, 0x01, 0x12, 0x00]), Some(&[0x12, 0x00][..]));
        assert_eq!(without_sender(&[0x12, 0x00]), Some(&[0x12, 0x00][..]));
        assert_eq!(without_sender(&[0x1a, 0x00]), None);
        assert_eq!(without_sender(&[0x08]), None);
    }
}
