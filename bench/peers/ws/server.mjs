// Node's ws at its best for broadcasts: no tracking of clients, no compression, native masking (bufferutil), and a
// frame that is prepared once and written to every socket.
//
//   node server.mjs [PORT]

import { Sender, WebSocketServer } from 'ws';
import { idPacket, senderField, stamped } from '../packet.mjs';

const BINARY = 2;
const rooms = new Map();
let lastId = 0;

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2] ?? 0),
  backlog: 4096,
  clientTracking: false,
  perMessageDeflate: false,
});

server.on('listening', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));

server.on('connection', (client, request) => {
  request.socket.setNoDelay(true);
  client.on('error', () => client.terminate());
  if (request.url.startsWith('/echo')) {
    client.on('message', (packet) => client.send(packet));
    return;
  }
  const name = request.url.split('?room=')[1] ?? '';
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room);
  const id = ++lastId;
  const field = senderField(id);
  room.add(client);
  client.send(idPacket(id));
  client.on('message', (packet) => {
    const frame = preparedFrame(stamped(field, packet));
    for (const member of room) {
      if (member !== client && member.readyState === member.OPEN) member._socket.write(frame);
    }
  });
  client.on('close', () => {
    room.delete(client);
    if (room.size === 0) rooms.delete(name);
  });
});

function preparedFrame(payload) {
  const options = { fin: true, rsv1: false, opcode: BINARY, mask: false, readOnly: false };
  return Buffer.concat(Sender.frame(payload, options));
}
