extends SceneTree
## How long generated code takes to build, encode and decode a chat, printed for each script that is named, one after the
## other in turns, so that what else the machine does falls on all alike.
##
## [codeblock]
## godot4 --headless --path PROJECT --script side_by_side.gd -- --codec=res://packets.gd --codec=res://other.gd
## [/codeblock]
##
## Each must have the chat tutorial's [code]Packet[/code], as ours and what godobuf makes of its schema have. The code that
## is measured is compiled for each script by itself, with its own types, as in a game.

## Short rounds, so that some are not interrupted by what else the machine does.
const ROUNDS: int = 1000
const CHATS: int = 25
const PROGRAM: String = """extends RefCounted

const Packets = preload("%s")


func microseconds(chats: int) -> float:
	var begun: int = Time.get_ticks_usec()
	for at: int in chats:
		var packet: Packets.Packet = Packets.Packet.new()
		packet.set_sender_id(7)
		packet.new_chat().set_msg("Hello, Golang!")
		var read: Packets.Packet = Packets.Packet.new()
		if read.from_bytes(packet.to_bytes()) != 0 or read.get_chat().get_msg() != "Hello, Golang!":
			return NAN
	return (Time.get_ticks_usec() - begun) / float(chats)
"""


func _initialize() -> void:
	var all: Array[Measured] = []
	for argument: String in OS.get_cmdline_user_args():
		if argument.begins_with("--codec="):
			all.append(Measured.new(argument.trim_prefix("--codec=")))
	for at: int in ROUNDS:
		for one: Measured in all:
			one.run()
	for one: Measured in all:
		print(one)
	quit(0 if not all.is_empty() else 1)


## One script, and how long its rounds took.
class Measured:
	extends RefCounted

	var _path: String
	var _program: RefCounted
	var _times: PackedFloat64Array = PackedFloat64Array()

	func _init(path: String) -> void:
		_path = path
		var script: GDScript = GDScript.new()
		script.source_code = PROGRAM % path
		if script.reload() == OK:
			_program = script.new()

	func run() -> void:
		var time: float = _program.call("microseconds", CHATS)
		@warning_ignore("return_value_discarded")
		_times.append(time)

	func _to_string() -> String:
		_times.sort()
		@warning_ignore("integer_division")
		var middle: float = _times[_times.size() / 2]
		return (
			"%s: a chat built, encoded and decoded in %.1f us at best, %.1f us mostly"
			% [_path, _times[0], middle]
		)
