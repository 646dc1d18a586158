import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeskStand, reserved } from '../../../test/client/desk-stand.ts';
import { error, hamlet, settled } from '../../../test/client/world.ts';
import { rules } from './admission/rules.ts';
import type { DeskReservations } from './desk/reservations.ts';
import type { Redemption, ReleaseAnswer, ReservationRegistry } from './registry/registry.ts';
import type { RecordAnswer } from './usage/answer.ts';
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

/** A registry whose answers a test has ready; an answer that is missing stays open. */
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

let stand: DeskStand;
beforeEach(async () => {
  [answers, redemptions] = [[], []];
  stand = new DeskStand();
  await stand.beginAnew({
    registry: { ...stand.registry(), reservations: registry },
    recordsAs: 'door',
    history: true,
  });
});
afterEach(() => stand.desk.close());
function reservations(): DeskReservations {
  if (stand.desk.reservations === undefined) throw new Error('The desk has no reservations.');
  return stand.desk.reservations;
}

describe('the reservations of a desk', () => {
  it('are listed, and the show with them', async () => {
    expect(await reservations().list()).toEqual([reservation]);
    expect(stand.desk.state.show?.taken).toBe(3);
  });

  it('are absent where the registry lists none', async () => {
    await stand.beginAnew();
    expect(stand.desk.reservations).toBeUndefined();
  });

  it('are redeemed for as many as were reserved, as what the desk records', async () => {
    answers = [counted];
    const verdict = await reservations().redeem(reservation);
    const [sent] = redemptions;
    expect(sent).toMatchObject({ showId: hamlet.id, minors: 2, how: 'door', takenAt: '2026-05-15T16:00:00.000Z' });
    expect(verdict).toMatchObject({
      ...{ outcome: 'confirmed', visitId: sent?.id, people: 3, flags: [] },
      usages: [{ usageId: sent?.usageId, maskedCard: reservation.maskedCard, minors: 2 }],
    });
    await settled();
    expect(stand.desk.history().items[0]).toMatchObject({ visitId: sent?.id, maskedCard: 'A0…723', people: 3 });
  });

  it('are told to listeners once they are redeemed, as every visit is', async () => {
    const heard: unknown[] = [];
    stand.desk.subscribe((_, events) => heard.push(...events));
    answers = [counted, { outcome: 'refused', refusal, show: hamlet }];
    for (let times = 0; times < 2; times++) await reservations().redeem(reservation);
    const [visitId, refusedId] = redemptions.map(({ id }) => id);
    expect(heard).toMatchObject([
      { visitId, outcome: 'counted' },
      { visitId: refusedId, outcome: 'refused' },
    ]);
  });

  it('are counted once though the first answer was lost: the same redemption is sent again', async () => {
    const first = reservations().redeem(reservation);
    await stand.world.pass(2500);
    expect(await first).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    answers = [counted, counted];
    expect((await reservations().redeem(reservation)).outcome).toBe('confirmed');
    await reservations().redeem(reservation);
    const ids = redemptions.map(({ id }) => id);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('are refused, released and left undecided as the registry says', async () => {
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

  it('are nothing for a desk that is closed', async () => {
    const closed = reservations();
    await stand.desk.close();
    for (const call of [closed.list(), closed.redeem(reservation), closed.release(reservation)]) {
      await expect(call).rejects.toMatchObject({ code: 'desk/closed' });
    }
    expect(redemptions).toEqual([]);
  });
});
