extends Control
# A room where everybody connected to the same server talks.

const GOLDEN_TURN = 137.508 / 360.0
const BAD = "ff8f86"

onready var _log = $Rows/Log
onready var _status = $Rows/Status
onready var _input = $Rows/Composer/Input
onready var _send = $Rows/Composer/Send


func _ready():
	Hubbub.connect("joined", self, "_on_joined")
	Hubbub.connect("chat_received", self, "_on_chat_received")
	Hubbub.connect("error_received", self, "_on_error_received")
	Hubbub.connect("left", self, "_on_left")
	Hubbub.connect("waiting", self, "_on_waiting")
	_input.connect("text_entered", self, "_on_text_entered")
	_send.connect("pressed", self, "_on_send_pressed")
	_input.grab_focus()
	_status.text = "Connecting to %s" % Hubbub.url
	_send.disabled = true
	Hubbub.join()


func _on_joined(id):
	_status.text = "Connected to %s as player %d" % [Hubbub.url, id]
	_send.disabled = false


func _on_chat_received(sender, text):
	_show(_name_of(sender, "Player %d" % sender), text)


func _on_error_received(text):
	_show("[color=#%s]The server did not accept that[/color]" % BAD, text)


func _on_left(code, reason):
	_status.text = "Not connected (%d %s)" % [code, reason]
	_send.disabled = true


func _on_waiting(seconds):
	_status.text += ", trying again in %d s" % int(ceil(seconds))


func _on_send_pressed():
	_on_text_entered(_input.text)
	_input.grab_focus()


# The server does not send a chat back to its author, so it is shown at once.
func _on_text_entered(text):
	if text.strip_edges() == "" or Hubbub.say(text) != OK:
		return
	_show(_name_of(Hubbub.id, "You"), text)
	_input.clear()


func _show(who, text):
	_log.append_bbcode("%s  " % who)
	# Whatever players write is shown as text.
	_log.add_text(_showable(text))
	_log.newline()


# The text without control characters, but tab and newline, and without those that turn the reading direction.
func _showable(text):
	var shown = ""
	for character in text:
		var code = ord(character)
		var is_control = (code < 32 and not code in [9, 10]) or (code >= 127 and code < 160)
		if not is_control and not (code >= 0x202a and code <= 0x202e) and not (code >= 0x2066 and code <= 0x2069):
			shown += character
	return shown


func _name_of(id, name):
	var color = Color.from_hsv(fposmod(id * GOLDEN_TURN, 1.0), 0.45, 0.95)
	return "[color=#%s]%s[/color]" % [color.to_html(false), name]
