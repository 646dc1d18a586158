import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  counted,
  createIds,
  createScriptedDelivery,
  createWorld,
  type Exchange,
  error,
  hamlet,
  refusingStorage,
  settled,
  soldOut,
  type World,
} from '../../../../test/client/world.ts';
import { createInProcessLocks, type Locks } from '../locks.ts';
import type { Usage, Visit } from '../usage/usage.ts';
import { memoryStorage } from './memory-storage.ts';
import { type Asked, createOutbox, type Outbox } from './outbox.ts';
import type { OutboxStorage } from './storage.ts';

const askWithinMs = 2500;
const longestRoundWaitMs = 60_000;
/** With nothing under way one timer runs: the storage is looked at from time to time. */
const theNextLook = 1;

let locks: Locks;
let world: World;
let storage: OutboxStorage;
let open: Exchange[];
let outbox: Outbox;
let newId: () => string;
let release: (() => void)[];

/** A page begins: on the storage and the locks of those before it. */
function begin(options: { storage?: OutboxStorage; maxUnconfirmed?: number; locks?: Locks } = {}): Outbox {
  const own = options.locks ?? noticing(locks);
  world = createWorld(own, newId);
  const scripted = createScriptedDelivery();
  open = scripted.open;
  outbox = createOutbox({
    storage: options.storage ?? storage,
    delivery: scripted.delivery,
    environment: world.environment,
    askWithinMs,
    maxUnconfirmed: options.maxUnconfirmed ?? 5,
  });
  return outbox;
}

/** The page is gone without a word: its requests too, and its locks with it. */
function crash(): void {
  for (const let_go of release.splice(0)) let_go();
}

function noticing(shared: Locks): Locks {
  return {
    ...shared,
    // The page that is gone can never end its turn.
    exclusive: (_, task) => task(),
    async hold(name) {
      const letGo = await shared.hold(name);
      release.push(letGo);
      return letGo;
    },
  };
}

beforeEach(() => {
  locks = createInProcessLocks();
  storage = memoryStorage();
  newId = createIds();
  release = [];
  begin();
});
afterEach(() => outbox.close());

function usage(minors = 0): Usage {
  return {
    id: newId(),
    showId: hamlet.id,
    card: 'A045198723',
    minors,
    how: 'sold',
    takenAt: '2026-05-15T16:00:00.000Z',
  };
}
const stages = async () => (await storage.entries()).map(({ stage }) => stage);
function only(): Exchange {
  expect(open).toHaveLength(1);
  const [exchange] = open;
  if (exchange === undefined) throw new Error('Nothing is under way.');
  return exchange;
}

/** Brings one usage to a stage, and returns its id. What is under way for it then stands in `open`. */
const at = {
  async asked(): Promise<{ id: string; asked: Promise<Asked> }> {
    const one = usage(1);
    const asked = outbox.ask(one);
    asked.catch(() => {});
    await settled();
    expect(only()).toMatchObject({ what: 'ask', unitId: one.id });
    return { id: one.id, asked };
  },
  async fact(): Promise<string> {
    const { id, asked } = await at.asked();
    only().fail(error('registry/unreachable'));
    expect(await asked).toEqual({ outcome: 'kept', cause: 'registry/unreachable' });
    await settled();
    expect(only()).toMatchObject({ what: 'fact', unitId: id });
    return id;
  },
  async void(): Promise<string> {
    const id = await at.fact();
    void outbox.annul('usage', id, hamlet.id);
    await settled();
    only().fail(error('registry/unreachable'));
    await settled();
    expect(only()).toMatchObject({ what: 'annul', unitId: id });
    return id;
  },
  async interrupted(): Promise<string> {
    const { id } = await at.asked();
    crash();
    begin();
    await settled();
    expect(only()).toMatchObject({ what: 'annul', unitId: id });
    return id;
  },
  async attention(): Promise<string> {
    const id = await at.fact();
    only().fail(error('registry/not-found', false));
    await settled();
    expect(open).toEqual([]);
    return id;
  },
};

describe('an ask', () => {
  it('stands in the storage before it is sent', async () => {
    await at.asked();
    expect(await stages()).toEqual(['asked']);
  });
  it('leaves nothing behind once it is counted', async () => {
    const { asked } = await at.asked();
    only().answer(counted);
    expect(await asked).toEqual(counted);
    expect(await stages()).toEqual([]);
  });
  it('leaves nothing behind once it is refused', async () => {
    const { asked } = await at.asked();
    only().answer(soldOut);
    expect(await asked).toEqual(soldOut);
    expect(await stages()).toEqual([]);
  });
  it('that had been annulled in the register does not count', async () => {
    const { asked } = await at.asked();
    only().answer({ outcome: 'void', show: hamlet });
    expect((await asked).outcome).toBe('given-up');
    expect(await stages()).toEqual([]);
  });
  it('with no answer becomes a fact, and is sent as one', async () => {
    await at.fact();
    expect(await stages()).toEqual(['fact']);
    expect(outbox.waiting).toBe(1);
  });
  it('is not waited for longer than the clerk waits', async () => {
    const { asked } = await at.asked();
    await world.pass(askWithinMs);
    expect(await asked).toEqual({ outcome: 'kept', cause: 'registry/unreachable' });
    expect(await stages()).toEqual(['fact']);
  });
  it('with no answer and no allowance is withdrawn, also in the register', async () => {
    await outbox.close();
    begin({ maxUnconfirmed: 0 });
    const { id, asked } = await at.asked();
    only().fail(error('registry/unreachable'));
    expect(await asked).toEqual({ outcome: 'given-up', cause: 'registry/unreachable' });
    await settled();
    expect(only()).toMatchObject({ what: 'annul', unitId: id });
    only().answer(counted);
    await settled();
    expect(await stages()).toEqual([]);
    expect(outbox.notices).toEqual([]);
  });
  it('that the register can never take is given up', async () => {
    const { asked } = await at.asked();
    only().fail(error('registry/not-found', false));
    expect(await asked).toEqual({ outcome: 'given-up', cause: 'registry/not-found' });
    expect(await stages()).toEqual([]);
  });
  it('whose delivery breaks its promise and throws something foreign is kept like one with no answer', async () => {
    const { asked } = await at.asked();
    only().fail(new TypeError('not ours'));
    expect(await asked).toEqual({ outcome: 'kept', cause: 'registry/failed' });
  });
  it('left over by a restart is withdrawn and told to the clerk', async () => {
    const id = await at.interrupted();
    expect(await stages()).toEqual(['void']);
    expect(outbox.notices).toMatchObject([{ unitId: id, why: 'interrupted', maskedCard: 'A0…723', minors: 1 }]);
  });
  it('of another tab that lives is left alone', async () => {
    await at.asked();
    const first = outbox;
    begin();
    await settled();
    expect(await stages()).toEqual(['asked']);
    expect(open).toEqual([]);
    await first.close();
  });
  it('is nobody else to send: waking changes nothing', async () => {
    await at.asked();
    outbox.wake();
    await world.pass(1000);
    expect(only().what).toBe('ask');
  });
  it('can be undone before it is answered', async () => {
    const { id, asked } = await at.asked();
    void outbox.annul('usage', id, hamlet.id);
    await settled();
    expect(await stages()).toEqual(['asked', 'void']);
    expect(open.map(({ what }) => what)).toEqual(['ask', 'annul']);
    open[1]?.answer(counted);
    await settled();
    open[0]?.answer({ outcome: 'void', show: hamlet });
    expect((await asked).outcome).toBe('given-up');
    expect(await stages()).toEqual([]);
  });
  it('under way when the desk closes is kept for the next desk', async () => {
    const { asked } = await at.asked();
    await outbox.close();
    expect(await asked).toEqual({ outcome: 'kept', cause: 'registry/unreachable' });
    expect(await stages()).toEqual(['fact']);
    expect(world.timers).toBe(0);
  });
  it('of two at once, both unanswered, only one takes the last of the allowance', async () => {
    await outbox.close();
    begin({ maxUnconfirmed: 1, locks });
    const both = [outbox.ask(usage()), outbox.ask(usage())];
    await world.pass(askWithinMs);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['given-up', 'kept']);
  });
  it('of two tabs at once, both unanswered, only one takes the last of the allowance', async () => {
    await outbox.close();
    const first = begin({ maxUnconfirmed: 1, locks });
    const firstWorld = world;
    const second = begin({ maxUnconfirmed: 1, locks });
    const both = [first.ask(usage()), second.ask(usage())];
    await Promise.all([firstWorld.pass(askWithinMs), world.pass(askWithinMs)]);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['given-up', 'kept']);
    await first.close();
  });
  it('after the desk has closed is an error, and nothing is written', async () => {
    await outbox.close();
    await expect(outbox.ask(usage())).rejects.toMatchObject({ code: 'desk/closed' });
    expect(await stages()).toEqual([]);
  });
  it('taken for a left-over by a tab that sees no locks is not told as confirmed', async () => {
    const { asked } = await at.asked();
    const exchange = only();
    const first = outbox;
    begin({ locks: createInProcessLocks() });
    await settled();
    exchange.answer(counted);
    expect((await asked).outcome).toBe('given-up');
    expect(await stages()).toEqual(['void']);
    await first.close();
  });
});

describe('a fact', () => {
  it('is gone once the register has it', async () => {
    await at.fact();
    only().answer(counted);
    await settled();
    expect(await stages()).toEqual([]);
    expect(outbox.waiting).toBe(0);
    expect(world.timers).toBe(theNextLook);
  });
  it.each([
    'registry/unreachable',
    'registry/busy',
    'registry/failed',
    'registry/unauthorised',
    'registry/forbidden',
    'registry/contract',
  ] as const)('stays through %s, and is sent again in its time', async (code) => {
    const id = await at.fact();
    only().fail(error(code));
    await settled();
    expect(await stages()).toEqual(['fact']);
    expect(open).toEqual([]);
    await world.pass(longestRoundWaitMs);
    expect(only()).toMatchObject({ what: 'fact', unitId: id });
  });
  it('that the register can never take stays for a person to see to, with the use', async () => {
    const id = await at.attention();
    expect(await storage.entries()).toMatchObject([{ stage: 'attention', unit: { id } }]);
    expect(outbox.notices).toMatchObject([{ unitId: id, why: 'registry/not-found' }]);
    expect(outbox.waiting).toBe(0);
  });
  it('that a register refuses against its promise is not thrown away', async () => {
    const id = await at.fact();
    only().answer(soldOut);
    await settled();
    expect(await storage.entries()).toMatchObject([{ stage: 'attention', unit: { id } }]);
    expect(outbox.notices).toMatchObject([{ why: 'registry/contract' }]);
  });
  it('survives a restart and is sent by the next page', async () => {
    const id = await at.fact();
    crash();
    begin();
    await settled();
    expect(only()).toMatchObject({ what: 'fact', unitId: id });
  });
  it('that is undone is annulled instead, whatever becomes of the request under way', async () => {
    const id = await at.fact();
    const undone = outbox.annul('usage', id, hamlet.id);
    await settled();
    expect(await stages()).toEqual(['void']);
    only().answer(counted);
    await settled();
    only().answer(counted);
    expect(await undone).toBeUndefined();
    expect(await stages()).toEqual([]);
  });
  it('is not dismissed like a notice', async () => {
    const id = await at.fact();
    await outbox.dismiss(id);
    expect(await stages()).toEqual(['fact']);
  });
  it('with something on the way that never lets it through does not hold up the next', async () => {
    await at.fact();
    only().fail(error('registry/unreachable'));
    const second = usage();
    const asked = outbox.ask(second);
    await settled();
    only().fail(error('registry/unreachable'));
    await asked;
    await settled();
    expect(only()).toMatchObject({ what: 'fact', unitId: second.id });
  });
  it('whose request hangs is called off in the end, and tried again', async () => {
    await at.fact();
    await world.pass(15_000);
    expect(await stages()).toEqual(['fact']);
    await world.pass(longestRoundWaitMs);
    expect(only().what).toBe('fact');
  });
});

describe('an annulment', () => {
  it('is gone once the register has it', async () => {
    await at.void();
    only().answer(counted);
    await settled();
    expect(await stages()).toEqual([]);
  });
  it('that the register does not take now waits, and says why', async () => {
    const undone = outbox.annul('usage', newId(), hamlet.id);
    await settled();
    only().fail(error('registry/busy'));
    expect(await undone).toBe('registry/busy');
    expect(await stages()).toEqual(['void']);
    expect(outbox.waiting).toBe(1);
  });
  it('that has no answer in time waits', async () => {
    const undone = outbox.annul('usage', newId(), hamlet.id);
    await world.pass(askWithinMs);
    expect(await undone).toBe('registry/unreachable');
    expect(await stages()).toEqual(['void']);
  });
  it('leaves no timer behind', async () => {
    const undone = outbox.annul('usage', newId(), hamlet.id);
    await settled();
    only().answer(counted);
    await undone;
    await settled();
    expect(world.timers).toBe(theNextLook);
  });
  it('that the register can never take is told', async () => {
    const id = newId();
    const undone = outbox.annul('usage', id, hamlet.id);
    await settled();
    only().fail(error('registry/not-found', false));
    expect(await undone).toBe('registry/not-found');
    expect(outbox.notices).toMatchObject([{ unitId: id, why: 'registry/not-found' }]);
    expect(Number.isNaN(Date.parse(outbox.notices[0]?.takenAt ?? ''))).toBe(false);
  });
  it('asked for twice is one', async () => {
    const id = await at.void();
    void outbox.annul('usage', id, hamlet.id);
    await settled();
    expect(await stages()).toEqual(['void']);
  });
  it('survives a restart', async () => {
    const id = await at.void();
    crash();
    begin();
    await settled();
    expect(only()).toMatchObject({ what: 'annul', unitId: id });
  });
  it('of an interrupted ask is told also after its delivery, until somebody dismisses it', async () => {
    const id = await at.interrupted();
    only().answer(counted);
    await settled();
    expect(await stages()).toEqual(['attention']);
    expect(outbox.notices).toMatchObject([{ unitId: id, why: 'interrupted' }]);
    await outbox.dismiss(id);
    expect(await stages()).toEqual([]);
  });
  it('of an interrupted ask goes out although its notice is dismissed', async () => {
    const id = await at.interrupted();
    await outbox.dismiss(id);
    expect(outbox.notices).toEqual([]);
    expect(await stages()).toEqual(['void']);
    only().answer(counted);
    await settled();
    expect(await stages()).toEqual([]);
  });
  it('does not wait for the turn of another tab longer than the clerk waits', async () => {
    await outbox.close();
    begin({ locks });
    await settled();
    let leave = () => {};
    const turn = new Promise<void>((resolve) => {
      leave = resolve;
    });
    void locks.exclusive(`${storage.name}/sender`, () => turn);
    const undone = outbox.annul('usage', newId(), hamlet.id);
    await world.pass(askWithinMs);
    expect(await undone).toBe('registry/unreachable');
    // Closing does not wait for that turn either, and what comes after it touches nothing.
    await outbox.close();
    leave();
    await settled();
    expect(open).toEqual([]);
    expect(await stages()).toEqual(['void']);
  });
});

describe('a visit', () => {
  const visit = (): Visit => ({ id: newId(), showId: hamlet.id, agreed: true, usages: [usage(2), usage(), usage()] });

  async function asked(): Promise<{ id: string; asked: Promise<Asked> }> {
    const one = visit();
    const answer = outbox.ask(one);
    answer.catch(() => {});
    await settled();
    expect(only()).toMatchObject({ what: 'ask', kind: 'visit', unitId: one.id, unit: one });
    return { id: one.id, asked: answer };
  }
  async function fact(): Promise<string> {
    const { id, asked: answer } = await asked();
    only().fail(error('registry/unreachable'));
    expect((await answer).outcome).toBe('kept');
    await settled();
    return id;
  }

  it('is one entry, asked for whole, and gone once it is answered', async () => {
    const { asked: answer } = await asked();
    expect(await stages()).toEqual(['asked']);
    only().answer(soldOut);
    expect(await answer).toEqual(soldOut);
    expect(await stages()).toEqual([]);
  });
  it('with no answer is one fact, and takes one of the allowance', async () => {
    await outbox.close();
    begin({ maxUnconfirmed: 2 });
    await fact();
    expect(only()).toMatchObject({ what: 'fact', kind: 'visit', unit: { usages: [{}, {}, {}] } });
    expect(outbox.waiting).toBe(1);
    expect(outbox.mayKeep(hamlet.id)).toBe(true);
  });
  it('is undone whole, at the route of visits', async () => {
    const id = await fact();
    void outbox.annul('visit', id, hamlet.id);
    await settled();
    expect(await stages()).toEqual(['void']);
    only().answer(counted);
    await settled();
    expect(only()).toMatchObject({ what: 'annul', kind: 'visit', unitId: id });
    only().answer(counted);
    await settled();
    expect(await stages()).toEqual([]);
  });
  it('of an earlier life is withdrawn whole, and told with its people and cards', async () => {
    const { id } = await asked();
    crash();
    begin();
    await settled();
    expect(only()).toMatchObject({ what: 'annul', kind: 'visit', unitId: id });
    expect(outbox.notices).toMatchObject([
      { kind: 'visit', unitId: id, maskedCard: 'A0…723', cards: 3, minors: 2, why: 'interrupted' },
    ]);
  });
  it('that the register can never take stays for a person to see to, whole', async () => {
    const id = await fact();
    only().fail(error('registry/not-found', false));
    await settled();
    expect(await storage.entries()).toMatchObject([{ stage: 'attention', unit: { id, usages: [{}, {}, {}] } }]);
    expect(outbox.notices).toMatchObject([{ kind: 'visit', cards: 3, minors: 2, why: 'registry/not-found' }]);
    await outbox.dismiss(id);
    expect(await stages()).toEqual([]);
  });
  it('whose undo the register can never take is told without what is not known any more', async () => {
    const id = newId();
    const undone = outbox.annul('visit', id, hamlet.id);
    await settled();
    only().fail(error('registry/not-found', false));
    expect(await undone).toBe('registry/not-found');
    expect(outbox.notices).toMatchObject([{ kind: 'visit', unitId: id, maskedCard: '…', cards: 0 }]);
  });
});

describe('an item of attention', () => {
  it('is gone when it is dismissed', async () => {
    await outbox.dismiss(await at.attention());
    expect(await stages()).toEqual([]);
  });
  it('stays through a restart', async () => {
    const id = await at.attention();
    crash();
    begin();
    await settled();
    expect(outbox.notices).toMatchObject([{ unitId: id }]);
    expect(open).toEqual([]);
  });
  it('whose use is undone is annulled', async () => {
    const id = await at.attention();
    void outbox.annul('usage', id, hamlet.id);
    await settled();
    expect(await stages()).toEqual(['void']);
    expect(only()).toMatchObject({ what: 'annul', unitId: id });
  });
});

describe('a storage that fails', () => {
  const calls = ['append', 'change', 'entries'] as const;

  it('when nothing could be written: the ask is an error and nothing was sent', async () => {
    await outbox.close();
    begin({ storage: refusingStorage(storage, (call) => call === 'append') });
    await expect(outbox.ask(usage())).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(open).toEqual([]);
    expect(await stages()).toEqual([]);
  });

  it.each([
    ['counted', () => only().answer(counted)],
    ['refused', () => only().answer(soldOut)],
    ['not answered', () => only().fail(error('registry/unreachable'))],
    ['given up', () => only().fail(error('registry/not-found', false))],
  ])('after an ask was %s: it is an error, and the use is withdrawn once the storage works', async (_, answer) => {
    await outbox.close();
    let broken = false;
    begin({ storage: refusingStorage(storage, (call) => broken && call === 'change') });
    const { id, asked } = await at.asked();
    broken = true;
    answer();
    await expect(asked).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(await stages()).toEqual(['asked']);
    broken = false;
    await world.pass(longestRoundWaitMs);
    expect(only()).toMatchObject({ what: 'annul', unitId: id });
    only().answer(counted);
    await settled();
    expect(await stages()).toEqual([]);
  });

  it('to be read back does not fail what has been written', async () => {
    await outbox.close();
    let broken = false;
    begin({ storage: refusingStorage(storage, (call) => broken && call === 'entries') });
    const { asked } = await at.asked();
    broken = true;
    only().answer(counted);
    expect(await asked).toEqual(counted);
    const undone = outbox.annul('usage', newId(), hamlet.id);
    expect(await undone).toBe('outbox/storage');
    expect(await stages()).toEqual(['void']);
  });

  it('when it is opened is tried again by the next ask, and by the sender', async () => {
    await at.fact();
    crash();
    let broken = true;
    begin({ storage: refusingStorage(storage, () => broken) });
    await settled();
    await expect(outbox.ask(usage())).rejects.toMatchObject({ code: 'outbox/storage' });
    broken = false;
    await world.pass(longestRoundWaitMs);
    expect(only().what).toBe('fact');
    only().answer(counted);
    const asked = outbox.ask(usage());
    await settled();
    only().answer(counted);
    expect((await asked).outcome).toBe('counted');
  });

  it('when a delivered fact is struck off is not hammered at, nor is the register', async () => {
    await outbox.close();
    let broken = false;
    begin({ storage: refusingStorage(storage, (call) => broken && call === 'change') });
    await at.fact();
    broken = true;
    only().answer(counted);
    await settled();
    outbox.wake();
    await settled();
    expect(await stages()).toEqual(['fact']);
    only().answer(counted);
    await settled();
    expect(open).toEqual([]);
  });

  it.each(calls)('at each %s in turn never lets an undo be told that is not kept', async (failing) => {
    await outbox.close();
    let broken = false;
    begin({ storage: refusingStorage(storage, (call) => broken && call === failing) });
    const id = await at.fact();
    broken = true;
    const undone = outbox.annul('usage', id, hamlet.id).then(
      () => true,
      () => false,
    );
    await world.pass(askWithinMs);
    expect((await stages()).includes('void')).toBe(await undone);
  });

  it('to be locked is an error of the device, and is tried again', async () => {
    await outbox.close();
    let broken = true;
    const shaky: Locks = {
      ...locks,
      hold: (name) => (broken ? Promise.reject(new DOMException('no locks', 'SecurityError')) : locks.hold(name)),
    };
    begin({ locks: shaky });
    await expect(outbox.ask(usage())).rejects.toMatchObject({ code: 'outbox/storage', retryable: true });
    broken = false;
    const asked = outbox.ask(usage());
    await settled();
    only().answer(counted);
    expect((await asked).outcome).toBe('counted');
  });
});

describe('the outbox', () => {
  it('sends nothing and writes nothing after it has closed', async () => {
    const id = await at.fact();
    await outbox.close();
    expect(open).toEqual([]);
    expect(world.timers).toBe(0);
    outbox.wake();
    await expect(outbox.annul('usage', id, hamlet.id)).rejects.toMatchObject({ code: 'desk/closed' });
    await expect(outbox.dismiss(id)).rejects.toMatchObject({ code: 'desk/closed' });
    await outbox.close();
    expect(await stages()).toEqual(['fact']);
  });
  it('sends what a tab that died has left, though nothing of its own waits', async () => {
    await settled();
    await storage.append({ stage: 'asked', unit: usage(), owner: 'a tab that is gone' });
    await world.pass(30_000);
    expect(only().what).toBe('annul');
  });
  it('goes on although one who listens throws, and reports it', async () => {
    const reported: unknown[] = [];
    const before = globalThis.reportError;
    globalThis.reportError = (thrown) => reported.push(thrown);
    try {
      const seen: number[] = [];
      outbox.subscribe(() => {
        throw new Error('a page that fails');
      });
      outbox.subscribe(() => seen.push(outbox.waiting));
      await at.fact();
      expect(seen).toContain(1);
      expect(reported).not.toEqual([]);
    } finally {
      globalThis.reportError = before;
    }
  });
});
