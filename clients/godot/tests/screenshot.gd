extends SceneTree
## Saves pictures of the chatroom: [code]chatroom.png[/code] in a conversation with two other players, and
## [code]chatroom-lost.png[/code] when the server cannot be reached. Needs a window, which Xvfb can give.
##
## [codeblock]
## godot4 --path clients/godot --rendering-driver opengl3 --audio-driver Dummy --script res://tests/screenshot.gd \
##     -- --url=ws://127.0.0.1:8080/ws --out=FOLDER --time-limit=20
## [/codeblock]

const Arguments = preload("res://tests/arguments.gd")

## A port that no server listens on.
const NOWHERE: String = "ws://127.0.0.1:9/ws"
const LINES: Array[String] = [
	"Is anybody there?",
	"I am. This is the lobby, everybody on this server hears you here.",
	"[b]I would be bold[/b] [url=https://example.org]and a link[/url], were this not shown as it was written.",
	"Grüße aus Köln, привет, שלום",
	"A long line wraps at the edge of the window instead of running out of it, however many words somebody"
	+ " has to say about the weather, the game, or the last move of the round before the one before.",
]

var _folder: String = "."
var _seconds_left: float = 20.0


func _initialize() -> void:
	var arguments: Arguments = Arguments.new()
	_folder = arguments.one("out", ".")
	_seconds_left = arguments.one("time-limit", "20").to_float()
	await _photograph(arguments.one("url", HubbubClient.DEFAULT_URL))
	quit(0)


func _process(delta: float) -> bool:
	_seconds_left -= delta
	if _seconds_left < 0.0:
		printerr("FAILED: the pictures were not finished in time")
		quit(1)
	return false


func _photograph(url: String) -> void:
	var guests: Array[HubbubClient] = [await _guest(url), await _guest(url)]
	var own: HubbubClient = root.get_node("Hubbub")
	own.keeps_guest = false
	var room: Node = _open_room(url)
	await _until(func() -> bool: return own.is_in(HubbubClient.LOBBY))
	for at: int in LINES.size():
		await _speak(guests[at % 2], LINES[at], own)
	room.call("_on_text_submitted", "I can read all of you. Welcome!")
	await _until(func() -> bool: return own.members(HubbubClient.LOBBY) == 3)
	await _save("chatroom.png")
	room.set("url", NOWHERE)
	room.call("_enter")
	await _until(func() -> bool: return own.state == HubbubClient.State.WAITING)
	await _save("chatroom-lost.png")


func _open_room(url: String) -> Node:
	var scene: PackedScene = load("res://chatroom/chatroom.tscn")
	var room: Node = scene.instantiate()
	room.set("url", url)
	root.add_child(room)
	return room


func _guest(url: String) -> HubbubClient:
	var guest: HubbubClient = HubbubClient.new()
	guest.keeps_guest = false
	root.add_child(guest)
	var failed: Error = guest.connect_to_server(url)
	assert(failed == OK)
	await _until(func() -> bool: return guest.is_in(HubbubClient.LOBBY))
	return guest


func _speak(guest: HubbubClient, line: String, listener: HubbubClient) -> void:
	var failed: Error = guest.send(HubbubClient.LOBBY, line)
	assert(failed == OK)
	var heard: Array = await listener.said
	while heard[2] != line:
		heard = await listener.said


func _until(condition: Callable) -> void:
	while not condition.call():
		await process_frame


func _save(file: String) -> void:
	for frame: int in 3:
		await RenderingServer.frame_post_draw
	var path: String = _folder.path_join(file)
	var failed: Error = root.get_texture().get_image().save_png(path)
	if failed != OK:
		printerr("FAILED: %s could not be written: %s" % [path, error_string(failed)])
		quit(1)
	print("saved ", path)
