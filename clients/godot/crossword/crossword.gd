extends MarginContainer
## The crossword game: the lobby, or a game, and above it how the connection does.
##
## [code]godot4 --path clients/godot -- --url=ws://192.0.2.1:8080/ws --profile=ben --token=JWT[/code]

const Game = preload("res://crossword/game.gd")
const Lobby = preload("res://crossword/lobby.gd")
const Look = preload("res://crossword/look.gd")

## So long without a word from the server, which is asked every five seconds, and the player is told.
const SILENCE_SECONDS: float = 8.0

@export var url: String = HubbubClient.DEFAULT_URL

var lobby: Lobby
## The game that is shown; null in the lobby.
var game: Game

var _token: String = ""
var _title: Label = Look.label("Crossword", 22)
var _state: Label = Look.label("", 14, Look.SOFT)
var _light: Panel = Panel.new()
var _back: Button
var _retry: Button
var _content: MarginContainer = MarginContainer.new()
var _trouble: String = ""

@onready var _client: HubbubClient = get_node("/root/Hubbub")


func _ready() -> void:
	for argument: String in OS.get_cmdline_user_args():
		if argument.begins_with("--url="):
			url = argument.trim_prefix("--url=")
		elif argument.begins_with("--profile="):
			_client.profile = argument.trim_prefix("--profile=")
		elif argument.begins_with("--token="):
			_token = argument.trim_prefix("--token=")
	_build()
	_client.client_name = "hubbub-godot-crossword/0.1"
	Look.listen(_client.disconnected, func(reason: String, _in: float) -> void: _trouble = reason)
	Look.listen(_client.connected, func() -> void: _trouble = "")
	_connect()
	lobby = Lobby.new(_client)
	Look.listen(lobby.game_opened, open_game)
	_content.add_child(lobby)


func _process(_delta: float) -> void:
	_state.text = _state_words()
	_light.add_theme_stylebox_override("panel", Look.box(_color(), 5))
	_retry.visible = _client.state in [HubbubClient.State.WAITING, HubbubClient.State.OFFLINE]


## Shows a game instead of the lobby. Of a rematch the old game tells, and the lobby too.
func open_game(id: String, is_player: bool) -> void:
	if game != null and game.game == id:
		return
	close_game()
	game = Game.new(_client, id, is_player)
	Look.listen(game.rematch_begun, func(next: String) -> void: open_game(next, true))
	lobby.hide()
	_content.add_child(game)
	_title.text = "Your game" if is_player else "Watching"
	_back.show()


## Back to the lobby.
func close_game() -> void:
	if game != null:
		game.queue_free()
		game = null
	lobby.show()
	_title.text = "Crossword"
	_back.hide()


func _connect() -> void:
	if _client.connect_to_server(url, _token) != OK:
		_trouble = "%s is not the address of a server; it looks like %s." % [url, HubbubClient.DEFAULT_URL]


func _build() -> void:
	for side: String in ["left", "right", "top", "bottom"]:
		add_theme_constant_override("margin_" + side, 16)
	_back = Look.button("« Lobby", close_game, true)
	_back.hide()
	_retry = Look.button("Connect now", _on_retry_pressed)
	_light.custom_minimum_size = Vector2(10, 10)
	_light.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	_state.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_state.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_state.horizontal_alignment = HORIZONTAL_ALIGNMENT_RIGHT
	var header: BoxContainer = Look.stack(false, 12, [_back, _title, _state, _light, _retry])
	header.custom_minimum_size.y = 46
	_content.size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_child(Look.stack(true, 12, [header, _content]))


func _on_retry_pressed() -> void:
	if _client.state == HubbubClient.State.WAITING:
		_client.retry_now()
	else:
		_connect()


func _state_words() -> String:
	match _client.state:
		HubbubClient.State.ONLINE:
			if _client.seconds_of_silence() > SILENCE_SECONDS:
				return "The server has been silent for %d s" % int(_client.seconds_of_silence())
			return "%s · %d ms" % [Look.user(_client.user), maxi(_client.stats.round_trip_ms, 0)]
		HubbubClient.State.CONNECTING:
			return (_trouble + " " if _trouble != "" else "") + "Connecting …"
		HubbubClient.State.WAITING:
			return "%s Trying again in %d s" % [_trouble, ceili(_client.seconds_to_retry())]
		_:
			return _trouble


func _color() -> Color:
	match _client.state:
		HubbubClient.State.ONLINE:
			return Look.GREEN if _client.seconds_of_silence() <= SILENCE_SECONDS else Look.AMBER
		HubbubClient.State.OFFLINE:
			return Look.RED
		_:
			return Look.AMBER
