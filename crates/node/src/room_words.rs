//! What nodes say to each other about rooms of Godot's own multiplayer, in protobuf.

use buffa::{Message as _, MessageField};
use desk::NodeNumber;
use relay::{Line, Node, Numbered, Word};
use types::{CloseCode, ConnId};
use wire::bus::{self as words, room_word};

/// As it is sent. It begins with its node, as a publication does.
pub(crate) fn encode(own: NodeNumber, numbered: Numbered) -> Vec<u8> {
    let Numbered { mark, number, word } = numbered;
    words::RoomWord { node: own.0.into(), mark, number, word: Some(word_out(word)) }.encode_to_vec()
}

/// What a node says, and which, if it can be made out.
pub(crate) fn decode(bytes: &[u8]) -> Option<(Node, Numbered)> {
    let words::RoomWord { node, mark, number, word, .. } = words::RoomWord::decode_from_slice(bytes).ok()?;
    Some((Node(u16::try_from(node).ok()?), Numbered { mark, number, word: word_in(word?)? }))
}

fn word_out(word: Word) -> room_word::Word {
    match word {
        Word::Here => room_word::Word::Here(true),
        Word::Broken => room_word::Word::Broken(true),
        Word::Came { room, line } => room_word::Word::Came(words::PeerCame {
            room: room.as_str().to_owned(),
            line: MessageField::some(line_out(line)),
        }),
        Word::Said(conn, message) => room_word::Word::Said(words::PeerSaid { conn: conn.get(), message }),
        Word::Faulted(conn) => room_word::Word::Faulted(conn.get()),
        Word::Left(conn) => room_word::Word::Left(conn.get()),
        Word::Send(lines, message) => {
            room_word::Word::Send(words::ToPeers { lines: lines.into_iter().map(line_out).collect(), message })
        }
        Word::Close(line, code) => room_word::Word::Close(words::PeerEnds {
            line: MessageField::some(line_out(line)),
            code: code.number().into(),
        }),
    }
}

fn word_in(word: room_word::Word) -> Option<Word> {
    Some(match word {
        room_word::Word::Here(_) => Word::Here,
        room_word::Word::Broken(_) => Word::Broken,
        room_word::Word::Came(came) => {
            Word::Came { room: came.room.parse().ok()?, line: line_in(came.line.as_option()?)? }
        }
        room_word::Word::Said(said) => Word::Said(ConnId::new(said.conn)?, said.message),
        room_word::Word::Faulted(conn) => Word::Faulted(ConnId::new(conn)?),
        room_word::Word::Left(conn) => Word::Left(ConnId::new(conn)?),
        room_word::Word::Send(send) => Word::Send(send.lines.iter().map(line_in).collect::<Option<_>>()?, send.message),
        room_word::Word::Close(close) => {
            let code = CloseCode::ALL.into_iter().find(|code| u32::from(code.number()) == close.code)?;
            Word::Close(line_in(close.line.as_option()?)?, code)
        }
    })
}

fn line_out(line: Line) -> words::PeerLine {
    words::PeerLine { conn: line.conn.get(), shard: line.shard.into(), slot: line.slot }
}

fn line_in(line: &words::PeerLine) -> Option<Line> {
    Some(Line { shard: u8::try_from(line.shard).ok()?, slot: line.slot, conn: ConnId::new(line.conn)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_comes_back_as_it_went_out() {
        let conn = ConnId::new(7 << 43 | 5).unwrap();
        let line = Line { shard: 3, slot: 9, conn };
        let all = [
            Word::Here,
            Word::Broken,
            Word::Came { room: "r".parse().unwrap(), line },
            Word::Said(conn, b"hi".to_vec()),
            Word::Faulted(conn),
            Word::Left(conn),
            Word::Send(vec![line, line], b"hi".to_vec()),
            Word::Close(line, CloseCode::Restarting),
        ];
        for (number, word) in (1..).zip(all) {
            let numbered = Numbered { mark: 1, number, word };
            let bytes = encode(NodeNumber(7), numbered.clone());
            assert_eq!(decode(&bytes), Some((Node(7), numbered)));
        }
        assert_eq!(decode(b"nonsense"), None);
    }
}
