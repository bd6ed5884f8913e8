import { make, part } from './elements.js';
import { elementsOf } from './markdown.js';

const FIRST = 'tutorial-web';

/** A page of the documentation: which one stands in the address as `?page=`. */
class DocPage extends HTMLElement {
  connectedCallback() {
    const page = new URLSearchParams(location.search).get('page') ?? FIRST;
    for (const link of document.querySelectorAll('nav a')) {
      if (link.getAttribute('href') === addressOf(page)) link.setAttribute('aria-current', 'page');
    }
    void this.#show(page);
  }

  /** @param {string} page */
  async #show(page) {
    if (!/^[a-z-]{1,64}$/.test(page)) return this.#complain('There is no such page.');
    const answer = await fetch(`/docs/${page}.md`).catch(() => null);
    if (!answer) return this.#complain('The server cannot be reached.');
    if (!answer.ok) return this.#complain('There is no such page.');
    this.replaceChildren(...elementsOf(await answer.text(), leadFrom));
    document.title = `${part(this, 'h1', HTMLElement).textContent} · Hubbub`;
    // The browser has looked for it before it was there.
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }

  /** @param {string} words */
  #complain(words) {
    this.replaceChildren(make('p', 'note bad', words));
  }
}

/** @param {string} page */
function addressOf(page) {
  return `/docs.html?page=${page}`;
}

/** What lies beside the pages is here; what lies elsewhere in the repository is not. @param {string} address */
function leadFrom(address) {
  if (/^(https?:|#)/.test(address)) return address;
  const [, page, anchor = ''] = /^([a-z-]+)\.md(#.*)?$/.exec(address) ?? [];
  if (page) return addressOf(page) + anchor;
  return /^[\w/-]+\.(json|png)$/.test(address) ? `/docs/${address}` : null;
}

customElements.define('doc-page', DocPage);
