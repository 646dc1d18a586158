import { expect } from 'vitest';
import type { EarlierUsage, ShowFacts } from '../../packages/client/src/admission/facts.ts';
import type { Desk, DeskOptions } from '../../packages/client/src/desk/port.ts';
import { createDesk } from '../../packages/client/src/desk.ts';
import { createInProcessLocks } from '../../packages/client/src/locks.ts';
import type { LookUp, OfflineRegistry, Registry } from '../../packages/client/src/registry/registry.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import type { RecordMode } from '../../packages/client/src/usage/answer.ts';
import type { DeliveredBatch, RegistryLease } from '../../packages/client/src/usage/delivery.ts';
import type { Decision, OpenDecision, Verdict, VisitPart } from '../../packages/client/src/verdict.ts';
import { createScriptedDelivery, type Exchange, nothingElse } from './scripted-delivery.ts';
import { createWorld, error, hamlet, settled, type World } from './world.ts';

export const card = 'A045198723';
export const valid: LookUp = {
  card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  earlier: null,
  show: hamlet,
};
export const reserved: EarlierUsage = {
  usageId: '019a0000-0000-7000-8000-00000000dddd',
  how: 'reserved',
  minors: 2,
  recordedAt: '2026-05-15T15:00:00Z',
};

/** Returns a card on any decision, because a page without type checks may pass any. */
export function partOf(decision: Decision, minors = 0): VisitPart {
  return { decision: decision as OpenDecision, minors };
}

/** What a registry answers: a value, an error to throw, or nothing at all. */
type Answer<T> = T | Error | 'never';

/** Desks of one device and a scripted registry, which reassigns no tickets unless the test asks for it. */
export class DeskFixture {
  readonly locks = createInProcessLocks();
  readonly storage = memoryStorage();
  world: World;
  /** Requests and deliveries in flight. */
  open: Exchange[] = [];
  lookUpAnswer: Answer<LookUp> = valid;
  showAnswer: Answer<ShowFacts> = hamlet;
  /** The answer to a delivery without entries. */
  journalAnswer: Answer<Partial<DeliveredBatch>> = {};
  /** What a lease request waits for before it is granted; an error fails it. */
  leaseAnswer: Answer<Promise<void> | undefined> = undefined;
  /** The mode of each visit that was sent, and the time of each look-up. */
  readonly modes: RecordMode[] = [];
  readonly lookedUpAt: (string | undefined)[] = [];
  /** How often the show was requested. */
  shown = 0;
  /** The open leases that were granted. */
  leases: readonly RegistryLease[] = [];
  readonly returned: string[] = [];
  /** Leases that the device keeps while it is offline on purpose. */
  readonly keptLeases: string[] = [];
  /** Requests for news in flight; each is answered once. */
  news: { readonly since: string | undefined; answer(news: { leases?: RegistryLease[]; stamp: string }): void }[] = [];
  readonly lost: Parameters<OfflineRegistry['reportLost']>[0][] = [];
  desk: Desk;

  constructor() {
    this.world = createWorld(this.locks);
    this.desk = this.start();
  }

  start(options: Partial<DeskOptions> = {}): Desk {
    this.world = createWorld(this.locks);
    const { storage, world } = this;
    const given = { show: hamlet.id, storage, environment: world.environment, leaseTickets: 0 };
    this.desk = createDesk({ registry: this.registry(), ...given, ...options });
    return this.desk;
  }

  async reopen(options: Partial<DeskOptions> = {}): Promise<void> {
    await this.desk.close();
    this.start(options);
    await settled();
  }

  registry(): Registry {
    const { open, delivery } = createScriptedDelivery();
    this.open = open;
    const never = new AbortController().signal;
    const unsent = { origin: { journal: '', seq: 0 }, leaseId: null };
    return {
      shows: async () => [hamlet],
      show: (_, signal) => {
        this.shown += 1;
        return answerWith(this.showAnswer, signal);
      },
      lookUp: (_showId, _card, signal, at) => {
        this.lookedUpAt.push(at);
        return answerWith(this.lookUpAnswer, signal);
      },
      record: (visit, mode, signal = never, sent = unsent) => {
        this.modes.push(mode);
        return delivery.request(visit, sent, signal);
      },
      void: () => Promise.reject(error('registry/not-found', false)),
      offline: {
        deliver: async (batch, signal = never) => {
          const { entries } = batch;
          if (entries.length > 0) return { ...(await delivery.deliver(batch, signal)), shows: [] };
          const { leases } = this;
          return { ...nothingElse, leases, results: [], shows: [], ...(await answerWith(this.journalAnswer, signal)) };
        },
        lease: async ({ id, showId, want }, signal) => {
          await answerWith(this.leaseAnswer, signal);
          const lease: RegistryLease = { id, showId, state: 'open', granted: want, recall: false };
          this.leases = [...this.leases, lease];
          return { lease, useForMs: 3_600_000, show: { ...hamlet, leased: want } };
        },
        returnLease: async (id) => {
          this.returned.push(id);
          this.leases = this.leases.filter((lease) => lease.id !== id);
          return { show: hamlet };
        },
        keepLease: async (id) => {
          this.keptLeases.push(id);
          return { show: hamlet };
        },
        news: ({ since }, signal) =>
          new Promise((resolve, reject) => {
            signal?.addEventListener('abort', () => reject(error('registry/unreachable')));
            this.news.push({ since, answer: (news) => resolve({ shows: [hamlet], leases: this.leases, ...news }) });
          }),
        reportLost: async (lost) => void this.lost.push(lost),
      },
    };
  }

  onlyRequest(): Exchange {
    expect(this.open).toHaveLength(1);
    const [exchange] = this.open;
    if (exchange === undefined) throw new Error('Nothing is in flight.');
    return exchange;
  }

  /** Makes the registry unreachable, and lets the desk notice it, so that it stops sending requests. */
  async loseNetwork(): Promise<void> {
    this.showAnswer = error('registry/unreachable');
    this.lookUpAnswer = error('registry/unreachable');
    await this.desk.refresh();
    await this.desk.refresh();
  }

  async admit(minors = 0, text = card): Promise<Verdict> {
    const verdict = this.desk.admit([partOf(await this.desk.check(text), minors)]);
    verdict.catch(() => {});
    await settled();
    return verdict;
  }

  /** Admits a visit provisionally. Its report is then in flight. */
  async admitProvisionally(): Promise<Verdict> {
    const verdict = this.desk.admit([partOf(await this.desk.check(card), 0)]);
    await settled();
    this.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    return verdict;
  }
}

function answerWith<T>(answer: Answer<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(error('registry/unreachable')));
    if (answer instanceof Error) reject(answer);
    else if (answer !== 'never') resolve(answer);
  });
}
