import { arki, kaikuMatchers } from '@kaiku/testkit';
import { type KaikuFixtures, kaikuFixtures } from '@kaiku/testkit/playwright';
import { test as base, expect as baseExpect } from '@playwright/test';

const test = base.extend<KaikuFixtures>(kaikuFixtures);
const expect = baseExpect.extend(kaikuMatchers);
const [show, card] = [arki.shows.evening.id, arki.cards.family.code];

test.beforeEach(async ({ page, registry, scanner, camera: _ }) => {
  await page.goto(`/?${new URLSearchParams({ registry: registry.url, token: arki.tokens.boxOffice, show })}`);
  await scanner.part('places').waitFor();
});

test('a visit that was recorded without a network is counted once', async ({ registry, scanner, reader, network }) => {
  await reader.scan(card);
  await scanner.setMinors(2);
  await network.cut();
  await scanner.confirm();
  await scanner.verdict('provisional');
  await network.restore();
  await expect(registry).toHaveRecorded({ show, card, minors: 2 });
});

test('a visit whose answer is late is recorded', async ({ registry, scanner, reader }) => {
  await reader.scan(card);
  await scanner.question();
  registry.faults.set({ kind: 'delay-answer', ms: 4000 }, { method: 'POST', path: '/visits', times: 1 });
  await scanner.confirm();
  await scanner.verdict('confirmed');
});

test('a card in front of the camera is recorded', async ({ registry, scanner, camera }) => {
  await camera.show({ symbology: 'code-39', text: card, turnedDeg: 8, blurPx: 1 });
  await scanner.question();
  await camera.clear();
  await scanner.confirm();
  await scanner.verdict('confirmed');
  await expect(registry).toHaveRecorded({ show, card });
});

test.describe('on a day of the test’s choice', () => {
  test.use({ startsAt: '2026-11-20T18:40:00+02:00' });

  test('the registry and the page have the same clock', async ({ page, registry }) => {
    const pageMs = await page.evaluate(() => Date.now());
    expect(Math.abs(pageMs - registry.clock.now())).toBeLessThan(60_000);
    expect(new Date(pageMs).toISOString()).toContain('2026-11-20T16:4');
    await expect(registry).not.toHaveRecorded({ show, card });
  });
});
