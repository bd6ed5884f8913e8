extends "res://tests/test_case.gd"
## Saves pictures of the chatroom: [code]chatroom.png[/code] in a conversation with two other players, and
## [code]chatroom-lost.png[/code] when the server cannot be reached. Needs a window, which Xvfb can give.
##
## [codeblock]
## godot4 --path clients/godot --rendering-driver opengl3 --audio-driver Dummy res://tests/main.tscn \
##     -- --test=screenshot.gd --url=ws://127.0.0.1:8080/ws --out=FOLDER
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


func run() -> void:
	var arguments: Arguments = Arguments.new()
	_folder = arguments.one("out", ".")
	await _photograph(arguments.one("url", HubbubClient.DEFAULT_URL))


func _photograph(url: String) -> void:
	var guests: Array[HubbubClient] = [await _guest(url), await _guest(url)]
	var own: HubbubClient = root.get_node("Hubbub")
	own.keeps_guest = false
	var room: Node = _open_room(url)
	await until(func() -> bool: return own.is_in(HubbubClient.LOBBY))
	for at: int in LINES.size():
		await _speak(guests[at % 2], LINES[at], own)
	room.call("_on_text_submitted", "I can read all of you. Welcome!")
	await until(func() -> bool: return own.members(HubbubClient.LOBBY) == 3)
	await _save("chatroom.png")
	room.set("url", NOWHERE)
	room.call("_enter")
	await until(func() -> bool: return own.state == HubbubClient.State.WAITING)
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
	equal("an attempt", guest.connect_to_server(url), OK)
	await until(func() -> bool: return guest.is_in(HubbubClient.LOBBY))
	return guest


func _speak(guest: HubbubClient, line: String, listener: HubbubClient) -> void:
	equal("a line", guest.send(HubbubClient.LOBBY, line), OK)
	var heard: Array = await listener.said
	while heard[2] != line:
		heard = await listener.said


func _save(file: String) -> void:
	for frame: int in 3:
		await RenderingServer.frame_post_draw
	save_picture(root.get_texture().get_image(), _folder, file)
