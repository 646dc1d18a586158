import { v5 } from 'uuid';
import type { Venue } from '../usage/venue.ts';
import { keepJson, readJson } from './local-store.ts';

/** The venues that this browser has recorded for in one registry, so that a page that is loaded in an outage knows its own. */
export interface VenueMemory {
  /** Returns the venue of a token; `undefined` if this browser has not used it. */
  find(token: string): Venue | undefined;
  keep(token: string, venue: Venue): void;
  /** Returns all of them. */
  venues(): readonly Venue[];
}

/** A page may get a new token every hour. Guess. */
const maxTokens = 50;

const namespace = 'd2b0a8a4-7a0f-4d58-9b52-0c8ad8b3a7f1';

interface Remembered {
  readonly venues: Readonly<Record<string, string>>;
  /** By a hash of the token, because a token gives access; the newest last. */
  readonly tokens: readonly (readonly [hash: string, venueId: string])[];
}

/** Creates a memory in `localStorage`. Without it, such as in a worker, it lasts as long as the page. */
export function createVenueMemory(name: string): VenueMemory {
  const key = `${name}/venues`;
  let here: Remembered = { venues: {}, tokens: [] };
  const read = () => parse(readJson(key)) ?? here;
  return {
    find(token) {
      const { venues, tokens } = read();
      const hash = v5(token, namespace);
      const id = tokens.findLast((known) => known[0] === hash)?.[1];
      const known = id === undefined ? undefined : venues[id];
      return id === undefined || known === undefined ? undefined : { id, name: known };
    },
    keep(token, { id, name: venueName }) {
      const { venues, tokens } = read();
      const hash = v5(token, namespace);
      const others = tokens.filter((known) => known[0] !== hash).slice(1 - maxTokens);
      here = { venues: { ...venues, [id]: venueName }, tokens: [...others, [hash, id]] };
      keepJson(key, here);
    },
    venues: () => Object.entries(read().venues).map(([id, venueName]) => ({ id, name: venueName })),
  };
}

function parse(value: unknown): Remembered | undefined {
  const { venues, tokens } = (value ?? {}) as Partial<Remembered>;
  const isWhole = typeof venues === 'object' && venues !== null && Array.isArray(tokens);
  return isWhole ? { venues, tokens } : undefined;
}
