/** Firefox and WebKit draw the screen as Chromium does, whose pictures are stored and looked at. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browsersOf, whyNot } from '../engines/found.ts';
import { compared, type Device, devices, differing, type EngineStage, openEngine } from './engines.ts';

const chosen = browsersOf(process.env.KAIKU_BROWSERS || undefined);
/** A line that breaks at another word moves what is below it: up to 0.107. A button on a line of its own: from 0.13. */
const maxDiffering = 0.12;

let chromium: EngineStage;
beforeAll(async () => {
  chromium = await openEngine('chromium');
});
afterAll(() => chromium.close());

for (const engine of ['firefox', 'webkit'] as const) {
  const why = chosen.includes(engine) ? whyNot(engine) : 'not chosen by --browsers.';
  const skipped = why === undefined ? '' : ` (skipped: ${why})`;
  it.skipIf(why !== undefined)(`${engine} draws the states as Chromium does${skipped}`, async () => {
    const stage = await openEngine(engine);
    const offences: string[] = [];
    try {
      for (const device of Object.keys(devices) as Device[])
        for (const name of compared) {
          const [one, other] = await Promise.all([chromium.take(name, device), stage.take(name, device)]);
          const part = await differing(one, other, devices[device]);
          if (part > maxDiffering) offences.push(`${name} on a ${device}: ${part.toFixed(3)}, ${await stage.words()}`);
        }
    } finally {
      await stage.close();
    }
    expect(offences).toEqual([]);
  });
}

it('the comparison notices a button on a line of its own', async () => {
  const screen = (rows: string) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="390" height="844"><rect width="100%" height="100%" fill="#fff"/>${rows}</svg>`,
    );
  const video = (height: number) => `<rect y="50" width="390" height="${height}" fill="#101418"/>`;
  const shared = await differing(screen(video(440)), screen(video(440)), devices.phone);
  expect(shared).toBe(0);
  expect(await differing(screen(video(440)), screen(video(320)), devices.phone)).toBeGreaterThan(maxDiffering);
});
