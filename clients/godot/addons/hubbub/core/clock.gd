extends RefCounted
## The server's clock, as seen from here: the answer that came back fastest tells it best.

## So many answers are looked at; the server's clock and ours drift apart.
const SAMPLES_MAX: int = 8

var _samples: Array[Sample] = []


## The server said its time, [param round_trip_ms] after it was asked.
func heard(now_ms: int, server_ms: int, round_trip_ms: int) -> void:
	var sample: Sample = Sample.new()
	@warning_ignore("integer_division")
	sample.offset_ms = server_ms + round_trip_ms / 2 - now_ms
	sample.round_trip_ms = round_trip_ms
	_samples.append(sample)
	if _samples.size() > SAMPLES_MAX:
		var _oldest: Sample = _samples.pop_front()


## Another server may have another time.
func forget() -> void:
	_samples.clear()


## The server's time less ours; 0 when nothing is known.
func offset_ms() -> int:
	var best: Sample = null
	for sample: Sample in _samples:
		if best == null or sample.round_trip_ms <= best.round_trip_ms:
			best = sample
	return best.offset_ms if best != null else 0


## Whether the server has said its time.
func is_known() -> bool:
	return not _samples.is_empty()


## One answer.
class Sample:
	extends RefCounted

	## The server's time less ours.
	var offset_ms: int = 0
	## How long it took.
	var round_trip_ms: int = 0
