import { make } from '../elements.js';
import { SIZE, nameOfSquare, neighbour, premiumOf, worth } from './rules.js';

const CENTRE = 112;
const ARROWS = { ArrowLeft: [true, -1], ArrowRight: [true, 1], ArrowUp: [false, -1], ArrowDown: [false, 1] };

/**
 * What stands on the board.
 * @typedef {object} Shown
 * @property {string[]} tiles 225, empty where there is none.
 * @property {Map<number, string>} laid Tiles that are not played yet.
 * @property {number[]} fresh Squares of the last play.
 * @property {string} language
 * @property {{ square: number, across: boolean } | null} cursor Where typed letters go.
 * @property {{ square: number, points: number } | null} earns What the tiles that are laid would earn.
 */

/** The board: a grid of squares. Tells its page by `square` what was pressed, by `letter` what was typed. */
export class CrosswordBoard extends HTMLElement {
  /** @type {HTMLElement[]} */
  #cells = [];
  #focused = CENTRE;

  connectedCallback() {
    if (this.#cells.length > 0) return;
    this.setAttribute('role', 'grid');
    this.ariaLabel = 'Board';
    for (let row = 0; row < SIZE; row += 1) this.append(this.#row(row));
    this.addEventListener('keydown', (event) => this.#typed(event));
    this.addEventListener('click', (event) => {
      const square = squareUnder(event.target);
      if (square !== null) this.#press(square);
    });
  }

  /** @param {number} row */
  #row(row) {
    const line = make('div', 'row');
    line.role = 'row';
    for (let column = 0; column < SIZE; column += 1) {
      const square = row * SIZE + column;
      const premium = premiumOf(square);
      const cell = make('div', `square ${premium.name}`, square === CENTRE ? '★' : premium.short);
      cell.role = 'gridcell';
      cell.dataset.square = String(square);
      cell.tabIndex = square === CENTRE ? 0 : -1;
      this.#cells.push(cell);
      line.append(cell);
    }
    return line;
  }

  /** @param {Shown} shown */
  show({ tiles, laid, fresh, language, cursor, earns }) {
    const isFresh = new Set(fresh);
    this.#cells.forEach((cell, square) => {
      const tile = laid.get(square) ?? tiles[square] ?? '';
      const key = [tile, laid.has(square), isFresh.has(square), language].join();
      if (cell.dataset.key !== key) fill(cell, square, tile, laid.has(square), isFresh.has(square), language);
      cell.dataset.key = key;
      const isCursor = cursor?.square === square;
      cell.classList.toggle('cursor', isCursor);
      cell.classList.toggle('down', isCursor && !cursor.across);
      if (earns?.square === square) cell.dataset.earns = String(earns.points);
      else delete cell.dataset.earns;
    });
    if (cursor) this.#tabTo(cursor.square);
  }

  /** @param {number} square */
  focusOn(square) {
    this.#tabTo(square);
    this.#cells[square]?.focus({ preventScroll: true });
  }

  /** One square is in the tab order, the arrows go to the others. @param {number} square */
  #tabTo(square) {
    const [old, cell] = [this.#cells[this.#focused], this.#cells[square]];
    if (old) old.tabIndex = -1;
    if (cell) cell.tabIndex = 0;
    this.#focused = square;
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
    const square = squareUnder(event.target) ?? this.#focused;
    if (arrow) {
      const [across, step] = /** @type {[boolean, number]} */ (arrow);
      const next = neighbour(square, across, step);
      if (next >= 0) {
        this.focusOn(next);
        this.#tell('steer', { square: next, across });
      }
    } else if (/^[A-Za-z]$/.test(event.key)) this.#tell('letter', { letter: event.key.toUpperCase(), isBlank: event.shiftKey });
    else if (event.key === ' ') this.#press(square);
    else if (event.key === 'Backspace') this.#tell('erase', null);
    else if (event.key === 'Enter') this.#tell('play', null);
    else if (event.key === 'Escape') this.#tell('recall', null);
    else return;
    event.preventDefault();
  }

  /** @param {number} square */
  #press(square) {
    this.#tell('square', square);
  }

  /** @param {string} kind @param {unknown} detail */
  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/**
 * @param {HTMLElement} cell
 * @param {number} square
 * @param {string} tile
 * @param {boolean} isLaid
 * @param {boolean} isFresh
 * @param {string} language
 */
function fill(cell, square, tile, isLaid, isFresh, language) {
  const premium = premiumOf(square);
  cell.replaceChildren(tile ? tileOf(tile, language) : make('span', 'mark', square === CENTRE ? '★' : premium.short));
  cell.classList.toggle('laid', isLaid);
  cell.classList.toggle('fresh', isFresh);
  const what = tile ? `${tile.toUpperCase()}${tile >= 'a' ? ', a blank' : ''}${isLaid ? ', not played yet' : ''}` : premium.words || 'empty';
  cell.ariaLabel = `${nameOfSquare(square)}, ${what}`;
}

/** A tile to look at. @param {string} tile @param {string} language */
export function tileOf(tile, language) {
  const shown = make('span', tile >= 'a' || tile === '?' ? 'tile blank' : 'tile', tile === '?' ? '' : tile.toUpperCase());
  const points = worth(tile, language);
  if (points > 0) shown.append(make('span', 'worth', String(points)));
  return shown;
}

/** The square that an element belongs to. @param {EventTarget | null} target */
export function squareUnder(target) {
  const cell = target instanceof Element ? target.closest('[data-square]') : null;
  return cell instanceof HTMLElement ? Number(cell.dataset.square) : null;
}

customElements.define('crossword-board', CrosswordBoard);
