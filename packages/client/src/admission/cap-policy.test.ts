import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJunk, anyShow } from '../../../../test/cases/arbitraries.ts';
import { checkCap, lowestCapAllowed } from './cap-policy.ts';
import { capRules } from './cap-policy-rules.ts';
import { capPolicyEdition } from './edition.ts';
import type { ShowFacts } from './facts.ts';

const hamlet: ShowFacts = {
  id: 'hamlet',
  name: 'Hamlet',
  venue: 'Kaupunginteatteri',
  kind: 'performance',
  startsAt: '2026-05-15T19:00:00+03:00',
  seats: 400,
  cap: null,
  taken: 0,
  reservationOpens: 'at-once',
  redemptionOpensMin: null,
};
const in2020: ShowFacts = { ...hamlet, startsAt: '2024-05-15T19:00:00+03:00' };
const runs = { numRuns: 2000 };
/** More seats than a small auditorium, to which the percentage does not apply. */
const manySeats = fc.oneof(fc.integer({ min: 51, max: 1500 }), fc.integer({ min: 51, max: Number.MAX_SAFE_INTEGER }));
const anySeats = fc.oneof(fc.nat(60), fc.nat(1500), fc.nat(1_000_000), fc.maxSafeNat());

describe('the lowest cap allowed', () => {
  it('names the rule that decided, its edition and document, and the other rules', () => {
    expect(lowestCapAllowed({ ...in2020, seats: 1200 })).toEqual({
      cap: 20,
      rule: { id: 'cap-over-1000', edition: 'any', source: 'Toimintamalli 2020 §8.2.2' },
      considered: [
        { rule: { id: 'cap-any-show', edition: '2020', source: 'Toimintamalli 2020 §8.2.2' }, cap: 60 },
        { rule: { id: 'cap-over-1000', edition: 'any', source: 'Toimintamalli 2020 §8.2.2' }, cap: 20 },
      ],
    });
    expect(checkCap({ ...hamlet, cap: 11 })).toMatchObject({
      cap: 11,
      lowest: {
        cap: 12,
        rule: { id: 'cap-any-show', edition: '2025', source: 'Vastuuhenkilön muistilista 11.4.2025 §10' },
      },
    });
  });

  it('is the lowest of all applicable rules, and at most the seats', () => {
    fc.assert(
      fc.property(anyShow, anySeats, (show, seats) => {
        const { cap, rule, considered } = lowestCapAllowed({ ...show, seats });
        const lowest = Math.min(...considered.map((one) => one.cap));
        expect(cap).toBe(Math.min(lowest, seats));
        expect(considered).toContainEqual({ rule, cap: lowest });
      }),
      runs,
    );
  });

  it('is exactly the percentage, rounded up, above 50 seats', () => {
    fc.assert(
      fc.property(manySeats, (seats) => {
        const upTo = (percent: bigint) => Number((BigInt(seats) * percent + 99n) / 100n);
        const floorOf = (show: ShowFacts) =>
          lowestCapAllowed({ ...show, seats }).considered.find(({ rule }) => rule.id === 'cap-any-show')?.cap;
        expect(floorOf(in2020)).toBe(upTo(5n));
        expect(floorOf(hamlet)).toBe(upTo(3n));
      }),
      runs,
    );
  });

  it('grows with the seats of an ordinary show, up to a hall of 1000', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.constantFrom(hamlet, in2020), (one, two, show) => {
        const [fewer, more] = [Math.min(one, two), Math.max(one, two)];
        const lowest = (seats: number) => lowestCapAllowed({ ...show, seats }).cap;
        expect(lowest(fewer)).toBeLessThanOrEqual(lowest(more));
      }),
      runs,
    );
  });

  it('is 2 up to 50 seats, otherwise at most 5 % of the seats, and at most 20 for a swimming hall', () => {
    fc.assert(
      fc.property(anyShow, anySeats, (show, seats) => {
        const { cap } = lowestCapAllowed({ ...show, seats });
        if (show.kind === 'swimming-hall') expect(cap).toBe(Math.min(20, seats));
        else if (show.kind === 'course' || seats <= 50) expect(cap).toBe(Math.min(2, seats));
        else expect(cap).toBeLessThanOrEqual(Math.ceil(seats / 20));
      }),
      runs,
    );
  });

  it('is never higher in edition 2025 than in 2020', () => {
    fc.assert(
      fc.property(anyShow, anySeats, (show, seats) => {
        const lowest = (startsAt: string) => lowestCapAllowed({ ...show, seats, startsAt }).cap;
        expect(lowest(hamlet.startsAt)).toBeLessThanOrEqual(lowest(in2020.startsAt));
      }),
      runs,
    );
  });

  it('is defined for malformed facts, and no malformed cap is allowed', () => {
    fc.assert(
      fc.property(fc.record({ kind: anyJunk, startsAt: anyJunk, seats: anyJunk, cap: anyJunk }), (junk) => {
        const show = { ...hamlet, ...junk } as ShowFacts;
        expect(lowestCapAllowed(show).cap).toBeGreaterThanOrEqual(0);
        if (checkCap(show) === undefined && show.cap !== null) expect(Number.isSafeInteger(show.cap)).toBe(true);
      }),
      runs,
    );
  });
});

describe('a cap', () => {
  it('is allowed from the lowest cap upwards, and never below it', () => {
    fc.assert(
      fc.property(anyShow, anySeats, fc.nat(100), (show, seats, cap) => {
        const lowest = lowestCapAllowed({ ...show, seats }).cap;
        expect(checkCap({ ...show, seats, cap }) === undefined).toBe(cap >= lowest);
        expect(checkCap({ ...show, seats, cap: null })).toBeUndefined();
      }),
      runs,
    );
  });
  it.each([-1, 12.5, Number.NaN, Number.POSITIVE_INFINITY])('of %s is not allowed', (cap) => {
    expect(checkCap({ ...hamlet, cap })?.lowest.cap).toBe(12);
  });
});

describe('the edition of a show', () => {
  it('is the newest for a malformed date', () => {
    expect(capPolicyEdition({ startsAt: 'soon' })).toBe('2025');
  });
  it('has exactly one percentage rule', () => {
    for (const edition of ['2020', '2025'] as const)
      expect(capRules.filter(({ id, editions }) => id === 'cap-any-show' && editions.includes(edition))).toHaveLength(
        1,
      );
  });
});
