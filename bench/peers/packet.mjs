// The two packets that a server of the chat tutorial makes, as bytes.

const SENDER_ID = 0x08;
const ID_MESSAGE = 0x1a;

function varint(number) {
  const bytes = [];
  for (; number >= 0x80; number = Math.floor(number / 0x80)) bytes.push((number % 0x80) | 0x80);
  bytes.push(number);
  return Buffer.from(bytes);
}

/** Field 1, `sender_id`: made once per conn. */
export function senderField(id) {
  return Buffer.concat([Buffer.of(SENDER_ID), varint(id)]);
}

/** The packet that tells a conn its id. */
export function idPacket(id) {
  const field = senderField(id);
  return Buffer.concat([field, Buffer.of(ID_MESSAGE, field.length), field]);
}

/** A client's packet under its own id: what the client wrote as its sender is cut off. */
export function stamped(field, packet) {
  let start = 0;
  if (packet[0] === SENDER_ID) {
    start = 1;
    while (packet[start] >= 0x80) start++;
    start++;
  }
  const length = packet.length - start;
  const out = Buffer.allocUnsafe(field.length + length);
  field.copy(out, 0);
  packet.copy(out, field.length, start);
  return out;
}
