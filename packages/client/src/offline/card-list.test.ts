import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memoryStorage } from '../outbox/memory-storage.ts';
import type { OutboxStorage } from '../outbox/storage.ts';
import { deniedBytes, positionsInOutline, signedText } from '../registry/offline-contract.ts';
import type { CardListTold } from '../registry/registry.ts';
import { createCardList } from './card-list.ts';

const issuedAt = '2026-05-15T06:00:00Z';
const hour = 3_600_000;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
let keys: CryptoKeyPair;
let publicKey: JsonWebKey;
let nowMs: number;
let storage: OutboxStorage;
let keysMade = 0;
beforeAll(async () => {
  keys = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  publicKey = await crypto.subtle.exportKey('jwk', keys.publicKey);
});
beforeEach(() => {
  nowMs = Date.parse(issuedAt);
  storage = memoryStorage();
});

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const text = new TextEncoder();

async function sign(list: Omit<CardListTold, 'signature'>, by = keys.privateKey): Promise<CardListTold> {
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, by, text.encode(signedText(list)));
  return { ...list, signature: base64(new Uint8Array(signature)) };
}

/** A list as a register makes it: eight bits a card. */
async function listOf(known: readonly string[], stopped: readonly string[] = []): Promise<CardListTold> {
  keysMade += 1;
  const key = new Uint8Array(32).fill(keysMade);
  const hmac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const keyed = async (code: string) => new Uint8Array(await crypto.subtle.sign('HMAC', hmac, text.encode(code)));
  const filter = new Uint8Array(known.length);
  for (const code of known)
    for (const bit of positionsInOutline(await keyed(code), filter.length * 8))
      filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
  const denied = await Promise.all(stopped.map(async (code) => [...(await keyed(code)).subarray(0, deniedBytes)]));
  const about = { venueId: 'venue', issuedAt, key: base64(key) };
  return sign({ ...about, filter: base64(filter), denied: base64(Uint8Array.from(denied.flat())) });
}

const create = () => createCardList({ publicKey }, { now: () => nowMs, storage });
async function holding(list: CardListTold) {
  const cards = create();
  await cards.refresh(async () => list);
  return cards;
}
const code = (nth: number) => `A${String(nth).padStart(9, '0')}`;

describe('a card list', () => {
  it('gives no hint where there is none', async () => {
    expect(await create().hint(code(1))).toBeUndefined();
  });
  it('knows every card of the register, and every stopped one', async () => {
    const numbers = fc.uniqueArray(fc.nat(999_999_999), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(numbers, fc.nat(10), async (some, stopped) => {
        const codes = some.map(code);
        const cards = await holding(await listOf(codes, codes.slice(0, stopped)));
        for (const [at, one] of codes.entries()) expect(await cards.hint(one)).toBe(at < stopped ? 'stopped' : 'known');
        storage = memoryStorage();
      }),
      { numRuns: 20 },
    );
  });
  it('takes two or three of a hundred unknown codes for known, so that it tells of none that it exists', async () => {
    const cards = await holding(await listOf(Array.from({ length: 1000 }, (_, nth) => code(nth))));
    const hints = await Promise.all(Array.from({ length: 2000 }, (_, nth) => cards.hint(code(500_000 + nth))));
    const taken = hints.filter((hint) => hint === 'known').length;
    // 2.2 % are to be expected; six standard deviations either way.
    expect(taken).toBeGreaterThan(5);
    expect(taken).toBeLessThan(85);
  });
  it.each(['venueId', 'issuedAt', 'filter', 'denied', 'key', 'signature'] as const)(
    'is refused where its %s is not what was signed',
    async (field) => {
      const list = await listOf([code(1)], [code(2)]);
      const others = await listOf([code(3)], [code(4)]);
      const changed = { ...others, venueId: 'another', issuedAt: '2026-05-15T06:00:01Z' };
      const cards = await holding({ ...list, [field]: changed[field] });
      expect(await cards.hint(code(1))).toBeUndefined();
      expect(await storage.note('card-list')).toBeUndefined();
    },
  );
  it('is refused where somebody else has signed it', async () => {
    const strangers = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
    const { signature: _, ...list } = await listOf([code(1)]);
    const cards = await holding(await sign(list, strangers.privateKey));
    expect(await cards.hint(code(1))).toBeUndefined();
  });
  it('is good for a day, outlives the page, and tells nothing by a clock that was put back', async () => {
    await holding(await listOf([code(1)]));
    const hintAfter = async (hours: number) => {
      nowMs = Date.parse(issuedAt) + hours * hour;
      return create().hint(code(1));
    };
    expect([await hintAfter(0), await hintAfter(23.9), await hintAfter(24), await hintAfter(-1)]).toEqual([
      'known',
      'known',
      undefined,
      undefined,
    ]);
  });
  it('is fetched anew once half its day is over', async () => {
    const cards = await holding(await listOf([code(1)]));
    let fetched = 0;
    const fetchList = async () => {
      fetched += 1;
      return listOf([code(1)]);
    };
    nowMs += 11 * hour;
    await cards.refresh(fetchList);
    expect(fetched).toBe(0);
    nowMs += 2 * hour;
    await cards.refresh(fetchList);
    expect(fetched).toBe(1);
  });
  it('stays as it is where a new one cannot be had', async () => {
    const cards = await holding(await listOf([code(1)]));
    nowMs += 13 * hour;
    await cards.refresh(() => Promise.reject(new Error('no network')));
    expect(await cards.hint(code(1))).toBe('known');
  });
  it('keeps neither a code nor a key that could be read out', async () => {
    const list = await listOf([code(1)], [code(2)]);
    await holding(list);
    const { key, ...rest } = (await storage.note('card-list')) as { key: CryptoKey };
    expect(key.extractable).toBe(false);
    expect(JSON.stringify(rest)).not.toContain(list.key);
  });
  it('of no cards at all knows none', async () => {
    const cards = await holding(await listOf([]));
    expect(await cards.hint(code(1))).toBe('not-known');
  });
});
