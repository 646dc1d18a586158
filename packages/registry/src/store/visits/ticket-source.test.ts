import type { ShowFacts } from '@kaiku/client/admission';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTickets } from './ticket-source.ts';

const show: ShowFacts = {
  id: 'show',
  name: 'Koe',
  venue: 'Koe',
  kind: 'performance',
  startsAt: '2026-11-20T17:00:00Z',
  seats: 400,
  cap: 10,
  taken: 0,
  reservationOpens: 'at-once',
  redemptionOpensMin: null,
};

/** Judges by the cap alone, and gives whether it was looked at. */
function places({
  mode,
  tickets,
  left,
  cap,
  taken,
  leased,
}: Record<'tickets' | 'left' | 'taken' | 'leased', number> & {
  mode: 'request' | 'report';
  cap: number | null;
}) {
  const facts = { show: { ...show, cap, taken, leased }, leaseLeft: left };
  return findTickets({ mode, tickets }, facts, {
    judge: (judged) => judged.cap !== null && tickets > judged.cap - judged.taken - (judged.leased ?? 0),
    lacksRoom: (lacks) => lacks,
  });
}

const asked = fc.record({
  mode: fc.constantFrom('request' as const, 'report' as const),
  tickets: fc.integer({ min: 1, max: 6 }),
  left: fc.nat(6),
  cap: fc.option(fc.nat(12)),
  taken: fc.nat(14),
  leased: fc.nat(6),
});

describe('finding tickets', () => {
  it('draws on the lease for what happened, as far as it reaches, and for a request only where none is free', () => {
    fc.assert(
      fc.property(asked, (entry) => {
        const { from, judged } = places(entry);
        const isFree = entry.cap === null || entry.taken + entry.leased + entry.tickets <= entry.cap;
        const reaches = entry.left >= entry.tickets;
        const expected = reaches && (entry.mode === 'report' || !isFree) ? 'lease' : isFree ? 'free' : 'over';
        expect(from).toBe(expected);
        // What comes from a lease is within the cap; only what is beyond it is against it.
        expect(judged).toBe(from === 'over');
      }),
      { numRuns: 2_000 },
    );
  });
});
