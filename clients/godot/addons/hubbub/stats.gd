class_name HubbubStats
extends RefCounted
## How well the connection does: see [member HubbubClient.stats]. Counted since the client was made, over all conns.

## Messages that were sent.
var packets_out: int = 0
## Messages that have come.
var packets_in: int = 0
## Bytes of messages that were sent.
var bytes_out: int = 0
## Bytes of messages that have come.
var bytes_in: int = 0
## Conns that were opened.
var conns: int = 0
## Gaps in streams that could not be filled.
var gaps: int = 0
## Milliseconds from the last question to its answer; -1 before the first.
var round_trip_ms: int = -1
## The same, smoothed over the last questions.
var smooth_ms: float = 0.0
## How much it varies, in milliseconds.
var jitter_ms: float = 0.0

const _SMOOTHING: float = 0.125


## One more round trip.
func measured(milliseconds: int) -> void:
	if round_trip_ms < 0:
		smooth_ms = milliseconds
	else:
		jitter_ms += (absf(milliseconds - smooth_ms) - jitter_ms) * _SMOOTHING * 2.0
		smooth_ms += (milliseconds - smooth_ms) * _SMOOTHING
	round_trip_ms = milliseconds
