extends RefCounted
## The game's colours and small parts, in one place.

const INK: Color = Color("0f1517")
const CARD: Color = Color("172023")
const CARD_HIGH: Color = Color("1f2a2e")
const LINE: Color = Color("2b363b")
const TEXT: Color = Color("e7eced")
const SOFT: Color = Color("9daab0")
const GREEN: Color = Color("3ccbab")
const AMBER: Color = Color("f0c04f")
const RED: Color = Color("ff8f86")
const TILE: Color = Color("f3e3bd")
const TILE_EDGE: Color = Color("c9ad74")
const TILE_NEW: Color = Color("ffd778")
const TILE_INK: Color = Color("2a2110")
const SQUARE: Color = Color("1d282c")
const PREMIUMS: Dictionary[String, Color] = {
	"=": Color("b8474a"), "-": Color("a8626f"), "\"": Color("2f78a8"), "'": Color("3b6a82"), " ": SQUARE,
}
const PREMIUM_WORDS: Dictionary[String, String] = {"=": "3W", "-": "2W", "\"": "3L", "'": "2L", " ": ""}


## Calls the listener whenever the signal comes.
static func listen(to: Signal, listener: Callable) -> void:
	var _failed: int = to.connect(listener)


## A rounded box.
static func box(color: Color, radius: int = 10, margin: int = 0, border: Color = Color.TRANSPARENT) -> StyleBoxFlat:
	var style: StyleBoxFlat = StyleBoxFlat.new()
	style.bg_color = color
	style.set_corner_radius_all(radius)
	style.set_content_margin_all(margin)
	if border.a > 0.0:
		style.border_color = border
		style.set_border_width_all(1)
	return style


## A line of text.
static func label(text: String = "", size: int = 16, color: Color = TEXT) -> Label:
	var made: Label = Label.new()
	made.text = text
	made.add_theme_font_size_override("font_size", size)
	made.add_theme_color_override("font_color", color)
	return made


## A button; a quiet one does not call for attention.
static func button(text: String, pressed: Callable, is_quiet: bool = false) -> Button:
	var made: Button = Button.new()
	made.text = text
	listen(made.pressed, pressed)
	if is_quiet:
		made.add_theme_color_override("font_color", TEXT)
		made.add_theme_color_override("font_focus_color", TEXT)
		made.add_theme_color_override("font_hover_color", Color.WHITE)
		made.add_theme_color_override("font_pressed_color", SOFT)
		made.add_theme_stylebox_override("normal", _quiet(CARD_HIGH))
		made.add_theme_stylebox_override("hover", _quiet(LINE))
		made.add_theme_stylebox_override("pressed", _quiet(INK))
	return made


## A card with something in it.
static func card(content: Control, margin: int = 14) -> PanelContainer:
	var made: PanelContainer = PanelContainer.new()
	made.add_theme_stylebox_override("panel", box(CARD, 14, margin, LINE))
	made.add_child(content)
	return made


## A column or a row.
static func stack(is_vertical: bool, separation: int, children: Array = []) -> BoxContainer:
	var made: BoxContainer = BoxContainer.new()
	made.vertical = is_vertical
	made.add_theme_constant_override("separation", separation)
	for child: Control in children:
		made.add_child(child)
	return made


## A gap that takes what is left.
static func gap() -> Control:
	var made: Control = Control.new()
	made.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	made.size_flags_vertical = Control.SIZE_EXPAND_FILL
	return made


## A user's name as it is shown: those of guests are long.
static func user(name: String) -> String:
	if name.begins_with("guest_"):
		return "Guest " + name.substr(6, 4)
	if name.begins_with("bot_"):
		return "Bot " + name.substr(4, 4)
	return HubbubPlainText.showable(name)


## Milliseconds as a clock shows them.
static func clock(left_ms: int) -> String:
	var seconds: int = ceili(absf(left_ms) / 1000.0)
	var minutes: int = floori(seconds / 60.0)
	var hours: int = floori(minutes / 60.0)
	var minus: String = "-" if left_ms < 0 else ""
	if hours >= 24:
		return "%s%d d %d h" % [minus, floori(hours / 24.0), hours % 24]
	if hours >= 1:
		return "%s%d:%02d:%02d" % [minus, hours, minutes % 60, seconds % 60]
	return "%s%d:%02d" % [minus, minutes, seconds % 60]


## Draws a tile into a square place.
static func draw_tile(on: CanvasItem, rect: Rect2, tile: String, points: int, face: Color) -> void:
	var inner: Rect2 = rect.grow(-rect.size.x * 0.04)
	on.draw_style_box(box(TILE_EDGE, int(rect.size.x * 0.14)), inner)
	on.draw_style_box(box(face, int(rect.size.x * 0.14)), Rect2(inner.position, inner.size - Vector2(0, rect.size.x * 0.07)))
	if tile == "?":
		return
	var font: Font = ThemeDB.fallback_font
	var size: int = int(rect.size.x * 0.58)
	var ink: Color = TILE_INK if tile == tile.to_upper() else Color("b03a2e")
	var width: float = font.get_string_size(tile.to_upper(), HORIZONTAL_ALIGNMENT_LEFT, -1, size).x
	var base: Vector2 = rect.position + Vector2((rect.size.x - width) * 0.44, rect.size.y * 0.68)
	on.draw_string(font, base, tile.to_upper(), HORIZONTAL_ALIGNMENT_LEFT, -1, size, ink)
	if points > 0:
		var small: int = maxi(int(rect.size.x * 0.24), 6)
		var at: Vector2 = rect.position + Vector2(rect.size.x * (0.70 if points < 10 else 0.60), rect.size.y * 0.86)
		on.draw_string(font, at, str(points), HORIZONTAL_ALIGNMENT_LEFT, -1, small, ink)


static func _quiet(color: Color) -> StyleBoxFlat:
	var style: StyleBoxFlat = box(color, 10, 11, LINE)
	style.content_margin_left = 16
	style.content_margin_right = 16
	return style
