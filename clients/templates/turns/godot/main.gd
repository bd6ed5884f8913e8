extends VBoxContainer
## Shows the table and hands on what its player does. The rules are the service's: nothing here knows the other card.

func _ready() -> void:
	# Two windows on one machine are two players.
	Hubbub.keeps_guest = false
	Hubbub.view.connect(_on_view)
	Hubbub.refused.connect(func(_code: String, text: String) -> void: $Status.text = text)
	Hubbub.disconnected.connect(func(reason: String, _seconds: float) -> void: $Status.text = reason)
	for button: Button in $Buttons.get_children():
		button.pressed.connect(func() -> void: Hubbub.call_service(button.name.to_lower(), ""))
	Hubbub.connect_to_server("ws://127.0.0.1:8080/ws")
	await Hubbub.join("game-table")

func _on_view(view: HubbubView) -> void:
	match view.kind:
		"card":
			$Card.text = view.text
		"table":
			_show(view.data())

func _show(table: Dictionary) -> void:
	var plays: bool = Hubbub.user in table["players"]
	$Buttons/Keep.disabled = table["turn"] != Hubbub.user
	$Buttons/Swap.disabled = table["turn"] != Hubbub.user
	$Buttons/Again.disabled = not plays or table["winner"] == ""
	if table["winner"] != "":
		$Status.text = "%s %s" % ["You win." if table["winner"] == Hubbub.user else "You do not win.", table["cards"].values()]
	elif table["turn"] == Hubbub.user:
		$Status.text = "It is your turn."
	else:
		$Status.text = "It is the other one's turn." if table["turn"] != "" else "Waiting for another player."
