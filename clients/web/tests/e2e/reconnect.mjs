// The conn ends: the page says why, and comes back where it should.

import assert from 'node:assert/strict';
import { Visitor } from './browser.mjs';
import { wireTo } from './cutter.mjs';

export async function reconnect({ check, browser, url }) {
  const wire = await wireTo(new URL(url));
  const bob = await Visitor.at(browser, new URL('/?room=harbour', url));
  const ann = await Visitor.at(browser, new URL('/?room=harbour', wire.url));

  await check('a cut wire is said, the text in the box is kept, and the page comes back by itself', async () => {
    await ann.say('before');
    await bob.hears('before');
    const id = await ann.id();
    wire.cut();
    await ann.becomes('waiting');
    await ann.page.getByRole('status').filter({ hasText: 'The connection was lost. Trying again by itself.' }).waitFor();
    await ann.say('into the void');
    await ann.page.getByText('Not sent: there is no connection. Your text stays here.').waitFor();
    assert.equal(await ann.box.inputValue(), 'into the void');
    await ann.page.getByText('The server cannot be reached.').waitFor();
    wire.mend();
    await ann.connected();
    await ann.log.getByText('Connected again.').waitFor();
    await ann.log.getByText('What was said in between is lost.').waitFor();
    assert.ok((await ann.id()) > id, 'ids are never used again');
    await ann.box.press('Enter');
    await bob.hears('into the void');
    assert.ok(await ann.page.locator('.trouble').isHidden());
    assert.match(ann.sockets.at(-1), /\?room=harbour$/);
  });

  await check('a person need not wait', async () => {
    wire.cut();
    await ann.page.getByText('The server cannot be reached.').waitFor();
    wire.mend();
    await ann.page.getByRole('button', { name: 'Try now' }).click();
    await ann.connected();
    await bob.say('welcome back');
    await ann.hears('welcome back');
  });

  await check('a device without a network is told so at once', async () => {
    await ann.context.setOffline(true);
    await ann.page.getByText('This device seems to be offline.').waitFor();
    await ann.context.setOffline(false);
    await ann.connected();
    await ann.page.locator('.trouble').waitFor({ state: 'hidden' });
  });

  await check('a change of room without a conn is made up for', async () => {
    wire.cut();
    await ann.becomes('waiting');
    await ann.goTo('quay');
    wire.mend();
    await ann.connected();
    await bob.goTo('quay');
    await bob.say('on the quay');
    await ann.hears('on the quay');
  });

  await ann.leave();
  await bob.leave();
  wire.end();
  await betweenServerAndPage({ check, browser, url });
}

/** What the server would send in rare moments, put between it and the page. */
async function betweenServerAndPage({ check, browser, url }) {
  let route;
  const cleo = await Visitor.at(browser, url, {
    prepare: (page) => page.routeWebSocket(/\/ws/, (socket) => {
      socket.connectToServer();
      route = socket;
    }),
  });
  await check('a straggler from a room that was just left is not shown', async () => {
    route.send(JSON.stringify({ type: 0, text: 'straggler', sender: 9, realm: 'room-left' }));
    route.send(JSON.stringify({ type: 0, text: 'in place', sender: 9, realm: 'lobby' }));
    await cleo.hears('in place');
    assert.ok(!(await cleo.texts()).includes('straggler'));
  });

  const noteCount = () => cleo.log.getByText('Connected again.').count();

  await check('4012: the page comes back when it was told to', async () => {
    await route.close({ code: 4012, reason: 'restarting; retry=1' });
    await cleo.page.getByText('The server is restarting. Trying again by itself.').waitFor();
    await cleo.connected();
    assert.equal(await noteCount(), 1);
  });

  await check('4008: the page comes back at once', async () => {
    await route.close({ code: 4008, reason: 'too slow' });
    await cleo.log.getByText('Connected again.').nth(1).waitFor();
    await cleo.connected();
  });

  await check('4503: the page says so and stays away until a person asks', async () => {
    await route.close({ code: 4503, reason: 'removed' });
    await cleo.becomes('closed');
    await cleo.page.getByRole('status').filter({ hasText: /^You were removed from this server\.$/ }).waitFor();
    await cleo.page.getByRole('button', { name: 'Connect again' }).click();
    await cleo.connected();
    assert.equal(await noteCount(), 3);
  });

  await cleo.leave();
}
