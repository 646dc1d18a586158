/**
 * Whether asking the registry is worth a clerk's wait, by how the last exchanges went and not by what the browser believes.
 *
 * | link | goes over to | by |
 * |---|---|---|
 * | `up` | `down` | two of the last five exchanges without an answer, or one that took longer than a clerk waits |
 * | `down` | `up` | two exchanges answered, one after the other |
 */
export interface Link {
  readonly state: 'up' | 'down';
  /** Of the last five exchanges, oldest first, whether they were answered. */
  readonly last: readonly boolean[];
}

export const freshLink: Link = { state: 'up', last: [] };

/** How an exchange went: answered at all (a no included), not, or not within the time a clerk waits. */
export type Exchanged = 'answered' | 'unanswered' | 'too-late';

const remembered = 5;
const downAfter = 2;
const upAfter = 2;

/** The link after one more exchange. Pure. */
export function afterExchange({ state, last }: Link, exchanged: Exchanged): Link {
  const next = [...last, exchanged === 'answered'].slice(-remembered);
  if (state === 'up') {
    const isDown = exchanged === 'too-late' || next.filter((answered) => !answered).length >= downAfter;
    return isDown ? { state: 'down', last: [] } : { state, last: next };
  }
  const isUp = next.length >= upAfter && next.slice(-upAfter).every(Boolean);
  return isUp ? freshLink : { state, last: next };
}
