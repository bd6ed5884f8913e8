extends SceneTree
## A player without a window: joins, says something, and waits for what others say.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot --script res://tests/bot.gd \
##     -- --url=ws://127.0.0.1:8080/ws --say=TEXT --expect=TEXT --expect=OTHER --time-limit=20
## [/codeblock]
##
## It repeats itself until it has heard every [code]--expect[/code], then once more, and leaves: whoever it has heard is
## there to hear it. [code]--hello[/code] asks for [code]welcome[/code] and waits for that too. The exit status is 0 when
## all came in time; 1 when not, when the first packet was not the id, or when it heard itself.

const Arguments = preload("res://tests/arguments.gd")
const Socket = preload("res://addons/hubbub/socket.gd")
const Packets = preload("res://addons/hubbub/packets.gd")

const SECONDS_BETWEEN: float = 0.25

var _socket: Socket = Socket.new()
var _say: String = ""
var _missing: PackedStringArray = PackedStringArray()
var _awaits_welcome: bool = false
var _seconds_left: float = 0.0
var _seconds_to_next: float = 0.0
var _is_done: bool = false


func _initialize() -> void:
	var arguments: Arguments = Arguments.new()
	_say = arguments.one("say", "")
	_missing = arguments.all("expect")
	_awaits_welcome = not arguments.all("hello").is_empty()
	_seconds_left = arguments.one("time-limit", "20").to_float()
	_socket.auto_reconnect = false
	@warning_ignore("return_value_discarded")
	_socket.connected.connect(_on_connected)
	@warning_ignore("return_value_discarded")
	_socket.packet_received.connect(_on_packet_received)
	@warning_ignore("return_value_discarded")
	_socket.connection_closed.connect(_on_connection_closed)
	root.add_child(_socket)
	if _socket.connect_to_url(arguments.one("url", Socket.DEFAULT_URL)) != OK:
		_fail("the address makes no sense")


func _process(delta: float) -> bool:
	_seconds_left -= delta
	_seconds_to_next -= delta
	if _seconds_left < 0.0:
		_fail("not heard in time: %s%s" % [_missing, " and no welcome" if _awaits_welcome else ""])
	elif _socket.conn_id != 0 and _seconds_to_next <= 0.0 and not _is_done:
		_seconds_to_next = SECONDS_BETWEEN
		_speak()
	return false


func _on_connected() -> void:
	print("connected")
	if _awaits_welcome and _socket.say_hello("hubbub-godot-bot/0.1") != OK:
		_fail("hello could not be sent")


func _on_packet_received(packet: Packets.Packet) -> void:
	print("received ", packet)
	if _socket.conn_id == 0:
		_fail("the first packet is not the id")
	elif packet.has_welcome():
		_awaits_welcome = false
	elif packet.has_chat():
		_hear(packet.get_sender_id(), packet.get_chat().get_msg())
	_leave_when_done()


func _hear(sender: int, text: String) -> void:
	if sender == _socket.conn_id or sender == 0:
		_fail("a chat came from conn %d, and this is conn %d" % [sender, _socket.conn_id])
	var at: int = _missing.find(text)
	if at >= 0:
		_missing.remove_at(at)


func _leave_when_done() -> void:
	if _missing.is_empty() and not _awaits_welcome and not _is_done:
		_is_done = true
		_speak()
		_socket.close(1000, "heard enough")


func _speak() -> void:
	if _say != "" and _socket.say(_say) != OK:
		_fail("a chat could not be sent")


func _on_connection_closed(code: int, reason: String) -> void:
	print("closed %d %s" % [code, reason])
	if not _is_done or code != 1000:
		_fail("the conn ended: %d %s" % [code, reason])
		return
	print("heard everything")
	quit(0)


## The first exit status counts.
func _fail(reason: String) -> void:
	printerr("FAILED: ", reason)
	quit(1)
