// What players write is text, whatever it looks like; what the page loads is its server's alone.

import assert from 'node:assert/strict';
import { Visitor } from './browser.mjs';

const PAGE_BYTES_MAX = 200_000;
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

export async function safety({ check, browser, url }) {
  const ann = await Visitor.at(browser, url);
  const bob = await Visitor.at(browser, url);

  await check('t51 markup, BBCode, bidi overrides and control characters arrive as text', async () => {
    const cases = [
      ['<img src=x onerror="globalThis.broken=1">', '<img src=x onerror="globalThis.broken=1">'],
      ['<script>globalThis.broken=1</script>', '<script>globalThis.broken=1</script>'],
      ['[img]x[/img] [url=javascript:1]y[/url]', '[img]x[/img] [url=javascript:1]y[/url]'],
      ['photo\u202egpj.exe', 'photogpj.exe'],
      ['a\u0000b\u0007c\u001b[31md', 'abc[31md'],
    ];
    for (const [written, shown] of cases) {
      await ann.say(written);
      await bob.hears(shown);
    }
    for (const { page } of [ann, bob]) {
      assert.equal(await page.locator('[role=log] :is(img, script, a, iframe)').count(), 0);
      assert.equal(await page.evaluate(() => globalThis.broken), undefined);
    }
  });

  await check('t51 five hundred accents on one letter cover no other line', async () => {
    await ann.say(`e${'\u0301'.repeat(500)}`);
    await ann.say('still here to be read');
    const line = await bob.hears('still here to be read');
    const { y, height } = await line.locator('.text').boundingBox();
    const above = await bob.page.locator('.text').nth(-2).boundingBox();
    assert.ok(above.y + above.height <= y + 0.5 && height > 10);
    assert.equal(await bob.page.locator('.text').nth(-2).evaluate((text) => getComputedStyle(text).contain), 'paint');
  });

  await check('t51 a line of 2,001 characters is refused before it is sent, and said so', async () => {
    const before = ann.sent.length;
    await ann.say('x'.repeat(2_001));
    await ann.page.getByText('Too long to send: at most 2,000 characters').waitFor();
    assert.equal(await ann.page.locator('.count').textContent(), '2,001 of 2,000');
    assert.equal(await ann.box.getAttribute('aria-invalid'), 'true');
    assert.equal(ann.sent.length, before);
    assert.equal((await ann.box.inputValue()).length, 2_001, 'nothing of it is lost');
    await ann.box.fill('');
    assert.equal(await ann.page.locator('.fault').textContent(), '');
  });

  await check('a line of 2,000 characters beyond UTF-16 fits', async () => {
    const text = '👋'.repeat(2_000);
    await ann.say(text);
    await bob.hears(text);
  });

  await check('the policy is strict and the page keeps to it', async () => {
    const document = ann.responses[0];
    const policy = document.headers()['content-security-policy'] ?? '';
    const directives = Object.fromEntries(policy.split(';').map((each) => each.trim()).filter(Boolean).map((each) => {
      const [name, ...values] = each.split(/\s+/);
      return [name, values.join(' ')];
    }));
    for (const [name, values] of Object.entries(directives)) {
      if (name in POLICY) assert.equal(values, POLICY[name], name);
      else assert.match(values, /^'(none|self)'$/, name);
    }
    assert.deepEqual(Object.keys(POLICY).filter((name) => !(name in directives)), []);
    assert.equal(document.headers()['x-content-type-options'], 'nosniff');
    assert.deepEqual([...ann.troubles, ...bob.troubles], []);
  });

  await check('everything comes from the server, unbundled, in 200 KB', async () => {
    const origins = new Set(ann.responses.map((response) => new URL(response.url()).origin));
    assert.deepEqual([...origins], [new URL(url).origin]);
    const sizes = await Promise.all(ann.responses.map(async (response) => (await response.body()).length));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total <= PAGE_BYTES_MAX, `${total} bytes`);
    console.log(`   ${ann.responses.length} files, ${total} bytes`);
  });

  await ann.leave();
  await bob.leave();
}
