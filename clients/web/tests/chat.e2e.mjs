// Drives the chat page in a real Chromium against a running server.
//
//   node chat.e2e.mjs URL SHOTDIR [--expect-text TEXT] [--say TEXT]
//
// URL       of the server, for example http://127.0.0.1:8080/
// SHOTDIR   where the pictures go
// --expect-text, --say   what a client of another kind in the lobby says and is told (e2e/stranger.mjs)
//
// CHROMIUM in the environment names another browser than /usr/bin/chromium.

import { parseArgs } from 'node:util';
import { access } from './e2e/access.mjs';
import { launch } from './e2e/browser.mjs';
import { conversation } from './e2e/conversation.mjs';
import { docs } from './e2e/docs.mjs';
import { reconnect } from './e2e/reconnect.mjs';
import { safety } from './e2e/safety.mjs';
import { shots } from './e2e/shots.mjs';
import { stranger } from './e2e/stranger.mjs';

const options = { 'expect-text': { type: 'string' }, say: { type: 'string' } };
const { positionals, values } = parseArgs({ options, allowPositionals: true });
if (positionals.length !== 2 || !URL.canParse(positionals[0])) {
  console.error('usage: node chat.e2e.mjs URL SHOTDIR [--expect-text TEXT] [--say TEXT]');
  process.exit(2);
}

let [passed, failed] = [0, 0];

async function check(name, run) {
  try {
    await run();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    fail(name, error);
  }
}

function fail(name, error) {
  failed += 1;
  console.log(`FAIL ${name}\n${error.stack}\n`);
}

const browser = await launch();
const [url, folder] = positionals;
const world = { check, browser, url, folder, expectText: values['expect-text'], say: values.say };
for (const part of [stranger, conversation, safety, reconnect, access, shots, docs]) {
  await part(world).catch((error) => fail(`${part.name}, between two checks`, error));
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
