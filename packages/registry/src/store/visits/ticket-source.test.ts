import type { ShowFacts } from '@kaiku/client/admission';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTicketSource } from './ticket-source.ts';

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

/** Evaluates by the cap alone. The evaluation is true if the visit exceeds it. */
function choose({
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
  return chooseTicketSource({ mode, tickets }, facts, {
    evaluate: (counted) => counted.cap !== null && tickets > counted.cap - counted.taken - (counted.leased ?? 0),
    isOverCap: (isOver) => isOver,
  });
}

const entries = fc.record({
  mode: fc.constantFrom('request' as const, 'report' as const),
  tickets: fc.integer({ min: 1, max: 6 }),
  left: fc.nat(6),
  cap: fc.option(fc.nat(12)),
  taken: fc.nat(14),
  leased: fc.nat(6),
});

describe('choosing the source of tickets', () => {
  it('prefers the lease for a report, if it suffices, and free tickets for a request (property)', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const { source, evaluation } = choose(entry);
        const isFree = entry.cap === null || entry.taken + entry.leased + entry.tickets <= entry.cap;
        const suffices = entry.left >= entry.tickets;
        const expected = suffices && (entry.mode === 'report' || !isFree) ? 'lease' : isFree ? 'free' : 'over';
        expect(source).toBe(expected);
        // Leased tickets are within the cap.
        expect(evaluation).toBe(source === 'over');
      }),
      { numRuns: 2_000 },
    );
  });
});
