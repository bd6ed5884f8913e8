extends RefCounted
## Decides whether and when a conn that was closed comes back: after half a second, then twice as long each time, give
## or take a half so that a thousand players do not return in one instant, at most [constant LONGEST_MS]. It knows no
## clock, no luck and no socket.

## Why a conn ended.
const CloseReason = preload("res://addons/hubbub/close_reason.gd")

## The first wait, before luck has shortened or lengthened it.
const FIRST_MS: int = 500
## The longest wait.
const LONGEST_MS: int = 30_000
## A conn that was open for so long starts with short waits again.
const PEACE_MS: int = 60_000
## Within this time all return from a restart.
const RESTART_MS: int = 10_000
## So often in a row a close that makes no sense is answered by coming back.
const MISUNDERSTOOD_MAX: int = 3

const _DOUBLED_MAX: int = 10
const _NOT_OPEN: int = -1

var _tries: int = 0
var _misunderstood: int = 0
var _opened_ms: int = _NOT_OPEN


## A conn is open.
func opened(now_ms: int) -> void:
	_opened_ms = now_ms


## Somebody asked to come back: the next wait is a short one again.
func forget() -> void:
	_tries = 0
	_misunderstood = 0
	_opened_ms = _NOT_OPEN


## A conn has ended or could not be made. The milliseconds to wait before the next try; negative means to stay away.
## [param luck] is from 0 to 999, drawn anew each time.
func closed(now_ms: int, code: int, reason: String, luck: int) -> int:
	if _opened_ms != _NOT_OPEN and now_ms - _opened_ms >= PEACE_MS:
		forget()
	_opened_ms = _NOT_OPEN
	var next: CloseReason.Next = CloseReason.next(code)
	if next == CloseReason.Next.NEVER:
		return -1
	if next == CloseReason.Next.A_FEW_TIMES:
		_misunderstood += 1
		if _misunderstood > MISUNDERSTOOD_MAX:
			return -1
	var is_first: bool = _tries == 0
	var retry_ms: int = CloseReason.retry_ms(reason)
	var doubled: int = FIRST_MS << mini(_tries, _DOUBLED_MAX)
	_tries += 1
	if is_first and next == CloseReason.Next.AT_ONCE:
		return 0
	if is_first and next == CloseReason.Next.RESTART:
		return _share(RESTART_MS, luck) if retry_ms < 0 else retry_ms
	return maxi(retry_ms, 0) + mini(_share(doubled, 500) + _share(doubled, luck), LONGEST_MS)


func _share(time_ms: int, thousandths: int) -> int:
	@warning_ignore("integer_division")
	return time_ms * thousandths / 1000
