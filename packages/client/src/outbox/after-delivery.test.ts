import { describe, expect, it } from 'vitest';
import { error, hamlet, single } from '../../../../test/client/world.ts';
import type { KaikuErrorCode } from '../errors.ts';
import { noticeOf, voidEntry } from '../storage/entry.ts';
import type { DeliveredEntry } from '../usage/delivery.ts';
import {
  failureRules,
  type PendingEntry,
  ruleFor,
  toOutgoingEntry,
  toReview,
  transitionFor,
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

/** Returns a transition in brief: what the entry becomes, and what is refunded. */
function brief(entry: PendingEntry, result: DeliveredEntry) {
  const after = transitionFor(entry, result, nowMs);
  if (after.kind === 'retry') return ['retry', after.code];
  const { to, capacityChange } = after;
  const kept = to === null ? 'gone' : to.stage === 'review' ? [to.notice.why, to.visit !== null] : to.stage;
  return [kept, capacityChange && (capacityChange.from === 'lease' ? capacityChange.tickets : capacityChange.from)];
}

describe('`transitionFor`', () => {
  it.each([
    ['a visit on a leased ticket, counted from the lease', byLease, took('lease'), ['gone', undefined]],
    ['a visit on a leased ticket, counted from free tickets', byLease, took('free'), ['gone', -2]],
    [
      'a visit on a leased ticket, counted over the cap',
      byLease,
      took('over', ['cap-reached']),
      [['flagged', false], undefined],
    ],
    ['an unconfirmed visit, counted', byUnconfirmed, took('free'), ['gone', 'unconfirmed-refund']],
    [
      'an unconfirmed visit, flagged',
      byUnconfirmed,
      took('over', ['cap-reached']),
      [['flagged', false], 'unconfirmed-refund'],
    ],
    ['a visit on a leased ticket, voided elsewhere', byLease, voided, [['voided-elsewhere', false], undefined]],
    [
      'an unconfirmed visit, voided elsewhere',
      byUnconfirmed,
      voided,
      [['voided-elsewhere', false], 'unconfirmed-refund'],
    ],
    ['a visit on a leased ticket, rejected', byLease, rejected, [['idempotency/mismatch', true], undefined]],
    ['an unconfirmed visit, rejected', byUnconfirmed, rejected, [['idempotency/mismatch', true], 'unconfirmed-refund']],
    ['an undo, voided', undone, voided, ['gone', undefined]],
    ['an undo, rejected', undone, rejected, [['idempotency/mismatch', false], undefined]],
    ['an undo of a visit that never arrived', undone, unseen, ['gone', undefined]],
    ['an undo of a visit that only the registry knows', strange, voided, ['gone', undefined]],
    ['an undo of an unknown visit', strange, unseen, [['desk/unknown-visit', false], undefined]],
    ['an undo of another show’s id', strange, rejected, [['desk/unknown-visit', false], undefined]],
    ['an interrupted request, voided', interrupted, voided, [['interrupted', false], undefined]],
    ['an interrupted request, rejected', interrupted, rejected, [['idempotency/mismatch', false], undefined]],
    ['a dismissed visit, rejected again', dismissed, rejected, ['gone', undefined]],
    ['an undo, answered as counted', undone, took('free'), ['retry', 'registry/contract']],
  ] as const)('is right for %s', (_, entry, result, expected) => {
    expect(brief(entry, result)).toEqual(expected);
  });
  it.each([byLease, byUnconfirmed, undone, interrupted, dismissed])(
    'keeps entry %# if the registry defers it',
    (entry) => {
      expect(brief(entry, { outcome: 'deferred', seq, code: 'registry/busy' })).toEqual(['retry', 'registry/busy']);
    },
  );
  it('keeps no card code of a visit that the registry has', () => {
    for (const result of [took('over', ['cap-reached']), voided])
      expect(JSON.stringify(transitionFor(byUnconfirmed, result, nowMs))).not.toContain(visit.usages[0]?.card);
  });
  it('lists a failed undo without the card if the visit’s entry is gone', () => {
    const { to } = toReview(undone, 'registry/not-found', nowMs);
    expect(to).toMatchObject({ notice: { maskedCard: '…', cards: 0, takenAt: '2026-05-15T17:00:00.000Z' } });
  });
});

describe('`toOutgoingEntry`', () => {
  it('returns a report with the lease that it consumed', () => {
    expect(toOutgoingEntry(byLease)).toEqual({ what: 'report', seq, visit, leaseId, clockSuspect: true });
    expect(toOutgoingEntry(byUnconfirmed)).toEqual({ what: 'report', seq, visit, leaseId: null, clockSuspect: false });
  });
  it('returns a void without the card code', () => {
    const about = { visitId: visit.id, showId: hamlet.id, reason: 'undone-by-clerk' };
    expect(toOutgoingEntry(undone)).toEqual({ what: 'void', seq, ...about });
  });
});

describe('`ruleFor`', () => {
  it('retries an error without a rule if it is retryable, and otherwise moves the entry to the review list', () => {
    expect(ruleFor(error('desk/closed', true))).toMatchObject({ others: 'stop', alone: 'retry' });
    expect(ruleFor(error('desk/closed', false))).toMatchObject({ others: 'split', alone: 'review' });
  });
  it('moves only entries that the registry has rejected to the review list', () => {
    const toAPerson = Object.entries(failureRules).flatMap(([code, rule]) => (rule.alone === 'review' ? code : []));
    expect(toAPerson).toEqual(['registry/invalid-request', 'idempotency/mismatch'] satisfies KaikuErrorCode[]);
  });
});
