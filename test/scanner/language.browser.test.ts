import { rules } from '@kaiku/client/admission';
import { type KaikuErrorDetail, type KaikuScanner, registerLocale } from '@kaiku/scanner';
import { locales } from '@kaiku/scanner/locales';
import { setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { putUp } from './support/fixture.ts';
import { after, afterEach, before, describe, it } from './support/mocha.ts';
import { overflowing, partsOf } from './support/overflow.ts';
import { pseudoLocale } from './support/pseudo-locale.ts';
import { scenes } from './support/scenes.ts';

const { fi, sv, en } = locales;
const headline = (element: KaikuScanner) => element.shadowRoot?.querySelector('h2')?.textContent;

/** Waits until a mutation is noticed and painted. */
async function painted(element: KaikuScanner): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  await element.updateComplete;
}

afterEach(() => {
  document.documentElement.lang = '';
  document.body.replaceChildren();
});

describe('the language of the screen', () => {
  it('is Finnish by default', async () => {
    const { element } = await putUp();
    expect(headline(element)).to.equal(fi.discreet.ready.scanning);
  });
  it('is that of the page, and follows its changes', async () => {
    document.documentElement.lang = 'sv-FI';
    const { element } = await putUp();
    expect(headline(element)).to.equal(sv.discreet.ready.scanning);
    document.documentElement.lang = 'en';
    await painted(element);
    expect(headline(element)).to.equal(en.discreet.ready.scanning);
    expect(element.shadowRoot?.querySelector('section')?.lang).to.equal('en');
  });
  it('is that of the page around its shadow root', async () => {
    const host = document.createElement('div');
    const within = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(within);
    document.body.append(host);
    document.documentElement.lang = 'sv';
    const { element } = await putUp();
    within.append(element);
    await painted(element);
    expect(headline(element)).to.equal(sv.discreet.ready.scanning);
    host.lang = 'fi';
    await painted(element);
    expect(headline(element)).to.equal(fi.discreet.ready.scanning);
    within.lang = 'en';
    await painted(element);
    expect(headline(element)).to.equal(en.discreet.ready.scanning);
  });
  it('is no longer observed after the element has left the page', async () => {
    const { element } = await putUp();
    element.remove();
    document.documentElement.lang = 'sv';
    await painted(element);
    expect(headline(element)).to.not.equal(sv.ready.idle.sentence);
  });
  it('stays the same while another is fetched', async () => {
    const { element } = await putUp({ lang: 'fi' });
    const seen = new Set<string | null | undefined>();
    const watching = new MutationObserver(() => seen.add(headline(element)));
    if (element.shadowRoot)
      watching.observe(element.shadowRoot, { subtree: true, childList: true, characterData: true });
    element.lang = 'sv';
    await painted(element);
    expect([...seen]).to.deep.equal([sv.discreet.ready.scanning]);
  });
  it('can be one that the page registers while the screen is shown', async () => {
    const { element } = await putUp({ lang: 'se-FI' });
    expect(headline(element)).to.equal(fi.discreet.ready.scanning);
    registerLocale({ ...fi, lang: 'se', discreet: { ...fi.discreet, ready: { scanning: 'Čájet goartta.' } } });
    await painted(element);
    expect(headline(element)).to.equal('Čájet goartta.');
  });
});

describe('a page’s own texts', () => {
  it('replace the element’s in every language, and leave the others', async () => {
    const { element } = await putUp({ lang: 'fi' });
    element.strings = { ready: { scanning: 'Kortti, kiitos.' }, typed: { submit: 'Hae' } };
    await painted(element);
    expect(headline(element)).to.equal('Kortti, kiitos.');
    expect(element.shadowRoot?.querySelector('[part=check]')?.textContent).to.equal('Hae');
    expect(element.shadowRoot?.querySelector('label')?.textContent).to.equal(fi.typed.label);
    element.lang = 'sv';
    await painted(element);
    expect(headline(element)).to.equal('Kortti, kiitos.');
    expect(element.shadowRoot?.querySelector('label')?.textContent).to.equal(sv.typed.label);
    element.strings = undefined;
    await painted(element);
    expect(headline(element)).to.equal(sv.discreet.ready.scanning);
  });
  it('may be functions with the same parameters', async () => {
    const { element } = await putUp({ lang: 'fi' });
    element.strings = { header: { places: (remaining, cap) => `${remaining} av ${cap}` } };
    await painted(element);
    expect(element.shadowRoot?.querySelector('[part=places]')?.textContent).to.match(/^\d+ av 10$/);
  });
});

describe('an unknown language', () => {
  it('falls back to Finnish without an error', async () => {
    const emitted: KaikuErrorDetail[] = [];
    const { element } = await putUp({ lang: 'sv' });
    element.addEventListener('kaiku-error', ({ detail }) => emitted.push(detail));
    element.lang = 'tlh';
    await painted(element);
    expect(headline(element)).to.equal(fi.discreet.ready.scanning);
    expect(emitted).to.deep.equal([]);
  });
});

describe('the screen in a language a third longer', () => {
  before(async () => {
    registerLocale(pseudoLocale);
    await setViewport({ width: 320, height: 800 });
  });
  after(() => setViewport({ width: 1280, height: 800 }));

  for (const [name, scene] of Object.entries(scenes))
    it(`fits into 320 px, and has no text outside its locale, in the state ${name}`, async () => {
      const { element } = await scene('en-XA');
      expect(overflowing(element)).to.deep.equal([]);
      expect(unlocalised(element)).to.deep.equal([]);
    });
});

/** Returns the words, visible or for assistive technology, that are from no locale. */
function unlocalised(element: KaikuScanner): string[] {
  const said = partsOf(element).flatMap((part) => [
    ...[...part.childNodes].map((node) => (node instanceof Text ? node.data : '')),
    ...['aria-label', 'title', 'placeholder', 'alt', 'aria-description'].map((name) => part.getAttribute(name) ?? ''),
  ]);
  return said.filter((text) => /\p{L}/u.test(withoutLocale(text).replace(notWords, '')) && !sources.has(text.trim()));
}

/** What the desk supplies in every language: names, codes and masks, a journal's id. */
const notWords =
  /Taikuri Matti ja kadonnut kuu|Teatteri Hilla|Harjoitus – Övning – Training|[AY][0-9]*…[0-9]+|\b[AY] (?:–|[0-9 ]+)|[0-9a-f]{8}-[0-9a-f-]+/g;
/** The names of the documents with the rules. */
const sources: ReadonlySet<string> = new Set(Object.values(rules).map(({ source }) => source));

function withoutLocale(text: string): string {
  const inner = text.replace(/⟦[^⟦⟧]*⟧/g, '');
  return inner === text ? text : withoutLocale(inner);
}
