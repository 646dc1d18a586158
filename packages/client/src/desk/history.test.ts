import { beforeEach, describe, expect, it } from 'vitest';
import { settled } from '../../../../test/client/world.ts';
import type { CardCode } from '../card/card-code.ts';
import { createInProcessLocks } from '../locks.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { Verdict } from '../verdict.ts';
import { createHistory, type HistoryKeeper, maxItems, shiftMs } from './history.ts';

const card: CardCode = { text: 'A045198723', prefix: 'A', holder: 'customer', medium: 'cardboard' };
const kept = (visitId: string): Verdict => ({
  outcome: 'provisional',
  visitId,
  usages: [{ usageId: 'u', maskedCard: 'A0…723', minors: 1 }],
  people: 2,
  cause: 'registry/unreachable',
  by: 'lease',
});
const refused = { outcome: 'refused', refusal: { reason: 'card-expired' } } as const;

let storage = memoryStorage();
let locks = createInProcessLocks();
let nowMs = Date.parse('2026-02-03T18:00:00+02:00');
let standing = new Map<string, 'pending' | 'undoing' | 'review'>();

async function open(showId = 'show-1'): Promise<HistoryKeeper> {
  const environment = { now: () => nowMs, locks };
  const history = createHistory({ storage, environment, showId, visitStates: () => standing, onChange() {} });
  await settled();
  return history;
}

beforeEach(() => {
  storage = memoryStorage();
  locks = createInProcessLocks();
  standing = new Map();
});

describe('the history of a device', () => {
  it('returns the results, newest first, and survives a reload', async () => {
    const history = await open();
    history.note([card], 2, kept('u1'));
    nowMs += 60_000;
    history.note([card], 0, refused);
    await settled();
    for (const { sinceMs, recorded, people, refused: no, items } of [history.now(), (await open()).now()]) {
      expect({ sinceMs, recorded, people, no }).toEqual({ sinceMs: nowMs - 60_000, recorded: 1, people: 2, no: 1 });
      expect(items.map((item) => [item.maskedCard, item.standing])).toEqual([
        ['A0…723', 'refused'],
        ['A0…723', 'confirmed'],
      ]);
    }
  });
  it('has the reason of a refusal, and the cause of no decision', async () => {
    const history = await open();
    history.note([card], 0, refused);
    history.note([card], 0, { outcome: 'undecided', cause: 'registry/unreachable' });
    await settled();
    expect(history.now().items).toMatchObject([{ cause: 'registry/unreachable' }, { reason: 'card-expired' }]);
  });
  it('numbers cards whose masks are the same, unless it cannot know which is which', async () => {
    const history = await open();
    const alike = { ...card, text: 'A099999723' };
    history.note([card], 0, refused);
    await settled();
    expect(history.now().items).not.toHaveProperty('0.alike');
    for (const shown of [alike, card]) history.note([shown], 0, refused);
    await settled();
    expect(history.now().items.map((item) => item.alike)).toEqual([1, 2, 1]);
    const reloaded = await open();
    reloaded.note([card], 0, refused);
    await settled();
    expect(reloaded.now().items.map((item) => item.alike)).toEqual([undefined, 1, 2, 1]);
  });
  it('contains no card code, in memory or stored', async () => {
    const history = await open();
    history.note([card, { ...card, text: 'A999005458' }], 3, kept('u1'));
    await settled();
    expect(JSON.stringify([await storage.note('history'), history.now()])).not.toMatch(/045198|999005/);
  });
  it('shows a provisional visit as provisional, then as confirmed or to review', async () => {
    const history = await open();
    history.note([card], 1, kept('u1'));
    const now = () => history.now().items[0]?.standing;
    standing.set('u1', 'pending');
    expect([now(), history.now().provisional]).toEqual(['provisional', 1]);
    standing.set('u1', 'review');
    expect(now()).toBe('review');
    standing.delete('u1');
    expect([now(), history.now().provisional]).toEqual(['confirmed', 0]);
  });
  it('subtracts an undone visit once', async () => {
    const history = await open();
    history.note([card], 3, kept('u1'));
    history.note([card], 2, kept('u2'));
    for (let again = 0; again < 2; again++) history.noteUndo('u1');
    await settled();
    expect(history.now()).toMatchObject({ recorded: 1, people: 2, undone: 1 });
    expect(history.now().items.map((item) => item.standing)).toEqual(['confirmed', 'undone']);
  });
  it('loses no result that another tab adds at the same time', async () => {
    const [one, other] = [await open(), await open()];
    one.note([card], 1, kept('u1'));
    other.note([card], 1, kept('u2'));
    await settled();
    expect((await open()).now().recorded).toBe(2);
  });
  it('keeps a hundred results, and counts all', async () => {
    const history = await open();
    for (let nth = 0; nth < maxItems + 20; nth++) history.note([card], 1, kept(`u${nth}`));
    await settled();
    expect(history.now().items).toHaveLength(maxItems);
    expect(history.now()).toMatchObject({ recorded: maxItems + 20, items: { 0: { visitId: `u${maxItems + 19}` } } });
  });
  it('is separate for each show, and restarts with the next shift', async () => {
    (await open('matinee')).note([card], 1, kept('u1'));
    await settled();
    (await open('evening')).note([card], 1, kept('u2'));
    await settled();
    expect((await open('matinee')).now().items.map((item) => item.visitId)).toEqual(['u1']);
    nowMs += shiftMs;
    expect((await open('matinee')).now()).toMatchObject({ sinceMs: undefined, recorded: 0, items: [] });
    (await open('next')).note([card], 1, kept('u3'));
    await settled();
    expect(JSON.stringify(await storage.note('history'))).not.toContain('u1');
  });
  it('ignores a failed storage, and data written by something else', async () => {
    await storage.keepNote('history', [{ lastMs: 'soon' }, null, 7]);
    const broken = { ...storage, keepNote: () => Promise.reject(new Error('full')) };
    storage = broken;
    const history = await open();
    history.note([card], 1, kept('u1'));
    await settled();
    expect(history.now().recorded).toBe(1);
  });
});
