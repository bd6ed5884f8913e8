/** Dragging tiles with mouse, pen or finger. A press that does not move stays a click. */

import { squareUnder } from './board.js';

const MOVED_PIXELS = 6;

/**
 * @typedef {object} Drops
 * @property {(element: HTMLElement) => boolean} begins Whether this element can be dragged.
 * @property {(element: HTMLElement, square: number) => void} onSquare
 * @property {(element: HTMLElement, other: HTMLElement | null) => void} elsewhere Over another tile of the rack, or not.
 */

/** @param {HTMLElement} root @param {Drops} drops */
export function dragging(root, drops) {
  root.addEventListener('pointerdown', (event) => {
    const element = event.target instanceof Element ? event.target.closest('[data-tile-id], .laid') : null;
    if (!(element instanceof HTMLElement) || event.button !== 0 || !drops.begins(element)) return;
    drag(element, event, drops);
  });
}

/** @param {HTMLElement} element @param {PointerEvent} start @param {Drops} drops */
function drag(element, start, drops) {
  /** @type {HTMLElement | null} */
  let ghost = null;
  const over = new AbortController();
  const on = { signal: over.signal };
  const move = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== start.pointerId) return;
    if (!ghost && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < MOVED_PIXELS) return;
    ghost ??= ghostOf(element);
    ghost.style.translate = `${event.clientX}px ${event.clientY}px`;
  };
  const end = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== start.pointerId) return;
    over.abort();
    element.classList.remove('dragged');
    if (!ghost) return;
    ghost.remove();
    swallowClick();
    if (event.type === 'pointercancel') return;
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const square = squareUnder(target);
    const other = target?.closest('[data-tile-id]');
    if (square !== null) drops.onSquare(element, square);
    else drops.elsewhere(element, other instanceof HTMLElement ? other : null);
  };
  addEventListener('pointermove', move, on);
  addEventListener('pointerup', end, on);
  addEventListener('pointercancel', end, on);
}

/** @param {HTMLElement} element */
function ghostOf(element) {
  const tile = element.querySelector('.tile') ?? element;
  const ghost = /** @type {HTMLElement} */ (tile.cloneNode(true));
  ghost.classList.add('ghost');
  document.body.append(ghost);
  element.classList.add('dragged');
  return ghost;
}

/** The click that ends a drag is none. */
function swallowClick() {
  const stop = (/** @type {Event} */ event) => event.stopPropagation();
  addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', stop, { capture: true }), 0);
}
