/**
 * The Hubbub client for browsers and for Node 22 and later (older: pass a WebSocket class). It speaks the JSON dialect.
 *
 *     const client = new Client('ws://127.0.0.1:8080/ws');
 *     client.on('chat', ({ sender, text }) => console.log(sender, text));
 *     client.on('joined', ({ realm }) => client.chat('hello', realm));
 *     client.connect();
 *
 * It comes back when a conn ends, knows who it is, enters its realms again and asks for what it has missed: an app is told
 * each view of a numbered realm once and in order, or of the `gap`. A game:
 *
 *     client.on('view', ({ realm, kind, body }) => show(realm, kind, body));    // `snapshot` first
 *     client.join('game-g1');
 *     await client.command('g1', 'pass');
 *
 * Above the class stand the parts that only decide: `explainClose`, `Comeback`, `Machine`. They know no clock, no luck and
 * no socket; the table of cases that every Hubbub client passes is played on `Machine`.
 */

/** The subprotocol that selects the JSON dialect. */
export const SUBPROTOCOL = 'hubbub.v1.json';

/** The version of the protocol that this client speaks. */
export const VERSION = 1;

/** The realm in which a conn starts that asks for no room. */
export const LOBBY = 'lobby';

/** What the server accepts, until its `welcome` has said so itself. */
const LIMITS_UNTIL_WELCOME = { messageBytes: 16_384, chatChars: 2_000, realms: 32 };
/** How long a socket may take to open, and then the server to say `welcome`. */
const PATIENCE_MILLIS = 10_000;
/** A realm that was asked for is asked for again when the server has answered nothing for so long. */
const ASK_AGAIN_MILLIS = 6_000;
/** So often a private realm is asked for: who is not let in gets an `error` that does not name the realm. */
const PRIVATE_TRIES_MAX = 3;
/** Commands without an answer for good. One more is refused here. */
const COMMANDS_MAX = 64;
/** What may wait in the socket to be sent; what is of no use later is not sent beyond it. */
const UNSENT_BYTES_MAX = 1 << 20;
const TICK_MILLIS = 100;
/** How often the server is asked what time it is. */
const CLOCK_MILLIS = 60_000;
/** A login is renewed so long before it ends, or when nine tenths of it are over. */
const RENEW_BEFORE_MILLIS = 60_000;
const TIMER_MILLIS_MAX = 2_000_000_000;
const BACK_OFF_FIRST_MILLIS = 500;
const BACK_OFF_MILLIS_MAX = 30_000;
const PEACE_MILLIS = 60_000;
const RESTART_MILLIS_MAX = 10_000;
const RETRY_SECONDS_MAX = 3_600;
const PROTOCOL_TRIES = 3;
const BEATS_MAX = 3;
const REASON_BYTES_MAX = 123;
/** What browsers call the end of a conn without a close frame. */
const LOST = 1006;
/** How tickets begin. */
const TICKET = 'hbt1_';
/** Why a try ends for which the app's `login` had nothing. */
const NO_LOGIN = 'no login';
const LOGIN_FAILED = 4501;
const LOGIN_EXPIRED = 4401;
const RESTARTING = 4012;

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
   * @param {number | null} code null: there was no close frame.
   * @param {string} reason
   * @param {number} luck 0 to 1, drawn anew for each close, so that a thousand clients do not return in one instant.
   * @returns {Verdict}
   */
  closed(now, code, reason, luck) {
    const wasOpen = this.#openedAt !== null;
    if (this.#openedAt !== null && now - this.#openedAt >= PEACE_MILLIS) this.forget();
    this.#openedAt = null;
    const { next, words, retrySeconds } = explainClose(code ?? LOST, reason);
    const delayMillis = this.#delayMillis(next, retrySeconds, luck);
    return { words: (code ?? LOST) === LOST && !wasOpen ? 'The server cannot be reached.' : words, delayMillis };
  }

  /** @param {Next} next @param {number | null} retrySeconds @param {number} luck */
  #delayMillis(next, retrySeconds, luck) {
    if (next === 'never') return null;
    if (next === 'few' && ++this.#misunderstood > PROTOCOL_TRIES) return null;
    const tries = this.#tries;
    this.#tries = Math.min(tries + 1, 1_000);
    if (next === 'once' && tries === 0) return 0;
    if (next === 'restart' && tries === 0) return retrySeconds === null ? luck * RESTART_MILLIS_MAX : retrySeconds * 1000;
    const backOff = Math.min(BACK_OFF_FIRST_MILLIS * 2 ** tries * (0.5 + luck), BACK_OFF_MILLIS_MAX);
    return (retrySeconds ?? 0) * 1000 + backOff;
  }
}

/** @typedef {{ epoch: number, offset: number }} Place A place in a realm's stream; both 0 outside of one. */

/** @typedef {{ messageBytes: number, chatChars: number, realms: number }} Limits */

/**
 * @typedef {object} Told What an app is told.
 * @property {{ id: number, user: string, guest: string, resumed: boolean, expires: number }} welcome
 * @property {{ code: number | null, reason: string, comesBackMillis: number | null }} closed
 * @property {{ realm: string, place: Place, members: number }} joined
 * @property {{ realm: string }} left
 * @property {{ realm: string }} notJoined
 * @property {{ realm: string, place: Place, from: number, text: string }} view
 * @property {{ realm: string, place: Place, kind: string, text: string, body: string }} service
 * @property {{ realm: string, place: Place }} placed
 * @property {{ realm: string }} unsaid
 * @property {{ realm: string, place: Place, why: string }} gap
 * @property {{ realm: string }} doubt
 * @property {{ realm: string, offset: number }} sure
 * @property {{ realm: string, members: number }} presence
 * @property {{ realm: string, total: number, page: [conn: number, user: string][], next: number }} members
 * @property {{ realm: string, conn: number, user: string, isIn: boolean }} moved
 * @property {{ from: number, text: string, body: string }} direct
 * @property {{ id: string, offset: number }} acked
 * @property {{ id: string, code: string, text: string }} refused
 * @property {{ code: string, text: string }} error
 * @property {{ roundTripMillis: number, serverTime: number }} pong
 */

/**
 * @typedef {object} Inputs What can happen; an input is an object with one of these. Ids of commands are 16 bytes in base64.
 * @property {{}} connect
 * @property {{}} disconnect
 * @property {{ realm: string }} join
 * @property {{ realm: string }} leave
 * @property {{ realm: string, text: string }} say
 * @property {{ conn?: number, user?: string, text: string, body?: string }} direct
 * @property {{ realm: string, after?: number, limit?: number }} who
 * @property {{ kind: string, text: string, body?: string }} call
 * @property {{ game: string, id: string, expect?: number, kind: string, text: string }} command
 * @property {{ token: string }} token
 * @property {{}} opened
 * @property {Record<string, any>} heard
 * @property {{ code?: number | null, reason?: string }} ended
 * @property {{}} ticked
 */

/** @typedef {Partial<Inputs>} Input */

/**
 * What follows: open a socket, send a packet, close the socket and forget it, tell the app.
 * @typedef {{ connect: {} } | { send: Record<string, any> } | { hangUp: {} } | { tell: Partial<Told> }} Output
 */

/**
 * A realm that the app wants to be in.
 * @typedef {object} Membership
 * @property {Place} place The last view that the app has seen.
 * @property {'out' | 'asked' | 'in'} state
 * @property {number} askedAt
 * @property {boolean} isWanted Whether the app still wants to be in.
 * @property {boolean} hasBeenIn Whether the app was told that it is in: what it misses from then on is a gap.
 * @property {boolean} isDoubted
 * @property {number} tries How often it was asked for without an answer.
 */

/** @param {boolean} isWanted @returns {Membership} */
function membership(isWanted) {
  const place = { epoch: 0, offset: 0 };
  return { place, state: 'out', askedAt: 0, isWanted, hasBeenIn: false, isDoubted: false, tries: 0 };
}

/** A client without a socket: one input in, its consequences out. The same as every other Hubbub client, case by case. */
export class Machine {
  /** Where every conn starts, and the app with it. */
  home;
  /** Who the user is: a login token, or a guest's. Empty: a new guest. */
  token;
  /** The secret of the last `welcome`; empty before. */
  session = '';

  #name;
  /** @type {Map<string, Membership>} */
  #realms = new Map();
  /** @type {'away' | 'waiting' | 'connecting' | 'greeting' | 'open'} */
  #conn = 'away';
  /** When the next try begins, or since when this conn has been in its state. */
  #at = 0;
  #id = 0;
  #heardAt = 0;
  #pingedAt = 0;
  /** @type {number | null} */
  #movesAt = null;
  #heartbeat = 0;
  #realmsMax = LIMITS_UNTIL_WELCOME.realms;
  #comeback = new Comeback();
  /** @type {{ id: string, packet: Record<string, any>, retryAt: number | null }[]} */
  #commands = [];
  #now = 0;
  #luck = 0;
  /** @type {Output[]} */
  #out = [];

  /** @param {{ home?: string, name?: string, token?: string }} [settings] */
  constructor({ home = LOBBY, name = '', token = '' } = {}) {
    this.home = home;
    this.#name = name;
    this.token = token;
    this.#realms.set(home, membership(true));
  }

  /** Whether what is said in a realm is heard. @param {string} realm */
  isIn(realm) {
    return this.#realms.get(realm)?.state === 'in';
  }

  /**
   * Takes one input; gives what follows from it, in order.
   * @param {number} now Milliseconds of any clock that never goes back.
   * @param {number} luck 0 to 1, drawn anew each time.
   * @param {Input} input
   * @returns {Output[]}
   */
  handle(now, luck, input) {
    [this.#now, this.#luck, this.#out] = [now, luck, []];
    if (input.connect) this.#connect();
    if (input.disconnect) this.#disconnect();
    if (input.join) this.#join(input.join.realm);
    if (input.leave) this.#leave(input.leave.realm);
    if (input.say) this.#say(input.say.realm, input.say.text);
    if (input.direct) this.#sendDirect(input.direct);
    if (input.who) {
      const { realm, after = 0, limit = 0 } = input.who;
      this.#sendNow({ who: lean({ realm, after: String(after), limit }) });
    }
    if (input.call) this.#sendNow({ call: lean(input.call) });
    if (input.command) this.#command(input.command);
    if (input.token) this.#renew(input.token.token);
    if (input.opened) this.#opened();
    if (input.heard) this.#heard(input.heard);
    if (input.ended) this.#ended(input.ended.code ?? null, input.ended.reason ?? '');
    if (input.ticked) this.#tick();
    return this.#out;
  }

  /** @param {Record<string, any>} packet */
  #send(packet) {
    this.#out.push({ send: packet });
  }

  /** Sends what is of no use later. @param {Record<string, any>} packet */
  #sendNow(packet) {
    if (this.#conn === 'open') this.#send(packet);
  }

  /** @param {Partial<Told>} event */
  #tell(event) {
    this.#out.push({ tell: event });
  }

  #connect() {
    if (this.#conn !== 'away' && this.#conn !== 'waiting') return;
    this.#comeback.forget();
    this.#dial();
  }

  #dial() {
    [this.#conn, this.#at] = ['connecting', this.#now];
    this.#out.push({ connect: {} });
  }

  #disconnect() {
    if (this.#conn === 'away') return;
    if (this.#conn !== 'waiting') this.#out.push({ hangUp: {} });
    this.#forgetConn();
    this.#tell({ closed: { code: 1000, reason: '', comesBackMillis: null } });
  }

  /** @param {string} realm */
  #join(realm) {
    const known = this.#realms.get(realm);
    if (known) {
      known.isWanted = true;
    } else if (!/^(lobby|(room|game|gametv)-[A-Za-z0-9_]{1,64})$/.test(realm) || this.#realms.size >= this.#realmsMax) {
      this.#tell({ notJoined: { realm } });
    } else {
      this.#realms.set(realm, membership(true));
      if (this.#conn === 'open') this.#ask(realm);
    }
  }

  /** @param {string} realm */
  #leave(realm) {
    const known = this.#realms.get(realm);
    if (!known) return;
    if (known.state === 'out') this.#forget(realm);
    // The answer is waited for, so that it is not taken for that to a later question.
    else if (known.state === 'asked') [known.isWanted, known.hasBeenIn] = [false, false];
    else {
      this.#realms.delete(realm);
      this.#send({ leave: { realm } });
    }
  }

  /** The app is in a realm no more, and the server need not be told. @param {string} realm */
  #forget(realm) {
    this.#realms.delete(realm);
    this.#tell({ left: { realm } });
  }

  /** @param {string} realm @param {string} text */
  #say(realm, text) {
    if (this.isIn(realm)) this.#send({ chat: lean({ msg: text }), realm });
    else this.#tell({ unsaid: { realm } });
  }

  /** @param {Inputs['direct']} direct */
  #sendDirect({ conn = 0, user = '', text, body = '' }) {
    this.#sendNow({ direct: lean({ conn: String(conn), user, msg: text, body }) });
  }

  /** For the next conn, and for this one, whose login may be about to end. @param {string} token */
  #renew(token) {
    this.token = token;
    this.#sendNow({ hello: lean({ version: VERSION, token }) });
  }

  /** Asks to enter a realm, behind what was seen there last. @param {string} realm */
  #ask(realm) {
    const known = this.#realms.get(realm);
    if (!known) return;
    known.tries += 1;
    if (known.tries > PRIVATE_TRIES_MAX && !isOpen(realm)) {
      this.#realms.delete(realm);
      this.#tell({ notJoined: { realm } });
      return;
    }
    [known.state, known.askedAt] = ['asked', this.#now];
    this.#send({ join: known.hasBeenIn ? { realm, cursor: cursor(known.place) } : { realm } });
  }

  /** By name, so that every client asks in the same order. */
  #sorted() {
    return [...this.#realms].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  #opened() {
    if (this.#conn !== 'connecting') return;
    [this.#conn, this.#at, this.#id] = ['greeting', this.#now, 0];
    this.#comeback.opened(this.#now);
    const resume = [];
    for (const [realm, known] of this.#sorted()) {
      if (!known.hasBeenIn) continue;
      [known.state, known.askedAt] = ['asked', this.#now];
      resume.push({ ...cursor(known.place), realm });
    }
    const { token, session } = this;
    this.#send({ hello: lean({ version: VERSION, token, resume, client: this.#name, session }) });
  }

  /** The server has answered `hello`: what was not resumed is joined. @param {Record<string, any>} welcome */
  #welcomed(welcome) {
    this.#realmsMax = welcome.limits ? number(welcome.limits.realms) : LIMITS_UNTIL_WELCOME.realms;
    this.#heartbeat = number(welcome.heartbeat);
    [this.#conn, this.#heardAt, this.#pingedAt, this.#movesAt] = ['open', this.#now, this.#now, null];
    this.#loggedIn(this.#id, welcome);
    // The server lets every conn into the realm where it starts.
    const atHome = this.#realms.get(this.home) ?? membership(false);
    this.#realms.set(this.home, atHome);
    [atHome.state, atHome.askedAt] = ['asked', this.#now];
    this.#askAll((known) => known.state === 'out');
    for (const waiting of this.#commands) this.#sendCommand(waiting);
  }

  /** @param {number} id @param {Record<string, any>} welcome */
  #loggedIn(id, welcome) {
    const guest = string(welcome.guest);
    this.session = string(welcome.session);
    if (guest) this.token = guest;
    const [user, expires] = [string(welcome.user), number(welcome.expires)];
    this.#tell({ welcome: { id, user, guest, resumed: welcome.resumed === true, expires } });
  }

  /** @param {(known: Membership) => boolean} isDue */
  #askAll(isDue) {
    for (const [realm, known] of this.#sorted()) {
      if (!isDue(known)) continue;
      if (known.isWanted) {
        this.#ask(realm);
        continue;
      }
      // A conn is in there before it is told so.
      if (realm === this.home) this.#send({ leave: { realm } });
      this.#forget(realm);
    }
  }

  /** @param {number | null} code @param {string} reason */
  #ended(code, reason) {
    if (this.#conn === 'away' || this.#conn === 'waiting') return;
    const wasTold = this.#conn === 'open' && this.#movesAt !== null;
    this.#forgetConn();
    if (code === LOGIN_FAILED) this.session = '';
    // The wait of one who was told to move was drawn by the server.
    const isMove = code === RESTARTING && wasTold;
    const comesBackMillis = isMove ? 0 : this.#comeback.closed(this.#now, code, reason, this.#luck).delayMillis;
    this.#tell({ closed: { code, reason, comesBackMillis } });
    if (comesBackMillis === 0) this.#dial();
    else if (comesBackMillis !== null) [this.#conn, this.#at] = ['waiting', this.#now + comesBackMillis];
  }

  #forgetConn() {
    this.#conn = 'away';
    for (const [realm, known] of this.#sorted()) {
      if (!known.isWanted) this.#forget(realm);
      // What this conn was asked is not answered: another may be.
      [known.state, known.isDoubted, known.tries] = ['out', false, 0];
    }
  }

  #tick() {
    const now = this.#now;
    if (this.#conn === 'waiting' && this.#at <= now) this.#dial();
    else if (this.#conn === 'connecting' || this.#conn === 'greeting') {
      if (now - this.#at >= PATIENCE_MILLIS) this.#lost();
    } else if (this.#conn === 'open') this.#tickOpen(now);
  }

  /** @param {number} now */
  #tickOpen(now) {
    if (now - this.#heardAt >= this.#heartbeat * BEATS_MAX) return this.#lost();
    if (this.#movesAt !== null && this.#movesAt <= now) {
      this.#out.push({ hangUp: {} });
      return this.#ended(RESTARTING, 'moved');
    }
    if (now - Math.max(this.#heardAt, this.#pingedAt) >= this.#heartbeat) {
      this.#pingedAt = now;
      this.#send({ ping: { clientTime: String(now) } });
    }
    this.#askAll((known) => known.state === 'asked' && now - known.askedAt >= ASK_AGAIN_MILLIS);
    for (const waiting of this.#commands) {
      if (waiting.retryAt !== null && waiting.retryAt <= now) this.#sendCommand(waiting);
    }
  }

  /** Nothing comes any more: a close handshake would only wait. */
  #lost() {
    this.#out.push({ hangUp: {} });
    this.#ended(null, 'silent');
  }

  /** @param {Inputs['command']} command */
  #command({ game, id, expect = 0, kind, text }) {
    if (this.#commands.length >= COMMANDS_MAX) {
      this.#tell({ refused: { id, code: 'busy', text: 'too many commands wait for their answers' } });
      return;
    }
    const command = lean({ game, commandId: id, expectOffset: String(expect), kind, text });
    const waiting = { id, packet: { command }, retryAt: null };
    this.#commands.push(waiting);
    if (this.#conn === 'open') this.#sendCommand(waiting);
  }

  /** @param {{ packet: Record<string, any>, retryAt: number | null }} waiting */
  #sendCommand(waiting) {
    waiting.retryAt = null;
    this.#send(waiting.packet);
  }

  /** Whether the command was waiting; it is not any more. @param {string} id */
  #isAnswered(id) {
    const at = this.#commands.findIndex((waiting) => waiting.id === id);
    if (at >= 0) this.#commands.splice(at, 1);
    return at >= 0;
  }

  /** @param {Record<string, any>} refusal */
  #refused(refusal) {
    const [id, after] = [string(refusal.commandId), number(refusal.retryAfterMs)];
    if (after === 0) {
      const [code, text] = [string(refusal.code), string(refusal.text)];
      if (this.#isAnswered(id)) this.#tell({ refused: { id, code, text } });
      return;
    }
    const waiting = this.#commands.find((each) => each.id === id);
    if (waiting) waiting.retryAt = this.#now + after;
  }

  /** @param {Record<string, any>} packet */
  #heard(packet) {
    if (this.#conn === 'greeting') {
      // What else a conn hears before has no place: the answer to `hello` says where it goes on.
      if (packet.id) this.#id = number(packet.id.id);
      else if (packet.welcome) this.#welcomed(packet.welcome);
    } else if (this.#conn === 'open') {
      this.#heardAt = this.#now;
      if (!this.#heardInRealm(packet)) this.#heardAside(packet);
    }
  }

  /** Whether it was something that belongs to a realm. @param {Record<string, any>} packet */
  #heardInRealm({ senderId, realm, offset, chat, view, placed, joined, head, resync, doubt, left, presence }) {
    const from = number(senderId);
    if (chat) this.#view(string(realm), offset, (where, place) => ({ view: { realm: where, place, from, text: string(chat.msg) } }));
    else if (view) this.#service(string(realm), offset, view);
    else if (placed) this.#view(string(placed.realm), placed.offset, (where, place) => ({ placed: { realm: where, place } }));
    else if (joined) this.#joined(joined);
    else if (head) this.#head(string(head.realm), placeOf(head));
    else if (resync) this.#resync(string(resync.realm), placeOf(resync), string(resync.why));
    else if (doubt) this.#doubt(string(doubt.realm));
    else if (left) this.#left(string(left.realm));
    else if (presence) this.#present(string(presence.realm), number(presence.members));
    else return false;
    return true;
  }

  /** @param {Record<string, any>} packet */
  #heardAside({ senderId, direct, error, pong, members, came, went, move, welcome, ack, refusal }) {
    if (direct) this.#tell({ direct: { from: number(senderId), text: string(direct.msg), body: string(direct.body) } });
    else if (error) {
      this.#answered();
      this.#tell({ error: { code: string(error.code), text: string(error.text) } });
    } else if (pong) {
      const roundTripMillis = Math.max(0, this.#now - number(pong.clientTime));
      this.#tell({ pong: { roundTripMillis, serverTime: number(pong.serverTime) } });
    } else if (members) this.#page(members);
    else if (came || went) this.#moved(came ?? went, Boolean(came));
    else if (move) this.#movesAt = this.#now + number(move.afterMs);
    else if (welcome) this.#loggedIn(0, welcome);
    else if (ack) {
      const [id, offset] = [string(ack.commandId), number(ack.offset)];
      if (this.#isAnswered(id)) this.#tell({ acked: { id, offset } });
    } else if (refusal) this.#refused(refusal);
  }

  /** @param {string} realm @param {unknown} offset @param {Record<string, any>} view */
  #service(realm, offset, view) {
    const [kind, text, body] = [string(view.kind), string(view.text), string(view.body)];
    // What is for this conn alone, or for every conn of its user, has no place and needs no membership.
    if (realm === '' || realm.startsWith('user-')) {
      this.#tell({ service: { realm, place: { epoch: 0, offset: 0 }, kind, text, body } });
    } else this.#view(realm, offset, (where, place) => ({ service: { realm: where, place, kind, text, body } }));
  }

  /**
   * The rule of streams: the next offset is taken, an older one dropped, anything else is a gap.
   * @param {string} realm
   * @param {unknown} given
   * @param {(realm: string, place: Place) => Partial<Told>} event
   */
  #view(realm, given, event) {
    const known = this.#realms.get(realm);
    if (known?.state !== 'in') return;
    const offset = number(given);
    if (offset === 0) return this.#tell(event(realm, { epoch: 0, offset: 0 }));
    if (offset <= known.place.offset) return;
    if (offset !== known.place.offset + 1) return this.#ask(realm);
    known.place = { epoch: known.place.epoch, offset };
    this.#tell(event(realm, known.place));
  }

  /** The server has answered something: what else was asked has its time anew. */
  #answered() {
    for (const known of this.#realms.values()) {
      if (known.state === 'asked') known.askedAt = this.#now;
    }
  }

  /** @param {Record<string, any>} joined */
  #joined(joined) {
    this.#answered();
    const [realm, why, members] = [string(joined.realm), string(joined.why), number(joined.members)];
    // A conn is in its user's own realm unasked and for good.
    if (realm.startsWith('user-')) return;
    // A service may let the conn into another realm than the one that was asked for.
    const known = this.#realms.get(realm) ?? membership(true);
    if (!known.isWanted) {
      this.#realms.delete(realm);
      return this.#send({ leave: { realm } });
    }
    this.#realms.set(realm, known);
    // Asked twice as one who has seen nothing: a game is shown as it stood there, and what came then is told again.
    const isShownAnew = why === 'new' && realm.startsWith('game');
    const goesOn = this.#entered(known, placeOf(joined), joined.recovered === true, why, isShownAnew);
    this.#tell({ joined: { realm, place: known.place, members } });
    if (!goesOn) this.#tell({ gap: { realm, place: known.place, why } });
  }

  /**
   * Whether nothing is missing behind the last view.
   * @param {Membership} known
   * @param {Place} place
   * @param {boolean} recovered
   * @param {string} why
   * @param {boolean} isShownAnew
   */
  #entered(known, place, recovered, why, isShownAnew) {
    const { epoch, offset } = known.place;
    const wasIn = known.state === 'in';
    [known.state, known.tries, known.isDoubted] = ['in', 0, false];
    // An answer to an older question may call lost what the app has seen since.
    const isHere = place.epoch !== 0 && place.epoch === epoch && place.offset === offset;
    // Asked twice, without a stream: it has heard everything since the first answer.
    const isAgain = wasIn && why === '';
    const goesOn = isHere || isAgain || (recovered && place.epoch === epoch && place.offset <= offset);
    const isNew = !known.hasBeenIn;
    if (isNew || !goesOn || isShownAnew) known.place = place;
    known.hasBeenIn = true;
    return isNew || goesOn;
  }

  /** @param {string} realm @param {Place} place */
  #head(realm, place) {
    const known = this.#realms.get(realm);
    if (known?.state !== 'in') return;
    if (place.epoch !== known.place.epoch || place.offset > known.place.offset) return this.#ask(realm);
    if (known.isDoubted) this.#tell({ sure: { realm, offset: place.offset } });
    known.isDoubted = false;
  }

  /** @param {string} realm @param {Place} place @param {string} why */
  #resync(realm, place, why) {
    const known = this.#realms.get(realm);
    // Whoever has asked is told by `joined` where it goes on.
    if (known?.state !== 'in') return;
    const isThere = place.epoch !== 0 && place.epoch === known.place.epoch && place.offset <= known.place.offset;
    // Who is ahead knows what the server has lost.
    if (isThere && why !== 'ahead') return;
    [known.place, known.isDoubted] = [place, false];
    this.#tell({ gap: { realm, place, why } });
    // A game cannot go on from anywhere: it is shown anew to whoever joins as if for the first time.
    if (realm.startsWith('game')) {
      known.hasBeenIn = false;
      this.#ask(realm);
    }
  }

  /** @param {string} realm */
  #doubt(realm) {
    const known = this.#realms.get(realm);
    if (known?.state !== 'in' || known.isDoubted) return;
    known.isDoubted = true;
    this.#tell({ doubt: { realm } });
  }

  /** @param {string} realm */
  #left(realm) {
    const state = this.#realms.get(realm)?.state ?? 'in';
    // The app has left, or was put out; otherwise it has left, and come back since.
    if (state === 'in') this.#forget(realm);
  }

  /** @param {string} realm @param {number} members */
  #present(realm, members) {
    if (this.isIn(realm)) this.#tell({ presence: { realm, members } });
  }

  /** @param {Record<string, any>} members */
  #page(members) {
    /** @type {[number, string][]} */
    const page = [];
    for (const { conn, user } of Array.isArray(members.page) ? members.page : []) page.push([number(conn), string(user)]);
    const [realm, total, next] = [string(members.realm), number(members.total), number(members.next)];
    this.#tell({ members: { realm, total, page, next } });
  }

  /** @param {Record<string, any>} moved @param {boolean} isIn */
  #moved({ realm, member }, isIn) {
    if (!member || !this.isIn(string(realm))) return;
    this.#tell({ moved: { realm: string(realm), conn: number(member.conn), user: string(member.user), isIn } });
  }
}

/**
 * @typedef {object} Events What `Client.on` tells. `place` is the place in the realm's stream.
 * @property {StateChange} state
 * @property {{ id: number }} id The conn's own id; another one after each reconnect.
 * @property {Welcome} welcome Who the user is.
 * @property {{ sender: number, text: string, realm: string, place: Place }} chat Never one's own.
 * @property {View} view What a game or another service says. A game's first view is its `snapshot`.
 * @property {{ sender: number, text: string, body: string }} direct For this conn alone; `body` is base64.
 * @property {{ realm: string, members: number, place: Place }} joined In a realm, for the first time or again.
 * @property {{ realm: string }} left
 * @property {{ realm: string }} notJoined Nobody is let in there: no such name, too many realms, or private.
 * @property {{ realm: string, members: number }} presence How many are there, this conn included.
 * @property {Told['members']} members The answer to `who`: ids of conns with their users.
 * @property {Told['moved']} moved Somebody came or went, where the server announces that.
 * @property {{ realm: string, place: Place }} placed What was said here has found its place.
 * @property {{ realm: string, place: Place, why: string }} gap What came before this place is lost. A game is shown anew.
 * @property {{ realm: string }} doubt What is said on other servers may come late.
 * @property {{ realm: string, offset: number }} sure The doubt is over.
 * @property {{ offsetMillis: number, roundTripMillis: number }} clock The server's clock was compared with this one.
 * @property {{ code: string, text: string }} error Something that was sent had no effect.
 */

/**
 * @typedef {object} Welcome
 * @property {string} user
 * @property {string} guest For a guest: the token that makes him the same one next time. The client keeps it by itself.
 * @property {boolean} resumed Whether it is the user's session from before.
 * @property {number} expires When the login ends, in milliseconds since 1970; 0: never.
 * @property {Limits} limits
 * @property {number} serverTime
 * @property {number} heartbeat
 * @property {number} version
 */

/**
 * @typedef {object} View
 * @property {string} realm `game-…`, `gametv-…`, `user-…`; empty: for this conn alone.
 * @property {Place} place
 * @property {string} kind
 * @property {any} body The text, read as JSON; null if it is none.
 * @property {string} text
 * @property {string} bytes In base64.
 */

/**
 * `connecting`; `open`: the server has said welcome; `waiting` to try again; `closed` for good, or not yet connected.
 * @typedef {'connecting' | 'open' | 'waiting' | 'closed'} State
 */

/**
 * @typedef {object} StateChange
 * @property {State} state
 * @property {string} words Why, for a person; empty while all is well.
 * @property {number} delayMillis In `waiting`: how long until the next try.
 * @property {number | null} code Of the close frame, if one ended the conn.
 */

/**
 * The part of WebSocket that is used here.
 * @typedef {object} Socket
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {((event: any) => void) | null} onerror
 * @property {number} [bufferedAmount]
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 */

/**
 * Where a guest's token is kept: `localStorage` has this form.
 * @typedef {object} Store
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/**
 * @typedef {object} Options
 * @property {string} [realm] Where to start: `lobby` (default) or `room-x`.
 * @property {string} [name] Who this is, for the server's log: at most 64 characters.
 * @property {string} [token] A token of the game's own login service.
 * @property {() => Promise<string>} [login] Asked for such a token before the first conn, and whenever one is about to end. It
 *   may give a ticket instead, which the game's own service gets by `POST /api/ticket`, so that the page never has the token:
 *   a ticket is good once, so it is asked for before every conn.
 * @property {Store | null} [store] Keeps guests who they are; null: nothing is kept. Default: `localStorage`, if there is one.
 * @property {() => number} [now] Milliseconds of a clock that never goes back.
 * @property {new (url: string, protocols: string) => Socket} [WebSocket] For a Node without one.
 */

/** A command that had no effect. `code` is a stable name, `message` a sentence. */
export class Refused extends Error {
  /** @param {string} code @param {string} text */
  constructor(code, text) {
    super(text || code);
    this.name = 'Refused';
    this.code = code;
  }
}

/** One player's place at a Hubbub server, across as many sockets as it takes. */
export class Client {
  /** The conn's own id; 0 until the server has said it. */
  id = 0;
  /** The user's id; empty until the server has said it. */
  user = '';
  /** @type {State} */
  state = 'closed';
  /** @type {Limits} */
  limits = { ...LIMITS_UNTIL_WELCOME };
  /** The realms this conn is in, each with the number of its members. @type {Map<string, number>} */
  realms = new Map();

  #url;
  #makeSocket;
  #store;
  #login;
  #now;
  #machine;
  #home;
  #moveTo = '';
  /** @type {Socket | null} */
  #socket = null;
  #dials = 0;
  #wasOpen = false;
  #hasLogin = false;
  #showsSession = false;
  #welcome = { serverTime: 0, heartbeat: 0, version: 0 };
  /** @type {{ offsetMillis: number, roundTripMillis: number } | null} */
  #clock = null;
  #clockAskedAt = 0;
  #leavesWith = { code: 1000, reason: '' };
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticks;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #renewal;
  /** @type {Map<string, { resolve: (ack: { offset: number }) => void, reject: (why: Refused) => void }>} */
  #asked = new Map();
  /** @type {Map<string, Set<(event: any) => void>>} */
  #listeners = new Map();

  /**
   * @param {string | URL} url `ws://host:port/ws`
   * @param {Options} [options]
   */
  constructor(url, options = {}) {
    const { realm = LOBBY, name = 'hubbub.js/0.2', token = '', login, store = localStore() } = options;
    const { now = () => performance.now(), WebSocket = globalThis.WebSocket } = options;
    if (!WebSocket) throw new TypeError('this runtime has no WebSocket: pass one as options.WebSocket');
    this.#url = new URL(url);
    this.#makeSocket = WebSocket;
    this.#store = login || token ? null : store;
    this.#login = login;
    this.#now = now;
    this.#home = realm;
    this.#machine = new Machine({ home: realm, name, token: token || this.#kept() });
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
    this.#give({ connect: {} });
  }

  /**
   * Leaves for good. Realms, and commands without an answer, are kept for the case that `connect` is called again.
   * @param {number} [code] 1000 or 3000 to 4999; nothing else is allowed to browsers.
   * @param {string} [reason]
   */
  close(code = 1000, reason = '') {
    this.#leavesWith = { code, reason: clip(reason, REASON_BYTES_MAX) };
    this.#give({ disconnect: {} });
    this.#leavesWith = { code: 1000, reason: '' };
  }

  /**
   * Says something to everybody else in a realm. False: not in there now, or too long; nothing was sent.
   * @param {string} text At most `limits.chatChars` characters.
   * @param {string} [realm]
   */
  chat(text, realm = this.#home) {
    if (!this.#machine.isIn(realm) || isLonger(text, this.limits.chatChars)) return false;
    return this.#sends({ say: { realm, text } }, text);
  }

  /**
   * Says something to one conn alone, wherever it is, or to every conn of a user. False: nothing was sent.
   * @param {number | string} to The conn's id, or the user's.
   * @param {string} text For a person.
   * @param {string} [body] For a program, in base64.
   */
  direct(to, text, body = '') {
    const whom = typeof to === 'number' ? { conn: to } : { user: to };
    return this.#sends({ direct: { ...whom, text, body } }, text + body);
  }

  /** Asks who is in a realm, by rising id; answered by `members`. @param {string} realm @param {number} [after] */
  who(realm, after = 0) {
    return this.#sends({ who: { realm, after } }, '');
  }

  /** Hands something to a service behind the server. @param {string} kind @param {string} [text] @param {string} [body] */
  call(kind, text = '', body = '') {
    return this.#sends({ call: { kind, text, body } }, text + body);
  }

  /**
   * Asks something of a game. It happens at most once, and is asked again over every conn to come until the server has
   * answered: resolved once it is kept for good, with the offset of its view; rejected with `Refused` if it had no effect.
   * @param {string} game The game's id, without `game-`.
   * @param {string} kind
   * @param {object} [body] What stands beside the kind.
   * @param {number} [expect] The offset of the last view that was seen: refused as `stale` if more has happened.
   * @returns {Promise<{ offset: number }>}
   */
  command(game, kind, body = {}, expect = 0) {
    const [id, text] = [commandId(), JSON.stringify(body)];
    if (!this.#fits(text)) return Promise.reject(new Refused('too_long', 'the server takes no message as long as this'));
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#give({ command: { game, id, expect, kind, text } });
    });
  }

  /** Enters one more realm, after a reconnect too. Answered by `joined` or `notJoined`. @param {string} realm */
  join(realm) {
    this.#give({ join: { realm } });
  }

  /** Answered by `left`. @param {string} realm */
  leave(realm) {
    this.#give({ leave: { realm } });
  }

  /** Leaves home for another realm and calls that home. @param {string} realm */
  move(realm) {
    if (realm === this.#home) return;
    this.#moveTo = realm;
    this.#give({ join: { realm } });
    if (this.state !== 'open' || this.#machine.isIn(realm)) this.#moveIn();
  }

  /** A new token of the login service, for this conn and those to come. @param {string} token */
  renew(token) {
    this.#give({ token: { token } });
  }

  /** Milliseconds since 1970 by the server's clock, as well as is known. */
  serverNow() {
    return this.#now() + (this.#clock?.offsetMillis ?? Date.now() - this.#now());
  }

  #moveIn() {
    const old = this.#home;
    [this.#home, this.#moveTo] = [this.#moveTo, ''];
    this.#give({ leave: { realm: old } });
  }

  /** @param {Input} input @param {string} text Whether it could be sent. */
  #sends(input, text) {
    const isClogged = (this.#socket?.bufferedAmount ?? 0) > UNSENT_BYTES_MAX;
    if (this.state !== 'open' || isClogged || !this.#fits(text)) return false;
    this.#give(input);
    return true;
  }

  /** Whether the server takes a message with such a text; the envelope has its share, and JSON makes texts longer. @param {string} text */
  #fits(text) {
    return new TextEncoder().encode(JSON.stringify(text)).length + 256 <= this.limits.messageBytes;
  }

  /** @param {Input} input */
  #give(input) {
    for (const output of this.#machine.handle(Math.floor(this.#now()), Math.random(), input)) this.#carryOut(output);
    this.#keepTicking();
  }

  /** @param {Output} output */
  #carryOut(output) {
    if ('connect' in output) this.#dial();
    if ('send' in output) this.#socket?.send(JSON.stringify(output.send));
    if ('hangUp' in output) this.#hangUp();
    if ('tell' in output) this.#told(output.tell);
  }

  #keepTicking() {
    if (this.state === 'closed') {
      clearInterval(this.#ticks);
      this.#ticks = undefined;
    } else this.#ticks ??= setInterval(() => this.#tick(), TICK_MILLIS);
  }

  #tick() {
    this.#give({ ticked: {} });
    if (this.state === 'open' && this.#now() - this.#clockAskedAt >= CLOCK_MILLIS) this.#askTheTime();
  }

  #askTheTime() {
    this.#clockAskedAt = this.#now();
    this.#socket?.send(JSON.stringify({ ping: { clientTime: String(Math.floor(this.#now())) } }));
  }

  #dial() {
    const dial = (this.#dials += 1);
    this.#machine.home = this.#home;
    this.#become('connecting', '');
    if (!this.#login || this.#hasLogin) return this.#open();
    this.#logIn().then(
      () => dial === this.#dials && this.state === 'connecting' && this.#open(),
      () => dial === this.#dials && this.#give({ ended: { code: null, reason: NO_LOGIN } }),
    );
  }

  async #logIn() {
    if (!this.#login) return;
    const token = await this.#login();
    this.renew(token);
    this.#hasLogin = !token.startsWith(TICKET);
  }

  #open() {
    const url = new URL(this.#url);
    if (this.#home.startsWith('room-')) url.searchParams.set('room', this.#home.slice('room-'.length));
    this.#showsSession = this.#machine.session !== '';
    const socket = new this.#makeSocket(url.href, SUBPROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#give({ opened: {} });
    socket.onmessage = (/** @type {{ data: unknown }} */ { data }) => this.#receive(data);
    socket.onclose = (/** @type {{ code: number, reason: string }} */ { code, reason }) => {
      this.#drop();
      this.#give({ ended: { code: code === LOST ? null : code, reason } });
    };
    // Says nothing that `onclose` does not say as well; but Node's `ws` throws an error that nobody listens to.
    socket.onerror = () => {};
  }

  /** Takes no notice any more of what the socket does. */
  #drop() {
    const socket = this.#socket;
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    this.#socket = null;
    this.#dials += 1;
    return socket;
  }

  #hangUp() {
    this.#drop()?.close(this.#leavesWith.code, this.#leavesWith.reason);
  }

  /** @param {State} state @param {string} words @param {number} [delayMillis] @param {number | null} [code] */
  #become(state, words, delayMillis = 0, code = null) {
    this.state = state;
    this.#tell('state', { state, words, delayMillis, code });
  }

  /** @param {unknown} data */
  #receive(data) {
    const packet = parse(data);
    if (packet === null) return;
    if (packet.welcome) this.#note(packet.welcome);
    this.#give({ heard: packetOf(packet) });
  }

  /** @param {Record<string, any>} welcome */
  #note({ limits, serverTime, heartbeat, version }) {
    Object.assign(this.limits, limits);
    this.#welcome = { serverTime: number(serverTime), heartbeat: number(heartbeat), version: number(version) };
    // Until a ping has measured it; a message that was late makes the clock look slow.
    this.#clock ??= { offsetMillis: number(serverTime) - this.#now(), roundTripMillis: Infinity };
  }

  /** @param {Partial<Told>} told */
  #told({ welcome, closed, view, service, acked, refused, pong, direct, ...others }) {
    if (welcome) this.#welcomed(welcome);
    if (closed) this.#closed(closed);
    if (view) this.#tell('chat', { sender: view.from, text: view.text, realm: view.realm, place: view.place });
    if (service) {
      const { body: bytes, ...rest } = service;
      this.#tell('view', { ...rest, bytes, body: parse(service.text) });
    }
    if (acked) this.#answer(acked.id)?.resolve({ offset: acked.offset });
    if (refused) this.#answer(refused.id)?.reject(new Refused(refused.code, refused.text));
    if (pong) this.#timed(pong);
    if (direct) this.#tell('direct', { sender: direct.from, text: direct.text, body: direct.body });
    if (others.joined) this.#entered(others.joined);
    if (others.left) this.realms.delete(others.left.realm);
    if (others.presence) this.realms.set(others.presence.realm, others.presence.members);
    for (const [kind, event] of Object.entries(others)) this.#tell(/** @type {keyof Events} */ (kind), /** @type {any} */ (event));
  }

  /** @param {string} id */
  #answer(id) {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }

  /** @param {Told['welcome']} welcome */
  #welcomed(welcome) {
    this.user = welcome.user;
    if (welcome.guest) this.#keep(welcome.guest);
    this.#renewInTime(welcome.expires);
    if (welcome.id !== 0) {
      this.#wasOpen = true;
      this.id = welcome.id;
      this.#tell('id', { id: welcome.id });
      this.#become('open', '');
      this.#askTheTime();
    }
    const { id, ...who } = welcome;
    this.#tell('welcome', { ...who, limits: this.limits, ...this.#welcome });
  }

  /** @param {number} expires */
  #renewInTime(expires) {
    clearTimeout(this.#renewal);
    if (!this.#login || expires === 0) return;
    const left = expires - this.serverNow();
    const wait = Math.max(1_000, left - Math.max(RENEW_BEFORE_MILLIS, left / 10));
    this.#renewal = setTimeout(() => void this.#logIn().catch(() => this.#renewInTime(expires)), Math.min(wait, TIMER_MILLIS_MAX));
  }

  /** @param {Told['closed']} closed */
  #closed({ code, reason, comesBackMillis }) {
    this.realms.clear();
    clearTimeout(this.#renewal);
    if (code === LOGIN_EXPIRED) this.#hasLogin = false;
    if (code === LOGIN_FAILED && !this.#showsSession) this.#forgetLogin();
    const { words } = explainClose(code ?? LOST, reason);
    const nobody = reason === NO_LOGIN ? 'The login service cannot be reached.' : 'The server cannot be reached.';
    const why = code === null && !this.#wasOpen ? nobody : words;
    this.#wasOpen = false;
    if (comesBackMillis !== null) this.#become('waiting', why, comesBackMillis, code);
    else this.#become('closed', code === 1000 ? 'You have left.' : why, 0, code);
  }

  /** What the server does not know is not shown to it again: a login is asked for anew, a guest is a new one. */
  #forgetLogin() {
    this.#hasLogin = false;
    if (!this.#store) return;
    this.#keep('');
    this.#machine.token = '';
  }

  /** @param {Told['pong']} pong */
  #timed({ roundTripMillis, serverTime }) {
    // Half of the way is guessed: the shorter it was, the better the guess. Clocks drift, so that an old one is worth less.
    const isBetter = roundTripMillis <= (this.#clock?.roundTripMillis ?? Infinity) * 1.5 + 5;
    if (isBetter) this.#clock = { offsetMillis: serverTime + roundTripMillis / 2 - this.#now(), roundTripMillis };
    if (this.#clock) this.#tell('clock', { ...this.#clock });
  }

  /** @param {Told['joined']} joined */
  #entered({ realm, members }) {
    this.realms.set(realm, members);
    if (realm === this.#moveTo) this.#moveIn();
  }

  get #key() {
    return `hubbub guest ${this.#url.host}`;
  }

  #kept() {
    // A browser may forbid the use of its store.
    try {
      return this.#store?.getItem(this.#key) ?? '';
    } catch {
      return '';
    }
  }

  /** @param {string} guest */
  #keep(guest) {
    try {
      if (guest) this.#store?.setItem(this.#key, guest);
      else this.#store?.removeItem(this.#key);
    } catch {
      // He is another guest next time.
    }
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

/** The tutorial's two shapes as packets. @param {Record<string, any>} packet @returns {Record<string, any>} */
function packetOf({ type, ...packet }) {
  if (type === 0) return { senderId: packet.sender, chat: { msg: packet.text }, realm: packet.realm, offset: packet.offset };
  if (type === 1) return { id: { id: packet.id } };
  return packet;
}

/** @param {Place} place */
function cursor({ epoch, offset }) {
  return lean({ epoch: String(epoch), offset: String(offset) });
}

/** @param {Record<string, any>} packet @returns {Place} */
function placeOf({ epoch, offset }) {
  return { epoch: number(epoch), offset: number(offset) };
}

/** Proto3 JSON leaves defaults out. @param {Record<string, any>} fields @returns {Record<string, any>} */
function lean(fields) {
  const isDefault = (/** @type {any} */ value) => value === '' || value === '0' || value === 0 || value?.length === 0;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !isDefault(value)));
}

/** @param {string} realm */
function isOpen(realm) {
  return realm === LOBBY || realm.startsWith('room-');
}

/** 16 random bytes in base64. */
function commandId() {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

/** @returns {Store | null} */
function localStore() {
  // Browsers throw where a page may keep nothing; Node warns when its store is only looked at.
  try {
    return typeof document === 'object' ? globalThis.localStorage : null;
  } catch {
    return null;
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

/** Whether a text has more characters than that; the server counts code points. @param {string} text @param {number} charactersMax */
function isLonger(text, charactersMax) {
  return text.length > charactersMax && [...text].length > charactersMax;
}

/** The longest start of `text` that fits, never cut inside a character. @param {string} text @param {number} bytesMax */
function clip(text, bytesMax) {
  const room = new Uint8Array(bytesMax);
  const { read } = new TextEncoder().encodeInto(text, room);
  return text.slice(0, read);
}
