/** A game as one viewer may know it: the `snapshot`, and what each later view changes in it. docs/crossword.md says the same. */

import { SIZE, neighbour, squareOf } from './rules.js';

/** A snapshot, with the fields of docs/crossword.md. @typedef {Record<string, any>} Table */
/** A view with its `kind`. @typedef {Record<string, any>} View */

const MOVES_MAX = 120;
const SAID_MAX = 64;
const TURNS = ['placed', 'exchanged', 'passed', 'challenged'];

/** The table after a view. @param {Table | null} before @param {View} view @returns {Table | null} */
export function follow(before, view) {
  if (view.kind === 'snapshot') return structuredClone(view);
  if (before === null) return null;
  const table = structuredClone(before);
  CHANGES[view.kind]?.(table, view);
  if (TURNS.includes(view.kind)) turned(table, view);
  table.time_ms = view.time_ms;
  return table;
}

/** What each view changes. @type {Record<string, (table: Table, view: View) => void>} */
const CHANGES = {
  here: (table, { seat }) => void (table.away[seat] = false),
  away: (table, { seat }) => void (table.away[seat] = true),
  begun(table, { time_ms }) {
    [table.phase, table.running_since_ms] = ['playing', time_ms];
  },
  placed,
  exchanged(table, { seat, gave, drew, left_ms, time_ms }) {
    if (gave.tiles) changeRack(table, gave.tiles, drew);
    table.scoreless += 1;
    closeLast(table);
    endTurn(table, seat, left_ms, time_ms);
  },
  passed(table, { seat, left_ms, time_ms }) {
    if (table.phase !== 'final_pass') table.scoreless += 1;
    closeLast(table);
    endTurn(table, seat, left_ms, time_ms);
  },
  challenged,
  asked(table, { seat, question, until_ms }) {
    if (question === 'abort') table.abort_asked[seat] = true;
    if (question === 'rematch') table.rematch[seat] = true;
    if (until_ms !== null && until_ms !== undefined) table.question = { question, by: seat, until_ms };
  },
  answered(table, { seat, question }) {
    if (question === 'rematch') table.rematch[seat] = true;
    else table.question = null;
  },
  nudged(table, { seat, until_ms }) {
    table.nudges[seat] += 1;
    table.question = { question: 'nudge', by: seat, until_ms };
  },
  time_added(table, { seat, ms }) {
    table.time_gifts[seat] += 1;
    table.left_ms[1 - seat] += ms;
  },
  paused(table, { ms }) {
    if (table.running_since_ms !== null) table.running_since_ms += ms;
    if (table.question) table.question.until_ms += ms;
  },
  said(table, { seat, text, time_ms }) {
    if (text) table.said = [...table.said, { seat, text, time_ms }].slice(-SAID_MAX);
  },
  noted(table, { text }) {
    if (text) table.notes = [...table.notes, text].slice(-SAID_MAX);
  },
  ended(table, view) {
    Object.assign(table, { phase: 'ended', scores: view.scores, left_ms: view.left_ms, running_since_ms: null, question: null });
    closeLast(table);
    if (table.rack === null) table.said = view.said;
    table.ended = view;
  },
  rematch: (table, { game }) => void (table.rematch_game = game),
};

/** @param {Table} table @param {View} view */
function placed(table, view) {
  const { seat, drew, score, left_ms, time_ms } = view;
  const fresh = freshOf(view);
  lay(table.board, fresh);
  table.bag -= drew.count;
  table.rack_sizes[seat] += drew.count - fresh.length;
  changeRack(table, usedOf(fresh), drew);
  table.scores[seat] += score;
  table.last = { ...view, challengeable: table.rules !== 'void', scoreless_before: table.scoreless };
  table.scoreless = 0;
  if (table.rack_sizes[seat] === 0 && table.rules !== 'void') table.phase = 'final_pass';
  endTurn(table, seat, left_ms, time_ms);
}

/** @param {Table} table @param {View} view */
function challenged(table, { by, upheld, points, to_bag, turn_lost, left_ms, time_ms }) {
  table.scores[1 - by] += points;
  if (upheld) {
    takeOff(table, to_bag);
    table.left_ms[by] = left_ms;
    table.running_since_ms = time_ms;
    table.scoreless += 1;
  } else closeLast(table);
  if (!turn_lost) return;
  table.scoreless += 1;
  endTurn(table, by, left_ms, time_ms);
}

/** The last play comes off. @param {Table} table @param {{ count: number, tiles?: string }} toBag */
function takeOff(table, toBag) {
  const last = table.last;
  if (!last) return;
  const fresh = freshOf(last);
  lay(table.board, fresh.map(([square]) => [square, '.']));
  table.last = null;
  table.bag += toBag.count;
  table.rack_sizes[last.seat] += fresh.length - toBag.count;
  if (toBag.tiles !== undefined) changeRack(table, toBag.tiles, { tiles: usedOf(fresh) });
  table.scoreless = last.scoreless_before;
  table.phase = 'playing';
}

/** @param {Table} table @param {View} view */
function turned(table, view) {
  table.moves.push(view);
  const tooMany = Math.max(0, table.moves.length - MOVES_MAX);
  table.moves.splice(0, tooMany);
  table.moves_before += tooMany;
  table.question = null;
}

/** @param {Table} table @param {number} seat @param {number} left @param {number} now */
function endTurn(table, seat, left, now) {
  table.left_ms[seat] = left;
  table.running_since_ms = now;
  table.turn = 1 - seat;
}

/** @param {Table} table */
function closeLast(table) {
  if (table.last) table.last.challengeable = false;
}

/** The viewer's own rack, if what came is shown to him: then it is his. @param {Table} table @param {string} went @param {{ tiles?: string }} came */
function changeRack(table, went, came) {
  if (table.rack === null || came.tiles === undefined) return;
  const rack = [...table.rack];
  for (const tile of went) if (rack.includes(tile)) rack.splice(rack.indexOf(tile), 1);
  table.rack = [...rack, ...came.tiles].sort().join('');
}

/** The tiles that a play has laid, with their squares. @param {View} play @returns {[square: number, tile: string][]} */
export function freshOf({ at, across, tiles }) {
  /** @type {[number, string][]} */
  const fresh = [];
  let square = squareOf(at);
  for (const tile of tiles) {
    if (tile !== '.') fresh.push([square, tile]);
    square = neighbour(square, across, 1);
  }
  return fresh;
}

/** As they were on the rack: blanks are `?`. @param {[number, string][]} fresh */
function usedOf(fresh) {
  return fresh.map(([, tile]) => (tile >= 'a' ? '?' : tile)).join('');
}

/** @param {string[]} board 15 rows. @param {[square: number, tile: string][]} tiles */
function lay(board, tiles) {
  for (const [square, tile] of tiles) {
    const [row, column] = [Math.floor(square / SIZE), square % SIZE];
    const letters = board[row] ?? '';
    board[row] = letters.slice(0, column) + tile + letters.slice(column + 1);
  }
}

/** The board as 225 tiles, empty where there is none. @param {string[]} rows @returns {string[]} */
export function tilesOf(rows) {
  return rows.flatMap((row) => [...row].map((tile) => (tile === '.' ? '' : tile)));
}

/**
 * The game after its first `count` turns, to look at again: the board, the scores, the turn, and who held what at it.
 * @param {Table} table Of a game that is over.
 * @param {number} count
 */
export function lookBack(table, count) {
  const board = Array.from({ length: SIZE }, () => '.'.repeat(SIZE));
  const scores = [0, 0];
  /** @type {View | null} */
  let last = null;
  for (const move of table.moves.slice(0, count)) {
    if (move.kind === 'placed') {
      lay(board, freshOf(move));
      scores[move.seat] += move.score;
      last = move;
    } else if (move.kind === 'challenged') {
      scores[1 - move.by] += move.points;
      if (move.upheld && last) lay(board, freshOf(last).map(([square]) => [square, '.']));
    }
  }
  const move = table.moves[count - 1] ?? null;
  return { board, scores, move, fresh: move?.kind === 'placed' ? freshOf(move).map(([square]) => square) : [] };
}

/** Milliseconds left on a clock; below zero in overtime. @param {Table} table @param {number} seat @param {number} now */
export function leftOn(table, seat, now) {
  const runs = table.running_since_ms !== null && table.turn === seat && table.phase !== 'ended';
  const used = runs ? Math.max(0, now - table.running_since_ms) : 0;
  if (table.clock.kind !== 'correspondence') return table.left_ms[seat] - used;
  const turn = table.clock.turn_s * 1000;
  return used <= turn ? turn - used : table.left_ms[seat] + turn - used;
}
