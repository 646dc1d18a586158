/**
 * The shell: what a server can send inside the tag, so that the screen appears before any script has loaded. The element's
 * views in their first state, as a declarative shadow root, one file per language.
 */
import { createHash } from 'node:crypto';
import { type ElementRenderer, render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { type Lang, locales } from '../src/locales/index.ts';
import { withStrings } from '../src/locales/overrides.ts';
import { styles } from '../src/scanner.styles.ts';
import { Session } from '../src/session/session.ts';
import type { SessionSettings } from '../src/session/settings.ts';
import { later } from '../src/views/later.ts';
import type { Screen } from '../src/views/screen.ts';
import { screenView } from '../src/views/screen-view.ts';

/** Returns the files of `dist/shell`: one per language, and the hash by which a Content-Security-Policy allows the style. */
export async function shellFiles(): Promise<Readonly<Record<string, string>>> {
  const css = styles
    .map(({ cssText }) => cssText)
    .join('\n')
    .replace(/\s+/g, ' ')
    .trim();
  const hash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
  const files: [string, string][] = [['style-src.txt', `${hash}\n`]];
  for (const lang of Object.keys(locales) as Lang[]) {
    // The views have slots, which the renderer only accepts inside an element.
    const within = { customElementHostStack: [{} as ElementRenderer] };
    const screen = (await collectResult(render(screenView(starting(lang)), within)))
      // Without its script the form would submit, and put the card code into the address.
      .replace('<section ', '<section inert ')
      .replace(/<!--.*?-->/gs, '')
      .replace(/\s+/g, ' ')
      .trim();
    files.push([`${lang}.html`, `<template shadowrootmode="open"><style>${css}</style>${screen}</template>\n`]);
  }
  return Object.fromEntries(files);
}

// No reader, no listener and no desk runs.
const session = new Session({
  settings: { sources: '' } as SessionSettings,
  reach: { awake: false, look: () => false },
  factories: () => ({}),
  createTrainingDesk: () => undefined,
  emit: () => {},
  chooseShow: () => {},
  onSignal: () => {},
});

/** Returns the first screen of an element with a desk. */
function starting(lang: Lang): Screen {
  return {
    ...session.state,
    flow: { at: 'starting', turn: 0 },
    desk: {
      ...{ show: undefined, reachable: undefined, failure: undefined, device: undefined, outSinceMs: undefined },
      mayUndo: true,
      ...{ pending: undefined, voiding: undefined, leased: 0, unconfirmed: 0, review: [], warnings: [] },
    },
    ways: { camera: { status: 'starting' }, lens: undefined, wedge: { status: 'starting' }, typed: true },
    // Without the clock, so that each build writes the same files.
    typed: { proposal: undefined, wrong: undefined, latest: '' },
    t: withStrings(locales[lang], locales[lang].discreet),
    act: session.act as Screen['act'],
    places: [],
    readerHelp: undefined,
    active: true,
    nowMs: 0,
    video: undefined,
    mask: () => '',
    grouped: () => '',
    sound: { volume: 0.5, muted: false },
    discreet: true,
    training: { on: false, cards: [] },
    later,
    edition: () => '',
    remaining: () => null,
  };
}
