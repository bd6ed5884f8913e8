extends SceneTree
# A player without a window: joins, says something, and waits for what others say.
#
#     godot3-server --path clients/godot3 --script tests/bot.gd \
#         --url=ws://127.0.0.1:8080/ --say=TEXT --expect=TEXT --expect=OTHER --time-limit=20
#
# It repeats itself until it has heard every --expect, then once more, and leaves: whoever it has heard is there to hear
# it. The exit status is 0 when all came in time, and 1 when not, or when it heard itself.

const Client = preload("res://websocket_client.gd")
const SECONDS_BETWEEN = 0.25

var _client = Client.new()
var _own_id = 0
var _say = ""
var _missing = []
var _seconds_left = 20.0
var _seconds_to_next = 0.0
var _said_last_words = false


func _initialize():
	var url = Client.DEFAULT_URL
	for argument in OS.get_cmdline_args():
		if argument.begins_with("--url="):
			url = argument.trim_prefix("--url=")
		elif argument.begins_with("--say="):
			_say = argument.trim_prefix("--say=")
		elif argument.begins_with("--expect="):
			_missing.append(argument.trim_prefix("--expect="))
		elif argument.begins_with("--time-limit="):
			_seconds_left = float(argument.trim_prefix("--time-limit="))
	_client.auto_reconnect = false
	_client.connect("joined", self, "_on_joined")
	_client.connect("chat_received", self, "_on_chat_received")
	_client.connect("error_received", self, "_on_error_received")
	_client.connect("left", self, "_on_left")
	get_root().add_child(_client)
	_client.join(url)


func _idle(delta):
	_seconds_left -= delta
	_seconds_to_next -= delta
	if _seconds_left < 0.0:
		_fail("not heard in time: %s" % [_missing])
	elif _own_id != 0 and _seconds_to_next <= 0.0:
		_seconds_to_next = SECONDS_BETWEEN
		_take_turn()
	return false


# Godot 3 ends the socket right after its close frame, and what was sent just before may be lost with it: so one turn
# lies between the last words and the end.
func _take_turn():
	if _said_last_words:
		_client.leave("heard enough")
		return
	_said_last_words = _missing.empty()
	if _say != "" and _client.say(_say) != OK:
		_fail("a chat could not be sent")


func _on_joined(id):
	print("joined as ", id)
	_own_id = id


func _on_chat_received(sender, text):
	print("received from %d: %s" % [sender, text])
	if _own_id == 0:
		_fail("a chat came before the id")
	elif sender == _own_id or sender == 0:
		_fail("a chat came from conn %d, and this is conn %d" % [sender, _own_id])
	_missing.erase(text)


func _on_error_received(text):
	_fail("the server did not accept a message: %s" % text)


func _on_left(code, reason):
	print("left ", code, " ", reason)
	if not _said_last_words:
		_fail("the conn ended: %d %s" % [code, reason])
		return
	print("heard everything")
	quit(0)


func _fail(reason):
	printerr("FAILED: ", reason)
	quit(1)
