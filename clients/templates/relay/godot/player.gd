extends Node2D
## One player. The engine of whoever plays it moves it; the synchronizer shows it to the others.

const SPEED := 300.0


func _process(delta: float) -> void:
	if is_multiplayer_authority():
		position += Input.get_vector("ui_left", "ui_right", "ui_up", "ui_down") * SPEED * delta
