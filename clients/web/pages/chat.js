import { ChatComposer } from './composer.js';
import { part } from './elements.js';
import { Client, LOBBY } from './hubbub.js';
import { ChatLog } from './log.js';
import { LOST, speak } from './speech.js';
import { FirstSteps } from './start.js';
import { hueOf, nameOf, realmOf, roomOf } from './text.js';
import { Trouble } from './trouble.js';

/** The chat page: one client, shown. Which room it is in stands in the page's address as `?room=`. */
class HubbubChat extends HTMLElement {
  #client = new Client(new URL('/ws', location.href.replace(/^http/, 'ws')), {
    realm: realmOf(roomInAddress()) ?? LOBBY,
    name: 'hubbub-web/0.1',
  });
  #shown = '';
  #unread = 0;
  #met = false;

  connectedCallback() {
    new Trouble(this, this.#client);
    this.#listenToServer();
    this.#listenToPerson();
    this.#show(this.#client.home);
    if (realmOf(roomInAddress()) === null) this.#refuseRoom();
    this.#client.connect();
  }

  #listenToServer() {
    const client = this.#client;
    client.on('state', ({ state }) => {
      if (state === 'open') this.#composer.complain('');
      this.#count();
    });
    client.on('id', ({ id }) => this.#named(id));
    client.on('welcome', ({ limits }) => void (this.#composer.limits = limits));
    client.on('joined', ({ realm }) => this.#joined(realm));
    client.on('gap', ({ realm }) => realm === this.#shown && this.#log.note(LOST));
    client.on('presence', () => this.#count());
    client.on('chat', ({ sender, text, realm }) => {
      if (realm === this.#shown) this.#heard(sender, text);
    });
    client.on('direct', ({ sender, text }) => this.#heard(sender, text, 'to you alone'));
    client.on('error', ({ code, text }) => this.#log.note(`The server refused this: ${text || code}`, 'bad'));
  }

  #listenToPerson() {
    this.#composer.addEventListener('say', (event) => {
      if (event instanceof CustomEvent && !this.#say(event.detail)) event.preventDefault();
    });
    this.#log.addEventListener('pick', (event) => {
      if (event instanceof CustomEvent) this.#composer.address(event.detail);
    });
    part(this, '.room', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#goTo(realmOf(this.#roomBox.value.trim()));
    });
    addEventListener('popstate', () => this.#goTo(realmOf(roomInAddress())));
    document.addEventListener('visibilitychange', () => this.#read());
  }

  get #log() {
    return part(this, 'chat-log', ChatLog);
  }

  get #composer() {
    return part(this, 'chat-composer', ChatComposer);
  }

  get #roomBox() {
    return part(this, '.room input', HTMLInputElement);
  }

  /** @param {number} id */
  #named(id) {
    const you = part(this, '.you', HTMLElement);
    you.hidden = false;
    you.style.setProperty('--hue', String(hueOf(id)));
    part(this, '.you-name', HTMLElement).textContent = nameOf(id);
    if (this.#met) this.#log.note(`Connected again. You are ${nameOf(id)} now.`);
    this.#met = true;
  }

  /** @param {string} realm */
  #joined(realm) {
    if (realm === this.#client.home && realm !== this.#shown) {
      this.#show(realm);
      const address = new URL(location.href);
      address.searchParams.delete('room');
      if (roomOf(realm)) address.searchParams.set('room', roomOf(realm));
      if (address.href !== location.href) history.pushState(null, '', address);
    }
    this.#count();
  }

  /** Shows a realm, empty as it is to one who comes in. @param {string} realm */
  #show(realm) {
    this.#shown = realm;
    const room = roomOf(realm);
    const title = room ? `Room ${room}` : 'Lobby';
    part(this, '.title', HTMLElement).textContent = title;
    this.#log.clear(`Messages in ${room ? title : 'the lobby'}`);
    this.#log.note(`You are in ${room ? `room ${room}` : 'the lobby'}. Say something: everybody else here will hear it.`);
    this.#composer.label = `Message to ${room ? `room ${room}` : 'the lobby'}`;
    this.#roomBox.value = room;
    const steps = document.querySelector('first-steps');
    if (steps instanceof FirstSteps) steps.room = room;
    this.#read();
  }

  #count() {
    const members = this.#client.realms.get(this.#shown) ?? 0;
    const words = members === 1 ? 'only you here' : `${members.toLocaleString('en')} here`;
    part(this, '.members', HTMLElement).textContent = members ? words : '';
  }

  /** @param {string | null} realm */
  #goTo(realm) {
    if (realm === null) return this.#refuseRoom();
    this.#roomBox.value = roomOf(realm);
    this.#client.move(realm);
    // Without a conn there is no answer to wait for: the next one will start there.
    if (this.#client.state !== 'open') this.#joined(realm);
  }

  #refuseRoom() {
    this.#log.note('No room can be called that: 1 to 64 letters A–Z, digits and _ make a name.', 'bad');
  }

  /** Whether it could be sent. @param {string} text */
  #say(text) {
    const isSaid = speak(this.#client, this.#log, text, this.#client.home);
    if (!isSaid) this.#composer.complain('Not sent: there is no connection. Your text stays here.');
    return isSaid;
  }

  /** @param {number} sender @param {string} text @param {string} [aside] */
  #heard(sender, text, aside) {
    this.#log.say({ sender, text, own: false, aside });
    if (!document.hidden) return;
    this.#unread += 1;
    this.#entitle();
  }

  #read() {
    if (!document.hidden) this.#unread = 0;
    this.#entitle();
  }

  #entitle() {
    const count = this.#unread ? `(${this.#unread}) ` : '';
    document.title = `${count}${roomOf(this.#shown) || 'Lobby'} · Hubbub`;
  }
}

function roomInAddress() {
  return new URLSearchParams(location.search).get('room') ?? '';
}

customElements.define('hubbub-chat', HubbubChat);
