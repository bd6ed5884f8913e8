import { part } from './elements.js';

/** How long a button says what it did. */
const ANSWER_MILLIS = 2_000;

/** The first five minutes: fills in the addresses of the server that served this page, and copies them. */
export class FirstSteps extends HTMLElement {
  connectedCallback() {
    const details = part(this, 'details', HTMLDetailsElement);
    const wide = matchMedia('(min-width: 60rem)');
    const fold = () => void (details.open = wide.matches);
    wide.addEventListener('change', fold);
    fold();
    for (const button of this.querySelectorAll('button')) {
      button.addEventListener('click', () => this.#copy(button));
    }
  }

  /** @param {string} room Empty for the lobby. */
  set room(room) {
    const query = room ? `?room=${room}` : '';
    for (const place of this.querySelectorAll('.socket-url')) place.textContent = socketUrl() + query;
    part(this, 'a.again', HTMLAnchorElement).href = `/${query}`;
  }

  /** @param {HTMLButtonElement} button */
  async #copy(button) {
    const source = part(this, `#${button.dataset.copies}`, HTMLElement);
    // Browsers lend the clipboard to https and localhost only; elsewhere the text is selected for a person to copy.
    try {
      await navigator.clipboard.writeText(source.textContent ?? '');
      this.#answer(button, 'Copied', 'Copied.');
    } catch {
      getSelection()?.selectAllChildren(source);
      this.#answer(button, 'Selected', 'Selected: copy it with Ctrl+C.');
    }
  }

  /** @param {HTMLButtonElement} button @param {string} word For the eye. @param {string} words For a screen reader. */
  #answer(button, word, words) {
    part(this, '.copied', HTMLElement).textContent = words;
    button.textContent = word;
    setTimeout(() => void (button.textContent = 'Copy'), ANSWER_MILLIS);
  }
}

/** Where a Godot client connects. `localhost` costs Godot seconds on some systems, its address does not. */
function socketUrl() {
  const { protocol, hostname, port } = location;
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname;
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${port ? `:${port}` : ''}/ws`;
}

customElements.define('first-steps', FirstSteps);
