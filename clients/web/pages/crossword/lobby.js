import { make, part } from '../elements.js';
import { nameOfUser, ratingWords, setupWords } from './words.js';

/** @typedef {import('../hubbub.js').Client} Client */

const LIST_MAX = 50;
const DAY_S = 86_400;
/** For whoever does not want to choose: neither a beginner nor a master. */
const BOT_AT_ONCE = 'bot_2';

/** Who looks for a game, what is played, and what is one's own. Tells its page by `open` which game to show. */
export class CrosswordLobby extends HTMLElement {
  /** @type {Client | null} */
  #client = null;
  /** What everybody may know. @type {Record<string, any> | null} */
  #lists = null;
  /** What is for this user alone. @type {Record<string, any>} */
  #own = { rating: {}, seeks: [], starting: [], games: [] };
  /** Seeks that were made on this page: their games open by themselves. @type {Set<number>} */
  #made = new Set();
  /** @type {Set<string>} */
  #opened = new Set();

  connectedCallback() {
    const form = this.#form;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#seek();
    });
    form.addEventListener('change', () => this.#showByName());
    this.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('button[data-do]') : null;
      if (button instanceof HTMLElement) void this.#do(button.dataset.do ?? '', button.dataset.id ?? '');
    });
  }

  /** @param {Client} client */
  open(client) {
    this.#client = client;
  }

  /** A view of the lobby, or what it has to say to this user. @param {Record<string, any>} view */
  hear(view) {
    if (view.kind === 'lobby_yours') this.#own = view;
    else if (view.kind === 'snapshot') this.#lists = structuredClone(view);
    else if (this.#lists) change(this.#lists, view);
    this.#openOwn();
    this.#show();
  }

  /** What is shown of this user's strength. */
  get rating() {
    return ratingWords(this.#own.rating.crossword);
  }

  /** Whether this user sits at a game, as far as is known. @param {string} game */
  sitsAt(game) {
    return this.#own.games.some((/** @type {{ id: string }} */ { id }) => id === game);
  }

  /** Fills in whom to ask; the person says when. @param {string} user */
  invite(user) {
    part(this.#form, '[name=against]', HTMLSelectElement).value = 'user';
    part(this.#form, '[name=user]', HTMLInputElement).value = user;
    this.#showByName();
    part(this.#form, '[type=submit]', HTMLElement).focus();
  }

  #showByName() {
    part(this.#form, '.by-name', HTMLElement).hidden = this.#value('against') !== 'user';
  }

  get #form() {
    return part(this, 'form.seek', HTMLFormElement);
  }

  /** @param {string} name */
  #value(name) {
    const field = this.#form.elements.namedItem(name);
    return field instanceof HTMLSelectElement || field instanceof HTMLInputElement ? field.value : '';
  }

  /** A game that has come of a seek of this page, or of accepting here, is opened once. */
  #openOwn() {
    for (const { id, seek } of this.#own.games) {
      if (!this.#made.has(seek) || this.#opened.has(id)) continue;
      this.#opened.add(id);
      this.#tell(id);
    }
  }

  /** @param {string} game */
  #tell(game) {
    this.dispatchEvent(new CustomEvent('open', { detail: game }));
  }

  /** @param {string} [whom] Whom to ask; else whom the form says. */
  async #seek(whom) {
    const [kind, amount] = this.#value('clock').split(',');
    const clock =
      kind === 'days'
        ? { kind: 'correspondence', turn_s: Number(amount) * DAY_S }
        : { kind: 'live', initial_s: Number(kind), increment_s: Number(amount) };
    const setup = { rules: this.#value('rules'), clock, language: this.#value('language') };
    const against = this.#value('against');
    const to = whom ?? ((against === 'user' ? this.#value('user').trim() : against) || null);
    const rated = !whom && part(this.#form, '[name=rated]', HTMLInputElement).checked;
    const ack = await this.#ask('seek', { rules: 'crossword', setup, to, rated, range: null });
    if (!ack) return;
    this.#made.add(ack.offset);
    this.#openOwn();
  }

  /** @param {string} what @param {string} id */
  async #do(what, id) {
    if (what === 'open') return this.#tell(id);
    if (what === 'at-once') return this.#seek(BOT_AT_ONCE);
    if (what === 'accept') this.#made.add(Number(id));
    await this.#ask(what, { seek: Number(id) });
  }

  /** @param {string} kind @param {object} body */
  async #ask(kind, body) {
    const fault = part(this, '.fault', HTMLElement);
    fault.textContent = '';
    try {
      return await this.#client?.command('lobby', kind, body);
    } catch (error) {
      fault.textContent = error instanceof Error ? `Refused: ${error.message}` : '';
      return null;
    }
  }

  #show() {
    const { starting, games, seeks } = this.#own;
    const me = this.#client?.user ?? '';
    const mine = part(this, '.mine', HTMLElement);
    const rows = [
      ...starting.map((/** @type {any} */ game) => row(versus(game), 'begins in a moment', [])),
      ...games.map((/** @type {any} */ game) => row(versus(game), game.rated ? 'rated' : 'casual', [['open', game.id, 'Play', true]])),
      ...seeks.map((/** @type {any} */ seek) => seekRow(seek, me)),
    ];
    mine.hidden = rows.length === 0;
    part(mine, '.list', HTMLElement).replaceChildren(...rows);
    const lists = this.#lists ?? { seeks: [], games: [], seeks_total: 0, games_total: 0 };
    const open = lists.seeks.filter((/** @type {any} */ seek) => seek.by !== me);
    this.#list('.seeks', open.map((/** @type {any} */ seek) => seekRow(seek, me)), lists.seeks_total - lists.seeks.length + open.length);
    const others = lists.games.filter((/** @type {any} */ game) => !game.seats.includes(me));
    this.#list('.games', others.map((/** @type {any} */ game) => row(versus(game), game.rated ? 'rated' : 'casual', [['open', game.id, 'Watch', false]])), lists.games_total - lists.games.length + others.length);
  }

  /** @param {string} selector @param {HTMLElement[]} rows @param {number} total */
  #list(selector, rows, total) {
    const list = part(this, selector, HTMLElement);
    list.replaceChildren(...rows);
    const section = list.closest('section');
    if (!section) return;
    part(section, '.none', HTMLElement).hidden = rows.length > 0;
    part(section, '.count', HTMLElement).textContent = total > 0 ? String(total) : '';
  }
}

/** The lists after a view. @param {Record<string, any>} lists @param {Record<string, any>} view */
function change(lists, view) {
  if (view.kind === 'seek_added') {
    lists.seeks = newest([view.seek, ...lists.seeks], (seek) => seek.id);
  } else if (view.kind === 'seek_gone') {
    lists.seeks = lists.seeks.filter((/** @type {any} */ seek) => seek.id !== view.id);
  } else if (view.kind === 'game_added') {
    lists.games = newest([view.game, ...lists.games], (game) => game.at);
  } else if (view.kind === 'game_gone') {
    lists.games = lists.games.filter((/** @type {any} */ game) => game.id !== view.game);
  }
  lists.seeks_total = view.seeks_total ?? lists.seeks_total;
  lists.games_total = view.games_total ?? lists.games_total;
}

/** Each once, the newest first. @param {any[]} all @param {(each: any) => number} age */
function newest(all, age) {
  const byId = new Map(all.map((each) => [each.id, each]));
  return [...byId.values()].sort((one, other) => age(other) - age(one)).slice(0, LIST_MAX);
}

/** @param {any} game */
function versus(game) {
  return game.seats.map((/** @type {string} */ user, /** @type {number} */ seat) => `${nameOfUser(user)} ${ratingWords(game.ratings[seat])}`).join(' – ');
}

/** @param {any} seek @param {string} me */
function seekRow(seek, me) {
  const what = `${setupWords(seek.setup)}${seek.setup.language === 'dutch' ? ' · Dutch' : ''}${seek.rated ? ' · rated' : ''}`;
  if (seek.by === me) return row(seek.to ? `You ask ${nameOfUser(seek.to)}` : 'You wait for somebody', what, [['unseek', seek.id, 'Cancel', false]]);
  const who = `${nameOfUser(seek.by)} ${ratingWords(seek.rating)}`;
  if (!seek.to) return row(who, what, [['accept', seek.id, 'Accept', true]]);
  return row(`${who} asks you`, what, [['accept', seek.id, 'Accept', true], ['decline', seek.id, 'Decline', false]]);
}

/** @param {string} title @param {string} note @param {[what: string, id: string, words: string, isPrimary: boolean][]} buttons */
function row(title, note, buttons) {
  const line = make('li', 'entry');
  const words = make('div', 'entry-words');
  words.append(make('p', 'entry-title', title), make('p', 'note-small', note));
  line.append(words);
  for (const [what, id, label, isPrimary] of buttons) {
    const button = make('button', isPrimary ? 'primary' : '', label);
    button.type = 'button';
    button.dataset.do = what;
    button.dataset.id = String(id);
    button.ariaLabel = `${label}: ${title}`;
    line.append(button);
  }
  return line;
}

customElements.define('crossword-lobby', CrosswordLobby);
