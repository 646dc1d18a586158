import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled } from '../../../test/client/world.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

/** The registry locks the device out from now on, and the desk has received that. */
async function lockOut(
  code: 'registry/unauthorised' | 'registry/forbidden' | 'registry/foreign-journal',
): Promise<void> {
  fixture.showAnswer = error(code);
  fixture.lookUpAnswer = error(code);
  await fixture.desk.refresh();
}

describe.each(['registry/unauthorised', 'registry/forbidden', 'registry/foreign-journal'] as const)(
  'a desk that the registry locks out with %s',
  (code) => {
    it('returns undecided, because this is not an outage', async () => {
      await lockOut(code);
      expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'undecided', cause: code });
      expect(fixture.desk.state).toMatchObject({ reachable: false, failure: code });
    });
    it('records nothing on an earlier decision', async () => {
      const decision = await fixture.desk.check(card);
      const verdict = fixture.desk.admit([partOf(decision, 0)]);
      await settled();
      fixture.onlyRequest().fail(error(code));
      expect(await verdict).toEqual({ outcome: 'undecided', cause: code });
      await settled();
      expect(await fixture.storage.entries()).toMatchObject([{ stage: 'void', reason: 'never-answered' }]);
      expect(fixture.desk.state).toMatchObject({ pending: 0, unconfirmed: 0 });
    });
    it('consumes no ticket of its lease', async () => {
      await fixture.reopen({ leaseTickets: 2 });
      await settled();
      expect(fixture.desk.state.leased).toBe(2);
      const decision = await fixture.desk.check(card);
      await lockOut(code);
      const verdict = fixture.desk.admit([partOf(decision, 0)]);
      await settled();
      fixture.onlyRequest().fail(error(code));
      expect(await verdict).toEqual({ outcome: 'undecided', cause: code });
      expect(fixture.desk.state.leased).toBe(2);
    });
    it('records nothing provisionally if the network fails too', async () => {
      const decision = await fixture.desk.check(card);
      await lockOut(code);
      await fixture.loseNetwork();
      expect(fixture.desk.state).toMatchObject({ reachable: false, failure: code });
      expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'undecided', cause: code });
      expect(await fixture.desk.admit([partOf(decision, 0)])).toEqual({ outcome: 'undecided', cause: code });
      expect(fixture.desk.state.pending).toBe(0);
    });
    it('plans every visit as undecided', async () => {
      await fixture.loseNetwork();
      const decision = await fixture.desk.check(card);
      if (decision.outcome !== 'provisional') throw new Error('The decision should be provisional.');
      const parts = [{ decision, minors: 0 }];
      expect(fixture.desk.plan(parts, { agreed: false })).toMatchObject({ outcome: 'provisional' });
      await lockOut(code);
      expect(fixture.desk.plan(parts, { agreed: false })).toMatchObject({ outcome: 'undecided' });
    });
    it('keeps pending entries, and sends them once the registry admits the device again', async () => {
      await fixture.admitProvisionally();
      fixture.onlyRequest().fail(error(code));
      await settled();
      await lockOut(code);
      expect(fixture.desk.state.pending).toBe(1);
      expect(await fixture.storage.entries()).toMatchObject([{ stage: 'report' }]);
      fixture.showAnswer = hamlet;
      fixture.lookUpAnswer = valid;
      await fixture.desk.refresh();
      expect(fixture.desk.state).toMatchObject({ reachable: true, failure: undefined });
      await fixture.world.pass(5000);
      fixture.onlyRequest().answer(counted);
      await settled();
      expect(fixture.desk.state.pending).toBe(0);
      expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'admissible' });
    });
  },
);

describe('a desk whose page returns no token', () => {
  it('behaves as in an outage, because the device is not locked out', async () => {
    fixture.lookUpAnswer = error('registry/no-token');
    expect(await fixture.desk.check(card)).toMatchObject({ cause: 'registry/no-token', outcome: 'provisional' });
  });
});
