extends SceneTree
## Tests of the addon's parts that need no server.
##
## [code]godot4 --headless --path clients/godot --script res://tests/addon_test.gd[/code]

const ChatLog = preload("res://addons/hubbub/chat_log.gd")
const CloseReason = preload("res://addons/hubbub/close_reason.gd")
const Comeback = preload("res://addons/hubbub/comeback.gd")
const PlainText = preload("res://addons/hubbub/plain_text.gd")
const Socket = preload("res://addons/hubbub/socket.gd")

var _passed: int = 0
var _failed: int = 0


func _initialize() -> void:
	_text_that_players_write_is_shown_as_text()
	_the_log_shows_markup_and_forgets_the_oldest()
	_close_codes_say_whether_to_come_back()
	_waits_grow_and_are_spread()
	_reasons_are_cut_between_characters()
	print("%d passed, %d failed" % [_passed, _failed])
	quit(0 if _failed == 0 and _passed > 0 else 1)


func _equal(name: String, got: Variant, expected: Variant) -> void:
	var is_right: bool = got == expected
	if is_right:
		_passed += 1
	else:
		_failed += 1
		printerr("FAILED: %s: got %s, expected %s" % [name, got, expected])


func _text_that_players_write_is_shown_as_text() -> void:
	_equal("markup", PlainText.bbcode("[b]x[/b]"), "[lb]b]x[lb]/b]")
	_equal("an escape in it", PlainText.bbcode("[lb]"), "[lb]lb]")
	_equal("tab and newline stay", PlainText.showable("a\tb\nc"), "a\tb\nc")
	_equal("control characters go", PlainText.showable("a\u0007\u001b[2J\u0085b\r"), "a[2Jb")
	_equal("turned reading goes", PlainText.showable("\u202egpj.exe\u202c \u2066x\u2069"), "gpj.exe x")
	_equal("all else stays", PlainText.showable("ü שלום 🎉"), "ü שלום 🎉")


func _the_log_shows_markup_and_forgets_the_oldest() -> void:
	var chat_log: ChatLog = ChatLog.new()
	chat_log.say(7, "[b]Player[/b]", "[url=x]y[/url] [img]res://icon.svg[/img] [/color][b]")
	var shown: String = chat_log.get_parsed_text()
	_equal("a name", shown.contains("[b]Player[/b]"), true)
	_equal("a text", shown.contains("[url=x]y[/url] [img]res://icon.svg[/img] [/color][b]"), true)
	for at: int in ChatLog.PARAGRAPHS_MAX + 10:
		chat_log.say(7, "Player", "line %d" % at)
	_equal("bounded", chat_log.get_paragraph_count() <= ChatLog.PARAGRAPHS_MAX, true)
	_equal("the last is there", chat_log.get_parsed_text().contains("line %d\n" % (ChatLog.PARAGRAPHS_MAX + 9)), true)
	_equal("two players, two colours", chat_log.color_of(1) == chat_log.color_of(2), false)
	chat_log.free()


func _close_codes_say_whether_to_come_back() -> void:
	for code: int in [1000, 1003, 1007, 1008, 1009, 4500, 4501, 4505, 4999]:
		_equal("stay away after %d" % code, CloseReason.next(code), CloseReason.Next.NEVER)
	for code: int in [-1, 1006, 1011, 4000, 4013, 4029, 4499]:
		_equal("come back after %d" % code, CloseReason.next(code), CloseReason.Next.BACK_OFF)
	_equal("too slow", CloseReason.next(4008), CloseReason.Next.AT_ONCE)
	_equal("restarting", CloseReason.words(4012), "The server is restarting.")
	_equal("a code of tomorrow", CloseReason.words(4777), "The server closed the connection for good (4777).")
	_equal("a wish in the reason", CloseReason.retry_seconds("full; retry=5"), 5.0)
	_equal("no wish", CloseReason.retry_seconds("full"), -1.0)


func _waits_grow_and_are_spread() -> void:
	var comeback: Comeback = Comeback.new()
	var waits: Array[float] = []
	for at: int in 9:
		waits.append(comeback.closed(-1, "", 0.0, 0.5))
	_equal("doubling", waits, [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0])
	_equal("after a minute of peace", comeback.closed(-1, "", 60.0, 0.5), 0.5)
	comeback.forget()
	_equal("with bad luck", comeback.closed(-1, "", 0.0, 1.0), 0.75)
	comeback.forget()
	_equal("at once", comeback.closed(4008, "", 5.0, 0.9), 0.0)
	_equal("not at once again", comeback.closed(4008, "", 5.0, 0.5), 1.0)
	comeback.forget()
	_equal("after a restart", comeback.closed(4012, "", 5.0, 0.5), 5.0)
	_equal("for good", comeback.closed(4501, "", 5.0, 0.5), -1.0)
	comeback.forget()
	for at: int in Comeback.MISUNDERSTOOD_MAX:
		_equal("once more", comeback.closed(1002, "", 1.0, 0.5) >= 0.0, true)
	_equal("and no more", comeback.closed(1002, "", 1.0, 0.5), -1.0)


func _reasons_are_cut_between_characters() -> void:
	_equal("short", Socket.clip("bye"), "bye")
	_equal("long", Socket.clip("x".repeat(200)).length(), 123)
	_equal("two bytes each", Socket.clip("ü".repeat(200)), "ü".repeat(61))
