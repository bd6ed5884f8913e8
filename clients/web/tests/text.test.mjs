// What players wrote, made fit for a page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { characters, parseDirect, realmOf, roomOf, showable } from '../pages/text.js';

test('t51 control characters and bidi overrides go, everything else stays', () => {
  assert.equal(showable('a\u0000b\u0007c\u001bd\u007fe\u0085f'), 'abcdef');
  assert.equal(showable('exe.\u202egpj\u202c \u2066x\u2069'), 'exe.gpj x');
  for (const text of ['tab\tline\nend', '[img]x[/img]', '<img src=x onerror=alert(1)>', 'שלום', '👩‍👩‍👧', 'a'.repeat(9), 'e\u0301']) {
    assert.equal(showable(text), text);
  }
  assert.equal(showable('two\r\nlines'), 'two\nlines');
});

test('characters are counted as the server counts them, not as UTF-16', () => {
  assert.equal(characters('añ👋'), 3);
  assert.equal(characters('👩‍👧'), 3);
  assert.equal(characters(''), 0);
});

test('rooms and realms', () => {
  assert.equal(realmOf(''), 'lobby');
  assert.equal(realmOf('lobby'), 'lobby');
  assert.equal(realmOf('Den_7'), 'room-Den_7');
  for (const name of ['a b', 'a-b', 'é', '../x', 'x'.repeat(65), 'a\n', 'user.>']) assert.equal(realmOf(name), null, name);
  assert.equal(roomOf('room-x'), 'x');
  assert.equal(roomOf('lobby'), '');
});

test('/to N is for one player, all else is for everybody', () => {
  assert.deepEqual(parseDirect('/to 7 psst'), { conn: 7, text: 'psst' });
  assert.deepEqual(parseDirect('/to #7 two\nlines'), { conn: 7, text: 'two\nlines' });
  for (const text of ['/to 7', '/to 0 x', '/to all x', 'see /to 7 x', '/tomorrow', '']) assert.equal(parseDirect(text), null, text);
});
