import { existsSync } from 'node:fs';
import { chromiumPath } from '../support/chromium.ts';
import { firefoxPath } from './firefox.ts';
import { webkitDriver } from './webkit.ts';

/** A browser engine, as `--browsers=` names it. */
export type Engine = 'chromium' | 'firefox' | 'webkit';

const programs: Readonly<Record<Engine, string>> = {
  chromium: chromiumPath,
  firefox: firefoxPath,
  webkit: webkitDriver,
};

/** Returns the browsers that a list names, separated by commas; without one, all. */
export function browsersOf(list: string | undefined): Engine[] {
  const all = Object.keys(programs) as Engine[];
  const named = list?.split(',') ?? all;
  const unknown = named.find((name) => !all.includes(name as Engine));
  if (unknown !== undefined) throw new Error(`There is no browser '${unknown}'. Choose from: ${all.join(', ')}.`);
  return named as Engine[];
}

/** Returns why nothing can be run in this browser; `undefined` if it can. */
export function whyNot(engine: Engine): string | undefined {
  return existsSync(programs[engine])
    ? undefined
    : `nothing in ${engine}, because ${programs[engine]} is not on this machine.`;
}
