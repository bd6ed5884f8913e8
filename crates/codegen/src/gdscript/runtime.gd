

## What all messages share. One newline after the last field is forgiven, for the chat tutorial's server ends every
## packet with one.
class _Message:
	extends RefCounted

	const _NEWLINE: int = 0x0a
	const _BYTES_MAX: int = 67_108_864

	var _unknown: PackedByteArray = PackedByteArray()

	## Replaces the content of this message by what [param bytes] holds from [param offset] up to, not including,
	## [param limit]; a negative limit means the end. No more than 64 MiB are read. Returns [code]PB_ERR.NO_ERRORS[/code], which is 0, or what was
	## wrong first; then the message is empty.
	func from_bytes(bytes: PackedByteArray, offset: int = 0, limit: int = -1) -> int:
		var end: int = bytes.size() if limit < 0 else limit
		if offset < 0 or offset > end or end > bytes.size() or end - offset > _BYTES_MAX:
			clear()
			return PB_ERR.PACKAGE_SIZE_MISMATCH
		var fault: PB_ERR = replace(bytes, offset, end)
		if fault == PB_ERR.NO_ERRORS:
			return fault
		if end > offset and bytes[end - 1] == _NEWLINE:
			if replace(bytes, offset, end - 1) == PB_ERR.NO_ERRORS:
				return PB_ERR.NO_ERRORS
		clear()
		return fault

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		return _unknown.duplicate()

	## Makes the message empty.
	func clear() -> void:
		_unknown = PackedByteArray()

	## The fields that came and are not in the schema, as they came: [method to_bytes] writes them after all others.
	func get_unknown() -> PackedByteArray:
		return _unknown

	## Forgets the fields that are not in the schema.
	func clear_unknown() -> void:
		_unknown = PackedByteArray()

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var start: int = reader.position
			_unknown.append_array(reader.unknown(start, reader.varint()))

	## [method from_bytes] without forgiveness. For generated code.
	func replace(bytes: PackedByteArray, offset: int, end: int) -> PB_ERR:
		clear()
		var reader: _Reader = _Reader.new(bytes, offset, end)
		merge(reader)
		return reader.fault


## Takes values off the bytes of a message. The first fault ends all reading.
class _Reader:
	extends RefCounted

	const _DEEPEST: int = 100
	const _VARINT_BITS: int = 70
	const _LARGEST_TAG: int = 0xffffffff
	const _SMALLEST_TAG: int = 8

	var position: int
	var end: int
	var fault: PB_ERR = PB_ERR.NO_ERRORS
	var _bytes: PackedByteArray
	var _depth: int = 0

	func _init(bytes: PackedByteArray, offset: int, limit: int) -> void:
		_bytes = bytes
		position = offset
		end = limit

	func fail(reason: PB_ERR) -> void:
		if fault == PB_ERR.NO_ERRORS:
			fault = reason
		end = 0
		position = _bytes.size()

	func varint() -> int:
		if position < end:
			var first: int = _bytes[position]
			if first < 0x80:
				position += 1
				return first
		return _long_varint()

	func _long_varint() -> int:
		var value: int = 0
		for shift: int in range(0, _VARINT_BITS, 7):
			if position >= end:
				break
			var byte: int = _bytes[position]
			position += 1
			value |= (byte & 0x7f) << shift
			if byte < 0x80:
				return value
		fail(PB_ERR.VARINT_NOT_FOUND)
		return 0

	func boolean() -> bool:
		return varint() != 0

	func unsigned32() -> int:
		return varint() & 0xffffffff

	func signed32() -> int:
		return _Wire.signed32(varint())

	func zigzag32() -> int:
		var value: int = varint() & 0xffffffff
		return (value >> 1) ^ -(value & 1)

	func zigzag64() -> int:
		var value: int = varint()
		return ((value >> 1) & 0x7fffffffffffffff) ^ -(value & 1)

	func fixed32() -> int:
		var start: int = _advance(4)
		return _bytes.decode_u32(start) if start >= 0 else 0

	func sfixed32() -> int:
		return _Wire.signed32(fixed32())

	func fixed64() -> int:
		var start: int = _advance(8)
		return _bytes.decode_s64(start) if start >= 0 else 0

	func float32() -> float:
		var start: int = _advance(4)
		return _bytes.decode_float(start) if start >= 0 else 0.0

	func float64() -> float:
		var start: int = _advance(8)
		return _bytes.decode_double(start) if start >= 0 else 0.0

	func blob() -> PackedByteArray:
		var size: int = varint()
		var start: int = _advance(size)
		return _bytes.slice(start, start + size) if start >= 0 else PackedByteArray()

	## What [method blob] does, without its calls: most of what players send is text.
	func text() -> String:
		var size: int = varint()
		if size < 0 or size > end - position:
			fail(PB_ERR.LENGTHDEL_SIZE_MISMATCH)
			return ""
		var raw: PackedByteArray = _bytes.slice(position, position + size)
		position += size
		var decoded: String = raw.get_string_from_utf8()
		return decoded if decoded.to_utf8_buffer() == raw else _unusual_text(raw)

	## What [method enter] and [method leave] do around it, without their calls.
	func message(target: _Message) -> void:
		var size: int = varint()
		if size < 0 or size > end - position:
			fail(PB_ERR.LENGTHDEL_SIZE_MISMATCH)
			return
		_depth += 1
		if _depth > _DEEPEST:
			fail(PB_ERR.UNDEFINED_STATE)
			return
		var outer: int = end
		end = position + size
		target.merge(self)
		_depth -= 1
		if fault == PB_ERR.NO_ERRORS:
			end = outer

	## Narrows reading to the length-delimited value that starts here; returns what [method leave] needs.
	func enter() -> int:
		var outer: int = end
		var size: int = varint()
		var start: int = _advance(size)
		_depth += 1
		if _depth > _DEEPEST:
			fail(PB_ERR.UNDEFINED_STATE)
		if start >= 0 and fault == PB_ERR.NO_ERRORS:
			position = start
			end = start + size
		return outer

	func leave(outer: int) -> void:
		_depth -= 1
		if fault == PB_ERR.NO_ERRORS:
			end = outer

	## The field whose tag starts at [param start] and has been read, as it stands.
	func unknown(start: int, tag: int) -> PackedByteArray:
		skip(tag)
		return _bytes.slice(start, position) if fault == PB_ERR.NO_ERRORS else PackedByteArray()

	func skip(tag: int) -> void:
		if tag < _SMALLEST_TAG or tag > _LARGEST_TAG:
			fail(PB_ERR.UNDEFINED_STATE)
			return
		match tag & 7:
			0:
				_ignore(varint())
			1:
				_ignore(_advance(8))
			2:
				_ignore(_advance(varint()))
			3:
				_skip_group(tag + 1)
			5:
				_ignore(_advance(4))
			_:
				fail(PB_ERR.UNDEFINED_STATE)

	func _skip_group(end_tag: int) -> void:
		_depth += 1
		if _depth > _DEEPEST:
			fail(PB_ERR.UNDEFINED_STATE)
		while position < end:
			var tag: int = varint()
			if tag == end_tag:
				_depth -= 1
				return
			skip(tag)
		fail(PB_ERR.PARSE_INCOMPLETE)

	## Where the next [param size] bytes start, having passed them; -1 when there are not so many.
	func _advance(size: int) -> int:
		if size < 0 or size > end - position:
			fail(PB_ERR.LENGTHDEL_SIZE_MISMATCH)
			return -1
		var start: int = position
		position += size
		return start

	## Text that the engine's decoder does not give back byte for byte: it drops a byte order mark and ends at a NUL,
	## which no String can hold. All else is not UTF-8.
	func _unusual_text(raw: PackedByteArray) -> String:
		var decoded: String = ""
		var start: int = 0
		while start < raw.size():
			if raw[start] == 0:
				decoded += "\ufffd"
				start += 1
				continue
			if raw.slice(start, start + 3) == PackedByteArray([0xef, 0xbb, 0xbf]):
				decoded += "\ufeff"
				start += 3
				continue
			var stop: int = raw.find(0, start)
			var part: PackedByteArray = raw.slice(start, raw.size() if stop < 0 else stop)
			var piece: String = part.get_string_from_utf8()
			if piece.to_utf8_buffer() != part:
				fail(PB_ERR.UNDEFINED_STATE)
				return ""
			decoded += piece
			start += part.size()
		return decoded

	func _ignore(_value: int) -> void:
		pass


## Appends values to the bytes of a message.
class _Wire:
	extends RefCounted

	static func varint(out: PackedByteArray, value: int) -> void:
		var rest: int = value
		while rest < 0 or rest > 0x7f:
			byte(out, (rest & 0x7f) | 0x80)
			rest = (rest >> 7) & 0x01ffffffffffffff
		byte(out, rest)

	static func byte(out: PackedByteArray, value: int) -> void:
		@warning_ignore("return_value_discarded")
		out.append(value)

	static func blob(out: PackedByteArray, value: PackedByteArray) -> void:
		varint(out, value.size())
		out.append_array(value)

	static func text(out: PackedByteArray, value: String) -> void:
		blob(out, value.to_utf8_buffer())

	static func fixed32(out: PackedByteArray, value: int) -> void:
		out.encode_u32(_grow(out, 4), value & 0xffffffff)

	static func fixed64(out: PackedByteArray, value: int) -> void:
		out.encode_s64(_grow(out, 8), value)

	static func float32(out: PackedByteArray, value: float) -> void:
		out.encode_float(_grow(out, 4), value)

	static func float64(out: PackedByteArray, value: float) -> void:
		out.encode_double(_grow(out, 8), value)

	static func zigzag32(out: PackedByteArray, value: int) -> void:
		varint(out, ((value << 1) ^ (value >> 63)) & 0xffffffff)

	static func zigzag64(out: PackedByteArray, value: int) -> void:
		varint(out, (value << 1) ^ (value >> 63))

	static func boolean(out: PackedByteArray, value: bool) -> void:
		byte(out, 1 if value else 0)

	## The value that the lowest 32 bits of [param value] have as a signed number.
	static func signed32(value: int) -> int:
		return ((value & 0xffffffff) ^ 0x80000000) - 0x80000000

	## Negative zero is written, for it is not the default value.
	static func is_default(value: float) -> bool:
		return value == 0.0 and 1.0 / value > 0.0

	static func _grow(out: PackedByteArray, size: int) -> int:
		var start: int = out.size()
		@warning_ignore("return_value_discarded")
		out.resize(start + size)
		return start
