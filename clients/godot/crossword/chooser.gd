extends PopupPanel
## Asks for a letter, or for some tiles.

## A letter was chosen.
signal letter_chosen(letter: String)
## Tiles were chosen.
signal tiles_chosen(tiles: String)

const Look = preload("res://crossword/look.gd")

var _content: VBoxContainer = VBoxContainer.new()


func _init() -> void:
	add_theme_stylebox_override("panel", Look.box(Look.CARD, 14, 18, Look.LINE))
	_content.add_theme_constant_override("separation", 12)
	add_child(_content)


## Which letter a blank stands for.
func ask_letter() -> void:
	_begin("Which letter is the blank?")
	var grid: GridContainer = GridContainer.new()
	grid.columns = 7
	for code: int in range(65, 91):
		var letter: String = String.chr(code)
		var key: Button = Look.button(letter, _choose_letter.bind(letter), true)
		key.custom_minimum_size = Vector2(48, 44)
		grid.add_child(key)
	_content.add_child(grid)
	popup_centered()


## Which tiles go back to the bag.
func ask_tiles(rack: String) -> void:
	_begin("Which tiles go back into the bag?")
	var row: BoxContainer = Look.stack(false, 6)
	for tile: String in rack:
		var toggle: Button = Button.new()
		toggle.text = tile
		toggle.toggle_mode = true
		toggle.custom_minimum_size = Vector2(48, 48)
		toggle.add_theme_color_override("font_color", Look.TILE_INK)
		toggle.add_theme_stylebox_override("normal", Look.box(Look.TILE, 8))
		row.add_child(toggle)
	_content.add_child(row)
	_content.add_child(Look.button("Exchange", func() -> void: _choose_tiles(row)))
	popup_centered()


func _choose_letter(letter: String) -> void:
	hide()
	letter_chosen.emit(letter)


func _choose_tiles(row: Container) -> void:
	var tiles: String = ""
	for toggle: Button in row.get_children():
		tiles += toggle.text if toggle.button_pressed else ""
	hide()
	if not tiles.is_empty():
		tiles_chosen.emit(tiles)


func _begin(question: String) -> void:
	for child: Node in _content.get_children():
		child.queue_free()
	_content.add_child(Look.label(question, 18))
	size = Vector2i.ZERO
