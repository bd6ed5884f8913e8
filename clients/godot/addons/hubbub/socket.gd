class_name HubbubSocket
extends Node
## A conn to a Hubbub server, and coming back when it was lost. The plugin adds it as the autoload [code]Hubbub[/code].
##
## [codeblock]
## func _ready() -> void:
##     Hubbub.packet_received.connect(_on_packet_received)
##     Hubbub.connect_to_url("ws://127.0.0.1:8080/ws")
## [/codeblock]

## The socket is open. The server's first packet, [code]id[/code], is still to come.
signal connected
## A packet of the server has arrived.
signal packet_received(packet: Packets.Packet)
## The conn has ended, or could not be made. [param code] is that of the close frame, or -1 if none came;
## [method HubbubCloseReason.words] puts it into words.
signal connection_closed(code: int, reason: String)
## Another try will be made after so many seconds.
signal reconnecting(seconds: float)

## What the socket is doing.
enum State {
	## Nothing, and it will stay so.
	CLOSED,
	## Waiting for the server's answer.
	CONNECTING,
	## Open.
	OPEN,
	## Waiting for the server to close as well.
	CLOSING,
	## Waiting before it tries again.
	WAITING,
}

## The messages that can be sent and received.
const Packets = preload("res://addons/hubbub/packets.gd")
## Why a conn ended.
const CloseReason = preload("res://addons/hubbub/close_reason.gd")
## When to come back.
const Comeback = preload("res://addons/hubbub/comeback.gd")

## Where a server on this machine listens. Not [code]localhost[/code], for which some systems try IPv6 alone.
const DEFAULT_URL: String = "ws://127.0.0.1:8080/ws"
## The version of the protocol that this addon speaks.
const VERSION: int = 1
## The most bytes of UTF-8 that the reason of a close may have.
const REASON_BYTES_MAX: int = 123

const _HEARTBEAT_SECONDS: float = 20.0

## Seconds to wait for the server's answer before a try counts as failed.
@export var connect_seconds: float = 10.0
## Seconds to wait for the server's own close after [method close].
@export var close_seconds: float = 3.0
## Whether to come back when the conn was lost and the server does not mind.
@export var auto_reconnect: bool = true
## Bytes that may wait to be read. A browser drops what comes on top of it between two frames of the game.
@export var inbound_bytes: int = 1 << 20
## Packets that may wait to be read.
@export var inbound_packets: int = 16384

## What the socket is doing.
var state: State = State.CLOSED
## The conn's own id, as the server gave it; 0 until then. Another one after each reconnect.
var conn_id: int = 0

var _url: String = DEFAULT_URL
var _peer: WebSocketPeer = WebSocketPeer.new()
var _comeback: Comeback = Comeback.new()
var _comes_back: bool = false
var _left: float = 0.0
var _open: float = 0.0


func _ready() -> void:
	# A paused game still answers the server's pings.
	process_mode = Node.PROCESS_MODE_ALWAYS
	set_process(state != State.CLOSED)


func _process(delta: float) -> void:
	_left -= delta
	if state == State.WAITING:
		if _left <= 0.0:
			var _failed: Error = _start()
		return
	_peer.poll()
	match _peer.get_ready_state():
		WebSocketPeer.STATE_CONNECTING:
			if _left <= 0.0:
				_give_up(CloseReason.UNREACHABLE)
		WebSocketPeer.STATE_OPEN:
			_on_open(delta)
		WebSocketPeer.STATE_CLOSING:
			_drain()
			if _left <= 0.0:
				_give_up("the server did not close")
		WebSocketPeer.STATE_CLOSED:
			_drain()
			if _peer.get_ready_state() == WebSocketPeer.STATE_CLOSED and state != State.CLOSED:
				_end(_peer.get_close_code(), _reason())


func _exit_tree() -> void:
	if state == State.OPEN:
		_peer.close(1000)
		_peer.poll()


## Connects; leaves the conn that there was before. Returns an error only for an address that makes no sense; all else
## is told by [signal connected] or [signal connection_closed].
func connect_to_url(url: String = DEFAULT_URL) -> Error:
	_url = url
	_comeback.forget()
	_peer.close(-1)
	return _start()


## Tries again now instead of later.
func reconnect() -> Error:
	return connect_to_url(_url)


## Leaves for good. [param code] is 1000 or from 3000 to 4999; a browser allows no other. The [param reason] is cut to
## [constant REASON_BYTES_MAX] bytes.
func close(code: int = 1000, reason: String = "") -> void:
	if code != 1000 and (code < 3000 or code > 4999):
		push_error("Hubbub: the close code must be 1000 or from 3000 to 4999, and was %d" % code)
		return
	_comes_back = false
	if state == State.OPEN:
		_left = close_seconds
		state = State.CLOSING
		_peer.close(code, clip(reason))
	elif state == State.CONNECTING or state == State.WAITING:
		_peer.close(-1)
		_rest()
		connection_closed.emit(code, reason)


## Sends a packet. Fails while the socket is not open, and when the packet is larger than the socket can send.
func send(packet: Packets.Packet) -> Error:
	if state != State.OPEN:
		return ERR_UNCONFIGURED
	return _peer.send(packet.to_bytes())


## Says something to everybody else in a realm; without one, in the realm in which the conn started.
func say(text: String, realm: String = "") -> Error:
	var packet: Packets.Packet = Packets.Packet.new()
	packet.new_chat().set_msg(text)
	packet.set_realm(realm)
	return send(packet)


## Asks for more than chat: the server answers with [code]welcome[/code], and from then on with [code]error[/code] to
## what had no effect. [param client] is the game's name and version, for the server's log. Needed once per conn, so
## call it whenever [signal connected] comes.
func say_hello(client: String) -> Error:
	var packet: Packets.Packet = Packets.Packet.new()
	var hello: Packets.Hello = packet.new_hello()
	hello.set_version(VERSION)
	hello.set_client(client)
	return send(packet)


## Cuts a text to what fits into a close frame, never inside a character.
static func clip(reason: String) -> String:
	var clipped: String = reason.left(REASON_BYTES_MAX)
	while clipped.to_utf8_buffer().size() > REASON_BYTES_MAX:
		clipped = clipped.left(-1)
	return clipped


func _start() -> Error:
	_peer = WebSocketPeer.new()
	_peer.inbound_buffer_size = inbound_bytes
	_peer.max_queued_packets = inbound_packets
	_peer.heartbeat_interval = _HEARTBEAT_SECONDS
	conn_id = 0
	_comes_back = false
	_open = 0.0
	_left = connect_seconds
	state = State.CONNECTING
	var failed: Error = _peer.connect_to_url(_url)
	if failed != OK:
		push_error("Hubbub: %s is not the address of a server; ws://HOST:PORT/ws is" % _url)
		_rest()
		connection_closed.emit(-1, CloseReason.UNREACHABLE)
		return failed
	set_process(true)
	return OK


func _on_open(delta: float) -> void:
	if state == State.CONNECTING:
		state = State.OPEN
		connected.emit()
	_open += delta
	_drain()


## A listener may close the socket or open another one at any packet.
func _drain() -> void:
	var peer: WebSocketPeer = _peer
	while peer == _peer and peer.get_available_packet_count() > 0:
		_take(peer.get_packet())


func _take(bytes: PackedByteArray) -> void:
	var packet: Packets.Packet = Packets.Packet.new()
	var fault: int = packet.from_bytes(bytes)
	if fault != OK:
		push_warning("Hubbub: a packet of %d bytes could not be read (%d)" % [bytes.size(), fault])
		return
	if packet.has_id():
		conn_id = packet.get_id().get_id()
	if packet.has_welcome() and packet.get_welcome().get_version() != VERSION:
		push_warning(
			"Hubbub: the server speaks version %d of the protocol, this addon %d; update the older one"
			% [packet.get_welcome().get_version(), VERSION]
		)
	packet_received.emit(packet)


## A browser reports a conn that could not be made like one that was lost.
func _reason() -> String:
	var has_code: bool = _peer.get_close_code() != -1 and _peer.get_close_code() != 1006
	return _peer.get_close_reason() if has_code or state != State.CONNECTING else CloseReason.UNREACHABLE


func _give_up(reason: String) -> void:
	_peer.close(-1)
	_end(-1, reason)


func _end(code: int, reason: String) -> void:
	var wanted: bool = auto_reconnect and state != State.CLOSING
	var seconds: float = _comeback.closed(code, reason, _open, randf()) if wanted else -1.0
	_rest()
	_comes_back = seconds >= 0.0
	connection_closed.emit(code, reason)
	# A listener may have had other plans.
	if _comes_back and state == State.CLOSED:
		state = State.WAITING
		_left = seconds
		set_process(true)
		reconnecting.emit(seconds)


func _rest() -> void:
	state = State.CLOSED
	conn_id = 0
	set_process(false)
