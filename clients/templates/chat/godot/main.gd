extends VBoxContainer

func _ready() -> void:
	Hubbub.said.connect(func(_realm, from, text): $Log.say(from, "Player %d" % from, text))
	$Input.text_submitted.connect(_on_text_submitted)
	Hubbub.connect_to_server("ws://127.0.0.1:8080/ws")
	await Hubbub.join("room-kitchen")

func _on_text_submitted(text: String) -> void:
	if Hubbub.send("room-kitchen", text) == OK:
		$Log.say(Hubbub.conn_id, "You", text)
		$Input.clear()
