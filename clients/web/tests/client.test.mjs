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

  accept(id, { realm = 'lobby', ...welcome } = {}) {
    this.onopen({});
    this.says({ type: 1, message: { text: 'hello, client!' }, id });
    const limits = { messageBytes: 1000, chatChars: 20, realms: 4 };
    const who = { user: 'guest_1', session: `secret ${id}`, guest: 'token of guest_1' };
    this.says({ welcome: { ...who, limits, serverTime: '1700000000000', heartbeat: 20_000, version: 1, ...welcome } });
    if (realm) this.says({ joined: { realm, members: '1' } });
    this.sent = this.sent.filter((packet) => packet.hello || packet.ping);
  }

  /** What was sent since, without the questions for the time. */
  get news() {
    return this.sent.splice(0).filter((packet) => !packet.hello && !packet.ping);
  }
}

const newest = () => sockets[sockets.length - 1];
const memory = (entries = []) => {
  const kept = new Map(entries);
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
};

const KINDS = ['state', 'id', 'welcome', 'chat', 'view', 'direct', 'joined', 'left', 'notJoined', 'presence', 'gap', 'error'];

function connect(options = {}) {
  const client = new Client('ws://127.0.0.1:1/ws', { WebSocket: FakeSocket, now: () => Date.now(), ...options });
  const events = [];
  for (const what of KINDS) client.on(what, (event) => events.push({ what, event }));
  client.connect();
  return { client, of: (kind) => events.filter(({ what }) => what === kind).map(({ event }) => event) };
}

beforeEach(() => {
  sockets = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
});

test('asks for the JSON dialect and says hello', () => {
  connect();
  assert.equal(newest().url, 'ws://127.0.0.1:1/ws');
  assert.equal(newest().protocol, 'hubbub.v1.json');
  newest().onopen({});
  assert.deepEqual(newest().sent, [{ hello: { version: 1, client: 'hubbub.js/0.2' } }]);
});

test('a room goes into the address of the socket', () => {
  connect({ realm: 'room-x_1' });
  assert.equal(newest().url, 'ws://127.0.0.1:1/ws?room=x_1');
});

test('is open once the server has said welcome, and learns who it is and what it may', () => {
  const { client, of } = connect();
  newest().accept(7);
  assert.equal(client.id, 7);
  assert.equal(client.user, 'guest_1');
  assert.equal(client.limits.chatChars, 20);
  assert.deepEqual(of('state').map(({ state }) => state), ['connecting', 'open']);
  assert.deepEqual(of('welcome').map(({ user, serverTime, heartbeat }) => [user, serverTime, heartbeat]), [['guest_1', 1700000000000, 20000]]);
});

test('says nothing before it is in', () => {
  const { client } = connect();
  assert.equal(client.chat('too early'), false);
  newest().accept(1);
  assert.equal(client.chat('hi'), true);
  assert.equal(client.chat('psst', 'room-x'), false);
  assert.equal(client.chat('🎉'.repeat(20)), true);
  assert.equal(client.chat('🎉'.repeat(21)), false, 'more characters than the server takes');
  client.direct(9, 'you');
  client.direct('ann', 'you');
  assert.equal(client.direct(9, 'x'.repeat(1000)), false, 'longer than the server takes');
  assert.deepEqual(newest().news, [
    { chat: { msg: 'hi' }, realm: 'lobby' },
    { chat: { msg: '🎉'.repeat(20) }, realm: 'lobby' },
    { direct: { conn: '9', msg: 'you' } },
    { direct: { user: 'ann', msg: 'you' } },
  ]);
});

test('a socket that is clogged takes nothing that is of no use later', () => {
  const { client } = connect();
  newest().accept(1);
  newest().bufferedAmount = 2 << 20;
  assert.equal(client.chat('hi'), false);
  newest().bufferedAmount = 0;
  assert.equal(client.chat('hi'), true);
});

test('64-bit integers come as strings or numbers, whole floats too, defaults not at all', () => {
  const { of } = connect();
  newest().accept(1);
  newest().onmessage({ data: '{"type":0.0,"text":"a","sender":3.0,"realm":"lobby"}' });
  newest().says({ presence: { realm: 'lobby', members: '12' } });
  newest().says({ presence: { realm: 'lobby', members: 12 } });
  newest().says({ presence: { realm: 'lobby' } });
  newest().says({ senderId: '4', direct: { conn: '1', msg: 'psst' } });
  assert.deepEqual(of('chat'), [{ sender: 3, text: 'a', realm: 'lobby', place: { epoch: 0, offset: 0 } }]);
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
  assert.deepEqual(newest().news, [{ join: { realm: 'room-x' } }]);
  assert.equal(client.home, 'lobby');
  newest().says({ joined: { realm: 'room-x', members: '3' } });
  assert.equal(client.home, 'room-x');
  assert.equal(client.realms.get('room-x'), 3);
  client.chat('hi');
  assert.deepEqual(newest().news, [{ leave: { realm: 'lobby' } }, { chat: { msg: 'hi' }, realm: 'room-x' }]);
});

test('a reconnect starts in the room that was moved to and joins the others again', () => {
  const { client, of } = connect();
  newest().accept(1);
  client.join('room-y');
  newest().says({ joined: { realm: 'room-y', members: '1', epoch: '5', offset: '3', recovered: true, why: 'new' } });
  client.move('room-x');
  newest().says({ joined: { realm: 'room-x', members: '1' } });
  newest().says({ left: { realm: 'lobby' } });
  newest().onclose({ code: 1006, reason: '' });
  assert.equal(client.state, 'waiting');
  mock.timers.tick(900);
  assert.equal(sockets.length, 2);
  assert.equal(newest().url, 'ws://127.0.0.1:1/ws?room=x');
  newest().accept(2, { realm: 'room-x' });
  const [{ hello }] = newest().sent;
  assert.deepEqual(hello.resume, [{ realm: 'room-x' }, { realm: 'room-y', epoch: '5', offset: '3' }]);
  assert.equal(hello.session, 'secret 1');
  assert.deepEqual(of('id'), [{ id: 1 }, { id: 2 }]);
});

test('a move while connecting is made up for', () => {
  const { client } = connect();
  client.move('room-x');
  newest().onopen({});
  newest().says({ type: 1, message: { text: 'hello, client!' }, id: 1 });
  newest().says({ welcome: {} });
  assert.deepEqual(newest().news, [{ join: { realm: 'room-x' } }]);
  newest().says({ joined: { realm: 'lobby', members: '1' } });
  assert.deepEqual(newest().news, [{ leave: { realm: 'lobby' } }]);
});

test('a guest is the same one next time, at this server alone', () => {
  const store = memory();
  connect({ store });
  newest().accept(1);
  connect({ store });
  newest().onopen({});
  assert.equal(newest().sent[0].hello.token, 'token of guest_1');
  const elsewhere = new Client('ws://elsewhere/ws', { WebSocket: FakeSocket, store });
  elsewhere.connect();
  newest().onopen({});
  assert.equal(newest().sent[0].hello.token, undefined);
  elsewhere.close();
});

test('a guest whom the server does not know any more is a new one when a person asks', () => {
  const store = memory([['hubbub guest 127.0.0.1:1', 'stale']]);
  const { client } = connect({ store });
  newest().onopen({});
  newest().onclose({ code: 4501, reason: 'login failed' });
  assert.equal(client.state, 'closed');
  assert.equal(store.kept.size, 0);
  client.connect();
  newest().onopen({});
  assert.deepEqual(newest().sent, [{ hello: { version: 1, client: 'hubbub.js/0.2' } }]);
});

test('a login is asked for first, and renewed before it ends', async () => {
  let logins = 0;
  connect({ login: async () => `jwt ${(logins += 1)}` });
  assert.equal(sockets.length, 0);
  await new Promise(setImmediate);
  newest().accept(1, { guest: '', user: 'ann', expires: String(1700000000000 + 600_000), heartbeat: 600_000 });
  assert.equal(newest().sent[0].hello.token, 'jwt 1');
  mock.timers.tick(539_000);
  assert.equal(logins, 1);
  mock.timers.tick(1_000);
  assert.equal(logins, 2);
  await new Promise(setImmediate);
  assert.deepEqual(newest().sent.filter((packet) => packet.hello).at(-1), { hello: { version: 1, token: 'jwt 2' } });
});

test('a ticket is good once: another is asked for before the next conn', async () => {
  let logins = 0;
  const { of } = connect({ login: async () => (logins < 2 ? `hbt1_${(logins += 1)}` : Promise.reject(new Error('away'))) });
  await new Promise(setImmediate);
  newest().accept(1, { guest: '', user: 'ann', expires: '0' });
  assert.equal(newest().sent[0].hello.token, 'hbt1_1');
  newest().onclose({ code: 1006, reason: '' });
  mock.timers.tick(900);
  await new Promise(setImmediate);
  newest().accept(2, { guest: '', user: 'ann', expires: '0' });
  assert.equal(newest().sent[0].hello.token, 'hbt1_2');
  newest().onclose({ code: 1006, reason: '' });
  // The second wait is longer.
  mock.timers.tick(1_600);
  await new Promise(setImmediate);
  assert.equal(sockets.length, 2);
  assert.equal(of('state').at(-1)?.words, 'The login service cannot be reached.');
});

test('a command is a promise, kept across conns', async () => {
  const { client } = connect();
  newest().accept(1);
  const done = client.command('g1', 'place', { at: 'H8' }, 4);
  const [{ command }] = newest().news;
  assert.deepEqual({ ...command, commandId: '' }, { game: 'g1', commandId: '', kind: 'place', text: '{"at":"H8"}', expectOffset: '4' });
  assert.equal(atob(command.commandId).length, 16);
  newest().onclose({ code: 1006, reason: '' });
  mock.timers.tick(900);
  newest().onopen({});
  newest().says({ welcome: {} });
  assert.deepEqual(newest().news.filter((packet) => packet.command), [{ command }]);
  newest().says({ ack: { commandId: command.commandId, offset: '5' } });
  assert.deepEqual(await done, { offset: 5 });
});

test('a refusal says why', async () => {
  const { client } = connect();
  newest().accept(1);
  const done = client.command('g1', 'pass');
  const [{ command }] = newest().news;
  newest().says({ refusal: { commandId: command.commandId, code: 'not_your_turn', text: 'it is not your turn' } });
  await assert.rejects(done, { name: 'Refused', code: 'not_your_turn', message: 'it is not your turn' });
});

test('no more commands wait than can be answered', async () => {
  const { client } = connect();
  for (let count = 0; count < 64; count += 1) client.command('g1', 'pass').catch(() => {});
  await assert.rejects(client.command('g1', 'pass'), { code: 'busy' });
  newest().accept(1);
  await assert.rejects(client.command('g1', 'say', { text: 'x'.repeat(1000) }), { code: 'too_long' });
});

test('views come as objects; those of the own user need no membership', () => {
  const { client, of } = connect();
  newest().accept(1);
  client.join('game-g1');
  newest().says({ joined: { realm: 'game-g1', epoch: '7', offset: '4', recovered: true, why: 'new', members: '1' } });
  newest().says({ realm: 'game-g1', view: { kind: 'snapshot', text: '{"turn":1}' } });
  newest().says({ realm: 'game-g1', offset: '5', view: { kind: 'passed', text: '{"seat":1}' } });
  newest().says({ realm: 'user-guest_1', view: { kind: 'lobby_yours', text: '{"seeks":[]}' } });
  newest().says({ view: { kind: 'hint', text: 'no JSON', body: 'AP8=' } });
  const told = of('view').map(({ realm, kind, body, place }) => [realm, kind, body, place.offset]);
  assert.deepEqual(told, [
    ['game-g1', 'snapshot', { turn: 1 }, 0],
    ['game-g1', 'passed', { seat: 1 }, 5],
    ['user-guest_1', 'lobby_yours', { seeks: [] }, 0],
    ['', 'hint', null, 0],
  ]);
});

test('the server’s clock is known from the quickest of its answers', () => {
  const { client } = connect();
  newest().accept(1);
  assert.equal(client.serverNow() - Date.now(), 1700000000000);
  const { ping } = newest().sent.find((packet) => packet.ping);
  mock.timers.tick(40);
  newest().says({ pong: { clientTime: ping.clientTime, serverTime: '1700000001000' } });
  assert.equal(client.serverNow(), 1700000001020);
  newest().says({ pong: { clientTime: String(Date.now() - 5_000), serverTime: '1' } });
  assert.equal(client.serverNow(), 1700000001020);
});

test('stays away when told to, and comes back when a person asks', () => {
  const { client, of } = connect();
  newest().accept(1);
  newest().onclose({ code: 4503, reason: 'removed' });
  mock.timers.tick(600_000);
  assert.equal(sockets.length, 1);
  const last = { state: 'closed', words: 'You were removed from this server.', delayMillis: 0, code: 4503 };
  assert.deepEqual(of('state').at(-1), last);
  client.connect();
  assert.equal(sockets.length, 2);
});

test('gives up on a server that accepts and never greets', () => {
  const { client } = connect();
  newest().onopen({});
  mock.timers.tick(10_000);
  assert.equal(client.state, 'waiting');
  assert.notEqual(sockets[0].closedWith, null);
  assert.equal(sockets[0].onclose, null);
});

test('asks a quiet server for a sign of life, and leaves a dead one', () => {
  const { client } = connect();
  newest().accept(1);
  const pings = () => newest().sent.splice(0).filter((packet) => packet.ping).length;
  pings();
  mock.timers.tick(21_000);
  assert.equal(pings(), 1);
  newest().says({ pong: { clientTime: '1', serverTime: '1' } });
  mock.timers.tick(59_000);
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
