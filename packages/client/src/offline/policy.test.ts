import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hamlet } from '../../../../test/client/world.ts';
import type { ShowFacts } from '../admission/facts.ts';
import { capKindOf } from './cap-memory.ts';
import { type OfflinePolicy, unconfirmedLimit } from './policy.ts';

const policies: readonly OfflinePolicy[] = ['accept', 'last-known', 'deny'];
const nowMs = 10_000_000;
const unlimited = Number.MAX_SAFE_INTEGER;

function allowed(
  policy: OfflinePolicy,
  show: Partial<ShowFacts> | undefined,
  { toldAgoMs = 0, unconfirmed = 0, tickets = 1 } = {},
): number {
  const last = show && { show: { ...hamlet, ...show }, atMs: nowMs - toldAgoMs };
  const cap = last === undefined ? 'unknown' : capKindOf(last.show);
  return unconfirmedLimit({ policy, maxUnconfirmed: 5, cap, last, nowMs, unconfirmed }, tickets);
}

describe('`unconfirmedLimit`', () => {
  it.each([
    ['a cap', {}, [5, 5, 0]],
    ['a hard cap', { capIsHard: true }, [0, 0, 0]],
    ['no cap', { cap: null }, [unlimited, unlimited, 0]],
    ['no tickets left', { taken: 10 }, [5, 0, 0]],
    ['one ticket left', { taken: 9 }, [5, 0, 0]],
    ['two tickets left', { taken: 8 }, [5, 5, 0]],
    ['all remaining tickets leased', { taken: 4, leased: 6 }, [5, 0, 0]],
    ['nothing known of it', undefined, [5, 0, 0]],
  ] as const)('returns the limit of a show with %s, by accept, last-known and deny', (_, show, expected) => {
    expect(policies.map((policy) => allowed(policy, show))).toEqual(expected);
  });
  it.each([
    [600_000, 5],
    [600_001, 0],
    // Later than now: the clock was set back.
    [-1, 0],
  ])('returns, by last-known and for data received %d ms ago, %d', (toldAgoMs, expected) => {
    expect(allowed('last-known', {}, { toldAgoMs })).toBe(expected);
  });
  it('takes each unconfirmed visit to be as large as the one in question, by last-known', () => {
    // Ten are left, so this device counts on five.
    expect(allowed('last-known', {}, { unconfirmed: 1, tickets: 2 })).toBe(5);
    expect(allowed('last-known', {}, { unconfirmed: 2, tickets: 2 })).toBe(0);
  });
  it('is never higher by a stricter policy, and last-known never gives out more than was left (property)', () => {
    const numbers = fc.record({ taken: fc.nat(12), leased: fc.nat(6), cap: fc.integer({ min: 0, max: 12 }) });
    fc.assert(
      fc.property(numbers, fc.nat(8), fc.integer({ min: 1, max: 6 }), (show, unconfirmed, tickets) => {
        const [accept = 0, lastKnown = 0, deny = 0] = policies.map((one) =>
          allowed(one, show, { unconfirmed, tickets }),
        );
        expect(deny).toBe(0);
        expect(lastKnown).toBeLessThanOrEqual(accept);
        const left = Math.max(0, show.cap - show.taken - show.leased);
        if (lastKnown > unconfirmed) expect((unconfirmed + 1) * tickets).toBeLessThanOrEqual(left);
      }),
    );
  });
});
