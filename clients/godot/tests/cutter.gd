extends Node
## A wire that can be cut: a TCP proxy between a client and a server.

## How many bytes the next conn carries to the client before it is cut; negative for no end.
var bytes_until_cut: int = -1
## How many conns were cut.
var cuts: int = 0

var _listener: TCPServer = TCPServer.new()
var _host: String
var _port: int
var _wires: Array[Wire] = []


## Listens, and hands on to a server.
func open(host: String, port: int) -> Error:
	_host = host
	_port = port
	return _listener.listen(0, "127.0.0.1")


## Where it listens.
func url() -> String:
	return "ws://127.0.0.1:%d/ws" % _listener.get_local_port()


## Cuts what is open now.
func cut_now() -> void:
	for wire: Wire in _wires:
		wire.bytes_left = 0


func _process(_delta: float) -> void:
	while _listener.is_connection_available():
		var wire: Wire = Wire.new()
		wire.near = _listener.take_connection()
		wire.bytes_left = bytes_until_cut
		if wire.far.connect_to_host(_host, _port) == OK:
			_wires.append(wire)
	for wire: Wire in _wires:
		wire.carry()
		cuts += 1 if wire.is_cut else 0
	_wires = _wires.filter(func(wire: Wire) -> bool: return wire.is_whole())


## One conn.
class Wire:
	extends RefCounted

	var near: StreamPeerTCP
	var far: StreamPeerTCP = StreamPeerTCP.new()
	var bytes_left: int
	var is_cut: bool = false

	func is_whole() -> bool:
		return not is_cut and near.get_status() == StreamPeerTCP.STATUS_CONNECTED

	func carry() -> void:
		var _near: Error = near.poll()
		var _far: Error = far.poll()
		if far.get_status() == StreamPeerTCP.STATUS_CONNECTING:
			return
		if far.get_status() != StreamPeerTCP.STATUS_CONNECTED:
			near.disconnect_from_host()
			return
		_hand_on(near, far, near.get_available_bytes())
		var ready: int = far.get_available_bytes()
		if bytes_left >= 0 and ready >= bytes_left:
			_hand_on(far, near, bytes_left)
			_cut()
			return
		_hand_on(far, near, ready)
		bytes_left -= ready if bytes_left >= 0 else 0

	func _hand_on(from: StreamPeerTCP, to: StreamPeerTCP, size: int) -> void:
		if size > 0:
			var read: Array = from.get_data(size)
			var bytes: PackedByteArray = read[1]
			var _failed: Error = to.put_data(bytes)

	func _cut() -> void:
		is_cut = true
		near.disconnect_from_host()
		far.disconnect_from_host()
