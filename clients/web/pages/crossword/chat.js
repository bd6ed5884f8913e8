import { ChatComposer } from '../composer.js';
import { part } from '../elements.js';
import { LOBBY } from '../hubbub.js';
import { ChatLog } from '../log.js';
import { LOST, speak } from '../speech.js';
import { nameOf } from '../text.js';
import { nameOfUser } from './words.js';

/** @typedef {import('../hubbub.js').Client} Client */

/** So many conns are known by name; then all are asked for anew. */
const NAMES_MAX = 1_000;
/** Errors that are about what was said here; others are about games. */
const ABOUT_CHAT = ['too_long', 'busy', 'not_allowed', 'unavailable'];

/**
 * What everybody in the lobby says: those at this page, at the chat page, in Godot. Tells its page by `unread` how many
 * lines nobody has looked at, by `pick` which user's name was pressed.
 */
export class LobbyChat extends HTMLElement {
  /** @type {Client | null} */
  #client = null;
  /** Conns with their users. @type {Map<number, string>} */
  #users = new Map();
  #isAsking = false;
  #hasBeenIn = false;
  #hasWhispered = false;
  #unread = 0;

  connectedCallback() {
    this.#log.names = (conn) => {
      const user = this.#users.get(conn);
      return user ? nameOfUser(user) : nameOf(conn);
    };
    this.#log.pickWords = (name) => `Ask ${name} to a game`;
    this.#log.addEventListener('pick', (event) => event instanceof CustomEvent && this.#picked(event.detail));
    this.#composer.addEventListener('say', (event) => {
      if (event instanceof CustomEvent && !this.#say(event.detail)) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => this.look());
  }

  /** @param {Client} client */
  open(client) {
    this.#client = client;
    client.on('welcome', ({ limits }) => void (this.#composer.limits = limits));
    client.on('joined', ({ realm }) => realm === LOBBY && this.#joined());
    client.on('presence', ({ realm }) => realm === LOBBY && this.#count());
    client.on('members', ({ realm, page }) => realm === LOBBY && this.#learn(page));
    client.on('chat', ({ realm, sender, text }) => realm === LOBBY && this.#heard(sender, text));
    client.on('direct', ({ sender, text }) => text && this.#heard(sender, text, 'to you alone'));
    client.on('gap', ({ realm }) => realm === LOBBY && this.#log.note(LOST));
    client.on('state', ({ state }) => state === 'open' && this.#composer.complain(''));
    client.on('error', ({ code, text }) => this.#refused(code, text));
  }

  /** What can be seen now is no news any more. */
  look() {
    if (!this.#isSeen) return;
    this.#unread = 0;
    this.#tell('unread', 0);
  }

  get #log() {
    return part(this, 'chat-log', ChatLog);
  }

  get #composer() {
    return part(this, 'chat-composer', ChatComposer);
  }

  get #isSeen() {
    return !document.hidden && this.checkVisibility();
  }

  /** @param {string} kind @param {unknown} what */
  #tell(kind, what) {
    this.dispatchEvent(new CustomEvent(kind, { detail: what }));
  }

  #joined() {
    if (!this.#hasBeenIn) this.#log.note('Everybody in the lobby hears what you say here.');
    [this.#hasBeenIn, this.#isAsking] = [true, false];
    this.#ask(0);
    this.#count();
  }

  #count() {
    const members = this.#client?.realms.get(LOBBY) ?? 0;
    part(this, '.members', HTMLElement).textContent = members === 1 ? 'only you here' : `${members.toLocaleString('en')} here`;
  }

  /** One question at a time: each counts as a join. @param {number} after */
  #ask(after) {
    if (!this.#isAsking) this.#isAsking = this.#client?.who(LOBBY, after) ?? false;
  }

  /** @param {[conn: number, user: string][]} page */
  #learn(page) {
    this.#isAsking = false;
    if (this.#users.size + page.length > NAMES_MAX) this.#users.clear();
    for (const [conn, user] of page) {
      if (!user || this.#users.get(conn) === user) continue;
      this.#users.set(conn, user);
      this.#log.rename(conn);
    }
  }

  /** @param {number} sender @param {string} text @param {string} [aside] */
  #heard(sender, text, aside) {
    if (!this.#users.has(sender)) this.#ask(sender - 1);
    this.#log.say({ sender, text, own: false, aside });
    if (this.#isSeen) return;
    this.#unread += 1;
    this.#tell('unread', this.#unread);
  }

  /** @param {string} text */
  #say(text) {
    const isSaid = this.#client !== null && speak(this.#client, this.#log, text, LOBBY);
    if (!isSaid) this.#composer.complain('Not sent: there is no connection. Your text stays here.');
    this.#hasWhispered = isSaid && text.startsWith('/to');
    return isSaid;
  }

  /** @param {string} code @param {string} text */
  #refused(code, text) {
    this.#isAsking = false;
    if (code === 'not_found' && this.#hasWhispered) this.#log.note('Nobody has this number now.', 'bad');
    else if (ABOUT_CHAT.includes(code)) this.#log.note(`The server refused this: ${text || code}`, 'bad');
  }

  /** Whoever has no name at this server plays no games at it, but can be written to. @param {number} conn */
  #picked(conn) {
    const user = this.#users.get(conn);
    if (user) this.#tell('pick', user);
    else this.#composer.address(conn);
  }
}

customElements.define('lobby-chat', LobbyChat);
