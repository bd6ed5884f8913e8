// The SDK on a wire that is cut at random points: nothing is missed, nothing is doubled, and the app does nothing for it.
//
//   node cuts.e2e.mjs URL [CUTS] [--browser]
//
// URL is of a running server that keeps a history of its rooms (`realms.room_history`). Who listens is in Node, or in a
// page in Chromium.

import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { peopleAt } from './e2e/people.mjs';

const { positionals, values } = parseArgs({ options: { browser: { type: 'boolean' } }, allowPositionals: true });
const [url, cuts = '100'] = positionals;
if (!url || !URL.canParse(url)) {
  console.error('usage: node cuts.e2e.mjs URL [CUTS] [--browser]');
  process.exit(2);
}
const LINES_EVERY_MILLIS = 3;
const LIMIT_MILLIS = 240_000;
const REALM = `room-cuts_${process.pid}`;

const after = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

setTimeout(() => {
  console.error(`not done within ${LIMIT_MILLIS / 1000} s`);
  process.exit(1);
}, LIMIT_MILLIS).unref();

const [listeners, speakers] = [await peopleAt(url, values.browser === true), await peopleAt(url, false)];
const [ann, bob] = [await listeners.come(REALM), await speakers.come(REALM)];
await Promise.all([ann.does('isIn', REALM), bob.does('isIn', REALM)]);

let said = 0;
const speech = setInterval(() => bob.does('say', REALM, String(said + 1)) && (said += 1), LINES_EVERY_MILLIS);
for (let count = 0; count < Number(cuts); count += 1) {
  ann.cut();
  await ann.does('becomes', 'waiting');
  ann.mend();
  await ann.does('hurry');
  // Some cuts come while it is still asking for what it has missed.
  if (count % 3 === 0) await ann.does('becomes', 'open');
  else await ann.does('isIn', REALM);
  await after(Math.random() * 30);
}
clearInterval(speech);

const heard = await ann.does('hearsAllUntil', String(said));
const expected = Array.from({ length: said }, (_, at) => String(at + 1));
const known = new Set(heard);
const missed = expected.filter((line) => !known.has(line)).length;
console.log(`${cuts} cuts, ${said} lines: ${missed} missed, ${heard.length - known.size} doubled`);
assert.deepEqual(heard, expected);
assert.deepEqual((await ann.does('rest')).gaps, []);
await listeners.end();
await speakers.end();
console.log('1 passed, 0 failed');
process.exit(0);
