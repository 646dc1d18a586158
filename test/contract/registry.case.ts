import { describe, expect, it } from 'vitest';
import { isKaikuError } from '../../packages/client/src/errors.ts';
import type { Registry } from '../../packages/client/src/registry/registry.ts';
import { importSealingKey, sealCode } from '../../packages/client/src/sealing/seal-code.ts';
import type { Usage, Visit } from '../../packages/client/src/usage/visit.ts';

/** A registry to test, and its data. No one else uses its shows and cards. */
export interface RegistryUnderTest {
  readonly registry: Registry;
  /** Far below its cap. None of the cards below is recorded. */
  readonly show: string;
  /** Has one Kaikukortti ticket left. */
  readonly lastPlace: string;
  /** Has none left. */
  readonly soldOut: string;
  readonly course: string;
  readonly cards: {
    /** Valid, with at least two children. */
    readonly family: string;
    /** Valid, different from each other. */
    readonly others: readonly [string, string, string, string];
    readonly community: string;
    readonly expired: string;
    readonly unregistered: string;
  };
  /** Creates an id that matches the contract. */
  newId(): string;
}

/** The conformance suite of the port `Registry`. */
export function registryCase(kind: string, current: () => RegistryUnderTest): void {
  const use = (card: string, minors = 0): Usage => ({ id: current().newId(), card, minors });
  const visit = (card: string, { minors = 0, ...more }: Partial<Visit> & { readonly minors?: number } = {}): Visit => ({
    id: current().newId(),
    showId: current().show,
    how: 'sold',
    takenAt: '2026-11-20T10:00:00.000Z',
    usages: [use(card, minors)],
    ...more,
  });
  /** The worker's card with a client, and one customer's. */
  const group = (card: string) => visit(card, { usages: [use(current().cards.community, 1), use(card)] });
  const taken = async (showId: string) => (await current().registry.show(showId)).taken;

  describe(`registry: ${kind}`, () => {
    it('lists the venue’s shows by start, and returns each the same on its own', async () => {
      const { registry } = current();
      const shows = await registry.shows();
      const starts = shows.map(({ startsAt }) => Date.parse(startsAt));
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      for (const show of shows) expect(await registry.show(show.id)).toEqual(show);
    });

    it('rejects a show of another venue as not found', async () => {
      const { registry, cards } = current();
      for (const call of [registry.show('no-such-show'), registry.lookUp('no-such-show', cards.family)])
        await expect(call).rejects.toMatchObject({ code: 'registry/not-found', retryable: false });
    });

    it('returns only what a venue needs about a card', async () => {
      const { registry, show, cards } = current();
      const { card, earlier } = await registry.lookUp(show, cards.family);
      expect(card).toMatchObject({ registered: true, status: 'active' });
      expect(Object.keys(card).sort()).toEqual(['minors', 'registered', 'status', 'validUntilOn']);
      expect(earlier).toBeNull();
    });

    it('returns an unknown card as unregistered', async () => {
      const { registry, show, cards } = current();
      expect((await registry.lookUp(show, cards.unregistered)).card).toEqual({ registered: false });
    });

    it('counts a repeated request once, with the same answer', async () => {
      const { registry, show, cards } = current();
      const before = await taken(show);
      const asked = visit(cards.family, { minors: 2 });
      const first = await registry.record(asked, 'request');
      expect(first).toMatchObject({ outcome: 'counted', flags: [], show: { taken: before + 3 } });
      const again = await registry.record(asked, 'request');
      const asReport = await registry.record(asked, 'report');
      const recordedAt = first.outcome === 'counted' ? first.recordedAt : '';
      for (const repeated of [again, asReport]) expect(repeated).toMatchObject({ outcome: 'counted', recordedAt });
      expect(await taken(show)).toBe(before + 3);
    });

    it('counts a request with sealed codes as the same one with codes in clear', async () => {
      const { registry, show, cards } = current();
      const key = await registry.sealingKey?.();
      // A registry without a key gets no sealed codes.
      if (key === undefined) return;
      const before = await taken(show);
      const asked = visit(cards.others[3]);
      const to = await importSealingKey(key);
      const usages = asked.usages.map(async ({ card, ...usage }) => ({
        ...usage,
        card: await sealCode(to, card, usage.id),
      }));
      const sealed = { ...asked, usages: await Promise.all(usages) };
      const first = await registry.record(sealed, 'request');
      expect(first).toMatchObject({ outcome: 'counted', flags: [] });
      const recordedAt = first.outcome === 'counted' ? first.recordedAt : '';
      expect(await registry.record(asked, 'report')).toMatchObject({ outcome: 'counted', recordedAt });
      expect(await taken(show)).toBe(before + 1);
      await registry.void({ visitId: asked.id, showId: show, reason: 'undone-by-clerk' });
    });

    it('returns the earlier usage, and refuses a request for the same card and show', async () => {
      const { registry, show, cards } = current();
      const { earlier } = await registry.lookUp(show, cards.family);
      expect(earlier).toMatchObject({ how: 'sold' });
      const answer = await registry.record(visit(cards.family), 'request');
      expect(answer).toMatchObject({
        outcome: 'refused',
        refusal: { reason: 'already-recorded', recordedAt: earlier?.recordedAt },
      });
    });

    it('rejects an id that is used again for different data', async () => {
      const { registry, cards } = current();
      const asked = visit(cards.others[0]);
      await registry.record(asked, 'request');
      await expect(registry.record({ ...asked, how: 'door' }, 'request')).rejects.toMatchObject({
        code: 'idempotency/mismatch',
        retryable: false,
      });
    });

    it.each(['expired', 'unregistered'] as const)(
      'refuses a request for a card that is %s, and counts nothing',
      async (state) => {
        const { registry, show, cards } = current();
        const before = await taken(show);
        const answer = await registry.record(visit(cards[state]), 'request');
        expect(answer).toMatchObject({ outcome: 'refused', refusal: { reason: `card-${state}` } });
        expect(await taken(show)).toBe(before);
      },
    );

    it('refuses a community card alone, and on courses', async () => {
      const { registry, course, cards } = current();
      expect(await registry.record(visit(cards.community), 'request')).toMatchObject({
        refusal: { reason: 'community-card-alone' },
      });
      expect(await registry.record(visit(cards.community, { showId: course, minors: 1 }), 'request')).toMatchObject({
        refusal: { reason: 'community-card-course' },
      });
    });

    it('gives the last ticket once', async () => {
      const { registry, lastPlace, cards } = current();
      const two = [visit(cards.others[0], { showId: lastPlace }), visit(cards.others[1], { showId: lastPlace })];
      const answers = await Promise.all(two.map((asked) => registry.record(asked, 'request')));
      expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['counted', 'refused']);
    });

    it('refuses every later request with the id of a refused one, but records its report', async () => {
      const { registry, soldOut, cards } = current();
      const asked = visit(cards.others[2], { showId: soldOut });
      const before = await taken(soldOut);
      for (const _ of [1, 2])
        expect(await registry.record(asked, 'request')).toMatchObject({
          refusal: { reason: 'cap-reached', remaining: 0 },
        });
      expect(await registry.record(asked, 'report')).toMatchObject({ outcome: 'counted', flags: ['cap-reached'] });
      expect(await taken(soldOut)).toBe(before + 1);
    });

    it('records a report that breaks every rule, and flags it', async () => {
      const { registry, show, cards } = current();
      const answer = await registry.record(visit(cards.expired), 'report');
      expect(answer).toMatchObject({ outcome: 'counted', flags: ['card-expired'] });
      expect(await taken(show)).toBeGreaterThan(0);
    });

    it('voids a visit once if repeated, and frees its tickets', async () => {
      const { registry, show, cards } = current();
      const asked = visit(cards.others[3], { minors: 0 });
      const before = await taken(show);
      await registry.record(asked, 'request');
      for (const _ of [1, 2]) {
        const voided = await registry.void({ visitId: asked.id, showId: show, reason: 'undone-by-clerk' });
        expect(voided.show.taken).toBe(before);
      }
      // The card can be used again for this show.
      expect(await registry.record(visit(cards.others[3]), 'request')).toMatchObject({ outcome: 'counted' });
    });

    it('keeps a void against everything that arrives later', async () => {
      const { registry, show, cards } = current();
      const before = await taken(show);
      for (const asked of [visit(cards.others[1]), group(cards.others[1])]) {
        await registry.void({ visitId: asked.id, showId: show, reason: 'never-answered' });
        for (const mode of ['request', 'report'] as const)
          expect((await registry.record(asked, mode)).outcome).toBe('voided');
      }
      expect(await taken(show)).toBe(before);
    });

    it('counts a repeated visit once, and voids it as a whole', async () => {
      const { registry, show, cards } = current();
      const before = await taken(show);
      const together = group(cards.others[1]);
      for (const mode of ['request', 'request', 'report'] as const)
        expect(await registry.record(together, mode)).toMatchObject({ outcome: 'counted', flags: [] });
      expect(await taken(show)).toBe(before + 3);
      for (const { card } of together.usages)
        expect((await registry.lookUp(show, card)).earlier).toMatchObject({ how: 'sold' });
      for (const _ of [1, 2]) {
        const { show: standing } = await registry.void({
          visitId: together.id,
          showId: show,
          reason: 'undone-by-clerk',
        });
        expect(standing.taken).toBe(before);
      }
      expect(await registry.record(together, 'report')).toMatchObject({ outcome: 'voided' });
    });

    it('refuses a visit if one card may not be used, and flags its report', async () => {
      const { registry, show, cards } = current();
      const before = await taken(show);
      const together = group(cards.unregistered);
      expect(await registry.record(together, 'request')).toMatchObject({ refusal: { reason: 'card-unregistered' } });
      expect(await taken(show)).toBe(before);
      expect((await registry.lookUp(show, cards.community)).earlier).toBeNull();
      expect(await registry.record(together, 'report')).toMatchObject({
        outcome: 'counted',
        flags: ['card-unregistered'],
      });
      expect(await taken(show)).toBe(before + 3);
      await registry.void({ visitId: together.id, showId: show, reason: 'undone-by-clerk' });
    });

    it('refuses a visit beyond the cap as a whole, with the tickets that would fit', async () => {
      const { registry, soldOut, cards } = current();
      const before = await taken(soldOut);
      const usages = [use(cards.others[0]), use(cards.others[1])];
      const together = visit(cards.others[0], { showId: soldOut, usages });
      expect(await registry.record(together, 'request')).toMatchObject({
        refusal: { reason: 'cap-reached', remaining: 0 },
      });
      expect(await taken(soldOut)).toBe(before);
    });

    it('stops with a KaikuError when its signal aborts', async () => {
      const { registry, cards } = current();
      const calledOff = new AbortController();
      const call = registry.record(visit(cards.others[2]), 'request', calledOff.signal);
      calledOff.abort();
      await expect(call.catch((error: unknown) => isKaikuError(error) && error.code)).resolves.toBe(
        'registry/unreachable',
      );
    });

    it('lists reservations without codes, redeems one once, and releases another', async () => {
      const { registry, course: show, cards, newId } = current();
      const { reservations } = registry;
      if (reservations === undefined) return;
      const made = [cards.others[2], cards.others[3]].map((card) => visit(card, { showId: show, how: 'reserved' }));
      for (const reservation of made) await registry.record(reservation, 'request');
      const [first, second] = made.flatMap(({ usages }) => usages);
      if (first === undefined || second === undefined) throw new Error('Two were made.');
      const listed = await reservations.list(show);
      const ids = listed.reservations.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([first.id, second.id]));
      expect(JSON.stringify(listed)).not.toContain(first.card);

      const redemption = {
        id: newId(),
        usageId: newId(),
        showId: show,
        minors: 0,
        how: 'door',
        takenAt: new Date().toISOString(),
      } as const;
      const redeemed = await reservations.redeem(first.id, redemption);
      expect(await reservations.redeem(first.id, redemption)).toEqual(redeemed);
      expect(redeemed).toMatchObject({ outcome: 'counted', flags: [] });
      const late = await reservations.release(first.id, show);
      expect(late).toMatchObject({ outcome: 'refused', refusal: { reason: 'already-recorded' } });

      const before = await taken(show);
      for (const _ of [1, 2]) expect((await reservations.release(second.id, show)).outcome).toBe('released');
      expect(await taken(show)).toBe(before - 1);
      const after = (await reservations.list(show)).reservations.map(({ id }) => id);
      expect([after.includes(first.id), after.includes(second.id)]).toEqual([false, false]);
      await expect(reservations.redeem(newId(), redemption)).rejects.toMatchObject({ code: 'registry/not-found' });
    });
  });
}
