extends "res://tests/test_case.gd"
## Two players in a room that keeps history; the wire of one is cut again and again at random points. He must hear every
## line once and in order, with no code for it. The server needs [code]realms.room_history = 1000[/code].
##
## Told [code]--url=ADDRESS --wire=ADDRESS --cuts=NUMBER[/code]: the server, and a wire to it that ends so many conns.

const Arguments = preload("res://tests/arguments.gd")

const LINES_PER_FRAME: int = 10
## The room keeps a thousand; whoever misses more is told of a gap.
const MISSING_MAX: int = 600

var _speaker: HubbubClient = HubbubClient.new()
var _listener: HubbubClient = HubbubClient.new()
var _room: String = "room-cuts_%d" % randi()
var _cuts: int = 0
var _said: int = 0
var _heard: PackedInt64Array = PackedInt64Array()


func run() -> void:
	var arguments: Arguments = Arguments.new()
	var cuts: int = arguments.one("cuts", "100").to_int()
	for node: HubbubClient in [_speaker, _listener]:
		node.keeps_guest = false
		root.add_child(node)
	equal("hears", _listener.said.connect(_on_said), OK)
	equal("is cut", _listener.disconnected.connect(_on_cut), OK)
	var query: String = "?room=" + _room.trim_prefix("room-")
	equal("who speaks", _speaker.connect_to_server(arguments.one("url", HubbubClient.DEFAULT_URL)), OK)
	check("is let in", await _speaker.join(_room))
	equal("who listens", _listener.connect_to_server(arguments.one("wire", "") + query), OK)
	check("is let in, too", await _join())
	await _talk(cuts)
	print(
		"%d cuts, %d conns, %d lines heard of %d, %d gaps"
		% [_cuts, _listener.stats.conns, _heard.size(), _said, _listener.stats.gaps]
	)
	var all: PackedInt64Array = PackedInt64Array(range(_said))
	check("each line once and in order", _heard == all)
	equal("gaps", _listener.stats.gaps, 0)
	_speaker.queue_free()
	_listener.queue_free()


## Nothing is said before: what was said earlier is not for him.
func _join() -> bool:
	while not _listener.is_in(_room):
		_hurry()
		await tree.process_frame
	return true


func _talk(cuts: int) -> void:
	while _cuts < cuts:
		doing = "cut %d" % _cuts
		_say_some()
		_hurry()
		await tree.process_frame
	doing = "hear the rest"
	while _heard.size() < _said:
		_hurry()
		await tree.process_frame


func _say_some() -> void:
	if _said - _heard.size() > MISSING_MAX:
		return
	for at: int in LINES_PER_FRAME:
		if _speaker.send(_room, str(_said)) == OK:
			_said += 1


## The waits grow with each cut; the core is told that the time has come.
func _hurry() -> void:
	if _listener.state == HubbubClient.State.WAITING:
		var core: Object = _listener.get("_core")
		core.set("wait_until_ms", 0)


func _on_cut(_reason: String, _retry_seconds: float) -> void:
	_cuts += 1


func _on_said(_realm: String, _from: int, text: String) -> void:
	_heard += PackedInt64Array([text.to_int()])
