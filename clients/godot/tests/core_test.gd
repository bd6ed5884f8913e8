extends "res://tests/test_case.gd"
## Plays the table of cases that the server's own client is tested with: what goes into a client, and what must come out.
##
## [code]godot4 --headless --path clients/godot res://tests/main.tscn -- --test=core_test.gd[/code]

const Core = preload("res://addons/hubbub/core/core.gd")
const Output = preload("res://addons/hubbub/core/output.gd")
const Packets = preload("res://addons/hubbub/packets.gd")
const PacketJson = preload("res://tests/packet_json.gd")
const Views = preload("res://addons/hubbub/core/views.gd")

## The table lies with the client in Rust; an export has it here.
const CASES: String = "../../crates/client/tests/cases.json"
const CASES_EXPORTED: String = "res://tests/cases.json"
const CASES_MIN: int = 30

var _cases: Dictionary[String, Dictionary] = {}
## Whether views are read without the generated code, as in a game.
var _is_hasty: bool = false


func run() -> void:
	var path: String = ProjectSettings.globalize_path("res://").path_join(CASES)
	if not OS.has_feature("editor"):
		path = CASES_EXPORTED
	var file: Dictionary = HubbubJson.object(FileAccess.get_file_as_string(path))
	for case: Dictionary in file["cases"]:
		_cases[case["name"]] = case
	for name: String in _cases:
		_play(name)
	_is_hasty = true
	for name: String in _cases:
		_play(name)
	check("the table has %d cases" % _cases.size(), _cases.size() >= CASES_MIN)


## The steps of a case, with those of the case that it begins after.
func _steps(name: String) -> Array:
	var case: Dictionary = _cases[name]
	var own: Array = case["steps"]
	return _steps(str(case["after"])) + own if case.has("after") else own


func _play(name: String) -> void:
	var core: Core = Core.new("lobby", "cases")
	for step: Dictionary in _steps(name):
		core.now_ms = step.get("at", core.now_ms)
		core.luck = step.get("luck", 500)
		var input: Dictionary = step["in"]
		var kind: String = input.keys()[0]
		var with: Dictionary = input[kind]
		_input(core, kind, with)
		var expected: Array = step["out"]
		var got: Array = core.out.map(_told)
		equal("%s: %s" % [name, step["in"]], got, expected.map(_expected))
		core.out.clear()


func _input(core: Core, kind: String, with: Dictionary) -> void:
	match kind:
		"connect":
			core.connect_now()
		"disconnect":
			core.disconnect_now()
		"join":
			core.join(str(with["realm"]))
		"leave":
			core.leave(str(with["realm"]))
		"say":
			core.say(str(with["realm"]), str(with["text"]))
		"token":
			core.renew(str(with["token"]))
		"opened":
			core.opened()
		"heard":
			_heard(core, PacketJson.packet(with))
		"ended":
			var code: Variant = with.get("code")
			core.ended(-1 if code == null else int(str(code)), str(with.get("reason", "")))
		"ticked":
			core.tick()
		"command":
			core.command(_command(with))
		"direct":
			core.send(PacketJson.packet({"direct": {"conn": with["conn"], "msg": with["text"]}}))
		"who", "call":
			core.send(PacketJson.packet({kind: with}))
		_:
			fail("no input is called %s" % kind)


func _heard(core: Core, packet: Packets.Packet) -> void:
	var view: HubbubView = Views.read(packet.to_bytes()) if _is_hasty else null
	if view != null:
		core.heard_view(view)
	else:
		core.heard(packet)


func _command(with: Dictionary) -> Packets.Packet:
	var packet: Packets.Packet = Packets.Packet.new()
	var command: Packets.Command = packet.new_command()
	var id: PackedByteArray = PackedByteArray()
	check("16 bytes", id.resize(16) == OK)
	id.fill(int(str(with["id"])))
	command.set_command_id(id)
	command.set_game(str(with["game"]))
	command.set_kind(str(with["kind"]))
	command.set_text(str(with["text"]))
	command.set_expect_offset(int(str(with.get("expect", 0))))
	return packet


## What is written in the table; packets as their bytes.
func _expected(output: Dictionary) -> Dictionary:
	if not output.has("send"):
		return output
	var packet: Dictionary = output["send"]
	return {"send": PacketJson.packet(packet).to_bytes()}


## What came out, as the table writes it.
func _told(output: Output) -> Dictionary:
	match output.kind:
		Output.Kind.CONNECT:
			return {"connect": {}}
		Output.Kind.SEND:
			return {"send": output.packet.to_bytes()}
		Output.Kind.HANG_UP:
			return {"hangUp": {}}
		_:
			return {"tell": _event(output)}


func _event(output: Output) -> Dictionary:
	var place: Dictionary = {"epoch": output.epoch, "offset": output.offset}
	var packet: Packets.Packet = output.packet
	match output.kind:
		Output.Kind.SAID:
			return {
				"view": {
					"realm": output.realm,
					"place": place,
					"from": packet.get_sender_id(),
					"text": packet.get_chat().get_msg(),
				}
			}
		Output.Kind.VIEW:
			var view: HubbubView = output.view
			return {"service": {"realm": output.realm, "place": place, "kind": view.kind, "text": view.text}}
		Output.Kind.JOINED:
			var members: int = packet.get_joined().get_members()
			return {"joined": {"realm": output.realm, "place": place, "members": members}}
		Output.Kind.GAP:
			return {"gap": {"realm": output.realm, "place": place, "why": output.text}}
		Output.Kind.PLACED:
			return {"placed": {"realm": output.realm, "place": place}}
		Output.Kind.SURE:
			return {"sure": {"realm": output.realm, "offset": output.offset}}
		Output.Kind.LEFT:
			return {"left": {"realm": output.realm}}
		Output.Kind.NOT_JOINED:
			return {"notJoined": {"realm": output.realm}}
		Output.Kind.UNSAID:
			return {"unsaid": {"realm": output.realm}}
		Output.Kind.DOUBT:
			return {"doubt": {"realm": output.realm}}
		_:
			return _event_of_conn(output)


func _event_of_conn(output: Output) -> Dictionary:
	var packet: Packets.Packet = output.packet
	match output.kind:
		Output.Kind.WELCOME:
			var welcome: Packets.Welcome = packet.get_welcome()
			return {
				"welcome": {
					"id": output.number,
					"user": welcome.get_user(),
					"guest": welcome.get_guest(),
					"resumed": welcome.get_resumed(),
					"expires": welcome.get_expires(),
				}
			}
		Output.Kind.CLOSED:
			return {
				"closed": {
					"code": _or_null(output.number),
					"reason": output.text,
					"comesBackMillis": _or_null(output.wait_ms),
				}
			}
		Output.Kind.ACKED:
			return {"acked": {"id": output.id[0], "offset": output.offset}}
		Output.Kind.REFUSED:
			return {"refused": {"id": output.id[0], "code": output.code, "text": output.text}}
		Output.Kind.PRESENCE:
			var presence: Packets.Presence = packet.get_presence()
			return {"presence": {"realm": presence.get_realm(), "members": presence.get_members()}}
		Output.Kind.MEMBERS:
			return {"members": _page(packet.get_members())}
		Output.Kind.CAME:
			return {"moved": _moved(packet.get_came().get_realm(), packet.get_came().get_member(), true)}
		Output.Kind.WENT:
			return {"moved": _moved(packet.get_went().get_realm(), packet.get_went().get_member(), false)}
		Output.Kind.DIRECT:
			return {"direct": {"from": packet.get_sender_id(), "text": packet.get_direct().get_msg()}}
		Output.Kind.ERROR:
			return {"error": {"code": packet.get_error().get_code(), "text": packet.get_error().get_text()}}
		_:
			var server_time: int = packet.get_pong().get_server_time()
			return {"pong": {"roundTripMillis": output.number, "serverTime": server_time}}


func _page(members: Packets.Members) -> Dictionary:
	var page: Array = []
	for member: Packets.Member in members.get_page():
		page.append([member.get_conn(), member.get_user()])
	return {
		"realm": members.get_realm(), "total": members.get_total(), "page": page, "next": members.get_next()
	}


func _moved(realm: String, member: Packets.Member, is_in: bool) -> Dictionary:
	return {"realm": realm, "conn": member.get_conn(), "user": member.get_user(), "isIn": is_in}


## The table writes nothing where the core says -1.
func _or_null(number: int) -> Variant:
	if number < 0:
		return null
	return number
