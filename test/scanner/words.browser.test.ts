import { setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { after, afterEach, describe, it } from './support/mocha.ts';
import { scenes } from './support/scenes.ts';

afterEach(() => document.body.replaceChildren());
after(() => setViewport({ width: 1280, height: 800 }));

/** Returns the words of a screen that are broken inside, on two lines. */
function broken(root: ShadowRoot | null): string[] {
  const found: string[] = [];
  const start = root?.querySelector('.screen');
  if (!start) return found;
  const walker = document.createTreeWalker(start, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || parent.closest('.said, .long, .code, .watermark') !== null) continue;
    if (!parent.checkVisibility()) continue;
    // A word may end its line at its own hyphen or slash.
    for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s\-–/]+/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word);
    }
  }
  return found;
}

describe('at 320 px', () => {
  for (const lang of ['fi', 'sv', 'en'])
    it(`no word is broken inside, in any state, in ${lang}`, async () => {
      await setViewport({ width: 320, height: 568 });
      const offences: string[] = [];
      for (const [name, scene] of Object.entries(scenes)) {
        document.body.replaceChildren();
        const { element } = await scene(lang);
        for (const word of broken(element.shadowRoot)) offences.push(`${name}: ${word}`);
      }
      expect(offences).to.deep.equal([]);
    });
});
