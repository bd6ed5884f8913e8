class_name HubbubComeback
extends RefCounted
## Decides whether and when a conn that was closed comes back: after half a second, then twice as long each time, give
## or take a half so that a thousand players do not return in one instant, at most [constant SECONDS_MAX]. It knows no
## clock, no luck and no socket.

## Why a conn ended.
const CloseReason = preload("res://addons/hubbub/close_reason.gd")

## The first wait, before chance has shortened or lengthened it.
const SECONDS_FIRST: float = 0.5
## The longest wait.
const SECONDS_MAX: float = 30.0
## A conn that was open for so long starts with short waits again.
const SECONDS_OF_PEACE: float = 60.0
## Within this time all return from a restart.
const SECONDS_OF_RESTART: float = 10.0
## So often in a row a close that makes no sense is answered by coming back.
const MISUNDERSTOOD_MAX: int = 3

var _tries: int = 0
var _misunderstood: int = 0


## A person asked to come back: the next wait is a short one again.
func forget() -> void:
	_tries = 0
	_misunderstood = 0


## The seconds to wait before the next try; negative means to stay away. [param open_seconds] is how long the conn was
## open, [param luck] a number from 0 to 1, drawn anew each time.
func closed(code: int, reason: String, open_seconds: float, luck: float) -> float:
	if open_seconds >= SECONDS_OF_PEACE:
		forget()
	var next: CloseReason.Next = CloseReason.next(code)
	if next == CloseReason.Next.NEVER:
		return -1.0
	if next == CloseReason.Next.A_FEW_TIMES:
		_misunderstood += 1
		if _misunderstood > MISUNDERSTOOD_MAX:
			return -1.0
	var is_first: bool = _tries == 0
	var wished: float = CloseReason.retry_seconds(reason)
	var doubled: float = minf(SECONDS_FIRST * pow(2.0, _tries), SECONDS_MAX)
	_tries += 1
	if is_first and next == CloseReason.Next.AT_ONCE:
		return 0.0
	if is_first and next == CloseReason.Next.RESTART and wished < 0.0:
		return luck * SECONDS_OF_RESTART
	return maxf(wished, 0.0) + minf(doubled * (0.5 + luck), SECONDS_MAX)
