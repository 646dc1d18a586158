import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hamlet } from '../../../../test/client/world.ts';
import { KaikuError } from '../errors.ts';
import { type Entry, noticeOf, voidEntry } from '../storage/entry.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { Visit } from '../usage/visit.ts';
import { createJournal } from './journal.ts';
import { adopt, parseOutboxFile, toOutboxFile } from './transfer.ts';

const from = '019a0000-0000-7000-8000-00000000f11e';
const atMs = Date.parse('2026-05-15T16:00:00Z');
const unsealed = async (same: Visit) => same;

const visit: fc.Arbitrary<Visit> = fc.record(
  {
    id: fc.uuid({ version: [4, 7] }),
    showId: fc.constant(hamlet.id),
    how: fc.constantFrom('reserved', 'sold', 'door'),
    takenAt: fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString()),
    agreed: fc.boolean(),
    usages: fc.array(
      fc.record({
        id: fc.uuid({ version: [4, 7] }),
        card: fc.constantFrom('A045198723', 'Y110029399'),
        minors: fc.nat(99),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  },
  { requiredKeys: ['id', 'showId', 'how', 'takenAt', 'usages'] },
);
const consumedFrom = fc.constantFrom(
  { from: 'unconfirmed' } as const,
  { from: 'lease', leaseId: '019a0000-0000-7000-8000-00000000000a', tickets: 2 } as const,
);
const entry: fc.Arbitrary<Entry> = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), visit, consumedFrom, fc.boolean())
  .chain(([seq, one, consumed, yes]) =>
    fc.constantFrom<Entry>(
      { seq, stage: 'report', visit: one, consumedFrom: consumed, clockSuspect: yes },
      { seq, ...voidEntry(one, 'undone-by-clerk', { consumedFrom: consumed }) },
      { seq, ...voidEntry(one, 'device-restarted', { notice: noticeOf(one, 'interrupted') }) },
      { seq, stage: 'review', notice: noticeOf(one, 'registry/invalid-request'), visit: yes ? one : null },
      { seq, stage: 'request', visit: one, owner: 'a till', consumedFrom: consumed },
    ),
  );
const visitId = (one: Entry) => ('visitId' in one ? one.visitId : (one.visit?.id ?? one.seq));
const entries = fc.uniqueArray(entry, { maxLength: 12, selector: visitId });

describe('an outbox as a file', () => {
  it('adds every entry that is left to send, with its origin, and nothing the second time (property)', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (some) => {
        const storage = memoryStorage();
        const journal = createJournal(storage);
        const file = parseOutboxFile(toOutboxFile(from, some, atMs));
        const left = some.filter((one) => one.stage !== 'review' || one.visit !== null);
        expect(await adopt(journal, file, unsealed)).toBe(left.length);
        const there = await storage.entries();
        expect(there.map((one) => ('adopted' in one ? one.adopted : undefined))).toEqual(
          left.map(({ seq }) => ({ journal: from, seq })),
        );
        for (const [at, one] of left.entries()) {
          if (one.stage === 'report')
            expect(there[at]).toMatchObject({ visit: one.visit, clockSuspect: one.clockSuspect });
          if (one.stage === 'void') expect(there[at]).toMatchObject({ visitId: one.visitId, reason: one.reason });
        }
        expect(await adopt(journal, file, unsealed)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
  it('consumes no capacity of the other device', async () => {
    const storage = memoryStorage();
    const [one] = fc.sample(visit, { numRuns: 1, seed: 1 });
    if (one === undefined) throw new Error('The sample is empty.');
    const lease = { from: 'lease', leaseId: from, tickets: 1 } as const;
    const file = toOutboxFile(
      from,
      [{ seq: 3, stage: 'report', visit: one, consumedFrom: lease, clockSuspect: false }],
      atMs,
    );
    await adopt(createJournal(storage), parseOutboxFile(file), unsealed);
    expect(await storage.entries()).toMatchObject([{ stage: 'report', consumedFrom: { from: 'unconfirmed' } }]);
  });
  it('lists a request that was left in it as interrupted', async () => {
    const storage = memoryStorage();
    const [one] = fc.sample(visit, { numRuns: 1, seed: 1 });
    if (one === undefined) throw new Error('The sample is empty.');
    await adopt(
      createJournal(storage),
      parseOutboxFile(toOutboxFile(from, [{ seq: 3, stage: 'request', visit: one, owner: '' }], atMs)),
      unsealed,
    );
    expect(await storage.entries()).toMatchObject([{ stage: 'void', notice: { why: 'interrupted' } }]);
  });
});

describe('`parseOutboxFile`', () => {
  const file = JSON.parse(toOutboxFile(from, [], atMs));
  const bad = { seq: 1, stage: 'report', clockSuspect: false };
  it.each([
    ['', 'empty'],
    ['A045198723', 'not JSON'],
    ['null', 'nothing'],
    [JSON.stringify({ ...file, version: 2 }), 'a newer version'],
    [JSON.stringify({ ...file, kind: 'other' }), 'another kind'],
    [JSON.stringify({ ...file, journal: 'x' }), 'no journal'],
    [JSON.stringify({ ...file, entries: [{ ...bad, visit: { card: 'A045198723' } }] }), 'with half a visit'],
    [JSON.stringify({ ...file, entries: [{ ...bad, stage: 'lost' }] }), 'with an unknown stage'],
  ])('rejects a text without quoting it: %#', (text) => {
    const caught = (() => {
      try {
        return parseOutboxFile(text);
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(KaikuError);
    expect(caught).toMatchObject({ code: 'config/invalid', retryable: false });
    expect(String((caught as KaikuError).message) + String((caught as KaikuError).cause)).not.toContain('A045198723');
  });
  it('rejects a file that is cut off anywhere (property)', () => {
    const text = toOutboxFile(from, [], atMs).trimEnd();
    fc.assert(
      fc.property(fc.nat(text.length - 1), (end) => {
        expect(() => parseOutboxFile(text.slice(0, end))).toThrow('not an exported outbox');
      }),
    );
  });
});
