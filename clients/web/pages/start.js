import { part } from './elements.js';

/** The first five minutes: fills in the addresses of the server that served this page, and copies them. */
export class FirstSteps extends HTMLElement {
  connectedCallback() {
    const details = part(this, 'details', HTMLDetailsElement);
    const wide = matchMedia('(min-width: 60rem)');
    const fold = () => void (details.open = wide.matches);
    wide.addEventListener('change', fold);
    fold();
    for (const button of this.querySelectorAll('button[data-copies]')) {
      button.addEventListener('click', () => this.#copy(button.getAttribute('data-copies') ?? ''));
    }
  }

  /** @param {string} room Empty for the lobby. */
  set room(room) {
    const query = room ? `?room=${room}` : '';
    for (const place of this.querySelectorAll('.socket-url')) place.textContent = socketUrl() + query;
    part(this, 'a.again', HTMLAnchorElement).href = `/${query}`;
  }

  /** @param {string} id */
  async #copy(id) {
    const source = part(this, `#${id}`, HTMLElement);
    const said = part(this, '.copied', HTMLElement);
    // Browsers lend the clipboard to https and localhost only; elsewhere the text is selected for a person to copy.
    try {
      await navigator.clipboard.writeText(source.textContent ?? '');
      said.textContent = 'Copied.';
    } catch {
      getSelection()?.selectAllChildren(source);
      said.textContent = 'Selected: copy it with Ctrl+C.';
    }
  }
}

/** Where a Godot client connects. `localhost` costs Godot seconds on some systems, its address does not. */
function socketUrl() {
  const { protocol, hostname, port } = location;
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname;
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${port ? `:${port}` : ''}/ws`;
}

customElements.define('first-steps', FirstSteps);
