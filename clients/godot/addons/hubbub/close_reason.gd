class_name HubbubCloseReason
extends RefCounted
## Why a conn ended, in words for a person, and whether to come back.

## What follows from a close.
enum Next {
	## Do not come back.
	NEVER,
	## Come back, waiting longer each time.
	BACK_OFF,
	## Come back now; if that fails, as with [constant BACK_OFF].
	AT_ONCE,
	## Come back at a moment of chance within some seconds, so that not all players return in one instant.
	RESTART,
	## Come back, but only a few times in a row.
	A_FEW_TIMES,
}

## The reason that [HubbubClient] gives when a conn could not even be made.
const UNREACHABLE: String = "unreachable"

const _NEXT: Dictionary[int, Next] = {
	-1: Next.BACK_OFF,
	0: Next.A_FEW_TIMES,
	1000: Next.NEVER,
	1003: Next.NEVER,
	1006: Next.BACK_OFF,
	1007: Next.NEVER,
	1008: Next.NEVER,
	1009: Next.NEVER,
	1010: Next.NEVER,
	1011: Next.BACK_OFF,
	4001: Next.AT_ONCE,
	4008: Next.AT_ONCE,
	4012: Next.RESTART,
}

const _WORDS: Dictionary[int, String] = {
	-1: "The connection was lost.",
	0: "The connection was closed without a word.",
	1000: "The conversation has ended.",
	1001: "The server went away.",
	1002: "The server and this game did not understand each other.",
	1003: "The server cannot take this kind of message.",
	1006: "The connection was lost.",
	1007: "The server received text that it could not read.",
	1008: "The server does not allow what this game did.",
	1009: "A message was too big.",
	1010: "The server lacks something that this game needs.",
	1011: "The server made a mistake of its own.",
	4001: "The server heard nothing from here for too long.",
	4008: "Messages came faster than this connection could take them.",
	4012: "The server is restarting.",
	4013: "The server is full at the moment.",
	4029: "Too much was sent from here in a short time.",
	4401: "The login has ended.",
	4501: "The login failed.",
	4502: "This server asks for a login.",
	4503: "You were removed from this server.",
	4504: "You have connected somewhere else.",
	4505: "The server speaks another version. Update the game.",
	4506: "The server could not read too many messages from here.",
	4507: "You are connected too often at once.",
}

static var _retry: RegEx = RegEx.create_from_string(";\\s*retry=(\\d{1,9})\\b")


## The close in one sentence, from what [signal HubbubClient.disconnected] tells.
static func words(code: int, reason: String = "") -> String:
	if reason == UNREACHABLE:
		return "The server cannot be reached."
	if _WORDS.has(code):
		return _WORDS[code]
	if code >= 4000 and code <= 4499:
		return "The server closed the connection for now (%d)." % code
	if code >= 4500 and code <= 4999:
		return "The server closed the connection for good (%d)." % code
	return "The connection was closed in an unexpected way (%d)." % code


## Whether and how to come back after a close with this code. Codes 4000 to 4499 mean "come back", 4500 to 4999 "do
## not".
static func next(code: int) -> Next:
	if _NEXT.has(code):
		return _NEXT[code]
	if code >= 4000 and code <= 4499:
		return Next.BACK_OFF
	if code >= 4500 and code <= 4999:
		return Next.NEVER
	return Next.A_FEW_TIMES


## The milliseconds after which the server wants to be asked again, if its reason says so ([code]full; retry=5[/code]);
## else -1. At most an hour.
static func retry_ms(reason: String) -> int:
	var found: RegExMatch = _retry.search(reason)
	return mini(found.get_string(1).to_int(), 3600) * 1000 if found else -1
