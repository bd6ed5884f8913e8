/** What stands around the board: the players with their clocks, the turns, the table talk. */

import { make } from '../elements.js';
import { showable } from '../text.js';
import { leftOn } from './table.js';
import { moveWords, moverOf, seatWords, timeWords } from './words.js';

/** @typedef {import('./table.js').Table} Table */

/** Below this a clock is shown as short. */
const SHORT_MILLIS = 60_000;

/** The cards of both players, the viewer's own first. @param {HTMLElement} root @param {Table} table @param {number[]} scores @param {number} now */
export function showPlayers(root, table, scores, now) {
  const order = table.seat === 1 ? [1, 0] : [0, 1];
  const cards = order.map((seat) => {
    const card = make('div', 'player');
    const isOnTurn = table.turn === seat && table.phase !== 'ended' && table.phase !== 'waiting';
    card.classList.toggle('on-turn', isOnTurn);
    card.classList.toggle('away', table.away[seat] && table.phase !== 'ended');
    card.classList.toggle('winner', table.ended?.winner === seat);
    const name = make('p', 'name', seatWords(table, seat));
    const note = table.away[seat] ? 'away' : '';
    const clock = make('p', 'clock');
    clock.dataset.seat = String(seat);
    clock.role = 'timer';
    card.append(name, make('p', 'score', String(scores[seat])), make('p', 'note-small', note), clock);
    return card;
  });
  const bag = make('p', 'bag');
  bag.append(make('b', '', String(table.bag)), ' in the bag');
  root.replaceChildren(...cards, bag);
  showClocks(root, table, now);
}

/** @param {HTMLElement} root @param {Table} table @param {number} now Of the server's clock. */
export function showClocks(root, table, now) {
  for (const clock of root.querySelectorAll('.clock')) {
    if (!(clock instanceof HTMLElement)) continue;
    const left = leftOn(table, Number(clock.dataset.seat), now);
    const words = timeWords(left);
    if (clock.textContent !== words) clock.textContent = words;
    clock.classList.toggle('short', left < SHORT_MILLIS && table.phase !== 'ended');
  }
}

/**
 * @param {HTMLElement} root
 * @param {Table} table
 * @param {number | null} at The turn that is looked at.
 * @param {(turn: number) => number | undefined} bestScore What the best play of a turn would have scored, if it is known.
 */
export function showTurns(root, table, at, bestScore) {
  const totals = [0, 0];
  const lines = table.moves.map((/** @type {import('./table.js').View} */ move, /** @type {number} */ index) => {
    const mover = moverOf(move);
    const points = move.kind === 'placed' ? move.score : move.kind === 'challenged' ? move.points : 0;
    const gains = move.kind === 'challenged' ? 1 - mover : mover;
    totals[gains] += points;
    const line = make('li', mover === 0 ? 'turn-line one' : 'turn-line two');
    line.dataset.turn = String(index + 1);
    line.classList.toggle('looked-at', at === index + 1);
    const rack = table.ended?.past_racks?.[table.moves_before + index];
    line.append(make('span', 'who', seatWords(table, mover)), make('span', 'what', moveWords(move)));
    line.append(make('span', 'points', points ? `${points > 0 ? '+' : '−'}${Math.abs(points)}` : ''), make('span', 'total', String(totals[gains])));
    if (rack) line.append(make('span', 'held', rack));
    const best = bestScore(index + 1);
    if (best !== undefined && move.kind !== 'challenged') {
      line.append(make('span', 'could', best > points ? `best ${best}` : 'the best'));
    }
    return line;
  });
  if (table.moves_before > 0) lines.unshift(make('li', 'note-small', `${table.moves_before} turns before these`));
  for (const { seat, why, points } of table.ended?.adjustments ?? []) {
    const line = make('li', seat === 0 ? 'turn-line one' : 'turn-line two');
    line.append(make('span', 'who', seatWords(table, seat)), make('span', 'what', why.replaceAll('_', ' ')));
    line.append(make('span', 'points', `${points > 0 ? '+' : '−'}${Math.abs(points)}`));
    lines.push(line);
  }
  root.replaceChildren(...lines);
  const looked = root.querySelector('.looked-at') ?? root.lastElementChild;
  if (looked instanceof HTMLElement) root.scrollTop = looked.offsetTop - root.clientHeight / 2;
}

/** @param {HTMLElement} root @param {Table} table */
export function showTalk(root, table) {
  if (root.childElementCount === table.said.length && table.said.length < 64) return;
  root.replaceChildren(
    ...table.said.map((/** @type {{ seat: number, text: string }} */ { seat, text }) => {
      const line = make('p', table.seat === seat ? 'talk-line own' : 'talk-line');
      line.append(make('b', '', `${seatWords(table, seat)} `), showable(text));
      line.dir = 'auto';
      return line;
    }),
  );
  root.scrollTop = root.scrollHeight;
}
