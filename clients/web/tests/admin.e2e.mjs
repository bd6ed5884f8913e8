// Drives the admin page in a real Chromium, before a node that only pretends.
//
//   node admin.e2e.mjs URL SHOTDIR
//
// URL       what `cargo run -p api --example pretend` says, with the token behind its #
// SHOTDIR   where the pictures go
//
// CHROMIUM in the environment names another browser than /usr/bin/chromium.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DESKTOP, PHONE, launch } from './e2e/browser.mjs';

const [url, folder] = process.argv.slice(2);
if (!URL.canParse(url ?? '') || !folder) {
  console.error('usage: node admin.e2e.mjs URL SHOTDIR');
  process.exit(2);
}

const WAIT_MILLIS = 20_000;
const bare = new URL(url);
bare.hash = '';
await mkdir(folder, { recursive: true });
const browser = await launch();
let [passed, failed] = [0, 0];

/** Opens the page as somebody new, and lets `look` at it. */
async function check(name, address, look, { viewport = DESKTOP, dark = false, phone = false } = {}) {
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ viewport, colorScheme, isMobile: phone, hasTouch: phone });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MILLIS);
  const troubles = [];
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  try {
    await page.goto(String(address));
    await look(page, troubles);
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}\n${troubles.join('\n')}`);
  }
  await context.close();
}

/** Waits until the page says that it is in this state. */
const becomes = (page, state) => page.locator(`body[data-state="${state}"]`).waitFor();

/** Waits until the rates of some seconds are shown, and everything else. */
async function lives(page) {
  await becomes(page, 'live');
  await page.waitForFunction(() => (document.querySelector('.tile.out .line')?.getAttribute('d') ?? '').split('L').length > 3);
  await page.locator('table.realms td', { hasText: 'lobby' }).waitFor();
  await page.locator('.feed .said').first().waitFor();
}

await check('the page shows who is where, and what happens', url, async (page, troubles) => {
  await lives(page);
  assert.match(await page.locator('.tile.in .value').textContent(), /^[\d,.]+\/s$/);
  assert.match(await page.getByRole('img', { name: /realms?: lobby with/ }).getAttribute('aria-label'), /tables below/);
  assert.equal(new URL(page.url()).hash, '', 'the token is taken out of the address');
  assert.deepEqual(troubles, []);
});

await check('the picture moves, and stands still when it is told to', url, async (page) => {
  await lives(page);
  const drawn = () => page.locator('canvas').evaluate((canvas) => canvas.toDataURL());
  const first = await drawn();
  await page.waitForFunction((then) => document.querySelector('canvas').toDataURL() !== then, first);
  await page.getByRole('button', { name: 'Pause' }).click();
  const still = await drawn();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await drawn(), still);
});

await check('without a token it asks for one, and says when it is wrong', bare, async (page) => {
  await becomes(page, 'waiting');
  await page.getByLabel('Token').fill('a-token-of-somebody-else');
  await page.keyboard.press('Enter');
  await page.getByText(/the token is wrong|does not take this token/).waitFor();
  await page.getByLabel('Token').fill(new URLSearchParams(new URL(url).hash.slice(1)).get('token'));
  await page.keyboard.press('Enter');
  await becomes(page, 'live');
  await page.reload();
  await becomes(page, 'live');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await becomes(page, 'waiting');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

await check('it comes back when the server does', url, async (page) => {
  await becomes(page, 'live');
  await page.route('**/api/**', (route) => route.abort());
  await becomes(page, 'gone');
  await page.getByText('The server cannot be reached.').waitFor();
  await page.screenshot({ path: join(folder, 'admin-gone.png') });
  await page.unroute('**/api/**');
  await becomes(page, 'live');
  await page.locator('.trouble').waitFor({ state: 'hidden' });
});

await check('nothing is wider than a phone, and everything is reached by the keyboard', url, async (page) => {
  await lives(page);
  const [wide, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= there, `${wide} > ${there}`);
  const reached = new Set();
  for (let tabs = 0; tabs < 12; tabs += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 20)));
  }
  for (const name of ['Skip to the tables', 'Pause', 'Sign out']) assert.ok(reached.has(name), `${name}: ${[...reached]}`);
}, { viewport: PHONE, phone: true });

for (const [name, options] of [
  ['desktop-light', {}],
  ['desktop-dark', { dark: true }],
  ['phone-light', { viewport: PHONE, phone: true }],
  ['phone-dark', { viewport: PHONE, phone: true, dark: true }],
]) {
  await check(`pictures: ${name}`, url, async (page) => {
    await lives(page);
    await page.screenshot({ path: join(folder, `admin-${name}.png`), fullPage: true });
  }, options);
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
