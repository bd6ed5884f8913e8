extends RefCounted
## A game as its viewer may know it: a snapshot, and what each view after it changes. `docs/crossword.md` says both.

const Letters = preload("res://crossword/letters.gd")

## The last turns that are kept.
const MOVES_MAX: int = 120
const LINES_MAX: int = 64

## The snapshot, kept as the server writes it; empty before the first.
var now: Dictionary = {}


## Takes in a view.
func follow(view: Dictionary) -> void:
	var kind: String = view["kind"]
	if kind == "snapshot":
		now = view.duplicate(true)
		return
	if now.is_empty():
		return
	match kind:
		"started":
			_started(view)
		"here", "away":
			now["away"][view["seat"]] = kind == "away"
		"begun":
			now["phase"] = "playing"
			now["running_since_ms"] = view["time_ms"]
		"placed":
			_placed(view)
		"exchanged":
			_exchanged(view)
		"passed":
			_passed(view)
		"challenged":
			_challenged(view)
		_:
			_talked(kind, view)
	now["time_ms"] = view.get("time_ms", now["time_ms"])


## Whether there is something to show.
func is_known() -> bool:
	return not now.is_empty()


## Where the viewer sits; -1 for watchers.
func seat() -> int:
	return -1 if now["seat"] == null else now["seat"]


## How far the game is: waiting, playing, final_pass or ended.
func phase() -> String:
	return now["phase"]


## The seat that is on turn, or was when the game ended.
func turn() -> int:
	return now["turn"]


## Who sits there.
func user_at(of_seat: int) -> String:
	return now["seats"][of_seat]


## How many tiles are in the bag.
func bag() -> int:
	return now["bag"]


## How many turns were played.
func turns() -> int:
	var before: int = now["moves_before"]
	var moves: Array = now["moves"]
	return before + moves.size()


## Whether the last play can be challenged.
func is_challengeable() -> bool:
	return now["last"] != null and now["last"]["challengeable"]


## Whether the viewer, who plays, has asked for a rematch.
func wants_rematch() -> bool:
	return now["rematch"][seat()]


## How the game has ended.
func ended() -> Dictionary:
	return now["ended"]


## Whether the viewer is on turn.
func is_my_turn() -> bool:
	return seat() == turn() and phase() in ["playing", "final_pass"]


## The tile on a square, [code].[/code] for none.
func tile(square: Vector2i) -> String:
	return str(now["board"][square.y])[square.x] if Letters.is_on_board(square) else Letters.EMPTY


## Whether no tile lies anywhere.
func is_bare() -> bool:
	var rows: Array = now["board"]
	return rows.all(func(row: String) -> bool: return row == Letters.EMPTY.repeat(Letters.SIDE))


## What is left on a clock at a time of the server's, in milliseconds; below zero in overtime. By correspondence the turn's
## own time comes first.
func left_ms(of_seat: int, server_ms: int) -> int:
	var left: int = now["left_ms"][of_seat]
	if now["running_since_ms"] == null or turn() != of_seat or phase() == "ended":
		return left
	var used: int = server_ms - now["running_since_ms"]
	if now["clock"]["kind"] == "correspondence":
		var turn_s: int = now["clock"]["turn_s"]
		return left + turn_s * 1000 - used
	return left - used


## The squares that the last play has covered, if it still lies there.
func last_squares() -> Array[Vector2i]:
	var squares: Array[Vector2i] = []
	if now["last"] != null:
		var last: Dictionary = now["last"]
		squares.assign(_fresh(last).keys())
	return squares


func _started(view: Dictionary) -> void:
	for field: String in ["seats", "first", "rules", "clock", "language", "lexicon", "casual", "bag"]:
		now[field] = view[field]
	now["turn"] = view["first"]
	var racks: Array = view["racks"]
	for at: int in racks.size():
		var rack: Dictionary = racks[at]
		now["rack_sizes"][at] = rack["count"]
		if rack.has("tiles"):
			now["rack"] = rack["tiles"]
			now["seat"] = at


func _placed(view: Dictionary) -> void:
	var by: int = view["seat"]
	var fresh: Dictionary[Vector2i, String] = _fresh(view)
	for square: Vector2i in fresh:
		_put(square, fresh[square])
	var drew: Dictionary = view["drew"]
	now["bag"] -= drew["count"]
	now["rack_sizes"][by] += drew["count"] - fresh.size()
	_change_rack(_used(fresh), drew)
	now["scores"][by] += view["score"]
	var last: Dictionary = view.duplicate(true)
	var _was_there: bool = last.erase("kind")
	last["challengeable"] = now["rules"] != "void"
	last["scoreless_before"] = now["scoreless"]
	now["last"] = last
	now["scoreless"] = 0
	if now["rack_sizes"][by] == 0 and now["rules"] != "void":
		now["phase"] = "final_pass"
	_end_turn(by, view)
	_moved(view)


func _exchanged(view: Dictionary) -> void:
	var gave: Dictionary = view["gave"]
	var drew: Dictionary = view["drew"]
	if gave.has("tiles"):
		_change_rack(str(gave["tiles"]), drew)
	now["scoreless"] += 1
	_close_last()
	_end_turn(_seat_of(view), view)
	_moved(view)


func _passed(view: Dictionary) -> void:
	if phase() != "final_pass":
		now["scoreless"] += 1
	_close_last()
	_end_turn(_seat_of(view), view)
	_moved(view)


func _challenged(view: Dictionary) -> void:
	var by: int = view["by"]
	now["scores"][1 - by] += view["points"]
	if view["upheld"]:
		var to_bag: Dictionary = view["to_bag"]
		_take_off(to_bag)
		now["left_ms"][by] = view["left_ms"]
		now["running_since_ms"] = view["time_ms"]
		now["scoreless"] += 1
	else:
		_close_last()
	if view["turn_lost"]:
		now["scoreless"] += 1
		_end_turn(by, view)
	_moved(view)


func _take_off(to_bag: Dictionary) -> void:
	if now["last"] == null:
		return
	var last: Dictionary = now["last"]
	now["last"] = null
	var fresh: Dictionary[Vector2i, String] = _fresh(last)
	for square: Vector2i in fresh:
		_put(square, Letters.EMPTY)
	now["bag"] += to_bag["count"]
	now["rack_sizes"][last["seat"]] += fresh.size() - to_bag["count"]
	if to_bag.has("tiles"):
		_change_rack(str(to_bag["tiles"]), {"tiles": _used(fresh)})
	now["scoreless"] = last["scoreless_before"]
	now["phase"] = "playing"


func _talked(kind: String, view: Dictionary) -> void:
	match kind:
		"asked":
			_asked(view)
		"answered":
			if view["question"] == "rematch":
				now["rematch"][view["seat"]] = true
			else:
				now["question"] = null
		"nudged":
			now["nudges"][view["seat"]] += 1
			now["question"] = {"question": "nudge", "by": view["seat"], "until_ms": view["until_ms"]}
		"time_added":
			now["time_gifts"][view["seat"]] += 1
			now["left_ms"][1 - _seat_of(view)] += view["ms"]
		"paused":
			if now["running_since_ms"] != null:
				now["running_since_ms"] += view["ms"]
			if now["question"] != null:
				now["question"]["until_ms"] += view["ms"]
		"said":
			if view.has("text"):
				_keep("said", {"seat": view["seat"], "time_ms": view["time_ms"], "text": view["text"]})
		"noted":
			if view.has("text"):
				_keep("notes", view["text"])
		"ended":
			_ended(view)
		"rematch":
			now["rematch_game"] = view["game"]


func _asked(view: Dictionary) -> void:
	if view["question"] == "abort":
		now["abort_asked"][view["seat"]] = true
	elif view["question"] == "rematch":
		now["rematch"][view["seat"]] = true
	if view["until_ms"] != null:
		now["question"] = {"question": view["question"], "by": view["seat"], "until_ms": view["until_ms"]}


func _ended(view: Dictionary) -> void:
	now["phase"] = "ended"
	now["scores"] = view["scores"]
	now["left_ms"] = view["left_ms"]
	now["running_since_ms"] = null
	now["question"] = null
	_close_last()
	if now["rack"] == null:
		now["said"] = view["said"]
	var outcome: Dictionary = view.duplicate(true)
	var _was_there: bool = outcome.erase("kind")
	now["ended"] = outcome


func _end_turn(by: int, view: Dictionary) -> void:
	now["left_ms"][by] = view["left_ms"]
	now["running_since_ms"] = view["time_ms"]
	now["turn"] = 1 - by


func _moved(view: Dictionary) -> void:
	var moves: Array = now["moves"]
	moves.append(view)
	if moves.size() > MOVES_MAX:
		moves.remove_at(0)
		now["moves_before"] += 1
	now["question"] = null


func _close_last() -> void:
	if now["last"] != null:
		now["last"]["challengeable"] = false


func _put(square: Vector2i, what: String) -> void:
	var row: String = now["board"][square.y]
	now["board"][square.y] = row.left(square.x) + what + row.substr(square.x + 1)


## The viewer's own rack, if what came is shown to him: then it is his.
func _change_rack(went: String, came: Dictionary) -> void:
	if now["rack"] == null or not came.has("tiles"):
		return
	var rack: Array[String] = []
	rack.assign(str(now["rack"]).split(""))
	for used: String in went:
		rack.erase(used)
	rack.append_array(str(came["tiles"]).split(""))
	rack.sort()
	now["rack"] = "".join(rack)


## Puts an item at the end of one of the lists, which stay short.
func _keep(list_name: String, item: Variant) -> void:
	var list: Array = now[list_name]
	list.append(item)
	if list.size() > LINES_MAX:
		list.remove_at(0)


static func _seat_of(view: Dictionary) -> int:
	return view["seat"]


## What a play has laid, square by square.
static func _fresh(play: Dictionary) -> Dictionary[Vector2i, String]:
	var fresh: Dictionary[Vector2i, String] = {}
	var square: Vector2i = Letters.square_of(str(play["at"]))
	var step: Vector2i = Vector2i.RIGHT if play["across"] else Vector2i.DOWN
	for laid: String in str(play["tiles"]):
		if laid != Letters.EMPTY:
			fresh[square] = laid
		square += step
	return fresh


## The tiles of the rack that these were.
static func _used(fresh: Dictionary[Vector2i, String]) -> String:
	var used: String = ""
	for laid: String in fresh.values():
		used += laid if laid == laid.to_upper() else Letters.BLANK
	return used
