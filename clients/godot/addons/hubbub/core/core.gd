extends RefCounted
## What an app needs to be in realms: a client of the players' protocol without socket, clock or luck.
##
## One input in, its consequences into the list [member out]. It keeps the app in the realms that it wants to be in,
## comes back when a conn ends, and sees to it that the app hears each view of a stream once and in order, or is told of
## the gap. The server's own tests have the same in Rust, and the same table of cases tests both.

## The messages that can be sent and received.
const Packets = preload("res://addons/hubbub/packets.gd")
## What follows.
const Output = preload("res://addons/hubbub/core/output.gd")
## What the app is shown.
const Views = preload("res://addons/hubbub/core/views.gd")
## Where it is.
const Realms = preload("res://addons/hubbub/core/realms.gd")
## What it wants of games.
const Commands = preload("res://addons/hubbub/core/commands.gd")
## When it comes back.
const Comeback = preload("res://addons/hubbub/core/comeback.gd")

## Where the client stands.
enum Conn {
	## Nothing is tried.
	AWAY,
	## The next try begins at a time.
	WAITING,
	## The socket was asked for.
	CONNECTING,
	## The socket is open, and the server has not said [code]welcome[/code].
	GREETING,
	## It has.
	OPEN,
}

## The version of the protocol that this speaks.
const VERSION: int = 1
## How long a socket may take to open, and then the server to say [code]welcome[/code].
const PATIENCE_MS: int = 10_000
## So many heartbeats without a message mean that the conn is lost.
const BEATS_MAX: int = 3

const _RESTARTING: int = 4012
const _LOGIN_FAILED: int = 4501
const _NO_CODE: int = -1
const _NOT_TOLD: int = -1

## The time, in milliseconds; set before each input.
var now_ms: int = 0:
	set(value):
		now_ms = value
		realms.now_ms = value
## Luck in thousandths, 0 to 999, drawn anew for each input.
var luck: int = 500
## What follows from the inputs, in order; whoever does it takes it away.
var out: Array[Output] = []
## Where the client stands.
var conn: Conn = Conn.AWAY
## The realms that the app wants to be in.
var realms: Realms
## For the server's log, at most 64 characters.
var client_name: String
## Who the user is: a login token, or the guest token of an earlier welcome. Empty: a new guest.
var token: String = ""
## When the next try begins, while the client waits for it.
var wait_until_ms: int = 0
## When the server was heard last.
var heard_ms: int = 0

## The session secret of the last welcome; empty before.
var _session: String = ""
## The user's own realm, of which everything is for the user alone.
var _user_realm: String = ""
var _comeback: Comeback = Comeback.new()
var _commands: Commands = Commands.new(out)
var _conn_id: int = 0
var _since_ms: int = 0
var _pinged_ms: int = 0
var _moves_at_ms: int = _NOT_TOLD
var _heartbeat_ms: int = 0


func _init(home: String, name: String) -> void:
	realms = Realms.new(home, out)
	client_name = name


## The app wants to be connected from now on.
func connect_now() -> void:
	if conn == Conn.AWAY or conn == Conn.WAITING:
		_comeback.forget()
		_dial()


## The app wants no conn any more. The realms that it is in are kept for the next one.
func disconnect_now() -> void:
	if conn == Conn.AWAY:
		return
	if conn != Conn.WAITING:
		out.append(Output.new(Output.Kind.HANG_UP))
	_forget_conn()
	_tell_closed(1000, "", -1)


## The app turns to another server: nothing that was seen at the old one counts.
func start_over(home: String) -> void:
	disconnect_now()
	var wanted: PackedStringArray = realms.wanted()
	var old_home: String = realms.home
	realms = Realms.new(home, out)
	realms.now_ms = now_ms
	for realm: String in wanted:
		if realm != old_home:
			realms.join(realm, false)
	_session = ""
	token = ""
	_commands.forget("gone", "the game has turned to another server")


## Whether the server has answered [code]hello[/code].
func is_welcome() -> bool:
	return conn == Conn.OPEN


## The app wants to be in a realm, for as long as it does not leave it: over every conn to come.
func join(realm: String) -> void:
	realms.join(realm, is_welcome())


## The app wants to be in a realm no more.
func leave(realm: String) -> void:
	realms.leave(realm)


## The app says a line in a realm.
func say(realm: String, text: String) -> void:
	if not realms.is_in(realm):
		out.append(Output.about(Output.Kind.UNSAID, realm))
		return
	var packet: Packets.Packet = Packets.Packet.new()
	packet.new_chat().set_msg(text)
	packet.set_realm(realm)
	out.append(Output.sending(packet))


## Sends what is of no use later: [code]direct[/code], [code]who[/code], [code]call[/code].
func send(packet: Packets.Packet) -> void:
	if is_welcome():
		out.append(Output.sending(packet))


## The app wants something of a game. It is sent again until it is answered for good, over every conn to come.
func command(packet: Packets.Packet) -> void:
	_commands.give(packet, is_welcome())


## The app has a new token: for the next conn, and for this one, whose login may be about to end.
func renew(new_token: String) -> void:
	token = new_token
	var packet: Packets.Packet = Packets.Packet.new()
	var hello: Packets.Hello = packet.new_hello()
	hello.set_version(VERSION)
	hello.set_token(token)
	send(packet)


## Asks for the server's time.
func ping() -> void:
	_pinged_ms = now_ms
	var packet: Packets.Packet = Packets.Packet.new()
	packet.new_ping().set_client_time(now_ms)
	send(packet)


## The socket that was asked for is open.
func opened() -> void:
	if conn != Conn.CONNECTING:
		return
	conn = Conn.GREETING
	_since_ms = now_ms
	_conn_id = 0
	_comeback.opened(now_ms)
	var packet: Packets.Packet = Packets.Packet.new()
	var hello: Packets.Hello = packet.new_hello()
	hello.set_version(VERSION)
	hello.set_token(token)
	hello.set_client(client_name)
	hello.set_session(_session)
	realms.resume(hello)
	out.append(Output.sending(packet))


## The server says something.
func heard(packet: Packets.Packet) -> void:
	if conn == Conn.OPEN:
		heard_ms = now_ms
		_heard_open(packet)
	elif conn == Conn.GREETING:
		# What else a conn hears before has no place: the answer to `hello` says where it goes on.
		if packet.has_id():
			_conn_id = packet.get_id().get_id()
		elif packet.has_welcome():
			_welcomed(packet)


## The server shows something: as [method heard], for who has read such a message already.
func heard_view(view: Views.View) -> void:
	if conn == Conn.OPEN:
		heard_ms = now_ms
		_heard_view(view)


## The socket has ended, or could not be opened; -1 is no close frame.
func ended(code: int, reason: String) -> void:
	if conn == Conn.AWAY or conn == Conn.WAITING:
		return
	var was_told: bool = conn == Conn.OPEN and _moves_at_ms != _NOT_TOLD
	_forget_conn()
	if code == _LOGIN_FAILED:
		_session = ""
	# When it was told to move, the wait was drawn by the server.
	var moves: bool = code == _RESTARTING and was_told
	var wait: int = 0 if moves else _comeback.closed(now_ms, code, reason, luck)
	_tell_closed(code, reason, wait)
	if wait == 0:
		_dial()
	elif wait > 0:
		conn = Conn.WAITING
		wait_until_ms = now_ms + wait


## Some time has passed: at least ten times a second.
func tick() -> void:
	match conn:
		Conn.WAITING:
			if wait_until_ms <= now_ms:
				_dial()
		Conn.CONNECTING, Conn.GREETING:
			if now_ms - _since_ms >= PATIENCE_MS:
				_lost()
		Conn.OPEN:
			_tick_open()


func _tick_open() -> void:
	if now_ms - heard_ms >= _heartbeat_ms * BEATS_MAX:
		_lost()
	elif _moves_at_ms != _NOT_TOLD and _moves_at_ms <= now_ms:
		out.append(Output.new(Output.Kind.HANG_UP))
		ended(_RESTARTING, "moved")
	else:
		if now_ms - maxi(heard_ms, _pinged_ms) >= _heartbeat_ms:
			ping()
		realms.tick()
		_commands.tick(now_ms)


func _dial() -> void:
	conn = Conn.CONNECTING
	_since_ms = now_ms
	out.append(Output.new(Output.Kind.CONNECT))


func _welcomed(packet: Packets.Packet) -> void:
	var welcome: Packets.Welcome = packet.get_welcome()
	var limits: Packets.ConnLimits = welcome.get_limits()
	realms.realms_max = limits.get_realms() if limits != null else Realms.REALMS_MAX
	conn = Conn.OPEN
	heard_ms = now_ms
	_pinged_ms = now_ms
	_moves_at_ms = _NOT_TOLD
	_heartbeat_ms = welcome.get_heartbeat()
	_logged_in(_conn_id, packet)
	realms.welcomed()
	_commands.send_again()


## The server says who the user is, after the first hello or after one that renewed the login.
func _logged_in(id: int, packet: Packets.Packet) -> void:
	var welcome: Packets.Welcome = packet.get_welcome()
	_session = welcome.get_session()
	_user_realm = "user-" + welcome.get_user()
	if not welcome.get_guest().is_empty():
		token = welcome.get_guest()
	var told: Output = Output.telling(Output.Kind.WELCOME, packet)
	told.number = id
	out.append(told)


func _heard_open(packet: Packets.Packet) -> void:
	match packet.get_msg_case():
		Packets.Packet.MsgCase.CHAT:
			realms.heard(packet.get_realm(), packet.get_offset(), Output.telling(Output.Kind.SAID, packet))
		Packets.Packet.MsgCase.VIEW:
			_heard_view(Views.of(packet))
		Packets.Packet.MsgCase.PLACED:
			var placed: Packets.Placed = packet.get_placed()
			realms.heard(placed.get_realm(), placed.get_offset(), Output.telling(Output.Kind.PLACED, packet))
		Packets.Packet.MsgCase.HEAD:
			realms.head(packet.get_head())
		Packets.Packet.MsgCase.JOINED:
			realms.joined(packet)
		Packets.Packet.MsgCase.LEFT:
			realms.left(packet.get_left().get_realm())
		Packets.Packet.MsgCase.RESYNC:
			realms.resync(packet.get_resync())
		Packets.Packet.MsgCase.DOUBT:
			realms.doubt(packet.get_doubt().get_realm())
		Packets.Packet.MsgCase.ACK:
			_commands.acked(packet.get_ack())
		Packets.Packet.MsgCase.REFUSAL:
			_commands.refused(packet.get_refusal(), now_ms)
		Packets.Packet.MsgCase.MOVE:
			_moves_at_ms = now_ms + packet.get_move().get_after_ms()
		Packets.Packet.MsgCase.WELCOME:
			_logged_in(0, packet)
		_:
			_heard_news(packet)


## What changes nothing here.
func _heard_news(packet: Packets.Packet) -> void:
	match packet.get_msg_case():
		Packets.Packet.MsgCase.PRESENCE:
			var presence: Packets.Presence = packet.get_presence()
			if realms.is_in(presence.get_realm()):
				realms.find(presence.get_realm()).members = presence.get_members()
				out.append(Output.telling(Output.Kind.PRESENCE, packet))
		Packets.Packet.MsgCase.CAME:
			if realms.is_in(packet.get_came().get_realm()) and packet.get_came().get_member() != null:
				out.append(Output.telling(Output.Kind.CAME, packet))
		Packets.Packet.MsgCase.WENT:
			if realms.is_in(packet.get_went().get_realm()) and packet.get_went().get_member() != null:
				out.append(Output.telling(Output.Kind.WENT, packet))
		Packets.Packet.MsgCase.DIRECT:
			out.append(Output.telling(Output.Kind.DIRECT, packet))
		Packets.Packet.MsgCase.MEMBERS:
			out.append(Output.telling(Output.Kind.MEMBERS, packet))
		Packets.Packet.MsgCase.ERROR:
			realms.answered()
			out.append(Output.telling(Output.Kind.ERROR, packet))
		Packets.Packet.MsgCase.PONG:
			var told: Output = Output.telling(Output.Kind.PONG, packet)
			told.number = maxi(now_ms - packet.get_pong().get_client_time(), 0)
			out.append(told)


## What is for the user alone comes unasked, and has no place.
func _heard_view(view: Views.View) -> void:
	var told: Output = Output.showing(view)
	if view.realm.is_empty() or view.realm == _user_realm:
		view.offset = 0
		told.realm = view.realm
		out.append(told)
	else:
		realms.heard(view.realm, view.offset, told)


## Nothing comes any more: a close handshake would only wait.
func _lost() -> void:
	out.append(Output.new(Output.Kind.HANG_UP))
	ended(_NO_CODE, "silent")


func _forget_conn() -> void:
	conn = Conn.AWAY
	realms.conn_ended()


func _tell_closed(code: int, reason: String, wait: int) -> void:
	var told: Output = Output.new(Output.Kind.CLOSED)
	told.number = code
	told.text = reason
	told.wait_ms = wait
	out.append(told)
