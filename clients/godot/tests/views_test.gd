extends "res://tests/test_case.gd"
## What is read in haste is what the generated code reads: on messages of all kinds, cut short anywhere, and with any byte
## another.
##
## [code]godot4 --headless --path clients/godot res://tests/main.tscn -- --test=views_test.gd[/code]

const Packets = preload("res://addons/hubbub/packets.gd")
const PacketJson = preload("res://tests/packet_json.gd")
const Views = preload("res://addons/hubbub/core/views.gd")

const SHOWN: Array[Dictionary] = [
	{"realm": "game-g1", "view": {"kind": "moved", "text": '{"x":1}'}, "offset": "1"},
	{"realm": "gametv-g1", "view": {"kind": "snapshot", "text": "Grüße, привет"}, "offset": "9007199254740991"},
	{"realm": "user-ann", "view": {"text": ""}},
	{"realm": "room-x", "view": {}, "offset": "300"},
]
const LEFT_TO_THE_OTHER: Array[Dictionary] = [
	{"view": {"kind": "moved"}},
	{"senderId": "7", "realm": "game-g1", "view": {"kind": "moved"}, "offset": "1"},
	{"realm": "game-g1", "chat": {"msg": "hello"}, "offset": "1"},
	{"realm": "game-g1"},
]
const LONG: Array[int] = [127, 128, 16_000, 20_000]

var _agreed: int = 0


func run() -> void:
	# Not everything that is tried below is text, of which the engine complains.
	Engine.print_error_messages = false
	for fields: Dictionary in SHOWN:
		var bytes: PackedByteArray = PacketJson.packet(fields).to_bytes()
		check("reads %s" % fields, Views.read(bytes) != null)
		_agrees(bytes)
		_tamper(bytes)
	for fields: Dictionary in LEFT_TO_THE_OTHER:
		var bytes: PackedByteArray = PacketJson.packet(fields).to_bytes()
		check("leaves %s" % fields, Views.read(bytes) == null)
		_tamper(bytes)
	for length: int in LONG:
		_agrees(_long(length))
	Engine.print_error_messages = true
	check("most was read: %d" % _agreed, _agreed > 1000)


func _tamper(bytes: PackedByteArray) -> void:
	for at: int in bytes.size():
		_agrees(bytes.slice(0, at))
		for value: int in 256:
			var other: PackedByteArray = bytes.duplicate()
			other[at] = value
			_agrees(other)


func _long(length: int) -> PackedByteArray:
	var packet: Packets.Packet = PacketJson.packet({"realm": "game-g1", "offset": "5"})
	packet.new_view().set_text("x".repeat(length))
	packet.get_view().set_body("y".repeat(length).to_utf8_buffer())
	return packet.to_bytes()


## Whatever is read at all is what the generated code reads, and nothing of it is left out.
func _agrees(bytes: PackedByteArray) -> void:
	var view: HubbubView = Views.read(bytes)
	if view == null:
		return
	var packet: Packets.Packet = Packets.Packet.new()
	var fault: int = packet.from_bytes(bytes)
	var is_whole: bool = packet.get_sender_id() == 0 and packet.get_unknown().is_empty() and packet.has_view()
	if fault == OK and is_whole and _text(view) == _text(Views.of(packet)):
		_agreed += 1
	else:
		fail("%s was read as %s" % [bytes, _text(view)])


func _text(view: HubbubView) -> String:
	return str([view.realm, view.kind, view.text, view.body, view.offset])
