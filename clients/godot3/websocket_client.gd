extends Node
# A conn to a Hubbub server in its JSON dialect. It comes back by itself when the conn was lost.
#
# What the server sends first tells the conn's own id. After that, every chat of others in the same realm arrives;
# one's own does not.

# The conn has its id and can speak.
signal joined(id)
# Another player has said something.
signal chat_received(sender, text)
# Something that was sent had no effect.
signal error_received(text)
# The conn has ended, or could not be made. The code is that of the close frame, or -1 if none came.
signal left(code, reason)
# Another try will be made after so many seconds.
signal waiting(seconds)

const DEFAULT_URL = "ws://127.0.0.1:8080/"
const CHAT = 0
const GREETING = 1
const SECONDS_FIRST = 0.5
const SECONDS_MAX = 30.0
# What this engine can receive at most in one message; anything larger would silence it for good.
const BUFFER_KB = 64
const PACKETS_MAX = 4096

var url = DEFAULT_URL
# Whether to come back when the conn was lost and the server does not mind.
var auto_reconnect = true
# The conn's own id; 0 until the server has told it.
var id = 0

var _client = null
var _tries = 0
var _seconds_left = -1.0
var _close_code = -1
var _close_reason = ""


func _ready():
	randomize()


func _process(delta):
	if _seconds_left >= 0.0:
		_seconds_left -= delta
		if _seconds_left < 0.0:
			_open()
	if _client != null:
		_client.poll()


# Connects, and comes back until `leave` or a close that forbids it.
func join(server_url = DEFAULT_URL):
	url = server_url
	_tries = 0
	_open()


# Says something to everybody else in the room. Returns an error code; 0 means that it was sent.
func say(text):
	if id == 0:
		return ERR_UNCONFIGURED
	return _client.get_peer(1).put_packet(JSON.print({"type": CHAT, "text": text}).to_utf8())


# Leaves for good.
func leave(reason = ""):
	auto_reconnect = false
	_seconds_left = -1.0
	if _client != null:
		_close_code = 1000
		_close_reason = reason
		_client.disconnect_from_host(1000, reason)


func _open():
	_seconds_left = -1.0
	id = 0
	_close_code = -1
	_close_reason = ""
	_client = WebSocketClient.new()
	_client.set_buffers(BUFFER_KB, PACKETS_MAX, BUFFER_KB, PACKETS_MAX)
	_client.connect("data_received", self, "_on_data_received", [_client])
	_client.connect("server_close_request", self, "_on_server_close_request")
	_client.connect("connection_closed", self, "_on_connection_closed")
	_client.connect("connection_error", self, "_on_connection_error")
	if _client.connect_to_url(url) != OK:
		_end(-1, "%s is not the address of a server; %s is" % [url, DEFAULT_URL])


func _on_data_received(client):
	while client == _client and client.get_peer(1).get_available_packet_count() > 0:
		var text = client.get_peer(1).get_packet().get_string_from_utf8()
		var parsed = JSON.parse(text)
		if parsed.error == OK and parsed.result is Dictionary:
			_take(parsed.result)
		else:
			push_warning("Hubbub: a message could not be read: %s" % parsed.error_string)


# JSON knows only one kind of number, which arrives here as a float.
func _take(message):
	var type = message.get("type")
	if type is float and int(type) == GREETING:
		id = int(message.get("id", 0))
		emit_signal("joined", id)
	elif type is float and int(type) == CHAT:
		emit_signal("chat_received", int(message.get("sender", 0)), str(message.get("text", "")))
	elif message.get("error") is Dictionary:
		emit_signal("error_received", str(message["error"].get("text", "")))


func _on_server_close_request(code, reason):
	_close_code = code
	# Godot 3 leaves a NUL at the end.
	_close_reason = reason.strip_edges()


func _on_connection_closed(_was_clean):
	_end(_close_code, _close_reason)


func _on_connection_error():
	_end(-1, "the server cannot be reached")


func _end(code, reason):
	_client = null
	if id != 0:
		_tries = 0
	id = 0
	emit_signal("left", code, reason)
	if auto_reconnect and _may_return(code):
		# Spread, so that a thousand players do not return in one instant.
		_seconds_left = min(SECONDS_FIRST * pow(2.0, _tries), SECONDS_MAX) * rand_range(0.5, 1.5)
		_tries += 1
		emit_signal("waiting", _seconds_left)


# Codes 4000 to 4499 mean "come back", 4500 to 4999 "do not". Of the others, a lost conn and a mistake of the server's
# own are worth another try.
func _may_return(code):
	return code in [-1, 1001, 1006, 1011] or (code >= 4000 and code <= 4499)
