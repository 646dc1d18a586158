import type { Locale } from './locale.ts';

const made = new WeakMap<Locale, Locale>();

/**
 * The same texts, with what stands in large letters kept neutral: whoever waits in the queue cannot read off the screen
 * what card somebody has, nor that it was refused (docs/screen.md#discreet).
 */
export function discreetly(t: Locale): Locale {
  const known = made.get(t);
  if (known !== undefined) return known;
  const { scanning, justConfirm, refused, next } = t.discreet;
  const discreet: Locale = {
    ...t,
    ready: { ...t.ready, scanning },
    asking: { ...t.asking, justConfirm },
    verdict: { ...t.verdict, word: { ...t.verdict.word, refused }, next },
  };
  made.set(t, discreet);
  return discreet;
}
