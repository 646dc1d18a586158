/**
 * The screen as a server may send it, before any script: the element's own views at the state it starts in, as a
 * declarative shadow root. One file a language, for servers in any programming language to put into the tag.
 */
import { createHash } from 'node:crypto';
import { type ElementRenderer, render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { type Lang, locales } from '../src/locales/index.ts';
import { withStrings } from '../src/locales/overrides.ts';
import { styles } from '../src/scanner.styles.ts';
import type { Screen } from '../src/views/screen.ts';
import { screenView } from '../src/views/screen-view.ts';

/** The files of `dist/shell`: `fi.html`, `sv.html`, `en.html`, and what a Content-Security-Policy allows their style by. */
export async function shellFiles(): Promise<Readonly<Record<string, string>>> {
  const css = styles
    .map(({ cssText }) => cssText)
    .join('\n')
    .replace(/\s+/g, ' ')
    .trim();
  const hash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
  const files: [string, string][] = [['style-src.txt', `${hash}\n`]];
  for (const lang of Object.keys(locales) as Lang[]) {
    // The views' slots are the element's, which is not there.
    const within = { customElementHostStack: [{} as ElementRenderer] };
    const screen = (await collectResult(render(screenView(starting(lang)), within)))
      // Nothing of it answers yet, and a form without its script would put a code into the address.
      .replace('<section ', '<section inert ')
      .replace(/<!--.*?-->/gs, '')
      .replace(/\s+/g, ' ')
      .trim();
    files.push([`${lang}.html`, `<template shadowrootmode="open"><style>${css}</style>${screen}</template>\n`]);
  }
  return Object.fromEntries(files);
}

/** What an element with a desk first paints, before it has heard from anybody. */
function starting(lang: Lang): Screen {
  return {
    t: withStrings(locales[lang], locales[lang].discreet),
    act: { device: {} } as Screen['act'], // nothing is listened to
    flow: { at: 'starting', turn: 0 },
    desk: {
      show: undefined,
      reachable: undefined,
      failure: undefined,
      outSinceMs: undefined,
      pending: 0,
      voiding: 0,
      leased: 0,
      unconfirmed: 0,
      review: [],
      warnings: [],
    },
    failure: undefined,
    recordsAs: undefined,
    ways: { camera: { status: 'starting' }, lens: undefined, wedge: { status: 'starting' }, typed: true },
    places: [],
    reader: { advice: undefined, help: undefined },
    device: { health: undefined, told: undefined },
    active: true,
    lockedOut: false,
    nowMs: 0,
    plan: undefined,
    foreign: false,
    elsewhere: false,
    video: undefined,
    mask: () => '',
    grouped: () => '',
    typed: { proposal: undefined, wrong: undefined, latest: '' },
    sound: { volume: 0.5, muted: false },
    discreet: true,
    training: { on: false, cards: [] },
    shift: { history: undefined, failed: undefined, undoUntilMs: () => undefined, shownUndoUntilMs: undefined },
    leases: { leases: undefined, asked: undefined, hasFailed: false },
    reservations: {
      ...{ isThere: false, isOpen: false, list: undefined, failure: undefined, told: undefined, releasing: undefined },
      isBusy: () => false,
    },
    edition: () => '',
    lingersForMs: 0,
    remaining: () => null,
  };
}
