extends "res://tests/test_case.gd"
## Plays [code]conversation.json[/code] through the addon. The server needs [code]realms.room_history = 1000[/code].
##
## Told [code]--url=ADDRESS[/code].

const Arguments = preload("res://tests/arguments.gd")

const STEPS: String = "res://tests/conversation.json"
const STEPS_MIN: int = 30

var _suffix: String = "_%d" % randi()
var _url: String = ""
var _people: Dictionary[String, Person] = {}


func run() -> void:
	_url = Arguments.new().one("url", HubbubClient.DEFAULT_URL)
	var steps: Array = HubbubJson.object(FileAccess.get_file_as_string(STEPS))["steps"]
	check("there are %d steps" % steps.size(), steps.size() >= STEPS_MIN)
	for step: Array in steps:
		doing = str(step)
		await _play(step)
	for name: String in _people:
		equal("%s has heard nothing else" % name, _people[name].heard, [] as Array[Array])
		_people[name].client.queue_free()


func _play(step: Array) -> void:
	var who: String = step[0]
	if step[1] == "connects":
		_people[who] = Person.new()
		root.add_child(_people[who].client)
	var person: Person = _people[who]
	var realm: String = str(step[2]) + _suffix if step.size() > 2 else ""
	match step[1]:
		"connects":
			equal(doing, person.client.connect_to_server(_url + "?room=" + realm.trim_prefix("room-")), OK)
			await until(func() -> bool: return person.client.is_in(realm))
		"joins":
			check(doing, await person.client.join(realm))
		"leaves":
			person.client.leave(realm)
			await until(func() -> bool: return not person.client.is_in(realm))
		"counts":
			await until(func() -> bool: return person.client.members(realm) == step[3])
		"says":
			equal(doing, person.client.send(realm, str(step[3])), OK)
		"hears":
			await until(func() -> bool: return not person.heard.is_empty())
			equal(doing, person.heard.pop_front(), [realm, _id(step[3]), step[4]])
		_:
			await _play_more(step, person, realm)


func _play_more(step: Array, person: Person, realm: String) -> void:
	match step[1]:
		"finds":
			equal(doing, person.client.ask_who(realm), OK)
			var page: Array = await person.client.members_listed
			var conns: PackedInt64Array = page[2]
			var names: Array = step[3]
			equal(doing, Array(conns), names.map(_id))
		"tells":
			equal(doing, person.client.send_direct(_id(step[2]), str(step[3])), OK)
		"is told":
			await until(func() -> bool: return not person.told.is_empty())
			equal(doing, person.told.pop_front(), [_id(step[2]), step[3]])
		"loses the line":
			var socket: Object = person.client.get("_socket")
			var peer: WebSocketPeer = socket.get("_peer")
			peer.close(-1)
			await person.client.disconnected
		"is back":
			await until(func() -> bool: return person.client.is_in(realm))
		"goes":
			person.client.disconnect_from_server()
		_:
			fail("nobody can do this: %s" % [step])


func _id(name: Variant) -> int:
	return _people[str(name)].client.conn_id


## Somebody, and what he was told and has not yet looked at.
class Person:
	extends RefCounted

	var client: HubbubClient = HubbubClient.new()
	var heard: Array[Array] = []
	var told: Array[Array] = []
	var _faults: int = 0

	func _init() -> void:
		client.keeps_guest = false
		_faults += client.said.connect(
			func(realm: String, from: int, text: String) -> void: heard.append([realm, from, text])
		)
		_faults += client.direct.connect(
			func(from: int, text: String, _body: PackedByteArray) -> void: told.append([from, text])
		)
