import { make, part } from '../elements.js';
import { isSure, letterOfBlank, tilesToSwap } from './ask.js';
import { CrosswordBest } from './best.js';
import { CrosswordBoard, squareUnder, tileOf } from './board.js';
import { dragging } from './gestures.js';
import { Hand } from './hand.js';
import { showClocks, showPlayers, showTalk, showTurns } from './panels.js';
import { neighbour, playOf } from './rules.js';
import { follow, freshOf, lookBack, tilesOf } from './table.js';
import { newsWords, seatWords, turnWords } from './words.js';

/** @typedef {import('../hubbub.js').Client} Client */
/** @typedef {import('./table.js').Table} Table */

const EMPTY = Array.from({ length: 225 }, () => '');
const CLOCK_MILLIS = 200;
/** What may be asked of the opponent only in the first turns. */
const ABORT_TURNS = 7;
/** Keys that go through the turns of a game that is over. @type {Record<string, string>} */
const STEPS = { ArrowLeft: 'back', ArrowRight: 'on', Home: 'first', End: 'last' };

/**
 * One game: the board, the rack, the clocks, what can be done now. Tells its page by `news` what happened, by `follow`
 * which game is next.
 */
export class CrosswordGame extends HTMLElement {
  /** @type {Client | null} */
  #client = null;
  #game = '';
  /** @type {Table | null} */
  #table = null;
  #hand = new Hand();
  /** Where typed letters go. @type {{ square: number, across: boolean } | null} */
  #cursor = null;
  /** The tile of the rack that the next press on a square lays. @type {number | null} */
  #picked = null;
  /** The turn that is looked at in a game that is over; null: how it ended. @type {number | null} */
  #at = null;
  #isAsking = false;

  connectedCallback() {
    const board = this.#board;
    board.addEventListener('square', (event) => void this.#pressed(detail(event)));
    board.addEventListener('letter', (event) => this.#typed(detail(event)));
    board.addEventListener('steer', (event) => void (this.#cursor = detail(event)));
    board.addEventListener('erase', () => this.#erase());
    board.addEventListener('recall', () => this.#recall());
    board.addEventListener('play', () => void this.#do('play'));
    this.#rack.addEventListener('click', ({ target }) => this.#pick(target));
    dragging(part(this, '.middle', HTMLElement), {
      begins: (element) => this.#maySet && (element.dataset.tileId !== undefined || this.#hand.laidAt(Number(element.dataset.square)) !== null),
      onSquare: (element, square) => void this.#lay(this.#idOf(element), square),
      elsewhere: (element, other) => this.#toRack(element, other),
    });
    for (const button of this.querySelectorAll('[data-do]')) {
      if (button instanceof HTMLElement) button.addEventListener('click', () => void this.#do(button.dataset.do ?? ''));
    }
    for (const button of this.querySelectorAll('[data-step]')) {
      if (button instanceof HTMLElement) button.addEventListener('click', () => this.#step(button.dataset.step ?? ''));
    }
    this.#best.addEventListener('change', () => this.#show());
    document.addEventListener('keydown', (event) => this.#stepped(event));
    part(this, '.turns', HTMLElement).addEventListener('click', ({ target }) => {
      const line = target instanceof Element ? target.closest('[data-turn]') : null;
      if (line instanceof HTMLElement) this.#lookAt(Number(line.dataset.turn));
    });
    const form = part(this, 'form.say', HTMLFormElement);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#say(part(form, 'input', HTMLInputElement));
    });
    setInterval(() => this.#tick(), CLOCK_MILLIS);
  }

  /** Shows a game from its first view on. @param {Client} client @param {string} game Its id. */
  open(client, game) {
    [this.#client, this.#game, this.#table] = [client, game, null];
    [this.#hand, this.#cursor, this.#picked, this.#at] = [new Hand(), null, null, null];
    this.#best.open(game);
    this.#complain('');
    this.#show();
  }

  /** A view of this game. @param {Record<string, any>} view */
  hear(view) {
    const before = this.#table;
    this.#table = follow(before, view);
    const table = this.#table;
    if (table === null) return;
    this.#hand.hold(table.rack ?? '');
    if (before && view.kind !== 'snapshot') this.#tell('news', { words: newsWords(table, view), at: view.time_ms });
    if (view.kind === 'placed') this.#giveWay(view);
    this.#show();
  }

  /** Tiles that were laid where the other one has played come back. @param {Record<string, any>} play */
  #giveWay(play) {
    const taken = freshOf(/** @type {any} */ (play));
    if (taken.some(([square]) => this.#hand.laidAt(square) !== null)) this.#hand.recall();
  }

  get #board() {
    return part(this, 'crossword-board', CrosswordBoard);
  }

  get #best() {
    return part(this, 'crossword-best', CrosswordBest);
  }

  get #rack() {
    return part(this, '.middle > .rack', HTMLElement);
  }

  /** Whether tiles can be laid, be it only to think ahead. */
  get #maySet() {
    return this.#table !== null && this.#table.seat !== null && this.#table.phase !== 'ended';
  }

  /** @param {string} kind @param {unknown} [what] */
  #tell(kind, what) {
    this.dispatchEvent(new CustomEvent(kind, { detail: what }));
  }

  #tick() {
    if (this.#table && this.#client && !this.hidden) showClocks(this.#players, this.#table, this.#client.serverNow());
  }

  get #players() {
    return part(this, '.players', HTMLElement);
  }

  #show() {
    const table = this.#table;
    this.classList.toggle('loading', table === null);
    this.classList.toggle('watching', table !== null && table.seat === null);
    const turn = part(this, '.turn', HTMLElement);
    if (table === null) {
      turn.textContent = 'Looking for the game …';
      this.#board.show({ tiles: EMPTY, laid: new Map(), fresh: [], language: 'english', cursor: null, earns: null });
      this.#players.replaceChildren();
      this.#rack.replaceChildren();
      this.#showButtons(null);
      return;
    }
    turn.textContent = questionWords(table) || turnWords(table);
    turn.classList.toggle('own', isOnTurn(table));
    const past = this.#at === null ? null : lookBack(table, this.#at);
    this.#best.show(table, this.#at);
    showPlayers(this.#players, table, past?.scores ?? table.scores, this.#client?.serverNow() ?? 0);
    this.#showBoard(table, past);
    this.#showRack(table);
    showTurns(part(this, '.turns', HTMLElement), table, this.#at, (turn) => this.#best.of(turn)[0]?.score);
    showTalk(part(this, '.talk', HTMLElement), table);
    this.#showButtons(table);
  }

  /** @param {Table} table @param {ReturnType<typeof lookBack> | null} past */
  #showBoard(table, past) {
    const tried = past ? this.#best.tried : null;
    const tiles = tilesOf(tried ? lookBack(table, (this.#at ?? 1) - 1).board : (past?.board ?? table.board));
    const laid = past ? new Map(tried ? freshOf(tried) : []) : this.#hand.laid;
    const play = playOf(tiles, laid, table.language);
    const fresh = past?.fresh ?? (table.last ? freshOf(table.last).map(([square]) => square) : []);
    const earns = play ? { square: play.end, points: tried?.score ?? play.score } : null;
    const cursor = this.#maySet ? this.#cursor : null;
    this.#board.show({ tiles, laid, fresh, language: table.language, cursor, earns });
    const button = part(this, '[data-do=play]', HTMLButtonElement);
    button.textContent = play && !past ? `Play · ${play.score}` : 'Play';
    button.disabled = !play || !isOnTurn(table) || table.phase !== 'playing' || this.#isAsking;
  }

  /** @param {Table} table */
  #showRack(table) {
    const held = this.#at === null ? null : table.ended?.past_racks?.[table.moves_before + this.#at - 1];
    const rack = held ? [...held].map((tile, id) => ({ id, tile })) : this.#hand.rack;
    const isLocked = Boolean(held) || !this.#maySet;
    const tiles = rack.map(({ id, tile }) => {
      const button = make('button', 'tile-button');
      button.type = 'button';
      button.dataset.tileId = String(id);
      button.disabled = isLocked;
      button.ariaPressed = String(this.#picked === id);
      button.ariaLabel = tile === '?' ? 'Blank' : tile;
      button.append(tileOf(tile, table.language));
      return button;
    });
    this.#rack.replaceChildren(...tiles);
    this.#rack.hidden = table.seat === null && !held;
  }

  /** @param {Table | null} table */
  #showButtons(table) {
    const allowed = table ? allowedNow(table, this.#hand.laid.size > 0) : new Set();
    for (const button of this.querySelectorAll('[data-do]')) {
      if (!(button instanceof HTMLButtonElement)) continue;
      const what = button.dataset.do ?? '';
      button.hidden = !allowed.has(what);
      if (what !== 'play') button.disabled = this.#isAsking;
    }
    part(this, '[data-do=shuffle]', HTMLElement).textContent = this.#hand.laid.size > 0 ? 'Recall' : 'Shuffle';
    part(this, '[data-do=yes]', HTMLElement).textContent = table?.question?.question === 'nudge' ? 'I am here' : 'Yes';
    const isOver = table?.phase === 'ended' && table.moves_before === 0 && table.moves.length > 0;
    part(this, '.review', HTMLElement).hidden = !isOver;
    const turns = table?.moves.length ?? 0;
    part(this, '.review .where', HTMLElement).textContent = this.#at === null ? `The end, after ${turns} turns` : `Turn ${this.#at} of ${turns}`;
    part(this, 'form.say', HTMLElement).hidden = table === null || table.seat === null;
  }

  /** A square was pressed: its tile comes back, the picked tile goes there, or letters are typed from there. @param {number} square */
  async #pressed(square) {
    const table = this.#table;
    if (!table || !this.#maySet || this.#at !== null) return;
    if (this.#hand.laidAt(square) !== null) this.#hand.takeBack(square);
    else if (this.#picked !== null) return this.#lay(this.#picked, square);
    else if (!tilesOf(table.board)[square]) {
      const isSame = this.#cursor?.square === square;
      this.#cursor = { square, across: isSame ? !this.#cursor?.across : (this.#cursor?.across ?? true) };
    }
    this.#show();
  }

  /** @param {number | null} id @param {number} square */
  async #lay(id, square) {
    const table = this.#table;
    if (id === null || !table || tilesOf(table.board)[square]) return this.#show();
    const letter = this.#hand.isBlank(id) ? await letterOfBlank(table.language) : '';
    if (this.#hand.isBlank(id) && letter === '') return this.#show();
    this.#hand.lay(square, id, letter);
    [this.#picked, this.#cursor] = [null, null];
    this.#complain('');
    this.#show();
  }

  /** @param {{ letter: string, isBlank: boolean }} typed */
  #typed({ letter, isBlank }) {
    const table = this.#table;
    if (!table || !this.#maySet) return;
    const cursor = this.#cursor ?? { square: this.#focusedSquare(), across: true };
    const square = this.#nextFree(cursor.square, cursor.across);
    const tile = this.#hand.find(isBlank ? '?' : letter);
    if (square < 0 || tile === null) return this.#complain(tile === null ? `There is no ${letter} on your rack.` : '');
    this.#hand.lay(square, tile.id, letter);
    const next = this.#nextFree(square, cursor.across);
    this.#cursor = { square: next < 0 ? square : next, across: cursor.across };
    this.#complain('');
    this.#show();
    this.#board.focusOn(this.#cursor.square);
  }

  #focusedSquare() {
    return squareUnder(document.activeElement) ?? 112;
  }

  /** The first square from here on without a tile; -1 if there is none. @param {number} from @param {boolean} across */
  #nextFree(from, across) {
    const tiles = tilesOf(this.#table?.board ?? []);
    let square = from;
    while (square >= 0 && (tiles[square] || this.#hand.laidAt(square) !== null)) square = neighbour(square, across, 1);
    return square;
  }

  #erase() {
    const cursor = this.#cursor;
    if (!cursor) return;
    let square = cursor.square;
    while (square >= 0 && this.#hand.laidAt(square) === null) square = neighbour(square, cursor.across, -1);
    if (square < 0) return;
    this.#hand.takeBack(square);
    this.#cursor = { square, across: cursor.across };
    this.#show();
    this.#board.focusOn(square);
  }

  #recall() {
    this.#hand.recall();
    this.#picked = null;
    this.#complain('');
    this.#show();
  }

  /** @param {EventTarget | null} target */
  #pick(target) {
    const button = target instanceof Element ? target.closest('[data-tile-id]') : null;
    if (!(button instanceof HTMLElement)) return;
    const id = Number(button.dataset.tileId);
    this.#picked = this.#picked === id ? null : id;
    this.#show();
  }

  /** @param {HTMLElement} element */
  #idOf(element) {
    const id = element.dataset.tileId;
    return id === undefined ? this.#hand.laidAt(Number(element.dataset.square)) : Number(id);
  }

  /** @param {HTMLElement} element @param {HTMLElement | null} other */
  #toRack(element, other) {
    const id = this.#idOf(element);
    if (element.dataset.square !== undefined) this.#hand.takeBack(Number(element.dataset.square));
    if (id !== null && other) this.#hand.move(id, Number(other.dataset.tileId));
    this.#show();
  }

  /** @param {string} what */
  async #do(what) {
    const table = this.#table;
    if (!table) return;
    if (what === 'shuffle') return this.#hand.laid.size > 0 ? this.#recall() : this.#shuffle();
    if (what === 'follow') return this.#tell('follow', table.rematch_game);
    const command = await this.#commandFor(what, table);
    if (command) await this.#ask(command[0], command[1]);
  }

  #shuffle() {
    this.#hand.shuffle(Math.random);
    this.#show();
  }

  /** @param {string} what @param {Table} table @returns {Promise<[kind: string, body: object] | null>} */
  async #commandFor(what, table) {
    if (what === 'play') {
      const play = playOf(tilesOf(table.board), this.#hand.laid, table.language);
      return play && isOnTurn(table) ? ['place', { at: play.at, across: play.across, tiles: play.tiles }] : null;
    }
    if (what === 'exchange') {
      this.#recall();
      const tiles = await tilesToSwap(this.#hand.rack.map(({ tile }) => tile), table.language);
      return tiles ? ['exchange', { tiles }] : null;
    }
    if (what === 'pass') return (await isSure('Pass this turn?')) ? ['pass', {}] : null;
    if (what === 'resign') return (await isSure('Give the game up?')) ? ['resign', {}] : null;
    if (what === 'challenge') return (await isSure(`Challenge ${table.last?.words.join(', ') ?? 'the last play'}?`)) ? ['challenge', {}] : null;
    if (what === 'abort') return ['ask_abort', {}];
    if (what === 'rematch') return ['offer_rematch', {}];
    if (what === 'yes' && table.question?.question === 'nudge') return ['answer_nudge', {}];
    if (what === 'yes' || what === 'no') return ['answer_abort', { yes: what === 'yes' }];
    return [what, {}];
  }

  /** @param {string} kind @param {object} body */
  async #ask(kind, body) {
    const client = this.#client;
    if (!client || this.#isAsking) return false;
    this.#isAsking = true;
    this.#complain(client.state === 'open' ? '' : 'There is no connection now: it is sent as soon as there is one.');
    this.#show();
    try {
      await client.command(this.#game, kind, body);
      this.#complain('');
      return true;
    } catch (error) {
      this.#complain(error instanceof Error ? sentence(error.message) : 'That did not work.');
      return false;
    } finally {
      this.#isAsking = false;
      this.#show();
    }
  }

  /** @param {HTMLInputElement} box */
  async #say(box) {
    const text = box.value.trim();
    if (text && (await this.#ask('say', { text }))) box.value = '';
  }

  /** @param {string} words */
  #complain(words) {
    part(this, '.fault', HTMLElement).textContent = words;
  }

  /** @param {string} step */
  #step(step) {
    const turns = this.#table?.moves.length ?? 0;
    const at = this.#at ?? turns + 1;
    if (step === 'first') this.#lookAt(1);
    if (step === 'back') this.#lookAt(Math.max(1, at - 1));
    if (step === 'on') this.#lookAt(at + 1);
    if (step === 'last') this.#lookAt(turns + 1);
  }

  /** Keys go through the turns unless they mean something where the focus is. @param {KeyboardEvent} event */
  #stepped(event) {
    const step = STEPS[event.key];
    const isTaken = event.target instanceof Element && event.target.closest('input, select, dialog, crossword-board, [role=log]');
    if (!step || isTaken || this.hidden || this.#table?.phase !== 'ended' || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#step(step);
  }

  /** @param {number} turn */
  #lookAt(turn) {
    const table = this.#table;
    if (!table || table.phase !== 'ended' || table.moves_before > 0) return;
    this.#at = turn > table.moves.length ? null : turn;
    this.#show();
  }
}

/** @param {Table} table */
function isOnTurn(table) {
  return table.seat !== null && table.turn === table.seat && (table.phase === 'playing' || table.phase === 'final_pass');
}

/** What the viewer may do now; the snapshot says it. @param {Table} table @param {boolean} hasLaid @returns {Set<string>} */
function allowedNow(table, hasLaid) {
  const { seat, phase, question, clock } = table;
  if (seat === null) return new Set(table.rematch_game ? ['follow'] : []);
  const isLive = clock.kind === 'live';
  const isPlaying = phase === 'playing' || phase === 'final_pass';
  const isOwn = isOnTurn(table);
  /** @type {Record<string, boolean>} */
  const may = {
    shuffle: phase !== 'ended',
    play: phase !== 'ended' && phase !== 'final_pass',
    exchange: isOwn && phase === 'playing' && table.bag >= 7,
    pass: isOwn,
    challenge: isOwn && table.last?.challengeable === true && !hasLaid,
    yes: question !== null && question.by !== seat,
    no: question !== null && question.by !== seat && question.question === 'abort',
    abort: isPlaying && isLive && !table.abort_asked[seat] && question === null && table.moves_before + table.moves.length < ABORT_TURNS,
    nudge: isPlaying && isLive && !isOwn && table.nudges[seat] < 2 && question === null,
    add_time: isPlaying && isLive && table.casual,
    resign: isPlaying,
    rematch: phase === 'ended' && !table.rematch[seat] && !table.rematch_game,
    follow: Boolean(table.rematch_game),
  };
  return new Set(Object.keys(may).filter((what) => may[what]));
}

/** The question that waits for an answer; empty if there is none. @param {Table} table */
function questionWords(table) {
  const who = table.question ? seatWords(table, table.question.by) : '';
  const isOwn = table.question?.by === table.seat;
  if (table.question?.question === 'abort') return isOwn ? 'You have asked to call the game off.' : `${who} asks to call the game off.`;
  if (table.question?.question === 'nudge') return isOwn ? 'You have asked whether the other is there.' : `${who} asks whether you are there.`;
  if (table.phase === 'ended' && !table.rematch_game && table.seat !== null && table.rematch[1 - table.seat]) {
    return `${turnWords(table)} ${seatWords(table, 1 - table.seat)} would play again.`;
  }
  return '';
}

/** @param {string} text */
function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** @param {Event} event */
function detail(event) {
  return event instanceof CustomEvent ? event.detail : null;
}

customElements.define('crossword-game', CrosswordGame);
