/** One frame of the sheet: plays a state in a language, in a font that is the same on every machine. */
import monoFont from '@fontsource/dejavu-mono/files/dejavu-mono-latin-400-normal.woff2';
import textFont from '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2';
import boldFont from '@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff2';
import { scenes } from '../scanner/support/scenes.ts';

const faces = [
  new FontFace('Pictures', `url(${textFont})`, { weight: '400' }),
  new FontFace('Pictures', `url(${boldFont})`, { weight: '600 700' }),
  new FontFace('ui-monospace', `url(${monoFont})`),
];

/** What the sheet asks of its frames. */
export interface Stage {
  readonly names: readonly string[];
  /** Shows a state and nothing that moves or has the focus. @returns the height it takes, in pixels */
  play(name: string, lang: string): Promise<number>;
}

/** Refusals differ by their words, which are tried beside the locales: these few have more to say than a sentence. */
const refusals = new Set(
  ['card-expired', 'already-recorded', 'too-many-minors', 'cap-reached'].map((why) => `refused-${why}`),
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
