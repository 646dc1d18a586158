import { beforeEach, describe, expect, it } from 'vitest';
import { OutboxStand } from '../../../../test/client/outbox-stand.ts';
import { hamlet, refusingStorage } from '../../../../test/client/world.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import { decideOffline, type StoredRequest } from './decide-offline.ts';
import { createJournal, type Journal } from './journal.ts';

let stand: OutboxStand;
let journal: Journal;
let unconfirmedLimit: number;
beforeEach(async () => {
  stand = new OutboxStand();
  // The tests use only its storage and world.
  await stand.outbox.close();
  journal = createJournal(stand.storage);
  unconfirmedLimit = 5;
});

async function request(visit: Visit): Promise<StoredRequest> {
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

describe('`decideOffline`', () => {
  it.each([
    ['on leased tickets first', 2, 5, 'lease'],
    ['under the unconfirmed limit if the lease has too few for the party', 1, 5, 'unconfirmed'],
    ['on leased tickets if the unconfirmed limit is 0', 2, 0, 'lease'],
    ['not at all if neither has room', 1, 0, undefined],
  ] as const)('records a request %s', async (_, leased, max, by) => {
    await stand.hold(leased);
    unconfirmedLimit = max;
    const { seq, visit } = await request(stand.visit(1));
    expect(await decideOffline(options(), { seq, visit })).toBe(by);
    expect(await stand.left()).toBe(by === 'lease' ? leased - 2 : leased);
    expect(await stand.unconfirmed()).toBe(by === 'unconfirmed' ? 1 : 0);
    const kept =
      by === undefined ? { stage: 'void', reason: 'never-answered' } : { stage: 'report', clockSuspect: true };
    expect(await stand.storage.entries()).toMatchObject([kept]);
  });
  it('consumes no tickets again for a request that has consumed them', async () => {
    const { id: leaseId } = await stand.hold(2);
    const { seq, visit } = await request(stand.visit(1));
    const consumedFrom = { from: 'lease', leaseId, tickets: 2 } as const;
    const capacityChange = { ...consumedFrom, showId: hamlet.id, wallMs: stand.world.environment.now() };
    await journal.change(seq, 'request', { stage: 'request', visit, owner: 'me', consumedFrom }, capacityChange);
    expect(await decideOffline(options(), { seq, visit, consumedFrom })).toBe('lease');
    expect(await stand.left()).toBe(0);
  });
  it('refunds no tickets of an expired lease, because the registry may have given them to the request', async () => {
    const { id: leaseId } = await stand.hold(2);
    stand.world.sleep(3_600_000);
    unconfirmedLimit = 0;
    const { seq, visit } = await request(stand.visit(1));
    const consumedFrom = { from: 'lease', leaseId, tickets: 2 } as const;
    expect(await decideOffline(options(), { seq, visit, consumedFrom })).toBeUndefined();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'void', consumedFrom }]);
    expect(await stand.left()).toBe(2);
  });
  it('records under the unconfirmed limit if the lease cannot be read', async () => {
    await stand.hold(5);
    const blind = refusingStorage(stand.storage, (call) => call === 'capacity');
    expect(await decideOffline(options(blind), await request(stand.visit()))).toBe('unconfirmed');
  });
  it('records nothing if another tab has voided the request in the meantime', async () => {
    const { seq, visit } = await request(stand.visit());
    await stand.storage.change(seq, 'request', null);
    expect(await decideOffline(options(), { seq, visit })).toBeUndefined();
    expect(await stand.unconfirmed()).toBe(0);
  });
});

it('`ticketsOfVisit` returns a ticket for each person', () => {
  expect(ticketsOfVisit(stand.group())).toBe(5);
  expect(ticketsOfVisit(stand.visit(3))).toBe(4);
});
