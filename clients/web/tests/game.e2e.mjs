// Plays the crossword game at its page in a real Chromium against a running server: two players and a watcher, to the end.
//
//   node game.e2e.mjs URL SHOTDIR HUBBUB
//
// URL of the server, SHOTDIR where the pictures go, HUBBUB the program, which finds plays (`hubbub crossword moves`).

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch } from './e2e/browser.mjs';
import { wireTo } from './e2e/cutter.mjs';
import { lobbyTalk } from './e2e/lobby.mjs';
import { DESKTOP, Player, SMALL } from './e2e/player.mjs';

const [url, folder, hubbub] = process.argv.slice(2);
if (!hubbub || !URL.canParse(url)) {
  console.error('usage: node game.e2e.mjs URL SHOTDIR HUBBUB');
  process.exit(2);
}
/** More turns than a game can have that is played like this. */
const TURNS_MAX = 60;

let [passed, failed] = [0, 0];

async function check(name, run) {
  try {
    await run();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}\n`);
    for (const [who, person] of Object.entries(people)) {
      await person.page.screenshot({ path: join(folder, `web-game-fail-${failed}-${who}.png`) }).catch(() => {});
    }
  }
}

await mkdir(folder, { recursive: true });
const browser = await launch();
const wire = await wireTo(new URL(url));
const page = new URL('/play.html', url);
const people = {
  ann: await Player.at(browser, new URL('/play.html', wire.url), { viewport: DESKTOP, dark: true }),
  bob: await Player.at(browser, page, { viewport: SMALL, phone: true }),
  cleo: await Player.at(browser, page, { viewport: DESKTOP }),
};
const { ann, bob, cleo } = people;
const shot = (person, name) => person.page.screenshot({ path: join(folder, `web-game-${name}.png`) });

/** Who has to move, and who waits. */
async function seats() {
  return /^Your turn/.test(await ann.turn()) ? [ann, bob] : [bob, ann];
}

/** Takes one turn, and waits until all three have been told. */
async function turn() {
  const before = await ann.turns();
  const [mover] = await seats();
  await mover.takeTurn(hubbub);
  for (const person of Object.values(people)) await person.sees(before + 1);
}

await check('people in the lobby talk, and ask each other to a game', () => lobbyTalk(people, shot));

await check('a seek is seen, taken back, made again and accepted', async () => {
  await ann.press('Find a game');
  await ann.page.getByText('You wait for somebody').waitFor();
  await bob.page.locator('.seeks .entry').filter({ hasText: await ann.name() }).waitFor();
  await ann.page.locator('.mine').getByRole('button', { name: /^Cancel/ }).click();
  await bob.page.locator('.seeks .entry').filter({ hasText: await ann.name() }).waitFor({ state: 'detached' });
  await ann.page.getByRole('checkbox', { name: 'Rated' }).check();
  await ann.press('Find a game');
  const seek = bob.page.locator('.seeks .entry').filter({ hasText: await ann.name() });
  await seek.waitFor();
  await shot(bob, 'lobby-phone-light');
  await shot(ann, 'lobby-desktop-dark');
  await seek.getByRole('button', { name: /^Accept/ }).click();
  await ann.isAtTable();
  await bob.isAtTable();
  await cleo.says('Good luck, both of you!');
  for (const player of [ann, bob]) await player.page.locator('.to-lobby', { hasText: '1 new' }).waitFor();
  for (const width of [320, SMALL.width]) {
    await bob.page.setViewportSize({ ...SMALL, width });
    assert.equal(await bob.page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing is cut off');
  }
});

await check('a watcher finds the game and is shown no rack', async () => {
  const game = cleo.page.locator('.games .entry').filter({ hasText: await ann.name() });
  await game.getByRole('button', { name: /^Watch/ }).click();
  await cleo.isAtTable();
  assert.equal(await cleo.rack(), '');
  assert.ok(await cleo.page.locator('.actions').isHidden());
});

await check('a play that is none is refused in words, and its tiles stay', async () => {
  const [mover] = await seats();
  const [letter] = (await mover.rack()).replace('?', '');
  await mover.lay([['A1', letter]]);
  await mover.play();
  await mover.page.locator('.middle > .fault').filter({ hasText: /./ }).waitFor();
  assert.equal((await mover.rack()).length, 6);
  await mover.press('Recall');
  assert.equal((await mover.rack()).length, 7);
});

await check('tiles are dragged to the board and back, and shuffled', async () => {
  const rack = await ann.rack();
  const tile = ann.page.locator('.middle > .rack [data-tile-id]:not([aria-label=Blank])').first();
  await tile.dragTo(ann.square('H8'));
  await ann.page.locator('.square.laid').waitFor();
  assert.equal((await ann.rack()).length, 6);
  await ann.page.locator('.square.laid').dragTo(ann.page.locator('.middle > .rack'));
  await ann.page.locator('.square.laid').waitFor({ state: 'detached' });
  await ann.press('Shuffle');
  assert.equal([...(await ann.rack())].sort().join(''), [...rack].sort().join(''));
  await bob.dragByFinger(bob.page.locator('.middle > .rack [data-tile-id]:not([aria-label=Blank])').first(), bob.square('H8'));
  await bob.page.locator('.square.laid').waitFor();
  await bob.dragByFinger(bob.page.locator('.square.laid'), bob.page.locator('.middle > .rack'));
  await bob.page.locator('.square.laid').waitFor({ state: 'detached' });
});

await check('tiles are laid, taken back and recalled by keyboard alone', async () => {
  const { keyboard } = ann.page;
  const focused = () => ann.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  const [one, other] = (await ann.rack()).replaceAll('?', '').toLowerCase();
  await ann.page.locator('crossword-board [tabindex="0"]').focus();
  const from = await focused();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowUp');
  assert.equal(await focused(), from);
  await keyboard.press('ArrowRight');
  await keyboard.type(one + other);
  assert.equal(await ann.page.locator('.square.laid').count(), 2);
  await keyboard.press('Backspace');
  assert.equal(await ann.page.locator('.square.laid').count(), 1);
  await keyboard.press('Escape');
  assert.equal((await ann.rack()).length, 7);
});

await check('sound is off until somebody wants it', async () => {
  const button = ann.page.getByRole('button', { name: /^Sound/ });
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  await button.click();
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  await button.click();
  assert.equal(await button.textContent(), 'Sound off');
});

await check('the first turns: everybody sees the same board', async () => {
  for (let count = 0; count < 4; count += 1) await turn();
  const board = await ann.board();
  assert.deepEqual(await bob.board(), board);
  assert.deepEqual(await cleo.board(), board);
  assert.deepEqual(await bob.scores(), await cleo.scores());
});

await check('players talk, watchers do not hear what', async () => {
  await bob.page.getByRole('textbox', { name: 'Say something to the table' }).fill('<b>well</b> played');
  await bob.press('Say');
  await ann.page.locator('.talk-line', { hasText: '<b>well</b> played' }).waitFor();
  assert.equal(await cleo.page.locator('.talk-line').count(), 0);
});

await check('a move is told to a screen reader, and squares have names', async () => {
  await turn();
  assert.match(await cleo.page.locator('.news').textContent(), /points|passed/);
  assert.match(await ann.page.locator('[data-square="0"]').getAttribute('aria-label'), /^A1, /);
  assert.equal(await ann.page.getByRole('gridcell').count(), 225);
});

await check('a cut wire is shown, the other one sees who is away, and the game goes on where it was', async () => {
  wire.cut();
  await ann.becomes('waiting');
  await ann.page.locator('.trouble').waitFor();
  await shot(ann, 'cut-desktop-dark');
  if ((await seats())[0] === bob) {
    const before = await bob.turns();
    await bob.takeTurn(hubbub);
    await bob.sees(before + 1);
  }
  await bob.page.locator('.player.away').waitFor({ timeout: 40_000 });
  wire.mend();
  await ann.press('Try now').catch(() => {});
  await ann.becomes('open');
  await ann.sees(await bob.turns());
  await bob.page.locator('.player.away').waitFor({ state: 'detached' });
  assert.deepEqual(await ann.board(), await bob.board());
});

await check('a page that is loaded anew is at the same game', async () => {
  await bob.page.reload();
  await bob.isAtTable();
  await bob.sees(await ann.turns());
  assert.deepEqual(await bob.board(), await ann.board());
});

await check('the game is played to its end', async () => {
  for (let count = 0; count < TURNS_MAX && !(await ann.isOver()); count += 1) {
    if (count === 8) await pictures();
    await turn();
  }
  for (const person of Object.values(people)) await person.page.locator('.turn').filter({ hasText: /won|draw/ }).waitFor();
  assert.deepEqual(await ann.scores(), await bob.scores());
  assert.deepEqual(await ann.scores(), await cleo.scores());
  console.log(`   ${await ann.turns()} turns, ${(await ann.scores()).join(' : ')}: ${await cleo.turn()}`);
});

async function pictures() {
  const [mover] = await seats();
  const best = await mover.bestPlay(hubbub);
  if (best) await mover.lay(best.squares);
  for (const [who, name] of [[ann, 'desktop'], [bob, 'phone']]) {
    for (const scheme of ['dark', 'light']) {
      await who.page.emulateMedia({ colorScheme: scheme });
      await shot(who, `board-${name}-${scheme}`);
    }
  }
  await mover.page.locator('[data-do=shuffle]').click();
}

await check('the turns are gone through once more, with what was held and what was best', async () => {
  const turns = await ann.turns();
  await ann.press('First turn');
  await ann.page.getByText(`Turn 1 of ${turns}`).waitFor();
  assert.ok((await ann.rack()).length > 0);
  await ann.press('One turn on');
  await ann.page.getByText(`Turn 2 of ${turns}`).waitFor();
  await ann.page.keyboard.press('ArrowLeft');
  await ann.page.getByText(`Turn 1 of ${turns}`).waitFor();
  await ann.page.keyboard.press('ArrowRight');
  await ann.page.locator('.best-play').first().click();
  assert.ok((await ann.page.locator('.square.laid').count()) > 0, 'the best play lies on the board');
  assert.ok((await ann.page.locator('.turn-line .could').count()) > 0);
  await shot(ann, 'review-desktop-light');
  await ann.press('Last turn');
  assert.deepEqual(await ann.board(), await cleo.board());
});

await check('they play again, the watcher follows, and one resigns', async () => {
  await ann.press('Play again');
  await bob.page.locator('.turn').filter({ hasText: /play again/ }).waitFor();
  await bob.press('Play again');
  for (const person of Object.values(people)) await person.press('To the new game');
  for (const person of Object.values(people)) await person.isAtTable();
  await ann.press('Call it off');
  await bob.page.locator('.turn').filter({ hasText: 'asks to call the game off' }).waitFor();
  await bob.press('No');
  await ann.page.locator('.turn').filter({ hasText: /turn/ }).waitFor();
  await bob.press('Resign');
  await bob.page.locator('dialog.sure').getByRole('button', { name: 'Yes' }).click();
  await ann.page.locator('.turn').filter({ hasText: 'You have won' }).waitFor();
  await cleo.page.locator('.turn').filter({ hasText: 'resigned' }).waitFor();
});

await check('a play of a word that is none lies there, and comes off when it is challenged', async () => {
  await ann.toLobby();
  await bob.toLobby();
  await ann.page.getByText('What was said in between is lost.').waitFor();
  await ann.hears(await cleo.name(), 'Good luck, both of you!');
  await ann.page.getByRole('combobox', { name: 'Wrong words' }).selectOption('five');
  await ann.press('Find a game');
  const seek = bob.page.locator('.seeks .entry').filter({ hasText: await ann.name() });
  await seek.getByRole('button', { name: /^Accept/ }).click();
  await ann.isAtTable();
  await bob.isAtTable();
  const [mover, other] = await seats();
  const tiles = [...(await mover.rack()).replaceAll('?', '')].slice(0, 5);
  await mover.lay(tiles.map((tile, step) => [`${String.fromCharCode(68 + step)}8`, tile]));
  await mover.play();
  await other.sees(1);
  assert.equal(await other.page.locator('.square.fresh').count(), tiles.length);
  await other.press('Challenge');
  await other.page.locator('dialog.sure').getByRole('button', { name: 'Yes' }).click();
  await mover.sees(2);
  await mover.page.locator('.turn-line', { hasText: 'the play comes off' }).waitFor();
  assert.equal((await mover.board()).join('').replaceAll('.', ''), '');
  assert.equal((await mover.rack()).length, 7);
  await mover.press('Resign');
  await mover.page.locator('dialog.sure').getByRole('button', { name: 'Yes' }).click();
  await other.page.locator('.turn').filter({ hasText: 'You have won' }).waitFor();
});

await check('a bot plays at once', async () => {
  await cleo.toLobby();
  await cleo.page.getByRole('combobox', { name: 'Against' }).selectOption('bot_1');
  await cleo.press('Find a game');
  await cleo.isAtTable();
  if (/^Your turn/.test(await cleo.turn())) await cleo.takeTurn(hubbub);
  await cleo.page.locator('.turn-line', { hasText: 'Bot 1' }).first().waitFor({ timeout: 60_000 });
  await cleo.press('Resign');
  await cleo.page.locator('dialog.sure').getByRole('button', { name: 'Yes' }).click();
  await cleo.page.locator('.turn').filter({ hasText: 'Bot 1 has won' }).waitFor();
  await cleo.toLobby();
  await cleo.press('Play a bot now');
  await cleo.isAtTable();
  await cleo.page.locator('.player', { hasText: 'Bot 2' }).waitFor();
});

await check('a device without a network is told so at once', async () => {
  await cleo.context.setOffline(true);
  await cleo.page.locator('.trouble', { hasText: 'offline' }).waitFor();
  await cleo.context.setOffline(false);
  await cleo.page.locator('.trouble').waitFor({ state: 'hidden' });
});

await check('nothing goes wrong in the pages', async () => {
  const isCut = (trouble) => /ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket connection/.test(trouble);
  for (const person of Object.values(people)) assert.deepEqual(person.troubles.filter((trouble) => !isCut(trouble)), []);
});

await browser.close();
wire.end();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
