extends RefCounted
## A realm that the app wants to be in, and the last view that it has seen there.

## How a membership stands with the server.
enum State {
	## It has not been asked for on this conn.
	OUT,
	## It was asked for, and not answered.
	ASKED,
	## What is said is heard.
	IN,
}

## What becomes of a view.
enum Verdict {
	## It is the next one, or the realm has no stream.
	NEXT,
	## It has been seen.
	OLD,
	## Something before it is missing.
	GAP,
}

## The messages that can be sent and received.
const Packets = preload("res://addons/hubbub/packets.gd")

## So often a private realm is asked for: who is not let in gets an error that does not name the realm.
const PRIVATE_TRIES_MAX: int = 3

## The stream of which [member offset] is a place; 0 without a stream.
var epoch: int = 0
## The last view that the app has seen; 0 without a stream.
var offset: int = 0
## How it stands with the server.
var state: State = State.OUT
## When it was asked for, in milliseconds.
var asked_ms: int = 0
## Whether the app still wants to be in: it may have left while the server was asked.
var is_wanted: bool
## Whether the app was told that it is in: what it misses from then on is a gap.
var has_been_in: bool = false
## Whether the server has said that views may come late.
var is_doubted: bool = false
## How many are there, as far as is known.
var members: int = 0

var _tries: int = 0


func _init(wanted: bool) -> void:
	is_wanted = wanted


## Whether it is worth asking once more.
func may_ask(realm: String) -> bool:
	_tries += 1
	return _tries <= PRIVATE_TRIES_MAX or realm == "lobby" or realm.begins_with("room-")


## The conn is no more, and what it was asked is not answered: another may be.
func conn_ended() -> void:
	state = State.OUT
	is_doubted = false
	_tries = 0


## A view with this offset has come, or the place of what the app said itself.
func view(at: int) -> Verdict:
	if at == 0:
		return Verdict.NEXT
	if at <= offset:
		return Verdict.OLD
	if at != offset + 1:
		return Verdict.GAP
	offset = at
	return Verdict.NEXT


## The server says that the conn is in the realm. Whether nothing is missing behind the last view.
func joined(answer: Packets.Joined) -> bool:
	var was_in: bool = state == State.IN
	state = State.IN
	_tries = 0
	is_doubted = false
	members = answer.get_members()
	var is_same_count: bool = answer.get_epoch() == epoch
	# An answer to an older question may call lost what the app has seen since.
	var is_here: bool = is_same_count and epoch != 0 and answer.get_offset() == offset
	# Asked twice, without a stream: it has heard everything since the first answer.
	var is_again: bool = was_in and answer.get_why().is_empty()
	var is_recovered: bool = answer.get_recovered() and is_same_count and answer.get_offset() <= offset
	var goes_on: bool = is_here or is_again or is_recovered
	# Asked twice as one who has seen nothing: a game is shown as it stood there, and what came then is told again.
	var is_shown_anew: bool = answer.get_why() == "new" and answer.get_realm().begins_with("game")
	if not has_been_in or not goes_on or is_shown_anew:
		epoch = answer.get_epoch()
		offset = answer.get_offset()
	var is_first: bool = not has_been_in
	has_been_in = true
	return is_first or goes_on


## The server says how far the stream has come. Whether the app has heard it all.
func is_at_head(head_epoch: int, head_offset: int) -> bool:
	return head_epoch == epoch and head_offset <= offset


## The server says from where it goes on. False if the app is there already, and what it knows was not lost.
func resync(to_epoch: int, to_offset: int, why: String) -> bool:
	if why != "ahead" and to_epoch != 0 and to_epoch == epoch and to_offset <= offset:
		return false
	epoch = to_epoch
	offset = to_offset
	return true
