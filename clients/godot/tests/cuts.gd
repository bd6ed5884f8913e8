extends "res://tests/test_case.gd"
## Two players in a room that keeps history; the wire of one is cut a hundred times at random points. He must hear every
## line once and in order, with no code for it. The server needs [code]realms.room_history = 1000[/code].
##
## [code]godot4 --headless --max-fps 60 --path clients/godot --script res://tests/cuts.gd -- --url=ws://127.0.0.1:8080/ws[/code]

const Arguments = preload("res://tests/arguments.gd")
const Cutter = preload("res://tests/cutter.gd")

const CUTS: int = 100
const ROOM: String = "room-cuts"
const LINES_PER_FRAME: int = 10
## The room keeps a thousand; whoever misses more is told of a gap.
const MISSING_MAX: int = 600
## Every other conn is cut before it has carried so many bytes, in the handshake mostly; the others later.
const BYTES_EARLY: int = 700
const BYTES_LATE: int = 12_000

var _cutter: Cutter = Cutter.new()
var _speaker: HubbubClient = HubbubClient.new()
var _listener: HubbubClient = HubbubClient.new()
var _said: int = 0
var _heard: PackedInt64Array = PackedInt64Array()
var _luck: RandomNumberGenerator = RandomNumberGenerator.new()


func _initialize() -> void:
	seconds_left = 180.0
	var arguments: Arguments = Arguments.new()
	_luck.seed = arguments.one("seed", "1").to_int()
	var server: PackedStringArray = arguments.one("url", HubbubClient.DEFAULT_URL).get_slice("/", 2).split(":")
	equal("a wire", _cutter.open(server[0], server[1].to_int()), OK)
	for node: Node in [_cutter, _speaker, _listener]:
		root.add_child(node)
	_speaker.keeps_guest = false
	_listener.keeps_guest = false
	equal("who listens", _listener.connect_to_server(_cutter.url() + "?room=cuts"), OK)
	equal("who speaks", _speaker.connect_to_server(arguments.one("url", HubbubClient.DEFAULT_URL)), OK)
	check("is let in", await _listener.join(ROOM))
	check("is let in too", await _speaker.join(ROOM))
	equal("hears", _listener.said.connect(_on_said), OK)
	await _talk()
	print(
		"%d cuts, %d conns, %d lines heard of %d, %d gaps"
		% [_cutter.cuts, _listener.stats.conns, _heard.size(), _said, _listener.stats.gaps]
	)
	var all: PackedInt64Array = PackedInt64Array(range(_said))
	check("each line once and in order", _heard == all)
	equal("gaps", _listener.stats.gaps, 0)
	done()


func _talk() -> void:
	while _cutter.cuts < CUTS:
		_cutter.bytes_until_cut = _luck.randi_range(0, BYTES_EARLY if _cutter.cuts % 2 == 0 else BYTES_LATE)
		if _cutter.cuts == 0 and _listener.state == HubbubClient.State.ONLINE and _said == LINES_PER_FRAME * 10:
			_cutter.cut_now()
		_say_some()
		_hurry()
		await process_frame
	_cutter.bytes_until_cut = -1
	while _heard.size() < _said:
		_hurry()
		await process_frame


func _say_some() -> void:
	if _said - _heard.size() > MISSING_MAX:
		return
	for at: int in LINES_PER_FRAME:
		if _speaker.send(ROOM, str(_said)) == OK:
			_said += 1


## The waits grow with each cut; the core is told that the time has come.
func _hurry() -> void:
	if _listener.state == HubbubClient.State.WAITING:
		var core: Object = _listener.get("_core")
		core.set("wait_until_ms", 0)


func _on_said(_realm: String, _from: int, text: String) -> void:
	_heard += PackedInt64Array([text.to_int()])
