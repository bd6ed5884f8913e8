// A person at the crossword page.

import { execFileSync } from 'node:child_process';
import { PHONE, DESKTOP } from './browser.mjs';

export { DESKTOP };
/** The smallest phone that the page is made for. */
export const SMALL = { ...PHONE, width: 360, height: 740 };
const WAIT_MILLIS = 20_000;

export class Player {
  /** What went wrong in the page. */
  troubles = [];

  /** @param {{ viewport?: object, dark?: boolean, phone?: boolean }} [options] */
  static async at(browser, url, { viewport = DESKTOP, dark = false, phone = false } = {}) {
    const player = new Player();
    player.isPhone = phone;
    player.context = await browser.newContext({
      viewport,
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-GB',
      hasTouch: phone,
      isMobile: phone,
      deviceScaleFactor: phone ? 2 : 1,
    });
    player.page = await player.context.newPage();
    player.page.setDefaultTimeout(WAIT_MILLIS);
    player.page.on('console', (message) => message.type() === 'error' && player.troubles.push(message.text()));
    player.page.on('pageerror', (error) => player.troubles.push(error.message));
    await player.page.goto(String(url));
    await player.becomes('open');
    await player.page.locator('.you-name').filter({ hasText: /./ }).waitFor();
    return player;
  }

  async becomes(state) {
    await this.page.locator(`hubbub-play[data-state="${state}"]`).waitFor();
  }

  name() {
    return this.page.locator('.you-name').textContent();
  }

  press(name) {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  toLobby() {
    return this.page.locator('.to-lobby').click();
  }

  /** Says something in the lobby's chat. */
  async says(text) {
    const box = this.page.getByRole('textbox', { name: 'Message to the lobby' });
    await box.fill(text);
    await box.press('Enter');
    await this.page.locator('.line.own .text').getByText(text, { exact: true }).waitFor();
  }

  /** Waits until this line stands in the lobby's chat, said by who is called so; where the chat can be seen. */
  async hears(name, text) {
    const line = this.page.locator('lobby-chat .line:not(.own)').filter({ has: this.page.getByText(text, { exact: true }) });
    await line.locator('.name').filter({ hasText: name }).waitFor({ state: 'attached' });
    return line;
  }

  /** Waits until the game is shown and begun. */
  async isAtTable() {
    await this.page.locator('.turn').filter({ hasText: /turn/i }).waitFor();
  }

  turn() {
    return this.page.locator('.turn').textContent();
  }

  async isOver() {
    return /won|draw|off:/.test(await this.turn());
  }

  /** Waits until this many turns are told. */
  async sees(turns) {
    await this.page.locator(`.turns [data-turn="${turns}"]`).waitFor({ state: 'attached' });
  }

  turns() {
    return this.page.locator('.turns [data-turn]').count();
  }

  /** By seat: the first card is not the same for everybody. */
  async scores() {
    const cards = await this.page.locator('.player').evaluateAll((all) =>
      all.map((card) => [card.querySelector('.clock').dataset.seat, Number(card.querySelector('.score').textContent)]),
    );
    return cards.sort().map(([, score]) => score);
  }

  /** The board as rows: capitals, small letters for blanks, `.` for empty squares. */
  board() {
    return this.page.locator('crossword-board .row').evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map((square) => {
          const tile = square.querySelector('.tile');
          const letter = tile?.firstChild?.textContent ?? '.';
          return tile?.classList.contains('blank') ? letter.toLowerCase() : letter;
        }).join(''),
      ),
    );
  }

  rack() {
    return this.page.locator('.middle > .rack [data-tile-id]').evaluateAll((tiles) =>
      tiles.map((tile) => (tile.getAttribute('aria-label') === 'Blank' ? '?' : tile.getAttribute('aria-label'))).join(''),
    );
  }

  square(name) {
    return this.page.locator(`crossword-board [aria-label^="${name},"]`);
  }

  /** The best play by the program itself, with the squares that it fills; null if there is none. */
  async bestPlay(hubbub) {
    const rows = (await this.board()).map((row) => row.replace(/\.+/g, (gap) => String(gap.length)));
    const rack = await this.rack();
    const asked = ['crossword', 'moves', '--position', `${rows.join('/')} ${rack}/ 0/0 0`, '--top', '1', '--json'];
    const { best } = JSON.parse(execFileSync(hubbub, asked, { encoding: 'utf8' }));
    return best[0] ? { ...best[0], squares: squaresOf(best[0].play) } : null;
  }

  /** Lays a play: on a phone by taps, else by keyboard. */
  async lay(squares) {
    for (const [square, tile] of squares) {
      const isBlank = tile >= 'a';
      const label = isBlank ? 'Blank' : tile;
      if (this.isPhone || isBlank) {
        await this.page.locator(`.middle > .rack [aria-label="${label}"]`).first().click();
        await this.square(square).click();
        if (isBlank) await this.page.locator('dialog.letters').getByRole('button', { name: tile.toUpperCase(), exact: true }).click();
      } else {
        await this.square(square).focus();
        await this.page.keyboard.press('ArrowLeft');
        await this.square(square).click();
        await this.page.keyboard.type(tile.toLowerCase());
      }
    }
  }

  /** Drags with a finger, on a phone. */
  async dragByFinger(what, where) {
    const session = await this.context.newCDPSession(this.page);
    const [from, to] = [await middleOf(what), await middleOf(where)];
    const touch = (type, ...touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', from);
    for (let step = 1; step <= 8; step += 1) {
      await touch('touchMove', { x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 });
    }
    await touch('touchEnd');
    await session.detach();
  }

  async play() {
    await this.page.locator('[data-do=play]').click();
  }

  /** Takes a turn, whatever is possible. */
  async takeTurn(hubbub) {
    const best = await this.bestPlay(hubbub);
    if (best) {
      await this.lay(best.squares);
      await this.play();
      return best;
    }
    await this.press('Pass');
    await this.page.locator('dialog.sure').getByRole('button', { name: 'Yes' }).click();
    return null;
  }

  leave() {
    return this.context.close();
  }
}

/** `8H .ANaRIES` (row first: across) or `H8 …` (down): the squares that are filled, by name. */
function squaresOf(play) {
  const [at, tiles] = play.split(' ');
  const across = /^\d/.test(at);
  const [row, column] = [Number(at.match(/\d+/)[0]), at.match(/[A-O]/)[0].charCodeAt(0)];
  return [...tiles].flatMap((tile, step) => {
    const name = String.fromCharCode(column + (across ? step : 0)) + (row + (across ? 0 : step));
    return tile === '.' ? [] : [[name, tile]];
  });
}

async function middleOf(locator) {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}
