/** axe, in every state, language and colour scheme. Contrast does not depend on the language, so one is enough for it. */
import 'axe-core/axe.min.js';
import { emulateMedia } from '@web/test-runner-commands';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect } from 'chai';
import { notIn } from '../engines/here.ts';
import { after, afterEach, before, describe, it } from './support/mocha.ts';
import { scenes } from './support/scenes.ts';

declare const axe: { run(context: Element, options: RunOptions): Promise<AxeResults> };

const everything: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  // This rule is about the whole page, not about the element.
  rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
};
const allButColours: RunOptions = {
  ...everything,
  rules: { ...everything.rules, 'color-contrast': { enabled: false } },
};
const colours: RunOptions = { runOnly: ['color-contrast'] };

async function violations(element: Element, options: RunOptions): Promise<string[]> {
  const results = await axe.run(element, { ...options, resultTypes: ['violations'] });
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

function check(lang: string, options: RunOptions): void {
  for (const [name, scene] of Object.entries(scenes))
    it(`has no violation in the state ${name}`, async () => {
      const { element } = await scene(lang);
      expect(await violations(element, options)).to.deep.equal([]);
    });
}

afterEach(() => document.body.replaceChildren());

describe('the screen in light colours', () => check('fi', everything));
// Only Chromium's driver can change the setting.
notIn(['firefox', 'webkit'], describe)('the screen in dark colours', () => {
  before(() => emulateMedia({ colorScheme: 'dark' }));
  after(() => emulateMedia({ colorScheme: 'light' }));
  check('fi', colours);
});
// The languages differ in words only, which the engine does not.
notIn(['firefox', 'webkit'], describe)('the screen in Swedish', () => check('sv', allButColours));
notIn(['firefox', 'webkit'], describe)('the screen in English', () => check('en', allButColours));
