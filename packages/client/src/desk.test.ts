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
import type { EarlierUse } from './admission/facts.ts';
import { createDesk, type Desk, type DeskOptions } from './desk.ts';
import type { DeskState } from './desk-state.ts';
import { isKaikuError } from './errors.ts';
import { createInProcessLocks, type Locks } from './locks.ts';
import { memoryStorage } from './outbox/memory-storage.ts';
import type { OutboxStorage } from './outbox/storage.ts';
import type { LookUp, Registry } from './registry/registry.ts';
import type { Decision, VisitPart } from './verdict.ts';

const card = 'A045198723';
const valid: LookUp = {
  card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  earlier: null,
  show: hamlet,
};

const reserved: EarlierUse = {
  usageId: '019a0000-0000-7000-8000-00000000dddd',
  how: 'reserved',
  minors: 2,
  recordedAt: '2026-05-15T15:00:00Z',
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
    recordVisit: scripted.delivery.recordVisit,
    annul: async (...asked) => {
      await scripted.delivery.annul(...asked);
      return { show: hamlet };
    },
    annulVisit: async (...asked) => {
      await scripted.delivery.annulVisit(...asked);
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
      card: valid.card,
      earlier: null,
      minors: { least: 0, most: 2, who: 'children', under: 18 },
      remaining: 10,
      redeems: null,
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
    lookUpAnswer = { ...valid, earlier: { ...reserved, how: 'sold' } };
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
    const { unit } = only();
    expect(unit).toMatchObject({
      card,
      minors: 2,
      showId: hamlet.id,
      how: 'sold',
      takenAt: '2026-05-15T16:00:00.000Z',
    });
    only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usageId: unit?.id, party: { minors: 2 }, flags: [] });
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

describe('a desk that records as something', () => {
  it.each(['reserved', 'sold', 'door'] as const)('records as %s', async (recordsAs) => {
    await desk.close();
    begin({ recordsAs });
    void admitted();
    await settled();
    expect(only().unit).toMatchObject({ how: recordsAs });
    only().answer(counted);
  });
  it('gives out what is reserved, and does not reserve it a second time', async () => {
    lookUpAnswer = { ...valid, earlier: reserved };
    expect(await desk.check(card)).toMatchObject({
      outcome: 'admissible',
      redeems: reserved.usageId,
      earlier: { minors: 2 },
    });
    await desk.close();
    begin({ recordsAs: 'reserved' });
    expect(await desk.check(card)).toMatchObject({ refusal: { reason: 'already-recorded', how: 'reserved' } });
  });
});

describe('a visit', () => {
  const other = 'A999005458';
  const agreed = { agreed: false };

  /** The worker's card with so many clients, and two customers'. */
  async function group(clients = 1): Promise<VisitPart[]> {
    const decisions = await Promise.all(['Y110029399', card, other].map((text) => desk.check(text)));
    return decisions.flatMap((decision, at) =>
      decision.outcome === 'refused' ? [] : { decision, minors: at === 0 ? clients : 0 },
    );
  }

  it('is planned at once: who comes, and what there is for them', async () => {
    const parts = await group();
    expect(desk.planVisit(parts, agreed)).toEqual({ outcome: 'ready', people: 4, tickets: 4, remaining: 10 });
    expect(desk.planVisit(parts.slice(1), agreed)).toMatchObject({ outcome: 'ready', people: 2 });
  });
  it('is planned on the show as it was last told', async () => {
    const parts = await group();
    showAnswer = { ...hamlet, taken: 7 };
    await desk.refresh();
    expect(desk.planVisit(parts, agreed)).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'cap-reached', remaining: 3 },
      at: null,
    });
  });
  it('is refused where a worker comes alone, a card is there twice, or a large group was not agreed on', async () => {
    const parts = await group(0);
    const [worker, first] = parts;
    if (worker === undefined || first === undefined) throw new Error('There are three.');
    const reason = (some: readonly VisitPart[], options = agreed) => {
      const plan = desk.planVisit(some, options);
      return plan.outcome === 'refused' ? [plan.refusal.reason, plan.at] : plan.outcome;
    };
    expect(reason([worker])).toEqual(['community-card-alone', 0]);
    expect(reason([worker, first])).toBe('ready');
    expect(reason([first, first])).toEqual(['card-twice-in-visit', 1]);
    expect(reason([{ ...worker, minors: 5 }])).toEqual(['group-not-agreed', null]);
    expect(reason([{ ...worker, minors: 5 }], { agreed: true })).toBe('ready');
  });
  it('is asked for whole, and confirmed whole', async () => {
    const verdict = desk.admitVisit(await group(), agreed);
    await settled();
    const { kind, what, unitId, unit } = only();
    expect([kind, what]).toEqual(['visit', 'ask']);
    expect(unit).toMatchObject({
      showId: hamlet.id,
      agreed: false,
      usages: [
        { card: 'Y110029399', minors: 1, how: 'sold', showId: hamlet.id },
        { card, minors: 0 },
        { card: other, minors: 0 },
      ],
    });
    only().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    expect(await verdict).toMatchObject({
      outcome: 'confirmed',
      visitId: unitId,
      cards: 3,
      people: 4,
      flags: ['cap-reached'],
    });
  });
  it('that its plan refuses is refused without asking anybody', async () => {
    const [worker] = await group(0);
    const verdict = await desk.admitVisit(worker === undefined ? [] : [worker], agreed);
    expect(verdict).toMatchObject({ outcome: 'refused', refusal: { reason: 'community-card-alone' } });
    expect(open).toEqual([]);
    expect(await storage.entries()).toEqual([]);
  });
  it('that the register does not answer is provisional as a whole, waits as one, and is taken back whole', async () => {
    const verdict = desk.admitVisit(await group(), agreed);
    await settled();
    only().fail(error('registry/unreachable'));
    const told = await verdict;
    expect(told).toMatchObject({ outcome: 'provisional', cards: 3, people: 4, cause: 'registry/unreachable' });
    expect(desk.state.waiting).toBe(1);
    await settled();
    expect(only()).toMatchObject({ what: 'fact', kind: 'visit', unit: { usages: [{}, {}, {}] } });
    const visitId = told.outcome === 'provisional' ? told.visitId : '';
    const undone = desk.annulVisit(visitId);
    await settled();
    only().fail(error('registry/unreachable'));
    await settled();
    expect(only()).toMatchObject({ what: 'annul', kind: 'visit', unitId: visitId });
    only().answer(counted);
    await undone;
    expect(await storage.entries()).toEqual([]);
  });
  it('of which the register could not be asked about somebody is undecided, and may be recorded', async () => {
    const parts = await group();
    lookUpAnswer = error('registry/unreachable');
    const unseen = await desk.check('X000011986');
    if (unseen.outcome !== 'undecided') throw new Error('It should be undecided.');
    showAnswer = { ...hamlet, taken: 10 };
    await desk.refresh();
    const plan = desk.planVisit([...parts, { decision: unseen, minors: 1 }], { agreed: true });
    expect(plan).toEqual({ outcome: 'undecided', people: 6, cause: 'registry/unreachable', mayRecord: true });
    // What needs no register is decided without one.
    expect(desk.planVisit([...parts, { decision: unseen, minors: 1 }], agreed)).toMatchObject({
      refusal: { reason: 'group-not-agreed' },
    });
    await desk.close();
    begin({ maxUnconfirmed: 0 });
    expect(desk.planVisit([{ decision: unseen, minors: 0 }], agreed)).toMatchObject({ mayRecord: false });
  });
  it('that a page puts together wrongly is the page’s mistake', async () => {
    const parts = await group();
    const [worker] = parts;
    if (worker === undefined) throw new Error('There are three.');
    const mistakes = [[], [{ ...worker, minors: -1 }], [{ ...worker, minors: 99 }], Array(51).fill(worker)];
    for (const mistake of mistakes) {
      expect(() => desk.planVisit(mistake, agreed)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
      await expect(desk.admitVisit(mistake, agreed)).rejects.toMatchObject({ code: 'config/invalid' });
    }
  });
  it('told of after a restart names the people and cards, and no code', async () => {
    void desk.admitVisit(await group(), agreed).catch(() => {});
    await settled();
    const { unit } = only();
    await desk.close();
    for (const { seq, stage } of await storage.entries()) await storage.change(seq, stage, null);
    if (unit === undefined) throw new Error('It was asked for.');
    await storage.append({ stage: 'asked', unit, owner: 'gone' });
    begin();
    await settled();
    expect(desk.state.attention).toMatchObject([
      { kind: 'visit', cards: 3, minors: 1, maskedCard: 'Y1…399', why: 'interrupted' },
    ]);
    for (const code of [card, other]) expect(JSON.stringify(desk.state)).not.toContain(code);
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
      how: 'sold',
      takenAt: '2026-05-15T15:59:00.000Z',
    } as const;
    await desk.close();
    await storage.append({ ...left, unit: usage });
    begin();
    await settled();
    expect(desk.state.attention).toMatchObject([
      { kind: 'usage', unitId: usage.id, maskedCard: 'A0…723', cards: 1, minors: 1, why: 'interrupted' },
    ]);
    expect(JSON.stringify(desk.state)).not.toContain(card);
    only().answer(counted);
    await settled();
    expect(desk.state).toMatchObject({ waiting: 0, attention: [{ unitId: usage.id }] });
    await desk.dismiss(usage.id);
    expect(desk.state.attention).toEqual([]);
    expect(await storage.entries()).toEqual([]);
  });
  it('sends what was provisional', async () => {
    const verdict = await provisional();
    await desk.close();
    begin();
    await settled();
    expect(only()).toMatchObject({ what: 'fact', unitId: verdict.outcome === 'provisional' ? verdict.usageId : '' });
  });
});

describe('a desk that is closed', () => {
  it('says so, asks nothing and leaves no timer behind', async () => {
    const decision = await desk.check(card);
    await desk.close();
    const before = shown;
    const visit = decision.outcome === 'refused' ? [] : [{ decision, minors: 0 }];
    const calls = [
      desk.check(card),
      desk.admit(decision, { minors: 0 }),
      desk.admitVisit(visit, { agreed: false }),
      desk.annul('x'),
      desk.annulVisit('x'),
      desk.dismiss('x'),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'desk/closed', retryable: false });
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
      minors: { least: 0, most: 1, who: 'children', under: 18 },
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
    const recordsAs = 'given' as 'sold';
    expect(() => createDesk({ registry: fakeRegistry(), show: 'x', storage, recordsAs })).toThrow('records as');
  });
});
