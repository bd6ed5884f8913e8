extends RefCounted
## What a test extends: it counts, and says what failed. [code]main.gd[/code] runs it, wherever the project runs.

## Seconds that a step of a test may take, unless the test says otherwise. A slow machine does nothing wrong, so it is
## far more than any step needs.
const STEP_SECONDS: float = 90.0

## Seconds that each step may take; set, the step that is being done begins anew.
var step_seconds: float = STEP_SECONDS:
	set(value):
		step_seconds = value
		_begin_step()
## What is being waited for, for whoever reads that it did not come. Each step has its own time: a test of many steps may
## be slow, but not stand still.
var doing: String = "":
	set(value):
		if doing != value:
			doing = value
			_begin_step()
## So much was as it should be.
var passed: int = 0
## And so much was not.
var failed: int = 0
## The tree in which it runs.
var tree: SceneTree
## What it puts its nodes under.
var root: Window:
	get:
		return tree.root

var _until_ms: int = 0


func _init() -> void:
	_begin_step()


## The test itself.
func run() -> void:
	await tree.process_frame
	fail("there is no test here")


## Whether the step has taken too long. By the clock: an engine that is slow adds up less time than goes by.
func is_late() -> bool:
	return Time.get_ticks_msec() > _until_ms


## Two values must be equal.
func equal(name: String, got: Variant, expected: Variant) -> void:
	if typeof(got) == typeof(expected) and got == expected:
		passed += 1
	else:
		fail("%s: got %s, expected %s" % [name, got, expected])


## Something must be so.
func check(name: String, is_so: bool) -> void:
	if is_so:
		passed += 1
	else:
		fail(name)


## Something is wrong.
func fail(what: String) -> void:
	failed += 1
	printerr("FAILED: ", what)


## Waits for a state, frame by frame.
func until(condition: Callable) -> void:
	while not condition.call():
		await tree.process_frame


## Saves a picture in a folder; in a browser it is downloaded, wherever the folder is.
func save_picture(image: Image, folder: String, file: String) -> void:
	if OS.has_feature("web"):
		JavaScriptBridge.download_buffer(image.save_png_to_buffer(), file, "image/png")
	else:
		equal("saved %s" % file, image.save_png(folder.path_join(file)), OK)


func _begin_step() -> void:
	_until_ms = Time.get_ticks_msec() + int(step_seconds * 1000.0)
