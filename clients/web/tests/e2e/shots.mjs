// The page as a person sees it, for a person to look at.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DESKTOP, PHONE, Visitor } from './browser.mjs';
import { wireTo } from './cutter.mjs';

const SCENE = [
  [0, 'Anyone up for a round of Spores?'],
  [1, 'Me! Two minutes, the kettle is on.'],
  [0, 'No hurry.'],
  [0, 'I will open a room: go to “spores” when you are ready.'],
  [2, 'Hello from Godot! What is this place?'],
  [1, 'A lobby. You are talking to two browsers, one of them on a phone.'],
];

let round = 0;

export async function shots({ check, browser, url, folder }) {
  await mkdir(folder, { recursive: true });
  for (const [name, viewport, phone] of [['desktop', DESKTOP, false], ['phone', PHONE, true]]) {
    for (const dark of [false, true]) {
      const file = (what) => join(folder, `web-${name}-${dark ? 'dark' : 'light'}${what}.png`);
      await check(`pictures: ${name}, ${dark ? 'dark' : 'light'}`, () => scene(browser, url, { viewport, phone, dark }, file));
    }
  }
}

async function scene(browser, url, options, file) {
  const wire = await wireTo(new URL(url));
  const place = `/?room=spores_${(round += 1)}`;
  const people = [await Visitor.at(browser, new URL(place, wire.url), options)];
  for (let others = 0; others < 2; others += 1) people.push(await Visitor.at(browser, new URL(place, url)));
  const [me] = people;
  for (const [who, text] of SCENE) {
    await people[who].say(text);
    if (who !== 0) await me.hears(text);
  }
  await people[1].say(`/to ${await me.id()} Shall we let her win?`);
  await me.hears('Shall we let her win?');
  await me.page.locator('.members', { hasText: '3 here' }).waitFor();
  await me.page.screenshot({ path: file('') });
  if (options.phone) {
    await me.page.getByText('Your first five minutes').tap();
    await me.page.screenshot({ path: file('-first-steps'), fullPage: true });
    await me.page.getByText('Your first five minutes').tap();
  }
  wire.cut();
  await me.page.getByText('The server cannot be reached.').waitFor();
  await me.box.fill('x'.repeat(2_001));
  await me.page.getByText('Too long to send').waitFor();
  await me.page.screenshot({ path: file('-trouble') });
  for (const visitor of people) await visitor.leave();
  wire.end();
}
