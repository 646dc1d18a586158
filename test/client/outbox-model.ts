import type { RecordResult } from '../../packages/client/src/outbox/port.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import { ticketsOfVisit, type Visit } from '../../packages/client/src/usage/visit.ts';
import type { Flight } from './model-network.ts';
import { createModelPage, createMortalLocks, type DeviceSettings, type Flaw, type ModelPage } from './model-page.ts';
import type { Use } from './outbox-use.ts';
import { type Backup, type ModelLease, RegistryModel } from './registry-model.ts';
import { createStorageTrouble, shakyStorage, storageFaults, watchedStorage } from './shaky-storage.ts';
import { createIds, createWorld, error, hamlet, settled, type World } from './world.ts';

export interface ModelSettings extends DeviceSettings {
  readonly cap: number;
  readonly flaw?: Flaw;
}

/** An event. `pick` chooses among what there is at that moment. */
export type Happening = (device: DeviceModel, pick: number) => unknown;

/** A device with up to two pages, a registry, an unreliable network, and a clerk who remembers what was shown. */
export class DeviceModel {
  readonly registry: RegistryModel;
  readonly storage = memoryStorage();
  readonly trouble = createStorageTrouble();
  readonly uses = new Map<string, Use>();
  readonly pages: ModelPage[] = [];
  readonly late: Flight[] = [];
  /** How often each case was reached, by its name. */
  readonly reached = new Map<string, number>();
  /** Tickets of revoked or expired leases that the device may have given out: the cap may be exceeded by them. */
  excused = 0;
  /** Visits whose notice was dismissed. */
  readonly dismissed = new Set<string>();
  /** Visits that the registry has lost: what there was to review of them is not listed again. */
  readonly forgotten = new Set<string>();
  /** Visits that a restored registry has in an earlier state, although it has their number (decision 0024). */
  readonly unknowable = new Set<string>();
  /** The storage was full, so the device has given up what it had kept: it may be unable to complete a registry. */
  gaveUp = false;
  isExcused = false;
  readonly world: World;
  readonly settings: ModelSettings;
  readonly #newId = createIds();
  readonly #locks = createMortalLocks();
  readonly #backups: Backup[] = [];
  #isRestored = false;
  /** Numbers of entries that the registry rejected, perhaps with their whole delivery. */
  readonly #rejected = new Set<number>();
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
    const rejected = (seq: number) => void this.#rejected.add(seq);
    const watched = watchedStorage(this.storage, {
      rejected,
      gaveUp: () => Object.assign(this, { gaveUp: true, isExcused: this.isExcused || this.#isRestored }),
    });
    const page = createModelPage({
      world,
      registry,
      settings,
      late,
      locks: this.#locks,
      flaw: settings.flaw ?? {},
      storage: (own) =>
        shakyStorage(watched, this.trouble, {
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

  /** By page: entries whose successful write was reported as failed, and those whose result is stored. */
  readonly #doubts = new Map<ModelPage, Record<'doubted' | 'decided', Set<string>>>();

  /** The page is gone: no clerk sees its results, and it no longer corrects what the storage reported wrongly. */
  #leave(page: ModelPage): void {
    const { doubted = [], decided = [] } = this.#doubts.get(page) ?? {};
    for (const [id, use] of this.uses) {
      if (new Set(doubted).has(id) && use.told === 'failed') use.unsure = true;
      // The page died while it stored the answer: what the clerk saw is unknown (docs/promises.md, “What is not promised”).
      if (new Set(decided).has(id) && use.told === 'nothing') use.unsure = true;
    }
    if (this.pages.includes(page)) this.pages.splice(this.pages.indexOf(page), 1);
  }

  close(page: ModelPage): void {
    // What is in flight may still arrive.
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
    // Until the page returns: the void may be stored already when the page dies.
    use.undoing += 1;
    page.outbox.void(id, hamlet.id).then(
      () => {
        use.undoing -= 1;
        use.undone = true;
      },
      () => {
        use.undoing -= 1;
        // The storage may have stored it and reported a failure.
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

  /** Tickets given out during the term may exceed the cap; those given out later may not (rule R12). */
  async expire(lease: ModelLease): Promise<void> {
    this.reach('lease expired');
    const left = this.registry.revokeLease(lease);
    const drawn = (await this.storage.entries()).flatMap((entry) =>
      entry.stage === 'report' && entry.consumedFrom.from === 'lease' && entry.consumedFrom.leaseId === lease.id
        ? entry.consumedFrom.tickets
        : [],
    );
    this.excused += this.#clockFailed ? left : drawn.reduce((sum, tickets) => sum + tickets, 0);
  }

  /** Restores the registry to an earlier moment. What was in flight is lost with its server. */
  restoreRegistry(pick: number): void {
    const { registry, uses, late, pages } = this;
    const nth = Math.floor((pick / 12) * this.#backups.length);
    const backup = this.#backups[nth];
    if (backup === undefined || this.gaveUp) return;
    this.#isRestored = true;
    late.splice(0);
    for (const { network } of pages) for (const flight of [...network.open]) flight.fail(error('registry/unreachable'));
    // Until the visits are sent again, others may get their tickets, and those of the leases that it has lost.
    this.excused += registry.taken + registry.leased;
    const before = [...uses].map(([id, use]) => ({ id, use, state: registry.row(id)?.state }));
    registry.restore(backup);
    this.#backups.splice(nth + 1);
    for (const { id, use, state } of before) {
      const restored = registry.row(id)?.state;
      if (restored === state) continue;
      this.forgotten.add(id);
      this.reach(`forgotten ${state}`);
      // The coordinator's void has no number.
      if (use.voidedElsewhere) use.unsure = true;
      // A message without an answer arrived before the moment, and what it became, under the same number, after it.
      if (restored !== undefined && use.told !== 'confirmed') this.unknowable.add(id);
    }
  }

  /** Returns the numbers that are missing in the registry although they are not on this device either. */
  async lostNumbers(): Promise<readonly number[]> {
    const [{ seqHigh }, entries] = [await this.storage.identity(), await this.storage.entries()];
    // A notice alone has nothing to send.
    const here = new Set(entries.flatMap((entry) => ('visit' in entry && entry.visit === null ? [] : entry.seq)));
    return this.registry.missing(seqHigh).filter((seq) => !here.has(seq) && !this.#rejected.has(seq));
  }

  /** Returns how long ago, in true time, the registry granted a lease. */
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
    this.#backups.push(this.registry.backUp());
  }

  /** Makes everything work and answers everything, until nothing is in flight and no timer does anything. */
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
      const isComplete = this.isExcused || (await this.lostNumbers()).length === 0;
      const isQuiet = isComplete && entries.every(({ stage }) => stage === 'review');
      quiet = isQuiet && this.pages.every(({ network }) => network.open.length === 0) ? quiet + 1 : 0;
      // A failed delivery is retried when its wait is over.
      if (quiet > 1) return;
      await this.pass(60_000);
      // A pause may last an hour; a clerk can end it.
      for (const page of this.pages) page.outbox.wake();
      for (const page of this.pages) page.refresh();
    }
    const lost = await this.lostNumbers();
    throw new Error(
      `The device does not come to rest: ${JSON.stringify({ lost, entries: await this.storage.entries() })}`,
    );
  }

  deliverAllLate(): void {
    for (const flight of this.late.splice(0)) flight.arrive();
  }

  /** Ends everything. */
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
