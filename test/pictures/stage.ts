/** One frame of a sheet: plays a state in a language, in a font that is the same on every machine. */
import monoFont from '@fontsource/dejavu-mono/files/dejavu-mono-latin-400-normal.woff2';
import textFont from '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2';
import boldFont from '@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff2';
import { scenes } from '../scanner/support/scenes.ts';

const faces = [
  new FontFace('Pictures', `url(${textFont})`, { weight: '400' }),
  new FontFace('Pictures', `url(${boldFont})`, { weight: '600 700' }),
  new FontFace('ui-monospace', `url(${monoFont})`),
];

/** The interface of a frame to its sheet. */
export interface Stage {
  readonly names: readonly string[];
  /** Shows a state without motion or focus. Returns its height in pixels. */
  play(name: string, lang: string): Promise<number>;
}

/** Refusals with more than a sentence. The others differ only in words, which the locales' tests check. */
const refusals = new Set(
  ['card-expired', 'already-recorded', 'too-many-minors', 'cap-reached'].map((reason) => `refused-${reason}`),
);

const stage: Stage = {
  names: Object.keys(scenes).filter((name) => !name.startsWith('refused-') || refusals.has(name)),
  async play(name, lang) {
    document.body.replaceChildren();
    document.body.style.margin = '0';
    document.documentElement.style.setProperty('--kaiku-font', 'Pictures');
    for (const face of faces) document.fonts.add(await face.load());
    const stand = await scenes[name]?.(lang);
    const focused = stand?.element.shadowRoot?.activeElement;
    if (focused instanceof HTMLElement) focused.blur();
    await stand?.settle();
    return Math.ceil(stand?.element.getBoundingClientRect().height ?? 0);
  },
};
Object.assign(globalThis, { stage });
