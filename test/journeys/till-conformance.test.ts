/** The suite for tills: the element keeps every promise of it, and a till that only fetches breaks some. */
import { createHttpRegistry } from '@kaiku/client';
import type { Listening } from '@kaiku/registry';
import { openTestRegistry, type TestRegistry } from '@kaiku/testkit';
import {
  runChecks,
  type Till,
  type TillAnswer,
  type TillSetting,
  tillChecks,
  toMarkdown,
} from '@kaiku/testkit/conformance';
import { openElementTill, waitLonger } from '@kaiku/testkit/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIds } from '../client/world.ts';
import { launchChromium } from '../support/browser.ts';
import { serveElement } from '../support/element-site.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await openTestRegistry();
});
afterAll(() => registry.close());

describe('<kaiku-scanner>', () => {
  let browser: Browser;
  let site: Listening;
  beforeAll(async () => {
    site = await serveElement();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(setting: TillSetting): Promise<Till> {
    const context = await browser.newContext();
    await context.addInitScript(waitLonger);
    return openElementTill(context, (given) => `${site.url}/?${new URLSearchParams({ ...given })}`, setting);
  }

  it.each(tillChecks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run({ registry, open }));
});

describe('a till that only fetches', () => {
  const newId = createIds();
  /** Sends each visit once, and takes every failure for a no. */
  async function open(setting: TillSetting): Promise<Till> {
    const { registry: url, token, show } = setting;
    const http = createHttpRegistry({ url, token });
    let card = '';
    let answer: Promise<TillAnswer> = Promise.resolve('not-recorded');
    return {
      async read(code) {
        card = code;
        const { card: facts, earlier } = await http.lookUp(show, code);
        return facts.registered && earlier === null ? 'may-record' : 'refused';
      },
      async confirm() {
        const takenAt = new Date().toISOString();
        const usages = [{ id: newId(), card, minors: 0 }];
        const visit = { id: newId(), showId: show, how: 'sold', takenAt, usages } as const;
        answer = http.record(visit, 'request').then(
          ({ outcome }) => (outcome === 'counted' ? 'recorded' : 'not-recorded'),
          () => 'not-recorded',
        );
      },
      answer: () => answer,
      restart: async () => {},
      another: () => open(setting),
      atRest: async () => {},
      close: async () => {},
    };
  }

  it('breaks the promises about lost answers, and the report says which', async () => {
    const own = await openTestRegistry();
    const subject = { subject: 'a till that only fetches', open: async () => ({ registry: own, open }) };
    const report = await runChecks({ suite: 'Till', checks: tillChecks }, subject);
    await own.close();
    const broken = report.results.filter(({ outcome }) => outcome === 'broken').map(({ name }) => name);
    expect(broken).toEqual([
      'says what is true if the registry’s answer is lost',
      'says what is true if the answer is cut in the middle',
      'says what is true if 502 hides that the visit was counted',
    ]);
    const page = toMarkdown(report);
    expect(page).toContain(`${tillChecks.length - 3} of ${tillChecks.length} promises kept`);
    expect(page).toContain("The screen said 'not-recorded', and the registry has counted it 1 times.");
  });
});
