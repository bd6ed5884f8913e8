extends MarginContainer
## A room where everybody connected to the same server talks.
##
## Another server: [code]godot4 --path clients/godot -- --url=ws://192.0.2.1:8080/ws[/code].

const Packets = preload("res://addons/hubbub/packets.gd")
const Socket = preload("res://addons/hubbub/socket.gd")
const CloseReason = preload("res://addons/hubbub/close_reason.gd")
const ChatLog = preload("res://addons/hubbub/chat_log.gd")

const CLIENT: String = "hubbub-godot-chatroom/0.1"
const CHARS_UNTIL_WELCOME: int = 2000
const GOOD: Color = Color("3ccbab")
const BUSY: Color = Color("f0c04f")
const BAD: Color = Color("ff8f86")

## The server that the room is on.
@export var url: String = Socket.DEFAULT_URL

var _members: int = 0
var _trouble: String = ""
var _seconds_left: float = 0.0
var _was_here: bool = false

@onready var _place: Label = %Place
@onready var _light: Panel = %Light
@onready var _status: Label = %Status
@onready var _banner: Control = %Banner
@onready var _trouble_label: Label = %Trouble
@onready var _reconnect: Button = %Reconnect
@onready var _chat_log: ChatLog = %ChatLog
@onready var _input: LineEdit = %Input
@onready var _send: Button = %Send
@onready var _socket: Socket = get_node("/root/Hubbub")


func _ready() -> void:
	for argument: String in OS.get_cmdline_user_args():
		if argument.begins_with("--url="):
			url = argument.trim_prefix("--url=")
	_light.add_theme_stylebox_override("panel", _round_light())
	@warning_ignore("return_value_discarded")
	_socket.connected.connect(_on_connected)
	@warning_ignore("return_value_discarded")
	_socket.packet_received.connect(_on_packet_received)
	@warning_ignore("return_value_discarded")
	_socket.connection_closed.connect(_on_connection_closed)
	@warning_ignore("return_value_discarded")
	_socket.reconnecting.connect(_on_reconnecting)
	_input.max_length = CHARS_UNTIL_WELCOME
	_input.grab_focus()
	_on_reconnect_pressed()


func _process(delta: float) -> void:
	if _socket.state == Socket.State.WAITING:
		_seconds_left = maxf(_seconds_left - delta, 0.0)
		_show_state()


func _on_connected() -> void:
	var failed: Error = _socket.say_hello(CLIENT)
	if failed != OK:
		_chat_log.alert("Nothing could be sent (%s)." % error_string(failed))
	_show_state()


func _on_packet_received(packet: Packets.Packet) -> void:
	var sender: int = packet.get_sender_id()
	if packet.has_id():
		_on_id(packet.get_id().get_id())
	elif packet.has_chat():
		_chat_log.say(sender, _name(sender), packet.get_chat().get_msg())
	elif packet.has_direct() and packet.get_direct().get_msg() != "":
		_chat_log.say(sender, _name(sender) + ", to you alone", packet.get_direct().get_msg())
	elif packet.has_presence():
		_members = packet.get_presence().get_members()
	elif packet.has_joined():
		_members = packet.get_joined().get_members()
	elif packet.has_welcome() and packet.get_welcome().get_limits() != null:
		_input.max_length = packet.get_welcome().get_limits().get_chat_chars()
	elif packet.has_error():
		_chat_log.alert("The server did not accept that: %s." % packet.get_error().get_text().trim_suffix("."))
	_show_state()


func _on_id(own_id: int) -> void:
	_trouble = ""
	if _was_here:
		_chat_log.note("Connected again. You are %s now; what was said in between is lost." % _name(own_id))
	else:
		_chat_log.note("Welcome. You are %s; whatever you write, everybody here can read." % _name(own_id))
	_was_here = true


func _on_connection_closed(code: int, reason: String) -> void:
	_members = 0
	var words: String = CloseReason.words(code, reason)
	if words != _trouble:
		_chat_log.alert(words)
	_trouble = words
	_show_state()


func _on_reconnecting(seconds: float) -> void:
	_seconds_left = seconds
	_show_state()


func _on_reconnect_pressed() -> void:
	var failed: Error = _socket.connect_to_url(url)
	if failed != OK:
		_trouble = "%s is not the address of a server; it looks like %s." % [url, Socket.DEFAULT_URL]
	_show_state()


func _on_send_pressed() -> void:
	_on_text_submitted(_input.text)
	_input.grab_focus()


## The server does not send a chat back to its author, so it is shown at once.
func _on_text_submitted(text: String) -> void:
	if text.strip_edges().is_empty():
		return
	if not _is_here():
		return
	var failed: Error = _socket.say(text)
	if failed != OK:
		_chat_log.alert("That could not be sent (%s)." % error_string(failed))
		return
	_chat_log.say(_socket.conn_id, "You", text)
	_input.clear()


## Whether the server has told this conn its id: only then does it take part.
func _is_here() -> bool:
	return _socket.state == Socket.State.OPEN and _socket.conn_id != 0


func _show_state() -> void:
	var here: bool = _is_here()
	_place.text = _people() if here else url
	_status.text = _state_words()
	_set_light(GOOD if here else (BAD if _socket.state == Socket.State.CLOSED else BUSY))
	_banner.visible = not here and _trouble != ""
	_trouble_label.text = _trouble + _plan()
	_reconnect.disabled = _socket.state == Socket.State.CONNECTING
	_input.placeholder_text = "Say something to everybody here" if here else "You can write when you are connected"
	_send.disabled = not here


func _people() -> String:
	match _members:
		0:
			return url
		1:
			return "only you are here"
		_:
			return "%d are here" % _members


func _state_words() -> String:
	match _socket.state:
		Socket.State.OPEN:
			return "You are %s" % _name(_socket.conn_id) if _socket.conn_id != 0 else "Connecting"
		Socket.State.CONNECTING:
			return "Connecting"
		Socket.State.WAITING:
			return "Reconnecting"
		Socket.State.CLOSING:
			return "Leaving"
		_:
			return "Not connected"


func _plan() -> String:
	match _socket.state:
		Socket.State.WAITING:
			return " Trying again in %d s." % ceili(_seconds_left)
		Socket.State.CONNECTING:
			return " Trying again now."
		_:
			return ""


func _name(conn_id: int) -> String:
	return "Player %d" % conn_id


func _round_light() -> StyleBoxFlat:
	var style: StyleBoxFlat = StyleBoxFlat.new()
	style.set_corner_radius_all(5)
	return style


func _set_light(color: Color) -> void:
	var style: StyleBoxFlat = _light.get_theme_stylebox("panel")
	style.bg_color = color
