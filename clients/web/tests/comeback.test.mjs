// The parts of the client that only decide: close codes and back-off.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Comeback, explainClose } from '../pages/hubbub.js';

const BACK = ['back-off', 'once', 'restart'];

test('4000 to 4499 come back, 4500 to 4999 stay away, known or not', () => {
  for (let code = 4000; code <= 4999; code += 1) {
    const { next, words } = explainClose(code);
    assert.equal(BACK.includes(next), code < 4500, `${code}: ${next}`);
    assert.match(words, /^[A-Z].*\.$/);
  }
});

test('every code of the protocol has words of its own', () => {
  const codes = [1000, 1002, 1003, 1006, 1007, 1008, 1009, 1011, 4000, 4001, 4002, 4008, 4012, 4013, 4029, 4401];
  codes.push(4500, 4501, 4502, 4503, 4504, 4505, 4506, 4507);
  const words = codes.map((code) => explainClose(code).words);
  assert.equal(new Set(words).size, codes.length);
  assert.ok(words.every((each) => !/\d/.test(each)), 'a known code needs no number');
});

test('RFC codes: some end it, a lost conn and a fault of the server come back', () => {
  for (const code of [1000, 1003, 1007, 1008, 1009, 1010]) assert.equal(explainClose(code).next, 'never', `${code}`);
  for (const code of [1006, 1011]) assert.equal(explainClose(code).next, 'back-off', `${code}`);
  for (const code of [1001, 1002, 1005, 1012, 1013, 3000, 0]) assert.equal(explainClose(code).next, 'few', `${code}`);
});

test('the reason may say when to retry and what the log calls a fault', () => {
  assert.equal(explainClose(4013, 'full; retry=7').retrySeconds, 7);
  assert.equal(explainClose(4013, 'full').retrySeconds, null);
  assert.equal(explainClose(4013, 'full; retry=soon').retrySeconds, null);
  assert.equal(explainClose(4013, 'full; retry=999999999').retrySeconds, 3600);
  assert.match(explainClose(1011, 'our fault; id=00ff').words, /00ff/);
  assert.doesNotMatch(explainClose(1011, 'our fault; id=<b>').words, /</);
});

test('back-off doubles from half a second to half a minute, plus or minus a half', () => {
  for (const [luck, factor] of [[0, 0.5], [0.5, 1], [1, 1.5]]) {
    const comeback = new Comeback();
    for (const plain of [500, 1000, 2000, 4000, 8000, 16000]) {
      assert.equal(comeback.closed(0, 1006, '', luck).delayMillis, plain * factor);
    }
    for (let tries = 6; tries < 2000; tries += 1) {
      const { delayMillis } = comeback.closed(0, 1006, '', luck);
      assert.ok(delayMillis !== null && delayMillis >= 15_000 && delayMillis <= 30_000, `${delayMillis}`);
    }
  }
});

test('a minute of peace makes the next wait a short one, less does not', () => {
  const comeback = new Comeback();
  for (let tries = 0; tries < 4; tries += 1) comeback.closed(0, 1006, '', 0.5);
  comeback.opened(1_000);
  assert.equal(comeback.closed(60_999, 1006, '', 0.5).delayMillis, 8_000);
  comeback.opened(100_000);
  assert.equal(comeback.closed(160_000, 1006, '', 0.5).delayMillis, 500);
});

test('waiting to be let in is no peace', () => {
  const comeback = new Comeback();
  comeback.opened(0);
  comeback.closed(70_000, 1006, '', 0.5);
  assert.equal(comeback.closed(200_000, 1006, '', 0.5).delayMillis, 1_000);
});

test('4001 and 4008 come back at once, but not again and again', () => {
  for (const code of [4001, 4008]) {
    const comeback = new Comeback();
    assert.equal(comeback.closed(0, code, '', 0.5).delayMillis, 0);
    assert.equal(comeback.closed(0, code, '', 0.5).delayMillis, 1_000);
  }
});

test('a restart is waited for as told, else for up to ten seconds; then back-off', () => {
  assert.equal(new Comeback().closed(0, 4012, 'restarting; retry=4', 0.9).delayMillis, 4_000);
  const comeback = new Comeback();
  assert.equal(comeback.closed(0, 4012, 'restarting', 0.7).delayMillis, 7_000);
  assert.equal(comeback.closed(0, 1006, '', 0.5).delayMillis, 1_000);
});

test('a full server is asked when it said, each client at another instant', () => {
  assert.equal(new Comeback().closed(0, 4013, 'full; retry=5', 0).delayMillis, 5_250);
  assert.equal(new Comeback().closed(0, 4013, 'full; retry=5', 1).delayMillis, 5_750);
});

test('a protocol error is tried three times, anew once a person asks', () => {
  const comeback = new Comeback();
  for (let tries = 0; tries < 3; tries += 1) assert.notEqual(comeback.closed(0, 1002, '', 0).delayMillis, null);
  assert.equal(comeback.closed(0, 1002, '', 0).delayMillis, null);
  comeback.forget();
  assert.notEqual(comeback.closed(0, 1002, '', 0).delayMillis, null);
});

test('a server that was never reached is not called a lost connection', () => {
  const comeback = new Comeback();
  assert.match(comeback.closed(0, 1006, '', 0).words, /cannot be reached/);
  comeback.opened(0);
  assert.match(comeback.closed(1, 1006, '', 0).words, /was lost/);
});
