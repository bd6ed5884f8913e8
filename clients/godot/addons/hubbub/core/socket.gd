extends RefCounted
## One conn's WebSocket, from dialling to its end; then another one is made. It knows no messages, only bytes.

## Bytes that may wait to be read. A browser drops what comes on top of it between two frames of the game.
const INBOUND_BYTES: int = 1 << 20
## Messages that may wait to be read.
const INBOUND_MESSAGES: int = 16384
## Bytes that may wait in the engine to be sent.
const OUTBOUND_BYTES: int = 1 << 18
## Bytes that may wait here, behind those, before the conn counts as too slow.
const UNSENT_BYTES_MAX: int = 1 << 20
## How long the server may take to answer a close.
const CLOSE_MS: int = 3000

## What the engine may add to a message when it counts what waits.
const _HEADER_BYTES: int = 16
## The engine ends a close handshake that goes on for ever when it is closed with this code.
const _ABANDON: int = -1

## Bytes that were sent, and that have come.
var bytes_out: int = 0
## Bytes that have come.
var bytes_in: int = 0

var _peer: WebSocketPeer = WebSocketPeer.new()
var _unsent: Array[PackedByteArray] = []
var _unsent_bytes: int = 0
var _was_open: bool = false
var _closing_since_ms: int = -1


## Begins to connect. An error means that the address makes no sense.
func dial(url: String, tls: TLSOptions) -> Error:
	_peer.inbound_buffer_size = INBOUND_BYTES
	_peer.max_queued_packets = INBOUND_MESSAGES
	_peer.outbound_buffer_size = OUTBOUND_BYTES
	return _peer.connect_to_url(url, tls)


## Lets the engine work; once per frame.
func poll(now_ms: int) -> void:
	_peer.poll()
	if _closing_since_ms >= 0 and now_ms - _closing_since_ms >= CLOSE_MS:
		_peer.close(_ABANDON)
	if is_open():
		_was_open = true
		_flush()


## Whether messages can be sent.
func is_open() -> bool:
	return _peer.get_ready_state() == WebSocketPeer.STATE_OPEN


## Whether it was ever open.
func was_open() -> bool:
	return _was_open


## Whether it has ended. What has come before can still be taken.
func is_closed() -> bool:
	return _peer.get_ready_state() == WebSocketPeer.STATE_CLOSED


## How many messages have come and were not taken.
func messages() -> int:
	return _peer.get_available_packet_count()


## Whether [method take] has a message.
func has_message() -> bool:
	return _peer.get_available_packet_count() > 0


## The next message.
func take() -> PackedByteArray:
	var bytes: PackedByteArray = _peer.get_packet()
	bytes_in += bytes.size()
	return bytes


## Sends a message, or keeps it until there is room. Returns false when too much waits already.
func send(bytes: PackedByteArray) -> bool:
	if _unsent_bytes + bytes.size() > UNSENT_BYTES_MAX:
		return false
	_unsent.append(bytes)
	_unsent_bytes += bytes.size()
	_flush()
	return true


## Closes with code 1000; [method poll] is needed until [method is_closed].
func close(now_ms: int) -> void:
	_closing_since_ms = now_ms
	_peer.close(1000 if is_open() else _ABANDON)
	_peer.poll()


## The code of the close frame, -1 when there was none.
func close_code() -> int:
	return _peer.get_close_code()


## Its reason.
func close_reason() -> String:
	return _peer.get_close_reason()


func _flush() -> void:
	while not _unsent.is_empty() and is_open():
		var size: int = _unsent[0].size()
		var waiting: int = _peer.get_current_outbound_buffered_amount()
		if waiting > 0 and waiting + size + _HEADER_BYTES > OUTBOUND_BYTES:
			return
		var bytes: PackedByteArray = _unsent.pop_front()
		_unsent_bytes -= size
		if _peer.send(bytes) == OK:
			bytes_out += size
