extends SceneTree
## Tests of the generated protobuf code: bytes that must be read and written exactly so, and the accessors.
##
## [code]godot4 --headless --path clients/godot --script res://tests/codec/codec_test.gd[/code]
##
## In [code]vectors.json[/code], [code]reads[/code] is what the message shows after reading [code]hex[/code];
## [code]writes[/code] is what it then writes, if not the same; [code]fault[/code] is the error instead of both.

const Packets = preload("res://addons/hubbub/packets.gd")
const AllTypes = preload("res://tests/codec/all_types.gd")

var _passed: int = 0
var _failed: int = 0


func _initialize() -> void:
	_vectors()
	_the_words_of_the_tutorial()
	_a_oneof_holds_one()
	_numbers_are_cut_to_their_type()
	_lists_and_maps_grow()
	_optional_values_are_remembered()
	_a_message_can_be_used_again()
	_a_part_of_the_bytes_can_be_read()
	_every_beginning_of_a_packet_is_read_or_refused()
	print("%d passed, %d failed" % [_passed, _failed])
	quit(0 if _failed == 0 and _passed > 0 else 1)


func _check(name: String, is_right: bool) -> void:
	if is_right:
		_passed += 1
	else:
		_failed += 1
		printerr("FAILED: ", name)


func _equal(name: String, got: Variant, expected: Variant) -> void:
	var is_right: bool = got == expected
	_check("%s: got %s, expected %s" % [name, got, expected], is_right)


func _vectors() -> void:
	var text: String = FileAccess.get_file_as_string("res://tests/codec/vectors.json")
	var rows: Array = JSON.parse_string(text)
	for row: Dictionary in rows:
		_vector(row)


func _vector(row: Dictionary) -> void:
	var name: String = row["name"]
	var hex: String = row["hex"]
	var bytes: PackedByteArray = hex.hex_decode() if hex != "" else PackedByteArray()
	var packet: Packets.Packet = Packets.Packet.new()
	var all_types: AllTypes.AllTypes = AllTypes.AllTypes.new()
	var is_packet: bool = row["type"] == "Packet"
	var fault: int = packet.from_bytes(bytes) if is_packet else all_types.from_bytes(bytes)
	var shown: String = str(packet) if is_packet else str(all_types)
	var written: PackedByteArray = packet.to_bytes() if is_packet else all_types.to_bytes()
	if row.has("fault"):
		_equal(name, Packets.PB_ERR.find_key(fault), row["fault"])
		_equal(name + ", after the fault", shown, "{ }")
		return
	_equal(name, fault, 0)
	_equal(name + ", written again", written.hex_encode(), row.get("writes", hex))
	if row.has("reads"):
		_equal(name + ", shown", shown, row["reads"])


func _the_words_of_the_tutorial() -> void:
	var packet: Packets.Packet = Packets.Packet.new()
	_equal("no chat yet", packet.get_chat(), null)
	_check("a scalar is always there", packet.has_sender_id())
	packet.set_sender_id(69)
	packet.new_chat().set_msg("Hello, world!")
	_equal("the series' first sample", packet.to_bytes().hex_encode(), "0845120f0a0d48656c6c6f2c20776f726c6421")
	_check("a chat is there", packet.has_chat() and not packet.has_id())
	_equal("the chat's text", packet.get_chat().get_msg(), "Hello, world!")
	_equal("no id", packet.get_id(), null)
	packet.clear_chat()
	packet.clear_sender_id()
	_equal("nothing is left", packet.to_bytes(), PackedByteArray())


func _a_oneof_holds_one() -> void:
	var packet: Packets.Packet = Packets.Packet.new()
	_equal("nothing chosen", packet.get_msg_case(), Packets.Packet.MsgCase.MSG_NOT_SET)
	packet.new_chat().set_msg("gone")
	packet.new_id().set_id(7)
	_equal("the last one counts", packet.get_msg_case(), Packets.Packet.MsgCase.ID)
	_equal("the first one is gone", packet.get_chat(), null)
	packet.clear_chat()
	_equal("clearing another changes nothing", packet.get_msg_case(), Packets.Packet.MsgCase.ID)
	_equal("what was there does not come back", packet.new_chat().get_msg(), "")
	var all_types: AllTypes.AllTypes = AllTypes.AllTypes.new()
	all_types.set_pick_i32(5)
	all_types.set_pick_words("w")
	_equal("a number that was replaced", all_types.get_pick_i32(), 0)
	_equal("a text that is there", all_types.get_pick_words(), "w")


func _numbers_are_cut_to_their_type() -> void:
	var all_types: AllTypes.AllTypes = AllTypes.AllTypes.new()
	all_types.set_i32(0xff00ff81)
	_equal("a colour in an int32", all_types.get_i32(), -16711807)
	all_types.set_u32(-1)
	_equal("minus one in a uint32", all_types.get_u32(), 4294967295)
	all_types.set_z32(0x1_0000_0005)
	_equal("too much for a sint32", all_types.get_z32(), 5)
	_equal("int32 on the wire", all_types.to_bytes().hex_encode(), "2881ff83f8ffffffffff0158ffffffff0f700a")


func _lists_and_maps_grow() -> void:
	var all_types: AllTypes.AllTypes = AllTypes.AllTypes.new()
	all_types.add_many_i32(1)
	all_types.add_many_i32(-1)
	all_types.add_many_inner().set_a(3)
	all_types.add_by_words("k", 5)
	all_types.add_by_i32(-1).set_a(4)
	_equal("a list of numbers", all_types.get_many_i32(), [1, -1])
	_equal("a list of messages", all_types.get_many_inner()[0].get_a(), 3)
	_equal("a map of numbers", all_types.get_by_words(), {"k": 5})
	_equal("a map of messages", all_types.get_by_i32()[-1].get_a(), 4)
	all_types.clear_many_i32()
	all_types.clear_by_words()
	_equal("an emptied list", all_types.get_many_i32().size(), 0)
	_equal("an emptied map", all_types.get_by_words().size(), 0)


func _optional_values_are_remembered() -> void:
	var all_types: AllTypes.AllTypes = AllTypes.AllTypes.new()
	_check("not set", not all_types.has_maybe_i32() and not all_types.has_maybe_color())
	all_types.set_maybe_i32(0)
	_check("set to the default", all_types.has_maybe_i32())
	all_types.clear_maybe_i32()
	_check("cleared", not all_types.has_maybe_i32())
	_equal("a message that is called like a type of the engine", all_types.new_error().get_text(), "")


func _a_message_can_be_used_again() -> void:
	var packet: Packets.Packet = Packets.Packet.new()
	_equal("first", packet.from_bytes("080212040a026869".hex_decode()), 0)
	_equal("second", packet.from_bytes("1a020801".hex_decode()), 0)
	_equal("nothing of the first is left", str(packet), "{ id: { id: 1 } }")
	_equal("garbage", packet.from_bytes("ff".hex_decode()), Packets.PB_ERR.VARINT_NOT_FOUND)
	_equal("nothing of the second is left", str(packet), "{ }")


func _a_part_of_the_bytes_can_be_read() -> void:
	var packet: Packets.Packet = Packets.Packet.new()
	var bytes: PackedByteArray = "ffff08021200ff".hex_decode()
	_equal("from an offset to a limit", packet.from_bytes(bytes, 2, 6), 0)
	_equal("what is there", packet.to_bytes().hex_encode(), "08021200")
	_equal("an offset to the end", packet.from_bytes("ff0802".hex_decode(), 1), 0)
	for part: Array in [[-1, 2], [8, 9], [3, 2], [0, 8]]:
		var offset: int = part[0]
		var limit: int = part[1]
		_equal("outside: %s" % [part], packet.from_bytes(bytes, offset, limit), Packets.PB_ERR.PACKAGE_SIZE_MISMATCH)


## A packet that was cut off is refused unless the cut was between two fields; a limit is never read past.
func _every_beginning_of_a_packet_is_read_or_refused() -> void:
	var bytes: PackedByteArray = "080112100a0e48656c6c6f2c20476f6c616e67218204016c".hex_decode()
	var packet: Packets.Packet = Packets.Packet.new()
	var read: Array[int] = []
	for limit: int in bytes.size() + 1:
		if packet.from_bytes(bytes, 0, limit) == 0:
			read.append(limit)
	_equal("beginnings that are packets", read, [0, 2, 20, 24])
