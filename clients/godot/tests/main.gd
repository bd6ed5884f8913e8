extends Node
## Runs tests one after the other, wherever the project runs: in the editor's engine, as an export, in a browser.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot res://tests/main.tscn -- --test=addon_test.gd --test=core_test.gd
## [/codeblock]
##
## What a test is told beyond that stands in its own words. The exit status is 0 when all is well; the last line says
## how much was checked.

const Arguments = preload("res://tests/arguments.gd")
const TestCase = preload("res://tests/test_case.gd")

var _test: TestCase
var _passed: int = 0
var _failed: int = 0


func _ready() -> void:
	# Whoever is awaited below may add nodes, which the root takes only when it has finished its own.
	await get_tree().process_frame
	for file: String in Arguments.new().all("test"):
		await _run(file)
	_end()


func _process(_delta: float) -> void:
	if _test != null and _test.is_late():
		_test.fail("not done in time: %s" % _test.doing)
		_count()
		_end()


func _run(file: String) -> void:
	var script: GDScript = load("res://tests".path_join(file)) as GDScript
	if script == null or not script.can_instantiate():
		printerr("FAILED: there is no test %s, or it does not compile" % file)
		_failed += 1
		return
	_test = script.new()
	_test.tree = get_tree()
	await _test.run()
	print("%s: %d passed, %d failed" % [file, _test.passed, _test.failed])
	_count()
	_test = null


func _count() -> void:
	_passed += _test.passed
	_failed += _test.failed


func _end() -> void:
	print("%d passed, %d failed" % [_passed, _failed])
	get_tree().quit(0 if _failed == 0 and _passed > 0 else 1)
