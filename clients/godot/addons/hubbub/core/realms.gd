extends RefCounted
## The realms that the app wants to be in, and what the server says of them.

## The messages that can be sent and received.
const Packets = preload("res://addons/hubbub/packets.gd")
## What follows.
const Output = preload("res://addons/hubbub/core/output.gd")
## One of them.
const Membership = preload("res://addons/hubbub/core/membership.gd")

## How many realms a conn may be in as long as the server has not said it.
const REALMS_MAX: int = 32
## A realm that was asked for is asked for again when the server has answered nothing for so long.
const ASK_AGAIN_AFTER_MS: int = 6000

## The realm in which every conn starts.
var home: String
## The server's limit.
var realms_max: int = REALMS_MAX
## The time of the input that is worked on, in milliseconds.
var now_ms: int = 0

var _known: Dictionary[String, Membership] = {}
var _out: Array[Output]

static var _joinable: RegEx = RegEx.create_from_string("^(lobby|(room|game|gametv)-[A-Za-z0-9_]{1,64})$")


func _init(starts_in: String, out: Array[Output]) -> void:
	home = starts_in
	_out = out
	_known[home] = Membership.new(true)


## The realm by this name, or null.
func find(realm: String) -> Membership:
	return _known.get(realm)


## Whether what is said there is heard.
func is_in(realm: String) -> bool:
	var membership: Membership = find(realm)
	return membership != null and membership.state == Membership.State.IN


## The realms that the app wants to be in, by name.
func wanted() -> PackedStringArray:
	var names: PackedStringArray = PackedStringArray()
	for realm: String in _sorted():
		if _known[realm].is_wanted:
			names += PackedStringArray([realm])
	return names


## The app wants to be in one more.
func join(realm: String, is_welcome: bool) -> void:
	var membership: Membership = find(realm)
	if membership != null:
		membership.is_wanted = true
		return
	if _joinable.search(realm) == null or _known.size() >= realms_max:
		_out.append(Output.about(Output.Kind.NOT_JOINED, realm))
		return
	_known[realm] = Membership.new(true)
	if is_welcome:
		ask(realm)


## The app wants to be in one no more.
func leave(realm: String) -> void:
	var membership: Membership = find(realm)
	if membership == null:
		return
	match membership.state:
		Membership.State.OUT:
			_forget(realm)
		Membership.State.ASKED:
			# The answer is waited for, so that it is not taken for that to a later question.
			membership.is_wanted = false
			membership.has_been_in = false
		Membership.State.IN:
			_drop(realm)
			_send_leave(realm)


## Asks to enter a realm, behind what was seen there last.
func ask(realm: String) -> void:
	var membership: Membership = find(realm)
	if membership == null:
		return
	if not membership.may_ask(realm):
		_drop(realm)
		_out.append(Output.about(Output.Kind.NOT_JOINED, realm))
		return
	membership.state = Membership.State.ASKED
	membership.asked_ms = now_ms
	var packet: Packets.Packet = Packets.Packet.new()
	var question: Packets.Join = packet.new_join()
	question.set_realm(realm)
	if membership.has_been_in:
		var cursor: Packets.Cursor = question.new_cursor()
		cursor.set_epoch(membership.epoch)
		cursor.set_offset(membership.offset)
	_out.append(Output.sending(packet))


## Writes into [code]hello[/code] what was seen last in each realm.
func resume(hello: Packets.Hello) -> void:
	for realm: String in _sorted():
		var membership: Membership = _known[realm]
		if not membership.has_been_in:
			continue
		membership.state = Membership.State.ASKED
		membership.asked_ms = now_ms
		var cursor: Packets.Cursor = hello.add_resume()
		cursor.set_epoch(membership.epoch)
		cursor.set_offset(membership.offset)
		cursor.set_realm(realm)


## The server has answered [code]hello[/code]: what was not resumed is joined. It lets every conn into the realm where
## it starts.
func welcomed() -> void:
	if not _known.has(home):
		_known[home] = Membership.new(false)
	_known[home].state = Membership.State.ASKED
	_known[home].asked_ms = now_ms
	_ask_all(func(membership: Membership) -> bool: return membership.state == Membership.State.OUT)


## Asks again where no answer came.
func tick() -> void:
	for membership: Membership in _known.values():
		if _is_overdue(membership):
			_ask_all(_is_overdue)
			return


## The conn is no more.
func conn_ended() -> void:
	for realm: String in _sorted():
		var membership: Membership = _known[realm]
		if not membership.is_wanted:
			_forget(realm)
		membership.conn_ended()


## The server has answered something: what else was asked has its time anew.
func answered() -> void:
	for membership: Membership in _known.values():
		membership.asked_ms = now_ms


## The rule of streams: the next offset is taken and [param told], an older one dropped, anything else is a gap.
func heard(realm: String, offset: int, told: Output) -> void:
	var membership: Membership = _known.get(realm)
	if membership == null or membership.state != Membership.State.IN:
		return
	match membership.view(offset):
		Membership.Verdict.NEXT:
			told.realm = realm
			if offset != 0:
				told.epoch = membership.epoch
				told.offset = offset
			_out.append(told)
		Membership.Verdict.GAP:
			ask(realm)


## The server says that the conn is in a realm.
func joined(packet: Packets.Packet) -> void:
	answered()
	var answer: Packets.Joined = packet.get_joined()
	var realm: String = answer.get_realm()
	if realm.begins_with("user-"):
		# A conn is in its user's own realm unasked and for good.
		return
	var membership: Membership = find(realm)
	if membership != null and not membership.is_wanted:
		_drop(realm)
		_send_leave(realm)
		return
	if membership == null:
		# A service may let the conn into another realm than the one that was asked for.
		membership = Membership.new(true)
		_known[realm] = membership
	var goes_on: bool = membership.joined(answer)
	var told: Output = Output.about(Output.Kind.JOINED, realm, membership.epoch, membership.offset)
	told.packet = packet
	_out.append(told)
	if not goes_on:
		_tell_gap(realm, membership, answer.get_why())


## The server says that the conn is out of a realm.
func left(realm: String) -> void:
	var membership: Membership = find(realm)
	# Else it has left, and come back since.
	if membership == null or membership.state == Membership.State.IN:
		_forget(realm)


## The server says how far a stream has come.
func head(said: Packets.Head) -> void:
	var membership: Membership = find(said.get_realm())
	if membership == null or membership.state != Membership.State.IN:
		return
	if not membership.is_at_head(said.get_epoch(), said.get_offset()):
		ask(said.get_realm())
	elif membership.is_doubted:
		membership.is_doubted = false
		_out.append(Output.about(Output.Kind.SURE, said.get_realm(), said.get_epoch(), said.get_offset()))


## The server says that a stream goes on elsewhere.
func resync(said: Packets.Resync) -> void:
	var realm: String = said.get_realm()
	var membership: Membership = find(realm)
	# Whoever has asked is told by `joined` where it goes on.
	if membership == null or membership.state != Membership.State.IN:
		return
	if not membership.resync(said.get_epoch(), said.get_offset(), said.get_why()):
		return
	membership.is_doubted = false
	_tell_gap(realm, membership, said.get_why())
	# A game cannot go on from anywhere: it is shown anew to whoever joins as if for the first time.
	if realm.begins_with("game"):
		membership.has_been_in = false
		ask(realm)


## The server says that what others say may come late.
func doubt(realm: String) -> void:
	var membership: Membership = find(realm)
	if membership == null or membership.state != Membership.State.IN or membership.is_doubted:
		return
	membership.is_doubted = true
	_out.append(Output.about(Output.Kind.DOUBT, realm))


func _ask_all(is_due: Callable) -> void:
	var due: PackedStringArray = PackedStringArray()
	for realm: String in _sorted():
		if is_due.call(_known[realm]):
			due += PackedStringArray([realm])
	for realm: String in due:
		if _known[realm].is_wanted:
			ask(realm)
			continue
		if realm == home:
			# A conn is in there before it is told so.
			_send_leave(realm)
		_forget(realm)


func _is_overdue(membership: Membership) -> bool:
	return membership.state == Membership.State.ASKED and now_ms - membership.asked_ms >= ASK_AGAIN_AFTER_MS


func _tell_gap(realm: String, membership: Membership, why: String) -> void:
	var told: Output = Output.about(Output.Kind.GAP, realm, membership.epoch, membership.offset)
	told.text = why
	_out.append(told)


func _send_leave(realm: String) -> void:
	var packet: Packets.Packet = Packets.Packet.new()
	packet.new_leave().set_realm(realm)
	_out.append(Output.sending(packet))


func _forget(realm: String) -> void:
	_drop(realm)
	_out.append(Output.about(Output.Kind.LEFT, realm))


func _drop(realm: String) -> void:
	var _was_known: bool = _known.erase(realm)


## By name, so that the same happens on every run.
func _sorted() -> Array[String]:
	var names: Array[String] = _known.keys()
	names.sort()
	return names
