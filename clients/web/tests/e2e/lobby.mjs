// What people say to each other before a game.

import assert from 'node:assert/strict';

const WILD = '<b>Who</b> plays?';

/** On a phone the chat is behind a tab, which tells how much is new; wide screens show it beside the games. */
export async function lobbyTalk({ ann, bob, cleo }, shot) {
  await cleo.says(WILD);
  const line = await ann.hears(await cleo.name(), WILD);
  assert.equal(await line.locator('b').count(), 0, 'text is never HTML');
  const tab = bob.page.getByRole('button', { name: /^Chat/ });
  await tab.filter({ hasText: '1 new' }).waitFor();
  assert.match(await bob.page.title(), /^\(1\) /);
  assert.ok(await bob.page.locator('lobby-chat').isHidden());
  await tab.tap();
  await bob.hears(await cleo.name(), WILD);
  assert.doesNotMatch(await bob.page.title(), /^\(/);
  await bob.says('Me, in a minute.');
  await ann.hears(await bob.name(), 'Me, in a minute.');
  await fitsOnScreen(bob);
  await shot(bob, 'chat-phone-light');
  await shot(ann, 'chat-desktop-dark');
  await isRead(ann);
  await limits(cleo);
  await invites(ann, await bob.name());
  await bob.page.getByRole('button', { name: 'Games' }).tap();
}

/** The box stands at the end of the screen, where the thumb is; nothing scrolls but the lines. */
async function fitsOnScreen({ page }) {
  const box = await page.getByRole('textbox', { name: 'Message to the lobby' }).boundingBox();
  const { height } = page.viewportSize();
  assert.ok(box.y + box.height <= height && box.y > height - 150, `${box.y} of ${height}`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight), 0);
}

/** A screen reader is told each line once, and can reach all of them by keyboard. */
async function isRead({ page }) {
  const log = page.getByRole('log', { name: 'Messages in the lobby' });
  assert.equal(await log.getAttribute('aria-live'), 'polite');
  assert.match(await log.ariaSnapshot(), /Me, in a minute\./);
  await page.getByRole('textbox', { name: 'Message to the lobby' }).focus();
  await page.keyboard.press('Shift+Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'log');
}

/** What is too long is said so before it is sent. */
async function limits({ page }) {
  const box = page.getByRole('textbox', { name: 'Message to the lobby' });
  await box.fill('x'.repeat(2_001));
  await page.locator('lobby-chat').getByText('Too long to send: at most 2,000 characters').waitFor();
  await page.locator('lobby-chat').getByText('2,001 of 2,000').waitFor();
  await box.fill('');
}

/** A press on a name fills in whom to ask. */
async function invites({ page }, name) {
  await page.locator('lobby-chat').getByRole('button', { name }).first().click();
  assert.equal(await page.getByRole('combobox', { name: 'Against' }).inputValue(), 'user');
  assert.match(await page.getByRole('textbox', { name: 'Name' }).inputValue(), /^guest_/);
  await page.getByRole('combobox', { name: 'Against' }).selectOption('');
}
