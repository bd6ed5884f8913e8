// The documentation, read in the browser.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PHONE } from './browser.mjs';

const FOLDER = new URL('../../../../docs/', import.meta.url);

export async function docs({ check, browser, url, folder }) {
  const page = await browser.newPage();
  const troubles = [];
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));

  await check('the landing page leads to the documentation', async () => {
    await page.goto(String(url));
    await page.getByRole('link', { name: 'Docs' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  await check('every page is listed and readable, and its links lead somewhere', async () => {
    const listed = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.href));
    const pages = (await readdir(FOLDER)).filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3));
    const addressOf = (name) => new URL(`/docs.html?page=${name}`, url).href;
    assert.deepEqual(listed.toSorted(), pages.map(addressOf).toSorted());
    const anchors = new Set(listed);
    const links = [];
    for (const address of listed) {
      await page.goto(address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const found = await page.evaluate(look);
      assert.equal(found.raw, null, `${address} shows its marks`);
      assert.equal(found.current, address);
      for (const id of found.ids) anchors.add(`${address}#${id}`);
      links.push(...found.links);
    }
    const own = links.filter((link) => link.startsWith(addressOf('')));
    assert.ok(own.length > 10);
    assert.deepEqual(own.filter((link) => !anchors.has(link)), []);
    for (const link of new Set(links.filter((link) => !own.includes(link) && link.startsWith(String(url))))) {
      assert.equal((await fetch(link)).status, 200, link);
    }
  });

  await check('what is no page says so', async () => {
    await page.goto(String(new URL('/docs.html?page=../index', url)));
    await page.getByText('There is no such page.').waitFor();
    await page.goto(String(new URL('/docs.html?page=nothing', url)));
    await page.getByText('There is no such page.').waitFor();
    assert.deepEqual(troubles.filter((trouble) => !trouble.includes('404')), []);
  });

  await check('pictures: documentation', async () => {
    await page.goto(String(new URL('/docs.html?page=tutorial-web', url)));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.screenshot({ path: join(folder, 'web-docs-desktop-light.png') });
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const width of [320, PHONE.width]) {
      await page.setViewportSize({ ...PHONE, width });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    }
    await page.screenshot({ path: join(folder, 'web-docs-phone-dark.png') });
  });
  await page.close();
}

/** Runs in the page: what stands in it. */
function look() {
  const article = document.querySelector('doc-page');
  const prose = [...article.querySelectorAll('p, li, td, th, h1, h2, h3')].map((element) => {
    const copy = element.cloneNode(true);
    for (const code of copy.querySelectorAll('code, pre')) code.remove();
    return copy.textContent;
  });
  return {
    raw: prose.find((text) => /`|\]\(|\*\*|^#|\|--/.test(text)) ?? null,
    current: document.querySelector('nav [aria-current=page]')?.href,
    ids: [...article.querySelectorAll('[id]')].map((element) => element.id),
    links: [...article.querySelectorAll('a')].map((link) => link.href),
  };
}
