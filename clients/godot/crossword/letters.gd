extends RefCounted
## What letters count, and what squares multiply.

## Squares in a row, and rows.
const SIDE: int = 15
## What a play of seven tiles earns besides.
const ALL_TILES: int = 50
## So many tiles are on a rack.
const RACK: int = 7
## The tile that stands for any letter.
const BLANK: String = "?"
## An empty square.
const EMPTY: String = "."

const _POINTS: Dictionary[String, String] = {
	"english": "1AEILNORSTU 2DG 3BCMP 4FHVWY 5K 8JX 10QZ",
	"dutch": "1AEINO 2DRST 3BGKLMP 4FHJUVZ 5CW 8XY 10Q",
}

## Rows 1 to 8; the others mirror them. [code]=[/code] and [code]-[/code]: three and two times the word,
## [code]"[/code] and [code]'[/code]: the letter.
const _SQUARES: Array[String] = [
	"=  '   =   '  =",
	" -   \"   \"   - ",
	"  -   ' '   -  ",
	"'  -   '   -  '",
	"    -     -    ",
	" \"   \"   \"   \" ",
	"  '   ' '   '  ",
	"=  '   -   '  =",
]

var _points: Dictionary[String, int] = {}


func _init(language: String = "english") -> void:
	var groups: String = _POINTS.get(language, _POINTS["english"])
	for group: String in groups.split(" "):
		var digits: int = 2 if group.begins_with("10") else 1
		for letter: String in group.substr(digits):
			_points[letter] = group.left(digits).to_int()


## What a tile counts; a blank, which is a small letter, counts nothing.
func points(tile: String) -> int:
	return _points.get(tile, 0)


## What a square is: [code]=[/code], [code]-[/code], [code]"[/code], [code]'[/code] or a space.
static func premium(square: Vector2i) -> String:
	var row: int = mini(square.y, SIDE - 1 - square.y)
	return _SQUARES[row][square.x]


## How many times a fresh letter counts there.
static func times_letter(square: Vector2i) -> int:
	match premium(square):
		"\"":
			return 3
		"'":
			return 2
		_:
			return 1


## How many times a word with a fresh letter there counts.
static func times_word(square: Vector2i) -> int:
	match premium(square):
		"=":
			return 3
		"-":
			return 2
		_:
			return 1


## A square's name: the column, then the row.
static func name_of(square: Vector2i) -> String:
	return "%s%d" % [String.chr(65 + square.x), square.y + 1]


## The square with a name.
static func square_of(name: String) -> Vector2i:
	return Vector2i(name.unicode_at(0) - 65, name.substr(1).to_int() - 1)


## Whether a square is on the board.
static func is_on_board(square: Vector2i) -> bool:
	return square.x >= 0 and square.y >= 0 and square.x < SIDE and square.y < SIDE
