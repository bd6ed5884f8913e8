extends "res://tests/test_case.gd"
## Tests of the addon's client against a server in this same script, which says what real ones say rarely.
##
## [code]godot4 --headless --max-fps 60 --path clients/godot res://tests/main.tscn -- --test=client_test.gd[/code]

const Guests = preload("res://addons/hubbub/core/guests.gd")
const Packets = preload("res://addons/hubbub/packets.gd")
const PacketJson = preload("res://tests/packet_json.gd")
const Socket = preload("res://addons/hubbub/core/socket.gd")

var _listener: TCPServer = TCPServer.new()
var _server: WebSocketPeer
var _client: HubbubClient
var _told: PackedStringArray


func run() -> void:
	_connect(tree.process_frame, _poll_server)
	for part: Callable in [
		_it_says_hello_and_is_let_in,
		_what_is_awaited_comes_over_a_new_conn_too,
		_it_comes_back_when_it_may,
		_it_stays_away_when_it_must,
		_it_leaves_when_asked_to,
		_it_gives_up_on_a_silent_server,
		_it_hears_what_came_before_the_close,
		_a_guest_is_the_same_one_next_time_and_never_locked_out,
		_what_is_too_long_is_not_sent,
		_it_turns_to_another_server,
		_it_shows_what_is_for_the_user_alone,
		_much_at_once_arrives,
		_much_at_once_is_told_over_some_frames,
		_a_node_that_is_freed_says_goodbye,
	]:
		doing = part.get_method()
		await part.call()
	tree.process_frame.disconnect(_poll_server)


func _poll_server() -> void:
	if _server != null:
		_server.poll()


func _it_says_hello_and_is_let_in() -> void:
	await _begin()
	equal("what was told", _told, PackedStringArray(["connected guest_7 7", "joined lobby 2"]))
	equal("a line", _client.send("lobby", "hi"), OK)
	equal("its packet", str(await _heard("chat")), '{ chat: { msg: "hi" } realm: "lobby" }')
	equal("a line elsewhere", _client.send("room-x", "hi"), ERR_UNCONFIGURED)
	check("is told", _told[_told.size() - 1].begins_with("refused not_found"))
	_say({"senderId": "9", "chat": {"msg": "hello"}, "realm": "lobby"})
	await until(func() -> bool: return _told[_told.size() - 1] == "said lobby 9 hello")
	var here_ms: int = int(Time.get_unix_time_from_system() * 1000.0)
	check("the server's clock", absi(_client.server_time_ms() - here_ms - 3_600_000) < 2000)
	_end()


func _what_is_awaited_comes_over_a_new_conn_too() -> void:
	await _begin()
	var entered: Array[bool] = []
	var enter: Callable = func() -> void: entered.append(await _client.join("room-x"))
	enter.call()
	var answers: Array[HubbubAnswer] = []
	var move: Callable = func() -> void:
		answers.append(await _client.command("g1", "place", {"at": 8.0, "tiles": "HI"}, 4))
	move.call()
	var first: Packets.Command = (await _heard("command")).get_command()
	equal("its words", first.get_text(), '{"at":8,"tiles":"HI"}')
	_server.close(4008, "too slow")
	await _accept()
	var again: Packets.Command = (await _heard("command")).get_command()
	equal("the same again", again.to_bytes(), first.to_bytes())
	check("nothing is settled", entered.is_empty() and answers.is_empty())
	_say({"joined": {"realm": "room-x", "members": "1"}})
	var id: String = Marshalls.raw_to_base64(first.get_command_id())
	_say({"ack": {"commandId": id, "offset": "5"}})
	await until(func() -> bool: return not entered.is_empty() and not answers.is_empty())
	equal("is in", entered[0], true)
	equal("is kept", answers[0].is_kept, true)
	equal("at", answers[0].offset, 5)
	_end()


func _it_comes_back_when_it_may() -> void:
	await _begin()
	_server.close(4013, "full; retry=1")
	await _client.disconnected
	equal("why", _told[2], "disconnected 4013 The server is full at the moment.")
	equal("what it does", _client.state, HubbubClient.State.WAITING)
	check("when", _client.seconds_to_retry() > 1.0 and _client.seconds_to_retry() < 2.0)
	_client.retry_now()
	await _accept()
	equal("back", _told[3], "connected guest_7 7")
	_end()


func _it_stays_away_when_it_must() -> void:
	await _begin()
	_server.close(4503, "removed")
	await _client.disconnected
	await tree.process_frame
	equal("why", _told[2], "disconnected 4503 You were removed from this server.")
	equal("what it does", _client.state, HubbubClient.State.OFFLINE)
	equal("nobody waits for ever", await _client.join("room-x"), false)
	_end()


func _it_leaves_when_asked_to() -> void:
	await _begin()
	_client.disconnect_from_server()
	await until(func() -> bool: return _server.get_ready_state() == WebSocketPeer.STATE_CLOSED)
	equal("the code at the other end", _server.get_close_code(), 1000)
	equal("what it does", _client.state, HubbubClient.State.OFFLINE)
	_end()


func _it_gives_up_on_a_silent_server() -> void:
	_listen()
	var core: Object = _client.get("_core")
	equal("an address that makes no sense", _client.connect_to_server("127.0.0.1:8080"), ERR_INVALID_PARAMETER)
	equal("an attempt", _client.connect_to_server(_url()), OK)
	# The core is told that ten seconds have gone by.
	core.set("_since_ms", -10_000)
	await _client.disconnected
	equal("what it does", _client.state, HubbubClient.State.WAITING)
	_end()


func _it_hears_what_came_before_the_close() -> void:
	await _begin()
	_say({"senderId": "2", "chat": {"msg": "last words"}, "realm": "lobby"})
	await until(func() -> bool: return _told.size() == 3)
	_server.close(4012, "restarting; retry=1")
	await _client.disconnected
	equal("in order", _told.slice(2), PackedStringArray([
		"said lobby 2 last words",
		"disconnected 4012 The server is restarting.",
	]))
	_end()


func _a_guest_is_the_same_one_next_time_and_never_locked_out() -> void:
	await _begin()
	equal("is kept", Guests.recall(_url(), "test"), "hbg1_a")
	equal("by address", Guests.recall("ws://192.0.2.1/ws", "test"), "")
	equal("by player", Guests.recall(_url(), "ben"), "")
	_server.close(4501, "login failed")
	await _hello()
	equal("once more with the token", (await _heard("hello")).get_hello().get_token(), "hbg1_a")
	_server.close(4501, "login failed")
	await _hello()
	equal("then as a new guest", (await _heard("hello")).get_hello().get_token(), "")
	check("nobody was bothered", not "login" in "".join(_told))
	_server.close(4501, "login failed")
	await _client.login_wanted
	equal("what it does", _client.state, HubbubClient.State.OFFLINE)
	_end()


func _what_is_too_long_is_not_sent() -> void:
	await _begin()
	equal("a line", _client.send("lobby", "x".repeat(2001)), ERR_INVALID_DATA)
	equal("something direct", _client.send_direct(9, "", "x".repeat(17_000).to_utf8_buffer()), ERR_INVALID_DATA)
	var answer: HubbubAnswer = await _client.command("g1", "note", {"text": "x".repeat(17_000)})
	equal("a command", [answer.is_kept, answer.code], [false, "too_long"])
	equal("what is told", _told.slice(2).size(), 2)
	_end()


func _it_turns_to_another_server() -> void:
	await _begin()
	var realms: PackedStringArray = _client.realms()
	equal("at first", realms, PackedStringArray(["lobby"]))
	equal("an attempt", _client.connect_to_server(_url() + "?room=kitchen"), OK)
	equal("it starts elsewhere", _client.realms(), PackedStringArray(["room-kitchen"]))
	await _hello()
	var hello: Packets.Hello = (await _heard("hello")).get_hello()
	equal("no secret of the first goes there", hello.get_session(), "")
	equal("nothing is resumed", hello.get_resume().size(), 0)
	_end()


func _it_shows_what_is_for_the_user_alone() -> void:
	await _begin()
	_say({"joined": {"realm": "user-guest_7", "members": "1"}})
	_say({"realm": "user-guest_7", "view": {"kind": "yours", "text": '{"seeks":[17]}'}})
	var shown: HubbubView = await _client.view
	equal("where", shown.realm, "user-guest_7")
	equal("what", shown.data(), {"seeks": [17]})
	equal("it is nothing to join", _client.realms(), PackedStringArray(["lobby"]))
	_say({"realm": "user-somebody", "view": {"kind": "yours", "text": "{}"}})
	_say({"view": {"kind": "hers", "text": "no JSON"}})
	shown = await _client.view
	equal("not what is for others", shown.kind, "hers")
	_end()


func _much_at_once_arrives() -> void:
	await _begin()
	var is_sent: bool = true
	for at: int in 3000:
		is_sent = _client.call_service("many", "x".repeat(100)) == OK and is_sent
	var count: int = 0
	while count < 3000:
		var packet: Packets.Packet = await _heard("call")
		count += 1 if packet.get_call().get_text().length() == 100 else 0
	check("all are sent", is_sent)
	equal("nothing was said", _told.size(), 2)
	_end()


func _much_at_once_is_told_over_some_frames() -> void:
	await _begin()
	_client.frame_ms = 0.001
	var frames: Dictionary[int, bool] = {}
	_connect(_client.said, func(_realm: String, _from: int, _text: String) -> void: frames[tree.get_frame()] = true)
	var expected: PackedStringArray = PackedStringArray()
	for at: int in 400:
		_say({"senderId": "2", "chat": {"msg": str(at)}, "realm": "lobby"})
		expected += PackedStringArray(["said lobby 2 %d" % at])
	await until(func() -> bool: return _told.size() == 402)
	equal("in order", _told.slice(2), expected)
	check("not in one frame: %d" % frames.size(), frames.size() > 4)
	_end()


func _a_node_that_is_freed_says_goodbye() -> void:
	await _begin()
	# Whoever tells something is in use until the frame has ended.
	await tree.process_frame
	_client.free()
	_client = HubbubClient.new()
	root.add_child(_client)
	await until(func() -> bool: return _server.get_ready_state() == WebSocketPeer.STATE_CLOSED)
	equal("the code at the other end", _server.get_close_code(), 1000)
	_end()


func _begin() -> void:
	_listen()
	equal("an attempt", _client.connect_to_server(_url()), OK)
	await _accept()
	_say({"joined": {"realm": "lobby", "members": "2"}})
	await _client.joined


func _listen() -> void:
	_told = PackedStringArray()
	_client = HubbubClient.new()
	_client.profile = "test"
	_connect(_client.connected, func() -> void: _tell("connected %s %d" % [_client.user, _client.conn_id]))
	_connect(
		_client.disconnected,
		func(reason: String, _in: float) -> void: _tell("disconnected %d %s" % [_client.close_code, reason])
	)
	_connect(_client.joined, func(realm: String, members: int) -> void: _tell("joined %s %d" % [realm, members]))
	_connect(
		_client.said,
		func(realm: String, from: int, text: String) -> void: _tell("said %s %d %s" % [realm, from, text])
	)
	_connect(_client.refused, func(code: String, text: String) -> void: _tell("refused %s %s" % [code, text]))
	_connect(_client.login_wanted, func(reason: String) -> void: _tell("login %s" % reason))
	root.add_child(_client)
	equal("a port", _listener.listen(0, "127.0.0.1"), OK)
	Guests.keep(_url(), "test", "")


func _connect(to: Signal, listener: Callable) -> void:
	equal("connected", to.connect(listener), OK)


func _tell(what: String) -> void:
	_told += PackedStringArray([what])


func _url() -> String:
	return "ws://127.0.0.1:%d/ws" % _listener.get_local_port()


## A conn, which is told its id, and has said hello.
func _hello() -> void:
	await until(_listener.is_connection_available)
	_server = WebSocketPeer.new()
	_server.inbound_buffer_size = 1 << 20
	_server.max_queued_packets = 4096
	equal("the server's end", _server.accept_stream(_listener.take_connection()), OK)
	await until(func() -> bool: return _server.get_ready_state() == WebSocketPeer.STATE_OPEN)
	_say({"senderId": "7", "id": {"id": "7"}})


func _accept() -> void:
	await _hello()
	equal("hello", (await _heard("hello")).get_hello().get_version(), 1)
	var limits: Dictionary = {"messageBytes": 16384, "chatChars": 2000, "realms": 3}
	var hour_ahead: int = int(Time.get_unix_time_from_system() * 1000.0) + 3_600_000
	_say({
		"welcome": {
			"user": "guest_7", "session": "hbs1_a", "guest": "hbg1_a", "limits": limits, "heartbeat": 20000, "version": 1,
			"serverTime": str(hour_ahead),
		}
	})
	await _client.connected


func _say(packet: Dictionary) -> void:
	equal("sent", _server.send(PacketJson.packet(packet).to_bytes()), OK)


## The next packet of a kind that the client has sent.
func _heard(kind: String) -> Packets.Packet:
	while true:
		await until(func() -> bool: return _server.get_available_packet_count() > 0)
		var packet: Packets.Packet = Packets.Packet.new()
		equal("what was sent can be read", packet.from_bytes(_server.get_packet()), OK)
		if packet.call("has_" + kind):
			return packet
	return null


func _end() -> void:
	_client.set_process(false)
	_client.queue_free()
	_server = null
	_listener.stop()
