import { make, part } from './elements.js';
import { hueOf, nameOf, showable } from './text.js';

/** What is kept on the page; older lines go. */
const LINES_MAX = 500;
/** Lines of one player within this time stand under one name. */
const GROUP_MILLIS = 120_000;
/** So close to the end counts as reading along. */
const END_PIXELS = 48;

/**
 * @typedef {object} Line
 * @property {number} sender
 * @property {string} text
 * @property {boolean} own Whether this page's player wrote it.
 * @property {string} [aside] Who alone can read it, in words.
 */

/** The conversation: players' lines and the page's own notices, in the order in which they came. */
export class ChatLog extends HTMLElement {
  /** What a player is called. @type {(sender: number) => string} */
  names = nameOf;
  /** What pressing a player's name does. @type {(name: string) => string} */
  pickWords = (name) => `Write to ${name} alone`;
  #group = { key: '', at: 0 };
  #reading = true;
  #scrolling = false;
  /** How tall the lines were when they were last followed. What has come since is no sign that the reader moved. */
  #followed = 0;
  #lines = /** @type {HTMLElement} */ (this);
  #toEnd = /** @type {HTMLButtonElement | null} */ (null);

  connectedCallback() {
    this.#lines = part(this, '[role=log]', HTMLElement);
    this.#toEnd = part(this, 'button', HTMLButtonElement);
    this.#lines.addEventListener('scroll', () => this.#scrolled());
    this.#toEnd.addEventListener('click', () => this.#goToEnd());
    new ResizeObserver(() => this.#follow()).observe(this.#lines);
  }

  /** @param {Line} line */
  say({ sender, text, own, aside = '' }) {
    const now = new Date();
    const key = `${own} ${sender} ${aside}`;
    const first = key !== this.#group.key || now.getTime() - this.#group.at > GROUP_MILLIS;
    if (first) this.#group = { key, at: now.getTime() };
    const line = make('div', own ? 'line own' : 'line');
    line.classList.toggle('first', first);
    line.classList.toggle('aside', aside !== '');
    line.style.setProperty('--hue', String(hueOf(sender)));
    line.append(this.#head(sender, own, aside, first, now));
    const body = make('p', 'text', showable(text));
    body.dir = 'auto';
    line.append(body);
    this.#add(line);
    if (own) this.#goToEnd();
  }

  /** What a player is called has changed, or become known. @param {number} sender */
  rename(sender) {
    for (const name of this.#lines.querySelectorAll(`button[data-sender="${sender}"]`)) {
      name.textContent = this.names(sender);
      name.setAttribute('title', this.pickWords(this.names(sender)));
    }
  }

  /** Something that the page itself has to say. @param {string} text @param {'fine' | 'bad'} [mood] */
  note(text, mood = 'fine') {
    this.#group = { key: '', at: 0 };
    this.#add(make('p', mood === 'bad' ? 'note bad' : 'note', showable(text)));
  }

  /** Another room: nothing of the last one stays. @param {string} label What the log is called from now on. */
  clear(label) {
    this.#group = { key: '', at: 0 };
    this.#lines.replaceChildren();
    this.#lines.ariaLabel = label;
    this.#goToEnd();
  }

  /**
   * Who and when. Later lines of a group hide it from the eye, not from a screen reader.
   * @param {number} sender
   * @param {boolean} own
   * @param {string} aside
   * @param {boolean} first
   * @param {Date} now
   */
  #head(sender, own, aside, first, now) {
    const head = make('div', first ? 'head' : 'head unseen');
    if (own) {
      head.append(make('span', 'name', 'You'));
    } else {
      // Out of the tab order, or five hundred names would stand before the message box; `/to` does the same by keyboard.
      const name = make('button', 'name', this.names(sender));
      name.type = 'button';
      name.tabIndex = -1;
      name.title = this.pickWords(this.names(sender));
      name.dataset.sender = String(sender);
      name.addEventListener('click', () => this.dispatchEvent(new CustomEvent('pick', { detail: sender })));
      head.append(name);
    }
    if (aside) head.append(make('span', 'only', aside));
    const time = make('time', '', now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    time.dateTime = now.toISOString();
    head.append(time);
    return head;
  }

  /** @param {HTMLElement} line */
  #add(line) {
    this.#lines.append(line);
    while (this.#lines.childElementCount > LINES_MAX) this.#lines.firstElementChild?.remove();
    this.#follow();
  }

  /** Once a frame, however many lines came in it. */
  #follow() {
    if (this.#scrolling) return;
    this.#scrolling = true;
    requestAnimationFrame(() => {
      this.#scrolling = false;
      if (this.#reading) {
        this.#followed = this.#lines.scrollHeight;
        this.#lines.scrollTop = this.#followed;
      } else if (this.#toEnd) {
        this.#toEnd.hidden = false;
      }
    });
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#lines;
    const end = this.#reading ? Math.min(this.#followed, scrollHeight) : scrollHeight;
    this.#setReading(end - scrollTop - clientHeight < END_PIXELS);
  }

  /** @param {boolean} reading Whether the newest line is being read. */
  #setReading(reading) {
    this.#reading = reading;
    this.classList.toggle('looking-back', !reading);
    if (reading && this.#toEnd) this.#toEnd.hidden = true;
  }

  #goToEnd() {
    this.#setReading(true);
    this.#follow();
  }
}

customElements.define('chat-log', ChatLog);
