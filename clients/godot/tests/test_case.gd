extends SceneTree
## What a script of tests extends: it counts, says what failed, and ends with status 0 if all is well.

## Seconds that a script may take, unless it says otherwise.
const SECONDS_MAX: float = 60.0

## What is left of them.
var seconds_left: float = SECONDS_MAX

## What is being waited for, for whoever reads that it did not come.
var doing: String = ""

var _passed: int = 0
var _failed: int = 0


func _process(delta: float) -> bool:
	seconds_left -= delta
	if seconds_left < 0.0:
		fail("not done in time: %s" % doing)
		done()
	return false


## Two values must be equal.
func equal(name: String, got: Variant, expected: Variant) -> void:
	if typeof(got) == typeof(expected) and got == expected:
		_passed += 1
	else:
		fail("%s: got %s, expected %s" % [name, got, expected])


## Something must be so.
func check(name: String, is_so: bool) -> void:
	if is_so:
		_passed += 1
	else:
		fail(name)


## Something is wrong.
func fail(what: String) -> void:
	_failed += 1
	printerr("FAILED: ", what)


## Waits for a state, frame by frame.
func until(condition: Callable) -> void:
	while not condition.call():
		await process_frame


## Says how many have passed, and ends.
func done() -> void:
	print("%d passed, %d failed" % [_passed, _failed])
	quit(0 if _failed == 0 and _passed > 0 else 1)
