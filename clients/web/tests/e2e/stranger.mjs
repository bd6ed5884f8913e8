// A client of another kind, started by somebody else, is in the lobby too: a Godot engine, say.

import { Visitor } from './browser.mjs';

const WAIT_MILLIS = 120_000;

/**
 * Says `say` at the start, whenever the number of members changes (whoever comes late hears it too), and once more after
 * `expectText` was heard.
 */
export async function stranger({ check, browser, url, expectText, say }) {
  if (!expectText && !say) return;
  const ann = await Visitor.at(browser, url);
  await check(`chats with a client of another kind: hears “${expectText ?? ''}”, says “${say ?? ''}”`, async () => {
    if (say) await ann.say(say);
    if (expectText) await hear(ann, expectText, say);
    if (expectText && say) await ann.say(say);
  });
  await ann.leave();
}

async function hear(ann, expectText, say) {
  const until = Date.now() + WAIT_MILLIS;
  for (;;) {
    const before = await ann.page.locator('.members').textContent();
    const what = await ann.page.waitForFunction(({ expectText, before }) => {
      const texts = [...document.querySelectorAll('.line:not(.own) .text')].map((text) => text.textContent);
      if (texts.includes(expectText)) return 'heard';
      return document.querySelector('.members')?.textContent === before ? null : 'changed';
    }, { expectText, before }, { timeout: Math.max(1, until - Date.now()) });
    if ((await what.jsonValue()) === 'heard') return;
    if (say) await ann.say(say);
  }
}
