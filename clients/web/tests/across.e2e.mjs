// Plays a game of crossword at the page, to its end, against somebody who seeks one in another client; a third looks on from
// a phone.
//
//   node across.e2e.mjs URL SHOTDIR HUBBUB

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from './e2e/browser.mjs';
import { DESKTOP, Player, SMALL } from './e2e/player.mjs';

const [url, folder, hubbub] = process.argv.slice(2);
if (!hubbub || !URL.canParse(url)) {
  console.error('usage: node across.e2e.mjs URL SHOTDIR HUBBUB');
  process.exit(2);
}
/** An engine may take so long to start. */
const SEEK_MILLIS = 120_000;
const OVER = /won|draw|off:/;

await mkdir(folder, { recursive: true });
const browser = await launch();
const page = new URL('/play.html', url);
const bob = await Player.at(browser, page, { viewport: DESKTOP });
const cleo = await Player.at(browser, page, { viewport: SMALL, phone: true });

await bob.page.locator('.seeks .entry').getByRole('button', { name: /^Accept/ }).click({ timeout: SEEK_MILLIS });
await bob.isAtTable();
await cleo.page.locator('.games .entry').filter({ hasText: await bob.name() }).getByRole('button', { name: /^Watch/ }).click();
await cleo.isAtTable();
while (!(await bob.isOver())) {
  const next = (await bob.turns()) + 1;
  if (/^Your turn/.test(await bob.turn())) await bob.takeTurn(hubbub);
  const told = bob.page.locator(`.turns [data-turn="${next}"]`);
  await told.or(bob.page.locator('.turn').filter({ hasText: OVER })).first().waitFor({ state: 'attached' });
}
await cleo.page.locator('.turn').filter({ hasText: OVER }).waitFor();
const scores = await bob.scores();
assert.deepEqual(await cleo.scores(), scores);
assert.deepEqual(await cleo.board(), await bob.board());
assert.deepEqual([...bob.troubles, ...cleo.troubles], []);
await bob.page.screenshot({ path: join(folder, 'web-game-across.png') });
console.log(`the game ended ${scores.join(' : ')}`);
await browser.close();
