extends Node
## One engine of several that play a game through the server: the host spawns a player for each, counts what they press,
## and leaves once all have seen all; another takes over and does it again.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot/tests/relay -- --url=ws://127.0.0.1:8080/godot/room --peers=2
## [/codeblock]
##
## With [code]--token=…[/code] it logs in by the handshake's header, and with [code]--authority=FILE[/code] it trusts the
## server's certificate by that one alone.
##
## The exit status is 0 when both rounds were played in time, and 1 when not.

const PLAYER := preload("res://player.tscn")
const GOAL := 3
const SECONDS_BETWEEN := 0.1
## The whole test takes a few seconds, or much longer on a busy machine.
const SECONDS_MAX := 180.0
const SECONDS_TO_CONNECT := 60.0

var _url := "ws://127.0.0.1:8080/godot/room"
## How many players there are to be in this round.
var _expected := 2
var _token := ""
var _authority := ""
var _round := 0
var _host := 0
## Whether nothing of an earlier host is left here, and who says so to the host.
var _is_clear := false
var _clear_by: Dictionary[int, bool] = {}
## Whether this engine has seen everybody's score in this round, and which others say so.
var _is_done := false
var _done_by: Dictionary[int, bool] = {}
var _is_over := false
var _seconds_left := SECONDS_MAX
var _seconds_to_next := 0.0

@onready var _players: Node = $Players
@onready var _spawner: MultiplayerSpawner = $Spawner


func _ready() -> void:
	for argument: String in OS.get_cmdline_user_args():
		var value: String = argument.substr(argument.find("=") + 1)
		match argument.get_slice("=", 0):
			"--url":
				_url = value
			"--peers":
				_expected = value.to_int()
			"--token":
				_token = value
			"--authority":
				_authority = value
	_spawner.spawn_function = _make_player
	multiplayer.peer_disconnected.connect(_on_peer_disconnected)
	multiplayer.connection_failed.connect(_fail.bind("no connection"))
	multiplayer.server_disconnected.connect(_fail.bind("the server closed"))
	(multiplayer as SceneMultiplayer).peer_packet.connect(_on_peer_packet)
	var peer := WebSocketMultiplayerPeer.new()
	peer.handshake_timeout = SECONDS_TO_CONNECT
	if _token != "":
		peer.handshake_headers = PackedStringArray(["Authorization: Bearer " + _token])
	if peer.create_client(_url, _tls_options()) != OK:
		return _fail("no client")
	multiplayer.multiplayer_peer = peer


## How the server is known, if its address says [code]wss[/code].
func _tls_options() -> TLSOptions:
	if _authority == "":
		return null
	var certificate := X509Certificate.new()
	if certificate.load(_authority) != OK:
		_fail("no certificate in " + _authority)
	return TLSOptions.client(certificate, "localhost")


func _process(delta: float) -> void:
	_seconds_left -= delta
	_seconds_to_next -= delta
	if _seconds_left < 0.0:
		return _fail("not everything was seen in time")
	if _host == 0 or _seconds_to_next > 0.0:
		return
	_seconds_to_next = SECONDS_BETWEEN
	if _is_over:
		return _leave_last()
	if not _is_clear and _players.get_children().all(_is_of_host):
		_is_clear = true
		_say_clear.rpc_id(_host)
	_press.rpc_id(_host)
	if not _is_done and _has_seen_all():
		_is_done = true
		_say_done.rpc()
	if _is_host() and _done_by.size() == _expected:
		_end_round()


## The server says who is the host: at the begin, and when another is.
func _on_peer_packet(from: int, packet: PackedByteArray) -> void:
	var said: String = packet.get_string_from_ascii()
	if from != 1 or not said.begins_with("host "):
		return
	if _host != 0:
		_expected -= 1
	_host = said.get_slice(" ", 1).to_int()
	_round += 1
	_is_clear = false
	_clear_by.clear()
	_is_done = false
	_done_by.clear()
	# Not of what an earlier host has spawned: that is on its way out, and would be synchronized once more.
	set_multiplayer_authority(_host, false)
	_spawner.set_multiplayer_authority(_host)


func _on_peer_disconnected(peer: int) -> void:
	if not _is_host():
		return
	if _player_of(peer) != null:
		_player_of(peer).queue_free()
	_clear_by.erase(peer)
	_spawn_clear()


## An engine that is sent a spawn while it still has an earlier host's nodes forgets the new synchronizers with the old,
## for their numbers are the same. So the host waits until everybody is clear.
@rpc("any_peer", "call_local", "reliable")
func _say_clear() -> void:
	_clear_by[multiplayer.get_remote_sender_id()] = true
	_spawn_clear()


## Counted by the host.
@rpc("any_peer", "call_local", "reliable")
func _press() -> void:
	var player: Node = _player_of(multiplayer.get_remote_sender_id())
	if _is_host() and player != null:
		player.set("score", player.get("score") + 1)


@rpc("any_peer", "call_local", "reliable")
func _say_done() -> void:
	_done_by[multiplayer.get_remote_sender_id()] = true


## Only the host may say that.
@rpc("authority", "call_remote", "reliable")
func _end_game() -> void:
	_leave()


func _is_host() -> bool:
	return _host != 0 and _host == multiplayer.get_unique_id()


## A player for each who is clear, once all are who were there when this host took over.
func _spawn_clear() -> void:
	var others: Array = Array(multiplayer.get_peers()).filter(func(peer: int) -> bool: return peer != 1)
	var has_begun: bool = _players.get_children().any(_is_of_host)
	if not has_begun and not (_clear_by.has(_host) and _clear_by.has_all(others)):
		return
	for peer: int in _clear_by:
		if _player_of(peer) == null:
			_spawner.spawn({"host": _host, "peer": peer})


func _is_of_host(player: Node) -> bool:
	return player.name.begins_with("%d_" % _host)


## On every peer, the host's word for it: nodes of an earlier host may still be on their way out, so names differ.
func _make_player(data: Dictionary) -> Node:
	var player: Node = PLAYER.instantiate()
	player.name = "%d_%d" % [data["host"], data["peer"]]
	player.set("peer", data["peer"])
	player.set_multiplayer_authority(data["host"])
	return player


func _player_of(peer: int) -> Node:
	return _players.get_node_or_null("%d_%d" % [_host, peer])


func _has_seen_all() -> bool:
	var players: Array[Node] = _players.get_children()
	var is_this_round := func(player: Node) -> bool:
		return player == _player_of(player.get("peer")) and player.get("score") >= GOAL
	return players.size() == _expected and players.all(is_this_round)


func _end_round() -> void:
	print("round %d: %d players, host %d" % [_round, _expected, _host])
	if _round == 1:
		return _leave()
	_end_game.rpc()
	_is_over = true


## The last host waits until all others have heard that it is over.
func _leave_last() -> void:
	if multiplayer.get_peers() == PackedInt32Array([1]):
		_leave()


func _leave() -> void:
	print("peer %d leaves in round %d" % [multiplayer.get_unique_id(), _round])
	set_process(false)
	multiplayer.multiplayer_peer.close()
	multiplayer.multiplayer_peer = null
	get_tree().quit(0)


func _fail(reason: String) -> void:
	var scores: Array = _players.get_children().map(func(player: Node) -> String:
		return "%s: %d" % [player.name, player.get("score")])
	printerr("FAILED: %s; peer %d, round %d, host %d, scores %s, done %s" % [reason, multiplayer.get_unique_id(), _round, _host, scores, _done_by.keys()])
	get_tree().quit(1)
