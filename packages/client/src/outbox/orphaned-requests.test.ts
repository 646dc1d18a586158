import { beforeEach, describe, expect, it } from 'vitest';
import { OutboxStand } from '../../../../test/client/outbox-stand.ts';
import type { Visit } from '../usage/visit.ts';
import { createJournal, type Journal } from './journal.ts';
import { voidFailed, voidOrphanedRequests } from './orphaned-requests.ts';

const owner = 'this page';
let stand: OutboxStand;
let journal: Journal;
let visit: Visit;
beforeEach(async () => {
  stand = new OutboxStand();
  await stand.outbox.close();
  journal = createJournal(stand.storage);
  visit = stand.visit();
});

describe('`voidOrphanedRequests`', () => {
  const consumedFrom = { from: 'lease', leaseId: '019a0000-0000-7000-8000-00000000000a', tickets: 1 } as const;
  const voidThem = (isInFlight: boolean) =>
    voidOrphanedRequests(journal, { locks: stand.locks, owner, isInFlight: () => isInFlight });
  const asked = (asker: string) => journal.append({ stage: 'request', visit, owner: asker, consumedFrom });

  it('voids the request of a page that is gone, and lists it as interrupted', async () => {
    await asked('an earlier page');
    await voidThem(false);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'void', reason: 'device-restarted', visitId: visit.id, consumedFrom, notice: { why: 'interrupted' } },
    ]);
  });
  it('leaves the request of another open tab', async () => {
    await asked('another tab');
    const release = await stand.locks.hold('another tab');
    await voidThem(false);
    expect(await stand.stages()).toEqual(['request']);
    release();
    await voidThem(false);
    expect(await stand.stages()).toEqual(['void']);
  });
  it('voids a request of this page without a notice once it is no longer in flight', async () => {
    await asked(owner);
    await voidThem(true);
    expect(await stand.stages()).toEqual(['request']);
    await voidThem(false);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'void', reason: 'never-answered', notice: null, consumedFrom },
    ]);
  });
});

describe('`voidFailed`', () => {
  let failed: Map<string, Visit>;
  beforeEach(() => {
    failed = new Map([[visit.id, visit]]);
  });
  const report = { stage: 'report', clockSuspect: false, consumedFrom: { from: 'unconfirmed' } } as const;

  it('voids a report that was stored, and frees its place under the unconfirmed limit', async () => {
    await journal.append({ ...report, visit });
    await stand.storage.recount();
    await voidFailed(journal, failed);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'void', visitId: visit.id, consumedFrom: report.consumedFrom },
    ]);
    expect(await stand.unconfirmed()).toBe(0);
    expect(failed.size).toBe(0);
  });
  it('appends a void if the visit has no entry', async () => {
    await voidFailed(journal, failed);
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'void', reason: 'never-answered', notice: null }]);
    expect(failed.size).toBe(0);
  });
  it('appends one void if it runs twice', async () => {
    await voidFailed(journal, failed);
    await voidFailed(journal, new Map([[visit.id, visit]]));
    expect(await stand.stages()).toEqual(['void']);
  });
  it('leaves the report of another visit', async () => {
    await journal.append({ ...report, visit: stand.visit() });
    await voidFailed(journal, failed);
    expect(await stand.stages()).toEqual(['report', 'void']);
  });
});
