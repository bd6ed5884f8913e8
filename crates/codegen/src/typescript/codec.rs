//! How one message is written and read: one branch a field.

use crate::schema::{Field, Kind, Message, Scalar, Shape, WireType, is_packable, tag, wire_type};

use super::{
    class::choice,
    kinds::{default, held, method, present, scalar_default, scalar_method, scalar_type, value_type},
    text::Text,
};

pub(super) fn methods(out: &mut Text, message: &Message) {
    out.blank();
    out.block("«override »$write(out«: Writer»)«: void» {", |out| {
        message.fields.iter().for_each(|field| encode(out, message, field));
        out.line("for (const field of this.$unknown) out.raw(field);");
    });
    out.line("}");
    out.blank();
    out.block("«override »$read(reader«: Reader»)«: void» {", |out| {
        out.block("while (reader.at < reader.end) {", |out| {
            out.line("const start = reader.at;");
            out.line("const tag = reader.tag();");
            out.block("switch (tag) {", |out| {
                message.fields.iter().for_each(|field| decode(out, message, field));
                out.line("default: this.$unknown.push(reader.unknown(start, tag));");
            });
            out.line("}");
        });
        out.line("}");
    });
    out.line("}");
}

fn encode(out: &mut Text, message: &Message, field: &Field) {
    let value = held(message, field);
    match field.shape {
        Shape::Repeated { packed: false } => {
            out.block(format!("for (const value of {value}) {{"), |out| tagged(out, field, "value"));
        }
        Shape::Map { key } => {
            out.block(format!("for (const [key, value] of {value}) {{"), |out| entry(out, field, key));
        }
        Shape::Repeated { packed: true } => {
            out.block(format!("if ({}) {{", present(message, field)), |out| {
                out.line(format!("out.uint32({});", tag(field.number, WireType::Length)));
                out.line("const start = out.size;");
                out.line(format!("for (const value of {value}) out.{}(value);", method(&field.kind)));
                out.line("out.enclose(start);");
            });
        }
        Shape::Implicit | Shape::Optional | Shape::Oneof(_) => {
            out.block(format!("if ({}) {{", present(message, field)), |out| tagged(out, field, &value));
        }
    }
    out.line("}");
}

fn tagged(out: &mut Text, field: &Field, value: &str) {
    out.line(format!("out.uint32({});", tag(field.number, wire_type(&field.kind))));
    out.line(format!("out.{}({value});", method(&field.kind)));
}

fn entry(out: &mut Text, field: &Field, key: Scalar) {
    out.line(format!("out.uint32({});", tag(field.number, WireType::Length)));
    out.line("const start = out.size;");
    out.line(format!("out.uint32({});", tag(1, wire_type(&Kind::Scalar(key)))));
    out.line(format!("out.{}(key);", scalar_method(key)));
    out.line(format!("out.uint32({});", tag(2, wire_type(&field.kind))));
    out.line(format!("out.{}(value);", method(&field.kind)));
    out.line("out.enclose(start);");
}

fn decode(out: &mut Text, message: &Message, field: &Field) {
    let tag_of_one = tag(field.number, wire_type(&field.kind));
    match field.shape {
        Shape::Map { key } => case(out, tag(field.number, WireType::Length), |out| decode_entry(out, field, key)),
        Shape::Repeated { .. } => {
            case(out, tag_of_one, |out| element(out, field));
            if is_packable(&field.kind) {
                case(out, tag(field.number, WireType::Length), |out| {
                    out.line("const outer = reader.enter();");
                    out.block("while (reader.at < reader.end) {", |out| element(out, field));
                    out.line("}");
                    out.line("reader.leave(outer);");
                });
            }
        }
        Shape::Implicit | Shape::Optional | Shape::Oneof(_) => {
            case(out, tag_of_one, |out| decode_single(out, message, field));
        }
    }
}

fn case(out: &mut Text, tag: u32, body: impl FnOnce(&mut Text)) {
    out.block(format!("case {tag}: {{"), |out| {
        body(out);
        out.line("break;");
    });
    out.line("}");
}

/// A message that comes again is merged with what came before.
fn decode_single(out: &mut Text, message: &Message, field: &Field) {
    let (name, read) = (&field.name, format!("reader.{}()", method(&field.kind)));
    match (&field.shape, &field.kind) {
        (Shape::Oneof(position), Kind::Message(class)) => {
            let (is_there, held) = (present(message, field), held(message, field));
            out.line(format!("const value = {is_there} ? {held} : new {class}();"));
            out.line(choice(&message.oneofs[*position], field, "value"));
            out.line("reader.message(value);");
        }
        (Shape::Oneof(position), _) => out.line(choice(&message.oneofs[*position], field, &read)),
        (_, Kind::Message(class)) => out.line(format!("reader.message((this.{name} ??= new {class}()));")),
        _ => out.line(format!("this.{name} = {read};")),
    }
}

fn element(out: &mut Text, field: &Field) {
    let name = &field.name;
    if let Kind::Message(class) = &field.kind {
        out.line(format!("const value = new {class}();"));
        out.line(format!("this.{name}.push(value);"));
        out.line("reader.message(value);");
    } else {
        out.line(format!("this.{name}.push(reader.{}());", method(&field.kind)));
    }
}

fn decode_entry(out: &mut Text, field: &Field, key: Scalar) {
    out.line(format!("let key«: {}» = {};", scalar_type(key), scalar_default(key)));
    out.line(format!("let value«: {}» = {};", value_type(&field.kind), default(&field.kind)));
    out.line("const outer = reader.enter();");
    out.block("while (reader.at < reader.end) {", |out| {
        out.line("const tag = reader.tag();");
        out.block("switch (tag) {", |out| {
            let key_tag = tag(1, wire_type(&Kind::Scalar(key)));
            out.line(format!("case {key_tag}: key = reader.{}(); break;", scalar_method(key)));
            let value_tag = tag(2, wire_type(&field.kind));
            let read = match &field.kind {
                Kind::Message(_) => "reader.message(value)".to_owned(),
                kind @ (Kind::Scalar(_) | Kind::Enum(_)) => format!("value = reader.{}()", method(kind)),
            };
            out.line(format!("case {value_tag}: {read}; break;"));
            out.line("default: reader.skip(tag);");
        });
        out.line("}");
    });
    out.line("}");
    out.line("reader.leave(outer);");
    out.line(format!("this.{}.set(key, value);", field.name));
}
