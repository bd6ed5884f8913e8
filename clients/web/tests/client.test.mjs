// The client over a socket that the test holds in its hands.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Client } from '../pages/hubbub.js';

/** @type {FakeSocket[]} */
let sockets = [];

class FakeSocket {
  sent = [];
  closedWith = null;

  constructor(url, protocol) {
    Object.assign(this, { url, protocol });
    sockets.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code, reason) {
    this.closedWith = { code, reason };
  }

  says(packet) {
    this.onmessage({ data: JSON.stringify(packet) });
  }

  accept(id) {
    this.onopen({});
    this.says({ type: 1, message: { text: 'hello, client!' }, id });
    const limits = { messageBytes: 1000, chatChars: 20, realms: 4 };
    this.says({ welcome: { limits, serverTime: '1700000000000', heartbeat: 20_000, version: 1 } });
    this.sent.length = 0;
  }
}

const newest = () => sockets[sockets.length - 1];

function connect(options = {}) {
  const client = new Client('ws://127.0.0.1:1/ws', { WebSocket: FakeSocket, ...options });
  const events = [];
  for (const kind of ['state', 'id', 'welcome', 'chat', 'direct', 'joined', 'left', 'presence', 'error']) {
    client.on(kind, (event) => events.push({ kind, ...event }));
  }
  client.connect();
  return { client, events, of: (kind) => events.filter((event) => event.kind === kind).map(({ kind, ...rest }) => rest) };
}

beforeEach(() => {
  sockets = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
});

test('asks for the JSON dialect and says hello', () => {
  connect();
  assert.equal(newest().url, 'ws://127.0.0.1:1/ws');
  assert.equal(newest().protocol, 'hubbub.v1.json');
  newest().onopen({});
  assert.deepEqual(newest().sent, [{ hello: { version: 1, client: 'hubbub.js/0.1' } }]);
});

test('a room goes into the address of the socket', () => {
  connect({ realm: 'room-x_1' });
  assert.equal(newest().url, 'ws://127.0.0.1:1/ws?room=x_1');
});

test('is open once the server has said the id, and learns the limits', () => {
  const { client, of } = connect();
  newest().accept(7);
  assert.equal(client.id, 7);
  assert.equal(client.limits.chatChars, 20);
  assert.deepEqual(of('state').map(({ state }) => state), ['connecting', 'open']);
  assert.deepEqual(of('welcome').map(({ serverTime, heartbeat }) => [serverTime, heartbeat]), [[1700000000000, 20000]]);
});

test('chats at home in the tutorial’s shape, elsewhere with the realm', () => {
  const { client } = connect();
  assert.equal(client.chat('too early'), false);
  newest().accept(1);
  assert.equal(client.chat('hi'), true);
  client.chat('psst', 'room-x');
  client.direct(9, 'you');
  assert.deepEqual(newest().sent, [
    { type: 0, text: 'hi' },
    { chat: { msg: 'psst' }, realm: 'room-x' },
    { direct: { conn: '9', msg: 'you' } },
  ]);
});

test('64-bit integers come as strings or numbers, whole floats too, defaults not at all', () => {
  const { of } = connect();
  newest().accept(1);
  newest().onmessage({ data: '{"type":0.0,"text":"a","sender":3.0}' });
  newest().says({ presence: { realm: 'lobby', members: '12' } });
  newest().says({ presence: { realm: 'lobby', members: 12 } });
  newest().says({ presence: { realm: 'lobby' } });
  newest().says({ senderId: '4', direct: { conn: '1', msg: 'psst' } });
  assert.deepEqual(of('chat'), [{ sender: 3, text: 'a', realm: 'lobby' }]);
  assert.deepEqual(of('presence').map(({ members }) => members), [12, 12, 0]);
  assert.deepEqual(of('direct'), [{ sender: 4, text: 'psst', body: '' }]);
});

test('what is no packet is passed over', () => {
  const { of, client } = connect();
  newest().accept(1);
  for (const data of ['', '{', 'null', '7', '"x"', '[]', '{}', '{"type":9}', '{"new":{}}', new ArrayBuffer(3)]) {
    newest().onmessage({ data });
  }
  assert.equal(client.state, 'open');
  assert.deepEqual(of('chat'), []);
});

test('moves to a room only when the server has let it in, then leaves the old one', () => {
  const { client } = connect();
  newest().accept(1);
  client.move('room-x');
  assert.deepEqual(newest().sent.splice(0), [{ join: { realm: 'room-x' } }]);
  assert.equal(client.home, 'lobby');
  newest().says({ joined: { realm: 'room-x', members: '3' } });
  assert.equal(client.home, 'room-x');
  assert.equal(client.realms.get('room-x'), 3);
  client.chat('hi');
  assert.deepEqual(newest().sent, [{ leave: { realm: 'lobby' } }, { chat: { msg: 'hi' }, realm: 'room-x' }]);
});

test('a reconnect starts in the room that was moved to and joins the others again', () => {
  const { client, of } = connect();
  newest().accept(1);
  client.join('room-y');
  client.move('room-x');
  newest().says({ joined: { realm: 'room-x', members: '1' } });
  newest().onclose({ code: 1006, reason: '' });
  assert.equal(client.state, 'waiting');
  mock.timers.tick(750);
  assert.equal(sockets.length, 2);
  assert.equal(newest().url, 'ws://127.0.0.1:1/ws?room=x');
  newest().onopen({});
  newest().says({ type: 1, message: { text: 'hello, client!' }, id: 2 });
  newest().sent.length = 0;
  newest().says({ welcome: {} });
  assert.deepEqual(newest().sent, [{ join: { realm: 'room-y' } }]);
  assert.deepEqual(of('id'), [{ id: 1 }, { id: 2 }]);
});

test('a move while connecting is made up for', () => {
  const { client } = connect();
  client.move('room-x');
  newest().onopen({});
  newest().says({ type: 1, message: { text: 'hello, client!' }, id: 1 });
  newest().sent.length = 0;
  newest().says({ welcome: {} });
  assert.deepEqual(newest().sent, [{ join: { realm: 'room-x' } }, { leave: { realm: 'lobby' } }]);
});

test('stays away when told to, and comes back when a person asks', () => {
  const { client, of } = connect();
  newest().accept(1);
  newest().onclose({ code: 4503, reason: 'removed' });
  mock.timers.tick(600_000);
  assert.equal(sockets.length, 1);
  assert.deepEqual(of('state').at(-1), { state: 'closed', words: 'You were removed from this server.', delayMillis: 0 });
  client.connect();
  assert.equal(sockets.length, 2);
});

test('gives up on a server that accepts and never greets', () => {
  const { client } = connect();
  newest().onopen({});
  mock.timers.tick(15_000);
  assert.equal(client.state, 'waiting');
  assert.notEqual(sockets[0].closedWith, null);
  assert.equal(sockets[0].onclose, null);
});

test('asks a quiet server for a sign of life, and leaves a dead one', () => {
  const { client } = connect();
  newest().accept(1);
  mock.timers.tick(40_000);
  assert.deepEqual(newest().sent.map((packet) => Object.keys(packet)), [['ping']]);
  newest().says({ pong: { clientTime: '1', serverTime: '1' } });
  mock.timers.tick(79_000);
  assert.equal(client.state, 'open');
  mock.timers.tick(1_000);
  assert.equal(client.state, 'waiting');
});

test('leaving is final, and its reason fits a close frame without a broken character', () => {
  const { client } = connect();
  newest().accept(1);
  const socket = newest();
  client.close(4000, 'ä'.repeat(100));
  assert.deepEqual(socket.closedWith, { code: 4000, reason: 'ä'.repeat(61) });
  mock.timers.tick(600_000);
  assert.equal(sockets.length, 1);
  assert.equal(client.state, 'closed');
});

test('a listener can be taken off', () => {
  const { client } = connect();
  let count = 0;
  const off = client.on('presence', () => void (count += 1));
  newest().accept(1);
  newest().says({ presence: { realm: 'lobby', members: '1' } });
  off();
  newest().says({ presence: { realm: 'lobby', members: '2' } });
  assert.equal(count, 1);
});
