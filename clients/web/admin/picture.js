/**
 * The picture that moves: realms are circles, conns are dots in them. Who says something sends a spark to the middle
 * of the realm, from where a ring goes out to all who hear it.
 */

import { SLOW_MILLIS } from './world.js';

/** What fits on a page, and into a frame's time. */
const CIRCLES_MAX = 40;
const DOTS_MAX = 300;
const SPARKS_MAX = 150;
const SPARK_MILLIS = 380;
const RING_MILLIS = 700;
const BURST_MILLIS = 900;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/** How much of the canvas the circles cover. */
const COVER = 0.4;
const LABEL = 34;

/**
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ x: number, y: number, hue: number, slow: boolean, seat: number }} Dot Its place is measured from the circle's middle.
 * @typedef {{ name: string, x: number, y: number, r: number, members: number, dots: Map<number, Dot>, rings: number[] }} Circle
 * @typedef {{ from: Point, to: Point, since: number, hue: number, ring: Circle | null }} Spark
 */

export class Picture {
  #canvas;
  #world;
  #pen;
  /** @type {Map<string, Circle>} */
  #circles = new Map();
  /** @type {Spark[]} */
  #sparks = [];
  /** @type {{ x: number, y: number, since: number }[]} */
  #bursts = [];
  #width = 0;
  #height = 0;
  #colours = { ink: '', soft: '', card: '', accent: '', warn: '', bad: '', light: '' };
  #drawnAt = 0;
  /** Seconds since the last frame. */
  #passed = 0;
  #still = matchMedia('(prefers-reduced-motion: reduce)');
  paused = false;

  /** @param {HTMLCanvasElement} canvas @param {import('./world.js').World} world */
  constructor(canvas, world) {
    this.#canvas = canvas;
    this.#world = world;
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('this browser cannot draw');
    this.#pen = pen;
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#readColours());
    this.#resize();
    this.#readColours();
    requestAnimationFrame((now) => this.#frame(now));
  }

  /** Shows an event, if it can be seen. @param {any} event */
  hear(event) {
    if (this.paused || document.hidden) return;
    const now = performance.now();
    if (event.type === 'said') this.#said(event, now);
    if (event.type === 'direct') this.#direct(event, now);
    if (event.type === 'closed' && event.code >= 1002) {
      for (const circle of this.#circles.values()) {
        const place = placeIn(circle, event.conn);
        if (place) this.#bursts.push({ ...place, since: now });
      }
    }
  }

  /** How many realms there are beyond those that are drawn. */
  get undrawn() {
    return Math.max(0, this.#world.rooms.size - CIRCLES_MAX);
  }

  /** @param {any} event @param {number} now */
  #said(event, now) {
    const circle = this.#circles.get(event.realm);
    if (!circle) return;
    const from = placeIn(circle, event.conn) ?? { x: circle.x, y: -10 };
    this.#spark({ from, to: circle, since: now, hue: hueOf(event.conn ?? 0), ring: circle });
  }

  /** @param {any} event @param {number} now */
  #direct(event, now) {
    const [from, to] = [this.#find(event.from), this.#find(event.to)];
    if (to) this.#spark({ from: from ?? { x: to.x, y: -10 }, to, since: now, hue: hueOf(event.from ?? 0), ring: null });
  }

  /** @param {Spark} spark */
  #spark(spark) {
    if (this.#still.matches || this.#sparks.length >= SPARKS_MAX) spark.ring?.rings.push(spark.since);
    else this.#sparks.push(spark);
  }

  /** @param {number} id */
  #find(id) {
    for (const circle of this.#circles.values()) {
      const place = placeIn(circle, id);
      if (place) return place;
    }
    return null;
  }

  #resize() {
    const { clientWidth, clientHeight } = this.#canvas;
    const scale = devicePixelRatio || 1;
    [this.#width, this.#height] = [clientWidth, clientHeight];
    this.#canvas.width = Math.round(clientWidth * scale);
    this.#canvas.height = Math.round(clientHeight * scale);
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
  }

  #readColours() {
    const style = getComputedStyle(document.documentElement);
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const named = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    this.#colours = {
      ink: named('ink'),
      soft: named('soft'),
      card: named('card'),
      accent: named('accent'),
      warn: named('warn'),
      bad: named('bad'),
      light: dark ? '0.78 0.12' : '0.6 0.14',
    };
  }

  /** @param {number} now */
  #frame(now) {
    requestAnimationFrame((next) => this.#frame(next));
    // After a pause, or in the background, time has not passed for the picture.
    this.#passed = Math.min((now - this.#drawnAt) / 1_000, 0.1);
    this.#drawnAt = now;
    if (this.#width === 0 || this.paused) return;
    this.#settle();
    this.#pen.clearRect(0, 0, this.#width, this.#height);
    const circles = [...this.#circles.values()];
    for (const circle of circles) this.#drawCircle(circle, now);
    for (const circle of circles) this.#drawLabel(circle);
    this.#drawSparks(now);
    this.#drawBursts(now);
  }

  /** Brings circles and dots nearer to where they belong. */
  #settle() {
    const rooms = this.#world.bySize().slice(0, CIRCLES_MAX);
    const names = new Set(rooms.map((room) => room.name));
    for (const name of this.#circles.keys()) if (!names.has(name)) this.#circles.delete(name);
    const sizes = rooms.map((room) => 1.2 + Math.sqrt(Math.max(room.members, 1)));
    const area = sizes.reduce((sum, size) => sum + Math.PI * size * size, 0);
    const room = Math.max(this.#height - LABEL, 1) * this.#width * COVER;
    const scale = Math.min(Math.sqrt(room / Math.max(area, 1)), 26, (this.#height - LABEL) / 2 / Math.max(...sizes, 1) - 2);
    rooms.forEach((one, at) => this.#settleCircle(one, at, (sizes[at] ?? 1) * Math.max(scale, 1)));
    for (let round = 0; round < 6; round += 1) this.#pushApart([...this.#circles.values()]);
  }

  /** @param {import('./world.js').Room} room @param {number} at @param {number} r */
  #settleCircle(room, at, r) {
    let circle = this.#circles.get(room.name);
    if (!circle) {
      // A new one appears near the middle, and is pushed to its place.
      const angle = at * GOLDEN_ANGLE;
      const reach = at === 0 ? 0 : 60 + 18 * at;
      const [x, y] = [this.#width / 2 + Math.cos(angle) * reach * 1.6, this.#height / 2 + Math.sin(angle) * reach];
      circle = { name: room.name, x, y, r: r / 2, members: 0, dots: new Map(), rings: [] };
      this.#circles.set(room.name, circle);
    }
    circle.r += (r - circle.r) * this.#ease(4);
    circle.members = room.members;
    // The largest is drawn to the middle, the others around it.
    const pull = this.#ease(at === 0 ? 1.5 : 0.35);
    circle.x += (this.#width / 2 - circle.x) * pull;
    circle.y += (this.#height / 2 + LABEL / 2 - circle.y) * pull;
    this.#settleDots(circle, room.ids);
  }

  /** @param {Circle} circle @param {Set<number>} ids */
  #settleDots(circle, ids) {
    for (const id of circle.dots.keys()) if (!ids.has(id)) circle.dots.delete(id);
    for (const id of ids) {
      if (circle.dots.size >= DOTS_MAX) break;
      if (!circle.dots.has(id)) this.#seat(circle, id);
    }
    const seats = circle.dots.size;
    const taken = new Set([...circle.dots.values()].map((dot) => dot.seat));
    let free = 0;
    for (const [id, dot] of circle.dots) {
      // Who sits beyond the last seat takes one that others have left; everybody else stays.
      if (dot.seat >= seats) {
        while (taken.has(free)) free += 1;
        taken.add((dot.seat = free));
      }
      const angle = dot.seat * GOLDEN_ANGLE;
      const reach = (circle.r - 6) * Math.sqrt((dot.seat + 0.6) / seats) * 0.94;
      dot.x += (Math.cos(angle) * reach - dot.x) * this.#ease(5);
      dot.y += (Math.sin(angle) * reach - dot.y) * this.#ease(5);
      dot.slow = (this.#world.players.get(id)?.lag ?? 0) > SLOW_MILLIS;
    }
  }

  /** Somebody comes in from outside. @param {Circle} circle @param {number} id */
  #seat(circle, id) {
    const angle = circle.dots.size * GOLDEN_ANGLE;
    const [x, y] = [Math.cos(angle) * circle.r * 1.6, Math.sin(angle) * circle.r * 1.6];
    circle.dots.set(id, { x, y, hue: hueOf(id), slow: false, seat: Number.MAX_SAFE_INTEGER });
  }

  /** How much of a way is gone in this frame. @param {number} rate How much of it in a second, over and over. */
  #ease(rate) {
    return this.#still.matches ? 1 : 1 - Math.exp(-rate * this.#passed);
  }

  /** @param {Circle[]} circles */
  #pushApart(circles) {
    circles.forEach((one, at) => {
      for (const other of circles.slice(at + 1)) {
        const [dx, dy] = [other.x - one.x, other.y - one.y];
        const distance = Math.hypot(dx, dy) || 1;
        // A label stands above each circle: they need more room one above the other.
        const wanted = one.r + other.r + 14 + (LABEL * Math.abs(dy)) / distance;
        if (distance >= wanted) continue;
        const push = ((wanted - distance) / distance) * 0.25;
        const [light, heavy] = [other.r / (one.r + other.r), one.r / (one.r + other.r)];
        one.x -= dx * push * light;
        one.y -= dy * push * light;
        other.x += dx * push * heavy;
        other.y += dy * push * heavy;
      }
      one.x = Math.min(Math.max(one.x, one.r + 6), Math.max(this.#width - one.r - 6, one.r + 6));
      one.y = Math.min(Math.max(one.y, one.r + LABEL), Math.max(this.#height - one.r - 6, one.r + LABEL));
    });
  }

  /** @param {Circle} circle @param {number} now */
  #drawCircle(circle, now) {
    const pen = this.#pen;
    circle.rings = circle.rings.filter((since) => now - since < RING_MILLIS).slice(-12);
    const newest = circle.rings.at(-1);
    const glow = newest === undefined ? 0 : 1 - (now - newest) / RING_MILLIS;
    disc(pen, circle.x, circle.y, circle.r);
    pen.globalAlpha = 0.07 + 0.06 * glow;
    pen.fillStyle = this.#colours.accent;
    pen.fill();
    pen.globalAlpha = 0.35 + 0.5 * glow;
    pen.strokeStyle = this.#colours.accent;
    pen.lineWidth = 1.25;
    pen.stroke();
    for (const since of circle.rings) this.#drawRing(circle, (now - since) / RING_MILLIS);
    pen.globalAlpha = 1;
    this.#drawDots(circle, newest === undefined ? null : ((now - newest) / RING_MILLIS) * circle.r);
  }

  /** @param {Circle} circle @param {number} part */
  #drawRing(circle, part) {
    if (this.#still.matches) return;
    const pen = this.#pen;
    disc(pen, circle.x, circle.y, Math.max(circle.r * part, 1));
    pen.globalAlpha = 0.5 * (1 - part);
    pen.lineWidth = 2;
    pen.stroke();
  }

  /** @param {Circle} circle @param {number | null} ring How far the newest ring has come: whom it reaches, hears. */
  #drawDots(circle, ring) {
    const pen = this.#pen;
    const size = Math.min(Math.max((circle.r / Math.sqrt(Math.max(circle.dots.size, 1))) * 0.42, 1.3), 5);
    for (const dot of circle.dots.values()) {
      const hears = ring !== null && Math.abs(Math.hypot(dot.x, dot.y) - ring) < 9;
      disc(pen, circle.x + dot.x, circle.y + dot.y, hears ? size * 1.45 : size);
      pen.fillStyle = `oklch(${this.#colours.light} ${dot.hue})`;
      pen.fill();
      if (!dot.slow) continue;
      disc(pen, circle.x + dot.x, circle.y + dot.y, size + 3);
      pen.strokeStyle = this.#colours.warn;
      pen.lineWidth = 2;
      pen.stroke();
    }
  }

  /** @param {Circle} circle */
  #drawLabel(circle) {
    const pen = this.#pen;
    const room = Math.max(circle.r * 2, 70);
    pen.textAlign = 'center';
    pen.textBaseline = 'alphabetic';
    pen.lineJoin = 'round';
    pen.lineWidth = 4;
    pen.strokeStyle = this.#colours.card;
    pen.font = '600 13px ui-sans-serif, system-ui, sans-serif';
    const name = fitted(pen, circle.name, room);
    const [x, y] = [circle.x, circle.y - circle.r - 20];
    pen.strokeText(name, x, y);
    pen.fillStyle = this.#colours.ink;
    pen.fillText(name, x, y);
    pen.font = '12px ui-sans-serif, system-ui, sans-serif';
    pen.strokeText(String(circle.members), x, y + 14);
    pen.fillStyle = this.#colours.soft;
    pen.fillText(String(circle.members), x, y + 14);
  }

  /** @param {number} now */
  #drawSparks(now) {
    const pen = this.#pen;
    this.#sparks = this.#sparks.filter((spark) => {
      const part = (now - spark.since) / SPARK_MILLIS;
      if (part < 1) return true;
      spark.ring?.rings.push(now);
      return false;
    });
    for (const spark of this.#sparks) {
      const part = (now - spark.since) / SPARK_MILLIS;
      const colour = `oklch(${this.#colours.light} ${spark.hue})`;
      for (let trail = 0; trail < 5; trail += 1) {
        const { x, y } = between(spark, Math.max(part - trail * 0.06, 0));
        pen.globalAlpha = 0.9 - trail * 0.17;
        disc(pen, x, y, 3.4 - trail * 0.5);
        pen.fillStyle = colour;
        pen.fill();
      }
    }
    pen.globalAlpha = 1;
  }

  /** @param {number} now */
  #drawBursts(now) {
    const pen = this.#pen;
    this.#bursts = this.#bursts.filter((burst) => now - burst.since < BURST_MILLIS).slice(-60);
    for (const { x, y, since } of this.#bursts) {
      const part = (now - since) / BURST_MILLIS;
      pen.globalAlpha = 1 - part;
      disc(pen, x, y, this.#still.matches ? 8 : 4 + part * 16);
      pen.strokeStyle = this.#colours.bad;
      pen.lineWidth = 2.5;
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }
}

/** @param {Circle} circle @param {number} id @returns {Point | null} */
function placeIn(circle, id) {
  const dot = circle.dots.get(id);
  return dot ? { x: circle.x + dot.x, y: circle.y + dot.y } : null;
}

/** Neighbours in number are far apart in colour. @param {number} id */
function hueOf(id) {
  return Math.round((id * 137.5) % 360);
}

/** A point on the way of a spark, slow at both ends. @param {Spark} spark @param {number} part */
function between({ from, to, ring }, part) {
  const eased = part * part * (3 - 2 * part);
  // What goes from conn to conn flies in a bow, not to be mistaken for what a realm hears.
  const bow = ring ? 0 : Math.sin(Math.PI * part) * -40;
  return { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased + bow };
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {number} r */
function disc(pen, x, y, r) {
  pen.beginPath();
  pen.arc(x, y, Math.max(r, 0.1), 0, 2 * Math.PI);
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} width */
function fitted(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length - 1;
  while (end > 3 && pen.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end)}…`;
}
