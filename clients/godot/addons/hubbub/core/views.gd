extends RefCounted
## What comes by the hundred: makes of a message what the app is shown, in a fourth of the time that the generated code
## takes, for it makes nothing else.

## The messages that can be sent and received.
const Packets = preload("res://addons/hubbub/packets.gd")
## What the app is shown.
const View = preload("res://addons/hubbub/view.gd")

# The tags of `Packet` as they are written, in two bytes each: all three end alike but for the last.
const _REALM: int = 0x82
const _REALM_END: int = 0x04
const _VIEW: int = 0xaa
const _OFFSET: int = 0xb8
const _END: int = 0x05
# The tags of `View`.
const _KIND: int = 10
const _TEXT: int = 18
const _BODY: int = 26
# A byte from here up is not the last one of a number.
const _MORE: int = 0x80
const _BITS_MAX: int = 56


## Reads a message that is a view, written as servers write it: a realm, the view, its offset, and no more. Null for
## everything else, which is not wrong for that.
static func read(bytes: PackedByteArray) -> View:
	var end: int = bytes.size()
	if end < 3 or bytes[0] != _REALM or bytes[1] != _REALM_END or bytes[2] >= _MORE:
		return null
	var at: int = 3 + bytes[2]
	if at + 3 > end or bytes[at] != _VIEW or bytes[at + 1] != _END:
		return null
	var raw: PackedByteArray = bytes.slice(3, at)
	var size: int = bytes[at + 2]
	at += 3
	if size >= _MORE:
		if at >= end or bytes[at] >= _MORE:
			return null
		size = size & 0x7f | bytes[at] << 7
		at += 1
	var view: View = View.new()
	view.realm = raw.get_string_from_utf8()
	# What cannot be written as it came is no text.
	if at + size > end or view.realm.to_utf8_buffer() != raw or not _read_content(view, bytes, at, at + size):
		return null
	return view if at + size == end or _read_offset(view, bytes, at + size) else null


## What a message of the generated code shows.
static func of(packet: Packets.Packet) -> View:
	var content: Packets.View = packet.get_view()
	var view: View = View.new()
	view.realm = packet.get_realm()
	view.kind = content.get_kind()
	view.text = content.get_text()
	view.body = content.get_body()
	view.offset = packet.get_offset()
	return view


static func _read_content(view: View, bytes: PackedByteArray, from: int, end: int) -> bool:
	var at: int = from
	while at + 1 < end:
		var tag: int = bytes[at]
		var size: int = bytes[at + 1]
		at += 2
		if size >= _MORE:
			if at >= end or bytes[at] >= _MORE:
				return false
			size = size & 0x7f | bytes[at] << 7
			at += 1
		if at + size > end:
			return false
		var raw: PackedByteArray = bytes.slice(at, at + size)
		at += size
		if tag == _BODY:
			view.body = raw
			continue
		var text: String = raw.get_string_from_utf8()
		if text.to_utf8_buffer() != raw:
			return false
		if tag == _KIND:
			view.kind = text
		elif tag == _TEXT:
			view.text = text
		else:
			return false
	return at == end


static func _read_offset(view: View, bytes: PackedByteArray, from: int) -> bool:
	var end: int = bytes.size()
	if from + 2 >= end or bytes[from] != _OFFSET or bytes[from + 1] != _END:
		return false
	var shift: int = 0
	for at: int in range(from + 2, end):
		var byte: int = bytes[at]
		view.offset |= (byte & 0x7f) << shift
		if byte < _MORE:
			return at + 1 == end
		shift += 7
		if shift > _BITS_MAX:
			return false
	return false
