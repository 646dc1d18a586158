import { describe, expect, it } from 'vitest';
import { error, hamlet, single } from '../../../../test/client/world.ts';
import type { KaikuErrorCode } from '../errors.ts';
import { noticeOf, voidEntry } from '../storage/entry.ts';
import type { DeliveredEntry } from '../usage/delivery.ts';
import {
  afterDelivery,
  failureRules,
  type PendingEntry,
  ruleFor,
  toOutgoingEntry,
  toReview,
} from './after-delivery.ts';

const visit = single;
const leaseId = '019a0000-0000-7000-8000-00000000000a';
const seq = 4;
const nowMs = Date.parse('2026-05-15T17:00:00Z');
const byLease = {
  seq,
  stage: 'report',
  visit,
  consumedFrom: { from: 'lease', leaseId, tickets: 2 },
  clockSuspect: true,
} as const;
const byUnconfirmed = { ...byLease, consumedFrom: { from: 'unconfirmed' }, clockSuspect: false } as const;
const undone = { seq, ...voidEntry(visit, 'undone-by-clerk') };
const interrupted = { seq, ...voidEntry(visit, 'device-restarted', { notice: noticeOf(visit, 'interrupted') }) };
const dismissed = { seq, ...voidEntry(visit, 'dismissed-by-clerk') };

const took = (from: 'lease' | 'free' | 'over', flags: readonly 'cap-reached'[] = []): DeliveredEntry => ({
  outcome: 'counted',
  seq,
  recordedAt: '2026-05-15T17:00:00Z',
  flags,
  from,
});
const strange = { ...undone, stranger: true } as const;
const unseen: DeliveredEntry = { outcome: 'voided', seq, unseen: true };
const voided: DeliveredEntry = { outcome: 'voided', seq };
const rejected: DeliveredEntry = { outcome: 'rejected', seq, code: 'idempotency/mismatch' };

/** What is told, what is kept of it, and what goes back. */
function becomes(entry: PendingEntry, result: DeliveredEntry) {
  const after = afterDelivery(entry, result, nowMs);
  if (after.kind === 'stays') return ['stays', after.code];
  const { to, capacityChange } = after;
  const kept = to === null ? 'gone' : to.stage === 'review' ? [to.notice.why, to.visit !== null] : to.stage;
  return [kept, capacityChange && (capacityChange.from === 'lease' ? capacityChange.tickets : capacityChange.from)];
}

describe('what becomes of an entry by the registry’s word', () => {
  it.each([
    ['a visit by a lease that took its place', byLease, took('lease'), ['gone', undefined]],
    ['a visit by a lease that took a free ticket', byLease, took('free'), ['gone', -2]],
    ['a visit by a lease that took none', byLease, took('over', ['cap-reached']), [['flagged', false], undefined]],
    ['a visit unconfirmed', byUnconfirmed, took('free'), ['gone', 'unconfirmed-refund']],
    [
      'a visit unconfirmed, flagged',
      byUnconfirmed,
      took('over', ['cap-reached']),
      [['flagged', false], 'unconfirmed-refund'],
    ],
    ['a visit by a lease that was voided there', byLease, voided, [['voided-elsewhere', false], undefined]],
    [
      'a visit unconfirmed that was voided there',
      byUnconfirmed,
      voided,
      [['voided-elsewhere', false], 'unconfirmed-refund'],
    ],
    ['a visit by a lease, rejected', byLease, rejected, [['idempotency/mismatch', true], undefined]],
    ['a visit unconfirmed, rejected', byUnconfirmed, rejected, [['idempotency/mismatch', true], 'unconfirmed-refund']],
    ['an undo', undone, voided, ['gone', undefined]],
    ['an undo, rejected', undone, rejected, [['idempotency/mismatch', false], undefined]],
    ['an undo of a visit that never arrived', undone, unseen, ['gone', undefined]],
    ['an undo of what only the registry knows', strange, voided, ['gone', undefined]],
    ['an undo of what nobody knows', strange, unseen, [['desk/unknown-visit', false], undefined]],
    ['an undo of another show’s id', strange, rejected, [['desk/unknown-visit', false], undefined]],
    ['an interrupted request', interrupted, voided, [['interrupted', false], undefined]],
    ['an interrupted request, rejected', interrupted, rejected, [['idempotency/mismatch', false], undefined]],
    ['what the clerk gave up, rejected once more', dismissed, rejected, ['gone', undefined]],
    ['an undo that is said to count', undone, took('free'), ['stays', 'registry/contract']],
  ] as const)('%s', (_, entry, result, expected) => {
    expect(becomes(entry, result)).toEqual(expected);
  });
  it.each([byLease, byUnconfirmed, undone, interrupted, dismissed])('%# stays where it is not taken now', (entry) => {
    expect(becomes(entry, { outcome: 'deferred', seq, code: 'registry/busy' })).toEqual(['stays', 'registry/busy']);
  });
  it('keeps no card of what the registry has', () => {
    for (const result of [took('over', ['cap-reached']), voided])
      expect(JSON.stringify(afterDelivery(byUnconfirmed, result, nowMs))).not.toContain(visit.usages[0]?.card);
  });
  it('tells of an undo nobody knows the visit of any more, when it failed', () => {
    const { to } = toReview(undone, 'registry/not-found', nowMs);
    expect(to).toMatchObject({ notice: { maskedCard: '…', cards: 0, takenAt: '2026-05-15T17:00:00.000Z' } });
  });
});

describe('how an entry is told', () => {
  it('as what has happened, with the lease it drew on', () => {
    expect(toOutgoingEntry(byLease)).toEqual({ what: 'report', seq, visit, leaseId, clockSuspect: true });
    expect(toOutgoingEntry(byUnconfirmed)).toEqual({ what: 'report', seq, visit, leaseId: null, clockSuspect: false });
  });
  it('as what must not count, without its card', () => {
    const about = { visitId: visit.id, showId: hamlet.id, reason: 'undone-by-clerk' };
    expect(toOutgoingEntry(undone)).toEqual({ what: 'void', seq, ...about });
  });
});

describe('how a delivery that failed is met', () => {
  it('the same for an error nobody foresaw, by whether trying again can help', () => {
    expect(ruleFor(error('desk/closed', true))).toMatchObject({ others: 'stop', alone: 'again' });
    expect(ruleFor(error('desk/closed', false))).toMatchObject({ others: 'split', alone: 'review' });
  });
  it('a person sees only what the registry has looked at and will not take', () => {
    const toAPerson = Object.entries(failureRules).flatMap(([code, rule]) => (rule.alone === 'review' ? code : []));
    expect(toAPerson).toEqual(['registry/invalid-request', 'idempotency/mismatch'] satisfies KaikuErrorCode[]);
  });
});
