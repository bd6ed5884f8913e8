extends Node
## The core's hands: it owns the socket, the clock and luck, and does what follows from the core's inputs. What is to be
## told, [HubbubClient] tells.

const _Packets = preload("res://addons/hubbub/packets.gd")
const _Core = preload("res://addons/hubbub/core/core.gd")
const _Realms = preload("res://addons/hubbub/core/realms.gd")
const _Output = preload("res://addons/hubbub/core/output.gd")
const _Views = preload("res://addons/hubbub/core/views.gd")
const _Socket = preload("res://addons/hubbub/core/socket.gd")
const _Clock = preload("res://addons/hubbub/core/clock.gd")
const _CloseReason = preload("res://addons/hubbub/close_reason.gd")

const _TICK_MS: int = 50
const _LEAVING_MAX: int = 4
## Of what waits, so much is told in each frame however long it takes.
const _SHARE_MIN: float = 0.25
const _NEVER: int = 1 << 62
const _TOO_SLOW: int = 4008
const _NO_CODE: int = -1
const _LOBBY: String = "lobby"

## How often the server is asked for its time, in seconds; this also measures [member stats] while nothing happens.
@export_range(1.0, 60.0) var clock_seconds: float = 5.0

## How long it may take in one frame to tell what has come, in milliseconds; what is left waits for the next frame, in its
## order. At least a quarter of what waits is told all the same, so that it never falls behind for long. 0 tells
## everything at once.
@export_range(0.0, 16.0) var frame_ms: float = 1.5

## How a [code]wss[/code] server shows that it is the right one; null is by the usual authorities.
var tls: TLSOptions = null
## How well the connection does.
var stats: HubbubStats = HubbubStats.new()

var _url: String = ""
var _core: _Core = _Core.new(_LOBBY, "")
var _clock: _Clock = _Clock.new()
var _socket: _Socket
var _leaving: Array[_Socket] = []
var _ticked_ms: int = 0
var _asked_time_ms: int = 0
var _opened_ms: int = 0
var _is_performing: bool = false


func _init() -> void:
	# A paused game still answers the server.
	process_mode = Node.PROCESS_MODE_ALWAYS


func _process(_delta: float) -> void:
	var core: _Core = _at_now()
	_poll_leaving(core.now_ms)
	# What has waited while the game stood still is heard before anybody asks how long it was silent.
	_poll(core)
	if core.now_ms - _ticked_ms >= _TICK_MS:
		_ticked_ms = core.now_ms
		core.tick()
		if core.is_welcome() and core.now_ms - _asked_time_ms >= int(clock_seconds * 1000.0):
			_asked_time_ms = core.now_ms
			core.ping()
		_perform()


func _notification(what: int) -> void:
	# A game that is quit would end without a word, and others would see this player for a minute.
	if what == NOTIFICATION_PREDELETE and _socket != null:
		_socket.close(0)


## The server's clock, in milliseconds since 1970; this machine's own before the server has said it.
func server_time_ms() -> int:
	if not _clock.is_known():
		return int(Time.get_unix_time_from_system() * 1000.0)
	return Time.get_ticks_msec() + _clock.offset_ms()


## The seconds since the server was heard last; 0 while there is no conn. Long before a conn counts as lost, this shows
## that something is wrong: the server is asked something every [member clock_seconds].
func seconds_of_silence() -> float:
	return (Time.get_ticks_msec() - _core.heard_ms) / 1000.0 if _core.is_welcome() else 0.0


## The core, told what the time is.
func _at_now() -> _Core:
	_core.now_ms = Time.get_ticks_msec()
	_core.luck = randi_range(0, 999)
	return _core


## Does what follows, in order. What a listener asks for meanwhile comes behind the rest.
func _perform() -> void:
	if _is_performing:
		return
	_is_performing = true
	var at: int = 0
	while at < _core.out.size():
		_do(_core.out[at])
		at += 1
	_core.out.clear()
	_is_performing = false


func _do(output: _Output) -> void:
	match output.kind:
		# What comes by the hundred is found first.
		_Output.Kind.VIEW, _Output.Kind.SAID:
			_tell(output)
		_Output.Kind.SEND:
			_send_now(output.packet)
		_Output.Kind.CONNECT:
			_dial()
		_Output.Kind.HANG_UP:
			_hang_up()
		_Output.Kind.PONG:
			stats.measured(output.number)
			_clock.heard(_core.now_ms, output.packet.get_pong().get_server_time(), output.number)
		_Output.Kind.WELCOME:
			var server_ms: int = output.packet.get_welcome().get_server_time()
			if output.number != 0:
				_clock.heard(_core.now_ms, server_ms, _core.now_ms - _opened_ms)
				# The next question follows at once: it is not slowed down by what a login costs.
				_asked_time_ms = 0
			_tell(output)
		_:
			_tell(output)


## Tells the app.
func _tell(_output: _Output) -> void:
	pass


func _poll(core: _Core) -> void:
	var socket: _Socket = _socket
	if socket == null:
		return
	var until_us: int = Time.get_ticks_usec() + int(frame_ms * 1000.0) if frame_ms > 0.0 else _NEVER
	socket.poll(core.now_ms)
	if socket.is_open() and core.conn == _Core.Conn.CONNECTING:
		stats.conns += 1
		_opened_ms = core.now_ms
		core.opened()
		_perform()
	_take_some(core, socket, until_us)
	if socket == _socket and socket.is_closed() and not socket.has_message():
		_socket = null
		_count(socket)
		# A browser reports a conn that could not be made like one that was lost.
		var reason: String = socket.close_reason() if socket.was_open() else _CloseReason.UNREACHABLE
		core.ended(socket.close_code(), reason)
		_perform()


## What has come, until the time of this frame is up. Whoever listens may close the conn at any message, or make another.
func _take_some(core: _Core, socket: _Socket, until_us: int) -> void:
	var waiting: int = socket.messages()
	var left: int = int(waiting * (1.0 - _SHARE_MIN))
	while waiting > 0 and socket == _socket:
		if waiting <= left and Time.get_ticks_usec() >= until_us:
			return
		waiting -= 1
		_take(core, socket.take())


func _take(core: _Core, bytes: PackedByteArray) -> void:
	stats.packets_in += 1
	var shown: HubbubView = _Views.read(bytes)
	if shown != null:
		core.heard_view(shown)
		_perform()
		return
	var packet: _Packets.Packet = _Packets.Packet.new()
	var fault: int = packet.from_bytes(bytes)
	if fault != OK:
		push_warning("Hubbub: a message of %d bytes could not be read (%d)" % [bytes.size(), fault])
		return
	core.heard(packet)
	_perform()


func _dial() -> void:
	_hang_up()
	_socket = _Socket.new()
	if _socket.dial(_url, tls) != OK:
		_socket = null
		_core.ended(_NO_CODE, _CloseReason.UNREACHABLE)


func _send_now(packet: _Packets.Packet) -> void:
	if _socket == null:
		return
	stats.packets_out += 1
	if not _socket.send(packet.to_bytes()):
		_hang_up()
		_core.ended(_TOO_SLOW, "too slow")


func _hang_up() -> void:
	if _socket == null:
		return
	_count(_socket)
	_socket.close(_core.now_ms)
	_leaving.append(_socket)
	_socket = null
	if _leaving.size() > _LEAVING_MAX:
		var _oldest: _Socket = _leaving.pop_front()


func _poll_leaving(now_ms: int) -> void:
	if _leaving.is_empty():
		return
	for socket: _Socket in _leaving:
		socket.poll(now_ms)
	_leaving = _leaving.filter(func(socket: _Socket) -> bool: return not socket.is_closed())


func _count(socket: _Socket) -> void:
	stats.bytes_in += socket.bytes_in
	stats.bytes_out += socket.bytes_out
