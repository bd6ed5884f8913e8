/**
 * The Hubbub client for browsers and for Node 22 and later (older: pass a WebSocket class). It speaks the JSON dialect.
 *
 *     const client = new Client('ws://127.0.0.1:8080/ws');
 *     client.on('chat', ({ sender, text }) => console.log(sender, text));
 *     client.on('state', ({ state }) => state === 'open' && client.chat('hello'));
 *     client.connect();
 *
 * Above the class stand the parts that only decide, `explainClose`, `Comeback` and `Pulse`: they know no clock, no luck
 * and no socket.
 */

/** The subprotocol that selects the JSON dialect. */
export const SUBPROTOCOL = 'hubbub.v1.json';

/** The version of the protocol that this client speaks. */
export const VERSION = 1;

/** The realm in which a conn starts that asks for no room. */
export const LOBBY = 'lobby';

/** What the server accepts, until its `welcome` has said so itself. */
const LIMITS_UNTIL_WELCOME = { messageBytes: 16_384, chatChars: 2_000, realms: 32 };
const CONNECT_MILLIS = 15_000;
const HEARTBEAT_MILLIS = 20_000;
const BACK_OFF_FIRST_MILLIS = 500;
const BACK_OFF_MILLIS_MAX = 30_000;
const PEACE_MILLIS = 60_000;
const RESTART_MILLIS_MAX = 10_000;
const RETRY_SECONDS_MAX = 3_600;
const PROTOCOL_TRIES = 3;
const SILENT_BEATS = 3;
const REASON_BYTES_MAX = 123;

/**
 * What follows a close: `never` come back, `back-off` first, come back at `once`, when a `restart` is over, or only a
 * `few` times in a row.
 * @typedef {'never' | 'back-off' | 'once' | 'restart' | 'few'} Next
 */

/** @type {Record<number, [next: Next, words: string]>} */
const CLOSES = {
  1000: ['never', 'The conversation has ended.'],
  1001: ['few', 'The server went away.'],
  1002: ['few', 'The server and this client did not understand each other.'],
  1003: ['never', 'The server cannot take this kind of message.'],
  1005: ['few', 'The connection was closed without a word.'],
  1006: ['back-off', 'The connection was lost.'],
  1007: ['never', 'The server received text that it could not read.'],
  1008: ['never', 'The server does not allow what this client did.'],
  1009: ['never', 'A message was too big for the server.'],
  1010: ['never', 'The server lacks something that this client needs.'],
  1011: ['back-off', 'The server made a mistake of its own.'],
  4000: ['back-off', 'The server closed the connection for a moment.'],
  4001: ['once', 'The server heard nothing from here for too long.'],
  4002: ['back-off', 'The server waited too long for the login.'],
  4008: ['once', 'Messages came faster than this connection could take them.'],
  4012: ['restart', 'The server is restarting.'],
  4013: ['back-off', 'The server is full at the moment.'],
  4029: ['back-off', 'Too much was sent from here in a short time.'],
  4401: ['back-off', 'The login has expired.'],
  4500: ['never', 'The server closed the connection for good.'],
  4501: ['never', 'The login failed.'],
  4502: ['never', 'This server asks for a login.'],
  4503: ['never', 'You were removed from this server.'],
  4504: ['never', 'You have connected somewhere else.'],
  4505: ['never', 'The server speaks another version. Reload to update.'],
  4506: ['never', 'The server could not read too many messages from here.'],
  4507: ['never', 'Too many connections are open for you.'],
};

/**
 * Why a conn ended, in words for a person, and what follows from it.
 * @typedef {object} Explanation
 * @property {Next} next
 * @property {string} words
 * @property {number | null} retrySeconds When the server wants to be asked again, if it said so.
 */

/**
 * @param {number} code The code of the close frame; 1006 if none came.
 * @param {string} [reason] `name`, `name; retry=SECONDS` or `name; id=HEX`.
 * @returns {Explanation}
 */
export function explainClose(code, reason = '') {
  const [next, words] = CLOSES[code] ?? unknownClose(code);
  const retry = /;\s*retry=(\d{1,9})\b/.exec(reason);
  const fault = /;\s*id=([0-9A-Fa-f]{1,32})\b/.exec(reason);
  return {
    next,
    words: fault ? `${words} Its log knows it as ${fault[1]}.` : words,
    retrySeconds: retry ? Math.min(Number(retry[1]), RETRY_SECONDS_MAX) : null,
  };
}

/** @param {number} code @returns {[Next, string]} */
function unknownClose(code) {
  if (code >= 4000 && code <= 4499) return ['back-off', `The server closed the connection for now (${code}).`];
  if (code >= 4500 && code <= 4999) return ['never', `The server closed the connection for good (${code}).`];
  return ['few', `The connection was closed in an unexpected way (${code}).`];
}

/**
 * What to do after a close.
 * @typedef {object} Verdict
 * @property {string} words Why, for a person.
 * @property {number | null} delayMillis How long to wait before the next try; null: stay away.
 */

/** Decides whether and when a closed conn comes back: 0.5 s · 2ⁿ ± 50 %, at most 30 s, anew after 60 s of peace. */
export class Comeback {
  #tries = 0;
  #misunderstood = 0;
  /** @type {number | null} */
  #openedAt = null;

  /** @param {number} now Milliseconds of any clock that never goes back. */
  opened(now) {
    this.#openedAt = now;
  }

  /** A person asked to come back: the next wait is a short one again. */
  forget() {
    this.#tries = 0;
    this.#misunderstood = 0;
  }

  /**
   * @param {number} now
   * @param {number} code
   * @param {string} reason
   * @param {number} luck 0 to 1, drawn anew for each close, so that a thousand clients do not return in one instant.
   * @returns {Verdict}
   */
  closed(now, code, reason, luck) {
    const wasOpen = this.#openedAt !== null;
    if (this.#openedAt !== null && now - this.#openedAt >= PEACE_MILLIS) this.forget();
    this.#openedAt = null;
    const { next, words, retrySeconds } = explainClose(code, reason);
    const delayMillis = this.#delayMillis(next, retrySeconds, luck);
    return { words: code === 1006 && !wasOpen ? 'The server cannot be reached.' : words, delayMillis };
  }

  /** @param {Next} next @param {number | null} retrySeconds @param {number} luck */
  #delayMillis(next, retrySeconds, luck) {
    if (next === 'never') return null;
    if (next === 'few' && ++this.#misunderstood > PROTOCOL_TRIES) return null;
    const tries = this.#tries++;
    if (next === 'once' && tries === 0) return 0;
    if (next === 'restart' && tries === 0) return retrySeconds === null ? luck * RESTART_MILLIS_MAX : retrySeconds * 1000;
    const backOff = Math.min(BACK_OFF_FIRST_MILLIS * 2 ** tries * (0.5 + luck), BACK_OFF_MILLIS_MAX);
    return (retrySeconds ?? 0) * 1000 + backOff;
  }
}

/**
 * Notices that the other end is gone although nobody closed. Browsers hide the server's pings from scripts, so that a
 * quiet conn asks for itself.
 */
export class Pulse {
  #silentBeats = 0;

  /** Anything has arrived. */
  heard() {
    this.#silentBeats = -1;
  }

  /**
   * One heartbeat has passed.
   * @returns {'fine' | 'ask' | 'lost'}
   */
  beat() {
    this.#silentBeats += 1;
    if (this.#silentBeats === 0) return 'fine';
    return this.#silentBeats < SILENT_BEATS ? 'ask' : 'lost';
  }
}

/**
 * @typedef {object} Events What `Client.on` tells.
 * @property {StateChange} state
 * @property {{ id: number }} id The conn's own id; another one after each reconnect.
 * @property {{ limits: Limits, serverTime: number, heartbeat: number, version: number }} welcome
 * @property {{ sender: number, text: string, realm: string }} chat Never one's own.
 * @property {{ sender: number, text: string, body: string }} direct For this conn alone; `body` is base64.
 * @property {{ realm: string, members: number }} joined
 * @property {{ realm: string }} left
 * @property {{ realm: string, members: number }} presence
 * @property {{ code: string, text: string }} error Something that was sent had no effect.
 */

/**
 * `connecting`; `open`: the server has said our id; `waiting` to try again; `closed` for good, or not yet connected.
 * @typedef {'connecting' | 'open' | 'waiting' | 'closed'} State
 */

/**
 * @typedef {object} StateChange
 * @property {State} state
 * @property {string} words Why, for a person; empty while all is well.
 * @property {number} delayMillis In `waiting`: how long until the next try.
 */

/** @typedef {{ messageBytes: number, chatChars: number, realms: number }} Limits */

/**
 * The part of WebSocket that is used here.
 * @typedef {object} Socket
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {((event: any) => void) | null} onerror
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 */

/**
 * @typedef {object} Options
 * @property {string} [realm] Where to start: `lobby` (default) or `room-x`.
 * @property {string} [name] Who this is, for the server's log: at most 64 characters.
 * @property {new (url: string, protocols: string) => Socket} [WebSocket] For a Node without one.
 */

/** One player's place at a Hubbub server, across as many sockets as it takes. */
export class Client {
  /** The conn's own id; 0 until the server has said it. */
  id = 0;
  /** @type {State} */
  state = 'closed';
  /** @type {Limits} */
  limits = { ...LIMITS_UNTIL_WELCOME };
  /** The realms this conn is in, each with the number of its members. @type {Map<string, number>} */
  realms = new Map();

  #url;
  #name;
  #makeSocket;
  #home;
  #start = LOBBY;
  #moveTo = '';
  /** @type {Set<string>} */
  #wanted = new Set();
  /** @type {Socket | null} */
  #socket = null;
  #comeback = new Comeback();
  #pulse = new Pulse();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #beat;
  /** @type {Map<string, Set<(event: any) => void>>} */
  #listeners = new Map();

  /**
   * @param {string | URL} url `ws://host:port/ws`
   * @param {Options} [options]
   */
  constructor(url, { realm = LOBBY, name = 'hubbub.js/0.1', WebSocket = globalThis.WebSocket } = {}) {
    if (!WebSocket) throw new TypeError('this runtime has no WebSocket: pass one as options.WebSocket');
    this.#url = new URL(url);
    this.#home = realm;
    this.#name = name;
    this.#makeSocket = WebSocket;
  }

  /** The realm that `chat` speaks to and in which the next socket will start. */
  get home() {
    return this.#home;
  }

  /**
   * Calls `listener` for every event of this kind. Returns what ends that.
   * @template {keyof Events} K
   * @param {K} kind
   * @param {(event: Events[K]) => void} listener
   * @returns {() => void}
   */
  on(kind, listener) {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Connects; does not wait any longer if it was waiting to try again. Nothing happens on an open conn. */
  connect() {
    if (this.#socket) return;
    clearTimeout(this.#timer);
    this.#comeback.forget();
    this.#open();
  }

  /**
   * Leaves for good.
   * @param {number} [code] 1000 or 3000 to 4999; nothing else is allowed to browsers.
   * @param {string} [reason]
   */
  close(code = 1000, reason = '') {
    const socket = this.#socket;
    this.#drop();
    clearTimeout(this.#timer);
    socket?.close(code, clip(reason, REASON_BYTES_MAX));
    this.#become('closed', 'You have left.');
  }

  /**
   * Says something to everybody else in a realm. False: not connected, nothing was sent.
   * @param {string} text At most `limits.chatChars` characters.
   * @param {string} [realm]
   */
  chat(text, realm = this.#home) {
    return this.#send(realm === this.#start ? { type: 0, text } : { chat: { msg: text }, realm });
  }

  /**
   * Says something to one conn alone, wherever it is.
   * @param {number} conn
   * @param {string} text
   */
  direct(conn, text) {
    return this.#send({ direct: { conn: String(conn), msg: text } });
  }

  /** Enters one more realm, after a reconnect too. Answered by `joined` or `error`. @param {string} realm */
  join(realm) {
    this.#wanted.add(realm);
    return this.#send({ join: { realm } });
  }

  /** Answered by `left` or `error`. @param {string} realm */
  leave(realm) {
    this.#wanted.delete(realm);
    return this.#send({ leave: { realm } });
  }

  /** Leaves home for another realm and calls that home. The answer is `joined` or `error`. @param {string} realm */
  move(realm) {
    if (realm === this.#home) return;
    if (this.#send({ join: { realm } })) this.#moveTo = realm;
    else this.#home = realm;
  }

  #open() {
    const url = new URL(this.#url);
    if (this.#home.startsWith('room-')) url.searchParams.set('room', this.#home.slice('room-'.length));
    this.#start = this.#home;
    this.#become('connecting', '');
    const socket = new this.#makeSocket(url.href, SUBPROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    // Says nothing that `onclose` does not say as well; but Node's `ws` throws an error that nobody listens to.
    socket.onerror = () => {};
    this.#timer = setTimeout(() => this.#abandon(), CONNECT_MILLIS);
  }

  #greet() {
    this.#write({ hello: { version: VERSION, client: this.#name } });
    this.#startPulse(HEARTBEAT_MILLIS);
  }

  /** @param {number} heartbeatMillis */
  #startPulse(heartbeatMillis) {
    clearInterval(this.#beat);
    this.#pulse.heard();
    this.#beat = setInterval(() => {
      const finding = this.#pulse.beat();
      if (finding === 'ask') this.#write({ ping: { clientTime: String(Date.now()) } });
      if (finding === 'lost') this.#abandon();
    }, heartbeatMillis);
  }

  /** The other end is silent, so that a close handshake would only wait for it. */
  #abandon() {
    const socket = this.#socket;
    this.#closed(1006, '');
    socket?.close();
  }

  /** Takes no notice any more of what the socket does. */
  #drop() {
    clearTimeout(this.#timer);
    clearInterval(this.#beat);
    if (this.#socket) this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket = null;
    this.#moveTo = '';
    this.realms.clear();
  }

  /** @param {number} code @param {string} reason */
  #closed(code, reason) {
    this.#drop();
    const { words, delayMillis } = this.#comeback.closed(performance.now(), code, reason, Math.random());
    if (delayMillis === null) {
      this.#become('closed', words);
    } else {
      this.#timer = setTimeout(() => this.#open(), delayMillis);
      this.#become('waiting', words, delayMillis);
    }
  }

  /** @param {State} state @param {string} words @param {number} [delayMillis] */
  #become(state, words, delayMillis = 0) {
    this.state = state;
    this.#tell('state', { state, words, delayMillis });
  }

  /** @param {object} packet */
  #send(packet) {
    if (this.state !== 'open') return false;
    this.#write(packet);
    return true;
  }

  /** @param {object} packet */
  #write(packet) {
    this.#socket?.send(JSON.stringify(packet));
  }

  /** @param {unknown} data */
  #receive(data) {
    this.#pulse.heard();
    const packet = parse(data);
    if (packet === null) return;
    if (packet.type === 0) {
      const { sender, text, realm } = packet;
      this.#tell('chat', { sender: number(sender), text: string(text), realm: string(realm) || this.#start });
    } else if (packet.type === 1) {
      this.#opened(number(packet.id));
    } else {
      this.#receiveKind(packet);
    }
  }

  /** @param {number} id */
  #opened(id) {
    clearTimeout(this.#timer);
    this.#comeback.opened(performance.now());
    this.id = id;
    this.#tell('id', { id });
    this.#become('open', '');
  }

  /** Everything but the tutorial's two shapes: the proto3 JSON of `Packet`. @param {Record<string, any>} packet */
  #receiveKind({ senderId, welcome, joined, left, presence, direct, error }) {
    if (welcome) this.#welcomed(welcome);
    if (joined) this.#joined(string(joined.realm), number(joined.members));
    if (left) {
      this.realms.delete(string(left.realm));
      this.#tell('left', { realm: string(left.realm) });
    }
    if (presence) {
      const [realm, members] = [string(presence.realm), number(presence.members)];
      this.realms.set(realm, members);
      this.#tell('presence', { realm, members });
    }
    if (direct) this.#tell('direct', { sender: number(senderId), text: string(direct.msg), body: string(direct.body) });
    if (error) this.#tell('error', { code: string(error.code), text: string(error.text) });
  }

  /** @param {Record<string, any>} welcome */
  #welcomed({ limits, serverTime, heartbeat, version }) {
    Object.assign(this.limits, limits);
    if (number(heartbeat) > 0) this.#startPulse(number(heartbeat));
    for (const realm of this.#wanted) this.#write({ join: { realm } });
    // `move` was called while this conn was on its way.
    if (this.#home !== this.#start && !this.#moveTo) {
      this.#write({ join: { realm: this.#home } });
      if (!this.#wanted.has(this.#start)) this.#write({ leave: { realm: this.#start } });
    }
    const times = { serverTime: number(serverTime), heartbeat: number(heartbeat) };
    this.#tell('welcome', { limits: this.limits, version: number(version), ...times });
  }

  /** @param {string} realm @param {number} members */
  #joined(realm, members) {
    this.realms.set(realm, members);
    if (realm === this.#moveTo) {
      if (!this.#wanted.has(this.#home)) this.#write({ leave: { realm: this.#home } });
      this.#home = realm;
      this.#moveTo = '';
    }
    this.#tell('joined', { realm, members });
  }

  /**
   * @template {keyof Events} K
   * @param {K} kind
   * @param {Events[K]} event
   */
  #tell(kind, event) {
    for (const listener of this.#listeners.get(kind) ?? []) listener(event);
  }
}

/** @param {unknown} data @returns {Record<string, any> | null} */
function parse(data) {
  if (typeof data !== 'string') return null;
  try {
    const packet = JSON.parse(data);
    return packet && typeof packet === 'object' ? packet : null;
  } catch {
    return null;
  }
}

/** 64-bit integers travel as strings in proto3 JSON, defaults not at all. @param {unknown} value */
function number(value) {
  return Number(value ?? 0) || 0;
}

/** @param {unknown} value */
function string(value) {
  return typeof value === 'string' ? value : '';
}

/** The longest start of `text` that fits, never cut inside a character. @param {string} text @param {number} bytesMax */
function clip(text, bytesMax) {
  const room = new Uint8Array(bytesMax);
  const { read } = new TextEncoder().encodeInto(text, room);
  return text.slice(0, read);
}
