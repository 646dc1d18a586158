import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { expect } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Reservations of a registry under test. */
export function useReservations(registry: RegistryFixture) {
  const { freshShow, visit } = registry;
  const { family } = arki.cards;
  /** Returns the state and the minors of each usage of a show. */
  const states = async (showId: string) =>
    (await registry.registryServer.store.usages(showId)).map(({ state, minors }) => [state, minors]);
  /** Returns a request that redeems a reservation. */
  const redemption = (showId: string, facts: object = {}) => {
    const takenAt = new Date(registry.nowMs).toISOString();
    return { mode: 'request', id: randomUUID(), usageId: randomUUID(), showId, how: 'door', takenAt, ...facts };
  };
  /** Returns an hour from now. */
  const soon = () => new Date(registry.nowMs + 3_600_000).toISOString();
  /** Creates a show with a reservation of the family’s card. */
  async function reserved({ minors = 3, ...facts }: { minors?: number } & Parameters<typeof freshShow>[0] = {}) {
    const showId = await freshShow(facts);
    const made = visit(showId, { card: family.code, minors, how: 'reserved' });
    expect((await registry.wire.record(made)).status).toBe(201);
    registry.pass(1);
    return { showId, made, reservation: made.usages[0] };
  }
  return { states, redemption, soon, reserved };
}
