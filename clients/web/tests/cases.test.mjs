// The table of cases that every client passes: what goes into one and what must come out.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Machine } from '../pages/hubbub.js';

const TABLE = new URL('../../../crates/client/tests/cases.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(TABLE, 'utf8'));

/** The steps of a case, with those of the case that it begins after. */
function stepsOf({ after, steps }) {
  return after ? [...stepsOf(cases.find(({ name }) => name === after)), ...steps] : steps;
}

/** The table calls a command by a number, which stands for 16 bytes of it. */
const idOf = (count) => Buffer.alloc(16, count).toString('base64');

function inputOf(input) {
  const { command } = input;
  return command ? { command: { ...command, id: idOf(command.id) } } : input;
}

/** What came out, in the form of the table: numbers for ids of commands, no bytes, whole milliseconds. */
function shown({ tell, ...output }) {
  if (!tell) return output;
  const [[kind, told]] = Object.entries(tell);
  const { body, ...rest } = told;
  if (kind === 'acked' || kind === 'refused') rest.id = Buffer.from(rest.id, 'base64')[0];
  if (kind === 'closed' && rest.comesBackMillis !== null) rest.comesBackMillis = Math.floor(rest.comesBackMillis);
  return { tell: { [kind]: rest } };
}

for (const each of cases) {
  test(each.name, () => {
    const machine = new Machine({ name: 'cases' });
    let now = 0;
    for (const { at = now, luck = 500, in: input, out } of stepsOf(each)) {
      now = at;
      assert.deepEqual(machine.handle(now, luck / 1000, inputOf(input)).map(shown), out, JSON.stringify(input));
    }
  });
}
