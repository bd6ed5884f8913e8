// People with the SDK, in Node or in pages of a Chromium, each on a wire of his own that can be cut.

import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { Client } from '../../pages/hubbub.js';
import { launch } from './browser.mjs';
import { wireTo } from './cutter.mjs';
import { Person } from './person.mjs';

const PERSON = fileURLToPath(new URL('person.mjs', import.meta.url));

/** Gives `come(realm)`, which lets somebody come, and `end()`. @param {string} url @param {boolean} isBrowser */
export async function peopleAt(url, isBrowser) {
  const browser = isBrowser ? await launch() : null;
  const wires = [];
  const come = async (realm) => {
    const wire = await wireTo(new URL(url));
    wires.push(wire);
    return { ...wire, does: await (browser ? inPage(browser, wire.url, realm) : inNode(wire.url, realm)) };
  };
  const end = async () => {
    await browser?.close();
    for (const wire of wires) wire.end();
  };
  return { come, end };
}

/** @param {URL} url @param {string} realm */
function inNode(url, realm) {
  const person = new Person({ Client, address: new URL('/ws', url.href.replace('http', 'ws')), realm, WebSocket });
  return (what, ...args) => person[what](...args);
}

/** @param {import('playwright-core').Browser} browser @param {URL} url @param {string} realm */
async function inPage(browser, url, realm) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`the page says: ${error.message}`));
  // The server's pages have no tests. Something else of it is opened, so that nobody else is at this page.
  await page.route('**/person.mjs', (route) => route.fulfill({ path: PERSON }));
  await page.goto(new URL('/icon.svg', url).href);
  const person = await page.evaluateHandle(begin, realm);
  return (what, ...args) => page.evaluate(([person, what, args]) => person[what](...args), [person, what, args]);
}

/** Runs in the page. */
async function begin(realm) {
  const [{ Client }, { Person }] = await Promise.all([import('/hubbub.js'), import('/person.mjs')]);
  return new Person({ Client, address: new URL('/ws', location.href.replace('http', 'ws')), realm });
}
