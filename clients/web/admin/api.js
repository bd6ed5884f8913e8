/** How the page asks the server: JSON, and a stream of events, both with the token in a header. */

const TOKEN_KEY = 'hubbub-admin-token';
const ANSWER_MILLIS = 8_000;
/** The server sends something every five seconds, if only a heartbeat. */
const SILENCE_MILLIS = 15_000;

/** The server's "no", with its code. */
export class Refused extends Error {
  /** @param {number} status @param {string} code @param {string} text */
  constructor(status, code, text) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

/** The token that the address brings, which is then taken out of it, or that this tab knows. */
export function knownToken() {
  const brought = new URLSearchParams(location.hash.slice(1)).get('token');
  if (brought) {
    history.replaceState(null, '', location.pathname);
    keepToken(brought);
  }
  return sessionStorage.getItem(TOKEN_KEY) ?? '';
}

/** @param {string} token Empty to forget it. */
export function keepToken(token) {
  if (token) sessionStorage.setItem(TOKEN_KEY, token);
  else sessionStorage.removeItem(TOKEN_KEY);
}

export class Api {
  #token;

  /** @param {string} token */
  constructor(token) {
    this.#token = token;
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  async ask(path) {
    const response = await this.#fetch(path, AbortSignal.timeout(ANSWER_MILLIS));
    return response.json();
  }

  /**
   * Calls `hear` with every event, until the server or `signal` ends it.
   * @param {AbortSignal} signal
   * @param {(event: any) => void} hear
   */
  async tail(signal, hear) {
    const silent = new AbortController();
    let timer = setTimeout(() => silent.abort(), SILENCE_MILLIS);
    const response = await this.#fetch('/api/tail', AbortSignal.any([signal, silent.signal]));
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder();
    let held = '';
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), SILENCE_MILLIS);
        const lines = (held + decoder.decode(value, { stream: true })).split('\n');
        held = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('data: ')) hear(JSON.parse(line.slice(6)));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string} path @param {AbortSignal} signal */
  async #fetch(path, signal) {
    const headers = { Authorization: `Bearer ${this.#token}` };
    const response = await fetch(path, { headers, signal, cache: 'no-store' });
    if (response.ok) return response;
    const said = await response.json().catch(() => ({}));
    throw new Refused(response.status, said.code ?? '', said.text ?? `the server answered ${response.status}`);
  }
}
