/** Markdown as this repository writes it, as elements. Text is never read as HTML. */

import { make } from './elements.js';

/** Where a link leads, and null if it cannot be followed here. @typedef {(address: string) => string | null} Lead */

/** The name by which links find a heading. @param {string} heading */
export function anchorOf(heading) {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
}

/** @param {string} text @param {Lead} lead @returns {HTMLElement[]} */
export function elementsOf(text, lead) {
  const lines = text.split('\n');
  const elements = [];
  while (lines.length > 0) {
    const line = lines[0] ?? '';
    if (line.trim() === '') lines.shift();
    else if (line.startsWith('```')) elements.push(codeFrom(lines));
    else if (line.startsWith('#')) elements.push(headingFrom(lines, lead));
    else if (line.startsWith('|')) elements.push(tableFrom(lines, lead));
    else if (ITEM.test(line)) elements.push(listFrom(lines, lead));
    else elements.push(withText(make('p', ''), paragraphFrom(lines), lead));
  }
  return elements;
}

const ITEM = /^( *)(?:-|\d+\.) +/;
/** What begins something that is no part of the paragraph before it. */
const BREAK = /^(?:$|```|#|\||(?:-|\d+\.) )/;

/** @param {string[]} lines */
function codeFrom(lines) {
  lines.shift();
  const end = lines.findIndex((line) => line.startsWith('```'));
  const code = lines.splice(0, end < 0 ? lines.length : end);
  lines.shift();
  const block = make('pre', '', code.join('\n'));
  block.tabIndex = 0;
  return block;
}

/** @param {string[]} lines @param {Lead} lead */
function headingFrom(lines, lead) {
  const [, marks = '', words = ''] = /^(#+) (.*)/.exec(lines.shift() ?? '') ?? [];
  const level = /** @type {'h1' | 'h2' | 'h3'} */ (`h${Math.min(marks.length, 3)}`);
  const heading = withText(make(level, ''), words, lead);
  heading.id = anchorOf(heading.textContent ?? '');
  return heading;
}

/** @param {string[]} lines */
function paragraphFrom(lines) {
  const words = [lines.shift()?.trim()];
  while (lines.length > 0 && !BREAK.test(lines[0] ?? '')) words.push(lines.shift()?.trim());
  return words.join(' ');
}

/** @param {string[]} lines @param {Lead} lead */
function listFrom(lines, lead) {
  const list = make(/^\s*-/.test(lines[0] ?? '') ? 'ul' : 'ol', '');
  while (ITEM.test(lines[0] ?? '')) {
    const [mark = ''] = ITEM.exec(lines[0] ?? '') ?? [];
    const own = [(lines.shift() ?? '').slice(mark.length)];
    while (isInside(lines, mark.length)) own.push((lines.shift() ?? '').slice(mark.length));
    const item = make('li', '');
    const parts = elementsOf(own.join('\n'), lead);
    const isOneParagraph = parts.length === 1 && parts[0]?.tagName === 'P';
    item.append(...(isOneParagraph ? [...(parts[0]?.childNodes ?? [])] : parts));
    list.append(item);
  }
  return list;
}

/** Whether the next line belongs to a list's item: it is indented, or empty before one that is. @param {string[]} lines @param {number} depth */
function isInside(lines, depth) {
  const [line, next] = lines;
  if (line === undefined) return false;
  const isIndented = (/** @type {string | undefined} */ each) => (each ?? '').trim() !== '' && (each ?? '').startsWith(' '.repeat(depth));
  return isIndented(line) || (line.trim() === '' && isIndented(next));
}

/** @param {string[]} lines @param {Lead} lead */
function tableFrom(lines, lead) {
  const rows = [];
  while (lines[0]?.startsWith('|')) rows.push(cellsOf(lines.shift() ?? ''));
  const [heads = [], , ...others] = rows;
  const head = make('tr', '');
  head.append(...heads.map((cell) => withText(make('th', ''), cell, lead)));
  const body = others.map((cells) => {
    const row = make('tr', '');
    row.append(...cells.map((cell) => withText(make('td', ''), cell, lead)));
    return row;
  });
  const table = make('table', '');
  table.append(head, ...body);
  const frame = make('div', 'table');
  frame.tabIndex = 0;
  frame.append(table);
  return frame;
}

/** A bar between back ticks is none between cells. @param {string} row */
function cellsOf(row) {
  const cells = [''];
  let isCode = false;
  for (const letter of row.slice(1).replace(/\|\s*$/, '').replaceAll('\\|', '\u0000')) {
    if (letter === '`') isCode = !isCode;
    if (letter === '|' && !isCode) cells.push('');
    else cells.push(`${cells.pop()}${letter}`);
  }
  return cells.map((cell) => cell.replaceAll('\u0000', '|').trim());
}

/** Code, pictures, links, strong words, and all between them. */
const INLINE = /`([^`]+)`|!\[([^\]]*)\]\(([^)]+)\)|\[([^\]]+)\]\(([^)]+)\)|\*\*([^*]+)\*\*/g;

/**
 * @template {HTMLElement} E
 * @param {E} element
 * @param {string} text
 * @param {Lead} lead
 */
function withText(element, text, lead) {
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    element.append(text.slice(from, match.index), inline(match, lead));
    from = match.index + match[0].length;
  }
  element.append(text.slice(from));
  return element;
}

/** @param {RegExpMatchArray} match @param {Lead} lead */
function inline([, code, shows, picture, words, address, strong], lead) {
  if (code !== undefined) return make('code', '', code);
  if (strong !== undefined) return withText(make('strong', ''), strong, lead);
  if (picture !== undefined) {
    const image = make('img', '');
    [image.src, image.alt] = [lead(picture) ?? '', shows ?? ''];
    return image;
  }
  const place = lead(address ?? '');
  if (place === null) return withText(make('span', ''), words ?? '', lead);
  const link = withText(make('a', ''), words ?? '', lead);
  link.href = place;
  return link;
}
