extends RefCounted
## What a test script was told after [code]--[/code] on the command line, as [code]--name=value[/code].

var _values: Dictionary[String, PackedStringArray] = {}


func _init() -> void:
	for argument: String in OS.get_cmdline_user_args():
		var parts: PackedStringArray = argument.trim_prefix("--").split("=", true, 1)
		var value: String = parts[1] if parts.size() > 1 else ""
		_values[parts[0]] = all(parts[0]) + PackedStringArray([value])


## All values that were given for a name, in their order.
func all(name: String) -> PackedStringArray:
	return _values[name] if _values.has(name) else PackedStringArray()


## The last value that was given for a name.
func one(name: String, otherwise: String) -> String:
	var values: PackedStringArray = all(name)
	return otherwise if values.is_empty() else values[values.size() - 1]
