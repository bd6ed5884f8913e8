extends Node2D
## A room of players who run after a coin. The host says where it lies and who has caught it.

const ROOM := "ws://127.0.0.1:8080/godot/kitchen"
const PLAYER := preload("res://player.tscn")
const REACH := 40.0

## The peer whose word counts; 0 until the server has named one.
var host := 0
var scores: Dictionary = {}


func _ready() -> void:
	multiplayer.connected_to_server.connect(func() -> void: _add(multiplayer.get_unique_id()))
	multiplayer.peer_connected.connect(_add)
	multiplayer.peer_disconnected.connect(_remove)
	multiplayer.connection_failed.connect(_on_lost)
	multiplayer.server_disconnected.connect(_on_lost)
	(multiplayer as SceneMultiplayer).peer_packet.connect(_on_peer_packet)
	_connect()


func _connect() -> void:
	var peer := WebSocketMultiplayerPeer.new()
	peer.create_client(ROOM)
	multiplayer.multiplayer_peer = peer


func _on_lost() -> void:
	$Words.text = "No connection to the server."
	host = 0
	scores.clear()
	for player: Node in $Players.get_children():
		player.free()
	await get_tree().create_timer(2.0).timeout
	_connect()


## The server says who is the host: at the begin, and when another is.
func _on_peer_packet(from: int, packet: PackedByteArray) -> void:
	var said := packet.get_string_from_ascii()
	if from != 1 or not said.begins_with("host "):
		return
	host = said.get_slice(" ", 1).to_int()
	set_multiplayer_authority(host, false)
	if _is_host():
		_lay_coin()


func _is_host() -> bool:
	return host == multiplayer.get_unique_id()


## Peer 1 is the server, and no player.
func _add(peer: int) -> void:
	if peer == 1:
		return
	var player := PLAYER.instantiate()
	player.name = str(peer)
	player.set_multiplayer_authority(peer)
	player.get_node("Body").color = Color.from_ok_hsl(fmod(peer * 0.38, 1.0), 0.8, 0.6)
	$Players.add_child(player)
	if _is_host():
		_show.rpc_id(peer, $Coin.position, scores)


func _remove(peer: int) -> void:
	scores.erase(peer)
	if $Players.has_node(str(peer)):
		$Players.get_node(str(peer)).queue_free()


func _process(_delta: float) -> void:
	if not _is_host():
		return
	for player: Node2D in $Players.get_children():
		if player.position.distance_to($Coin.position) < REACH:
			var peer := player.name.to_int()
			scores[peer] = scores.get(peer, 0) + 1
			return _lay_coin()


func _lay_coin() -> void:
	_show.rpc(Vector2(randf_range(50, 600), randf_range(80, 400)), scores)


## Only the host may say that.
@rpc("authority", "call_local", "reliable")
func _show(coin: Vector2, all_scores: Dictionary) -> void:
	$Coin.position = coin
	$Coin.show()
	scores = all_scores
	$Words.text = "%s %s" % ["You are the host." if _is_host() else "Player %d is the host." % host, scores]
