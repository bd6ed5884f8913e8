extends RefCounted
## Protobuf messages.
##
## Generated from test.proto. Do not edit: change the schema and generate again.

## What [code]from_bytes[/code] returns.
enum PB_ERR {
	## All is well.
	NO_ERRORS = 0,
	## A number ends too late or not at all.
	VARINT_NOT_FOUND = -1,
	## Never returned.
	REPEATED_COUNT_NOT_FOUND = -2,
	## Never returned.
	REPEATED_COUNT_MISMATCH = -3,
	## Never returned.
	LENGTHDEL_SIZE_NOT_FOUND = -4,
	## A value is longer than what is left.
	LENGTHDEL_SIZE_MISMATCH = -5,
	## The offset or limit lies outside the bytes.
	PACKAGE_SIZE_MISMATCH = -6,
	## A tag or a text that no encoder writes, or too many messages within messages.
	UNDEFINED_STATE = -7,
	## A group that does not end.
	PARSE_INCOMPLETE = -8,
	## Never returned.
	REQUIRED_FIELDS = -9,
}

## How [code]warm[/code] [lb]or cold] it is.
enum Color_ {
	RED = 0,
	## Like leaves.
	GREEN = 1,
	BLUE = -7,
}

## An enum that is called like one of the engine.
enum Key_ {
	NONE = 0,
	DOOR = 1,
}


class AllTypes:
	extends _Message

	## Which of [code]pick[/code] is set.
	enum PickCase {
		PICK_NOT_SET,
		PICK_WORDS = 60,
		PICK_INNER = 61,
		PICK_I32 = 62,
		PICK_COLOR = 63,
		PICK_F64 = 64,
		PICK_RAW = 65,
	}

	enum Mood {
		CALM = 0,
		WILD = 5,
	}

	var _pick_case: PickCase = PickCase.PICK_NOT_SET
	var _f64: float = 0.0
	var _f32: float = 0.0
	var _i64: int = 0
	var _u64: int = 0
	var _i32: int = 0
	var _x64: int = 0
	var _x32: int = 0
	var _yes: bool = false
	var _words: String = ""
	var _raw: PackedByteArray = PackedByteArray()
	var _u32: int = 0
	var _sx32: int = 0
	var _sx64: int = 0
	var _z32: int = 0
	var _z64: int = 0
	var _color: Color_ = Color_.RED
	var _mood: AllTypes.Mood = AllTypes.Mood.CALM
	var _inner: AllTypes.Inner
	var _empty: AllTypes.Empty
	var _error: Error_
	var _many_i32: Array[int] = []
	var _loose_i32: Array[int] = []
	var _many_words: Array[String] = []
	var _many_inner: Array[AllTypes.Inner] = []
	var _many_color: Array[Color_] = []
	var _many_f64: Array[float] = []
	var _many_yes: Array[bool] = []
	var _many_raw: Array[PackedByteArray] = []
	var _many_z64: Array[int] = []
	var _many_x32: Array[int] = []
	var _many_f32: Array[float] = []
	var _by_words: Dictionary[String, int] = {}
	var _by_i32: Dictionary[int, AllTypes.Inner] = {}
	var _by_yes: Dictionary[bool, Color_] = {}
	var _by_z64: Dictionary[int, PackedByteArray] = {}
	var _by_x32: Dictionary[int, float] = {}
	var _pick_words: String = ""
	var _pick_inner: AllTypes.Inner
	var _pick_i32: int = 0
	var _pick_color: Color_ = Color_.RED
	var _pick_f64: float = 0.0
	var _pick_raw: PackedByteArray = PackedByteArray()
	var _maybe_i32: int = 0
	var _has_maybe_i32: bool = false
	var _maybe_words: String = ""
	var _has_maybe_words: bool = false
	var _maybe_inner: AllTypes.Inner
	var _maybe_color: Color_ = Color_.RED
	var _has_maybe_color: bool = false
	var _maybe_yes: bool = false
	var _has_maybe_yes: bool = false

	## The field [code]f64[/code].
	func get_f64() -> float:
		return _f64

	## Always true: this field has a value even when none was set.
	func has_f64() -> bool:
		return true

	## Sets [code]f64[/code].
	func set_f64(value: float) -> void:
		_f64 = value

	## Makes [code]f64[/code] as it is in a new message.
	func clear_f64() -> void:
		_f64 = 0.0

	## The field [code]f32[/code].
	func get_f32() -> float:
		return _f32

	## Always true: this field has a value even when none was set.
	func has_f32() -> bool:
		return true

	## Sets [code]f32[/code].
	func set_f32(value: float) -> void:
		_f32 = value

	## Makes [code]f32[/code] as it is in a new message.
	func clear_f32() -> void:
		_f32 = 0.0

	## The field [code]i64[/code].
	func get_i64() -> int:
		return _i64

	## Always true: this field has a value even when none was set.
	func has_i64() -> bool:
		return true

	## Sets [code]i64[/code].
	func set_i64(value: int) -> void:
		_i64 = value

	## Makes [code]i64[/code] as it is in a new message.
	func clear_i64() -> void:
		_i64 = 0

	## The field [code]u64[/code].
	func get_u64() -> int:
		return _u64

	## Always true: this field has a value even when none was set.
	func has_u64() -> bool:
		return true

	## Sets [code]u64[/code].
	func set_u64(value: int) -> void:
		_u64 = value

	## Makes [code]u64[/code] as it is in a new message.
	func clear_u64() -> void:
		_u64 = 0

	## The field [code]i32[/code].
	func get_i32() -> int:
		return _i32

	## Always true: this field has a value even when none was set.
	func has_i32() -> bool:
		return true

	## Sets [code]i32[/code].
	func set_i32(value: int) -> void:
		_i32 = _Wire.signed32(value)

	## Makes [code]i32[/code] as it is in a new message.
	func clear_i32() -> void:
		_i32 = 0

	## The field [code]x64[/code].
	func get_x64() -> int:
		return _x64

	## Always true: this field has a value even when none was set.
	func has_x64() -> bool:
		return true

	## Sets [code]x64[/code].
	func set_x64(value: int) -> void:
		_x64 = value

	## Makes [code]x64[/code] as it is in a new message.
	func clear_x64() -> void:
		_x64 = 0

	## The field [code]x32[/code].
	func get_x32() -> int:
		return _x32

	## Always true: this field has a value even when none was set.
	func has_x32() -> bool:
		return true

	## Sets [code]x32[/code].
	func set_x32(value: int) -> void:
		_x32 = value & 0xffffffff

	## Makes [code]x32[/code] as it is in a new message.
	func clear_x32() -> void:
		_x32 = 0

	## The field [code]yes[/code].
	func get_yes() -> bool:
		return _yes

	## Always true: this field has a value even when none was set.
	func has_yes() -> bool:
		return true

	## Sets [code]yes[/code].
	func set_yes(value: bool) -> void:
		_yes = value

	## Makes [code]yes[/code] as it is in a new message.
	func clear_yes() -> void:
		_yes = false

	## The field [code]words[/code].
	func get_words() -> String:
		return _words

	## Always true: this field has a value even when none was set.
	func has_words() -> bool:
		return true

	## Sets [code]words[/code].
	func set_words(value: String) -> void:
		_words = value

	## Makes [code]words[/code] as it is in a new message.
	func clear_words() -> void:
		_words = ""

	## The field [code]raw[/code].
	func get_raw() -> PackedByteArray:
		return _raw

	## Always true: this field has a value even when none was set.
	func has_raw() -> bool:
		return true

	## Sets [code]raw[/code].
	func set_raw(value: PackedByteArray) -> void:
		_raw = value

	## Makes [code]raw[/code] as it is in a new message.
	func clear_raw() -> void:
		_raw = PackedByteArray()

	## The field [code]u32[/code].
	func get_u32() -> int:
		return _u32

	## Always true: this field has a value even when none was set.
	func has_u32() -> bool:
		return true

	## Sets [code]u32[/code].
	func set_u32(value: int) -> void:
		_u32 = value & 0xffffffff

	## Makes [code]u32[/code] as it is in a new message.
	func clear_u32() -> void:
		_u32 = 0

	## The field [code]sx32[/code].
	func get_sx32() -> int:
		return _sx32

	## Always true: this field has a value even when none was set.
	func has_sx32() -> bool:
		return true

	## Sets [code]sx32[/code].
	func set_sx32(value: int) -> void:
		_sx32 = _Wire.signed32(value)

	## Makes [code]sx32[/code] as it is in a new message.
	func clear_sx32() -> void:
		_sx32 = 0

	## The field [code]sx64[/code].
	func get_sx64() -> int:
		return _sx64

	## Always true: this field has a value even when none was set.
	func has_sx64() -> bool:
		return true

	## Sets [code]sx64[/code].
	func set_sx64(value: int) -> void:
		_sx64 = value

	## Makes [code]sx64[/code] as it is in a new message.
	func clear_sx64() -> void:
		_sx64 = 0

	## The field [code]z32[/code].
	func get_z32() -> int:
		return _z32

	## Always true: this field has a value even when none was set.
	func has_z32() -> bool:
		return true

	## Sets [code]z32[/code].
	func set_z32(value: int) -> void:
		_z32 = _Wire.signed32(value)

	## Makes [code]z32[/code] as it is in a new message.
	func clear_z32() -> void:
		_z32 = 0

	## The field [code]z64[/code].
	func get_z64() -> int:
		return _z64

	## Always true: this field has a value even when none was set.
	func has_z64() -> bool:
		return true

	## Sets [code]z64[/code].
	func set_z64(value: int) -> void:
		_z64 = value

	## Makes [code]z64[/code] as it is in a new message.
	func clear_z64() -> void:
		_z64 = 0

	## The field [code]color[/code].
	func get_color() -> Color_:
		return _color

	## Always true: this field has a value even when none was set.
	func has_color() -> bool:
		return true

	## Sets [code]color[/code].
	func set_color(value: Color_) -> void:
		_color = value

	## Makes [code]color[/code] as it is in a new message.
	func clear_color() -> void:
		_color = Color_.RED

	## The field [code]mood[/code].
	func get_mood() -> AllTypes.Mood:
		return _mood

	## Always true: this field has a value even when none was set.
	func has_mood() -> bool:
		return true

	## Sets [code]mood[/code].
	func set_mood(value: AllTypes.Mood) -> void:
		_mood = value

	## Makes [code]mood[/code] as it is in a new message.
	func clear_mood() -> void:
		_mood = AllTypes.Mood.CALM

	## The field [code]inner[/code].
	func get_inner() -> AllTypes.Inner:
		return _inner

	## Whether [code]inner[/code] is set.
	func has_inner() -> bool:
		return _inner != null

	## Sets [code]inner[/code] to a new message, and returns it.
	func new_inner() -> AllTypes.Inner:
		_inner = AllTypes.Inner.new()
		return _inner

	## Makes [code]inner[/code] as it is in a new message.
	func clear_inner() -> void:
		_inner = null

	## The field [code]empty[/code].
	func get_empty() -> AllTypes.Empty:
		return _empty

	## Whether [code]empty[/code] is set.
	func has_empty() -> bool:
		return _empty != null

	## Sets [code]empty[/code] to a new message, and returns it.
	func new_empty() -> AllTypes.Empty:
		_empty = AllTypes.Empty.new()
		return _empty

	## Makes [code]empty[/code] as it is in a new message.
	func clear_empty() -> void:
		_empty = null

	## The field [code]error[/code].
	func get_error() -> Error_:
		return _error

	## Whether [code]error[/code] is set.
	func has_error() -> bool:
		return _error != null

	## Sets [code]error[/code] to a new message, and returns it.
	func new_error() -> Error_:
		_error = Error_.new()
		return _error

	## Makes [code]error[/code] as it is in a new message.
	func clear_error() -> void:
		_error = null

	## The field [code]many_i32[/code].
	func get_many_i32() -> Array[int]:
		return _many_i32

	## Appends to [code]many_i32[/code].
	func add_many_i32(value: int) -> void:
		_many_i32.append(_Wire.signed32(value))

	## Makes [code]many_i32[/code] as it is in a new message.
	func clear_many_i32() -> void:
		_many_i32 = []

	## The field [code]loose_i32[/code].
	func get_loose_i32() -> Array[int]:
		return _loose_i32

	## Appends to [code]loose_i32[/code].
	func add_loose_i32(value: int) -> void:
		_loose_i32.append(_Wire.signed32(value))

	## Makes [code]loose_i32[/code] as it is in a new message.
	func clear_loose_i32() -> void:
		_loose_i32 = []

	## The field [code]many_words[/code].
	func get_many_words() -> Array[String]:
		return _many_words

	## Appends to [code]many_words[/code].
	func add_many_words(value: String) -> void:
		_many_words.append(value)

	## Makes [code]many_words[/code] as it is in a new message.
	func clear_many_words() -> void:
		_many_words = []

	## The field [code]many_inner[/code].
	func get_many_inner() -> Array[AllTypes.Inner]:
		return _many_inner

	## Appends a new message to [code]many_inner[/code], and returns it.
	func add_many_inner() -> AllTypes.Inner:
		var value: AllTypes.Inner = AllTypes.Inner.new()
		_many_inner.append(value)
		return value

	## Makes [code]many_inner[/code] as it is in a new message.
	func clear_many_inner() -> void:
		_many_inner = []

	## The field [code]many_color[/code].
	func get_many_color() -> Array[Color_]:
		return _many_color

	## Appends to [code]many_color[/code].
	func add_many_color(value: Color_) -> void:
		_many_color.append(value)

	## Makes [code]many_color[/code] as it is in a new message.
	func clear_many_color() -> void:
		_many_color = []

	## The field [code]many_f64[/code].
	func get_many_f64() -> Array[float]:
		return _many_f64

	## Appends to [code]many_f64[/code].
	func add_many_f64(value: float) -> void:
		_many_f64.append(value)

	## Makes [code]many_f64[/code] as it is in a new message.
	func clear_many_f64() -> void:
		_many_f64 = []

	## The field [code]many_yes[/code].
	func get_many_yes() -> Array[bool]:
		return _many_yes

	## Appends to [code]many_yes[/code].
	func add_many_yes(value: bool) -> void:
		_many_yes.append(value)

	## Makes [code]many_yes[/code] as it is in a new message.
	func clear_many_yes() -> void:
		_many_yes = []

	## The field [code]many_raw[/code].
	func get_many_raw() -> Array[PackedByteArray]:
		return _many_raw

	## Appends to [code]many_raw[/code].
	func add_many_raw(value: PackedByteArray) -> void:
		_many_raw.append(value)

	## Makes [code]many_raw[/code] as it is in a new message.
	func clear_many_raw() -> void:
		_many_raw = []

	## The field [code]many_z64[/code].
	func get_many_z64() -> Array[int]:
		return _many_z64

	## Appends to [code]many_z64[/code].
	func add_many_z64(value: int) -> void:
		_many_z64.append(value)

	## Makes [code]many_z64[/code] as it is in a new message.
	func clear_many_z64() -> void:
		_many_z64 = []

	## The field [code]many_x32[/code].
	func get_many_x32() -> Array[int]:
		return _many_x32

	## Appends to [code]many_x32[/code].
	func add_many_x32(value: int) -> void:
		_many_x32.append(value & 0xffffffff)

	## Makes [code]many_x32[/code] as it is in a new message.
	func clear_many_x32() -> void:
		_many_x32 = []

	## The field [code]many_f32[/code].
	func get_many_f32() -> Array[float]:
		return _many_f32

	## Appends to [code]many_f32[/code].
	func add_many_f32(value: float) -> void:
		_many_f32.append(value)

	## Makes [code]many_f32[/code] as it is in a new message.
	func clear_many_f32() -> void:
		_many_f32 = []

	## The field [code]by_words[/code].
	func get_by_words() -> Dictionary[String, int]:
		return _by_words

	## Puts a value into [code]by_words[/code].
	func add_by_words(key: String, value: int) -> void:
		_by_words[key] = _Wire.signed32(value)

	## Makes [code]by_words[/code] as it is in a new message.
	func clear_by_words() -> void:
		_by_words = {}

	## The field [code]by_i32[/code].
	func get_by_i32() -> Dictionary[int, AllTypes.Inner]:
		return _by_i32

	## Puts a new message into [code]by_i32[/code], and returns it.
	func add_by_i32(key: int) -> AllTypes.Inner:
		var value: AllTypes.Inner = AllTypes.Inner.new()
		_by_i32[_Wire.signed32(key)] = value
		return value

	## Makes [code]by_i32[/code] as it is in a new message.
	func clear_by_i32() -> void:
		_by_i32 = {}

	## The field [code]by_yes[/code].
	func get_by_yes() -> Dictionary[bool, Color_]:
		return _by_yes

	## Puts a value into [code]by_yes[/code].
	func add_by_yes(key: bool, value: Color_) -> void:
		_by_yes[key] = value

	## Makes [code]by_yes[/code] as it is in a new message.
	func clear_by_yes() -> void:
		_by_yes = {}

	## The field [code]by_z64[/code].
	func get_by_z64() -> Dictionary[int, PackedByteArray]:
		return _by_z64

	## Puts a value into [code]by_z64[/code].
	func add_by_z64(key: int, value: PackedByteArray) -> void:
		_by_z64[key] = value

	## Makes [code]by_z64[/code] as it is in a new message.
	func clear_by_z64() -> void:
		_by_z64 = {}

	## The field [code]by_x32[/code].
	func get_by_x32() -> Dictionary[int, float]:
		return _by_x32

	## Puts a value into [code]by_x32[/code].
	func add_by_x32(key: int, value: float) -> void:
		_by_x32[key & 0xffffffff] = value

	## Makes [code]by_x32[/code] as it is in a new message.
	func clear_by_x32() -> void:
		_by_x32 = {}

	## The field [code]pick_words[/code].
	func get_pick_words() -> String:
		return _pick_words if _pick_case == PickCase.PICK_WORDS else ""

	## Whether [code]pick_words[/code] is set.
	func has_pick_words() -> bool:
		return _pick_case == PickCase.PICK_WORDS

	## Sets [code]pick_words[/code].
	func set_pick_words(value: String) -> void:
		_pick_words = value
		_pick_case = PickCase.PICK_WORDS

	## Makes [code]pick_words[/code] as it is in a new message.
	func clear_pick_words() -> void:
		if _pick_case == PickCase.PICK_WORDS:
			_pick_case = PickCase.PICK_NOT_SET
		_pick_words = ""

	## The field [code]pick_inner[/code].
	func get_pick_inner() -> AllTypes.Inner:
		return _pick_inner if _pick_case == PickCase.PICK_INNER else null

	## Whether [code]pick_inner[/code] is set.
	func has_pick_inner() -> bool:
		return _pick_case == PickCase.PICK_INNER

	## Sets [code]pick_inner[/code] to a new message, and returns it.
	func new_pick_inner() -> AllTypes.Inner:
		_pick_inner = AllTypes.Inner.new()
		_pick_case = PickCase.PICK_INNER
		return _pick_inner

	## Makes [code]pick_inner[/code] as it is in a new message.
	func clear_pick_inner() -> void:
		if _pick_case == PickCase.PICK_INNER:
			_pick_case = PickCase.PICK_NOT_SET
		_pick_inner = null

	## The field [code]pick_i32[/code].
	func get_pick_i32() -> int:
		return _pick_i32 if _pick_case == PickCase.PICK_I32 else 0

	## Whether [code]pick_i32[/code] is set.
	func has_pick_i32() -> bool:
		return _pick_case == PickCase.PICK_I32

	## Sets [code]pick_i32[/code].
	func set_pick_i32(value: int) -> void:
		_pick_i32 = _Wire.signed32(value)
		_pick_case = PickCase.PICK_I32

	## Makes [code]pick_i32[/code] as it is in a new message.
	func clear_pick_i32() -> void:
		if _pick_case == PickCase.PICK_I32:
			_pick_case = PickCase.PICK_NOT_SET
		_pick_i32 = 0

	## The field [code]pick_color[/code].
	func get_pick_color() -> Color_:
		return _pick_color if _pick_case == PickCase.PICK_COLOR else Color_.RED

	## Whether [code]pick_color[/code] is set.
	func has_pick_color() -> bool:
		return _pick_case == PickCase.PICK_COLOR

	## Sets [code]pick_color[/code].
	func set_pick_color(value: Color_) -> void:
		_pick_color = value
		_pick_case = PickCase.PICK_COLOR

	## Makes [code]pick_color[/code] as it is in a new message.
	func clear_pick_color() -> void:
		if _pick_case == PickCase.PICK_COLOR:
			_pick_case = PickCase.PICK_NOT_SET
		_pick_color = Color_.RED

	## The field [code]pick_f64[/code].
	func get_pick_f64() -> float:
		return _pick_f64 if _pick_case == PickCase.PICK_F64 else 0.0

	## Whether [code]pick_f64[/code] is set.
	func has_pick_f64() -> bool:
		return _pick_case == PickCase.PICK_F64

	## Sets [code]pick_f64[/code].
	func set_pick_f64(value: float) -> void:
		_pick_f64 = value
		_pick_case = PickCase.PICK_F64

	## Makes [code]pick_f64[/code] as it is in a new message.
	func clear_pick_f64() -> void:
		if _pick_case == PickCase.PICK_F64:
			_pick_case = PickCase.PICK_NOT_SET
		_pick_f64 = 0.0

	## The field [code]pick_raw[/code].
	func get_pick_raw() -> PackedByteArray:
		return _pick_raw if _pick_case == PickCase.PICK_RAW else PackedByteArray()

	## Whether [code]pick_raw[/code] is set.
	func has_pick_raw() -> bool:
		return _pick_case == PickCase.PICK_RAW

	## Sets [code]pick_raw[/code].
	func set_pick_raw(value: PackedByteArray) -> void:
		_pick_raw = value
		_pick_case = PickCase.PICK_RAW

	## Makes [code]pick_raw[/code] as it is in a new message.
	func clear_pick_raw() -> void:
		if _pick_case == PickCase.PICK_RAW:
			_pick_case = PickCase.PICK_NOT_SET
		_pick_raw = PackedByteArray()

	## The field [code]maybe_i32[/code].
	func get_maybe_i32() -> int:
		return _maybe_i32

	## Whether [code]maybe_i32[/code] is set.
	func has_maybe_i32() -> bool:
		return _has_maybe_i32

	## Sets [code]maybe_i32[/code].
	func set_maybe_i32(value: int) -> void:
		_maybe_i32 = _Wire.signed32(value)
		_has_maybe_i32 = true

	## Makes [code]maybe_i32[/code] as it is in a new message.
	func clear_maybe_i32() -> void:
		_maybe_i32 = 0
		_has_maybe_i32 = false

	## The field [code]maybe_words[/code].
	func get_maybe_words() -> String:
		return _maybe_words

	## Whether [code]maybe_words[/code] is set.
	func has_maybe_words() -> bool:
		return _has_maybe_words

	## Sets [code]maybe_words[/code].
	func set_maybe_words(value: String) -> void:
		_maybe_words = value
		_has_maybe_words = true

	## Makes [code]maybe_words[/code] as it is in a new message.
	func clear_maybe_words() -> void:
		_maybe_words = ""
		_has_maybe_words = false

	## The field [code]maybe_inner[/code].
	func get_maybe_inner() -> AllTypes.Inner:
		return _maybe_inner

	## Whether [code]maybe_inner[/code] is set.
	func has_maybe_inner() -> bool:
		return _maybe_inner != null

	## Sets [code]maybe_inner[/code] to a new message, and returns it.
	func new_maybe_inner() -> AllTypes.Inner:
		_maybe_inner = AllTypes.Inner.new()
		return _maybe_inner

	## Makes [code]maybe_inner[/code] as it is in a new message.
	func clear_maybe_inner() -> void:
		_maybe_inner = null

	## The field [code]maybe_color[/code].
	func get_maybe_color() -> Color_:
		return _maybe_color

	## Whether [code]maybe_color[/code] is set.
	func has_maybe_color() -> bool:
		return _has_maybe_color

	## Sets [code]maybe_color[/code].
	func set_maybe_color(value: Color_) -> void:
		_maybe_color = value
		_has_maybe_color = true

	## Makes [code]maybe_color[/code] as it is in a new message.
	func clear_maybe_color() -> void:
		_maybe_color = Color_.RED
		_has_maybe_color = false

	## The field [code]maybe_yes[/code].
	func get_maybe_yes() -> bool:
		return _maybe_yes

	## Whether [code]maybe_yes[/code] is set.
	func has_maybe_yes() -> bool:
		return _has_maybe_yes

	## Sets [code]maybe_yes[/code].
	func set_maybe_yes(value: bool) -> void:
		_maybe_yes = value
		_has_maybe_yes = true

	## Makes [code]maybe_yes[/code] as it is in a new message.
	func clear_maybe_yes() -> void:
		_maybe_yes = false
		_has_maybe_yes = false

	## Which of [code]pick[/code] is set.
	func get_pick_case() -> PickCase:
		return _pick_case

	## Makes the message empty.
	func clear() -> void:
		_pick_case = PickCase.PICK_NOT_SET
		_f64 = 0.0
		_f32 = 0.0
		_i64 = 0
		_u64 = 0
		_i32 = 0
		_x64 = 0
		_x32 = 0
		_yes = false
		_words = ""
		_raw = PackedByteArray()
		_u32 = 0
		_sx32 = 0
		_sx64 = 0
		_z32 = 0
		_z64 = 0
		_color = Color_.RED
		_mood = AllTypes.Mood.CALM
		_inner = null
		_empty = null
		_error = null
		_many_i32 = []
		_loose_i32 = []
		_many_words = []
		_many_inner = []
		_many_color = []
		_many_f64 = []
		_many_yes = []
		_many_raw = []
		_many_z64 = []
		_many_x32 = []
		_many_f32 = []
		_by_words = {}
		_by_i32 = {}
		_by_yes = {}
		_by_z64 = {}
		_by_x32 = {}
		_maybe_i32 = 0
		_has_maybe_i32 = false
		_maybe_words = ""
		_has_maybe_words = false
		_maybe_inner = null
		_maybe_color = Color_.RED
		_has_maybe_color = false
		_maybe_yes = false
		_has_maybe_yes = false

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _Wire.is_default(_f64):
			_Wire.byte(out, 9)
			_Wire.float64(out, _f64)
		if not _Wire.is_default(_f32):
			_Wire.byte(out, 21)
			_Wire.float32(out, _f32)
		if _i64 != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _i64)
		if _u64 != 0:
			_Wire.byte(out, 32)
			_Wire.varint(out, _u64)
		if _i32 != 0:
			_Wire.byte(out, 40)
			_Wire.varint(out, _i32)
		if _x64 != 0:
			_Wire.byte(out, 49)
			_Wire.fixed64(out, _x64)
		if _x32 != 0:
			_Wire.byte(out, 61)
			_Wire.fixed32(out, _x32)
		if _yes:
			_Wire.byte(out, 64)
			_Wire.boolean(out, _yes)
		if not _words.is_empty():
			_Wire.byte(out, 74)
			_Wire.text(out, _words)
		if not _raw.is_empty():
			_Wire.byte(out, 82)
			_Wire.blob(out, _raw)
		if _u32 != 0:
			_Wire.byte(out, 88)
			_Wire.varint(out, _u32)
		if _sx32 != 0:
			_Wire.byte(out, 101)
			_Wire.fixed32(out, _sx32)
		if _sx64 != 0:
			_Wire.byte(out, 105)
			_Wire.fixed64(out, _sx64)
		if _z32 != 0:
			_Wire.byte(out, 112)
			_Wire.zigzag32(out, _z32)
		if _z64 != 0:
			_Wire.byte(out, 120)
			_Wire.zigzag64(out, _z64)
		if _color != 0:
			_Wire.varint(out, 128)
			_Wire.varint(out, _color)
		if _mood != 0:
			_Wire.varint(out, 136)
			_Wire.varint(out, _mood)
		if _inner != null:
			_Wire.varint(out, 146)
			_Wire.blob(out, _inner.to_bytes())
		if _empty != null:
			_Wire.varint(out, 154)
			_Wire.blob(out, _empty.to_bytes())
		if _error != null:
			_Wire.varint(out, 162)
			_Wire.blob(out, _error.to_bytes())
		if not _many_i32.is_empty():
			var packed: PackedByteArray = PackedByteArray()
			for value: int in _many_i32:
				_Wire.varint(packed, value)
			_Wire.varint(out, 242)
			_Wire.blob(out, packed)
		if not _loose_i32.is_empty():
			for value: int in _loose_i32:
				_Wire.varint(out, 248)
				_Wire.varint(out, value)
		if not _many_words.is_empty():
			for value: String in _many_words:
				_Wire.varint(out, 258)
				_Wire.text(out, value)
		if not _many_inner.is_empty():
			for value: AllTypes.Inner in _many_inner:
				_Wire.varint(out, 266)
				_Wire.blob(out, value.to_bytes())
		if not _many_color.is_empty():
			var packed: PackedByteArray = PackedByteArray()
			for value: Color_ in _many_color:
				_Wire.varint(packed, value)
			_Wire.varint(out, 274)
			_Wire.blob(out, packed)
		if not _many_f64.is_empty():
			var packed: PackedByteArray = PackedByteArray()
			for value: float in _many_f64:
				_Wire.float64(packed, value)
			_Wire.varint(out, 282)
			_Wire.blob(out, packed)
		if not _many_yes.is_empty():
			var packed: PackedByteArray = PackedByteArray()
			for value: bool in _many_yes:
				_Wire.boolean(packed, value)
			_Wire.varint(out, 290)
			_Wire.blob(out, packed)
		if not _many_raw.is_empty():
			for value: PackedByteArray in _many_raw:
				_Wire.varint(out, 298)
				_Wire.blob(out, value)
		if not _many_z64.is_empty():
			var packed: PackedByteArray = PackedByteArray()
			for value: int in _many_z64:
				_Wire.zigzag64(packed, value)
			_Wire.varint(out, 306)
			_Wire.blob(out, packed)
		if not _many_x32.is_empty():
			var packed: PackedByteArray = PackedByteArray()
			for value: int in _many_x32:
				_Wire.fixed32(packed, value)
			_Wire.varint(out, 314)
			_Wire.blob(out, packed)
		if not _many_f32.is_empty():
			var packed: PackedByteArray = PackedByteArray()
			for value: float in _many_f32:
				_Wire.float32(packed, value)
			_Wire.varint(out, 322)
			_Wire.blob(out, packed)
		if not _by_words.is_empty():
			for key: String in _by_words:
				var entry: PackedByteArray = PackedByteArray()
				_Wire.byte(entry, 10)
				_Wire.text(entry, key)
				_Wire.byte(entry, 16)
				_Wire.varint(entry, _by_words[key])
				_Wire.varint(out, 402)
				_Wire.blob(out, entry)
		if not _by_i32.is_empty():
			for key: int in _by_i32:
				var entry: PackedByteArray = PackedByteArray()
				_Wire.byte(entry, 8)
				_Wire.varint(entry, key)
				_Wire.byte(entry, 18)
				_Wire.blob(entry, _by_i32[key].to_bytes())
				_Wire.varint(out, 410)
				_Wire.blob(out, entry)
		if not _by_yes.is_empty():
			for key: bool in _by_yes:
				var entry: PackedByteArray = PackedByteArray()
				_Wire.byte(entry, 8)
				_Wire.boolean(entry, key)
				_Wire.byte(entry, 16)
				_Wire.varint(entry, _by_yes[key])
				_Wire.varint(out, 418)
				_Wire.blob(out, entry)
		if not _by_z64.is_empty():
			for key: int in _by_z64:
				var entry: PackedByteArray = PackedByteArray()
				_Wire.byte(entry, 8)
				_Wire.zigzag64(entry, key)
				_Wire.byte(entry, 18)
				_Wire.blob(entry, _by_z64[key])
				_Wire.varint(out, 426)
				_Wire.blob(out, entry)
		if not _by_x32.is_empty():
			for key: int in _by_x32:
				var entry: PackedByteArray = PackedByteArray()
				_Wire.byte(entry, 13)
				_Wire.fixed32(entry, key)
				_Wire.byte(entry, 17)
				_Wire.float64(entry, _by_x32[key])
				_Wire.varint(out, 434)
				_Wire.blob(out, entry)
		if _pick_case == PickCase.PICK_WORDS:
			_Wire.varint(out, 482)
			_Wire.text(out, _pick_words)
		elif _pick_case == PickCase.PICK_INNER:
			_Wire.varint(out, 490)
			_Wire.blob(out, _pick_inner.to_bytes())
		elif _pick_case == PickCase.PICK_I32:
			_Wire.varint(out, 496)
			_Wire.varint(out, _pick_i32)
		elif _pick_case == PickCase.PICK_COLOR:
			_Wire.varint(out, 504)
			_Wire.varint(out, _pick_color)
		elif _pick_case == PickCase.PICK_F64:
			_Wire.varint(out, 513)
			_Wire.float64(out, _pick_f64)
		elif _pick_case == PickCase.PICK_RAW:
			_Wire.varint(out, 522)
			_Wire.blob(out, _pick_raw)
		if _has_maybe_i32:
			_Wire.varint(out, 560)
			_Wire.varint(out, _maybe_i32)
		if _has_maybe_words:
			_Wire.varint(out, 570)
			_Wire.text(out, _maybe_words)
		if _maybe_inner != null:
			_Wire.varint(out, 578)
			_Wire.blob(out, _maybe_inner.to_bytes())
		if _has_maybe_color:
			_Wire.varint(out, 584)
			_Wire.varint(out, _maybe_color)
		if _has_maybe_yes:
			_Wire.varint(out, 592)
			_Wire.boolean(out, _maybe_yes)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 9:
				_f64 = reader.float64()
			elif tag == 21:
				_f32 = reader.float32()
			elif tag == 24:
				_i64 = reader.varint()
			elif tag == 32:
				_u64 = reader.varint()
			elif tag == 40:
				_i32 = reader.signed32()
			elif tag == 49:
				_x64 = reader.fixed64()
			elif tag == 61:
				_x32 = reader.fixed32()
			elif tag == 64:
				_yes = reader.boolean()
			elif tag == 74:
				_words = reader.text()
			elif tag == 82:
				_raw = reader.blob()
			elif tag == 88:
				_u32 = reader.unsigned32()
			elif tag == 101:
				_sx32 = reader.sfixed32()
			elif tag == 105:
				_sx64 = reader.fixed64()
			elif tag == 112:
				_z32 = reader.zigzag32()
			elif tag == 120:
				_z64 = reader.zigzag64()
			elif tag == 128:
				_color = reader.signed32() as Color_
			elif tag == 136:
				_mood = reader.signed32() as AllTypes.Mood
			elif tag == 146:
				if not (_inner != null):
					_inner = AllTypes.Inner.new()
				reader.message(_inner)
			elif tag == 154:
				if not (_empty != null):
					_empty = AllTypes.Empty.new()
				reader.message(_empty)
			elif tag == 162:
				if not (_error != null):
					_error = Error_.new()
				reader.message(_error)
			elif tag == 240:
				_many_i32.append(reader.signed32())
			elif tag == 242:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_many_i32.append(reader.signed32())
				reader.leave(outer)
			elif tag == 248:
				_loose_i32.append(reader.signed32())
			elif tag == 250:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_loose_i32.append(reader.signed32())
				reader.leave(outer)
			elif tag == 258:
				_many_words.append(reader.text())
			elif tag == 266:
				reader.message(add_many_inner())
			elif tag == 272:
				_many_color.append(reader.signed32() as Color_)
			elif tag == 274:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_many_color.append(reader.signed32() as Color_)
				reader.leave(outer)
			elif tag == 281:
				_many_f64.append(reader.float64())
			elif tag == 282:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_many_f64.append(reader.float64())
				reader.leave(outer)
			elif tag == 288:
				_many_yes.append(reader.boolean())
			elif tag == 290:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_many_yes.append(reader.boolean())
				reader.leave(outer)
			elif tag == 298:
				_many_raw.append(reader.blob())
			elif tag == 304:
				_many_z64.append(reader.zigzag64())
			elif tag == 306:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_many_z64.append(reader.zigzag64())
				reader.leave(outer)
			elif tag == 317:
				_many_x32.append(reader.fixed32())
			elif tag == 314:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_many_x32.append(reader.fixed32())
				reader.leave(outer)
			elif tag == 325:
				_many_f32.append(reader.float32())
			elif tag == 322:
				var outer: int = reader.enter()
				while reader.position < reader.end:
					_many_f32.append(reader.float32())
				reader.leave(outer)
			elif tag == 402:
				var key: String = ""
				var value: int = 0
				var outer: int = reader.enter()
				while reader.position < reader.end:
					var entry_tag: int = reader.varint()
					if entry_tag == 10:
						key = reader.text()
					elif entry_tag == 16:
						value = reader.signed32()
					else:
						reader.skip(entry_tag)
				reader.leave(outer)
				_by_words[key] = value
			elif tag == 410:
				var key: int = 0
				var value: AllTypes.Inner = AllTypes.Inner.new()
				var outer: int = reader.enter()
				while reader.position < reader.end:
					var entry_tag: int = reader.varint()
					if entry_tag == 8:
						key = reader.signed32()
					elif entry_tag == 18:
						reader.message(value)
					else:
						reader.skip(entry_tag)
				reader.leave(outer)
				_by_i32[key] = value
			elif tag == 418:
				var key: bool = false
				var value: Color_ = Color_.RED
				var outer: int = reader.enter()
				while reader.position < reader.end:
					var entry_tag: int = reader.varint()
					if entry_tag == 8:
						key = reader.boolean()
					elif entry_tag == 16:
						value = reader.signed32() as Color_
					else:
						reader.skip(entry_tag)
				reader.leave(outer)
				_by_yes[key] = value
			elif tag == 426:
				var key: int = 0
				var value: PackedByteArray = PackedByteArray()
				var outer: int = reader.enter()
				while reader.position < reader.end:
					var entry_tag: int = reader.varint()
					if entry_tag == 8:
						key = reader.zigzag64()
					elif entry_tag == 18:
						value = reader.blob()
					else:
						reader.skip(entry_tag)
				reader.leave(outer)
				_by_z64[key] = value
			elif tag == 434:
				var key: int = 0
				var value: float = 0.0
				var outer: int = reader.enter()
				while reader.position < reader.end:
					var entry_tag: int = reader.varint()
					if entry_tag == 13:
						key = reader.fixed32()
					elif entry_tag == 17:
						value = reader.float64()
					else:
						reader.skip(entry_tag)
				reader.leave(outer)
				_by_x32[key] = value
			elif tag == 482:
				_pick_words = reader.text()
				_pick_case = PickCase.PICK_WORDS
			elif tag == 490:
				if not (_pick_case == PickCase.PICK_INNER):
					_pick_inner = AllTypes.Inner.new()
					_pick_case = PickCase.PICK_INNER
				reader.message(_pick_inner)
			elif tag == 496:
				_pick_i32 = reader.signed32()
				_pick_case = PickCase.PICK_I32
			elif tag == 504:
				_pick_color = reader.signed32() as Color_
				_pick_case = PickCase.PICK_COLOR
			elif tag == 513:
				_pick_f64 = reader.float64()
				_pick_case = PickCase.PICK_F64
			elif tag == 522:
				_pick_raw = reader.blob()
				_pick_case = PickCase.PICK_RAW
			elif tag == 560:
				_maybe_i32 = reader.signed32()
				_has_maybe_i32 = true
			elif tag == 570:
				_maybe_words = reader.text()
				_has_maybe_words = true
			elif tag == 578:
				if not (_maybe_inner != null):
					_maybe_inner = AllTypes.Inner.new()
				reader.message(_maybe_inner)
			elif tag == 584:
				_maybe_color = reader.signed32() as Color_
				_has_maybe_color = true
			elif tag == 592:
				_maybe_yes = reader.boolean()
				_has_maybe_yes = true
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _Wire.is_default(_f64):
			text += " f64: " + str(_f64)
		if not _Wire.is_default(_f32):
			text += " f32: " + str(_f32)
		if _i64 != 0:
			text += " i64: " + str(_i64)
		if _u64 != 0:
			text += " u64: " + str(_u64)
		if _i32 != 0:
			text += " i32: " + str(_i32)
		if _x64 != 0:
			text += " x64: " + str(_x64)
		if _x32 != 0:
			text += " x32: " + str(_x32)
		if _yes:
			text += " yes: " + str(_yes)
		if not _words.is_empty():
			text += " words: " + "\"" + _words.c_escape() + "\""
		if not _raw.is_empty():
			text += " raw: " + str(_raw)
		if _u32 != 0:
			text += " u32: " + str(_u32)
		if _sx32 != 0:
			text += " sx32: " + str(_sx32)
		if _sx64 != 0:
			text += " sx64: " + str(_sx64)
		if _z32 != 0:
			text += " z32: " + str(_z32)
		if _z64 != 0:
			text += " z64: " + str(_z64)
		if _color != 0:
			text += " color: " + str(_color)
		if _mood != 0:
			text += " mood: " + str(_mood)
		if _inner != null:
			text += " inner: " + str(_inner)
		if _empty != null:
			text += " empty: " + str(_empty)
		if _error != null:
			text += " error: " + str(_error)
		if not _many_i32.is_empty():
			text += " many_i32: " + str(_many_i32)
		if not _loose_i32.is_empty():
			text += " loose_i32: " + str(_loose_i32)
		if not _many_words.is_empty():
			text += " many_words: " + str(_many_words)
		if not _many_inner.is_empty():
			text += " many_inner: " + str(_many_inner)
		if not _many_color.is_empty():
			text += " many_color: " + str(_many_color)
		if not _many_f64.is_empty():
			text += " many_f64: " + str(_many_f64)
		if not _many_yes.is_empty():
			text += " many_yes: " + str(_many_yes)
		if not _many_raw.is_empty():
			text += " many_raw: " + str(_many_raw)
		if not _many_z64.is_empty():
			text += " many_z64: " + str(_many_z64)
		if not _many_x32.is_empty():
			text += " many_x32: " + str(_many_x32)
		if not _many_f32.is_empty():
			text += " many_f32: " + str(_many_f32)
		if not _by_words.is_empty():
			text += " by_words: " + str(_by_words)
		if not _by_i32.is_empty():
			text += " by_i32: " + str(_by_i32)
		if not _by_yes.is_empty():
			text += " by_yes: " + str(_by_yes)
		if not _by_z64.is_empty():
			text += " by_z64: " + str(_by_z64)
		if not _by_x32.is_empty():
			text += " by_x32: " + str(_by_x32)
		if _pick_case == PickCase.PICK_WORDS:
			text += " pick_words: " + "\"" + _pick_words.c_escape() + "\""
		if _pick_case == PickCase.PICK_INNER:
			text += " pick_inner: " + str(_pick_inner)
		if _pick_case == PickCase.PICK_I32:
			text += " pick_i32: " + str(_pick_i32)
		if _pick_case == PickCase.PICK_COLOR:
			text += " pick_color: " + str(_pick_color)
		if _pick_case == PickCase.PICK_F64:
			text += " pick_f64: " + str(_pick_f64)
		if _pick_case == PickCase.PICK_RAW:
			text += " pick_raw: " + str(_pick_raw)
		if _has_maybe_i32:
			text += " maybe_i32: " + str(_maybe_i32)
		if _has_maybe_words:
			text += " maybe_words: " + "\"" + _maybe_words.c_escape() + "\""
		if _maybe_inner != null:
			text += " maybe_inner: " + str(_maybe_inner)
		if _has_maybe_color:
			text += " maybe_color: " + str(_maybe_color)
		if _has_maybe_yes:
			text += " maybe_yes: " + str(_maybe_yes)
		return "{" + text + " }"

	## May hold itself.
	class Inner:
		extends _Message

		var _a: int = 0
		var _child: AllTypes.Inner
		var _mood: AllTypes.Mood = AllTypes.Mood.CALM

		## The field [code]a[/code].
		func get_a() -> int:
			return _a

		## Always true: this field has a value even when none was set.
		func has_a() -> bool:
			return true

		## Sets [code]a[/code].
		func set_a(value: int) -> void:
			_a = _Wire.signed32(value)

		## Makes [code]a[/code] as it is in a new message.
		func clear_a() -> void:
			_a = 0

		## The field [code]child[/code].
		func get_child() -> AllTypes.Inner:
			return _child

		## Whether [code]child[/code] is set.
		func has_child() -> bool:
			return _child != null

		## Sets [code]child[/code] to a new message, and returns it.
		func new_child() -> AllTypes.Inner:
			_child = AllTypes.Inner.new()
			return _child

		## Makes [code]child[/code] as it is in a new message.
		func clear_child() -> void:
			_child = null

		## The field [code]mood[/code].
		func get_mood() -> AllTypes.Mood:
			return _mood

		## Always true: this field has a value even when none was set.
		func has_mood() -> bool:
			return true

		## Sets [code]mood[/code].
		func set_mood(value: AllTypes.Mood) -> void:
			_mood = value

		## Makes [code]mood[/code] as it is in a new message.
		func clear_mood() -> void:
			_mood = AllTypes.Mood.CALM

		## Makes the message empty.
		func clear() -> void:
			_a = 0
			_child = null
			_mood = AllTypes.Mood.CALM

		## The message in the protobuf wire format.
		func to_bytes() -> PackedByteArray:
			var out: PackedByteArray = PackedByteArray()
			if _a != 0:
				_Wire.byte(out, 8)
				_Wire.varint(out, _a)
			if _child != null:
				_Wire.byte(out, 18)
				_Wire.blob(out, _child.to_bytes())
			if _mood != 0:
				_Wire.byte(out, 24)
				_Wire.varint(out, _mood)
			return out

		## Merges what the reader has left into this message. For generated code.
		func merge(reader: _Reader) -> void:
			while reader.position < reader.end:
				var tag: int = reader.varint()
				if tag == 8:
					_a = reader.signed32()
				elif tag == 18:
					if not (_child != null):
						_child = AllTypes.Inner.new()
					reader.message(_child)
				elif tag == 24:
					_mood = reader.signed32() as AllTypes.Mood
				else:
					reader.skip(tag)

		## The fields that are set, for people.
		func _to_string() -> String:
			var text: String = ""
			if _a != 0:
				text += " a: " + str(_a)
			if _child != null:
				text += " child: " + str(_child)
			if _mood != 0:
				text += " mood: " + str(_mood)
			return "{" + text + " }"

	class Empty:
		extends _Message

		## The fields that are set, for people.
		func _to_string() -> String:
			var text: String = ""
			return "{" + text + " }"


## A message that is called like a type of the engine.
class Error_:
	extends _Message

	var _text: String = ""
	var _inner: AllTypes.Inner
	var _key: Key_ = Key_.NONE

	## The field [code]text[/code].
	func get_text() -> String:
		return _text

	## Always true: this field has a value even when none was set.
	func has_text() -> bool:
		return true

	## Sets [code]text[/code].
	func set_text(value: String) -> void:
		_text = value

	## Makes [code]text[/code] as it is in a new message.
	func clear_text() -> void:
		_text = ""

	## The field [code]inner[/code].
	func get_inner() -> AllTypes.Inner:
		return _inner

	## Whether [code]inner[/code] is set.
	func has_inner() -> bool:
		return _inner != null

	## Sets [code]inner[/code] to a new message, and returns it.
	func new_inner() -> AllTypes.Inner:
		_inner = AllTypes.Inner.new()
		return _inner

	## Makes [code]inner[/code] as it is in a new message.
	func clear_inner() -> void:
		_inner = null

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
		_key = Key_.NONE

	## Makes the message empty.
	func clear() -> void:
		_text = ""
		_inner = null
		_key = Key_.NONE

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _text.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _text)
		if _inner != null:
			_Wire.byte(out, 18)
			_Wire.blob(out, _inner.to_bytes())
		if _key != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _key)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_text = reader.text()
			elif tag == 18:
				if not (_inner != null):
					_inner = AllTypes.Inner.new()
				reader.message(_inner)
			elif tag == 24:
				_key = reader.signed32() as Key_
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _text.is_empty():
			text += " text: " + "\"" + _text.c_escape() + "\""
		if _inner != null:
			text += " inner: " + str(_inner)
		if _key != 0:
			text += " key: " + str(_key)
		return "{" + text + " }"


## What all messages share. One newline after the last field is forgiven, for the chat tutorial's server ends every
## packet with one.
class _Message:
	extends RefCounted

	const _NEWLINE: int = 0x0a

	## Replaces the content of this message by what [param bytes] holds from [param offset] up to, not including,
	## [param limit]; a negative limit means the end. Returns [code]PB_ERR.NO_ERRORS[/code], which is 0, or what was
	## wrong first; then the message is empty.
	func from_bytes(bytes: PackedByteArray, offset: int = 0, limit: int = -1) -> int:
		var end: int = bytes.size() if limit < 0 else limit
		if offset < 0 or offset > end or end > bytes.size():
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
		return PackedByteArray()

	## Makes the message empty.
	func clear() -> void:
		pass

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			reader.skip(reader.varint())

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
