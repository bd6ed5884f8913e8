// People talk: to everybody, in rooms, to one alone.

import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { Client } from '../../pages/hubbub.js';
import { Visitor } from './browser.mjs';

export async function conversation({ check, browser, url }) {
  const ann = await Visitor.at(browser, url);
  const bob = await Visitor.at(browser, url);

  await check('two pages chat with each other, each line once and under its player’s name', async () => {
    await ann.say('Hello from Ann');
    const line = await bob.hears('Hello from Ann');
    assert.equal(await line.locator('.name').textContent(), `Player ${await ann.id()}`);
    await bob.say('Hello from Bob');
    await ann.hears('Hello from Bob');
    for (const { page } of [ann, bob]) {
      assert.equal(await page.locator('.text', { hasText: 'Hello from Ann' }).count(), 1);
    }
    assert.equal(await ann.page.locator('.line.own .name').first().textContent(), 'You');
  });

  await check('both see the same number of members, and see it change', async () => {
    const before = await bob.members();
    assert.ok(before >= 2);
    const cleo = await Visitor.at(browser, url);
    await bob.page.locator('.members', { hasText: `${before + 1} here` }).waitFor();
    assert.equal(await cleo.members(), before + 1);
    await cleo.leave();
    await bob.page.locator('.members', { hasText: `${before} here` }).waitFor();
  });

  await check('players differ in colour', async () => {
    const hue = (visitor) => visitor.page.locator('.you').evaluate((you) => getComputedStyle(you).getPropertyValue('--hue'));
    assert.notEqual(await hue(ann), await hue(bob));
    const line = await bob.hears('Hello from Ann');
    assert.equal(await line.evaluate((each) => each.style.getPropertyValue('--hue')), await hue(ann));
  });

  await check('many lines, emoji and right-to-left text arrive as they were written', async () => {
    await ann.box.fill('first');
    await ann.box.press('Shift+Enter');
    await ann.box.pressSequentially('second');
    await ann.box.press('Enter');
    await bob.hears('first\nsecond');
    for (const text of ['👩‍👩‍👧 ñ', 'שלום עולם']) {
      await ann.say(text);
      await bob.hears(text);
    }
  });

  await check('what is said in a room stays there; the address names the room', async () => {
    const id = await ann.id();
    await ann.goTo('den_1');
    assert.equal(new URL(ann.page.url()).search, '?room=den_1');
    await ann.say('only in the den');
    const cleo = await Visitor.at(browser, new URL('/?room=den_1', url));
    assert.match(cleo.sockets[0], /\/ws\?room=den_1$/);
    await cleo.say('Ann, are you there?');
    await ann.hears('Ann, are you there?');
    await ann.say('Yes');
    await cleo.hears('Yes');
    await cleo.leave();
    await ann.page.goBack();
    await ann.page.getByRole('heading', { name: 'Lobby', exact: true }).waitFor();
    await ann.say('back in the lobby');
    await bob.hears('back in the lobby');
    const heard = await bob.texts();
    assert.ok(!heard.includes('only in the den') && !heard.includes('Yes'));
    assert.equal(await ann.id(), id, 'a change of room is no new conn');
  });

  await check('an address with an impossible room says so and leads to the lobby', async () => {
    const cleo = await Visitor.at(browser, new URL('/?room=%3Cscript%3E', url));
    await cleo.log.getByText('No room can be called that').waitFor();
    await cleo.say('lost my way');
    await bob.hears('lost my way');
    await cleo.leave();
  });

  await check('a line to one player reaches that player alone', async () => {
    const cleo = await Visitor.at(browser, url);
    await ann.say(`/to ${await bob.id()} psst`);
    const line = await bob.hears('psst');
    assert.match(await line.textContent(), /to you alone/);
    await ann.say('to all');
    await cleo.hears('to all');
    assert.ok(!(await cleo.texts()).includes('psst'));
    await cleo.leave();
    await line.getByRole('button').click();
    assert.equal(await bob.box.inputValue(), `/to ${await ann.id()} `);
    await bob.box.fill('');
  });

  await check('a line to nobody is answered in words', async () => {
    await ann.say('/to 9007199254740000 anybody?');
    await ann.log.locator('.note.bad').last().waitFor();
  });

  await check('the client runs without a page too, and hears what is said', async () => {
    const client = await clientWithoutPage(url);
    const heard = new Promise((resolve) => client.on('chat', resolve));
    await ann.say('Hello, Node');
    const { sender, text, realm } = await heard;
    assert.deepEqual([sender, text, realm], [await ann.id(), 'Hello, Node', 'lobby']);
    client.close();
  });

  await check('a burst of 600 lines: the page reads along and keeps the last 500', async () => {
    const client = await clientWithoutPage(url);
    for (let line = 1; line <= 600; line += 1) client.chat(`burst ${line}`);
    await ann.hears('burst 600');
    client.close();
    await ann.page.waitForFunction(() => {
      const lines = document.querySelector('[role=log]');
      return lines && lines.scrollHeight - lines.scrollTop - lines.clientHeight < 2;
    });
    const texts = await ann.texts();
    assert.ok(texts.length <= 500);
    const numbers = texts.filter((text) => text.startsWith('burst ')).map((text) => Number(text.slice(6)));
    assert.deepEqual(numbers, numbers.map((_, index) => numbers[0] + index), 'in order, none lost');
  });

  await check('who has scrolled up is not torn away, but told', async () => {
    await ann.log.evaluate((lines) => lines.scrollTo(0, 0));
    await ann.page.waitForFunction(() => document.querySelector('[role=log]')?.scrollTop === 0);
    await bob.say('news');
    await ann.hears('news');
    const button = ann.page.getByRole('button', { name: /New messages/ });
    await button.waitFor();
    await button.click();
    await button.waitFor({ state: 'hidden' });
  });

  await check('no script error, no breach of the policy, no failed request', () => {
    assert.deepEqual([...ann.troubles, ...bob.troubles], []);
  });

  await ann.leave();
  await bob.leave();
}

/** The page's own client, in Node. It is connected when this returns. */
async function clientWithoutPage(url) {
  const address = new URL('/ws', url);
  address.protocol = address.protocol.replace('http', 'ws');
  const client = new Client(address, { WebSocket });
  const open = new Promise((resolve) => client.on('welcome', resolve));
  client.connect();
  await open;
  return client;
}
