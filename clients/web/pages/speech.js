/** What a person has typed, said; and what he has missed. */

import { nameOf, parseDirect } from './text.js';

/** @typedef {import('./hubbub.js').Client} Client */
/** @typedef {import('./log.js').ChatLog} ChatLog */

/** What a person is told who has missed something for good. */
export const LOST = 'What was said in between is lost.';

/**
 * Says a text in a realm, or, where it begins with `/to 7`, to player 7 alone, and writes it into the log. False: there
 * is no connection, and nothing was said.
 * @param {Client} client
 * @param {ChatLog} log
 * @param {string} text
 * @param {string} realm
 */
export function speak(client, log, text, realm) {
  const sender = client.id;
  const aside = parseDirect(text);
  if (!aside) {
    const isSaid = client.chat(text, realm);
    if (isSaid) log.say({ sender, text, own: true });
    return isSaid;
  }
  const isTold = client.direct(aside.conn, aside.text);
  if (isTold) log.say({ sender, text: aside.text, own: true, aside: `to ${nameOf(aside.conn)} alone` });
  return isTold;
}
