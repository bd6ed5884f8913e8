// Carries out docs/tutorial-web.md: writes its files, serves them, and has two people chat and one play.
//
//   node tutorial.e2e.mjs URL
//
// URL of a running server, in place of the tutorial's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { launch } from './e2e/browser.mjs';

const [url] = process.argv.slice(2);
if (!url || !URL.canParse(url)) {
  console.error('usage: node tutorial.e2e.mjs URL');
  process.exit(2);
}
const PAGE = readFileSync(new URL('../../../docs/tutorial-web.md', import.meta.url), 'utf8');
const TYPES = { html: 'text/html', js: 'text/javascript', ts: 'text/plain' };
const inPlace = (text) => text.replaceAll('127.0.0.1:8080', new URL(url).host);

/** What is written by hand, and what is fetched. */
const files = new Map();
for (const [, name, text] of PAGE.matchAll(/^`([\w.]+)`:\n\n```\w+\n([^]*?)```$/gm)) files.set(name, inPlace(text));
for (const [, address] of PAGE.matchAll(/^curl -O (\S+)$/gm)) {
  const answer = await fetch(inPlace(address));
  assert.equal(answer.status, 200, address);
  files.set(new URL(address).pathname.slice(1), await answer.text());
}
assert.deepEqual([...files.keys()].sort(), ['chat.js', 'game.html', 'game.js', 'hubbub.d.ts', 'hubbub.js', 'index.html']);

const folder = createServer((request, response) => {
  const name = request.url === '/' ? 'index.html' : request.url.slice(1);
  const text = files.get(name);
  response.writeHead(text ? 200 : 404, { 'content-type': TYPES[name.split('.').pop()] ?? 'text/plain' });
  response.end(text ?? '');
});
await new Promise((resolve) => folder.listen(0, '127.0.0.1', resolve));
const home = `http://127.0.0.1:${folder.address().port}/`;

const browser = await launch();
const open = async (address) => {
  const page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => console.log(`${address}: ${error.message}`));
  await page.goto(address);
  return page;
};

const [ann, bob] = [await open(home), await open(home)];
for (const page of [ann, bob]) await page.getByText('You are in').waitFor();
await ann.getByRole('textbox').fill('<i>hello</i>');
await ann.getByRole('button', { name: 'Say' }).click();
await ann.getByText('You: <i>hello</i>').waitFor();
await bob.getByText(/^\d+: <i>hello<\/i>$/).waitFor();
console.log('ok   two players chat');

const player = await open(`${home}game.html`);
await player.getByText(/^It is my turn|^The bot thinks/).waitFor();
assert.match(await player.locator('#rack').textContent(), /^[A-Z?]{7}$/);
await player.getByText('It is my turn.').waitFor({ timeout: 60_000 });
await player.getByRole('button', { name: 'Pass' }).click();
await player.getByText('The bot thinks.').waitFor();
await player.getByText('It is my turn.').waitFor({ timeout: 60_000 });
await player.getByRole('button', { name: 'Resign' }).click();
await player.getByText('It is over: resigned.').waitFor();
console.log('ok   a game with a secret');

await browser.close();
folder.close();
console.log('2 passed, 0 failed');
process.exit(0);
