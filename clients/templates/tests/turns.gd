extends Node
## Plays a person in the project of `hubbub new --template turns`, whose autoload it is: swaps its card when it is its
## turn, and ends with status 0 when the round is over.
##
## Told [code]--time-limit=SECONDS[/code].

var _seconds_left: float = 20.0
var _first_card: String


func _ready() -> void:
	for argument: String in OS.get_cmdline_user_args():
		if argument.begins_with("--time-limit="):
			_seconds_left = argument.get_slice("=", 1).to_float()


func _process(delta: float) -> void:
	_seconds_left -= delta
	var main: Node = get_tree().current_scene
	var swap: Button = main.get_node("Buttons/Swap")
	var status: Label = main.get_node("Status")
	var card: Label = main.get_node("Card")
	if _seconds_left < 0.0:
		printerr("FAILED: the round was not over in time: %s" % status.text)
		get_tree().quit(1)
	elif not swap.disabled:
		_first_card = card.text
		swap.disabled = true
		swap.pressed.emit()
	elif status.text.contains("win"):
		var has_swapped: bool = not _first_card.is_empty() and card.text != _first_card
		print("the round is over: %s" % status.text)
		get_tree().quit(0 if has_swapped and status.text.contains(card.text) else 1)
