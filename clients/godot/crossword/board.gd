extends Control
## The board: what lies there, what is laid and not played yet, and where the keyboard writes. Tiles come by drag, by tap
## and by key.

## Somebody tapped a square, or chose it with the keys.
signal square_chosen(square: Vector2i)
## A letter was typed at the cursor. [param wants_blank] when it was typed with Shift.
signal letter_typed(letter: String, wants_blank: bool)
## A tile of the rack was dropped on a square.
signal rack_tile_dropped(at: int, square: Vector2i)
## A key that means something to the game: Enter, Escape or Backspace.
signal key_meant(key: Key)

const Draft = preload("res://crossword/draft.gd")
const Letters = preload("res://crossword/letters.gd")
const Look = preload("res://crossword/look.gd")
const Position = preload("res://crossword/position.gd")

const MARGIN: float = 0.6
const NOWHERE: Vector2i = Vector2i(-1, -1)
const _ARROWS: Dictionary[Key, Vector2i] = {
	KEY_LEFT: Vector2i.LEFT, KEY_RIGHT: Vector2i.RIGHT, KEY_UP: Vector2i.UP, KEY_DOWN: Vector2i.DOWN,
}

var position_shown: Position
var draft: Draft
var letters: Letters = Letters.new()
## Where the next letter goes; NOWHERE hides the cursor.
var cursor: Vector2i = NOWHERE
## Whether the cursor goes to the right, or down.
var goes_across: bool = true
## Whether tiles can be laid.
var can_lay: bool = false


func _init() -> void:
	focus_mode = Control.FOCUS_ALL
	custom_minimum_size = Vector2(260, 260)
	size_flags_horizontal = Control.SIZE_EXPAND_FILL
	size_flags_vertical = Control.SIZE_EXPAND_FILL
	tooltip_text = ""


## The side of a square. Some of one is left for the names of rows and columns.
func step() -> float:
	return floorf(minf(size.x, size.y) / (Letters.SIDE + MARGIN))


## Where a square is drawn.
func rect_of(square: Vector2i) -> Rect2:
	var free: Vector2 = size - Vector2.ONE * step() * (Letters.SIDE + MARGIN)
	var origin: Vector2 = (free / 2.0 + Vector2.ONE * step() * MARGIN).floor()
	return Rect2(origin + Vector2(square) * step(), Vector2.ONE * step())


## The square at a point.
func square_at(point: Vector2) -> Vector2i:
	var square: Vector2i = Vector2i(((point - rect_of(Vector2i.ZERO).position) / step()).floor())
	return square if Letters.is_on_board(square) else NOWHERE


## Goes to the next free square in the cursor's direction, or with a negative [param by] back.
func advance(by: int = 1) -> void:
	var way: Vector2i = (Vector2i.RIGHT if goes_across else Vector2i.DOWN) * by
	var next: Vector2i = cursor + way
	while Letters.is_on_board(next) and position_shown.tile(next) != Letters.EMPTY:
		next += way
	if Letters.is_on_board(next):
		cursor = next
	queue_redraw()


func _draw() -> void:
	draw_style_box(Look.box(Look.INK, 8), rect_of(Vector2i.ZERO).merge(rect_of(Vector2i(14, 14))).grow(4))
	if position_shown == null or not position_shown.is_known():
		return
	var fresh: Array[Vector2i] = position_shown.last_squares()
	for row: int in Letters.SIDE:
		for column: int in Letters.SIDE:
			_draw_square(Vector2i(column, row), fresh)
		_draw_name(Vector2i(-1, row), str(row + 1))
		_draw_name(Vector2i(row, -1), String.chr(65 + row))
	if Letters.is_on_board(cursor) and can_lay:
		_draw_cursor()


func _draw_square(square: Vector2i, fresh: Array[Vector2i]) -> void:
	var rect: Rect2 = rect_of(square)
	var tile: String = position_shown.tile(square)
	if draft != null and draft.laid.has(square):
		var letter: String = draft.laid[square]
		Look.draw_tile(self, rect, letter, letters.points(letter), Look.TILE_NEW)
	elif tile != Letters.EMPTY:
		Look.draw_tile(self, rect, tile, letters.points(tile), Look.TILE)
		if square in fresh:
			draw_rect(rect.grow(-1.5), Look.GREEN, false, 2.0)
	else:
		_draw_empty(rect, square)


func _draw_empty(rect: Rect2, square: Vector2i) -> void:
	var premium: String = Letters.premium(square)
	draw_style_box(Look.box(Look.PREMIUMS[premium], 4), rect.grow(-1))
	var middle: Vector2 = rect.get_center()
	if square == Vector2i(7, 7):
		draw_circle(middle, step() * 0.16, Color(1, 1, 1, 0.75))
	elif premium != " " and step() >= 20.0:
		var font: Font = ThemeDB.fallback_font
		var font_size: int = int(step() * 0.34)
		var words: String = Look.PREMIUM_WORDS[premium]
		var width: float = font.get_string_size(words, HORIZONTAL_ALIGNMENT_LEFT, -1, font_size).x
		var at: Vector2 = middle + Vector2(-width / 2.0, font_size * 0.36)
		draw_string(font, at, words, HORIZONTAL_ALIGNMENT_LEFT, -1, font_size, Color(1, 1, 1, 0.62))


func _draw_name(beside: Vector2i, words: String) -> void:
	var font: Font = ThemeDB.fallback_font
	var font_size: int = maxi(int(step() * 0.32), 7)
	var width: float = font.get_string_size(words, HORIZONTAL_ALIGNMENT_LEFT, -1, font_size).x
	var towards: Vector2 = Vector2(0.2 if beside.x < 0 else 0.0, 0.2 if beside.y < 0 else 0.0)
	var middle: Vector2 = rect_of(beside).get_center() + towards * step()
	var at: Vector2 = middle + Vector2(-width / 2.0, font_size * 0.36)
	draw_string(font, at, words, HORIZONTAL_ALIGNMENT_LEFT, -1, font_size, Look.SOFT)


func _draw_cursor() -> void:
	var rect: Rect2 = rect_of(cursor).grow(-1)
	draw_rect(rect, Look.AMBER, false, 3.0)
	var way: Vector2 = Vector2.RIGHT if goes_across else Vector2.DOWN
	var tip: Vector2 = rect.get_center() + way * step() * 0.34
	var side: Vector2 = way.orthogonal() * step() * 0.16
	if position_shown.tile(cursor) == Letters.EMPTY and not draft.laid.has(cursor):
		draw_colored_polygon([tip, tip - way * step() * 0.2 + side, tip - way * step() * 0.2 - side], Look.AMBER)


func _gui_input(event: InputEvent) -> void:
	var click: InputEventMouseButton = event as InputEventMouseButton
	# Only when it is let go: until then it may become a drag.
	if click != null and not click.pressed and click.button_index == MOUSE_BUTTON_LEFT:
		grab_focus()
		choose(square_at(click.position))
	var key: InputEventKey = event as InputEventKey
	if key != null and key.pressed and _take_key(key):
		accept_event()


## As a tap does: puts the cursor there, or turns it.
func choose(square: Vector2i) -> void:
	if square == NOWHERE:
		return
	if square == cursor:
		goes_across = not goes_across
	cursor = square
	square_chosen.emit(square)
	queue_redraw()


func _take_key(key: InputEventKey) -> bool:
	if _ARROWS.has(key.keycode):
		var next: Vector2i = (cursor if Letters.is_on_board(cursor) else Vector2i(7, 7)) + _ARROWS[key.keycode]
		cursor = next.clamp(Vector2i.ZERO, Vector2i(14, 14))
		queue_redraw()
	elif key.keycode == KEY_SPACE:
		goes_across = not goes_across
		queue_redraw()
	elif key.keycode in [KEY_ENTER, KEY_KP_ENTER, KEY_ESCAPE, KEY_BACKSPACE]:
		key_meant.emit(key.keycode)
	elif key.keycode >= KEY_A and key.keycode <= KEY_Z and not key.ctrl_pressed:
		letter_typed.emit(String.chr(key.keycode), key.shift_pressed)
	else:
		return false
	return true


func _get_drag_data(at: Vector2) -> Variant:
	var square: Vector2i = square_at(at)
	if not can_lay or not draft.laid.has(square):
		return null
	_preview(draft.laid[square])
	return {"square": square}


func _can_drop_data(at: Vector2, data: Variant) -> bool:
	var square: Vector2i = square_at(at)
	var is_free: bool = square != NOWHERE and position_shown.tile(square) == Letters.EMPTY
	return can_lay and data is Dictionary and is_free and not draft.laid.has(square)


func _drop_data(at: Vector2, data: Variant) -> void:
	var dragged: Dictionary = data
	if dragged.has("square"):
		var from: Vector2i = dragged["square"]
		draft.shift(from, square_at(at))
	else:
		rack_tile_dropped.emit(dragged["rack"], square_at(at))


func _preview(tile: String) -> void:
	var shown: Control = Control.new()
	Look.listen(shown.draw, func() -> void:
		var rect: Rect2 = Rect2(Vector2.ONE * -step() * 0.6, Vector2.ONE * step() * 1.2)
		Look.draw_tile(shown, rect, tile, letters.points(tile), Look.TILE_NEW))
	set_drag_preview(shown)
