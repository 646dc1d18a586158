import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeskFixture, reserved } from '../../../test/client/desk-fixture.ts';
import { error, hamlet, settled } from '../../../test/client/world.ts';
import { rules } from './admission/rules.ts';
import type { DeskReservations } from './desk/port.ts';
import type { FoundVisit, Redemption, ReleaseAnswer, ReservationRegistry } from './registry/registry.ts';
import type { RecordAnswer } from './usage/answer.ts';
import { usageIdOf, visitIdOf } from './usage/reference.ts';
import type { Reservation } from './usage/reservation.ts';

const reservation: Reservation = {
  id: reserved.usageId,
  maskedCard: 'A0…723',
  minors: 2,
  reservedAt: reserved.recordedAt,
  device: 'Lipunmyynti',
};
const counted: RecordAnswer = {
  outcome: 'counted',
  recordedAt: '2026-05-15T16:00:00.000Z',
  flags: [],
  show: { ...hamlet, taken: 3 },
};
const refusal = {
  reason: 'already-recorded',
  rule: rules['already-recorded'],
  recordedAt: '2026-05-15T15:00:00Z',
  how: 'sold',
} as const;

/** A registry with prepared answers. A call without one stays open. */
let answers: (RecordAnswer | ReleaseAnswer | Error)[];
let redemptions: Redemption[];
const answered = <T>(signal: AbortSignal | undefined) =>
  new Promise<T>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(error('registry/unreachable')));
    const answer = answers.shift();
    if (answer instanceof Error) reject(answer);
    else if (answer !== undefined) resolve(answer as T);
  });
const registry: ReservationRegistry = {
  list: async () => ({ reservations: [reservation], show: { ...hamlet, taken: 3 } }),
  redeem: (_, redemption, signal) => {
    redemptions.push(redemption);
    return answered(signal);
  },
  release: (_id, _showId, signal) => answered(signal),
};

let fixture: DeskFixture;
beforeEach(async () => {
  [answers, redemptions] = [[], []];
  fixture = new DeskFixture();
  await fixture.reopen({
    registry: { ...fixture.registry(), reservations: registry },
    recordsAs: 'door',
    history: true,
  });
});
afterEach(() => fixture.desk.close());
const reservations = (): DeskReservations => fixture.desk.reservations;

describe('the reservations of a desk', () => {
  it('are listed, and update the show', async () => {
    expect(await reservations().list()).toEqual([reservation]);
    expect(fixture.desk.state.show?.taken).toBe(3);
  });

  it('are unsupported if the registry does not list any', async () => {
    expect(reservations().supported).toBe(true);
    await fixture.reopen();
    const { supported, list, redeem, release } = reservations();
    expect(supported).toBe(false);
    for (const call of [list(), redeem(reservation), release(reservation)])
      await expect(call).rejects.toMatchObject({ code: 'registry/not-found' });
  });

  it('are redeemed by the id alone', async () => {
    const { id } = reservation;
    const first = reservations().redeem({ id });
    await fixture.world.pass(2500);
    expect((await first).outcome).toBe('undecided');
    answers = [counted];
    expect(await reservations().redeem({ id })).toMatchObject({
      ...{ outcome: 'confirmed', visitId: redemptions[0]?.id, people: 3 },
      usages: [{ maskedCard: reservation.maskedCard, minors: 2 }],
    });
    expect(redemptions.map((sent) => [sent.id, sent.minors])).toEqual(Array(2).fill([redemptions[0]?.id, 2]));
    expect(await reservations().redeem({ id: 'none' })).toEqual({
      ...{ outcome: 'undecided', cause: 'registry/not-found' },
    });
  });

  it('are redeemed once under a reference, with the same answer after a crash', async () => {
    const reference = 'web:1';
    const visitId = visitIdOf(hamlet.id, reference);
    answers = [counted];
    const verdict = await reservations().redeem(reservation, { reference, metadata: { channel: 'web' } });
    expect(redemptions[0]).toMatchObject({ id: visitId, usageId: usageIdOf(visitId, 0), reference });
    expect(verdict).toMatchObject({ outcome: 'confirmed', visitId });
    const found: FoundVisit = {
      ...{ outcome: 'counted', recordedAt: '2026-05-15T16:00:00.000Z', reference, show: { ...hamlet, taken: 3 } },
      usages: [{ id: usageIdOf(visitId, 0), outcome: 'counted', maskedCard: 'A0…723', minors: 2, flags: [] }],
    };
    const gone = { ...registry, list: async () => ({ reservations: [], show: hamlet }) };
    await fixture.reopen({ registry: { ...fixture.registry(), reservations: gone, find: async () => found } });
    expect(await reservations().redeem({ id: reservation.id }, { reference })).toEqual(verdict);
    expect(redemptions).toHaveLength(1);
  });

  it('throw if they can never be redeemed under the reference', async () => {
    for (const [answer, code] of [
      [{ outcome: 'voided', show: hamlet }, 'desk/voided-visit'],
      [error('idempotency/mismatch', false), 'idempotency/mismatch'],
    ] as const) {
      answers = [answer];
      await expect(reservations().redeem(reservation, { reference: 'web:1' })).rejects.toMatchObject({ code });
    }
    await expect(reservations().redeem(reservation, { reference: '' })).rejects.toMatchObject({
      code: 'config/invalid',
    });
  });

  it('are redeemed for the number of people reserved, by the desk’s `recordsAs`', async () => {
    answers = [counted];
    const verdict = await reservations().redeem(reservation);
    const [sent] = redemptions;
    expect(sent).toMatchObject({ showId: hamlet.id, minors: 2, how: 'door', takenAt: '2026-05-15T16:00:00.000Z' });
    expect(verdict).toMatchObject({
      ...{ outcome: 'confirmed', visitId: sent?.id, people: 3, flags: [] },
      usages: [{ usageId: sent?.usageId, maskedCard: reservation.maskedCard, minors: 2 }],
    });
    await settled();
    expect(fixture.desk.history().items[0]).toMatchObject({ visitId: sent?.id, maskedCard: 'A0…723', people: 3 });
  });

  it('are acknowledged to listeners when redeemed, like every visit', async () => {
    const heard: unknown[] = [];
    fixture.desk.subscribe((_, events) => heard.push(...events));
    answers = [counted, { outcome: 'refused', refusal, show: hamlet }];
    for (let times = 0; times < 2; times++) await reservations().redeem(reservation);
    const [visitId, refusedId] = redemptions.map(({ id }) => id);
    expect(heard).toMatchObject([
      { visitId, outcome: 'counted' },
      { visitId: refusedId, outcome: 'refused' },
    ]);
  });

  it('count once if the first answer was lost, because the same redemption is sent again', async () => {
    const first = reservations().redeem(reservation);
    await fixture.world.pass(2500);
    expect(await first).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    answers = [counted, counted];
    expect((await reservations().redeem(reservation)).outcome).toBe('confirmed');
    await reservations().redeem(reservation);
    const ids = redemptions.map(({ id }) => id);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('are refused, released or undecided as the registry answers', async () => {
    answers = [{ outcome: 'refused', refusal, show: hamlet }];
    expect(await reservations().redeem(reservation)).toEqual({ outcome: 'refused', refusal });
    answers = [
      { outcome: 'released', show: hamlet },
      { outcome: 'refused', refusal, show: hamlet },
      error('registry/busy'),
    ];
    expect(await reservations().release(reservation)).toEqual({ outcome: 'released' });
    expect(await reservations().release(reservation)).toEqual({ outcome: 'refused', refusal });
    expect(await reservations().release(reservation)).toEqual({ outcome: 'undecided', cause: 'registry/busy' });
  });

  it('throw `desk/closed` if the desk is closed', async () => {
    const closed = reservations();
    await fixture.desk.close();
    for (const call of [closed.list(), closed.redeem(reservation), closed.release(reservation)]) {
      await expect(call).rejects.toMatchObject({ code: 'desk/closed' });
    }
    expect(redemptions).toEqual([]);
  });
});
