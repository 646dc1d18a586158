import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  counted,
  createScriptedDelivery,
  createWorld,
  type Exchange,
  error,
  hamlet,
  settled,
  soldOut,
  type World,
} from '../../../test/client/world.ts';
import { createDesk, type Desk, type DeskOptions } from './desk.ts';
import type { DeskState } from './desk-state.ts';
import { isKaikuError } from './errors.ts';
import { createInProcessLocks, type Locks } from './locks.ts';
import { memoryStorage } from './outbox/memory-storage.ts';
import type { OutboxStorage } from './outbox/storage.ts';
import type { LookUp, Registry } from './registry/registry.ts';
import type { Decision } from './verdict.ts';

const card = 'A045198723';
const valid: LookUp = {
  card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  earlier: null,
  show: hamlet,
};

let world: World;
let storage: OutboxStorage;
let locks: Locks;
let open: Exchange[];
/** What the register answers to a look-up and to a request for the show: a value, an error to throw, or nothing at all. */
let lookUpAnswer: LookUp | Error | 'never';
let showAnswer: typeof hamlet | Error | 'never';
let shown: number;
let desk: Desk;

function fakeRegistry(): Registry {
  const scripted = createScriptedDelivery();
  open = scripted.open;
  const told = <T>(answer: T | Error | 'never', signal: AbortSignal | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(error('registry/unreachable')));
      if (answer instanceof Error) reject(answer);
      else if (answer !== 'never') resolve(answer);
    });
  return {
    shows: async () => [hamlet],
    show(_, signal) {
      shown += 1;
      return told(showAnswer, signal);
    },
    lookUp: (_showId, _card, signal) => told(lookUpAnswer, signal),
    record: scripted.delivery.record,
    annul: async (...asked) => {
      await scripted.delivery.annul(...asked);
      return { show: hamlet };
    },
  };
}

function begin(options: Partial<DeskOptions> = {}): Desk {
  world = createWorld(locks);
  desk = createDesk({ registry: fakeRegistry(), show: hamlet.id, storage, environment: world.environment, ...options });
  return desk;
}

beforeEach(async () => {
  storage = memoryStorage();
  locks = createInProcessLocks();
  lookUpAnswer = valid;
  showAnswer = hamlet;
  shown = 0;
  begin();
  await settled();
});
afterEach(() => desk.close());

function only(): Exchange {
  expect(open).toHaveLength(1);
  const [exchange] = open;
  if (exchange === undefined) throw new Error('Nothing is under way.');
  return exchange;
}
async function admitted(minors = 0) {
  const verdict = desk.admit(await desk.check(card), { minors });
  verdict.catch(() => {});
  await settled();
  return verdict;
}
/** A use the clerk was told is provisional; its fact is under way. */
async function provisional() {
  const verdict = desk.admit(await desk.check(card), { minors: 0 });
  await settled();
  only().fail(error('registry/unreachable'));
  await settled();
  return verdict;
}

describe('checking a text at the desk', () => {
  it('admits a valid card, with the children it may bring and what is left', async () => {
    expect(await desk.check(' a045198723 ')).toEqual({
      outcome: 'admissible',
      code: { text: card, prefix: 'A', holder: 'customer', medium: 'cardboard' },
      repairs: ['spaces-removed', 'upper-cased'],
      show: hamlet,
      minors: { least: 0, most: 2, who: 'children' },
      remaining: 10,
    });
  });
  it.each([
    ['nonsense', 'not-a-card'],
    ['', 'not-a-card'],
    ['E1234', 'old-card'],
  ])('refuses %j as %s without asking anybody', async (text, reason) => {
    lookUpAnswer = 'never';
    expect(await desk.check(text)).toMatchObject({ outcome: 'refused', code: undefined, refusal: { reason } });
  });
  it('refuses by the rules what the register knows', async () => {
    lookUpAnswer = { ...valid, earlier: { how: 'redeemed', recordedAt: '2026-05-15T15:00:00Z' } };
    expect(await desk.check(card)).toMatchObject({
      outcome: 'refused',
      code: { text: card },
      refusal: { reason: 'already-recorded', recordedAt: '2026-05-15T15:00:00Z' },
    });
  });
  it('cannot decide where the register does not answer in time, and lets the clerk record within the allowance', async () => {
    lookUpAnswer = 'never';
    const decision = desk.check(card);
    await world.pass(2500);
    expect(await decision).toMatchObject({
      outcome: 'undecided',
      cause: 'registry/unreachable',
      mayRecord: true,
      minors: { least: 0, most: 12, who: 'children' },
    });
  });
  it('waits no longer for a register that pays no heed to being called off', async () => {
    const registry = { ...fakeRegistry(), lookUp: () => new Promise<LookUp>(() => {}) };
    await desk.close();
    begin({ registry });
    const decision = desk.check(card);
    await world.pass(2500);
    expect(await decision).toMatchObject({ outcome: 'undecided', cause: 'registry/unreachable' });
    expect(desk.state).toMatchObject({ reachable: false, trouble: 'registry/unreachable' });
  });
  it('cannot decide, and lets nothing be recorded, where the allowance is used up', async () => {
    await desk.close();
    begin({ maxUnconfirmed: 0 });
    lookUpAnswer = error('registry/busy');
    expect(await desk.check(card)).toMatchObject({ outcome: 'undecided', cause: 'registry/busy', mayRecord: false });
  });
  it('lets nothing be recorded where trying again cannot help', async () => {
    lookUpAnswer = error('registry/not-found', false);
    expect(await desk.check(card)).toMatchObject({ cause: 'registry/not-found', mayRecord: false });
  });
  it('is undecided, not broken, where an adapter throws something foreign', async () => {
    lookUpAnswer = new TypeError('not ours');
    expect(await desk.check(card)).toMatchObject({ outcome: 'undecided', cause: 'registry/failed', mayRecord: true });
    await desk.close();
    const sudden = (): never => {
      throw new TypeError('at once');
    };
    begin({ registry: { ...fakeRegistry(), lookUp: sudden, show: sudden } });
    expect(await desk.check(card)).toMatchObject({ outcome: 'undecided', cause: 'registry/failed' });
  });
  it('refuses a community card on a course it knows, register or not', async () => {
    showAnswer = { ...hamlet, kind: 'course' };
    await desk.refresh();
    lookUpAnswer = error('registry/unreachable');
    expect(await desk.check('Y110029399')).toMatchObject({ refusal: { reason: 'community-card-course' } });
  });
});

describe('admitting a party', () => {
  it('is confirmed by the answer of the register', async () => {
    const verdict = desk.admit(await desk.check(card), { minors: 2 });
    await settled();
    const { usage } = only();
    expect(usage).toMatchObject({
      card,
      minors: 2,
      showId: hamlet.id,
      how: 'redeemed',
      takenAt: '2026-05-15T16:00:00.000Z',
    });
    only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usageId: usage?.id, party: { minors: 2 }, flags: [] });
  });
  it('is refused where a rule says no by then', async () => {
    const verdict = desk.admit(await desk.check(card), { minors: 0 });
    await settled();
    only().answer(soldOut);
    expect(await verdict).toMatchObject({ outcome: 'refused', refusal: { reason: 'cap-reached' } });
  });
  it('is provisional where the register does not answer, and waits on the device', async () => {
    expect(await provisional()).toMatchObject({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(desk.state.waiting).toBe(1);
  });
  it('is undecided, and nothing counts, where the allowance is used up', async () => {
    await desk.close();
    begin({ maxUnconfirmed: 1 });
    await provisional();
    only().fail(error('registry/unreachable'));
    const second = desk.admit(await desk.check(card), { minors: 0 });
    await settled();
    only().fail(error('registry/unreachable'));
    expect(await second).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
  });
  it('is possible on an undecided decision', async () => {
    lookUpAnswer = error('registry/unreachable');
    const verdict = desk.admit(await desk.check(card), { minors: 7 });
    await settled();
    only().answer(counted);
    expect((await verdict).outcome).toBe('confirmed');
  });
  it.each([-1, 0.5, Number.NaN, 3, Number.POSITIVE_INFINITY])(
    'of %d children is the page’s mistake',
    async (minors) => {
      await expect(desk.admit(await desk.check(card), { minors })).rejects.toMatchObject({ code: 'config/invalid' });
      expect(open).toEqual([]);
    },
  );
  it('on a refused decision is the page’s mistake', async () => {
    await expect(desk.admit(await desk.check('nonsense'), { minors: 0 })).rejects.toMatchObject({
      code: 'config/invalid',
    });
  });
  it('that cannot be written down is an error, and nothing is sent', async () => {
    await desk.close();
    const full = { ...storage, append: () => Promise.reject(error('outbox/storage')) };
    begin({ storage: full });
    await expect(admitted()).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(open).toEqual([]);
  });
});

describe('an undo', () => {
  it('is done once the register says so', async () => {
    const undone = desk.annul('019a0000-0000-7000-8000-00000000aaaa');
    await settled();
    only().answer(counted);
    expect(await undone).toEqual({ outcome: 'annulled' });
  });
  it('is provisional while it waits', async () => {
    const undone = desk.annul('019a0000-0000-7000-8000-00000000aaaa');
    await world.pass(2500);
    expect(await undone).toEqual({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(desk.state.waiting).toBe(1);
  });
});

describe('the state of a desk', () => {
  it('knows the show, and that the register answers', () => {
    expect(desk.state).toEqual({ show: hamlet, reachable: true, trouble: undefined, waiting: 0, attention: [] });
  });
  it('knows neither before the first answer', () => {
    showAnswer = 'never';
    begin();
    expect(desk.state).toEqual({
      show: undefined,
      reachable: undefined,
      trouble: undefined,
      waiting: 0,
      attention: [],
    });
  });
  it('is the same object while nothing changes, and nobody is called', async () => {
    const { state } = desk;
    let calls = 0;
    desk.subscribe(() => {
      calls += 1;
    });
    showAnswer = { ...hamlet };
    await desk.refresh();
    await desk.check(card);
    expect(desk.state).toBe(state);
    expect(calls).toBe(0);
  });
  it('is a new object for every change, and the old one stays as it was', async () => {
    const states: DeskState[] = [desk.state];
    const stop = desk.subscribe(() => states.push(desk.state));
    showAnswer = { ...hamlet, taken: 4 };
    await desk.refresh();
    showAnswer = error('registry/busy');
    await desk.refresh();
    stop();
    showAnswer = { ...hamlet, taken: 5 };
    await desk.refresh();
    expect(states.map(({ show, trouble }) => [show?.taken, trouble])).toEqual([
      [0, undefined],
      [4, undefined],
      [4, 'registry/busy'],
    ]);
    expect(new Set(states).size).toBe(3);
  });
  it('counts a register that says no as reached', async () => {
    showAnswer = error('registry/not-found', false);
    await desk.refresh();
    expect(desk.state.reachable).toBe(true);
  });
  it('goes on although one who listens throws', async () => {
    const before = globalThis.reportError;
    const reported: unknown[] = [];
    globalThis.reportError = (thrown) => reported.push(thrown);
    try {
      desk.subscribe(() => {
        throw new Error('a page that fails');
      });
      showAnswer = { ...hamlet, taken: 4 };
      await desk.refresh();
      lookUpAnswer = { ...valid, show: { ...hamlet, taken: 6 } };
      expect((await desk.check(card)).outcome).toBe('admissible');
      expect(reported).toHaveLength(2);
    } finally {
      globalThis.reportError = before;
    }
  });
  it('is fresh: the show is asked for again and again, and at once when the device comes online', async () => {
    const before = shown;
    await world.pass(15_000);
    expect(shown).toBe(before + 1);
    await world.pass(15_000);
    expect(shown).toBe(before + 2);
    world.comeOnline();
    await settled();
    expect(shown).toBe(before + 3);
  });
});

describe('a register that comes back', () => {
  it('is sent at once what waits, before its next turn', async () => {
    await provisional();
    // Many rounds fail, so the next is far off.
    for (let round = 0; round < 8; round += 1) {
      open[0]?.fail(error('registry/unreachable'));
      showAnswer = error('registry/unreachable');
      await world.pass(30_000);
    }
    open[0]?.fail(error('registry/unreachable'));
    await settled();
    expect(open).toEqual([]);
    showAnswer = hamlet;
    await desk.refresh();
    await settled();
    expect(only().what).toBe('fact');
    only().answer(counted);
    await settled();
    expect(desk.state).toMatchObject({ waiting: 0, reachable: true });
  });
});

describe('a restart', () => {
  it('tells the clerk of an ask that was not answered, until it is dismissed', async () => {
    const left = { stage: 'asked', owner: 'a page that is gone' } as const;
    const usage = {
      id: '019a0000-0000-7000-8000-00000000bbbb',
      showId: hamlet.id,
      card,
      minors: 1,
      how: 'redeemed',
      takenAt: '2026-05-15T15:59:00.000Z',
    } as const;
    await desk.close();
    await storage.append({ ...left, usage });
    begin();
    await settled();
    expect(desk.state.attention).toMatchObject([
      { usageId: usage.id, maskedCard: 'A0…723', minors: 1, why: 'interrupted' },
    ]);
    expect(JSON.stringify(desk.state)).not.toContain(card);
    only().answer(counted);
    await settled();
    expect(desk.state).toMatchObject({ waiting: 0, attention: [{ usageId: usage.id }] });
    await desk.dismiss(usage.id);
    expect(desk.state.attention).toEqual([]);
    expect(await storage.entries()).toEqual([]);
  });
  it('sends what was provisional', async () => {
    const verdict = await provisional();
    await desk.close();
    begin();
    await settled();
    expect(only()).toMatchObject({ what: 'fact', usageId: verdict.outcome === 'provisional' ? verdict.usageId : '' });
  });
});

describe('a desk that is closed', () => {
  it('says so, asks nothing and leaves no timer behind', async () => {
    const decision = await desk.check(card);
    await desk.close();
    const before = shown;
    for (const call of [desk.check(card), desk.admit(decision, { minors: 0 }), desk.annul('x'), desk.dismiss('x')])
      await expect(call).rejects.toMatchObject({ code: 'desk/closed', retryable: false });
    await desk.refresh();
    world.comeOnline();
    await world.pass(60_000);
    expect(shown).toBe(before);
    expect(world.timers).toBe(0);
    await desk.close();
  });
  it('in the middle of everything ends it all', async () => {
    showAnswer = 'never';
    lookUpAnswer = 'never';
    const refresh = desk.refresh();
    const check = desk.check(card);
    const decision: Decision = {
      outcome: 'undecided',
      code: { text: card, prefix: 'A', holder: 'customer', medium: 'cardboard' },
      repairs: [],
      cause: 'registry/unreachable',
      mayRecord: true,
      minors: { least: 0, most: 1, who: 'children' },
    };
    const admission = desk.admit(decision, { minors: 0 });
    const undo = desk.annul('019a0000-0000-7000-8000-00000000cccc');
    await settled();
    const before = desk.state;
    await desk.close();
    await refresh;
    expect((await check).outcome).toBe('undecided');
    expect((await admission).outcome).toBe('provisional');
    expect((await undo).outcome).toBe('provisional');
    expect((await storage.entries()).map(({ stage }) => stage).sort()).toEqual(['fact', 'void']);
    expect(world.timers).toBe(0);
    expect(desk.state).toBe(before);
  });
});

describe('the errors of a desk', () => {
  it('bear no card code, neither they nor their causes', async () => {
    const texts: string[] = [];
    const walk = (cause: unknown): void => {
      if (!(cause instanceof Error)) return;
      texts.push(cause.message);
      walk(cause.cause);
    };
    const decision = await desk.check(card);
    const caught = async (work: Promise<unknown>) =>
      walk(
        await work.then(
          () => undefined,
          (thrown: unknown) => (isKaikuError(thrown) ? thrown : expect.unreachable()),
        ),
      );
    await caught(desk.admit(decision, { minors: 9 }));
    await caught(desk.admit(await desk.check('nonsense'), { minors: 0 }));
    await desk.close();
    await caught(desk.check(card));
    begin({ storage: { ...storage, append: () => Promise.reject(error('outbox/storage')) } });
    await caught(desk.admit(decision, { minors: 0 }));
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(text).not.toContain(card);
  });
  it('tell the developer at once what is missing', () => {
    expect(() => createDesk({ registry: 'https://register.example', show: 'x', storage })).toThrow('needs a token');
    expect(() => createDesk({ registry: 'register', token: 't', show: 'x', storage })).toThrow('not an http(s) URL');
    expect(() => createDesk({ registry: fakeRegistry(), show: 'x' })).toThrow('no IndexedDB');
  });
});
