extends BoxContainer
## Who looks for a game, which games are played, and a chat. `docs/lobby.md` says what the server tells.

## A game is to be opened: to play in it, or to watch.
signal game_opened(game: String, is_player: bool)

const ChatLog = preload("res://addons/hubbub/chat_log.gd")
const Look = preload("res://crossword/look.gd")

const REALM: String = "gametv-lobby"
const LOBBY: String = "lobby"
const RULES: String = "crossword"
const BOTS: Dictionary[String, String] = {
	"bot_1": "Bot 1, a beginner", "bot_2": "Bot 2", "bot_3": "Bot 3", "bot_4": "Bot 4", "bot_5": "Bot 5, a master",
}
const PACES: Array[Dictionary] = [
	{"name": "25 min + 5 s", "clock": {"kind": "live", "initial_s": 1500, "increment_s": 5, "overtime_min": 0}},
	{"name": "10 min + 5 s", "clock": {"kind": "live", "initial_s": 600, "increment_s": 5, "overtime_min": 0}},
	{"name": "3 min + 10 s", "clock": {"kind": "live", "initial_s": 180, "increment_s": 10, "overtime_min": 0}},
	{"name": "a day a move", "clock": {"kind": "correspondence", "turn_s": 86400, "bank_s": 0}},
]
const TEXT_COLORS: Array[String] = [
	"font_color", "font_focus_color", "font_hover_color", "font_pressed_color", "font_hover_pressed_color",
]
const CHALLENGES: Array[String] = ["void", "single", "double", "five", "ten", "triple"]
const CHALLENGE_WORDS: Array[String] = [
	"no wrong words", "challenge: free", "challenge: double", "challenge: 5 points", "challenge: 10 points",
	"challenge: triple",
]
const LANGUAGES: Array[String] = ["english", "dutch"]
const LISTED_MAX: int = 50

var seeks: Array = []
var games: Array = []
var yours: Dictionary = {"rating": {}, "seeks": [], "games": [], "starting": []}

var _client: HubbubClient
var _seek_rows: VBoxContainer = VBoxContainer.new()
var _game_rows: VBoxContainer = VBoxContainer.new()
var _rating: Label = Look.label("", 15, Look.SOFT)
var _message: Label = Look.label("", 15, Look.AMBER)
var _pace: OptionButton
var _challenges: OptionButton
var _language: OptionButton
var _rated: CheckBox = CheckBox.new()
var _opponent: LineEdit = LineEdit.new()
var _people: Label = Look.label("Everybody here", 18)
var _log: ChatLog = ChatLog.new()
var _input: LineEdit = LineEdit.new()
var _known_games: Dictionary[String, bool] = {}
var _is_told: bool = false
## Much may come at once, and while a game hides it all: the rows are made anew when they are seen next.
var _is_stale: bool = false


func _init(client: HubbubClient) -> void:
	_client = client
	size_flags_horizontal = Control.SIZE_EXPAND_FILL
	size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_theme_constant_override("separation", 16)


func _ready() -> void:
	_build()
	Look.listen(_client.view, _on_view)
	Look.listen(_client.said, _on_said)
	Look.listen(resized, _fit)
	_fit()
	_show()
	var _is_in: bool = await _client.join(REALM)


func _process(_delta: float) -> void:
	if _is_stale and is_visible_in_tree():
		_is_stale = false
		_show()


## Looks for an opponent; with a name, asks this one.
func seek(to: String = "") -> void:
	var setup: Dictionary = {
		"clock": PACES[_pace.selected]["clock"],
		"rules": CHALLENGES[_challenges.selected],
		"language": LANGUAGES[_language.selected],
	}
	var wish: Dictionary = {"rules": RULES, "setup": setup, "rated": _rated.button_pressed, "to": null, "range": null}
	if to != "":
		wish["to"] = to
	await _ask("seek", wish)


## Takes a seek up; one's own is taken back.
func accept(id: int) -> void:
	await _ask("accept", {"seek": id})


func _build() -> void:
	var people: BoxContainer = Look.stack(true, 8, [_head("Looking for a game"), _scroll(_seek_rows)])
	var played: BoxContainer = Look.stack(true, 8, [_head("Being played"), _scroll(_game_rows)])
	var lists: BoxContainer = Look.stack(true, 16, [_tall(Look.card(people)), _tall(Look.card(played))])
	lists.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	lists.size_flags_vertical = Control.SIZE_EXPAND_FILL
	lists.size_flags_stretch_ratio = 1.3
	var right: BoxContainer = Look.stack(true, 16, [Look.card(_form()), _tall(Look.card(_chat()))])
	right.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	right.size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_child(lists)
	add_child(right)


func _form() -> Control:
	var names: Array[String] = []
	for pace: Dictionary in PACES:
		names.append(pace["name"])
	_pace = _options(names)
	_pace.select(1)
	_challenges = _options(CHALLENGE_WORDS)
	_challenges.select(2)
	_language = _options(["English", "Dutch"])
	_rated.text = "rated"
	_rated.button_pressed = true
	for look: String in ["normal", "hover", "pressed", "hover_pressed"]:
		_rated.add_theme_stylebox_override(look, Look.box(Color.TRANSPARENT, 10, 10))
	for color: String in TEXT_COLORS:
		_rated.add_theme_color_override(color, Look.TEXT)
	_opponent.placeholder_text = "a player's name, or nobody's"
	_opponent.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	Look.listen(_opponent.text_submitted, func(to: String) -> void: await seek(to.strip_edges()))
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_message.visible = false
	var bots: HFlowContainer = HFlowContainer.new()
	bots.add_theme_constant_override("h_separation", 6)
	bots.add_theme_constant_override("v_separation", 6)
	for bot: String in BOTS:
		var play: Button = Look.button(bot.replace("bot_", "Bot "), seek.bind(bot), true)
		play.tooltip_text = BOTS[bot]
		bots.add_child(play)
	return Look.stack(true, 10, [
		Look.stack(false, 8, [_head("A new game"), Look.gap(), _rating]),
		Look.stack(false, 8, [_pace, _challenges]),
		Look.stack(false, 8, [_language, _rated]),
		Look.stack(false, 8, [_opponent, Look.button("Seek", func() -> void: await seek(_opponent.text.strip_edges()))]),
		Look.label("Or at once, from a beginner to a master:", 13, Look.SOFT),
		bots,
		_message,
	])


func _chat() -> Control:
	_log.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_log.custom_minimum_size.y = 80
	_log.add_theme_stylebox_override("normal", Look.box(Color.TRANSPARENT, 0, 2))
	_input.placeholder_text = "Say something to everybody here"
	_input.keep_editing_on_text_submit = true
	Look.listen(_input.text_submitted, _on_text_submitted)
	Look.listen(_client.presence, _on_presence)
	Look.listen(_client.joined, _on_presence)
	return Look.stack(true, 8, [_people, _log, _input])


func _on_view(view: HubbubView) -> void:
	if view.kind == "lobby_yours" and view.realm != REALM:
		yours = view.data()
		_open_new_games()
		_is_stale = true
	if view.realm != REALM:
		return
	var data: Dictionary = view.data()
	match view.kind:
		"snapshot":
			seeks = data["seeks"]
			games = data["games"]
		"seek_added":
			var seek_added: Dictionary = data["seek"]
			seeks = _with(seeks, seek_added, "id")
		"seek_gone":
			seeks = seeks.filter(func(kept: Dictionary) -> bool: return kept["id"] != data["id"])
		"game_added":
			var game_added: Dictionary = data["game"]
			games = _with(games, game_added, "at")
		"game_gone":
			games = games.filter(func(kept: Dictionary) -> bool: return kept["id"] != data["game"])
	_is_stale = true


## The list with an item in it: the greatest [param key] first, each id once.
func _with(list: Array, item: Dictionary, key: String) -> Array:
	var others: Array = list.filter(func(other: Dictionary) -> bool: return other["id"] != item["id"])
	var above: Array = others.filter(func(other: Dictionary) -> bool: return other[key] > item[key])
	return (above + [item] + others.slice(above.size())).slice(0, LISTED_MAX)


## A game that has begun since is opened; those from before wait in the list.
func _open_new_games() -> void:
	for game: Dictionary in yours["games"]:
		var id: String = game["id"]
		if _is_told and not _known_games.has(id):
			game_opened.emit(id, true)
		_known_games[id] = true
	_is_told = true


func _ask(kind: String, body: Dictionary) -> void:
	var answer: HubbubAnswer = await _client.command(LOBBY, kind, body)
	_message.text = "" if answer.is_kept else answer.text
	_message.visible = not answer.is_kept


func _on_presence(realm: String, members: int) -> void:
	if realm == HubbubClient.LOBBY:
		_people.text = "Only you are here" if members == 1 else "%d are here" % members


func _on_said(realm: String, from: int, text: String) -> void:
	if realm == HubbubClient.LOBBY:
		_log.say(from, "Player %d" % from, text)


func _on_text_submitted(text: String) -> void:
	if not text.strip_edges().is_empty() and _client.send(HubbubClient.LOBBY, text) == OK:
		_log.say(_client.conn_id, "You", text)
		_input.clear()


func _show() -> void:
	var ratings: Dictionary = yours["rating"]
	var rating: Dictionary = ratings.get(RULES, {"value": 1500, "games": 0})
	_rating.text = "%s  %s" % [Look.user(_client.user), _rated_words(rating)]
	_clear(_seek_rows)
	for directed: Dictionary in yours["seeks"]:
		if directed["to"] != null:
			_seek_rows.add_child(_seek_row(directed))
	for open: Dictionary in seeks:
		_seek_rows.add_child(_seek_row(open))
	if _seek_rows.get_child_count() == 0:
		_seek_rows.add_child(Look.label("Nobody yet. Seek a game, or play a bot.", 15, Look.SOFT))
	_clear(_game_rows)
	var own_games: Array = yours["games"]
	for own: Dictionary in own_games:
		_game_rows.add_child(_game_row(own, true))
	for game: Dictionary in games:
		if not own_games.any(func(own: Dictionary) -> bool: return own["id"] == game["id"]):
			_game_rows.add_child(_game_row(game, false))
	if _game_rows.get_child_count() == 0:
		_game_rows.add_child(Look.label("No game is being played.", 15, Look.SOFT))


func _seek_row(seek_shown: Dictionary) -> Control:
	var id: int = seek_shown["id"]
	var by: String = seek_shown["by"]
	var rating: Dictionary = seek_shown["rating"]
	var setup: Dictionary = seek_shown["setup"]
	var is_own: bool = by == _client.user
	var to: String = ""
	if seek_shown["to"] != null:
		to = "  for %s" % Look.user(str(seek_shown["to"])) if is_own else "  for you"
	var who: String = "%s  %s%s" % [Look.user(by), _rated_words(rating), to]
	var what: String = "%s · %s" % [_setup_words(setup), "rated" if seek_shown["rated"] else "casual"]
	var button: Button
	if is_own:
		button = Look.button("Take back", func() -> void: await _ask("unseek", {"seek": id}), true)
	else:
		button = Look.button("Play", accept.bind(id))
	return _row(who, what, button)


func _game_row(game: Dictionary, is_own: bool) -> Control:
	var id: String = game["id"]
	var seats: Array = game["seats"]
	var ratings: Array = game["ratings"]
	var names: Array[String] = []
	for at: int in seats.size():
		var rating: Dictionary = ratings[at]
		names.append("%s  %s" % [Look.user(str(seats[at])), _rated_words(rating)])
	var button: Button = Look.button("Play on" if is_own else "Watch", game_opened.emit.bind(id, is_own), not is_own)
	return _row("  –  ".join(names), "rated" if game["rated"] else "casual", button)


func _row(first: String, second: String, button: Button) -> Control:
	var name_label: Label = Look.label(first, 16)
	name_label.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	var words: BoxContainer = Look.stack(true, -2, [name_label, Look.label(second, 13, Look.SOFT)])
	words.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	var row: BoxContainer = Look.stack(false, 10, [words, button])
	button.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	var panel: PanelContainer = PanelContainer.new()
	panel.add_theme_stylebox_override("panel", Look.box(Look.CARD_HIGH, 10, 10))
	panel.add_child(row)
	panel.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	return panel


func _setup_words(setup: Dictionary) -> String:
	var clock: Dictionary = setup.get("clock", PACES[0]["clock"])
	var pace: String = "a day a move"
	if clock.get("kind", "live") == "live":
		var initial_s: float = clock.get("initial_s", 1500)
		pace = "%d min + %d s" % [floori(initial_s / 60.0), clock.get("increment_s", 5)]
	return "%s · %s · %s" % [setup.get("language", "english"), pace, setup.get("rules", "void")]


func _rated_words(rating: Dictionary) -> String:
	return "%d%s" % [rating["value"], "?" if rating["games"] < 30 else ""]


func _head(text: String) -> Label:
	return Look.label(text, 18)


func _tall(card: Control) -> Control:
	card.size_flags_vertical = Control.SIZE_EXPAND_FILL
	return card


func _scroll(rows: VBoxContainer) -> ScrollContainer:
	rows.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	rows.add_theme_constant_override("separation", 8)
	var scroll: ScrollContainer = ScrollContainer.new()
	scroll.horizontal_scroll_mode = ScrollContainer.SCROLL_MODE_DISABLED
	scroll.size_flags_vertical = Control.SIZE_EXPAND_FILL
	scroll.custom_minimum_size.y = 110
	scroll.add_child(rows)
	return scroll


func _options(names: Array[String]) -> OptionButton:
	var made: OptionButton = OptionButton.new()
	for option: String in names:
		made.add_item(option)
	made.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	made.add_theme_stylebox_override("normal", Look.box(Look.CARD_HIGH, 10, 10, Look.LINE))
	made.add_theme_stylebox_override("hover", Look.box(Look.LINE, 10, 10, Look.LINE))
	made.add_theme_stylebox_override("pressed", Look.box(Look.INK, 10, 10, Look.LINE))
	for color: String in TEXT_COLORS:
		made.add_theme_color_override(color, Look.TEXT)
	return made


func _clear(rows: Container) -> void:
	for row: Node in rows.get_children():
		rows.remove_child(row)
		row.queue_free()


func _fit() -> void:
	vertical = size.x < size.y
