import { make } from '../elements.js';
import { freshOf, lookBack, tilesOf } from './table.js';
import { squareOf, neighbour } from './rules.js';

/** @typedef {import('./table.js').Table} Table */
/** A play that could have been made. @typedef {{ at: string, across: boolean, tiles: string, score: number }} BestPlay */
/** What the server says of a game that is over. @typedef {{ words: string, turns: { best: BestPlay[] }[] }} Review */

const TRIES_MAX = 10;
/** How long to wait when the server is busy with other reviews. */
const BUSY_MILLIS = 2_000;
const BUSY = [429, 503];

/** The plays that would have scored most at a turn of a game that is over. Tells its page by `change` when it has others to show. */
export class CrosswordBest extends HTMLElement {
  #game = '';
  /** @type {Review | null} */
  #review = null;
  #isAsked = false;
  #words = '';
  #at = 0;
  /** Which of them is laid on the board. @type {number | null} */
  #chosen = null;

  connectedCallback() {
    this.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('[data-best]') : null;
      if (!(button instanceof HTMLElement)) return;
      const chosen = Number(button.dataset.best);
      this.#chosen = this.#chosen === chosen ? null : chosen;
      this.dispatchEvent(new Event('change'));
    });
  }

  /** Another game is shown. @param {string} game Its id. */
  open(game) {
    [this.#game, this.#review, this.#isAsked, this.#words, this.#chosen] = [game, null, false, '', null];
    this.hidden = true;
  }

  /** The best plays of a turn, from 1; empty until they are known. @param {number} turn */
  of(turn) {
    return this.#review?.turns[turn - 1]?.best ?? [];
  }

  /** The play that the person wants to see on the board. @returns {BestPlay | null} */
  get tried() {
    return this.#chosen === null || this.hidden ? null : (this.of(this.#at)[this.#chosen] ?? null);
  }

  /** @param {Table} table @param {number | null} at The turn that is looked at. */
  show(table, at) {
    if (at === null) return void (this.hidden = true);
    if (at !== this.#at) [this.#at, this.#chosen] = [at, null];
    const move = table.moves[at - 1];
    this.hidden = move === undefined || move.kind === 'challenged';
    if (!this.#isAsked) void this.#ask();
    const best = this.of(at);
    const words = this.#words || (best.length > 0 ? 'What would have scored most:' : 'Nothing could be played here.');
    const board = tilesOf(lookBack(table, at - 1).board);
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.best : undefined;
    this.replaceChildren(make('p', 'best-words', words), ...best.map((play, index) => this.#button(play, index, move, board)));
    // What was pressed has been made anew.
    if (focused !== undefined) /** @type {HTMLElement | null} */ (this.querySelector(`[data-best="${focused}"]`))?.focus();
  }

  /** @param {BestPlay} play @param {number} index @param {import('./table.js').View | undefined} move @param {string[]} board */
  #button(play, index, move, board) {
    const isPlayed = move?.kind === 'placed' && isSame(play, /** @type {any} */ (move));
    const button = make('button', isPlayed ? 'best-play played' : 'best-play');
    button.type = 'button';
    button.dataset.best = String(index);
    button.ariaPressed = String(this.#chosen === index);
    button.append(`${wordOf(play, board)} at ${play.at}`, make('b', '', String(play.score)));
    if (isPlayed) button.append(make('span', 'note-small', 'played'));
    return button;
  }

  async #ask() {
    const game = this.#game;
    [this.#isAsked, this.#words] = [true, 'Looking for the best plays …'];
    const review = await reviewOf(game);
    if (game !== this.#game) return;
    [this.#review, this.#words] = [review, review ? '' : 'This server does not have the best plays of this game.'];
    this.dispatchEvent(new Event('change'));
  }
}

/** @param {string} game @returns {Promise<Review | null>} */
async function reviewOf(game) {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const answer = await fetch(`/api/games/${game}/review`).catch(() => null);
    if (answer?.ok) return answer.json();
    if (answer && !BUSY.includes(answer.status)) return null;
    await new Promise((resolve) => setTimeout(resolve, BUSY_MILLIS));
  }
  return null;
}

/** The letters of the word; blanks are small. @param {BestPlay} play @param {string[]} board */
function wordOf({ at, across, tiles }, board) {
  let [square, word] = [squareOf(at), ''];
  for (const tile of tiles) {
    word += tile === '.' ? (board[square] ?? '') : tile;
    square = neighbour(square, across, 1);
  }
  return word;
}

/** Whether two plays lay the same tiles on the same squares. @param {BestPlay} one @param {BestPlay} other */
function isSame(one, other) {
  return String(freshOf(one)) === String(freshOf(other));
}

customElements.define('crossword-best', CrosswordBest);
