@icon("res://addons/hubbub/icon.svg")
class_name HubbubClient
extends "res://addons/hubbub/core/shell.gd"
## A connection to a Hubbub server that looks after itself: it comes back when it was lost, stays in the realms that it
## has joined, and tells each line and view once and in order, or says that some are missing.
##
## The plugin adds one as the autoload [code]Hubbub[/code]. It must be in the tree, for it works in [code]_process[/code].
##
## [codeblock]
## func _ready() -> void:
##     Hubbub.said.connect(func(_realm: String, from: int, text: String) -> void: print(from, ": ", text))
##     Hubbub.connect_to_server("ws://127.0.0.1:8080/ws")
##     await Hubbub.join("room-kitchen")
##     Hubbub.send("room-kitchen", "hello, everybody")
## [/codeblock]

## The server knows who this is; [member user] and [member conn_id] are set. Comes again after each reconnect.
signal connected
## There is no conn, or none could be made. [param reason] is a sentence for a person. The next try begins in
## [param retry_seconds]; negative means never, unless [method connect_to_server] is called.
signal disconnected(reason: String, retry_seconds: float)
## What [member state] says has changed.
signal state_changed(state: State)
## This conn is in a realm, for the first time or again after a reconnect. [param members] are there, itself included.
signal joined(realm: String, members: int)
## This conn is in a realm no more: it has left, was put out, or was not let in.
signal left(realm: String)
## Somebody else said a line in a realm. [param from] is the id of the conn that said it.
signal said(realm: String, from: int, text: String)
## A game or another service shows something.
signal view(view: HubbubView)
## So many are in a realm now, this conn included.
signal presence(realm: String, members: int)
## Somebody has come into a realm. Only where the server announces it.
signal came(realm: String, conn: int, user_name: String)
## Somebody has gone from a realm. Only where the server announces it.
signal went(realm: String, conn: int, user_name: String)
## Somebody has something for this conn alone: [param text] for a person, [param body] for a program.
signal direct(from: int, text: String, body: PackedByteArray)
## The answer to [method ask_who]. [param users] and [param conns] belong together; [param next] is the
## [code]after[/code] of the next page, 0 after the last.
signal members_listed(realm: String, total: int, conns: PackedInt64Array, users: PackedStringArray, next: int)
## Something that was sent had no effect. [param code] is a stable name, [param text] a sentence for the developer.
signal refused(code: String, text: String)
## Lines or views of a realm are lost for good, and it goes on from here. What a game shows is shown anew.
signal gap(realm: String, why: String)
## Whether what others say in a realm may come late: the server has lost touch with its fleet, or has it again.
signal doubt(realm: String, is_late: bool)
## A line of this conn has its place in a realm that keeps history.
signal placed(realm: String, offset: int)
## The server wants to know who this is, or soon will: give it a token with [method set_token].
signal login_wanted(reason: String)

## What the connection is doing.
enum State {
	## Nothing, and it stays so until [method connect_to_server].
	OFFLINE,
	## It waits before it tries again; see [method seconds_to_retry].
	WAITING,
	## It tries to reach the server.
	CONNECTING,
	## The server knows who this is: everything can be sent.
	ONLINE,
}

const _Guests = preload("res://addons/hubbub/core/guests.gd")

## Where a server on this machine listens. Not [code]localhost[/code], for which some systems try IPv6 alone.
const DEFAULT_URL: String = "ws://127.0.0.1:8080/ws"
## The realm in which a conn starts whose address asks for no room.
const LOBBY: String = _LOBBY

const _NAME_CHARS_MAX: int = 64
const _LOGIN_FAILED: int = 4501
const _LOGIN_CODES: Array[int] = [4401, 4501, 4502]
const _RENEW_BEFORE_MS: int = 60_000
const _OVERHEAD_BYTES: int = 256

static var _address: RegEx = RegEx.create_from_string("^wss?://[^\\s/?#]+([/?][^\\s]*)?$")
static var _room: RegEx = RegEx.create_from_string("[?&]room=([A-Za-z0-9_]{1,64})")

## The game's name and version, for the server's log.
@export var client_name: String = "hubbub-godot/0.1"
## Whether a guest is the same one next time. His token is kept in [code]user://[/code].
@export var keeps_guest: bool = true
## Tells apart several players on one machine: each profile is another guest.
@export var profile: String = ""

## What the connection is doing.
var state: State = State.OFFLINE
## The user's name, as the server knows it; empty before the first [signal connected].
var user: String = ""
## The conn's id; 0 while there is none. Another one after each reconnect.
var conn_id: int = 0
## Why the last conn ended, as a close code; -1 if there was no close frame. [HubbubCloseReason] knows the codes.
var close_code: int = _NO_CODE
## The most characters of a line, as the server says.
var chat_chars_max: int = 2000

var _answers: Dictionary[PackedByteArray, HubbubAnswer] = {}
var _crypto: Crypto = Crypto.new()
var _message_bytes_max: int = 16384
var _expires_ms: int = 0
var _is_kept_guest: bool = false
var _guest_retries: int = 0
var _is_over: bool = false
## The core's state of which [member state] was made.
var _shown: _Core.Conn = _Core.Conn.AWAY

signal _realms_changed


func _process(delta: float) -> void:
	super(delta)
	if _expires_ms > 0 and server_time_ms() >= _expires_ms - _RENEW_BEFORE_MS:
		_expires_ms = 0
		login_wanted.emit("The login is about to end.")


## Connects from now on, and comes back whenever the conn is lost. [param token] is that of the game's own login
## service; without one this is a guest. Fails only for an address that makes no sense; all else is told by
## [signal connected] and [signal disconnected]. While connected to the same server it does nothing.
func connect_to_server(url: String = DEFAULT_URL, token: String = "") -> Error:
	if _address.search(url) == null:
		push_error("Hubbub: %s is not the address of a server; ws://HOST:PORT/ws is" % url)
		return ERR_INVALID_PARAMETER
	var core: _Core = _at_now()
	if url != _url:
		_url = url
		_clock.forget()
		var room: RegExMatch = _room.search(url)
		core.start_over("room-" + room.get_string(1) if room != null else LOBBY)
	core.client_name = client_name.left(_NAME_CHARS_MAX)
	if not token.is_empty():
		core.token = token
		_is_kept_guest = false
	_guest_retries = 0
	_is_over = false
	_recall_guest(core)
	core.connect_now()
	_perform()
	return OK


## Leaves for good. The realms that it is in are joined again after the next [method connect_to_server].
func disconnect_from_server() -> void:
	_at_now().disconnect_now()
	_perform()


## Tries again now instead of later.
func retry_now() -> void:
	if state == State.WAITING:
		_at_now().connect_now()
		_perform()


## The seconds until the next try while [member state] is [constant WAITING]; else 0.
func seconds_to_retry() -> float:
	var waits: bool = _core.conn == _Core.Conn.WAITING
	return maxf((_core.wait_until_ms - Time.get_ticks_msec()) / 1000.0, 0.0) if waits else 0.0


## Gives the server a new login token: for this conn, whose login may be about to end, and for those to come.
func set_token(token: String) -> void:
	_is_kept_guest = false
	_at_now().renew(token)
	_perform()


## Joins a realm and stays in it over every conn to come, until [method leave]. Waits until the server has let this conn
## in, and says whether it has; it waits through a lost connection too. A game that is not this user's to know is asked
## for three times, which takes 18 seconds.
func join(realm: String) -> bool:
	_at_now().join(realm)
	_perform()
	while not is_in(realm) and _core.realms.find(realm) != null and not _is_over:
		await _realms_changed
	return is_in(realm)


## Leaves a realm.
func leave(realm: String) -> void:
	_at_now().leave(realm)
	_perform()


## Whether this conn is in a realm now.
func is_in(realm: String) -> bool:
	return _core.realms.is_in(realm)


## The realms that this client wants to be in.
func realms() -> PackedStringArray:
	return _core.realms.wanted()


## How many are in a realm, as far as is known.
func members(realm: String) -> int:
	return _core.realms.find(realm).members if is_in(realm) else 0


## Says a line to everybody else in a realm. It is not sent back: show it yourself. Fails when this conn is not in that
## realm now, and when the line is too long; [signal refused] says so too.
func send(realm: String, text: String) -> Error:
	var is_here: bool = is_in(realm)
	if text.length() > chat_chars_max or not _fits(text.length() * 4):
		refused.emit("too_long", "the line has more than %d characters" % chat_chars_max)
		return ERR_INVALID_DATA
	_at_now().say(realm, text)
	_perform()
	return OK if is_here else ERR_UNCONFIGURED


## Sends something to one conn alone: [param text] for a person, [param body] for a program. Not kept if there is no
## connection.
func send_direct(conn: int, text: String, body: PackedByteArray = PackedByteArray()) -> Error:
	return _send_direct(conn, "", text, body)


## Sends something to each conn of a user.
func send_to_user(name_of_user: String, text: String, body: PackedByteArray = PackedByteArray()) -> Error:
	return _send_direct(0, name_of_user, text, body)


## Asks who is in a realm: those behind the conn id [param after], at most [param limit]; 0 is as many as the server
## tells at once. Answered by [signal members_listed].
func ask_who(realm: String, after: int = 0, limit: int = 0) -> Error:
	var packet: _Packets.Packet = _Packets.Packet.new()
	var who: _Packets.Who = packet.new_who()
	who.set_realm(realm)
	who.set_after(after)
	who.set_limit(limit)
	return _send(packet)


## Hands something to the service behind the server; what follows comes as [signal view].
func call_service(kind: String, text: String, body: PackedByteArray = PackedByteArray()) -> Error:
	var packet: _Packets.Packet = _Packets.Packet.new()
	var service: _Packets.Call = packet.new_call()
	service.set_kind(kind)
	service.set_text(text)
	service.set_body(body)
	return _send(packet)


## Asks something of a game and waits for what becomes of it. It happens at most once, and is asked again over every
## conn to come until there is an answer, so this can take as long as the server is away. With
## [param expect_offset], the game refuses it as [code]stale[/code] if it has shown more than that.
func command(game: String, kind: String, body: Dictionary = {}, expect_offset: int = 0) -> HubbubAnswer:
	var packet: _Packets.Packet = _Packets.Packet.new()
	var wish: _Packets.Command = packet.new_command()
	var id: PackedByteArray = _crypto.generate_random_bytes(16)
	wish.set_game(game)
	wish.set_command_id(id)
	wish.set_kind(kind)
	wish.set_text(HubbubJson.text(body))
	wish.set_expect_offset(expect_offset)
	var answer: HubbubAnswer = HubbubAnswer.new()
	if not _fits(packet.to_bytes().size()):
		answer.code = "too_long"
		answer.text = "the command has more bytes than the server takes"
		return answer
	_answers[id] = answer
	_at_now().command(packet)
	_perform()
	if not answer.is_final:
		await answer.came
	return answer


func _send_direct(conn: int, name_of_user: String, text: String, body: PackedByteArray) -> Error:
	var packet: _Packets.Packet = _Packets.Packet.new()
	var message: _Packets.Direct = packet.new_direct()
	message.set_conn(conn)
	message.set_user(name_of_user)
	message.set_msg(text)
	message.set_body(body)
	return _send(packet)


func _send(packet: _Packets.Packet) -> Error:
	if not _core.is_welcome():
		return ERR_UNCONFIGURED
	if not _fits(packet.to_bytes().size()):
		refused.emit("too_long", "a message has more than %d bytes" % _message_bytes_max)
		return ERR_INVALID_DATA
	_at_now().send(packet)
	_perform()
	return OK


## The server closes a conn for good that sends it more.
func _fits(bytes: int) -> bool:
	return bytes + _OVERHEAD_BYTES <= _message_bytes_max


func _tell(output: _Output) -> void:
	match output.kind:
		_Output.Kind.VIEW:
			view.emit(output.view)
		_Output.Kind.SAID:
			said.emit(output.realm, output.packet.get_sender_id(), output.packet.get_chat().get_msg())
		_Output.Kind.ACKED, _Output.Kind.REFUSED:
			_on_answered(output)
		_Output.Kind.WELCOME:
			_on_welcome(output)
		_Output.Kind.CLOSED:
			_on_closed(output)
		_:
			_tell_of_realm(output)


func _tell_of_realm(output: _Output) -> void:
	match output.kind:
		_Output.Kind.JOINED:
			_realms_changed.emit()
			joined.emit(output.realm, output.packet.get_joined().get_members())
		_Output.Kind.LEFT, _Output.Kind.NOT_JOINED:
			_realms_changed.emit()
			left.emit(output.realm)
		_Output.Kind.GAP:
			stats.gaps += 1
			gap.emit(output.realm, output.text)
		_Output.Kind.DOUBT:
			doubt.emit(output.realm, true)
		_Output.Kind.SURE:
			doubt.emit(output.realm, false)
		_Output.Kind.PLACED:
			placed.emit(output.realm, output.offset)
		_Output.Kind.UNSAID:
			refused.emit("not_found", "this conn is not in %s now" % output.realm)
		_:
			_tell_packet(output)


func _tell_packet(output: _Output) -> void:
	match output.kind:
		_Output.Kind.PRESENCE:
			var news: _Packets.Presence = output.packet.get_presence()
			presence.emit(news.get_realm(), news.get_members())
		_Output.Kind.CAME:
			var who: _Packets.Member = output.packet.get_came().get_member()
			came.emit(output.packet.get_came().get_realm(), who.get_conn(), who.get_user())
		_Output.Kind.WENT:
			var who: _Packets.Member = output.packet.get_went().get_member()
			went.emit(output.packet.get_went().get_realm(), who.get_conn(), who.get_user())
		_Output.Kind.DIRECT:
			var message: _Packets.Direct = output.packet.get_direct()
			direct.emit(output.packet.get_sender_id(), message.get_msg(), message.get_body())
		_Output.Kind.MEMBERS:
			_tell_members(output.packet.get_members())
		_Output.Kind.ERROR:
			refused.emit(output.packet.get_error().get_code(), output.packet.get_error().get_text())


func _tell_members(page: _Packets.Members) -> void:
	var conns: PackedInt64Array = PackedInt64Array()
	var users: PackedStringArray = PackedStringArray()
	for member: _Packets.Member in page.get_page():
		conns += PackedInt64Array([member.get_conn()])
		users += PackedStringArray([member.get_user()])
	members_listed.emit(page.get_realm(), page.get_total(), conns, users, page.get_next())


func _on_welcome(output: _Output) -> void:
	var welcome: _Packets.Welcome = output.packet.get_welcome()
	user = welcome.get_user()
	_expires_ms = welcome.get_expires()
	if welcome.get_limits() != null:
		chat_chars_max = welcome.get_limits().get_chat_chars()
		_message_bytes_max = welcome.get_limits().get_message_bytes()
	if not welcome.get_guest().is_empty() and keeps_guest:
		_is_kept_guest = true
		_Guests.keep(_url, profile, welcome.get_guest())
	if output.number == 0:
		return
	conn_id = output.number
	_guest_retries = 0
	_show_state()
	connected.emit()


func _on_closed(output: _Output) -> void:
	close_code = output.number
	conn_id = 0
	if close_code == _LOGIN_FAILED and _retry_as_guest():
		return
	# A listener may have asked for another try.
	_is_over = output.wait_ms < 0 and _core.conn == _Core.Conn.AWAY
	_show_state()
	_realms_changed.emit()
	var reason: String = _CloseReason.words(close_code, output.text)
	disconnected.emit(reason, output.wait_ms / 1000.0 if output.wait_ms >= 0 else -1.0)
	if close_code in _LOGIN_CODES:
		login_wanted.emit(reason)


## A guest cannot be asked for a login: first without the session, then as a new guest.
func _retry_as_guest() -> bool:
	if not _is_kept_guest or _guest_retries >= 2:
		return false
	_guest_retries += 1
	if _guest_retries == 2:
		_core.token = ""
		_Guests.keep(_url, profile, "")
	_core.connect_now()
	return true


func _on_answered(output: _Output) -> void:
	var answer: HubbubAnswer = _answers.get(output.id)
	if answer == null:
		return
	var _was_there: bool = _answers.erase(output.id)
	answer.is_kept = output.kind == _Output.Kind.ACKED
	answer.offset = output.offset
	answer.code = output.code
	answer.text = output.text
	answer.settle()


func _recall_guest(core: _Core) -> void:
	if core.token.is_empty() and keeps_guest:
		core.token = _Guests.recall(_url, profile)
		_is_kept_guest = not core.token.is_empty()


func _perform() -> void:
	super()
	_show_state()


func _show_state() -> void:
	if _core.conn == _shown:
		return
	_shown = _core.conn
	var now: State = State.OFFLINE
	match _core.conn:
		_Core.Conn.WAITING:
			now = State.WAITING
		_Core.Conn.CONNECTING, _Core.Conn.GREETING:
			now = State.CONNECTING
		_Core.Conn.OPEN:
			now = State.ONLINE
	if now != state:
		state = now
		state_changed.emit(state)
