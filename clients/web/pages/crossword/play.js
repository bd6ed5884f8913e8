import { part } from '../elements.js';
import { Client } from '../hubbub.js';
import { Trouble } from '../trouble.js';
import { LobbyChat } from './chat.js';
import { CrosswordGame } from './game.js';
import { CrosswordLobby } from './lobby.js';
import { nameOfUser } from './words.js';

const LOBBY_REALM = 'gametv-lobby';
/** News that are older are no surprise: they were missed and are heard now. */
const FRESH_MILLIS = 4_000;

/** The game's page: one client for the lobby and the games. Which game is shown stands in the address as `?game=`. */
class HubbubPlay extends HTMLElement {
  #client = new Client(new URL('/ws', location.href.replace(/^http/, 'ws')), { name: 'hubbub-crossword/0.1' });
  #game = '';
  #realm = '';
  /** Whether the server has let this page into the game's realm. */
  #isIn = false;
  #unread = 0;
  /** @type {AudioContext | null} */
  #sound = null;

  connectedCallback() {
    new Trouble(this, this.#client, 'Your seat is kept.');
    this.#listenToServer();
    this.#listenToPerson();
    this.#lobby.open(this.#client);
    this.#chat.open(this.#client);
    this.#client.join(LOBBY_REALM);
    this.#client.connect();
    this.#route();
  }

  get #lobby() {
    return part(this, 'crossword-lobby', CrosswordLobby);
  }

  get #chat() {
    return part(this, 'lobby-chat', LobbyChat);
  }

  get #board() {
    return part(this, 'crossword-game', CrosswordGame);
  }

  #listenToServer() {
    const client = this.#client;
    client.on('welcome', ({ user }) => this.#named(user));
    client.on('view', ({ realm, kind, body }) => {
      const view = { ...body, kind };
      if (realm === this.#realm) this.#board.hear(view);
      else if (realm === LOBBY_REALM || realm.startsWith('user-')) this.#lobby.hear(view);
      part(this, '.you-rating', HTMLElement).textContent = this.#lobby.rating;
    });
    client.on('joined', ({ realm }) => this.#joined(realm));
    client.on('error', ({ code }) => {
      if (code === 'not_found' && this.#realm && !this.#isIn) this.#notThere();
    });
  }

  #listenToPerson() {
    this.#lobby.addEventListener('open', (event) => event instanceof CustomEvent && this.#goTo(event.detail));
    this.#board.addEventListener('follow', (event) => event instanceof CustomEvent && this.#goTo(event.detail));
    this.#board.addEventListener('news', (event) => event instanceof CustomEvent && this.#say(event.detail));
    this.#chat.addEventListener('unread', (event) => event instanceof CustomEvent && this.#unreadChanged(event.detail));
    this.#chat.addEventListener('pick', (event) => event instanceof CustomEvent && this.#invite(event.detail));
    for (const tab of this.querySelectorAll('[data-tab]')) {
      if (tab instanceof HTMLElement) tab.addEventListener('click', () => this.#showTab(tab.dataset.tab ?? ''));
    }
    part(this, '.to-lobby', HTMLButtonElement).addEventListener('click', () => this.#goTo(''));
    part(this, '.sound', HTMLButtonElement).addEventListener('click', () => this.#switchSound());
    addEventListener('popstate', () => this.#route());
  }

  /** @param {string} game Its id; empty for the lobby. */
  #goTo(game) {
    history.pushState(null, '', game ? `?game=${game}` : location.pathname);
    this.#route();
  }

  /** Shows what the address names. The conn stays; only realms change. */
  #route() {
    const game = new URLSearchParams(location.search).get('game') ?? '';
    if (this.#realm) this.#client.leave(this.#realm);
    const isGame = /^[A-Za-z0-9_]{1,64}$/.test(game);
    [this.#game, this.#realm, this.#isIn] = [isGame ? game : '', '', false];
    part(this, '.lobby', HTMLElement).hidden = isGame;
    this.#board.hidden = !isGame;
    part(this, '.to-lobby', HTMLElement).hidden = !isGame;
    this.#entitle();
    this.#chat.look();
    if (!isGame) return;
    this.#board.open(this.#client, game);
    this.#realm = `game-${game}`;
    this.#client.join(this.#realm);
  }

  /** Whoever does not sit at a game is let in to watch it instead. @param {string} realm */
  #joined(realm) {
    if (realm === `gametv-${this.#game}` && realm !== this.#realm) {
      this.#client.leave(this.#realm);
      this.#realm = realm;
    }
    if (realm === this.#realm) this.#isIn = true;
  }

  /** Where there is no room for both, the games or the chat. @param {string} tab */
  #showTab(tab) {
    part(this, '.lobby', HTMLElement).dataset.shows = tab;
    for (const button of this.querySelectorAll('[data-tab]')) {
      button.ariaPressed = String(button instanceof HTMLElement && button.dataset.tab === tab);
    }
    this.#chat.look();
  }

  /** @param {string} user */
  #invite(user) {
    this.#showTab('games');
    this.#lobby.invite(user);
  }

  /** @param {number} count */
  #unreadChanged(count) {
    this.#unread = count;
    for (const badge of this.querySelectorAll('.unread')) {
      if (!(badge instanceof HTMLElement)) continue;
      badge.hidden = count === 0;
      badge.textContent = `${count} new`;
    }
    this.#entitle();
  }

  #entitle() {
    const count = this.#unread ? `(${this.#unread}) ` : '';
    document.title = `${count}${this.#game ? 'A game · Crossword' : 'Crossword · Hubbub'}`;
  }

  #notThere() {
    this.#client.leave(this.#realm);
    part(this.#board, '.turn', HTMLElement).textContent = 'There is no such game, or it is long over.';
  }

  /** @param {string} user */
  #named(user) {
    const you = part(this, '.you', HTMLElement);
    you.hidden = false;
    you.title = user;
    part(this, '.you-name', HTMLElement).textContent = nameOfUser(user);
  }

  /** @param {{ words: string, at: number }} news */
  #say({ words, at }) {
    if (!words) return;
    part(this, '.news', HTMLElement).textContent = words;
    if (this.#sound && this.#client.serverNow() - at < FRESH_MILLIS) knock(this.#sound);
  }

  #switchSound() {
    this.#sound = this.#sound ? null : new AudioContext();
    const button = part(this, '.sound', HTMLButtonElement);
    button.ariaPressed = String(this.#sound !== null);
    button.textContent = this.#sound ? 'Sound on' : 'Sound off';
    if (this.#sound) knock(this.#sound);
  }
}

/** A tile set down. @param {AudioContext} sound */
function knock(sound) {
  const [wave, volume] = [sound.createOscillator(), sound.createGain()];
  wave.type = 'triangle';
  wave.frequency.setValueAtTime(420, sound.currentTime);
  wave.frequency.exponentialRampToValueAtTime(140, sound.currentTime + 0.08);
  volume.gain.setValueAtTime(0.25, sound.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.12);
  wave.connect(volume).connect(sound.destination);
  wave.start();
  wave.stop(sound.currentTime + 0.13);
}

customElements.define('hubbub-play', HubbubPlay);
