import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockReading } from '../environment.ts';
import { applyChange, type Capacity, type CapacityChange, isUsable, type Lease } from './lease.ts';

const minuteMs = 60_000;
const wallMs = fc.integer({ min: 0, max: 4_000_000_000_000 });
const clock: fc.Arbitrary<ClockReading> = fc.record({
  wallMs,
  steadyMs: fc.integer({ min: 0, max: 1_000_000_000 }),
  boot: fc.constantFrom('boot-1', 'boot-2'),
});
const lease: fc.Arbitrary<Lease> = fc
  .record({
    id: fc.constantFrom('a', 'b'),
    showId: fc.constant('hamlet'),
    state: fc.constantFrom('requested', 'open', 'open', 'open', 'closing'),
    granted: fc.nat(20),
    used: fc.nat(20),
    requestedAt: clock,
    useForMs: fc.integer({ min: 0, max: 24 * 60 * minuteMs }),
    seenForMs: fc.nat(2 * 60 * minuteMs),
  })
  .map(({ used, seenForMs, ...rest }) => ({
    ...rest,
    left: Math.max(0, rest.granted - used),
    seenWallMs: rest.requestedAt.wallMs + seenForMs,
  }));
const capacity: fc.Arbitrary<Capacity> = fc.record({
  lease: fc.option(lease, { nil: undefined }),
  unconfirmed: fc.nat(6),
});
const capacityChange: fc.Arbitrary<CapacityChange> = fc.oneof(
  fc.record({
    from: fc.constant('lease' as const),
    showId: fc.constant('hamlet'),
    leaseId: fc.constantFrom('a', 'b'),
    tickets: fc.integer({ min: -12, max: 12 }),
    wallMs,
  }),
  fc.record({ from: fc.constant('unconfirmed' as const), showId: fc.constant('hamlet'), max: fc.nat(6) }),
  fc.record({ from: fc.constant('unconfirmed-refund' as const), showId: fc.constant('hamlet') }),
);

describe('`applyChange`', () => {
  it('keeps what is left between 0 and what was granted (property)', () => {
    const property = fc.property(capacity, fc.array(capacityChange, { maxLength: 30 }), (first, draws) => {
      let now = first;
      for (const one of draws) {
        now = applyChange(now, one) ?? now;
        if (now.lease !== undefined) {
          expect(now.lease.left).toBeGreaterThanOrEqual(0);
          expect(now.lease.left).toBeLessThanOrEqual(now.lease.granted);
        }
        expect(now.unconfirmed).toBeGreaterThanOrEqual(0);
      }
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('consumes at most what was granted and refunded, in any order (property)', () => {
    const draws = fc.array(
      capacityChange.filter((one) => one.from === 'lease'),
      { maxLength: 40 },
    );
    const property = fc.property(lease, draws, (held, some) => {
      let now: Capacity = { lease: held, unconfirmed: 0 };
      let out = 0;
      for (const one of some) {
        if (one.from !== 'lease') continue;
        const after = applyChange(now, one);
        if (one.tickets > 0 && after !== undefined) out += one.tickets;
        if (one.tickets < 0 && after !== undefined) out -= Math.min(-one.tickets, out);
        now = after ?? now;
        expect(out).toBeLessThanOrEqual(held.granted);
      }
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('consumes nothing if the clock was set back, or the lease is not open or another one', () => {
    const property = fc.property(lease, fc.integer({ min: 1, max: 20 }), wallMs, (held, tickets, nowMs) => {
      const after = applyChange(
        { lease: held, unconfirmed: 0 },
        { from: 'lease', showId: 'hamlet', leaseId: 'a', tickets, wallMs: nowMs },
      );
      const may = held.id === 'a' && held.state === 'open' && tickets <= held.left && nowMs >= held.seenWallMs;
      expect(after !== undefined).toBe(may);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('keeps the latest time that it has seen (property)', () => {
    const property = fc.property(capacity, capacityChange, (before, one) => {
      const seen = before.lease?.seenWallMs ?? 0;
      expect(applyChange(before, one)?.lease?.seenWallMs ?? seen).toBeGreaterThanOrEqual(seen);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('keeps a show’s unconfirmed visits within the limit', () => {
    const property = fc.property(fc.nat(10), fc.nat(10), (unconfirmed, max) => {
      const after = applyChange({ lease: undefined, unconfirmed }, { from: 'unconfirmed', showId: 'hamlet', max });
      expect(after?.unconfirmed).toBe(unconfirmed < max ? unconfirmed + 1 : undefined);
    });
    fc.assert(property);
  });
});

describe('`isUsable`', () => {
  it('is false once the term is over by either clock', () => {
    const property = fc.property(lease, clock, (held, now) => {
      if (!isUsable(held, now)) return;
      const { requestedAt, useForMs } = held;
      expect(now.wallMs - requestedAt.wallMs).toBeLessThan(useForMs);
      if (now.boot === requestedAt.boot) expect(now.steadyMs - requestedAt.steadyMs).toBeLessThan(useForMs);
    });
    fc.assert(property, { numRuns: 5000 });
  });

  it('is false from 5 s and 1 % before the end of the term (property)', () => {
    const spans = fc.record({ held: lease, byWall: fc.boolean(), passedMs: fc.nat(24 * 60 * minuteMs) });
    const property = fc.property(spans, ({ held, byWall, passedMs }) => {
      const open: Lease = { ...held, state: 'open', seenWallMs: held.requestedAt.wallMs };
      const { requestedAt, useForMs } = open;
      // The other clock stops, as the steady one does while a device sleeps.
      const now = byWall
        ? { ...requestedAt, wallMs: requestedAt.wallMs + passedMs }
        : { ...requestedAt, steadyMs: requestedAt.steadyMs + passedMs };
      expect(isUsable(open, now)).toBe(passedMs < useForMs - Math.max(5000, useForMs / 100));
    });
    fc.assert(property, { numRuns: 5000 });
  });

  it('is false after the wall clock was set back (property)', () => {
    const property = fc.property(lease, clock, fc.integer({ min: 1, max: 1_000_000 }), (held, now, byMs) => {
      expect(isUsable(held, { ...now, wallMs: held.seenWallMs - byMs })).toBe(false);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('uses the wall clock alone if the lease was requested by an earlier page', () => {
    const property = fc.property(lease, fc.nat(1_000_000_000), (held, steadyMs) => {
      const open: Lease = { ...held, state: 'open', seenWallMs: held.requestedAt.wallMs };
      const now = { wallMs: open.requestedAt.wallMs, steadyMs, boot: 'another' };
      expect(isUsable(open, now)).toBe(open.useForMs > 5000);
    });
    fc.assert(property);
  });

  it('is true only while the lease is open', () => {
    const property = fc.property(lease, clock, (held, now) => {
      if (held.state !== 'open') expect(isUsable(held, now)).toBe(false);
    });
    fc.assert(property);
  });
});
