import { setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { firstOf } from '../engines/here.ts';
import { after, afterEach, describe, it } from './support/mocha.ts';
import { scenes } from './support/scenes.ts';

/** Width, height and zoom. A zoom leaves its fraction of the window; 320 px is the least that WCAG 1.4.10 asks for. */
const windows = [
  [390, 844, 1],
  [390, 664, 1],
  [320, 568, 1],
  [844, 390, 1],
  [664, 390, 1],
  [768, 1024, 1],
  [1024, 768, 1],
  [1280, 800, 1],
  [768, 1024, 2],
  [1024, 768, 2],
  [1280, 800, 2],
  [1280, 1024, 4],
  [1280, 800, 4],
] as const;

const inQuestion = /^(asking|recording|gathering|joining|admitting)/;
const inAnswer = /^(confirmed|provisional|has-ticket|refused|undecided|not-kept|voided|visit-)/;

afterEach(() => document.body.replaceChildren());
after(() => setViewport({ width: 1280, height: 800 }));

/** Returns what of an element is outside the window or below something else; empty if all of it can be seen and pressed. */
function hidden(element: HTMLElement): string {
  const { top, bottom, left, width, height } = element.getBoundingClientRect();
  if (top < -0.5 || bottom > innerHeight + 0.5) return `from ${top} to ${bottom} of ${innerHeight}`;
  const root = element.getRootNode() as ShadowRoot;
  const seen = root.elementFromPoint(left + Math.min(width, 40) / 2, top + height / 2);
  return seen !== null && (element.contains(seen) || seen.contains(element))
    ? ''
    : `below ${seen?.outerHTML.slice(0, 80)}`;
}

/** Resolves after a picture: only then has the page heard that it was resized. */
async function nextPicture(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => setTimeout(resolve));
}

describe('the question, the answer and the button', () => {
  for (const [name, scene] of Object.entries(scenes)) {
    if (!inQuestion.test(name) && !inAnswer.test(name)) continue;
    for (const lang of firstOf(['fi', 'sv']))
      it(`are in view in every window in the state ${name}, in ${lang}`, async () => {
        // A page of its own has a header above.
        const header = document.createElement('header');
        header.style.height = '120px';
        document.body.append(header);
        const fixture = await scene(lang);
        const offences: string[] = [];
        for (const [width, height, zoom] of windows) {
          await setViewport({ width: width / zoom, height: height / zoom });
          await nextPicture();
          for (const selector of ['h2.headline', 'button.primary']) {
            const why = hidden(fixture.find(`.stage ${selector}`));
            if (why !== '') offences.push(`${width} × ${height}, ${zoom * 100} %: ${selector} ${why}`);
          }
        }
        expect(offences).to.deep.equal([]);
      });
  }

  for (const [which, again] of [
    ['another', async () => scenes.scanning?.('fi')],
    ['the same', (before: HTMLElement) => document.body.append(before)],
  ] as const)
    it(`fit a window that was resized before ${which} scanner came`, async () => {
      await setViewport({ width: 390, height: 844 });
      const before = (await scenes.scanning?.('fi'))?.element as HTMLElement;
      before.remove();
      await setViewport({ width: 390, height: 320 });
      await again(before);
      const stage = document.querySelector('kaiku-scanner')?.shadowRoot?.querySelector('.stage') as Element;
      const { maxHeight, paddingTop } = getComputedStyle(stage);
      // The padding is that of a low window.
      expect([maxHeight, paddingTop]).to.deep.equal(['320px', '12px']);
    });
});
