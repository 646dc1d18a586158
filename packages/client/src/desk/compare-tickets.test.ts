import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTickets, type RecordedVisit, type SoldTicket } from './compare-tickets.ts';

const startMs = Date.parse('2026-11-20T17:00:00Z');
const at = (minutes: number) => new Date(startMs + minutes * 60_000).toISOString();

function ticket(id: string, minutes: number, more: Partial<SoldTicket> = {}): SoldTicket {
  return { id, soldAt: at(minutes), adults: 1, minors: 0, ...more };
}

function visit(visitId: string, minutes: number, more: Partial<RecordedVisit> = {}): RecordedVisit {
  return { visitId, takenAt: at(minutes), adults: 1, minors: 0, maskedCards: ['A0…723'], isPending: false, ...more };
}

const idsOf = ({ same, different, notRecorded, notSold }: ReturnType<typeof compareTickets>) => ({
  same: same.map((pair) => [pair.ticket.id, pair.visit.visitId]),
  different: different.map((pair) => [pair.ticket.id, pair.visit.visitId]),
  notRecorded: notRecorded.map(({ id }) => id),
  notSold: notSold.map(({ visitId }) => visitId),
});

describe('tickets and visits belong together', () => {
  it.each([
    [
      'by their reference, whenever they happened',
      [ticket('t', 0, { reference: 'r' })],
      [visit('v', 600, { reference: 'r' })],
      { same: [['t', 'v']] },
    ],
    [
      'by their reference, as different ones if the party differs',
      [ticket('t', 0, { reference: 'r', minors: 1 })],
      [visit('v', 0, { reference: 'r' })],
      { different: [['t', 'v']] },
    ],
    [
      'once, if two lines have one reference',
      [ticket('t', 0, { reference: 'r' }), ticket('other', 0, { reference: 'r' })],
      [visit('v', 0, { reference: 'r' })],
      { same: [['t', 'v']], notRecorded: ['other'] },
    ],
    ['by time and party', [ticket('t', 0)], [visit('v', 30)], { same: [['t', 'v']] }],
    [
      'by time and party, if only the ticket has a reference',
      [ticket('t', 0, { reference: 'r' })],
      [visit('v', 1)],
      { same: [['t', 'v']] },
    ],
    [
      'the nearest first',
      [ticket('late', 9), ticket('t', 5)],
      [visit('v', 4)],
      { same: [['t', 'v']], notRecorded: ['late'] },
    ],
    ['not after half an hour', [ticket('t', 0)], [visit('v', 31)], { notRecorded: ['t'], notSold: ['v'] }],
    [
      'not with another party',
      [ticket('t', 0)],
      [visit('v', 0, { adults: 2 })],
      { notRecorded: ['t'], notSold: ['v'] },
    ],
    [
      'not with another reference',
      [ticket('t', 0, { reference: 'r' })],
      [visit('v', 0, { reference: 's' })],
      { notRecorded: ['t'], notSold: ['v'] },
    ],
  ] as const)('%s', (_, tickets, visits, expected) => {
    const nothing = { same: [], different: [], notRecorded: [], notSold: [] };
    expect(idsOf(compareTickets([...tickets], [...visits]))).toEqual({ ...nothing, ...expected });
  });

  const lines = fc.array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 120 }),
      minors: fc.integer({ min: 0, max: 2 }),
      reference: fc.option(fc.constantFrom('r1', 'r2', 'r3', 'r4'), { nil: undefined }),
    }),
    { maxLength: 12 },
  );

  it('each ticket and each visit is in one list, once', () => {
    fc.assert(
      fc.property(lines, lines, (sold, recorded) => {
        const more = (minors: number, reference: string | undefined) => ({
          ...{ minors },
          ...(reference !== undefined && { reference }),
        });
        const tickets = sold.map(({ minutes, minors, reference }, nth) =>
          ticket(`t${nth}`, minutes, more(minors, reference)),
        );
        const visits = recorded.map(({ minutes, minors, reference }, nth) =>
          visit(`v${nth}`, minutes, more(minors, reference)),
        );
        const { same, different, notRecorded, notSold } = compareTickets(tickets, visits);
        const pairs = [...same, ...different];
        const found = [...pairs.map((pair) => pair.ticket), ...notRecorded];
        expect(new Set(found)).toEqual(new Set(tickets));
        expect(found).toHaveLength(tickets.length);
        const seen = [...pairs.map((pair) => pair.visit), ...notSold];
        expect(new Set(seen)).toEqual(new Set(visits));
        expect(seen).toHaveLength(visits.length);
      }),
    );
  });
});
