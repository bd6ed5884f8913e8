// Plays clients/godot/tests/conversation.json through hubbub.js: what people do with an SDK, and what they must hear.
//
//   node conversation.mjs URL
//
// URL is of a running server that keeps a history of its rooms (`realms.room_history`).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { Client } from '../pages/hubbub.js';

const [url] = process.argv.slice(2);
if (!url || !URL.canParse(url)) {
  console.error('usage: node conversation.mjs URL');
  process.exit(2);
}
const LIMIT_MILLIS = 60_000;
const SUFFIX = `_${process.pid}`;
const { steps } = JSON.parse(await readFile(new URL('../../godot/tests/conversation.json', import.meta.url), 'utf8'));
const address = new URL('/ws', url.replace('http', 'ws'));
let doing = '';

setTimeout(() => {
  console.error(`not done within ${LIMIT_MILLIS / 1000} s: ${doing}`);
  process.exit(1);
}, LIMIT_MILLIS).unref();

/** Somebody, and what he was told and has not yet looked at. */
class Person {
  heard = [];
  told = [];
  pages = [];
  id = 0;
  #socket;

  constructor(realm) {
    const person = this;
    const Wire = class extends WebSocket {
      constructor(...args) {
        super(...args);
        person.#socket = this;
      }
    };
    this.client = new Client(address, { realm, WebSocket: Wire });
    this.client.on('id', ({ id }) => (this.id = id));
    this.client.on('chat', ({ realm, sender, text }) => this.heard.push([realm, sender, text]));
    this.client.on('direct', ({ sender, text }) => this.told.push([sender, text]));
    this.client.on('members', ({ page }) => this.pages.push(page.map(([conn]) => conn)));
    this.client.connect();
  }

  /** Waits until something is so, looking whenever it is told something. */
  until(condition) {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const kinds = ['state', 'id', 'chat', 'direct', 'members', 'joined', 'left', 'presence'];
      const offs = kinds.map((kind) => this.client.on(kind, () => {
        if (!condition()) return;
        for (const off of offs) off();
        resolve();
      }));
    });
  }

  isIn(realm) {
    return this.client.realms.has(realm);
  }

  async next(queue) {
    await this.until(() => queue.length > 0);
    return queue.shift();
  }

  async lose() {
    const lost = this.until(() => this.client.state === 'waiting');
    this.#socket.terminate();
    await lost;
  }
}

const people = new Map();
const id = (name) => people.get(name).id;
const does = {
  connects: (person, realm) => person.until(() => person.isIn(realm)),
  async joins(person, realm) {
    person.client.join(realm);
    await person.until(() => person.isIn(realm));
  },
  async leaves(person, realm) {
    person.client.leave(realm);
    await person.until(() => !person.isIn(realm));
  },
  counts: (person, realm, members) => person.until(() => person.client.realms.get(realm) === members),
  says: (person, realm, text) => assert.ok(person.client.chat(text, realm), doing),
  hears: async (person, realm, from, text) => assert.deepEqual(await person.next(person.heard), [realm, id(from), text], doing),
  async finds(person, realm, names) {
    person.client.who(realm);
    assert.deepEqual(await person.next(person.pages), names.map(id), doing);
  },
  tells: (person, _realm, text, whom) => assert.ok(person.client.direct(id(whom), text), doing),
  'is told': async (person, _realm, text, from) => assert.deepEqual(await person.next(person.told), [id(from), text], doing),
  'loses the line': (person) => person.lose(),
  'is back': (person, realm) => person.until(() => person.isIn(realm)),
  goes: (person) => person.client.close(),
};

for (const [who, what, where = '', ...rest] of steps) {
  doing = JSON.stringify([who, what, where, ...rest]);
  const realm = where + SUFFIX;
  if (what === 'connects') people.set(who, new Person(realm));
  assert.ok(does[what], `nobody can do this: ${doing}`);
  await does[what](people.get(who), realm, ...rest, where);
}
for (const [name, person] of people) {
  assert.deepEqual(person.heard, [], `${name} has heard something else`);
  person.client.close();
}
console.log(`${steps.length} passed, 0 failed`);
