extends VBoxContainer
## Beside the board: the players with their clocks, the moves, and what was said.

## The player wants to say something.
signal line_entered(text: String)

const ChatLog = preload("res://addons/hubbub/chat_log.gd")
const Look = preload("res://crossword/look.gd")
const Position = preload("res://crossword/position.gd")

const LOW_MS: int = 60_000

var _names: Array[Label] = []
var _scores: Array[Label] = []
var _clocks: Array[Label] = []
var _cards: Array[PanelContainer] = []
var _bag: Label = Look.label("", 13, Look.SOFT)
var _moves: RichTextLabel = RichTextLabel.new()
var _log: ChatLog = ChatLog.new()
var _input: LineEdit = LineEdit.new()
var _below: BoxContainer = Look.stack(true, 10)
var _shown_moves: int = -1
var _shown_lines: int = 0
var _is_hushed: bool = false


func _init() -> void:
	add_theme_constant_override("separation", 10)
	size_flags_vertical = Control.SIZE_EXPAND_FILL
	var players: BoxContainer = Look.stack(false, 10)
	for seat: int in 2:
		players.add_child(_player())
	add_child(players)
	add_child(_bag)
	_moves.bbcode_enabled = true
	_moves.scroll_following = true
	_moves.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_moves.add_theme_stylebox_override("normal", Look.box(Color.TRANSPARENT, 0, 4))
	_below.add_child(_card_of(_moves))
	_log.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_log.add_theme_stylebox_override("normal", Look.box(Color.TRANSPARENT, 0, 4))
	_below.add_child(_card_of(_log))
	_below.size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_child(_below)
	_input.placeholder_text = "Say something to your opponent"
	_input.max_length = 500
	_input.keep_editing_on_text_submit = true
	Look.listen(_input.text_submitted, _on_text_submitted)
	add_child(_input)


## Moves and talk beside each other, where there is more width than height.
func lie_flat(is_flat: bool) -> void:
	_below.vertical = not is_flat


## Shows what has changed; called for every view.
func show_position(table: Position) -> void:
	var now: Dictionary = table.now
	for seat: int in 2:
		var away: String = "  (away)" if now["away"][seat] else ""
		var is_own: bool = seat == table.seat()
		_names[seat].text = Look.user(str(now["seats"][seat])) + (" · you" if is_own else "") + away
		_names[seat].add_theme_color_override("font_color", Look.TEXT if is_own else Look.SOFT)
		_scores[seat].text = str(now["scores"][seat])
		var is_on: bool = now["turn"] == seat and table.phase() in ["playing", "final_pass"]
		var edge: Color = Look.GREEN if is_on else Look.LINE
		_cards[seat].add_theme_stylebox_override("panel", Look.box(Look.CARD, 14, 12, edge))
	_bag.text = "%d tiles in the bag · %s · challenges: %s" % [now["bag"], now["language"], now["rules"]]
	_show_moves(table)
	_show_lines(now)
	_input.visible = table.seat() >= 0


## Shows the clocks; called for every frame.
func show_clocks(table: Position, server_ms: int) -> void:
	for seat: int in 2:
		var left: int = table.left_ms(seat, server_ms)
		_clocks[seat].text = Look.clock(left)
		_clocks[seat].add_theme_color_override("font_color", Look.RED if left < LOW_MS else Look.TEXT)


## A remark of the game's own.
func note(text: String) -> void:
	_log.note(text)


func _player() -> PanelContainer:
	var name_label: Label = Look.label("", 15, Look.SOFT)
	name_label.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	var score: Label = Look.label("0", 30)
	var clock: Label = Look.label("", 18)
	_names.append(name_label)
	_scores.append(score)
	_clocks.append(clock)
	var card: PanelContainer = Look.card(Look.stack(true, 0, [name_label, Look.stack(false, 8, [score, Look.gap(), clock])]))
	card.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_cards.append(card)
	return card


func _card_of(content: Control) -> PanelContainer:
	var card: PanelContainer = Look.card(content, 8)
	card.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	card.size_flags_vertical = Control.SIZE_EXPAND_FILL
	card.custom_minimum_size.y = 90
	return card


func _show_moves(table: Position) -> void:
	var now: Dictionary = table.now
	var count: int = table.turns()
	if count == _shown_moves:
		return
	_shown_moves = count
	_moves.clear()
	if count == 0:
		_moves.append_text("[color=#9daab0]No move yet.[/color]")
	var seats: Array = now["seats"]
	var moves: Array = now["moves"]
	for move: Dictionary in moves:
		_moves.append_text(_words_of(move, seats) + "\n")


func _words_of(move: Dictionary, seats: Array) -> String:
	var by: String = HubbubPlainText.bbcode(Look.user(str(seats[move["by"] if move.has("by") else move["seat"]])))
	var who: String = "[color=#9daab0]%s[/color]  " % by
	match move["kind"]:
		"placed":
			return who + "%s  [color=#9daab0]%s[/color]  [color=#3ccbab]+%d[/color]" % [move["words"][0], move["at"], move["score"]]
		"exchanged":
			return who + "exchanges %d" % move["gave"]["count"]
		"passed":
			return who + "passes"
		_:
			if move["upheld"]:
				return who + "challenges: the play comes off"
			var earned: String = "  [color=#3ccbab]+%d[/color] for the other" % move["points"] if move["points"] > 0 else ""
			return who + "challenges in vain" + earned


func _show_lines(now: Dictionary) -> void:
	var said: Array = now["said"]
	if now["seat"] == null and now["ended"] == null and not _is_hushed:
		_is_hushed = true
		note("What the players say is shown when the game is over.")
	if said.size() < _shown_lines:
		_log.wipe()
		_shown_lines = 0
	for line: Dictionary in said.slice(_shown_lines):
		var by: int = line["seat"]
		_log.say(by + 1, Look.user(str(now["seats"][by])), str(line["text"]))
	_shown_lines = said.size()


func _on_text_submitted(text: String) -> void:
	if not text.strip_edges().is_empty():
		line_entered.emit(text)
		_input.clear()
