extends Node
## How long the addon takes, printed: for a chat's bytes, and for a stream of views that comes twenty times a second.
##
## [code]godot4 --headless --max-fps 60 --path clients/godot res://benchmark/benchmark.tscn[/code]
##
## The server is in this same process; only what the client does in a frame is measured. The exit status is 1 if, with
## two hundred views a second, the middle one of the frames in which it tells some takes longer than
## [constant FRAME_MS_MAX], or if a view is missing in the end. A chat is that of the best round: what else the machine does
## should not count.

const Packets = preload("res://addons/hubbub/packets.gd")

const BATCHES_PER_SECOND: int = 20
const SECONDS: int = 3
## So many messages at once: two hundred a second, a thousand, and four thousand.
const BATCHES: Array[int] = [10, 50, 200]
const FRAME_MS_MAX: float = 2.0
const ROUNDS: int = 20
const CHATS: int = 1000

var _client: HubbubClient = HubbubClient.new()
var _server: WebSocketPeer = WebSocketPeer.new()
var _listener: TCPServer = TCPServer.new()
var _heard: int = 0
var _heard_before: int = 0
var _offset: int = 0


func _ready() -> void:
	var chat_us: float = _time_chats()
	for at: int in ROUNDS:
		chat_us = minf(chat_us, _time_chats())
	_say("a chat: %.1f us to build, encode and decode" % chat_us)
	var is_fast: bool = true
	await _connect()
	for batch: int in BATCHES:
		var frame_ms: float = await _stream(batch)
		is_fast = is_fast and (batch != BATCHES[0] or frame_ms <= FRAME_MS_MAX)
	_client.frame_ms = 0.0
	var _at_once_ms: float = await _stream(BATCHES[-1])
	_client.free()
	get_tree().quit(0 if is_fast else 1)


func _time_chats() -> float:
	var begun: int = Time.get_ticks_usec()
	for at: int in CHATS:
		var packet: Packets.Packet = Packets.Packet.new()
		packet.set_sender_id(7)
		packet.new_chat().set_msg("Hello, Golang!")
		var read: Packets.Packet = Packets.Packet.new()
		var fault: int = read.from_bytes(packet.to_bytes())
		if fault != OK or read.get_chat().get_msg() != "Hello, Golang!":
			_say("FAILED: a chat was misread")
			return INF
	return (Time.get_ticks_usec() - begun) / float(CHATS)


## Milliseconds of the middle one of the frames in which views are told.
func _stream(batch: int) -> float:
	var times: Array[float] = []
	var expected: int = _heard + batch * BATCHES_PER_SECOND * SECONDS
	var sent: int = _heard
	var begun_ms: int = Time.get_ticks_msec()
	while _heard < expected:
		var is_due: bool = (Time.get_ticks_msec() - begun_ms) * BATCHES_PER_SECOND / 1000.0 >= (sent - _heard_before) / float(batch)
		if sent < expected and is_due:
			_send_batch(batch)
			sent += batch
		var heard: int = _heard
		var begun: int = Time.get_ticks_usec()
		_client._process(0.0)
		if _heard > heard:
			times.append((Time.get_ticks_usec() - begun) / 1000.0)
		await get_tree().process_frame
		_server.poll()
	_heard_before = _heard
	times.sort()
	@warning_ignore("integer_division")
	var middle: float = times[times.size() / 2]
	_say(
		"%d views %d times a second%s: %.3f ms a frame, at worst %.3f ms, in %d frames; %d heard"
		% [
			batch, BATCHES_PER_SECOND, "" if _client.frame_ms > 0.0 else ", all at once", middle, times[times.size() - 1],
			times.size(), _heard,
		]
	)
	return middle


func _send_batch(batch: int) -> void:
	for at: int in batch:
		_offset += 1
		var packet: Packets.Packet = Packets.Packet.new()
		packet.set_realm("game-g1")
		packet.set_offset(_offset)
		var view: Packets.View = packet.new_view()
		view.set_kind("moved")
		view.set_text('{"player":%d,"x":102.5,"y":-37.25,"turn":1.57}' % at)
		_give(packet)


func _connect() -> void:
	_client.keeps_guest = false
	add_child(_client)
	_client.set_process(false)
	var _failed: int = _client.view.connect(func(_view: HubbubView) -> void: _heard += 1)
	_failed = _listener.listen(0, "127.0.0.1")
	_failed = _client.connect_to_server("ws://127.0.0.1:%d/ws" % _listener.get_local_port())
	while not _listener.is_connection_available():
		await _frame()
	_server.outbound_buffer_size = 1 << 22
	_server.max_queued_packets = 65536
	_failed = _server.accept_stream(_listener.take_connection())
	while _server.get_ready_state() != WebSocketPeer.STATE_OPEN:
		await _frame()
	var welcome: Packets.Packet = Packets.Packet.new()
	welcome.new_welcome().set_heartbeat(20_000)
	_give(welcome)
	var joined: Packets.Packet = Packets.Packet.new()
	joined.new_joined().set_realm("game-g1")
	joined.get_joined().set_epoch(1)
	_give(joined)
	while not _client.is_in("game-g1"):
		await _frame()


func _frame() -> void:
	await get_tree().process_frame
	_server.poll()
	_client._process(0.0)


func _give(packet: Packets.Packet) -> void:
	if _server.send(packet.to_bytes()) != OK:
		_say("FAILED: the server could not send")


func _say(what: String) -> void:
	print(what)
