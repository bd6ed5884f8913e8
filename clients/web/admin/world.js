/** What the page knows: polled now and then, and kept up by the events in between. */

const SERIES = 120;
const FEED = 60;
/** What is said in one realm within this time is one line of the feed. */
const TOGETHER_MILLIS = 3_000;
/** A conn that waits longer for what it was sent falls behind. */
export const SLOW_MILLIS = 500;

/**
 * @typedef {{ name: string, members: number, fleet: number, head: string, ids: Set<number>, said: number, rate: number }} Room
 * @typedef {{ id: number, user: string, address: string, rooms: Set<string>, waits: number, lag: number }} Player
 */

export class World {
  /** @type {Map<string, Room>} */
  rooms = new Map();
  /** @type {Map<number, Player>} */
  players = new Map();
  /** The newest events, the last one first. @type {any[]} */
  feed = [];
  /** Whether the server knows more conns than are kept here. */
  isCut = false;

  /** @param {string} name */
  room(name) {
    const known = this.rooms.get(name);
    if (known) return known;
    const room = { name, members: 0, fleet: 0, head: '', ids: new Set(), said: 0, rate: 0 };
    this.rooms.set(name, room);
    return room;
  }

  /** @param {any[]} realms @param {number} seconds Since they were told before. */
  setRooms(realms, seconds) {
    const names = new Set(realms.map((realm) => realm.realm));
    for (const name of this.rooms.keys()) if (!names.has(name)) this.rooms.delete(name);
    for (const { realm, members, fleet_members: fleet, head } of realms) {
      const room = this.room(realm);
      const rate = seconds > 0 ? room.said / seconds : 0;
      Object.assign(room, { members, fleet, head: head ? `${head.epoch}/${head.offset}` : '', rate, said: 0 });
    }
  }

  /** @param {any[]} conns @param {boolean} isCut */
  setPlayers(conns, isCut) {
    this.isCut = isCut;
    this.players.clear();
    for (const room of this.rooms.values()) room.ids.clear();
    for (const conn of conns) {
      const rooms = new Set(conn.realms);
      const { conn: id, user = '', address, outbox_bytes: waits, lag_ms: lag } = conn;
      this.players.set(id, { id, user, address, rooms, waits, lag });
      for (const name of rooms) this.room(name).ids.add(id);
    }
  }

  /** @param {any} event */
  hear(event) {
    this.#note(event);
    const { type, conn, realm } = event;
    if (type === 'opened') {
      this.players.set(conn, { id: conn, user: '', address: event.address, rooms: new Set(), waits: 0, lag: 0 });
    } else if (type === 'logged_in') {
      const player = this.players.get(conn);
      if (player) player.user = event.user;
    } else if (type === 'joined') {
      const room = this.room(realm);
      room.members = event.members;
      if (this.players.has(conn)) room.ids.add(conn);
      this.players.get(conn)?.rooms.add(realm);
    } else if (type === 'left') {
      this.#leave(conn, realm, event.members);
    } else if (type === 'closed') {
      for (const name of this.players.get(conn)?.rooms ?? []) this.rooms.get(name)?.ids.delete(conn);
      this.players.delete(conn);
    } else if (type === 'said') {
      const room = this.room(realm);
      room.said += 1;
      if (event.place) room.head = `${event.place.epoch}/${event.place.offset}`;
    }
  }

  /** Puts an event into the feed, or adds it to one that is there. @param {any} event */
  #note(event) {
    const isOfIt = (/** @type {any} */ old) =>
      old.type === 'said' && old.realm === event.realm && event.at_ms - old.at_ms < TOGETHER_MILLIS;
    const known = event.type === 'said' ? this.feed.find(isOfIt) : undefined;
    if (known) {
      known.times += 1;
      known.bytes += event.bytes;
      return;
    }
    this.feed.unshift({ times: 1, ...event });
    this.feed.length = Math.min(this.feed.length, FEED);
  }

  /** @param {number} conn @param {string} realm @param {number} members */
  #leave(conn, realm, members) {
    const room = this.room(realm);
    room.members = members;
    room.ids.delete(conn);
    this.players.get(conn)?.rooms.delete(realm);
    if (members === 0) this.rooms.delete(realm);
  }

  /** The largest first. */
  bySize() {
    return [...this.rooms.values()].sort((a, b) => b.members - a.members || a.name.localeCompare(b.name));
  }

  /** Who falls behind, the furthest first. */
  behind() {
    return [...this.players.values()].filter((player) => player.waits > 0).sort((a, b) => b.lag - a.lag).slice(0, 20);
  }
}

/** @typedef {{ conns: number, in: number, out: number, bytes: number, slow: number, lag: number }} Sample */

/** Rates, from counters that only rise. */
export class Rates {
  /** @type {any} */
  last = null;
  /** @type {Sample[]} */
  series = [];
  /** @type {{ in: number, out: number, sends: number, bytes: number }[]} */
  shards = [];

  /** @param {any} stats */
  take(stats) {
    const before = this.last;
    this.last = stats;
    if (!before || stats.up_ms <= before.up_ms) {
      // The first answer, or that of another run: there is nothing to compare it with.
      if (before && stats.up_ms < before.up_ms) this.series = [];
      return;
    }
    const seconds = (stats.up_ms - before.up_ms) / 1_000;
    this.shards = stats.shards.map((/** @type {any} */ now, /** @type {number} */ number) => {
      const then = before.shards[number] ?? now;
      const rate = (/** @type {string} */ name) => Math.max(0, ((now[name] ?? 0) - (then[name] ?? 0)) / seconds);
      const out = now.messages_out === undefined ? rate('sends') : rate('messages_out');
      return { in: rate('messages_in'), out, sends: rate('sends'), bytes: rate('bytes_out') };
    });
    const sum = (/** @type {'in' | 'out' | 'bytes'} */ name) => this.shards.reduce((all, shard) => all + shard[name], 0);
    this.series.push({
      conns: stats.conns,
      in: sum('in'),
      out: sum('out'),
      bytes: sum('bytes'),
      slow: slow(stats),
      lag: stats.bus.lag_ms ?? 0,
    });
    if (this.series.length > SERIES) this.series.shift();
  }
}

/** Conns closed because they did not read. @param {any} stats */
export function slow(stats) {
  return stats.closed.find((/** @type {any} */ closed) => closed.code === 4008)?.count ?? 0;
}
