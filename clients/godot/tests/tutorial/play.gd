extends SceneTree
## Plays the client without a window: opens its scene, types into its line as a person would, and reads its log.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot/tests/tutorial --script res://play.gd \
##     -- --url=ws://127.0.0.1:8080/ws --say=TEXT --expect=TEXT --expect=OTHER --time-limit=20
## [/codeblock]
##
## It repeats itself until the log shows every [code]--expect[/code] as said by another client, then once more, and
## leaves. The exit status is 0 when all came in time, and 1 when not, or when it heard itself.

const SECONDS_BETWEEN := 0.25

var _main: Node
var _say := ""
var _expected: PackedStringArray = []
var _seconds_left := 20.0
var _seconds_to_next := 0.0
var _is_done := false


func _initialize() -> void:
	var url := "ws://127.0.0.1:8080/ws"
	for argument in OS.get_cmdline_user_args():
		var value := argument.get_slice("=", 1)
		match argument.get_slice("=", 0):
			"--url":
				url = argument.trim_prefix("--url=")
			"--say":
				_say = value
			"--expect":
				_expected.append(value)
			"--time-limit":
				_seconds_left = value.to_float()
	_main = load("res://main.tscn").instantiate()
	_main.set("url", url)
	root.add_child(_main)


func _process(delta: float) -> bool:
	if _main.get("client_id") == null:
		return _fail("the client does not compile", "")
	if _is_done:
		return _leave()
	_seconds_left -= delta
	_seconds_to_next -= delta
	var shown: String = _main.get_node("Log").get_parsed_text()
	if _seconds_left < 0.0 or shown.contains("Connection closed"):
		return _fail("not everything came in time, or the server closed", shown)
	if _main.client_id == 0 or _seconds_to_next > 0.0:
		return false
	_seconds_to_next = SECONDS_BETWEEN
	_main.get_node("LineEdit").text_submitted.emit(_say)
	if shown.contains("Client %d:" % _main.client_id) or shown.contains("Client 0:"):
		return _fail("heard itself, or somebody without an id", shown)
	if Array(_expected).all(func(text: String) -> bool: return shown.contains(": %s\n" % text)):
		_is_done = true
		print(shown)
		root.get_node("WS").close()
	return false


func _leave() -> bool:
	_seconds_left -= 1.0 / 60.0
	if root.get_node("WS").get_socket().get_ready_state() != WebSocketPeer.STATE_CLOSED:
		if _seconds_left < 0.0:
			return _fail("the server did not answer the close", "")
		return false
	print("heard everything")
	quit(0)
	return false


func _fail(reason: String, shown: String) -> bool:
	print(shown)
	printerr("FAILED: ", reason)
	quit(1)
	return false
