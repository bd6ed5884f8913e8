extends SceneTree
## Reads messages and writes them again, for whoever compares what other languages make of them.
##
## [codeblock]
## godot4 --headless --path clients/godot --script res://tests/codec/round_trip.gd -- --cases=FILE --out=FILE
## [/codeblock]
##
## The cases are a JSON list of [code]{"type": …, "hex": …}[/code]; out comes a list of what is written, in hexadecimal,
## or the name of the fault.

const Arguments = preload("res://tests/arguments.gd")
const Packets = preload("res://addons/hubbub/packets.gd")
const AllTypes = preload("res://tests/codec/all_types.gd")


func _initialize() -> void:
	var arguments: Arguments = Arguments.new()
	var cases: Array = JSON.parse_string(FileAccess.get_file_as_string(arguments.one("cases", "")))
	var written: Array[String] = []
	for row: Dictionary in cases:
		written.append(_again(row))
	var out: FileAccess = FileAccess.open(arguments.one("out", ""), FileAccess.WRITE)
	var is_kept: bool = out.store_string(JSON.stringify(written))
	out.close()
	print("%d passed, %d failed" % [written.size(), 0 if is_kept else 1])
	quit(0 if is_kept and not written.is_empty() else 1)


func _again(row: Dictionary) -> String:
	var hex: String = row["hex"]
	var bytes: PackedByteArray = hex.hex_decode() if hex != "" else PackedByteArray()
	var fault: int
	var written: PackedByteArray
	if row["type"] == "Packet":
		var packet: Packets.Packet = Packets.Packet.new()
		fault = packet.from_bytes(bytes)
		written = packet.to_bytes()
	else:
		var all_types: AllTypes.AllTypes = AllTypes.AllTypes.new()
		fault = all_types.from_bytes(bytes)
		written = all_types.to_bytes()
	return written.hex_encode() if fault == 0 else str(Packets.PB_ERR.find_key(fault))
