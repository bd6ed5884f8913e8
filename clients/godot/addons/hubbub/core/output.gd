extends RefCounted
## Something that follows from an input to the core, for the client to do or to tell, in order.

## What is to be done or told.
enum Kind {
	## Open a socket.
	CONNECT,
	## Send [member packet].
	SEND,
	## Close the socket with code 1000 and forget it.
	HANG_UP,
	## The server has answered [code]hello[/code] with [member packet]; [member number] is the new conn's id, or 0 if only
	## the login of the old one was renewed.
	WELCOME,
	## There is no conn any more. [member number] is the code of the close frame, -1 without one, [member text] its
	## reason, [member wait_ms] how long until the next try, negative for never.
	CLOSED,
	## The conn is in [member realm], of which [member packet] tells.
	JOINED,
	## The conn is in [member realm] no more.
	LEFT,
	## There can be no conn in [member realm].
	NOT_JOINED,
	## Somebody spoke: [member packet].
	SAID,
	## A game or service shows something: [member view].
	VIEW,
	## What this conn said in [member realm] has found its place.
	PLACED,
	## What was to be said in [member realm] was not sent.
	UNSAID,
	## What lies between the last view of [member realm] and this place is lost; [member text] says why.
	GAP,
	## What is said elsewhere in [member realm] may come late.
	DOUBT,
	## The doubt is over.
	SURE,
	## So many are in a realm: [member packet].
	PRESENCE,
	## Some of those who are in a realm: [member packet].
	MEMBERS,
	## Somebody has come into a realm: [member packet].
	CAME,
	## Somebody has gone from a realm: [member packet].
	WENT,
	## Somebody has something for this conn alone: [member packet].
	DIRECT,
	## The command [member id] is kept for good.
	ACKED,
	## The command [member id] had no effect; [member code] and [member text] say why.
	REFUSED,
	## Something that was sent had no effect: [member packet].
	ERROR,
	## The server has answered a ping with [member packet]; [member number] is the round trip in milliseconds.
	PONG,
}

## The messages that can be sent and received.
const Packets = preload("res://addons/hubbub/packets.gd")
## What the app is shown.
const View = preload("res://addons/hubbub/view.gd")

const _Self = preload("res://addons/hubbub/core/output.gd")

## Which of the above; it says what the others mean.
var kind: Kind
## What is to be sent, or what the server said.
var packet: Packets.Packet
## What is shown.
var view: View
## The realm's name.
var realm: String = ""
## With [member offset]: a place in the realm's stream.
var epoch: int = 0
## The offset of a place; 0 outside of a stream.
var offset: int = 0
## An id, a code or a time.
var number: int = 0
## Milliseconds; negative for never.
var wait_ms: int = -1
## A command.
var id: PackedByteArray
## A stable name.
var code: String = ""
## A sentence, or a reason.
var text: String = ""


func _init(is_what: Kind) -> void:
	kind = is_what


## Sends a packet.
static func sending(what: Packets.Packet) -> _Self:
	var output: _Self = _Self.new(Kind.SEND)
	output.packet = what
	return output


## Tells what the server said.
static func telling(is_what: Kind, what: Packets.Packet) -> _Self:
	var output: _Self = _Self.new(is_what)
	output.packet = what
	return output


## Shows the app something.
static func showing(what: View) -> _Self:
	var output: _Self = _Self.new(Kind.VIEW)
	output.view = what
	return output


## Tells something about a realm.
static func about(is_what: Kind, of_realm: String, at_epoch: int = 0, at_offset: int = 0) -> _Self:
	var output: _Self = _Self.new(is_what)
	output.realm = of_realm
	output.epoch = at_epoch
	output.offset = at_offset
	return output
