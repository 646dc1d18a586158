import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskStand, partOf, valid } from '../../../test/client/desk-stand.ts';
import { counted, error, hamlet, settled } from '../../../test/client/world.ts';

let stand: DeskStand;
beforeEach(async () => {
  stand = new DeskStand();
  await settled();
});
afterEach(() => stand.desk.close());

/** The registry locks the device out from now on, and the desk has received that. */
async function lockOut(code: 'registry/unauthorised' | 'registry/forbidden'): Promise<void> {
  stand.showAnswer = error(code);
  stand.lookUpAnswer = error(code);
  await stand.desk.refresh();
}

describe.each(['registry/unauthorised', 'registry/forbidden'] as const)(
  'a desk that the registry locks out with %s',
  (code) => {
    it('returns undecided, because this is not an outage', async () => {
      await lockOut(code);
      expect(await stand.desk.check(card)).toMatchObject({ outcome: 'undecided', cause: code });
      expect(stand.desk.state).toMatchObject({ reachable: false, failure: code });
    });
    it('records nothing on an earlier decision', async () => {
      const decision = await stand.desk.check(card);
      const verdict = stand.desk.admit([partOf(decision, 0)]);
      await settled();
      stand.only().fail(error(code));
      expect(await verdict).toEqual({ outcome: 'undecided', cause: code });
      await settled();
      expect(await stand.storage.entries()).toMatchObject([{ stage: 'void', reason: 'never-answered' }]);
      expect(stand.desk.state).toMatchObject({ pending: 0, unconfirmed: 0 });
    });
    it('consumes no ticket of its lease', async () => {
      await stand.reopen({ leaseTickets: 2 });
      await settled();
      expect(stand.desk.state.leased).toBe(2);
      const decision = await stand.desk.check(card);
      await lockOut(code);
      const verdict = stand.desk.admit([partOf(decision, 0)]);
      await settled();
      stand.only().fail(error(code));
      expect(await verdict).toEqual({ outcome: 'undecided', cause: code });
      expect(stand.desk.state.leased).toBe(2);
    });
    it('records nothing provisionally if the network fails too', async () => {
      const decision = await stand.desk.check(card);
      await lockOut(code);
      await stand.goOut();
      expect(stand.desk.state).toMatchObject({ reachable: false, failure: code });
      expect(await stand.desk.check(card)).toMatchObject({ outcome: 'undecided', cause: code });
      expect(await stand.desk.admit([partOf(decision, 0)])).toEqual({ outcome: 'undecided', cause: code });
      expect(stand.desk.state.pending).toBe(0);
    });
    it('plans every visit as undecided', async () => {
      await stand.goOut();
      const decision = await stand.desk.check(card);
      if (decision.outcome !== 'provisional') throw new Error('It is decided.');
      const parts = [{ decision, minors: 0 }];
      expect(stand.desk.plan(parts, { agreed: false })).toMatchObject({ outcome: 'provisional' });
      await lockOut(code);
      expect(stand.desk.plan(parts, { agreed: false })).toMatchObject({ outcome: 'undecided' });
    });
    it('keeps pending entries, and sends them once the registry admits the device again', async () => {
      await stand.provisional();
      stand.only().fail(error(code));
      await settled();
      await lockOut(code);
      expect(stand.desk.state.pending).toBe(1);
      expect(await stand.storage.entries()).toMatchObject([{ stage: 'report' }]);
      stand.showAnswer = hamlet;
      stand.lookUpAnswer = valid;
      await stand.desk.refresh();
      expect(stand.desk.state).toMatchObject({ reachable: true, failure: undefined });
      await stand.world.pass(5000);
      stand.only().answer(counted);
      await settled();
      expect(stand.desk.state.pending).toBe(0);
      expect(await stand.desk.check(card)).toMatchObject({ outcome: 'admissible' });
    });
  },
);

describe('a desk whose page returns no token', () => {
  it('behaves as in an outage, because the device is not locked out', async () => {
    stand.lookUpAnswer = error('registry/no-token');
    expect(await stand.desk.check(card)).toMatchObject({ cause: 'registry/no-token', outcome: 'provisional' });
  });
});
