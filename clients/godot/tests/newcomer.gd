extends Node
## Plays a person in the project of `docs/tutorial-godot.md`: writes into its line, and reads its log. An autoload there.
##
## Told [code]--say=TEXT --expect=TEXT --time-limit=SECONDS[/code], it says its text until it has read the other one in
## the log, then once more, and ends with status 0.

const SECONDS_BETWEEN: float = 0.25

var _say: String
var _expect: String
var _seconds_left: float = 20.0
var _seconds_to_next: float = 1.0


func _ready() -> void:
	for argument: String in OS.get_cmdline_user_args():
		var parts: PackedStringArray = argument.split("=", true, 1)
		match parts[0]:
			"--say":
				_say = parts[1]
			"--expect":
				_expect = parts[1]
			"--time-limit":
				_seconds_left = parts[1].to_float()


func _process(delta: float) -> void:
	_seconds_left -= delta
	_seconds_to_next -= delta
	if _seconds_left < 0.0:
		printerr("FAILED: %s was not read in time" % _expect)
		get_tree().quit(1)
	if _seconds_to_next > 0.0:
		return
	_seconds_to_next = SECONDS_BETWEEN
	var main: Node = get_tree().current_scene
	var line: LineEdit = main.get_node("Input")
	var chat_log: RichTextLabel = main.get_node("Log")
	line.text_submitted.emit(_say)
	if chat_log.get_parsed_text().contains(_expect):
		print("heard everything")
		get_tree().quit(0)
