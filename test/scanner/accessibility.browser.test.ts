import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { firstOf, notIn } from '../engines/here.ts';
import { after, afterEach, describe, it } from './support/mocha.ts';
import { overflowing, partsOf } from './support/overflow.ts';
import { type Scene, scenes } from './support/scenes.ts';

const spaced = new CSSStyleSheet();
spaced.replaceSync(`
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
`);

function sceneOf(name: string): Scene {
  const scene = scenes[name];
  if (scene === undefined) throw new Error(`There is no scene “${name}”.`);
  return scene;
}

afterEach(() => document.body.replaceChildren());

describe('the screen', () => {
  after(() => setViewport({ width: 1280, height: 800 }));
  for (const width of [320, 768, 1280])
    for (const lang of firstOf(['fi', 'sv', 'en']))
      it(`fits into ${width} px in ${lang} in every state`, async () => {
        await setViewport({ width, height: 800 });
        for (const [name, scene] of Object.entries(scenes)) {
          document.body.replaceChildren();
          await scene(lang);
          expect(document.documentElement.scrollWidth, name).to.be.at.most(width);
        }
      });

  it('has buttons and fields of at least 44 px', async () => {
    for (const [name, scene] of Object.entries(scenes)) {
      document.body.replaceChildren();
      const { element } = await scene('fi');
      for (const control of element.shadowRoot?.querySelectorAll('button, input:not([hidden]), summary') ?? []) {
        if (!control.checkVisibility()) continue;
        const { width, height } = control.getBoundingClientRect();
        expect(Math.min(width, height), `${name}: ${control.outerHTML}`).to.be.at.least(44);
      }
    }
  });

  it('distinguishes its answers without colour, and reads them out at once', async () => {
    const seen = new Set<string>();
    for (const name of ['confirmed', 'provisional', 'has-ticket', 'refused-card-expired', 'undecided']) {
      document.body.replaceChildren();
      const fixture = await scenes[name]?.('fi');
      const verdict = fixture?.find('.verdict');
      const word = verdict?.querySelector('h2')?.textContent?.trim() ?? '';
      for (const part of [word, verdict?.querySelector('svg')?.innerHTML ?? '']) seen.add(part);
      expect(fixture?.find('[role=alert]').textContent).to.contain(word);
    }
    expect(seen.size).to.equal(10);
  });

  it('has names that contain the visible words (WCAG 2.5.3), and sections with headings', async () => {
    for (const lang of firstOf(['fi', 'sv', 'en']))
      for (const [name, scene] of Object.entries(scenes)) {
        document.body.replaceChildren();
        const { element } = await scene(lang);
        for (const control of element.shadowRoot?.querySelectorAll<HTMLElement>('button[aria-label]') ?? []) {
          const visible = control.textContent?.replace(/\s+/g, ' ').trim() ?? '';
          if (/\p{L}/u.test(visible)) expect(control.ariaLabel, `${lang} ${name}`).to.contain(visible);
        }
        for (const summary of element.shadowRoot?.querySelectorAll('summary') ?? [])
          expect(summary.querySelector('h2, h3'), `${name}: ${summary.textContent}`).not.to.equal(null);
      }
  });

  it('reads out what a person must look at, the tickets left, the reminders and the undo', async () => {
    const said = async (name: string) => {
      document.body.replaceChildren();
      const { element } = await sceneOf(name)('fi');
      return [...(element.shadowRoot?.querySelectorAll('.said') ?? [])].map(({ textContent }) => textContent).join(' ');
    };
    expect(await said('review'))
      .to.contain('Tarkista 5 kirjausta')
      .and.to.contain('Paikkoja jäljellä 4/10');
    expect(await said('confirmed')).to.contain('Narikka on maksuton.');
  });

  it('cuts off no word with text of twice the size, or with the text spacing of WCAG 1.4.12', async () => {
    await setViewport({ width: 640, height: 800 });
    document.documentElement.style.fontSize = '200%';
    try {
      for (const [name, scene] of Object.entries(scenes)) {
        document.body.replaceChildren();
        const { element } = await scene('fi');
        expect(overflowing(element), `${name}, twice the size`).to.deep.equal([]);
      }
      document.documentElement.style.fontSize = '';
      await setViewport({ width: 320, height: 256 }); // a window of 1280 × 1024 at 400 %
      for (const [name, scene] of Object.entries(scenes)) {
        document.body.replaceChildren();
        const { element } = await scene('fi');
        element.shadowRoot?.adoptedStyleSheets.push(spaced);
        expect(overflowing(element), `${name}, spaced`).to.deep.equal([]);
      }
    } finally {
      document.documentElement.style.fontSize = '';
    }
  });

  // Only Chromium's driver can change the setting.
  notIn(['firefox', 'webkit'], it)('does not move with `prefers-reduced-motion`', async () => {
    const moving = async () => {
      const found: string[] = [];
      for (const [name, scene] of Object.entries(scenes)) {
        document.body.replaceChildren();
        const { element } = await scene('fi');
        if (element.shadowRoot?.getAnimations().length) found.push(name);
      }
      return found;
    };
    expect(await moving()).to.include('checking');
    await emulateMedia({ reducedMotion: 'reduce' });
    try {
      expect(await moving()).to.deep.equal([]);
    } finally {
      await emulateMedia({ reducedMotion: 'no-preference' });
    }
  });

  it('outlines the focus on everything focusable, in reading order', async () => {
    for (const name of ['asking', 'gathering-choosing', 'review', 'device', 'confirmed']) {
      document.body.replaceChildren();
      const { element } = await sceneOf(name)('fi');
      const reached: Element[] = [];
      const [before, behind] = [document.createElement('button'), document.createElement('button')];
      document.body.prepend(before);
      document.body.append(behind);
      before.focus();
      for (;;) {
        await sendKeys({ press: 'Tab' });
        // Not further: the browser's own controls would have the focus, and the page none.
        if (document.activeElement === behind) break;
        const focused = element.shadowRoot?.activeElement;
        if (!focused) throw new Error(`${name}: the focus has left the screen after ${reached.at(-1)?.outerHTML}.`);
        expect(focused.closest('[aria-hidden=true]'), name).to.equal(null);
        const { outlineStyle, outlineWidth } = getComputedStyle(focused);
        expect([outlineStyle, Number.parseFloat(outlineWidth) >= 2], `${name}: ${focused.outerHTML}`).to.deep.equal([
          'solid',
          true,
        ]);
        reached.push(focused);
      }
      const inOrder = reached.every((one, index) => {
        const next = reached[index + 1];
        return next === undefined || one.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING;
      });
      expect(inOrder, name).to.equal(true);
      const controls = partsOf(element).filter(
        (part) =>
          // Tab goes to the chosen one of the tiles; the arrows go to the others.
          part.matches('button:enabled, input:not([hidden], [type=radio]:not(:checked)), summary, a[href], select') &&
          part.checkVisibility({ visibilityProperty: true }) &&
          part.closest('[inert]') === null,
      );
      expect(
        controls.filter((control) => !reached.includes(control)).map(({ outerHTML }) => outerHTML),
        name,
      ).to.deep.equal([]);
    }
  });
});
