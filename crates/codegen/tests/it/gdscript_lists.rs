//! Lists, maps, nested types and values that may be missing, as GDScript.

use expect_test::expect;

use crate::gdscript::check;

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


            ## The message [code]Lists[/code].
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
            		_unknown = PackedByteArray()
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
            		out.append_array(_unknown)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var start: int = reader.position
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
            				_unknown.append_array(reader.unknown(start, tag))

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


            ## The message [code]Maybe[/code].
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
            		_unknown = PackedByteArray()
            		_speed = 0.0
            		_has_speed = false

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if _has_speed:
            			_Wire.byte(out, 13)
            			_Wire.float32(out, _speed)
            		out.append_array(_unknown)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var start: int = reader.position
            			var tag: int = reader.varint()
            			if tag == 13:
            				_speed = reader.float32()
            				_has_speed = true
            			else:
            				_unknown.append_array(reader.unknown(start, tag))

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

            ## Called [code]Key[/code] in the schema.
            enum Key_ {
            	## [code]UP[/code] of the schema.
            	UP = 0,
            }


            ## Called [code]Error[/code] in the schema.
            class Error_:
            	extends _Message

            	## The enum [code]Error.Kind[/code].
            	enum Kind {
            		## [code]NONE[/code] of the schema.
            		NONE = 0,
            		## [code]BAD[/code] of the schema.
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
            		_unknown = PackedByteArray()
            		_detail = null

            	## The message in the protobuf wire format.
            	func to_bytes() -> PackedByteArray:
            		var out: PackedByteArray = PackedByteArray()
            		if _detail != null:
            			_Wire.byte(out, 10)
            			_Wire.blob(out, _detail.to_bytes())
            		out.append_array(_unknown)
            		return out

            	## Merges what the reader has left into this message. For generated code.
            	func merge(reader: _Reader) -> void:
            		while reader.position < reader.end:
            			var start: int = reader.position
            			var tag: int = reader.varint()
            			if tag == 10:
            				if not (_detail != null):
            					_detail = Error_.Detail.new()
            				reader.message(_detail)
            			else:
            				_unknown.append_array(reader.unknown(start, tag))

            	## The fields that are set, for people.
            	func _to_string() -> String:
            		var text: String = ""
            		if _detail != null:
            			text += " detail: " + str(_detail)
            		return "{" + text + " }"

            	## The message [code]Error.Detail[/code].
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
            			_unknown = PackedByteArray()
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
            			out.append_array(_unknown)
            			return out

            		## Merges what the reader has left into this message. For generated code.
            		func merge(reader: _Reader) -> void:
            			while reader.position < reader.end:
            				var start: int = reader.position
            				var tag: int = reader.varint()
            				if tag == 8:
            					_kind = reader.signed32() as Error_.Kind
            				elif tag == 16:
            					_key = reader.signed32() as Key_
            				else:
            					_unknown.append_array(reader.unknown(start, tag))

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
