// A till's page with a ticket shop's page in a frame, of different origins: a card is scanned while the shop has the focus.

import { fileURLToPath } from 'node:url';
import type { Listening } from '@kaiku/registry';
import { readerOn } from '@kaiku/testkit/playwright';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';
import { bundle, serveFiles } from '../support/source-page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const card = 'A045198723';

/** The page in the frame: reads, and passes readings on to the origin in its address. */
const shopScript = `
import { wedgeSource } from '${root}packages/capture/src/wedge/index.ts';
import { handOn } from '${root}packages/capture/src/iframe-source/index.ts';
import { cardGrammar } from '${root}packages/client/src/card/grammar.ts';
const reader = wedgeSource({ grammar: cardGrammar });
handOn(reader, { origin: new URLSearchParams(location.search).get('to') });
await reader.start();
document.title = 'ready';`;

/** The outer page: it has two frames, and trusts the first. */
const tillScript = `
import { frameSource } from '${root}packages/capture/src/iframe-source/index.ts';
const { searchParams } = new URL(location.href);
window.events = [];
window.messages = 0;
addEventListener('message', () => { window.messages += 1; });
const reader = frameSource({ frame: document.querySelector('#shop'), origin: searchParams.get('from') });
reader.subscribe((event) => { if (event.type !== 'state') window.events.push(event); });
await reader.start();
document.title = 'ready';`;

const shopHtml = '<!doctype html><form><input id="name" value="Meeri"></form>';
const tillHtml = `<!doctype html><input id="sum" value="12"><iframe id="shop"></iframe><iframe id="other"></iframe>`;

const sites: Listening[] = [];
const origins: string[] = [];
let window: Window;

beforeAll(async () => {
  for (const [html, script] of [
    [tillHtml, tillScript],
    [shopHtml, shopScript],
    [shopHtml, shopScript],
  ] as const) {
    const page = `${html}<script type="module">${await bundle({ script })}</script>`;
    const site = await serveFiles({ '/': ['text/html', page] });
    sites.push(site);
    origins.push(site.url);
  }
  window = await openWindow('about:blank');
});
afterAll(async () => {
  await window.close();
  await Promise.all(sites.map((site) => site.close()));
});

const originOf = (which: 'till' | 'shop' | 'other'): string => origins[['till', 'shop', 'other'].indexOf(which)] ?? '';

/** Opens the till with a shop in each of its frames. `shopSendsTo`: the origin to which the first passes its readings. */
async function open({ shopSendsTo = originOf('till') } = {}): Promise<void> {
  const { page } = window;
  await page.goto(`${originOf('till')}/?from=${encodeURIComponent(originOf('shop'))}`);
  for (const [id, origin, to] of [
    ['shop', originOf('shop'), shopSendsTo],
    ['other', originOf('other'), originOf('till')],
  ] as const) {
    await page.evaluate(
      ([frame, src]) => {
        document.querySelector(`#${frame}`)?.setAttribute('src', src ?? '');
      },
      [id, `${origin}/?to=${encodeURIComponent(to)}`],
    );
    await frameOf(id).then((frame) => frame.waitForFunction(() => document.title === 'ready'));
  }
}

async function frameOf(id: string): Promise<Frame> {
  const handle = await window.page.waitForSelector(`#${id}`);
  const frame = await handle.contentFrame();
  if (frame === null) throw new Error(`There is no page in the frame ${id}.`);
  await frame.waitForLoadState();
  return frame;
}

/** Scans while a field of the frame has the focus, and waits for `awaited` messages. Returns what both pages got. */
async function scanIn(id: 'shop' | 'other', awaited = 1) {
  const frame = await frameOf(id);
  await frame.locator('#name').click();
  await readerOn(window.page).scan(card);
  await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await window.page.waitForFunction((count) => Number(Reflect.get(globalThis, 'messages')) >= count, awaited);
  const [value, events, messages] = [
    await frame.locator('#name').inputValue(),
    await window.page.evaluate('events'),
    await window.page.evaluate('messages'),
  ];
  return { value, events, messages, url: frame.url(), sum: await window.page.locator('#sum').inputValue() };
}

describe('a reader while a frame has the focus', () => {
  beforeEach(() => open());

  it('is read once by the outer page, and leaves every field unchanged', async () => {
    const { value, events, sum, url } = await scanIn('shop');
    expect(events).toMatchObject([{ type: 'reading', reading: { text: card, origin: 'wedge' } }]);
    expect([value, sum]).toEqual(['Meeri', '12']);
    expect(url).toContain('?to=');
  });

  it('is ignored by the outer page if the frame has another origin', async () => {
    const { events, messages } = await scanIn('other');
    expect([events, messages]).toEqual([[], 1]);
  });

  it('sends nothing to a page of an unintended origin', async () => {
    await open({ shopSendsTo: originOf('other') });
    const { events, messages, value } = await scanIn('shop', 0);
    expect([events, messages, value]).toEqual([[], 0, 'Meeri']);
  });

  it('is ignored if another window of the right origin sends it, or if the message is malformed', async () => {
    const { page } = window;
    const shop = await frameOf('shop');
    await page.evaluate(
      ([text, origin]) => {
        const source = document.querySelector<HTMLIFrameElement>('#other')?.contentWindow ?? null;
        const data = { kaiku: { type: 'reading', reading: { text, takenAtMs: 1 } } };
        dispatchEvent(new MessageEvent('message', { data, origin: origin ?? '', source }));
      },
      [card, originOf('shop')],
    );
    for (const message of ['hello', { kaiku: 'reading' }, { kaiku: { type: 'reading', reading: { text: 7 } } }])
      await shop.evaluate((data) => parent.postMessage(data, '*'), message);
    await page.waitForFunction('messages === 4');
    expect(await page.evaluate('events')).toEqual([]);
  });
});
