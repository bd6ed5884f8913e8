/** Everything on the page but the picture: tiles with their curves, tables, the feed. */

import { slow, SLOW_MILLIS } from './world.js';
import { bytes, number, span, told } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [120, 36];
/** A curve of fewer values does not yet reach from edge to edge. */
const VALUES_MIN = 30;

/**
 * The one element that `selector` names, of the type that the page promises.
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function part(selector, type) {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} name
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
function make(tag, name, text = '') {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

/**
 * @typedef {import('./world.js').Sample} Sample
 * @type {[keyof Sample, string, (value: number, stats: any) => string, (stats: any) => string][]}
 */
const TILES = [
  ['conns', 'Conns', (value) => number(value), (stats) => `of at most ${number(stats.conns_max)}`],
  ['in', 'Messages in', (value) => `${number(value)}/s`, () => 'read from players'],
  ['out', 'Messages out', (value) => `${number(value)}/s`, () => 'each who hears it counted'],
  ['bytes', 'Sent', (value) => `${bytes(value)}/s`, () => 'to players'],
  ['slow', 'Too slow', (value) => number(value), () => 'closed since the start, to come back'],
  ['lag', 'Bus', (value, stats) => busWord(value, stats), (stats) => busWords(stats)],
];

/** @param {number} lag @param {any} stats */
function busWord(lag, stats) {
  if (!stats.bus.connected) return 'Gone';
  if (!stats.bus.fleet) return 'Alone';
  return stats.bus.lag_ms === undefined ? 'Connected' : span(lag);
}

/** @param {any} stats */
function busWords(stats) {
  if (!stats.bus.connected) return stats.bus.why || 'not connected';
  if (!stats.bus.fleet) return 'no other nodes';
  return `late; ${number(stats.bus.counters.lost ?? 0)} lost since the start`;
}

export class Tiles {
  /** @type {Map<string, { value: HTMLElement, note: HTMLElement, line: SVGElement, area: SVGElement, tile: HTMLElement }>} */
  #tiles = new Map();

  constructor() {
    const place = part('.tiles', HTMLElement);
    for (const [name, label] of TILES) {
      const tile = make('article', `tile ${name}`);
      const [value, note] = [make('p', 'value', '–'), make('p', 'note')];
      const curve = document.createElementNS(SVG, 'svg');
      const [area, line] = [document.createElementNS(SVG, 'path'), document.createElementNS(SVG, 'path')];
      curve.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
      curve.setAttribute('preserveAspectRatio', 'none');
      curve.setAttribute('aria-hidden', 'true');
      area.setAttribute('class', 'area');
      line.setAttribute('class', 'line');
      curve.append(area, line);
      tile.append(make('h2', 'label', label), value, note, curve);
      place.append(tile);
      this.#tiles.set(name, { value, note, line, area, tile });
    }
  }

  /** @param {Sample[]} series @param {any} stats */
  show(series, stats) {
    const nothing = { conns: stats.conns, in: 0, out: 0, bytes: 0, slow: slow(stats), lag: stats.bus.lag_ms ?? 0 };
    const last = series.at(-1) ?? nothing;
    for (const [name, , words, note] of TILES) {
      const tile = this.#tiles.get(name);
      if (!tile) continue;
      tile.value.textContent = words(last[name], stats);
      tile.note.textContent = note(stats);
      const path = curve(series.map((sample) => sample[name]));
      tile.line.setAttribute('d', path);
      tile.area.setAttribute('d', path && `${path}L${WIDTH},${HEIGHT}L${startOf(series.length)},${HEIGHT}Z`);
    }
    this.#tiles.get('lag')?.tile.classList.toggle('bad', !stats.bus.connected);
    this.#tiles.get('slow')?.tile.classList.toggle('warn', series.length > 1 && slow(stats) > (series[0]?.slow ?? 0));
  }
}

/** @param {number} length */
function step(length) {
  return WIDTH / (Math.max(length, VALUES_MIN) - 1);
}

/** @param {number} length */
function startOf(length) {
  return WIDTH - (length - 1) * step(length);
}

/** A line through the values, the newest at the right end. @param {number[]} values */
function curve(values) {
  if (values.length < 2) return '';
  const top = Math.max(...values, 1);
  const points = values.map((value, at) => {
    const x = startOf(values.length) + at * step(values.length);
    return `${x.toFixed(2)},${(HEIGHT - 2 - (value / top) * (HEIGHT - 5)).toFixed(2)}`;
  });
  return `M${points.join('L')}`;
}

/**
 * Makes the rows of a table these, with as little change as can be, so that a selection or a reader's place stays.
 * @param {string} name
 * @param {string[][]} rows
 * @param {string} nothing What stands there without any.
 */
export function table(name, rows, nothing) {
  const body = part(`table.${name} tbody`, HTMLTableSectionElement);
  const wanted = rows.length > 0 ? rows : [[nothing]];
  while (body.rows.length > wanted.length) body.deleteRow(-1);
  wanted.forEach((cells, at) => {
    const row = body.rows[at] ?? body.insertRow();
    row.className = rows.length > 0 ? '' : 'nothing';
    while (row.cells.length > cells.length) row.deleteCell(-1);
    cells.forEach((text, column) => {
      const cell = row.cells[column] ?? row.insertCell();
      cell.colSpan = rows.length > 0 ? 1 : 9;
      if (cell.textContent !== text) cell.textContent = text;
    });
  });
}

/** @param {any[]} events */
export function feed(events) {
  const list = part('.feed', HTMLOListElement);
  list.replaceChildren(
    ...events.map((event) => {
      const line = make('li', event.type);
      const at = make('time', '', new Date(event.at_ms).toLocaleTimeString('en-GB'));
      line.append(at, ` ${told(event)}`);
      return line;
    }),
  );
}

/** @param {import('./world.js').World} world @param {import('./world.js').Rates} rates */
export function tables(world, rates) {
  const stats = rates.last;
  const rooms = world.bySize().slice(0, 200);
  const cells = rooms.map((room) => [room.name, number(room.members), number(room.fleet), number(room.rate), room.head]);
  table('realms', cells, 'No realm has members.');
  const behind = world.behind().map((player) => {
    const lag = span(player.lag) + (player.lag > SLOW_MILLIS ? ' ⚠' : '');
    return [String(player.id), player.user, player.address, bytes(player.waits), lag];
  });
  table('behind', behind, 'Everybody keeps up.');
  const closed = stats.closed.filter((/** @type {any} */ one) => one.count > 0);
  const ends = closed.map((/** @type {any} */ one) => [`Closed with ${one.code}, ${one.name}`, number(one.count)]);
  for (const [name, reached] of Object.entries(stats.limits)) {
    if (reached > 0) ends.push([`Limit ${name} reached`, number(reached)]);
  }
  for (const [name, times] of Object.entries(stats.errors)) {
    if (times > 0) ends.push([`Error ${name} told`, number(times)]);
  }
  table('ends', ends, 'Nothing so far.');
  const shards = stats.shards.map((/** @type {any} */ shard, /** @type {number} */ at) => {
    const rate = rates.shards[at] ?? { in: 0, out: 0, sends: 0, bytes: 0 };
    return [String(at), number(shard.conns), number(rate.in), number(rate.out), number(rate.sends), bytes(rate.bytes)];
  });
  table('shards', shards, 'None.');
  const counters = Object.entries(stats.bus.counters).map(([name, value]) => [name, number(Number(value))]);
  table('bus', counters, 'Nothing is counted.');
}

/** @param {any[]} nodes */
export function fleet(nodes) {
  const rows = nodes.map((node) => {
    const heard = node.here ? 'here' : `${span(node.heard_ms_ago)} ago`;
    return [String(node.node), node.name, number(node.conns), node.draining ? 'draining' : 'serving', heard];
  });
  table('nodes', rows, 'None.');
}
