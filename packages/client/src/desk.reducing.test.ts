import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled } from '../../../test/client/world.ts';
import type { FoundVisit } from './registry/registry.ts';
import type { Acknowledgement, Verdict } from './verdict.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await fixture.reopen({ history: true });
});
afterEach(() => fixture.desk.close());

type Recorded = Extract<Verdict, { outcome: 'confirmed' | 'provisional' }>;

/** Two cards. The first brings two children. */
async function sold(answer: 'counted' | 'none' = 'counted'): Promise<Recorded> {
  const texts = [card, 'A999005458'];
  const parts = await Promise.all(
    texts.map(async (text, at) => partOf(await fixture.desk.check(text), at === 0 ? 2 : 0)),
  );
  const verdict = fixture.desk.admit(parts);
  await settled();
  if (answer === 'counted') fixture.onlyRequest().answer(counted);
  else fixture.onlyRequest().fail(error('registry/unreachable'));
  const recorded = await verdict;
  if (recorded.outcome !== 'confirmed' && recorded.outcome !== 'provisional')
    throw new Error('The visit should be recorded.');
  await settled();
  return recorded;
}

describe('a partial void', () => {
  it('voids one card of several, or a child, with its reason, and keeps the rest', async () => {
    const events: Acknowledgement[] = [];
    fixture.desk.subscribe((_, added) => events.push(...added));
    const { visitId, usages } = await sold();
    const [first, second] = usages;
    const undone = fixture.desk.void(visitId, {
      reason: 'returned',
      usages: [{ usageId: first?.usageId ?? '', minors: 1 }, { usageId: second?.usageId ?? '' }],
    });
    await settled();
    expect(fixture.onlyRequest().batch?.entries).toMatchObject([
      {
        ...{ what: 'void', visitId, reason: 'returned' },
        usages: [
          { id: first?.usageId, minors: 1 },
          { id: second?.usageId, minors: null },
        ],
      },
    ]);
    fixture.onlyRequest().answer(counted);
    expect(await undone).toEqual({ outcome: 'voided' });
    await settled();
    expect(fixture.desk.history()).toMatchObject({
      recorded: 1,
      people: 2,
      undone: 1,
      items: [{ cards: 1, people: 2 }],
    });
    const changed = [
      { usageId: first?.usageId, minors: 1 },
      { usageId: second?.usageId, minors: null },
    ];
    expect(events).toMatchObject([{ outcome: 'counted' }, { outcome: 'reduced', changed }]);
  });

  it('is acknowledged with the reference and the remaining usages; the last part voids the visit', async () => {
    const events: Acknowledgement[] = [];
    fixture.desk.subscribe((_, added) => events.push(...added));
    const { visitId, usages } = await sold();
    const [usageId = '', lastId = ''] = usages.map((usage) => usage.usageId);
    for (const [returned, left] of [
      [usageId, [{ id: lastId, minors: 0 }]],
      [lastId, []],
    ] as const) {
      void fixture.desk.void(visitId, { usages: [{ usageId: returned }] });
      await settled();
      const [entry] = fixture.onlyRequest().batch?.entries ?? [];
      fixture.onlyRequest().deliver([{ outcome: 'voided', seq: entry?.seq ?? 0, reference: 'web:1', usages: left }]);
      await settled();
    }
    const visit = { visitId, reference: 'web:1' };
    expect(events.slice(1)).toMatchObject([
      { ...visit, outcome: 'reduced', usages: [{ usageId: lastId }], changed: [{ usageId, minors: null }] },
      { ...visit, outcome: 'voided', usages: [], changed: [{ usageId: lastId, minors: null }] },
    ]);
  });

  it('is sent after its pending visit has arrived', async () => {
    const { visitId, usages } = await sold('none');
    const [first] = usages;
    const undone = fixture.desk.void(visitId, { usages: [{ usageId: first?.usageId ?? '' }] });
    await settled();
    expect(fixture.desk.state.pending).toBe(2);
    expect(fixture.onlyRequest()).toMatchObject({ what: 'report', visitId });
    fixture.onlyRequest().answer(counted);
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({ what: 'void', visitId });
    fixture.onlyRequest().answer(counted);
    expect(await undone).toEqual({ outcome: 'voided' });
    expect(await fixture.storage.entries()).toEqual([]);
  });

  it('can be combined with a void of the whole visit, before or after', async () => {
    const { visitId, usages } = await sold('none');
    const [first] = usages;
    void fixture.desk.void(visitId, { usages: [{ usageId: first?.usageId ?? '' }] });
    await settled();
    void fixture.desk.void(visitId);
    await settled();
    const entries = await fixture.storage.entries();
    expect(entries.map(({ stage }) => stage)).toEqual(['void', 'void']);
    expect(await fixture.desk.find({ visitId })).toMatchObject({ standing: 'undoing' });
  });

  it('survives a restart', async () => {
    const { visitId, usages } = await sold();
    void fixture.desk.void(visitId, { usages: [{ usageId: usages[0]?.usageId ?? '', minors: 0 }] });
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await fixture.reopen();
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({ what: 'void', visitId });
    expect(fixture.onlyRequest().batch?.entries).toMatchObject([{ usages: [{ minors: 0 }] }]);
  });

  it('throws for more minors than recorded, and sends nothing', async () => {
    const { visitId, usages } = await sold('none');
    const [first] = usages;
    const usageId = first?.usageId ?? '';
    await expect(fixture.desk.void(visitId, { usages: [{ usageId, minors: 3 }] })).rejects.toMatchObject({
      ...{ code: 'config/invalid', message: expect.stringContaining('The usage has 2 minors') },
    });
    void fixture.desk.void(visitId, { usages: [{ usageId, minors: 1 }] });
    await settled();
    await expect(fixture.desk.void(visitId, { usages: [{ usageId, minors: 2 }] })).rejects.toThrow('1 minors');
    expect(await fixture.storage.entries()).toHaveLength(2);
  });
  it('throws for an unknown usage with the known ones, on the device and in the registry', async () => {
    const { visitId, usages } = await sold('none');
    const unknown = {
      code: 'desk/unknown-visit',
      message: expect.stringContaining(usages.map(({ usageId }) => usageId).join(', ')),
    };
    await expect(fixture.desk.void(visitId, { usages: [{ usageId: 'x' }] })).rejects.toMatchObject(unknown);
    fixture.onlyRequest().answer(counted);
    await settled();
    const found: FoundVisit = {
      ...{ outcome: 'counted', recordedAt: '2026-05-15T16:00:00Z', show: hamlet },
      usages: usages.map(({ usageId: id, ...usage }) => ({ ...usage, id, outcome: 'counted', flags: [] })),
    };
    await fixture.reopen({ registry: { ...fixture.registry(), find: async () => found } });
    await expect(fixture.desk.void(visitId, { usages: [{ usageId: 'x' }] })).rejects.toMatchObject(unknown);
    const more = [{ usageId: usages[0]?.usageId ?? '', minors: 3 }];
    await expect(fixture.desk.void(visitId, { usages: more })).rejects.toMatchObject({ code: 'config/invalid' });
    expect(await fixture.storage.entries()).toEqual([]);
  });

  it('is stored even if its signal aborts during the look-up', async () => {
    const { visitId, usages } = await sold();
    await fixture.reopen({ registry: { ...fixture.registry(), find: () => new Promise(() => {}) } });
    const off = new AbortController();
    const undone = fixture.desk.void(visitId, { usages: [{ usageId: usages[0]?.usageId ?? '' }], signal: off.signal });
    await settled();
    off.abort();
    expect(await undone).toMatchObject({ outcome: 'provisional' });
    expect(await fixture.storage.entries()).toMatchObject([{ stage: 'void', visitId }]);
  });

  it('throws for an unknown visit', async () => {
    const undone = fixture.desk.void('019a0000-0000-7000-8000-00000000aaaa', { usages: [{ usageId: 'u' }] });
    const refused = expect(undone).rejects.toMatchObject({ code: 'desk/unknown-visit' });
    await settled();
    const [entry] = fixture.onlyRequest().batch?.entries ?? [];
    fixture.onlyRequest().deliver([{ outcome: 'rejected', seq: entry?.seq ?? 0, code: 'registry/not-found' }]);
    await refused;
    expect(await fixture.storage.entries()).toEqual([]);
  });

  it.each([
    ['no usage', []],
    ['one twice', [{ usageId: 'u' }, { usageId: 'u' }]],
    ['minors that are not whole', [{ usageId: 'u', minors: 0.5 }]],
    ['more minors than a card can have', [{ usageId: 'u', minors: 100 }]],
  ])('throws `config/invalid` for %s', async (_, usages) => {
    await expect(fixture.desk.void('019a0000-0000-7000-8000-00000000aaaa', { usages })).rejects.toMatchObject({
      code: 'config/invalid',
    });
    expect(await fixture.storage.entries()).toEqual([]);
  });
});
