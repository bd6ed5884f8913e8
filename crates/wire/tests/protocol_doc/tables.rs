//! The tables, compared with the code that they list.

use std::collections::BTreeMap;

use types::{CloseCode, Limits, Realm};
use wire::ErrorCode;

use crate::examples::play;
use crate::page::{code, table};
use crate::{Verdict, same};

const SCHEMA: &str = include_str!("../../../../proto/client/v1/packets.proto");
/// Where the sentences of refused handshakes are written; the first has the statuses.
const REFUSALS: [&str; 6] = [
    include_str!("../../../gateway/src/refusal.rs"),
    include_str!("../../../gateway/src/route.rs"),
    include_str!("../../../gateway/src/policy.rs"),
    include_str!("../../../gateway/src/accept.rs"),
    include_str!("../../../gateway/src/proxied.rs"),
    include_str!("../../../gateway/src/head.rs"),
];

/// A field of the schema: its type, name and number.
type Field<'a> = (&'a str, &'a str, &'a str);

/// The fields of a message in the schema, those of its oneof apart.
fn fields(message: &str, in_oneof: bool) -> Vec<Field<'static>> {
    let head = format!("message {message} {{");
    let body = SCHEMA.lines().skip_while(|line| *line != head).skip(1).take_while(|line| *line != "}");
    let is_in_oneof = |line: &str| line.starts_with("    ");
    body.filter(|line| is_in_oneof(line) == in_oneof).filter_map(|line| field(line.trim())).collect()
}

fn field(line: &str) -> Option<Field<'_>> {
    let (declared, number) = line.strip_suffix(';')?.split_once(" = ")?;
    let (kind, name) = declared.trim_start_matches("repeated ").split_once(' ')?;
    Some((kind, name, number))
}

/// A message's fields as the page lists them: a message inside has its own behind it.
fn listed(message: &str) -> Vec<(&'static str, &'static str)> {
    let inside = |(kind, name, number): Field<'static>| [vec![(name, number)], listed(kind)].concat();
    fields(message, false).into_iter().flat_map(inside).collect()
}

pub(crate) fn check_packets(page: &str) -> Verdict {
    let rows = table(page, &["number", "kind"])?;
    let schema = fields("Packet", true);
    let on_page: Vec<_> = rows.iter().map(|row| (code(row[1]), row[0])).collect();
    same("kinds", &on_page, &schema.iter().map(|(_, name, number)| (*name, *number)).collect())?;
    let examples = play(page)?;
    for (row, (kind, name, _)) in rows.iter().zip(&schema) {
        let is_example = |is_said| examples.contains(&((*name).to_owned(), is_said));
        let senders = match (is_example(true), is_example(false)) {
            (true, true) => "both",
            (true, false) => "client",
            (false, true) => "server",
            (false, false) => "in no example",
        };
        same(&format!("the senders of {name}"), &row[2], &senders)?;
        let pieces: Vec<_> = row[3].split('`').skip(1).collect();
        let on_page: Vec<_> = pieces.chunks(2).map(|pair| (pair[0], digits(pair.get(1).unwrap_or(&"")))).collect();
        same(&format!("the fields of {name}"), &on_page, &listed(kind))?;
    }
    Ok(())
}

fn digits(text: &str) -> &str {
    text.trim_matches(|character: char| !character.is_ascii_digit())
}

pub(crate) fn check_envelope(page: &str) -> Verdict {
    let on_page: Vec<_> = table(page, &["number", "field"])?.iter().map(|row| (code(row[1]), row[0])).collect();
    same("fields", &on_page, &listed("Packet"))
}

pub(crate) fn check_realms(page: &str) -> Verdict {
    for row in table(page, &["realm", "open"])? {
        for name in row[0].split(", ") {
            let realm: Realm = code(name).parse().map_err(|_| format!("{name} is no realm"))?;
            same(name, &row[1].starts_with("yes"), &realm.is_open())?;
        }
    }
    Ok(())
}

pub(crate) fn check_errors(page: &str) -> Verdict {
    let rows = table(page, &["code", "means"])?;
    same("codes", &rows.iter().map(|row| code(row[0])).collect(), &ErrorCode::ALL.map(ErrorCode::name).to_vec())
}

pub(crate) fn check_close_codes(page: &str) -> Verdict {
    let rows = table(page, &["code", "name"])?;
    let on_page: Vec<_> = rows.iter().map(|row| (row[0].to_owned(), row[1])).collect();
    same("codes", &on_page, &CloseCode::ALL.map(|code| (code.number().to_string(), code.name())).to_vec())?;
    for (row, code) in rows.iter().zip(CloseCode::ALL).filter(|(_, code)| code.number() >= 4000) {
        same(row[0], &row[3].starts_with("comes back"), &(code.number() < 4500))?;
    }
    let never = table(page, &["never sent"])?.into_iter().flat_map(|row| row[0].split(", "));
    match never.into_iter().find(|number| CloseCode::ALL.iter().any(|code| code.number().to_string() == **number)) {
        Some(number) => Err(format!("{number} is sent")),
        None => Ok(()),
    }
}

pub(crate) fn check_limits(page: &str) -> Verdict {
    let all = format!("{:?}", Limits::default());
    let all = all.trim_start_matches("Limits { ").trim_end_matches(" }");
    let defaults: BTreeMap<_, _> = all.split(", ").filter_map(|limit| limit.split_once(": ")).collect();
    for row in table(page, &["limit", "default"])? {
        let default = defaults.get(code(row[0])).ok_or_else(|| format!("{} is no limit", row[0]))?;
        same(row[0], &plain(row[1]).as_str(), default)?;
    }
    Ok(())
}

/// An amount as the code prints it: `16 KiB` is `16384`, `10 s` is `10s`.
fn plain(amount: &str) -> String {
    let (number, unit) = amount.split_once(' ').unwrap_or((amount, ""));
    let number = number.replace(',', "");
    match (number.parse::<u64>(), unit) {
        (Ok(count), "KiB") => (count << 10).to_string(),
        (Ok(count), "MiB") => (count << 20).to_string(),
        _ => number + unit,
    }
}

pub(crate) fn check_statuses(page: &str) -> Verdict {
    let rows = table(page, &["status", "one of its sentences"])?;
    let in_code = REFUSALS[0].lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "));
    let in_code: Vec<_> = in_code.map(|(_, number)| number).filter(|number| number.len() == 3).collect();
    same("statuses", &rows.iter().map(|row| row[0]).collect(), &in_code)?;
    let sentences = with_numbers_as_n(&REFUSALS.concat());
    match rows.iter().find(|row| !sentences.contains(&format!("\"{}\"", row[1]))) {
        Some(row) => Err(format!("no refusal says: {}", row[1])),
        None => Ok(()),
    }
}

/// What a sentence of the code fills in, `{max}` or `{}`, the page calls N.
fn with_numbers_as_n(source: &str) -> String {
    let mut pieces = source.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| match piece.split_once('}') {
        Some((name, after)) if name.bytes().all(|byte| byte.is_ascii_lowercase()) => text + "N" + after,
        _ => text + "{" + piece,
    })
}
