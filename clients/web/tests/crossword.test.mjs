// The game's page without a page: scores, the hand, and what each view changes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hand } from '../pages/crossword/hand.js';
import { neighbour, playOf, premiumOf, squareOf, worth } from '../pages/crossword/rules.js';
import { follow, leftOn, lookBack, tilesOf } from '../pages/crossword/table.js';
import { newsWords } from '../pages/crossword/words.js';

/** Lays a play as the program writes it (`8D BANJO` across, `I8 SYZYGAL` down) onto a board. */
function playAt(board, text, language = 'english') {
  const [at, tiles] = text.split(' ');
  const across = /^\d/.test(at);
  let square = squareOf(at.match(/[A-O]/)[0] + at.match(/\d+/)[0]);
  const laid = new Map();
  for (const tile of tiles) {
    if (tile !== '.') laid.set(square, tile);
    square = neighbour(square, across, 1);
  }
  return { laid, play: playOf(board, laid, language) };
}

const empty = () => Array.from({ length: 225 }, () => '');

test('the board has the premiums of the rule book, mirrored', () => {
  const count = (name) => Array.from({ length: 225 }, (_, square) => premiumOf(square).name).filter((each) => each === name).length;
  assert.deepEqual(['tws', 'dws', 'tls', 'dls'].map(count), [8, 17, 12, 24]);
  assert.equal(premiumOf(squareOf('H8')).name, 'dws');
});

test('all tiles of each language have their points', () => {
  const sum = (language) => [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].reduce((all, letter) => all + worth(letter, language), 0);
  assert.deepEqual([sum('english'), sum('dutch')], [87, 91]);
  assert.equal(worth('q', 'english'), 0);
});

test('first plays earn what the rule book says', () => {
  const scores = { '8D BANJO': 34, '8D BANJOER': 88, '8C IFFIEST': 84, '8B MUZJIKS': 128, '8B BEZIQUE': 124 };
  for (const [play, score] of Object.entries(scores)) {
    assert.equal(playAt(empty(), play).play.score, score, play);
  }
});

test('plays that cross others count every word', () => {
  const board = empty();
  for (const [text, score] of [['H7 HIS', 12], ['G8 OIK', 13], ['10E DI.TAT', 22]]) {
    const { laid, play } = playAt(board, text);
    assert.equal(play.score, score, text);
    for (const [square, tile] of laid) board[square] = tile;
  }
});

test('tiles in no line, or with a gap, are no play; what lies there fills a gap', () => {
  const board = empty();
  const lay = (...names) => new Map(names.map((name) => [squareOf(name), 'A']));
  assert.equal(playOf(board, lay('A1', 'B2'), 'english'), null);
  assert.equal(playOf(board, lay('A1', 'C1'), 'english'), null);
  assert.equal(playOf(board, new Map(), 'english'), null);
  board[squareOf('B1')] = 'T';
  assert.deepEqual(playOf(board, lay('A1', 'C1'), 'english').tiles, 'A.A');
});

test('a hand keeps its order, and gets back what was not played', () => {
  const hand = new Hand();
  hand.hold('ABC?');
  const [a, , , blank] = hand.rack;
  hand.lay(3, a.id, '');
  hand.lay(4, blank.id, 'E');
  assert.deepEqual([...hand.laid], [[3, 'A'], [4, 'e']]);
  assert.equal(hand.rack.length, 2);
  hand.hold('ABC?');
  assert.equal(hand.laid.size, 2, 'nothing has changed');
  hand.hold('BCDE');
  assert.deepEqual(hand.rack.map(({ tile }) => tile).join(''), 'BCDE');
  assert.equal(hand.laid.size, 0);
});

const SNAPSHOT = {
  kind: 'snapshot',
  seats: ['ann', 'bob'],
  seat: 0,
  rules: 'five',
  clock: { kind: 'live', initial_s: 60, increment_s: 5 },
  language: 'english',
  phase: 'playing',
  board: Array.from({ length: 15 }, () => '.'.repeat(15)),
  rack: 'ABJNO?Z',
  rack_sizes: [7, 7],
  bag: 86,
  scores: [0, 0],
  turn: 0,
  scoreless: 0,
  left_ms: [60_000, 60_000],
  running_since_ms: 1_000,
  time_ms: 1_000,
  last: null,
  question: null,
  abort_asked: [false, false],
  nudges: [0, 0],
  time_gifts: [0, 0],
  rematch: [false, false],
  away: [false, false],
  moves: [],
  moves_before: 0,
  said: [],
  notes: [],
  ended: null,
  rematch_game: null,
};
const PLACED = { kind: 'placed', seat: 0, at: 'D8', across: true, tiles: 'BAnJO', words: ['BANJO'], score: 32 };
Object.assign(PLACED, { drew: { count: 5, tiles: 'EEEEE' }, left_ms: 58_000, time_ms: 8_000 });

test('a play lies there, and comes off when its challenge is upheld', () => {
  const played = follow(follow(null, SNAPSHOT), PLACED);
  assert.equal(played.board[7], '...BAnJO.......');
  assert.equal(played.rack, 'EEEEENZ');
  assert.deepEqual([played.bag, played.turn, played.scores, played.last.challengeable], [81, 1, [32, 0], true]);
  assert.equal(leftOn(played, 1, 10_000), 58_000);
  assert.equal(leftOn(played, 0, 10_000), 58_000);
  const off = { kind: 'challenged', by: 1, upheld: true, rule: 'five', points: -32, turn_lost: false, left_ms: 55_000, time_ms: 13_000 };
  const back = follow(played, { ...off, to_bag: { count: 5, tiles: 'EEEEE' } });
  assert.deepEqual(back.board, SNAPSHOT.board);
  assert.equal(back.rack, '?ABJNOZ');
  assert.deepEqual([back.bag, back.turn, back.scores, back.scoreless, back.moves.length], [86, 1, [0, 0], 1, 2]);
  assert.equal(tilesOf(lookBack(back, 1).board)[squareOf('F8')], 'n');
  assert.deepEqual(lookBack(back, 2).board, SNAPSHOT.board);
});

test('questions open and close, time is given and charged to nobody', () => {
  let table = follow(null, SNAPSHOT);
  table = follow(table, { kind: 'nudged', seat: 1, until_ms: 121_000, time_ms: 2_000 });
  assert.deepEqual([table.question, table.nudges], [{ question: 'nudge', by: 1, until_ms: 121_000 }, [0, 1]]);
  table = follow(table, { kind: 'paused', ms: 500, time_ms: 2_500 });
  assert.deepEqual([table.question.until_ms, table.running_since_ms], [121_500, 1_500]);
  table = follow(table, { kind: 'time_added', seat: 1, ms: 15_000, time_ms: 2_600 });
  assert.deepEqual(table.left_ms, [75_000, 60_000]);
  table = follow(table, { kind: 'passed', seat: 0, left_ms: 74_000, time_ms: 3_000 });
  assert.deepEqual([table.question, table.turn, table.scoreless], [null, 1, 1]);
});

test('a view before the snapshot changes nothing', () => {
  assert.equal(follow(null, PLACED), null);
});

test('who comes and goes is told in the right person', () => {
  const table = { seat: 0, seats: ['ann', 'guest_abcdef'] };
  const words = (kind, seat) => newsWords(table, { kind, seat });
  assert.equal(words('here', 0), 'You are here.');
  assert.equal(words('away', 1), 'Guest abcd is away.');
});
