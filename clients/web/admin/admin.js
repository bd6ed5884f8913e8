/** The admin page: asks, listens, and shows. */

import { Api, Refused, keepToken, knownToken } from './api.js';
import { Picture } from './picture.js';
import { feed, fleet, part, table, tables, Tiles } from './show.js';
import { Rates, World } from './world.js';
import { count, number, span } from './words.js';

const STATS_EVERY = 1_000;
const LISTS_EVERY = 3_000;
const FEED_EVERY = 500;
/** Soon at first, then every few seconds. */
const AGAIN = [500, 1_000, 2_000, 4_000];
const CONNS_MAX = 1_000;

const world = new World();
const rates = new Rates();
const login = part('.login', HTMLFormElement);
const main = part('main', HTMLElement);
const canvas = part('.flow canvas', HTMLCanvasElement);

/** One time that the page looks at the server, from the token to its end. */
class Look {
  #api;
  #end = new AbortController();
  /** What is shown; made once the server has answered. @type {{ tiles: Tiles, picture: Picture } | null} */
  #shown = shown;
  #failures = 0;
  #listsAt = 0;
  paused = false;

  /** @param {string} token */
  constructor(token) {
    this.#api = new Api(token);
    this.#every(STATS_EVERY, () => this.#stats());
    this.#every(LISTS_EVERY, () => this.#lists());
    this.#every(FEED_EVERY, async () => this.paused || feed(world.feed));
    void this.#listen();
  }

  end() {
    this.#end.abort();
  }

  pause(/** @type {boolean} */ paused) {
    this.paused = paused;
    if (shown) shown.picture.paused = paused;
  }

  /** Does something again and again until the end; when it fails, a little less often. @param {number} millis @param {() => Promise<unknown>} work */
  async #every(millis, work) {
    while (!this.#end.signal.aborted) {
      await work().catch((error) => this.#failed(error));
      await wait(Math.max(millis, this.#failures > 0 ? this.#pause() : 0), this.#end.signal);
    }
  }

  #pause() {
    return AGAIN[Math.min(this.#failures, AGAIN.length) - 1] ?? 4_000;
  }

  async #stats() {
    const stats = await this.#api.ask('/api/stats');
    if (this.#end.signal.aborted) return;
    this.#failures = 0;
    main.hidden = false;
    login.hidden = true;
    shown ??= { tiles: new Tiles(), picture: new Picture(canvas, world) };
    this.#shown = shown;
    rates.take(stats);
    state(stats.drained.draining ? 'draining' : 'live', stats.drained.draining ? 'Draining' : 'Live');
    head(stats);
    drain(stats.drained, stats.at_ms);
    if (this.paused) return;
    this.#shown.tiles.show(rates.series, stats);
    tables(world, rates);
    describe();
  }

  async #lists() {
    const [realms, conns, nodes] = await Promise.all([
      this.#api.ask('/api/realms?limit=1000'),
      this.#api.ask(`/api/conns?limit=${CONNS_MAX}`),
      this.#api.ask('/api/nodes'),
    ]);
    const now = performance.now();
    world.setRooms(realms.realms, this.#listsAt > 0 ? (now - this.#listsAt) / 1_000 : 0);
    world.setPlayers(conns.conns, conns.next !== undefined);
    this.#listsAt = now;
    if (!this.paused) fleet(nodes.nodes);
  }

  async #listen() {
    while (!this.#end.signal.aborted) {
      // That the stream ends is no failure by itself: the next answer tells whether the server is there.
      await this.#api.tail(this.#end.signal, (event) => this.#hear(event)).catch(() => {});
      await wait(this.#pause(), this.#end.signal);
    }
  }

  /** @param {any} event */
  #hear(event) {
    // The picture first: it shows where somebody was.
    this.#shown?.picture.hear(event);
    world.hear(event);
  }

  /** @param {unknown} error */
  #failed(error) {
    if (this.#end.signal.aborted) return;
    if (error instanceof Refused && error.status === 401) {
      keepToken('');
      this.end();
      askForToken(login.hidden ? 'The server does not take this token.' : error.message);
      return;
    }
    this.#failures += 1;
    const why = error instanceof Refused ? error.message : 'The server cannot be reached.';
    state('gone', 'Reconnecting');
    const trouble = part('.trouble', HTMLElement);
    trouble.textContent = `${why} What is shown is old; the page goes on trying.`;
    trouble.hidden = false;
  }
}

/** @type {Look | null} */
let look = null;
/** @type {{ tiles: Tiles, picture: Picture } | null} */
let shown = null;

/** @param {number} millis @param {AbortSignal} signal @returns {Promise<void>} */
function wait(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** @param {string} name @param {string} words */
function state(name, words) {
  document.body.dataset.state = name;
  const place = part('.state-words', HTMLElement);
  if (place.textContent !== words) place.textContent = words;
  if (name !== 'gone') part('.trouble', HTMLElement).hidden = true;
}

/** @param {any} stats */
function head(stats) {
  part('.node', HTMLElement).textContent = stats.name;
  part('.version', HTMLElement).textContent = stats.version;
  part('.up', HTMLElement).textContent = `up ${span(stats.up_ms)}`;
  document.title = `${number(stats.conns)} on ${stats.name || 'Hubbub'}`;
  part('.pause', HTMLButtonElement).hidden = false;
  part('.forget', HTMLButtonElement).hidden = false;
}

/** @param {any} drained @param {number} now By the server's clock. */
function drain(drained, now) {
  const section = part('.drain', HTMLElement);
  section.hidden = !drained.draining;
  if (!drained.draining) return;
  const of = drained.of ?? drained.left;
  const late = (drained.deadline_ms ?? 0) - now;
  const until = late > 0 ? `; what is left in ${span(late)} is closed` : '';
  const left = `${count(drained.left, 'conn')} of ${number(of)} left${until}`;
  part('.drain-words', HTMLElement).textContent = drained.left > 0 ? left : `all ${count(of, 'conn')} have left`;
  part('.drain progress', HTMLProgressElement).value = of > 0 ? (of - drained.left) / of : 1;
}

/** What the picture shows, in words. */
function describe() {
  const rooms = world.bySize();
  const names = rooms.slice(0, 5).map((room) => `${room.name} with ${number(room.members)}`);
  const label = `${count(rooms.length, 'realm')}${names.length > 0 ? `: ${names.join(', ')}` : ''}. The tables below say more.`;
  canvas.setAttribute('aria-label', label);
  const empty = part('.empty', HTMLElement);
  empty.hidden = rooms.length > 0;
  const isOver = document.body.dataset.state === 'draining';
  empty.textContent = isOver ? 'Everybody has left.' : 'Nobody is here yet. Open the chat page, and watch.';
  const cuts = [];
  if (world.isCut) cuts.push(`only the first ${number(CONNS_MAX)} conns are drawn`);
  if (shown && shown.picture.undrawn > 0) cuts.push(`${count(shown.picture.undrawn, 'smaller realm')} not drawn`);
  part('.cut', HTMLElement).textContent = cuts.join('; ');
}

/** @param {string} why */
function askForToken(why) {
  main.hidden = true;
  login.hidden = false;
  part('.pause', HTMLButtonElement).hidden = true;
  part('.forget', HTMLButtonElement).hidden = true;
  part('.login .fault', HTMLElement).textContent = why;
  state('waiting', 'Waiting for the token');
  part('#token', HTMLInputElement).focus();
}

/** @param {string} token */
function begin(token) {
  look?.end();
  state('connecting', 'Connecting');
  look = new Look(token);
}

login.addEventListener('submit', (submit) => {
  submit.preventDefault();
  const field = part('#token', HTMLInputElement);
  keepToken(field.value.trim());
  begin(field.value.trim());
  field.value = '';
});

part('.forget', HTMLButtonElement).addEventListener('click', () => {
  keepToken('');
  look?.end();
  askForToken('');
});

part('.pause', HTMLButtonElement).addEventListener('click', ({ currentTarget }) => {
  const button = /** @type {HTMLButtonElement} */ (currentTarget);
  const paused = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(paused));
  button.textContent = paused ? 'Go on' : 'Pause';
  look?.pause(paused);
});

table('nodes', [], 'Not known yet.');
const token = knownToken();
if (token) begin(token);
else askForToken('');
