//! Messages, oneofs and values that may be missing, as GDScript.

use codegen::{Options, gdscript::generate};
use expect_test::{Expect, expect, expect_file};

use crate::compile::compile;

/// Compares what stands between the list of errors and the part that is the same in every script.
#[track_caller]
pub(crate) fn check(schema: &str, expected: Expect) {
    let script = generate(&compile(&format!("syntax = \"proto3\";\n{schema}")).file, &Options::default()).unwrap();
    let (_, rest) = script.split_once("REQUIRED_FIELDS = -9,\n}\n").unwrap();
    let (own, _) = rest.split_once("\n\n## What all messages share.").unwrap();
    expected.assert_eq(own);
}

#[test]
fn a_message_is_a_class_with_accessors_and_its_comments_are_help() {
    check(
        "// Said [aloud] by `someone`.\n\
         //\n\
         // Twice.\n\
         message Chat {\n\
             // Not empty.\n\
             string msg = 1;\n\
             int32 color = 2; // RGBA\n\
         }",
        expect![[r#"


            ## Said [lb]aloud] by [code]someone[/code].
            ##
            ## Twice.
            class Chat:
            	extends _Message

            	var _msg: String = ""
            	var _color: int = 0

            	## Not empty.
            	func get_msg() -> String:
            		return _msg

            	## Always true: this field has a value even when none was set.
            	func has_msg() -> bool:
            		return true

            	## Sets [code]msg[/code].
            	func set_msg(value: String) -> void:
            		_msg = value

            	## Makes [code]msg[/code] as it is in a new message.
            	func clear_msg() -> void:
            		_msg = ""

            	## RGBA
            	func get_color() -> int:
            		return _color

            	## Always true: this field has a value even when none was set.
            	func has_color() -> bool:
            		return true

            	## Sets [code]color[/code].
            	func set_color(value: int) -> void:
            		_color = _Wire.signed32(value)

            	## Makes [code]color[/code] as it is in a new message.
            	func clear_color() -> void:
            		_color = 0

            	## Makes the message empty.
            	func clear() -> void:
            		_unknown = PackedByteArray()
            		_msg = ""
            		_color = 0

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if not _msg.is_empty():
            			_Wire.byte(out, 10)
            			_Wire.text(out, _msg)
            		if _color != 0:
            			_Wire.byte(out, 16)
            			_Wire.varint(out, _color)
            		out.append_array(_unknown)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var start: int = reader.position
            			var tag: int = reader.varint()
            			if tag == 10:
            				_msg = reader.text()
            			elif tag == 16:
            				_color = reader.signed32()
            			else:
            				_unknown.append_array(reader.unknown(start, tag))

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if not _msg.is_empty():
            			text += " msg: " + "\"" + _msg.c_escape() + "\""
            		if _color != 0:
            			text += " color: " + str(_color)
            		return "{" + text + " }"
        "#]],
    );
}

#[test]
fn a_oneof_has_cases_and_clears_what_it_held() {
    check(
        "message Id { uint64 id = 1; }\n\
         message Packet { oneof msg { Id id = 2; bool bye = 90; } }",
        expect![[r#"


            ## The message [code]Id[/code].
            class Id:
            	extends _Message

            	var _id: int = 0

            	## The field [code]id[/code].
            	func get_id() -> int:
            		return _id

            	## Always true: this field has a value even when none was set.
            	func has_id() -> bool:
            		return true

            	## Sets [code]id[/code].
            	func set_id(value: int) -> void:
            		_id = value

            	## Makes [code]id[/code] as it is in a new message.
            	func clear_id() -> void:
            		_id = 0

            	## Makes the message empty.
            	func clear() -> void:
            		_unknown = PackedByteArray()
            		_id = 0

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if _id != 0:
            			_Wire.byte(out, 8)
            			_Wire.varint(out, _id)
            		out.append_array(_unknown)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var start: int = reader.position
            			var tag: int = reader.varint()
            			if tag == 8:
            				_id = reader.varint()
            			else:
            				_unknown.append_array(reader.unknown(start, tag))

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if _id != 0:
            			text += " id: " + str(_id)
            		return "{" + text + " }"


            ## The message [code]Packet[/code].
            class Packet:
            	extends _Message

            	## Which of [code]msg[/code] is set.
            	enum MsgCase {
            		## None of them.
            		MSG_NOT_SET,
            		## [code]id[/code].
            		ID = 2,
            		## [code]bye[/code].
            		BYE = 90,
            	}

            	var _msg_case: MsgCase = MsgCase.MSG_NOT_SET
            	var _id: Id
            	var _bye: bool = false

            	## The field [code]id[/code].
            	func get_id() -> Id:
            		return _id if _msg_case == MsgCase.ID else null

            	## Whether [code]id[/code] is set.
            	func has_id() -> bool:
            		return _msg_case == MsgCase.ID

            	## Sets [code]id[/code] to a new message, and returns it.
            	func new_id() -> Id:
            		_id = Id.new()
            		_msg_case = MsgCase.ID
            		return _id

            	## Makes [code]id[/code] as it is in a new message.
            	func clear_id() -> void:
            		if _msg_case == MsgCase.ID:
            			_msg_case = MsgCase.MSG_NOT_SET
            		_id = null

            	## The field [code]bye[/code].
            	func get_bye() -> bool:
            		return _bye if _msg_case == MsgCase.BYE else false

            	## Whether [code]bye[/code] is set.
            	func has_bye() -> bool:
            		return _msg_case == MsgCase.BYE

            	## Sets [code]bye[/code].
            	func set_bye(value: bool) -> void:
            		_bye = value
            		_msg_case = MsgCase.BYE

            	## Makes [code]bye[/code] as it is in a new message.
            	func clear_bye() -> void:
            		if _msg_case == MsgCase.BYE:
            			_msg_case = MsgCase.MSG_NOT_SET
            		_bye = false

            	## Which of [code]msg[/code] is set.
            	func get_msg_case() -> MsgCase:
            		return _msg_case

            	## Makes the message empty.
            	func clear() -> void:
            		_unknown = PackedByteArray()
            		_msg_case = MsgCase.MSG_NOT_SET

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if _msg_case == MsgCase.ID:
            			_Wire.byte(out, 18)
            			_Wire.blob(out, _id.to_bytes())
            		elif _msg_case == MsgCase.BYE:
            			_Wire.varint(out, 720)
            			_Wire.boolean(out, _bye)
            		out.append_array(_unknown)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var start: int = reader.position
            			var tag: int = reader.varint()
            			if tag == 18:
            				if not (_msg_case == MsgCase.ID):
            					_id = Id.new()
            					_msg_case = MsgCase.ID
            				reader.message(_id)
            			elif tag == 720:
            				_bye = reader.boolean()
            				_msg_case = MsgCase.BYE
            			else:
            				_unknown.append_array(reader.unknown(start, tag))

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if _msg_case == MsgCase.ID:
            			text += " id: " + str(_id)
            		if _msg_case == MsgCase.BYE:
            			text += " bye: " + str(_bye)
            		return "{" + text + " }"
        "#]],
    );
}

#[test]
fn every_kind_of_field() {
    let schema = include_str!("../../../../clients/godot/tests/codec/all_types.proto");
    expect_file!["../../../../clients/godot/tests/codec/all_types.gd"]
        .assert_eq(&generate(&compile(schema).file, &Options::default()).unwrap());
}

#[test]
fn names_of_all_sorts() {
    let schema = include_str!("../../../../clients/godot/tests/codec/names.proto");
    expect_file!["../../../../clients/godot/tests/codec/names.gd"]
        .assert_eq(&generate(&compile(schema).file, &Options::default()).unwrap());
}
