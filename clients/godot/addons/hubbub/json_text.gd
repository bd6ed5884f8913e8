class_name HubbubJson
extends RefCounted
## JSON in which whole numbers stay whole. The engine reads every number as a float, and writes 17 back as
## [code]17.0[/code], which others do not take for a whole number.

## Up to here a float holds every whole number.
const _WHOLE_MAX: float = 9007199254740992.0
const _DEPTH_MAX: int = 64


## The object that a text holds; an empty one, and a warning, if it holds none.
static func object(source: String) -> Dictionary:
	var parser: JSON = JSON.new()
	if parser.parse(source) == OK and parser.data is Dictionary:
		var found: Dictionary = whole(parser.data)
		return found
	push_warning("Hubbub: expected a JSON object, and found %s" % source.left(64).c_escape())
	return {}


## The value as JSON.
static func text(value: Variant) -> String:
	return JSON.stringify(whole(value))


## The same value, with floats that are whole numbers turned into ints, at any depth.
static func whole(value: Variant, depth: int = 0) -> Variant:
	match typeof(value):
		TYPE_FLOAT:
			var number: float = value
			if absf(number) <= _WHOLE_MAX and floorf(number) == number:
				return int(number)
			return number
		TYPE_ARRAY when depth < _DEPTH_MAX:
			var list: Array = []
			for item: Variant in value:
				list.append(whole(item, depth + 1))
			return list
		TYPE_DICTIONARY when depth < _DEPTH_MAX:
			var found: Dictionary = {}
			var given: Dictionary = value
			for key: Variant in given:
				found[key] = whole(given[key], depth + 1)
			return found
		_:
			return value
