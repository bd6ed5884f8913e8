/** Users, turns and ends in words for a person. */

import { showable } from '../text.js';

/** @typedef {import('./table.js').Table} Table */
/** @typedef {import('./table.js').View} View */

/** @param {string} user */
export function nameOfUser(user) {
  if (user.startsWith('guest_')) return `Guest ${user.slice(6, 10)}`;
  const bot = /^bot_(\d)$/.exec(user);
  return bot ? `Bot ${bot[1]}` : showable(user);
}

/** `1500?` while it is provisional. @param {{ value: number, games: number } | undefined} rating */
export function ratingWords(rating) {
  if (!rating) return '';
  return `${rating.value}${rating.games < 30 ? '?' : ''}`;
}

/** @param {Record<string, any>} setup Of a seek. */
export function setupWords(setup) {
  const clock = setup.clock ?? { kind: 'live', initial_s: 1500, increment_s: 5 };
  const rules = CHALLENGES[setup.rules ?? 'void'] ?? '';
  return `${clockWords(clock)} · ${rules}`;
}

/** What a challenge costs. @type {Record<string, string>} */
export const CHALLENGES = {
  void: 'wrong words refused',
  single: 'free challenge',
  double: 'double challenge',
  five: '5-point challenge',
  ten: '10-point challenge',
  triple: 'triple challenge',
};

/** @param {Record<string, any>} clock */
export function clockWords(clock) {
  if (clock.kind === 'correspondence') {
    const days = clock.turn_s / 86_400;
    return days >= 1 ? `${days} ${days === 1 ? 'day' : 'days'} a turn` : `${Math.round(clock.turn_s / 60)} min a turn`;
  }
  return `${clock.initial_s / 60} min${clock.increment_s ? ` + ${clock.increment_s} s` : ''}`;
}

/** `4:07`; below ten seconds with tenths. @param {number} millis */
export function timeWords(millis) {
  const sign = millis < 0 ? '−' : '';
  const left = Math.abs(millis);
  if (left >= 86_400_000) return `${sign}${Math.floor(left / 86_400_000)} d ${Math.floor((left % 86_400_000) / 3_600_000)} h`;
  if (left < 10_000) return `${sign}0:0${(Math.floor(left / 100) / 10).toFixed(1)}`;
  const seconds = Math.floor(left / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = `${hours ? String(minutes).padStart(2, '0') : minutes}:${String(seconds % 60).padStart(2, '0')}`;
  return sign + (hours ? `${hours}:${tail}` : tail);
}

/** A turn, without who did it. @param {View} move */
export function moveWords(move) {
  if (move.kind === 'placed') return `${move.words[0] ?? move.tiles} at ${move.at}`;
  if (move.kind === 'exchanged') return `exchanged ${move.gave.count}`;
  if (move.kind === 'passed') return 'passed';
  return move.upheld ? 'challenged: the play comes off' : 'challenged in vain';
}

/** @param {View} move */
export function moverOf(move) {
  return move.kind === 'challenged' ? move.by : move.seat;
}

/** @param {Table} table @param {number} seat */
export function seatWords(table, seat) {
  return table.seat === seat ? 'You' : nameOfUser(table.seats[seat]);
}

/** @type {Record<string, string>} */
const REASONS = {
  standard: 'all tiles are played',
  time: 'time is up',
  scoreless: 'six turns without points',
  resigned: 'resigned',
  aborted: 'called off',
  triple_challenge: 'a challenge decided it',
  cancelled: 'somebody did not come',
  forfeit: 'no answer to the nudge',
  adjudicated: 'decided by the server',
};

/** How a game has ended. @param {Table} table */
export function endWords(table) {
  const { winner, reason } = table.ended;
  const why = REASONS[reason] ?? reason;
  if (winner === null || winner === undefined) {
    return reason === 'aborted' || reason === 'cancelled' ? `The game is off: ${why}.` : `A draw: ${why}.`;
  }
  const [who, other] = [seatWords(table, winner), seatWords(table, 1 - winner)];
  const resigned = `${other === 'You' ? 'you' : other} resigned`;
  return `${who === 'You' ? 'You have won' : `${who} has won`}: ${reason === 'resigned' ? resigned : why}.`;
}

/** What has to be done now, in a few words. @param {Table} table */
export function turnWords(table) {
  if (table.phase === 'ended') return endWords(table);
  if (table.phase === 'waiting') return 'Waiting until both are here.';
  const who = seatWords(table, table.turn);
  const turn = who === 'You' ? 'Your turn' : `${who} is on turn`;
  return table.phase === 'final_pass' ? `${turn}: pass, or challenge the last play.` : `${turn}.`;
}

/** What happened, for a screen reader. @param {Table} table @param {View} view */
export function newsWords(table, view) {
  if (view.kind === 'ended') return endWords(table);
  if (view.kind === 'away' || view.kind === 'here') {
    const who = seatWords(table, view.seat);
    return `${who} ${who === 'You' ? 'are' : 'is'} ${view.kind}.`;
  }
  if (view.kind === 'said' && view.text) return `${seatWords(table, view.seat)}: ${showable(view.text)}`;
  if (!['placed', 'exchanged', 'passed', 'challenged'].includes(view.kind)) return '';
  const points = view.kind === 'placed' ? `, ${view.score} points` : '';
  return `${seatWords(table, moverOf(view))}: ${moveWords(view)}${points}. ${turnWords(table)}`;
}
