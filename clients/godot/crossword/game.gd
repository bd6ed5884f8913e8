extends BoxContainer
## One game, at its table or from the side.

## The same two play again.
signal rematch_begun(game: String)

const Board = preload("res://crossword/board.gd")
const Chooser = preload("res://crossword/chooser.gd")
const Draft = preload("res://crossword/draft.gd")
const Letters = preload("res://crossword/letters.gd")
const Look = preload("res://crossword/look.gd")
const Position = preload("res://crossword/position.gd")
const Rack = preload("res://crossword/rack.gd")
const GameSide = preload("res://crossword/side.gd")

const EXCHANGE_MIN: int = 7
const CALL_OFF_TURNS: int = 7
const REASONS: Dictionary[String, String] = {
	"standard": "The game is over.", "time": "Time is up.", "scoreless": "Too many turns without a point.",
	"resigned": "Somebody has resigned.", "aborted": "The game was called off.",
	"triple_challenge": "A challenge has decided the game.", "cancelled": "Somebody did not come.",
	"forfeit": "Somebody did not answer.", "adjudicated": "The game was decided by the server.",
}

var game: String
var realm: String
var table: Position = Position.new()
var draft: Draft = Draft.new()

var _client: HubbubClient
var _letters: Letters = Letters.new()
var _board: Board = Board.new()
var _rack: Rack = Rack.new()
var _side: GameSide = GameSide.new()
var _chooser: Chooser = Chooser.new()
var _words_shown: Label = Look.label("", 18)
var _refusal: String = ""
var _play: Button
var _buttons: Dictionary[String, Button] = {}
var _actions: HFlowContainer = HFlowContainer.new()
var _is_asking: bool = false
var _blank_square: Vector2i = Board.NOWHERE
var _blank_at: int = -1


func _init(client: HubbubClient, id: String, is_player: bool) -> void:
	_client = client
	game = id
	realm = ("game-" if is_player else "gametv-") + id
	size_flags_horizontal = Control.SIZE_EXPAND_FILL
	size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_theme_constant_override("separation", 16)


func _ready() -> void:
	_build()
	Look.listen(draft.changed, _refresh)
	Look.listen(_board.square_chosen, _on_square_chosen)
	Look.listen(_board.letter_typed, _on_letter_typed)
	Look.listen(_board.rack_tile_dropped, _lay)
	Look.listen(_board.key_meant, _on_key_meant)
	Look.listen(_chooser.letter_chosen, _on_blank_chosen)
	Look.listen(_chooser.tiles_chosen, func(tiles: String) -> void: await _order("exchange", {"tiles": tiles}))
	Look.listen(_side.line_entered, func(text: String) -> void: await _order("say", {"text": text}))
	Look.listen(_client.view, _on_view)
	Look.listen(_client.left, _on_left)
	Look.listen(_client.state_changed, func(_state: HubbubClient.State) -> void: _refresh())
	Look.listen(resized, _fit)
	_fit()
	_words_shown.text = "Opening the game …"
	var _is_in: bool = await _client.join(realm)


func _exit_tree() -> void:
	_client.leave(realm)


func _process(_delta: float) -> void:
	if table.is_known():
		_side.show_clocks(table, _client.server_time_ms())


## Asks something of the game; what is refused is shown.
func ask(kind: String, body: Dictionary = {}) -> HubbubAnswer:
	_refusal = ""
	_is_asking = true
	_refresh()
	var answer: HubbubAnswer = await _client.command(game, kind, body)
	_is_asking = false
	if not answer.is_kept:
		_refusal = answer.text if answer.text != "" else answer.code
	_refresh()
	return answer


## Plays what is laid.
func play() -> void:
	var words: Dictionary = draft.play(table)
	if words.is_empty():
		_refusal = "The tiles have to stand in one line, without a gap."
		_refresh()
	elif table.is_my_turn() and not _is_asking:
		await _order("place", words)


## Asks something whose answer is only to be seen.
func _order(kind: String, body: Dictionary) -> void:
	var _answer: HubbubAnswer = await ask(kind, body)


func _build() -> void:
	_board.position_shown = table
	_board.draft = draft
	_rack.draft = draft
	Look.listen(_rack.tile_chosen, func(_at: int) -> void: _board.queue_redraw())
	_actions.add_theme_constant_override("h_separation", 8)
	_actions.add_theme_constant_override("v_separation", 8)
	_actions.alignment = FlowContainer.ALIGNMENT_CENTER
	_play = Look.button("Play", play)
	_actions.add_child(_play)
	_action("Recall", draft.recall)
	_action("Shuffle", draft.shuffle)
	_action("Exchange", func() -> void: _chooser.ask_tiles(str(table.now["rack"])))
	_action("Pass", ask.bind("pass"))
	_action("Challenge", ask.bind("challenge"))
	_action("Resign", ask.bind("resign"))
	_action("Call off", ask.bind("ask_abort"))
	_action("Nudge", ask.bind("nudge"))
	_action("Agree", func() -> void: await _order("answer_abort", {"yes": true}))
	_action("I am here", ask.bind("answer_nudge"))
	_action("Rematch", ask.bind("offer_rematch"))
	_words_shown.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	_words_shown.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	# Nothing above may move when a button comes or goes: tiles are under somebody's finger.
	_actions.custom_minimum_size.y = 46
	var middle: BoxContainer = Look.stack(true, 10, [_board, _words_shown, _rack, _actions])
	middle.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	middle.size_flags_vertical = Control.SIZE_EXPAND_FILL
	middle.size_flags_stretch_ratio = 1.9
	_side.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	add_child(middle)
	add_child(_side)
	add_child(_chooser)


func _action(text: String, pressed: Callable) -> void:
	_buttons[text] = Look.button(text, pressed, true)
	_actions.add_child(_buttons[text])


## Side by side where there is room, else one above the other.
func _fit() -> void:
	vertical = size.x < size.y
	_side.custom_minimum_size.x = 0 if vertical else 300
	_side.size_flags_stretch_ratio = 0.4 if vertical else 1.0
	_side.lie_flat(vertical)


func _on_view(view: HubbubView) -> void:
	if view.realm != realm:
		return
	var data: Dictionary = view.data()
	if not data.has("kind"):
		return
	table.follow(data)
	if not table.is_known():
		return
	_refusal = ""
	if data["kind"] == "snapshot":
		_letters = Letters.new(str(table.now["language"]))
		_board.letters = _letters
		_rack.letters = _letters
		_board.grab_focus()
	if table.now["rack"] != null:
		draft.hold(str(table.now["rack"]))
		_drop_covered()
	_side.show_position(table)
	_refresh()
	if data["kind"] == "rematch" and table.seat() >= 0:
		rematch_begun.emit(str(data["game"]))


func _on_left(from: String) -> void:
	if from == realm:
		_words_shown.text = "There is no such game, or it is not yours to see."


## The opponent may have played where something was laid.
func _drop_covered() -> void:
	for square: Vector2i in draft.laid.keys():
		if table.tile(square) != Letters.EMPTY:
			draft.lift(square)


func _on_square_chosen(square: Vector2i) -> void:
	if draft.laid.has(square):
		draft.lift(square)
	elif _rack.chosen >= 0:
		_lay(_rack.chosen, square)


func _on_letter_typed(letter: String, wants_blank: bool) -> void:
	if not _may_lay() or table.tile(_board.cursor) != Letters.EMPTY or _board.cursor == Board.NOWHERE:
		return
	var at: int = draft.find(letter, wants_blank)
	if draft.lay(at, _board.cursor, letter):
		_board.advance()


func _on_key_meant(key: Key) -> void:
	match key:
		KEY_ESCAPE:
			draft.recall()
		KEY_BACKSPACE:
			if not draft.laid.has(_board.cursor):
				_board.advance(-1)
			draft.lift(_board.cursor)
		_:
			await play()


func _lay(at: int, square: Vector2i) -> void:
	_rack.chosen = -1
	if not _may_lay() or table.tile(square) != Letters.EMPTY:
		return
	if at < draft.rack.size() and draft.rack[at] == Letters.BLANK:
		_blank_at = at
		_blank_square = square
		_chooser.ask_letter()
	else:
		var _is_laid: bool = draft.lay(at, square)


func _on_blank_chosen(letter: String) -> void:
	var _is_laid: bool = draft.lay(_blank_at, _blank_square, letter)


func _may_lay() -> bool:
	return table.is_known() and table.seat() >= 0 and table.phase() in ["playing", "waiting"]


func _refresh() -> void:
	_board.can_lay = _may_lay()
	_board.queue_redraw()
	_rack.queue_redraw()
	if table.is_known():
		_show_actions()
		_words_shown.text = _refusal if _refusal != "" else _words()
		_words_shown.add_theme_color_override("font_color", Look.AMBER if _refusal != "" else Look.TEXT)


func _show_actions() -> void:
	var now: Dictionary = table.now
	var is_player: bool = table.seat() >= 0
	var mine: bool = table.is_my_turn() and not _is_asking
	var is_final: bool = table.phase() == "final_pass"
	var runs: bool = table.phase() in ["playing", "final_pass"]
	var asked: String = _question_to_me()
	var is_over: bool = table.phase() == "ended"
	_rack.visible = is_player
	_actions.visible = is_player
	_play.visible = is_player and runs and not is_final
	_play.disabled = not mine or draft.laid.is_empty()
	var worth: int = draft.worth(table, _letters)
	_play.text = "Play for %d" % worth if worth > 0 else "Play"
	_show("Recall", is_player and runs and not draft.laid.is_empty(), true)
	_show("Shuffle", is_player and runs and draft.laid.is_empty(), true)
	_show("Exchange", is_player and runs and not is_final, mine and table.bag() >= EXCHANGE_MIN)
	_show("Pass", is_player and runs, mine)
	_show("Challenge", mine and table.is_challengeable(), true)
	_show("Resign", is_player and runs, mine)
	var is_early: bool = table.turns() < CALL_OFF_TURNS
	var may_call_off: bool = is_player and runs and is_early and not now["abort_asked"][table.seat()]
	_show("Call off", may_call_off, now["question"] == null)
	_show("Nudge", is_player and runs and not table.is_my_turn(), now["question"] == null)
	_show("Agree", asked == "abort", true)
	_show("I am here", asked == "nudge", true)
	_show("Rematch", is_player and is_over and now["rematch_game"] == null, not table.wants_rematch())


func _show(action: String, is_shown: bool, is_enabled: bool) -> void:
	_buttons[action].visible = is_shown
	_buttons[action].disabled = not is_enabled


func _question_to_me() -> String:
	var open: Variant = table.now["question"]
	if open == null or table.seat() < 0 or open["by"] == table.seat():
		return ""
	return open["question"]


## What is to be known at this moment, in a sentence.
func _words() -> String:
	if _is_asking and _client.state != HubbubClient.State.ONLINE:
		return "Kept here: it is sent when the connection is back."
	match table.phase():
		"ended":
			return _outcome(table.ended())
		"waiting":
			return "Waiting for both players"
		"final_pass":
			if table.is_my_turn():
				return "Out of tiles. Challenge, or pass to end the game."
			return "Out of tiles: the last word is being looked at."
	match _question_to_me():
		"abort":
			return "Your opponent would like to call the game off."
		"nudge":
			return "Your opponent asks whether you are there."
	return "Your turn" if table.is_my_turn() else "%s is on turn" % Look.user(table.user_at(table.turn()))


func _outcome(ended: Dictionary) -> String:
	var reason: String = REASONS.get(ended["reason"], "The game is over.")
	if ended["winner"] == null:
		return reason + (" Nobody has won." if ended["reason"] in ["aborted", "cancelled"] else " A tie.")
	var winner: int = ended["winner"]
	if table.seat() < 0:
		return "%s %s has won." % [reason, Look.user(table.user_at(winner))]
	return reason + (" You have won!" if winner == table.seat() else " You have lost.")
