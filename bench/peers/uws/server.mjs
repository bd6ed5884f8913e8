// uWebSockets.js at its best for broadcasts: its own publish and subscribe, which send a topic's messages of one turn
// together, and room for slow readers.
//
//   node server.mjs [PORT]

import uws from '@trufflesuite/uws-js-unofficial';
import { idPacket, senderField, stamped } from '../packet.mjs';

// For other versions of Node.js the package has a stand-in in JavaScript, which would be compared under a false name.
if (!('SSLApp' in uws)) {
  throw new Error(`uWebSockets.js has no binary for Node.js ${process.version} here; use version 18 or 20`);
}

const HOST = '127.0.0.1';
let lastId = 0;

const settings = {
  compression: uws.DISABLED,
  idleTimeout: 0,
  sendPingsAutomatically: false,
  maxBackpressure: 1 << 20,
  maxPayloadLength: 64 << 10,
};

function upgrade(response, request, context) {
  const room = request.getQuery('room') ?? '';
  response.upgrade(
    { room, field: undefined },
    request.getHeader('sec-websocket-key'),
    request.getHeader('sec-websocket-protocol'),
    request.getHeader('sec-websocket-extensions'),
    context,
  );
}

const app = uws.App();

app.ws('/ws', {
  ...settings,
  upgrade,
  open(client) {
    const id = ++lastId;
    client.field = senderField(id);
    client.subscribe(client.room);
    client.send(idPacket(id), true);
  },
  message(client, packet) {
    client.publish(client.room, stamped(client.field, Buffer.from(packet)), true);
  },
});

app.ws('/echo', {
  ...settings,
  message(client, packet) {
    client.send(packet, true);
  },
});

app.listen(HOST, Number(process.argv[2] ?? 0), (socket) => {
  if (!socket) throw new Error(`cannot listen on ${HOST}:${process.argv[2]}`);
  console.log(`listening on http://${HOST}:${uws.us_socket_local_port(socket)}`);
});
