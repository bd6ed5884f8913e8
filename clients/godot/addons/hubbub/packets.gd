extends RefCounted
## Protobuf messages.
##
## Generated from packets.proto. Do not edit: change the schema and generate again.

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


## A line of text for everybody else in the sender's realm.
class ChatMessage:
	extends _Message

	var _msg: String = ""

	## At most [code]limits.chat_chars[/code] characters.
	func get_msg() -> String:
		return _msg

	## Always true: this field has a value even when none was set.
	func has_msg() -> bool:
		return true

	## Sets [code]msg[/code].
	func set_msg(value: String) -> void:
		_msg = value

	## Makes [code]msg[/code] as it is in a new message.
	func clear_msg() -> void:
		_msg = ""

	## Makes the message empty.
	func clear() -> void:
		_msg = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _msg.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _msg)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_msg = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _msg.is_empty():
			text += " msg: " + "\"" + _msg.c_escape() + "\""
		return "{" + text + " }"


## The first message of every conn, from the server only: the conn's own id.
class IdMessage:
	extends _Message

	var _id: int = 0

	## From 1 up, never used again, below 2^53.
	func get_id() -> int:
		return _id

	## Always true: this field has a value even when none was set.
	func has_id() -> bool:
		return true

	## Sets [code]id[/code].
	func set_id(value: int) -> void:
		_id = value

	## Makes [code]id[/code] as it is in a new message.
	func clear_id() -> void:
		_id = 0

	## Makes the message empty.
	func clear() -> void:
		_id = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _id != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _id)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_id = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _id != 0:
			text += " id: " + str(_id)
		return "{" + text + " }"


## Asks for more than the tutorial's chat. Answered by [code]welcome[/code]. Said again later, with a new [code]token[/code], it renews the
## login before that ends.
class Hello:
	extends _Message

	var _version: int = 0
	var _token: String = ""
	var _resume: Array[Cursor] = []
	var _client: String = ""
	var _session: String = ""

	## The version of this protocol that the client speaks: 1.
	func get_version() -> int:
		return _version

	## Always true: this field has a value even when none was set.
	func has_version() -> bool:
		return true

	## Sets [code]version[/code].
	func set_version(value: int) -> void:
		_version = value & 0xffffffff

	## Makes [code]version[/code] as it is in a new message.
	func clear_version() -> void:
		_version = 0

	## Who the user is: a token of the game's login service, or the guest token of an earlier [code]welcome[/code]. Empty: whoever the
	## handshake said, else a new guest.
	func get_token() -> String:
		return _token

	## Always true: this field has a value even when none was set.
	func has_token() -> bool:
		return true

	## Sets [code]token[/code].
	func set_token(value: String) -> void:
		_token = value

	## Makes [code]token[/code] as it is in a new message.
	func clear_token() -> void:
		_token = ""

	## The realms that the client was in when it lost its last conn, each with the last view that it has seen. A [code]joined[/code]
	## or [code]error[/code] for each follows the [code]welcome[/code], in this order.
	func get_resume() -> Array[Cursor]:
		return _resume

	## Appends a new message to [code]resume[/code], and returns it.
	func add_resume() -> Cursor:
		var value: Cursor = Cursor.new()
		_resume.append(value)
		return value

	## Makes [code]resume[/code] as it is in a new message.
	func clear_resume() -> void:
		_resume = []

	## The client's name and version, for the server's log: at most 64 characters.
	func get_client() -> String:
		return _client

	## Always true: this field has a value even when none was set.
	func has_client() -> bool:
		return true

	## Sets [code]client[/code].
	func set_client(value: String) -> void:
		_client = value

	## Makes [code]client[/code] as it is in a new message.
	func clear_client() -> void:
		_client = ""

	## The session secret of the last [code]welcome[/code]: the conn takes the place of the one that was lost. Goes before [code]token[/code].
	func get_session() -> String:
		return _session

	## Always true: this field has a value even when none was set.
	func has_session() -> bool:
		return true

	## Sets [code]session[/code].
	func set_session(value: String) -> void:
		_session = value

	## Makes [code]session[/code] as it is in a new message.
	func clear_session() -> void:
		_session = ""

	## Makes the message empty.
	func clear() -> void:
		_version = 0
		_token = ""
		_resume = []
		_client = ""
		_session = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _version != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _version)
		if not _token.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _token)
		if not _resume.is_empty():
			for value: Cursor in _resume:
				_Wire.byte(out, 26)
				_Wire.blob(out, value.to_bytes())
		if not _client.is_empty():
			_Wire.byte(out, 34)
			_Wire.text(out, _client)
		if not _session.is_empty():
			_Wire.byte(out, 42)
			_Wire.text(out, _session)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_version = reader.unsigned32()
			elif tag == 18:
				_token = reader.text()
			elif tag == 26:
				reader.message(add_resume())
			elif tag == 34:
				_client = reader.text()
			elif tag == 42:
				_session = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _version != 0:
			text += " version: " + str(_version)
		if not _token.is_empty():
			text += " token: " + "\"" + _token.c_escape() + "\""
		if not _resume.is_empty():
			text += " resume: " + str(_resume)
		if not _client.is_empty():
			text += " client: " + "\"" + _client.c_escape() + "\""
		if not _session.is_empty():
			text += " session: " + "\"" + _session.c_escape() + "\""
		return "{" + text + " }"


## A place in a realm's stream.
class Cursor:
	extends _Message

	var _epoch: int = 0
	var _offset: int = 0
	var _realm: String = ""

	## Which stream: another epoch is another count.
	func get_epoch() -> int:
		return _epoch

	## Always true: this field has a value even when none was set.
	func has_epoch() -> bool:
		return true

	## Sets [code]epoch[/code].
	func set_epoch(value: int) -> void:
		_epoch = value

	## Makes [code]epoch[/code] as it is in a new message.
	func clear_epoch() -> void:
		_epoch = 0

	## The last view that the client has seen.
	func get_offset() -> int:
		return _offset

	## Always true: this field has a value even when none was set.
	func has_offset() -> bool:
		return true

	## Sets [code]offset[/code].
	func set_offset(value: int) -> void:
		_offset = value

	## Makes [code]offset[/code] as it is in a new message.
	func clear_offset() -> void:
		_offset = 0

	## In [code]hello.resume[/code]: which realm. Elsewhere empty.
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## Makes the message empty.
	func clear() -> void:
		_epoch = 0
		_offset = 0
		_realm = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _epoch != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _epoch)
		if _offset != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _offset)
		if not _realm.is_empty():
			_Wire.byte(out, 26)
			_Wire.text(out, _realm)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_epoch = reader.varint()
			elif tag == 16:
				_offset = reader.varint()
			elif tag == 26:
				_realm = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _epoch != 0:
			text += " epoch: " + str(_epoch)
		if _offset != 0:
			text += " offset: " + str(_offset)
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		return "{" + text + " }"


## The answer to [code]hello[/code].
class Welcome:
	extends _Message

	var _user: String = ""
	var _session: String = ""
	var _limits: ConnLimits
	var _server_time: int = 0
	var _heartbeat: int = 0
	var _version: int = 0
	var _guest: String = ""
	var _resumed: bool = false
	var _expires: int = 0

	## The user's id.
	func get_user() -> String:
		return _user

	## Always true: this field has a value even when none was set.
	func has_user() -> bool:
		return true

	## Sets [code]user[/code].
	func set_user(value: String) -> void:
		_user = value

	## Makes [code]user[/code] as it is in a new message.
	func clear_user() -> void:
		_user = ""

	## The session secret, good for one resume: show it in [code]hello.session[/code] after the conn was lost.
	func get_session() -> String:
		return _session

	## Always true: this field has a value even when none was set.
	func has_session() -> bool:
		return true

	## Sets [code]session[/code].
	func set_session(value: String) -> void:
		_session = value

	## Makes [code]session[/code] as it is in a new message.
	func clear_session() -> void:
		_session = ""

	## What this server accepts from this conn.
	func get_limits() -> ConnLimits:
		return _limits

	## Whether [code]limits[/code] is set.
	func has_limits() -> bool:
		return _limits != null

	## Sets [code]limits[/code] to a new message, and returns it.
	func new_limits() -> ConnLimits:
		_limits = ConnLimits.new()
		return _limits

	## Makes [code]limits[/code] as it is in a new message.
	func clear_limits() -> void:
		_limits = null

	## Milliseconds since 1970, by the server's clock.
	func get_server_time() -> int:
		return _server_time

	## Always true: this field has a value even when none was set.
	func has_server_time() -> bool:
		return true

	## Sets [code]server_time[/code].
	func set_server_time(value: int) -> void:
		_server_time = value

	## Makes [code]server_time[/code] as it is in a new message.
	func clear_server_time() -> void:
		_server_time = 0

	## Milliseconds of silence of a client after which the server pings it; after three times that it counts as lost. A
	## client that wonders whether the server is still there asks with [code]ping[/code].
	func get_heartbeat() -> int:
		return _heartbeat

	## Always true: this field has a value even when none was set.
	func has_heartbeat() -> bool:
		return true

	## Sets [code]heartbeat[/code].
	func set_heartbeat(value: int) -> void:
		_heartbeat = value & 0xffffffff

	## Makes [code]heartbeat[/code] as it is in a new message.
	func clear_heartbeat() -> void:
		_heartbeat = 0

	## The version of this protocol that the server speaks.
	func get_version() -> int:
		return _version

	## Always true: this field has a value even when none was set.
	func has_version() -> bool:
		return true

	## Sets [code]version[/code].
	func set_version(value: int) -> void:
		_version = value & 0xffffffff

	## Makes [code]version[/code] as it is in a new message.
	func clear_version() -> void:
		_version = 0

	## For a guest: the token that makes the same user of him next time.
	func get_guest() -> String:
		return _guest

	## Always true: this field has a value even when none was set.
	func has_guest() -> bool:
		return true

	## Sets [code]guest[/code].
	func set_guest(value: String) -> void:
		_guest = value

	## Makes [code]guest[/code] as it is in a new message.
	func clear_guest() -> void:
		_guest = ""

	## Whether [code]hello.session[/code] was good: the user and the session are those from before.
	func get_resumed() -> bool:
		return _resumed

	## Always true: this field has a value even when none was set.
	func has_resumed() -> bool:
		return true

	## Sets [code]resumed[/code].
	func set_resumed(value: bool) -> void:
		_resumed = value

	## Makes [code]resumed[/code] as it is in a new message.
	func clear_resumed() -> void:
		_resumed = false

	## When the login ends, in milliseconds since 1970, unless another [code]hello[/code] renews it. 0: never.
	func get_expires() -> int:
		return _expires

	## Always true: this field has a value even when none was set.
	func has_expires() -> bool:
		return true

	## Sets [code]expires[/code].
	func set_expires(value: int) -> void:
		_expires = value

	## Makes [code]expires[/code] as it is in a new message.
	func clear_expires() -> void:
		_expires = 0

	## Makes the message empty.
	func clear() -> void:
		_user = ""
		_session = ""
		_limits = null
		_server_time = 0
		_heartbeat = 0
		_version = 0
		_guest = ""
		_resumed = false
		_expires = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _user.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _user)
		if not _session.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _session)
		if _limits != null:
			_Wire.byte(out, 26)
			_Wire.blob(out, _limits.to_bytes())
		if _server_time != 0:
			_Wire.byte(out, 32)
			_Wire.varint(out, _server_time)
		if _heartbeat != 0:
			_Wire.byte(out, 40)
			_Wire.varint(out, _heartbeat)
		if _version != 0:
			_Wire.byte(out, 48)
			_Wire.varint(out, _version)
		if not _guest.is_empty():
			_Wire.byte(out, 58)
			_Wire.text(out, _guest)
		if _resumed:
			_Wire.byte(out, 64)
			_Wire.boolean(out, _resumed)
		if _expires != 0:
			_Wire.byte(out, 72)
			_Wire.varint(out, _expires)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_user = reader.text()
			elif tag == 18:
				_session = reader.text()
			elif tag == 26:
				if not (_limits != null):
					_limits = ConnLimits.new()
				reader.message(_limits)
			elif tag == 32:
				_server_time = reader.varint()
			elif tag == 40:
				_heartbeat = reader.unsigned32()
			elif tag == 48:
				_version = reader.unsigned32()
			elif tag == 58:
				_guest = reader.text()
			elif tag == 64:
				_resumed = reader.boolean()
			elif tag == 72:
				_expires = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _user.is_empty():
			text += " user: " + "\"" + _user.c_escape() + "\""
		if not _session.is_empty():
			text += " session: " + "\"" + _session.c_escape() + "\""
		if _limits != null:
			text += " limits: " + str(_limits)
		if _server_time != 0:
			text += " server_time: " + str(_server_time)
		if _heartbeat != 0:
			text += " heartbeat: " + str(_heartbeat)
		if _version != 0:
			text += " version: " + str(_version)
		if not _guest.is_empty():
			text += " guest: " + "\"" + _guest.c_escape() + "\""
		if _resumed:
			text += " resumed: " + str(_resumed)
		if _expires != 0:
			text += " expires: " + str(_expires)
		return "{" + text + " }"


## The limits that a client needs to know.
class ConnLimits:
	extends _Message

	var _message_bytes: int = 0
	var _chat_chars: int = 0
	var _realms: int = 0

	## The largest message that the server reads, in bytes.
	func get_message_bytes() -> int:
		return _message_bytes

	## Always true: this field has a value even when none was set.
	func has_message_bytes() -> bool:
		return true

	## Sets [code]message_bytes[/code].
	func set_message_bytes(value: int) -> void:
		_message_bytes = value & 0xffffffff

	## Makes [code]message_bytes[/code] as it is in a new message.
	func clear_message_bytes() -> void:
		_message_bytes = 0

	## The longest chat text, in characters.
	func get_chat_chars() -> int:
		return _chat_chars

	## Always true: this field has a value even when none was set.
	func has_chat_chars() -> bool:
		return true

	## Sets [code]chat_chars[/code].
	func set_chat_chars(value: int) -> void:
		_chat_chars = value & 0xffffffff

	## Makes [code]chat_chars[/code] as it is in a new message.
	func clear_chat_chars() -> void:
		_chat_chars = 0

	## The most realms that one conn may be in.
	func get_realms() -> int:
		return _realms

	## Always true: this field has a value even when none was set.
	func has_realms() -> bool:
		return true

	## Sets [code]realms[/code].
	func set_realms(value: int) -> void:
		_realms = value & 0xffffffff

	## Makes [code]realms[/code] as it is in a new message.
	func clear_realms() -> void:
		_realms = 0

	## Makes the message empty.
	func clear() -> void:
		_message_bytes = 0
		_chat_chars = 0
		_realms = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _message_bytes != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _message_bytes)
		if _chat_chars != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _chat_chars)
		if _realms != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _realms)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_message_bytes = reader.unsigned32()
			elif tag == 16:
				_chat_chars = reader.unsigned32()
			elif tag == 24:
				_realms = reader.unsigned32()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _message_bytes != 0:
			text += " message_bytes: " + str(_message_bytes)
		if _chat_chars != 0:
			text += " chat_chars: " + str(_chat_chars)
		if _realms != 0:
			text += " realms: " + str(_realms)
		return "{" + text + " }"


## Asks to enter a realm: [code]lobby[/code] and [code]room-x[/code] are open to everybody, into others the service lets in that owns them, and
## it may answer with another realm than the one that was asked for. Answered by [code]joined[/code] or [code]error[/code].
class Join:
	extends _Message

	var _realm: String = ""
	var _cursor: Cursor

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The last view that the client has seen there, if it was there before.
	func get_cursor() -> Cursor:
		return _cursor

	## Whether [code]cursor[/code] is set.
	func has_cursor() -> bool:
		return _cursor != null

	## Sets [code]cursor[/code] to a new message, and returns it.
	func new_cursor() -> Cursor:
		_cursor = Cursor.new()
		return _cursor

	## Makes [code]cursor[/code] as it is in a new message.
	func clear_cursor() -> void:
		_cursor = null

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_cursor = null

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _cursor != null:
			_Wire.byte(out, 18)
			_Wire.blob(out, _cursor.to_bytes())
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 18:
				if not (_cursor != null):
					_cursor = Cursor.new()
				reader.message(_cursor)
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _cursor != null:
			text += " cursor: " + str(_cursor)
		return "{" + text + " }"


## The conn is in the realm; everything said there from now on will be heard. If the realm has a stream and the client
## gave a cursor, what it has missed comes right behind this, all of it or nothing.
class Joined:
	extends _Message

	var _realm: String = ""
	var _epoch: int = 0
	var _offset: int = 0
	var _recovered: bool = false
	var _why: String = ""
	var _members: int = 0

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The stream; 0 if the realm keeps no history.
	func get_epoch() -> int:
		return _epoch

	## Always true: this field has a value even when none was set.
	func has_epoch() -> bool:
		return true

	## Sets [code]epoch[/code].
	func set_epoch(value: int) -> void:
		_epoch = value

	## Makes [code]epoch[/code] as it is in a new message.
	func clear_epoch() -> void:
		_epoch = 0

	## The place behind which views come now: the client's own if nothing is missing, else where the stream is.
	func get_offset() -> int:
		return _offset

	## Always true: this field has a value even when none was set.
	func has_offset() -> bool:
		return true

	## Sets [code]offset[/code].
	func set_offset(value: int) -> void:
		_offset = value

	## Makes [code]offset[/code] as it is in a new message.
	func clear_offset() -> void:
		_offset = 0

	## Whether nothing is missing between the client's cursor and what comes now.
	func get_recovered() -> bool:
		return _recovered

	## Always true: this field has a value even when none was set.
	func has_recovered() -> bool:
		return true

	## Sets [code]recovered[/code].
	func set_recovered(value: bool) -> void:
		_recovered = value

	## Makes [code]recovered[/code] as it is in a new message.
	func clear_recovered() -> void:
		_recovered = false

	## How: [code]new[/code], [code]ring[/code], [code]owner[/code]; or why not: [code]epoch[/code], [code]ahead[/code], [code]trimmed[/code], [code]open[/code].
	func get_why() -> String:
		return _why

	## Always true: this field has a value even when none was set.
	func has_why() -> bool:
		return true

	## Sets [code]why[/code].
	func set_why(value: String) -> void:
		_why = value

	## Makes [code]why[/code] as it is in a new message.
	func clear_why() -> void:
		_why = ""

	## How many conns are in the realm, this one included.
	func get_members() -> int:
		return _members

	## Always true: this field has a value even when none was set.
	func has_members() -> bool:
		return true

	## Sets [code]members[/code].
	func set_members(value: int) -> void:
		_members = value

	## Makes [code]members[/code] as it is in a new message.
	func clear_members() -> void:
		_members = 0

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_epoch = 0
		_offset = 0
		_recovered = false
		_why = ""
		_members = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _epoch != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _epoch)
		if _offset != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _offset)
		if _recovered:
			_Wire.byte(out, 32)
			_Wire.boolean(out, _recovered)
		if not _why.is_empty():
			_Wire.byte(out, 42)
			_Wire.text(out, _why)
		if _members != 0:
			_Wire.byte(out, 48)
			_Wire.varint(out, _members)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 16:
				_epoch = reader.varint()
			elif tag == 24:
				_offset = reader.varint()
			elif tag == 32:
				_recovered = reader.boolean()
			elif tag == 42:
				_why = reader.text()
			elif tag == 48:
				_members = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _epoch != 0:
			text += " epoch: " + str(_epoch)
		if _offset != 0:
			text += " offset: " + str(_offset)
		if _recovered:
			text += " recovered: " + str(_recovered)
		if not _why.is_empty():
			text += " why: " + "\"" + _why.c_escape() + "\""
		if _members != 0:
			text += " members: " + str(_members)
		return "{" + text + " }"


## Asks to leave a realm. Answered by [code]left[/code] or [code]error[/code].
class Leave:
	extends _Message

	var _realm: String = ""

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## Makes the message empty.
	func clear() -> void:
		_realm = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		return "{" + text + " }"


## The conn is no longer in the realm.
class Left:
	extends _Message

	var _realm: String = ""

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## Makes the message empty.
	func clear() -> void:
		_realm = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		return "{" + text + " }"


## How many conns are in a realm; sent to its members when it has changed, at most once a second.
class Presence:
	extends _Message

	var _realm: String = ""
	var _members: int = 0

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The field [code]members[/code].
	func get_members() -> int:
		return _members

	## Always true: this field has a value even when none was set.
	func has_members() -> bool:
		return true

	## Sets [code]members[/code].
	func set_members(value: int) -> void:
		_members = value

	## Makes [code]members[/code] as it is in a new message.
	func clear_members() -> void:
		_members = 0

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_members = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _members != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _members)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 16:
				_members = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _members != 0:
			text += " members: " + str(_members)
		return "{" + text + " }"


## How far a realm's stream has come, told every few seconds: a client that is behind has missed the last views.
class Head:
	extends _Message

	var _realm: String = ""
	var _epoch: int = 0
	var _offset: int = 0

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The field [code]epoch[/code].
	func get_epoch() -> int:
		return _epoch

	## Always true: this field has a value even when none was set.
	func has_epoch() -> bool:
		return true

	## Sets [code]epoch[/code].
	func set_epoch(value: int) -> void:
		_epoch = value

	## Makes [code]epoch[/code] as it is in a new message.
	func clear_epoch() -> void:
		_epoch = 0

	## The field [code]offset[/code].
	func get_offset() -> int:
		return _offset

	## Always true: this field has a value even when none was set.
	func has_offset() -> bool:
		return true

	## Sets [code]offset[/code].
	func set_offset(value: int) -> void:
		_offset = value

	## Makes [code]offset[/code] as it is in a new message.
	func clear_offset() -> void:
		_offset = 0

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_epoch = 0
		_offset = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _epoch != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _epoch)
		if _offset != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _offset)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 16:
				_epoch = reader.varint()
			elif tag == 24:
				_offset = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _epoch != 0:
			text += " epoch: " + str(_epoch)
		if _offset != 0:
			text += " offset: " + str(_offset)
		return "{" + text + " }"


## What came before this place in a realm's stream is lost for this conn: it goes on from here.
class Resync:
	extends _Message

	var _realm: String = ""
	var _epoch: int = 0
	var _offset: int = 0
	var _why: String = ""

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## 0 in a realm without a stream: what other servers' players said in the meantime was not heard.
	func get_epoch() -> int:
		return _epoch

	## Always true: this field has a value even when none was set.
	func has_epoch() -> bool:
		return true

	## Sets [code]epoch[/code].
	func set_epoch(value: int) -> void:
		_epoch = value

	## Makes [code]epoch[/code] as it is in a new message.
	func clear_epoch() -> void:
		_epoch = 0

	## The field [code]offset[/code].
	func get_offset() -> int:
		return _offset

	## Always true: this field has a value even when none was set.
	func has_offset() -> bool:
		return true

	## Sets [code]offset[/code].
	func set_offset(value: int) -> void:
		_offset = value

	## Makes [code]offset[/code] as it is in a new message.
	func clear_offset() -> void:
		_offset = 0

	## Why: [code]epoch[/code], [code]trimmed[/code], [code]open[/code].
	func get_why() -> String:
		return _why

	## Always true: this field has a value even when none was set.
	func has_why() -> bool:
		return true

	## Sets [code]why[/code].
	func set_why(value: String) -> void:
		_why = value

	## Makes [code]why[/code] as it is in a new message.
	func clear_why() -> void:
		_why = ""

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_epoch = 0
		_offset = 0
		_why = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _epoch != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _epoch)
		if _offset != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _offset)
		if not _why.is_empty():
			_Wire.byte(out, 34)
			_Wire.text(out, _why)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 16:
				_epoch = reader.varint()
			elif tag == 24:
				_offset = reader.varint()
			elif tag == 34:
				_why = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _epoch != 0:
			text += " epoch: " + str(_epoch)
		if _offset != 0:
			text += " offset: " + str(_offset)
		if not _why.is_empty():
			text += " why: " + "\"" + _why.c_escape() + "\""
		return "{" + text + " }"


## The server has lost touch with its fleet: what players of other servers say in this realm may come late. Over with the
## realm's next [code]head[/code] or [code]resync[/code].
class Doubt:
	extends _Message

	var _realm: String = ""

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## Makes the message empty.
	func clear() -> void:
		_realm = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		return "{" + text + " }"


## What this conn said in a realm with a stream has found its place. It does not hear it again.
class Placed:
	extends _Message

	var _realm: String = ""
	var _offset: int = 0

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The next offset of the stream.
	func get_offset() -> int:
		return _offset

	## Always true: this field has a value even when none was set.
	func has_offset() -> bool:
		return true

	## Sets [code]offset[/code].
	func set_offset(value: int) -> void:
		_offset = value

	## Makes [code]offset[/code] as it is in a new message.
	func clear_offset() -> void:
		_offset = 0

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_offset = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _offset != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _offset)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 24:
				_offset = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _offset != 0:
			text += " offset: " + str(_offset)
		return "{" + text + " }"


## A conn and the user behind it.
class Member:
	extends _Message

	var _conn: int = 0
	var _user: String = ""

	## The field [code]conn[/code].
	func get_conn() -> int:
		return _conn

	## Always true: this field has a value even when none was set.
	func has_conn() -> bool:
		return true

	## Sets [code]conn[/code].
	func set_conn(value: int) -> void:
		_conn = value

	## Makes [code]conn[/code] as it is in a new message.
	func clear_conn() -> void:
		_conn = 0

	## The field [code]user[/code].
	func get_user() -> String:
		return _user

	## Always true: this field has a value even when none was set.
	func has_user() -> bool:
		return true

	## Sets [code]user[/code].
	func set_user(value: String) -> void:
		_user = value

	## Makes [code]user[/code] as it is in a new message.
	func clear_user() -> void:
		_user = ""

	## Makes the message empty.
	func clear() -> void:
		_conn = 0
		_user = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _conn != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _conn)
		if not _user.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _user)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_conn = reader.varint()
			elif tag == 18:
				_user = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _conn != 0:
			text += " conn: " + str(_conn)
		if not _user.is_empty():
			text += " user: " + "\"" + _user.c_escape() + "\""
		return "{" + text + " }"


## Asks who is in a realm, a page at a time. Answered by [code]members[/code] or [code]error[/code].
class Who:
	extends _Message

	var _realm: String = ""
	var _after: int = 0
	var _limit: int = 0

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## Only conns with a greater id than this.
	func get_after() -> int:
		return _after

	## Always true: this field has a value even when none was set.
	func has_after() -> bool:
		return true

	## Sets [code]after[/code].
	func set_after(value: int) -> void:
		_after = value

	## Makes [code]after[/code] as it is in a new message.
	func clear_after() -> void:
		_after = 0

	## The most to be told; 0 is as many as the server tells at once.
	func get_limit() -> int:
		return _limit

	## Always true: this field has a value even when none was set.
	func has_limit() -> bool:
		return true

	## Sets [code]limit[/code].
	func set_limit(value: int) -> void:
		_limit = value & 0xffffffff

	## Makes [code]limit[/code] as it is in a new message.
	func clear_limit() -> void:
		_limit = 0

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_after = 0
		_limit = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _after != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _after)
		if _limit != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _limit)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 16:
				_after = reader.varint()
			elif tag == 24:
				_limit = reader.unsigned32()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _after != 0:
			text += " after: " + str(_after)
		if _limit != 0:
			text += " limit: " + str(_limit)
		return "{" + text + " }"


## Some of a realm's members, by rising conn id.
class Members:
	extends _Message

	var _realm: String = ""
	var _total: int = 0
	var _page: Array[Member] = []
	var _next: int = 0

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## How many conns are in the realm.
	func get_total() -> int:
		return _total

	## Always true: this field has a value even when none was set.
	func has_total() -> bool:
		return true

	## Sets [code]total[/code].
	func set_total(value: int) -> void:
		_total = value

	## Makes [code]total[/code] as it is in a new message.
	func clear_total() -> void:
		_total = 0

	## The field [code]page[/code].
	func get_page() -> Array[Member]:
		return _page

	## Appends a new message to [code]page[/code], and returns it.
	func add_page() -> Member:
		var value: Member = Member.new()
		_page.append(value)
		return value

	## Makes [code]page[/code] as it is in a new message.
	func clear_page() -> void:
		_page = []

	## What [code]who.after[/code] is for the next page; 0 after the last.
	func get_next() -> int:
		return _next

	## Always true: this field has a value even when none was set.
	func has_next() -> bool:
		return true

	## Sets [code]next[/code].
	func set_next(value: int) -> void:
		_next = value

	## Makes [code]next[/code] as it is in a new message.
	func clear_next() -> void:
		_next = 0

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_total = 0
		_page = []
		_next = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _total != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _total)
		if not _page.is_empty():
			for value: Member in _page:
				_Wire.byte(out, 26)
				_Wire.blob(out, value.to_bytes())
		if _next != 0:
			_Wire.byte(out, 32)
			_Wire.varint(out, _next)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 16:
				_total = reader.varint()
			elif tag == 26:
				reader.message(add_page())
			elif tag == 32:
				_next = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _total != 0:
			text += " total: " + str(_total)
		if not _page.is_empty():
			text += " page: " + str(_page)
		if _next != 0:
			text += " next: " + str(_next)
		return "{" + text + " }"


## Somebody has come into a realm whose comings and goings are announced.
class Came:
	extends _Message

	var _realm: String = ""
	var _member: Member

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The field [code]member[/code].
	func get_member() -> Member:
		return _member

	## Whether [code]member[/code] is set.
	func has_member() -> bool:
		return _member != null

	## Sets [code]member[/code] to a new message, and returns it.
	func new_member() -> Member:
		_member = Member.new()
		return _member

	## Makes [code]member[/code] as it is in a new message.
	func clear_member() -> void:
		_member = null

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_member = null

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _member != null:
			_Wire.byte(out, 18)
			_Wire.blob(out, _member.to_bytes())
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 18:
				if not (_member != null):
					_member = Member.new()
				reader.message(_member)
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _member != null:
			text += " member: " + str(_member)
		return "{" + text + " }"


## Somebody has gone from such a realm.
class Went:
	extends _Message

	var _realm: String = ""
	var _member: Member

	## The field [code]realm[/code].
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The field [code]member[/code].
	func get_member() -> Member:
		return _member

	## Whether [code]member[/code] is set.
	func has_member() -> bool:
		return _member != null

	## Sets [code]member[/code] to a new message, and returns it.
	func new_member() -> Member:
		_member = Member.new()
		return _member

	## Makes [code]member[/code] as it is in a new message.
	func clear_member() -> void:
		_member = null

	## Makes the message empty.
	func clear() -> void:
		_realm = ""
		_member = null

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _realm.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _realm)
		if _member != null:
			_Wire.byte(out, 18)
			_Wire.blob(out, _member.to_bytes())
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_realm = reader.text()
			elif tag == 18:
				if not (_member != null):
					_member = Member.new()
				reader.message(_member)
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _member != null:
			text += " member: " + str(_member)
		return "{" + text + " }"


## Something for a service behind the server. What comes of it, the service says.
class Call:
	extends _Message

	var _kind: String = ""
	var _text: String = ""
	var _body: PackedByteArray = PackedByteArray()

	## Which of the service's messages this is: 1 to 64 of A-Z a-z 0-9 _.
	func get_kind() -> String:
		return _kind

	## Always true: this field has a value even when none was set.
	func has_kind() -> bool:
		return true

	## Sets [code]kind[/code].
	func set_kind(value: String) -> void:
		_kind = value

	## Makes [code]kind[/code] as it is in a new message.
	func clear_kind() -> void:
		_kind = ""

	## Text, in whatever form the service reads.
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

	## Bytes, in whatever form the service reads.
	func get_body() -> PackedByteArray:
		return _body

	## Always true: this field has a value even when none was set.
	func has_body() -> bool:
		return true

	## Sets [code]body[/code].
	func set_body(value: PackedByteArray) -> void:
		_body = value

	## Makes [code]body[/code] as it is in a new message.
	func clear_body() -> void:
		_body = PackedByteArray()

	## Makes the message empty.
	func clear() -> void:
		_kind = ""
		_text = ""
		_body = PackedByteArray()

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _kind.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _kind)
		if not _text.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _text)
		if not _body.is_empty():
			_Wire.byte(out, 26)
			_Wire.blob(out, _body)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_kind = reader.text()
			elif tag == 18:
				_text = reader.text()
			elif tag == 26:
				_body = reader.blob()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _kind.is_empty():
			text += " kind: " + "\"" + _kind.c_escape() + "\""
		if not _text.is_empty():
			text += " text: " + "\"" + _text.c_escape() + "\""
		if not _body.is_empty():
			text += " body: " + str(_body)
		return "{" + text + " }"


## Something that a service or a game says in a realm: [code]realm[/code] and [code]offset[/code] of the packet say where.
class View:
	extends _Message

	var _kind: String = ""
	var _text: String = ""
	var _body: PackedByteArray = PackedByteArray()

	## Which of the service's messages this is.
	func get_kind() -> String:
		return _kind

	## Always true: this field has a value even when none was set.
	func has_kind() -> bool:
		return true

	## Sets [code]kind[/code].
	func set_kind(value: String) -> void:
		_kind = value

	## Makes [code]kind[/code] as it is in a new message.
	func clear_kind() -> void:
		_kind = ""

	## Text, in the service's form.
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

	## Bytes, in the service's form.
	func get_body() -> PackedByteArray:
		return _body

	## Always true: this field has a value even when none was set.
	func has_body() -> bool:
		return true

	## Sets [code]body[/code].
	func set_body(value: PackedByteArray) -> void:
		_body = value

	## Makes [code]body[/code] as it is in a new message.
	func clear_body() -> void:
		_body = PackedByteArray()

	## Makes the message empty.
	func clear() -> void:
		_kind = ""
		_text = ""
		_body = PackedByteArray()

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _kind.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _kind)
		if not _text.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _text)
		if not _body.is_empty():
			_Wire.byte(out, 26)
			_Wire.blob(out, _body)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_kind = reader.text()
			elif tag == 18:
				_text = reader.text()
			elif tag == 26:
				_body = reader.blob()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _kind.is_empty():
			text += " kind: " + "\"" + _kind.c_escape() + "\""
		if not _text.is_empty():
			text += " text: " + "\"" + _text.c_escape() + "\""
		if not _body.is_empty():
			text += " body: " + str(_body)
		return "{" + text + " }"


## The server goes down: the client should connect anew after this time, best with its session.
class Move:
	extends _Message

	var _after_ms: int = 0

	## The field [code]after_ms[/code].
	func get_after_ms() -> int:
		return _after_ms

	## Always true: this field has a value even when none was set.
	func has_after_ms() -> bool:
		return true

	## Sets [code]after_ms[/code].
	func set_after_ms(value: int) -> void:
		_after_ms = value & 0xffffffff

	## Makes [code]after_ms[/code] as it is in a new message.
	func clear_after_ms() -> void:
		_after_ms = 0

	## Makes the message empty.
	func clear() -> void:
		_after_ms = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _after_ms != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _after_ms)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_after_ms = reader.unsigned32()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _after_ms != 0:
			text += " after_ms: " + str(_after_ms)
		return "{" + text + " }"


## For one conn alone, wherever it is. [code]sender_id[/code] of the packet says who sent it.
class Direct:
	extends _Message

	var _conn: int = 0
	var _user: String = ""
	var _msg: String = ""
	var _body: PackedByteArray = PackedByteArray()

	## The receiver's conn id; 0 with [code]user[/code].
	func get_conn() -> int:
		return _conn

	## Always true: this field has a value even when none was set.
	func has_conn() -> bool:
		return true

	## Sets [code]conn[/code].
	func set_conn(value: int) -> void:
		_conn = value

	## Makes [code]conn[/code] as it is in a new message.
	func clear_conn() -> void:
		_conn = 0

	## From a client, instead of [code]conn[/code]: the receiver's user id; each of his conns hears it.
	func get_user() -> String:
		return _user

	## Always true: this field has a value even when none was set.
	func has_user() -> bool:
		return true

	## Sets [code]user[/code].
	func set_user(value: String) -> void:
		_user = value

	## Makes [code]user[/code] as it is in a new message.
	func clear_user() -> void:
		_user = ""

	## Text for a person. To a conn without [code]hello[/code] this arrives as a [code]chat[/code].
	func get_msg() -> String:
		return _msg

	## Always true: this field has a value even when none was set.
	func has_msg() -> bool:
		return true

	## Sets [code]msg[/code].
	func set_msg(value: String) -> void:
		_msg = value

	## Makes [code]msg[/code] as it is in a new message.
	func clear_msg() -> void:
		_msg = ""

	## Bytes for a program.
	func get_body() -> PackedByteArray:
		return _body

	## Always true: this field has a value even when none was set.
	func has_body() -> bool:
		return true

	## Sets [code]body[/code].
	func set_body(value: PackedByteArray) -> void:
		_body = value

	## Makes [code]body[/code] as it is in a new message.
	func clear_body() -> void:
		_body = PackedByteArray()

	## Makes the message empty.
	func clear() -> void:
		_conn = 0
		_user = ""
		_msg = ""
		_body = PackedByteArray()

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _conn != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _conn)
		if not _user.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _user)
		if not _msg.is_empty():
			_Wire.byte(out, 26)
			_Wire.text(out, _msg)
		if not _body.is_empty():
			_Wire.byte(out, 34)
			_Wire.blob(out, _body)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_conn = reader.varint()
			elif tag == 18:
				_user = reader.text()
			elif tag == 26:
				_msg = reader.text()
			elif tag == 34:
				_body = reader.blob()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _conn != 0:
			text += " conn: " + str(_conn)
		if not _user.is_empty():
			text += " user: " + "\"" + _user.c_escape() + "\""
		if not _msg.is_empty():
			text += " msg: " + "\"" + _msg.c_escape() + "\""
		if not _body.is_empty():
			text += " body: " + str(_body)
		return "{" + text + " }"


## Something that the client sent had no effect.
class ErrorMessage:
	extends _Message

	var _code: String = ""
	var _text: String = ""

	## One of the stable names in docs/protocol.md.
	func get_code() -> String:
		return _code

	## Always true: this field has a value even when none was set.
	func has_code() -> bool:
		return true

	## Sets [code]code[/code].
	func set_code(value: String) -> void:
		_code = value

	## Makes [code]code[/code] as it is in a new message.
	func clear_code() -> void:
		_code = ""

	## What was wrong, where, and what was expected.
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

	## Makes the message empty.
	func clear() -> void:
		_code = ""
		_text = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _code.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _code)
		if not _text.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _text)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_code = reader.text()
			elif tag == 18:
				_text = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _code.is_empty():
			text += " code: " + "\"" + _code.c_escape() + "\""
		if not _text.is_empty():
			text += " text: " + "\"" + _text.c_escape() + "\""
		return "{" + text + " }"


## Asks for a [code]pong[/code].
class Ping:
	extends _Message

	var _client_time: int = 0

	## Anything; comes back unchanged. Usually the client's clock in milliseconds.
	func get_client_time() -> int:
		return _client_time

	## Always true: this field has a value even when none was set.
	func has_client_time() -> bool:
		return true

	## Sets [code]client_time[/code].
	func set_client_time(value: int) -> void:
		_client_time = value

	## Makes [code]client_time[/code] as it is in a new message.
	func clear_client_time() -> void:
		_client_time = 0

	## Makes the message empty.
	func clear() -> void:
		_client_time = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _client_time != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _client_time)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_client_time = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _client_time != 0:
			text += " client_time: " + str(_client_time)
		return "{" + text + " }"


## The answer to [code]ping[/code].
class Pong:
	extends _Message

	var _client_time: int = 0
	var _server_time: int = 0

	## The field [code]client_time[/code].
	func get_client_time() -> int:
		return _client_time

	## Always true: this field has a value even when none was set.
	func has_client_time() -> bool:
		return true

	## Sets [code]client_time[/code].
	func set_client_time(value: int) -> void:
		_client_time = value

	## Makes [code]client_time[/code] as it is in a new message.
	func clear_client_time() -> void:
		_client_time = 0

	## Milliseconds since 1970, by the server's clock.
	func get_server_time() -> int:
		return _server_time

	## Always true: this field has a value even when none was set.
	func has_server_time() -> bool:
		return true

	## Sets [code]server_time[/code].
	func set_server_time(value: int) -> void:
		_server_time = value

	## Makes [code]server_time[/code] as it is in a new message.
	func clear_server_time() -> void:
		_server_time = 0

	## Makes the message empty.
	func clear() -> void:
		_client_time = 0
		_server_time = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _client_time != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _client_time)
		if _server_time != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _server_time)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_client_time = reader.varint()
			elif tag == 16:
				_server_time = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _client_time != 0:
			text += " client_time: " + str(_client_time)
		if _server_time != 0:
			text += " server_time: " + str(_server_time)
		return "{" + text + " }"


## Something that somebody wants of a game. Answered by [code]ack[/code] or [code]refusal[/code] with the same [code]command_id[/code].
class Command:
	extends _Message

	var _game: String = ""
	var _command_id: PackedByteArray = PackedByteArray()
	var _expect_offset: int = 0
	var _kind: String = ""
	var _text: String = ""

	## The game's id: [code]game-g[/code] without [code]game-[/code].
	func get_game() -> String:
		return _game

	## Always true: this field has a value even when none was set.
	func has_game() -> bool:
		return true

	## Sets [code]game[/code].
	func set_game(value: String) -> void:
		_game = value

	## Makes [code]game[/code] as it is in a new message.
	func clear_game() -> void:
		_game = ""

	## 16 random bytes, made once for each thing that is wanted. Until it is answered for good, the same command is sent
	## again under the same id, over any conn: it happens once.
	func get_command_id() -> PackedByteArray:
		return _command_id

	## Always true: this field has a value even when none was set.
	func has_command_id() -> bool:
		return true

	## Sets [code]command_id[/code].
	func set_command_id(value: PackedByteArray) -> void:
		_command_id = value

	## Makes [code]command_id[/code] as it is in a new message.
	func clear_command_id() -> void:
		_command_id = PackedByteArray()

	## The last view of the game that the client had seen when it decided. If more has happened since, the answer is
	## [code]stale[/code]. 0: whatever has happened.
	func get_expect_offset() -> int:
		return _expect_offset

	## Always true: this field has a value even when none was set.
	func has_expect_offset() -> bool:
		return true

	## Sets [code]expect_offset[/code].
	func set_expect_offset(value: int) -> void:
		_expect_offset = value

	## Makes [code]expect_offset[/code] as it is in a new message.
	func clear_expect_offset() -> void:
		_expect_offset = 0

	## Which of the game's commands: 1 to 64 of A-Z a-z 0-9 _.
	func get_kind() -> String:
		return _kind

	## Always true: this field has a value even when none was set.
	func has_kind() -> bool:
		return true

	## Sets [code]kind[/code].
	func set_kind(value: String) -> void:
		_kind = value

	## Makes [code]kind[/code] as it is in a new message.
	func clear_kind() -> void:
		_kind = ""

	## A JSON object, in the game's own words. Empty is the same as {}.
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

	## Makes the message empty.
	func clear() -> void:
		_game = ""
		_command_id = PackedByteArray()
		_expect_offset = 0
		_kind = ""
		_text = ""

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _game.is_empty():
			_Wire.byte(out, 10)
			_Wire.text(out, _game)
		if not _command_id.is_empty():
			_Wire.byte(out, 18)
			_Wire.blob(out, _command_id)
		if _expect_offset != 0:
			_Wire.byte(out, 24)
			_Wire.varint(out, _expect_offset)
		if not _kind.is_empty():
			_Wire.byte(out, 34)
			_Wire.text(out, _kind)
		if not _text.is_empty():
			_Wire.byte(out, 42)
			_Wire.text(out, _text)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_game = reader.text()
			elif tag == 18:
				_command_id = reader.blob()
			elif tag == 24:
				_expect_offset = reader.varint()
			elif tag == 34:
				_kind = reader.text()
			elif tag == 42:
				_text = reader.text()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _game.is_empty():
			text += " game: " + "\"" + _game.c_escape() + "\""
		if not _command_id.is_empty():
			text += " command_id: " + str(_command_id)
		if _expect_offset != 0:
			text += " expect_offset: " + str(_expect_offset)
		if not _kind.is_empty():
			text += " kind: " + "\"" + _kind.c_escape() + "\""
		if not _text.is_empty():
			text += " text: " + "\"" + _text.c_escape() + "\""
		return "{" + text + " }"


## A command is kept for good.
class Ack:
	extends _Message

	var _command_id: PackedByteArray = PackedByteArray()
	var _offset: int = 0

	## The field [code]command_id[/code].
	func get_command_id() -> PackedByteArray:
		return _command_id

	## Always true: this field has a value even when none was set.
	func has_command_id() -> bool:
		return true

	## Sets [code]command_id[/code].
	func set_command_id(value: PackedByteArray) -> void:
		_command_id = value

	## Makes [code]command_id[/code] as it is in a new message.
	func clear_command_id() -> void:
		_command_id = PackedByteArray()

	## The last view that it has brought about.
	func get_offset() -> int:
		return _offset

	## Always true: this field has a value even when none was set.
	func has_offset() -> bool:
		return true

	## Sets [code]offset[/code].
	func set_offset(value: int) -> void:
		_offset = value

	## Makes [code]offset[/code] as it is in a new message.
	func clear_offset() -> void:
		_offset = 0

	## Makes the message empty.
	func clear() -> void:
		_command_id = PackedByteArray()
		_offset = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _command_id.is_empty():
			_Wire.byte(out, 10)
			_Wire.blob(out, _command_id)
		if _offset != 0:
			_Wire.byte(out, 16)
			_Wire.varint(out, _offset)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_command_id = reader.blob()
			elif tag == 16:
				_offset = reader.varint()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _command_id.is_empty():
			text += " command_id: " + str(_command_id)
		if _offset != 0:
			text += " offset: " + str(_offset)
		return "{" + text + " }"


## A command has had no effect, or it is not known whether it has.
class Refusal:
	extends _Message

	var _command_id: PackedByteArray = PackedByteArray()
	var _code: String = ""
	var _text: String = ""
	var _retry_after_ms: int = 0

	## The field [code]command_id[/code].
	func get_command_id() -> PackedByteArray:
		return _command_id

	## Always true: this field has a value even when none was set.
	func has_command_id() -> bool:
		return true

	## Sets [code]command_id[/code].
	func set_command_id(value: PackedByteArray) -> void:
		_command_id = value

	## Makes [code]command_id[/code] as it is in a new message.
	func clear_command_id() -> void:
		_command_id = PackedByteArray()

	## One of the stable names in docs/protocol.md, or one of the game's own.
	func get_code() -> String:
		return _code

	## Always true: this field has a value even when none was set.
	func has_code() -> bool:
		return true

	## Sets [code]code[/code].
	func set_code(value: String) -> void:
		_code = value

	## Makes [code]code[/code] as it is in a new message.
	func clear_code() -> void:
		_code = ""

	## What was wrong, where, and what was expected.
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

	## If not 0: the same command, under the same id, should be sent again after this time.
	func get_retry_after_ms() -> int:
		return _retry_after_ms

	## Always true: this field has a value even when none was set.
	func has_retry_after_ms() -> bool:
		return true

	## Sets [code]retry_after_ms[/code].
	func set_retry_after_ms(value: int) -> void:
		_retry_after_ms = value & 0xffffffff

	## Makes [code]retry_after_ms[/code] as it is in a new message.
	func clear_retry_after_ms() -> void:
		_retry_after_ms = 0

	## Makes the message empty.
	func clear() -> void:
		_command_id = PackedByteArray()
		_code = ""
		_text = ""
		_retry_after_ms = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if not _command_id.is_empty():
			_Wire.byte(out, 10)
			_Wire.blob(out, _command_id)
		if not _code.is_empty():
			_Wire.byte(out, 18)
			_Wire.text(out, _code)
		if not _text.is_empty():
			_Wire.byte(out, 26)
			_Wire.text(out, _text)
		if _retry_after_ms != 0:
			_Wire.byte(out, 32)
			_Wire.varint(out, _retry_after_ms)
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 10:
				_command_id = reader.blob()
			elif tag == 18:
				_code = reader.text()
			elif tag == 26:
				_text = reader.text()
			elif tag == 32:
				_retry_after_ms = reader.unsigned32()
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if not _command_id.is_empty():
			text += " command_id: " + str(_command_id)
		if not _code.is_empty():
			text += " code: " + "\"" + _code.c_escape() + "\""
		if not _text.is_empty():
			text += " text: " + "\"" + _text.c_escape() + "\""
		if _retry_after_ms != 0:
			text += " retry_after_ms: " + str(_retry_after_ms)
		return "{" + text + " }"


## The envelope of everything.
class Packet:
	extends _Message

	## Which of [code]msg[/code] is set.
	enum MsgCase {
		MSG_NOT_SET,
		CHAT = 2,
		ID = 3,
		HELLO = 65,
		WELCOME = 66,
		JOIN = 67,
		JOINED = 68,
		LEAVE = 69,
		LEFT = 70,
		PRESENCE = 71,
		DIRECT = 72,
		ERROR = 73,
		PING = 74,
		PONG = 75,
		HEAD = 76,
		RESYNC = 77,
		DOUBT = 78,
		PLACED = 79,
		WHO = 80,
		MEMBERS = 81,
		CAME = 82,
		WENT = 83,
		CALL = 84,
		VIEW = 85,
		MOVE = 86,
		COMMAND = 88,
		ACK = 89,
		REFUSAL = 90,
	}

	var _msg_case: MsgCase = MsgCase.MSG_NOT_SET
	var _sender_id: int = 0
	var _chat: ChatMessage
	var _id: IdMessage
	var _realm: String = ""
	var _hello: Hello
	var _welcome: Welcome
	var _join: Join
	var _joined: Joined
	var _leave: Leave
	var _left: Left
	var _presence: Presence
	var _direct: Direct
	var _error: ErrorMessage
	var _ping: Ping
	var _pong: Pong
	var _head: Head
	var _resync: Resync
	var _doubt: Doubt
	var _placed: Placed
	var _who: Who
	var _members: Members
	var _came: Came
	var _went: Went
	var _call: Call
	var _view: View
	var _move: Move
	var _offset: int = 0
	var _command: Command
	var _ack: Ack
	var _refusal: Refusal

	## From the server: whose packet this is. From a client: ignored.
	func get_sender_id() -> int:
		return _sender_id

	## Always true: this field has a value even when none was set.
	func has_sender_id() -> bool:
		return true

	## Sets [code]sender_id[/code].
	func set_sender_id(value: int) -> void:
		_sender_id = value

	## Makes [code]sender_id[/code] as it is in a new message.
	func clear_sender_id() -> void:
		_sender_id = 0

	## The field [code]chat[/code].
	func get_chat() -> ChatMessage:
		return _chat if _msg_case == MsgCase.CHAT else null

	## Whether [code]chat[/code] is set.
	func has_chat() -> bool:
		return _msg_case == MsgCase.CHAT

	## Sets [code]chat[/code] to a new message, and returns it.
	func new_chat() -> ChatMessage:
		_chat = ChatMessage.new()
		_msg_case = MsgCase.CHAT
		return _chat

	## Makes [code]chat[/code] as it is in a new message.
	func clear_chat() -> void:
		if _msg_case == MsgCase.CHAT:
			_msg_case = MsgCase.MSG_NOT_SET
		_chat = null

	## The field [code]id[/code].
	func get_id() -> IdMessage:
		return _id if _msg_case == MsgCase.ID else null

	## Whether [code]id[/code] is set.
	func has_id() -> bool:
		return _msg_case == MsgCase.ID

	## Sets [code]id[/code] to a new message, and returns it.
	func new_id() -> IdMessage:
		_id = IdMessage.new()
		_msg_case = MsgCase.ID
		return _id

	## Makes [code]id[/code] as it is in a new message.
	func clear_id() -> void:
		if _msg_case == MsgCase.ID:
			_msg_case = MsgCase.MSG_NOT_SET
		_id = null

	## With [code]chat[/code] and [code]view[/code]: the realm that it is for. Empty from a client: the realm in which its conn started.
	func get_realm() -> String:
		return _realm

	## Always true: this field has a value even when none was set.
	func has_realm() -> bool:
		return true

	## Sets [code]realm[/code].
	func set_realm(value: String) -> void:
		_realm = value

	## Makes [code]realm[/code] as it is in a new message.
	func clear_realm() -> void:
		_realm = ""

	## The field [code]hello[/code].
	func get_hello() -> Hello:
		return _hello if _msg_case == MsgCase.HELLO else null

	## Whether [code]hello[/code] is set.
	func has_hello() -> bool:
		return _msg_case == MsgCase.HELLO

	## Sets [code]hello[/code] to a new message, and returns it.
	func new_hello() -> Hello:
		_hello = Hello.new()
		_msg_case = MsgCase.HELLO
		return _hello

	## Makes [code]hello[/code] as it is in a new message.
	func clear_hello() -> void:
		if _msg_case == MsgCase.HELLO:
			_msg_case = MsgCase.MSG_NOT_SET
		_hello = null

	## The field [code]welcome[/code].
	func get_welcome() -> Welcome:
		return _welcome if _msg_case == MsgCase.WELCOME else null

	## Whether [code]welcome[/code] is set.
	func has_welcome() -> bool:
		return _msg_case == MsgCase.WELCOME

	## Sets [code]welcome[/code] to a new message, and returns it.
	func new_welcome() -> Welcome:
		_welcome = Welcome.new()
		_msg_case = MsgCase.WELCOME
		return _welcome

	## Makes [code]welcome[/code] as it is in a new message.
	func clear_welcome() -> void:
		if _msg_case == MsgCase.WELCOME:
			_msg_case = MsgCase.MSG_NOT_SET
		_welcome = null

	## The field [code]join[/code].
	func get_join() -> Join:
		return _join if _msg_case == MsgCase.JOIN else null

	## Whether [code]join[/code] is set.
	func has_join() -> bool:
		return _msg_case == MsgCase.JOIN

	## Sets [code]join[/code] to a new message, and returns it.
	func new_join() -> Join:
		_join = Join.new()
		_msg_case = MsgCase.JOIN
		return _join

	## Makes [code]join[/code] as it is in a new message.
	func clear_join() -> void:
		if _msg_case == MsgCase.JOIN:
			_msg_case = MsgCase.MSG_NOT_SET
		_join = null

	## The field [code]joined[/code].
	func get_joined() -> Joined:
		return _joined if _msg_case == MsgCase.JOINED else null

	## Whether [code]joined[/code] is set.
	func has_joined() -> bool:
		return _msg_case == MsgCase.JOINED

	## Sets [code]joined[/code] to a new message, and returns it.
	func new_joined() -> Joined:
		_joined = Joined.new()
		_msg_case = MsgCase.JOINED
		return _joined

	## Makes [code]joined[/code] as it is in a new message.
	func clear_joined() -> void:
		if _msg_case == MsgCase.JOINED:
			_msg_case = MsgCase.MSG_NOT_SET
		_joined = null

	## The field [code]leave[/code].
	func get_leave() -> Leave:
		return _leave if _msg_case == MsgCase.LEAVE else null

	## Whether [code]leave[/code] is set.
	func has_leave() -> bool:
		return _msg_case == MsgCase.LEAVE

	## Sets [code]leave[/code] to a new message, and returns it.
	func new_leave() -> Leave:
		_leave = Leave.new()
		_msg_case = MsgCase.LEAVE
		return _leave

	## Makes [code]leave[/code] as it is in a new message.
	func clear_leave() -> void:
		if _msg_case == MsgCase.LEAVE:
			_msg_case = MsgCase.MSG_NOT_SET
		_leave = null

	## The field [code]left[/code].
	func get_left() -> Left:
		return _left if _msg_case == MsgCase.LEFT else null

	## Whether [code]left[/code] is set.
	func has_left() -> bool:
		return _msg_case == MsgCase.LEFT

	## Sets [code]left[/code] to a new message, and returns it.
	func new_left() -> Left:
		_left = Left.new()
		_msg_case = MsgCase.LEFT
		return _left

	## Makes [code]left[/code] as it is in a new message.
	func clear_left() -> void:
		if _msg_case == MsgCase.LEFT:
			_msg_case = MsgCase.MSG_NOT_SET
		_left = null

	## The field [code]presence[/code].
	func get_presence() -> Presence:
		return _presence if _msg_case == MsgCase.PRESENCE else null

	## Whether [code]presence[/code] is set.
	func has_presence() -> bool:
		return _msg_case == MsgCase.PRESENCE

	## Sets [code]presence[/code] to a new message, and returns it.
	func new_presence() -> Presence:
		_presence = Presence.new()
		_msg_case = MsgCase.PRESENCE
		return _presence

	## Makes [code]presence[/code] as it is in a new message.
	func clear_presence() -> void:
		if _msg_case == MsgCase.PRESENCE:
			_msg_case = MsgCase.MSG_NOT_SET
		_presence = null

	## The field [code]direct[/code].
	func get_direct() -> Direct:
		return _direct if _msg_case == MsgCase.DIRECT else null

	## Whether [code]direct[/code] is set.
	func has_direct() -> bool:
		return _msg_case == MsgCase.DIRECT

	## Sets [code]direct[/code] to a new message, and returns it.
	func new_direct() -> Direct:
		_direct = Direct.new()
		_msg_case = MsgCase.DIRECT
		return _direct

	## Makes [code]direct[/code] as it is in a new message.
	func clear_direct() -> void:
		if _msg_case == MsgCase.DIRECT:
			_msg_case = MsgCase.MSG_NOT_SET
		_direct = null

	## The field [code]error[/code].
	func get_error() -> ErrorMessage:
		return _error if _msg_case == MsgCase.ERROR else null

	## Whether [code]error[/code] is set.
	func has_error() -> bool:
		return _msg_case == MsgCase.ERROR

	## Sets [code]error[/code] to a new message, and returns it.
	func new_error() -> ErrorMessage:
		_error = ErrorMessage.new()
		_msg_case = MsgCase.ERROR
		return _error

	## Makes [code]error[/code] as it is in a new message.
	func clear_error() -> void:
		if _msg_case == MsgCase.ERROR:
			_msg_case = MsgCase.MSG_NOT_SET
		_error = null

	## The field [code]ping[/code].
	func get_ping() -> Ping:
		return _ping if _msg_case == MsgCase.PING else null

	## Whether [code]ping[/code] is set.
	func has_ping() -> bool:
		return _msg_case == MsgCase.PING

	## Sets [code]ping[/code] to a new message, and returns it.
	func new_ping() -> Ping:
		_ping = Ping.new()
		_msg_case = MsgCase.PING
		return _ping

	## Makes [code]ping[/code] as it is in a new message.
	func clear_ping() -> void:
		if _msg_case == MsgCase.PING:
			_msg_case = MsgCase.MSG_NOT_SET
		_ping = null

	## The field [code]pong[/code].
	func get_pong() -> Pong:
		return _pong if _msg_case == MsgCase.PONG else null

	## Whether [code]pong[/code] is set.
	func has_pong() -> bool:
		return _msg_case == MsgCase.PONG

	## Sets [code]pong[/code] to a new message, and returns it.
	func new_pong() -> Pong:
		_pong = Pong.new()
		_msg_case = MsgCase.PONG
		return _pong

	## Makes [code]pong[/code] as it is in a new message.
	func clear_pong() -> void:
		if _msg_case == MsgCase.PONG:
			_msg_case = MsgCase.MSG_NOT_SET
		_pong = null

	## The field [code]head[/code].
	func get_head() -> Head:
		return _head if _msg_case == MsgCase.HEAD else null

	## Whether [code]head[/code] is set.
	func has_head() -> bool:
		return _msg_case == MsgCase.HEAD

	## Sets [code]head[/code] to a new message, and returns it.
	func new_head() -> Head:
		_head = Head.new()
		_msg_case = MsgCase.HEAD
		return _head

	## Makes [code]head[/code] as it is in a new message.
	func clear_head() -> void:
		if _msg_case == MsgCase.HEAD:
			_msg_case = MsgCase.MSG_NOT_SET
		_head = null

	## The field [code]resync[/code].
	func get_resync() -> Resync:
		return _resync if _msg_case == MsgCase.RESYNC else null

	## Whether [code]resync[/code] is set.
	func has_resync() -> bool:
		return _msg_case == MsgCase.RESYNC

	## Sets [code]resync[/code] to a new message, and returns it.
	func new_resync() -> Resync:
		_resync = Resync.new()
		_msg_case = MsgCase.RESYNC
		return _resync

	## Makes [code]resync[/code] as it is in a new message.
	func clear_resync() -> void:
		if _msg_case == MsgCase.RESYNC:
			_msg_case = MsgCase.MSG_NOT_SET
		_resync = null

	## The field [code]doubt[/code].
	func get_doubt() -> Doubt:
		return _doubt if _msg_case == MsgCase.DOUBT else null

	## Whether [code]doubt[/code] is set.
	func has_doubt() -> bool:
		return _msg_case == MsgCase.DOUBT

	## Sets [code]doubt[/code] to a new message, and returns it.
	func new_doubt() -> Doubt:
		_doubt = Doubt.new()
		_msg_case = MsgCase.DOUBT
		return _doubt

	## Makes [code]doubt[/code] as it is in a new message.
	func clear_doubt() -> void:
		if _msg_case == MsgCase.DOUBT:
			_msg_case = MsgCase.MSG_NOT_SET
		_doubt = null

	## The field [code]placed[/code].
	func get_placed() -> Placed:
		return _placed if _msg_case == MsgCase.PLACED else null

	## Whether [code]placed[/code] is set.
	func has_placed() -> bool:
		return _msg_case == MsgCase.PLACED

	## Sets [code]placed[/code] to a new message, and returns it.
	func new_placed() -> Placed:
		_placed = Placed.new()
		_msg_case = MsgCase.PLACED
		return _placed

	## Makes [code]placed[/code] as it is in a new message.
	func clear_placed() -> void:
		if _msg_case == MsgCase.PLACED:
			_msg_case = MsgCase.MSG_NOT_SET
		_placed = null

	## The field [code]who[/code].
	func get_who() -> Who:
		return _who if _msg_case == MsgCase.WHO else null

	## Whether [code]who[/code] is set.
	func has_who() -> bool:
		return _msg_case == MsgCase.WHO

	## Sets [code]who[/code] to a new message, and returns it.
	func new_who() -> Who:
		_who = Who.new()
		_msg_case = MsgCase.WHO
		return _who

	## Makes [code]who[/code] as it is in a new message.
	func clear_who() -> void:
		if _msg_case == MsgCase.WHO:
			_msg_case = MsgCase.MSG_NOT_SET
		_who = null

	## The field [code]members[/code].
	func get_members() -> Members:
		return _members if _msg_case == MsgCase.MEMBERS else null

	## Whether [code]members[/code] is set.
	func has_members() -> bool:
		return _msg_case == MsgCase.MEMBERS

	## Sets [code]members[/code] to a new message, and returns it.
	func new_members() -> Members:
		_members = Members.new()
		_msg_case = MsgCase.MEMBERS
		return _members

	## Makes [code]members[/code] as it is in a new message.
	func clear_members() -> void:
		if _msg_case == MsgCase.MEMBERS:
			_msg_case = MsgCase.MSG_NOT_SET
		_members = null

	## The field [code]came[/code].
	func get_came() -> Came:
		return _came if _msg_case == MsgCase.CAME else null

	## Whether [code]came[/code] is set.
	func has_came() -> bool:
		return _msg_case == MsgCase.CAME

	## Sets [code]came[/code] to a new message, and returns it.
	func new_came() -> Came:
		_came = Came.new()
		_msg_case = MsgCase.CAME
		return _came

	## Makes [code]came[/code] as it is in a new message.
	func clear_came() -> void:
		if _msg_case == MsgCase.CAME:
			_msg_case = MsgCase.MSG_NOT_SET
		_came = null

	## The field [code]went[/code].
	func get_went() -> Went:
		return _went if _msg_case == MsgCase.WENT else null

	## Whether [code]went[/code] is set.
	func has_went() -> bool:
		return _msg_case == MsgCase.WENT

	## Sets [code]went[/code] to a new message, and returns it.
	func new_went() -> Went:
		_went = Went.new()
		_msg_case = MsgCase.WENT
		return _went

	## Makes [code]went[/code] as it is in a new message.
	func clear_went() -> void:
		if _msg_case == MsgCase.WENT:
			_msg_case = MsgCase.MSG_NOT_SET
		_went = null

	## The field [code]call[/code].
	func get_call() -> Call:
		return _call if _msg_case == MsgCase.CALL else null

	## Whether [code]call[/code] is set.
	func has_call() -> bool:
		return _msg_case == MsgCase.CALL

	## Sets [code]call[/code] to a new message, and returns it.
	func new_call() -> Call:
		_call = Call.new()
		_msg_case = MsgCase.CALL
		return _call

	## Makes [code]call[/code] as it is in a new message.
	func clear_call() -> void:
		if _msg_case == MsgCase.CALL:
			_msg_case = MsgCase.MSG_NOT_SET
		_call = null

	## The field [code]view[/code].
	func get_view() -> View:
		return _view if _msg_case == MsgCase.VIEW else null

	## Whether [code]view[/code] is set.
	func has_view() -> bool:
		return _msg_case == MsgCase.VIEW

	## Sets [code]view[/code] to a new message, and returns it.
	func new_view() -> View:
		_view = View.new()
		_msg_case = MsgCase.VIEW
		return _view

	## Makes [code]view[/code] as it is in a new message.
	func clear_view() -> void:
		if _msg_case == MsgCase.VIEW:
			_msg_case = MsgCase.MSG_NOT_SET
		_view = null

	## The field [code]move[/code].
	func get_move() -> Move:
		return _move if _msg_case == MsgCase.MOVE else null

	## Whether [code]move[/code] is set.
	func has_move() -> bool:
		return _msg_case == MsgCase.MOVE

	## Sets [code]move[/code] to a new message, and returns it.
	func new_move() -> Move:
		_move = Move.new()
		_msg_case = MsgCase.MOVE
		return _move

	## Makes [code]move[/code] as it is in a new message.
	func clear_move() -> void:
		if _msg_case == MsgCase.MOVE:
			_msg_case = MsgCase.MSG_NOT_SET
		_move = null

	## From the server, in a realm with a stream: the place of this packet, one more than that of the last.
	func get_offset() -> int:
		return _offset

	## Always true: this field has a value even when none was set.
	func has_offset() -> bool:
		return true

	## Sets [code]offset[/code].
	func set_offset(value: int) -> void:
		_offset = value

	## Makes [code]offset[/code] as it is in a new message.
	func clear_offset() -> void:
		_offset = 0

	## The field [code]command[/code].
	func get_command() -> Command:
		return _command if _msg_case == MsgCase.COMMAND else null

	## Whether [code]command[/code] is set.
	func has_command() -> bool:
		return _msg_case == MsgCase.COMMAND

	## Sets [code]command[/code] to a new message, and returns it.
	func new_command() -> Command:
		_command = Command.new()
		_msg_case = MsgCase.COMMAND
		return _command

	## Makes [code]command[/code] as it is in a new message.
	func clear_command() -> void:
		if _msg_case == MsgCase.COMMAND:
			_msg_case = MsgCase.MSG_NOT_SET
		_command = null

	## The field [code]ack[/code].
	func get_ack() -> Ack:
		return _ack if _msg_case == MsgCase.ACK else null

	## Whether [code]ack[/code] is set.
	func has_ack() -> bool:
		return _msg_case == MsgCase.ACK

	## Sets [code]ack[/code] to a new message, and returns it.
	func new_ack() -> Ack:
		_ack = Ack.new()
		_msg_case = MsgCase.ACK
		return _ack

	## Makes [code]ack[/code] as it is in a new message.
	func clear_ack() -> void:
		if _msg_case == MsgCase.ACK:
			_msg_case = MsgCase.MSG_NOT_SET
		_ack = null

	## The field [code]refusal[/code].
	func get_refusal() -> Refusal:
		return _refusal if _msg_case == MsgCase.REFUSAL else null

	## Whether [code]refusal[/code] is set.
	func has_refusal() -> bool:
		return _msg_case == MsgCase.REFUSAL

	## Sets [code]refusal[/code] to a new message, and returns it.
	func new_refusal() -> Refusal:
		_refusal = Refusal.new()
		_msg_case = MsgCase.REFUSAL
		return _refusal

	## Makes [code]refusal[/code] as it is in a new message.
	func clear_refusal() -> void:
		if _msg_case == MsgCase.REFUSAL:
			_msg_case = MsgCase.MSG_NOT_SET
		_refusal = null

	## Which of [code]msg[/code] is set.
	func get_msg_case() -> MsgCase:
		return _msg_case

	## Makes the message empty.
	func clear() -> void:
		_msg_case = MsgCase.MSG_NOT_SET
		_sender_id = 0
		_realm = ""
		_offset = 0

	## The message in the protobuf wire format.
	func to_bytes() -> PackedByteArray:
		var out: PackedByteArray = PackedByteArray()
		if _sender_id != 0:
			_Wire.byte(out, 8)
			_Wire.varint(out, _sender_id)
		if _msg_case == MsgCase.CHAT:
			_Wire.byte(out, 18)
			_Wire.blob(out, _chat.to_bytes())
		elif _msg_case == MsgCase.ID:
			_Wire.byte(out, 26)
			_Wire.blob(out, _id.to_bytes())
		if not _realm.is_empty():
			_Wire.varint(out, 514)
			_Wire.text(out, _realm)
		if _msg_case == MsgCase.HELLO:
			_Wire.varint(out, 522)
			_Wire.blob(out, _hello.to_bytes())
		elif _msg_case == MsgCase.WELCOME:
			_Wire.varint(out, 530)
			_Wire.blob(out, _welcome.to_bytes())
		elif _msg_case == MsgCase.JOIN:
			_Wire.varint(out, 538)
			_Wire.blob(out, _join.to_bytes())
		elif _msg_case == MsgCase.JOINED:
			_Wire.varint(out, 546)
			_Wire.blob(out, _joined.to_bytes())
		elif _msg_case == MsgCase.LEAVE:
			_Wire.varint(out, 554)
			_Wire.blob(out, _leave.to_bytes())
		elif _msg_case == MsgCase.LEFT:
			_Wire.varint(out, 562)
			_Wire.blob(out, _left.to_bytes())
		elif _msg_case == MsgCase.PRESENCE:
			_Wire.varint(out, 570)
			_Wire.blob(out, _presence.to_bytes())
		elif _msg_case == MsgCase.DIRECT:
			_Wire.varint(out, 578)
			_Wire.blob(out, _direct.to_bytes())
		elif _msg_case == MsgCase.ERROR:
			_Wire.varint(out, 586)
			_Wire.blob(out, _error.to_bytes())
		elif _msg_case == MsgCase.PING:
			_Wire.varint(out, 594)
			_Wire.blob(out, _ping.to_bytes())
		elif _msg_case == MsgCase.PONG:
			_Wire.varint(out, 602)
			_Wire.blob(out, _pong.to_bytes())
		elif _msg_case == MsgCase.HEAD:
			_Wire.varint(out, 610)
			_Wire.blob(out, _head.to_bytes())
		elif _msg_case == MsgCase.RESYNC:
			_Wire.varint(out, 618)
			_Wire.blob(out, _resync.to_bytes())
		elif _msg_case == MsgCase.DOUBT:
			_Wire.varint(out, 626)
			_Wire.blob(out, _doubt.to_bytes())
		elif _msg_case == MsgCase.PLACED:
			_Wire.varint(out, 634)
			_Wire.blob(out, _placed.to_bytes())
		elif _msg_case == MsgCase.WHO:
			_Wire.varint(out, 642)
			_Wire.blob(out, _who.to_bytes())
		elif _msg_case == MsgCase.MEMBERS:
			_Wire.varint(out, 650)
			_Wire.blob(out, _members.to_bytes())
		elif _msg_case == MsgCase.CAME:
			_Wire.varint(out, 658)
			_Wire.blob(out, _came.to_bytes())
		elif _msg_case == MsgCase.WENT:
			_Wire.varint(out, 666)
			_Wire.blob(out, _went.to_bytes())
		elif _msg_case == MsgCase.CALL:
			_Wire.varint(out, 674)
			_Wire.blob(out, _call.to_bytes())
		elif _msg_case == MsgCase.VIEW:
			_Wire.varint(out, 682)
			_Wire.blob(out, _view.to_bytes())
		elif _msg_case == MsgCase.MOVE:
			_Wire.varint(out, 690)
			_Wire.blob(out, _move.to_bytes())
		if _offset != 0:
			_Wire.varint(out, 696)
			_Wire.varint(out, _offset)
		if _msg_case == MsgCase.COMMAND:
			_Wire.varint(out, 706)
			_Wire.blob(out, _command.to_bytes())
		elif _msg_case == MsgCase.ACK:
			_Wire.varint(out, 714)
			_Wire.blob(out, _ack.to_bytes())
		elif _msg_case == MsgCase.REFUSAL:
			_Wire.varint(out, 722)
			_Wire.blob(out, _refusal.to_bytes())
		return out

	## Merges what the reader has left into this message. For generated code.
	func merge(reader: _Reader) -> void:
		while reader.position < reader.end:
			var tag: int = reader.varint()
			if tag == 8:
				_sender_id = reader.varint()
			elif tag == 18:
				if not (_msg_case == MsgCase.CHAT):
					_chat = ChatMessage.new()
					_msg_case = MsgCase.CHAT
				reader.message(_chat)
			elif tag == 26:
				if not (_msg_case == MsgCase.ID):
					_id = IdMessage.new()
					_msg_case = MsgCase.ID
				reader.message(_id)
			elif tag == 514:
				_realm = reader.text()
			elif tag == 522:
				if not (_msg_case == MsgCase.HELLO):
					_hello = Hello.new()
					_msg_case = MsgCase.HELLO
				reader.message(_hello)
			elif tag == 530:
				if not (_msg_case == MsgCase.WELCOME):
					_welcome = Welcome.new()
					_msg_case = MsgCase.WELCOME
				reader.message(_welcome)
			elif tag == 538:
				if not (_msg_case == MsgCase.JOIN):
					_join = Join.new()
					_msg_case = MsgCase.JOIN
				reader.message(_join)
			elif tag == 546:
				if not (_msg_case == MsgCase.JOINED):
					_joined = Joined.new()
					_msg_case = MsgCase.JOINED
				reader.message(_joined)
			elif tag == 554:
				if not (_msg_case == MsgCase.LEAVE):
					_leave = Leave.new()
					_msg_case = MsgCase.LEAVE
				reader.message(_leave)
			elif tag == 562:
				if not (_msg_case == MsgCase.LEFT):
					_left = Left.new()
					_msg_case = MsgCase.LEFT
				reader.message(_left)
			elif tag == 570:
				if not (_msg_case == MsgCase.PRESENCE):
					_presence = Presence.new()
					_msg_case = MsgCase.PRESENCE
				reader.message(_presence)
			elif tag == 578:
				if not (_msg_case == MsgCase.DIRECT):
					_direct = Direct.new()
					_msg_case = MsgCase.DIRECT
				reader.message(_direct)
			elif tag == 586:
				if not (_msg_case == MsgCase.ERROR):
					_error = ErrorMessage.new()
					_msg_case = MsgCase.ERROR
				reader.message(_error)
			elif tag == 594:
				if not (_msg_case == MsgCase.PING):
					_ping = Ping.new()
					_msg_case = MsgCase.PING
				reader.message(_ping)
			elif tag == 602:
				if not (_msg_case == MsgCase.PONG):
					_pong = Pong.new()
					_msg_case = MsgCase.PONG
				reader.message(_pong)
			elif tag == 610:
				if not (_msg_case == MsgCase.HEAD):
					_head = Head.new()
					_msg_case = MsgCase.HEAD
				reader.message(_head)
			elif tag == 618:
				if not (_msg_case == MsgCase.RESYNC):
					_resync = Resync.new()
					_msg_case = MsgCase.RESYNC
				reader.message(_resync)
			elif tag == 626:
				if not (_msg_case == MsgCase.DOUBT):
					_doubt = Doubt.new()
					_msg_case = MsgCase.DOUBT
				reader.message(_doubt)
			elif tag == 634:
				if not (_msg_case == MsgCase.PLACED):
					_placed = Placed.new()
					_msg_case = MsgCase.PLACED
				reader.message(_placed)
			elif tag == 642:
				if not (_msg_case == MsgCase.WHO):
					_who = Who.new()
					_msg_case = MsgCase.WHO
				reader.message(_who)
			elif tag == 650:
				if not (_msg_case == MsgCase.MEMBERS):
					_members = Members.new()
					_msg_case = MsgCase.MEMBERS
				reader.message(_members)
			elif tag == 658:
				if not (_msg_case == MsgCase.CAME):
					_came = Came.new()
					_msg_case = MsgCase.CAME
				reader.message(_came)
			elif tag == 666:
				if not (_msg_case == MsgCase.WENT):
					_went = Went.new()
					_msg_case = MsgCase.WENT
				reader.message(_went)
			elif tag == 674:
				if not (_msg_case == MsgCase.CALL):
					_call = Call.new()
					_msg_case = MsgCase.CALL
				reader.message(_call)
			elif tag == 682:
				if not (_msg_case == MsgCase.VIEW):
					_view = View.new()
					_msg_case = MsgCase.VIEW
				reader.message(_view)
			elif tag == 690:
				if not (_msg_case == MsgCase.MOVE):
					_move = Move.new()
					_msg_case = MsgCase.MOVE
				reader.message(_move)
			elif tag == 696:
				_offset = reader.varint()
			elif tag == 706:
				if not (_msg_case == MsgCase.COMMAND):
					_command = Command.new()
					_msg_case = MsgCase.COMMAND
				reader.message(_command)
			elif tag == 714:
				if not (_msg_case == MsgCase.ACK):
					_ack = Ack.new()
					_msg_case = MsgCase.ACK
				reader.message(_ack)
			elif tag == 722:
				if not (_msg_case == MsgCase.REFUSAL):
					_refusal = Refusal.new()
					_msg_case = MsgCase.REFUSAL
				reader.message(_refusal)
			else:
				reader.skip(tag)

	## The fields that are set, for people.
	func _to_string() -> String:
		var text: String = ""
		if _sender_id != 0:
			text += " sender_id: " + str(_sender_id)
		if _msg_case == MsgCase.CHAT:
			text += " chat: " + str(_chat)
		if _msg_case == MsgCase.ID:
			text += " id: " + str(_id)
		if not _realm.is_empty():
			text += " realm: " + "\"" + _realm.c_escape() + "\""
		if _msg_case == MsgCase.HELLO:
			text += " hello: " + str(_hello)
		if _msg_case == MsgCase.WELCOME:
			text += " welcome: " + str(_welcome)
		if _msg_case == MsgCase.JOIN:
			text += " join: " + str(_join)
		if _msg_case == MsgCase.JOINED:
			text += " joined: " + str(_joined)
		if _msg_case == MsgCase.LEAVE:
			text += " leave: " + str(_leave)
		if _msg_case == MsgCase.LEFT:
			text += " left: " + str(_left)
		if _msg_case == MsgCase.PRESENCE:
			text += " presence: " + str(_presence)
		if _msg_case == MsgCase.DIRECT:
			text += " direct: " + str(_direct)
		if _msg_case == MsgCase.ERROR:
			text += " error: " + str(_error)
		if _msg_case == MsgCase.PING:
			text += " ping: " + str(_ping)
		if _msg_case == MsgCase.PONG:
			text += " pong: " + str(_pong)
		if _msg_case == MsgCase.HEAD:
			text += " head: " + str(_head)
		if _msg_case == MsgCase.RESYNC:
			text += " resync: " + str(_resync)
		if _msg_case == MsgCase.DOUBT:
			text += " doubt: " + str(_doubt)
		if _msg_case == MsgCase.PLACED:
			text += " placed: " + str(_placed)
		if _msg_case == MsgCase.WHO:
			text += " who: " + str(_who)
		if _msg_case == MsgCase.MEMBERS:
			text += " members: " + str(_members)
		if _msg_case == MsgCase.CAME:
			text += " came: " + str(_came)
		if _msg_case == MsgCase.WENT:
			text += " went: " + str(_went)
		if _msg_case == MsgCase.CALL:
			text += " call: " + str(_call)
		if _msg_case == MsgCase.VIEW:
			text += " view: " + str(_view)
		if _msg_case == MsgCase.MOVE:
			text += " move: " + str(_move)
		if _offset != 0:
			text += " offset: " + str(_offset)
		if _msg_case == MsgCase.COMMAND:
			text += " command: " + str(_command)
		if _msg_case == MsgCase.ACK:
			text += " ack: " + str(_ack)
		if _msg_case == MsgCase.REFUSAL:
			text += " refusal: " + str(_refusal)
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
