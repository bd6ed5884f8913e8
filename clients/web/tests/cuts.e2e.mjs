// The SDK on a wire that is cut at random points: nothing is missed, nothing is doubled, and the app does nothing for it.
//
//   node cuts.e2e.mjs URL [CUTS]
//
// URL is of a running server that keeps a history of its rooms (`realms.room_history`).

import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { Client } from '../pages/hubbub.js';
import { wireTo } from './e2e/cutter.mjs';

const [url, cuts = '100'] = process.argv.slice(2);
if (!url || !URL.canParse(url)) {
  console.error('usage: node cuts.e2e.mjs URL [CUTS]');
  process.exit(2);
}
const LINES_EVERY_MILLIS = 3;
const LIMIT_MILLIS = 240_000;
const REALM = `room-cuts_${process.pid}`;

const after = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Resolves with the next event of a kind. */
const next = (client, kind) =>
  new Promise((resolve) => {
    const off = client.on(kind, (event) => {
      off();
      resolve(event);
    });
  });

function person(address) {
  const client = new Client(new URL('/ws', address.href.replace('http', 'ws')), { realm: REALM, WebSocket });
  client.connect();
  return client;
}

setTimeout(() => {
  console.error(`not done within ${LIMIT_MILLIS / 1000} s`);
  process.exit(1);
}, LIMIT_MILLIS).unref();

const wire = await wireTo(new URL(url));
const [ann, bob] = [person(wire.url), person(new URL(url))];
const [heard, gaps] = [[], []];
ann.on('chat', ({ text }) => heard.push(Number(text)));
ann.on('gap', (gap) => gaps.push(gap));
await Promise.all([next(ann, 'joined'), next(bob, 'joined')]);

let said = 0;
const speech = setInterval(() => bob.chat(String(said + 1)) && (said += 1), LINES_EVERY_MILLIS);
for (let count = 0; count < Number(cuts); count += 1) {
  const waits = next(ann, 'state');
  wire.cut();
  await waits;
  wire.mend();
  ann.connect();
  // Some cuts come while it is still asking for what it has missed.
  if (count % 3 === 0) await next(ann, 'id');
  else await next(ann, 'joined');
  await after(Math.random() * 30);
}
clearInterval(speech);
while (ann.state !== 'open' || heard.at(-1) !== said) await next(ann, 'chat');

const expected = Array.from({ length: said }, (_, at) => at + 1);
const missed = expected.filter((line) => !heard.includes(line)).length;
const doubled = heard.length - new Set(heard).size;
console.log(`${cuts} cuts, ${said} lines: ${missed} missed, ${doubled} doubled`);
assert.deepEqual(heard, expected);
assert.deepEqual(gaps, []);
ann.close();
bob.close();
wire.end();
console.log('1 passed, 0 failed');
