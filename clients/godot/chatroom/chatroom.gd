extends MarginContainer
## A room where everybody connected to the same server talks.
##
## Another server or player: [code]godot4 --path clients/godot -- --url=ws://192.0.2.1:8080/ws --profile=ben[/code].

const ChatLog = preload("res://addons/hubbub/chat_log.gd")

const CLIENT: String = "hubbub-godot-chatroom/0.1"
const GOOD: Color = Color("3ccbab")
const BUSY: Color = Color("f0c04f")
const BAD: Color = Color("ff8f86")
## So long without a word from the server, which is asked every five seconds, and the player is told.
const SILENCE_SECONDS: float = 8.0

## The server that the room is on.
@export var url: String = HubbubClient.DEFAULT_URL
## The room; empty is the lobby, where everybody starts.
@export var room: String = ""

var _trouble: String = ""
var _was_here: bool = false
var _shown: String = ""

@onready var _title: Label = %Title
@onready var _place: Label = %Place
@onready var _light: Panel = %Light
@onready var _status: Label = %Status
@onready var _banner: Control = %Banner
@onready var _trouble_label: Label = %Trouble
@onready var _reconnect: Button = %Reconnect
@onready var _chat_log: ChatLog = %ChatLog
@onready var _input: LineEdit = %Input
@onready var _send: Button = %Send
@onready var _client: HubbubClient = get_node("/root/Hubbub")


func _ready() -> void:
	for argument: String in OS.get_cmdline_user_args():
		if argument.begins_with("--url="):
			url = argument.trim_prefix("--url=")
		elif argument.begins_with("--profile="):
			_client.profile = argument.trim_prefix("--profile=")
	_light.add_theme_stylebox_override("panel", _round_light())
	_listen()
	_client.client_name = CLIENT
	_input.grab_focus()
	await _enter()


func _process(_delta: float) -> void:
	_show_state()


func _listen() -> void:
	_connect(_client.joined, _on_joined)
	_connect(_client.said, _on_said)
	_connect(_client.direct, _on_direct)
	_connect(_client.gap, _on_gap)
	_connect(_client.refused, _on_refused)
	_connect(_client.disconnected, _on_disconnected)


func _connect(to: Signal, listener: Callable) -> void:
	var _failed: int = to.connect(listener)


## Goes to the server; the client stays in the room from then on.
func _enter() -> void:
	if _client.connect_to_server(url) != OK:
		_trouble = "%s is not the address of a server; it looks like %s." % [url, HubbubClient.DEFAULT_URL]
		return
	var is_in: bool = await _client.join(_realm())
	if not is_in and _client.state == HubbubClient.State.ONLINE:
		_chat_log.alert("There is no room called %s." % _realm())


func _realm() -> String:
	return HubbubClient.LOBBY if room.is_empty() else "room-" + room


func _on_joined(realm: String, _members: int) -> void:
	if realm != _realm():
		return
	_trouble = ""
	if _was_here:
		_chat_log.note("Connected again.")
	else:
		_chat_log.note("Welcome. Whatever you write, everybody here can read.")
	_was_here = true


func _on_said(realm: String, from: int, text: String) -> void:
	if realm == _realm():
		_chat_log.say(from, _name(from), text)


func _on_direct(from: int, text: String, _body: PackedByteArray) -> void:
	if text != "":
		_chat_log.say(from, _name(from) + ", to you alone", text)


func _on_gap(realm: String, _why: String) -> void:
	if realm == _realm():
		_chat_log.note("What was said in between is lost.")


func _on_refused(_code: String, text: String) -> void:
	_chat_log.alert("The server did not accept that: %s." % text.trim_suffix("."))


func _on_disconnected(reason: String, _retry_seconds: float) -> void:
	if reason != _trouble:
		_chat_log.alert(reason)
	_trouble = reason


func _on_reconnect_pressed() -> void:
	if _client.state == HubbubClient.State.WAITING:
		_client.retry_now()
	else:
		await _enter()


func _on_send_pressed() -> void:
	_on_text_submitted(_input.text)
	_input.grab_focus()


## The server does not send a line back to its author, so it is shown at once.
func _on_text_submitted(text: String) -> void:
	if text.strip_edges().is_empty() or not _client.is_in(_realm()):
		return
	if _client.send(_realm(), text) == OK:
		_chat_log.say(_client.conn_id, "You", text)
		_input.clear()


## Changes the picture only when there is something new to see.
func _show_state() -> void:
	var here: bool = _client.is_in(_realm())
	var words: String = _state_words(here)
	var trouble: String = "" if here else _trouble + _plan()
	var news: String = "%s|%s|%d" % [words, trouble, _client.members(_realm())]
	if news == _shown:
		return
	_shown = news
	_title.text = "Lobby" if room.is_empty() else room
	_place.text = _people(_client.members(_realm()))
	_status.text = words
	_set_light(_color(here))
	_banner.visible = not here and _trouble != ""
	_trouble_label.text = trouble
	_reconnect.disabled = _client.state == HubbubClient.State.CONNECTING
	_input.max_length = _client.chat_chars_max
	_input.placeholder_text = "Say something to everybody here" if here else "You can write when you are connected"
	_send.disabled = not here


func _people(members: int) -> String:
	match members:
		0:
			return url
		1:
			return "only you are here"
		_:
			return "%d are here" % members


func _state_words(here: bool) -> String:
	match _client.state:
		HubbubClient.State.ONLINE:
			if _client.seconds_of_silence() > SILENCE_SECONDS:
				return "The server is silent"
			return "You are %s" % _name(_client.conn_id) if here else "Entering"
		HubbubClient.State.CONNECTING:
			return "Connecting"
		HubbubClient.State.WAITING:
			return "Reconnecting"
		_:
			return "Not connected"


func _plan() -> String:
	match _client.state:
		HubbubClient.State.WAITING:
			return " Trying again in %d s." % ceili(_client.seconds_to_retry())
		HubbubClient.State.CONNECTING:
			return " Trying again now."
		_:
			return ""


func _color(here: bool) -> Color:
	if _client.state == HubbubClient.State.OFFLINE:
		return BAD
	return GOOD if here and _client.seconds_of_silence() <= SILENCE_SECONDS else BUSY


func _name(conn_id: int) -> String:
	return "Player %d" % conn_id


func _round_light() -> StyleBoxFlat:
	var style: StyleBoxFlat = StyleBoxFlat.new()
	style.set_corner_radius_all(5)
	return style


func _set_light(color: Color) -> void:
	var style: StyleBoxFlat = _light.get_theme_stylebox("panel")
	style.bg_color = color
