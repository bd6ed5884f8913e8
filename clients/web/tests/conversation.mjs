// Plays clients/godot/tests/conversation.json through hubbub.js: what people do with an SDK, and what they must hear.
//
//   node conversation.mjs URL [--browser]
//
// URL is of a running server that keeps a thousand lines of its rooms (`realms.room_history`). Everybody is in Node, or in
// a page of his own in Chromium.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { peopleAt } from './e2e/people.mjs';

const { positionals, values } = parseArgs({ options: { browser: { type: 'boolean' } }, allowPositionals: true });
const [url] = positionals;
if (!url || !URL.canParse(url)) {
  console.error('usage: node conversation.mjs URL [--browser]');
  process.exit(2);
}
const LIMIT_MILLIS = 60_000;
const SUFFIX = `_${process.pid}`;
const { steps } = JSON.parse(await readFile(new URL('../../godot/tests/conversation.json', import.meta.url), 'utf8'));
let doing = '';

setTimeout(() => {
  console.error(`not done within ${LIMIT_MILLIS / 1000} s: ${doing}`);
  process.exit(1);
}, LIMIT_MILLIS).unref();

const { come, end } = await peopleAt(url, values.browser === true);
const people = new Map();
const id = (name) => people.get(name).does('id');
const same = (one, other) => assert.deepEqual(one, other, doing);
const named = (where) => where + SUFFIX;

/** Each step by its name: who does it, and what stands behind it. */
const does = {
  connects: ({ does }, where) => does('isIn', named(where)),
  async joins({ does }, where) {
    await does('join', named(where));
    await does('isIn', named(where));
  },
  async leaves({ does }, where) {
    await does('leave', named(where));
    await does('isOut', named(where));
  },
  counts: ({ does }, where, members) => does('counts', named(where), members),
  says: async ({ does }, where, text) => same(await does('say', named(where), text), true),
  'says often': async ({ does }, where, lines) => same(await does('sayOften', named(where), lines), true),
  'cannot say': async ({ does }, where, letters) => same(await does('say', named(where), 'x'.repeat(letters)), false),
  hears: async ({ does }, where, from, text) => same(await does('next', 'heard'), [named(where), await id(from), text]),
  async finds({ does }, where, names) {
    await does('who', named(where));
    same(await does('next', 'pages'), await Promise.all(names.map(id)));
  },
  tells: async ({ does }, whom, text) => same(await does('tell', await id(whom), text), true),
  'tells the user': async ({ does }, whom, text) => same(await does('tell', await people.get(whom).does('user'), text), true),
  'is told': async ({ does }, from, text) => same(await does('next', 'told'), [await id(from), text]),
  async 'tells nobody'({ does }, text, code) {
    await does('tell', Number.MAX_SAFE_INTEGER, text);
    same(await does('next', 'errors'), code);
  },
  async asks({ does, mend }, game, kind, body, code = '') {
    const asked = does('command', game, kind, body);
    mend();
    same(await asked, code);
  },
  async 'loses the line'({ does, cut }) {
    cut();
    await does('becomes', 'waiting');
  },
  'is back': ({ does, mend }, where) => {
    mend();
    return does('isIn', named(where));
  },
  'has a gap': async ({ does }, where, why) => same(await does('next', 'gaps'), [named(where), why]),
  goes: ({ does }) => does('go'),
};

for (const [who, what, ...rest] of steps) {
  doing = JSON.stringify([who, what, ...rest]);
  if (what === 'connects') people.set(who, await come(named(rest[0])));
  assert.ok(does[what], `nobody can do this: ${doing}`);
  await does[what](people.get(who), ...rest);
}
for (const [name, { does }] of people) {
  const nothing = { heard: [], told: [], gaps: [], errors: [] };
  assert.deepEqual(await does('rest'), nothing, `${name} was told something else`);
  await does('go');
}
await end();
console.log(`${steps.length} passed, 0 failed`);
process.exit(0);
