// Somebody with the SDK, and what he was told and has not yet looked at. Runs in Node and in pages: imports nothing.

export class Person {
  heard = [];
  told = [];
  pages = [];
  gaps = [];
  errors = [];
  placed = 0;
  #client;
  #changes = new Set();

  /** @param {{ Client: object, address: string | URL, realm: string, WebSocket?: object }} settings */
  constructor({ Client, address, realm, WebSocket }) {
    const client = new Client(address, { realm, WebSocket, store: null });
    client.on('chat', ({ realm, sender, text }) => this.heard.push([realm, sender, text]));
    client.on('direct', ({ sender, text }) => this.told.push([sender, text]));
    client.on('members', ({ page }) => this.pages.push(page.map(([conn]) => conn)));
    client.on('gap', ({ realm, why }) => this.gaps.push([realm, why]));
    client.on('error', ({ code }) => this.errors.push(code));
    client.on('placed', () => (this.placed += 1));
    for (const kind of ['state', 'chat', 'direct', 'members', 'gap', 'error', 'placed', 'joined', 'left', 'presence']) {
      client.on(kind, () => this.#changes.forEach((look) => look()));
    }
    this.#client = client;
    client.connect();
  }

  /** Waits until something is so, looking whenever he is told something. */
  #until(condition) {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#changes.delete(look);
        resolve();
      };
      this.#changes.add(look);
    });
  }

  async #next(queue) {
    await this.#until(() => queue.length > 0);
    return queue.shift();
  }

  id = () => this.#client.id;
  user = () => this.#client.user;
  isIn = (realm) => this.#until(() => this.#client.realms.has(realm));
  isOut = (realm) => this.#until(() => !this.#client.realms.has(realm));
  becomes = (state) => this.#until(() => this.#client.state === state);
  counts = (realm, members) => this.#until(() => this.#client.realms.get(realm) === members);
  join = (realm) => this.#client.join(realm);
  leave = (realm) => this.#client.leave(realm);
  say = (realm, text) => this.#client.chat(text, realm);
  tell = (whom, text) => this.#client.direct(whom, text);
  who = (realm) => this.#client.who(realm);
  hurry = () => this.#client.connect();
  go = () => this.#client.close();
  next = (queue) => this.#next(this[queue]);
  /** What nobody has looked at. */
  rest = () => ({ heard: this.heard, told: this.told, gaps: this.gaps, errors: this.errors });

  /** Waits until the stream has all of the lines, or as many as could be said. */
  async sayOften(realm, lines) {
    const until = this.placed + lines;
    for (let line = 1; line <= lines; line += 1) {
      if (!this.#client.chat(String(line), realm)) return false;
    }
    await this.#until(() => this.placed === until);
    return true;
  }

  /** Waits until he has heard this text, and gives all that he has heard. */
  async hearsAllUntil(text) {
    await this.#until(() => this.heard.at(-1)?.[2] === text);
    return this.heard.map(([, , each]) => each);
  }

  /** What becomes of a command: the code of the refusal, empty if it was kept. */
  async command(game, kind, body) {
    try {
      await this.#client.command(game, kind, body);
      return '';
    } catch (error) {
      return error.code ?? String(error);
    }
  }
}
