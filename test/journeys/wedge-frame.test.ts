// A till's page around a ticket shop's, each of an origin of its own: a card is scanned while the shop's page has the focus.
import { fileURLToPath } from 'node:url';
import type { Listening } from '@kaiku/registry';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beep, openWindow, type Window } from '../support/browser.ts';
import { bundle, serveFiles } from '../support/source-page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const card = 'A045198723';

/** The page in the frame: reads by itself and hands on to whom its address says. */
const shopScript = `
import { wedgeSource } from '${root}packages/capture/src/wedge/index.ts';
import { handOn } from '${root}packages/capture/src/frame/index.ts';
import { cardGrammar } from '${root}packages/client/src/card/grammar.ts';
const reader = wedgeSource({ grammar: cardGrammar });
handOn(reader, { origin: new URLSearchParams(location.search).get('to') });
await reader.start();
document.title = 'ready';`;

/** The page around: two frames, of which it believes the first. */
const tillScript = `
import { frameSource } from '${root}packages/capture/src/frame/index.ts';
const { searchParams } = new URL(location.href);
window.told = [];
window.messages = 0;
addEventListener('message', () => { window.messages += 1; });
const reader = frameSource({ frame: document.querySelector('#shop'), origin: searchParams.get('from') });
reader.subscribe((event) => { if (event.type !== 'state') window.told.push(event); });
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

/** Opens the till with a shop in each of its frames, each telling whom it is told to tell. */
async function open({ shopTells = originOf('till') } = {}): Promise<void> {
  const { page } = window;
  await page.goto(`${originOf('till')}/?from=${encodeURIComponent(originOf('shop'))}`);
  for (const [id, origin, to] of [
    ['shop', originOf('shop'), shopTells],
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

/** Scans while a field of the frame's page has the focus, until so many messages have come; and what came of it. */
async function scanIn(id: 'shop' | 'other', awaited = 1) {
  const frame = await frameOf(id);
  await frame.locator('#name').click();
  await beep(window.page, card);
  await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await window.page.waitForFunction((count) => Number(Reflect.get(globalThis, 'messages')) >= count, awaited);
  const [value, told, messages] = [
    await frame.locator('#name').inputValue(),
    await window.page.evaluate('told'),
    await window.page.evaluate('messages'),
  ];
  return { value, told, messages, url: frame.url(), sum: await window.page.locator('#sum').inputValue() };
}

describe('a reader while a frame has the focus', () => {
  beforeEach(() => open());

  it('is told once to the page around it, and leaves every field as it was', async () => {
    const { value, told, sum, url } = await scanIn('shop');
    expect(told).toMatchObject([{ type: 'reading', reading: { text: card, origin: 'wedge' } }]);
    expect([value, sum]).toEqual(['Meeri', '12']);
    expect(url).toContain('?to=');
  });

  it('is passed over by the page around where the frame is of another origin', async () => {
    const { told, messages } = await scanIn('other');
    expect([told, messages]).toEqual([[], 1]);
  });

  it('tells nothing to a page that is not the one it is meant for', async () => {
    await open({ shopTells: originOf('other') });
    const { told, messages, value } = await scanIn('shop', 0);
    expect([told, messages, value]).toEqual([[], 0, 'Meeri']);
  });

  it('is passed over where another window of the right origin says so, or the message is none', async () => {
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
    expect(await page.evaluate('told')).toEqual([]);
  });
});
