/** The board and the tiles: what stands on a square, what a tile is worth, what a play would earn. It knows no words. */

export const SIZE = 15;
/** What all seven tiles in one play earn besides. */
const BINGO = 50;

/** The upper half and the middle row: `=` triple word, `-` double word, `"` triple letter, `'` double letter. */
const HALF = [
  "=  '   =   '  =",
  ' -   "   "   - ',
  "  -   ' '   -  ",
  "'  -   '   -  '",
  '    -     -    ',
  ' "   "   "   " ',
  "  '   ' '   '  ",
  "=  '   -   '  =",
];
/** @type {Record<string, { name: string, short: string, words: string, word: number, letter: number }>} */
const PREMIUMS = {
  '=': { name: 'tws', short: '3W', words: 'triple word', word: 3, letter: 1 },
  '-': { name: 'dws', short: '2W', words: 'double word', word: 2, letter: 1 },
  '"': { name: 'tls', short: '3L', words: 'triple letter', word: 1, letter: 3 },
  "'": { name: 'dls', short: '2L', words: 'double letter', word: 1, letter: 2 },
};
const PLAIN = { name: '', short: '', words: '', word: 1, letter: 1 };

/** Points by language: letters by what they are worth. @type {Record<string, Record<number, string>>} */
const WORTH = {
  english: { 1: 'AEILNORSTU', 2: 'DG', 3: 'BCMP', 4: 'FHVWY', 5: 'K', 8: 'JX', 10: 'QZ' },
  dutch: { 1: 'AEINO', 2: 'DRST', 3: 'BGKLMP', 4: 'FHJUVZ', 5: 'CW', 8: 'XY', 10: 'Q' },
};

/** @param {number} square 0 to 224, row by row. */
export function premiumOf(square) {
  const row = Math.floor(square / SIZE);
  return PREMIUMS[HALF[Math.min(row, SIZE - 1 - row)]?.[square % SIZE] ?? ' '] ?? PLAIN;
}

/** `H8`: column first. @param {number} square */
export function nameOfSquare(square) {
  return `${String.fromCharCode(65 + (square % SIZE))}${Math.floor(square / SIZE) + 1}`;
}

/** @param {string} name `H8`. */
export function squareOf(name) {
  return (Number(name.slice(1)) - 1) * SIZE + name.charCodeAt(0) - 65;
}

/** What a tile earns; small letters are blanks. @param {string} tile @param {string} language */
export function worth(tile, language) {
  if (tile < 'A' || tile > 'Z') return 0;
  const worths = Object.entries(WORTH[language] ?? WORTH.english ?? {});
  return Number(worths.find(([, letters]) => letters.includes(tile))?.[0] ?? 0);
}

/** The next square in a direction; -1 beyond the edge. @param {number} square @param {boolean} across @param {number} step */
export function neighbour(square, across, step) {
  if (across) return Math.floor((square + step) / SIZE) === Math.floor(square / SIZE) && square + step >= 0 ? square + step : -1;
  const below = square + step * SIZE;
  return below >= 0 && below < SIZE * SIZE ? below : -1;
}

/**
 * The squares of the word through a square, from its first letter on.
 * @param {(square: number) => string} at The tile there; empty if none.
 * @param {number} square
 * @param {boolean} across
 */
function wordThrough(at, square, across) {
  let first = square;
  for (let before = neighbour(first, across, -1); before >= 0 && at(before); before = neighbour(before, across, -1)) first = before;
  const squares = [];
  for (let next = first; next >= 0 && at(next); next = neighbour(next, across, 1)) squares.push(next);
  return squares;
}

/**
 * What tiles that were laid say to the server, and what they would earn; null if they are in no line, or with a gap.
 * @param {string[]} board 225 tiles, empty where there is none.
 * @param {Map<number, string>} laid
 * @param {string} language
 */
export function playOf(board, laid, language) {
  const squares = [...laid.keys()].sort((one, other) => one - other);
  const [first, last] = [squares[0], squares.at(-1)];
  if (first === undefined || last === undefined) return null;
  const at = (/** @type {number} */ square) => laid.get(square) ?? board[square] ?? '';
  const across = first === last ? wordThrough(at, first, true).length > 1 : Math.floor(first / SIZE) === Math.floor(last / SIZE);
  if (!across && first % SIZE !== last % SIZE) return null;
  let tiles = '';
  for (let square = first; square >= 0 && square <= last; square = neighbour(square, across, 1)) {
    if (!at(square)) return null;
    tiles += laid.get(square) ?? '.';
  }
  if ([...tiles].filter((tile) => tile !== '.').length !== squares.length) return null;
  const main = wordThrough(at, first, across);
  const crosses = squares.map((square) => wordThrough(at, square, !across));
  const words = [main, ...crosses].filter((word) => word.length > 1);
  const score = words.reduce((sum, word) => sum + scoreOf(word, at, laid, language), squares.length === 7 ? BINGO : 0);
  return { at: nameOfSquare(first), across, tiles, score, end: main.at(-1) ?? first };
}

/**
 * Premiums count under fresh tiles only.
 * @param {number[]} word
 * @param {(square: number) => string} at
 * @param {Map<number, string>} laid
 * @param {string} language
 */
function scoreOf(word, at, laid, language) {
  let [sum, times] = [0, 1];
  for (const square of word) {
    const premium = laid.has(square) ? premiumOf(square) : PLAIN;
    sum += worth(at(square), language) * premium.letter;
    times *= premium.word;
  }
  return sum * times;
}
