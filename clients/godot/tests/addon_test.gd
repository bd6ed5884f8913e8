extends "res://tests/test_case.gd"
## Tests of the addon's parts that need no server.
##
## [code]godot4 --headless --path clients/godot res://tests/main.tscn -- --test=addon_test.gd[/code]

const ChatLog = preload("res://addons/hubbub/chat_log.gd")
const CloseReason = preload("res://addons/hubbub/close_reason.gd")
const Comeback = preload("res://addons/hubbub/core/comeback.gd")
const PlainText = preload("res://addons/hubbub/plain_text.gd")
const Clock = preload("res://addons/hubbub/core/clock.gd")

func run() -> void:
	_text_that_players_write_is_shown_as_text()
	_the_log_shows_markup_and_forgets_the_oldest()
	_close_codes_say_whether_to_come_back()
	_waits_grow_and_are_spread()
	_whole_numbers_stay_whole_in_json()
	_the_fastest_answer_tells_the_time()
	_statistics_are_smooth()


func _text_that_players_write_is_shown_as_text() -> void:
	equal("markup", PlainText.bbcode("[b]x[/b]"), "[lb]b]x[lb]/b]")
	equal("an escape in it", PlainText.bbcode("[lb]"), "[lb]lb]")
	equal("tab and newline stay", PlainText.showable("a\tb\nc"), "a\tb\nc")
	equal("control characters go", PlainText.showable("a\u0007\u001b[2J\u0085b\r"), "a[2Jb")
	equal("turned reading goes", PlainText.showable("\u202egpj.exe\u202c \u2066x\u2069"), "gpj.exe x")
	equal("all else stays", PlainText.showable("ü שלום 🎉"), "ü שלום 🎉")


func _the_log_shows_markup_and_forgets_the_oldest() -> void:
	var chat_log: ChatLog = ChatLog.new()
	chat_log.say(7, "[b]Player[/b]", "[url=x]y[/url] [img]res://icon.svg[/img] [/color][b]")
	var shown: String = chat_log.get_parsed_text()
	equal("a name", shown.contains("[b]Player[/b]"), true)
	equal("a text", shown.contains("[url=x]y[/url] [img]res://icon.svg[/img] [/color][b]"), true)
	for at: int in ChatLog.PARAGRAPHS_MAX + 10:
		chat_log.say(7, "Player", "line %d" % at)
	equal("bounded", chat_log.get_paragraph_count() <= ChatLog.PARAGRAPHS_MAX, true)
	equal("the last is there", chat_log.get_parsed_text().contains("line %d\n" % (ChatLog.PARAGRAPHS_MAX + 9)), true)
	equal("two players, two colours", chat_log.color_of(1) == chat_log.color_of(2), false)
	chat_log.free()


func _close_codes_say_whether_to_come_back() -> void:
	for code: int in [1000, 1003, 1007, 1008, 1009, 4500, 4501, 4505, 4999]:
		equal("stay away after %d" % code, CloseReason.next(code), CloseReason.Next.NEVER)
	for code: int in [-1, 1006, 1011, 4000, 4013, 4029, 4499]:
		equal("come back after %d" % code, CloseReason.next(code), CloseReason.Next.BACK_OFF)
	equal("too slow", CloseReason.next(4008), CloseReason.Next.AT_ONCE)
	equal("restarting", CloseReason.words(4012), "The server is restarting.")
	equal("a code of tomorrow", CloseReason.words(4777), "The server closed the connection for good (4777).")
	equal("a wish in the reason", CloseReason.retry_ms("full; retry=5"), 5000)
	equal("no wish", CloseReason.retry_ms("full"), -1)


func _waits_grow_and_are_spread() -> void:
	var comeback: Comeback = Comeback.new()
	var waits: Array[int] = []
	for at: int in 9:
		waits.append(comeback.closed(0, -1, "", 500))
	equal("doubling", waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000] as Array[int])
	comeback.opened(0)
	equal("after a minute of peace", comeback.closed(60_000, -1, "", 500), 500)
	comeback.forget()
	equal("with bad luck", comeback.closed(0, -1, "", 999), 749)
	comeback.forget()
	equal("at once", comeback.closed(0, 4008, "", 900), 0)
	equal("not at once again", comeback.closed(0, 4008, "", 500), 1000)
	comeback.forget()
	equal("after a restart", comeback.closed(0, 4012, "", 500), 5000)
	equal("for good", comeback.closed(0, 4501, "", 500), -1)
	comeback.forget()
	for at: int in Comeback.MISUNDERSTOOD_MAX:
		check("once more", comeback.closed(0, 1002, "", 500) >= 0)
	equal("and no more", comeback.closed(0, 1002, "", 500), -1)


func _whole_numbers_stay_whole_in_json() -> void:
	var read: Dictionary = HubbubJson.object('{"seek":17,"half":0.5,"list":[1,{"two":2}],"large":9007199254740992}')
	equal("a whole number", read["seek"], 17)
	equal("a fraction", read["half"], 0.5)
	equal("within", read["list"], [1, {"two": 2}])
	equal("written again", HubbubJson.text(read), '{"half":0.5,"large":9007199254740992,"list":[1,{"two":2}],"seek":17}')
	equal("a float of the game's own", HubbubJson.text({"at": 3.0}), '{"at":3}')
	equal("what is no float", HubbubJson.text(["17", true, null]), '["17",true,null]')


func _the_fastest_answer_tells_the_time() -> void:
	var clock: Clock = Clock.new()
	check("unknown at first", not clock.is_known())
	clock.heard(1000, 501_000, 400)
	equal("a slow answer", clock.offset_ms(), 500_200)
	clock.heard(2000, 502_100, 20)
	equal("a fast one counts more", clock.offset_ms(), 500_110)
	clock.heard(3000, 503_900, 900)
	equal("than a slow one after it", clock.offset_ms(), 500_110)
	for at: int in Clock.SAMPLES_MAX:
		clock.heard(4000, 504_000, 100)
	equal("until it is old", clock.offset_ms(), 500_050)


func _statistics_are_smooth() -> void:
	var stats: HubbubStats = HubbubStats.new()
	equal("nothing is known", stats.round_trip_ms, -1)
	stats.measured(40)
	equal("the first", stats.smooth_ms, 40.0)
	stats.measured(120)
	equal("the last", stats.round_trip_ms, 120)
	check("smoothed", stats.smooth_ms > 40.0 and stats.smooth_ms < 60.0 and stats.jitter_ms > 0.0)
