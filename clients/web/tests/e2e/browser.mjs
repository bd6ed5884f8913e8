// A Chromium, and a person at one of its pages.

import { chromium } from 'playwright-core';

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
FLAGS.push('--disable-component-update', '--disable-sync');
const WAIT_MILLIS = 20_000;

export function launch() {
  return chromium.launch({ executablePath: EXECUTABLE, chromiumSandbox: process.getuid?.() !== 0, args: FLAGS });
}

/** One person at one page, each with a browser profile of their own. */
export class Visitor {
  /** What went wrong in the page: errors of scripts, breaches of the Content-Security-Policy, failed requests. */
  troubles = [];
  /** What the page sent over its sockets. */
  sent = [];
  /** The addresses of the sockets that it opened. */
  sockets = [];
  /** Everything that it fetched. */
  responses = [];

  /**
   * Opens the page and waits until it is connected.
   * @param {{ viewport?: object, dark?: boolean, phone?: boolean, prepare?: (page: object) => Promise<void> }} [options]
   */
  static async at(browser, url, { viewport = DESKTOP, dark = false, phone = false, prepare } = {}) {
    const visitor = new Visitor();
    visitor.context = await browser.newContext({
      viewport,
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-GB',
      hasTouch: phone,
      isMobile: phone,
      deviceScaleFactor: phone ? 2 : 1,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    visitor.page = await visitor.context.newPage();
    visitor.page.setDefaultTimeout(WAIT_MILLIS);
    visitor.#watch();
    await prepare?.(visitor.page);
    await visitor.page.goto(String(url));
    await visitor.connected();
    return visitor;
  }

  #watch() {
    this.page.on('console', (message) => message.type() === 'error' && this.troubles.push(message.text()));
    this.page.on('pageerror', (error) => this.troubles.push(error.message));
    this.page.on('response', (response) => this.responses.push(response));
    this.page.on('websocket', (socket) => {
      this.sockets.push(socket.url());
      socket.on('framesent', ({ payload }) => this.sent.push(JSON.parse(String(payload))));
    });
  }

  get box() {
    return this.page.getByRole('textbox', { name: /^Message to/ });
  }

  get log() {
    return this.page.getByRole('log');
  }

  get room() {
    return this.page.getByRole('textbox', { name: 'Room', exact: true });
  }

  /** Waits until the page says that it is in this state. */
  async becomes(state) {
    await this.page.locator(`hubbub-chat[data-state="${state}"]`).waitFor();
  }

  /** Waits until the server has answered everything that is said on a new conn. */
  async connected() {
    await this.becomes('open');
    await this.page.locator('.members').filter({ hasText: 'here' }).waitFor();
  }

  async id() {
    return Number((await this.page.locator('.you-name').textContent()).replace('Player ', ''));
  }

  async members() {
    const words = await this.page.locator('.members').textContent();
    return words.startsWith('only you') ? 1 : Number(words.replace(/\D/g, ''));
  }

  async say(text) {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  /** Waits until somebody else's line with exactly this text stands in the log. */
  async hears(text) {
    const line = this.page.locator('.line:not(.own)', { has: this.page.locator('.text', { hasText: exactly(text) }) });
    await line.first().waitFor({ state: 'attached' });
    return line.first();
  }

  /** Every text in the log, in order. */
  texts() {
    return this.page.locator('.line .text').allTextContents();
  }

  async goTo(room) {
    await this.room.fill(room);
    await this.room.press('Enter');
    await this.page.getByRole('heading', { name: room ? `Room ${room}` : 'Lobby', exact: true }).waitFor();
  }

  leave() {
    return this.context.close();
  }
}

/** @param {string} text */
function exactly(text) {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`);
}
