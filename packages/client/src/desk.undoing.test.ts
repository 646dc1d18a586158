import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeskFixture } from '../../../test/client/desk-fixture.ts';
import { counted, error, settled } from '../../../test/client/world.ts';
import type { DeliveredEntry } from './usage/delivery.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

const unknownId = '019a0000-0000-7000-8000-00000000ffff';
const unknown = { code: 'desk/unknown-visit', retryable: false };

/** Answers the void in flight: nothing was ever recorded under its id. */
async function answerUnseen(): Promise<void> {
  deliver({ outcome: 'voided', seq: 0, unseen: true });
  await settled();
}

function deliver(result: DeliveredEntry): void {
  const { batch } = fixture.onlyRequest();
  fixture.onlyRequest().deliver([{ ...result, seq: batch?.entries[0]?.seq ?? 0 }]);
}

describe('a void of an unknown id', () => {
  it('throws `desk/unknown-visit`, and leaves nothing behind', async () => {
    const undone = fixture.desk.void(unknownId);
    const refused = expect(undone).rejects.toMatchObject(unknown);
    await settled();
    await answerUnseen();
    await refused;
    expect(fixture.desk.state).toMatchObject({ review: [], pending: 0, voiding: 0 });
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it.each([
    ['belongs to another show', 'idempotency/mismatch'],
    ['is not an id', 'registry/invalid-request'],
  ] as const)('throws `desk/unknown-visit` if it %s', async (_, code) => {
    const refused = expect(fixture.desk.void(unknownId)).rejects.toMatchObject(unknown);
    await settled();
    deliver({ outcome: 'rejected', seq: 0, code });
    await refused;
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('is provisional in an outage, and on the review list after the registry has answered', async () => {
    await fixture.loseNetwork();
    const undone = fixture.desk.void(unknownId);
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    expect(await undone).toEqual({ outcome: 'provisional', cause: 'registry/unreachable' });
    fixture.desk.sendNow();
    await settled();
    await answerUnseen();
    expect(fixture.desk.state.review).toMatchObject([{ visitId: unknownId, why: 'desk/unknown-visit', cards: 0 }]);
  });
  it('throws when repeated after an outage', async () => {
    await fixture.loseNetwork();
    const first = fixture.desk.void(unknownId);
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await first;
    const refused = expect(fixture.desk.void(unknownId)).rejects.toMatchObject(unknown);
    fixture.desk.sendNow();
    await settled();
    await answerUnseen();
    await refused;
  });
});

describe('a void of a visit of this device', () => {
  it('succeeds even if the registry has never seen the visit', async () => {
    const verdict = await fixture.admitProvisionally();
    if (verdict.outcome !== 'provisional') throw new Error('The verdict should be provisional.');
    fixture.open[0]?.fail(error('registry/unreachable'));
    const undone = fixture.desk.void(verdict.visitId);
    fixture.desk.sendNow();
    await settled();
    await answerUnseen();
    expect(await undone).toEqual({ outcome: 'voided' });
  });
  it('succeeds if only the history still has the visit', async () => {
    await fixture.reopen({ history: true });
    const verdict = await (async () => {
      const admitted = fixture.admit();
      await settled();
      fixture.onlyRequest().answer(counted);
      return admitted;
    })();
    if (verdict.outcome !== 'confirmed') throw new Error('The verdict should be confirmed.');
    await settled();
    const undone = fixture.desk.void(verdict.visitId);
    await settled();
    await answerUnseen();
    expect(await undone).toEqual({ outcome: 'voided' });
  });
  it('succeeds at another desk of the same device', async () => {
    const verdict = await fixture.admitProvisionally();
    if (verdict.outcome !== 'provisional') throw new Error('The verdict should be provisional.');
    fixture.open[0]?.fail(error('registry/unreachable'));
    await fixture.reopen();
    const undone = fixture.desk.void(verdict.visitId);
    fixture.desk.sendNow();
    await settled();
    for (const exchange of [...fixture.open])
      if (exchange.what === 'report') exchange.fail(error('registry/unreachable'));
    await settled();
    fixture.desk.sendNow();
    await settled();
    await answerUnseen();
    expect(await undone).toEqual({ outcome: 'voided' });
  });
});

describe('a void of a visit of another device', () => {
  it('succeeds if the registry has the visit', async () => {
    const undone = fixture.desk.void(unknownId);
    await settled();
    deliver({ outcome: 'voided', seq: 0 });
    expect(await undone).toEqual({ outcome: 'voided' });
  });
});
