extends RefCounted
## Reads a packet from its proto3 JSON mapping, as the table of cases writes packets.

const Packets = preload("res://addons/hubbub/packets.gd")


## The packet that an object stands for.
static func packet(from: Dictionary) -> Packets.Packet:
	var made: Packets.Packet = Packets.Packet.new()
	_fill(made, from)
	return made


static func _fill(message: Object, from: Dictionary) -> void:
	for key: String in from:
		_set_field(message, key.to_snake_case(), from[key])


static func _set_field(message: Object, field: String, value: Variant) -> void:
	if message.has_method("add_" + field):
		for item: Dictionary in value:
			var added: Object = message.call("add_" + field)
			_fill(added, item)
	elif message.has_method("new_" + field):
		var inner: Object = message.call("new_" + field)
		var fields: Dictionary = value
		_fill(inner, fields)
	else:
		_set_scalar(message, field, value)


## Numbers of 64 bits are texts, and bytes are base64.
static func _set_scalar(message: Object, field: String, value: Variant) -> void:
	var known: Variant = message.call("get_" + field)
	var typed: Variant = value
	if known is int:
		typed = int(str(value))
	elif known is PackedByteArray:
		typed = Marshalls.base64_to_raw(str(value))
	var _nothing: Variant = message.call("set_" + field, typed)
