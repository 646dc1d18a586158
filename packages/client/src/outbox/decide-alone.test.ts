import { beforeEach, describe, expect, it } from 'vitest';
import { OutboxStand } from '../../../../test/client/outbox-stand.ts';
import { hamlet, refusingStorage } from '../../../../test/client/world.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import { decideAlone, type StandingRequest } from './decide-alone.ts';
import { createJournal, type Journal } from './journal.ts';

let stand: OutboxStand;
let journal: Journal;
let unconfirmedLimit: number;
beforeEach(async () => {
  stand = new OutboxStand();
  // Only its storage and world are of use here.
  await stand.outbox.close();
  journal = createJournal(stand.storage);
  unconfirmedLimit = 5;
});

async function request(visit: Visit): Promise<StandingRequest> {
  return { seq: await journal.append({ stage: 'request', visit, owner: 'me' }), visit };
}
const options = (storage = stand.storage) => ({
  journal,
  storage,
  environment: stand.world.environment,
  unconfirmedLimit: () => unconfirmedLimit,
  lockedOut: () => undefined,
  clockSuspect: () => true,
});

describe('a request that nobody has answered', () => {
  it.each([
    ['by the tickets of the lease first', 2, 5, 'lease'],
    ['by the unconfirmed limit where they do not do for the whole party', 1, 5, 'unconfirmed'],
    ['by the lease where there is no unconfirmed limit', 2, 0, 'lease'],
    ['not at all where neither has room', 1, 0, undefined],
  ] as const)('is kept %s', async (_, leased, max, by) => {
    await stand.hold(leased);
    unconfirmedLimit = max;
    const { seq, visit } = await request(stand.visit(1));
    expect(await decideAlone(options(), { seq, visit })).toBe(by);
    expect(await stand.left()).toBe(by === 'lease' ? leased - 2 : leased);
    expect(await stand.unconfirmed()).toBe(by === 'unconfirmed' ? 1 : 0);
    const kept =
      by === undefined ? { stage: 'void', reason: 'never-answered' } : { stage: 'report', clockSuspect: true };
    expect(await stand.storage.entries()).toMatchObject([kept]);
  });
  it('that had drawn its tickets draws none again', async () => {
    const { id: leaseId } = await stand.hold(2);
    const { seq, visit } = await request(stand.visit(1));
    const consumedFrom = { from: 'lease', leaseId, tickets: 2 } as const;
    const capacityChange = { ...consumedFrom, showId: hamlet.id, wallMs: stand.world.environment.now() };
    await journal.change(seq, 'request', { stage: 'request', visit, owner: 'me', consumedFrom }, capacityChange);
    expect(await decideAlone(options(), { seq, visit, consumedFrom })).toBe('lease');
    expect(await stand.left()).toBe(0);
  });
  it('that had drawn on a lease that is over gives nothing back: it may be given already', async () => {
    const { id: leaseId } = await stand.hold(2);
    stand.world.sleep(3_600_000);
    unconfirmedLimit = 0;
    const { seq, visit } = await request(stand.visit(1));
    const consumedFrom = { from: 'lease', leaseId, tickets: 2 } as const;
    expect(await decideAlone(options(), { seq, visit, consumedFrom })).toBeUndefined();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'void', consumedFrom }]);
    expect(await stand.left()).toBe(2);
  });
  it('is kept by the unconfirmed limit where the lease cannot be read', async () => {
    await stand.hold(5);
    const blind = refusingStorage(stand.storage, (call) => call === 'capacity');
    expect(await decideAlone(options(blind), await request(stand.visit()))).toBe('unconfirmed');
  });
  it('that another tab has withdrawn meanwhile is not kept', async () => {
    const { seq, visit } = await request(stand.visit());
    await stand.storage.change(seq, 'request', null);
    expect(await decideAlone(options(), { seq, visit })).toBeUndefined();
    expect(await stand.unconfirmed()).toBe(0);
  });
});

it('a visit takes a ticket for each of its people', () => {
  expect(ticketsOfVisit(stand.group())).toBe(5);
  expect(ticketsOfVisit(stand.visit(3))).toBe(4);
});
