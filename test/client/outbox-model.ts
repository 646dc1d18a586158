import type { RecordResult } from '../../packages/client/src/outbox/port.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import { ticketsOfVisit, type Visit } from '../../packages/client/src/usage/visit.ts';
import type { Flight } from './model-network.ts';
import { createModelPage, createMortalLocks, type DeviceSettings, type Flaw, type ModelPage } from './model-page.ts';
import type { Use } from './outbox-judge.ts';
import { type ModelLease, RegistryModel } from './registry-model.ts';
import { createStorageTrouble, shakyStorage, storageFaults } from './shaky-storage.ts';
import { createIds, createWorld, hamlet, settled, type World } from './world.ts';

export interface ModelSettings extends DeviceSettings {
  readonly cap: number;
  readonly flaw?: Flaw;
}

/** Something happens. `pick` chooses among what there is at that moment. */
export type Happening = (device: DeviceModel, pick: number) => unknown;

/** A device of up to two pages at a registry, a network that loses what it likes, and a clerk who remembers. */
export class DeviceModel {
  readonly registry: RegistryModel;
  readonly storage = memoryStorage();
  readonly trouble = createStorageTrouble();
  readonly uses = new Map<string, Use>();
  readonly pages: ModelPage[] = [];
  readonly late: Flight[] = [];
  /** What is reached, by name. */
  readonly reached = new Map<string, number>();
  /** Tickets that a device may have given out of a lease that the registry has taken back without hearing from it. */
  excused = 0;
  /** Visits whose notice a person has taken off. */
  readonly dismissed = new Set<string>();
  readonly world: World;
  readonly settings: ModelSettings;
  readonly #newId = createIds();
  readonly #locks = createMortalLocks();
  #trueMs = 0;
  #clockFailed = false;
  #leaseAskedAtMs = new Map<string, number>();

  constructor(settings: ModelSettings) {
    this.settings = settings;
    this.registry = new RegistryModel(settings.cap);
    this.world = createWorld(undefined, this.#newId);
  }

  reach(name: string): void {
    this.reached.set(name, (this.reached.get(name) ?? 0) + 1);
  }

  begin(): ModelPage {
    const { world, registry, settings, late } = this;
    const page = createModelPage({
      world,
      registry,
      settings,
      late,
      locks: this.#locks,
      flaw: settings.flaw ?? {},
      storage: (own) =>
        shakyStorage(this.storage, this.trouble, {
          isDead: () => own().isDead,
          die: () => own().die(),
          wrote: (entry, to) => {
            if (entry?.stage !== 'request' || (to !== null && to.stage !== 'report')) return;
            decided.add(entry.visit.id);
            if (page.isDead) this.#leave(page);
          },
          belied: (entry, to) => {
            if (entry?.stage === 'request') doubted.add(entry.visit.id);
            if (to?.stage === 'void') doubted.add(to.visitId);
          },
        }),
      onDeath: (dead) => this.#leave(dead),
    });
    const doubted = new Set<string>();
    const decided = new Set<string>();
    this.pages.push(page);
    this.#doubts.set(page, { doubted, decided });
    return page;
  }

  /** By page: entries of which the storage has denied what it had done, and those whose answer is written down. */
  readonly #doubts = new Map<ModelPage, Record<'doubted' | 'decided', Set<string>>>();

  /** Whoever was about to be told is not, and what the storage has denied nobody sets right any more. */
  #leave(page: ModelPage): void {
    const { doubted = [], decided = [] } = this.#doubts.get(page) ?? {};
    for (const [id, use] of this.uses) {
      if (new Set(doubted).has(id) && use.told === 'failed') use.unsure = true;
      // The page died in the moment of writing down the answer: nobody knows what the clerk saw (protocol C6).
      if (new Set(decided).has(id) && use.told === 'nothing') use.unsure = true;
    }
    if (this.pages.includes(page)) this.pages.splice(this.pages.indexOf(page), 1);
  }

  close(page: ModelPage): void {
    // What is on its way may still arrive.
    this.late.push(...page.network.open);
    const leave = () => this.#leave(page);
    page.outbox.close().then(leave, leave);
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  request(page: ModelPage, visit: Visit): void {
    const use: Use = {
      visit,
      tickets: ticketsOfVisit(visit),
      told: 'nothing',
      by: undefined,
      undone: false,
      undoing: 0,
      voidedElsewhere: false,
      unsure: false,
    };
    this.uses.set(visit.id, use);
    const words = { counted: 'confirmed', kept: 'provisional', refused: 'refused', undecided: 'undecided' } as const;
    page.outbox.request(visit).then(
      (asked: RecordResult) => {
        use.told = words[asked.outcome];
        if (asked.outcome === 'kept') use.by = asked.by;
        if (asked.outcome === 'counted' && asked.fromLease === true) this.reach('request answered from the lease');
      },
      () => {
        use.told = 'failed';
      },
    );
  }

  undo(page: ModelPage, pick: number): void {
    const some = [...this.uses].filter(
      ([, { told, undone }]) => !undone && (told === 'confirmed' || told === 'provisional'),
    );
    const [id, use] = chosen(some, pick) ?? [];
    if (id === undefined || use === undefined) return;
    const doubted = this.#doubts.get(page)?.doubted;
    doubted?.delete(id);
    // Until the page says: it may be kept already when the page dies.
    use.undoing += 1;
    page.outbox.void(id, hamlet.id).then(
      () => {
        use.undoing -= 1;
        use.undone = true;
      },
      () => {
        use.undoing -= 1;
        // A storage may have kept it and denied it.
        if (doubted?.has(id) === true) use.unsure = true;
      },
    );
  }

  /** One card for each number of minors. */
  newVisit(...minors: readonly number[]): Visit {
    const usages = minors.map((number, at) => ({ id: this.#newId(), card: `A04519872${at}`, minors: number }));
    return { id: this.#newId(), showId: hamlet.id, how: 'sold', takenAt: '2026-05-15T16:00:00.000Z', usages };
  }

  async pass(ms: number): Promise<void> {
    this.#trueMs += ms;
    await this.world.pass(ms);
  }

  sleep(ms: number): void {
    this.#trueMs += ms;
    this.world.sleep(ms);
  }

  putClockBack(byMs: number): void {
    this.#clockFailed = true;
    this.world.putClock(-byMs);
  }

  /** What was given out of it in time and not reported is excused; what is given out after it is not (rule R12). */
  async letGo(lease: ModelLease): Promise<void> {
    this.reach('lease run out');
    const left = this.registry.revokeLease(lease);
    const drawn = (await this.storage.entries()).flatMap((entry) =>
      entry.stage === 'report' && entry.consumedFrom.from === 'lease' && entry.consumedFrom.leaseId === lease.id
        ? entry.consumedFrom.tickets
        : [],
    );
    this.excused += this.#clockFailed ? left : drawn.reduce((sum, tickets) => sum + tickets, 0);
  }

  /** Since when, in true time, the registry knows of a lease. */
  leaseAge(id: string): number {
    const since = this.#leaseAskedAtMs.get(id) ?? this.#trueMs;
    this.#leaseAskedAtMs.set(id, since);
    return this.#trueMs - since;
  }

  async happens(happening: Happening, pick: number): Promise<void> {
    if (this.pages.length === 0) this.begin();
    await happening(this, pick);
    await settled();
    for (const id of this.registry.leases.keys()) this.leaseAge(id);
  }

  /** Everything works from now on, and is answered, until nothing is under way and no timer has anything to do. */
  async comeToRest(): Promise<void> {
    this.trouble.faults = [];
    this.trouble.crash = undefined;
    if (this.pages.length === 0) this.begin();
    let quiet = 0;
    for (let turns = 0; turns < 200; turns += 1) {
      await settled();
      for (const release of this.trouble.hanging.splice(0)) release();
      for (const page of this.pages) page.hears('up');
      const under = this.pages.flatMap(({ network }) => network.open);
      for (const flight of under) flight.answer();
      if (under.length > 0) continue;
      await settled();
      const entries = await this.storage.entries();
      const isQuiet = entries.every(({ stage }) => stage === 'review');
      quiet = isQuiet && this.pages.every(({ network }) => network.open.length === 0) ? quiet + 1 : 0;
      // What failed a moment ago is tried again in its time.
      if (quiet > 1) return;
      await this.pass(60_000);
      // A wait that is agreed on may be an hour: a person who asks for it ends it.
      for (const page of this.pages) page.outbox.wake();
    }
    throw new Error(`It never comes to rest: ${JSON.stringify(await this.storage.entries())}`);
  }

  deliverAllLate(): void {
    for (const flight of this.late.splice(0)) flight.arrive();
  }

  /** Nothing of it goes on. */
  async end(): Promise<void> {
    for (const page of [...this.pages]) page.die();
    await settled();
  }

  fail(faults: number, pick: number): void {
    const kind = chosen(storageFaults, pick) ?? 'refused';
    this.trouble.faults = Array.from({ length: faults }, () => kind);
  }
}

export function chosen<T>(some: readonly T[], pick: number): T | undefined {
  return some[pick % Math.max(1, some.length)];
}
