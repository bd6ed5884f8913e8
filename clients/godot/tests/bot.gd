extends "res://tests/test_case.gd"
## A player: joins a room, says something, and waits for what others say.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot res://tests/main.tscn \
##     -- --test=bot.gd --url=ws://127.0.0.1:8080/ws --say=TEXT --expect=TEXT --expect=OTHER --time-limit=20
## [/codeblock]
##
## It repeats itself until it has heard every [code]--expect[/code], then once more, and leaves: whoever it has heard is
## there to hear it. It is in the lobby, or in the room that its address names.

const Arguments = preload("res://tests/arguments.gd")

const MS_BETWEEN: int = 250

var _client: HubbubClient = HubbubClient.new()
var _room: String = ""
var _say: String = ""
var _missing: PackedStringArray = PackedStringArray()
var _is_done: bool = false


func run() -> void:
	var arguments: Arguments = Arguments.new()
	_say = arguments.one("say", "")
	_missing = arguments.all("expect")
	step_seconds = arguments.one("time-limit", "20").to_float()
	doing = "hear %s" % _missing
	_client.client_name = "hubbub-godot-bot/0.1"
	_client.keeps_guest = false
	_listen(_client.joined, _on_joined)
	_listen(_client.said, _on_said)
	_listen(_client.disconnected, _on_disconnected)
	_listen(_client.refused, func(code: String, text: String) -> void: fail("%s: %s" % [code, text]))
	root.add_child(_client)
	equal("an address", _client.connect_to_server(arguments.one("url", HubbubClient.DEFAULT_URL)), OK)
	_room = _client.realms()[0]
	await until(func() -> bool: return _client.is_in(_room))
	await _talk()
	_is_done = true
	_speak()
	_client.disconnect_from_server()
	_client.queue_free()
	print("heard everything")


func _listen(to: Signal, listener: Callable) -> void:
	equal("listens", to.connect(listener), OK)


func _talk() -> void:
	var next_ms: int = 0
	while not _missing.is_empty():
		if Time.get_ticks_msec() >= next_ms:
			next_ms = Time.get_ticks_msec() + MS_BETWEEN
			_speak()
		await tree.process_frame


func _speak() -> void:
	if not _say.is_empty() and _client.send(_room, _say) != OK:
		fail("a chat could not be sent")


## Whoever waits for this bot looks for the word that begins the line.
func _on_joined(realm: String, members: int) -> void:
	print("received joined %s of %d as %s" % [realm, members, _client.user])


func _on_said(_realm: String, from: int, text: String) -> void:
	print("received %d: %s" % [from, text])
	if from == _client.conn_id or from == 0:
		fail("a chat came from conn %d, and this is conn %d" % [from, _client.conn_id])
	var at: int = _missing.find(text)
	if at >= 0:
		_missing.remove_at(at)
		doing = "hear %s" % _missing


func _on_disconnected(reason: String, _retry_seconds: float) -> void:
	print("closed %d %s" % [_client.close_code, reason])
	check("the conn ends when it may", _is_done)
