import { beforeEach, describe, expect, it } from 'vitest';
import { OutboxStand } from '../../../../test/client/outbox-stand.ts';
import type { Visit } from '../usage/visit.ts';
import { createJournal, type Journal } from './journal.ts';
import { withdrawFailed, withdrawLeftOvers } from './left-overs.ts';

const owner = 'this life';
let stand: OutboxStand;
let journal: Journal;
let visit: Visit;
beforeEach(async () => {
  stand = new OutboxStand();
  await stand.outbox.close();
  journal = createJournal(stand.storage);
  visit = stand.visit();
});

describe('requests that are left over', () => {
  const consumedFrom = { from: 'lease', leaseId: '019a0000-0000-7000-8000-00000000000a', tickets: 1 } as const;
  const withdraw = (isUnderWay: boolean) =>
    withdrawLeftOvers(journal, { locks: stand.locks, owner, isUnderWay: () => isUnderWay });
  const asked = (asker: string) => journal.append({ stage: 'request', visit, owner: asker, consumedFrom });

  it('of a life that is gone are withdrawn, and a clerk is told', async () => {
    await asked('a life before');
    await withdraw(false);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'void', reason: 'device-restarted', visitId: visit.id, consumedFrom, notice: { why: 'interrupted' } },
    ]);
  });
  it('of another life that goes on are left alone', async () => {
    await asked('another tab');
    const letGo = await stand.locks.hold('another tab');
    await withdraw(false);
    expect(await stand.stages()).toEqual(['request']);
    letGo();
    await withdraw(false);
    expect(await stand.stages()).toEqual(['void']);
  });
  it('of this very life are withdrawn once nobody waits for them, and nobody is told: the clerk has been', async () => {
    await asked(owner);
    await withdraw(true);
    expect(await stand.stages()).toEqual(['request']);
    await withdraw(false);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'void', reason: 'never-answered', notice: null, consumedFrom },
    ]);
  });
});

describe('a visit of which the clerk was told that nothing counts', () => {
  let failed: Map<string, Visit>;
  beforeEach(() => {
    failed = new Map([[visit.id, visit]]);
  });
  const report = { stage: 'report', clockSuspect: false, consumedFrom: { from: 'unconfirmed' } } as const;

  it('is withdrawn where a report stands after all, and its place among the unconfirmed is free again', async () => {
    await journal.append({ ...report, visit });
    await stand.storage.recount();
    await withdrawFailed(journal, failed);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'void', visitId: visit.id, consumedFrom: report.consumedFrom },
    ]);
    expect(await stand.unconfirmed()).toBe(0);
    expect(failed.size).toBe(0);
  });
  it('is withdrawn with an entry of its own where nothing stands any more', async () => {
    await withdrawFailed(journal, failed);
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'void', reason: 'never-answered', notice: null }]);
    expect(failed.size).toBe(0);
  });
  it('is withdrawn once', async () => {
    await withdrawFailed(journal, failed);
    await withdrawFailed(journal, new Map([[visit.id, visit]]));
    expect(await stand.stages()).toEqual(['void']);
  });
  it('is not taken for another', async () => {
    await journal.append({ ...report, visit: stand.visit() });
    await withdrawFailed(journal, failed);
    expect(await stand.stages()).toEqual(['report', 'void']);
  });
});
