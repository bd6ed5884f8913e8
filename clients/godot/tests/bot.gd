extends SceneTree
## A player without a window: joins, says something, and waits for what others say.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot --script res://tests/bot.gd \
##     -- --url=ws://127.0.0.1:8080/ws --say=TEXT --expect=TEXT --expect=OTHER --time-limit=20
## [/codeblock]
##
## It repeats itself until it has heard every [code]--expect[/code], then once more, and leaves: whoever it has heard is
## there to hear it. The exit status is 0 when all came in time; 1 when not, when it heard itself, or when the conn ended.

const Arguments = preload("res://tests/arguments.gd")

const SECONDS_BETWEEN: float = 0.25

var _client: HubbubClient = HubbubClient.new()
var _say: String = ""
var _missing: PackedStringArray = PackedStringArray()
var _seconds_left: float = 0.0
var _seconds_to_next: float = 0.0
var _is_done: bool = false


func _initialize() -> void:
	var arguments: Arguments = Arguments.new()
	_say = arguments.one("say", "")
	_missing = arguments.all("expect")
	_seconds_left = arguments.one("time-limit", "20").to_float()
	_client.client_name = "hubbub-godot-bot/0.1"
	_client.keeps_guest = false
	_connect(_client.joined, _on_joined)
	_connect(_client.said, _on_said)
	_connect(_client.disconnected, _on_disconnected)
	_connect(_client.refused, func(code: String, text: String) -> void: _fail("%s: %s" % [code, text]))
	root.add_child(_client)
	if _client.connect_to_server(arguments.one("url", HubbubClient.DEFAULT_URL)) != OK:
		_fail("the address makes no sense")


func _connect(to: Signal, listener: Callable) -> void:
	var _failed: int = to.connect(listener)


func _process(delta: float) -> bool:
	_seconds_left -= delta
	_seconds_to_next -= delta
	if _seconds_left < 0.0:
		_fail("not heard in time: %s" % _missing)
	elif _client.is_in(HubbubClient.LOBBY) and _seconds_to_next <= 0.0 and not _is_done:
		_seconds_to_next = SECONDS_BETWEEN
		_speak()
		_leave_when_done()
	return false


## Whoever waits for this bot looks for the word that begins the line.
func _on_joined(realm: String, members: int) -> void:
	print("received joined %s of %d as %s" % [realm, members, _client.user])


func _on_said(_realm: String, from: int, text: String) -> void:
	print("received %d: %s" % [from, text])
	if from == _client.conn_id or from == 0:
		_fail("a chat came from conn %d, and this is conn %d" % [from, _client.conn_id])
	var at: int = _missing.find(text)
	if at >= 0:
		_missing.remove_at(at)
	_leave_when_done()


func _leave_when_done() -> void:
	if _missing.is_empty() and not _is_done:
		_is_done = true
		_speak()
		_client.disconnect_from_server()


func _speak() -> void:
	if _say != "" and _client.send(HubbubClient.LOBBY, _say) != OK:
		_fail("a chat could not be sent")


func _on_disconnected(reason: String, _retry_seconds: float) -> void:
	print("closed %d %s" % [_client.close_code, reason])
	if not _is_done:
		_fail("the conn ended")
		return
	print("heard everything")
	await process_frame
	quit(0)


## The first exit status counts.
func _fail(reason: String) -> void:
	printerr("FAILED: ", reason)
	quit(1)
