class_name HubbubChatLog
extends RichTextLabel
## Shows who said what. Whatever players write is shown as text; nothing in it can become markup, a link or a picture.

## What makes players' text fit to be shown.
const PlainText = preload("res://addons/hubbub/plain_text.gd")

## The most paragraphs that are kept; the oldest go first.
const PARAGRAPHS_MAX: int = 1000
## Lines of one player within this time stand under one name.
const SECONDS_TOGETHER: float = 120.0
## The angle from one player's colour to the next, as a part of the circle: neighbouring ids lie far apart.
const _GOLDEN_TURN: float = 137.508 / 360.0

## The colour of the server's and the game's own remarks.
@export var note_color: Color = Color("9daab0")
## The colour of bad news.
@export var alert_color: Color = Color("ff8f86")
## How bright the players' colours are, from 0 to 1.
@export_range(0.0, 1.0) var name_lightness: float = 0.72

var _last_sender: int = -1
var _last_seconds: float = 0.0


func _init() -> void:
	bbcode_enabled = true
	scroll_following = true
	selection_enabled = true
	context_menu_enabled = true
	focus_mode = Control.FOCUS_CLICK


## The colour of the player with this conn id, the same for everyone who looks.
func color_of(conn_id: int) -> Color:
	return Color.from_ok_hsl(fposmod(conn_id * _GOLDEN_TURN, 1.0), 0.75, name_lightness)


## What [param speaker], whose conn id is [param conn_id], has said.
func say(conn_id: int, speaker: String, message: String) -> void:
	var now: float = Time.get_ticks_msec() / 1000.0
	if conn_id != _last_sender or now - _last_seconds > SECONDS_TOGETHER:
		_head(conn_id, speaker)
	_last_sender = conn_id
	_last_seconds = now
	_line(PlainText.bbcode(message))


## A remark that no player made.
func note(message: String) -> void:
	_remark(message, note_color)


## A remark about something that went wrong.
func alert(message: String) -> void:
	_remark(message, alert_color)


## Empties the log.
func wipe() -> void:
	clear()
	_last_sender = -1


func _head(conn_id: int, speaker: String) -> void:
	if get_parsed_text() != "":
		_line("[font_size=6] [/font_size]")
	var clock: String = Time.get_time_string_from_system().left(5)
	_line(
		"[color=#%s][b]%s[/b][/color]  [font_size=12][color=#%s]%s[/color][/font_size]"
		% [color_of(conn_id).to_html(false), PlainText.bbcode(speaker), note_color.to_html(false), clock]
	)


func _remark(message: String, color: Color) -> void:
	_last_sender = -1
	if get_parsed_text() != "":
		_line("[font_size=6] [/font_size]")
	_line("[color=#%s]%s[/color]" % [color.to_html(false), PlainText.bbcode(message)])


func _line(markup: String) -> void:
	append_text(markup + "\n")
	while get_paragraph_count() > PARAGRAPHS_MAX and remove_paragraph(0):
		pass
