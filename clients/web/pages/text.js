/** What players wrote and what realms are called, made fit for a page. */

import { LOBBY } from './hubbub.js';

/** Control characters (but tab and newline), and the characters that turn the reading direction of what follows. */
const UNSHOWABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** @param {string} text */
export function showable(text) {
  return text.replace(UNSHOWABLE, '');
}

/** How long the server will find a text. @param {string} text */
export function characters(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** @param {string} text */
export function bytes(text) {
  return new TextEncoder().encode(text).length;
}

/** The realm that a room's name stands for; null if no room can be called that. @param {string} name */
export function realmOf(name) {
  if (name === '' || name === LOBBY) return LOBBY;
  return /^[A-Za-z0-9_]{1,64}$/.test(name) ? `room-${name}` : null;
}

/** The name of a realm's room; empty for the lobby. @param {string} realm */
export function roomOf(realm) {
  return realm.startsWith('room-') ? realm.slice('room-'.length) : '';
}

/** `/to 7 psst` is for player 7 alone. @param {string} text @returns {{ conn: number, text: string } | null} */
export function parseDirect(text) {
  const match = /^\/to\s+#?([1-9]\d{0,15})\s+(\S[^]*)$/.exec(text);
  return match ? { conn: Number(match[1]), text: match[2] ?? '' } : null;
}

/** The angle of a player's colour. Neighbouring ids lie far apart. @param {number} id */
export function hueOf(id) {
  return Math.round((id * 137.508) % 360);
}

/** @param {number} id */
export function nameOf(id) {
  return `Player ${id}`;
}
