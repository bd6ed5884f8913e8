// Keyboard, screen reader, contrast, small screens.

import assert from 'node:assert/strict';
import { PHONE, Visitor } from './browser.mjs';

const CONTRAST_MIN = 4.5;
const READABLE = ['h1', '.claim', 'summary', 'first-steps li p', 'first-steps h2', 'pre', '.title', '.members', '.state'];
READABLE.push('.you-name', '.room label', '.room button', '.line:not(.own) .text', '.line.own .text');
READABLE.push('.line:not(.own) .name', '.line time', '.note', '.note.bad', '.hint', '.fault', '.count');
READABLE.push('chat-composer button', '.why', '.retry');

export async function access({ check, browser, url }) {
  await check('by keyboard alone: skip to the box, write, change the room, come back', () => keyboard(browser, url));
  await check('roles and names: every control says what it is', () => names(browser, url));
  for (const dark of [false, true]) {
    await check(`contrast is at least ${CONTRAST_MIN} everywhere, ${dark ? 'dark' : 'light'}`, () => contrast(browser, url, dark));
  }
  await check('nothing is cut off or needs sideways scrolling from 320 pixels up', () => widths(browser, url));
  await check('the addresses for Godot are this server’s, and can be copied', () => firstSteps(browser, url));
}

async function keyboard(browser, url) {
  const ann = await Visitor.at(browser, url);
  const bob = await Visitor.at(browser, url);
  const { keyboard } = ann.page;
  const focused = () => ann.page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim());
  await keyboard.press('Tab');
  assert.equal(await focused(), 'Skip to the message box');
  assert.ok(await ann.page.locator('.skip').isVisible());
  await keyboard.press('Enter');
  await ann.page.waitForFunction(() => document.activeElement?.id === 'message');
  await keyboard.type('no mouse here');
  await keyboard.press('Enter');
  await bob.hears('no mouse here');
  assert.equal(await focused(), 'message', 'the focus stays in the box');
  await keyboard.press('Shift+Tab');
  assert.equal(await ann.page.evaluate(() => document.activeElement?.getAttribute('role')), 'log');
  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  assert.equal(await focused(), 'room');
  const outline = await ann.room.evaluate((box) => getComputedStyle(box).outlineWidth);
  assert.equal(outline, '3px', 'the focus can be seen');
  await keyboard.type('keys');
  await keyboard.press('Enter');
  await ann.page.getByRole('heading', { name: 'Room keys', exact: true }).waitFor();
  await ann.leave();
  await bob.leave();
}

async function names(browser, url) {
  const ann = await Visitor.at(browser, url);
  const bob = await Visitor.at(browser, url);
  await ann.say('who am I?');
  await bob.hears('who am I?');
  const { page } = bob;
  const session = await bob.context.newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const controls = nodes.filter(({ ignored, role }) => !ignored && /^(button|link|textbox|DisclosureTriangle)$/.test(role?.value));
  assert.ok(controls.length >= 8, `${controls.length} controls`);
  const nameless = controls.filter(({ name }) => !name?.value?.trim());
  assert.deepEqual(nameless.map(({ role }) => role.value), []);
  for (const landmark of ['main', 'log']) assert.equal(await page.getByRole(landmark).count(), 1, landmark);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  assert.equal(await bob.log.getAttribute('aria-live'), 'polite');
  await page.getByRole('log', { name: 'Messages in the lobby' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.match(await bob.log.ariaSnapshot(), /who am I\?/);
  await ann.leave();
  await bob.leave();
}

async function contrast(browser, url, dark) {
  const ann = await Visitor.at(browser, url, { dark });
  const bob = await Visitor.at(browser, url, { dark });
  await ann.say('look');
  await bob.hears('look');
  await bob.say('I see');
  await bob.page.goto(`${new URL('/?room=%3F', url)}`);
  await bob.connected();
  await ann.say('again');
  await bob.hears('again');
  await bob.say('yes');
  await bob.box.fill('x'.repeat(2_001));
  await bob.page.evaluate(() => {
    document.querySelector('.trouble').hidden = false;
    document.querySelector('.why').textContent = 'The connection was lost.';
    document.querySelector('chat-composer').classList.remove('faulty');
  });
  const ratios = await bob.page.evaluate(measureContrast, READABLE);
  const poor = ratios.filter(({ ratio }) => !(ratio >= CONTRAST_MIN));
  assert.deepEqual(poor, []);
  assert.ok(ratios.length >= READABLE.length);
  await ann.leave();
  await bob.leave();
}

/** Runs in the page: the contrast of each element's text with what lies behind it, by WCAG's formula. */
function measureContrast(selectors) {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = rgba(getComputedStyle(each).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgba(getComputedStyle(document.body).backgroundColor);
  };
  return selectors.flatMap((selector) => {
    const found = [...document.querySelectorAll(selector)];
    if (!found.length) return [{ selector, ratio: 0 }];
    return found.map((element) => {
      const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(ground(element))];
      return { selector, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
    });
  });
}

async function widths(browser, url) {
  const ann = await Visitor.at(browser, url, { viewport: PHONE, phone: true });
  await ann.say(`a${'very'.repeat(60)}longword`);
  await ann.box.fill('x'.repeat(2_001));
  for (const width of [320, 390, 768, 959, 960, 1280, 1920]) {
    await ann.page.setViewportSize({ width, height: 700 });
    const sizes = await ann.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const lines = document.querySelector('[role=log]');
      const box = document.querySelector('#message').getBoundingClientRect();
      return { page: scrollWidth - clientWidth, log: lines.scrollWidth - lines.clientWidth, bottom: innerHeight - box.bottom };
    });
    assert.ok(sizes.page <= 0 && sizes.log <= 0, `${width}: ${JSON.stringify(sizes)}`);
    assert.ok(sizes.bottom >= 0, `${width}: the message box is below the fold by ${-sizes.bottom}`);
  }
  await ann.leave();
}

async function firstSteps(browser, url) {
  const ann = await Visitor.at(browser, new URL('/?room=den', url));
  const { hostname, port } = new URL(url);
  const address = `ws://${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port}/ws?room=den`;
  assert.equal(await ann.page.locator('#address').textContent(), address);
  assert.ok((await ann.page.locator('#script').textContent()).includes(`connect_to_url("${address}")`));
  await ann.page.getByRole('button', { name: 'Copy the address' }).click();
  await ann.page.getByText('Copied.').waitFor({ state: 'attached' });
  assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), address);
  const again = ann.context.waitForEvent('page');
  await ann.page.getByRole('link', { name: 'this page again' }).click();
  const second = await again;
  await second.locator('hubbub-chat[data-state="open"]').waitFor();
  assert.equal(second.url(), ann.page.url());
  await ann.leave();
}
