// Plays a person at the page of a folder that `hubbub new` has made, against somebody in Godot.
//
//   node new.e2e.mjs chat|turns URL
//
// URL of the page. In the chatroom it waits for `anna is here` and `ben is here`, then says `page is here`.

import assert from 'node:assert/strict';
import { launch } from './e2e/browser.mjs';

const [template, url] = process.argv.slice(2);
const play = { chat, turns }[template];
if (!play || !url || !URL.canParse(url)) {
  console.error('usage: node new.e2e.mjs chat|turns URL');
  process.exit(2);
}
const browser = await launch();
const page = await (await browser.newContext()).newPage();
page.setDefaultTimeout(60_000);
page.on('pageerror', (error) => {
  console.error(error.message);
  process.exit(1);
});
await page.goto(url);
await play();
await browser.close();
console.log('1 passed, 0 failed');

async function chat() {
  const heard = (words) => page.getByText(new RegExp(`^Player \\d+: ${words}$`)).first().waitFor();
  await Promise.all([heard('anna is here'), heard('ben is here')]);
  await page.getByRole('textbox').fill('page is here');
  await page.getByRole('button', { name: 'Say' }).click();
  await page.getByText('You: page is here').waitFor();
}

async function turns() {
  const keep = page.getByRole('button', { name: 'Keep it' });
  await page.locator('button:enabled', { hasText: 'Keep it' }).waitFor();
  const card = await page.locator('#card').textContent();
  assert.match(card, /^\d+$/);
  await keep.click();
  const end = page.getByText(/^You (do not )?win: /);
  await end.waitFor();
  assert.match(await end.textContent(), new RegExp(`\\b${card}\\b`));
}
