import type { Engine } from './found.ts';

const { userAgent } = navigator;

/** The engine that runs this page, for tests in a browser. */
export const engine: Engine = /Firefox\//.test(userAgent)
  ? 'firefox'
  : /Chrome\//.test(userAgent)
    ? 'chromium'
    : 'webkit';

/** Returns all of a list in Chromium; elsewhere the first, where the rest tests our words rather than the engine. */
export function firstOf<T>(list: readonly T[]): readonly T[] {
  return engine === 'chromium' ? list : list.slice(0, 1);
}

/** Returns mocha's `it` or `describe`; in these engines the one that skips. Say at the call why they cannot. */
export function notIn<T>(engines: readonly Engine[], word: T): T {
  return engines.includes(engine) ? (word as { readonly skip: T }).skip : word;
}
