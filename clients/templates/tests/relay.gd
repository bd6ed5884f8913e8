extends Node
## Plays a person in the project of `hubbub new --template relay`, whose autoload it is: runs after the coin until two
## players have caught it, and says so, and who is the host.

var _told: String


func _process(_delta: float) -> void:
	var main: Node = get_tree().current_scene
	var own: Node2D = main.get_node_or_null("Players/%d" % main.multiplayer.get_unique_id())
	var coin: ColorRect = main.get_node("Coin")
	if own == null or not coin.visible:
		return
	var scores: Dictionary = main.get("scores")
	# Whoever stands on the coin takes it; each leaves it to the other once he has one.
	own.position = Vector2(-500, -500) if scores.has(own.name.to_int()) else coin.position
	var is_host: bool = main.get("host") == own.name.to_int()
	_tell("%s, %d have caught it, %d are here" % ["host" if is_host else "guest", scores.size(), main.get_node("Players").get_child_count()])


func _tell(words: String) -> void:
	if words != _told:
		_told = words
		print("seen: " + words)
