// A player who uses the SDK in a real Chromium: joins a room, says something, and waits for what others say.
//
//   node player.e2e.mjs --url=http://127.0.0.1:8080/ --room=kitchen --say=TEXT --expect=TEXT --expect=OTHER --time-limit=20
//
// It repeats itself until it has heard every --expect, then once more, and leaves: whoever it has heard is there to hear
// it. The exit status is 0 when all came in time; 1 when not, or when it heard itself.

import { parseArgs } from 'node:util';
import { launch } from './e2e/browser.mjs';

const options = {
  url: { type: 'string' },
  room: { type: 'string' },
  say: { type: 'string' },
  expect: { type: 'string', multiple: true },
  'time-limit': { type: 'string', default: '20' },
};
const { url, room, say, expect, 'time-limit': seconds } = parseArgs({ options }).values;
const MILLIS_BETWEEN = 250;

/** What runs in the page; resolves when everything was heard. */
async function talk({ realm, say, expect, millisBetween }) {
  const { Client } = await import('/hubbub.js');
  const client = new Client(new URL('/ws', location.href.replace('http', 'ws')), { realm });
  const missing = new Set(expect);
  await new Promise((resolve, reject) => {
    const again = setInterval(() => client.chat(say), millisBetween);
    client.on('chat', ({ text }) => {
      if (text === say) reject(new Error('it has heard itself'));
      missing.delete(text);
      if (missing.size > 0) return;
      clearInterval(again);
      client.chat(say);
      resolve();
    });
    client.connect();
  });
  client.close();
}

setTimeout(() => {
  console.error(`not all was heard within ${seconds} s`);
  process.exit(1);
}, Number(seconds) * 1000).unref();
const browser = await launch();
const page = await browser.newPage();
await page.goto(url);
await page.evaluate(talk, { realm: `room-${room}`, say, expect, millisBetween: MILLIS_BETWEEN });
await browser.close();
console.log('heard everything');
