extends Node

const packets := preload("res://packets.gd")

signal connected_to_server()
signal connection_closed()
signal packet_received(packet: packets.Packet)

var socket := WebSocketPeer.new()
var last_state := WebSocketPeer.STATE_CLOSED


func connect_to_url(url: String, tls_options: TLSOptions = null) -> int:
	var err := socket.connect_to_url(url, tls_options)
	if err == OK:
		last_state = socket.get_ready_state()
	return err


func send(packet: packets.Packet) -> int:
	packet.set_sender_id(0)
	return socket.send(packet.to_bytes())


func get_packet() -> packets.Packet:
	if socket.get_available_packet_count() < 1:
		return null
	var bytes := socket.get_packet()
	var packet := packets.Packet.new()
	var result := packet.from_bytes(bytes)
	if result != OK:
		printerr("Not a packet: ", bytes.hex_encode())
	return packet


func close(code := 1000, reason := "") -> void:
	socket.close(code, reason)
	last_state = socket.get_ready_state()


func clear() -> void:
	socket = WebSocketPeer.new()
	last_state = socket.get_ready_state()


func get_socket() -> WebSocketPeer:
	return socket


func poll() -> void:
	if socket.get_ready_state() != WebSocketPeer.STATE_CLOSED:
		socket.poll()
	var state := socket.get_ready_state()
	if last_state != state:
		last_state = state
		if state == WebSocketPeer.STATE_OPEN:
			connected_to_server.emit()
		elif state == WebSocketPeer.STATE_CLOSED:
			connection_closed.emit()
	while socket.get_ready_state() == WebSocketPeer.STATE_OPEN and socket.get_available_packet_count() > 0:
		packet_received.emit(get_packet())


func _process(_delta: float) -> void:
	poll()
