import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, hamlet, settled } from '../../../test/client/world.ts';
import type { ShowFacts } from './admission/facts.ts';
import type { Desk, Device } from './desk/port.ts';
import { createDevice } from './device.ts';
import type { Registry } from './registry/registry.ts';

const shows: readonly ShowFacts[] = Array.from({ length: 14 }, (_, nth) => ({ ...hamlet, id: `show-${nth}` }));

let fixture: DeskFixture;
let calls: string[];
let device: Device;
beforeEach(async () => {
  fixture = new DeskFixture();
  await fixture.desk.close();
  calls = [];
  device = createDevice({
    registry: counting(fixture.registry()),
    storage: fixture.storage,
    environment: fixture.world.environment,
    history: true,
  });
});
afterEach(() => device.close());

/** Wraps the registry to record the names of its calls. It has all the shows, and knows each card for each of them. */
function counting(registry: Registry): Registry {
  const { offline } = registry;
  if (offline?.news === undefined) throw new Error('The test registry has no news.');
  const { news, ...others } = offline;
  const noted =
    <A extends unknown[], R>(name: string, call: (...given: A) => R) =>
    (...given: A): R => {
      calls.push(name);
      return call(...given);
    };
  return {
    ...registry,
    shows: noted('shows', async () => shows.slice(0, 13)),
    show: noted('show', async (showId: string) => ({ ...hamlet, id: showId })),
    lookUp: noted('lookUp', async (showId: string) => ({ ...valid, show: { ...hamlet, id: showId } })),
    offline: {
      ...others,
      deliver: noted('deliver', others.deliver),
      news: noted('news', (question: Parameters<typeof news>[0], signal?: AbortSignal) => {
        asked = question.shows;
        return news(question, signal);
      }),
    },
  };
}
let asked: readonly string[];

const openAll = (): Desk[] => shows.map(({ id }) => device.desk({ show: id }));

describe('a device with fourteen shows', () => {
  it('keeps them fresh with a few requests and one request for news', async () => {
    const desks = openAll();
    await settled();
    await settled();
    for (const [nth, desk] of desks.entries()) expect(desk.state.show?.id).toBe(`show-${nth}`);
    expect(asked).toHaveLength(14);
    expect(calls.toSorted()).toEqual(['deliver', 'news', 'show', 'shows']);
    calls.length = 0;
    await fixture.world.pass(60_000);
    // Four refreshes: the list of today's shows, the one that is not on it, and the journal.
    expect(calls.length).toBeLessThanOrEqual(4 * 3 + 1);
  });

  it('records each show at its own desk, and voids at any', async () => {
    const [first, second] = openAll();
    if (first === undefined || second === undefined) throw new Error('There should be fourteen shows.');
    const verdict = first.admit([partOf(await first.check(card))]);
    await settled();
    expect(fixture.onlyRequest().visit).toMatchObject({ showId: 'show-0' });
    fixture.onlyRequest().answer(counted);
    const confirmed = await verdict;
    if (confirmed.outcome !== 'confirmed') throw new Error('The visit should be counted.');
    await expect(second.admit([partOf(await first.check(card))])).rejects.toMatchObject({
      code: 'desk/foreign-decision',
    });
    expect([first.history().recorded, second.history().recorded]).toEqual([1, 0]);
  });

  it('works after one desk has closed, until the device closes', async () => {
    const [first, second] = openAll();
    await first?.close();
    await expect(first?.check(card)).rejects.toMatchObject({ code: 'desk/closed' });
    expect((await second?.check(card))?.outcome).toBe('admissible');
    await device.close();
    await expect(second?.check(card)).rejects.toMatchObject({ code: 'desk/closed' });
    expect(() => device.desk({ show: hamlet.id })).toThrowError(expect.objectContaining({ code: 'desk/closed' }));
  });
});
