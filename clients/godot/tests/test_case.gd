extends RefCounted
## What a test extends: it counts, and says what failed. [code]main.gd[/code] runs it, wherever the project runs.

## Seconds that a test may take, unless it says otherwise.
const SECONDS_MAX: float = 60.0

## What is left of them. By the clock: an engine that is slow adds up less time than goes by.
var seconds_left: float:
	get:
		return (_until_ms - Time.get_ticks_msec()) / 1000.0
	set(value):
		_until_ms = Time.get_ticks_msec() + int(value * 1000.0)
## What is being waited for, for whoever reads that it did not come.
var doing: String = ""
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

var _until_ms: int = Time.get_ticks_msec() + int(SECONDS_MAX * 1000.0)


## The test itself.
func run() -> void:
	await tree.process_frame
	fail("there is no test here")


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
