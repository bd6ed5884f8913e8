//! How one message is written and read: straight lines of typed code, one branch a field.

use crate::schema::{Field, Kind, Message, Oneof, Scalar, Shape, WireType, is_packable, tag, wire_type};

use super::{
    class::{case_none, mark, present, reset},
    kinds::{default, read, reader_method, scalar_default, scalar_type, value_type, write, writer_method},
    text::Text,
};

pub(super) fn functions(out: &mut Text, message: &Message) {
    if message.fields.is_empty() {
        return;
    }
    out.blank();
    out.line("## Makes the message empty.");
    out.block("func clear() -> void:", |out| clear(out, message));
    out.blank();
    out.line("## The message in the protobuf wire format.");
    out.block("func to_bytes() -> PackedByteArray:", |out| {
        out.line("var out: PackedByteArray = PackedByteArray()");
        let mut previous: Option<&Field> = None;
        for field in &message.fields {
            encode(out, message, field, previous);
            previous = Some(field);
        }
        out.line("out.append_array(_unknown)");
        out.line("return out");
    });
    out.blank();
    out.line("## Merges what the reader has left into this message. For generated code.");
    out.block("func merge(reader: _Reader) -> void:", |out| {
        out.block("while reader.position < reader.end:", |out| {
            out.line("var start: int = reader.position");
            out.line("var tag: int = reader.varint()");
            let mut keyword = "if";
            for field in &message.fields {
                decode(out, message, field, keyword);
                keyword = "elif";
            }
            out.block("else:", |out| out.line("_unknown.append_array(reader.unknown(start, tag))"));
        });
    });
}

/// What a oneof held is out of reach once nothing of it is chosen.
fn clear(out: &mut Text, message: &Message) {
    out.line("_unknown = PackedByteArray()");
    for Oneof { name: oneof, .. } in &message.oneofs {
        out.line(format!("_{oneof}_case = {}", case_none(oneof)));
    }
    for field in &message.fields {
        if !matches!(field.shape, Shape::Oneof(_)) {
            reset(out, field);
        }
    }
}

fn encode(out: &mut Text, message: &Message, field: &Field, previous: Option<&Field>) {
    let keyword = if previous.is_some_and(|previous| excludes(previous, field)) { "elif" } else { "if" };
    out.block(format!("{keyword} {}:", present(message, field)), |out| {
        let value = format!("_{}", field.name);
        match field.shape {
            Shape::Implicit | Shape::Optional | Shape::Oneof(_) => {
                write_tagged(out, "out", field.number, &field.kind, &value);
            }
            Shape::Repeated { packed: true } => encode_packed(out, field),
            Shape::Repeated { packed: false } => {
                let each = format!("for value: {} in {value}:", value_type(&field.kind));
                out.block(each, |out| {
                    write_tagged(out, "out", field.number, &field.kind, "value");
                });
            }
            Shape::Map { key } => encode_map(out, field, key),
        }
    });
}

/// Whether two fields are never there together.
fn excludes(one: &Field, other: &Field) -> bool {
    matches!(one.shape, Shape::Oneof(_)) && one.shape == other.shape
}

fn write_tagged(out: &mut Text, bytes: &str, number: i32, kind: &Kind, value: &str) {
    write_tag(out, bytes, number, wire_type(kind));
    out.line(write(kind, bytes, value));
}

/// A tag of one byte, as most are, needs no call that splits it.
fn write_tag(out: &mut Text, bytes: &str, number: i32, wire_type: WireType) {
    let tag = tag(number, wire_type);
    let method = if tag < 0x80 { "byte" } else { "varint" };
    out.line(format!("_Wire.{method}({bytes}, {tag})"));
}

fn encode_packed(out: &mut Text, field: &Field) {
    out.line("var packed: PackedByteArray = PackedByteArray()");
    let each = format!("for value: {} in _{}:", value_type(&field.kind), field.name);
    out.block(each, |out| {
        out.line(write(&field.kind, "packed", "value"));
    });
    write_tag(out, "out", field.number, WireType::Length);
    out.line("_Wire.blob(out, packed)");
}

fn encode_map(out: &mut Text, field: &Field, key: Scalar) {
    let each = format!("for key: {} in _{}:", scalar_type(key), field.name);
    out.block(each, |out| {
        out.line("var entry: PackedByteArray = PackedByteArray()");
        write_tag(out, "entry", 1, wire_type(&Kind::Scalar(key)));
        out.line(format!("_Wire.{}(entry, key)", writer_method(key)));
        let value = format!("_{}[key]", field.name);
        write_tagged(out, "entry", 2, &field.kind, &value);
        write_tag(out, "out", field.number, WireType::Length);
        out.line("_Wire.blob(out, entry)");
    });
}

fn decode(out: &mut Text, message: &Message, field: &Field, keyword: &str) {
    let tag_of_one = tag(field.number, wire_type(&field.kind));
    match &field.shape {
        Shape::Implicit | Shape::Optional | Shape::Oneof(_) => {
            out.block(format!("{keyword} tag == {tag_of_one}:"), |out| {
                decode_single(out, message, field);
            });
        }
        Shape::Repeated { .. } => {
            out.block(format!("{keyword} tag == {tag_of_one}:"), |out| {
                decode_element(out, field);
            });
            if is_packable(&field.kind) {
                let tag_of_all = tag(field.number, WireType::Length);
                out.block(format!("elif tag == {tag_of_all}:"), |out| {
                    decode_packed(out, field);
                });
            }
        }
        Shape::Map { key } => {
            let tag = tag(field.number, WireType::Length);
            out.block(format!("{keyword} tag == {tag}:"), |out| {
                decode_entry(out, field, *key);
            });
        }
    }
}

/// A message that comes again is merged with what came before.
fn decode_single(out: &mut Text, message: &Message, field: &Field) {
    let name = &field.name;
    if let Kind::Message(_) = &field.kind {
        out.block(format!("if not ({}):", present(message, field)), |out| {
            out.line(format!("_{name} = {}", read(&field.kind)));
            mark(message, field).into_iter().for_each(|line| out.line(line));
        });
        out.line(format!("reader.message(_{name})"));
    } else {
        out.line(format!("_{name} = {}", read(&field.kind)));
        mark(message, field).into_iter().for_each(|line| out.line(line));
    }
}

fn decode_element(out: &mut Text, field: &Field) {
    let name = &field.name;
    if let Kind::Message(_) = &field.kind {
        out.line(format!("reader.message(add_{name}())"));
    } else {
        out.line(format!("_{name}.append({})", read(&field.kind)));
    }
}

fn decode_packed(out: &mut Text, field: &Field) {
    out.line("var outer: int = reader.enter()");
    out.block("while reader.position < reader.end:", |out| {
        decode_element(out, field);
    });
    out.line("reader.leave(outer)");
}

fn decode_entry(out: &mut Text, field: &Field, key: Scalar) {
    let value_type = value_type(&field.kind);
    let is_message = matches!(field.kind, Kind::Message(_));
    let first = if is_message { read(&field.kind) } else { default(&field.kind) };
    out.line(format!("var key: {} = {}", scalar_type(key), scalar_default(key)));
    out.line(format!("var value: {value_type} = {first}"));
    out.line("var outer: int = reader.enter()");
    out.block("while reader.position < reader.end:", |out| {
        out.line("var entry_tag: int = reader.varint()");
        let key_tag = tag(1, wire_type(&Kind::Scalar(key)));
        out.block(format!("if entry_tag == {key_tag}:"), |out| {
            out.line(format!("key = reader.{}()", reader_method(key)));
        });
        let value_tag = tag(2, wire_type(&field.kind));
        out.block(format!("elif entry_tag == {value_tag}:"), |out| {
            if is_message {
                out.line("reader.message(value)");
            } else {
                out.line(format!("value = {}", read(&field.kind)));
            }
        });
        out.block("else:", |out| out.line("reader.skip(entry_tag)"));
    });
    out.line("reader.leave(outer)");
    out.line(format!("_{}[key] = value", field.name));
}
