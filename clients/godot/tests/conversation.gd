extends "res://tests/test_case.gd"
## Plays [code]conversation.json[/code] through the addon. The server needs [code]realms.room_history = 1000[/code].
##
## Told [code]--url=ADDRESS[/code].

const Arguments = preload("res://tests/arguments.gd")

const STEPS: String = "res://tests/conversation.json"
const STEPS_MIN: int = 60
## A conn that there is not.
const NOBODY: int = 9007199254740991
const NEVER_MS: int = 1 << 62

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
		equal("%s was told nothing else" % name, _people[name].rest(), [])
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
		"finds":
			equal(doing, person.client.ask_who(realm), OK)
			var page: Array = await person.client.members_listed
			var conns: PackedInt64Array = page[2]
			var names: Array = step[3]
			equal(doing, Array(conns), names.map(_id))
		"loses the line":
			await person.lose()
		"is back":
			person.hurry()
			await until(func() -> bool: return person.client.is_in(realm))
		"has a gap":
			await until(func() -> bool: return not person.gaps.is_empty())
			equal(doing, person.gaps.pop_front(), [realm, step[3]])
		"asks":
			await _ask(step, person)
		"goes":
			person.client.disconnect_from_server()
		_:
			await _talk(step, person, realm)


func _talk(step: Array, person: Person, realm: String) -> void:
	match step[1]:
		"says":
			equal(doing, person.client.send(realm, str(step[3])), OK)
		"says often":
			var lines: int = step[3]
			var placed: int = person.placed + lines
			for line: int in lines:
				equal(doing, person.client.send(realm, str(line)), OK)
			await until(func() -> bool: return person.placed == placed)
		"cannot say":
			var letters: int = step[3]
			equal(doing, person.client.send(realm, "x".repeat(letters)), ERR_INVALID_DATA)
			equal(doing, person.errors.pop_front(), "too_long")
		"hears":
			await until(func() -> bool: return not person.heard.is_empty())
			equal(doing, person.heard.pop_front(), [realm, _id(step[3]), step[4]])
		"tells":
			equal(doing, person.client.send_direct(_id(step[2]), str(step[3])), OK)
		"tells the user":
			equal(doing, person.client.send_to_user(_people[str(step[2])].client.user, str(step[3])), OK)
		"tells nobody":
			equal(doing, person.client.send_direct(NOBODY, str(step[2])), OK)
			await until(func() -> bool: return not person.errors.is_empty())
			equal(doing, person.errors.pop_front(), step[3])
		"is told":
			await until(func() -> bool: return not person.told.is_empty())
			equal(doing, person.told.pop_front(), [_id(step[2]), step[3]])
		_:
			fail("nobody can do this: %s" % [step])


## A command of one who has lost the line is kept until he is back.
func _ask(step: Array, person: Person) -> void:
	person.hurry()
	var body: Dictionary = step[4]
	var answer: HubbubAnswer = await person.client.command(str(step[2]), str(step[3]), body)
	equal(doing, answer.code, str(step[5]) if step.size() > 5 else "")


func _id(name: Variant) -> int:
	return _people[str(name)].client.conn_id


## Somebody, and what he was told and has not yet looked at.
class Person:
	extends RefCounted

	var client: HubbubClient = HubbubClient.new()
	var heard: Array[Array] = []
	var told: Array[Array] = []
	var gaps: Array[Array] = []
	var errors: Array[String] = []
	var placed: int = 0
	var _faults: int = 0

	func _init() -> void:
		client.keeps_guest = false
		_faults += client.said.connect(
			func(realm: String, from: int, text: String) -> void: heard.append([realm, from, text])
		)
		_faults += client.direct.connect(
			func(from: int, text: String, _body: PackedByteArray) -> void: told.append([from, text])
		)
		_faults += client.gap.connect(func(realm: String, why: String) -> void: gaps.append([realm, why]))
		_faults += client.refused.connect(func(code: String, _text: String) -> void: errors.append(code))
		_faults += client.placed.connect(func(_realm: String, _offset: int) -> void: placed += 1)

	## What nobody has looked at.
	func rest() -> Array:
		return heard + told + gaps + errors

	## He does not come back before he is waited for.
	func lose() -> void:
		var socket: Object = client.get("_socket")
		var peer: WebSocketPeer = socket.get("_peer")
		peer.close(-1)
		await client.disconnected
		_wait_until(NEVER_MS)

	func hurry() -> void:
		if client.state == HubbubClient.State.WAITING:
			_wait_until(0)

	func _wait_until(time_ms: int) -> void:
		var core: Object = client.get("_core")
		core.set("wait_until_ms", time_ms)
