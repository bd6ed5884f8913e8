import { part } from './elements.js';
import { bytes, characters } from './text.js';

/** The count shows once so few characters are left. */
const COUNT_FROM_LEFT = 200;
/** What the envelope of a chat takes of a message, generously. */
const ENVELOPE_BYTES = 256;

/**
 * The message box. Asks its page by `say` (cancelable: a page that cannot send it calls `preventDefault`, and the text
 * stays), and says what is wrong with a text before it is sent.
 */
export class ChatComposer extends HTMLElement {
  #limits = { chatChars: 2_000, messageBytes: 16_384 };

  connectedCallback() {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#box.addEventListener('input', () => this.#judge());
    this.#box.addEventListener('keydown', (event) => {
      // While an input method composes a word, Enter belongs to it.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
  }

  /** @param {{ chatChars: number, messageBytes: number }} limits */
  set limits(limits) {
    this.#limits = limits;
    this.#judge();
  }

  /** What the box is for, to a screen reader. @param {string} label */
  set label(label) {
    this.#box.ariaLabel = label;
  }

  /** Begins a message to one player. @param {number} conn */
  address(conn) {
    this.#box.value = `/to ${conn} ${this.#box.value.replace(/^\/to\s+#?\d*\s*/, '')}`;
    this.#box.focus();
    this.#judge();
  }

  /** Says, now and to a screen reader too, why nothing was sent. @param {string} words */
  complain(words) {
    this.#fault.textContent = words;
    this.classList.toggle('faulty', words !== '');
    this.#box.ariaInvalid = words === '' ? 'false' : 'true';
  }

  get #form() {
    return part(this, 'form', HTMLFormElement);
  }

  get #box() {
    return part(this, 'textarea', HTMLTextAreaElement);
  }

  get #fault() {
    return part(this, '.fault', HTMLElement);
  }

  /** Whether the text fits; says so if not. */
  #judge() {
    const text = this.#box.value;
    const { chatChars, messageBytes } = this.#limits;
    const count = characters(text);
    const fits = count <= chatChars && bytes(JSON.stringify(text)) + ENVELOPE_BYTES <= messageBytes;
    const shown = part(this, '.count', HTMLElement);
    shown.textContent = chatChars - count < COUNT_FROM_LEFT ? `${format(count)} of ${format(chatChars)}` : '';
    const words = fits ? '' : `Too long to send: at most ${format(chatChars)} characters fit in a message.`;
    if (words !== this.#fault.textContent) this.complain(words);
    return fits;
  }

  #submit() {
    const text = this.#box.value;
    if (text.trim() === '' || !this.#judge()) return this.#box.focus();
    const taken = this.dispatchEvent(new CustomEvent('say', { detail: text, cancelable: true }));
    if (taken) {
      this.#box.value = '';
      this.#judge();
    }
    this.#box.focus();
  }
}

/** @param {number} count */
function format(count) {
  return count.toLocaleString('en');
}

customElements.define('chat-composer', ChatComposer);
