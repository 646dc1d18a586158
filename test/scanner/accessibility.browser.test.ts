import 'axe-core/axe.min.js';
import { emulateMedia, setViewport } from '@web/test-runner-commands';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect } from 'chai';
import { scenes } from './support/scenes.ts';
import { after, afterEach, before, describe, it } from './support/words.ts';

declare const axe: { run(context: Element, options: RunOptions): Promise<AxeResults> };

const options: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  // Of the whole page, which is the host's.
  rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
};

async function violations(element: Element): Promise<string[]> {
  const results = await axe.run(element, options);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

afterEach(() => document.body.replaceChildren());

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`the screen in ${colorScheme} colours`, () => {
    before(() => emulateMedia({ colorScheme }));
    after(() => emulateMedia({ colorScheme: 'light' }));
    for (const [name, scene] of Object.entries(scenes))
      it(`has nothing for axe to say when ${name}`, async () => {
        const { element } = await scene(colorScheme === 'light' ? 'fi' : 'sv');
        expect(await violations(element)).to.deep.equal([]);
      });
  });
}

describe('the screen', () => {
  after(() => setViewport({ width: 1280, height: 800 }));
  for (const width of [320, 768, 1280])
    for (const lang of ['fi', 'sv', 'en'])
      it(`fits into ${width} px in ${lang}, whatever it shows`, async () => {
        await setViewport({ width, height: 800 });
        for (const [name, scene] of Object.entries(scenes)) {
          document.body.replaceChildren();
          await scene(lang);
          expect(document.documentElement.scrollWidth, name).to.be.at.most(width);
        }
      }).timeout(20_000);

  it('gives every button and field 44 px', async () => {
    for (const [name, scene] of Object.entries(scenes)) {
      document.body.replaceChildren();
      const { element } = await scene('fi');
      for (const control of element.shadowRoot?.querySelectorAll('button, input:not([hidden]), summary') ?? []) {
        const { width, height } = control.getBoundingClientRect();
        expect(Math.min(width, height), `${name}: ${control.outerHTML}`).to.be.at.least(44);
      }
    }
  }).timeout(20_000);

  it('tells its answers apart without colour, and says them at once', async () => {
    const seen = new Set<string>();
    for (const name of ['confirmed', 'provisional', 'refused-card-expired', 'undecided']) {
      document.body.replaceChildren();
      const stand = await scenes[name]?.('fi');
      const verdict = stand?.find('.verdict');
      const word = verdict?.querySelector('h2')?.textContent?.trim() ?? '';
      const style = verdict === undefined ? undefined : getComputedStyle(verdict);
      const line = `${style?.borderTopStyle} ${style?.borderTopWidth} ${style?.borderLeftWidth}`;
      for (const part of [word, line, verdict?.querySelector('svg')?.innerHTML ?? '']) seen.add(part);
      expect(stand?.find('[role=alert]').textContent).to.contain(word);
    }
    expect(seen.size).to.equal(12);
  });
});
