import { expect } from 'vitest';
import type { Locks } from '../../packages/client/src/locks.ts';
import { memoryStorage } from '../../packages/client/src/outbox/memory-storage.ts';
import { type Asked, createOutbox, type Outbox } from '../../packages/client/src/outbox/outbox.ts';
import type { OutboxStorage } from '../../packages/client/src/outbox/storage.ts';
import type { RecordAnswer } from '../../packages/client/src/usage/answer.ts';
import { kindOf, type Unit, type UnitKind, type Usage } from '../../packages/client/src/usage/usage.ts';
import {
  counted,
  createIds,
  createScriptedDelivery,
  createWorld,
  type Exchange,
  error,
  hamlet,
  settled,
  soldOut,
  type World,
} from './world.ts';

/**
 * The register's rows, after protocol §4.2: ∅→refused|counted|void · refused→counted (fact only) · any→void, for good.
 * Uses and visits have rows of their own, as they have routes; a visit is counted or refused whole.
 */
export interface RegisterModel {
  take(exchange: Pick<Exchange, 'what' | 'kind' | 'unitId' | 'unit'>): RecordAnswer;
  /** How many of these usages are counted. */
  counts(usageIds: readonly string[]): number;
  /** Tickets counted now, kept apart from the rows: a use that is counted twice shows here. */
  readonly used: number;
  readonly usagesCounted: number;
}

export function createRegisterModel(cap: number): RegisterModel {
  const rows = new Map<string, { state: 'refused' | 'counted' | 'void'; usageIds: readonly string[] }>();
  let used = 0;
  const countedIds = () => [...rows.values()].flatMap(({ state, usageIds }) => (state === 'counted' ? usageIds : []));
  return {
    take({ what, kind, unitId, unit }) {
      const key = `${kind}/${unitId}`;
      const row = rows.get(key);
      if (what === 'annul') {
        if (row?.state === 'counted') used -= row.usageIds.length;
        rows.set(key, { state: 'void', usageIds: [] });
        return { outcome: 'void', show: hamlet };
      }
      if (row?.state === 'void') return { outcome: 'void', show: hamlet };
      const usageIds = usagesOf(unit).map(({ id }) => id);
      // What is sent again under one id is the same, whole: else the register would say so.
      if (row !== undefined) expect(usageIds).toEqual(row.usageIds);
      if (row?.state === 'counted') return counted;
      if (what === 'ask' && (row?.state === 'refused' || used + usageIds.length > cap)) {
        rows.set(key, { state: 'refused', usageIds });
        return soldOut;
      }
      rows.set(key, { state: 'counted', usageIds });
      used += usageIds.length;
      return counted;
    },
    counts(usageIds) {
      const counted = new Set(countedIds());
      return usageIds.filter((id) => counted.has(id)).length;
    },
    get used() {
      return used;
    },
    get usagesCounted() {
      return countedIds().length;
    },
  };
}

function usagesOf(unit: Unit | undefined): readonly Usage[] {
  if (unit === undefined) return [];
  return 'usages' in unit ? unit.usages : [unit];
}

/** What the clerk was told of an ask; `nothing` where the page was gone first. */
export type Told = 'confirmed' | 'provisional' | 'refused' | 'given-up' | 'failed' | 'nothing';

interface Use {
  readonly kind: UnitKind;
  readonly usageIds: readonly string[];
  told: Told;
  undone: boolean;
  /** The page died in the moment of writing down the answer or the undo: nobody knows what the clerk saw (protocol C6). */
  unsure: boolean;
}

interface Page {
  readonly outbox: Outbox;
  readonly world: World;
  readonly open: Exchange[];
  die(): void;
  readonly dead: boolean;
}

export type Happening =
  | 'ask'
  | 'ask-visit'
  | 'answer'
  | 'lose-before'
  | 'lose-after'
  | 'delay'
  | 'deliver-late'
  | 'poison'
  | 'undo'
  | 'deadline'
  | 'wait'
  | 'wake'
  | 'dismiss'
  | 'restart'
  | 'close'
  | 'second-tab'
  | 'storage-fails'
  | 'crash-before-write'
  | 'crash-after-write';

/** Up to two pages of one device at a register, a network that loses what it likes, and a clerk who remembers. */
export function createDoors(register: RegisterModel, maxUnconfirmed: number) {
  const storage = memoryStorage();
  const shared = createMortalLocks();
  const newId = createIds();
  const uses = new Map<string, Use>();
  const late: Exchange[] = [];
  const pages: Page[] = [];
  let failingCalls = 0;
  let crashAt: { when: 'before' | 'after'; writes: number } | undefined;
  let crashes = 0;

  function begin(): void {
    let dead = false;
    let died = () => {};
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const world = createWorld(
      shared.of(death, () => dead),
      newId,
    );
    const { delivery, open } = createScriptedDelivery();
    const page: Page = {
      world,
      open,
      outbox: createOutbox({
        storage: mortal(storage, () => page, death),
        delivery,
        environment: world.environment,
        askWithinMs: 2500,
        maxUnconfirmed,
      }),
      die() {
        dead = true;
        crashes += 1;
        died();
        late.push(...open.splice(0));
        if (pages.includes(page)) pages.splice(pages.indexOf(page), 1);
      },
      get dead() {
        return dead;
      },
    };
    pages.push(page);
  }

  /** The storage as one page sees it: nothing comes back to the dead, and a crash may fall beside a write. */
  function mortal(real: OutboxStorage, page: () => Page, death: Promise<void>): OutboxStorage {
    const never = <T>() => death.then(() => new Promise<T>(() => {}));
    async function call<T>(work: () => Promise<T>, write: { unitId: string | undefined; settles: boolean } | null) {
      if (page().dead) return never<T>();
      if (failingCalls > 0) {
        failingCalls -= 1;
        throw error('outbox/storage');
      }
      const crash = write !== null && crashAt !== undefined && crashAt.writes-- <= 0 ? crashAt.when : undefined;
      if (crash !== undefined) crashAt = undefined;
      if (crash === 'before') {
        page().die();
        return never<T>();
      }
      const result = await work();
      if (crash === 'after') {
        const use = write?.unitId === undefined ? undefined : uses.get(write.unitId);
        if (use !== undefined && write?.settles) use.unsure = true;
        page().die();
        return never<T>();
      }
      return result;
    }
    const entryOf = async (seq: number) => (await real.entries()).find((entry) => entry.seq === seq);
    return {
      name: real.name,
      append: (entry) => call(() => real.append(entry), { unitId: undefined, settles: false }),
      async change(seq, from, to) {
        const entry = await entryOf(seq);
        const unitId = entry !== undefined && 'unit' in entry ? entry.unit?.id : undefined;
        const settles = from === 'asked' && (to === null || to.stage === 'fact');
        return call(() => real.change(seq, from, to), { unitId, settles });
      },
      entries: () => call(() => real.entries(), null),
      close: () => real.close(),
    };
  }

  function newUsage(card: string): Usage {
    return {
      id: newId(),
      showId: hamlet.id,
      card,
      minors: 0,
      how: 'sold',
      takenAt: '2026-05-15T16:00:00.000Z',
    };
  }

  function newVisit(cards: number): Unit {
    const usages = Array.from({ length: cards }, (_, at) => newUsage(`A04519872${at}`));
    return { id: newId(), showId: hamlet.id, agreed: false, usages };
  }

  function ask(page: Page, unit: Unit): void {
    const usageIds = usagesOf(unit).map(({ id }) => id);
    const use: Use = { kind: kindOf(unit), usageIds, told: 'nothing', undone: false, unsure: false };
    uses.set(unit.id, use);
    const words = { counted: 'confirmed', kept: 'provisional', refused: 'refused', 'given-up': 'given-up' } as const;
    page.outbox.ask(unit).then(
      ({ outcome }: Asked) => {
        use.told = words[outcome];
      },
      () => {
        use.told = 'failed';
      },
    );
  }

  function undo(page: Page, pick: number): void {
    const some = [...uses].filter(
      ([, { told, undone }]) => !undone && (told === 'confirmed' || told === 'provisional'),
    );
    const [id, use] = chosen(some, pick) ?? [];
    if (id === undefined || use === undefined) return;
    // Until the page says: it may be kept already when the page dies. One that fails says nothing of an earlier one
    // that another page, now dead, may have kept.
    const unsureBefore = use.unsure;
    use.unsure = true;
    const says = (undone: boolean) => () => {
      use.undone = undone;
      use.unsure = undone ? false : unsureBefore;
    };
    page.outbox.annul(use.kind, id, hamlet.id).then(says(true), says(false));
  }

  async function happens(kind: Happening, pick: number): Promise<void> {
    if (pages.length === 0) begin();
    const page = chosen(pages, pick);
    if (page === undefined) return;
    const exchange = chosen(page.open, pick);
    switch (kind) {
      case 'ask':
        ask(page, newUsage('A045198723'));
        break;
      case 'ask-visit':
        ask(page, newVisit(2 + (pick % 3)));
        break;
      case 'answer':
        exchange?.answer(register.take(exchange));
        break;
      case 'lose-before':
        exchange?.fail(error(chosen(passing, pick) ?? 'registry/unreachable'));
        break;
      case 'lose-after':
        if (exchange !== undefined) register.take(exchange);
        exchange?.fail(error(chosen(passing, pick) ?? 'registry/unreachable'));
        break;
      case 'delay':
        if (exchange !== undefined) late.push(exchange);
        exchange?.fail(error('registry/unreachable'));
        break;
      case 'deliver-late':
        for (const one of late.splice(pick, 1)) register.take(one);
        break;
      case 'poison':
        exchange?.fail(error('registry/invalid-request', false));
        break;
      case 'undo':
        undo(page, pick);
        break;
      case 'deadline':
        await page.world.pass(2500);
        break;
      case 'wait':
        await page.world.pass(60_000);
        break;
      case 'wake':
        page.outbox.wake();
        break;
      case 'dismiss': {
        const notice = chosen(
          page.outbox.notices.filter(({ why }) => why === 'interrupted'),
          pick,
        );
        if (notice !== undefined) page.outbox.dismiss(notice.unitId).catch(() => {});
        break;
      }
      case 'restart':
        page.die();
        begin();
        break;
      case 'close':
        // What is on its way may still arrive.
        late.push(...page.open);
        pages.splice(pages.indexOf(page), 1);
        page.outbox.close().catch(() => {});
        break;
      case 'second-tab':
        if (pages.length < 2) begin();
        break;
      case 'storage-fails':
        failingCalls = 1 + (pick % 3);
        break;
      case 'crash-before-write':
      case 'crash-after-write':
        crashAt = { when: kind === 'crash-before-write' ? 'before' : 'after', writes: pick % 3 };
        break;
      default:
        kind satisfies never;
    }
    await settled();
  }

  /** Everything works from now on, and is answered, until nothing is under way and no timer has anything to do. */
  async function comeToRest(): Promise<void> {
    failingCalls = 0;
    crashAt = undefined;
    if (pages.length === 0) begin();
    for (let turns = 0; turns < 200; turns += 1) {
      await settled();
      const under = pages.flatMap(({ open }) => open);
      for (const exchange of under) exchange.answer(register.take(exchange));
      if (under.length > 0) continue;
      const entries = await storage.entries();
      if (entries.every(({ stage }) => stage === 'attention')) return;
      for (const { world } of pages) await world.pass(60_000);
    }
    throw new Error(`It never comes to rest: ${JSON.stringify(await storage.entries())}`);
  }

  async function noticed(): Promise<Set<string>> {
    const entries = await storage.entries();
    return new Set(
      entries.flatMap((entry) =>
        entry.stage === 'attention' && entry.notice.why !== 'interrupted' ? entry.notice.unitId : [],
      ),
    );
  }

  return {
    happens,
    async comeToRest() {
      await comeToRest();
      // A fact the register will never take is kept whole for a person; its use is not in the register.
      for (const entry of await storage.entries()) {
        if (entry.stage !== 'attention' || entry.notice.why === 'interrupted') continue;
        // Only the poison brings one there, never an error that may pass.
        expect(entry.notice.why).toBe('registry/invalid-request');
        if (entry.unit !== null) expect(entry.unit.id).toBe(entry.notice.unitId);
      }
      const withPeople = await noticed();
      for (const id of withPeople) uses.delete(id);
    },
    compare() {
      expect(register.used).toBe(register.usagesCounted);
      for (const [id, { kind, usageIds, told, undone, unsure }] of uses) {
        const counted = register.counts(usageIds);
        // All or nothing, also where nobody knows what the clerk saw.
        expect([0, usageIds.length]).toContain(counted);
        if (unsure) continue;
        const shouldCount = !undone && (told === 'confirmed' || told === 'provisional') ? usageIds.length : 0;
        expect({ id, kind, told, undone, counted }).toEqual({ id, kind, told, undone, counted: shouldCount });
      }
    },
    deliverAllLate() {
      for (const exchange of late.splice(0)) register.take(exchange);
    },
    outcomes: () => [...uses.values()].map(({ kind, told }) => `${kind} ${told}` as const),
    get crashes() {
      return crashes;
    },
  };
}

const passing = [
  'registry/unreachable',
  'registry/busy',
  'registry/failed',
  'registry/unauthorised',
  'registry/contract',
] as const;

function chosen<T>(some: readonly T[], pick: number): T | undefined {
  return some[pick % Math.max(1, some.length)];
}

/** Locks that a page which dies lets go, in the middle of its turn too. */
function createMortalLocks() {
  const heldNames = new Set<string>();
  const queues = new Map<string, Promise<unknown>>();
  return {
    of(death: Promise<void>, isDead: () => boolean): Locks {
      return {
        async hold(name) {
          if (isDead()) return new Promise(() => {});
          heldNames.add(name);
          void death.then(() => heldNames.delete(name));
          return () => heldNames.delete(name);
        },
        held: async () => new Set(heldNames),
        exclusive<T>(name: string, task: () => Promise<T>): Promise<T> {
          const before = queues.get(name) ?? Promise.resolve();
          const turn = before.then(() => (isDead() ? new Promise<T>(() => {}) : task()));
          queues.set(name, Promise.race([turn.catch(() => {}), before.then(() => death)]));
          return turn;
        },
      };
    },
  };
}
