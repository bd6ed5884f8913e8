//! The text that small schemas become, and the errors for what they may not have.

#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use buffa::Message;
use buffa_descriptor::generated::descriptor::FileDescriptorSet;
use codegen::{CodegenError, gdscript::generate};
use expect_test::{Expect, expect, expect_file};
use protox::{
    Compiler,
    file::{File, FileResolver},
};

struct OneFile(String);

impl FileResolver for OneFile {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        File::from_source(name, &self.0)
    }
}

fn compile_text(schema: &str) -> FileDescriptorSet {
    let mut compiler = Compiler::with_file_resolver(OneFile(schema.to_owned()));
    compiler.include_source_info(true).open_file("test.proto").unwrap();
    FileDescriptorSet::decode_from_slice(&compiler.encode_file_descriptor_set()).unwrap()
}

fn generated(schema: &str) -> Result<String, CodegenError> {
    generate(&compile_text(schema).file)
}

/// Compares what stands between the list of errors and the part that is the same in every script.
#[track_caller]
fn check(schema: &str, expected: Expect) {
    let script = generated(&format!("syntax = \"proto3\";\n{schema}")).unwrap();
    let (_, rest) = script.split_once("REQUIRED_FIELDS = -9,\n}\n").unwrap();
    let (own, _) = rest.split_once("\n\n## What all messages share.").unwrap();
    expected.assert_eq(own);
}

#[track_caller]
fn check_refused(schema: &str, expected: Expect) {
    expected.assert_eq(&generated(schema).unwrap_err().to_string());
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
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var tag: int = reader.varint()
            			if tag == 10:
            				_msg = reader.text()
            			elif tag == 16:
            				_color = reader.signed32()
            			else:
            				reader.skip(tag)

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
            		_id = 0

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if _id != 0:
            			_Wire.byte(out, 8)
            			_Wire.varint(out, _id)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var tag: int = reader.varint()
            			if tag == 8:
            				_id = reader.varint()
            			else:
            				reader.skip(tag)

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if _id != 0:
            			text += " id: " + str(_id)
            		return "{" + text + " }"


            class Packet:
            	extends _Message

            	## Which of [code]msg[/code] is set.
            	enum MsgCase {
            		MSG_NOT_SET,
            		ID = 2,
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
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
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
            				reader.skip(tag)

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
fn lists_and_maps_are_typed() {
    check(
        "message Lists {\n\
             repeated sint32 packed = 1;\n\
             repeated fixed64 loose = 2 [packed = false];\n\
             repeated Lists lists = 3;\n\
             map<string, Lists> by_name = 4;\n\
         }",
        expect![[r#"


            class Lists:
            	extends _Message

            	var _packed: Array[int] = []
            	var _loose: Array[int] = []
            	var _lists: Array[Lists] = []
            	var _by_name: Dictionary[String, Lists] = {}

            	## The field [code]packed[/code].
            	func get_packed() -> Array[int]:
            		return _packed

            	## Appends to [code]packed[/code].
            	func add_packed(value: int) -> void:
            		_packed.append(_Wire.signed32(value))

            	## Makes [code]packed[/code] as it is in a new message.
            	func clear_packed() -> void:
            		_packed = []

            	## The field [code]loose[/code].
            	func get_loose() -> Array[int]:
            		return _loose

            	## Appends to [code]loose[/code].
            	func add_loose(value: int) -> void:
            		_loose.append(value)

            	## Makes [code]loose[/code] as it is in a new message.
            	func clear_loose() -> void:
            		_loose = []

            	## The field [code]lists[/code].
            	func get_lists() -> Array[Lists]:
            		return _lists

            	## Appends a new message to [code]lists[/code], and returns it.
            	func add_lists() -> Lists:
            		var value: Lists = Lists.new()
            		_lists.append(value)
            		return value

            	## Makes [code]lists[/code] as it is in a new message.
            	func clear_lists() -> void:
            		_lists = []

            	## The field [code]by_name[/code].
            	func get_by_name() -> Dictionary[String, Lists]:
            		return _by_name

            	## Puts a new message into [code]by_name[/code], and returns it.
            	func add_by_name(key: String) -> Lists:
            		var value: Lists = Lists.new()
            		_by_name[key] = value
            		return value

            	## Makes [code]by_name[/code] as it is in a new message.
            	func clear_by_name() -> void:
            		_by_name = {}

            	## Makes the message empty.
            	func clear() -> void:
            		_packed = []
            		_loose = []
            		_lists = []
            		_by_name = {}

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if not _packed.is_empty():
            			var packed: PackedByteArray = PackedByteArray()
            			for value: int in _packed:
            				_Wire.zigzag32(packed, value)
            			_Wire.byte(out, 10)
            			_Wire.blob(out, packed)
            		if not _loose.is_empty():
            			for value: int in _loose:
            				_Wire.byte(out, 17)
            				_Wire.fixed64(out, value)
            		if not _lists.is_empty():
            			for value: Lists in _lists:
            				_Wire.byte(out, 26)
            				_Wire.blob(out, value.to_bytes())
            		if not _by_name.is_empty():
            			for key: String in _by_name:
            				var entry: PackedByteArray = PackedByteArray()
            				_Wire.byte(entry, 10)
            				_Wire.text(entry, key)
            				_Wire.byte(entry, 18)
            				_Wire.blob(entry, _by_name[key].to_bytes())
            				_Wire.byte(out, 34)
            				_Wire.blob(out, entry)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var tag: int = reader.varint()
            			if tag == 8:
            				_packed.append(reader.zigzag32())
            			elif tag == 10:
            				var outer: int = reader.enter()
            				while reader.position < reader.end:
            					_packed.append(reader.zigzag32())
            				reader.leave(outer)
            			elif tag == 17:
            				_loose.append(reader.fixed64())
            			elif tag == 18:
            				var outer: int = reader.enter()
            				while reader.position < reader.end:
            					_loose.append(reader.fixed64())
            				reader.leave(outer)
            			elif tag == 26:
            				reader.message(add_lists())
            			elif tag == 34:
            				var key: String = ""
            				var value: Lists = Lists.new()
            				var outer: int = reader.enter()
            				while reader.position < reader.end:
            					var entry_tag: int = reader.varint()
            					if entry_tag == 10:
            						key = reader.text()
            					elif entry_tag == 18:
            						reader.message(value)
            					else:
            						reader.skip(entry_tag)
            				reader.leave(outer)
            				_by_name[key] = value
            			else:
            				reader.skip(tag)

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if not _packed.is_empty():
            			text += " packed: " + str(_packed)
            		if not _loose.is_empty():
            			text += " loose: " + str(_loose)
            		if not _lists.is_empty():
            			text += " lists: " + str(_lists)
            		if not _by_name.is_empty():
            			text += " by_name: " + str(_by_name)
            		return "{" + text + " }"
        "#]],
    );
}

#[test]
fn optional_values_remember_that_they_were_set() {
    check(
        "message Maybe { optional float speed = 1; }",
        expect![[r#"


            class Maybe:
            	extends _Message

            	var _speed: float = 0.0
            	var _has_speed: bool = false

            	## The field [code]speed[/code].
            	func get_speed() -> float:
            		return _speed

            	## Whether [code]speed[/code] is set.
            	func has_speed() -> bool:
            		return _has_speed

            	## Sets [code]speed[/code].
            	func set_speed(value: float) -> void:
            		_speed = value
            		_has_speed = true

            	## Makes [code]speed[/code] as it is in a new message.
            	func clear_speed() -> void:
            		_speed = 0.0
            		_has_speed = false

            	## Makes the message empty.
            	func clear() -> void:
            		_speed = 0.0
            		_has_speed = false

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if _has_speed:
            			_Wire.byte(out, 13)
            			_Wire.float32(out, _speed)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var tag: int = reader.varint()
            			if tag == 13:
            				_speed = reader.float32()
            				_has_speed = true
            			else:
            				reader.skip(tag)

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if _has_speed:
            			text += " speed: " + str(_speed)
            		return "{" + text + " }"
        "#]],
    );
}

#[test]
fn nested_types_and_engine_names() {
    check(
        "enum Key { UP = 0; }\n\
         message Error {\n\
             enum Kind { NONE = 0; BAD = -1; }\n\
             message Detail { Kind kind = 1; Key key = 2; }\n\
             Detail detail = 1;\n\
         }",
        expect![[r#"

            enum Key_ {
            	UP = 0,
            }


            class Error_:
            	extends _Message

            	enum Kind {
            		NONE = 0,
            		BAD = -1,
            	}

            	var _detail: Error_.Detail

            	## The field [code]detail[/code].
            	func get_detail() -> Error_.Detail:
            		return _detail

            	## Whether [code]detail[/code] is set.
            	func has_detail() -> bool:
            		return _detail != null

            	## Sets [code]detail[/code] to a new message, and returns it.
            	func new_detail() -> Error_.Detail:
            		_detail = Error_.Detail.new()
            		return _detail

            	## Makes [code]detail[/code] as it is in a new message.
            	func clear_detail() -> void:
            		_detail = null

            	## Makes the message empty.
            	func clear() -> void:
            		_detail = null

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if _detail != null:
            			_Wire.byte(out, 10)
            			_Wire.blob(out, _detail.to_bytes())
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var tag: int = reader.varint()
            			if tag == 10:
            				if not (_detail != null):
            					_detail = Error_.Detail.new()
            				reader.message(_detail)
            			else:
            				reader.skip(tag)

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if _detail != null:
            			text += " detail: " + str(_detail)
            		return "{" + text + " }"

            	class Detail:
            		extends _Message

            		var _kind: Error_.Kind = Error_.Kind.NONE
            		var _key: Key_ = Key_.UP

            		## The field [code]kind[/code].
            		func get_kind() -> Error_.Kind:
            			return _kind

            		## Always true: this field has a value even when none was set.
            		func has_kind() -> bool:
            			return true

            		## Sets [code]kind[/code].
            		func set_kind(value: Error_.Kind) -> void:
            			_kind = value

            		## Makes [code]kind[/code] as it is in a new message.
            		func clear_kind() -> void:
            			_kind = Error_.Kind.NONE

            		## The field [code]key[/code].
            		func get_key() -> Key_:
            			return _key

            		## Always true: this field has a value even when none was set.
            		func has_key() -> bool:
            			return true

            		## Sets [code]key[/code].
            		func set_key(value: Key_) -> void:
            			_key = value

            		## Makes [code]key[/code] as it is in a new message.
            		func clear_key() -> void:
            			_key = Key_.UP

            		## Makes the message empty.
            		func clear() -> void:
            			_kind = Error_.Kind.NONE
            			_key = Key_.UP

            		## The message in the protobuf wire format.
            		func to_bytes() -> PackedByteArray:
            			var out: PackedByteArray = PackedByteArray()
            			if _kind != 0:
            				_Wire.byte(out, 8)
            				_Wire.varint(out, _kind)
            			if _key != 0:
            				_Wire.byte(out, 16)
            				_Wire.varint(out, _key)
            			return out

            		## Merges what the reader has left into this message. For generated code.
            		func merge(reader: _Reader) -> void:
            			while reader.position < reader.end:
            				var tag: int = reader.varint()
            				if tag == 8:
            					_kind = reader.signed32() as Error_.Kind
            				elif tag == 16:
            					_key = reader.signed32() as Key_
            				else:
            					reader.skip(tag)

            		## The fields that are set, for people.
            		func _to_string() -> String:
            			var text: String = ""
            			if _kind != 0:
            				text += " kind: " + str(_kind)
            			if _key != 0:
            				text += " key: " + str(_key)
            			return "{" + text + " }"
        "#]],
    );
}

#[test]
fn every_kind_of_field() {
    let schema = include_str!("../../../clients/godot/tests/codec/all_types.proto");
    expect_file!["../../../clients/godot/tests/codec/all_types.gd"].assert_eq(&generated(schema).unwrap());
}

#[test]
fn proto2_is_refused() {
    check_refused(
        "syntax = \"proto2\"; package old; message A { required int32 a = 1; }",
        expect![[
            r#"test.proto: old: only proto3 is supported, and this is proto2; begin the file with `syntax = "proto3";`"#
        ]],
    );
}

#[test]
fn groups_are_refused() {
    check_refused(
        "syntax = \"proto2\"; message A { optional group B = 1 {} }",
        expect![[
            r#"test.proto: : only proto3 is supported, and this is proto2; begin the file with `syntax = "proto3";`"#
        ]],
    );
    let mut set = compile_text("syntax = \"proto3\"; package p; message A { int32 b = 1; }");
    set.file[0].message_type[0].field[0].r#type =
        Some(buffa_descriptor::generated::descriptor::field_descriptor_proto::Type::TYPE_GROUP);
    expect!["test.proto: p.A.b: groups are not supported; make it a message"]
        .assert_eq(&generate(&set.file).unwrap_err().to_string());
}

#[test]
fn a_type_that_no_file_has_is_refused() {
    let mut set = compile_text("syntax = \"proto3\"; package p; message A { A a = 1; }");
    set.file[0].message_type[0].field[0].type_name = Some(".q.Gone".to_owned());
    expect!["test.proto: p.A.a: the type .q.Gone is in none of the files; give the files that are imported as well"]
        .assert_eq(&generate(&set.file).unwrap_err().to_string());
}

#[test]
fn keywords_are_refused() {
    check_refused(
        "syntax = \"proto3\"; message signal {}",
        expect!["test.proto: signal: `signal` is a keyword of GDScript; choose another name"],
    );
    check_refused(
        "syntax = \"proto3\"; message A { enum B { INF = 0; } }",
        expect!["test.proto: A.B: `INF` is a keyword of GDScript; choose another name"],
    );
}

#[test]
fn members_of_every_object_are_refused() {
    check_refused(
        "syntax = \"proto3\"; message A { string script = 1; }",
        expect!["test.proto: A.script: `get_script` is a member of every Godot object; choose another name"],
    );
    check_refused(
        "syntax = \"proto3\"; message A { bool init = 1; }",
        expect!["test.proto: A.init: `_init` is a member of every Godot object; choose another name"],
    );
}

#[test]
fn names_that_meet_are_refused() {
    check_refused(
        "syntax = \"proto3\"; message A { oneof b { int32 c = 1; } int32 b_case = 2; }",
        expect!["test.proto: A.b_case: `_b_case` would be there twice in one class or script; choose another name"],
    );
    check_refused(
        "syntax = \"proto3\"; message PB_ERR {}",
        expect!["test.proto: PB_ERR: `PB_ERR` would be there twice in one class or script; choose another name"],
    );
    check_refused(
        "syntax = \"proto3\"; message Error {} message Error_ {}",
        expect!["test.proto: Error_: `Error_` would be there twice in one class or script; choose another name"],
    );
}

#[test]
fn a_nested_type_may_not_hide_one_outside() {
    check_refused(
        "syntax = \"proto3\"; message A { message B {} } message B {}",
        expect!["test.proto: A.B: `B` is also the name of a type outside, which it would hide; choose another name"],
    );
}
