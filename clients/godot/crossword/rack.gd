extends Control
## The player's tiles. A tap chooses one, a drag moves it; what is dropped here comes back from the board.

## A tile was chosen, or with -1 none is any more.
signal tile_chosen(at: int)

const Draft = preload("res://crossword/draft.gd")
const Letters = preload("res://crossword/letters.gd")
const Look = preload("res://crossword/look.gd")

const GAP: float = 6.0

var draft: Draft
var letters: Letters = Letters.new()
## The chosen tile, -1 for none.
var chosen: int = -1


func _init() -> void:
	custom_minimum_size = Vector2(300, 56)
	size_flags_horizontal = Control.SIZE_EXPAND_FILL


## Where a tile is drawn.
func rect_of(at: int) -> Rect2:
	var side: float = minf(size.y, (size.x - GAP * (Letters.RACK + 1)) / Letters.RACK)
	var left: float = (size.x - (side + GAP) * Letters.RACK + GAP) / 2.0
	return Rect2(Vector2(left + at * (side + GAP), (size.y - side) / 2.0), Vector2.ONE * side)


## The tile at a point; behind the last one the number of tiles.
func tile_at(point: Vector2) -> int:
	for at: int in draft.rack.size():
		if point.x < rect_of(at).end.x + GAP / 2.0:
			return at
	return draft.rack.size()


func _draw() -> void:
	draw_style_box(Look.box(Look.CARD_HIGH, 12), rect_of(0).merge(rect_of(Letters.RACK - 1)).grow(7))
	if draft == null:
		return
	for at: int in draft.rack.size():
		var rect: Rect2 = rect_of(at)
		if at == chosen:
			rect.position.y -= 6.0
		var face: Color = Look.TILE_NEW if at == chosen else Look.TILE
		Look.draw_tile(self, rect, draft.rack[at], letters.points(draft.rack[at]), face)


func _gui_input(event: InputEvent) -> void:
	var click: InputEventMouseButton = event as InputEventMouseButton
	if click != null and click.button_index == MOUSE_BUTTON_LEFT and not click.pressed:
		var at: int = tile_at(click.position)
		choose(-1 if at == chosen or at >= draft.rack.size() else at)


## As a tap does.
func choose(at: int) -> void:
	chosen = at
	tile_chosen.emit(at)
	queue_redraw()


func _get_drag_data(at: Vector2) -> Variant:
	var tile: int = tile_at(at)
	if tile >= draft.rack.size():
		return null
	var shown: Control = Control.new()
	var face: String = draft.rack[tile]
	var side: float = rect_of(0).size.x
	Look.listen(shown.draw, func() -> void:
		var rect: Rect2 = Rect2(Vector2.ONE * -side / 2.0, Vector2.ONE * side)
		Look.draw_tile(shown, rect, face, letters.points(face), Look.TILE_NEW))
	set_drag_preview(shown)
	return {"rack": tile}


func _can_drop_data(_at: Vector2, data: Variant) -> bool:
	return data is Dictionary


func _drop_data(at: Vector2, data: Variant) -> void:
	chosen = -1
	var dragged: Dictionary = data
	if dragged.has("square"):
		var square: Vector2i = dragged["square"]
		draft.lift(square, tile_at(at))
	else:
		var from: int = dragged["rack"]
		draft.arrange(from, tile_at(at))
