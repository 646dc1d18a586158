import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVenueMemory } from './venue-memory.ts';

const theatre = { id: 'theatre', name: 'Theatre' };
let stored: Map<string, string>;
beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('the memory of venues', () => {
  it('knows a venue by its token in a later run, and stores no token', () => {
    createVenueMemory('outbox').keep('secret-token', theatre);
    const later = createVenueMemory('outbox');
    expect([later.find('secret-token'), later.find('other'), later.venues()]).toEqual([theatre, undefined, [theatre]]);
    expect([...stored.values()].join()).not.toContain('secret-token');
    expect(createVenueMemory('another-registry').venues()).toEqual([]);
  });

  it('forgets old tokens, and no venue', () => {
    const memory = createVenueMemory('outbox');
    memory.keep('first', theatre);
    for (let index = 0; index < 50; index += 1) memory.keep(`token-${index}`, { id: 'museum', name: 'Museum' });
    expect(memory.find('first')).toBeUndefined();
    expect(memory.find('token-0')?.id).toBe('museum');
    expect(memory.venues().map(({ id }) => id)).toEqual(['theatre', 'museum']);
  });

  it('works for one run without localStorage, or if what is there is damaged', () => {
    stored.set('outbox/venues', '{"venues":null}');
    const memory = createVenueMemory('outbox');
    expect(memory.venues()).toEqual([]);
    vi.stubGlobal('localStorage', undefined);
    memory.keep('token', theatre);
    expect(memory.find('token')).toEqual(theatre);
  });
});
