extends RefCounted
## Commands, sent until they are answered for good.

## The messages that can be sent and received.
const Packets = preload("res://addons/hubbub/packets.gd")
## What follows.
const Output = preload("res://addons/hubbub/core/output.gd")

## Commands without an answer for good. One more is refused here.
const WAITING_MAX: int = 64

const _NOT_DUE: int = -1

var _waiting: Array[Waiting] = []
var _out: Array[Output]


func _init(out: Array[Output]) -> void:
	_out = out


## One more.
func give(command: Packets.Packet, is_welcome: bool) -> void:
	var waiting: Waiting = Waiting.new()
	waiting.id = command.get_command().get_command_id()
	waiting.packet = command
	if _waiting.size() >= WAITING_MAX:
		_refuse(waiting.id, "busy", "too many commands wait for their answers")
		return
	if is_welcome:
		_out.append(Output.sending(command))
	_waiting.append(waiting)


## There is a new conn: it is told all that has no answer, in the old order.
func send_again() -> void:
	for waiting: Waiting in _waiting:
		waiting.retry_at_ms = _NOT_DUE
		_out.append(Output.sending(waiting.packet))


## The server has kept one.
func acked(ack: Packets.Ack) -> void:
	var at: int = _find(ack.get_command_id())
	if at < 0:
		return
	_waiting.remove_at(at)
	var told: Output = Output.new(Output.Kind.ACKED)
	told.id = ack.get_command_id()
	told.offset = ack.get_offset()
	_out.append(told)


## The server has refused one, or wants it again later.
func refused(refusal: Packets.Refusal, now_ms: int) -> void:
	var at: int = _find(refusal.get_command_id())
	if at < 0:
		return
	if refusal.get_retry_after_ms() > 0:
		_waiting[at].retry_at_ms = now_ms + refusal.get_retry_after_ms()
		return
	_waiting.remove_at(at)
	_refuse(refusal.get_command_id(), refusal.get_code(), refusal.get_text())


## Sends again what is due.
func tick(now_ms: int) -> void:
	for waiting: Waiting in _waiting:
		if waiting.retry_at_ms != _NOT_DUE and waiting.retry_at_ms <= now_ms:
			waiting.retry_at_ms = _NOT_DUE
			_out.append(Output.sending(waiting.packet))


## The app turns to another server, which knows of none of them.
func forget(code: String, text: String) -> void:
	var forgotten: Array[Waiting] = _waiting
	_waiting = []
	for waiting: Waiting in forgotten:
		_refuse(waiting.id, code, text)


func _refuse(id: PackedByteArray, code: String, text: String) -> void:
	var told: Output = Output.new(Output.Kind.REFUSED)
	told.id = id
	told.code = code
	told.text = text
	_out.append(told)


func _find(id: PackedByteArray) -> int:
	for at: int in _waiting.size():
		if _waiting[at].id == id:
			return at
	return -1


## One command.
class Waiting:
	extends RefCounted

	## Its id, 16 bytes.
	var id: PackedByteArray
	## The packet, sent unchanged each time.
	var packet: Packets.Packet
	## When it is to be sent again; -1 while an answer is waited for.
	var retry_at_ms: int = _NOT_DUE
