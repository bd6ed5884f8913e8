import { part } from './elements.js';

/** @typedef {import('./hubbub.js').Client} Client */
/** @typedef {import('./hubbub.js').StateChange} StateChange */

const STATES = { connecting: 'Connecting', open: 'Connected', waiting: 'Reconnecting', closed: 'Disconnected' };

/** Shows how it stands with a page's conn: in what state it is, what is wrong, when the next try is, and a button for it. */
export class Trouble {
  #root;
  #client;
  #comfort;
  #nextTry = 0;

  /**
   * @param {HTMLElement} root Has `.state`, and `.trouble` with `.why`, `.count-down` and `.retry`.
   * @param {Client} client
   * @param {string} [comfort] A sentence on what is not lost.
   */
  constructor(root, client, comfort = '') {
    this.#root = root;
    this.#client = client;
    this.#comfort = comfort && ` ${comfort}`;
    client.on('state', (change) => this.#stateChanged(change));
    part(root, '.retry', HTMLButtonElement).addEventListener('click', () => client.connect());
    addEventListener('offline', () => this.#networkChanged(false));
    addEventListener('online', () => this.#networkChanged(true));
    setInterval(() => this.#countDown(), 250);
  }

  /** @param {StateChange} change */
  #stateChanged({ state, words, delayMillis }) {
    this.#root.dataset.state = state;
    this.#write('.state', STATES[state]);
    const promise = state === 'waiting' ? `${this.#comfort} Trying again by itself.` : '';
    this.#write('.why', words && words + promise);
    this.#write('.retry', state === 'waiting' ? 'Try now' : 'Connect again');
    part(this.#root, '.retry', HTMLElement).hidden = false;
    // While a try is under way, the last words stay on the page: the trouble is not over yet.
    if (state !== 'connecting') part(this.#root, '.trouble', HTMLElement).hidden = words === '';
    this.#nextTry = performance.now() + delayMillis;
    this.#countDown();
  }

  /** The device knows sooner than the conn that there is no network. @param {boolean} isThere */
  #networkChanged(isThere) {
    if (isThere && this.#client.state === 'waiting') return this.#client.connect();
    if (this.#client.state !== 'open') return;
    this.#write('.why', isThere ? '' : `This device seems to be offline.${this.#comfort}`);
    part(this.#root, '.trouble', HTMLElement).hidden = isThere;
    // There is nothing to press: the conn is still there, and may outlive this.
    part(this.#root, '.retry', HTMLElement).hidden = true;
  }

  /** For the eye only: a screen reader would read out every second. */
  #countDown() {
    const seconds = Math.max(0, Math.ceil((this.#nextTry - performance.now()) / 1000));
    const text = this.#client.state === 'waiting' && seconds > 0 ? `Next try in ${seconds} s.` : '';
    this.#write('.count-down', text);
  }

  /** @param {string} where @param {string} text */
  #write(where, text) {
    const place = part(this.#root, where, HTMLElement);
    if (place.textContent !== text) place.textContent = text;
  }
}
