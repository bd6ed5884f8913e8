/** The viewer's tiles: which are on the rack, in which order, and which are laid on the board and not played yet. */

/** @typedef {{ id: number, tile: string }} Tile `?` is a blank; on the board it is the small letter that it stands for. */

export class Hand {
  /** All of them, in the order in which they are shown. @type {Tile[]} */
  #tiles = [];
  /** By square. @type {Map<number, Tile>} */
  #laid = new Map();
  #ids = 0;

  /** Those on the rack. */
  get rack() {
    const laid = new Set([...this.#laid.values()].map(({ id }) => id));
    return this.#tiles.filter(({ id }) => !laid.has(id));
  }

  /** The letters on the board, by square. @returns {Map<number, string>} */
  get laid() {
    return new Map([...this.#laid].map(([square, { tile }]) => [square, tile]));
  }

  /** The rack is this one now. Tiles that are still there keep their place; what was laid comes back. @param {string} rack */
  hold(rack) {
    const before = this.#tiles.map(({ tile }) => tile).sort().join('');
    if (before === [...rack].sort().join('')) return;
    const left = [...rack];
    const kept = this.#tiles.filter(({ tile }) => {
      const at = left.indexOf(tile);
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
    this.#tiles = [...kept, ...left.map((tile) => ({ id: (this.#ids += 1), tile }))];
    this.#laid.clear();
  }

  /** Puts a tile on a square. A tile that was laid there comes back. @param {number} square @param {number} id @param {string} letter What a blank stands for. */
  lay(square, id, letter) {
    const tile = this.#tiles.find((each) => each.id === id);
    if (!tile) return;
    for (const [other, laid] of this.#laid) if (laid.id === id) this.#laid.delete(other);
    this.#laid.set(square, { id, tile: tile.tile === '?' ? letter.toLowerCase() : tile.tile });
  }

  /** @param {number} square @returns {number | null} The id of the tile that was laid there. */
  laidAt(square) {
    return this.#laid.get(square)?.id ?? null;
  }

  /** A tile comes back to the rack. @param {number} square */
  takeBack(square) {
    this.#laid.delete(square);
  }

  /** All tiles come back to the rack. */
  recall() {
    this.#laid.clear();
  }

  /** A tile on the rack that can stand for a letter: itself, else a blank. @param {string} letter */
  find(letter) {
    const rack = this.rack;
    return rack.find(({ tile }) => tile === letter) ?? rack.find(({ tile }) => tile === '?') ?? null;
  }

  /** @param {number} id */
  isBlank(id) {
    return this.#tiles.find((each) => each.id === id)?.tile === '?';
  }

  /** A tile of the rack goes before another, or to the end. @param {number} id @param {number | null} before */
  move(id, before) {
    const tile = this.#tiles.find((each) => each.id === id);
    if (!tile || id === before) return;
    const rest = this.#tiles.filter((each) => each !== tile);
    const at = rest.findIndex((each) => each.id === before);
    rest.splice(at < 0 ? rest.length : at, 0, tile);
    this.#tiles = rest;
  }

  /** @param {() => number} luck 0 to 1, below 1. */
  shuffle(luck) {
    for (let last = this.#tiles.length - 1; last > 0; last -= 1) {
      const other = Math.floor(luck() * (last + 1));
      const [one, two] = [this.#tiles[last], this.#tiles[other]];
      if (one && two) [this.#tiles[last], this.#tiles[other]] = [two, one];
    }
  }
}
