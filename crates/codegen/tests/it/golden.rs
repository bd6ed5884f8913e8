//! The bytes that all languages must read and write alike, as another implementation of protobuf reads them. What
//! GDScript and JavaScript make of them is tested by a real engine and by Node.js.

use protox::{
    Compiler,
    prost::Message as _,
    prost_reflect::{DynamicMessage, MapKey, MessageDescriptor, Value},
};
use serde_json::Value as Json;

const VECTORS: &str = include_str!("../../../../clients/godot/tests/codec/vectors.json");
/// What our readers forgive and this one does not: a newline at the end, a field of another wire type.
const FORGIVEN: &[&str] = &[
    "the tutorial server's newline after an id",
    "the tutorial server's newline after a chat",
    "the tutorial server's packet of nothing",
    "the tutorial server's id of zero",
    "only a newline",
    "a known field of another wire type is kept as it came",
];
/// What this one takes for the default, and so does not show.
const NOT_SHOWN: &[&str] = &["negative zero is written"];

#[test]
fn another_implementation_reads_the_golden_bytes_alike() {
    let packet = message("../../proto/client/v1", "packets.proto", "Packet");
    let all_types = message("../../clients/godot/tests/codec", "all_types.proto", "AllTypes");
    let rows: Vec<Json> = serde_json::from_str(VECTORS).unwrap();
    assert!(rows.len() > 70, "{} rows", rows.len());
    for row in rows {
        let word = |key: &str| row["elsewhere"].get(key).or(row.get(key)).and_then(Json::as_str);
        let (name, hex) = (word("name").unwrap(), word("hex").unwrap());
        let descriptor = if word("type") == Some("Packet") { &packet } else { &all_types };
        let decode = |hex: &str| DynamicMessage::decode(descriptor.clone(), bytes(hex).as_slice());
        if word("fault").is_some() || FORGIVEN.contains(&name) {
            assert!(decode(hex).is_err(), "{name}");
            continue;
        }
        let read = decode(hex).unwrap_or_else(|error| panic!("{name}: {error}"));
        // As bytes, for what is no number equals nothing.
        let again = decode(word("writes").unwrap_or(hex)).unwrap();
        assert_eq!(read.encode_to_vec(), again.encode_to_vec(), "{name}");
        if let Some(reads) = word("reads").filter(|_| !NOT_SHOWN.contains(&name)) {
            assert_eq!(shown(&read), reads, "{name}");
        }
    }
}

fn message(folder: &str, file: &str, name: &str) -> MessageDescriptor {
    let mut compiler = Compiler::new([folder]).unwrap();
    compiler.open_file(file).unwrap();
    compiler.descriptor_pool().all_messages().find(|message| message.name() == name).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The fields that are set, in the words that all languages have for it.
fn shown(message: &DynamicMessage) -> String {
    let fields = message.fields().map(|(field, value)| format!(" {}: {}", field.name(), shown_value(value)));
    format!("{{{} }}", fields.collect::<String>())
}

fn shown_value(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::I32(value) | Value::EnumNumber(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::U64(value) => value.to_string(),
        Value::F32(value) => shown_float(format!("{value:?}")),
        Value::F64(value) => shown_float(format!("{value:?}")),
        Value::String(value) => serde_json::to_string(value).unwrap(),
        Value::Bytes(value) => format!("[{}]", joined(value.iter().map(u8::to_string))),
        Value::Message(value) => shown(value),
        Value::List(values) => format!("[{}]", joined(values.iter().map(shown_value))),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", shown_key(key), shown_value(value)));
            format!("{{ {} }}", joined(entries))
        }
    }
}

fn shown_float(text: String) -> String {
    text.replace("-0.0", "0.0").replace("e308", "e+308").replace("NaN", "nan")
}

fn shown_key(key: &MapKey) -> String {
    shown_value(&Value::from(key.clone()))
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(", ")
}
