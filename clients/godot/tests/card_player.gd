extends Node
## Plays a person at the table of `docs/tutorial-godot.md`: shows its card as soon as it has one. An autoload there.
##
## Told [code]--time-limit=SECONDS[/code], it ends with status 0 when somebody has won, and says what it held and what it
## read. It fails if it was told a card besides its own.

var _seconds_left: float = 20.0
var _cards_told: PackedStringArray = PackedStringArray()


func _ready() -> void:
	for argument: String in OS.get_cmdline_user_args():
		if argument.begins_with("--time-limit="):
			_seconds_left = argument.get_slice("=", 1).to_float()
	var hubbub: HubbubClient = get_node("/root/Hubbub")
	var _failed: int = hubbub.view.connect(_on_view)


func _process(delta: float) -> void:
	_seconds_left -= delta
	var table: Node = get_tree().current_scene
	var card: Label = table.get_node("Card")
	var status: Label = table.get_node("Status")
	var button: Button = table.get_node("Show")
	if _seconds_left < 0.0:
		printerr("FAILED: nobody had won in time: %s" % status.text)
		get_tree().quit(1)
	elif not button.disabled:
		button.disabled = true
		button.pressed.emit()
	elif status.text.contains("wins") or status.text.contains("win."):
		print("held %s: %s" % [card.text, status.text])
		get_tree().quit(0 if _cards_told == PackedStringArray([card.text]) else 1)


func _on_view(view: HubbubView) -> void:
	if view.kind == "card":
		_cards_told = _cards_told + PackedStringArray([view.text])
