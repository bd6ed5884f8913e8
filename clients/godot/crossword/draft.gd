extends RefCounted
## The tiles that a player moves about before he plays: his rack in the order that he likes, and what he has laid.

## Something was moved.
signal changed

const Letters = preload("res://crossword/letters.gd")
const Position = preload("res://crossword/position.gd")

## The tiles on the rack, from left to right; empty where one was taken away and laid.
var rack: PackedStringArray = PackedStringArray()
## What is laid: capitals, and small letters for blanks.
var laid: Dictionary[Vector2i, String] = {}

var _tiles: String = ""


## The server says what the player holds. The order stays as far as it can.
func hold(tiles: String) -> void:
	if tiles == _tiles:
		return
	_tiles = tiles
	var order: Array[String] = []
	order.assign(rack)
	for letter: String in laid.values():
		order.append(_tile_of(letter))
	laid.clear()
	var kept: Array[String] = []
	var rest: Array[String] = []
	rest.assign(tiles.split(""))
	for tile: String in order:
		if tile in rest:
			rest.erase(tile)
			kept.append(tile)
	rack = PackedStringArray(kept + rest)
	changed.emit()


## Lays a tile of the rack; a blank needs the letter that it stands for.
func lay(at: int, square: Vector2i, letter: String = "") -> bool:
	if at < 0 or at >= rack.size() or laid.has(square):
		return false
	if rack[at] == Letters.BLANK and letter.is_empty():
		return false
	laid[square] = letter.to_lower() if rack[at] == Letters.BLANK else rack[at]
	rack.remove_at(at)
	changed.emit()
	return true


## The place on the rack of a tile for this letter; a blank if there is none, or if one is asked for. -1: neither.
func find(letter: String, wants_blank: bool = false) -> int:
	var at: int = -1 if wants_blank else rack.find(letter.to_upper())
	return at if at >= 0 else rack.find(Letters.BLANK)


## Takes a laid tile back to the rack.
func lift(square: Vector2i, to: int = -1) -> void:
	if not laid.has(square):
		return
	var tile: String = _tile_of(laid[square])
	var _was_there: bool = laid.erase(square)
	var _failed: int = rack.insert(rack.size() if to < 0 else mini(to, rack.size()), tile)
	changed.emit()


## Moves a laid tile to another square.
func shift(from: Vector2i, to: Vector2i) -> void:
	if laid.has(from) and not laid.has(to):
		laid[to] = laid[from]
		var _was_there: bool = laid.erase(from)
		changed.emit()


## Moves a tile within the rack.
func arrange(from: int, to: int) -> void:
	if from < 0 or from >= rack.size():
		return
	var tile: String = rack[from]
	rack.remove_at(from)
	var _failed: int = rack.insert(clampi(to, 0, rack.size()), tile)
	changed.emit()


## Takes everything back.
func recall() -> void:
	for square: Vector2i in laid.keys():
		lift(square)


## Another order, by chance.
func shuffle() -> void:
	var tiles: Array = Array(rack)
	tiles.shuffle()
	rack = PackedStringArray(tiles)
	changed.emit()


## What the server is asked: [code]at[/code], [code]across[/code] and [code]tiles[/code]; empty if the tiles do not stand
## in one line without a gap.
func play(position: Position) -> Dictionary:
	var squares: Array[Vector2i] = _in_order()
	if squares.is_empty():
		return {}
	var across: bool = _is_across(squares, position)
	var step: Vector2i = Vector2i.RIGHT if across else Vector2i.DOWN
	var tiles: String = ""
	var square: Vector2i = squares[0]
	while square != squares[squares.size() - 1] + step:
		if not laid.has(square) and position.tile(square) == Letters.EMPTY:
			return {}
		tiles += laid.get(square, Letters.EMPTY)
		square += step
		if not Letters.is_on_board(square) and square != squares[squares.size() - 1] + step:
			return {}
	return {"at": Letters.name_of(squares[0]), "across": across, "tiles": tiles}


## The words that would be formed, the main one first, and what they would earn; 0 when it is no play.
func worth(position: Position, letters: Letters) -> int:
	var found: Dictionary = play(position)
	if found.is_empty():
		return 0
	var step: Vector2i = Vector2i.RIGHT if found["across"] else Vector2i.DOWN
	var squares: Array[Vector2i] = _in_order()
	var total: int = _word_worth(squares[0], step, position, letters)
	for square: Vector2i in squares:
		total += _word_worth(square, Vector2i(step.y, step.x), position, letters)
	return total + (Letters.ALL_TILES if laid.size() == Letters.RACK else 0)


func _word_worth(through: Vector2i, step: Vector2i, position: Position, letters: Letters) -> int:
	var square: Vector2i = through
	while _tile_at(square - step, position) != Letters.EMPTY:
		square -= step
	var sum: int = 0
	var times: int = 1
	var length: int = 0
	while _tile_at(square, position) != Letters.EMPTY:
		var points: int = letters.points(_tile_at(square, position))
		if laid.has(square):
			points *= Letters.times_letter(square)
			times *= Letters.times_word(square)
		sum += points
		length += 1
		square += step
	return sum * times if length > 1 else 0


func _tile_at(square: Vector2i, position: Position) -> String:
	return laid.get(square, position.tile(square))


func _is_across(squares: Array[Vector2i], position: Position) -> bool:
	if squares.size() > 1:
		return squares[0].y == squares[1].y
	var beside: Array[Vector2i] = [squares[0] + Vector2i.LEFT, squares[0] + Vector2i.RIGHT]
	return beside.any(func(square: Vector2i) -> bool: return position.tile(square) != Letters.EMPTY)


func _in_order() -> Array[Vector2i]:
	var squares: Array[Vector2i] = []
	squares.assign(laid.keys())
	squares.sort_custom(func(one: Vector2i, other: Vector2i) -> bool: return one.x + one.y < other.x + other.y)
	for square: Vector2i in squares:
		if square.x != squares[0].x and square.y != squares[0].y:
			return []
	return squares


static func _tile_of(letter: String) -> String:
	return letter if letter == letter.to_upper() else Letters.BLANK
