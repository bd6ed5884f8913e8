extends "res://tests/test_case.gd"
## Plays a whole game of crossword through the player's own screens, with a mouse and a keyboard that are not there: from
## a seek in the lobby to a rematch, with an opponent and a watcher. Each view must change what is shown into what the
## server would show anew.
##
## [codeblock]
## godot4 --headless --max-fps 60 --path clients/godot res://tests/main.tscn \
##     -- --test=crossword/play.gd --url=ws://127.0.0.1:8080/ws
## [/codeblock]
##
## With [code]--url2=ADDRESS[/code] the opponent and the watcher come in at another gateway of the same fleet.
## With a window (as `screenshot.gd` has it) and [code]--out=FOLDER[/code] it saves pictures.

const Arguments = preload("res://tests/arguments.gd")
const Board = preload("res://crossword/board.gd")
const Crossword = preload("res://crossword/crossword.gd")
const Game = preload("res://crossword/game.gd")
const Letters = preload("res://crossword/letters.gd")
const Lobby = preload("res://crossword/lobby.gd")
const Position = preload("res://crossword/position.gd")

const NOTES: int = 30
## So many turns without a point end a game.
const SCORELESS_MAX: int = 6
const CENTRE: Vector2i = Vector2i(7, 7)

var _url: String
var _other_url: String
var _folder: String
## Not the engine's own: that is tiny without a screen, and with one a real mouse hangs about in it.
var _window: SubViewport = SubViewport.new()
var _screen: Crossword
var _ann: HubbubClient
var _ben: HubbubClient
var _ben_lobby: Lobby
var _ben_game: Game
var _watcher: HubbubClient


func run() -> void:
	var arguments: Arguments = Arguments.new()
	_url = arguments.one("url", HubbubClient.DEFAULT_URL)
	_other_url = arguments.one("url2", _url)
	_folder = arguments.one("out", "")
	await _sit_down()
	await _seek_and_accept()
	await _play_by_key_tap_and_drag()
	await _talk()
	await _lose_the_line()
	await _lose_it_again_and_again()
	await _challenge_exchange_and_pass()
	await _play_again()
	await _play_a_bot()


func _sit_down() -> void:
	doing = "sit down"
	_open_screen()
	_ben = await _guest()
	_watcher = await _guest()
	_ben_lobby = Lobby.new(_ben)
	_ben_lobby.hide()
	root.add_child(_ben_lobby)
	equal("opens", _ben_lobby.game_opened.connect(_on_ben_opened), OK)
	await until(func() -> bool: return _ann.is_in(Lobby.REALM) and _ben.is_in(Lobby.REALM))


func _open_screen() -> void:
	_window.size = Vector2i(1120, 760)
	_window.gui_embed_subwindows = true
	_window.render_target_update_mode = SubViewport.UPDATE_DISABLED
	root.add_child(_window)
	_ann = root.get_node("Hubbub")
	_ann.keeps_guest = false
	var scene: PackedScene = load("res://crossword/crossword.tscn")
	_screen = scene.instantiate()
	_screen.url = _url
	_window.add_child(_screen)


func _seek_and_accept() -> void:
	doing = "seek and accept"
	await _screen.lobby.seek()
	await _ben_lobby.seek()
	# Others may be in the lobby, too.
	await until(func() -> bool: return _screen.lobby.seeks.any(_is_of.bind(_ann)) and _screen.lobby.seeks.any(_is_of.bind(_ben)))
	await until(func() -> bool: return _ben_lobby.seeks.any(_is_of.bind(_ann)))
	await _save("crossword-lobby.png")
	var own: Dictionary = _ben_lobby.seeks.filter(_is_of.bind(_ann))[0]
	var id: int = own["id"]
	await _ben_lobby.accept(id)
	await until(func() -> bool: return _screen.game != null and _ben_game != null)
	await until(func() -> bool: return _phase() == "playing")
	equal("joined", await _watcher.join("gametv-" + _screen.game.game), true)


func _play_by_key_tap_and_drag() -> void:
	doing = "play by key tap and drag"
	if not _game().table.is_my_turn():
		await _ben_passes()
	await _by_key()
	await _agree("after a play by key")
	await _ben_passes()
	await _by_tap()
	await _ben_passes()
	await _by_drag()
	await _agree("after a play by drag")


## Two letters of the rack through the centre, typed.
func _by_key() -> void:
	doing = "by key"
	var board: Board = _board()
	await _click(board, board.rect_of(CENTRE).get_center())
	for tile: String in _letters_held().slice(0, 2):
		await _type(tile)
	check("laid by key", _game().draft.laid.size() >= 1)
	await _save("crossword-laying.png")
	var worth: int = _worth()
	await _key(KEY_ENTER)
	await _until_turn(1)
	equal("what was shown is what it earns", _game().table.now["moves"][-1]["score"], worth)


## Chooses a tile, then a square below the word.
func _by_tap() -> void:
	doing = "by tap"
	var rack: Control = _game().get("_rack")
	var at: int = _plain_tile()
	await _click(rack, _rack_place(at))
	await _click(_board(), _board().rect_of(CENTRE + Vector2i.DOWN).get_center())
	equal("laid by tap", _game().draft.laid.size(), 1)
	await _press("Play")
	await _until_turn(1)


## Drags a tile there, and back again, and there.
func _by_drag() -> void:
	doing = "by drag"
	var rack: Control = _game().get("_rack")
	await _drag(rack.global_position + _rack_place(_plain_tile()), _below())
	equal("laid by drag", _game().draft.laid.size(), 1)
	await _drag(_below(), rack.global_position + _rack_place(0))
	equal("taken back by drag", _game().draft.laid.size(), 0)
	await _drag(rack.global_position + _rack_place(_plain_tile()), _below())
	var worth: int = _worth()
	await _press("Play")
	await _until_turn(1)
	equal("what was shown is what it earns", _game().table.now["moves"][-1]["score"], worth)


func _talk() -> void:
	doing = "talk"
	var said: HubbubAnswer = await _ben_game.ask("say", {"text": "[b]good luck[/b], ann"})
	check("said", said.is_kept)
	await until(func() -> bool: return _kept("said") > 0)
	await _save("crossword-game.png")


## What was asked while there is no line happens when it is back, once.
func _lose_the_line() -> void:
	doing = "lose the line"
	await _ben_passes()
	var turns: int = _turns()
	_cut()
	var pass_on: Callable = func() -> void: await _game().ask("pass")
	pass_on.call()
	await until(func() -> bool: return _ann.state == HubbubClient.State.WAITING)
	await _save("crossword-lost.png")
	await _until_turn(1)
	equal("once", _turns(), turns + 1)
	await _agree("after a lost line")


## Commands over a line that is cut at any moment: each happens once, and in order.
func _lose_it_again_and_again() -> void:
	doing = "lose it again and again"
	var expected: Array = []
	var answers: Array[HubbubAnswer] = []
	var note: Callable = func(text: String) -> void: answers.append(await _ann.command(_game().game, "note", {"text": text}))
	for at: int in NOTES:
		doing = "note %d" % at
		expected.append(str(at))
		note.call(str(at))
		if at % 3 == 0:
			_cut()
		if at % 2 == 0:
			await until(func() -> bool: return answers.size() == at + 1 or _ann.state == HubbubClient.State.WAITING)
		_ann.retry_now()
	await until(func() -> bool: return answers.size() == NOTES and _kept("notes") >= NOTES)
	check("all are kept", answers.all(func(answer: HubbubAnswer) -> bool: return answer.is_kept))
	equal("each once", _game().table.now["notes"], expected)
	await _agree("after many lost lines")


func _cut() -> void:
	var socket: Object = _ann.get("_socket")
	if socket != null:
		var peer: WebSocketPeer = socket.get("_peer")
		peer.close(-1)


func _challenge_exchange_and_pass() -> void:
	doing = "challenge exchange and pass"
	var laid: Dictionary = _nonsense(_ben_game)
	var played: HubbubAnswer = await _ben_game.ask("place", laid)
	check("a word that is none: %s" % played.text, played.is_kept)
	await _until_turn(0)
	await _press("Challenge")
	await until(func() -> bool: return _last_kind() == "challenged")
	equal("comes off", _game().table.now["moves"][-1]["upheld"], true)
	await _agree("after a challenge")
	var tiles: String = _game().table.now["rack"]
	check("exchanged", (await _game().ask("exchange", {"tiles": tiles.left(3)})).is_kept)
	await _agree("after an exchange")
	# Not until it has ended: the last pass and the end are two views, and may come in two frames.
	while _game().table.now["scoreless"] < SCORELESS_MAX:
		if _game().table.is_my_turn():
			await _ann_passes()
		else:
			await _ben_passes()
	await until(func() -> bool: return _phase() == "ended")
	equal("why", _game().table.now["ended"]["reason"], "scoreless")
	await _agree("at the end")
	await _save("crossword-over.png")


func _play_again() -> void:
	doing = "play again"
	var old: String = _game().game
	var before: Array = _game().table.now["seats"]
	var seats: Array = before.duplicate()
	seats.reverse()
	await _press("Rematch")
	var offered: HubbubAnswer = await _ben_game.ask("offer_rematch")
	check("offered: %s" % offered.text, offered.is_kept)
	await until(func() -> bool: return _game() != null and _game().game != old and _game().table.is_known())
	await until(func() -> bool: return _ben_game.game == _game().game)
	equal("seats are swapped", _game().table.now["seats"], seats)
	_screen.close_game()
	await _save("crossword-lobby-later.png")
	var from_the_side: Game = Game.new(_watcher, _ben_game.game, false)
	_screen.hide()
	from_the_side.set_anchors_preset(Control.PRESET_FULL_RECT)
	_window.add_child(from_the_side)
	await until(from_the_side.table.is_known)
	await _save("crossword-watching.png")
	_screen.show()
	equal("a watcher sees no rack", from_the_side.table.now["rack"], null)
	equal("and is nobody's opponent", from_the_side.table.is_my_turn(), false)
	from_the_side.queue_free()
	_screen.open_game(_ben_game.game, true)
	await until(func() -> bool: return _screen.game != null and _game().table.is_known())
	# A telephone held upright.
	_window.size = Vector2i(480, 900)
	await _save("crossword-narrow.png")


## A bot accepts at once, and plays at a person's pace.
func _play_a_bot() -> void:
	doing = "play a bot"
	var old: String = _game().game
	await _screen.lobby.seek("bot_1")
	await until(func() -> bool: return _game() != null and _game().game != old and _phase() == "playing")
	if _game().table.is_my_turn():
		check("passes", (await _game().ask("pass")).is_kept)
	await until(func() -> bool: return _has_played(1 - _game().table.seat()) and _game().table.is_my_turn())
	await _save("crossword-bot.png")
	check("resigned", (await _game().ask("resign")).is_kept)


## What follows from the views is what the server shows anew, for a player and for a watcher.
func _agree(when: String) -> void:
	await _compare("%s, the player" % when, _ann, "game-" + _game().game)
	await _compare("%s, the watcher" % when, _watcher, "gametv-" + _game().game)


func _compare(name: String, who: HubbubClient, realm: String) -> void:
	doing = name
	var anew: HubbubClient = HubbubClient.new()
	anew.keeps_guest = false
	root.add_child(anew)
	var core: Object = who.get("_core")
	equal("an attempt", anew.connect_to_server(_url, str(core.get("token"))), OK)
	var shown: Position = Position.new()
	equal("hears", anew.view.connect(_follow.bind(shown, realm)), OK)
	check("is let in", await anew.join(realm))
	# Something may happen in between, which one of them hears first.
	await until(func() -> bool: return shown.is_known() and _offset(anew, realm) == _offset(who, realm))
	if who == _ann:
		_are_equal(name, _game().table.now, shown.now)
	else:
		equal("%s sees no rack" % name, shown.now["rack"], null)
	anew.queue_free()


func _follow(view: HubbubView, position: Position, realm: String) -> void:
	if view.realm == realm:
		position.follow(view.data())


## How much a client has heard of a realm.
func _offset(client: HubbubClient, realm: String) -> int:
	var core: Object = client.get("_core")
	var realms: Object = core.get("realms")
	var membership: Object = realms.call("find", realm)
	return membership.get("offset")


func _are_equal(name: String, followed: Dictionary, shown: Dictionary) -> void:
	for field: String in shown:
		if field != "rack" and field != "time_ms":
			equal("%s: %s" % [name, field], followed[field], shown[field])
	equal("%s: rack" % name, _sorted(str(followed["rack"])), _sorted(str(shown["rack"])))


func _sorted(rack: String) -> Array:
	var tiles: Array = Array(rack.split(""))
	tiles.sort()
	return tiles


func _guest() -> HubbubClient:
	var guest: HubbubClient = HubbubClient.new()
	guest.keeps_guest = false
	root.add_child(guest)
	equal("an attempt", guest.connect_to_server(_other_url), OK)
	await until(func() -> bool: return guest.is_in(HubbubClient.LOBBY))
	return guest


func _on_ben_opened(id: String, is_player: bool) -> void:
	if _ben_game != null:
		_ben_game.queue_free()
	_ben_game = Game.new(_ben, id, is_player)
	_ben_game.hide()
	root.add_child(_ben_game)


func _is_of(seek: Dictionary, whose: HubbubClient) -> bool:
	return seek["by"] == whose.user


func _worth() -> int:
	var letters: Letters = _game().get("_letters")
	return _game().draft.worth(_game().table, letters)


func _game() -> Game:
	return _screen.game


func _board() -> Board:
	return _game().get("_board")


func _phase() -> String:
	return _game().table.phase() if _game().table.is_known() else ""


func _turns() -> int:
	return _game().table.turns()


func _last_kind() -> String:
	return "" if _kept("moves") == 0 else str(_game().table.now["moves"][-1]["kind"])


## How long one of the game's lists is.
func _kept(list_name: String) -> int:
	var list: Array = _game().table.now[list_name]
	return list.size()


## A place below the centre, where nothing lies yet.
func _below() -> Vector2:
	return _board().global_position + _board().rect_of(CENTRE + Vector2i.DOWN * 2).get_center()


## Waits until ann (0) or ben (1) is on turn, and both know it.
func _until_turn(who: int) -> void:
	await until(func() -> bool: return _is_on_turn(_game()) == (who == 0) and _is_on_turn(_ben_game) == (who == 1))


func _is_on_turn(game: Game) -> bool:
	return game.table.is_known() and game.table.is_my_turn()


## Whether a seat has had a turn.
func _has_played(seat: int) -> bool:
	var moves: Array = _game().table.now["moves"]
	return moves.any(func(move: Dictionary) -> bool: return move.get("seat") == seat)


func _ann_passes() -> void:
	doing = "ann passes"
	var turns: int = _turns()
	await _press("Pass")
	await until(func() -> bool: return _turns() > turns)


func _ben_passes() -> void:
	doing = "ben passes"
	var turns: int = _turns()
	await until(func() -> bool: return _is_on_turn(_ben_game))
	var answer: HubbubAnswer = await _ben_game.ask("pass")
	check("ben passes: %s" % answer.text, answer.is_kept)
	await until(func() -> bool: return _turns() > turns)


## All letters of a rack, through what lies there: no list has such a word.
func _nonsense(game: Game) -> Dictionary:
	var tiles: String = str(game.table.now["rack"]).replace("?", "q")
	return {"at": Letters.name_of(CENTRE + Vector2i(-3, 3)), "across": true, "tiles": tiles}


func _letters_held() -> PackedStringArray:
	return Array(_game().draft.rack).filter(func(tile: String) -> bool: return tile != Letters.BLANK)


func _plain_tile() -> int:
	for at: int in _game().draft.rack.size():
		if _game().draft.rack[at] != Letters.BLANK:
			return at
	return -1


func _rack_place(at: int) -> Vector2:
	var rack: Object = _game().get("_rack")
	var rect: Rect2 = rack.call("rect_of", at)
	return rect.get_center()


func _press(action: String) -> void:
	var buttons: Dictionary = _game().get("_buttons")
	var button: Button = _game().get("_play") if action == "Play" else buttons[action]
	await until(func() -> bool: return button.visible and not button.disabled)
	await tree.process_frame
	await _click(button, button.size / 2.0)


func _click(on: Control, at: Vector2) -> void:
	await tree.process_frame
	_mouse(on.global_position + at, true)
	_mouse(on.global_position + at, false)
	await tree.process_frame


## All in one frame: a real mouse may hang about.
func _drag(from: Vector2, to: Vector2) -> void:
	await tree.process_frame
	_mouse(from, true)
	for step: int in 5:
		var motion: InputEventMouseMotion = InputEventMouseMotion.new()
		motion.position = from.lerp(to, (step + 1) / 5.0)
		motion.global_position = motion.position
		motion.relative = (to - from) / 5.0
		motion.button_mask = MOUSE_BUTTON_MASK_LEFT
		_window.push_input(motion)
	_mouse(to, false)
	await tree.process_frame


func _mouse(at: Vector2, is_down: bool) -> void:
	var event: InputEventMouseButton = InputEventMouseButton.new()
	event.position = at
	event.global_position = at
	event.button_index = MOUSE_BUTTON_LEFT
	event.button_mask = MOUSE_BUTTON_MASK_LEFT if is_down else 0
	event.pressed = is_down
	_window.push_input(event)


func _type(letter: String) -> void:
	await _key(letter.unicode_at(0) as Key)


func _key(code: Key) -> void:
	var event: InputEventKey = InputEventKey.new()
	event.keycode = code
	event.pressed = true
	_window.push_input(event)
	await tree.process_frame


func _save(file: String) -> void:
	if _folder.is_empty():
		return
	# Drawn only now: without a graphics card it costs more than all else.
	_window.render_target_update_mode = SubViewport.UPDATE_ALWAYS
	for frame: int in 3:
		await RenderingServer.frame_post_draw
	_window.render_target_update_mode = SubViewport.UPDATE_DISABLED
	save_picture(_window.get_texture().get_image(), _folder, file)
