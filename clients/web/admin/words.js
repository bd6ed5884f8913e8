/** Numbers and events in words. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** @param {number} value */
export function number(value) {
  if (value < 10 && !Number.isInteger(value)) return value.toFixed(1);
  return Math.round(value).toLocaleString('en');
}

/** @param {number} value */
export function bytes(value) {
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) [value, unit] = [value / 1_024, unit + 1];
  return `${number(unit === 0 ? Math.round(value) : value)} ${UNITS[unit]}`;
}

/** @param {number} millis */
export function span(millis) {
  if (millis < 1_000) return `${Math.round(millis)} ms`;
  const seconds = Math.floor(millis / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** @param {number} count @param {string} thing */
export function count(count, thing) {
  return `${number(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** @param {any} event */
export function told(event) {
  switch (event.type) {
    case 'opened':
      return `Conn ${event.conn} opened from ${event.address}`;
    case 'logged_in':
      return `Conn ${event.conn} is ${event.user}`;
    case 'closed':
      return `Conn ${event.conn} closed: ${event.code} ${event.name}`;
    case 'joined':
      return `Conn ${event.conn} joined ${event.realm}`;
    case 'left':
      return `Conn ${event.conn} left ${event.realm}`;
    case 'said':
      if (event.times > 1) return `${number(event.times)} messages in ${event.realm}, ${bytes(event.bytes)} in all`;
      return `${event.conn ? `Conn ${event.conn}` : 'Somebody elsewhere'} said ${bytes(event.bytes)} in ${event.realm} to ${number(event.heard)}`;
    case 'direct':
      return `${event.from ? `Conn ${event.from}` : 'A service'} said ${bytes(event.bytes)} to conn ${event.to} alone`;
    case 'draining':
      return `Draining: ${count(event.left, 'conn')} left`;
    case 'lost':
      return `${count(event.events, 'event')} not shown: too many at a time`;
    default:
      return event.type;
  }
}
