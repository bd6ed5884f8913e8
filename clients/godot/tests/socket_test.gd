extends SceneTree
## Tests of the addon's socket against a server in this same script.
##
## [code]godot4 --headless --max-fps 60 --path clients/godot --script res://tests/socket_test.gd[/code]

const Packets = preload("res://addons/hubbub/packets.gd")
const Socket = preload("res://addons/hubbub/socket.gd")

const SECONDS_MAX: float = 20.0

var _passed: int = 0
var _failed: int = 0
var _seconds_left: float = SECONDS_MAX
var _listener: TCPServer = TCPServer.new()
var _server: WebSocketPeer
var _socket: Socket
var _told: PackedStringArray


func _initialize() -> void:
	await _it_connects_and_is_told_its_id()
	await _it_says_what_it_is_asked_to()
	await _it_comes_back_when_it_may()
	await _it_stays_away_when_it_must()
	await _it_leaves_when_asked_to()
	await _it_gives_up_on_a_silent_server()
	await _it_hears_what_came_before_the_close()
	_done()


func _process(delta: float) -> bool:
	_seconds_left -= delta
	if _seconds_left < 0.0:
		_equal("in time", _told, [])
		_done()
	if _server != null:
		_server.poll()
	return false


func _done() -> void:
	print("%d passed, %d failed" % [_passed, _failed])
	quit(0 if _failed == 0 and _passed > 0 else 1)


func _equal(name: String, got: Variant, expected: Variant) -> void:
	var is_right: bool = got == expected
	if is_right:
		_passed += 1
	else:
		_failed += 1
		printerr("FAILED: %s: got %s, expected %s" % [name, got, expected])


func _it_connects_and_is_told_its_id() -> void:
	await _begin()
	_send("08071a020807")
	await _socket.packet_received
	_equal("the id", _socket.conn_id, 7)
	_equal("what was told", _told, PackedStringArray(["connected", "{ sender_id: 7 id: { id: 7 } }"]))
	_end()


func _it_says_what_it_is_asked_to() -> void:
	await _begin()
	_equal("a chat", _socket.say("hi"), OK)
	_equal("hello", _socket.say_hello("test/1"), OK)
	await _until(func() -> bool: return _server.get_available_packet_count() == 2)
	_equal("the chat's bytes", _server.get_packet().hex_encode(), "12040a026869")
	_equal("hello's bytes", _server.get_packet().hex_encode(), "8a040a08012206746573742f31")
	_end()


func _it_comes_back_when_it_may() -> void:
	await _begin()
	_server.close(4008, "too slow")
	await _socket.reconnecting
	_equal("why", _told, PackedStringArray(["connected", "closed 4008 too slow"]))
	_equal("what it does", _socket.state, Socket.State.WAITING)
	await _accept()
	_equal("back", _told[_told.size() - 1], "connected")
	_end()


func _it_stays_away_when_it_must() -> void:
	await _begin()
	_server.close(4501, "login failed")
	await _socket.connection_closed
	await process_frame
	_equal("why", _told[1], "closed 4501 login failed")
	_equal("what it does", _socket.state, Socket.State.CLOSED)
	_end()


func _it_leaves_when_asked_to() -> void:
	await _begin()
	_socket.close(4000, "bye ".repeat(50))
	await _socket.connection_closed
	_equal("the code at the other end", _server.get_close_code(), 4000)
	_equal("the length of the reason", _server.get_close_reason().length(), Socket.REASON_BYTES_MAX)
	_equal("what it does", _socket.state, Socket.State.CLOSED)
	_end()


func _it_gives_up_on_a_silent_server() -> void:
	_listen()
	_socket.connect_seconds = 0.2
	_equal("an attempt", _socket.connect_to_url(_url()), OK)
	await _socket.connection_closed
	_equal("why", _told, PackedStringArray(["closed -1 unreachable"]))
	_end()


func _it_hears_what_came_before_the_close() -> void:
	await _begin()
	_send("08071a020807")
	_send("080212040a026869")
	await _until(func() -> bool: return _told.size() == 3)
	_server.close(4012, "restarting; retry=1")
	await _socket.reconnecting
	_equal("all in order", _told.slice(1), PackedStringArray([
		"{ sender_id: 7 id: { id: 7 } }",
		"{ sender_id: 2 chat: { msg: \"hi\" } }",
		"closed 4012 restarting; retry=1",
	]))
	_end()


func _begin() -> void:
	_listen()
	_equal("a chat without conn", _socket.say("hi"), ERR_UNCONFIGURED)
	_equal("an attempt", _socket.connect_to_url(_url()), OK)
	await _accept()


func _listen() -> void:
	_seconds_left = SECONDS_MAX
	_told = PackedStringArray()
	_socket = Socket.new()
	@warning_ignore("return_value_discarded")
	_socket.connected.connect(func() -> void: _told += PackedStringArray(["connected"]))
	@warning_ignore("return_value_discarded")
	_socket.packet_received.connect(func(packet: Packets.Packet) -> void: _told += PackedStringArray([str(packet)]))
	@warning_ignore("return_value_discarded")
	_socket.connection_closed.connect(
		func(code: int, reason: String) -> void: _told += PackedStringArray(["closed %d %s" % [code, reason]])
	)
	root.add_child(_socket)
	_equal("a port", _listener.listen(0, "127.0.0.1"), OK)


func _url() -> String:
	return "ws://127.0.0.1:%d/ws" % _listener.get_local_port()


func _accept() -> void:
	await _until(_listener.is_connection_available)
	_server = WebSocketPeer.new()
	_equal("the server's end", _server.accept_stream(_listener.take_connection()), OK)
	await _socket.connected


func _send(hex: String) -> void:
	_equal("sent", _server.send(hex.hex_decode()), OK)


func _until(condition: Callable) -> void:
	while not condition.call():
		await process_frame


func _end() -> void:
	_socket.set_process(false)
	_socket.queue_free()
	_server = null
	_listener.stop()
