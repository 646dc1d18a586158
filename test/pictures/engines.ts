/** The states of the screen as each engine draws them: on a phone in light colours, on a till in dark ones, in Finnish. */
import { type Listening, listen } from '@kaiku/registry';
import { Hono } from 'hono';
import sharp from 'sharp';
import { startChromium } from '../engines/chromium.ts';
import { startFirefox } from '../engines/firefox.ts';
import type { Engine } from '../engines/found.ts';
import type { Running, Tab } from '../engines/tab.ts';
import { startWebKit } from '../engines/webkit.ts';
import { stageScript, stoppedAt } from './sheets.ts';

export const devices = {
  phone: { width: 390, height: 844, theme: 'light' },
  till: { width: 1280, height: 800, theme: 'dark' },
} as const;
export type Device = keyof typeof devices;

const starts: Readonly<Record<Engine, () => Promise<Running>>> = {
  chromium: startChromium,
  firefox: startFirefox,
  webkit: startWebKit,
};

/** Of 255: a difference that is seen. A border or the weight of a letter is less (guess). */
const visible = 40;

/** An engine on the page of the states. */
export interface EngineStage {
  readonly names: readonly string[];
  /** Takes a picture of the window with a state in it. */
  take(name: string, device: Device): Promise<Buffer>;
  /** Returns the words of the stage, to distinguish a wrong state from a wrong picture. */
  words(): Promise<string>;
  close(): Promise<void>;
}

/** Starts an engine with the page of the states. */
export async function openEngine(engine: Engine): Promise<EngineStage> {
  const served = await serveStage();
  const browser = await starts[engine]();
  const tab = await browser.open();
  await tab.goto(served.url);
  await until(tab, 'globalThis.stage !== undefined');
  // Before the first picture of an element, because a colour that changes is sometimes not painted again in time.
  await tab.run(
    `new MutationObserver(() => document.querySelector('kaiku-scanner')?.setAttribute('theme', globalThis.theme))
      .observe(document.body, { childList: true });`,
  );
  let sized: Device | undefined;
  return {
    names: await tab.run('return stage.names'),
    async take(name, device) {
      if (sized !== device) await tab.setViewport(devices[device]);
      sized = device;
      await tab.run(
        `globalThis.shown = false;
        const [name, theme] = values;
        globalThis.theme = theme;
        stage.play(name, 'fi').then(async () => {
          const element = document.querySelector('kaiku-scanner');
          if (element !== null) {
            await element.updateComplete;
            scrollTo(0, 0);
            for (const motion of element.shadowRoot.getAnimations?.() ?? document.getAnimations())
              if (motion.effect.getComputedTiming().endTime === Infinity) motion.cancel();
              else motion.finish();
          }
          requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.shown = true; }));
        });`,
        name,
        devices[device].theme,
      );
      await until(tab, 'globalThis.shown');
      return settledPicture(tab);
    },
    words: () => tab.run(`return document.querySelector('kaiku-scanner').shadowRoot.querySelector('.stage').innerText`),
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

async function serveStage(): Promise<Listening> {
  const [script, clock] = [await stageScript(), `const at = ${stoppedAt.getTime()};`];
  const stopped = `${clock} globalThis.Date = class extends Date { constructor(...given) { super(...(given.length === 0 ? [at] : given)); } static now() { return at; } };`;
  const app = new Hono();
  app.get('/stage.js', (context) => context.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
  app.get('/', (context) =>
    // Without a scroll bar, which takes room in Firefox only.
    context.html(
      `<!doctype html><style>html { scrollbar-width: none; }</style><script>${stopped}</script><script type="module" src="/stage.js"></script>`,
    ),
  );
  return listen(app, { port: 0, hostname: '127.0.0.1' });
}

/** Takes pictures until two in a row are the same: WebKit paints a change or a scroll some frames after the script. */
async function settledPicture(tab: Tab): Promise<Buffer> {
  let before = await tab.screenshot();
  for (;;) {
    const picture = await tab.screenshot();
    if (picture.equals(before)) return picture;
    before = picture;
  }
}

async function until(tab: Tab, condition: string): Promise<void> {
  while (!(await tab.run<boolean>(`return ${condition}`)));
}

/** States with a layout of their own. The others differ from one of these in words. */
export const compared: readonly string[] = [
  ...['scanning', 'scanning-no-camera', 'scanning-offline', 'enrolling', 'typed-proposal', 'checking'],
  ...['asking', 'asking-few-places', 'gathering', 'gathering-choosing', 'gathering-large'],
  ...['confirmed', 'confirmed-flagged', 'provisional', 'has-ticket', 'refused-card-expired', 'undecided', 'voided'],
  ...['shift', 'sound', 'device', 'review', 'training'],
];

/** Returns which part of two windows differs visibly, 0 to 1: in squares of 8 px, so that smoothed edges are the same. */
export async function differing(one: Buffer, other: Buffer, { width, height }: { width: number; height: number }) {
  const squares = (png: Buffer) =>
    sharp(png)
      .resize(Math.ceil(width / 8), Math.ceil(height / 8), { fit: 'fill' })
      .greyscale()
      .raw()
      .toBuffer();
  const [a, b] = await Promise.all([squares(one), squares(other)]);
  return a.filter((value, at) => Math.abs(value - (b[at] ?? 0)) > visible).length / a.length;
}

const engines = Object.keys(starts) as Engine[];
const drawn = ['scanning', 'asking', 'gathering', 'confirmed', 'provisional', 'refused-card-expired'];
const gapPx = 12;

/** Draws states on a device, a row each, in every engine, a column each. Returns a PNG at two fifths of their size. */
export async function sideBySide(device: Device): Promise<Buffer> {
  const [width, height] = [devices[device].width * 0.4, devices[device].height * 0.4].map(Math.round) as [
    number,
    number,
  ];
  const pictures: { input: Buffer; left: number; top: number }[] = [];
  for (const [column, engine] of engines.entries()) {
    const stage = await openEngine(engine);
    for (const [row, name] of drawn.entries()) {
      const input = await sharp(await stage.take(name, device))
        .resize(width, height)
        .png()
        .toBuffer();
      pictures.push({ input, left: gapPx + column * (width + gapPx), top: gapPx + row * (height + gapPx) });
    }
    await stage.close();
  }
  const size = {
    width: gapPx + engines.length * (width + gapPx),
    height: gapPx + drawn.length * (height + gapPx),
  };
  return sharp({ create: { ...size, channels: 3, background: '#808080' } })
    .composite(pictures)
    .png({ palette: true, quality: 90, effort: 10 })
    .toBuffer();
}
