extends "res://tests/crossword/play.gd"
## Seeks a game, and plays it to its end on the player's own screen against whoever accepts: somebody at the web page. It
## passes whenever it is its turn.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot res://tests/main.tscn \
##     -- --test=crossword/across.gd --url=ws://127.0.0.1:8080/ws
## [/codeblock]


func run() -> void:
	var arguments: Arguments = Arguments.new()
	_url = arguments.one("url", HubbubClient.DEFAULT_URL)
	doing = "seek"
	_open_screen()
	await until(func() -> bool: return _ann.is_in(Lobby.REALM))
	await _screen.lobby.seek()
	await until(func() -> bool: return _screen.game != null and _phase() == "playing")
	doing = "play"
	while true:
		await until(func() -> bool: return _phase() == "ended" or _is_on_turn(_game()))
		if _phase() == "ended":
			break
		var turns: int = _turns()
		await _press("Pass")
		await until(func() -> bool: return _phase() == "ended" or _turns() > turns)
	var scores: Array = _game().table.now["scores"]
	print("the game ended %d : %d" % scores)
